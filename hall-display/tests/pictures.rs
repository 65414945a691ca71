//! Golden pictures of every state of the hall display, in both orientations and all three languages.
//!
//! `UPDATE_GOLDEN=1 cargo test -p hall-display --test pictures` draws them anew; look at each before it is kept.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod stage;

use std::time::Duration;

use hall_display::layout::{Hall, Screen, Wanted, plan};
use hall_display::model::Motion;
use hall_display::view::{Age, Band, Bar, Languages, Message, Nobody, Shown, Side, View};
use stage::{
    HALL, LANDSCAPE, PORTRAIT, board, call, guided, language, longest, on_stage, story, texts, with_whereabouts,
};

/// Draws what `change` makes of the look's story, on both screens.
fn both(name: &'static str, change: fn(Screen, &mut View)) {
    for (screen, side) in [(LANDSCAPE, "landscape"), (PORTRAIT, "portrait")] {
        on_stage(screen, Motion::Full, move |stage| {
            let mut view = story(screen);
            change(screen, &mut view);
            stage.window.show(&view);
            stage.picture().is_golden(&format!("{name}-{side}"));
        });
    }
}

#[test]
fn the_story() {
    both("story", |_, _| {});
}

#[test]
fn a_new_call_in_the_dark_half_of_its_flash() {
    both("inverted", |_, view| board(view).band = Band::Inverted(call("A012", "4")));
}

#[test]
fn the_whereabouts_of_the_windows_stand_with_the_calls() {
    both("whereabouts", with_whereabouts);
}

#[test]
fn the_widest_letters_and_windows_of_two_digits_stand_at_full_size() {
    both("widest", |_, view| {
        let board = board(view);
        board.band = Band::Lit(call("M888", "88"));
        board.standing = vec![call("M888", "88"), call("X888", "88"), call("M888", "88"), call("H888", "88")];
    });
}

#[test]
fn the_longest_texts_take_turns() {
    both("longest", |screen, view| {
        longest(screen, view);
    });
}

#[test]
fn two_long_notices_stand_below_each_other() {
    both("two-lines", |_, view| {
        board(view).bar = Bar::Notice(texts(
            "Перерыв с 13:00 до 14:00. Вызовы продолжатся в 14:00",
            "Break from 13:00 to 14:00. Calls go on at 14:00",
        ));
    });
}

#[test]
fn nobody_has_been_called_yet() {
    both("nobody", |_, view| {
        let board = board(view);
        board.band = Band::Nobody(Nobody::Yet);
        board.standing.clear();
    });
}

#[test]
fn one_call_stands_alone_without_notices() {
    both("single", |_, view| {
        let board = board(view);
        board.standing.clear();
        board.bar = Bar::Empty;
    });
}

#[test]
fn no_server_keeps_the_last_calls_with_their_age() {
    both("no-server", |_, view| {
        let board = board(view);
        board.band = Band::Quiet(call("A012", "4"));
        board.bar = Bar::NoServer(Age::Minutes(3));
    });
}

#[test]
fn no_server_since_the_start() {
    both("never-connected", |_, view| {
        view.shown = Shown::Message(Message::NoServer { address: "192.0.2.10:7700".to_owned() });
    });
}

#[test]
fn another_version_says_so() {
    both("other-version", |_, view| {
        view.shown = Shown::Message(Message::OtherVersion { cause: "hall-1 · 1 / 2".to_owned() });
    });
}

#[test]
fn a_refused_device_says_so() {
    both("refused", |_, view| {
        view.shown = Shown::Message(Message::Refused { device: "hall-1".to_owned() });
    });
}

#[test]
fn a_server_that_is_not_trusted_is_said() {
    both("other-server", |_, view| {
        view.shown = Shown::Message(Message::OtherServer { device: "hall-1".to_owned() });
    });
}

#[test]
fn armenian_and_english_where_the_server_is_not_trusted() {
    both("armenian-other-server", |_, view| {
        view.languages = Languages { first: language("hy"), second: Some(language("en")), in_turn: Side::First };
        view.shown = Shown::Message(Message::OtherServer { device: "hall-1".to_owned() });
    });
}

#[test]
fn a_key_file_without_the_servers_certificate_is_said() {
    both("no-mark", |_, view| {
        view.shown = Shown::Message(Message::NoMark { device: "hall-1".to_owned() });
    });
}

