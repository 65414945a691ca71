//! Commands put letters, pictures and codes on a page. Wires, faults and real-time questions are not known here.

use super::code::{CodeSettings, Drawn};
use super::page::{Code, Element, Glyph, Page, PageEnd, RasterPicture, TextLine};
use super::reader::{Command, CommandProblem};
use super::tables::Table;
use qrcode::EcLevel;

/// A metre of paper: who prints more without a cut is in a loop.
const MAX_PAGE_DOTS: u32 = 8_000;
const DOTS_PER_INCH: u32 = 203;
/// One sixth of an inch.
const DEFAULT_SPACING: u32 = DOTS_PER_INCH / 6;
/// Half a dot, as many models have it until told otherwise.
const DEFAULT_UNITS: u32 = 2 * DOTS_PER_INCH;

/// Sets pages.
#[derive(Debug)]
pub(super) struct Typesetter {
    width: u16,
    settings: Settings,
    line: Vec<Glyph>,
    page: Page,
}

#[derive(Debug, Clone)]
struct Settings {
    table: Table,
    scale: (u8, u8),
    bold: bool,
    inverse: bool,
    underlined: bool,
    justify: Justify,
    units_per_inch: u32,
    spacing: u32,
    code: CodeSettings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Justify {
    Left,
    Centre,
    Right,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            table: Table::Pc437,
            scale: (1, 1),
            bold: false,
            inverse: false,
            underlined: false,
            justify: Justify::Left,
            units_per_inch: DEFAULT_UNITS,
            spacing: DEFAULT_SPACING,
            code: CodeSettings::default(),
        }
    }
}

type Done = Result<Option<Page>, CommandProblem>;

impl Typesetter {
    pub(super) fn new(width: u16) -> Self {
        Self { width, settings: Settings::default(), line: Vec::new(), page: Page::blank(width) }
    }

    /// The paper under the head.
    pub(super) fn page(&self) -> &Page {
        &self.page
    }

    pub(super) fn page_mut(&mut self) -> &mut Page {
        &mut self.page
    }

    /// Letters that were received but not printed are forgotten.
    pub(super) fn forget_line(&mut self) {
        self.line.clear();
    }

    /// As after power on; what is on the paper stays there.
    pub(super) fn reset(&mut self) {
        self.settings = Settings::default();
        self.line.clear();
    }

    /// Follows a command; returns the page that a cut finished.
    pub(super) fn follow(&mut self, command: Command) -> Done {
        let set = &mut self.settings;
        match command {
            Command::Letter(byte) => return self.letter(byte),
            Command::LineFeed => return self.feed_line(0),
            Command::FeedLines(count) => return self.feed_lines(count),
            Command::FeedUnits(units) => return self.feed_line(self.units(units)),
            Command::Cut { mode, feed } => return self.cut(mode, feed),
            Command::Raster { mode, width_bytes, rows, data } => return self.raster(mode, width_bytes, rows, data),
            Command::CodePrint => return self.print_code(),
            Command::Ignored | Command::AutomaticStatus(_) | Command::SendStatus(_) => {}
            Command::Initialise => self.reset(),
            Command::SelectTable(number) => set.table = Table::numbered(number).ok_or(CommandProblem::BadValue)?,
            Command::PrintMode(mode) => {
                set.bold = mode & 0x08 != 0;
                set.scale = (1 + (mode >> 5 & 1), 1 + (mode >> 4 & 1));
                set.underlined = mode & 0x80 != 0;
            }
            Command::Emphasis(on) => set.bold = on,
            Command::Underline(weight) => set.underlined = weight & 3 != 0,
            Command::Justify(side) => set.justify = justify(side)?,
            Command::DefaultSpacing => set.spacing = DEFAULT_SPACING,
            Command::Spacing(units) => self.settings.spacing = self.units(units),
            Command::Font(0 | 48) => {}
            Command::Font(_) => return Err(CommandProblem::BadValue),
            Command::Size(size) => {
                if size & 0x88 != 0 {
                    return Err(CommandProblem::BadValue);
                }
                set.scale = (1 + (size >> 4), 1 + (size & 7));
            }
            Command::Inverse(on) => set.inverse = on,
            Command::MotionUnits(_, down) => {
                set.units_per_inch = if down == 0 { DEFAULT_UNITS } else { u32::from(down) };
            }
            Command::CodeModel(model) => {
                if model != 50 {
                    return Err(CommandProblem::BadValue);
                }
            }
            Command::CodeModule(size @ 1..=16) => set.code.module = size,
            Command::CodeModule(_) => return Err(CommandProblem::BadValue),
            Command::CodeLevel(level) => set.code.level = code_level(level)?,
            Command::CodeStore(payload) => set.code.store(payload),
        }
        Ok(None)
    }

    fn units(&self, count: u8) -> u32 {
        u32::from(count) * DOTS_PER_INCH / self.settings.units_per_inch
    }

