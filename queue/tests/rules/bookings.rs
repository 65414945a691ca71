//! Booking a time: slots, places, one person's bookings, changes, and what is void (B1 to B3, B8, B12, S6).

use jiff::civil::DateTime;
use queue::booking::holds::Holds;
use queue::booking::slots::{SlotPlan, free_on, nearest};
use queue::booking::{BookingAct, BookingFact, BookingStage, NoBooking, Proof, SamePeople, Slot};
use queue::ids::{BookingId, BookingNumber, HoldCode};
use queue::{Act, Actor, Fact, Rejection};

use crate::support::day::{Day, person_id, slot, staff};
use crate::support::floors::{booked, language, on_workdays, service_id, text};

fn no(why: NoBooking) -> Rejection {
    Rejection::Booking(why)
}

fn free(day: &Day, date: &str) -> Vec<String> {
    let slots = free_on(&day.state, &Holds::default(), &service_id("passport"), date.parse().expect("a date"), day.now);
    slots.iter().map(|free| format!("{}:{}", free.time.strftime("%H:%M"), free.places)).collect()
}

fn change(booking: BookingId, begins: &str) -> Act {
    Act::Booking(BookingAct::Change { booking, slot: slot(begins), known: SamePeople::default() })
}

fn cancel(booking: BookingId) -> Act {
    Act::Booking(BookingAct::Cancel { booking })
}

fn tries_as(day: &mut Day, person: u64, begins: &str, known: SamePeople) -> Result<Vec<Fact>, Rejection> {
    let number = BookingNumber::from_random(1000 + person);
    let (slot, person, language) = (slot(begins), person_id(person), language("ru"));
    let act = BookingAct::Book { slot, person, number, language, proof: Proof::Proved, known };
    day.act(Actor::Visitor, Act::Booking(act))
}

#[test]
fn slots_of_a_quarter_hour_with_their_places_and_the_pause_left_out_b1() {
    let mut day = Day::open(booked(), "09:00");
    day.books(1, "2026-11-18T12:45");
    let slots = free(&day, "2026-11-18");
    assert_eq!(slots.len(), 16 + 8);
    assert_eq!([&slots[0], &slots[15], &slots[16], &slots[23]], ["09:00:2", "12:45:1", "14:00:2", "15:45:2"]);
}

#[test]
fn an_hour_that_does_not_hold_a_whole_slot_has_none_b1() {
    let mut floor = booked();
    floor.services[0].slots.as_mut().expect("booked").hours = on_workdays("09:05-09:34");
    let day = Day::open(floor, "09:00");
    assert_eq!(free(&day, "2026-11-18"), ["09:05:2"]);
}

#[test]
fn weekends_holidays_the_past_and_what_is_too_far_are_closed_b1() {
    let mut floor = booked();
    floor.calendar.holidays.insert("2026-11-19".parse().expect("a date"));
    let mut day = Day::open(floor, "10:30");
    for closed in ["2026-11-16", "2026-11-19", "2026-11-21", "2026-12-18"] {
        assert!(free(&day, closed).is_empty(), "{closed}");
    }
    let today = free(&day, "2026-11-17");
    assert_eq!(today[6..8], ["10:30:0", "10:45:2"], "a slot that has begun is past");
    assert!(!free(&day, "2026-12-17").is_empty(), "thirty days ahead");
    let tries = |day: &mut Day, begins| day.tries_to_book(1, begins).expect_err(begins);
    assert_eq!(tries(&mut day, "2026-11-17T10:30"), no(NoBooking::SlotPast));
    assert_eq!(tries(&mut day, "2026-11-19T10:00"), no(NoBooking::NoSuchSlot));
    assert_eq!(tries(&mut day, "2026-11-18T10:05"), no(NoBooking::NoSuchSlot));
    assert_eq!(tries(&mut day, "2026-12-18T10:00"), no(NoBooking::TooFarAhead { days: 30 }));
}

#[test]
fn a_service_without_slots_is_not_booked_b1() {
    let mut day = Day::open(crate::support::floors::small(), "09:00");
    assert_eq!(day.tries_to_book(1, "2026-11-18T10:00"), Err(no(NoBooking::NotBooked)));
}

