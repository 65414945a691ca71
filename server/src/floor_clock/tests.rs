//! Clocks that jump, stop, sleep and were never set, and what the floor's clock makes of them.

use super::*;
use crate::clock::SetClock;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn floor(start: &str, last_event: Option<&str>) -> (Arc<SetClock>, FloorClock) {
    let clock = Arc::new(SetClock::at(at(start)));
    let floor = FloorClock::start(Arc::<SetClock>::clone(&clock), last_event.map(at), None).unwrap();
    (clock, floor)
}

#[test]
fn a_day_forward_and_back_never_reaches_the_floor() {
    let (clock, floor) = floor("2026-11-17T06:00:00Z", None);
    clock.set_wall(at("2026-11-18T06:00:00Z"));
    assert_eq!(floor.now(), at("2026-11-17T06:00:00Z"));
    assert_eq!(floor.alarm().unwrap().kind, ClockAlarmKind::Jumped);
    clock.advance(Duration::from_secs(60));
    assert_eq!(floor.now(), at("2026-11-17T06:01:00Z"));
    clock.set_wall(at("2026-11-17T06:01:00Z"));
    assert_eq!(floor.now(), at("2026-11-17T06:01:00Z"));
    assert_eq!(floor.alarm(), None);
}

#[test]
fn a_confirmed_jump_forward_is_followed() {
    let (clock, floor) = floor("2026-11-17T06:00:00Z", None);
    clock.set_wall(at("2026-11-17T07:00:00Z"));
    floor.now();
    assert!(floor.confirm());
    assert_eq!(floor.now(), at("2026-11-17T07:00:00Z"));
    assert_eq!(floor.alarm(), None);
}

#[test]
fn a_confirmed_jump_back_stands_still_until_the_wall_has_caught_up() {
    let (clock, floor) = floor("2026-11-17T06:00:00Z", None);
    clock.set_wall(at("2026-11-17T05:00:00Z"));
    floor.now();
    assert!(floor.confirm());
    clock.advance(Duration::from_secs(1800));
    assert_eq!(floor.now(), at("2026-11-17T06:00:00Z"));
    clock.advance(Duration::from_secs(2400));
    assert_eq!(floor.now(), at("2026-11-17T06:10:00Z"));
}

#[test]
fn a_step_within_the_limit_is_followed_and_never_goes_back() {
    let (clock, floor) = floor("2026-11-17T06:00:00Z", None);
    clock.set_wall(at("2026-11-17T06:01:59Z"));
    assert_eq!(floor.now(), at("2026-11-17T06:01:59Z"));
    clock.set_wall(at("2026-11-17T06:00:30Z"));
    assert_eq!(floor.now(), at("2026-11-17T06:01:59Z"));
    assert_eq!(floor.alarm(), None);
}

#[test]
fn a_wall_behind_the_journal_goes_on_from_the_journal_and_heals_when_set() {
    let (clock, floor) = floor("1970-01-01T00:00:10Z", Some("2026-11-17T06:00:00Z"));
    assert_eq!(floor.now(), at("2026-11-17T06:00:00Z"));
    assert_eq!(floor.alarm().unwrap().kind, ClockAlarmKind::BehindJournal);
    clock.advance(Duration::from_secs(30));
    assert_eq!(floor.now(), at("2026-11-17T06:00:30Z"));
    clock.set_wall(at("2026-11-17T09:00:00Z"));
    assert_eq!(floor.now(), at("2026-11-17T09:00:00Z"));
    assert_eq!(floor.alarm(), None);
}

#[test]
fn a_clock_that_was_never_set_starts_no_new_floor() {
    let clock = Arc::new(SetClock::at(at("1970-01-01T00:00:10Z")));
    assert!(FloorClock::start(clock, None, None).is_err());
}

#[test]
fn sleep_is_no_jump() {
    let (clock, floor) = floor("2026-11-17T18:00:00Z", None);
    clock.advance(Duration::from_secs(14 * 3600));
    assert_eq!(floor.now(), at("2026-11-18T08:00:00Z"));
    assert_eq!(floor.alarm(), None);
}

/// A floor at 23:00 whose day turns at midnight.
fn late() -> (Arc<SetClock>, FloorClock) {
    let (clock, floor) = floor("2026-11-17T23:00:00Z", None);
    floor.day_turns_at(Some(at("2026-11-18T00:00:00Z")));
    (clock, floor)
}

const LAST_MOMENT: &str = "2026-11-17T23:59:59.999Z";

#[test]
fn an_alarm_that_nobody_confirms_holds_the_turn_of_the_day() {
    for wall in ["2026-11-18T23:00:00Z", "2026-11-16T23:00:00Z", "2026-11-18T00:00:00Z", "1970-01-01T00:00:00Z"] {
        let (clock, floor) = late();
        clock.set_wall(at(wall));
        assert_eq!(floor.now(), at("2026-11-17T23:00:00Z"), "{wall}");
        assert!(!floor.holds_day());
        clock.advance(Duration::from_secs(30 * 60));
        assert_eq!(floor.now(), at("2026-11-17T23:30:00Z"), "what is not the turn goes on");
        clock.advance(Duration::from_secs(3 * 24 * 3600));
        assert_eq!(floor.now(), at(LAST_MOMENT), "{wall}");
        assert!(floor.holds_day() && floor.alarm().is_some());
        assert_eq!(floor.until(at("2026-11-18T00:00:00Z")), Duration::MAX, "nobody waits for it by the millisecond");
    }
}

