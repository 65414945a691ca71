//! Positions and sizes held to the look and to the numbers for everyone's use, never to our own earlier pictures.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod screen;
mod story;

use std::collections::BTreeSet;

use i_slint_backend_testing::{AccessibleLiveness, AccessibleRole as Role, ElementHandle};
use operator_console::view::Look;
use screen::{Picture, Place, Screen, on_screen, on_screen_in, place_of};
use story::{TONGUES, Tongue};

const PAPER: (u8, u8, u8) = (0xF6, 0xF5, 0xF1);
const SURFACE: (u8, u8, u8) = (0xFF, 0xFF, 0xFF);
const INK: (u8, u8, u8) = (0x14, 0x20, 0x2B);
const LINE: (u8, u8, u8) = (0xDD, 0xE1, 0xE4);
const ACCENT: (u8, u8, u8) = (0x0B, 0x5D, 0x66);
const AMBER: (u8, u8, u8) = (0xB4, 0x53, 0x09);
const RED: (u8, u8, u8) = (0xB4, 0x23, 0x18);

/// Top and bottom of what is drawn in `ink` between `left` and `right`.
fn rows_of(
    picture: &Picture,
    ink: (u8, u8, u8),
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
) -> (usize, usize) {
    let inked = |y: &usize| (left..right).any(|x| picture.pixel(x, *y) == ink);
    let first = (top..bottom).find(inked).expect("something is drawn there");
    let last = (top..bottom).rev().find(inked).expect("something is drawn there");
    (first, last)
}

#[test]
fn the_window_has_the_places_of_the_look() {
    on_screen(|screen| {
        screen.show(&story::serving(Tongue::Ru));
        let place = |role, label| screen.place(role, label);
        assert_eq!(place(Role::Banner, "Окно 4"), (0, 0, 1280, 56));
        assert_eq!(place(Role::Region, "Сейчас у окна"), (24, 80, 776, 280));
        assert_eq!(place(Role::Region, "Следующий в очереди"), (24, 528, 776, 248));
        assert_eq!(place(Role::Region, "Очередь"), (816, 80, 440, 384));
        assert_eq!(place(Role::Region, "Отложены"), (816, 480, 440, 144));
        assert_eq!(place(Role::Region, "Мой день"), (816, 640, 440, 136));
        assert_eq!(place(Role::Button, "Вызвать следующего"), (57, 657, 710, 88));
        assert_eq!(place(Role::ProgressIndicator, "Время приёма"), (575, 125, 192, 192));
    });
}

#[test]
fn the_eight_actions_stand_four_by_two_in_the_order_of_their_keys() {
    on_screen(|screen| {
        screen.show(&story::serving(Tongue::Ru));
        let labels = [
            "Повторить вызов",
            "Начать приём",
            "Завершить",
            "Не явился",
            "Отложить",
            "Передать",
            "Отказать",
            "Вне очереди",
        ];
        for (index, label) in (0..).zip(labels) {
            let (column, row) = (index % 4, index / 4);
            assert_eq!(screen.place(Role::Button, label), (24 + column * 196, 376 + row * 72, 188, 64), "{label}");
        }
    });
}

#[test]
fn the_bar_has_the_places_of_the_look_in_the_same_order() {
    on_screen(|screen| {
        screen.show(&story::bar(story::serving(Tongue::Ru)));
        let picture = screen.picture();
        assert_eq!((picture.width, picture.height), (960, 88));
        let labels = ["Повторить вызов", "Начать приём", "Завершить", "Не явился", "Отложить", "Передать"];
        let places = labels.map(|label| screen.place(Role::Button, label));
        assert!(places.windows(2).all(|pair| pair[0].0 + pair[0].2 <= pair[1].0), "left to right: {places:?}");
        assert!(places.iter().all(|place| place.1 == 16 && place.3 == 56), "{places:?}");
        let next = screen.place(Role::Button, "Вызвать следующего");
        assert_eq!((next.1, next.3), (16, 56));
        assert!(places[5].0 + places[5].2 < next.0 && next.0 + next.2 < screen.place(Role::Button, "Полное окно").0);
    });
}

