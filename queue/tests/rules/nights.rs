//! An office that receives over midnight: its slots belong to the business day that began before, and whoever is told when to come is told the
//! date that the calendar shows (B1 to B4, B12).

use jiff::civil::DateTime;
use queue::Rejection;
use queue::booking::holds::Holds;
use queue::booking::slots::{free_on, nearest};
use queue::booking::{BookingFact, BookingStage, NoBooking};
use queue::{Fact, Stage};

use crate::support::day::{Day, slot};
use crate::support::floors::{booked_by_night, service_id};

fn evening() -> Day {
    Day::open(booked_by_night(), "18:30")
}

fn begins(text: &str) -> DateTime {
    text.parse().expect("a local date and time")
}

fn no(why: NoBooking) -> Rejection {
    Rejection::Booking(why)
}

#[test]
fn slots_go_on_past_midnight_in_the_order_of_the_business_day_b1() {
    let day = evening();
    let date = "2026-11-17".parse().expect("a date");
    let slots = free_on(&day.state, &Holds::default(), &service_id("passport"), date, day.now);
    let times: Vec<_> = slots.iter().map(|free| free.time.strftime("%H:%M").to_string()).collect();
    assert_eq!(times.len(), 20 + 8);
    let some = [0, 15, 16, 19, 20, 27].map(|at| times[at].as_str());
    assert_eq!(some, ["20:00", "23:45", "00:00", "00:45", "01:30", "03:15"]);
    assert!(slots.iter().all(|free| free.places == 2), "none of them has begun");
    let friday = "2026-11-20".parse().expect("a date");
    let slots = free_on(&day.state, &Holds::default(), &service_id("passport"), friday, day.now);
    assert_eq!(slots.len(), 28, "the night of Friday, though Saturday is closed");
}

#[test]
fn hours_up_to_the_turn_of_the_day_are_cut_to_their_end_b1() {
    let mut floor = booked_by_night();
    let plan = floor.services[0].slots.as_mut().expect("booked");
    plan.hours = crate::support::floors::on_workdays("23:30-04:00");
    assert_eq!(floor.rules.booking.most_places(plan, floor.calendar.day_turns_at), 2 * 18);
    let service = &floor.services[0];
    let times = floor.rules.booking.times(&floor, service, "2026-11-17".parse().expect("a date"));
    assert_eq!((times.len(), times[17].to_string().as_str()), (18, "03:45:00"));
}

#[test]
fn a_slot_after_midnight_is_of_the_business_day_before_and_told_by_the_calendar_b2() {
    let mut day = evening();
    let night = slot("2026-11-17T00:30");
    assert_eq!(night.local(day.floor()), begins("2026-11-18T00:30"));
    assert_eq!(
        night.due(day.floor()),
        day.floor().calendar.zone.moment("2026-11-18".parse().expect("a date"), night.time())
    );
    day.books(1, "2026-11-17T00:30");
    let one_a_day = NoBooking::OneADay { date: "2026-11-18".parse().expect("a date") };
    assert_eq!(day.tries_to_book(1, "2026-11-17T22:00"), Err(no(one_a_day)), "one business day");
    day.books(1, "2026-11-18T00:30");
}

#[test]
fn who_booked_a_time_after_midnight_is_reminded_the_day_before_by_the_calendar() {
    let mut day = evening();
    let id = day.books(1, "2026-11-18T00:30");
    let reminded =
        |day: &Day| day.events.iter().any(|event| event.fact == Fact::Booking(BookingFact::Reminded { booking: id }));
    day.on("2026-11-18", "09:59");
    assert!(!reminded(&day));
    day.on("2026-11-18", "10:00");
    assert!(reminded(&day), "for half past midnight on the 19th");
}

#[test]
fn check_in_over_midnight_tells_the_calendar_and_lateness_counts_on_b4() {
    let mut day = evening();
    let (late, other) = (day.books(1, "2026-11-17T00:15"), day.books(2, "2026-11-18T00:15"));
    let punctual = day.books(3, "2026-11-17T00:15");
    day.at("23:40");
    let from = day.moment("23:45");
    assert_eq!(day.checks_in(punctual), Err(no(NoBooking::TooEarly { from })));
    assert_eq!(day.checks_in(other), Err(no(NoBooking::OtherDay { begins: begins("2026-11-19T00:15") })));
    day.on("2026-11-18", "00:25");
    let ticket = day.checks_in(punctual).expect("in time");
    assert!(!day.ticket(ticket).arrival.as_ref().expect("booked").late);
    day.at("00:26");
    let ticket = day.checks_in(late).expect("later the same business day");
    assert!(day.ticket(ticket).arrival.as_ref().expect("booked").late);
    assert!(matches!(day.stage(ticket), Stage::Waiting(_)));
}

#[test]
fn a_booking_of_the_night_is_void_when_the_nights_reception_closes_b12() {
    let mut day = evening();
    let id = day.books(1, "2026-11-17T21:00");
    let stage = |day: &Day| day.state.bookings.get(id).expect("remembered").stage.clone();
    day.on("2026-11-18", "03:29");
    assert_eq!(stage(&day), BookingStage::Booked);
    day.at("03:30");
    assert_eq!(stage(&day), BookingStage::Void);
}

#[test]
fn the_nearest_to_midnight_are_before_and_after_it_b3() {
    let mut day = evening();
    day.books(1, "2026-11-18T00:00");
    day.books(2, "2026-11-18T00:00");
    let near = nearest(&day.state, &Holds::default(), &slot("2026-11-18T00:00"), 4, day.now);
    let near: Vec<_> = near.iter().map(|slot| slot.begins.to_string()).collect();
    assert_eq!(near, ["2026-11-18T23:45:00", "2026-11-18T00:15:00", "2026-11-18T23:30:00", "2026-11-18T00:30:00"]);
}
