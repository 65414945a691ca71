//! The sum of the letters against the numbers of access: 0.7 degrees, 61 mm at 5 m, 122 mm at 10 m (EN 301 549 5.1.4).
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

use hall_display::layout::{Hall, Letters, Orientation, Screen, Wanted, carries_m, needed_mm, plan};

/// The look's own screen: 43 inches.
const LANDSCAPE: Screen =
    Screen { orientation: Orientation::Landscape, width_px: 1920, height_px: 1080, px_per_mm: 2.02 };
const PORTRAIT: Screen =
    Screen { orientation: Orientation::Portrait, width_px: 1080, height_px: 1920, px_per_mm: 2.02 };
const HALL: Hall = Hall { depth_m: 10.0, standing_depth_m: 5.0 };

fn wanted(places: usize) -> Wanted {
    Wanted { places, guided: false }
}

#[test]
fn letters_need_61_mm_at_5_m_and_122_mm_at_10_m() {
    assert_eq!(needed_mm(5.0).round(), 61.0);
    assert_eq!(needed_mm(10.0).round(), 122.0);
    assert!((carries_m(needed_mm(7.3)) - 7.3).abs() < 1e-9);
}

#[test]
fn the_looks_letters_have_the_looks_millimetres() {
    // look.md: 176 standing (62: 5 m), 192 portrait (68), 360 newest (127: 10 m).
    let landscape = plan(LANDSCAPE, HALL, wanted(4)).unwrap();
    assert_eq!((landscape.newest_mm.round(), landscape.standing_mm.round()), (127.0, 62.0));
    assert_eq!((landscape.columns, landscape.rows, landscape.standing_size), (2, 2, 176.0));
    let portrait = plan(PORTRAIT, HALL, wanted(4)).unwrap();
    assert_eq!((portrait.newest_mm.round(), portrait.standing_mm.round()), (127.0, 68.0));
    assert_eq!((portrait.columns, portrait.rows, portrait.standing_size), (1, 4, 192.0));
}

#[test]
fn a_hall_deeper_than_the_newest_call_carries_is_refused_with_the_sum() {
    let refused = plan(LANDSCAPE, Hall { depth_m: 12.0, standing_depth_m: 5.0 }, wanted(4)).unwrap_err();
    assert_eq!(refused.letters, Letters::Newest);
    let sum = refused.to_string();
    for part in [
        "127.2 mm",
        "12.0 m",
        "146.6 mm",
        "0.7 degrees",
        "carry 10.4 m",
        " depth_m = 10.4",
        "50 inches",
        "px_per_mm = 2.02",
    ] {
        assert!(sum.contains(part), "{part} is not in: {sum}");
    }
}

#[test]
fn standing_calls_that_do_not_carry_their_own_depth_are_refused_with_the_sum() {
    let refused = plan(LANDSCAPE, Hall { depth_m: 10.0, standing_depth_m: 6.0 }, wanted(4)).unwrap_err();
    assert_eq!(refused.letters, Letters::Standing);
    let sum = refused.to_string();
    for part in ["62.2 mm", "6.0 m", "73.3 mm", "carry 5.0 m", "standing_depth_m = 5.0"] {
        assert!(sum.contains(part), "{part} is not in: {sum}");
    }
}

#[test]
fn the_mend_of_a_refusal_is_accepted() {
    let deep = Hall { depth_m: 14.0, standing_depth_m: 5.0 };
    let refused = plan(LANDSCAPE, deep, wanted(4)).unwrap_err();
    let nearer = (refused.carries_m() * 10.0).floor() / 10.0;
    assert!(plan(LANDSCAPE, Hall { depth_m: nearer, ..deep }, wanted(4)).is_ok());
    let larger = Screen { px_per_mm: LANDSCAPE.px_per_mm * refused.height_mm / refused.needed_mm(), ..LANDSCAPE };
    assert!(plan(larger, deep, wanted(4)).is_ok());
}

