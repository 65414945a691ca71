//! What one model of printer is like: width, letters, cutter. Where it hangs is not known here.

use super::{CELL_WIDTH_DOTS, CodePage};
use thiserror::Error;

/// Who draws the QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QrSource {
    /// The printer, by GS ( k: forty bytes and the text.
    Printer,
    /// We do, as a picture of about two kilobytes, for printers without codes of their own.
    Picture,
}

/// How a slip is parted from the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cutter {
    /// Cut through.
    Full,
    /// Cut but for one point.
    Partial,
    /// No cutter: feed to the tear bar.
    None,
}

/// Whether the printer takes pairs of high bytes for Chinese characters until told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Multibyte {
    /// It does not.
    Absent,
    /// It does: every job switches that off first (FS .).
    SwitchOff,
}

/// One model of printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterProfile {
    pub(crate) width_dots: u16,
    pub(crate) code_page: CodePage,
    pub(crate) code_page_number: u8,
    pub(crate) qr: QrSource,
    pub(crate) cutter: Cutter,
    pub(crate) multibyte: Multibyte,
}

/// A profile that no paper fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a width of {0} dots is none: take a multiple of 8 from 256 to 832 (80 mm paper has 576, 58 mm has 384)")]
pub struct ProfileProblem(pub u16);

impl PrinterProfile {
    /// 80 mm paper: 576 dots, 24 doubled letters in a line; page 866, own QR codes, full cut.
    #[must_use]
    pub fn mm80() -> Self {
        Self {
            width_dots: 576,
            code_page: CodePage::Pc866,
            code_page_number: CodePage::Pc866.usual_number(),
            qr: QrSource::Printer,
            cutter: Cutter::Full,
            multibyte: Multibyte::Absent,
        }
    }

    /// 58 mm paper: 384 dots, 16 doubled letters in a line; otherwise as 80 mm.
    #[must_use]
    pub fn mm58() -> Self {
        Self { width_dots: 384, ..Self::mm80() }
    }

    /// The same with another printing width.
    ///
    /// # Errors
    /// A width under 256, over 832 or not a multiple of 8.
    pub fn with_width(mut self, dots: u16) -> Result<Self, ProfileProblem> {
        if !(256..=832).contains(&dots) || !dots.is_multiple_of(8) {
            return Err(ProfileProblem(dots));
        }
        self.width_dots = dots;
        Ok(self)
    }

    /// The same with another code page, at `number` where the model counts its tables differently.
    #[must_use]
    pub fn with_code_page(mut self, page: CodePage, number: Option<u8>) -> Self {
        self.code_page = page;
        self.code_page_number = number.unwrap_or(page.usual_number());
        self
    }

    /// The same with another source of QR codes.
    #[must_use]
    pub fn with_qr(mut self, qr: QrSource) -> Self {
        self.qr = qr;
        self
    }

    /// The same with another cutter.
    #[must_use]
    pub fn with_cutter(mut self, cutter: Cutter) -> Self {
        self.cutter = cutter;
        self
    }

    /// The same with another habit about Chinese characters.
    #[must_use]
    pub fn with_multibyte(mut self, multibyte: Multibyte) -> Self {
        self.multibyte = multibyte;
        self
    }

    /// Doubled letters in one line: 24 on 80 mm paper, 16 on 58 mm. Wording that must stand in one line is chosen by it.
    #[must_use]
    pub fn columns(&self) -> u16 {
        self.width_dots / CELL_WIDTH_DOTS
    }

    /// Printable width in dots.
    #[must_use]
    pub fn width_dots(&self) -> u16 {
        self.width_dots
    }

    /// The code page text goes out in.
    #[must_use]
    pub fn code_page(&self) -> CodePage {
        self.code_page
    }

    /// How slips are parted from the roll.
    #[must_use]
    pub fn cutter(&self) -> Cutter {
        self.cutter
    }
}