#[test]
fn a_slot_has_so_many_places_and_no_more_b1() {
    let mut day = Day::open(booked(), "09:00");
    day.books(1, "2026-11-18T10:00");
    let second = day.books(2, "2026-11-18T10:00");
    assert_eq!(day.tries_to_book(3, "2026-11-18T10:00"), Err(no(NoBooking::SlotTaken)));
    day.act(Actor::Visitor, cancel(second)).expect("more than a day before");
    day.books(3, "2026-11-18T10:00");
}

#[test]
fn one_a_day_for_one_person_by_record_or_by_document_and_the_time_is_not_told_b2_p1() {
    let mut day = Day::open(booked(), "09:00");
    day.books(1, "2026-11-18T10:00");
    let one_a_day = no(NoBooking::OneADay { date: "2026-11-18".parse().expect("a date") });
    let same = SamePeople { by_document: vec![person_id(1)], ..SamePeople::default() };
    for begins in ["2026-11-18T10:00", "2026-11-18T11:00"] {
        assert_eq!(day.tries_to_book(1, begins), Err(one_a_day.clone()));
        assert_eq!(tries_as(&mut day, 2, begins, same.clone()), Err(one_a_day.clone()));
    }
    assert!(tries_as(&mut day, 2, "2026-11-19T11:00", same).is_ok(), "another day");
}

#[test]
fn several_services_at_different_times_where_the_office_allows_it_b2() {
    let mut floor = booked();
    floor.rules.booking.a_day = 2;
    let mut day = Day::open(floor, "09:00");
    day.books(1, "2026-11-18T10:00");
    assert_eq!(day.tries_to_book(1, "2026-11-18T10:00"), Err(no(NoBooking::SameTime)));
    day.books(1, "2026-11-18T11:00");
    let date = "2026-11-18".parse().expect("a date");
    for begins in ["2026-11-18T12:00", "2026-11-18T10:00"] {
        assert_eq!(day.tries_to_book(1, begins), Err(no(NoBooking::OneADay { date })));
    }
}

#[test]
fn never_two_services_that_overlap_b2() {
    let mut floor = booked();
    floor.rules.booking.a_day = 4;
    floor.services[1].slots = Some(SlotPlan { hours: on_workdays("09:10-13:10"), places: 2 });
    let mut day = Day::open(floor, "09:00");
    let tries_visa = |day: &mut Day, time: &str| {
        let slot = Slot { service: service_id("visa"), ..slot(&format!("2026-11-18T{time}")) };
        let number = BookingNumber::from_random(day.state.bookings.next_id);
        let (person, language, known) = (person_id(1), language("ru"), SamePeople::default());
        let act = BookingAct::Book { slot, person, number, language, proof: Proof::Proved, known };
        day.act(Actor::Visitor, Act::Booking(act))
    };
    day.books(1, "2026-11-18T10:00");
    assert_eq!(tries_visa(&mut day, "09:55"), Err(no(NoBooking::SameTime)), "until 10:10, and passport from 10:00");
    assert_eq!(tries_visa(&mut day, "10:10"), Err(no(NoBooking::SameTime)), "passport goes on until 10:15");
    tries_visa(&mut day, "09:40").expect("over at 09:55");
    tries_visa(&mut day, "10:25").expect("ten minutes after the passport");
    let later = day.books(1, "2026-11-18T11:00");
    assert_eq!(day.act(Actor::Visitor, change(later, "2026-11-18T10:30")), Err(no(NoBooking::SameTime)), "until 10:40");
    day.act(Actor::Visitor, change(later, "2026-11-18T10:45")).expect("after the visa");
}

#[test]
fn a_family_books_under_one_contact_and_a_hoarder_does_not_s6() {
    let mut day = Day::open(booked(), "09:00");
    let mut family = SamePeople::default();
    for person in 1..=6 {
        let begins = format!("2026-11-18T{:02}:00", 9 + person % 4);
        tries_as(&mut day, person, &begins, family.clone()).expect("a family of six fits");
        family.by_contact.push(person_id(person));
    }
    assert_eq!(tries_as(&mut day, 7, "2026-11-20T10:00", family), Err(no(NoBooking::TooMany { most: 6 })));
}