#[test]
fn a_small_screen_is_refused_for_the_looks_hall() {
    let desk_monitor = Screen { px_per_mm: 3.8, ..LANDSCAPE };
    assert!(plan(desk_monitor, HALL, wanted(4)).is_err());
    assert!(plan(desk_monitor, Hall { depth_m: 5.0, standing_depth_m: 2.5 }, wanted(4)).is_ok());
}

#[test]
fn more_pixels_on_the_same_glass_change_nothing() {
    let sharp = Screen { width_px: 3840, height_px: 2160, px_per_mm: 4.04, ..LANDSCAPE };
    assert_eq!(plan(sharp, HALL, wanted(4)), plan(LANDSCAPE, HALL, wanted(4)));
}

#[test]
fn more_windows_get_more_places_down_to_what_the_depth_allows() {
    let near = |standing_depth_m| Hall { depth_m: 10.0, standing_depth_m };
    let places = |depth, windows: usize| plan(LANDSCAPE, near(depth), wanted(windows - 1)).unwrap().places();
    assert_eq!(places(5.0, 5), 4, "the look's own");
    assert_eq!(places(5.0, 7), 4, "smaller letters would not carry 5 m");
    assert!(places(3.0, 7) >= 6);
    assert!(places(2.0, 12) >= 11);
}

#[test]
fn whatever_the_floor_asks_for_the_letters_carry_and_fit() {
    for screen in [LANDSCAPE, PORTRAIT, Screen { width_px: 1280, height_px: 1024, px_per_mm: 1.8, ..LANDSCAPE }] {
        for depth_dm in 10..=50 {
            for places in 0..=40 {
                for guided in [false, true] {
                    let hall = Hall { depth_m: 5.0, standing_depth_m: f64::from(depth_dm) / 10.0 };
                    let Ok(plan) = plan(screen, hall, Wanted { places, guided }) else { continue };
                    let case = format!("{screen:?} {hall:?} {places} {guided}: {plan:?}");
                    assert!(plan.standing_mm >= needed_mm(hall.standing_depth_m), "{case}");
                    assert!(plan.places() >= 4, "{case}");
                    assert_fits(screen, plan, &case);
                }
            }
        }
    }
}

/// A wide letter with three figures, an arrow and a window of two digits fit side by side, and the rows above each other.
fn assert_fits(screen: Screen, plan: hall_display::layout::Plan, case: &str) {
    // Advances of Noto Sans Bold, in its size: M 0.94, a figure 0.572.
    let content = plan.standing_size * (0.94 + 3.0 * 0.572 + 2.0 * 0.572 + 0.41);
    // The screen's margin on both sides, and half of it on both sides of each line between columns.
    let width = f64::from(screen.width_px) / screen.scale() - 2.0 * 64.0;
    let columns = f64::from(plan.columns);
    assert!(content <= (width - (columns - 1.0) * 2.0 * 32.0) / columns, "{case}");
    let taken = if screen.orientation == Orientation::Landscape { 664.0 } else { 1120.0 };
    let height = (f64::from(screen.height_px) / screen.scale() - taken) / f64::from(plan.rows);
    let whereabouts = if plan.guided { 36.0 } else { 0.0 };
    assert!(plan.standing_size * 0.714 + whereabouts <= height - 16.0, "{case}");
}

#[test]
fn the_whereabouts_of_eleven_windows_have_room_on_an_upright_screen_of_a_short_hall() {
    let near = Hall { depth_m: 10.0, standing_depth_m: 2.5 };
    let plan = plan(PORTRAIT, near, Wanted { places: 11, guided: true }).unwrap();
    assert!(plan.places() >= 11 && plan.guided, "{plan:?}");
}

#[test]
fn no_more_places_are_made_than_are_wanted() {
    let near = Hall { depth_m: 5.0, standing_depth_m: 1.0 };
    let plan = plan(LANDSCAPE, near, wanted(6)).unwrap();
    assert_eq!(plan.places(), 6);
}
