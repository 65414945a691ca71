//! A visitor whose data is to be destroyed: what is open is given up with it, and nobody goes in the midst of a visit (B8, P3, P4).

use queue::booking::{BookingAct, BookingFact, BookingStage, NoBooking};
use queue::ids::BookingId;
use queue::{Act, Actor, Fact, Rejection};

use crate::support::day::{Day, kiosk};
use crate::support::floors::{booked, reason_id};

fn lets_go(day: &mut Day, by: Actor, booking: BookingId) -> Result<Vec<Fact>, Rejection> {
    day.act(by, Act::Booking(BookingAct::LetGo { booking }))
}

fn cancelled(booking: BookingId) -> Vec<Fact> {
    vec![Fact::Booking(BookingFact::Cancelled { booking, by_office: None })]
}

#[test]
fn an_open_booking_is_given_up_and_its_place_goes_to_others_p3() {
    let mut day = Day::open(booked(), "09:00");
    let mine = day.books(1, "2026-11-19T10:00");
    let other = day.books(2, "2026-11-19T10:00");
    assert_eq!(lets_go(&mut day, Actor::Visitor, mine), Ok(cancelled(mine)));
    assert_eq!(day.state.bookings.get(mine).map(|booking| &booking.stage), Some(&BookingStage::Cancelled));
    day.books(3, "2026-11-19T10:00");
    assert_eq!(lets_go(&mut day, Actor::Visitor, mine), Ok(Vec::new()), "once is enough");
    assert_eq!(lets_go(&mut day, Actor::Visitor, BookingId(77)), Err(NoBooking::Unknown.into()));
    assert!(day.state.bookings.get(other).is_some_and(queue::booking::Booking::is_open));
}

#[test]
fn within_the_last_day_the_office_gives_it_up_and_the_event_says_so_b8_p4() {
    let mut day = Day::open(booked(), "09:00");
    let booking = day.books(1, "2026-11-19T10:00");
    day.on("2026-11-18", "10:00").after_ms(1);
    let until = day.moment("10:00");
    assert_eq!(lets_go(&mut day, Actor::Visitor, booking), Err(NoBooking::ChangeTooLate { until }.into()));
    assert_eq!(lets_go(&mut day, Actor::Office, booking), Ok(cancelled(booking)));
    assert_eq!(day.events.last().map(|event| &event.by), Some(&Actor::Office));
}

#[test]
fn who_is_here_waits_until_the_visit_is_over_b6() {
    let mut day = Day::open_on(booked(), "2026-11-16", "09:00");
    let (mine, other) = (day.books(1, "2026-11-17T09:45"), day.books(2, "2026-11-17T09:45"));
    day.on("2026-11-17", "09:30").opens("anna", 1);
    let ticket = day.at("09:45").checks_in(mine).expect("on time");
    let number = day.ticket(ticket).number;
    let not_yet = Err(Rejection::from(NoBooking::CheckedIn { number }));
    for act in [None, Some(Act::CallNext), Some(Act::Start)] {
        act.into_iter().for_each(|act| drop(day.clerk("anna", act)));
        for by in [Actor::Visitor, Actor::Office] {
            assert_eq!(lets_go(&mut day, by, mine), not_yet);
        }
    }
    day.clerk("anna", Act::Finish);
    assert_eq!(lets_go(&mut day, Actor::Visitor, mine), Ok(Vec::new()));
    day.checks_in(other).expect("on time");
    day.calls("anna");
    day.clerk("anna", Act::Refuse { reason: reason_id("other-person") });
    assert_eq!(lets_go(&mut day, Actor::Visitor, other), Ok(Vec::new()), "refused is over, too");
}

#[test]
fn a_ticket_that_is_taken_back_and_a_missed_booking_hold_nobody_b12() {
    let mut day = Day::open_on(booked(), "2026-11-16", "09:00");
    let (mine, missed) = (day.books(1, "2026-11-17T09:45"), day.books(2, "2026-11-17T10:00"));
    day.on("2026-11-17", "09:40");
    let ticket = day.checks_in(mine).expect("on time");
    day.act(kiosk(), Act::WithdrawTicket { ticket }).expect("nobody saw it");
    assert_eq!(lets_go(&mut day, Actor::Office, mine), Ok(cancelled(mine)));
    day.at("18:00");
    assert_eq!(lets_go(&mut day, Actor::Visitor, missed), Ok(Vec::new()), "it is void");
    let third = day.books(3, "2026-11-18T09:45");
    day.on("2026-11-18", "09:40");
    day.checks_in(third).expect("on time");
    day.on("2026-11-19", "09:00");
    assert_eq!(lets_go(&mut day, Actor::Visitor, third), Ok(Vec::new()), "that day's tickets are gone");
}