#[test]
fn a_held_day_turns_when_the_wall_heals() {
    let (clock, floor) = late();
    clock.set_wall(at("2026-11-19T23:00:00Z"));
    floor.now();
    clock.advance(Duration::from_secs(2 * 3600));
    assert_eq!(floor.now(), at(LAST_MOMENT));
    clock.set_wall(at("2026-11-18T01:00:00Z"));
    assert_eq!(floor.now(), at("2026-11-18T01:00:00Z"));
    assert!(floor.alarm().is_none() && !floor.holds_day());
}

#[test]
fn a_held_day_turns_by_the_wall_that_was_confirmed_and_not_by_the_course_without_it() {
    let (clock, floor) = late();
    clock.set_wall(at("2026-11-17T22:00:00Z"));
    floor.now();
    clock.advance(Duration::from_secs(90 * 60));
    assert_eq!(floor.now(), at(LAST_MOMENT));
    assert!(floor.confirm());
    assert_eq!(floor.now(), at(LAST_MOMENT), "the wall says 23:30");
    assert!(floor.alarm().is_none());
    assert_eq!(
        floor.until(at("2026-11-18T00:00:00Z")),
        Duration::from_secs(30 * 60),
        "not by the time that stands still"
    );
    clock.advance(Duration::from_secs(29 * 60));
    assert_eq!(floor.now(), at(LAST_MOMENT));
    clock.advance(Duration::from_secs(60));
    assert_eq!(floor.now(), at("2026-11-18T00:00:00Z"));
}

#[test]
fn a_clock_that_was_never_set_cannot_be_confirmed() {
    let (clock, floor) = late();
    clock.set_wall(at("1970-01-01T00:00:00Z"));
    floor.now();
    let first = floor.alarm();
    clock.advance(Duration::from_secs(5));
    assert!(!floor.confirm());
    assert_eq!(floor.now(), at("2026-11-17T23:00:05Z"));
    assert!(floor.alarm().is_some() && floor.alarm() != first, "whoever confirmed it is told of a new alarm");
    clock.set_wall(at("2026-11-17T23:00:05Z"));
    floor.now();
    assert_eq!(floor.alarm(), None);
}

#[test]
fn summer_time_and_a_drift_are_no_jump() {
    // The wall clock is kept in UTC: the hour that Berlin leaves out or doubles is none of its business.
    for start in ["2027-03-28T00:30:00Z", "2026-10-25T00:30:00Z"] {
        let (clock, floor) = floor(start, None);
        for _ in 0..120 {
            clock.advance(Duration::from_secs(60));
            clock.set_wall(clock.wall() + SignedDuration::from_millis(500));
            assert_eq!(floor.now(), clock.wall());
        }
        assert_eq!(floor.alarm(), None);
    }
}

#[test]
fn a_machine_that_was_stopped_and_not_asleep_raises_an_alarm_and_keeps_its_day() {
    let (clock, floor) = late();
    // A virtual machine that was paused: its steady clock stood, its wall clock was set when it went on.
    clock.set_wall(at("2026-11-18T08:00:00Z"));
    assert_eq!(floor.now(), at("2026-11-17T23:00:00Z"));
    assert!(floor.confirm());
    assert_eq!(floor.now(), at("2026-11-18T08:00:00Z"));
}

/// A start after a server that ended at 10:00 with its wall clock `ahead` of the floor.
fn started_again(ahead: SignedDuration, wall: &str) -> (Arc<SetClock>, FloorClock) {
    let last = at("2026-11-17T10:00:00Z");
    let alarm = ClockAlarm { kind: ClockAlarmKind::Jumped, wall: last + ahead, floor: last };
    let clock = Arc::new(SetClock::at(at(wall)));
    let floor = FloorClock::start(Arc::<SetClock>::clone(&clock), Some(last), Some(alarm)).unwrap();
    floor.day_turns_at(Some(at("2026-11-18T00:00:00Z")));
    (clock, floor)
}

#[test]
fn a_start_does_not_confirm_an_alarm() {
    let day = SignedDuration::from_hours(24);
    let (clock, floor) = started_again(day, "2026-11-18T10:05:00Z");
    assert_eq!(floor.now(), at("2026-11-17T10:05:00Z"), "the time without the jump");
    assert!(floor.alarm().is_some());
    clock.advance(Duration::from_secs(20 * 3600));
    assert_eq!(floor.now(), at(LAST_MOMENT));
    assert!(floor.confirm());
    assert_eq!(floor.now(), at("2026-11-19T06:05:00Z"));

    let (_, floor) = started_again(day, "2026-11-17T10:05:00Z");
    assert_eq!((floor.now(), floor.alarm()), (at("2026-11-17T10:05:00Z"), None), "set back in between");
    let (_, floor) = started_again(-SignedDuration::from_hours(1), "2026-11-17T10:05:00Z");
    assert_eq!((floor.now(), floor.alarm()), (at("2026-11-17T10:05:00Z"), None), "it was behind and has caught up");
    let (_, floor) = started_again(-day, "2026-11-16T10:05:00Z");
    assert_eq!(floor.alarm().unwrap().kind, ClockAlarmKind::BehindJournal);
    assert_eq!(floor.now(), at("2026-11-17T10:00:00Z"));
}
