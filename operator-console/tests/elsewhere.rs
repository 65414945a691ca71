//! What is done away from a window: the closing of one is taken back, the window of a clerk who went away is closed, and a visitor comes
//! back to the reception desk (Q2).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod office;

use jiff::SignedDuration;
use office::{Office, ParseKey, called_stage, kovaleva, seated, session, ticket, visitor};
use operator_console::deed::Deed;
use operator_console::model::Input;
use operator_console::notice::{Lack, Say};
use operator_console::view::{
    Choice, Dialog, DialogKind, Key, Leaving as Way, Readiness, ReceptionKey, Screen, Stage, Standing,
};
use protocol::board::AtWindowStage;
use protocol::message::{Answer, Ask, Welcome};
use queue::Rejection;
use queue::command::{Leaving, Target};
use queue::floor::{PlaceRule, Role};
use queue::ids::TicketId;

/// Whoever signs in with these roles; at window 2 Andrey Petrov fell ill while A012 was there.
fn office(roles: &[Role]) -> Office {
    let mut office = Office::connected("ru");
    let since = office.floor_now;
    office.board.windows[1].visitor = Some(Box::new(visitor(AtWindowStage::Serving { since })));
    office.publish();
    office.type_in("kovaleva", "1234");
    office.deed(Deed::SignIn);
    office.answer(Answer::SignedIn(session(roles, None)));
    office
}

fn open(office: &Office) -> Dialog {
    office.view().screen.dialog().cloned().expect("a question is open")
}

fn said(office: &Office) -> Option<Say> {
    office.view().frame.notice.map(|notice| notice.say)
}

fn problem(office: &Office) -> Say {
    open(office).problem.expect("the question says what is wrong").say
}

fn take_over(visitor: Option<Leaving>) -> Ask {
    Ask::TakeOverWindow { window: "w2".parse_key(), clerk: "petrov".parse_key(), visitor }
}

#[test]
fn only_receptionists_and_managers_close_anothers_window() {
    let offered = |roles: &[Role]| office(roles).view().frame.take_over;
    assert_eq!(offered(&[Role::Manager]), Some(Readiness::Ready));
    assert_eq!(offered(&[Role::Receptionist]), Some(Readiness::Ready));
    assert_eq!(offered(&[Role::Clerk, Role::Manager]), Some(Readiness::Ready));
    for roles in [&[Role::Clerk][..], &[Role::Administrator]] {
        let mut office = office(roles);
        office.press(Key::TakeOver);
        assert_eq!((office.view().frame.take_over, office.view().screen.dialog()), (None, None), "{roles:?}");
    }
    let mut at_window = Office::at_window("ru");
    at_window.press(Key::TakeOver);
    assert_eq!((at_window.desk_view().dialog, at_window.view().frame.take_over), (None, None));
}

#[test]
fn the_window_of_a_clerk_who_fell_ill_is_closed_under_the_name_that_the_board_shows() {
    for roles in [&[Role::Manager][..], &[Role::Receptionist], &[Role::Clerk, Role::Manager]] {
        let mut office = office(roles);
        office.press(Key::TakeOver);
        let standing = Standing { number: "A012".parse().unwrap(), served: true };
        let petrov = Choice::Seat { number: 2, clerk: "Андрей Петров".to_owned(), visitor: Some(standing) };
        assert_eq!((open(&office).choices, open(&office).others), (vec![petrov], vec![]));
        office.deed(Deed::Picked(0));
        let ways = [Way::Finish, Way::PutBack, Way::Transfer].map(Choice::Leaving);
        assert_eq!(open(&office).others, ways, "the same as where a clerk closes");
        office.deed(Deed::PickedOther(1));
        office.deed(Deed::Accept);
        office.deed(Deed::Accept);
        assert_eq!(office.the_ask(), take_over(Some(Leaving::PutBack)));
        assert!(open(&office).waiting);
        office.answer_done();
        assert_eq!((office.view().screen.dialog(), said(&office)), (None, Some(Say::TakenOver("2".to_owned()))));
    }
}

