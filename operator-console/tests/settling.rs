//! Coupons whose answer was lost, refused or never came: asked about until their fate is known, and never forgotten before (O1).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod office;

use office::{Office, session};
use operator_console::deed::Deed;
use operator_console::model::Input;
use operator_console::notice::Say;
use operator_console::view::{Readiness, Reception, ReceptionKey, Screen};
use protocol::message::{Answer, Ask, Failure, Outcome, RequestId, TicketView, Welcome};
use queue::Rejection;
use queue::floor::Role;
use serde_json::json;

fn shown(office: &Office) -> Reception {
    match office.view().screen {
        Screen::Reception(reception) => *reception,
        other => panic!("not at the reception desk: {other:?}"),
    }
}

fn press(office: &mut Office, key: ReceptionKey) {
    office.deed(Deed::Reception(key));
}

fn ticket() -> Box<TicketView> {
    Box::new(
        serde_json::from_value(json!({
            "ticket": 50, "number": "A018", "day": "2026-11-17", "taken_at": "10:02:00", "visit": ["passport", "collect"],
            "category": "infant", "language": "hy", "more_time": true, "hall": "hall-1", "ahead": 3,
            "expected": null, "expected_by": null, "url": null, "copies": 0, "state": "waiting",
        }))
        .unwrap(),
    )
}

fn became(outcome: Outcome) -> Answer {
    Answer::Became(Some(Box::new(outcome)))
}

fn became_ticket() -> Answer {
    became(Outcome::Done(Answer::Ticket(ticket())))
}

fn said(office: &Office) -> Option<Say> {
    office.view().frame.notice.map(|notice| notice.say)
}

fn issued_unseen() -> Option<Say> {
    Some(Say::IssuedUnseen("A018".parse().unwrap()))
}

/// A coupon that was asked for and cut off; the server was too busy to look at the resend.
fn busy_after_a_cut() -> (Office, RequestId) {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::Issue);
    let request = office.asked[0].0.clone();
    office.input(Input::Lost);
    office.pass(2);
    let now = office.floor_now;
    let session = Some(session(&[Role::Receptionist], None));
    office.input(Input::Connected(Welcome { version: protocol::VERSION, epoch: 1, now, session, office: None }));
    office.fail(Failure::Busy);
    (office, request)
}

#[test]
fn a_busy_answer_to_a_resend_is_looked_into_and_the_desk_says_so_o1() {
    let (mut office, request) = busy_after_a_cut();
    assert_eq!(office.stored, std::slice::from_ref(&request), "it may have been carried out");
    assert_eq!(office.the_ask(), Ask::WhatBecame { request });
    office.pass(8);
    assert_eq!(said(&office), Some(Say::FindingOut));
    office.answer(became_ticket());
    assert_eq!((said(&office), office.stored.clone()), (issued_unseen(), vec![]));
    assert_eq!(shown(&office).found.unwrap().number.to_string(), "A018");
}

#[test]
fn no_second_coupon_is_asked_for_while_the_fate_of_the_first_is_found_out_o1() {
    let (mut office, _) = busy_after_a_cut();
    assert_eq!(shown(&office).keys.issue, Readiness::Off);
    press(&mut office, ReceptionKey::Issue);
    assert_eq!(office.asked.len(), 1, "the question alone");
    office.answer(Answer::Became(None));
    assert_eq!(shown(&office).keys.issue, Readiness::Lead);
    press(&mut office, ReceptionKey::Issue);
    assert!(matches!(office.the_ask(), Ask::IssueTicket { .. }));
}

#[test]
fn a_busy_answer_to_a_request_that_never_came_is_told_at_once() {
    let (mut office, _) = busy_after_a_cut();
    assert_eq!(said(&office), Some(Say::BackAgain));
    office.answer(Answer::Became(None));
    assert_eq!((said(&office), office.stored.clone()), (Some(Say::NotIssued), vec![]));
}

#[test]
fn a_server_too_busy_for_the_question_is_asked_again_o1() {
    let (mut office, request) = busy_after_a_cut();
    office.fail(Failure::Busy);
    assert!(office.asked.is_empty());
    office.pass(8);
    assert_eq!(said(&office), Some(Say::FindingOut));
    assert_eq!(office.the_ask(), Ask::WhatBecame { request });
    office.answer(became_ticket());
    assert_eq!(said(&office), issued_unseen());
}

#[test]
fn a_request_that_came_to_nothing_is_told_and_forgotten() {
    for came in [
        Outcome::Rejected(Rejection::LimitReached { next: None }),
        Outcome::Failed(Failure::TooOld),
        Outcome::Done(Answer::Done),
    ] {
        let (mut office, _) = busy_after_a_cut();
        office.pass(8);
        office.answer(became(came));
        assert_eq!((said(&office), office.stored.clone()), (Some(Say::NotIssued), vec![]));
    }
}

#[test]
fn a_session_that_ended_with_the_cut_leaves_the_coupon_to_be_asked_after_o1() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::Issue);
    let request = office.asked.pop_front().unwrap().0;
    office.input(Input::Lost);
    office.connect(None);
    assert_eq!(
        (office.the_ask(), office.stored.clone()),
        (Ask::WhatBecame { request: request.clone() }, vec![request])
    );
}

