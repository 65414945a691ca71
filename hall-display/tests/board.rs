//! What stands on the board, for how long, and what it says when there is no server.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod floor;

use floor::{Display, call, floor, hall, language, settings, text};
use hall_display::calls::{SERVED_LINGERS, SHOWN_LEAST};
use hall_display::model::{Input, LOSS_SHOWN_AFTER, Settings};
use hall_display::parts::Parts;
use hall_display::view::{Age, Band, Bar, Message, Nobody, Side, TURN, View};
use protocol::board::{CallState, HallCall};
use protocol::client::{Incoming, Untrusted};
use protocol::message::{DeviceFault, Farewell};

fn ms(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap()
}

/// Shows `calls` and lets every announcement come to its end.
fn settled(calls: &[HallCall]) -> Display {
    let mut display = Display::with(settings(), floor(5));
    display.board(calls);
    for call in calls {
        display.pass(3_000);
        display.spoken(call.call.0);
    }
    display.pass(ms(SHOWN_LEAST));
    display.effects.clear();
    display
}

fn with_state(calls: &[HallCall], id: u64, state: CallState) -> Vec<HallCall> {
    calls.iter().map(|call| if call.call.0 == id { HallCall { state, ..call.clone() } } else { call.clone() }).collect()
}

#[test]
fn the_latest_call_is_the_newest_and_the_others_stand_latest_first() {
    let display =
        settled(&[call(1, "C021", 10, 0), call(2, "A011", 3, 1), call(3, "M003", 5, 2), call(4, "A012", 4, 3)]);
    assert_eq!(
        (display.newest(), display.standing()),
        ("A012".to_owned(), ["M003", "A011", "C021"].map(str::to_owned).to_vec())
    );
}

#[test]
fn a_served_call_leaves_the_board_after_a_while() {
    let calls = [call(1, "A011", 3, 0), call(2, "M003", 5, 1), call(3, "A012", 4, 2)];
    let mut display = settled(&calls);
    display.board(&with_state(&calls, 2, CallState::Serving));
    display.pass(ms(SERVED_LINGERS) - 1);
    assert_eq!(display.standing(), ["M003", "A011"]);
    display.pass(1);
    assert_eq!(display.standing(), ["A011"]);
}

#[test]
fn a_served_call_leaves_the_band_to_the_latest_that_still_stands() {
    let calls = [call(1, "A011", 3, 0), call(2, "A012", 4, 2)];
    let mut display = settled(&calls);
    display.board(&with_state(&calls, 2, CallState::Serving));
    display.pass(ms(SERVED_LINGERS));
    assert_eq!((display.newest().as_str(), display.standing()), ("A011", vec![]));
}

#[test]
fn a_visit_whose_start_is_undone_stands_again() {
    let calls = [call(1, "A011", 3, 0), call(2, "A012", 4, 2)];
    let mut display = settled(&calls);
    display.board(&with_state(&calls, 1, CallState::Serving));
    display.pass(5_000);
    display.board(&calls);
    display.pass(10 * ms(SERVED_LINGERS));
    assert_eq!(display.standing(), ["A011"]);
    assert!(display.announced().is_empty());
}

#[test]
fn a_call_that_is_over_leaves_at_once_but_not_before_it_could_be_read() {
    let calls = [call(1, "A011", 3, 0), call(2, "A012", 4, 2)];
    let mut display = settled(&calls);
    display.board(&with_state(&calls, 1, CallState::Over));
    assert_eq!(display.standing(), Vec::<String>::new());

    let mut display = Display::new();
    display.board(&calls);
    display.board(&with_state(&calls, 2, CallState::Over));
    assert_eq!(display.standing(), ["A012"]);
    display.pass(ms(SHOWN_LEAST));
    assert_eq!(display.standing(), Vec::<String>::new());
}

#[test]
fn nobody_yet_and_nobody_now_are_told_apart() {
    let mut display = Display::new();
    assert_eq!(display.read().band, Band::Nobody(Nobody::Yet));
    let over = HallCall { state: CallState::Over, ..call(1, "A012", 4, -3_600_000) };
    display.board(&[over]);
    assert_eq!(display.read().band, Band::Nobody(Nobody::Now));
    let yesterday = HallCall { state: CallState::Over, ..call(2, "A999", 4, -24 * 3_600_000) };
    display.board(&[yesterday]);
    assert_eq!(display.read().band, Band::Nobody(Nobody::Yet));
}

