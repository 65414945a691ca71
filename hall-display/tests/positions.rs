//! Where things stand on the screen, held to the look's own pictures and pages, not to what was drawn here before.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod stage;

use hall_display::layout::{CAPITAL, Screen};
use hall_display::model::Motion;
use hall_display::view::Band;
use stage::picture::{Area, Colour, Mark, mark};
use stage::{LANDSCAPE, PORTRAIT, Picture, board, call, on_stage, picture, story};

// The look's dark tokens.
const PAPER: Colour = (0x0C, 0x1A, 0x22);
const BAR: Colour = (0x13, 0x26, 0x2F);
const INK: Colour = (0xF4, 0xF7, 0xF8);
const SECONDARY: Colour = (0xA9, 0xB8, 0xC0);
const CALL: Colour = (0xF5, 0xB8, 0x41);
const LINE: Colour = (0x24, 0x40, 0x4C);

/// Fonts are rasterised by another program than the look's browser.
const TOLERANCE: usize = 1;

/// Measured in `hall-landscape.png`.
const LANDSCAPE_LOOK: [Mark; 14] = [
    mark("office", (0, 0, 1200, 104), PAPER, INK, (67, 38, 707, 80)),
    mark("clock", (1400, 0, 1920, 104), PAPER, INK, (1678, 28, 1854, 81)),
    mark("number's caption", (0, 108, 900, 200), CALL, PAPER, (68, 144, 363, 188)),
    mark("window's caption", (1400, 108, 1920, 200), CALL, PAPER, (1545, 144, 1855, 177)),
    mark("newest number", (0, 210, 960, 540), CALL, PAPER, (62, 235, 898, 499)),
    mark("newest arrow", (970, 210, 1600, 540), CALL, PAPER, (984, 273, 1574, 439)),
    mark("newest window", (1620, 210, 1920, 540), CALL, PAPER, (1664, 239, 1858, 496)),
    mark("first standing number", (0, 548, 540, 748), PAPER, INK, (80, 587, 469, 717)),
    mark("its arrow", (540, 548, 780, 748), PAPER, CALL, (552, 612, 751, 682)),
    mark("its window", (790, 548, 950, 748), PAPER, INK, (806, 587, 894, 715)),
    mark("last standing number", (970, 756, 1480, 956), PAPER, INK, (1034, 795, 1401, 925)),
    mark("its short arrow", (1480, 756, 1640, 956), PAPER, CALL, (1512, 820, 1607, 890)),
    mark("its window of two digits", (1650, 756, 1920, 956), PAPER, INK, (1674, 795, 1855, 925)),
    mark("notice", (145, 962, 1000, 1080), BAR, INK, (156, 1006, 842, 1048)),
];

/// Measured in `hall-portrait.png`.
const PORTRAIT_LOOK: [Mark; 14] = [
    mark("office", (0, 0, 780, 120), PAPER, INK, (67, 46, 707, 88)),
    mark("clock", (800, 0, 1080, 120), PAPER, INK, (838, 36, 1014, 89)),
    mark("number's caption", (0, 124, 900, 220), CALL, PAPER, (68, 168, 363, 212)),
    mark("newest number", (0, 222, 1080, 530), CALL, PAPER, (62, 251, 898, 515)),
    mark("window's caption", (600, 532, 1080, 622), CALL, PAPER, (705, 552, 1015, 585)),
    mark("newest arrow", (0, 630, 780, 920), CALL, PAPER, (64, 673, 734, 839)),
    mark("newest window", (790, 630, 1080, 920), CALL, PAPER, (824, 639, 1018, 896)),
    mark("first standing number", (0, 930, 580, 1124), PAPER, INK, (81, 961, 507, 1103)),
    mark("its arrow", (580, 930, 880, 1124), PAPER, CALL, (600, 988, 855, 1066)),
    mark("its window", (890, 930, 1080, 1124), PAPER, INK, (920, 962, 1016, 1101)),
    mark("last standing number", (0, 1534, 580, 1726), PAPER, INK, (75, 1563, 476, 1705)),
    mark("its short arrow", (580, 1534, 760, 1726), PAPER, CALL, (600, 1590, 743, 1668)),
    mark("its window of two digits", (790, 1534, 1080, 1726), PAPER, INK, (817, 1563, 1015, 1705)),
    mark("second language of the notice", (145, 1826, 1080, 1920), BAR, SECONDARY, (156, 1835, 822, 1880)),
];

fn assert_like_the_look(screen: Screen, marks: &'static [Mark]) {
    on_stage(screen, Motion::Full, move |stage| {
        stage.window.show(&story(screen));
        let drawn = stage.picture();
        picture::assert_like_the_look(|x, y| drawn.pixel(x, y), marks, TOLERANCE);
    });
}

