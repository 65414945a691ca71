//! Fingers that press otherwise than one at a time: from an edge inwards, two before one is lifted, ten at once. The toolkit makes one
//! pointer of all.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use kiosk::view::*;
use slint::platform::WindowEvent;
use slint::{ComponentHandle, LogicalPosition};
use support::{Bench, LANDSCAPE, PORTRAIT, demo, middle};

const RUSSIAN: Language = Language::Russian;
/// From where on each edge a finger sets out, and how often it is seen on its way.
const STARTS: u8 = 6;
const STEPS: u8 = 5;

fn screens() -> Vec<(&'static str, Screen)> {
    let number = TypeNumber { number: "48213".into(), digits: String::new() };
    vec![
        ("services", Screen::Services(demo::services(RUSSIAN))),
        ("documents", Screen::Documents(demo::documents(RUSSIAN))),
        ("category", Screen::Category(demo::category(RUSSIAN))),
        ("issued", Screen::Issued(demo::issued(RUSSIAN))),
        ("checked-in", Screen::CheckedIn(demo::checked_in(RUSSIAN))),
        ("type-number", Screen::TypeNumber(number)),
    ]
}

fn show(bench: &Bench, screen: Screen) {
    bench.show(&demo::view(RUSSIAN, screen));
}

fn middle_of(bench: &Bench, label: &str) -> LogicalPosition {
    middle(&bench.control(label).unwrap())
}

/// Points on all four edges of the glass.
fn edge_points((width, height): (f32, f32)) -> Vec<LogicalPosition> {
    let along = (0..STARTS).map(|start| (f32::from(start) + 0.5) / f32::from(STARTS));
    let points = along.flat_map(|part| {
        let (x, y) = (part * width, part * height);
        [(0.0, y), (width - 1.0, y), (x, 0.0), (x, height - 1.0)]
    });
    points.map(|(x, y)| LogicalPosition::new(x, y)).collect()
}

/// A finger that is set down there and lifted in the middle of the glass.
fn swipe(bench: &Bench, from: LogicalPosition) {
    let (width, height) = bench.size_px();
    let to = LogicalPosition::new(width / 2.0, height / 2.0);
    bench.press(from);
    for step in 1..=STEPS {
        let part = f32::from(step) / f32::from(STEPS);
        let position = LogicalPosition::new(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part);
        bench.window.component().window().dispatch_event(WindowEvent::PointerMoved { position });
        bench.wait(Duration::from_millis(16));
    }
    bench.release(to);
}

fn swipes_press_nothing(size: (u32, u32)) {
    let bench = Bench::new(size);
    for (name, screen) in screens() {
        show(&bench, screen);
        for from in edge_points(bench.size_px()) {
            swipe(&bench, from);
            let touches = bench.touches();
            assert!(touches.iter().all(|touch| *touch == Touch::Anywhere), "{name}, from {from:?}: {touches:?}");
        }
        bench.touch("Контраст");
        assert_eq!(bench.touches(), [Touch::Contrast], "{name}: a touch after them is one as ever");
    }
}

#[test]
fn a_finger_that_comes_in_from_an_edge_presses_nothing() {
    // Each bench has its own thread: the platform is set once for each.
    let walks = [PORTRAIT, LANDSCAPE].map(|size| std::thread::spawn(move || swipes_press_nothing(size)));
    walks.into_iter().for_each(|walk| walk.join().unwrap());
}

#[test]
fn of_two_fingers_before_one_is_lifted_at_most_one_presses() {
    let bench = Bench::new(PORTRAIT);
    show(&bench, Screen::Services(demo::services(RUSSIAN)));
    let rows = ['A', 'K'].map(|letter| demo::service_name(RUSSIAN, letter));
    let [first, second] = [&rows[0], &rows[1]].map(|row| middle_of(&bench, row));
    for lifted in [[first, second], [second, first]] {
        bench.press(first);
        bench.press(second);
        lifted.into_iter().for_each(|at| bench.release(at));
        let touches = bench.touches();
        assert!(touches.len() <= 1, "{touches:?}");
        assert!(touches.iter().all(|touch| [Touch::Row(0), Touch::Row(1)].contains(touch)), "{touches:?}");
    }
    bench.touch(&rows[1]);
    assert_eq!(bench.touches(), [Touch::Row(1)], "a touch after them is one as ever");
}

#[test]
fn ten_fingers_on_the_button_take_one_coupon() {
    let bench = Bench::new(PORTRAIT);
    show(&bench, Screen::Category(demo::category(RUSSIAN)));
    let button = middle_of(&bench, "Получить талон");
    let fingers = (0..10_u8).map(|finger| LogicalPosition::new(button.x - 90.0 + 20.0 * f32::from(finger), button.y));
    let fingers: Vec<LogicalPosition> = fingers.collect();
    fingers.iter().for_each(|at| bench.press(*at));
    fingers.iter().rev().for_each(|at| bench.release(*at));
    assert_eq!(bench.touches(), [Touch::TakeCoupon]);
}

#[test]
fn ten_fingers_all_over_the_glass_press_at_most_one_thing() {
    let bench = Bench::new(PORTRAIT);
    show(&bench, Screen::Services(demo::services(RUSSIAN)));
    let mut fingers: Vec<LogicalPosition> =
        "AKMPEC".chars().map(|letter| middle_of(&bench, &demo::service_name(RUSSIAN, letter))).collect();
    fingers.extend(["English", "Контраст", "Крупнее", "Ниже"].map(|label| middle_of(&bench, label)));
    for lifted_from in 0..fingers.len() {
        fingers.iter().for_each(|at| bench.press(*at));
        fingers.iter().cycle().skip(lifted_from).take(fingers.len()).for_each(|at| bench.release(*at));
        let touches = bench.touches();
        assert!(touches.len() <= 1, "lifted from finger {lifted_from}: {touches:?}");
    }
    bench.touch("English");
    assert_eq!(bench.touches(), [Touch::Language(Language::English)], "a touch after them is one as ever");
}
