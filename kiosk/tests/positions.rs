//! The booking action, a checked-in visitor, a number without paper and high contrast: held to marks measured in the look's own pictures.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)] // Whole pictures are kept and compared elsewhere.
#[path = "../../tools/picture.rs"]
mod picture;
mod support;

use kiosk::view::*;
use picture::{Colour, Mark, mark};
use support::seen::{Place, place};
use support::{Bench, PORTRAIT, demo};

// The look's tokens, light and in high contrast.
const PAPER: Colour = (0xF6, 0xF5, 0xF1);
const SURFACE: Colour = (0xFF, 0xFF, 0xFF);
const INK: Colour = (0x14, 0x20, 0x2B);
const SECONDARY: Colour = (0x52, 0x60, 0x6D);
const ACCENT: Colour = (0x0B, 0x5D, 0x66);
const ON_ACCENT: Colour = (0xD5, 0xE7, 0xE8);
const TINT: Colour = (0xE3, 0xF0, 0xF0);
const AMBER: Colour = (0xB4, 0x53, 0x09);
const AMBER_TINT: Colour = (0xFE, 0xF3, 0xE2);
const GREEN: Colour = (0x1E, 0x6B, 0x3A);
const BLACK: Colour = (0x00, 0x00, 0x00);

/// Another program than the look's browser draws the letters and breaks the lines; a millimetre and a half.
const TOLERANCE: usize = 5;

/// Measured in `kiosk-a-services.png`.
const BOOKING: [Mark; 11] = [
    mark("question", (0, 300, 1080, 392), PAPER, INK, (70, 318, 884, 380)),
    mark("action", (0, 396, 1080, 572), PAPER, ACCENT, (64, 408, 1016, 560)),
    mark("its code", (100, 430, 190, 540), ACCENT, SURFACE, (113, 453, 175, 515)),
    mark("its words", (200, 430, 900, 490), ACCENT, SURFACE, (217, 445, 546, 477)),
    mark("its second line", (200, 490, 900, 552), ACCENT, ON_ACCENT, (219, 500, 840, 532)),
    mark("its arrow", (930, 440, 1000, 530), ACCENT, SURFACE, (953, 469, 969, 499)),
    mark("caption", (0, 590, 1080, 640), PAPER, SECONDARY, (67, 602, 518, 627)),
    mark("first tile", (76, 660, 186, 762), SURFACE, TINT, (80, 668, 168, 756)),
    mark("first letter", (84, 672, 164, 752), TINT, ACCENT, (106, 695, 142, 732)),
    mark("last tile", (76, 1556, 186, 1658), SURFACE, TINT, (80, 1564, 168, 1652)),
    mark("last name", (190, 1566, 940, 1601), SURFACE, INK, (195, 1575, 449, 1601)),
];

/// Measured in `kiosk-d-checkin.png`.
const CHECKED_IN: [Mark; 19] = [
    mark("sign of the verdict", (0, 310, 190, 470), PAPER, GREEN, (64, 332, 176, 444)),
    mark("verdict", (200, 320, 1080, 401), PAPER, INK, (214, 342, 886, 401)),
    mark("booked time", (200, 406, 1080, 450), PAPER, SECONDARY, (209, 412, 706, 439)),
    mark("card of the number", (40, 480, 1060, 936), PAPER, SURFACE, (66, 498, 1014, 922)),
    mark("caption", (80, 520, 1000, 600), SURFACE, SECONDARY, (110, 552, 347, 594)),
    mark("number", (80, 620, 1000, 900), SURFACE, INK, (105, 642, 842, 877)),
    mark("card of the facts", (40, 940, 1060, 1372), PAPER, SURFACE, (66, 950, 1014, 1358)),
    mark("first sign", (100, 980, 150, 1060), SURFACE, ACCENT, (110, 994, 143, 1042)),
    mark("time of the call", (180, 1020, 1000, 1062), SURFACE, INK, (189, 1023, 650, 1062)),
    mark("second sign", (100, 1120, 150, 1190), SURFACE, ACCENT, (108, 1132, 144, 1179)),
    mark("paper", (0, 1430, 600, 1482), PAPER, INK, (67, 1445, 545, 1479)),
    mark("below it", (0, 1486, 600, 1540), PAPER, SECONDARY, (67, 1496, 491, 1515)),
    mark("button to print", (600, 1410, 1060, 1550), PAPER, SURFACE, (610, 1426, 1014, 1534)),
    mark("its printer", (640, 1440, 710, 1520), SURFACE, INK, (664, 1461, 700, 1499)),
    mark("its word", (720, 1440, 1000, 1520), SURFACE, INK, (734, 1468, 964, 1495)),
    mark("more time", (440, 1560, 744, 1720), PAPER, SURFACE, (466, 1578, 734, 1702)),
    mark("its words", (480, 1600, 720, 1690), SURFACE, INK, (495, 1626, 705, 1664)),
    mark("done", (744, 1560, 1060, 1720), PAPER, SURFACE, (754, 1578, 1014, 1702)),
    mark("its word", (790, 1600, 990, 1690), SURFACE, INK, (821, 1628, 949, 1655)),
];

