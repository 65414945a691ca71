//! Signing in, choosing a place and leaving it, and what becomes of a clerk when the program or the session ends (S2).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod office;

use office::{Office, ParseKey, session};
use operator_console::deed::Deed;
use operator_console::notice::{Lack, Say};
use operator_console::view::{Key, Link, Screen, SeatRow, Stage, Windows};
use protocol::board::AtWindowStage;
use protocol::message::{Answer, Ask, Failure, Show};
use queue::Rejection;
use queue::floor::Role;

fn windows(office: &Office) -> Windows {
    match office.view().screen {
        Screen::Windows(windows) => *windows,
        other => panic!("not at the choice of a window: {other:?}"),
    }
}

fn signed_in(roles: &[Role], window: Option<&str>) -> Office {
    let mut office = Office::connected("ru");
    office.type_in("kovaleva", "1234");
    office.deed(Deed::SignIn);
    office.answer(Answer::SignedIn(session(roles, window)));
    office
}

fn said(problem: &Option<operator_console::notice::Notice>) -> Option<Say> {
    problem.clone().map(|notice| notice.say)
}

#[test]
fn login_and_pin_are_sent_as_meant() {
    let mut office = Office::connected("ru");
    office.type_in(" Kovaleva ", "0042");
    office.deed(Deed::SignIn);
    assert_eq!(office.the_ask(), Ask::SignIn { login: "kovaleva".to_owned(), pin: "0042".to_owned() });
    assert!(office.sign_in_view().waiting);
    office.deed(Deed::SignIn);
    assert_eq!(office.asked.len(), 1, "Enter pressed twice signs in once");
}

#[test]
fn the_form_says_what_it_lacks() {
    let lacks = |login: &str, pin: &str| {
        let mut office = Office::connected("ru");
        office.type_in(login, pin);
        office.deed(Deed::SignIn);
        assert!(office.asked.is_empty());
        (said(&office.sign_in_view().login_problem), said(&office.sign_in_view().pin_problem))
    };
    let lack = |lack| Some(Say::Form(lack));
    assert_eq!(lacks("", ""), (lack(Lack::Login), lack(Lack::Pin)));
    assert_eq!(lacks("kovaleva", ""), (None, lack(Lack::Pin)));
    assert_eq!(lacks("ковалёва", "1"), (lack(Lack::LoginNotLatin), None));
    assert_eq!(lacks("a'; --", "1"), (lack(Lack::LoginNotLatin), None));
    assert_eq!(lacks("\u{202e}abc", "1"), (lack(Lack::LoginNotLatin), None));
}

#[test]
fn a_wrong_pin_costs_seconds_that_are_counted_down() {
    let mut office = Office::connected("ru");
    office.type_in("kovaleva", "9999");
    office.deed(Deed::SignIn);
    office.fail(Failure::WrongPin { wait_s: 4 });
    let wait = |office: &Office| said(&office.sign_in_view().pin_problem);
    assert_eq!(wait(&office), Some(Say::Failed(Failure::WrongPin { wait_s: 4 })));
    assert_eq!((office.sign_in_view().login.as_str(), office.sign_in_view().pin.as_str()), ("kovaleva", ""));
    assert!(!office.sign_in_view().usable);
    office.deed(Deed::PinTyped("1234".to_owned()));
    office.deed(Deed::SignIn);
    assert!(office.asked.is_empty(), "not before its time");
    office.pass(3);
    assert_eq!(wait(&office), Some(Say::Failed(Failure::WrongPin { wait_s: 1 })));
    office.pass(1);
    assert!(office.sign_in_view().usable);
    office.deed(Deed::SignIn);
    assert!(matches!(office.the_ask(), Ask::SignIn { .. }));
}

#[test]
fn signing_in_without_a_connection_says_so_and_keeps_what_is_typed() {
    let mut office = Office::new("ru");
    assert_eq!(office.view().frame.link, Link::Connecting);
    office.type_in("kovaleva", "1234");
    office.deed(Deed::SignIn);
    assert!(office.asked.is_empty());
    assert_eq!(said(&office.sign_in_view().pin_problem), Some(Say::NotSent));
    assert_eq!(office.sign_in_view().login, "kovaleva");
}

#[test]
fn the_clerk_sees_every_window_with_who_sits_there() {
    let office = signed_in(&[Role::Clerk], None);
    let shown = windows(&office);
    assert_eq!(shown.seats.len(), 5);
    assert_eq!(shown.chosen, Some(0), "the first free one");
    let SeatRow::Window { number, services, taken_by, .. } = &shown.seats[1] else { panic!() };
    assert_eq!((*number, taken_by.as_deref()), (2, Some("Андрей Петров")));
    assert_eq!(services, "Загранпаспорт: подача, Загранпаспорт: получение");
    assert_eq!(office.sessions, [Some("token-1".to_owned())]);
}

#[test]
fn a_chosen_window_is_opened_once_and_then_shown() {
    let mut office = signed_in(&[Role::Clerk], None);
    office.deed(Deed::PlacePicked(3));
    office.deed(Deed::SitDown);
    office.deed(Deed::SitDown);
    assert_eq!(office.the_ask(), Ask::OpenWindow { window: "w4".parse_key() });
    office.answer_done();
    assert_eq!(office.view().frame.window_number, 4);
    assert_eq!(office.view().frame.clerk, "Мария Ковалёва");
    assert_eq!(office.desk_view().stage, Stage::Idle);
}

