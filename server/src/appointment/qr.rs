//! A booking's code as a QR, alike on its page, on paper and in a mail: black on white, with the light edge that scanners need.

use png::{BitDepth, ColorType, Encoder};
use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};

/// Light modules around a code.
const QUIET: usize = 4;
/// Pixels across a module of the picture: large enough for a phone's screen that is scanned from a hand's breadth.
const SCALE: usize = 8;

/// A QR code as runs of dark modules.
pub struct Qr {
    /// Modules across, the light edge included.
    pub across: usize,
    /// Left, top and length of each run.
    pub runs: Vec<(usize, usize, usize)>,
}

impl Qr {
    /// The code of a text, read also where a spot of a tenth of it is rubbed off. None where the text is too long for any code.
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

    /// As a picture in a file.
    pub fn png(&self) -> Option<Vec<u8>> {
        let side = self.across * SCALE;
        let width = side.div_ceil(8);
        // A bit that is set is white.
        let mut bytes = vec![0xFF_u8; width * side];
        for (left, top, long) in &self.runs {
            for row in top * SCALE..(top + 1) * SCALE {
                for column in left * SCALE..(left + long) * SCALE {
                    *bytes.get_mut(row * width + column / 8)? &= !(0x80 >> (column % 8));
                }
            }
        }
        let size = u32::try_from(side).ok()?;
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, size, size);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::One);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&bytes).ok()?;
        writer.finish().ok()?;
        Some(file)
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Light where a square of so many modules is rubbed off.
    fn rubbed_off(qr: &Qr, left: usize, top: usize, side: usize) -> Qr {
        let modules = qr.runs.iter().flat_map(|(left, top, long)| (*left..left + long).map(move |at| (at, *top, 1)));
        let gone = |(at, row): (usize, usize)| (left..left + side).contains(&at) && (top..top + side).contains(&row);
        Qr { across: qr.across, runs: modules.filter(|(at, row, _)| !gone((*at, *row))).collect() }
    }

    /// What a scanner reads.
    fn read(qr: &Qr) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("code.png");
        std::fs::write(&path, qr.png().unwrap()).unwrap();
        let output = Command::new("zbarimg").args(["--quiet", "--raw", "--nodbus"]).arg(&path).output();
        let output = output.unwrap_or_else(|error| panic!("zbarimg is needed (zbar-tools): {error}"));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    #[test]
    fn a_code_is_read_where_a_tenth_of_it_is_rubbed_off_in_one_spot() {
        let text = format!("QB{}", &"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ZYXWVUTSR".repeat(4)[..141]);
        let qr = Qr::of(&text).unwrap();
        assert_eq!(read(&qr), text);
        let modules = qr.across - 2 * QUIET;
        let tenth = (2..modules).find(|side| side * side * 10 >= modules * modules).unwrap();
        let (first, middle, last) = (QUIET + 9, QUIET + (modules - tenth) / 2, QUIET + modules - tenth);
        for (left, top) in [(last, last), (middle, middle), (middle, first), (first, middle), (last - 3, middle)] {
            assert_eq!(read(&rubbed_off(&qr, left, top, tenth)), text, "{tenth} of {modules} at {left}, {top}");
        }
        assert_eq!(
            read(&rubbed_off(&qr, middle, middle, modules / 2)),
            "",
            "where a quarter is gone nothing wrong is read"
        );
    }
}
