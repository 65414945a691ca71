//! The colours of the hall against WCAG 1.4.3, from the tokens: letters 4.5 to 1 on every ground they stand on.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

#[path = "../../ui/contrast.rs"]
mod colours;

use colours::Palette;

#[test]
fn letters_stand_out_on_every_ground() {
    let pairs = [
        // Standing calls, header, the band without a call, the bar.
        ("ink", "paper"),
        ("ink", "surface"),
        ("secondary", "paper"),
        ("secondary", "surface"),
        // The band's two halves, and the arrows and signs.
        ("on-accent", "accent"),
        ("accent", "paper"),
        ("accent", "surface"),
    ];
    Palette::named("dark").stands_out(&pairs, 4.5);
}

/// look.md: ink 16.4, secondary 8.7, the call 10.0 both ways.
#[test]
fn the_contrast_is_the_looks() {
    let dark = Palette::named("dark");
    for (letters, ground, least) in
        [("ink", "paper", 16.3), ("secondary", "paper", 8.6), ("on-accent", "accent", 9.9), ("accent", "paper", 9.9)]
    {
        let ratio = dark.contrast(letters, ground);
        assert!(ratio >= least, "{letters} on {ground} is {ratio:.2}");
    }
}
