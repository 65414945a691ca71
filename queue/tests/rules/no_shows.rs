//! Visitors who do not come: when a no-show is allowed, when time alone makes it, and coming back.

use jiff::ToSpan;
use queue::floor::PlaceRule;
use queue::ids::TicketId;
use queue::ticket::Stage;
use queue::{Act, Actor, Fact, Floor, Rejection, deadline};

use crate::support::day::{Day, staff};
use crate::support::floors::{clerk_id, small, window_id};

fn called_at_9(floor: Floor) -> (Day, TicketId) {
    let mut day = Day::open(floor, "08:50");
    let id = day.takes("passport");
    day.opens("anna", 1).at("09:00").calls("anna");
    (day, id)
}

#[test]
fn a_no_show_needs_two_calls_and_90_seconds() {
    let (mut day, id) = called_at_9(small());
    assert_eq!(day.rejects("anna", Act::NoShow), Rejection::TooEarlyForNoShow { calls: 1, seconds: 90 });
    day.after_s(60).clerk("anna", Act::Recall);
    assert_eq!(day.rejects("anna", Act::NoShow), Rejection::TooEarlyForNoShow { calls: 0, seconds: 30 });
    day.after_ms(29_999);
    assert_eq!(day.rejects("anna", Act::NoShow), Rejection::TooEarlyForNoShow { calls: 0, seconds: 1 });
    let facts = day.after_ms(1).clerk("anna", Act::NoShow);
    let (window, clerk, until) = (window_id("w1"), clerk_id("anna"), day.now + 30.minutes());
    assert_eq!(facts, [Fact::VisitorNoShow { ticket: id, window, clerk, until }]);
    assert_eq!(day.at_window_of("anna"), None);
}

#[test]
fn time_without_calls_is_not_enough() {
    let (mut day, _) = called_at_9(small());
    day.after_min(20);
    assert_eq!(day.rejects("anna", Act::NoShow), Rejection::TooEarlyForNoShow { calls: 1, seconds: 0 });
}

#[test]
fn who_asked_for_more_time_gets_one_call_and_90_seconds_more() {
    let (mut day, id) = called_at_9(small());
    day.act(Actor::Visitor, Act::MarkMoreTime { ticket: id, on: true }).expect("anyone may ask");
    assert_eq!(day.rejects("anna", Act::NoShow), Rejection::TooEarlyForNoShow { calls: 2, seconds: 180 });
    day.clerk("anna", Act::Recall);
    day.clerk("anna", Act::Recall);
    day.after_s(179);
    assert_eq!(day.rejects("anna", Act::NoShow), Rejection::TooEarlyForNoShow { calls: 0, seconds: 1 });
    day.after_s(1).clerk("anna", Act::NoShow);
}

#[test]
fn who_is_here_is_no_no_show() {
    let (mut day, _) = called_at_9(small());
    day.clerk("anna", Act::Start);
    assert_eq!(day.rejects("anna", Act::NoShow), Rejection::AlreadyStarted);
}

#[test]
fn time_alone_makes_the_no_show_where_the_office_wants_it_q2() {
    let mut floor = small();
    floor.rules.no_show_alone_s = Some(300);
    let (mut day, id) = called_at_9(floor);
    day.after_s(60).clerk("anna", Act::Recall);
    assert_eq!(deadline::next(&day.state), Some(day.moment("09:05")));
    day.at("09:04:59.999");
    assert_eq!(day.at_window_of("anna"), Some(id));
    day.at("09:05");
    assert_eq!(day.at_window_of("anna"), None);
    let event = day.events.last().expect("the no-show is journaled");
    assert!(event.by == Actor::Time && matches!(event.fact, Fact::VisitorNoShow { .. }), "{event:?}");
    assert_eq!(day.state.clerks[&clerk_id("anna")].no_shows, 1);
}

#[test]
fn time_alone_makes_no_no_show_of_a_visitor_who_was_called_once_q2() {
    let mut floor = small();
    floor.rules.no_show_alone_s = Some(300);
    let (mut day, id) = called_at_9(floor);
    assert_eq!(deadline::next(&day.state), Some(day.moment("23:59:59") + 1.second()), "only the turn of the day");
    day.at("16:00");
    assert_eq!(day.at_window_of("anna"), Some(id));
    assert_eq!(day.rejects("anna", Act::NoShow), Rejection::TooEarlyForNoShow { calls: 1, seconds: 0 });
}

