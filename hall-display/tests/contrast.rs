//! The colours of the hall against WCAG 1.4.3, from the tokens: letters 4.5 to 1 on every ground they stand on.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

/// A colour of the dark palette, in parts of one.
fn colour(name: &str) -> [f64; 3] {
    let theme = include_str!("../../ui/theme.slint");
    let body = theme.split_once("<Palette> dark: {").unwrap().1.split_once('}').unwrap().0;
    let value = |pair: &str| {
        let (found, value) = pair.split_once(':')?;
        (found.trim() == name).then(|| value.trim().trim_start_matches('#').to_owned())
    };
    let digits = body.split(',').find_map(value).unwrap_or_else(|| panic!("no {name}"));
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap()) / 255.0)
}

/// As WCAG 2.2 defines it.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |name: &str| {
        let part = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        let [r, g, b] = colour(name).map(part);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

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
    for (letters, ground) in pairs {
        let ratio = contrast(letters, ground);
        assert!(ratio >= 4.5, "{letters} on {ground} is {ratio:.2}");
    }
}

/// look.md: ink 16.4, secondary 8.7, the call 10.0 both ways.
#[test]
fn the_contrast_is_the_looks() {
    for (letters, ground, least) in
        [("ink", "paper", 16.3), ("secondary", "paper", 8.6), ("on-accent", "accent", 9.9), ("accent", "paper", 9.9)]
    {
        let ratio = contrast(letters, ground);
        assert!(ratio >= least, "{letters} on {ground} is {ratio:.2}");
    }
}