#[test]
fn a_call_that_takes_the_first_place_moves_the_others_on() {
    let calls = [call(1, "A011", 3, 0), call(2, "M003", 5, 1)];
    let mut display = settled(&calls);
    let before = display.read().arrivals;
    let more = [calls[0].clone(), calls[1].clone(), call(3, "A012", 4, 20_000)];
    display.board(&more);
    assert_eq!(display.standing(), ["M003", "A011"]);
    assert_eq!(display.read().arrivals, before + 1);
    display.board(&with_state(&more, 1, CallState::Over));
    assert_eq!(display.read().arrivals, before + 1, "a call that leaves moves nothing on");
}

#[test]
fn more_windows_than_the_look_draws_get_a_place_each_where_the_hall_is_short() {
    let near = Settings { depth: hall_display::layout::Hall { depth_m: 5.0, standing_depth_m: 2.5 }, ..settings() };
    let display = Display::with(near, floor(8));
    assert!(display.read().plan.places() >= 7, "{:?}", display.read().plan);
    let deep = Display::with(settings(), floor(8));
    assert_eq!(deep.read().plan.places(), 4, "smaller letters would not carry five metres");
}

#[test]
fn calls_beyond_the_places_take_turns_by_the_page() {
    let calls: Vec<HallCall> = (1..=10).map(|n| call(n, &format!("A{n:03}"), 1, 0)).collect();
    let mut display = settled(&calls);
    let pages: Vec<Vec<String>> = (0..3)
        .map(|_| {
            let page = display.standing();
            display.pass(ms(TURN));
            page
        })
        .collect();
    assert_eq!(pages.iter().map(Vec::len).sum::<usize>(), 9);
    let all: std::collections::BTreeSet<_> = pages.into_iter().flatten().collect();
    assert_eq!(all.len(), 9);
}

#[test]
fn a_new_call_begins_again_with_the_first_page() {
    let mut calls: Vec<HallCall> = (1..=10).map(|n| call(n, &format!("A{n:03}"), 1, 0)).collect();
    let mut display = settled(&calls);
    display.pass(ms(TURN) + 100);
    calls.push(call(11, "A012", 4, 60_000));
    display.board(&calls);
    assert_eq!(display.standing(), ["A010", "A009", "A008", "A007"]);
}

#[test]
fn the_whereabouts_stand_with_the_call_in_two_languages() {
    let mut floor = floor(5);
    floor.windows[3].whereabouts = text(&[("ru", "2-й этаж, направо"), ("en", "2nd floor, right")]);
    let mut display = Display::with(settings(), floor);
    display.board(&[call(1, "A012", 4, 0), call(2, "K007", 2, 0)]);
    let board = display.read();
    let Band::Inverted(newest) = board.band else { panic!("{:?}", board.band) };
    assert_eq!(
        (newest.whereabouts.first.as_str(), newest.whereabouts.second.as_str()),
        ("2-й этаж, направо", "2nd floor, right")
    );
    assert_eq!(board.standing[0].whereabouts.first, "");
    assert!(board.plan.guided);
}

#[test]
fn notices_take_turns_and_each_is_seen_in_every_language() {
    let mut floor = floor(5);
    floor.notices = vec![
        text(&[("ru", "Первое"), ("en", "First"), ("hy", "Առաջին")]),
        text(&[("ru", "Второе"), ("en", "Second"), ("hy", "Երկրորդ")]),
    ];
    let mut display = Display::with(settings(), floor);
    let mut seen = Vec::new();
    for _ in 0..8 {
        let Bar::Notice(texts) = display.read().bar else { panic!("no notice") };
        seen.push((texts.first, texts.second));
        display.pass(ms(TURN));
    }
    seen.dedup();
    let expected = [("Первое", "First"), ("Первое", "Առաջին"), ("Второе", "Second"), ("Второе", "Երկրորդ")];
    assert_eq!(seen, expected.map(|(first, second)| (first.to_owned(), second.to_owned())));
}

#[test]
fn the_languages_of_the_configuration_go_before_those_of_the_floor() {
    let display = Display::with(Settings { languages: vec![language("hy"), language("ru")], ..settings() }, floor(5));
    let languages = display.view().languages;
    assert_eq!(
        (languages.first, languages.second, languages.in_turn),
        (language("hy"), Some(language("ru")), Side::First)
    );
}

