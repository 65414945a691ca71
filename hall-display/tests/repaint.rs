//! What a day leaves on the screen is what the last board is. Slint 1.18 forgets which texts have changed after some thousand of
//! them, so a few calls alone would show nothing.
#![allow(clippy::unwrap_used)]

mod stage;

use std::time::Duration;

use hall_display::layout::Screen;
use hall_display::model::Motion;
use hall_display::view::{Bar, View};
use slint::SharedPixelBuffer;
use stage::{LANDSCAPE, board, on_stage, story, texts};

/// As many notices as shape more texts than the toolkit remembers.
const NOTICES: usize = 1200;
/// The look's screen with few pixels.
const SMALL: Screen = Screen { width_px: 480, height_px: 270, px_per_mm: 0.505, ..LANDSCAPE };

#[test]
fn what_is_drawn_change_by_change_is_what_is_drawn_at_once() {
    on_stage(SMALL, Motion::Reduced, |stage| {
        let mut drawn = SharedPixelBuffer::new(SMALL.width_px, SMALL.height_px);
        let mut view = story(LANDSCAPE);
        let mut show = |view: &View| {
            stage.window.show(view);
            stage.pass(Duration::from_millis(400));
            stage.draw_changes(&mut drawn)
        };
        for at in 0..NOTICES {
            board(&mut view).bar = Bar::Notice(texts(&format!("Извещение {at}"), &format!("Notice {at}")));
            show(&view);
        }
        board(&mut view).office = "Паспортный стол".to_owned();
        show(&view);
        assert!(!show(&view), "the same board is not drawn again");
        assert!(stage.picture().equals(&drawn), "another board stands on the screen");
    });
}
