//! Places kept while forms are filled (B3, S6): they keep others away, run out, and are bounded; and how many bookings come from where.

use queue::booking::NoBooking;
use queue::booking::holds::Holds;
use queue::booking::sources::Sources;
use queue::ids::HoldCode;

use crate::support::day::{Day, slot};
use crate::support::floors::booked;

fn code(number: u8) -> HoldCode {
    HoldCode::from_random([number; HoldCode::LENGTH])
}

#[test]
fn one_place_is_kept_for_one_form_and_runs_out_b3() {
    let mut day = Day::open(booked(), "09:00");
    let (mut holds, ten) = (Holds::default(), slot("2026-11-18T10:00"));
    day.books(1, "2026-11-18T10:00");
    let until = holds.keep(&day.state, code(1), &ten, 1, day.now).expect("the last place");
    assert_eq!(until, day.moment("09:10"));
    assert_eq!(holds.keep(&day.state, code(2), &ten, 2, day.now), Err(NoBooking::SlotTaken));
    assert_eq!(holds.may_book(&day.state, &ten, None, day.now), Err(NoBooking::SlotTaken));
    assert_eq!(holds.may_book(&day.state, &ten, Some(&code(1)), day.now), Ok(()));
    day.at("09:10");
    assert_eq!(holds.may_book(&day.state, &ten, None, day.now), Ok(()), "it ran out");
    assert_eq!(holds.kept(&ten, None, day.now), 0);
}

#[test]
fn another_choice_gives_the_first_place_up_b3() {
    let day = Day::open(booked(), "09:00");
    let mut holds = Holds::default();
    let (ten, eleven) = (slot("2026-11-18T10:00"), slot("2026-11-18T11:00"));
    for choice in [&ten, &eleven] {
        holds.keep(&day.state, code(1), choice, 1, day.now).expect("free");
    }
    assert_eq!((holds.kept(&ten, None, day.now), holds.kept(&eleven, None, day.now)), (0, 1));
    holds.release(&code(1));
    assert_eq!(holds.kept(&eleven, None, day.now), 0);
}

#[test]
fn nobody_keeps_more_places_than_the_office_lets_s6() {
    let mut floor = booked();
    floor.rules.booking.holds = 5;
    let day = Day::open(floor, "09:00");
    let mut holds = Holds::default();
    let mut keep = |number: u8, source: u64| {
        let begins = format!("2026-11-18T{:02}:{:02}", 9 + number / 4, number % 4 * 15);
        holds.keep(&day.state, code(number), &slot(&begins), source, day.now).map(|_| ())
    };
    for number in 0..4 {
        assert_eq!(keep(number, 7), Ok(()));
    }
    let full = Err(NoBooking::TooManyHolds { until: day.moment("09:10") });
    assert_eq!(keep(4, 7), full, "one source");
    assert_eq!(keep(4, 8), Ok(()));
    assert_eq!(keep(5, 9), full, "all together");
    assert_eq!(keep(4, 8), Ok(()), "whoever keeps one may choose again");
}

#[test]
fn what_is_past_or_closed_cannot_be_kept_b1() {
    let day = Day::open(booked(), "09:30");
    let mut holds = Holds::default();
    let mut keep = |begins| holds.keep(&day.state, code(1), &slot(begins), 1, day.now).expect_err(begins);
    assert_eq!(keep("2026-11-17T09:30"), NoBooking::SlotPast);
    assert_eq!(keep("2026-11-18T13:00"), NoBooking::NoSuchSlot);
}

#[test]
fn whoever_finds_all_places_kept_is_told_when_the_first_is_free_again_s6() {
    let mut floor = booked();
    (floor.rules.booking.holds, floor.rules.booking.holds_a_source) = (3, 2);
    let mut day = Day::open(floor, "09:00");
    let mut holds = Holds::default();
    let mut keep = |day: &Day, number: u8, source: u64| {
        let begins = format!("2026-11-18T{:02}:00", 9 + number);
        holds.keep(&day.state, code(number), &slot(&begins), source, day.now)
    };
    keep(&day, 0, 7).expect("free");
    day.at("09:02");
    keep(&day, 1, 8).expect("free");
    day.at("09:04");
    keep(&day, 2, 8).expect("free");
    let until = |time| Err(NoBooking::TooManyHolds { until: day.moment(time) });
    assert_eq!(keep(&day, 3, 9), until("09:10"), "all together: the first is that of another");
    assert_eq!(keep(&day, 3, 8), until("09:12"), "a source that has its own share waits for its own");
    day.at("09:10");
    assert!(keep(&day, 3, 9).is_ok(), "what was said is so");
}

