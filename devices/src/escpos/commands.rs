//! Rows become ESC/POS commands. The one file that knows the `escpos` crate; every command that it lacks, or says
//! otherwise than the printers' reference, is written here in bytes.

use ::escpos::driver::Driver;
use ::escpos::errors::PrinterError;
use ::escpos::printer::Printer;
use ::escpos::utils::{Protocol, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption};
use std::sync::{Arc, Mutex, PoisonError};

use super::layout::{Ground, Look, PageRows, Row};
use super::raster::RasterLine;
use super::{CodePage, Cutter, Job, Multibyte, PrinterProfile, SlipError, Weight};

const ESC: u8 = 0x1B;
const FS: u8 = 0x1C;
const GS: u8 = 0x1D;

/// One motion unit is one dot (203 to the inch) whatever the model's default, which is often half a dot.
const UNITS_PER_INCH: u8 = 203;
/// The table that every ESC/POS printer has, with its line across the cell.
const PAGE_437: u8 = 0;
const LINE_437_AND_866: u8 = 0xC4;
/// From the head to the tear bar, where there is no cutter to feed to.
const TEAR_OFF_DOTS: u16 = 160;
const MAX_FEED: u16 = 255;

/// ESC @ and a cut, to part from the next coupon what an interrupted one left on the paper.
pub(crate) fn part_from_leftovers(cutter: Cutter) -> Vec<u8> {
    let mut bytes = vec![ESC, b'@'];
    match cutter {
        Cutter::Full => bytes.extend([GS, b'V', b'A', 0]),
        Cutter::Partial => bytes.extend([GS, b'V', b'B', 0]),
        Cutter::None => bytes.extend([ESC, b'J', u8::try_from(TEAR_OFF_DOTS).unwrap_or(u8::MAX)]),
    }
    bytes
}

pub(super) fn write_job(page: &PageRows, profile: &PrinterProfile) -> Result<Job, SlipError> {
    let collected = Collector::default();
    let mut writer = Writer {
        printer: Printer::new(collected.clone(), Protocol::default(), None),
        profile,
        look: Look { width_scale: 1, height_scale: 1, weight: Weight::Regular, ground: Ground::White },
        waiting_feed: 0,
    };
    let job = writer.write(page, &collected);
    job.map_err(|_| SlipError::Refused)
}

/// Takes what the crate writes, remembering where each command ended.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Collected>>);

#[derive(Default)]
struct Collected {
    bytes: Vec<u8>,
    command_ends: Vec<usize>,
}

