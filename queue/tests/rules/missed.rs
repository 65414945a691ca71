//! Whoever missed bookings again and again books no more for a while (B12).

use queue::booking::missed::barred;
use queue::booking::{BookingAct, BookingStage, NoBooking, OfficeReason, Proof, SamePeople};
use queue::ids::{BookingId, BookingNumber, PersonId};
use queue::{Act, Actor, Command, Fact, Floor, Rejection};

use crate::support::day::{Day, person_id, slot, staff};
use crate::support::floors::{booked, language};

/// An office where two missed bookings are too many for ten days.
fn strict() -> Floor {
    let mut floor = booked();
    (floor.rules.booking.missed, floor.rules.booking.missed_days, floor.rules.booking.a_day) = (2, 10, 2);
    floor
}

fn too_often(times: u16, again: &str) -> Rejection {
    NoBooking::MissedTooOften { times, again: again.parse().expect("a date") }.into()
}

fn books_as(by: Actor, day: &mut Day, begins: &str, by_document: Vec<PersonId>) -> Result<Vec<Fact>, Rejection> {
    let known = SamePeople { by_contact: by_document.clone(), by_document, ..SamePeople::default() };
    books_with(by, day, begins, Proof::Proved, known)
}

fn books_with(by: Actor, day: &mut Day, begins: &str, proof: Proof, known: SamePeople) -> Result<Vec<Fact>, Rejection> {
    let id = day.state.bookings.next_id;
    let act = BookingAct::Book {
        slot: slot(begins),
        person: person_id(100 + id),
        number: BookingNumber::from_random(id),
        language: language("ru"),
        proof,
        known,
    };
    day.act(by, Act::Booking(act))
}

fn is_void(day: &Day, booking: BookingId) -> bool {
    day.state.bookings.get(booking).is_some_and(|booking| booking.stage == BookingStage::Void)
}

#[test]
fn whoever_missed_so_many_books_again_when_one_counts_no_longer_b12() {
    let mut day = Day::open(strict(), "09:00");
    day.books(1, "2026-11-18T10:00");
    day.books(1, "2026-11-20T10:00");
    let kept = day.books(1, "2026-11-25T10:00");
    day.on("2026-11-20", "16:59:59").books(1, "2026-11-24T11:00");
    day.at("17:00");
    assert_eq!(day.tries_to_book(1, "2026-11-26T11:00"), Err(too_often(2, "2026-11-28")));
    let change = BookingAct::Change { booking: kept, slot: slot("2026-11-25T11:00"), known: SamePeople::default() };
    day.act(Actor::Visitor, Act::Booking(change)).expect("what is booked can be changed");
    day.books(2, "2026-11-26T11:00");
    day.on("2026-11-24", "17:00");
    let three = Err(too_often(3, "2026-11-30"));
    assert_eq!(day.tries_to_book(1, "2026-11-26T11:15"), three, "one more, and the first two are to pass");
    day.on("2026-11-25", "10:45").checks_in(kept).expect("whoever comes is received");
    day.on("2026-11-28", "09:00");
    assert_eq!(day.tries_to_book(1, "2026-12-01T11:00"), Err(too_often(2, "2026-11-30")), "ten days with its own");
    day.on("2026-11-29", "23:59:59");
    assert!(day.tries_to_book(1, "2026-12-01T11:00").is_err());
    day.on("2026-11-30", "00:00").books(1, "2026-12-01T11:00");
}

#[test]
fn two_of_one_day_are_two_and_those_of_all_records_of_a_document_count_together_b12() {
    let mut day = Day::open(strict(), "09:00");
    day.books(1, "2026-11-18T10:00");
    day.books(1, "2026-11-18T11:00");
    day.books(2, "2026-11-18T12:00");
    day.books(3, "2026-11-18T12:15");
    day.on("2026-11-18", "17:00");
    assert_eq!(day.tries_to_book(1, "2026-11-19T11:00"), Err(too_often(2, "2026-11-28")));
    day.books(2, "2026-11-19T11:00");
    let by = |numbers: &[u64]| numbers.iter().map(|number| person_id(*number)).collect::<Vec<_>>();
    let same = |day: &mut Day, numbers| books_as(Actor::Visitor, day, "2026-11-20T11:00", by(numbers)).map(|_| ());
    assert_eq!(same(&mut day, &[2, 3]), Err(too_often(2, "2026-11-28")), "by the document");
    let known = |by_document: &[u64], by_contact: &[u64]| {
        let known = SamePeople { by_document: by(by_document), by_contact: by(by_contact), ..SamePeople::default() };
        barred(&day.state, &known, None).map(Rejection::Booking)
    };
    assert_eq!(known(&[2, 3], &[2, 3]), Some(too_often(2, "2026-11-28")), "told before a record of theirs is made");
    assert_eq!((known(&[2, 3], &[3]), known(&[2], &[2, 3]), known(&[], &[])), (None, None, None));
    same(&mut day, &[3, 3]).expect("a record is counted once");
    let known = SamePeople { by_document: by(&[2, 3]), ..SamePeople::default() };
    books_with(Actor::Visitor, &mut day, "2026-11-20T11:15", Proof::Proved, known)
        .expect("another contact: anybody can write a document");
}

