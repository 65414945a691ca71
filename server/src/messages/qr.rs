//! A booking's code as a picture for a mail: black on white, with the light edge that scanners need.

use png::{BitDepth, ColorType, Encoder};
use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};

/// Light modules around a code.
const QUIET: usize = 4;
/// Pixels across a module: large enough for a phone's screen that is scanned from a hand's breadth.
const SCALE: usize = 8;

/// The picture of a text; none where the text is too long for any code.
pub fn png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let across = (width + 2 * QUIET) * SCALE;
    let dark = |x: usize, y: usize| {
        let module = |at: usize| (at / SCALE).checked_sub(QUIET).filter(|module| *module < width);
        let at = module(x).zip(module(y)).map(|(column, row)| row * width + column);
        at.and_then(|at| colors.get(at)) == Some(&Color::Dark)
    };
    let mut rows = Vec::new();
    for y in 0..across {
        for byte in 0..across.div_ceil(8) {
            // A bit that is set is white.
            let bits = (0..8).map(|bit| u8::from(!dark(byte * 8 + bit, y)) << (7 - bit));
            rows.push(bits.sum::<u8>());
        }
    }
    let size = u32::try_from(across).ok()?;
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, size, size);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&rows).ok()?;
    writer.finish().ok()?;
    Some(file)
}
