//! Which of the screens of a booked visitor a picture shows.

use kiosk::view::Language;
use slint::{Rgba8Pixel, SharedPixelBuffer};

use super::{Bench, PORTRAIT, TOLERANCE, demo, distance, halved};

/// The screens by name, drawn as the golden pictures are.
pub struct Told(Vec<(&'static str, Vec<[u8; 3]>)>);

impl Told {
    /// All of them in Russian.
    pub fn draw() -> Self {
        // Each bench has its own thread: the platform is set once for each.
        let draw = || {
            let bench = Bench::new(PORTRAIT);
            let drawn = demo::check_in_screens(Language::Russian).into_iter().map(|(name, screen)| {
                bench.show(&demo::view(Language::Russian, screen));
                (name, halved(&bench.picture()).0)
            });
            Self(drawn.collect())
        };
        std::thread::spawn(draw).join().unwrap()
    }

    /// How many pixels of each hundred thousand are otherwise than in each, the nearest first.
    pub fn compare(&self, picture: &SharedPixelBuffer<Rgba8Pixel>) -> Vec<(usize, &'static str)> {
        let (shown, _) = halved(picture);
        let differing = |drawn: &Vec<[u8; 3]>| {
            let pairs = shown.iter().zip(drawn);
            pairs.filter(|(a, b)| a != b && distance(**a, **b) > TOLERANCE).count() * 100_000 / drawn.len()
        };
        let mut all: Vec<_> = self.0.iter().map(|(name, drawn)| (differing(drawn), *name)).collect();
        all.sort_unstable();
        all
    }
}
