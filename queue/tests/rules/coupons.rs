//! Coupons: numbers, limits and hours of issue (Q1, Q3, Q4).

use jiff::civil::date;
use queue::ids::{BookingId, TicketId};
use queue::issue::{Issue, Opening, issue};
use queue::{Act, Floor, Rejection};

use crate::support::day::{Day, code, kiosk, other_kiosk, staff};
use crate::support::floors::{booked, category_id, language, on_workdays, service, service_id, small, time};

fn told(day: &Day, key: &str) -> Issue {
    let service = day.floor().service(&service_id(key)).expect("a service of the floor");
    issue(&day.state, service, day.now)
}

fn tomorrow() -> Option<Opening> {
    Some(Opening { date: date(2026, 11, 18), time: time("08:30") })
}

#[test]
fn a_coupon_carries_the_letter_of_its_service_and_a_number_from_1_on_q1() {
    let mut day = Day::open(small(), "09:00");
    let taken = [day.takes("passport"), day.takes("visa"), day.takes("passport")];
    assert_eq!(taken.map(|id| day.number(id)), ["A001", "B001", "A002"]);
}

#[test]
fn services_that_share_a_letter_share_its_numbers_q1() {
    let floor = Floor { services: vec![service("passport", 'A'), service("visa", 'А')], ..small() };
    let mut day = Day::open(floor, "09:00");
    let taken = [day.takes("passport"), day.takes("visa"), day.takes("passport")];
    assert_eq!(taken.map(|id| day.number(id)), ["A001", "A002", "A003"]);
}

#[test]
fn what_the_floor_does_not_know_is_not_issued_q1() {
    let mut day = Day::open(small(), "09:00");
    let mut tries = |services: &[&str], category: &str, spoken: &str| {
        let act = Act::IssueTicket {
            services: services.iter().map(|key| service_id(key)).collect(),
            category: category_id(category),
            language: language(spoken),
            more_time: false,
            code: code(0),
        };
        day.act(kiosk(), act).expect_err("nothing of it can be issued")
    };
    assert_eq!(tries(&["driving"], "general", "ru"), Rejection::UnknownService);
    assert_eq!(tries(&["passport"], "hero", "ru"), Rejection::UnknownCategory);
    assert_eq!(tries(&["passport"], "general", "de"), Rejection::UnknownLanguage);
    assert_eq!(tries(&[], "general", "ru"), Rejection::BadVisit);
    assert_eq!(tries(&["passport", "passport"], "general", "ru"), Rejection::BadVisit);
}

#[test]
fn a_service_that_the_kiosk_does_not_offer_is_issued_by_the_receptionist_q1() {
    let mut floor = small();
    floor.services[2].at_kiosk = false;
    let mut day = Day::open(floor, "09:00");
    assert_eq!(day.tries(&["payment"], "general"), Err(Rejection::UnknownService));
    let act = Act::IssueTicket {
        services: vec![service_id("payment")],
        category: category_id("general"),
        language: language("hy"),
        more_time: true,
        code: code(7),
    };
    assert!(day.act(staff("anna"), act).is_ok());
}

#[test]
fn coupons_of_a_service_are_limited_each_day_q3() {
    let mut floor = small();
    floor.services[0].daily_limit = 2;
    let mut day = Day::open(floor, "09:00");
    day.takes("passport");
    assert_eq!(told(&day, "passport"), Issue::Open { left: 1, until: day.moment("17:00") });
    day.takes("passport");
    assert_eq!(told(&day, "passport"), Issue::Gone { next: tomorrow() });
    assert_eq!(day.tries(&["passport"], "general"), Err(Rejection::LimitReached { next: tomorrow() }));
    day.takes("visa");
    day.on("2026-11-18", "08:30");
    assert_eq!(told(&day, "passport"), Issue::Open { left: 2, until: day.moment("17:00") });
}

#[test]
fn a_visit_of_two_services_takes_a_place_of_each_q3() {
    let mut floor = small();
    floor.services[2].daily_limit = 1;
    let mut day = Day::open(floor, "09:00");
    day.takes_as(&["passport", "payment"], "general");
    assert_eq!(day.tries(&["payment"], "general"), Err(Rejection::LimitReached { next: tomorrow() }));
}

#[test]
fn a_withdrawn_coupon_gives_its_place_back_but_never_its_number_q3() {
    let mut floor = small();
    floor.services[0].daily_limit = 1;
    let mut day = Day::open(floor, "09:00");
    let unseen = day.takes("passport");
    day.act(kiosk(), Act::WithdrawTicket { ticket: unseen }).expect("its visitor never saw it");
    assert_eq!(day.act(kiosk(), Act::WithdrawTicket { ticket: unseen }), Ok(Vec::new()), "asked a second time");
    let next = day.takes("passport");
    assert_eq!(day.number(next), "A002");
}