impl Collector {
    fn with<T>(&self, use_it: impl FnOnce(&mut Collected) -> T) -> T {
        use_it(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Driver for Collector {
    fn name(&self) -> String {
        "job".to_owned()
    }

    fn write(&self, data: &[u8]) -> Result<(), PrinterError> {
        self.with(|collected| {
            collected.bytes.extend_from_slice(data);
            collected.command_ends.push(collected.bytes.len());
        });
        Ok(())
    }

    fn read(&self, _buffer: &mut [u8]) -> Result<usize, PrinterError> {
        Ok(0)
    }

    fn flush(&self) -> Result<(), PrinterError> {
        Ok(())
    }
}

struct Writer<'a> {
    printer: Printer<Collector>,
    profile: &'a PrinterProfile,
    look: Look,
    waiting_feed: u16,
}

impl Writer<'_> {
    fn write(&mut self, page: &PageRows, collected: &Collector) -> Result<Job, PrinterError> {
        self.start()?;
        let mut number_from = 0;
        for (index, row) in page.rows.iter().enumerate() {
            if index == page.number_row {
                self.printer.print()?;
                number_from = collected.with(|collected| collected.bytes.len());
            }
            self.row(row)?;
        }
        self.feed_now()?;
        self.printer.print()?;
        Ok(collected.with(|collected| Job {
            bytes: std::mem::take(&mut collected.bytes),
            command_ends: std::mem::take(&mut collected.command_ends),
            number_from,
        }))
    }

    fn start(&mut self) -> Result<(), PrinterError> {
        self.printer.init()?;
        if self.profile.multibyte == Multibyte::SwitchOff {
            self.printer.custom(&[FS, b'.'])?;
        }
        self.printer.motion_units(UNITS_PER_INCH, UNITS_PER_INCH)?;
        // Lines feed by the height of their letters alone: so the same dots come from printers that count the spacing
        // as a least height and from those that add it.
        self.printer.line_spacing(0)?;
        self.select_page(self.profile.code_page_number)
    }

    fn row(&mut self, row: &Row) -> Result<(), PrinterError> {
        match row {
            Row::Letters { bytes, look } => {
                self.feed_now()?;
                self.wear(*look)?;
                self.printer.custom(bytes)?;
                self.end_line()
            }
            Row::Picture(line) => self.picture(line),
            Row::Rule => self.rule(),
            Row::Code { payload, module_dots } => {
                self.feed_now()?;
                let option = QRCodeOption::new(QRCodeModel::Model2, *module_dots, QRCodeCorrectionLevel::M);
                self.printer.qrcode_option(payload, option)?;
                Ok(())
            }
            Row::Gap(dots) => {
                self.waiting_feed = self.waiting_feed.saturating_add(*dots);
                Ok(())
            }
            Row::Cut => self.cut(),
        }
    }

    fn picture(&mut self, line: &RasterLine) -> Result<(), PrinterError> {
        self.waiting_feed = self.waiting_feed.saturating_add(2 * line.blank_above);
        let bitmap = line.bitmap.clone().without_real_time_commands();
        if bitmap.rows > 0 {
            self.feed_now()?;
            let [width_low, width_high] = bitmap.width_bytes.to_le_bytes();
            let [rows_low, rows_high] = bitmap.rows.to_le_bytes();
            let mut command = vec![GS, b'v', b'0', 3, width_low, width_high, rows_low, rows_high];
            command.extend_from_slice(&bitmap.data);
            self.printer.custom(&command)?;
        }
        self.waiting_feed = self.waiting_feed.saturating_add(2 * line.blank_below);
        Ok(())
    }

    /// A line across the paper: a few of the box line's cells, stretched, in place of a picture of hundreds of bytes.
    fn rule(&mut self) -> Result<(), PrinterError> {
        self.feed_now()?;
        let (width_scale, count) = widest_rule(self.profile.width_dots);
        self.wear(Look { width_scale, height_scale: 1, weight: Weight::Regular, ground: Ground::White })?;
        let own_line = match self.profile.code_page {
            CodePage::Pc866 => true,
            CodePage::Wpc1251 => false,
        };
        if !own_line {
            self.select_page(PAGE_437)?;
        }
        self.printer.custom(&vec![LINE_437_AND_866; usize::from(count)])?;
        self.end_line()?;
        if own_line { Ok(()) } else { self.select_page(self.profile.code_page_number) }
    }

    fn cut(&mut self) -> Result<(), PrinterError> {
        if self.profile.cutter == Cutter::None {
            self.waiting_feed = self.waiting_feed.saturating_add(TEAR_OFF_DOTS);
        }
        self.feed_now()?;
        match self.profile.cutter {
            Cutter::Full => self.printer.cut()?,
            // The crate's partial cut is GS V 65 1, which the reference reads as a full cut after one unit.
            Cutter::Partial => self.printer.custom(&[GS, b'V', b'B', 0])?,
            Cutter::None => &mut self.printer,
        };
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), PrinterError> {
        self.printer.custom(b"\n")?;
        Ok(())
    }

    fn feed_now(&mut self) -> Result<(), PrinterError> {
        while self.waiting_feed > 0 {
            let step = self.waiting_feed.min(MAX_FEED);
            self.printer.custom(&[ESC, b'J', u8::try_from(step).unwrap_or(u8::MAX)])?;
            self.waiting_feed -= step;
        }
        Ok(())
    }

    fn select_page(&mut self, number: u8) -> Result<(), PrinterError> {
        self.printer.custom(&[ESC, b't', number])?;
        Ok(())
    }

    /// Sends only what changes.
    fn wear(&mut self, look: Look) -> Result<(), PrinterError> {
        if (look.width_scale, look.height_scale) != (self.look.width_scale, self.look.height_scale) {
            self.printer.size(look.width_scale, look.height_scale)?;
        }
        if look.weight != self.look.weight {
            self.printer.bold(look.weight == Weight::Bold)?;
        }
        if look.ground != self.look.ground {
            self.printer.reverse(look.ground == Ground::Black)?;
        }
        self.look = look;
        Ok(())
    }
}

/// The stretch and number of single cells (12 dots) that come nearest to the paper's width, the fewest of them.
fn widest_rule(width_dots: u16) -> (u8, u16) {
    (1_u8..=8)
        .map(|scale| (scale, width_dots / (12 * u16::from(scale))))
        .max_by_key(|(scale, count)| (u16::from(*scale) * count, *scale))
        .expect("the range of stretches is not empty")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_crosses_the_paper_in_a_few_cells() {
        assert_eq!(widest_rule(576), (8, 6));
        assert_eq!(widest_rule(384), (8, 4));
        assert_eq!(widest_rule(512), (7, 6));
    }
}
