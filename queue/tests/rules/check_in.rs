//! A booked visitor in the live queue: who may check in and when, and whose turn it is then (B4, B5, B6).

use queue::booking::NoBooking;
use queue::floor::Policy;
use queue::ids::{BookingId, TicketId};
use queue::issue::{Issue, issue};
use queue::turn::{self, Why};
use queue::{Act, Actor, Fact, Rejection, Target};

use crate::support::day::{Day, kiosk};
use crate::support::floors::{booked, reason_id, service_id, window_id};

fn no(why: NoBooking) -> Rejection {
    Rejection::Booking(why)
}

const POLICIES: [Policy; 3] = [Policy::Credit, Policy::FirstCome, Policy::Ratio { general: 3 }];

/// The story's day with one booking of it, at 09:45.
fn with_booking(policy: Policy) -> (Day, BookingId) {
    let mut floor = booked();
    floor.rules.policy = policy;
    let mut day = Day::open_on(floor, "2026-11-16", "09:00");
    let booking = day.books(1, "2026-11-17T09:45");
    day.on("2026-11-17", "08:31");
    (day, booking)
}

fn why(day: &Day) -> Why {
    let mut calls =
        day.events.iter().rev().filter_map(|event| {
            if let Fact::VisitorCalled { why, .. } = &event.fact { Some(why.clone()) } else { None }
        });
    calls.next().expect("somebody was called")
}

#[test]
fn each_wrong_code_is_told_what_is_wrong_b4() {
    let (mut day, booking) = with_booking(Policy::Credit);
    assert_eq!(day.shows(BookingId(99), None), Err(no(NoBooking::Unknown)));
    let from = day.moment("09:15");
    assert_eq!(day.checks_in(booking), Err(no(NoBooking::TooEarly { from })));
    day.at("09:15");
    let begins = "2026-11-17T09:45".parse().expect("a time");
    assert_eq!(day.shows(booking, Some(3)), Err(no(NoBooking::Rescheduled { begins })));
    let ticket = day.shows(booking, None).expect("by its number");
    assert_eq!(day.number(ticket), "A001");
    let number = day.ticket(ticket).number;
    assert_eq!(day.checks_in(booking), Err(no(NoBooking::CheckedIn { number })), "the first use consumes");
    let tomorrow = day.books(2, "2026-11-18T09:45");
    let begins = "2026-11-18T09:45".parse().expect("a time");
    assert_eq!(day.checks_in(tomorrow), Err(no(NoBooking::OtherDay { begins })));
    day.on("2026-11-18", "17:00");
    assert_eq!(day.checks_in(tomorrow), Err(no(NoBooking::Void)));
}

#[test]
fn bookings_have_places_of_their_own_q3() {
    let (mut day, booking) = with_booking(Policy::Credit);
    day.at("09:40").checks_in(booking).expect("on time");
    let Issue::Open { left, .. } = issue(&day.state, &day.floor().services[0], day.now) else { panic!("it is open") };
    assert_eq!(left, 100, "no coupon of the day is used up");
}

#[test]
fn up_to_ten_minutes_late_is_received_as_booked_and_later_in_the_general_queue_b4() {
    let (mut day, booking) = with_booking(Policy::Credit);
    let other = day.books(2, "2026-11-17T09:45");
    let in_time = day.at("09:55").checks_in(booking).expect("ten minutes late");
    assert_eq!(day.ticket(in_time).booked_for(), Some(day.moment("09:45")));
    let late = day.after_ms(1).checks_in(other).expect("later the same day");
    assert_eq!(day.ticket(late).booked_for(), None);
    assert_eq!(day.ticket(late).place, day.now, "behind whoever waits");
}

#[test]
fn a_booked_visitor_is_called_at_the_time_and_the_call_says_why_b5() {
    for policy in POLICIES {
        let (mut day, booking) = with_booking(policy);
        day.opens("anna", 1);
        let general: Vec<TicketId> = (0..9).map(|_| day.takes("passport")).collect();
        let early = day.at("09:20").checks_in(booking).expect("25 minutes early");
        assert_eq!(day.receives("anna"), general[0], "{policy:?}: before the time the queue goes on");
        day.at("09:55");
        assert_eq!(day.calls("anna"), early, "{policy:?}: ten minutes past the time nobody goes before");
        let due = day.moment("09:45");
        assert_eq!(why(&day), Why::Booked { due, waited_s: 600 });
        assert!(
            matches!(day.stage(early), queue::Stage::Called(called) if called.waited_s == 600),
            "the wait is from the booked time"
        );
    }
}