#[test]
fn a_kiosk_touches_no_ticket_but_its_own_s2() {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes("passport");
    for act in [Act::MarkMoreTime { ticket: id, on: true }, Act::WithdrawTicket { ticket: id }] {
        assert_eq!(day.act(other_kiosk(), act.clone()), Err(Rejection::UnknownTicket), "{act:?}");
        assert!(day.act(kiosk(), act.clone()).is_ok(), "{act:?}");
    }
    let by_hand = Act::IssueTicket {
        services: vec![service_id("passport")],
        category: category_id("general"),
        language: language("hy"),
        more_time: false,
        code: code(7),
    };
    let id = TicketId(day.state.next_ticket);
    day.act(staff("anna"), by_hand).expect("the receptionist issues");
    let mark = Act::MarkMoreTime { ticket: id, on: true };
    assert_eq!(day.act(kiosk(), mark.clone()), Err(Rejection::UnknownTicket), "the receptionist issued it");
    assert!(day.act(staff("boris"), mark).is_ok(), "the desk helps everyone");
}

#[test]
fn a_coupon_that_was_called_cannot_be_withdrawn_q3() {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes_as(&["passport", "payment"], "general");
    day.opens("anna", 1).receives("anna");
    assert!(day.waits(id), "for the second service");
    assert_eq!(day.act(kiosk(), Act::WithdrawTicket { ticket: id }), Err(Rejection::AlreadyCalled));
}

#[test]
fn numbers_end_at_999_q3() {
    let mut floor = Floor { services: vec![service("passport", 'A'), service("visa", 'A')], ..small() };
    floor.services.iter_mut().for_each(|service| service.daily_limit = 999);
    let mut day = Day::open(floor, "09:00");
    let last = (0..999).map(|at| day.takes(if at % 2 == 0 { "passport" } else { "visa" })).last();
    assert_eq!(day.number(last.expect("999 coupons")), "A999");
    assert_eq!(day.tries(&["passport"], "general"), Err(Rejection::LimitReached { next: tomorrow() }));
}

#[test]
fn before_the_hours_the_kiosk_says_from_when_q4() {
    let mut day = Day::open(small(), "08:29:59.999");
    let from = day.moment("08:30");
    assert_eq!(told(&day, "passport"), Issue::NotYet { from, pause: false });
    assert_eq!(day.tries(&["passport"], "general"), Err(Rejection::IssueNotYet { from }));
    day.at("08:30").takes("passport");
}

#[test]
fn in_the_pause_the_kiosk_says_from_when_q4() {
    let mut floor = small();
    floor.services[0].issue = on_workdays("08:30-13:00 14:00-17:00");
    let mut day = Day::open(floor, "12:59:59");
    day.takes("passport");
    day.at("13:00");
    assert_eq!(told(&day, "passport"), Issue::NotYet { from: day.moment("14:00"), pause: true });
    day.at("14:00").takes("passport");
}

#[test]
fn after_the_hours_the_kiosk_says_when_the_next_coupons_are_q4() {
    let mut day = Day::open(small(), "16:59:59");
    day.takes("passport");
    day.at("17:00");
    assert_eq!(told(&day, "passport"), Issue::Over { next: tomorrow() });
    assert_eq!(day.tries(&["passport"], "general"), Err(Rejection::IssueOver { next: tomorrow() }));
}

#[test]
fn on_a_holiday_and_on_a_free_weekday_there_are_no_coupons_q4() {
    let mut floor = small();
    floor.calendar.holidays.insert(date(2026, 11, 20));
    let mut friday = Day::open_on(floor.clone(), "2026-11-20", "10:00");
    let monday = Some(Opening { date: date(2026, 11, 23), time: time("08:30") });
    assert_eq!(told(&friday, "passport"), Issue::ClosedToday { next: monday });
    assert_eq!(friday.tries(&["passport"], "general"), Err(Rejection::ClosedToday { next: monday }));
    let sunday = Day::open_on(floor, "2026-11-22", "10:00");
    assert_eq!(told(&sunday, "passport"), Issue::ClosedToday { next: monday });
}

#[test]
fn stopped_issue_gives_no_coupons_until_it_is_resumed_q4() {
    let mut day = Day::open(small(), "09:00");
    let service = service_id("passport");
    day.clerk("anna", Act::StopIssue { service: service.clone() });
    assert_eq!(told(&day, "passport"), Issue::Stopped);
    assert_eq!(day.tries(&["passport"], "general"), Err(Rejection::IssueStopped));
    assert_eq!(day.rejects("anna", Act::StopIssue { service: service.clone() }), Rejection::NothingToChange);
    day.clerk("anna", Act::ResumeIssue { service });
    day.takes("passport");
}

