//! Pictures that the apps' tests draw, held to kept ones and to marks of the look. For the tests of the apps; nothing else.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use slint::{Rgb8Pixel, SharedPixelBuffer};

/// Red, green, blue.
pub type Colour = (u8, u8, u8);
/// Left, top, right, bottom, in pixels; right and bottom are outside.
pub type Area = (usize, usize, usize, usize);

/// Something on a picture of the look.
pub struct Mark {
    pub what: &'static str,
    /// Where it alone is found.
    pub within: Area,
    pub ground: Colour,
    pub ink: Colour,
    /// The box of its ink, measured in the look's picture.
    pub look: Area,
}

pub const fn mark(what: &'static str, within: Area, ground: Colour, ink: Colour, look: Area) -> Mark {
    Mark { what, within, ground, ink, look }
}

/// The box around all pixels nearer to `ink` than to `ground`.
pub fn ink(pixel: impl Fn(usize, usize) -> Colour, within: Area, ground: Colour, ink: Colour) -> Option<Area> {
    let distance = |a: Colour, b: Colour| {
        u32::from(a.0.abs_diff(b.0)) + u32::from(a.1.abs_diff(b.1)) + u32::from(a.2.abs_diff(b.2))
    };
    let mut found: Option<Area> = None;
    for y in within.1..within.3 {
        for x in within.0..within.2 {
            let pixel = pixel(x, y);
            if distance(pixel, ink) < distance(pixel, ground) {
                let (left, top, right, bottom) = found.unwrap_or((x, y, x + 1, y + 1));
                found = Some((left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1)));
            }
        }
    }
    found
}

/// Fails with each mark that is drawn further than `tolerance` pixels from where the look has it.
pub fn assert_like_the_look(pixel: impl Fn(usize, usize) -> Colour, marks: &[Mark], tolerance: usize) {
    let odd = marks.iter().filter_map(|mark| {
        let drawn = ink(&pixel, mark.within, mark.ground, mark.ink);
        let near = |a: usize, b: usize| a.abs_diff(b) <= tolerance;
        let l = mark.look;
        let fits = drawn.is_some_and(|d| near(d.0, l.0) && near(d.1, l.1) && near(d.2, l.2) && near(d.3, l.3));
        (!fits).then(|| format!("{}: drawn at {drawn:?}, in the look at {l:?}", mark.what))
    });
    let odd: Vec<String> = odd.collect();
    assert!(odd.is_empty(), "{}", odd.join("\n"));
}

/// A picture of a whole screen.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pixels: SharedPixelBuffer<Rgb8Pixel>,
}

impl Picture {
    pub fn of(pixels: SharedPixelBuffer<Rgb8Pixel>) -> Self {
        Self { width: pixels.width() as usize, height: pixels.height() as usize, pixels }
    }

    pub fn pixel(&self, x: usize, y: usize) -> Colour {
        let pixel = self.pixels.as_slice()[y * self.width + x];
        (pixel.r, pixel.g, pixel.b)
    }

    pub fn ink(&self, within: Area, ground: Colour, colour: Colour) -> Option<Area> {
        ink(|x, y| self.pixel(x, y), within, ground, colour)
    }

    /// Whether another picture of the same screen has the same pixels.
    pub fn is_same(&self, other: &Picture) -> bool {
        self.equals(&other.pixels)
    }

    /// Whether `drawn` has the same pixels.
    pub fn equals(&self, drawn: &SharedPixelBuffer<Rgb8Pixel>) -> bool {
        self.pixels.as_slice() == drawn.as_slice()
    }

    /// Compares with the golden picture, or writes it anew with `UPDATE_GOLDEN=1`.
    pub fn is_golden(&self, name: &str) {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.png"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            self.write(&golden);
            return;
        }
        let file = File::open(&golden).unwrap_or_else(|error| panic!("{}: {error}", golden.display()));
        let mut reader = png::Decoder::new(BufReader::new(file)).read_info().expect("a golden picture is a PNG");
        let mut kept = vec![0; reader.output_buffer_size().expect("a golden picture fits into memory")];
        reader.next_frame(&mut kept).expect("a golden picture is whole");
        let drawn = self.bytes();
        if kept == drawn {
            return;
        }
        let different = kept.chunks(3).zip(drawn.chunks(3)).filter(|(kept, drawn)| kept != drawn).count();
        let beside = std::env::temp_dir().join(format!("{}-{name}.png", env!("CARGO_PKG_NAME")));
        self.write(&beside);
        panic!("{name}: {different} pixels differ from the golden picture; what was drawn is in {}", beside.display());
    }

    pub fn write(&self, path: &Path) {
        let file = File::create(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut encoder = png::Encoder::new(BufWriter::new(file), self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header().expect("a PNG header is written");
        writer.write_image_data(&self.bytes()).expect("a picture is written");
    }

    fn bytes(&self) -> Vec<u8> {
        self.pixels.as_slice().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect()
    }
}