#[test]
fn the_nearest_free_slots_are_offered_b3() {
    let mut day = Day::open(booked(), "09:00");
    for person in 1..=2 {
        day.books(person, "2026-11-18T10:00");
    }
    day.books(3, "2026-11-18T09:45");
    day.books(4, "2026-11-18T09:45");
    let near = nearest(&day.state, &Holds::default(), &slot("2026-11-18T10:00"), 4, day.now);
    let told: Vec<String> = near.iter().map(|slot| slot.begins.to_string()).collect();
    let expected = ["2026-11-18T10:15:00", "2026-11-18T09:30:00", "2026-11-18T10:30:00", "2026-11-18T09:15:00"];
    assert_eq!(told, expected);
}

/// Held against a search of every day, around each weekend and at both ends of the open days.
#[test]
fn the_nearest_are_the_nearest_of_all_days_b3() {
    let mut day = Day::open(booked(), "09:00");
    for (person, begins) in [(1, "2026-11-18T10:00"), (2, "2026-11-20T15:45"), (3, "2026-11-23T09:00")] {
        day.books(person, begins);
    }
    let mut holds = Holds::default();
    for number in 1..=3 {
        let code = HoldCode::from_random([number; HoldCode::LENGTH]);
        holds.keep(&day.state, code, &slot("2026-11-19T09:15"), 1, day.now).unwrap_or(day.now);
    }
    let today = day.state.day.as_ref().expect("a day").date;
    let every = (0..=30).map(|days| today.saturating_add(jiff::ToSpan::days(days)));
    let all: Vec<DateTime> = every
        .flat_map(|date| {
            let free = free_on(&day.state, &holds, &service_id("passport"), date, day.now);
            free.into_iter().filter(|free| free.places > 0).map(move |free| date.to_datetime(free.time))
        })
        .collect();
    for wanted in ["2026-11-16T09:00", "2026-11-17T09:00", "2026-11-18T10:00", "2026-11-20T15:45", "2026-12-17T17:00"] {
        let wanted = slot(wanted);
        let mut plain = all.clone();
        plain.sort_by_key(|begins| (begins.duration_since(wanted.begins).abs(), *begins));
        for count in [1, 6, 200, plain.len() + 1] {
            let near = nearest(&day.state, &holds, &wanted, count, day.now);
            let near: Vec<DateTime> = near.into_iter().map(|slot| slot.begins).collect();
            assert_eq!(near, plain[..count.min(plain.len())], "{count} near {wanted:?}");
        }
    }
}

#[test]
fn the_visitor_changes_until_a_day_before_and_the_office_at_any_time_b8() {
    let mut day = Day::open(booked(), "09:00");
    let booking = day.books(1, "2026-11-19T10:00");
    day.act(Actor::Visitor, change(booking, "2026-11-19T11:00")).expect("two days before");
    let kept = day.state.bookings.get(booking).expect("kept").clone();
    assert_eq!((kept.slot, kept.revision), (slot("2026-11-19T11:00"), 1), "an older code is no longer good");
    assert_eq!(day.act(Actor::Visitor, change(booking, "2026-11-19T11:00")), Err(Rejection::NothingToChange));
    day.on("2026-11-18", "11:00").after_ms(1);
    let until = day.moment("11:00");
    assert_eq!(
        day.act(Actor::Visitor, change(booking, "2026-11-20T11:00")),
        Err(no(NoBooking::ChangeTooLate { until }))
    );
    assert_eq!(day.act(Actor::Visitor, cancel(booking)), Err(no(NoBooking::ChangeTooLate { until })));
    day.act(staff("anna"), cancel(booking)).expect("the office may");
    assert_eq!(day.act(staff("anna"), cancel(booking)), Err(no(NoBooking::Cancelled)));
}

