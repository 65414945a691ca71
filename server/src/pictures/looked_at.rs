//! Whether a file is a picture that a hall display shows: its kind, its size by its head, and then all of it. Pure.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};
use protocol::limits::{PICTURE_LIMIT, PICTURE_MEMORY, PICTURE_PIXELS, PICTURE_SIDE_PX};

/// Within so many bytes of its end a whole JPEG says that it ends.
const END: usize = 1024;

/// What a picture is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Their names say it.
pub enum Kind {
    Png,
    Jpeg,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPicture {
    /// There is none.
    Nothing,
    /// It has more than `PICTURE_LIMIT` bytes.
    TooLarge,
    /// It is neither PNG nor JPEG.
    OtherKind,
    /// It has more than `PICTURE_PIXELS` pixels, or a side longer than `PICTURE_SIDE_PX`.
    TooManyPixels {
        /// By its head.
        width: u32,
        /// By its head.
        height: u32,
    },
    /// It is cut off or bent.
    Broken,
}

impl Kind {
    /// By its first bytes.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else {
            None
        }
    }

    /// Its name on the web.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// Looks at a whole file. One that would unfold into too much is refused by its head, before anything is decoded.
///
/// # Errors
/// When a hall display would not show it.
pub fn check(bytes: &[u8]) -> Result<Kind, NoPicture> {
    if bytes.is_empty() {
        return Err(NoPicture::Nothing);
    }
    if bytes.len() > PICTURE_LIMIT {
        return Err(NoPicture::TooLarge);
    }
    let kind = Kind::of(bytes).ok_or(NoPicture::OtherKind)?;
    let format = match kind {
        Kind::Png => ImageFormat::Png,
        Kind::Jpeg => ImageFormat::Jpeg,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(PICTURE_MEMORY);
    reader.limits(limits);
    let decoder = match reader.into_decoder() {
        Ok(decoder) => decoder,
        // Sides beyond all decoding.
        Err(ImageError::Limits(_)) if kind == Kind::Png => {
            let (width, height) = png_sides(bytes).ok_or(NoPicture::Broken)?;
            return Err(NoPicture::TooManyPixels { width, height });
        }
        Err(_) => return Err(NoPicture::Broken),
    };
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width > PICTURE_SIDE_PX || height > PICTURE_SIDE_PX || pixels > PICTURE_PIXELS {
        return Err(NoPicture::TooManyPixels { width, height });
    }
    // A JPEG that is cut off is decoded with grey in the place of the rest.
    if kind == Kind::Jpeg && !ends(bytes) {
        return Err(NoPicture::Broken);
    }
    DynamicImage::from_decoder(decoder).map_err(|_| NoPicture::Broken)?;
    Ok(kind)
}

/// Width and height, which every PNG has in its first chunk.
fn png_sides(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((side(16)?, side(20)?))
}

fn ends(jpeg: &[u8]) -> bool {
    jpeg[jpeg.len().saturating_sub(END)..].windows(2).any(|two| two == b"\xff\xd9")
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    fn picture(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let shades = RgbImage::from_fn(64, 48, |x, y| Rgb([(x * 4) as u8, (y * 5) as u8, (x * y) as u8]));
        shades.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A PNG whose head says another size, with the sum that goes with it.
    fn saying(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = picture(ImageFormat::Png);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc32fast::hash(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    }

    #[test]
    fn pictures_of_both_kinds_are_taken() {
        assert_eq!(check(&picture(ImageFormat::Png)), Ok(Kind::Png));
        assert_eq!(check(&picture(ImageFormat::Jpeg)), Ok(Kind::Jpeg));
    }

    #[test]
    fn a_bomb_is_refused_by_its_head() {
        for (width, height) in [(60_000, 60_000), (4_097, 1), (1, 4_097), (4_000, 4_000), (u32::MAX >> 1, 1)] {
            assert_eq!(check(&saying(width, height)), Err(NoPicture::TooManyPixels { width, height }));
        }
    }

    #[test]
    fn a_picture_that_is_cut_off_anywhere_is_broken() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let whole = picture(format);
            for end in (12..whole.len() - 32).step_by(7) {
                assert_eq!(check(&whole[..end]), Err(NoPicture::Broken), "{format:?} {end} of {}", whole.len());
            }
        }
    }

    #[test]
    fn what_is_none_is_said_to_be_none() {
        assert_eq!(check(b""), Err(NoPicture::Nothing));
        assert_eq!(check(&vec![0x89; PICTURE_LIMIT + 1]), Err(NoPicture::TooLarge));
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        for other in [svg.as_slice(), b"GIF89a", b"RIFF....WEBP", b"BM", b"MZ", b"<!DOCTYPE html>", b"\x89PNG"] {
            assert_eq!(check(other), Err(NoPicture::OtherKind));
        }
        assert_eq!(check(b"\x89PNG\r\n\x1a\n"), Err(NoPicture::Broken));
        assert_eq!(check(b"\xff\xd8\xff"), Err(NoPicture::Broken));
    }
}
