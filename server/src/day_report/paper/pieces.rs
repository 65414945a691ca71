//! What is drawn on paper: lines of text, boxes, strokes. The only file here that draws.

use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::TextDirection;

use super::{INK, LINE, SECOND};
use crate::day_report::chart::{Anchor, Mark, Tenths, Tone};
use crate::typeface::Typefaces;

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub size: f32,
    pub bold: bool,
    pub color: (u8, u8, u8),
}

impl Style {
    /// From one line to the next.
    pub fn line(self) -> f32 {
        self.size * 1.35
    }
}

/// Something on a page.
#[derive(Debug)]
pub enum Piece {
    /// A line, from its left end and its base.
    Line { text: String, style: Style, x: f32, y: f32 },
    /// A box, from its left upper corner.
    Box { x: f32, y: f32, width: f32, height: f32, color: (u8, u8, u8) },
    /// A line through points.
    Stroke { points: Vec<(f32, f32)>, color: (u8, u8, u8), thick: f32 },
}

/// A mark of a picture whose corner is at `x`, `y`, with so many points to a pixel.
pub fn of(mark: &Mark, x: f32, y: f32, pixel: f32, faces: &Typefaces) -> Piece {
    let long = |tenths: Tenths| points(tenths) * pixel;
    match mark {
        Mark::Bar { x: left, y: top, width, height, tone } => Piece::Box {
            x: x + long(*left),
            y: y + long(*top),
            width: long(*width),
            height: long(*height),
            color: color(*tone),
        },
        Mark::Line { points, tone } => Piece::Stroke {
            points: points.iter().map(|(right, down)| (x + long(*right), y + long(*down))).collect(),
            color: color(*tone),
            thick: 0.75,
        },
        Mark::Text { x: left, y: base, anchor, text, tone, bold } => {
            let style = Style { size: 13.0 * pixel, bold: *bold, color: color(*tone) };
            let width = faces.width(text, *bold) * style.size;
            let back = match anchor {
                Anchor::Start => 0.0,
                Anchor::Middle => width / 2.0,
                Anchor::End => width,
            };
            Piece::Line { text: text.clone(), style, x: x + long(*left) - back, y: y + long(*base) }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a picture has a few thousand pixels")]
fn points(tenths: Tenths) -> f32 {
    tenths.0 as f32 / 10.0
}

/// The colour of a tone.
pub fn color(tone: Tone) -> (u8, u8, u8) {
    match tone {
        Tone::First => (0x0B, 0x5D, 0x66),
        Tone::Second => (0x6A, 0x90, 0x97),
        Tone::Over => (0xB4, 0x53, 0x09),
        Tone::Scale => LINE,
        Tone::Ground => (0x7B, 0x87, 0x94),
        Tone::Caption => SECOND,
        Tone::Ink => INK,
    }
}

impl Piece {
    /// Puts it on a page.
    pub fn draw(&self, surface: &mut Surface<'_>, faces: &Typefaces) {
        match self {
            Self::Line { text, style, x, y } => {
                fill(surface, style.color);
                let mut x = *x;
                for run in faces.runs(text, style.bold) {
                    let (at, font) = (Point::from_xy(x, *y), run.cut.font.clone());
                    surface.draw_text(at, font, style.size, run.text, false, TextDirection::Auto);
                    x += run.width * style.size;
                }
            }
            Self::Box { x, y, width, height, color } => {
                fill(surface, *color);
                let mut path = PathBuilder::new();
                if let Some(area) = Rect::from_xywh(*x, *y, *width, *height) {
                    path.push_rect(area);
                }
                path.finish().into_iter().for_each(|path| surface.draw_path(&path));
            }
            Self::Stroke { points, color, thick } => {
                let mut path = PathBuilder::new();
                for (index, (x, y)) in points.iter().enumerate() {
                    if index == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
                }
                stroke(surface, *color, *thick);
                path.finish().into_iter().for_each(|path| surface.draw_path(&path));
                surface.set_stroke(None);
            }
        }
    }

    /// Its right end and its lower one.
    #[cfg(test)]
    pub fn ends(&self, faces: &Typefaces) -> (f32, f32) {
        match self {
            Self::Line { text, style, x, y } => (x + faces.width(text, style.bold) * style.size, *y),
            Self::Box { x, y, width, height, .. } => (x + width, y + height),
            Self::Stroke { points, .. } => {
                points.iter().fold((0.0, 0.0), |(right, low), (x, y)| (f32::max(right, *x), f32::max(low, *y)))
            }
        }
    }
}

fn fill(surface: &mut Surface<'_>, (red, green, blue): (u8, u8, u8)) {
    surface.set_fill(Some(Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }));
}

fn stroke(surface: &mut Surface<'_>, (red, green, blue): (u8, u8, u8), width: f32) {
    surface.set_fill(None);
    let paint = rgb::Color::new(red, green, blue).into();
    surface.set_stroke(Some(Stroke { paint, width, opacity: NormalizedF32::ONE, ..Stroke::default() }));
}
