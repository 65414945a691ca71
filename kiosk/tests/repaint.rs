//! What a day of changes leaves on the glass is what the last view is: no clock that stands still, no word of the visitor before.
//! Slint 1.18 forgets which texts have changed after some thousand of them, so a few screens alone would show nothing.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use jiff::ToSpan;
use kiosk::view::{Countdown, Language, Screen, View};
use slint::SharedPixelBuffer;
use support::{Bench, demo};

/// A quarter of the pixels, in less than half of the time.
const SIZE: (u32, u32) = (540, 960);

#[test]
fn what_is_drawn_change_by_change_is_what_is_drawn_at_once() {
    let bench = Bench::new(SIZE);
    bench.scale(0.5);
    let mut drawn = SharedPixelBuffer::new(SIZE.0, SIZE.1);
    let mut show = |view: &View| {
        bench.show(view);
        bench.wait(Duration::from_millis(16));
        bench.draw_changes(&mut drawn)
    };
    let services = |language| demo::view(language, Screen::Services(demo::services(language)));
    let mut now = demo::NOW;
    // One visitor after another; English is chosen before, and left after a warning.
    for _ in 0..4 {
        show(&services(Language::English));
        for (_, screen) in demo::check_in_screens(Language::English) {
            now = now.saturating_add(1.minute());
            let mut view = demo::view(Language::English, screen);
            view.frame.now = Some(now);
            show(&view);
        }
        let mut warned = services(Language::English);
        for left_s in (1..=20).rev() {
            warned.warning = Some(Countdown { left_s, total_s: 20 });
            show(&warned);
        }
    }
    // A picture of the whole makes the toolkit remember: there is one, at the end.
    show(&services(Language::Russian));
    assert!(!show(&services(Language::Russian)), "the same is not drawn again");
    let whole = bench.picture();
    let differ = drawn.as_slice().iter().zip(whole.as_slice()).filter(|(a, b)| [a.r, a.g, a.b] != [b.r, b.g, b.b]);
    assert_eq!(differ.count(), 0, "pixels of another view");
}
