//! A code as a QR: its dark runs, for a page and for paper.

use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};

/// Light modules around a code that scanners need.
pub const QUIET: usize = 4;

/// A QR code as runs of dark modules.
pub struct Qr {
    /// Modules across, the quiet zone included.
    pub across: usize,
    /// Left, top and length of each run.
    pub runs: Vec<(usize, usize, usize)>,
}

impl Qr {
    /// The code of a text, read also where a seventh of it is scratched. None where the text is too long for any code.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut runs = Vec::new();
        for (row, modules) in code.to_colors().chunks(width).enumerate() {
            let mut left = 0;
            for run in modules.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    runs.push((QUIET + left, QUIET + row, run.len()));
                }
                left += run.len();
            }
        }
        Some(Self { across: width + 2 * QUIET, runs })
    }

    /// As the outline of an SVG of as many units as modules.
    pub fn outline(&self) -> String {
        self.runs.iter().map(|(left, top, long)| format!("M{left} {top}h{long}v1h-{long}z")).collect()
    }
}
