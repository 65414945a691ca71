//! The texts of the floor in their places: with air around them, and whole, at once or part by part.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod stage;

use hall_display::layout::Screen;
use hall_display::model::Motion;
use hall_display::parts::Parts;
use hall_display::view::{Bar, View};
use stage::picture::{Area, Colour};
use stage::{LANDSCAPE, PORTRAIT, Picture, Stage, board, longest, on_stage, story, texts, with_whereabouts};

const PAPER: Colour = (0x0C, 0x1A, 0x22);
const BAR: Colour = (0x13, 0x26, 0x2F);
const INK: Colour = (0xF4, 0xF7, 0xF8);
const SECONDARY: Colour = (0xA9, 0xB8, 0xC0);
const CALL: Colour = (0xF5, 0xB8, 0x41);

/// The header, the bar at the foot and the first two standing calls of each screen.
struct Places {
    screen: Screen,
    header: Area,
    bar: Area,
    calls: [Area; 2],
}

const PLACES: [Places; 2] = [
    Places {
        screen: LANDSCAPE,
        header: (0, 0, 1640, 104),
        bar: (150, 960, 1920, 1080),
        calls: [(0, 544, 958, 750), (962, 544, 1920, 750)],
    },
    Places {
        screen: PORTRAIT,
        header: (0, 0, 800, 120),
        bar: (150, 1728, 1080, 1920),
        calls: [(0, 928, 1080, 1126), (0, 1128, 1080, 1326)],
    },
];

fn at_part(names: u32, notice: u32, view: &View) -> View {
    let mut view = view.clone();
    board(&mut view).parts = Parts { names, notice };
    view
}

fn drawn(stage: &Stage, view: &View) -> Picture {
    stage.window.show(view);
    stage.picture()
}

/// What is drawn in the area, row by row.
fn cut(picture: &Picture, (left, top, right, bottom): Area) -> Vec<Colour> {
    (top..bottom).flat_map(|y| (left..right).map(move |x| picture.pixel(x, y))).collect()
}

/// How far what is drawn in `ink` stands from the top and the bottom of the area.
fn air(picture: &Picture, area: Area, ground: Colour, ink: Colour) -> (usize, usize) {
    let (_, top, _, bottom) = picture.ink(area, ground, ink).unwrap_or_else(|| panic!("nothing in {area:?}"));
    (top - area.1, area.3 - bottom)
}

#[test]
fn a_call_with_the_whereabouts_of_its_window_has_air_above_between_and_below() {
    for Places { screen, calls: [call, _], .. } in PLACES {
        on_stage(screen, Motion::Full, move |stage| {
            let mut view = story(screen);
            with_whereabouts(screen, &mut view);
            let picture = drawn(stage, &view);
            let (left, top, right, bottom) = call;
            // The number's column holds the number alone.
            let (above, below_number) = air(&picture, (left, top, left + 470, bottom), PAPER, INK);
            let (_, below) = air(&picture, call, PAPER, SECONDARY);
            let line = picture.ink((left + 500, bottom - below_number + 4, right, bottom), PAPER, SECONDARY).unwrap();
            let between = line.1 - (bottom - below_number);
            assert!(above >= 16 && between >= 8 && below >= 11, "{above}, {between}, {below}");
        });
    }
}

#[test]
fn long_names_and_notices_keep_clear_of_the_edges() {
    for Places { screen, header, bar, .. } in PLACES {
        on_stage(screen, Motion::Full, move |stage| {
            let mut view = story(screen);
            longest(screen, &mut view);
            let told = air(&drawn(stage, &view), bar, BAR, INK);
            let named = air(&drawn(stage, &view), header, PAPER, INK);
            for (above, below) in [named, told] {
                assert!(above >= 12 && below >= 12, "{named:?}, {told:?}");
            }
            board(&mut view).bar = Bar::Notice(texts(
                "Перерыв с 13:00 до 14:00. Вызовы продолжатся в 14:00",
                "Break from 13:00 to 14:00. Calls go on at 14:00",
            ));
            let picture = drawn(stage, &view);
            assert!(air(&picture, bar, BAR, INK).0 >= 12 && air(&picture, bar, BAR, SECONDARY).1 >= 12);
        });
    }
}

#[test]
fn a_name_or_notice_that_has_room_at_once_has_one_part_alone() {
    for Places { screen, .. } in PLACES {
        on_stage(screen, Motion::Full, move |stage| {
            let mut view = story(screen);
            with_whereabouts(screen, &mut view);
            let first = drawn(stage, &view);
            for part in 1..4 {
                assert!(drawn(stage, &at_part(part, part, &view)).is_same(&first), "part {part}");
            }
        });
    }
}

/// How many parts stand in the area in turn; the first follows the last, and no two are one.
fn parts(stage: &Stage, view: &View, area: Area, ground: Colour) -> usize {
    let part = |n: u32| cut(&drawn(stage, &at_part(n, n, view)), area);
    let first = part(0);
    let count = (1..9).find(|n| part(*n) == first).expect("the first follows the last");
    let mut all: Vec<_> = (0..count).map(part).collect();
    let some = |part: &Vec<Colour>| part.iter().any(|pixel| *pixel != ground);
    assert!(all.iter().all(some), "no part is empty");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count as usize);
    all.len()
}

#[test]
fn what_has_no_room_at_once_stands_there_part_by_part() {
    // The office's name, the whereabouts below a call, and a notice of many words.
    for (Places { screen, header, bar, calls: [_, call] }, (names, whereabouts)) in
        PLACES.into_iter().zip([(1, 2), (2, 2)])
    {
        on_stage(screen, Motion::Full, move |stage| {
            let mut view = story(screen);
            longest(screen, &mut view);
            let (left, top, right, bottom) = call;
            let line = (left + 64, bottom - 46, right - 64, bottom);
            assert!(top < line.1);
            assert_eq!(parts(stage, &view, header, PAPER), names, "the office's name");
            assert_eq!(parts(stage, &view, line, PAPER), whereabouts, "the whereabouts of a window");
            board(&mut view).bar = Bar::Notice(texts(&"Приготовьте паспорт до вызова. ".repeat(9), "Passport"));
            view.languages.in_turn = hall_display::view::Side::First;
            assert!(parts(stage, &view, bar, BAR) > 1, "the notice");
        });
    }
}

#[test]
fn the_whereabouts_of_the_newest_call_stand_whole_with_it() {
    // Beside each other in one line, or upright on two.
    for (screen, area) in [(LANDSCAPE, (0, 470, 1920, 544)), (PORTRAIT, (0, 806, 1080, 928))] {
        on_stage(screen, Motion::Full, move |stage| {
            let mut view = story(screen);
            longest(screen, &mut view);
            assert_eq!(parts(stage, &view, area, CALL), 1);
            let (_, below) = air(&drawn(stage, &view), area, CALL, PAPER);
            assert!(below >= 12, "{below}");
        });
    }
}
