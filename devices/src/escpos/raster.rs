//! Lines that no code page holds, drawn as small pictures: half the resolution both ways, trimmed to their ink, doubled
//! by the printer. Sizes are in half dots (a quarter of a millimetre) unless they say otherwise.

use super::Weight;
use crate::font::{Em, Fonts};

/// Height of a line in half dots, as high as a doubled cell.
pub(super) const LINE_HALF_DOTS: u16 = 24;

/// Capitals stand 14 half dots (3.5 mm) high, over the 3 mm of access.md. Narrowed by a tenth, less than font A's own
/// letters are, so that an Armenian coupon stays under 6 kB.
const EM: Em = Em { across: 18.0, down: 20.0 };
const BASELINE: f32 = 18.0;
/// A dot is black from this coverage on; under a half keeps thin strokes whole.
const BLACK_FROM: f32 = 0.42;
/// Blank columns at both ends of an inverse line, as wide as half a letter.
const CHIP_MARGIN: i32 = 8;

/// A picture of one bit a dot, rows padded to whole bytes, the first dot in the highest bit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bitmap {
    pub width_bytes: u16,
    pub rows: u16,
    pub data: Vec<u8>,
}

/// A line as a picture, with the blank rows that were trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RasterLine {
    pub blank_above: u16,
    pub bitmap: Bitmap,
    pub blank_below: u16,
}

impl Bitmap {
    /// A blank picture that holds `width` dots in a row.
    pub(super) fn blank(width: u16, rows: u16) -> Self {
        let width_bytes = width.div_ceil(8).max(1);
        Self { width_bytes, rows, data: vec![0; usize::from(width_bytes) * usize::from(rows)] }
    }

    /// Blackens a dot; outside the picture nothing happens.
    pub(super) fn set(&mut self, x: i32, y: i32) {
        let (Ok(x), Ok(y)) = (u16::try_from(x), u16::try_from(y)) else { return };
        if x / 8 < self.width_bytes && y < self.rows {
            let at = usize::from(y) * usize::from(self.width_bytes) + usize::from(x / 8);
            self.data[at] |= 0x80 >> (x % 8);
        }
    }

    fn row(&self, y: u16) -> &[u8] {
        let width = usize::from(self.width_bytes);
        &self.data[usize::from(y) * width..][..width]
    }

    fn invert(&mut self) {
        for byte in &mut self.data {
            *byte = !*byte;
        }
    }

    /// Without the blank rows above and below and the blank bytes at the right.
    fn trimmed(self) -> RasterLine {
        let inked = |y: &u16| self.row(*y).iter().any(|byte| *byte != 0);
        let Some(first) = (0..self.rows).find(inked) else {
            return RasterLine { blank_above: self.rows, bitmap: Self::blank(8, 0), blank_below: 0 };
        };
        let last = (first..self.rows).rev().find(inked).unwrap_or(first);
        let used =
            (first..=last).filter_map(|y| self.row(y).iter().rposition(|byte| *byte != 0)).max().map_or(1, |at| at + 1);
        let data = (first..=last).flat_map(|y| self.row(y)[..used].iter().copied()).collect();
        let width_bytes = u16::try_from(used).unwrap_or(self.width_bytes);
        RasterLine {
            blank_above: first,
            bitmap: Self { width_bytes, rows: last - first + 1, data },
            blank_below: self.rows - 1 - last,
        }
    }

    /// Changes dots so that the data holds no real-time command: printers obey those even inside a picture.
    pub(super) fn without_real_time_commands(mut self) -> Self {
        for at in 1..self.data.len() {
            if self.data[at - 1] == 0x10 && matches!(self.data[at], 0x04 | 0x05 | 0x14) {
                self.data[at] |= 0x40;
            }
        }
        self
    }
}

/// How wide a text will be, in half dots.
pub(super) fn width_half_dots(fonts: &Fonts, text: &str, weight: Weight) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a line's width is small and positive")]
    let width = fonts.advance(text, weight, EM).ceil().max(0.0) as u32;
    width
}

/// A line flush left.
pub(super) fn line(fonts: &Fonts, text: &str, weight: Weight, width: u16) -> RasterLine {
    let mut bitmap = Bitmap::blank(width, LINE_HALF_DOTS);
    draw(fonts, text, weight, 0, &mut bitmap);
    bitmap.trimmed()
}

/// A line with its name at the left and its value at the right edge.
pub(super) fn pair(fonts: &Fonts, left: &str, right: &str, width: u16) -> RasterLine {
    let mut bitmap = Bitmap::blank(width, LINE_HALF_DOTS);
    draw(fonts, left, Weight::Regular, 0, &mut bitmap);
    let room = u32::from(width).saturating_sub(width_half_dots(fonts, right, Weight::Regular));
    draw(fonts, right, Weight::Regular, i32::try_from(room).unwrap_or(0), &mut bitmap);
    bitmap.trimmed()
}

/// Bold white on black, as high as the cell and as wide as the words with a margin.
pub(super) fn chip(fonts: &Fonts, text: &str, width: u16) -> RasterLine {
    let wanted = width_half_dots(fonts, text, Weight::Bold) + 2 * CHIP_MARGIN.unsigned_abs();
    let wanted = u16::try_from(wanted).unwrap_or(width).min(width).next_multiple_of(8);
    let mut bitmap = Bitmap::blank(wanted, LINE_HALF_DOTS);
    draw(fonts, text, Weight::Bold, CHIP_MARGIN, &mut bitmap);
    bitmap.invert();
    RasterLine { blank_above: 0, bitmap, blank_below: 0 }
}

/// Room that a chip's words have within a line.
pub(super) fn chip_room(width: u16) -> u32 {
    u32::from(width).saturating_sub(2 * CHIP_MARGIN.unsigned_abs())
}

fn draw(fonts: &Fonts, text: &str, weight: Weight, left: i32, bitmap: &mut Bitmap) {
    #[expect(clippy::cast_precision_loss, reason = "a place on paper is a small number")]
    let left = left as f32;
    fonts.draw(text, weight, EM, (left, BASELINE), &mut |x, y, coverage| {
        if coverage >= BLACK_FROM {
            bitmap.set(x, y);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_never_holds_a_real_time_command() {
        let mut bitmap = Bitmap::blank(32, 1);
        bitmap.data = vec![0x10, 0x04, 0x10, 0x14];
        assert_eq!(bitmap.without_real_time_commands().data, [0x10, 0x44, 0x10, 0x54]);
    }

    #[test]
    fn blank_rows_and_columns_are_not_sent() {
        let mut bitmap = Bitmap::blank(64, 10);
        bitmap.set(9, 3);
        bitmap.set(2, 5);
        let line = bitmap.trimmed();
        assert_eq!((line.blank_above, line.blank_below), (3, 4));
        assert_eq!((line.bitmap.width_bytes, line.bitmap.rows), (2, 3));
        assert_eq!(line.bitmap.data, [0, 0x40, 0, 0, 0x20, 0]);
    }

    #[test]
    fn dots_outside_the_picture_are_nothing() {
        let mut bitmap = Bitmap::blank(8, 1);
        for (x, y) in [(-1, 0), (0, -1), (8, 0), (0, 1), (i32::MAX, i32::MAX)] {
            bitmap.set(x, y);
        }
        assert_eq!(bitmap.data, [0]);
    }
}
