//! What a visitor who comes outside the hours of issue reads: the hours of this business day before they begin, and after them
//! the next opening alone (Q4).

use super::*;
use crate::view::{Moment, Notice};

fn interval(from: &str, to: &str) -> Interval {
    Interval { from: from.parse().unwrap(), to: to.parse().unwrap() }
}

/// A floor whose two services have these hours on each weekday named.
fn floor_with(hours: [&[(Weekday, &[Interval])]; 2], day_turns_at: &str) -> FloorView {
    let mut floor = FloorView { day_turns_at: day_turns_at.parse().unwrap(), ..floor() };
    for (service, hours) in floor.services.iter_mut().zip(hours) {
        service.issue = IssueHours(hours.iter().map(|(day, intervals)| (*day, intervals.to_vec())).collect());
    }
    floor
}

fn told(floor: FloorView, at: &str, day: &str, issues: [Issue; 2]) -> Notice {
    let now: Timestamp = at.parse().unwrap();
    let mut bench = Bench::started(vec![]);
    bench.happens(What::Connected(now, None));
    bench.happens(What::Floor(now, Box::new(floor)));
    bench.happens(What::Board(now, KioskBoard { day: Some(day.parse().unwrap()), ..board(issues) }));
    match bench.screen() {
        Screen::Notice(notice) => notice,
        other => panic!("{other:?} is no notice"),
    }
}

fn not_yet(from: &str, pause: bool) -> Issue {
    Issue::NotYet { from: from.parse().unwrap(), pause }
}

#[test]
fn before_opening_the_hours_of_all_services_are_told_apart_from_their_pause_q4() {
    let morning = interval("08:30", "13:00");
    let floor = floor_with(
        [
            &[(Weekday::Fri, &[interval("09:00", "12:00"), interval("14:00", "16:00")])],
            &[(Weekday::Fri, &[morning, interval("16:00", "17:00")]), (Weekday::Sat, &[interval("09:00", "13:00")])],
        ],
        "00:00",
    );
    let both = [not_yet("2026-11-20T05:00:00Z", false), not_yet("2026-11-20T04:30:00Z", false)];
    let notice = told(floor.clone(), "2026-11-20T04:00:00Z", "2026-11-20", both);
    assert_eq!((notice.kind, notice.next), (NoticeKind::BeforeHours, Moment::Today(time(8, 30, 0, 0))));
    assert_eq!(notice.hours, [morning, interval("14:00", "17:00")]);
    // A service that is stopped issues none of its coupons.
    let one = [not_yet("2026-11-20T10:00:00Z", true), Issue::Stopped];
    let notice = told(floor, "2026-11-20T09:00:00Z", "2026-11-20", one);
    assert_eq!(notice.next, Moment::Today(time(14, 0, 0, 0)));
    assert_eq!(notice.hours, [interval("09:00", "12:00"), interval("14:00", "16:00")]);
}

#[test]
fn after_hours_the_next_opening_stands_alone_q4() {
    let weekday: &[Interval] = &[interval("08:30", "17:00")];
    let hours: &[(Weekday, &[Interval])] = &[(Weekday::Fri, weekday), (Weekday::Sat, &[interval("09:00", "13:00")])];
    let next = Some(Opening { date: date(2026, 11, 21), time: time(9, 0, 0, 0) });
    let over = [Issue::Over { next }, Issue::Over { next }];
    let notice = told(floor_with([hours, hours], "00:00"), "2026-11-20T14:00:00Z", "2026-11-20", over);
    assert_eq!((notice.kind, notice.next), (NoticeKind::AfterHours, Moment::Tomorrow(time(9, 0, 0, 0))));
    assert_eq!(notice.hours, [], "Friday's hours say nothing of Saturday");
}

#[test]
fn at_night_the_hours_are_those_of_the_business_day_in_its_order_q4() {
    let night: &[Interval] = &[interval("20:00", "00:30"), interval("02:00", "06:00")];
    let hours: &[(Weekday, &[Interval])] = &[(Weekday::Tue, night), (Weekday::Wed, &[interval("10:00", "12:00")])];
    // 01:00 on Wednesday by the calendar.
    let pause = [not_yet("2026-11-17T22:00:00Z", true), not_yet("2026-11-17T22:00:00Z", true)];
    let notice =
        told(floor_with([hours, &[(Weekday::Tue, &night[1..])]], "06:00"), "2026-11-17T21:00:00Z", "2026-11-17", pause);
    assert_eq!((notice.hours, notice.next), (night.to_vec(), Moment::Today(time(2, 0, 0, 0))));
}

#[test]
fn a_coupon_of_the_small_hours_bears_the_date_of_the_calendar() {
    let night = FloorView { day_turns_at: time(4, 0, 0, 0), ..floor() };
    for (taken_at, said) in
        [(time(23, 59, 0, 0), "17.11.2026"), (time(0, 10, 0, 0), "18.11.2026"), (time(4, 0, 0, 0), "17.11.2026")]
    {
        let ticket = TicketView { taken_at, ..ticket() };
        let coupon = crate::coupon::Coupon::of(&ticket, Some(&night), Language::Russian, Printing::First);
        assert_eq!(coupon.slip(24).facts[0].0, said, "{taken_at}");
    }
}
