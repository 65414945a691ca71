//! The expected wait as a range that holds for nine of ten: from the norms at first, then from what the floor has shown.

use queue::estimate::{Expected, expected_wait, expected_wait_of};
use queue::floor::Policy;
use queue::ids::TicketId;
use queue::{Act, Floor, Target};

use crate::support::day::Day;
use crate::support::floors::{reason_id, service_id, small, window_id};

fn told(day: &Day, key: &str) -> Option<(u16, u16)> {
    let found = expected_wait(&day.state, day.now).services.get(&service_id(key)).copied();
    found.map(|Expected { from_min, to_min }| (from_min, to_min))
}

/// How many visits of the norm, 15 minutes each, a range is about: by its geometric middle, as waits are sooner much longer than
/// much shorter.
fn about((from_min, to_min): (u16, u16)) -> u16 {
    ((from_min * to_min).isqrt() + 7) / 15
}

fn middle(expected: Expected) -> u16 {
    expected.from_min + expected.to_min
}

/// The morning after a day on which twelve visitors took anna as long as the norm says; she is at her window.
fn known(floor: Floor) -> Day {
    let mut day = Day::open(floor, "09:00");
    day.opens("anna", 1);
    visits(&mut day, "anna", 12, 15);
    day.on("2026-11-18", "09:00").opens("anna", 1);
    day
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
fn the_range_grows_with_the_line_and_becomes_surer() {
    let mut day = known(small());
    let ranges: Vec<_> = (0..4)
        .map(|_| {
            day.takes("passport");
            told(&day, "passport").expect("a window is open")
        })
        .collect();
    assert_eq!(ranges.iter().copied().map(about).collect::<Vec<_>>(), [1, 2, 3, 4], "{ranges:?}");
    for ((from, to), visits) in ranges.iter().zip(1..) {
        assert!(*from < 15 * visits && 15 * visits < *to, "{visits} visits: {from} to {to}");
    }
    // One visit may take half the norm or twice; of four some are short and some are long.
    let width = |(from, to): (u16, u16)| f64::from(to - from) / f64::from(to + from);
    assert!(width(ranges[3]) < width(ranges[0]), "{ranges:?}");
}

#[test]
fn with_two_windows_one_waits_for_the_shorter_of_two_visits() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    day.takes("passport");
    let alone = told(&day, "passport").expect("a window is open");
    day.opens("boris", 2);
    assert_eq!(told(&day, "passport"), Some((0, 0)), "the second window is free");
    day.takes("passport");
    let both = told(&day, "passport").expect("two windows are open");
    assert!(0 < both.0 && both.1 < alone.1, "{both:?}, with one window {alone:?}");
}

#[test]
fn each_waiting_ticket_has_an_expectation_of_its_own() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    let (first, second) = (day.takes("passport"), day.takes("passport"));
    let tickets = expected_wait(&day.state, day.now).tickets;
    assert_eq!(tickets[&first], Expected { from_min: 0, to_min: 0 });
    assert_eq!(about((tickets[&second].from_min, tickets[&second].to_min)), 1);
}

#[test]
fn one_who_is_asked_for_alone_is_told_the_same() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1).opens("boris", 2);
    for nth in 0..12 {
        day.after_s(20).takes_as(&["passport"], if nth % 4 == 3 { "infant" } else { "general" });
    }
    let called = day.calls("anna");
    let tickets = expected_wait(&day.state, day.now).tickets;
    assert_eq!(tickets.len(), 11);
    for (id, expected) in tickets {
        assert_eq!(expected_wait_of(&day.state, id, day.now), Some(expected), "{id:?}");
    }
    assert_eq!(expected_wait_of(&day.state, called, day.now), None, "who is called waits no longer");
}

#[test]
fn equal_states_give_equal_answers() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1).opens("boris", 2);
    for _ in 0..20 {
        day.after_s(1).takes("passport");
    }
    let copy = serde_json::to_string(&day.state).expect("a state is written");
    let copy: queue::State = serde_json::from_str(&copy).expect("and read");
    assert_eq!(expected_wait(&copy, day.now), expected_wait(&day.state, day.now));
}

/// Visits of so many minutes at a clerk's window, one after the other.
fn visits(day: &mut Day, clerk: &str, count: u32, minutes: i64) {
    for _ in 0..count {
        day.takes("passport");
        day.calls(clerk);
        day.clerk(clerk, Act::Start);
        day.after_min(minutes).clerk(clerk, Act::Finish);
    }
}

