//! The reception desk: coupons for those who cannot use the kiosk, a ticket by its number, the issue of a service (Q1, Q3, Q4, Q5, Q8).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod office;

use jiff::civil::time;
use office::{Office, ParseKey, moscow};
use operator_console::deed::Deed;
use operator_console::model::Input;
use operator_console::notice::{Lack, Say};
use operator_console::view::{Choice, Issue, Readiness, Reception, ReceptionKey, Screen};
use protocol::message::{Answer, Ask, Failure, TicketState, TicketView};
use queue::Rejection;
use queue::ids::TicketId;
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

fn ticket(state: TicketState) -> Box<TicketView> {
    Box::new(
        serde_json::from_value(json!({
            "ticket": 50, "number": "A018", "day": "2026-11-17", "taken_at": "10:02:00", "visit": ["passport", "collect"],
            "category": "infant", "language": "hy", "more_time": true, "hall": "hall-1", "ahead": 3,
            "expected": null, "expected_by": null, "url": null, "copies": 0, "state": state,
        }))
        .unwrap(),
    )
}

fn said(office: &Office) -> Option<Say> {
    office.view().frame.notice.map(|notice| notice.say)
}

#[test]
fn a_receptionist_comes_straight_to_the_desk() {
    let office = Office::at_reception("ru");
    let desk = shown(&office);
    let issues: Vec<_> = desk
        .services
        .iter()
        .map(|choice| match choice {
            Choice::Issued { letter, issue, .. } => (*letter, issue.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        issues,
        [
            ('A', Issue::Open { left: 18 }),
            ('K', Issue::Open { left: 60 }),
            ('M', Issue::Stopped),
            ('E', Issue::Open { left: 99 }),
        ],
        "every service with its coupons, also the one that no kiosk offers"
    );
    assert_eq!((desk.service, desk.category, desk.language), (Some(0), Some(0), Some(0)));
    assert_eq!(desk.keys.issue, Readiness::Lead);
}

#[test]
fn a_coupon_carries_what_was_chosen_and_the_desk_is_clean_for_the_next_visitor() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::AddService);
    office.deed(Deed::ServicePicked(1));
    office.deed(Deed::CategoryPicked(1));
    office.deed(Deed::CouponLanguagePicked(2));
    press(&mut office, ReceptionKey::MoreTime);
    assert_eq!(shown(&office).visit, "A");
    for _ in 0..20 {
        press(&mut office, ReceptionKey::Issue);
    }
    assert_eq!(
        office.the_ask(),
        Ask::IssueTicket {
            services: vec!["passport".parse_key(), "collect".parse_key()],
            category: "infant".parse_key(),
            language: "hy".parse_key(),
            more_time: true,
        }
    );
    assert_eq!(shown(&office).keys.issue, Readiness::Waiting);
    office.answer(Answer::Ticket(ticket(TicketState::Waiting)));
    let desk = shown(&office);
    let found = desk.found.unwrap();
    assert_eq!((found.number.to_string().as_str(), found.new, found.ahead), ("A018", true, Some(3)));
    assert_eq!(found.services, "Загранпаспорт: подача, Загранпаспорт: получение");
    assert_eq!((desk.visit.as_str(), desk.category, desk.language, desk.more_time), ("", Some(0), Some(0), false));
    assert_eq!(said(&office), Some(Say::Issued("A018".parse().unwrap())));
}

#[test]
fn a_service_that_no_kiosk_offers_is_issued_here() {
    let mut office = Office::at_reception("ru");
    office.deed(Deed::ServicePicked(3));
    press(&mut office, ReceptionKey::Issue);
    let Ask::IssueTicket { services, .. } = office.the_ask() else { panic!() };
    assert_eq!(services, ["fee".parse_key()]);
}

#[test]
fn a_visit_has_each_service_once_and_at_most_eight() {
    let mut office = Office::at_reception("ru");
    for _ in 0..20 {
        press(&mut office, ReceptionKey::AddService);
    }
    press(&mut office, ReceptionKey::Issue);
    let Ask::IssueTicket { services, .. } = office.the_ask() else { panic!() };
    assert_eq!(services, ["passport".parse_key()]);
    let mut cleared = Office::at_reception("ru");
    press(&mut cleared, ReceptionKey::AddService);
    press(&mut cleared, ReceptionKey::ClearVisit);
    assert_eq!(shown(&cleared).visit, "");
}

