//! What becomes of a clerk when the connection breaks or the server will not talk, and how all is right again after it (O2).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod office;

use office::{Office, session};
use operator_console::deed::Deed;
use operator_console::model::Input;
use operator_console::notice::Say;
use operator_console::view::{Key, Screen, Stage, Stop};
use protocol::client::Untrusted;
use protocol::message::{Answer, Ask, Farewell, Outcome, RequestId, Show, Update, Welcome};
use queue::Rejection;
use queue::floor::Role;

fn said(office: &Office) -> Option<Say> {
    office.view().frame.notice.map(|notice| notice.say)
}

#[test]
fn a_connection_that_comes_back_is_said_and_the_screen_is_right_with_the_first_board() {
    let mut office = Office::serving("ru");
    office.input(Input::Lost);
    assert_eq!(said(&office), Some(Say::Lost));
    office.desk().visitor = None;
    office.pass(30);
    office.connect(Some(session(&[Role::Clerk], Some("w4"))));
    assert_eq!(said(&office), Some(Say::BackAgain));
    assert_eq!(office.desk_view().stage, Stage::Idle);
    office.pass(8);
    assert_eq!(office.view().frame.notice, None);
}

/// Everything that moves on a floor in half a minute, told to whoever is connected.
fn floor_moves(office: &mut Office, connected: bool) {
    let steps: [fn(&mut Office); 7] = [
        |office| office.desk().visitor = None,
        |office| drop(office.board.waiting.remove(0)),
        |office| office.board.parked[1].rang = true,
        |office| office.board.services[1].waiting = 5,
        |office| office.board.windows[2].clerk = Some(office::seated("orlov", "Павел Орлов")),
        |office| office.desk().next = Some(Box::new(office::next_up(3))),
        |office| office.desk().waiting = 2,
    ];
    for step in steps {
        step(office);
        if connected {
            office.publish();
        }
        office.floor_now += jiff::SignedDuration::from_secs(4);
    }
}

#[test]
fn a_console_that_was_cut_off_shows_the_same_as_one_that_stayed_o2() {
    let (mut stayed, mut cut_off) = (Office::serving("ru"), Office::serving("ru"));
    floor_moves(&mut stayed, true);
    stayed.publish();
    cut_off.input(Input::Lost);
    floor_moves(&mut cut_off, false);
    cut_off.connect(Some(session(&[Role::Clerk], Some("w4"))));
    assert_eq!(cut_off.view().screen, stayed.view().screen);
    assert_eq!(cut_off.view().frame.clock, stayed.view().frame.clock);
    cut_off.press(Key::CallNext);
    assert_eq!(cut_off.the_ask(), Ask::CallNext, "and its keys stand as the board has them");
}

#[test]
fn a_session_that_does_not_go_on_asks_to_sign_in_again_and_knows_the_login() {
    let mut office = Office::serving("ru");
    office.press(Key::Park);
    office.deed(Deed::Typed("20".to_owned()));
    office.input(Input::Lost);
    office.connect(None);
    assert_eq!(office.sign_in_view().login, "kovaleva");
    assert_eq!(said(&office), Some(Say::SignInAgain));
    assert_eq!(office.sessions.last(), Some(&None));
    office.deed(Deed::PinTyped("1234".to_owned()));
    office.deed(Deed::SignIn);
    office.answer(Answer::SignedIn(session(&[Role::Clerk], Some("w4"))));
    office.publish();
    assert_eq!(office.desk_view().dialog.unwrap().typed, "20", "nothing typed is lost");
}

#[test]
fn a_request_on_its_way_when_the_connection_breaks_is_answered_after_it() {
    let mut office = Office::serving("ru");
    office.press(Key::Finish);
    office.input(Input::Lost);
    office.pass(3);
    office.connect(Some(session(&[Role::Clerk], Some("w4"))));
    office.press(Key::Finish);
    assert_eq!(office.asked.len(), 1, "the client resends it under its own name");
    office.answer_done();
    office.desk().visitor = None;
    office.publish();
    assert_eq!(office.desk_view().stage, Stage::Idle);
}

#[test]
fn an_unanswered_request_says_so_and_opens_the_keys() {
    let mut office = Office::serving("ru");
    office.press(Key::Finish);
    office.expire();
    assert_eq!(said(&office), Some(Say::Unanswered));
    office.press(Key::Finish);
    assert_eq!(office.the_ask(), Ask::Finish);
}