#[test]
fn a_screen_of_4k_shows_the_same_at_twice_the_size() {
    let screen = Screen { width_px: 3840, height_px: 2160, px_per_mm: 4.04, ..LANDSCAPE };
    on_stage(screen, Motion::Full, move |stage| {
        stage.window.show(&story(screen));
        let picture = stage.picture();
        for mark in &LANDSCAPE_LOOK {
            let twice = |(left, top, right, bottom): Area| (2 * left, 2 * top, 2 * right, 2 * bottom);
            let (d, l) = (picture.ink(twice(mark.within), mark.ground, mark.ink).expect(mark.what), twice(mark.look));
            let furthest =
                [d.0.abs_diff(l.0), d.1.abs_diff(l.1), d.2.abs_diff(l.2), d.3.abs_diff(l.3)].into_iter().max();
            assert!(furthest <= Some(2 * TOLERANCE), "{}: drawn at {d:?}, twice the look is {l:?}", mark.what);
        }
    });
}

/// The rows of `x` at which the ground changes, among the given colours.
fn edges(picture: &Picture, x: usize) -> Vec<usize> {
    let grounds = [PAPER, BAR, CALL, LINE];
    let solid: Vec<Colour> = (0..picture.height).map(|y| picture.pixel(x, y)).collect();
    (1..picture.height).filter(|&y| solid[y] != solid[y - 1] && grounds.contains(&solid[y])).collect()
}

#[test]
fn everything_in_landscape_stands_where_the_look_has_it() {
    assert_like_the_look(LANDSCAPE, &LANDSCAPE_LOOK);
}

#[test]
fn everything_in_portrait_stands_where_the_look_has_it() {
    assert_like_the_look(PORTRAIT, &PORTRAIT_LOOK);
}

#[test]
fn header_band_standing_calls_and_notice_have_the_looks_heights() {
    on_stage(LANDSCAPE, Motion::Full, |stage| {
        stage.window.show(&story(LANDSCAPE));
        // Header 104, band 440, two rows of 208 with a line of 2 each, notice 120.
        assert_eq!(edges(&stage.picture(), 20), [104, 544, 544 + 206, 544 + 208, 960 - 2, 960]);
    });
    on_stage(PORTRAIT, Motion::Full, |stage| {
        stage.window.show(&story(PORTRAIT));
        // Header 120, band 808, four rows of 200, notice 192.
        let rows = [120, 928, 928 + 198, 1128, 1128 + 198, 1328, 1328 + 198, 1528, 1728];
        assert_eq!(edges(&stage.picture(), 20), rows);
    });
}

#[test]
fn the_newest_call_is_as_high_in_millimetres_as_the_plan_says() {
    on_stage(LANDSCAPE, Motion::Full, |stage| {
        let mut view = story(LANDSCAPE);
        board(&mut view).band = Band::Lit(call("H111", "1"));
        stage.window.show(&view);
        let (_, top, _, bottom) = stage.picture().ink((0, 210, 960, 540), CALL, PAPER).expect("a number");
        let millimetres = (bottom - top) as f64 / LANDSCAPE.px_per_mm;
        assert!(millimetres >= 122.2, "{millimetres} mm: ten metres need 122 (EN 301 549 5.1.4)");
        assert!((millimetres - 360.0 * CAPITAL / 2.02).abs() < 0.6, "{millimetres} mm");
        assert!((millimetres - stage::look_plan(LANDSCAPE).newest_mm).abs() < 0.6, "{millimetres} mm");
    });
}

#[test]
fn wide_letters_three_figures_and_windows_of_two_digits_do_not_touch_and_are_not_smaller() {
    for (screen, row, height) in [(LANDSCAPE, 548..748, 125), (PORTRAIT, 930..1124, 137)] {
        on_stage(screen, Motion::Full, move |stage| {
            let mut view = story(screen);
            let board = board(&mut view);
            board.band = Band::Lit(call("M888", "88"));
            board.standing = vec![call("M888", "88")];
            stage.window.show(&view);
            let picture = stage.picture();
            let width = if screen == LANDSCAPE { 958 } else { 1080 };
            let runs = runs(&picture, row.clone(), width);
            let shapes: Vec<_> = runs.iter().map(|(left, right)| right - left).collect();
            assert_eq!(runs.len(), 7, "M, 8, 8, 8, an arrow, 8 and 8 apart from each other: {shapes:?}");
            let (arrow_left, arrow_right) = runs[4];
            assert!(arrow_left - runs[3].1 >= 24 && runs[5].0 - arrow_right >= 24, "{runs:?}");
            let (_, top, _, bottom) = picture.ink((0, row.start, runs[0].1, row.end), PAPER, INK).expect("a letter");
            assert!((bottom - top).abs_diff(height) <= 1, "{} px high", bottom - top);
        });
    }
}

/// The runs of columns that hold ink in `rows`, from left to right.
fn runs(picture: &Picture, rows: std::ops::Range<usize>, width: usize) -> Vec<(usize, usize)> {
    let inked = |x: usize| rows.clone().any(|y| picture.pixel(x, y) != PAPER && picture.pixel(x, y) != LINE);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for x in (0..width).filter(|&x| inked(x)) {
        match runs.last_mut() {
            Some(run) if run.1 == x => run.1 = x + 1,
            Some(_) | None => runs.push((x, x + 1)),
        }
    }
    runs
}