#[test]
fn why_no_coupon_can_be_had_is_said_with_its_time() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::Issue);
    office.reject(Rejection::IssueNotYet { from: moscow("14:00:00") });
    let notice = office.view().frame.notice.unwrap();
    assert_eq!(notice.time, "14:00");
    press(&mut office, ReceptionKey::Issue);
    office.reject(Rejection::LimitReached { next: None });
    assert_eq!(said(&office), Some(Say::Rejected(Rejection::LimitReached { next: None })));
}

#[test]
fn a_ticket_is_found_by_its_number_and_printed_again_as_a_copy() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::Find);
    assert_eq!(shown(&office).find_asked, 1, "without a number the key leads to the field");
    office.deed(Deed::NumberTyped("а18".to_owned()));
    press(&mut office, ReceptionKey::Find);
    assert_eq!(office.the_ask(), Ask::FindTicket { number: "A018".parse().unwrap() });
    office.answer(Answer::Ticket(ticket(TicketState::Parked)));
    let desk = shown(&office);
    assert_eq!((desk.found.unwrap().state, desk.keys.reprint), (TicketState::Parked, Readiness::Ready));
    press(&mut office, ReceptionKey::Reprint);
    assert_eq!(office.the_ask(), Ask::ReprintCoupon { ticket: TicketId(50) });
    office.answer(Answer::Ticket(ticket(TicketState::Parked)));
    assert_eq!(said(&office), Some(Say::Reprinted("A018".parse().unwrap())));
}

#[test]
fn paper_that_does_not_come_out_is_said_at_once_and_the_ticket_stays_found() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::Issue);
    office.answer(Answer::Unprinted(ticket(TicketState::Waiting)));
    assert_eq!(said(&office), Some(Say::Unprinted("A018".parse().unwrap())));
    assert!(shown(&office).found.is_some_and(|found| found.new));
    for kiosk in [Some("kiosk-1".parse_key()), None] {
        press(&mut office, ReceptionKey::Reprint);
        let away = Failure::KioskAway { kiosk };
        office.fail(away.clone());
        assert_eq!(said(&office), Some(Say::Failed(away)));
        let desk = shown(&office);
        assert_eq!((desk.found.is_some(), desk.keys.reprint), (true, Readiness::Ready), "to be pressed again");
    }
}

#[test]
fn a_number_that_is_none_or_is_not_there_is_said_beside_the_field() {
    let mut office = Office::at_reception("ru");
    office.deed(Deed::NumberTyped("18".to_owned()));
    press(&mut office, ReceptionKey::Find);
    assert!(office.asked.is_empty());
    assert_eq!(shown(&office).typed_problem.unwrap().say, Say::Form(Lack::NumberUnreadable));
    office.deed(Deed::NumberTyped("A999".to_owned()));
    press(&mut office, ReceptionKey::Find);
    office.reject(Rejection::UnknownTicket);
    assert_eq!(shown(&office).typed_problem.unwrap().say, Say::Rejected(Rejection::UnknownTicket));
    assert_eq!(shown(&office).typed, "A999");
}

#[test]
fn a_visitor_who_gives_up_is_taken_out_but_not_one_who_is_served() {
    let mut office = Office::at_reception("ru");
    office.deed(Deed::NumberTyped("A018".to_owned()));
    press(&mut office, ReceptionKey::Find);
    office.answer(Answer::Ticket(ticket(TicketState::Serving)));
    let keys = shown(&office).keys;
    assert_eq!((keys.leave_queue, keys.mark_more_time), (Readiness::Off, Readiness::Ready), "the mark is for later");
    press(&mut office, ReceptionKey::Find);
    office.answer(Answer::Ticket(ticket(TicketState::Waiting)));
    press(&mut office, ReceptionKey::LeaveQueue);
    assert_eq!(office.the_ask(), Ask::LeaveQueue { ticket: TicketId(50) });
    office.answer_done();
    assert_eq!((shown(&office).found, said(&office)), (None, Some(Say::Left("A018".parse().unwrap()))));
}

