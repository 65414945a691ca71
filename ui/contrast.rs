//! The colours of the theme and how far they stand out from each other, as WCAG 2.2 defines it. For the tests of the apps; nothing else.

use std::collections::BTreeMap;

/// One palette of the theme: red, green and blue of each colour, in parts of one.
pub struct Palette {
    name: &'static str,
    colours: BTreeMap<String, [f64; 3]>,
}

impl Palette {
    /// The palette of this name.
    pub fn named(name: &'static str) -> Self {
        let theme = include_str!("theme.slint");
        let opening = format!("<Palette> {name}: {{");
        let body = theme.split_once(&opening).and_then(|(_, rest)| rest.split_once('}')).unwrap().0;
        let colours = body.split(',').filter_map(|pair| pair.split_once(':'));
        Self { name, colours: colours.map(|(name, colour)| (name.trim().to_owned(), parts(colour.trim()))).collect() }
    }

    /// From 1 for the same colour to 21 for black and white.
    pub fn contrast(&self, front: &str, ground: &str) -> f64 {
        let [front, ground] = [front, ground].map(|name| luminance(self.colours[name]));
        (front.max(ground) + 0.05) / (front.min(ground) + 0.05)
    }

    /// Each front stands out from its ground by at least so much.
    pub fn stands_out(&self, pairs: &[(&str, &str)], least: f64) {
        for (front, ground) in pairs {
            let ratio = self.contrast(front, ground);
            assert!(ratio >= least, "{}: {front} on {ground} is {ratio:.2}, at least {least}", self.name);
        }
    }
}

/// Of `#RRGGBB`.
fn parts(colour: &str) -> [f64; 3] {
    let digits = colour.strip_prefix('#').unwrap();
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap()) / 255.0)
}

fn luminance(colour: [f64; 3]) -> f64 {
    let [r, g, b] = colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}