#[test]
fn what_visits_took_pulls_the_expectation_away_from_the_norm_and_is_still_known_the_next_day() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    day.takes("passport");
    let by_norm = told(&day, "passport").expect("a window is open");
    day.receives("anna");
    visits(&mut day, "anna", 20, 5);
    day.takes("passport");
    let (from, to) = told(&day, "passport").expect("a window is open");
    assert!(to < by_norm.1 / 2 + 3 && from < 5 && 5 < to, "five minutes each: {from} to {to}; by the norm {by_norm:?}");
    day.on("2026-11-18", "09:00").opens("anna", 1);
    day.takes("passport");
    let (next_from, next_to) = told(&day, "passport").expect("a window is open");
    assert!(next_from < 5 && 5 < next_to && next_to < by_norm.1 / 2 + 3, "the day after: {next_from} to {next_to}");
}

#[test]
fn a_slow_clerk_is_expected_to_be_slow() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1).opens("boris", 2);
    visits(&mut day, "anna", 8, 8);
    visits(&mut day, "boris", 8, 24);
    let mut alone = |clerk: &str, other: &str, window: u8| {
        day.clerk(other, Act::CloseWindow { visitor: None });
        let ticket = day.takes("passport");
        let found = told(&day, "passport").expect("a window is open");
        day.receives(clerk);
        assert!(!day.waits(ticket));
        day.clerk(other, Act::OpenWindow { window: window_id(&format!("w{window}")) });
        found
    };
    let (anna, boris) = (alone("anna", "boris", 2), alone("boris", "anna", 1));
    assert!(anna.0 < boris.0 && anna.1 < boris.1, "anna {anna:?}, boris {boris:?}");
}

#[test]
fn a_step_that_is_taken_back_teaches_nothing() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    day.takes("passport");
    day.calls("anna");
    day.clerk("anna", Act::Start);
    let learned = day.state.learned.clone();
    day.after_min(3).clerk("anna", Act::Finish);
    assert_ne!(day.state.learned, learned);
    day.clerk("anna", Act::Undo);
    assert_eq!(day.state.learned, learned);
}

/// Anna at an idle window, and about how many visits each visitor waits, as the policy would call them.
fn expected_under(policy: Policy, categories: &[&str]) -> (Day, Vec<u16>) {
    let mut floor = small();
    floor.rules.policy = policy;
    let mut day = known(floor);
    let ids: Vec<TicketId> =
        categories.iter().map(|category| day.after_s(1).takes_as(&["passport"], category)).collect();
    let tickets = expected_wait(&day.state, day.now).tickets;
    let visits = ids.iter().map(|id| about((tickets[id].from_min, tickets[id].to_min))).collect();
    (day, visits)
}

#[test]
fn under_first_come_everyone_expects_to_be_called_by_time_of_issue_q5() {
    let (day, visits) = expected_under(Policy::FirstCome, &["general", "general", "infant"]);
    assert_eq!(visits, [0, 1, 2]);
    assert_eq!(told(&day, "passport").map(about), Some(3));
}

#[test]
fn under_credit_whoever_uses_up_the_limit_faster_expects_less_q5() {
    let (day, visits) = expected_under(Policy::Credit, &["general", "general", "infant"]);
    // After a visit the infant has used up twice as much of the limit as the general; more of them may come meanwhile.
    assert!(visits[0] == 0 && visits[2] == 1 && visits[1] >= 2, "{visits:?}");
    assert!(told(&day, "passport").map(about) >= Some(3));
}

#[test]
fn under_a_ratio_everyone_expects_their_place_between_the_lines_q5() {
    let categories = ["infant", "infant", "general", "general"];
    let (day, visits) = expected_under(Policy::Ratio { general: 1 }, &categories);
    assert_eq!(visits, [1, 3, 0, 2]);
    let newcomer = told(&day, "passport").map(about);
    assert!(matches!(newcomer, Some(3 | 4)), "behind all four, of whom one may give up: {newcomer:?}");
}

#[test]
fn under_a_ratio_a_general_newcomer_goes_before_a_line_of_preferential_visitors_q5() {
    let (mut day, _) = expected_under(Policy::Ratio { general: 1 }, &["general", "infant", "infant", "infant"]);
    assert_eq!(told(&day, "passport").map(about), Some(2), "one general, one preferential, then the newcomer");
    day.receives("anna");
    let estimate = expected_wait(&day.state, day.now);
    let newcomer = middle(estimate.services[&service_id("passport")]);
    let mut infants: Vec<_> = estimate.tickets.values().copied().map(middle).collect();
    infants.sort_unstable();
    assert_eq!(infants[0], 0, "the window owes a preferential visitor first");
    assert!(0 < newcomer && newcomer <= infants[1], "then the newcomer: {newcomer}, {infants:?}");
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
    let expected = (tickets[&sent].from_min, tickets[&sent].to_min);
    assert_eq!(about(expected), 1, "window 2 is idle, but window 1 is to call: {expected:?}");
    assert_eq!(told(&day, "passport"), Some((0, 0)), "somebody else goes to window 2");
}
