//! What stands on a piece of paper: letters, pictures and codes with their places in dots. How it came there and how it is
//! drawn are not known here.

use std::sync::Arc;

/// A piece of paper between two cuts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Printable width in dots.
    pub width: u16,
    /// Length in dots.
    pub height: u32,
    /// From top to bottom.
    pub elements: Vec<Element>,
    /// How it ended.
    pub end: PageEnd,
    /// The bytes that made it, without real-time questions.
    pub raw: Vec<u8>,
}

/// How a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageEnd {
    /// Still under the head.
    Open,
    /// Cut through.
    Cut,
    /// Cut but for one point.
    PartlyCut,
}

/// One thing on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// A line of the printer's own letters.
    Text(TextLine),
    /// A picture.
    Raster(RasterPicture),
    /// A QR code drawn by the printer.
    Code(Code),
}

/// A line of letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLine {
    /// Upper edge.
    pub y: u32,
    /// Height of the tallest cell; shorter ones stand on the same lower edge.
    pub height: u16,
    /// From left to right.
    pub glyphs: Vec<Glyph>,
    /// Whether the line was broken because the next letter had no room: a mistake of whoever laid it out.
    pub overfull: bool,
}

/// One letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Left edge.
    pub x: u16,
    /// What it says.
    pub character: char,
    /// Enlargement of the cell of 12 x 24 dots, across and down.
    pub scale: (u8, u8),
    /// Emphasised.
    pub bold: bool,
    /// White on black.
    pub inverse: bool,
    /// Underlined.
    pub underlined: bool,
}

/// A picture of one bit a dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RasterPicture {
    /// Left edge.
    pub x: u16,
    /// Upper edge.
    pub y: u32,
    /// Bytes in a row of the data.
    pub width_bytes: u16,
    /// Rows of the data.
    pub rows: u16,
    /// Enlargement across and down.
    pub scale: (u8, u8),
    /// Rows from top to bottom, the first dot in the highest bit.
    pub data: Vec<u8>,
}

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Left edge.
    pub x: u16,
    /// Upper edge.
    pub y: u32,
    /// Size of a module in dots.
    pub module: u8,
    /// Modules in a row.
    pub modules: u16,
    /// Which modules are dark, row by row.
    pub dark: Arc<[bool]>,
    /// What it says.
    pub payload: Arc<[u8]>,
}

impl Glyph {
    /// Width of its cell in dots.
    #[must_use]
    pub fn width(&self) -> u16 {
        12 * u16::from(self.scale.0)
    }

    /// Height of its cell in dots.
    #[must_use]
    pub fn height(&self) -> u16 {
        24 * u16::from(self.scale.1)
    }
}

impl TextLine {
    /// What it says, without the blanks at its end.
    #[must_use]
    pub fn text(&self) -> String {
        let text: String = self.glyphs.iter().map(|glyph| glyph.character).collect();
        text.trim_end().to_owned()
    }
}

impl Element {
    /// Upper edge and height in dots.
    #[must_use]
    pub fn extent(&self) -> (u32, u32) {
        match self {
            Self::Text(line) => (line.y, line.height.into()),
            Self::Raster(raster) => (raster.y, u32::from(raster.rows) * u32::from(raster.scale.1)),
            Self::Code(code) => (code.y, u32::from(code.modules) * u32::from(code.module)),
        }
    }
}

impl Page {
    /// An empty piece of paper.
    #[must_use]
    pub fn blank(width: u16) -> Self {
        Self { width, height: 0, elements: Vec::new(), end: PageEnd::Open, raw: Vec::new() }
    }

    /// The lines of letters.
    pub fn text_lines(&self) -> impl Iterator<Item = &TextLine> {
        self.elements.iter().filter_map(|element| match element {
            Element::Text(line) => Some(line),
            Element::Raster(_) | Element::Code(_) => None,
        })
    }

    /// What the lines of letters say, rules left out.
    #[must_use]
    pub fn text(&self) -> Vec<String> {
        self.text_lines().map(TextLine::text).filter(|text| !text.chars().all(|letter| letter == '─')).collect()
    }

    /// The QR codes.
    pub fn codes(&self) -> impl Iterator<Item = &Code> {
        self.elements.iter().filter_map(|element| match element {
            Element::Code(code) => Some(code),
            Element::Text(_) | Element::Raster(_) => None,
        })
    }

    /// Whether a line of letters holds these words.
    #[must_use]
    pub fn says(&self, words: &str) -> bool {
        self.text().iter().any(|line| line.contains(words))
    }

    /// Whether nothing was printed on it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.elements.is_empty()
    }
}
