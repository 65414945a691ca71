//! What a day of work leaves on the clerk's screen is what the last view is. Slint 1.18 forgets which texts have changed after some
//! thousand of them, so a few states alone would show nothing.

mod screen;
mod story;

use std::time::Duration;

use screen::{FULL, on_screen};
use slint::SharedPixelBuffer;
use story::TONGUES;

#[test]
fn what_is_drawn_state_by_state_is_what_is_drawn_at_once() {
    on_screen(|screen| {
        let mut drawn = SharedPixelBuffer::new(FULL.0, FULL.1);
        for round in 0..2 {
            for tongue in TONGUES {
                for (at, (name, view)) in story::all(tongue).into_iter().enumerate() {
                    screen.show(&view);
                    if screen.size() != FULL {
                        continue;
                    }
                    screen.pass(Duration::from_millis(400));
                    screen.draw_changes(&mut drawn);
                    screen.window.apply(&view);
                    assert!(!screen.draw_changes(&mut drawn), "{name} is not drawn again");
                    if at % 12 == 11 {
                        assert!(screen.picture().equals(&drawn), "{name} in {}, round {round}", tongue.code());
                    }
                }
            }
        }
    });
}