#[test]
fn a_visitor_changes_a_booking_so_often_and_the_office_still_may_b8_s6() {
    let mut floor = booked();
    floor.rules.booking.changes = 2;
    let mut day = Day::open(floor, "09:00");
    let mine = day.books(1, "2026-11-19T10:00");
    let other = day.books(2, "2026-11-19T10:00");
    day.act(staff("anna"), change(mine, "2026-11-19T10:30")).expect("what the office changes does not count");
    for begins in ["2026-11-19T11:00", "2026-11-19T12:00"] {
        day.act(Actor::Visitor, change(mine, begins)).expect(begins);
    }
    let often = Err(no(NoBooking::ChangedTooOften { times: 2 }));
    assert_eq!(day.act(Actor::Visitor, change(mine, "2026-11-20T11:00")), often);
    day.act(Actor::Visitor, change(other, "2026-11-19T10:30")).expect("each booking is counted for itself");
    day.act(staff("anna"), change(mine, "2026-11-19T12:15")).expect("the office may");
    let kept = day.state.bookings.get(mine).expect("kept");
    assert_eq!((kept.changes, kept.revision), (2, 4));
    day.act(Actor::Visitor, cancel(mine)).expect("a place can always be given up in time");

    let mut floor = booked();
    floor.rules.booking.changes = 0;
    let mut day = Day::open(floor, "09:00");
    let mine = day.books(1, "2026-11-19T10:00");
    let never = Err(no(NoBooking::ChangedTooOften { times: 0 }));
    assert_eq!(day.act(Actor::Visitor, change(mine, "2026-11-20T11:00")), never);
}

#[test]
fn a_change_gives_the_old_place_back_and_needs_a_new_one_b8() {
    let mut day = Day::open(booked(), "09:00");
    let mine = day.books(1, "2026-11-19T10:00");
    day.books(2, "2026-11-19T11:00");
    day.books(3, "2026-11-19T11:00");
    assert_eq!(day.act(Actor::Visitor, change(mine, "2026-11-19T11:00")), Err(no(NoBooking::SlotTaken)));
    day.act(Actor::Visitor, change(mine, "2026-11-19T12:00")).expect("free");
    assert_eq!(free(&day, "2026-11-19")[4], "10:00:2");
    assert_eq!(free(&day, "2026-11-19")[12], "12:00:1");
}

#[test]
fn the_day_before_brings_one_reminder_and_none_for_who_booked_after_it() {
    let mut day = Day::open(booked(), "09:00");
    let early = day.books(1, "2026-11-18T10:00");
    day.at("10:00");
    let reminded = Fact::Booking(BookingFact::Reminded { booking: early });
    assert_eq!(day.events.last().map(|event| &event.fact), Some(&reminded));
    day.books(2, "2026-11-18T11:00");
    day.on("2026-11-18", "09:00");
    let count = |kind: fn(&Fact) -> bool| day.events.iter().filter(|event| kind(&event.fact)).count();
    assert_eq!(count(|fact| matches!(fact, Fact::Booking(BookingFact::Reminded { .. }))), 1);
}

#[test]
fn a_booking_not_kept_is_void_when_the_days_reception_closes_b12() {
    let mut day = Day::open(booked(), "09:00");
    let booking = day.books(1, "2026-11-18T10:00");
    let stage = |day: &Day| day.state.bookings.get(booking).map(|booking| booking.stage.clone());
    day.on("2026-11-18", "16:59:59");
    assert_eq!(stage(&day), Some(BookingStage::Booked), "coupons are issued until 17:00");
    day.at("17:00");
    assert_eq!(stage(&day), Some(BookingStage::Void));
    let voided = Fact::Booking(BookingFact::Voided { booking, outage: false });
    assert_eq!(day.events.last().map(|event| &event.fact), Some(&voided));
    day.on("2026-11-25", "09:00");
    assert!(stage(&day).is_some(), "a week later a code is still told what it was");
    day.on("2026-11-26", "09:00");
    assert_eq!(stage(&day), None, "later it is forgotten");
}

