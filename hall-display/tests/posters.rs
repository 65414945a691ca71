//! The office's pictures: whose turn it is, that no number ever yields to one, and what becomes of those that do not come.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod floor;

use std::sync::Arc;

use floor::{Display, call, floor, hall, settings, text};
use hall_display::calls::{ANNOUNCED_LEAST, SHOWN_LEAST};
use hall_display::model::{Effect, Input, LOSS_SHOWN_AFTER};
use hall_display::pictures::{REST, Room};
use hall_display::raster::{Fitted, Raster};
use hall_display::view::{Band, Board, next_change};
use proptest::prelude::{ProptestConfig, any, proptest};
use protocol::board::{CallState, HallCall};
use protocol::message::DeviceFault;
use queue::floor::{Picture, PictureFile};
use queue::ids::PictureId;

fn ms(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap()
}

fn file(byte: u8) -> PictureFile {
    PictureFile::of_hash([byte; 32])
}

fn picture(number: u8, of: Option<&str>) -> Picture {
    Picture {
        id: PictureId::new(&format!("picture-{number}")).unwrap(),
        file: file(number),
        says: text(&[("ru", &format!("Картинка {number}")), ("en", &format!("Picture {number}"))]),
        hall: of.map(hall),
        shown_s: 15,
    }
}

fn fitted() -> Arc<Fitted> {
    let dot = Raster { width: 1, height: 1, rgb: vec![0; 3] };
    Arc::new(Fitted { whole: dot.clone(), below: dot })
}

fn needed(display: &mut Display) -> Vec<Vec<PictureFile>> {
    let fetch = |effect| if let Effect::Fetch(files) = effect { Some(files) } else { None };
    display.effects.drain(..).filter_map(fetch).collect()
}

/// A display with these pictures, all of which have come.
fn with(pictures: Vec<Picture>) -> Display {
    let files: Vec<_> = pictures.iter().map(|picture| picture.file.clone()).collect();
    let mut floor = floor(5);
    floor.pictures = pictures;
    let mut display = Display::with(settings(), floor);
    for file in files {
        display.put(Input::Picture(file, Ok(fitted())));
    }
    display.effects.clear();
    display
}

/// What the picture says, and where it is.
fn shown(display: &Display) -> Option<(String, Room)> {
    display.read().picture.map(|picture| (picture.says, picture.room))
}

fn says(number: u8, room: Room) -> Option<(String, Room)> {
    Some((format!("Картинка {number}"), room))
}

#[test]
fn the_pictures_of_this_hall_are_asked_for_each_file_once() {
    let mut floor = floor(5);
    let twice = Picture { id: PictureId::new("again").unwrap(), ..picture(1, None) };
    floor.pictures = vec![picture(1, None), picture(2, Some("other")), picture(3, Some("main")), twice];
    let mut display = Display::with(settings(), floor.clone());
    assert_eq!(needed(&mut display), [vec![file(1), file(3)]]);
    display.pass(60_000);
    assert!(needed(&mut display).is_empty(), "once");
    display.floor.pictures.clear();
    display.connect();
    assert_eq!(needed(&mut display), [vec![]], "and let go of");
}

#[test]
fn after_a_rest_each_picture_has_its_turn_and_then_the_screens_own_words_again() {
    let mut display = with(vec![picture(1, None), picture(2, None)]);
    assert_eq!(shown(&display), None);
    display.pass(ms(REST) - 1);
    assert_eq!(shown(&display), None);
    display.pass(1);
    assert_eq!(shown(&display), says(1, Room::Whole));
    display.pass(14_999);
    assert_eq!(shown(&display), says(1, Room::Whole));
    display.pass(1);
    assert_eq!(shown(&display), says(2, Room::Whole));
    display.pass(15_000);
    assert_eq!(shown(&display), None);
    display.pass(ms(REST));
    assert_eq!(shown(&display), says(1, Room::Whole));
}

