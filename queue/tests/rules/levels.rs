//! How much may be booked under one contact, by how far it and the person are proved (P5, S6).

use queue::booking::{BookingAct, NoBooking, Proof, SamePeople};
use queue::ids::{BookingId, BookingNumber, PersonId};
use queue::{Act, Actor, Floor, Rejection};

use crate::support::day::{Day, person_id, slot};
use crate::support::floors::{booked, language, reason_id};

/// So many bookings may be open under one contact at each level.
fn levels(a_claimed: u8, a_contact: u8, a_known: u8) -> Floor {
    let mut floor = booked();
    let rules = &mut floor.rules.booking;
    (rules.a_claimed, rules.a_contact, rules.a_known, rules.a_day) = (a_claimed, a_contact, a_known, 10);
    floor
}

/// One contact books the first free slot of a far day, with another document each time.
fn books(day: &mut Day, proof: Proof, proved: &[PersonId]) -> Result<BookingId, Rejection> {
    let id = day.state.bookings.next_id;
    let of_contact = day.state.bookings.all().map(|booking| booking.person.clone()).collect();
    let act = BookingAct::Book {
        slot: slot(&format!("2026-12-02T{:02}:{:02}", 9 + id / 4, id % 4 * 15)),
        person: person_id(50 + id),
        number: BookingNumber::from_random(id),
        language: language("ru"),
        proof,
        known: SamePeople { by_contact: of_contact, proved: proved.to_vec(), ..SamePeople::default() },
    };
    day.act(Actor::Visitor, Act::Booking(act)).map(|_| BookingId(id))
}

/// How many more of this kind can be booked, and why no further one.
fn more(day: &mut Day, proof: Proof, proved: &[PersonId]) -> (usize, Rejection) {
    let mut day = Day { state: day.state.clone(), now: day.now, events: Vec::new() };
    for made in 0.. {
        if let Err(why) = books(&mut day, proof, proved) {
            return (made, why);
        }
    }
    unreachable!("some bound is met")
}

fn too_many(most: u8) -> Rejection {
    NoBooking::TooMany { most }.into()
}

#[test]
fn a_contact_that_is_only_written_down_books_so_many_and_is_proved_for_more_p5() {
    let needed = Rejection::Booking(NoBooking::ProofNeeded);
    let mut day = Day::open(booked(), "09:00");
    assert_eq!(more(&mut day, Proof::Claimed, &[]), (0, needed.clone()), "none, where the office sets nothing");
    assert_eq!(more(&mut day, Proof::Proved, &[]), (6, too_many(6)));
    let mut day = Day::open(levels(2, 3, 4), "09:00");
    assert_eq!(more(&mut day, Proof::Claimed, &[]), (2, needed.clone()));
    books(&mut day, Proof::Claimed, &[]).expect("the first");
    let second = books(&mut day, Proof::Proved, &[]).expect("the second");
    assert_eq!(more(&mut day, Proof::Claimed, &[]), (0, needed), "all that are open under the contact count");
    assert_eq!(more(&mut day, Proof::Proved, &[]), (1, too_many(3)));
    day.act(Actor::Visitor, Act::Booking(BookingAct::Cancel { booking: second })).expect("in time");
    assert_eq!(more(&mut day, Proof::Claimed, &[]).0, 1);
}

/// Somebody comes with a booking, and this becomes of the visit.
fn comes(day: &mut Day, end: Option<Act>) -> PersonId {
    let booking = day.books(1, "2026-11-17T10:00");
    day.at("10:00").opens("anna", 1).checks_in(booking).expect("on time");
    day.calls("anna");
    day.clerk("anna", Act::Start);
    if let Some(end) = end {
        day.clerk("anna", end);
    }
    person_id(1)
}

#[test]
fn whoever_was_received_and_whose_document_was_compared_books_more_p5() {
    let mut day = Day::open(levels(1, 2, 4), "09:00");
    let known = [comes(&mut day, None)];
    assert_eq!(more(&mut day, Proof::Proved, &known), (1, too_many(2)), "still at the window; it counts as open");
    day.clerk("anna", Act::Finish);
    assert_eq!(more(&mut day, Proof::Proved, &known), (3, too_many(4)), "the same day");
    assert_eq!(more(&mut day, Proof::Proved, &[]), (1, too_many(2)), "nobody compared the document");
    assert_eq!(more(&mut day, Proof::Claimed, &known).0, 0, "somebody else may write a document down");
    day.on("2026-11-18", "09:00");
    assert_eq!(more(&mut day, Proof::Proved, &known), (4, too_many(4)));
    assert_eq!(more(&mut day, Proof::Proved, &[person_id(9)]), (2, too_many(2)), "of whom no visit is known");
    day.on("2026-11-28", "09:00");
    assert_eq!(day.state.bookings.all().count(), 0, "the booking itself is forgotten");
    assert_eq!(more(&mut day, Proof::Proved, &known), (4, too_many(4)));
}

#[test]
fn whoever_was_refused_or_taken_back_is_not_known_and_a_year_is_long_p5() {
    let mut day = Day::open(levels(1, 2, 4), "09:00");
    let known = [comes(&mut day, Some(Act::Refuse { reason: reason_id("other-person") }))];
    day.on("2026-11-18", "09:00");
    assert_eq!(more(&mut day, Proof::Proved, &known), (2, too_many(2)));

    let mut day = Day::open(levels(1, 2, 4), "09:00");
    let known = [comes(&mut day, Some(Act::Finish))];
    day.clerk("anna", Act::Undo);
    assert_eq!(more(&mut day, Proof::Proved, &known).1, too_many(2), "the clerk took the end back");
    day.clerk("anna", Act::Finish);
    let was_received = |day: &Day| day.state.bookings.was_received(&known[0], &day.state.tickets);
    day.on("2027-11-17", "09:00");
    assert!(was_received(&day));
    assert!(day.state.bookings.received().of(&known[0]).is_some());
    day.on("2027-11-18", "00:00");
    assert!(!was_received(&day));
    assert_eq!(day.state.bookings.received().of(&known[0]), None);
}

#[test]
fn a_floor_of_before_lets_nobody_who_is_known_do_less_p5() {
    let mut day = Day::open(levels(0, 12, 8), "09:00");
    let known = [comes(&mut day, Some(Act::Finish))];
    assert_eq!(more(&mut day, Proof::Proved, &known).1, too_many(12));
}