#[test]
fn extended_issue_goes_on_until_the_set_time_today_q4() {
    let mut day = Day::open(small(), "16:00");
    let until = Some(time("18:00"));
    day.clerk("anna", Act::ExtendIssue { service: service_id("passport"), until, more: 0 });
    day.at("17:59:59").takes("passport");
    assert_eq!(told(&day, "passport"), Issue::Open { left: 99, until: day.moment("18:00") });
    day.at("18:00");
    assert_eq!(told(&day, "passport"), Issue::Over { next: tomorrow() });
    let again = Act::ExtendIssue { service: service_id("passport"), until, more: 0 };
    assert_eq!(day.rejects("anna", again), Rejection::NothingToChange, "that time is past");
}

#[test]
fn issue_that_is_extended_to_less_than_its_hours_keeps_its_hours_q4() {
    let mut day = Day::open(small(), "09:00");
    let until = Some(time("12:00"));
    day.clerk("anna", Act::ExtendIssue { service: service_id("passport"), until, more: 0 });
    assert_eq!(told(&day, "passport"), Issue::Open { left: 100, until: day.moment("17:00") });
}

#[test]
fn more_coupons_can_be_added_as_far_as_numbers_go_q3() {
    let mut floor = small();
    floor.services[0].daily_limit = 1;
    let mut day = Day::open(floor, "09:00");
    day.takes("passport");
    day.clerk("anna", Act::ExtendIssue { service: service_id("passport"), until: None, more: 2 });
    assert_eq!(told(&day, "passport"), Issue::Open { left: 2, until: day.moment("17:00") });
    let too_many = Act::ExtendIssue { service: service_id("passport"), until: None, more: 997 };
    assert_eq!(day.rejects("anna", too_many), Rejection::LimitTooLarge { most: 996 });
    day.on("2026-11-18", "09:00").takes("passport");
    assert!(day.tries(&["passport"], "general").is_err(), "the extension was for one day");
}

#[test]
fn more_coupons_of_one_service_leave_the_numbers_of_its_letter_mate_q3() {
    let mut floor = small();
    floor.services[0].daily_limit = 500;
    floor.services[1].letter = floor.services[0].letter;
    floor.services[1].daily_limit = 400;
    let mut day = Day::open(floor, "09:00");
    let more = |more| Act::ExtendIssue { service: service_id("passport"), until: None, more };
    assert_eq!(day.rejects("anna", more(100)), Rejection::LimitTooLarge { most: 99 });
    day.clerk("anna", more(99));
}

#[test]
fn in_the_pause_nobody_is_promised_coupons_that_are_gone_q4() {
    let mut floor = small();
    floor.services[0].issue = on_workdays("08:30-13:00 14:00-17:00");
    floor.services[0].daily_limit = 1;
    let mut day = Day::open(floor, "12:59");
    day.takes("passport");
    day.at("13:30");
    assert_eq!(told(&day, "passport"), Issue::Gone { next: tomorrow() });
    assert_eq!(day.tries(&["passport"], "general"), Err(Rejection::LimitReached { next: tomorrow() }));
}

#[test]
fn whoever_holds_a_coupon_when_issue_closes_is_still_received_q3() {
    let mut day = Day::open(small(), "16:59");
    let (first, last) = (day.takes("passport"), day.takes("passport"));
    day.opens("anna", 1).at("18:40");
    assert_eq!([day.receives("anna"), day.receives("anna")], [first, last]);
}

#[test]
fn a_night_office_issues_past_midnight_on_the_same_business_day_q4() {
    let mut floor = small();
    floor.calendar.day_turns_at = time("04:00");
    floor.services[0].issue = on_workdays("20:00-04:00");
    let mut day = Day::open(floor, "23:00");
    day.takes("passport");
    day.on("2026-11-18", "03:59");
    let late = day.takes("passport");
    assert_eq!((day.number(late).as_str(), day.ticket(late).day), ("A002", date(2026, 11, 17)));
    day.at("04:00");
    assert_eq!(told(&day, "passport"), Issue::NotYet { from: day.moment("20:00"), pause: false });
}