/// Measured in `kiosk-e-no-paper.png`.
const NO_PAPER: [Mark; 12] = [
    mark("apology", (40, 290, 1060, 490), PAPER, AMBER, (64, 304, 1016, 476)),
    mark("its sign", (90, 330, 190, 420), AMBER_TINT, AMBER, (111, 346, 173, 402)),
    mark("its words", (200, 330, 1000, 392), AMBER_TINT, INK, (214, 346, 770, 392)),
    mark("place that is kept", (200, 404, 1000, 450), AMBER_TINT, INK, (213, 408, 638, 441)),
    mark("caption", (0, 510, 1080, 580), PAPER, SECONDARY, (68, 530, 305, 572)),
    mark("number", (0, 590, 1080, 925), PAPER, INK, (62, 616, 974, 904)),
    mark("service", (0, 934, 1080, 986), PAPER, INK, (66, 944, 777, 980)),
    mark("card of the camera", (40, 1040, 636, 1510), PAPER, SURFACE, (66, 1066, 622, 1490)),
    mark("camera", (90, 1090, 230, 1220), SURFACE, ACCENT, (115, 1123, 193, 1189)),
    mark("card of the code", (636, 1040, 1060, 1510), PAPER, SURFACE, (650, 1066, 1014, 1490)),
    mark("more time", (440, 1560, 744, 1720), PAPER, SURFACE, (466, 1578, 734, 1702)),
    mark("done", (744, 1560, 1060, 1720), PAPER, SURFACE, (754, 1578, 1014, 1702)),
];

/// Measured in `kiosk-f-contrast-hy.png`.
const CONTRAST: [Mark; 5] = [
    mark("office", (0, 40, 700, 92), BLACK, SURFACE, (67, 57, 600, 91)),
    mark("clock", (800, 40, 1080, 150), BLACK, SURFACE, (861, 69, 1014, 117)),
    mark("chosen language", (600, 150, 1080, 250), BLACK, SURFACE, (699, 160, 1016, 250)),
    mark("line of the languages", (0, 244, 600, 262), BLACK, SURFACE, (64, 252, 600, 256)),
    mark("dock", (0, 1736, 250, 1910), BLACK, SURFACE, (0, 1744, 250, 1910)),
];

fn assert_like_the_look(bench: &Bench, marks: &[Mark]) {
    let drawn = bench.picture();
    let pixel = |x: usize, y: usize| {
        let pixel = drawn.as_slice()[y * drawn.width() as usize + x];
        (pixel.r, pixel.g, pixel.b)
    };
    picture::assert_like_the_look(pixel, marks, TOLERANCE);
}

fn with_booking(language: Language) -> View {
    demo::view(language, Screen::Services(Services { booking: Some(BookingWay::Scan), ..demo::services(language) }))
}

#[test]
fn the_booking_action_stands_over_the_services_as_in_the_look() {
    let bench = Bench::new(PORTRAIT);
    bench.show(&with_booking(Language::Russian));
    assert_like_the_look(&bench, &BOOKING);
}

#[test]
fn a_checked_in_visitor_sees_everything_where_the_look_has_it() {
    let bench = Bench::new(PORTRAIT);
    let language = Language::Russian;
    bench.show(&demo::view(language, Screen::CheckedIn(demo::checked_in(language))));
    assert_like_the_look(&bench, &CHECKED_IN);
}

#[test]
fn a_number_without_paper_stands_where_the_look_has_it() {
    let bench = Bench::new(PORTRAIT);
    let language = Language::Russian;
    bench.show(&demo::view(language, Screen::Issued(demo::no_paper(language))));
    assert_like_the_look(&bench, &NO_PAPER);
}

/// Names of two lines grow their rows to 158, and the others are lower than usual, 116 as in the look: all eight are on one page.
#[test]
fn high_contrast_has_the_looks_frame_and_rows() {
    let bench = Bench::new(PORTRAIT);
    let language = Language::Armenian;
    let mut view = with_booking(language);
    view.frame.appearance.contrast = true;
    bench.show(&view);
    assert_like_the_look(&bench, &CONTRAST);
    let rows: Vec<Place> = "AKMPTECX"
        .chars()
        .map(|letter| place(&bench.control(&demo::service_name(language, letter)).unwrap()))
        .collect();
    for (row, height) in rows.iter().zip([158.0; 2].into_iter().chain([116.0; 6])) {
        assert!((row.bottom - row.top - height).abs() <= 2.0, "{rows:?}");
    }
    assert!(rows.windows(2).all(|pair| (pair[1].top - pair[0].bottom - 8.0).abs() <= 1.0), "{rows:?}");
}