#[test]
fn a_notice_covers_nothing_of_the_bar() {
    let told = [("rejected", story::rejected as fn(Tongue) -> _), ("arrived", story::arrived), ("lost", story::lost)];
    for tongue in TONGUES {
        for (name, state) in told {
            on_screen(move |screen| {
                screen.show(&story::bar(state(tongue)));
                let live = |e: &ElementHandle| e.accessible_live_region() == Some(AccessibleLiveness::Assertive);
                let (notice, others): (Vec<_>, Vec<_>) = screen
                    .elements()
                    .into_iter()
                    .filter(|e| e.accessible_role() != Some(Role::Main) && e.computed_opacity() > 0.0)
                    .partition(live);
                assert_eq!(notice.len(), 1, "{name} {tongue:?}");
                let (_, top, width, tall) = place_of(&notice[0]);
                assert!(width > 850, "{name} {tongue:?}: a line as wide as the bar, not {width}");
                for other in others {
                    let (_, y, _, _) = place_of(&other);
                    let label = other.accessible_label().unwrap_or_default();
                    // What has no name is only drawn: the window's own ground, and the notice's picture.
                    assert!(
                        label.is_empty() || y >= top + tall,
                        "{name} {tongue:?}: \"{label}\" lies at {y} beneath the notice"
                    );
                }
            });
        }
    }
}

#[test]
fn the_number_is_the_largest_thing_and_as_high_as_the_look_has_it() {
    on_screen(|screen| {
        screen.show(&story::serving(Tongue::Ru));
        let picture = screen.picture();
        // Capitals are 0.714 of 128 px, figures a hair more.
        let (top, bottom) = rows_of(&picture, INK, 57, 360, 145, 265);
        assert!((90..=96).contains(&(bottom - top + 1)), "{top} to {bottom}");
        assert!((155..=160).contains(&top) && (248..=253).contains(&bottom), "{top} to {bottom}");
    });
}

/// The rows and figures that stand whole in the region of this name.
fn whole_in(screen: &Screen, region: &str, role: Role) -> usize {
    let (left, top, width, tall) = screen.place(Role::Region, region);
    let inside = |(x, y, w, h): Place| x >= left && y >= top && x + w <= left + width && y + h <= top + tall;
    let mut found: Vec<_> = screen.elements().into_iter().filter(|e| e.accessible_role() == Some(role)).collect();
    found.retain(|e| inside(place_of(e)));
    let mut labels: Vec<_> = found.iter().filter_map(ElementHandle::accessible_label).collect();
    labels.sort();
    labels.dedup();
    labels.len()
}

#[test]
fn beside_a_booked_visitor_the_smallest_window_keeps_the_queue_and_the_figures_of_the_day() {
    let regions = [("Очередь", "Мой день"), ("Queue", "My day"), ("Հերթ", "Իմ օրը")];
    for (tongue, (queue, day)) in TONGUES.into_iter().zip(regions) {
        for (view, rows) in
            [(story::booked(tongue), 6), (story::booked_unnamed(tongue), 8), (story::booked_long(tongue), 4)]
        {
            on_screen(move |screen| {
                screen.show(&view);
                let seen = whole_in(screen, queue, Role::ListItem);
                assert!(seen >= rows, "{tongue:?}: {seen} of the queue");
                assert_eq!(
                    whole_in(screen, day, Role::Text),
                    5,
                    "{tongue:?}: the name and the four figures of the day"
                );
            });
        }
    }
}

