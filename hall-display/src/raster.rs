//! A picture's file made into the pixels of its places on this screen: whole, never bent, on white paper where it lets light through. Pure, and
//! too slow for the window's thread.

use std::io::Cursor;

use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits, Rgba, RgbaImage};
use protocol::limits::{PICTURE_MEMORY, PICTURE_PIXELS, PICTURE_SIDE_PX};

use crate::layout::Screen;
use crate::pictures::Room;

/// A picture in the size of each of its places.
#[derive(Clone, PartialEq, Eq)]
pub struct Fitted {
    /// For [`Room::Whole`].
    pub whole: Raster,
    /// For [`Room::Below`].
    pub below: Raster,
}

/// Pixels row by row, three bytes each.
#[derive(Clone, PartialEq, Eq)]
pub struct Raster {
    /// In pixels of the screen.
    pub width: u32,
    /// In pixels of the screen.
    pub height: u32,
    /// Red, green and blue of each.
    pub rgb: Vec<u8>,
}

/// Decodes a file and fits it into its places on `screen`.
///
/// # Errors
/// In words, when it is no picture, or too large a one.
pub fn fitted(bytes: &[u8], screen: Screen) -> Result<Fitted, String> {
    let picture = decoded(bytes)?;
    let fit = |picture: &DynamicImage, room| {
        let (width, height) = Room::size_px(room, screen);
        picture.resize(width, height, FilterType::Triangle)
    };
    let whole = fit(&picture, Room::Whole);
    let below = fit(&whole, Room::Below);
    Ok(Fitted { whole: Raster::of(whole), below: Raster::of(below) })
}

fn decoded(bytes: &[u8]) -> Result<DynamicImage, String> {
    let broken = |problem: image::ImageError| format!("its file is broken: {problem}");
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|problem| format!("its file is broken: {problem}"))?;
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(PICTURE_SIDE_PX);
    limits.max_image_height = Some(PICTURE_SIDE_PX);
    limits.max_alloc = Some(PICTURE_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PICTURE_PIXELS {
        return Err(format!("{width} x {height} pixels are too many"));
    }
    let turned = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(turned);
    Ok(if picture.color().has_alpha() { on_paper(&picture.to_rgba8()) } else { picture })
}

fn on_paper(picture: &RgbaImage) -> DynamicImage {
    let mut paper = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    imageops::overlay(&mut paper, picture, 0, 0);
    DynamicImage::ImageRgba8(paper)
}

impl Raster {
    fn of(picture: DynamicImage) -> Self {
        let picture = picture.into_rgb8();
        Self { width: picture.width(), height: picture.height(), rgb: picture.into_raw() }
    }
}

impl Fitted {
    /// The one for a place.
    pub fn of(&self, room: Room) -> &Raster {
        match room {
            Room::Whole => &self.whole,
            Room::Below => &self.below,
        }
    }
}

impl std::fmt::Debug for Fitted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fitted({} x {})", self.whole.width, self.whole.height)
    }
}
