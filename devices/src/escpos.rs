//! The page of a coupon and the bytes that print it: `Slip` (what is said, by the caller) -> rows (where it stands)
//! -> `Job` (ESC/POS). Pure but for looking up system fonts; no wire and no wording lives here.

mod clean;
mod commands;
mod job;
mod layout;
mod page;
mod profile;
mod raster;
mod slip;
mod wrap;

pub(crate) use commands::part_from_leftovers;
pub(crate) use job::seconds_on_line;

pub use job::Job;
pub use page::CodePage;
pub use profile::{Cutter, Multibyte, PrinterProfile, ProfileProblem, QrSource};
pub use slip::{CodeLine, CouponSlip, Item, Slip, SlipError, Weight};

use crate::font::Fonts;

/// Width of one doubled cell of font A in dots; 24 such cells make a line on 80 mm paper.
pub const CELL_WIDTH_DOTS: u16 = 24;
/// Height of one doubled cell of font A in dots (6 mm; its capitals are 4.3 mm high, access.md asks 3).
pub const CELL_HEIGHT_DOTS: u16 = 48;
/// Height of the number's cell in dots (24 mm; its capitals are 17 mm high, access.md asks 15).
pub const NUMBER_HEIGHT_DOTS: u16 = 192;
/// Dots in a millimetre on the printers served (203 dpi).
pub const DOTS_PER_MM: u16 = 8;

/// Turns slips into jobs for one printer. Fonts are looked up when the first line needs them, then kept.
#[derive(Debug)]
pub struct Encoder {
    profile: PrinterProfile,
    fonts: Fonts,
}

impl Encoder {
    /// An encoder for a printer with this profile.
    #[must_use]
    pub fn new(profile: PrinterProfile) -> Self {
        Self { profile, fonts: Fonts::proportional() }
    }

    /// The profile the slips are laid out for.
    #[must_use]
    pub fn profile(&self) -> &PrinterProfile {
        &self.profile
    }

    /// Loads the fonts for lines outside the code page now, so that the first such coupon does not wait for them.
    pub fn warm_up(&self) {
        self.fonts.load();
    }

    /// The bytes that print `slip` on this printer.
    ///
    /// # Errors
    /// A slip without a printable number, or with a QR text that is not plain printable ASCII or too long for the paper.
    pub fn encode(&self, slip: &Slip) -> Result<Job, SlipError> {
        let page = layout::lay_out(slip, &self.profile, &self.fonts)?;
        commands::write_job(&page, &self.profile)
    }
}
