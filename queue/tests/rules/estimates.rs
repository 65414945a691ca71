//! The expected wait as a range: from the norms at first, then from the last hour.

use queue::Act;
use queue::estimate::{Expected, expected_wait};

use crate::support::day::Day;
use crate::support::floors::{reason_id, service_id, small};

fn told(day: &Day, key: &str) -> Option<(u16, u16)> {
    let found = expected_wait(&day.state, day.now).services.get(&service_id(key)).copied();
    found.map(|Expected { from_min, to_min }| (from_min, to_min))
}

#[test]
fn there_is_no_wait_where_a_window_is_idle() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    assert_eq!(told(&day, "passport"), Some((0, 0)));
}

#[test]
fn there_is_no_estimate_where_nobody_can_serve() {
    let mut day = Day::open(small(), "09:00");
    assert_eq!(told(&day, "passport"), None);
    day.opens("anna", 1);
    assert_eq!(told(&day, "visa"), None);
    day.clerk("anna", Act::PauseWindow { reason: reason_id("break") });
    assert_eq!(told(&day, "passport"), None);
}

#[test]
fn the_range_grows_with_the_line() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    let ranges: Vec<_> = (0..4)
        .map(|_| {
            day.takes("passport");
            told(&day, "passport")
        })
        .collect();
    // 15, 30, 45 and 60 minutes, a quarter either way, rounded outwards, to 5 minutes above a quarter of an hour.
    assert_eq!(ranges, [Some((11, 20)), Some((20, 40)), Some((30, 60)), Some((45, 75))]);
}

#[test]
fn two_windows_halve_the_wait() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1).opens("boris", 2);
    day.takes("passport");
    assert_eq!(told(&day, "passport"), Some((0, 0)), "the second window is free");
    day.takes("passport");
    assert_eq!(told(&day, "passport"), Some((11, 20)));
}

#[test]
fn each_waiting_ticket_has_an_expectation_of_its_own() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    let (first, second) = (day.takes("passport"), day.takes("passport"));
    let tickets = expected_wait(&day.state, day.now).tickets;
    assert_eq!(tickets[&first], Expected { from_min: 0, to_min: 0 });
    assert_eq!(tickets[&second], Expected { from_min: 11, to_min: 20 });
}

#[test]
fn the_last_hour_pulls_the_expectation() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    for _ in 0..4 {
        day.takes("passport");
        day.calls("anna");
        day.clerk("anna", Act::Start);
        day.after_min(5).clerk("anna", Act::Finish);
    }
    day.takes("passport");
    // Four visits of 5 minutes against the norm of 15: 10 minutes, a quarter either way.
    assert_eq!(told(&day, "passport"), Some((7, 13)));
    day.at("10:30");
    assert_eq!(told(&day, "passport"), Some((11, 20)), "what is over an hour old does not count");
}