#[test]
fn armenian_and_russian_share_the_screen() {
    both("armenian", |_, view| {
        view.languages = Languages { first: language("hy"), second: Some(language("ru")), in_turn: Side::First };
        let board = board(view);
        board.office = "Միգրացիայի հարցերի բաժին".to_owned();
        board.band = Band::Lit(guided("A012", "4", texts("2-րդ հարկ, աջ կողմում", "2-й этаж, направо")));
        board.bar = Bar::Notice(texts("Պատրաստեք անձնագիրը մինչև կանչը", "Приготовьте паспорт до вызова"));
    });
}

#[test]
fn armenian_with_nobody_called() {
    both("armenian-nobody", |_, view| {
        view.languages = Languages { first: language("hy"), second: Some(language("en")), in_turn: Side::First };
        let board = board(view);
        board.office = "Միգրացիայի հարցերի բաժին".to_owned();
        board.band = Band::Nobody(Nobody::Yet);
        board.standing.clear();
        board.bar = Bar::Notice(texts("Պատրաստեք անձնագիրը մինչև կանչը", "Please have your passport ready"));
    });
}

#[test]
fn armenian_without_a_server() {
    both("armenian-no-server", |_, view| {
        view.languages = Languages { first: language("hy"), second: Some(language("en")), in_turn: Side::First };
        let board = board(view);
        board.office = "Միգրացիայի հարցերի բաժին".to_owned();
        board.band = Band::Quiet(call("A012", "4"));
        board.bar = Bar::NoServer(Age::Hours(2));
    });
}

#[test]
fn english_alone() {
    both("english", |_, view| {
        view.languages = Languages { first: language("en"), second: None, in_turn: Side::First };
        let board = board(view);
        board.office = "Migration department".to_owned();
        board.bar = Bar::Notice(texts("Please have your passport ready", ""));
    });
}

#[test]
fn english_alone_with_nobody_called() {
    both("english-nobody", |_, view| {
        view.languages = Languages { first: language("en"), second: None, in_turn: Side::First };
        let board = board(view);
        board.office = "Migration department".to_owned();
        board.band = Band::Nobody(Nobody::Yet);
        board.standing.clear();
        board.bar = Bar::Empty;
    });
}

#[test]
fn more_windows_get_smaller_rows_where_the_hall_is_short() {
    both("twelve-windows", |screen, view| {
        with_whereabouts(screen, view);
        let board = board(view);
        board.plan = plan(screen, Hall { standing_depth_m: 2.5, ..HALL }, Wanted { places: 11, guided: true })
            .expect("a short hall");
        board.standing = (0..11)
            .rev()
            .map(|n| {
                guided(&format!("M{:03}", 100 + n), &format!("{}", n + 1), texts("2-й этаж, налево", "2nd floor, left"))
            })
            .collect();
    });
}

#[test]
fn english_alone_without_a_server() {
    both("english-no-server", |_, view| {
        view.languages = Languages { first: language("en"), second: None, in_turn: Side::First };
        let board = board(view);
        board.office = "Migration department".to_owned();
        board.band = Band::Quiet(call("A012", "4"));
        board.bar = Bar::NoServer(Age::Minutes(1));
    });
}

#[test]
fn armenian_and_english_without_a_server_since_the_start() {
    both("armenian-never-connected", |_, view| {
        view.languages = Languages { first: language("hy"), second: Some(language("en")), in_turn: Side::First };
        view.shown = Shown::Message(Message::NoServer { address: "192.0.2.10:7700".to_owned() });
    });
}

#[test]
fn english_alone_with_whereabouts() {
    both("english-whereabouts", |screen, view| {
        with_whereabouts(screen, view);
        view.languages = Languages { first: language("en"), second: None, in_turn: Side::First };
        let board = board(view);
        board.office = "Migration department".to_owned();
        board.band = Band::Lit(guided("A012", "4", texts("2nd floor, right", "")));
        for (call, place) in board.standing.iter_mut().zip(["left", "right", "left", "room 312"]) {
            call.whereabouts = texts(&format!("2nd floor, {place}"), "");
        }
        board.bar = Bar::Notice(texts("Please have your passport ready", ""));
    });
}

#[test]
fn older_calls_are_on_their_way_after_a_hundred_milliseconds() {
    on_stage(LANDSCAPE, Motion::Full, |stage| {
        let mut view = story(LANDSCAPE);
        stage.window.show(&view);
        stage.picture();
        let board = board(&mut view);
        board.band = Band::Lit(call("T001", "1"));
        board.standing.insert(0, call("A012", "4"));
        board.standing.pop();
        board.arrivals += 1;
        stage.window.show(&view);
        stage.pass(Duration::from_millis(1));
        stage.picture();
        stage.pass(Duration::from_millis(100));
        stage.picture().is_golden("shifting-landscape");
    });
}