#[test]
fn an_early_visitor_is_called_only_where_nobody_else_waits_b4() {
    for (policy, category) in POLICIES.into_iter().flat_map(|policy| [(policy, "general"), (policy, "infant")]) {
        let (mut day, booking) = with_booking(policy);
        day.opens("anna", 1).at("09:19");
        let other = day.takes_as(&["passport"], category);
        let early = day.at("09:20").checks_in(booking).expect("25 minutes early");
        let order: Vec<TicketId> =
            turn::order(&day.state, &window_id("w1"), day.now).iter().map(|one| one.id).collect();
        assert_eq!(order, [other, early], "{policy:?}, {category}");
        assert_eq!(day.receives("anna"), other, "{policy:?}, {category}");
        assert_eq!(day.calls("anna"), early, "{policy:?}, {category}: nobody else waits");
        assert_eq!(why(&day), Why::Booked { due: day.moment("09:45"), waited_s: 0 });
    }
}

#[test]
fn of_two_early_visitors_the_one_who_is_booked_sooner_is_called_b4() {
    for policy in POLICIES {
        let (mut day, booking) = with_booking(policy);
        let later = day.books(2, "2026-11-17T10:00");
        day.opens("anna", 1).at("09:30");
        let later = day.checks_in(later).expect("30 minutes early");
        let sooner = day.checks_in(booking).expect("15 minutes early");
        assert_eq!([day.receives("anna"), day.receives("anna")], [sooner, later], "{policy:?}");
    }
}

#[test]
fn an_early_visitor_is_not_called_where_the_office_does_not_like_it_b4() {
    let mut floor = booked();
    floor.rules.booking.early_calls = false;
    let mut day = Day::open_on(floor, "2026-11-16", "09:00");
    let booking = day.books(1, "2026-11-17T09:45");
    day.on("2026-11-17", "09:20").opens("anna", 1);
    let early = day.checks_in(booking).expect("early");
    assert_eq!(day.rejects("anna", Act::CallNext), Rejection::NobodyWaiting);
    day.at("09:45");
    assert_eq!(day.calls("anna"), early);
}

#[test]
fn a_no_show_who_comes_back_has_lost_the_booked_place_b4() {
    let (mut day, booking) = with_booking(Policy::Credit);
    day.opens("anna", 1).at("09:45");
    let ticket = day.checks_in(booking).expect("on time");
    day.calls("anna");
    day.clerk("anna", Act::Recall);
    day.after_min(2).clerk("anna", Act::NoShow);
    day.after_min(5).clerk("anna", Act::ComeBack { ticket });
    assert_eq!(day.ticket(ticket).booked_for(), None);
}

#[test]
fn a_ticket_that_its_visitor_never_saw_gives_the_booking_back_o1() {
    let (mut day, booking) = with_booking(Policy::Credit);
    let ticket = day.at("09:40").checks_in(booking).expect("on time");
    day.act(kiosk(), Act::WithdrawTicket { ticket }).expect("nobody saw it");
    let again = day.checks_in(booking).expect("the code is good again");
    assert_eq!(day.number(again), "A002");
}

#[test]
fn the_booked_service_is_booked_and_what_follows_it_is_not_q8() {
    let (mut day, booking) = with_booking(Policy::Credit);
    day.opens("boris", 2).at("09:45");
    let ticket = day.checks_in(booking).expect("on time");
    day.calls("boris");
    day.clerk("boris", Act::Start);
    day.clerk("boris", Act::NextService { service: Some(service_id("payment")) });
    assert_eq!(day.ticket(ticket).booked_for(), None);
    assert_eq!(day.ticket(ticket).place, day.moment("09:45"), "the place of the booked time is kept");
}