#[test]
fn a_lost_connection_keeps_the_last_calls_and_tells_their_age() {
    let mut display = settled(&[call(1, "A011", 3, 0), call(2, "A012", 4, 1)]);
    display.lose();
    display.pass(ms(LOSS_SHOWN_AFTER) - 1);
    assert!(matches!(display.read().band, Band::Lit(_)), "a server that starts again is back before");
    display.pass(1);
    assert!(matches!(display.read().band, Band::Quiet(_)));
    assert_eq!(display.read().bar, Bar::NoServer(Age::JustNow));
    assert_eq!((display.newest(), display.standing()), ("A012".to_owned(), vec!["A011".to_owned()]));
    display.pass(60_000);
    assert_eq!(display.read().bar, Bar::NoServer(Age::Minutes(1)));
    display.pass(3_600_000);
    assert_eq!(display.read().bar, Bar::NoServer(Age::Hours(1)));
    assert_eq!(display.view().clock, "10:59", "the clock goes on");
    display.connect();
    display.board(&[call(3, "K007", 2, 3_700_000)]);
    assert_eq!((display.newest(), display.standing()), ("K007".to_owned(), vec![]));
}

#[test]
fn a_display_without_a_server_since_its_start_says_so() {
    let mut display = Display::switched_on(settings(), floor(5));
    assert_eq!(display.message(), Message::Starting);
    display.lose();
    display.pass(ms(LOSS_SHOWN_AFTER));
    assert_eq!(display.message(), Message::NoServer { address: "ws://127.0.0.1:7700/device".to_owned() });
    assert_eq!(display.view().clock, "", "a clock that nobody has set is not shown");
    display.connect();
    display.board(&[]);
    assert_eq!(display.read().band, Band::Nobody(Nobody::Yet));
}

#[test]
fn another_version_and_a_refusal_are_said_on_the_screen() {
    let device = "hall-1".to_owned();
    let cases = [
        (
            Farewell::Version { server: 7 },
            Message::OtherVersion { cause: format!("hall-1 · {} / 7", protocol::VERSION) },
        ),
        (Farewell::UnknownDevice, Message::Refused { device: device.clone() }),
        (Farewell::Replaced, Message::Replaced { device }),
    ];
    for (farewell, message) in cases {
        let mut display = Display::new();
        display.put(Input::Server(Incoming::Farewell(farewell)));
        assert_eq!(display.message(), message);
        display.connect();
        assert_eq!(display.read().band, Band::Nobody(Nobody::Yet), "all is well again");
    }
}

#[test]
fn what_the_display_does_not_trust_is_said_with_the_mend_until_it_is_mended() {
    let device = || "hall-1".to_owned();
    for (why, message) in [
        (Untrusted::OtherServer, Message::OtherServer { device: device() }),
        (Untrusted::NoMark, Message::NoMark { device: device() }),
    ] {
        let mut display = Display::new();
        let untrusted = || Input::Server(Incoming::Untrusted { why, problem: "no trust".to_owned() });
        display.put(untrusted());
        assert_eq!(display.message(), message);
        display.lose();
        display.pass(ms(LOSS_SHOWN_AFTER));
        assert_eq!(display.read().bar, Bar::NoServer(Age::JustNow), "a server that is only down comes back by itself");
        display.put(untrusted());
        display.connect();
        assert_eq!(display.read().band, Band::Nobody(Nobody::Yet), "all is well again");
    }
}

#[test]
fn a_server_that_stops_is_a_lost_connection() {
    for farewell in [Farewell::Stopping, Farewell::Silent, Farewell::Crowded] {
        let mut display = Display::new();
        display.put(Input::Server(Incoming::Farewell(farewell)));
        display.pass(ms(LOSS_SHOWN_AFTER));
        assert_eq!(display.read().bar, Bar::NoServer(Age::JustNow));
    }
}

#[test]
fn a_hall_that_the_floor_does_not_have_is_said_and_reported() {
    let mut display = Display::with(Settings { hall: hall("attic"), ..settings() }, floor(5));
    assert_eq!(display.message(), Message::NoSuchHall { hall: "attic".to_owned() });
    let faults = display.reported().unwrap();
    assert!(matches!(&faults[..], [DeviceFault::Other { what }] if what.contains("attic")), "{faults:?}");
}

#[test]
fn a_sound_fault_goes_to_the_devices_list_and_not_to_the_hall() {
    let mut display = Display::new();
    let before = display.view();
    assert_eq!(display.reported(), Some(Vec::new()), "all is well");
    display.put(Input::Sound(vec![DeviceFault::NoSound]));
    assert_eq!(display.reported(), Some(vec![DeviceFault::NoSound]));
    assert_eq!(display.view(), before);
    display.put(Input::Sound(vec![DeviceFault::NoSound]));
    assert_eq!(display.reported(), None, "the same is not told twice");
    display.put(Input::Sound(Vec::new()));
    assert_eq!(display.reported(), Some(Vec::new()));
}

