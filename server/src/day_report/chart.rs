//! Pictures of a day as plain marks, for the page and for paper alike.
//!
//! No library draws them: charts-rs, the living one that comes nearest, writes each colour into the SVG in figures, where high contrast,
//! paper and the tokens of the look cannot change it, and fonts of its own. A few bars and lines need neither.

mod arrivals;
mod beside;
mod days;
mod stacks;
mod waits;

use std::fmt;

use askama::Template;

pub use arrivals::{Arrivals, arrivals};
pub use beside::beside;
pub use days::{Step, days};
pub use waits::waits;

/// A place or a length, in tenths of a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(pub i32);

/// So many pixels.
pub const fn px(pixels: i32) -> Tenths {
    Tenths(pixels * 10)
}

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", self.0.abs() / 10, self.0.abs() % 10)
    }
}

/// What a colour means; each page and paper has its own for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// What the picture is about.
    First,
    /// What is told apart from it.
    Second,
    /// What is over a limit.
    Over,
    /// Lines of a scale.
    Scale,
    /// The ground line.
    Ground,
    /// Captions.
    Caption,
    /// What is said.
    Ink,
}

impl Tone {
    /// For the style.
    pub fn class(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Over => "over",
            Self::Scale => "scale",
            Self::Ground => "ground",
            Self::Caption => "caption",
            Self::Ink => "ink",
        }
    }
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

impl Anchor {
    /// As SVG says it.
    pub fn svg(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A bar, from its left upper corner.
    Bar { x: Tenths, y: Tenths, width: Tenths, height: Tenths, tone: Tone },
    /// A line through points.
    Line { points: Vec<(Tenths, Tenths)>, tone: Tone },
    /// A text on its base line.
    Text { x: Tenths, y: Tenths, anchor: Anchor, text: String, tone: Tone, bold: bool },
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Its width.
    pub width: Tenths,
    /// Its height.
    pub height: Tenths,
    /// In the order in which they are drawn.
    pub marks: Vec<Mark>,
}

#[derive(Template)]
#[template(path = "day_report/chart.html")]
struct Svg<'a> {
    chart: &'a Chart,
    class: &'a str,
    label: &'a str,
}

impl Chart {
    /// As SVG for a page; `label` is what a screen reader says instead.
    pub fn svg(&self, class: &str, label: &str) -> String {
        // A template of numbers and texts always renders.
        Svg { chart: self, class, label }.render().unwrap_or_default()
    }

    fn bar(&mut self, x: i32, y: i32, width: i32, height: i32, tone: Tone) {
        if height > 0 {
            let (x, y, width, height) = (Tenths(x), Tenths(y), Tenths(width), Tenths(height));
            self.marks.push(Mark::Bar { x, y, width, height, tone });
        }
    }

    fn line(&mut self, points: &[(i32, i32)], tone: Tone) {
        let points = points.iter().map(|(x, y)| (Tenths(*x), Tenths(*y))).collect();
        self.marks.push(Mark::Line { points, tone });
    }

    fn text(&mut self, (x, y): (i32, i32), anchor: Anchor, text: impl ToString, tone: Tone) {
        let bold = tone == Tone::Ink;
        let (x, y) = (Tenths(x), Tenths(y));
        self.marks.push(Mark::Text { x, y, anchor, text: text.to_string(), tone, bold });
    }
}

impl Mark {
    /// For the style.
    fn class(&self) -> String {
        match self {
            Self::Bar { tone, .. } | Self::Line { tone, .. } => tone.class().to_owned(),
            Self::Text { tone, bold, .. } => format!("{}{}", tone.class(), if *bold { " b" } else { "" }),
        }
    }

    /// The points of a line, as SVG says them.
    fn points(&self) -> String {
        match self {
            Self::Line { points, .. } => points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" "),
            Self::Bar { .. } | Self::Text { .. } => String::new(),
        }
    }
}

/// The step of a scale with at most three lines up to `most`.
fn step(most: u32) -> u32 {
    let steps = (0..9).flat_map(|power| [1, 2, 5].map(|of| of * 10_u32.pow(power)));
    steps.into_iter().find(|step| most / step <= 3).unwrap_or(most.max(1))
}

/// So much of a length as `part` is of `whole`, in its unit.
fn share(length: i32, part: u32, whole: u32) -> i32 {
    let whole = i64::from(whole.max(1));
    i32::try_from(i64::from(length) * i64::from(part) / whole).unwrap_or(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_are_written_with_their_sign() {
        assert_eq!(
            [0, 5, 295, -5, -121].map(|tenths| Tenths(tenths).to_string()),
            ["0.0", "0.5", "29.5", "-0.5", "-12.1"]
        );
    }

    #[test]
    fn a_scale_has_one_to_three_lines() {
        assert_eq!([1, 3, 4, 7, 27, 40, 130].map(step), [1, 1, 2, 2, 10, 20, 50]);
        for most in 1..5_000 {
            assert!((1..=3).contains(&(most / step(most))), "{most}");
        }
    }

    #[test]
    fn what_stands_in_a_picture_is_text() {
        let mut chart = Chart { width: px(10), height: px(10), marks: Vec::new() };
        chart.text((0, 0), Anchor::Start, "<b>&", Tone::Ink);
        assert!(chart.svg("wide", "\"<").contains("&#60;b&#62;&#38;"), "{}", chart.svg("wide", "\"<"));
    }
}