#[test]
fn a_place_is_kept_three_times_as_long_in_all_and_then_goes_to_others_s6() {
    let mut day = Day::open(booked(), "09:00");
    let (mut holds, ten) = (Holds::default(), slot("2026-11-18T10:00"));
    let mut keeps = |day: &Day, number, source| holds.keep(&day.state, code(number), &ten, source, day.now);
    for (at, until) in
        [("09:00", "09:10"), ("09:08", "09:18"), ("09:16", "09:26"), ("09:24", "09:30"), ("09:29", "09:30")]
    {
        day.at(at);
        assert_eq!(keeps(&day, 1, 7), Ok(day.moment(until)), "{at}");
    }
    let again = Err(NoBooking::KeptTooLong { until: day.moment("09:40") });
    day.at("09:30");
    assert_eq!(keeps(&day, 1, 7), again, "the same form");
    assert_eq!(keeps(&day, 1, 9), again, "the same form from elsewhere");
    day.at("09:39:59");
    assert_eq!(keeps(&day, 2, 7), again, "another form from there");
    assert_eq!(keeps(&day, 3, 8), Ok(day.moment("09:49:59")), "others");
    day.at("09:40");
    assert_eq!(keeps(&day, 1, 7), Ok(day.moment("09:50")));
}

#[test]
fn another_time_begins_anew_and_the_way_back_to_the_first_does_not_s6() {
    let mut day = Day::open(booked(), "09:00");
    let mut holds = Holds::default();
    let steps = [
        ("09:00", "10:00", Ok("09:10")),
        ("09:05", "11:00", Ok("09:15")),
        ("09:10", "10:00", Ok("09:20")),
        ("09:18", "10:00", Ok("09:28")),
        ("09:22", "11:00", Ok("09:32")),
        ("09:27", "10:00", Ok("09:30")),
        ("09:29", "11:00", Ok("09:39")),
        ("09:31", "10:00", Err("09:39")),
        ("09:39", "10:00", Ok("09:49")),
    ];
    for (at, time, expected) in steps {
        day.at(at);
        let kept = holds.keep(&day.state, code(1), &slot(&format!("2026-11-18T{time}")), 7, day.now);
        let expected = match expected {
            Ok(until) => Ok(day.moment(until)),
            Err(until) => Err(NoBooking::KeptTooLong { until: day.moment(until) }),
        };
        assert_eq!(kept, expected, "{time} at {at}");
    }
}

#[test]
fn forms_one_after_another_from_one_source_keep_no_longer_than_one_s6() {
    let mut day = Day::open(booked(), "09:00");
    let (mut holds, ten) = (Holds::default(), slot("2026-11-18T10:00"));
    let mut keeps = |day: &Day, number| holds.keep(&day.state, code(number), &ten, 7, day.now);
    for (at, number, until) in [("09:00", 1, "09:10"), ("09:10", 2, "09:20"), ("09:22", 3, "09:30")] {
        day.at(at);
        assert_eq!(keeps(&day, number), Ok(day.moment(until)), "{at}");
    }
    day.at("09:30");
    assert_eq!(keeps(&day, 4), Err(NoBooking::KeptTooLong { until: day.moment("09:40") }));
    day.at("09:40");
    assert_eq!(keeps(&day, 5), Ok(day.moment("09:50")));
}

