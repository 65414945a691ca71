//! The window's leave: nothing closes a kiosk that fills the screen, and a technician can.
#![allow(clippy::unwrap_used)]

mod support;

use slint::ComponentHandle;
use slint::platform::WindowEvent;
use support::{Bench, PORTRAIT};

/// What a window manager or Alt+F4 asks for; whether the window is still there afterwards.
fn stands_a_close_request(bench: &Bench) -> bool {
    let window = bench.window.component().window();
    window.dispatch_event(WindowEvent::CloseRequested);
    window.is_visible()
}

#[test]
fn a_window_that_fills_the_screen_is_closed_by_nobody_until_it_is_left() {
    let bench = Bench::new(PORTRAIT);
    bench.window.open(1080, 1920, true).unwrap();
    assert!(stands_a_close_request(&bench));
    bench.window.leave_full_screen();
    bench.window.fill_screen();
    assert!(stands_a_close_request(&bench), "filled again, it takes no leave again");
    bench.window.leave_full_screen();
    assert!(!stands_a_close_request(&bench));
}

#[test]
fn an_ordinary_window_is_closed_like_any_other() {
    let bench = Bench::new(PORTRAIT);
    bench.window.open(1080, 1920, false).unwrap();
    assert!(!stands_a_close_request(&bench));
}