    fn letter(&mut self, byte: u8) -> Done {
        let set = &self.settings;
        let character = set.table.character(byte).ok_or(CommandProblem::NoSuchLetter)?;
        let x = self.line.last().map_or(0, |last| last.x + last.width());
        let glyph =
            Glyph { x, character, scale: set.scale, bold: set.bold, inverse: set.inverse, underlined: set.underlined };
        if x + glyph.width() <= self.width {
            self.line.push(glyph);
            return Ok(None);
        }
        let done = self.print_line(0, true);
        if glyph.width() <= self.width {
            self.line.push(Glyph { x: 0, ..glyph });
        }
        done
    }

    fn feed_lines(&mut self, count: u8) -> Done {
        for _ in 0..count {
            self.feed_line(0)?;
        }
        Ok(None)
    }

    fn feed_line(&mut self, feed: u32) -> Done {
        if self.line.is_empty() {
            return self.advance(if feed > 0 { feed } else { self.settings.spacing });
        }
        self.print_line(feed, false)
    }

    /// Paper moves by the height of the letters at least: they are printed while it moves.
    fn print_line(&mut self, feed: u32, overfull: bool) -> Done {
        let mut glyphs = std::mem::take(&mut self.line);
        let height = glyphs.iter().map(Glyph::height).max().unwrap_or(0);
        let used = glyphs.last().map_or(0, |last| last.x + last.width());
        let indent = self.indent(used);
        for glyph in &mut glyphs {
            glyph.x += indent;
        }
        self.page.elements.push(Element::Text(TextLine { y: self.page.height, height, glyphs, overfull }));
        let spacing = if feed > 0 { feed } else { self.settings.spacing };
        self.advance(spacing.max(height.into()))
    }

    fn indent(&self, used: u16) -> u16 {
        let room = self.width.saturating_sub(used);
        match self.settings.justify {
            Justify::Left => 0,
            Justify::Centre => room / 2,
            Justify::Right => room,
        }
    }

    fn raster(&mut self, mode: u8, width_bytes: u16, rows: u16, data: Vec<u8>) -> Done {
        if !self.line.is_empty() {
            return Err(CommandProblem::MidLine);
        }
        let scale = match mode {
            0 | 48 => (1, 1),
            1 | 49 => (2, 1),
            2 | 50 => (1, 2),
            3 | 51 => (2, 2),
            _ => return Err(CommandProblem::BadValue),
        };
        let width = u32::from(width_bytes) * 8 * u32::from(scale.0);
        if width_bytes == 0 || rows == 0 {
            return Err(CommandProblem::BadValue);
        }
        // Padding bits of the last byte may stand beyond the edge; a whole byte may not.
        if width >= u32::from(self.width) + 8 * u32::from(scale.0) {
            return Err(CommandProblem::TooLarge);
        }
        let x = self.indent(u16::try_from(width).unwrap_or(u16::MAX));
        let raster = RasterPicture { x, y: self.page.height, width_bytes, rows, scale, data };
        self.page.elements.push(Element::Raster(raster));
        self.advance(u32::from(rows) * u32::from(scale.1))
    }

    fn print_code(&mut self) -> Done {
        if !self.line.is_empty() {
            return Err(CommandProblem::MidLine);
        }
        let Drawn { modules, dark, payload } = self.settings.code.draw()?;
        let module = self.settings.code.module;
        let side = modules * u16::from(module);
        if side > self.width {
            return Err(CommandProblem::TooLarge);
        }
        let element = Code { x: self.indent(side), y: self.page.height, module, modules, dark, payload };
        self.page.elements.push(Element::Code(element));
        self.advance(side.into())
    }

    fn cut(&mut self, mode: u8, feed: u8) -> Done {
        if !self.line.is_empty() {
            self.print_line(0, false)?;
        }
        self.page.height += self.units(feed);
        self.page.end = if matches!(mode, 0 | 48 | 65) { PageEnd::Cut } else { PageEnd::PartlyCut };
        Ok(Some(std::mem::replace(&mut self.page, Page::blank(self.width))))
    }

    fn advance(&mut self, dots: u32) -> Done {
        self.page.height += dots;
        if self.page.height > MAX_PAGE_DOTS {
            self.page = Page::blank(self.width);
            return Err(CommandProblem::EndlessPage);
        }
        Ok(None)
    }
}

fn justify(side: u8) -> Result<Justify, CommandProblem> {
    match side {
        0 | 48 => Ok(Justify::Left),
        1 | 49 => Ok(Justify::Centre),
        2 | 50 => Ok(Justify::Right),
        _ => Err(CommandProblem::BadValue),
    }
}

fn code_level(level: u8) -> Result<EcLevel, CommandProblem> {
    match level {
        48 => Ok(EcLevel::L),
        49 => Ok(EcLevel::M),
        50 => Ok(EcLevel::Q),
        51 => Ok(EcLevel::H),
        _ => Err(CommandProblem::BadValue),
    }
}