#[test]
fn the_window_that_was_freed_is_the_one_picked() {
    let mut office = office(&[Role::Clerk, Role::Manager]);
    office.press(Key::TakeOver);
    office.deed(Deed::Picked(0));
    office.deed(Deed::PickedOther(0));
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), take_over(Some(Leaving::Finish)));
    office.answer_done();
    office.board.windows[1].clerk = None;
    office.board.windows[1].visitor = None;
    office.publish();
    office.deed(Deed::SitDown);
    assert_eq!(office.the_ask(), Ask::OpenWindow { window: "w2".parse_key() });
}

#[test]
fn a_visitor_there_is_transferred_past_the_window_that_closes() {
    let mut office = office(&[Role::Manager]);
    office.board.windows[3].clerk = Some(seated("orlov", "Павел Орлов"));
    office.publish();
    office.press(Key::TakeOver);
    office.deed(Deed::Picked(0));
    office.deed(Deed::PickedOther(2));
    office.deed(Deed::Accept);
    let dialog = open(&office);
    assert_eq!((dialog.kind, dialog.number, dialog.choices.len()), (DialogKind::Transfer, "A012".parse().ok(), 3));
    let windows: Vec<_> = dialog.others.iter().map(|row| format!("{row:?}")).collect();
    assert!(windows.len() == 2 && windows.iter().all(|row| !row.contains("number: 2")), "{windows:?}");
    office.deed(Deed::PickedOther(1));
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), take_over(Some(Leaving::Transfer(Target::Window("w4".parse_key())))));
}

#[test]
fn a_window_without_a_visitor_is_closed_without_a_word_about_one() {
    let mut office = office(&[Role::Manager]);
    office.board.windows[1].visitor = None;
    office.publish();
    office.press(Key::TakeOver);
    office.deed(Deed::Accept);
    assert_eq!(problem(&office), Say::Form(Lack::Choice));
    office.deed(Deed::Picked(0));
    assert_eq!(open(&office).others, []);
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), take_over(None));
}

#[test]
fn a_visitor_who_stands_there_needs_a_decision_and_one_who_was_only_called_is_not_finished() {
    let mut office = office(&[Role::Manager]);
    office.board.windows[1].visitor = Some(Box::new(visitor(called_stage())));
    office.publish();
    office.press(Key::TakeOver);
    office.deed(Deed::Picked(0));
    assert_eq!(open(&office).others, [Way::PutBack, Way::Transfer].map(Choice::Leaving));
    office.deed(Deed::Accept);
    assert!(office.asked.is_empty());
    assert_eq!(problem(&office), Say::Form(Lack::Choice));
}

#[test]
fn what_changes_at_that_window_meanwhile_is_decided_anew() {
    let chosen = |office: &Office| (open(office).chosen, open(office).chosen_other);
    let mut office = office(&[Role::Manager]);
    office.press(Key::TakeOver);
    office.deed(Deed::Picked(0));
    office.deed(Deed::PickedOther(1));
    office.publish();
    assert_eq!(chosen(&office), (Some(0), Some(1)), "nothing changed");
    let mut other = visitor(called_stage());
    other.ticket = TicketId(77);
    office.board.windows[1].visitor = Some(Box::new(other));
    office.publish();
    assert_eq!(chosen(&office), (Some(0), None), "another visitor");
    office.board.windows[1].clerk = Some(seated("orlov", "Павел Орлов"));
    office.publish();
    assert_eq!(chosen(&office), (None, None), "another clerk");
    office.deed(Deed::Accept);
    assert!(office.asked.is_empty());
}

