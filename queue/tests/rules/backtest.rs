//! The backtest of the expected wait, on days small enough to work out by hand.

use jiff::civil::Date;
use queue::Act;
use queue::backtest::{Backtest, Outcome, Score};
use queue::estimate::Expected;

use crate::support::day::{Day, STORY_DAY};
use crate::support::floors::{booked, reason_id, small};

fn read(day: &Day) -> Backtest {
    let date: Date = STORY_DAY.parse().expect("a date");
    let mut backtest = Backtest::of(date, date);
    day.events.iter().for_each(|event| backtest.read(event));
    backtest
}

fn outcomes(day: &Day) -> Vec<Outcome> {
    read(day).outcomes().cloned().collect()
}

/// What the two rivals say, and what came, in minutes.
fn in_minutes(outcome: &Outcome) -> (Option<u32>, Option<u32>, u32) {
    (outcome.by_queue_s.map(|s| s / 60), outcome.by_last_s.map(|s| s / 60), outcome.waited_s / 60)
}

/// Three visitors of one window: received at once, after 9 and after 20 minutes.
fn three() -> Day {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    day.takes("passport");
    day.calls("anna");
    day.clerk("anna", Act::Start);
    day.after_min(1).takes("passport");
    day.after_min(9);
    day.calls("anna");
    day.clerk("anna", Act::Start);
    day.takes("passport");
    day.takes("passport");
    day.after_min(20);
    day.calls("anna");
    day
}

#[test]
fn a_wait_goes_from_the_coupon_to_the_first_call_and_the_rivals_know_what_was_known_then() {
    let day = three();
    let found: Vec<_> = outcomes(&day).iter().map(in_minutes).collect();
    // Nobody was before the first and the second; the norm of 15 minutes was before nobody but the fourth, who still waits.
    assert_eq!(found, [(Some(0), None, 0), (Some(0), Some(0), 9), (Some(0), Some(9), 20)]);
    assert_eq!(outcomes(&day)[0].expected, Some(Expected { from_min: 0, to_min: 0 }));
    assert_eq!(read(&day).left(), 1);
}

#[test]
fn the_queues_length_is_shared_by_the_windows_that_receive_the_service() {
    let mut day = Day::open(small(), "09:00");
    for _ in 0..4 {
        day.takes("passport");
    }
    day.opens("anna", 1).opens("boris", 2);
    day.takes("passport");
    for clerk in ["anna", "boris", "anna", "boris", "anna"] {
        day.receives(clerk);
    }
    let found: Vec<_> = outcomes(&day).iter().map(|one| (one.expected.is_some(), one.by_queue_s)).collect();
    assert_eq!(found[..4], vec![(false, None); 4], "no window was open");
    assert_eq!(found[4], (true, Some(4 * 15 * 60 / 2)));
}

#[test]
fn a_call_that_was_taken_back_does_not_count() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    day.takes("passport");
    day.calls("anna");
    day.clerk("anna", Act::Undo);
    assert_eq!((outcomes(&day), read(&day).left()), (Vec::new(), 1));
    day.after_min(7);
    day.calls("anna");
    assert_eq!(outcomes(&day).iter().map(|one| one.waited_s).collect::<Vec<_>>(), [7 * 60]);
}

#[test]
fn after_a_call_that_was_taken_back_the_last_visitor_is_the_one_before() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    day.takes("passport");
    day.after_min(3).receives("anna");
    day.takes("passport");
    day.after_min(8).calls("anna");
    day.clerk("anna", Act::Undo);
    day.takes("passport");
    for _ in 0..2 {
        day.after_min(1).receives("anna");
    }
    let last: Vec<_> = outcomes(&day).iter().map(|one| one.by_last_s).collect();
    assert_eq!(last, [None, Some(3 * 60), Some(3 * 60)]);
}

#[test]
fn whoever_is_called_again_is_measured_once_and_whoever_left_is_counted_apart() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    let (first, second) = (day.takes("passport"), day.takes("passport"));
    day.calls("anna");
    day.clerk("anna", Act::Start);
    day.clerk("anna", Act::Park { reason: reason_id("copies"), alarm_min: None });
    day.act(queue::Actor::Visitor, Act::Leave { ticket: second }).expect("a visitor may leave");
    day.after_min(5).clerk("anna", Act::Return { ticket: first });
    let backtest = read(&day);
    assert_eq!((backtest.outcomes().map(|one| one.waited_s).collect::<Vec<_>>(), backtest.left()), (vec![0], 1));
}

#[test]
fn who_is_early_for_a_booked_time_waits_until_then_by_the_rivals_too_b5() {
    let mut day = Day::open(booked(), "08:20");
    let booking = day.books(1, &format!("{STORY_DAY}T09:00"));
    day.at("08:40").opens("anna", 1);
    day.takes("passport");
    day.calls("anna");
    day.clerk("anna", Act::Start);
    day.at("08:45").checks_in(booking).expect("a booked visitor");
    day.at("09:02");
    day.calls("anna");
    let found = outcomes(&day);
    assert_eq!(found.iter().map(|one| one.booked).collect::<Vec<_>>(), [false, true]);
    assert_eq!(in_minutes(&found[1]), (Some(15), Some(15), 17));
}

#[test]
fn only_the_asked_days_are_judged() {
    let mut backtest = Backtest::of("2026-11-18".parse().expect("a date"), Date::MAX);
    three().events.iter().for_each(|event| backtest.read(event));
    assert_eq!((backtest.outcomes().count(), backtest.left()), (0, 0));
}

#[test]
fn a_score_is_what_a_pencil_makes_of_it() {
    let service = crate::support::floors::service_id("visa");
    let day: Date = STORY_DAY.parse().expect("a date");
    let outcome = |from_min, to_min, queue_min: u32, last_min: Option<u32>, waited_s| Outcome {
        service: service.clone(),
        day,
        booked: false,
        preferential: false,
        expected: Some(Expected { from_min, to_min }),
        by_queue_s: Some(queue_min * 60),
        by_last_s: last_min.map(|min| min * 60),
        waited_s,
    };
    let mut all = vec![
        outcome(0, 0, 5, None, 59),
        outcome(10, 20, 10, Some(18), 20 * 60),
        outcome(10, 20, 10, Some(30), 20 * 60 + 1),
        outcome(4, 8, 12, Some(6), 3 * 60),
    ];
    all.push(Outcome { expected: None, ..all[1].clone() });
    let score = Score::of(all.iter());
    assert_eq!((score.visitors, score.compared, score.held), (4, 3, 0.5));
    assert_eq!((score.width_s, score.median_wait_s), (6.0 * 60.0, 3.0 * 60.0));
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
    near(score.error_s, f64::from(300 + 301 + 180) / 3.0);
    near(score.queue_error_s, f64::from(600 + 601 + 540) / 3.0);
    near(score.last_error_s, f64::from(120 + 599 + 180) / 3.0);
    near(score.mean_wait_s, f64::from(59 + 1200 + 1201 + 180) / 4.0);
}
