//! Every call is shown and spoken, in order: what the voice is asked to say, and what the band shows meanwhile.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod floor;

use floor::{Display, call, floor, language, settings};
use hall_display::calls::{FRESH, SPEAKING_LIMIT};
use hall_display::model::Motion;
use hall_display::view::Band;
use protocol::board::{CallState, HallCall};

fn ms(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap()
}

fn is_inverted(display: &Display) -> bool {
    matches!(display.read().band, Band::Inverted(_))
}

#[test]
fn a_call_is_shown_and_spoken() {
    let mut display = Display::new();
    display.board(&[call(1, "A012", 4, 0)]);

    let announced = display.announced();
    assert_eq!(announced.len(), 1);
    assert_eq!(announced[0].number.to_string(), "A012");
    assert_eq!(announced[0].window, 4);
    assert_eq!(display.newest(), "A012");
}

#[test]
fn the_visitors_language_is_spoken_first_and_the_offices_after_it() {
    let mut display = Display::new();
    let armenian = HallCall { language: language("hy"), ..call(1, "A012", 4, 0) };
    display.board(std::slice::from_ref(&armenian));
    assert_eq!(display.announced()[0].languages, [language("hy"), language("ru")]);

    display.pass(10_000);
    display.spoken(1);
    display.board(&[armenian, call(2, "K007", 2, 10_000)]);
    assert_eq!(display.announced()[0].languages, [language("ru")], "the office's own language is said once");
}

#[test]
fn two_calls_within_fifty_milliseconds_are_both_shown_at_once_and_spoken_one_after_the_other() {
    let mut display = Display::new();
    let first = call(1, "A012", 4, 0);
    display.board(std::slice::from_ref(&first));
    display.pass(50);
    display.board(&[first, call(2, "K007", 2, 50)]);
    assert_eq!(display.announced_numbers(), ["A012"], "the second is not talked over the first");
    assert_eq!((display.newest().as_str(), display.standing()), ("A012", vec!["K007".to_owned()]));

    display.pass(6_000);
    assert!(display.announced_numbers().is_empty(), "the voice has not come to its end");
    display.spoken(1);
    assert_eq!(display.announced_numbers(), ["K007"]);
    assert_eq!((display.newest().as_str(), display.standing()), ("K007", vec!["A012".to_owned()]));
}

#[test]
fn two_calls_on_one_board_are_announced_in_the_order_of_their_calls() {
    let mut display = Display::new();
    display.board(&[call(1, "A012", 4, 0), call(2, "K007", 2, 1)]);
    display.pass(5_000);
    display.spoken(1);
    display.pass(5_000);
    display.spoken(2);
    assert_eq!(display.announced_numbers(), ["A012", "K007"]);
}

#[test]
fn a_call_holds_the_band_for_three_seconds_even_without_a_voice() {
    let mut display = Display::new();
    display.board(&[call(1, "A012", 4, 0), call(2, "K007", 2, 0)]);
    display.spoken(1);
    display.pass(2_999);
    assert_eq!(display.newest(), "A012");
    display.pass(1);
    assert_eq!(display.newest(), "K007");
    assert_eq!(display.announced_numbers(), ["A012", "K007"]);
}

#[test]
fn a_voice_that_never_ends_does_not_hold_up_the_next_call() {
    let mut display = Display::new();
    display.board(&[call(1, "A012", 4, 0), call(2, "K007", 2, 0)]);
    display.pass(ms(SPEAKING_LIMIT) - 1);
    assert_eq!(display.announced_numbers(), ["A012"]);
    display.pass(1);
    assert_eq!(display.announced_numbers(), ["K007"]);
    display.spoken(1);
    display.pass(4_000);
    assert_eq!(display.newest(), "K007", "a late end of the first does not end the second");
}

#[test]
fn the_band_inverts_twice_once_a_second_and_then_stands() {
    let mut display = Display::new();
    display.board(&[call(1, "A012", 4, 0)]);
    let mut halves = Vec::new();
    for _ in 0..6 {
        halves.push(is_inverted(&display));
        display.pass(500);
    }
    assert_eq!(halves, [true, false, true, false, false, false]);
}

#[test]
fn reduced_motion_does_not_flash() {
    let mut display = Display::with(hall_display::model::Settings { motion: Motion::Reduced, ..settings() }, floor(5));
    display.board(&[call(1, "A012", 4, 0)]);
    for _ in 0..6 {
        assert!(!is_inverted(&display));
        display.pass(500);
    }
}

#[test]
fn the_same_board_again_announces_nothing() {
    let mut display = Display::new();
    let board = [call(1, "A012", 4, 0)];
    for _ in 0..5 {
        display.board(&board);
        display.spoken(1);
        display.pass(4_000);
    }
    assert_eq!(display.announced_numbers(), ["A012"]);
}