#[test]
fn an_answer_to_nobodys_question_changes_nothing() {
    let mut office = Office::serving("ru");
    let before = office.view();
    let id = RequestId::new("an-earlier-run-4000").unwrap();
    office.input(Input::Answered(id.clone(), Outcome::Rejected(Rejection::NobodyWaiting)));
    office.input(Input::Expired(id));
    assert_eq!(office.view(), before);
}

#[test]
fn another_version_of_the_protocol_says_so_on_the_screen_and_goes_when_it_fits() {
    let mut office = Office::new("ru");
    office.input(Input::Farewell(Farewell::Version { server: 7 }));
    assert_eq!(office.view().screen, Screen::Stopped(Stop::Version { ours: protocol::VERSION, theirs: 7 }));
    office.connect(None);
    office.sign_in_view();
}

#[test]
fn why_the_server_will_not_talk_is_said_with_the_mend() {
    let device = || "console-4".to_owned();
    for (farewell, stop) in [
        (Farewell::UnknownDevice, Stop::UnknownDevice { device: device() }),
        (Farewell::Replaced, Stop::Replaced { device: device() }),
        (Farewell::NotPrivate, Stop::NotPrivate),
        (Farewell::Unreadable { problem: "ask".to_owned() }, Stop::Unreadable { problem: "ask".to_owned() }),
    ] {
        let mut office = Office::serving("ru");
        office.input(Input::Farewell(farewell));
        assert_eq!(office.view().screen, Screen::Stopped(stop));
    }
}

#[test]
fn what_the_console_does_not_trust_is_said_with_the_mend_until_it_is_mended() {
    let device = || "console-4".to_owned();
    for (why, stop) in [
        (Untrusted::OtherServer, Stop::OtherServer { device: device() }),
        (Untrusted::NoMark, Stop::NoMark { device: device() }),
    ] {
        let mut office = Office::serving("ru");
        office.input(Input::Untrusted(why));
        assert_eq!(office.view().screen, Screen::Stopped(stop));
        office.input(Input::Lost);
        assert_eq!(said(&office), Some(Say::Lost));
        assert!(
            matches!(office.desk_view().stage, Stage::Serving { .. }),
            "a server that is only down comes back by itself"
        );
        office.input(Input::Untrusted(why));
        office.connect(Some(session(&[Role::Clerk], Some("w4"))));
        assert!(matches!(office.desk_view().stage, Stage::Serving { .. }), "all is well again");
    }
}

#[test]
fn a_server_that_stops_is_a_lost_connection() {
    for farewell in [Farewell::Stopping, Farewell::Silent, Farewell::Crowded] {
        let mut office = Office::serving("ru");
        office.input(Input::Farewell(farewell));
        assert_eq!(said(&office), Some(Say::Lost));
        assert!(matches!(office.desk_view().stage, Stage::Serving { .. }));
    }
}

#[test]
fn the_floors_clock_survives_a_console_whose_clock_is_a_day_off() {
    let mut office = Office::connected("ru");
    assert_eq!(office.view().frame.clock, "09:58");
    let now = office.floor_now + jiff::SignedDuration::from_hours(24);
    office.input(Input::Connected(Welcome { version: 1, epoch: 2, now, session: None, office: None }));
    assert_eq!(office.view().frame.clock, "09:58");
}

#[test]
fn a_board_that_was_made_long_before_does_not_set_the_clock() {
    let mut office = Office::connected("ru");
    let made = office.floor_now;
    office.pass(1_800);
    let now = office.floor_now;
    office.input(Input::Connected(Welcome { version: 1, epoch: 1, now, session: None, office: None }));
    let show = || Show::Console(Box::new(office.board.clone()));
    let old = Update { epoch: 1, seq: 90, now: made, show: show() };
    let new = Update { epoch: 1, seq: 91, now: now - jiff::SignedDuration::from_secs(120), show: show() };
    office.input(Input::Update(old));
    assert_eq!(office.view().frame.clock, "10:28");
    office.pass(1);
    office.show(Show::SessionEnded);
    office.input(Input::Update(new));
    assert_eq!(office.view().frame.clock, "10:26", "a floor's clock that is set back is followed");
}
