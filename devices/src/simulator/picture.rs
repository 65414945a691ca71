//! Pages become pictures: letters in a monospaced system font, dots as they would be burned. The one file that knows `png`.

use super::page::{Element, Glyph, Page};
use crate::escpos::Weight;
use crate::font::{Em, Fonts};

/// The font's em within a cell of 12 x 24 dots: letters 12 wide and capitals 17 high, as in font A.
const EM: Em = Em { across: 20.0, down: 24.0 };
const BASELINE: f32 = 21.4;
/// A line across the cell, drawn rather than looked up: fonts put it at different heights.
const LINE_CELL: char = '─';
const LINE_ROWS: std::ops::Range<u16> = 10..13;
const UNDERLINE_ROWS: std::ops::Range<u16> = 22..24;

/// What stands around the printed dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Nothing: one pixel is one dot of the printable width.
    None,
    /// The paper's own margins (4 mm beside 80 mm paper's dots, 5 mm beside 58 mm's) on a grey table.
    Paper,
}

/// A picture of black and white dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Dots across.
    pub width: u32,
    /// Dots down.
    pub height: u32,
    black: Vec<bool>,
}

/// Draws pages; keeps the font it found.
#[derive(Debug)]
pub struct Painter {
    fonts: Fonts,
}

impl Default for Painter {
    fn default() -> Self {
        Self { fonts: Fonts::monospaced() }
    }
}

impl Painter {
    /// The dots of a page.
    #[must_use]
    pub fn paint(&self, page: &Page) -> Picture {
        let mut picture = Picture::white(u32::from(page.width), page.height.max(1));
        for element in &page.elements {
            match element {
                Element::Text(line) => {
                    for glyph in &line.glyphs {
                        let top = line.y + u32::from(line.height - glyph.height());
                        self.letter(&mut picture, *glyph, top);
                    }
                }
                Element::Raster(raster) => {
                    for (index, byte) in raster.data.iter().enumerate() {
                        let width = usize::from(raster.width_bytes.max(1));
                        let (row, column) = (index / width, index % width * 8);
                        for bit in (0..8).filter(|bit| byte & (0x80 >> bit) != 0) {
                            let cell = Cell {
                                x: u32::from(raster.x) + at(column + bit) * u32::from(raster.scale.0),
                                y: raster.y + at(row) * u32::from(raster.scale.1),
                                width: raster.scale.0.into(),
                                height: raster.scale.1.into(),
                            };
                            picture.fill(cell, true);
                        }
                    }
                }
                Element::Code(code) => {
                    let modules = usize::from(code.modules.max(1));
                    let side = u32::from(code.module);
                    for (index, _) in code.dark.iter().enumerate().filter(|(_, dark)| **dark) {
                        let x = u32::from(code.x) + at(index % modules) * side;
                        let y = code.y + at(index / modules) * side;
                        picture.fill(Cell { x, y, width: side, height: side }, true);
                    }
                }
            }
        }
        picture
    }

    fn letter(&self, picture: &mut Picture, glyph: Glyph, top: u32) {
        let (across, down) = (u32::from(glyph.scale.0), u32::from(glyph.scale.1));
        let left = u32::from(glyph.x);
        let ink = !glyph.inverse;
        if glyph.inverse {
            picture.fill(Cell { x: left, y: top, width: glyph.width().into(), height: glyph.height().into() }, true);
        }
        let rows = |rows: std::ops::Range<u16>| Cell {
            x: left,
            y: top + u32::from(rows.start) * down,
            width: 12 * across,
            height: u32::from(rows.end - rows.start) * down,
        };
        if glyph.underlined {
            picture.fill(rows(UNDERLINE_ROWS), ink);
        }
        if glyph.character == LINE_CELL {
            picture.fill(rows(LINE_ROWS), ink);
            return;
        }
        let weight = if glyph.bold { Weight::Bold } else { Weight::Regular };
        #[expect(clippy::cast_precision_loss, reason = "a page has at most some thousand dots")]
        let (x, y, sx, sy) = (left as f32, top as f32, across as f32, down as f32);
        let em = Em { across: EM.across * sx, down: EM.down * sy };
        let mut utf8 = [0; 4];
        let text: &str = glyph.character.encode_utf8(&mut utf8);
        self.fonts.draw(text, weight, em, (x, y + BASELINE * sy), &mut |x, y, coverage| {
            if coverage >= 0.5 {
                picture.set(x, y, ink);
            }
        });
    }
}