#[test]
fn a_window_that_another_took_or_closed_is_said_with_the_name() {
    let mut office = office(&[Role::Manager]);
    office.press(Key::TakeOver);
    office.deed(Deed::Picked(0));
    office.deed(Deed::PickedOther(1));
    office.deed(Deed::Accept);
    office.board.windows[2].clerk = Some(seated("orlov", "Павел Орлов"));
    office.publish();
    office.reject(Rejection::WindowTaken { by: "orlov".parse_key() });
    assert_eq!(open(&office).problem.unwrap().named, "Павел Орлов");
    office.deed(Deed::Accept);
    office.reject(Rejection::WindowClosed);
    assert_eq!(problem(&office), Say::Rejected(Rejection::WindowClosed));
    office.deed(Deed::Dismiss);
    assert_eq!(office.view().screen.dialog(), None);
    assert!(matches!(office.view().screen, Screen::Windows(_)), "Escape left the question, not the place");
}

#[test]
fn a_lost_connection_keeps_the_question_about_anothers_window_o2() {
    for roles in [&[Role::Manager][..], &[Role::Receptionist]] {
        let mut office = office(roles);
        office.press(Key::TakeOver);
        office.deed(Deed::Picked(0));
        office.deed(Deed::PickedOther(1));
        office.input(Input::Lost);
        office.deed(Deed::Accept);
        assert_eq!(problem(&office), Say::NotSent);
        let session = Some(session(roles, None));
        office.input(Input::Connected(Welcome { version: 1, epoch: 1, now: office.floor_now, session, office: None }));
        office.publish();
        office.deed(Deed::Accept);
        assert_eq!(office.the_ask(), take_over(Some(Leaving::PutBack)), "{roles:?}");
    }
}

#[test]
fn a_visitor_who_missed_the_call_comes_back_to_the_reception_desk() {
    let mut office = Office::at_reception("ru");
    office.press(Key::ComeBack);
    office.deed(Deed::Accept);
    assert_eq!(problem(&office), Say::Form(Lack::Choice));
    office.deed(Deed::Picked(0));
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::ComeBack { ticket: TicketId(10) });
    office.answer_done();
    let came_back = Say::CameBack { number: "A010".to_owned(), place: PlaceRule::Back };
    assert_eq!((office.view().screen.dialog(), said(&office)), (None, Some(came_back)));
}

#[test]
fn where_a_visitor_who_came_back_stands_is_said_by_the_offices_rule() {
    for place in [PlaceRule::Back, PlaceRule::KeepsTime, PlaceRule::Front] {
        let mut office = Office::at_reception("ru");
        let mut floor = office::floor();
        floor.rules.place_came_back = place;
        office.show(protocol::message::Show::Floor(Box::new(floor)));
        office.press(Key::ComeBack);
        assert_eq!(open(&office).place, place);
        office.deed(Deed::Picked(0));
        office.deed(Deed::Accept);
        office.answer_done();
        assert_eq!(said(&office), Some(Say::CameBack { number: "A010".to_owned(), place }));
    }
}

#[test]
fn the_ticket_that_was_found_at_the_desk_is_the_one_that_comes_back() {
    let mut office = Office::at_reception("ru");
    office.deed(Deed::NumberTyped("A010".to_owned()));
    office.deed(Deed::Reception(ReceptionKey::Find));
    office.answer(Answer::Ticket(ticket(10, "A010")));
    office.press(Key::ComeBack);
    assert_eq!(open(&office).chosen, Some(0));
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::ComeBack { ticket: TicketId(10) });
    office.answer_done();
    let Screen::Reception(desk) = office.view().screen else { panic!() };
    assert_eq!((desk.found, desk.typed.as_str()), (None, ""), "what was found there no longer holds");
    let mut waits = Office::at_reception("ru");
    waits.deed(Deed::NumberTyped("A013".to_owned()));
    waits.deed(Deed::Reception(ReceptionKey::Find));
    waits.answer(Answer::Ticket(ticket(13, "A013")));
    waits.press(Key::ComeBack);
    assert_eq!(open(&waits).chosen, None);
    waits.deed(Deed::Accept);
    assert!(waits.asked.is_empty(), "who waits did not miss a call");
}