#[test]
fn no_open_request_gives_way_to_a_new_one_o1() {
    let before: Vec<_> = (0..16).map(|index| request(&format!("request-of-before-{index}"))).collect();
    let mut office = Office::after_a_crash("ru", before.clone());
    office.connect(None);
    office.answer(became_ticket());
    assert_eq!(office.the_ask(), Ask::WhatBecame { request: before[1].clone() });
    let question = office.asked.pop_front();
    receptionist_comes(&mut office);
    office.asked.extend(question);
    press(&mut office, ReceptionKey::Issue);
    assert_eq!(office.the_ask(), Ask::WhatBecame { request: before[1].clone() });
    assert_eq!(office.stored, before[1..], "told of the first, and none of the others is dropped");
}

fn request(name: &str) -> RequestId {
    RequestId::new(name).unwrap()
}

/// A console that starts again after a crash in the middle of an issue; nobody is signed in yet.
fn after_a_crash() -> Office {
    let mut office = Office::after_a_crash("ru", vec![request("an-earlier-run-17")]);
    office.connect(None);
    office
}

fn receptionist_comes(office: &mut Office) {
    office.type_in("reception", "1234");
    office.deed(Deed::SignIn);
    office.answer(Answer::SignedIn(session(&[Role::Receptionist], None)));
}

#[test]
fn a_coupon_is_stored_before_it_is_asked_for_and_forgotten_when_it_is_answered_o1() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::Issue);
    assert_eq!(office.stored, [office.asked[0].0.clone()]);
    office.answer(Answer::Ticket(ticket()));
    assert_eq!(office.stored, []);
    press(&mut office, ReceptionKey::Issue);
    office.reject(Rejection::IssueStopped);
    assert_eq!(office.stored, []);
    press(&mut office, ReceptionKey::StopIssue);
    assert_eq!(office.stored, [], "the board itself shows what became of it");
}

#[test]
fn after_a_crash_the_receptionist_is_told_of_the_coupon_that_was_issued_unseen_o1() {
    let mut office = after_a_crash();
    assert_eq!(office.the_ask(), Ask::WhatBecame { request: request("an-earlier-run-17") });
    office.answer(became_ticket());
    assert_eq!(said(&office), None, "nobody is at the desk yet");
    receptionist_comes(&mut office);
    assert_eq!(said(&office), Some(Say::IssuedUnseen("A018".parse().unwrap())));
    let found = shown(&office).found.unwrap();
    assert_eq!((found.number.to_string().as_str(), shown(&office).keys.reprint), ("A018", Readiness::Ready));
    assert_eq!(office.stored, [], "told, so forgotten");
    assert!(office.asked.is_empty());
}

#[test]
fn after_a_crash_the_receptionist_is_told_of_the_coupon_that_was_not_issued_o1() {
    for became in [None, Some(Box::new(Outcome::Rejected(Rejection::IssueStopped)))] {
        let mut office = after_a_crash();
        office.answer(Answer::Became(became));
        receptionist_comes(&mut office);
        assert_eq!((said(&office), shown(&office).found), (Some(Say::NotIssued), None));
        assert_eq!(office.stored, []);
    }
}

#[test]
fn a_question_that_got_no_answer_is_asked_again_later_o1() {
    let mut office = after_a_crash();
    office.expire();
    assert!(office.asked.is_empty());
    office.pass(5);
    assert_eq!(office.the_ask(), Ask::WhatBecame { request: request("an-earlier-run-17") });
    office.fail(Failure::Busy);
    office.pass(5);
    assert_eq!(office.asked.len(), 1);
}

#[test]
fn a_coupon_whose_answer_never_came_is_asked_after_without_a_crash_too_o1() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::Issue);
    let request = office.asked[0].0.clone();
    office.expire();
    assert_eq!((said(&office), office.stored.clone()), (Some(Say::FindingOut), vec![request.clone()]));
    assert_eq!(office.the_ask(), Ask::WhatBecame { request });
    office.answer(became_ticket());
    assert_eq!(said(&office), Some(Say::IssuedUnseen("A018".parse().unwrap())));
}

#[test]
fn what_a_receptionist_is_told_takes_nothing_typed_away_o1() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::Issue);
    office.expire();
    office.deed(Deed::NumberTyped("A02".to_owned()));
    office.answer(became_ticket());
    assert_eq!((shown(&office).typed.as_str(), shown(&office).found.is_some()), ("A02", true));
}

#[test]
fn a_coupon_that_cannot_be_stored_is_not_asked_for_and_the_desk_says_why() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::Issue);
    let (request, _) = office.asked.pop_front().unwrap();
    office.input(Input::NotStored(request));
    assert_eq!((said(&office), office.stored.clone()), (Some(Say::NotStored), vec![]));
    assert_eq!(shown(&office).keys.issue, Readiness::Lead);
    assert!(office.asked.is_empty(), "nothing is to be asked after");
}
