//! The focus under real keys: it is seen, never lost and never trapped, and what it stands on is done with Enter (WCAG 2.1.2, 2.4.7).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod screen;
mod story;

use i_slint_backend_testing::{AccessibleRole as Role, ElementHandle};
use operator_console::deed::Deed;
use operator_console::view::{Key as Act, View};
use screen::{Place, Screen, on_screen, place_of};
use slint::platform::Key;
use story::Tongue;

const ACCENT: (u8, u8, u8) = (0x0B, 0x5D, 0x66);
const SURFACE: (u8, u8, u8) = (0xFF, 0xFF, 0xFF);

/// What Enter does where the focus is.
fn enter(screen: &Screen) -> Vec<Deed> {
    screen.take_deeds();
    screen.key(Key::Return);
    screen.take_deeds()
}

/// Lists whose rows cannot be chosen.
const READ_ALONE: [&str; 2] = ["Очередь по услугам", "Данные посетителя"];

/// Where Tab has to lead: whatever can be used by hand, each once. Rows are moved through with arrows, and a list whose rows cannot be
/// chosen is no stop as long as they fit, nor is what lies beside a question.
fn stops_wanted(screen: &Screen, question: bool) -> Vec<(String, Place)> {
    let stop =
        |role| matches!(role, Some(Role::Button | Role::RadioButton | Role::Checkbox | Role::TextInput | Role::List));
    let row = |label: &str| label.starts_with("Вернуть A") || label.starts_with("Вернуть X");
    let usable = |element: &ElementHandle| {
        let label = element.accessible_label().unwrap_or_default();
        element.accessible_enabled() != Some(false)
            && !row(&label)
            && (!READ_ALONE.contains(&label.as_str()) || !fits(element))
            && (!question || label != "Отложенные посетители")
    };
    let stops = screen.elements().into_iter().filter(|e| stop(e.accessible_role()) && usable(e));
    stops.map(|e| (e.accessible_label().unwrap_or_default().to_string(), place_of(&e))).collect()
}

/// Whether all rows of a list stand in it.
fn fits(list: &ElementHandle) -> bool {
    let bottom = |(_, y, _, height): Place| y + height;
    let rows = list.query_descendants().match_accessible_role(Role::ListItem).find_all();
    rows.iter().all(|row| bottom(place_of(row)) <= bottom(place_of(list)) + 1)
}

/// Which of the stops has the ring of the focus around it.
fn focused(screen: &Screen, wanted: &[(String, Place)]) -> Vec<String> {
    let picture = screen.picture();
    let accent = |x: i32, y: i32| {
        let spot = usize::try_from(x).ok().zip(usize::try_from(y).ok());
        spot.is_some_and(|(x, y)| x < picture.width && y < picture.height && picture.pixel(x, y) == ACCENT)
    };
    let ringed = |place: &Place| {
        let (x, y, w, h) = *place;
        accent(x - 3, y + h / 2) && accent(x + w / 2, y - 3) && accent(x + w / 2, y + h + 2)
    };
    wanted.iter().filter(|(_, place)| ringed(place)).map(|(label, _)| label.clone()).collect()
}

#[test]
fn tab_stops_at_each_control_once_in_a_round_in_either_direction_and_is_trapped_nowhere() {
    for (name, view) in [
        ("serving", story::serving(Tongue::Ru)),
        ("bar", story::bar(story::called(Tongue::Ru))),
        ("bar with a notice", story::bar(story::rejected(Tongue::Ru))),
        ("booked", nothing_to_undo(story::booked(Tongue::Ru))),
        ("booked, long", nothing_to_undo(story::booked_long(Tongue::Ru))),
        ("expected", story::expected(Tongue::Ru)),
        ("transfer", story::transfer(Tongue::Ru)),
        ("park", story::park(Tongue::Ru)),
        ("by number", story::by_number(Tongue::Ru)),
        ("take over", story::take_over(Tongue::Ru)),
        ("sign-in", story::sign_in(Tongue::Ru)),
        ("windows", story::windows_just_closed(Tongue::Ru)),
        ("reception", story::reception_found(Tongue::Ru)),
    ] {
        on_screen(move |screen| {
            screen.show(&view);
            let wanted = stops_wanted(screen, view.screen.dialog().is_some());
            assert!(wanted.len() > 2, "{name}: {wanted:?}");
            let mut names: Vec<_> = wanted.iter().map(|(label, _)| label.clone()).collect();
            names.sort();
            for back in [false, true] {
                let mut reached: Vec<_> = (0..wanted.len())
                    .flat_map(|_| {
                        step(screen, back);
                        let ringed = focused(screen, &wanted);
                        assert_eq!(ringed.len(), 1, "{name}, back: {back}: the focus is not seen once: {ringed:?}");
                        ringed
                    })
                    .collect();
                reached.sort();
                assert_eq!(reached, names, "{name}, back: {back}");
            }
        });
    }
}

fn nothing_to_undo(mut view: View) -> View {
    view.frame.undo = None;
    view
}

fn step(screen: &Screen, back: bool) {
    if back {
        screen.key_with(Key::Shift, Key::Backtab);
    } else {
        screen.key(Key::Tab);
    }
}

