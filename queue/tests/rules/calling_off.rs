//! The office cannot receive somebody who booked: it cancels with a reason, and whoever a new configuration leaves before a closed door is
//! told by the same decision (B8).

use jiff::civil::Date;
use queue::booking::{BookingAct, BookingFact, BookingStage, NoBooking, OfficeReason};
use queue::ids::BookingId;
use queue::{Act, Actor, Fact, Floor, Rejection, State, apply};

use crate::support::day::{Day, kiosk, staff};
use crate::support::floors::{booked, booked_by_night, on_workdays};

fn call_off(booking: BookingId, reason: OfficeReason) -> Act {
    Act::Booking(BookingAct::CallOff { booking, reason })
}

fn called_off(booking: BookingId, reason: OfficeReason) -> Fact {
    Fact::Booking(BookingFact::Cancelled { booking, by_office: Some(reason) })
}

fn stage(day: &Day, booking: BookingId) -> BookingStage {
    day.state.bookings.get(booking).expect("remembered").stage.clone()
}

/// Configures the floor anew and says who is called off by that.
fn configure(day: &mut Day, change: impl FnOnce(&mut Floor)) -> Vec<BookingId> {
    let mut floor = day.floor().clone();
    change(&mut floor);
    let before = day.events.len();
    let act = Act::ConfigureFloor { floor: Box::new(floor) };
    let facts = day.act(Actor::Office, act).expect("nobody is stranded who is here");
    assert!(matches!(facts[0], Fact::FloorConfigured { .. }));
    assert!(day.events[before + 1..].iter().all(|event| event.continues), "one decision");
    let lost = |fact: &Fact| {
        let Fact::Booking(BookingFact::Cancelled { booking, by_office }) = fact else { panic!("{fact:?}") };
        assert_eq!(*by_office, Some(OfficeReason::NoReception));
        *booking
    };
    facts[1..].iter().map(lost).collect()
}

#[test]
fn the_office_cancels_at_any_time_with_a_reason_and_the_place_is_free_b8() {
    let mut day = Day::open(booked(), "09:00");
    let (one, other) = (day.books(1, "2026-11-17T10:00"), day.books(2, "2026-11-17T10:00"));
    assert_eq!(day.tries_to_book(3, "2026-11-17T10:00"), Err(Rejection::Booking(NoBooking::SlotTaken)));
    let facts = day.act(staff("anna"), call_off(one, OfficeReason::NoStaff)).expect("an hour before");
    assert_eq!(facts, [called_off(one, OfficeReason::NoStaff)]);
    let booking = day.state.bookings.get(one).expect("remembered");
    assert_eq!((&booking.stage, booking.called_off), (&BookingStage::Cancelled, Some(OfficeReason::NoStaff)));
    day.books(3, "2026-11-17T10:00");
    day.books(1, "2026-11-17T11:00");
    assert_eq!(
        day.act(Actor::Office, call_off(other, OfficeReason::Fault)),
        Ok(vec![called_off(other, OfficeReason::Fault)])
    );
    assert_eq!(day.checks_in(other), Err(Rejection::Booking(NoBooking::Cancelled)));
}

#[test]
fn nobody_else_cancels_for_the_office_and_nothing_that_is_over_s2() {
    let mut day = Day::open(booked(), "09:00");
    let (one, here) = (day.books(1, "2026-11-18T10:00"), day.books(2, "2026-11-17T09:30"));
    for by in [Actor::Visitor, kiosk()] {
        assert_eq!(day.act(by, call_off(one, OfficeReason::Other)), Err(Rejection::NotSignedIn));
    }
    assert_eq!(day.act(staff("nobody"), call_off(one, OfficeReason::Other)), Err(Rejection::UnknownClerk));
    day.at("09:20");
    let ticket = day.checks_in(here).expect("in time");
    let number = day.ticket(ticket).number;
    let is_here = Rejection::Booking(NoBooking::CheckedIn { number });
    assert_eq!(day.act(staff("anna"), call_off(here, OfficeReason::Fault)), Err(is_here), "who is here is received");
    day.act(staff("anna"), call_off(one, OfficeReason::Other)).expect("open");
    let twice = day.act(staff("anna"), call_off(one, OfficeReason::Other));
    assert_eq!(twice, Err(Rejection::Booking(NoBooking::Cancelled)));
    assert_eq!(
        day.act(staff("anna"), call_off(BookingId(77), OfficeReason::Other)),
        Err(Rejection::Booking(NoBooking::Unknown))
    );
}