#[test]
fn a_recall_is_announced_again_and_stands_once() {
    let mut display = Display::new();
    let first = call(1, "A012", 4, 0);
    display.board(&[first.clone(), call(2, "K007", 2, 0)]);
    for id in [1, 2] {
        display.pass(5_000);
        display.spoken(id);
    }
    display.pass(60_000);
    display.announced();
    let mut recall = call(3, "A012", 4, 70_000);
    recall.ticket = first.ticket;
    recall.recall = true;
    display.board(&[first, call(2, "K007", 2, 0), recall]);

    assert_eq!(display.announced_numbers(), ["A012"]);
    assert_eq!((display.newest().as_str(), display.standing()), ("A012", vec!["K007".to_owned()]));
    assert!(is_inverted(&display), "it flashes like a new one");
}

#[test]
fn an_undone_call_is_taken_away() {
    let mut display = Display::new();
    display.board(&[call(1, "K007", 2, 0)]);
    display.pass(5_000);
    display.spoken(1);
    display.board(&[call(1, "K007", 2, 0), call(2, "A012", 4, 5_000)]);
    assert_eq!(display.newest(), "A012");

    display.pass(2_000);
    display.board(&[call(1, "K007", 2, 0)]);
    assert_eq!((display.newest().as_str(), display.standing()), ("K007", vec![]));
}

#[test]
fn an_undone_call_that_waited_is_never_spoken() {
    let mut display = Display::new();
    display.board(&[call(1, "K007", 2, 0), call(2, "A012", 4, 0), call(3, "M003", 5, 0)]);
    display.pass(1_000);
    display.board(&[call(1, "K007", 2, 0), call(3, "M003", 5, 0)]);
    display.pass(5_000);
    display.spoken(1);
    assert_eq!(display.announced_numbers(), ["K007", "M003"]);
}

#[test]
fn the_next_call_waits_until_the_voice_has_ended_an_undone_one() {
    let mut display = Display::new();
    display.board(&[call(1, "A012", 4, 0), call(2, "K007", 2, 0)]);
    display.announced();
    display.pass(1_000);
    display.board(&[call(2, "K007", 2, 0)]);
    display.pass(4_000);
    assert!(display.announced().is_empty(), "never talked over");
    assert_eq!(display.newest(), "K007", "what waits stands where the undone call stood");
    display.spoken(1);
    assert_eq!(display.announced_numbers(), ["K007"]);
}

#[test]
fn in_a_backlog_the_voice_skips_calls_already_being_served() {
    let mut display = Display::new();
    let mut calls: Vec<HallCall> = (1..=5).map(|n| call(n, &format!("A{n:03}"), u8::try_from(n).unwrap(), 0)).collect();
    display.board(&calls);
    calls[1].state = CallState::Serving;
    calls[3].state = CallState::Over;
    display.board(&calls);
    for id in [1, 3, 5] {
        display.pass(6_000);
        display.spoken(id);
    }
    display.pass(6_000);
    assert_eq!(display.announced_numbers(), ["A001", "A003", "A005"]);
}

#[test]
fn the_screen_keeps_a_call_until_it_was_spoken() {
    let mut display = Display::new();
    let board = |state| [HallCall { state, ..call(1, "A012", 4, 0) }];
    display.board(&board(CallState::Standing));
    display.board(&board(CallState::Over));
    display.pass(20_000);
    assert_eq!(display.newest(), "A012", "the voice is still at it");
    display.spoken(1);
    assert_eq!(display.newest(), "nobody");
}

#[test]
fn two_hundred_calls_at_once_are_all_spoken_in_order_and_none_is_talked_over() {
    let mut display = Display::with(settings(), floor(6));
    let calls: Vec<HallCall> =
        (1..=200).map(|n| call(n, &format!("A{n:03}"), 1 + u8::try_from(n % 6).unwrap(), 0)).collect();
    display.board(&calls);
    let mut spoken = Vec::new();
    for id in 1..=200 {
        let announced = display.announced_numbers();
        assert_eq!(announced.len(), 1, "one at a time");
        assert_eq!(display.newest(), announced[0], "band and voice together");
        spoken.extend(announced);
        display.pass(4_000);
        display.spoken(id);
    }
    assert_eq!(spoken, calls.iter().map(|call| call.number.to_string()).collect::<Vec<_>>());
    display.pass(10_000);
    assert!(display.announced().is_empty());
}

#[test]
fn every_one_of_two_hundred_calls_is_on_the_screen_within_its_pages() {
    let mut display = Display::with(settings(), floor(6));
    let calls: Vec<HallCall> = (1..=200).map(|n| call(n, &format!("A{n:03}"), 1, 0)).collect();
    display.board(&calls);
    let places = display.read().plan.places();
    let pages = 199_usize.div_ceil(places);
    let mut seen = std::collections::BTreeSet::from([display.newest()]);
    // The voice stands still, so that only the pages turn.
    for _ in 0..pages {
        seen.extend(display.standing());
        display.pass(6_000);
        seen.insert(display.newest());
    }
    assert_eq!(seen.len(), 200);
}