fn digest(screen: &Screen) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let picture = screen.picture();
    let mut hasher = DefaultHasher::new();
    for y in 0..picture.height {
        for x in 0..picture.width {
            picture.pixel(x, y).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[test]
fn tab_and_enter_reach_every_act_of_the_window() {
    on_screen(|screen| {
        screen.show(&story::serving(Tongue::Ru));
        let mut reached = std::collections::BTreeSet::new();
        for _ in 0..30 {
            screen.key(Key::Tab);
            for deed in enter(screen) {
                if let Deed::Key(act) = deed {
                    reached.insert(act);
                }
            }
        }
        let wanted = [
            Act::CallNext,
            Act::Finish,
            Act::Park,
            Act::Transfer,
            Act::Refuse,
            Act::OutOfTurn,
            Act::NextService,
            Act::ByNumber,
            Act::ComeBack,
            Act::Close,
            Act::Face,
        ];
        for act in wanted {
            assert!(reached.contains(&act), "{act:?} cannot be reached by Tab: {reached:?}");
        }
    });
}

#[test]
fn the_focus_can_be_seen_wherever_it_is() {
    for view in [
        story::serving(Tongue::Ru),
        story::bar(story::serving(Tongue::Ru)),
        story::bar(story::rejected(Tongue::Ru)),
        story::transfer(Tongue::Ru),
        story::reception(Tongue::Ru),
    ] {
        on_screen(move |screen| {
            screen.show(&view);
            let mut before = digest(screen);
            for step in 0..8 {
                screen.key(Key::Tab);
                let now = digest(screen);
                assert_ne!(before, now, "step {step} shows nothing");
                before = now;
            }
        });
    }
}

#[test]
fn parked_visitors_are_reached_with_tab_chosen_with_arrows_and_brought_back_with_enter() {
    on_screen(|screen| {
        screen.show(&story::idle(Tongue::Ru));
        for _ in 0..40 {
            screen.key(Key::Tab);
            screen.key(Key::DownArrow);
            screen.take_deeds();
            screen.key(Key::Return);
            let deeds = screen.take_deeds();
            if let [Deed::BringBack(row)] = deeds.as_slice() {
                assert_eq!(*row, 1);
                return;
            }
        }
        panic!("Tab never reached the parked visitors");
    });
}

#[test]
fn keys_work_after_a_question_was_closed_and_after_the_face_changed() {
    on_screen(|screen| {
        screen.show(&story::refuse(Tongue::Ru));
        screen.key(Key::Tab);
        screen.show(&story::serving(Tongue::Ru));
        screen.key(Key::F5);
        assert_eq!(screen.take_deeds(), [Deed::Key(Act::Finish)]);
        screen.show(&story::bar(story::serving(Tongue::Ru)));
        screen.key(Key::Tab);
        screen.key(Key::F12);
        assert_eq!(screen.take_deeds(), [Deed::Key(Act::Face)]);
        screen.show(&story::serving(Tongue::Ru));
        screen.key(Key::F2);
        assert_eq!(screen.take_deeds(), [Deed::Key(Act::CallNext)]);
        screen.click(Role::Button, "Завершить");
        screen.take_deeds();
        screen.show(&story::called(Tongue::Ru));
        screen.key(Key::F4);
        assert_eq!(screen.take_deeds(), [Deed::Key(Act::Start)], "the button that was pressed is grey now");
    });
}

#[test]
fn keys_work_when_the_focused_control_is_no_longer_available() {
    on_screen(|screen| {
        screen.show(&story::serving(Tongue::Ru));
        for steps in 1..24 {
            screen.show(&story::serving(Tongue::Ru));
            for _ in 0..steps {
                screen.key(Key::Tab);
            }
            screen.show(&story::lost(Tongue::Ru));
            screen.take_deeds();
            screen.key(Key::F2);
            assert_eq!(screen.take_deeds(), [Deed::Key(Act::CallNext)], "after {steps} steps");
        }
    });
}

#[test]
fn a_question_is_answered_with_arrows_digits_and_enter() {
    on_screen(|screen| {
        screen.show(&story::refuse(Tongue::Ru));
        screen.key(Key::DownArrow);
        screen.key(Key::UpArrow);
        screen.key(Key::End);
        screen.key(Key::Home);
        screen.key('3');
        screen.key('9');
        screen.key(Key::Return);
        let picked = |index| Deed::Picked(index);
        assert_eq!(screen.take_deeds(), [picked(2), picked(1), picked(3), picked(0), picked(2), Deed::Accept]);
        screen.key(Key::Escape);
        assert_eq!(screen.take_deeds(), [Deed::Dismiss]);
    });
}

#[test]
fn the_window_nobody_sits_at_is_stepped_over() {
    on_screen(|screen| {
        screen.show(&story::transfer(Tongue::Ru));
        screen.key(Key::Tab);
        screen.key(Key::DownArrow);
        screen.key(Key::DownArrow);
        screen.key('2');
        assert_eq!(screen.take_deeds(), [Deed::PickedOther(0), Deed::PickedOther(2)]);
    });
}

#[test]
fn digits_stand_on_the_rows_of_the_one_list_that_hears_them() {
    let digit = |screen: &Screen, row: &str| {
        let (x, y, w, h) = screen.place(Role::ListItem, row);
        let (left, right, middle) = (x + w - 12 - 28, x + w - 12, y + h / 2);
        let picture = screen.picture();
        let drawn = |x: i32, y: i32| picture.pixel(x as usize, y as usize) != SURFACE;
        (left..right).any(|x| (middle - 11..middle + 11).any(|y| drawn(x, y)))
    };
    on_screen(move |screen| {
        screen.show(&story::transfer(Tongue::Ru));
        let rows = ["Загранпаспорт: получение", "Окно 1, 2 этаж, направо"];
        assert_eq!(rows.map(|row| digit(screen, row)), [true, false]);
        screen.key(Key::Tab);
        assert_eq!(rows.map(|row| digit(screen, row)), [false, true]);
        screen.key('1');
        assert_eq!(screen.take_deeds(), [Deed::PickedOther(0)]);
    });
}