#[derive(Clone, Copy)]
struct Cell {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
}

fn at(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Picture {
    fn white(width: u32, height: u32) -> Self {
        let dots = usize::try_from(u64::from(width) * u64::from(height)).unwrap_or(0);
        Self { width, height, black: vec![false; dots] }
    }

    /// Whether a dot is black; outside the picture none is.
    #[must_use]
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        self.index(x, y).is_some_and(|index| self.black[index])
    }

    /// The rows from the first to the last with ink, between two rows, as (first, last + 1).
    #[must_use]
    pub fn inked_rows(&self, from: u32, to: u32) -> Option<(u32, u32)> {
        let inked = |y: &u32| (0..self.width).any(|x| self.is_black(x, *y));
        let first = (from..to).find(inked)?;
        let last = (from..to).rev().find(inked)?;
        Some((first, last + 1))
    }

    /// The columns from the first to the last with ink, between two rows, as (first, last + 1).
    #[must_use]
    pub fn inked_columns(&self, from: u32, to: u32) -> Option<(u32, u32)> {
        let inked = |x: &u32| (from..to).any(|y| self.is_black(*x, y));
        let first = (0..self.width).find(inked)?;
        let last = (0..self.width).rev().find(inked)?;
        Some((first, last + 1))
    }

    /// The picture as a PNG file, 8 dots a millimetre.
    ///
    /// # Errors
    /// A picture too large for the format; no page is.
    pub fn png(&self, frame: Frame) -> Result<Vec<u8>, png::EncodingError> {
        let framed = self.framed(frame);
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, framed.width, framed.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: 8_000, yppu: 8_000, unit: png::Unit::Meter }));
        encoder.write_header()?.write_image_data(&framed.grey)?;
        Ok(file)
    }

    fn framed(&self, frame: Frame) -> Framed {
        const TABLE: u8 = 0xE1;
        const TABLE_EDGE: u32 = 96;
        let margin = if self.width > 480 { 32 } else { 40 };
        let (side, edge) = match frame {
            Frame::None => (0, 0),
            Frame::Paper => (margin, TABLE_EDGE),
        };
        let (width, height) = (self.width + 2 * (side + edge), self.height + 2 * edge);
        let mut grey = Vec::with_capacity(usize::try_from(u64::from(width) * u64::from(height)).unwrap_or(0));
        for y in 0..height {
            for x in 0..width {
                let on_paper = (edge..width - edge).contains(&x) && (edge..height - edge).contains(&y);
                let black = on_paper && x >= edge + side && self.is_black(x - edge - side, y - edge);
                grey.push(match (black, on_paper) {
                    (true, _) => 0x00,
                    (false, true) => 0xFF,
                    (false, false) => TABLE,
                });
            }
        }
        Framed { width, height, grey }
    }

    fn index(&self, x: u32, y: u32) -> Option<usize> {
        if x >= self.width || y >= self.height {
            return None;
        }
        usize::try_from(u64::from(y) * u64::from(self.width) + u64::from(x)).ok()
    }

    fn set(&mut self, x: i32, y: i32, black: bool) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
        if let Some(index) = self.index(x, y) {
            self.black[index] = black;
        }
    }

    fn fill(&mut self, cell: Cell, black: bool) {
        for y in cell.y..cell.y.saturating_add(cell.height).min(self.height) {
            for x in cell.x..cell.x.saturating_add(cell.width).min(self.width) {
                if let Some(index) = self.index(x, y) {
                    self.black[index] = black;
                }
            }
        }
    }
}

struct Framed {
    width: u32,
    height: u32,
    grey: Vec<u8>,
}