#[test]
fn a_call_that_was_missed_is_shown_and_spoken_only_while_fresh() {
    let mut display = Display::new();
    display.lose();
    display.pass(40_000);
    display.connect();
    display.board(&[call(1, "A012", 4, 40_000 - i64::try_from(ms(FRESH)).unwrap() - 1), call(2, "K007", 2, 20_000)]);
    assert_eq!(display.announced_numbers(), ["K007"]);
    assert_eq!((display.newest().as_str(), display.standing()), ("K007", vec!["A012".to_owned()]));
}

#[test]
fn a_display_that_is_switched_on_shows_the_standing_calls_and_speaks_the_fresh_one() {
    let mut display = Display::switched_on(settings(), floor(5));
    display.pass(60_000);
    display.connect();
    let old = HallCall { state: CallState::Over, ..call(1, "C021", 5, -600_000) };
    display.board(&[old, call(2, "M003", 5, -300_000), call(3, "K007", 2, -60_000)]);
    assert!(display.announced().is_empty());
    assert_eq!((display.newest().as_str(), display.standing()), ("K007", vec!["M003".to_owned()]));
    assert!(!is_inverted(&display), "an old call does not flash");
}

#[test]
fn a_backlog_falls_silent_when_the_server_has_been_away_for_long() {
    let mut display = Display::new();
    display.board(&[call(1, "A012", 4, 0), call(2, "K007", 2, 0), call(3, "M003", 5, 0)]);
    display.lose();
    display.pass(5_000);
    display.spoken(1);
    assert_eq!(display.announced_numbers(), ["A012", "K007"], "a short loss changes nothing");
    display.pass(ms(FRESH));
    display.spoken(2);
    display.pass(10_000);
    assert!(display.announced().is_empty(), "who knows whether they are still called");
    assert_eq!(display.newest(), "M003", "the screen keeps them");
}

#[test]
fn a_display_that_reconnects_shows_what_the_server_has_and_repeats_nothing() {
    let mut display = Display::new();
    let before = [call(1, "A012", 4, 0), call(2, "K007", 2, 0)];
    display.board(&before);
    for id in [1, 2] {
        display.pass(4_000);
        display.spoken(id);
    }
    display.announced();
    for _ in 0..3 {
        display.lose();
        display.pass(1_000);
        display.connect();
        display.board(&before);
    }
    assert!(display.announced().is_empty());

    display.lose();
    display.pass(2_000);
    display.connect();
    let mut fresh = Display::new();
    fresh.pass(60_000);
    let after = [call(2, "K007", 2, 0), call(3, "M003", 5, 12_000)];
    display.board(&after);
    assert_eq!(display.announced_numbers(), ["M003"]);
    assert_eq!((display.newest().as_str(), display.standing()), ("M003", vec!["K007".to_owned()]));
}

#[test]
fn a_server_with_an_emptied_data_folder_counts_from_one_and_is_heard() {
    let mut display = Display::new();
    display.board(&[call(1, "A012", 4, 0)]);
    display.pass(5_000);
    display.spoken(1);
    display.announced();
    display.pass(60_000);
    display.board(&[call(1, "K001", 2, 65_000)]);
    assert_eq!(display.announced_numbers(), ["K001"]);
}

#[test]
fn only_the_calls_of_its_own_hall_are_shown_and_spoken() {
    let mut display = Display::new();
    let elsewhere = HallCall { hall: floor::hall("annex"), ..call(1, "A012", 4, 0) };
    display.board(&[elsewhere, call(2, "K007", 2, 0)]);
    assert_eq!(display.announced_numbers(), ["K007"]);
    assert_eq!((display.newest().as_str(), display.standing()), ("K007", vec![]));
}

#[test]
fn a_clock_of_the_device_that_is_a_day_off_does_not_make_calls_stale() {
    let mut display = Display::new();
    display.pass(3_600_000);
    display.board(&[call(1, "A012", 4, 3_600_000)]);
    assert_eq!(display.announced_numbers(), ["A012"]);
    assert_eq!(display.view().clock, "10:58");
}

#[test]
fn a_board_that_was_made_long_before_neither_sets_the_clock_nor_makes_its_calls_fresh() {
    let mut display = Display::new();
    display.lose();
    display.pass(600_000);
    display.connect();
    display.floor_ahead = -600_000;
    display.board(&[call(1, "A012", 4, 0)]);
    display.floor_ahead = 0;
    assert_eq!(display.view().clock, "10:08");
    assert!(display.announced().is_empty(), "a call of ten minutes ago is not spoken");
    assert_eq!(display.newest(), "A012");
}

#[test]
fn a_floor_clock_that_jumps_is_followed_at_once() {
    let mut display = Display::new();
    display.floor_ahead = 3_600_000;
    display.board(&[call(1, "A012", 4, 3_600_000)]);
    assert_eq!(display.view().clock, "10:58");
    assert_eq!(display.announced_numbers(), ["A012"]);
    display.floor_ahead = -3_600_000;
    display.board(&[call(1, "A012", 4, 3_600_000), call(2, "K007", 2, -3_600_000)]);
    assert_eq!(display.view().clock, "08:58");
    display.pass(5_000);
    display.spoken(1);
    assert_eq!(display.announced_numbers(), ["K007"]);
}