#[test]
fn texts_that_the_board_cannot_hold_are_reported() {
    let mut floor = floor(5);
    floor.windows[0].whereabouts =
        text(&[("ru", "2-й этаж, правое крыло, в конце коридора за лестницей, напротив большого зала ожидания")]);
    floor.notices = vec![text(&[("ru", &"Очень длинное объявление. ".repeat(10))])];
    let mut display = Display::with(settings(), floor);
    let faults = display.reported().unwrap();
    assert_eq!(faults.len(), 2, "{faults:?}");
}

#[test]
fn the_parts_of_long_texts_take_turns_each_in_both_languages() {
    let parts = |display: &Display| display.read().parts;
    let mut short = Display::new();
    short.pass(2 * ms(TURN));
    assert_eq!(parts(&short), Parts::default(), "what is in sight takes no turns");
    let mut floor = floor(5);
    let notice = text(&[("ru", &"Очень длинное объявление. ".repeat(10)), ("en", "Short"), ("hy", "Կարճ")]);
    floor.office = text(&[("ru", &"Отдел по вопросам миграции ".repeat(8))]);
    floor.notices = vec![notice.clone(), notice];
    let mut long = Display::with(settings(), floor);
    let mut seen = Vec::new();
    for _ in 0..16 {
        seen.push((parts(&long).names, parts(&long).notice));
        long.pass(ms(TURN));
    }
    let names: Vec<u32> = (0..16).map(|turn| turn / 2).collect();
    assert_eq!(seen.iter().map(|part| part.0).collect::<Vec<_>>(), names);
    // Two notices, each beside two other languages: eight turns before the next part of either.
    let notices: Vec<u32> = (0..16).map(|turn| turn / 8).collect();
    assert_eq!(seen.iter().map(|part| part.1).collect::<Vec<_>>(), notices);
}

/// A hall of many windows, whose board has places for all of them before their whereabouts.
#[test]
fn whereabouts_for_which_there_is_no_room_are_reported() {
    let with_whereabouts = |windows| {
        let mut floor = floor(windows);
        floor.windows[3].whereabouts = text(&[("ru", "2-й этаж, направо"), ("en", "2nd floor, right")]);
        let deep = hall_display::layout::Hall { standing_depth_m: 3.6, ..settings().depth };
        let mut display = Display::with(Settings { depth: deep, ..settings() }, floor);
        display.reported().unwrap_or_default()
    };
    assert_eq!(with_whereabouts(5), []);
    let faults = with_whereabouts(9);
    assert!(matches!(&faults[..], [DeviceFault::Other { what }] if what.contains("9 windows")), "{faults:?}");
}

#[test]
fn at_rest_the_display_is_woken_a_few_times_a_minute() {
    let mut display = settled(&[call(1, "A011", 3, 0), call(2, "A012", 4, 1)]);
    let mut wakes = 0;
    let (start, mut last) = (display.now().elapsed, display.now().elapsed);
    while last < start + std::time::Duration::from_secs(600) {
        let due = hall_display::view::next_change(&display.model, display.now());
        display.pass(ms(due - last));
        last = due;
        wakes += 1;
    }
    assert!(wakes <= 10 * 25, "{wakes} in ten minutes");
}

#[test]
fn a_turn_of_languages_that_nobody_sees_changes_nothing() {
    let mut floor = floor(5);
    floor.windows[3].whereabouts = text(&[("ru", "2-й этаж, направо"), ("en", "2nd floor, right")]);
    let calls = [call(1, "A011", 3, 0), call(2, "A012", 4, 1)];
    let mut one = Display::with(Settings { languages: vec![language("ru")], ..settings() }, floor);
    one.board(&calls);
    one.spoken(1);
    one.spoken(2);
    one.pass(60_000);
    let before = one.view();
    for _ in 0..5 {
        one.pass(ms(TURN));
        one.board(&calls);
        assert_eq!(one.view(), View { clock: one.view().clock, ..before.clone() }, "an office of one language");
    }
    let mut two = Display::new();
    two.put(Input::Server(Incoming::Farewell(Farewell::UnknownDevice)));
    for _ in 0..4 {
        two.pass(ms(TURN));
        assert_eq!(two.view().languages.in_turn, Side::First, "a message stands in both languages at once");
    }
}

#[test]
fn a_language_of_the_floor_without_a_voice_is_reported() {
    let mut display = Display::new();
    display.put(Input::Voices([language("ru"), language("en")].into()));
    let faults = display.reported().unwrap();
    assert!(matches!(&faults[..], [DeviceFault::Other { what }] if what.contains("hy")), "{faults:?}");
    display.put(Input::Voices([language("ru"), language("en"), language("hy")].into()));
    assert_eq!(display.reported(), Some(Vec::new()));
}
