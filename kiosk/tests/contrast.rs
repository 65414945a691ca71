//! The colours of the kiosk against WCAG 1.4.3 and 1.4.11: text 4.5 to 1, borders of controls 3 to 1.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

type Colour = [f64; 3];

/// The colours of one palette of the theme, by name.
fn palette(name: &str) -> BTreeMap<String, Colour> {
    let theme = include_str!("../../ui/theme.slint");
    let start = theme.find(&format!("<Palette> {name}: {{")).unwrap();
    let body = theme[start..].split_once('{').unwrap().1.split_once('}').unwrap().0;
    body.split(',')
        .filter_map(|pair| pair.split_once(':'))
        .map(|(name, colour)| {
            let digits = colour.trim().strip_prefix('#').unwrap();
            let part = |at: usize| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap()) / 255.0;
            (name.trim().to_owned(), [part(0), part(2), part(4)])
        })
        .collect()
}

/// Relative luminance as WCAG 2.2 defines it.
fn luminance(colour: Colour) -> f64 {
    let [r, g, b] = colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

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
    for name in ["light", "contrast"] {
        let colours = palette(name);
        for (pairs, least) in [(&text[..], 4.5), (&borders[..], 3.0)] {
            for (front, ground) in pairs {
                let ratio = contrast(colours[*front], colours[*ground]);
                assert!(ratio >= least, "{name}: {front} on {ground} is {ratio:.2}, at least {least}");
            }
        }
    }
}

/// look.md: white on black is 21, yellow on black 14.9.
#[test]
fn high_contrast_is_as_high_as_the_look_says() {
    let colours = palette("contrast");
    assert!(contrast(colours["ink"], colours["paper"]) > 20.9);
    assert!(contrast(colours["accent"], colours["paper"]) > 14.8);
}