#[test]
fn the_hours_of_a_night_office_go_by_its_business_day_q4() {
    let mut floor = small();
    floor.calendar.day_turns_at = time("04:00");
    // As typed by somebody who thinks of the clock on the wall.
    floor.services[0].issue = on_workdays("01:00-03:00 20:00-00:00");
    let mut day = Day::open(floor, "04:00");
    assert_eq!(told(&day, "passport"), Issue::NotYet { from: day.moment("20:00"), pause: false });
    day.at("20:00").takes("passport");
    day.on("2026-11-18", "00:00");
    assert_eq!(told(&day, "passport"), Issue::NotYet { from: day.moment("01:00"), pause: true });
    day.at("01:00").takes("passport");
    day.at("03:00");
    let next = Some(Opening { date: date(2026, 11, 18), time: time("20:00") });
    assert_eq!(told(&day, "passport"), Issue::Over { next });
}

#[test]
fn the_next_coupons_after_midnight_are_on_the_date_of_the_calendar_q4() {
    let mut floor = small();
    floor.calendar.day_turns_at = time("04:00");
    floor.services[0].issue = on_workdays("01:00-03:00");
    let mut day = Day::open(floor, "23:00");
    day.on("2026-11-18", "03:30");
    let next = Some(Opening { date: date(2026, 11, 19), time: time("01:00") });
    assert_eq!(told(&day, "passport"), Issue::Over { next }, "the night of Wednesday's business day is Thursday's");
}

#[test]
fn each_further_coupon_is_counted_as_a_copy_q1() {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes("passport");
    day.clerk("anna", Act::ReprintCoupon { ticket: id });
    day.clerk("anna", Act::ReprintCoupon { ticket: id });
    assert_eq!(day.ticket(id).copies, 2);
    day.act(staff("anna"), Act::Leave { ticket: id }).expect("who waits may go");
    assert_eq!(day.rejects("anna", Act::ReprintCoupon { ticket: id }), Rejection::NotWaiting);
}

/// 850 coupons and 48 booked places of one letter, with two visitors who booked.
fn booked_under_a_full_letter() -> (Day, [BookingId; 2]) {
    let mut floor = booked();
    floor.services[0].daily_limit = 850;
    let mut day = Day::open_on(floor, "2026-11-16", "09:00");
    let bookings = [day.books(1, "2026-11-17T09:45"), day.books(2, "2026-11-17T09:45")];
    day.on("2026-11-17", "08:31");
    (day, bookings)
}

#[test]
fn more_coupons_leave_the_numbers_of_those_who_booked_and_may_yet_q3() {
    let (mut day, bookings) = booked_under_a_full_letter();
    let more = |more| Act::ExtendIssue { service: service_id("passport"), until: None, more };
    assert_eq!(day.rejects("anna", more(102)), Rejection::LimitTooLarge { most: 101 });
    day.clerk("anna", more(101));
    let today = day.books(3, "2026-11-17T10:00");
    (0..951).for_each(|_| {
        day.takes("passport");
    });
    assert_eq!(told(&day, "passport"), Issue::Gone { next: tomorrow() });
    day.at("09:45");
    for (booking, number) in bookings.into_iter().chain([today]).zip(["A952", "A953", "A954"]) {
        let ticket = day.checks_in(booking).expect("in time");
        assert_eq!(day.number(ticket), number);
    }
}

#[test]
fn more_coupons_in_the_afternoon_have_the_numbers_of_places_that_nobody_booked_q3() {
    let (mut day, _) = booked_under_a_full_letter();
    day.at("15:50");
    let more = |more| Act::ExtendIssue { service: service_id("passport"), until: None, more };
    assert_eq!(day.rejects("anna", more(148)), Rejection::LimitTooLarge { most: 147 }, "two of 48 places were booked");
}

#[test]
fn coupons_never_take_the_numbers_of_those_who_are_expected_q3() {
    let (mut day, bookings) = booked_under_a_full_letter();
    let more = Act::ExtendIssue { service: service_id("passport"), until: None, more: 101 };
    day.clerk("anna", more);
    // Numbers that are withdrawn are used all the same, and their coupons can be had again.
    for _ in 0..900 {
        let ticket = day.takes("passport");
        day.act(kiosk(), Act::WithdrawTicket { ticket }).expect("nobody saw it");
    }
    assert_eq!(told(&day, "passport"), Issue::Open { left: 97, until: day.moment("17:00") });
    (0..97).for_each(|_| {
        day.takes("passport");
    });
    assert_eq!(day.tries(&["passport"], "general"), Err(Rejection::LimitReached { next: tomorrow() }));
    day.at("09:45");
    let tickets = bookings.map(|booking| day.checks_in(booking).expect("in time"));
    assert_eq!(tickets.map(|ticket| day.number(ticket)), ["A998", "A999"]);
}
