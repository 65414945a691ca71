//! The turn of the business day: who is still here is journaled as gone, and numbers start at 1.

use expect_test::expect;
use jiff::civil::date;
use queue::ids::TicketId;
use queue::zone::Zone;
use queue::{Act, Actor, Command, Event, Fact, Rejection, deadline, decide};

use crate::support::day::{Day, code};
use crate::support::floors::{category_id, language, reason_id, service_id, small};

/// One visitor in each stage at the end of the story's day.
fn full_evening() -> Day {
    let mut day = Day::open(small(), "16:00");
    for _ in 0..5 {
        day.takes("passport");
    }
    day.opens("anna", 1).opens("boris", 2);
    day.receives("anna");
    day.calls("anna");
    day.clerk("anna", Act::Recall);
    day.after_min(2).clerk("anna", Act::NoShow);
    day.calls("anna");
    day.clerk("anna", Act::Park { reason: reason_id("copies"), alarm_min: None });
    day.calls("anna");
    day.clerk("anna", Act::Start);
    day.calls("boris");
    day.takes("visa");
    day.asleep_until("2026-11-17", "16:20");
    day
}

#[test]
fn whoever_is_left_at_midnight_is_journaled_and_numbers_start_at_1() {
    let mut day = full_evening();
    let left = day.on("2026-11-18", "00:00").events.clone();
    let told: Vec<String> = left.iter().skip_while(|event| event.by != Actor::Time).map(short).collect();
    expect![[r#"
        ComeBackLapsed TicketId(1)
        VisitorLeft TicketId(2) EndOfDay
        ServiceFinished TicketId(3)
        VisitorLeft TicketId(4) EndOfDay
        VisitorLeft TicketId(5) EndOfDay
        WindowClosed w1
        WindowClosed w2
        ClerkSignedOut anna
        ClerkSignedOut boris
        DayTurned 2026-11-18"#]]
    .assert_eq(&told.join("\n"));
    day.on("2026-11-18", "08:30");
    let first = day.takes("passport");
    assert_eq!(day.number(first), "A001");
    assert_eq!(day.state.tickets.len(), 1);
}

/// What happened in a few words, as far as it can happen at the turn of the day.
fn short(event: &Event) -> String {
    if let Fact::VisitorLeft { ticket, why } = &event.fact {
        return format!("VisitorLeft {ticket:?} {why:?}");
    }
    if let Fact::ComeBackLapsed { ticket } = &event.fact {
        return format!("ComeBackLapsed {ticket:?}");
    }
    if let Fact::ServiceFinished { ticket, .. } = &event.fact {
        return format!("ServiceFinished {ticket:?}");
    }
    if let Fact::WindowClosed { window, .. } = &event.fact {
        return format!("WindowClosed {window}");
    }
    if let Fact::ClerkSignedOut { clerk } = &event.fact {
        return format!("ClerkSignedOut {clerk}");
    }
    format!("{:?} {}", event.fact, event.day)
}

#[test]
fn the_day_is_held_until_time_is_let_pass() {
    let mut day = full_evening();
    day.asleep_until("2026-11-18", "09:00");
    let tries = |act| decide(&day.state, &Command { by: Actor::Visitor, act }, day.now);
    let reprint = tries(Act::ReprintCoupon { ticket: TicketId(5) }).expect("the visitor is still here");
    assert_eq!(reprint[0].day, date(2026, 11, 17), "the event belongs to the day that is not over yet");
    day.let_time_pass();
    assert_eq!(day.state.day.as_ref().expect("a day").date, date(2026, 11, 18));
    assert_eq!(day.let_time_pass(), [], "a day turns once");
}

#[test]
fn a_server_that_slept_through_two_midnights_begins_the_present_day() {
    let mut day = full_evening();
    day.asleep_until("2026-11-19", "10:00").let_time_pass();
    assert_eq!(day.state.day.as_ref().expect("a day").date, date(2026, 11, 19));
    let turns = day.events.iter().filter(|event| event.fact == Fact::DayTurned).count();
    assert_eq!(turns, 2, "the first day, and the present one");
}

#[test]
fn a_clock_that_jumps_a_day_and_back_closes_no_day() {
    let mut day = full_evening();
    let (before, waiting) = (day.now, TicketId(5));
    day.asleep_until("2026-11-18", "16:20");
    let act = Act::IssueTicket {
        services: vec![service_id("passport")],
        category: category_id("general"),
        language: language("ru"),
        more_time: false,
        code: code(99),
    };
    let ahead = decide(&day.state, &Command { by: Actor::Office, act }, day.now);
    assert!(matches!(ahead, Err(Rejection::IssueOver { .. })), "{ahead:?}: the day's issue is over, its turn is held");
    day.now = before;
    assert!(day.waits(waiting));
    assert_eq!(day.state.day.as_ref().expect("a day").date, date(2026, 11, 17));
}

#[test]
fn a_day_of_summer_time_lasts_23_or_25_hours() {
    for (begins, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-17", 24)] {
        let mut floor = small();
        floor.calendar.zone = Zone::new("Europe/Berlin").expect("a zone");
        let day = Day::open_on(floor, begins, "00:00");
        let next = deadline::next(&day.state).expect("the day turns");
        assert_eq!(next.duration_since(day.now).as_hours(), hours, "{begins}");
    }
}

#[test]
fn a_new_day_begins_where_the_zone_left_a_date_out() {
    let mut floor = small();
    floor.calendar.zone = Zone::new("Pacific/Apia").expect("a zone");
    let mut day = Day::open_on(floor, "2011-12-29", "23:00");
    day.after_min(60);
    assert_eq!(day.state.day.as_ref().expect("a day").date, date(2011, 12, 31));
}

#[test]
fn a_no_show_who_could_still_come_back_is_gone_at_midnight() {
    let mut floor = small();
    floor.rules.come_back_min = 600;
    let mut day = Day::open(floor, "16:50");
    let missed = day.takes("passport");
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::Recall);
    day.after_min(2).clerk("anna", Act::NoShow);
    day.on("2026-11-18", "00:00");
    let lapsed = day.events.iter().any(|event| event.fact == Fact::ComeBackLapsed { ticket: missed });
    assert!(lapsed, "{:?}", day.events);
}