#[test]
fn what_hangs_below_the_line_is_whole_where_nobody_is_at_the_window() {
    on_screen(|screen| {
        screen.show(&story::idle(Tongue::En));
        let (top, bottom) = rows_of(&screen.picture(), INK, 57, 230, 160, 240);
        // Capitals are 0.714 of 44 px, and the y hangs 0.24 below the line.
        assert!(bottom - top + 1 >= 42, "{top} to {bottom}");
    });
}

#[test]
fn the_ring_fills_clockwise_with_the_share_of_the_norm_and_turns_amber_past_it() {
    let ring = |view, ink: (u8, u8, u8)| {
        on_screen(move |screen| {
            screen.show(&view);
            let picture = screen.picture();
            // 41 % are used: three o'clock is passed, nine o'clock is not.
            let passed = picture.pixel(575 + 192 - 4, 125 + 96);
            let ahead = picture.pixel(575 + 3, 125 + 96);
            assert_eq!(passed, ink);
            assert_eq!(ahead, if ink == AMBER { AMBER } else { LINE });
        });
    };
    ring(story::serving(Tongue::Ru), ACCENT);
    ring(story::over_the_norm(Tongue::Ru), AMBER);
}

#[test]
fn fill_means_act_and_no_fill_means_unavailable() {
    let inside = |view| {
        let found = std::sync::Arc::new(std::sync::Mutex::new((0, 0, 0)));
        let kept = std::sync::Arc::clone(&found);
        on_screen(move |screen| {
            screen.show(&view);
            *kept.lock().unwrap() = screen.picture().pixel(500, 670);
        });
        *found.lock().unwrap()
    };
    assert_eq!(inside(story::serving(Tongue::Ru)), ACCENT);
    assert_eq!(inside(story::quiet(Tongue::Ru)), SURFACE);
    assert_eq!(inside(story::lost(Tongue::Ru)), SURFACE);
}

#[test]
fn what_cannot_be_done_is_dashed_in_high_contrast() {
    let bar = |tongue| story::bar(story::rejected(tongue));
    let views: [fn(Tongue) -> _; 6] =
        [story::booked, story::rejected, story::transfer, story::lost, story::windows, bar];
    for view in views {
        on_screen_in(Look::HighContrast, move |screen| {
            screen.show(&view(Tongue::Ru));
            let picture = screen.picture();
            for element in screen.elements() {
                let place @ (left, top, width, tall) = place_of(&element);
                // Buttons with an edge, and rows of a list, whose frame stands clear of the line between them.
                let (edge, down) = match element.accessible_role() {
                    Some(Role::Button) if tall >= 48 => (0, 2),
                    Some(Role::ListItem) if element.accessible_item_selectable() == Some(true) => (4, 5),
                    _ => continue,
                };
                if element.computed_opacity() == 0.0 {
                    continue;
                }
                let inside = |x: i32, y: i32| Some(picture.pixel(usize::try_from(x).ok()?, usize::try_from(y).ok()?));
                let across: BTreeSet<_> = (left + 12..left + width - 12).map(|x| inside(x, top + down)).collect();
                let off = element.accessible_enabled() == Some(false);
                assert_eq!(across.len() > 1, off, "{:?} at {place:?}", element.accessible_label());
                let corner = inside(left, top + edge);
                assert!(!off || corner != Some((255, 255, 255)), "{:?} has a sharp corner", element.accessible_label());
            }
        });
    }
}

#[test]
fn each_screen_has_one_accent_filled_action_at_most() {
    for (name, view) in story::all(Tongue::Ru) {
        on_screen(move |screen| {
            screen.show(&view);
            let picture = screen.picture();
            let buttons = screen.elements().into_iter().filter(|e| e.accessible_role() == Some(Role::Button));
            let filled = buttons.filter(|button| {
                let (x, y, w, h) = place_of(button);
                let spot = |dx: i32, dy: i32| {
                    usize::try_from(x + dx)
                        .ok()
                        .zip(usize::try_from(y + dy).ok())
                        .filter(|(x, y)| *x < picture.width && *y < picture.height)
                };
                spot(w / 2, h - 4).is_some_and(|(x, y)| picture.pixel(x, y) == ACCENT)
            });
            assert!(filled.count() <= 1, "{name}");
        });
    }
}

