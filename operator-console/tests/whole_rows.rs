//! Rows in sight: whole or not at all, as many as the look has, and with air above the cards.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod screen;
mod story;

use std::collections::BTreeSet;

use i_slint_backend_testing::{AccessibleRole as Role, ElementHandle};
use operator_console::view::View;
use screen::{Place, Screen, on_screen, place_of};
use story::{TONGUES, Tongue};

const PAPER: (u8, u8, u8) = (0xF6, 0xF5, 0xF1);
const TINT: (u8, u8, u8) = (0xE3, 0xF0, 0xF0);

fn lists(screen: &Screen) -> Vec<ElementHandle> {
    screen.elements().into_iter().filter(|e| e.accessible_role() == Some(Role::List)).collect()
}

/// The rows of a list that are drawn, in whole or in part.
fn drawn(list: &ElementHandle) -> Vec<Place> {
    let row = |e: &ElementHandle| matches!(e.accessible_role(), Some(Role::ListItem | Role::Button));
    let rows = list.query_descendants().match_predicate(row).find_all();
    let places: BTreeSet<_> = rows.iter().filter(|row| row.computed_opacity() > 0.0).map(place_of).collect();
    places.into_iter().collect()
}

fn stands_in((_, y, _, h): Place, (_, top, _, tall): Place) -> bool {
    y + 1 >= top && y + h <= top + tall + 1
}

/// How many whole rows each list has in this place, from the left and the top.
fn in_sight(screen: &Screen, place @ (left, _, width, _): Place) -> Vec<usize> {
    let within = |(x, y, w, h): Place| x >= left && x + w <= left + width && stands_in((x, y, w, h), place);
    let lists = lists(screen).into_iter().filter(|list| within(place_of(list)));
    lists.map(|list| drawn(&list).into_iter().filter(|row| stands_in(*row, place_of(&list))).count()).collect()
}

#[test]
fn a_row_is_drawn_whole_or_not_at_all() {
    for tongue in TONGUES {
        for (name, view) in story::all(tongue) {
            on_screen(move |screen| {
                screen.show(&view);
                for list in lists(screen) {
                    let place = place_of(&list);
                    // What is taller than its list can only be scrolled through.
                    for row in drawn(&list).into_iter().filter(|row| row.3 <= place.3) {
                        let label = list.accessible_label().unwrap_or_default();
                        assert!(stands_in(row, place), "{name} {tongue:?}: {row:?} of \"{label}\" {place:?}");
                    }
                }
            });
        }
    }
}

#[test]
fn the_queue_of_the_look_stands_whole_in_every_language() {
    for (tongue, region) in TONGUES.into_iter().zip(["Очередь", "Queue", "Հերթ"]) {
        on_screen(move |screen| {
            screen.show(&story::serving(tongue));
            assert_eq!(in_sight(screen, screen.place(Role::Region, region)), [8], "{tongue:?}");
        });
    }
}

#[test]
fn every_service_to_transfer_to_is_in_sight() {
    for tongue in TONGUES {
        on_screen(move |screen| {
            screen.show(&story::transfer(tongue));
            let form = screen.elements().into_iter().find(|e| e.accessible_role() == Some(Role::Form)).unwrap();
            assert_eq!(in_sight(screen, place_of(&form)), [7, 4], "{tongue:?}");
        });
    }
}

#[test]
fn beside_the_longest_data_five_rows_of_the_queue_and_two_parked_visitors_stand_whole() {
    // In Armenian the data before the purpose have two lines more.
    let regions = [("Очередь", 5, "Отложены"), ("Queue", 5, "Parked"), ("Հերթ", 4, "Հետաձգված")];
    for (tongue, (queue, rows, parked)) in TONGUES.into_iter().zip(regions) {
        on_screen(move |screen| {
            screen.show(&story::booked_long(tongue));
            assert_eq!(in_sight(screen, screen.place(Role::Region, queue)), [rows], "{tongue:?}");
            assert_eq!(in_sight(screen, screen.place(Role::Region, parked)), [2], "{tongue:?}");
        });
    }
}

/// With a wide card and with the close ones beside the longest data.
#[test]
fn two_parked_visitors_are_in_sight_also_with_reasons_of_two_lines() {
    let views: [fn(Tongue) -> View; 3] = [story::serving, story::booked, story::booked_long];
    for (tongue, region) in TONGUES.into_iter().zip(["Отложены", "Parked", "Հետաձգված"]) {
        for of in views {
            on_screen(move |screen| {
                let mut view = of(tongue);
                let desk = story::desk_of(&mut view);
                desk.parked = story::parked(tongue);
                for row in &mut desk.parked {
                    row.window = Some(2);
                    row.reason = tongue.of(
                        "делает копию паспорта и перевод",
                        "makes a copy of the passport",
                        "անձնագրի պատճեն և թարգմանություն",
                    );
                }
                screen.show(&view);
                let card = screen.place(Role::Region, region);
                let list =
                    lists(screen).into_iter().find(|list| stands_in(place_of(list), card) && place_of(list).0 > card.0);
                let rows = drawn(&list.unwrap());
                assert!(rows.iter().all(|row| row.3 > 40), "two lines each in {tongue:?}: {rows:?}");
                assert_eq!(in_sight(screen, card), [2], "{tongue:?}: {card:?}, {rows:?}");
            });
        }
    }
}

#[test]
fn a_purpose_that_does_not_fit_is_cut_between_its_lines() {
    on_screen(|screen| {
        screen.show(&story::booked_long(Tongue::Ru));
        let list =
            lists(screen).into_iter().find(|list| list.accessible_label().unwrap() == "Данные посетителя").unwrap();
        let (_, top, _, tall) = place_of(&list);
        let purpose = drawn(&list).pop().unwrap();
        assert!(purpose.3 > 100, "the purpose: {purpose:?}");
        let seen = top + tall - purpose.1;
        assert!(seen >= 20 && seen % 20 <= 1, "{seen} px of lines of 20");
    });
}

#[test]
fn between_what_the_clerk_is_told_and_the_cards_there_is_air() {
    let told: [fn(Tongue) -> _; 2] = [story::called, story::windows_just_closed];
    for view in told {
        on_screen(move |screen| {
            screen.show(&view(Tongue::Ru));
            let picture = screen.picture();
            assert_eq!(picture.pixel(600, 71), TINT);
            assert!((72..80).all(|y| picture.pixel(600, y) == PAPER));
        });
    }
}