#[test]
fn where_missed_bookings_count_each_contact_is_proved_whatever_else_is_so_p1_p5_b12() {
    let mut floor = strict();
    floor.rules.booking.a_claimed = 2;
    let mut day = Day::open(floor.clone(), "09:00");
    day.books(1, "2026-11-18T10:00");
    day.books(1, "2026-11-18T11:00");
    day.books(2, "2026-11-20T12:00");
    day.on("2026-11-18", "17:00");
    let tries = |day: &mut Day, by: Actor, begins: &str, proof: Proof, numbers: [&[u64]; 2]| {
        let [by_document, by_contact] = numbers.map(|of| of.iter().map(|number| person_id(*number)).collect());
        let known = SamePeople { by_document, by_contact, ..SamePeople::default() };
        books_with(by, day, begins, proof, known).map(|_| ())
    };
    let needed = Err(Rejection::Booking(NoBooking::ProofNeeded));
    // Missed two, missed none and has a booking on that very day, known as nobody.
    let anybody: [[&[u64]; 2]; 4] = [[&[1], &[1]], [&[2], &[1]], [&[2], &[2]], [&[], &[]]];
    for numbers in anybody {
        let told = tries(&mut day, Actor::Visitor, "2026-11-20T11:00", Proof::Claimed, numbers);
        assert_eq!(told, needed, "nobody learns which document is the contact's: {numbers:?}");
    }
    let proved = tries(&mut day, Actor::Visitor, "2026-11-19T11:00", Proof::Proved, [&[1], &[1]]);
    assert_eq!(proved, Err(too_often(2, "2026-11-28")), "whoever proved the contact is told");
    tries(&mut day, Actor::Visitor, "2026-11-19T11:00", Proof::Proved, [&[2], &[1]]).expect("another document");
    tries(&mut day, staff("anna"), "2026-11-19T11:45", Proof::Claimed, [&[1], &[1]]).expect("the office may");
    floor.rules.booking.missed = 0;
    let mut lenient = Day::open(floor, "09:00");
    tries(&mut lenient, Actor::Visitor, "2026-11-19T11:00", Proof::Claimed, [&[], &[]]).expect("a_claimed says so");
}

#[test]
fn the_office_is_not_bound_and_what_it_or_an_outage_did_counts_nowhere_b12() {
    let mut day = Day::open(strict(), "09:00");
    let missed = [day.books(1, "2026-11-18T10:00"), day.books(1, "2026-11-18T11:00")];
    let [by_office, by_visitor] = ["2026-11-20T10:00", "2026-11-20T11:00"].map(|begins| day.books(2, begins));
    let hurt = ["2026-11-18T12:00", "2026-11-18T12:15"].map(|begins| {
        let act = day.books(3 + day.state.bookings.next_id % 2, begins);
        day.state.bookings.get(act).map(|booking| booking.person.clone()).expect("booked")
    });
    let call_off = BookingAct::CallOff { booking: by_office, reason: OfficeReason::NoStaff };
    day.act(staff("anna"), Act::Booking(call_off)).expect("the office may");
    day.act(Actor::Visitor, Act::Booking(BookingAct::Cancel { booking: by_visitor })).expect("in time");
    day.on("2026-11-18", "11:45");
    let from = day.now;
    day.asleep_until("2026-11-18", "12:30");
    let note = Command { by: Actor::Office, act: Act::Booking(BookingAct::NoteOutage { from }) };
    for event in queue::decide(&day.state, &note, day.now).expect("noted") {
        queue::apply(&mut day.state, &event);
    }
    day.on("2026-11-18", "17:00");
    assert!(missed.iter().all(|booking| is_void(&day, *booking)));
    let outages = missed.map(|id| day.state.bookings.get(id).is_some_and(|booking| booking.outage));
    assert_eq!(outages, [true; 2], "also those who were late for their time could have come then");
    for (person, begins) in [person_id(1), hurt[0].clone(), hurt[1].clone()].into_iter().zip([
        "2026-11-19T11:00",
        "2026-11-19T11:15",
        "2026-11-19T11:30",
    ]) {
        books_as(Actor::Visitor, &mut day, begins, vec![person]).expect("an outage never counts");
    }
    day.on("2026-11-20", "17:00");
    day.books(2, "2026-11-24T11:00");

    let mut day = Day::open(strict(), "09:00");
    day.books(1, "2026-11-18T10:00");
    day.books(1, "2026-11-18T11:00");
    day.on("2026-11-18", "17:00");
    let again = |by, day: &mut Day| books_as(by, day, "2026-11-19T11:00", vec![person_id(1)]).map(|_| ());
    assert_eq!(again(Actor::Visitor, &mut day), Err(too_often(2, "2026-11-28")));
    again(staff("anna"), &mut day).expect("the office may");
}

#[test]
fn an_office_that_sets_none_limits_nobody_and_one_that_raises_the_days_finds_them_b12() {
    let mut floor = strict();
    floor.rules.booking.missed = 0;
    let mut day = Day::open(floor, "09:00");
    day.books(1, "2026-11-18T10:00");
    day.books(1, "2026-11-18T11:00");
    day.on("2026-11-30", "09:00");
    assert_eq!(day.state.bookings.all().count(), 0, "the bookings themselves are forgotten");
    day.books(1, "2026-12-01T11:00");
    let mut floor = strict();
    floor.rules.booking.missed_days = 365;
    day.act(Actor::Office, Act::ConfigureFloor { floor: Box::new(floor) }).expect("the rules may change");
    assert_eq!(day.tries_to_book(1, "2026-12-02T11:00"), Err(too_often(2, "2027-11-18")));
    day.on("2027-11-17", "09:00");
    assert_eq!(day.tries_to_book(1, "2027-11-22T11:00"), Err(too_often(3, "2027-11-18")));
    day.on("2027-11-18", "09:00");
    let remembered = serde_json::to_value(day.state.bookings.missed()).expect("written");
    assert_eq!(
        remembered.as_object().map(|people| people.values().collect::<Vec<_>>()),
        Some(vec![&serde_json::json!(["2026-12-01"])])
    );
    day.books(1, "2027-11-22T11:00");
}