#[test]
fn a_new_holiday_calls_off_whoever_booked_that_day_b8() {
    let mut day = Day::open(booked(), "09:00");
    let lost = [day.books(1, "2026-11-18T10:00"), day.books(2, "2026-11-18T15:45")];
    let stands = day.books(3, "2026-11-19T10:00");
    let holiday: Date = "2026-11-18".parse().expect("a date");
    let close = |floor: &mut Floor| floor.calendar.holidays.extend([holiday]);
    assert_eq!(configure(&mut day, close), lost);
    assert!(lost.iter().all(|id| stage(&day, *id) == BookingStage::Cancelled));
    assert_eq!(stage(&day, stands), BookingStage::Booked);
    day.on("2026-11-20", "09:00");
    assert!(lost.iter().all(|id| stage(&day, *id) == BookingStage::Cancelled), "nobody is told that they did not come");
    let mut replayed = State::default();
    day.events.iter().for_each(|event| apply(&mut replayed, event));
    assert_eq!(replayed, day.state);
}

#[test]
fn shorter_hours_call_off_who_comes_to_a_closed_door_and_nobody_else_b8() {
    let mut day = Day::open(booked(), "09:00");
    let (early, late) = (day.books(1, "2026-11-18T10:15"), day.books(2, "2026-11-18T15:45"));
    let cut = |floor: &mut Floor| {
        floor.services[0].slots.as_mut().expect("booked").hours = on_workdays("09:00-12:00");
        // Slots are cut anew, and whoever booked between two of them still finds somebody.
        floor.rules.booking.slot_min = 20;
    };
    assert_eq!(configure(&mut day, cut), [late]);
    assert_eq!(stage(&day, early), BookingStage::Booked);
    let fewer = |floor: &mut Floor| floor.services[0].slots.as_mut().expect("booked").places = 1;
    assert_eq!(configure(&mut day, fewer), [], "fewer places take none away");
}

#[test]
fn what_has_begun_stands_as_it_is_b4() {
    let mut day = Day::open(booked(), "09:00");
    let (begun, to_come) = (day.books(1, "2026-11-17T10:00"), day.books(2, "2026-11-17T10:30"));
    day.at("10:05");
    let afternoon = |floor: &mut Floor| {
        floor.services[0].slots.as_mut().expect("booked").hours = on_workdays("14:00-16:00");
    };
    assert_eq!(configure(&mut day, afternoon), [to_come]);
    assert!(day.checks_in(begun).is_ok(), "on the way, and five minutes late");
}

#[test]
fn a_service_that_is_booked_no_longer_receives_whoever_booked_in_its_hours_b8() {
    let mut day = Day::open(booked(), "09:00");
    let stands = day.books(1, "2026-11-18T10:00");
    assert_eq!(configure(&mut day, |floor| floor.services[0].slots = None), []);
    assert_eq!(stage(&day, stands), BookingStage::Booked);
    let closed = |floor: &mut Floor| floor.services[0].issue = on_workdays("14:00-17:00");
    assert_eq!(configure(&mut day, closed), [stands]);
}

#[test]
fn who_booked_a_night_that_is_another_one_now_is_told_b8() {
    let mut day = Day::open(booked_by_night(), "18:30");
    let (evening, night) = (day.books(1, "2026-11-18T21:00"), day.books(2, "2026-11-18T00:30"));
    let by_calendar = |floor: &mut Floor| {
        floor.calendar.day_turns_at = "00:00".parse().expect("a time");
        floor.services[0].issue = on_workdays("00:00-03:00 18:00-23:00");
        floor.services[0].slots.as_mut().expect("booked").hours = on_workdays("00:00-03:00 20:00-23:00");
    };
    assert_eq!(configure(&mut day, by_calendar), [night], "it would be a day earlier by the calendar");
    assert_eq!(stage(&day, evening), BookingStage::Booked);
}