/// Called and served at boris's window by 09:50, and sent on from there.
fn sent_on(policy: Policy, to: Target) -> (Day, TicketId) {
    let (mut day, booking) = with_booking(policy);
    day.opens("boris", 2).at("09:45");
    let ticket = day.checks_in(booking).expect("on time");
    day.calls("boris");
    day.clerk("boris", Act::Start);
    day.opens("karine", 1).opens("david", 3).at("09:50");
    day.clerk("boris", Act::Transfer { to });
    (day, ticket)
}

#[test]
fn the_booked_right_does_not_go_along_to_another_service_b5() {
    for policy in POLICIES {
        let (mut day, ticket) = sent_on(policy, Target::Service(service_id("visa")));
        assert_eq!(day.ticket(ticket).booked_for(), None, "{policy:?}: visa was not booked");
        assert_eq!(day.ticket(ticket).place, day.moment("09:45"), "{policy:?}: the place of the booked time is kept");
        day.at("09:56").calls("david");
        assert!(!matches!(why(&day), Why::Booked { .. }), "{policy:?}: called as everybody: {:?}", why(&day));
        day.clerk("david", Act::Start);
        day.clerk("david", Act::Transfer { to: Target::Service(service_id("passport")) });
        assert_eq!(
            day.ticket(ticket).booked_for(),
            Some(day.moment("09:45")),
            "{policy:?}: sent back to what was booked"
        );
    }
}

#[test]
fn whoever_waits_since_before_goes_before_one_who_booked_another_service_b5() {
    let (mut day, booking) = with_booking(Policy::FirstCome);
    let visa = day.at("09:40").takes("visa");
    day.opens("boris", 2).opens("anna", 1).at("09:45");
    let ticket = day.checks_in(booking).expect("on time");
    assert_eq!(day.calls("anna"), ticket);
    day.clerk("anna", Act::Start);
    day.clerk("anna", Act::Transfer { to: Target::Service(service_id("visa")) });
    assert_eq!(day.at("09:56").calls("boris"), visa);
}

#[test]
fn the_booked_right_goes_along_to_another_window_b5() {
    let (mut day, ticket) = sent_on(Policy::Credit, Target::Window(window_id("w1")));
    assert_eq!(day.ticket(ticket).booked_for(), Some(day.moment("09:45")));
    assert_eq!(day.at("09:56").calls("karine"), ticket);
    assert!(matches!(why(&day), Why::Booked { .. }));
}

#[test]
fn a_code_that_is_shown_again_is_told_what_became_of_the_visit_b7() {
    let (mut day, booking) = with_booking(Policy::Credit);
    day.opens("anna", 1).at("09:45");
    let ticket = day.checks_in(booking).expect("on time");
    let number = day.ticket(ticket).number;
    day.calls("anna");
    assert_eq!(day.checks_in(booking), Err(no(NoBooking::CheckedIn { number })), "called, and expected at the window");
    day.clerk("anna", Act::Recall);
    day.after_min(2).clerk("anna", Act::NoShow);
    assert_eq!(day.checks_in(booking), Err(no(NoBooking::NoShow { number })), "the place may still be given back");
    day.after_min(31);
    assert_eq!(day.checks_in(booking), Err(no(NoBooking::VisitOver)), "lapsed");

    for end in ["finished", "refused", "left"] {
        let (mut day, booking) = with_booking(Policy::Credit);
        day.opens("anna", 1).at("09:45");
        let ticket = day.checks_in(booking).expect("on time");
        if end == "left" {
            day.act(Actor::Visitor, Act::Leave { ticket }).expect("who waits may go");
        } else {
            day.calls("anna");
            day.clerk("anna", Act::Start);
            let refuse = Act::Refuse { reason: reason_id("no-right") };
            day.clerk("anna", if end == "finished" { Act::Finish } else { refuse });
        }
        assert_eq!(day.checks_in(booking), Err(no(NoBooking::VisitOver)), "{end}");
        day.on("2026-11-18", "09:00");
        assert_eq!(day.checks_in(booking), Err(no(NoBooking::VisitOver)), "{end}: on the day after it");
    }
}