#[test]
fn a_ticket_that_is_out_is_marked_for_more_time_and_the_mark_is_taken_off_again() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::MarkMoreTime);
    assert_eq!(shown(&office).find_asked, 1, "without a ticket the key leads to the field");
    office.deed(Deed::NumberTyped("A018".to_owned()));
    press(&mut office, ReceptionKey::Find);
    office.answer(Answer::Ticket(ticket(TicketState::Waiting)));
    let a018: queue::Number = "A018".parse().unwrap();
    for (on, said_then) in [(false, Say::NoMoreTime(a018)), (true, Say::MoreTime(a018))] {
        press(&mut office, ReceptionKey::MarkMoreTime);
        assert_eq!(office.the_ask(), Ask::MarkMoreTime { ticket: TicketId(50), on });
        assert_eq!(shown(&office).keys.mark_more_time, Readiness::Waiting);
        office.answer_done();
        assert_eq!(said(&office), Some(said_then));
        let desk = shown(&office);
        assert_eq!((desk.found.unwrap().more_time, desk.keys.mark_more_time), (on, Readiness::Ready));
    }
    press(&mut office, ReceptionKey::MarkMoreTime);
    office.reject(Rejection::NotWaiting);
    let desk = shown(&office);
    assert_eq!(desk.typed_problem.unwrap().say, Say::Rejected(Rejection::NotWaiting));
    assert_eq!((desk.found, desk.keys.mark_more_time), (None, Readiness::Off));
}

#[test]
fn the_issue_of_a_service_is_stopped_and_taken_up_again() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::StopIssue);
    assert_eq!(office.the_ask(), Ask::StopIssue { service: "passport".parse_key() });
    office.answer_done();
    assert_eq!(said(&office), Some(Say::IssueStopped("Загранпаспорт: подача документов".to_owned())));
    office.deed(Deed::ServicePicked(2));
    assert!(shown(&office).stopped);
    press(&mut office, ReceptionKey::StopIssue);
    assert_eq!(office.the_ask(), Ask::ResumeIssue { service: "permit".parse_key() });
}

#[test]
fn the_issue_is_extended_to_a_time_or_by_coupons() {
    let ask = |typed: &str| {
        let mut office = Office::at_reception("ru");
        office.deed(Deed::ExtensionTyped(typed.to_owned()));
        press(&mut office, ReceptionKey::ExtendIssue);
        office.the_ask()
    };
    let extend = |until, more| Ask::ExtendIssue { service: "passport".parse_key(), until, more };
    assert_eq!(ask("17:30"), extend(Some(time(17, 30, 0, 0)), 0));
    assert_eq!(ask(" 10 "), extend(None, 10));
    assert_eq!(ask("999"), extend(None, 999));
}

#[test]
fn an_extension_that_is_neither_is_said_and_kept() {
    for typed in ["", "0", "1000", "25:00", "17:60", "17.30", "-5", "17:30:00x", "десять", "\u{0}"] {
        let mut office = Office::at_reception("ru");
        office.deed(Deed::ExtensionTyped(typed.to_owned()));
        press(&mut office, ReceptionKey::ExtendIssue);
        assert!(office.asked.is_empty(), "{typed:?}");
        assert_eq!(shown(&office).extension_problem.unwrap().say, Say::Form(Lack::Extension), "{typed:?}");
        assert_eq!(shown(&office).extension, typed);
    }
}

#[test]
fn without_a_connection_the_desk_says_so_and_keeps_what_is_chosen() {
    let mut office = Office::at_reception("ru");
    office.deed(Deed::ServicePicked(1));
    office.input(Input::Lost);
    press(&mut office, ReceptionKey::Issue);
    assert!(office.asked.is_empty());
    let desk = shown(&office);
    assert_eq!((desk.keys.issue, desk.service), (Readiness::Off, Some(1)));
    assert_eq!(said(&office), Some(Say::Lost));
}

#[test]
fn leaving_the_desk_signs_out_whoever_has_no_other_place() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::Away);
    assert_eq!(office.the_ask(), Ask::SignOut);
}

#[test]
fn what_got_no_answer_or_a_busy_one_is_said_where_it_was_asked_without_naming_a_window() {
    let mut office = Office::at_reception("ru");
    press(&mut office, ReceptionKey::StopIssue);
    office.expire();
    assert_eq!(said(&office), Some(Say::UnansweredElsewhere));
    office.deed(Deed::NumberTyped("A018".to_owned()));
    press(&mut office, ReceptionKey::Find);
    office.fail(Failure::Busy);
    assert_eq!(shown(&office).typed_problem.unwrap().say, Say::Failed(Failure::Busy));
    assert!(office.asked.is_empty(), "a look leaves nothing to be found out");
}
