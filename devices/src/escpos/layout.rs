//! Where everything stands: slips become rows of known height. Bytes of commands are not known here.

use super::clean::{clean_line, clean_paragraphs};
use super::page::plain_kin;
use super::raster::{self, Bitmap, RasterLine};
use super::slip::{MAX_CODE_BYTES, MAX_ITEMS, MAX_NUMBER_CHARS};
use super::wrap::wrap;
use super::{Item, PrinterProfile, QrSource, Slip, SlipError, Weight};
use crate::font::Fonts;
use qrcode::{EcLevel, QrCode};

/// The most modules' size in dots: 1 mm, as in the look.
const MAX_MODULE_DOTS: u16 = 8;
/// A code whose modules are smaller than this (3 dots, 0.38 mm) is not read by telephones from thermal paper.
const MIN_MODULE_DOTS: u16 = 3;
/// Enlargement of the number, of single cells of 12 x 24 dots.
const NUMBER_SCALE: u8 = 8;
const SINGLE_CELL_DOTS: u16 = 12;

/// How one row of the printer's own letters looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub width_scale: u8,
    pub height_scale: u8,
    pub weight: Weight,
    pub ground: Ground,
}

/// What letters stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    White,
    Black,
}

/// One row on the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    /// Letters of the code page.
    Letters {
        bytes: Vec<u8>,
        look: Look,
    },
    /// A picture that the printer doubles both ways.
    Picture(RasterLine),
    Rule,
    /// A code that the printer draws.
    Code {
        payload: String,
        module_dots: u8,
    },
    Gap(u16),
    Cut,
}

/// The rows of a slip, and which of them is the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageRows {
    pub rows: Vec<Row>,
    pub number_row: usize,
}

const TEXT: Look = Look { width_scale: 2, height_scale: 2, weight: Weight::Regular, ground: Ground::White };
const BOLD: Look = Look { weight: Weight::Bold, ..TEXT };
const CHIP: Look = Look { ground: Ground::Black, ..BOLD };

pub(super) fn lay_out(slip: &Slip, profile: &PrinterProfile, fonts: &Fonts) -> Result<PageRows, SlipError> {
    if slip.items.len() > MAX_ITEMS {
        return Err(SlipError::TooManyItems);
    }
    let press = Press { profile, fonts };
    let mut rows = Vec::new();
    let mut number_row = None;
    for item in &slip.items {
        match item {
            Item::Text { text, weight } => rows.extend(press.paragraph(text, *weight)),
            Item::Pair { left, right } => rows.extend(press.pair(left, right)),
            Item::Number(number) => {
                number_row = number_row.or(Some(rows.len()));
                rows.push(press.number(number)?);
            }
            Item::Chip(text) => rows.extend(press.chip(text)),
            Item::Rule => rows.push(Row::Rule),
            Item::Code(payload) => rows.push(press.code(payload)?),
            Item::Gap(dots) => rows.push(Row::Gap(*dots)),
            Item::Cut => rows.push(Row::Cut),
        }
    }
    // A slip without a number (a test print) is told apart by any of its rows.
    Ok(PageRows { rows, number_row: number_row.unwrap_or(0) })
}

/// Text that is ready for one of the two ways of printing it.
enum Said {
    Letters(String),
    Picture(String),
}

struct Press<'a> {
    profile: &'a PrinterProfile,
    fonts: &'a Fonts,
}