#[test]
fn behind_a_question_the_desk_and_the_choice_of_a_window_are_silent() {
    let mut desk = Office::at_reception("ru");
    desk.press(Key::ComeBack);
    desk.deed(Deed::Reception(ReceptionKey::Issue));
    desk.press(Key::TakeOver);
    assert!(desk.asked.is_empty());
    assert_eq!(open(&desk).kind, DialogKind::ComeBack);
    let mut choice = office(&[Role::Clerk, Role::Manager]);
    choice.press(Key::TakeOver);
    choice.deed(Deed::SitDown);
    assert!(choice.asked.is_empty());
}

#[test]
fn without_a_connection_neither_can_be_asked_for() {
    let mut office = Office::at_reception("ru");
    office.input(Input::Lost);
    for key in [Key::TakeOver, Key::ComeBack] {
        office.press(key);
        assert_eq!((office.view().screen.dialog(), office.asked.len()), (None, 0));
    }
    assert_eq!(office.view().frame.take_over, Some(Readiness::Off));
}

#[test]
fn a_clerk_at_a_window_is_not_offered_the_own_window() {
    let mut office = office(&[Role::Manager]);
    office.board.windows[3].clerk = Some(kovaleva());
    office.publish();
    office.press(Key::TakeOver);
    assert_eq!(open(&office).choices.len(), 1);
}

fn chosen_seat(office: &Office) -> Option<usize> {
    match office.view().screen {
        Screen::Windows(windows) => windows.chosen,
        other => panic!("not at the choice of a window: {other:?}"),
    }
}

/// Window 4 was closed over A012, and the board says until when that can be taken back.
fn closed_over_a_visitor() -> Office {
    let mut office = Office::serving("ru");
    office.press(Key::Close);
    office.deed(Deed::Picked(1));
    office.deed(Deed::Accept);
    office.answer_done();
    assert_eq!(office.view().frame.undo, None, "the board still shows the window as it was");
    office.desk().clerk = None;
    office.desk().visitor = None;
    office.desk().undo_until = Some(office.floor_now + SignedDuration::from_secs(10));
    office.publish();
    office.asked.clear();
    office
}

#[test]
fn a_window_closed_over_a_visitor_is_taken_back_from_the_choice() {
    let mut office = closed_over_a_visitor();
    assert_eq!(chosen_seat(&office), Some(3));
    let undo = office.view().frame.undo.unwrap();
    assert_eq!((undo.key, undo.number.as_str(), undo.seconds), (Some(Key::Close), "4", 10));
    office.press(Key::Undo);
    office.press(Key::Undo);
    assert_eq!(office.the_ask(), Ask::Undo);
    office.answer_done();
    assert_eq!(office.view().frame.window_number, 4);
    office.publish();
    assert_eq!(office.view().frame.window_number, 4, "that board is older than the undo");
    office.desk().clerk = Some(kovaleva());
    office.desk().undo_until = None;
    let since = office.floor_now;
    office.desk().visitor = Some(Box::new(visitor(AtWindowStage::Serving { since })));
    office.publish();
    assert!(matches!(office.desk_view().stage, Stage::Serving { .. }));
}

#[test]
fn a_closing_can_be_taken_back_only_by_whoever_closed_and_only_in_time() {
    let mut late = closed_over_a_visitor();
    late.pass(10);
    assert_eq!(late.view().frame.undo, None);
    late.press(Key::Undo);
    let mut moved_on = closed_over_a_visitor();
    moved_on.desk().undo_until = None;
    moved_on.publish();
    moved_on.press(Key::Undo);
    let mut taken = closed_over_a_visitor();
    taken.desk().clerk = Some(seated("orlov", "Павел Орлов"));
    taken.publish();
    taken.press(Key::Undo);
    let mut another = office(&[Role::Clerk]);
    another.desk().undo_until = Some(another.floor_now + SignedDuration::from_secs(10));
    another.publish();
    another.press(Key::Undo);
    for office in [late, moved_on, taken, another] {
        assert_eq!((office.view().frame.undo, office.asked.len()), (None, 0));
    }
}
