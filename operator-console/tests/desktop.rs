//! The real program on a real desktop: an X server, a window manager, and a scripted server on the loopback. What only they can show is
//! tried here: the bar above other windows, the bell at an arrival, and that a console at rest takes no processor.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod desk;
mod office;

use std::time::Duration;

use desk::Desk;

/// Of one core, over ten seconds at rest: the clock's tick each second, and nothing else.
const AT_REST: f64 = 0.02;

#[test]
fn the_bar_stays_above_other_windows_and_the_full_window_does_not() {
    let desk = Desk::open("");
    assert!(!desk.window_states().contains("_NET_WM_STATE_ABOVE"), "{}", desk.window_states());
    desk.key("F12");
    desk.waits_for("the bar above all", || desk.window_states().contains("_NET_WM_STATE_ABOVE"));
    assert_eq!(desk.size(), (960, 88));
    desk.key("F12");
    desk.waits_for("the full window among others", || !desk.window_states().contains("_NET_WM_STATE_ABOVE"));
    assert_eq!(desk.size(), (1280, 800));
}

#[test]
fn an_idle_clerk_hears_the_bell_when_somebody_comes_and_only_then() {
    let desk = Desk::open("");
    desk.quiet_queue();
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(desk.heard(), Vec::<i16>::new(), "nobody has come yet");
    desk.somebody_comes();
    // Two tones, a fourth apart, as the bell has them.
    desk.waits_for("the bell", || [587.3, 784.0].iter().all(|hertz| tone(&desk.heard(), *hertz) > 0.01));
    assert!(tone(&desk.heard(), 1_000.0) < 0.002, "nothing else is heard");
}

#[test]
fn a_console_whose_bell_is_off_stays_silent() {
    let desk = Desk::open("bell = false\n");
    desk.quiet_queue();
    desk.somebody_comes();
    desk.waits_for("the clerk is told", || desk.title_or_window_is_there());
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(desk.heard(), Vec::<i16>::new());
}

#[test]
fn at_rest_the_console_takes_no_processor() {
    let desk = Desk::open("");
    std::thread::sleep(Duration::from_secs(3));
    let before = desk.processor_s();
    std::thread::sleep(Duration::from_secs(10));
    let share = (desk.processor_s() - before) / 10.0;
    assert!(share <= AT_REST, "{:.1} % of a core", share * 100.0);
}

/// How much of a tone is in what was heard, 0 to 1 of full scale, over the loudest tenth of a second.
fn tone(heard: &[i16], hertz: f64) -> f64 {
    let part = desk::RATE_HZ / 10;
    let angle = std::f64::consts::TAU * hertz / desk::RATE_HZ as f64;
    let strength = |samples: &[i16]| {
        let (mut cos, mut sin) = (0.0, 0.0);
        for (n, sample) in samples.iter().enumerate() {
            let value = f64::from(*sample) / f64::from(i16::MAX);
            cos += value * (angle * n as f64).cos();
            sin += value * (angle * n as f64).sin();
        }
        2.0 * cos.hypot(sin) / samples.len() as f64
    };
    heard.chunks(part).filter(|samples| samples.len() == part).map(strength).fold(0.0, f64::max)
}