#[test]
fn on_a_day_that_is_made_longer_who_booked_is_expected_as_long_b12_q3() {
    let mut day = Day::open(booked(), "09:00");
    let [kept, missed, other_day] = [(1, "2026-11-18T10:00"), (2, "2026-11-18T10:15"), (3, "2026-11-19T10:00")]
        .map(|(person, begins)| day.books(person, begins));
    let is = |day: &Day, booking| day.state.bookings.get(booking).map(|booking| booking.stage.clone());
    day.on("2026-11-18", "16:30");
    let until = Some(jiff::civil::time(20, 0, 0, 0));
    day.clerk("anna", Act::ExtendIssue { service: service_id("passport"), until, more: 0 });
    day.at("19:30").checks_in(kept).expect("the office receives");
    day.at("19:59:59");
    assert_eq!(is(&day, missed), Some(BookingStage::Booked));
    day.at("20:00");
    assert_eq!(is(&day, missed), Some(BookingStage::Void));
    day.on("2026-11-19", "16:59:59");
    assert_eq!(is(&day, other_day), Some(BookingStage::Booked), "the next day is as long as ever");
    day.at("17:00");
    assert_eq!(is(&day, other_day), Some(BookingStage::Void));
}

#[test]
fn a_state_of_other_zone_data_is_put_right_when_it_is_read() {
    let mut day = Day::open(booked(), "09:00");
    day.books(1, "2026-11-18T10:00");
    let mut written = serde_json::to_value(&day.state).expect("a state");
    let timed = &mut written["bookings"]["timed"][0][0];
    assert!(timed.is_string(), "{timed}");
    *timed = "2026-11-16T12:34:56Z".into();
    let mut read: queue::State = serde_json::from_value(written).expect("a state");
    assert_ne!(read, day.state);
    read.retime();
    assert_eq!(read, day.state);
}

#[test]
fn a_day_that_is_over_has_no_slots_however_long_ago_it_was_s7() {
    let day = Day::open(booked(), "11:00");
    for begins in ["-009999-01-01T09:00", "2026-11-16T10:00", "2026-11-17T09:00"] {
        let begins: DateTime = begins.parse().expect("a time");
        let slot = queue::booking::Slot { begins, ..slot("2026-11-18T09:00") };
        assert_eq!(queue::booking::slots::open_slot(&day.state, &slot, day.now), Err(NoBooking::SlotPast));
        let near = nearest(&day.state, &Holds::default(), &slot, 2, day.now);
        assert_eq!(near.first().map(|slot| slot.date()), Some(jiff::civil::date(2026, 11, 17)), "{begins}");
    }
}

#[test]
fn an_outage_of_the_office_never_counts_as_missed_b12() {
    let outages =
        [("09:20", "09:31", true), ("09:00", "09:29", false), ("11:00", "17:30", true), ("17:01", "17:30", false)];
    for (from, until, counts) in outages {
        let mut day = Day::open(booked(), "09:00");
        let booking = day.books(1, "2026-11-18T10:00");
        day.on("2026-11-18", from);
        let from = day.now;
        day.asleep_until("2026-11-18", until);
        let note = Act::Booking(BookingAct::NoteOutage { from });
        let command = queue::Command { by: Actor::Office, act: note };
        for event in queue::decide(&day.state, &command, day.now).expect("noted") {
            queue::apply(&mut day.state, &event);
        }
        day.let_time_pass();
        day.at("18:00");
        let outage = day.state.bookings.get(booking).map(|booking| booking.outage);
        assert_eq!(outage, Some(counts), "{from} to {until}");
    }
}

#[test]
fn whoever_booked_is_not_stranded_by_a_new_floor() {
    let mut day = Day::open(booked(), "09:00");
    day.books(1, "2026-11-18T10:00");
    let mut floor = booked();
    floor.services.remove(0);
    floor.windows.iter_mut().for_each(|window| window.services.retain(|service| service.as_str() != "passport"));
    let configure = |floor| Act::ConfigureFloor { floor: Box::new(floor) };
    let service = service_id("passport");
    assert_eq!(day.act(Actor::Office, configure(floor)), Err(Rejection::ServiceBooked { service }));
    let mut later = booked();
    later.services[0].issue = on_workdays("08:30-12:00");
    later.services[0].slots.as_mut().expect("booked").hours = on_workdays("09:00-12:00");
    later.office = text("Other");
    day.act(Actor::Office, configure(later)).expect("hours may change");
    day.on("2026-11-18", "12:00");
    assert_eq!(
        day.state.bookings.all().next().map(|booking| &booking.stage),
        Some(&BookingStage::Void),
        "by the new hours"
    );
}