#[test]
fn a_family_keeps_two_places_of_one_time_and_what_is_booked_counts_for_nobody_s6() {
    let mut day = Day::open(booked(), "09:00");
    let (mut holds, ten) = (Holds::default(), slot("2026-11-18T10:00"));
    assert_eq!(holds.keep(&day.state, code(1), &ten, 7, day.now), Ok(day.moment("09:10")));
    day.at("09:09");
    assert_eq!(holds.keep(&day.state, code(2), &ten, 7, day.now), Ok(day.moment("09:19")), "beside it");
    holds.release(&code(1));
    for (at, until) in [("09:18", "09:28"), ("09:27", "09:37"), ("09:36", "09:39")] {
        day.at(at);
        assert_eq!(holds.keep(&day.state, code(2), &ten, 7, day.now), Ok(day.moment(until)), "{at}");
    }
    holds.release(&code(2));
    day.at("09:41");
    assert_eq!(holds.keep(&day.state, code(3), &ten, 7, day.now), Ok(day.moment("09:51")), "both are booked");
}

#[test]
fn what_a_neighbour_gave_up_beside_a_place_does_not_shorten_it_s6() {
    let mut day = Day::open(booked(), "09:00");
    let (mut holds, ten) = (Holds::default(), slot("2026-11-18T10:00"));
    for at in ["09:00", "09:09", "09:18", "09:27"] {
        day.at(at);
        holds.keep(&day.state, code(1), &ten, 7, day.now).expect(at);
    }
    day.at("09:28");
    assert_eq!(holds.keep(&day.state, code(2), &ten, 7, day.now), Ok(day.moment("09:38")), "beside it");
    day.at("09:31");
    assert_eq!(holds.keep(&day.state, code(2), &ten, 7, day.now), Ok(day.moment("09:41")), "the first one is over");
}

#[test]
fn whoever_has_booked_did_not_keep_another_time_in_vain_s6() {
    let mut day = Day::open(booked(), "09:00");
    let (mut holds, ten, quarter) = (Holds::default(), slot("2026-11-18T10:00"), slot("2026-11-18T10:15"));
    for at in ["09:00", "09:09", "09:18"] {
        day.at(at);
        holds.keep(&day.state, code(1), &ten, 7, day.now).expect(at);
    }
    day.at("09:29");
    assert_eq!(holds.keep(&day.state, code(1), &quarter, 7, day.now), Ok(day.moment("09:39")));
    holds.release(&code(1));
    assert_eq!(holds.keep(&day.state, code(2), &ten, 7, day.now), Ok(day.moment("09:39")), "for the next of a family");
}

#[test]
fn a_source_that_tries_one_time_after_another_waits_s6() {
    let mut floor = booked();
    floor.rules.booking.holds_a_source = 1;
    let mut day = Day::open(floor, "09:00");
    let mut holds = Holds::default();
    let mut keeps = |day: &Day, number: u8, nth: u8, source| {
        let begins = format!("2026-11-{:02}T{:02}:{:02}", 18 + nth / 12, 9 + nth % 12 / 4, nth % 4 * 15);
        holds.keep(&day.state, code(number), &slot(&begins), source, day.now)
    };
    for nth in 0..17 {
        assert_eq!(keeps(&day, 1, nth, 7), Ok(day.moment("09:10")), "{nth}");
    }
    let full = Err(NoBooking::TooManyHolds { until: day.moment("09:10") });
    assert_eq!(keeps(&day, 1, 17, 7), full);
    assert_eq!(keeps(&day, 1, 16, 7), Ok(day.moment("09:10")), "what is kept is kept");
    assert_eq!(keeps(&day, 2, 17, 8), Ok(day.moment("09:10")), "others choose");
    day.at("09:10");
    assert_eq!(keeps(&day, 1, 17, 7), Ok(day.moment("09:20")));
}

#[test]
fn one_source_makes_so_many_bookings_a_business_day_s6() {
    let mut floor = booked();
    floor.rules.booking.a_source = 3;
    let mut day = Day::open(floor, "09:00");
    let mut sources = Sources::default();
    for _ in 0..3 {
        assert_eq!(sources.may(&day.state, 7), Ok(()));
        sources.made(&day.state, 7);
    }
    assert_eq!(sources.may(&day.state, 7), Err(NoBooking::SourceFull { most: 3 }));
    assert_eq!(sources.may(&day.state, 8), Ok(()), "others go on");
    day.on("2026-11-18", "09:00");
    assert_eq!(sources.may(&day.state, 7), Ok(()), "another business day");
    sources.made(&day.state, 8);
    assert_eq!(sources.may(&day.state, 7), Ok(()), "yesterday's are forgotten");
}
