//! The colours of the kiosk against WCAG 1.4.3 and 1.4.11: text 4.5 to 1, borders of controls 3 to 1.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

#[path = "../../ui/contrast.rs"]
mod colours;

use colours::Palette;

#[test]
fn text_and_controls_stand_out_in_both_looks() {
    let text = [
        ("ink", "paper"),
        ("ink", "surface"),
        ("ink", "amber-ground"),
        ("ink", "red-ground"),
        ("secondary", "paper"),
        ("secondary", "surface"),
        ("mute", "paper"),
        ("mute", "surface"),
        ("on-accent", "accent"),
        ("on-accent", "pressed"),
        ("on-accent-second", "accent"),
        ("on-tint", "tint"),
        ("ink", "tint"),
        ("on-chosen", "chosen"),
        ("accent", "paper"),
        ("accent", "surface"),
        ("amber", "paper"),
        ("amber", "surface"),
        ("amber", "amber-ground"),
        ("red", "paper"),
        ("red", "red-ground"),
        ("green", "paper"),
        ("green", "surface"),
    ];
    let borders =
        [("edge", "paper"), ("edge", "surface"), ("chosen", "paper"), ("chosen", "surface"), ("focus", "paper")];
    for palette in ["light", "contrast"].map(Palette::named) {
        palette.stands_out(&text, 4.5);
        palette.stands_out(&borders, 3.0);
    }
}

/// look.md: white on black is 21, yellow on black 14.9.
#[test]
fn high_contrast_is_as_high_as_the_look_says() {
    let palette = Palette::named("contrast");
    assert!(palette.contrast("ink", "paper") > 20.9);
    assert!(palette.contrast("accent", "paper") > 14.8);
}