#[test]
fn a_lost_connection_is_plain_to_see() {
    on_screen(|screen| {
        screen.show(&story::lost(Tongue::Ru));
        let picture = screen.picture();
        assert_eq!(picture.pixel(900, 68), RED, "a band across the whole window");
        assert_eq!(picture.pixel(4, 58), RED);
        assert!(screen.has("Нет связи"));
        screen.show(&story::serving(Tongue::Ru));
        assert_eq!(screen.picture().pixel(900, 68), PAPER);
    });
}

#[test]
fn a_question_stands_in_the_place_of_the_actions_and_leaves_the_visitor_in_sight() {
    on_screen(|screen| {
        screen.show(&story::refuse(Tongue::Ru));
        assert_eq!(screen.place(Role::Form, "Отказать A012: почему?"), (24, 376, 776, 400));
        assert_eq!(screen.place(Role::Region, "Сейчас у окна"), (24, 80, 776, 280));
        assert_eq!(screen.place(Role::Button, "Отказать").3, 48);
    });
}

#[test]
fn nothing_that_can_be_pressed_is_smaller_than_24_px_or_off_the_screen() {
    for tongue in TONGUES {
        for (name, view) in story::all(tongue) {
            on_screen(move |screen| {
                screen.show(&view);
                let picture = screen.picture();
                let row = |e: &ElementHandle| e.accessible_item_selectable() == Some(true);
                let pressed = |e: &ElementHandle| {
                    let role = e.accessible_role();
                    row(e) || matches!(role, Some(Role::Button | Role::RadioButton | Role::Checkbox | Role::TextInput))
                };
                for element in screen.elements().into_iter().filter(pressed) {
                    let (x, y, w, h) = place_of(&element);
                    let label = element.accessible_label().unwrap_or_default();
                    if element.computed_opacity() == 0.0 {
                        continue;
                    }
                    assert!(!label.is_empty(), "{name} {tongue:?}: what stands at {x}, {y} has no name");
                    assert!(w >= 24 && h >= 24, "{name} {tongue:?}: \"{label}\" is {w} x {h}");
                    // Rows that do not fit into their list are scrolled to.
                    let below = y + h <= picture.height as i32 || row(&element);
                    let inside = x >= 0 && y >= 0 && x + w <= picture.width as i32 && below;
                    assert!(inside, "{name} {tongue:?}: \"{label}\" of {w} x {h} stands at {x}, {y}");
                }
            });
        }
    }
}

#[test]
fn buttons_beside_each_other_never_overlap_in_any_language() {
    // Rows of a list that is scrolled lie under its edge.
    let row = |label: &str| ["Вернуть ", "Bring back ", "Վերադարձնել "].iter().any(|words| label.starts_with(words));
    for tongue in TONGUES {
        for (name, view) in story::all(tongue) {
            on_screen(move |screen| {
                screen.show(&view);
                let buttons: Vec<_> = screen
                    .elements()
                    .into_iter()
                    .filter(|e| e.accessible_role() == Some(Role::Button) && e.accessible_enabled() == Some(true))
                    .map(|e| (e.accessible_label().unwrap_or_default(), place_of(&e)))
                    .filter(|(label, _)| !row(label))
                    .collect();
                for (index, (one, a)) in buttons.iter().enumerate() {
                    for (other, b) in &buttons[index + 1..] {
                        let apart = a.0 + a.2 <= b.0 || b.0 + b.2 <= a.0 || a.1 + a.3 <= b.1 || b.1 + b.3 <= a.1;
                        assert!(apart, "{name} {tongue:?}: \"{one}\" {a:?} over \"{other}\" {b:?}");
                    }
                }
            });
        }
    }
}
