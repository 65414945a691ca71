//! The colours of the console against WCAG 1.4.3 and 1.4.11, in both looks: text 4.5 to 1 on every ground it stands on, borders of
//! controls and marks 3 to 1. What cannot be used just then is drawn quieter, and rings and bars say what figures beside them say.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

#[path = "../../ui/contrast.rs"]
mod colours;
mod screen;
mod story;

use colours::Palette;
use i_slint_backend_testing::AccessibleRole as Role;
use screen::{Picture, on_screen, place_of};
use slint::platform::Key;
use story::Tongue;

const TINT: (u8, u8, u8) = (0xE3, 0xF0, 0xF0);
/// No blend of amber with its ground has less red; ink has far less.
const DARK: u8 = 0x60;
/// More than there are stops on the way round.
const TABS: usize = 60;

#[test]
fn text_and_controls_stand_out_in_both_looks() {
    let text = [
        // Cards, buttons and fields; what lies on the window's own ground; a row or button in hand, and what informs.
        ("ink", "surface"),
        ("ink", "paper"),
        ("ink", "tint"),
        ("secondary", "surface"),
        ("secondary", "paper"),
        ("secondary", "tint"),
        ("mute", "surface"),
        ("mute", "paper"),
        ("accent", "surface"),
        ("accent", "paper"),
        ("accent", "tint"),
        ("on-tint", "tint"),
        // "Call next" and a dialog's first button, also pressed.
        ("on-accent", "accent"),
        ("on-accent", "pressed"),
        ("on-accent-second", "accent"),
        ("on-accent-second", "pressed"),
        ("on-chosen", "chosen"),
        // Over the norm, and what is wrong.
        ("amber", "surface"),
        ("amber", "paper"),
        ("red", "surface"),
        ("red", "paper"),
        // The band of notices with its "undo"; a lost connection stands in it the other way round.
        ("amber", "amber-ground"),
        ("red", "red-ground"),
        ("ink", "amber-ground"),
        ("ink", "red-ground"),
        ("accent", "amber-ground"),
        ("accent", "red-ground"),
        ("surface", "red"),
    ];
    let borders = [
        ("edge", "surface"),
        ("edge", "paper"),
        ("edge", "tint"),
        ("chosen", "surface"),
        ("focus", "surface"),
        ("focus", "paper"),
        ("green", "surface"),
        ("amber", "tint"),
    ];
    for palette in ["light", "contrast"].map(Palette::named) {
        palette.stands_out(&text, 4.5);
        palette.stands_out(&borders, 3.0);
    }
}

/// Amber is 4.3 to 1 on tint: enough for the bell, too little for figures.
#[test]
fn the_minutes_of_an_overdue_visitor_are_dark_where_their_row_is_chosen() {
    on_screen(|screen| {
        screen.show(&story::alarm(Tongue::Ru));
        let rows = screen.elements().into_iter().filter(|e| e.accessible_role() == Some(Role::Button));
        let mut due = rows.filter(|e| e.accessible_label().is_some_and(|label| label.starts_with("Вернуть A008")));
        let (left, top, width, tall) = place_of(&due.next().unwrap());
        let [right, top, bottom] = [left + width, top, top + tall].map(|at| usize::try_from(at).unwrap());
        let chosen = |picture: &Picture| picture.pixel(right - 1, top + 3) == TINT;
        let dark = |picture: &Picture| (right - 40..right).any(|x| (top..bottom).any(|y| picture.pixel(x, y).0 < DARK));
        let before = screen.picture();
        assert!(!chosen(&before) && !dark(&before), "amber while nothing is chosen");
        for _ in 0..TABS {
            if chosen(&screen.picture()) {
                break;
            }
            screen.key(Key::Tab);
        }
        let picture = screen.picture();
        assert!(chosen(&picture), "the row can be chosen");
        assert!(dark(&picture), "the minutes");
    });
}