#[test]
fn who_is_called_again_late_has_as_long_to_come_as_after_a_first_call_q2() {
    let mut floor = small();
    floor.rules.no_show_alone_s = Some(300);
    let (mut day, id) = called_at_9(floor);
    day.at("09:20").clerk("anna", Act::Recall);
    assert_eq!(deadline::next(&day.state), Some(day.moment("09:21:30")));
    day.at("09:21:29.999");
    assert_eq!(day.at_window_of("anna"), Some(id));
    day.at("09:21:30");
    assert_eq!(day.at_window_of("anna"), None);
}

#[test]
fn time_alone_is_never_sooner_than_the_clerk_may_be_q2() {
    let mut floor = small();
    floor.rules.no_show_alone_s = Some(30);
    let (mut day, _) = called_at_9(floor);
    day.clerk("anna", Act::Recall);
    assert_eq!(deadline::next(&day.state), Some(day.moment("09:01:30")), "a floor of an older journal");
}

#[test]
fn time_alone_waits_longer_for_who_asked_for_more_time_q2() {
    let mut floor = small();
    floor.rules.no_show_alone_s = Some(300);
    let (mut day, id) = called_at_9(floor);
    day.clerk("anna", Act::Recall);
    assert_eq!(deadline::next(&day.state), Some(day.moment("09:05")));
    day.act(Actor::Visitor, Act::MarkMoreTime { ticket: id, on: true }).expect("anyone may ask");
    assert_eq!(deadline::next(&day.state), Some(day.moment("23:59:59") + 1.second()), "a third call is missing");
    day.clerk("anna", Act::Recall);
    assert_eq!(deadline::next(&day.state), Some(day.moment("09:06:30")));
}

#[test]
fn time_alone_makes_no_no_show_by_default() {
    let (day, _) = called_at_9(small());
    let midnight = day.moment("23:59:59") + 1.second();
    assert_eq!(deadline::next(&day.state), Some(midnight));
}

/// A no-show at 09:02 while a second visitor waits since 08:55.
fn missed(floor: Floor) -> (Day, TicketId, TicketId) {
    let mut day = Day::open(floor, "08:50");
    let missed = day.takes("passport");
    let other = day.at("08:55").takes("passport");
    day.opens("anna", 1).at("09:00").calls("anna");
    day.clerk("anna", Act::Recall);
    day.at("09:02").clerk("anna", Act::NoShow);
    (day, missed, other)
}

#[test]
fn who_comes_back_within_30_minutes_waits_at_the_end_of_the_line() {
    let (mut day, missed, other) = missed(small());
    day.at("09:32").act(staff("anna"), Act::ComeBack { ticket: missed }).expect("the last moment is in time");
    assert_eq!([day.receives("anna"), day.receives("anna")], [other, missed]);
}

#[test]
fn who_comes_back_keeps_the_old_place_where_the_office_wants_it() {
    let mut floor = small();
    floor.rules.place_came_back = PlaceRule::KeepsTime;
    let (mut day, missed, _) = missed(floor);
    day.at("09:20").act(staff("anna"), Act::ComeBack { ticket: missed }).expect("in time");
    assert_eq!(day.calls("anna"), missed);
}

#[test]
fn who_comes_back_after_30_minutes_is_too_late_and_the_lapse_is_journaled() {
    let (mut day, missed, _) = missed(small());
    day.at("09:32:00.001");
    assert_eq!(day.events.last().map(|event| &event.fact), Some(&Fact::ComeBackLapsed { ticket: missed }));
    assert!(day.ticket(missed).is_over());
    let late = day.act(staff("anna"), Act::ComeBack { ticket: missed });
    assert_eq!(late, Err(Rejection::ComeBackTooLate));
}

#[test]
fn only_a_no_show_comes_back() {
    let (mut day, missed, other) = missed(small());
    assert_eq!(day.rejects("anna", Act::ComeBack { ticket: other }), Rejection::NotNoShow);
    assert!(matches!(day.stage(missed), Stage::NoShow { until: Some(_), .. }));
    day.act(Actor::Visitor, Act::Leave { ticket: missed }).expect("a no-show may give up");
    assert_eq!(day.rejects("anna", Act::ComeBack { ticket: missed }), Rejection::NotNoShow);
}
