//! The expected wait as a range: from the norms at first, then from the last hour.

use queue::estimate::{Expected, expected_wait};
use queue::floor::Policy;
use queue::ids::TicketId;
use queue::{Act, Target};

use crate::support::day::Day;
use crate::support::floors::{reason_id, service_id, small, window_id};

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

/// Anna at an idle window, and the expectation of each visitor, as the policy would call them.
fn expected_under(policy: Policy, categories: &[&str]) -> (Day, Vec<(u16, u16)>) {
    let mut floor = small();
    floor.rules.policy = policy;
    let mut day = Day::open(floor, "09:00");
    day.opens("anna", 1);
    let ids: Vec<TicketId> =
        categories.iter().map(|category| day.after_s(1).takes_as(&["passport"], category)).collect();
    let tickets = expected_wait(&day.state, day.now).tickets;
    let ranges = ids.iter().map(|id| (tickets[id].from_min, tickets[id].to_min)).collect();
    (day, ranges)
}

/// What nobody, one, two and three visits of 15 minutes before one's own come to.
const AFTER: [(u16, u16); 4] = [(0, 0), (11, 20), (20, 40), (30, 60)];

#[test]
fn under_first_come_everyone_expects_to_be_called_by_time_of_issue_q5() {
    let (day, ranges) = expected_under(Policy::FirstCome, &["general", "general", "infant"]);
    assert_eq!(ranges, [AFTER[0], AFTER[1], AFTER[2]]);
    assert_eq!(told(&day, "passport"), Some(AFTER[3]));
}

#[test]
fn under_credit_whoever_uses_up_the_limit_faster_expects_less_q5() {
    let (day, ranges) = expected_under(Policy::Credit, &["general", "general", "infant"]);
    assert_eq!(
        ranges,
        [AFTER[0], AFTER[2], AFTER[1]],
        "after 15 minutes the infant is over the limit, the general half"
    );
    assert_eq!(told(&day, "passport"), Some(AFTER[3]));
}

#[test]
fn under_a_ratio_everyone_expects_their_place_between_the_lines_q5() {
    let categories = ["infant", "infant", "general", "general"];
    let (day, ranges) = expected_under(Policy::Ratio { general: 1 }, &categories);
    assert_eq!(ranges, [AFTER[1], AFTER[3], AFTER[0], AFTER[2]]);
    assert_eq!(told(&day, "passport"), Some((45, 75)));
}

#[test]
fn under_a_ratio_a_general_newcomer_goes_before_a_line_of_preferential_visitors_q5() {
    let (mut day, _) = expected_under(Policy::Ratio { general: 1 }, &["general", "infant", "infant", "infant"]);
    assert_eq!(told(&day, "passport"), Some(AFTER[2]), "one general, one preferential, then the newcomer");
    day.receives("anna");
    assert_eq!(
        told(&day, "passport"),
        Some((9, 15)),
        "the window owes a preferential visitor first: 12 minutes by now"
    );
}

#[test]
fn who_was_sent_to_a_window_expects_to_wait_for_that_window_q2() {
    let mut day = Day::open(small(), "09:00");
    let (busy, sent) = (day.takes("passport"), day.takes("passport"));
    day.opens("anna", 1).opens("boris", 2);
    assert_eq!([day.calls("anna"), day.calls("boris")], [busy, sent]);
    day.clerk("anna", Act::Start);
    day.clerk("boris", Act::Transfer { to: Target::Window(window_id("w1")) });
    let tickets = expected_wait(&day.state, day.now).tickets;
    assert_eq!(tickets[&sent], Expected { from_min: 11, to_min: 20 }, "window 2 is idle, but window 1 is to call");
    assert_eq!(told(&day, "passport"), Some((0, 0)), "somebody else goes to window 2");
}