#[test]
fn a_call_takes_the_screen_back_at_once_and_keeps_the_band() {
    let mut display = with(vec![picture(1, None)]);
    display.pass(ms(REST) + 2_000);
    assert_eq!(shown(&display), says(1, Room::Whole));
    display.board(&[call(1, "A012", 4, 0)]);
    assert_eq!((shown(&display), display.newest()), (None, "A012".to_owned()));
    display.pass(ms(ANNOUNCED_LEAST));
    display.spoken(1);
    display.pass(ms(REST) - 1);
    assert_eq!(shown(&display), None, "it has just been announced");
    display.pass(1_000);
    assert_eq!(shown(&display), says(1, Room::Below), "below the number, which stays");
    assert_eq!(display.newest(), "A012");
    display.board(&[call(1, "A012", 4, 0), call(2, "A013", 5, 1)]);
    assert_eq!(shown(&display), None);
    display.pass(ms(ANNOUNCED_LEAST));
    display.spoken(2);
    display.pass(10 * ms(REST));
    assert_eq!((shown(&display), display.standing()), (None, vec!["A012".to_owned()]), "no room below");
}

#[test]
fn what_is_shown_changes_only_when_the_display_wakes() {
    let mut display = with(vec![picture(1, None), picture(2, None)]);
    display.board(&[call(1, "A012", 4, 0)]);
    display.spoken(1);
    for _ in 0..400 {
        let now = display.now();
        let due = next_change(&display.model, now);
        let before = shown(&display);
        let left = ms(due - now.elapsed);
        if left > 1 {
            let later = hall_display::model::Now { elapsed: due - std::time::Duration::from_millis(1), ..now };
            let hall_display::view::Shown::Board(board) = hall_display::view::view(&display.model, later).shown else {
                panic!("the board goes")
            };
            assert_eq!(board.picture.map(|picture| (picture.says, picture.room)), before);
        }
        display.pass(left.max(1));
    }
}

#[test]
fn without_the_server_no_picture_hides_that_it_is_away() {
    let mut display = with(vec![picture(1, None)]);
    display.pass(ms(REST));
    assert!(shown(&display).is_some());
    display.lose();
    display.pass(ms(LOSS_SHOWN_AFTER));
    assert_eq!(shown(&display), None);
    display.connect();
    assert!(shown(&display).is_some(), "it needs not be fetched again");
}

#[test]
fn a_picture_that_does_not_come_is_told_and_the_others_are_shown() {
    let mut display = with(vec![picture(1, None), picture(2, None)]);
    display.put(Input::Picture(file(1), Err("its file is broken: unexpected end".to_owned())));
    let what = "picture-1 is not shown: its file is broken: unexpected end".to_owned();
    assert!(display.reported().unwrap().contains(&DeviceFault::Other { what: what.clone() }));
    display.pass(ms(REST));
    assert_eq!(shown(&display), says(2, Room::Whole));
    display.put(Input::Picture(file(1), Ok(fitted())));
    assert!(!display.reported().unwrap().contains(&DeviceFault::Other { what }), "it is mended");
    display.put(Input::Picture(file(9), Err("late".to_owned())));
    assert_eq!(display.reported(), None, "one that is no longer of the floor is not told");
}

fn no_number_yields(board: &Board) {
    let Some(picture) = &board.picture else { return };
    assert!(board.standing.is_empty(), "{board:?}");
    match picture.room {
        Room::Whole => assert!(matches!(board.band, Band::Nobody(_)), "{board:?}"),
        Room::Below => assert!(matches!(board.band, Band::Lit(_)), "{board:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_number_ever_yields_to_a_picture(acts in proptest::collection::vec((0..5_u8, any::<u16>()), 1..60)) {
        let mut display = with(vec![picture(1, None), picture(2, None)]);
        let mut calls: Vec<HallCall> = Vec::new();
        for (act, number) in acts {
            let at = calls.len();
            match act {
                0 => {
                    let id = at as u64 + 1;
                    let made = i64::try_from(ms(display.now().elapsed)).unwrap();
                    calls.push(call(id, &format!("A{id:03}"), 1 + (number % 5) as u8, made));
                }
                1 if at > 0 => calls[usize::from(number) % at].state = CallState::Serving,
                2 if at > 0 => calls[usize::from(number) % at].state = CallState::Over,
                3 => (1..=at as u64).for_each(|id| display.spoken(id)),
                _ => display.pass(u64::from(number) % (2 * ms(SHOWN_LEAST))),
            }
            display.board(&calls);
            for _ in 0..8 {
                no_number_yields(&display.read());
                display.pass(u64::from(number) % 977 + 1);
            }
        }
    }
}