impl Press<'_> {
    fn columns(&self) -> u32 {
        u32::from(self.profile.columns())
    }

    fn half_width(&self) -> u16 {
        self.profile.width_dots / 2
    }

    fn paragraph(&self, text: &str, weight: Weight) -> Vec<Row> {
        clean_paragraphs(text).iter().flat_map(|line| self.wrapped(line, weight)).collect()
    }

    fn wrapped(&self, line: &str, weight: Weight) -> Vec<Row> {
        match self.say(line) {
            Said::Letters(text) => {
                let look = match weight {
                    Weight::Regular => TEXT,
                    Weight::Bold => BOLD,
                };
                wrap(&text, self.columns(), &cells).into_iter().map(|line| self.letters(&line, look)).collect()
            }
            Said::Picture(text) => {
                let measure = |text: &str| raster::width_half_dots(self.fonts, text, weight);
                wrap(&text, u32::from(self.half_width()), &measure)
                    .into_iter()
                    .map(|line| Row::Picture(raster::line(self.fonts, &line, weight, self.half_width())))
                    .collect()
            }
        }
    }

    fn pair(&self, left: &str, right: &str) -> Vec<Row> {
        let (left, right) = (clean_line(left), clean_line(right));
        match (self.say(&left), self.say(&right)) {
            (Said::Letters(left), Said::Letters(right)) => self.pair_of_letters(&left, &right),
            _ => self.pair_of_pictures(&left, &right),
        }
    }

    fn pair_of_letters(&self, left: &str, right: &str) -> Vec<Row> {
        let columns = self.columns();
        let mut lines = wrap(left, columns, &cells);
        let mut values = wrap(right, columns, &cells);
        if let (Some(last), [value]) = (lines.last_mut(), values.as_slice())
            && cells(last) + 1 + cells(value) <= columns
        {
            let room = usize::try_from(columns - cells(last)).unwrap_or(0);
            last.push_str(&format!("{value:>room$}"));
            values.clear();
        }
        let width = usize::try_from(columns).unwrap_or(0);
        lines.extend(values.iter().map(|value| format!("{value:>width$}")));
        lines.iter().map(|line| self.letters(line, TEXT)).collect()
    }

    fn pair_of_pictures(&self, left: &str, right: &str) -> Vec<Row> {
        let width = self.half_width();
        let measure = |text: &str| raster::width_half_dots(self.fonts, text, Weight::Regular);
        let (left, right) = (self.drawable(left), self.drawable(right));
        let mut lines = wrap(&left, u32::from(width), &measure);
        let mut values = wrap(&right, u32::from(width), &measure);
        let mut shared = None;
        if let (Some(last), [value]) = (lines.last(), values.as_slice())
            && measure(last) + measure(" ") * 2 + measure(value) <= u32::from(width)
        {
            shared = lines.pop().zip(values.pop());
        }
        let whole = lines.iter().map(|line| raster::line(self.fonts, line, Weight::Regular, width));
        let shared = shared.iter().map(|(left, right)| raster::pair(self.fonts, left, right, width));
        let below = values.iter().map(|value| raster::pair(self.fonts, "", value, width));
        whole.chain(shared).chain(below).map(Row::Picture).collect()
    }

    fn chip(&self, text: &str) -> Vec<Row> {
        let width = self.half_width();
        match self.say(&clean_line(text)) {
            Said::Letters(text) => wrap(&text, self.columns().saturating_sub(2), &cells)
                .into_iter()
                .map(|line| self.letters(&format!(" {line} "), CHIP))
                .collect(),
            Said::Picture(text) => {
                let measure = |text: &str| raster::width_half_dots(self.fonts, text, Weight::Bold);
                wrap(&text, raster::chip_room(width), &measure)
                    .into_iter()
                    .map(|line| Row::Picture(raster::chip(self.fonts, &line, width)))
                    .collect()
            }
        }
    }

    /// The number keeps its height on narrow paper and gives up width: it must stay over 15 mm high.
    fn number(&self, number: &str) -> Result<Row, SlipError> {
        let number = clean_line(number);
        let count = u16::try_from(number.chars().count()).unwrap_or(u16::MAX);
        match usize::from(count) {
            0 => return Err(SlipError::EmptyNumber),
            1..=MAX_NUMBER_CHARS => {}
            _ => return Err(SlipError::NumberTooLong),
        }
        let widest = self.profile.width_dots / SINGLE_CELL_DOTS / count;
        let width_scale = u8::try_from(widest).unwrap_or(NUMBER_SCALE).clamp(1, NUMBER_SCALE);
        let look = Look { width_scale, height_scale: NUMBER_SCALE, ..BOLD };
        let said: String = number.chars().map(|letter| self.nearest(letter)).collect();
        Ok(self.letters(&said, look))
    }

    /// A ticket's number has letters that Cyrillic and Latin share, so the page holds them all.
    fn nearest(&self, letter: char) -> char {
        let page = self.profile.code_page;
        if page.byte(letter).is_some() {
            letter
        } else {
            plain_kin(letter).and_then(|kin| kin.chars().next()).unwrap_or('?')
        }
    }

    fn code(&self, payload: &str) -> Result<Row, SlipError> {
        if !payload.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
            return Err(SlipError::CodeNotAscii);
        }
        if payload.is_empty() || payload.len() > MAX_CODE_BYTES {
            return Err(SlipError::CodeTooLong);
        }
        let code = QrCode::with_error_correction_level(payload, EcLevel::M).map_err(|_| SlipError::CodeTooLong)?;
        let modules = u16::try_from(code.width()).map_err(|_| SlipError::CodeTooLong)?;
        let module_dots = MAX_MODULE_DOTS.min(self.profile.width_dots / modules);
        if module_dots < MIN_MODULE_DOTS {
            return Err(SlipError::CodeTooLong);
        }
        Ok(match self.profile.qr {
            QrSource::Printer => {
                Row::Code { payload: payload.to_owned(), module_dots: u8::try_from(module_dots).unwrap_or(8) }
            }
            QrSource::Picture => {
                Row::Picture(RasterLine { blank_above: 0, bitmap: draw_code(&code, module_dots / 2), blank_below: 0 })
            }
        })
    }

    fn letters(&self, line: &str, look: Look) -> Row {
        Row::Letters { bytes: self.profile.code_page.bytes(line), look }
    }

    /// The page's own letters where it has them all; a picture where a font has what the page lacks; letters with a
    /// question mark for what neither has (an emoji).
    fn say(&self, text: &str) -> Said {
        if let Some(letters) = self.profile.code_page.say(text) {
            return Said::Letters(letters);
        }
        let drawable = self.drawable(text);
        match self.profile.code_page.say(&drawable) {
            Some(letters) => Said::Letters(letters),
            None => Said::Picture(drawable),
        }
    }

    /// Every character that can be shown one way or the other; a run of others becomes one question mark.
    fn drawable(&self, text: &str) -> String {
        let page = self.profile.code_page;
        let mut drawable = String::with_capacity(text.len());
        for character in text.chars() {
            let sayable = page.byte(character).is_some() || plain_kin(character).is_some();
            let letter = character.is_alphanumeric() || ('\u{55A}'..='\u{58F}').contains(&character);
            if sayable || character == super::clean::NO_BREAK_SPACE || (letter && self.fonts.has(character)) {
                drawable.push(character);
            } else if !drawable.ends_with('?') {
                drawable.push('?');
            }
        }
        drawable
    }
}

fn cells(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

fn draw_code(code: &QrCode, module: u16) -> Bitmap {
    let module = module.max(1);
    let modules = code.width();
    let side = u16::try_from(modules).unwrap_or(0) * module;
    let mut bitmap = Bitmap::blank(side, side);
    for y in 0..i32::from(side) {
        for x in 0..i32::from(side) {
            let of = |dot: i32| usize::try_from(dot / i32::from(module)).unwrap_or(0);
            if code[(of(x), of(y))] == qrcode::Color::Dark {
                bitmap.set(x, y);
            }
        }
    }
    bitmap
}