#[test]
fn an_older_board_does_not_throw_the_clerk_out_of_a_window_just_taken() {
    let mut office = signed_in(&[Role::Clerk], None);
    office.deed(Deed::PlacePicked(3));
    office.deed(Deed::SitDown);
    office.answer_done();
    office.publish();
    assert_eq!(office.view().frame.window_number, 4);
}

#[test]
fn a_window_that_was_just_taken_by_another_is_said() {
    let mut office = signed_in(&[Role::Clerk], None);
    office.deed(Deed::SitDown);
    office.reject(Rejection::WindowTaken { by: "orlov".parse_key() });
    assert_eq!(
        said(&office.view().frame.notice),
        Some(Say::Rejected(Rejection::WindowTaken { by: "orlov".parse_key() }))
    );
    assert!(!windows(&office).waiting);
    assert_eq!(office.view().frame.notice.unwrap().named, "orlov", "the board does not show them yet");
    office.board.windows[0].clerk = Some(office::seated("orlov", "Павел Орлов"));
    office.publish();
    assert_eq!(office.view().frame.notice.unwrap().named, "Павел Орлов");
}

#[test]
fn a_window_closed_from_elsewhere_leads_back_to_the_choice() {
    let mut office = Office::serving("ru");
    office.desk().clerk = None;
    office.desk().visitor = None;
    office.publish();
    windows(&office);
    assert_eq!(said(&office.view().frame.notice), Some(Say::Rejected(Rejection::NoWindow)));
}

#[test]
fn closing_the_window_leads_back_to_the_choice_with_that_window_picked() {
    let mut office = Office::at_window("ru");
    office.press(Key::Close);
    assert_eq!(office.the_ask(), Ask::CloseWindow { visitor: None });
    office.answer_done();
    assert_eq!(windows(&office).chosen, Some(3));
    assert_eq!(office.view().frame.window_number, 0);
}

#[test]
fn escape_at_the_choice_signs_out() {
    let mut office = signed_in(&[Role::Clerk], None);
    office.deed(Deed::Dismiss);
    assert_eq!(office.the_ask(), Ask::SignOut);
    office.answer_done();
    assert_eq!(office.sign_in_view().login, "");
    assert_eq!(office.sessions.last(), Some(&None));
}

#[test]
fn after_a_crash_of_the_console_signing_in_again_finds_the_visitor() {
    let mut office = Office::connected("ru");
    office.desk().clerk = Some(office::kovaleva());
    let since = office.floor_now;
    office.desk().visitor = Some(Box::new(office::visitor(AtWindowStage::Serving { since })));
    office.publish();
    office.pass(372);
    office.type_in("kovaleva", "1234");
    office.deed(Deed::SignIn);
    office.answer(Answer::SignedIn(session(&[Role::Clerk], Some("w4"))));
    let Stage::Serving { visitor, time, .. } = office.desk_view().stage else { panic!() };
    assert_eq!((visitor.number.to_string().as_str(), time.as_str()), ("A012", "06:12"));
}

#[test]
fn somebody_else_who_signs_in_does_not_find_the_others_question() {
    let mut office = Office::serving("ru");
    office.press(Key::Park);
    office.show(Show::SessionEnded);
    assert_eq!(said(&office.view().frame.notice), Some(Say::SessionEnded));
    office.type_in("orlov", "1");
    office.deed(Deed::SignIn);
    let mut other = session(&[Role::Clerk], Some("w4"));
    other.clerk = "orlov".parse_key();
    office.answer(Answer::SignedIn(other));
    assert_eq!(office.desk_view().dialog, None);
}

#[test]
fn a_role_taken_away_in_mid_session_ends_it() {
    let mut office = Office::serving("ru");
    office.press(Key::Finish);
    office.reject(Rejection::NotSignedIn);
    office.sign_in_view();
    assert_eq!(said(&office.view().frame.notice), Some(Say::Rejected(Rejection::NotSignedIn)));
}

#[test]
fn the_language_of_the_screen_changes_and_nothing_is_lost() {
    let mut office = Office::connected("ru");
    office.type_in("kovaleva", "12");
    office.deed(Deed::LanguageChosen(2));
    office.deed(Deed::LanguageChosen(9));
    assert_eq!(office.view().language, "hy");
    assert_eq!(office.sign_in_view().languages, ["Русский", "English", "Հայերեն"]);
    assert_eq!((office.sign_in_view().login.as_str(), office.sign_in_view().pin.as_str()), ("kovaleva", "12"));
    assert_eq!(office.sign_in_view().office, "Միգրացիայի հարցերի բաժին");
}

#[test]
fn a_receptionist_who_is_also_a_clerk_chooses_between_both() {
    let mut office = signed_in(&[Role::Clerk, Role::Receptionist], None);
    assert_eq!(windows(&office).seats.last(), Some(&SeatRow::Reception));
    office.deed(Deed::PlacePicked(5));
    office.deed(Deed::SitDown);
    assert!(office.asked.is_empty());
    assert!(matches!(office.view().screen, Screen::Reception(_)));
}

#[test]
fn quitting_ends_the_program_and_the_window_stays_the_clerks() {
    let mut office = Office::serving("ru");
    office.deed(Deed::Quit);
    assert!(office.quit && office.asked.is_empty());
}
