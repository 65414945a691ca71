//! The floor's time: the wall clock as long as it goes with the steady one. A jump of over two minutes raises an alarm and
//! never reaches the floor: its time goes on by the steady clock until the wall heals or a manager confirms it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::clock::Clock;

/// Largest difference between wall and steady clock that is followed without asking.
pub const JUMP_LIMIT: SignedDuration = SignedDuration::from_mins(2);
/// A wall clock before this moment has never been set.
const UNSET_BEFORE: Timestamp = Timestamp::constant(1_577_836_800, 0);

/// What is wrong with the machine's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockAlarm {
    /// How it was noticed.
    pub kind: ClockAlarmKind,
    /// What the wall clock said when it was noticed.
    pub wall: Timestamp,
    /// The floor's time at that moment; it goes on from there.
    pub floor: Timestamp,
}

/// How a wrong clock was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockAlarmKind {
    /// The wall clock left the steady one.
    Jumped,
    /// At start the wall clock was before the journal's last event.
    BehindJournal,
}

/// The machine's clock has never been set and there is no journal to go by.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the clock of this machine says {0}, it has never been set: set date and time, then start again")]
pub struct ClockUnset(Timestamp);

/// The floor's clock; its time never goes back.
pub struct FloorClock {
    clock: Arc<dyn Clock>,
    course: Mutex<Course>,
}

impl FloorClock {
    /// Starts from the wall clock, or from the journal's last event where that is later.
    pub fn start(clock: Arc<dyn Clock>, last_event: Option<Timestamp>) -> Result<Self, ClockUnset> {
        let course = Course::start(clock.wall(), clock.steady(), last_event)?;
        Ok(Self { clock, course: Mutex::new(course) })
    }

    /// The floor's time now, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        self.lock().read(self.clock.wall(), self.clock.steady())
    }

    /// What is wrong with the machine's clock, as of the last reading.
    pub fn alarm(&self) -> Option<ClockAlarm> {
        self.lock().alarm.clone()
    }

    /// A manager says that the wall clock is right. A floor that is ahead of it stands still until it has caught up.
    pub fn confirm(&self) {
        self.lock().confirm(self.clock.wall(), self.clock.steady());
    }

    /// The steady clock beside it.
    pub fn steady(&self) -> Duration {
        self.clock.steady()
    }

    fn lock(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pairing of wall and steady time that is trusted, and what came of it.
struct Course {
    anchor_wall: Timestamp,
    anchor_steady: Duration,
    latest: Timestamp,
    alarm: Option<ClockAlarm>,
}

impl Course {
    fn start(wall: Timestamp, steady: Duration, last_event: Option<Timestamp>) -> Result<Self, ClockUnset> {
        let Some(last) = last_event else {
            if wall < UNSET_BEFORE {
                return Err(ClockUnset(wall));
            }
            return Ok(Self { anchor_wall: wall, anchor_steady: steady, latest: wall, alarm: None });
        };
        let behind = last.duration_since(wall) > JUMP_LIMIT || wall < UNSET_BEFORE;
        let alarm = behind.then_some(ClockAlarm { kind: ClockAlarmKind::BehindJournal, wall, floor: last });
        let anchor_wall = if behind { last } else { wall };
        Ok(Self { anchor_wall, anchor_steady: steady, latest: last.max(anchor_wall), alarm })
    }

    fn read(&mut self, wall: Timestamp, steady: Duration) -> Timestamp {
        let passed = SignedDuration::try_from(steady.saturating_sub(self.anchor_steady)).unwrap_or(SignedDuration::MAX);
        let by_steady = self.anchor_wall.saturating_add(passed).unwrap_or(Timestamp::MAX);
        let off = wall.duration_since(by_steady);
        let caught_up = match self.alarm.as_ref().map(|alarm| alarm.kind) {
            Some(ClockAlarmKind::BehindJournal) => off >= -JUMP_LIMIT,
            Some(ClockAlarmKind::Jumped) | None => off.abs() <= JUMP_LIMIT,
        };
        if caught_up && wall >= UNSET_BEFORE {
            (self.anchor_wall, self.anchor_steady, self.alarm) = (wall, steady, None);
            self.latest = self.latest.max(wall);
        } else {
            self.latest = self.latest.max(by_steady);
            let floor = self.latest;
            self.alarm.get_or_insert(ClockAlarm { kind: ClockAlarmKind::Jumped, wall, floor });
        }
        whole_ms(self.latest)
    }

    fn confirm(&mut self, wall: Timestamp, steady: Duration) {
        (self.anchor_wall, self.anchor_steady, self.alarm) = (wall, steady, None);
    }
}

fn whole_ms(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SetClock;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn floor(start: &str, last_event: Option<&str>) -> (Arc<SetClock>, FloorClock) {
        let clock = Arc::new(SetClock::at(at(start)));
        let floor = FloorClock::start(Arc::<SetClock>::clone(&clock), last_event.map(at)).unwrap();
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
        floor.confirm();
        assert_eq!(floor.now(), at("2026-11-17T07:00:00Z"));
        assert_eq!(floor.alarm(), None);
    }

    #[test]
    fn a_confirmed_jump_back_stands_still_until_the_wall_has_caught_up() {
        let (clock, floor) = floor("2026-11-17T06:00:00Z", None);
        clock.set_wall(at("2026-11-17T05:00:00Z"));
        floor.now();
        floor.confirm();
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
        assert!(FloorClock::start(clock, None).is_err());
    }

    #[test]
    fn sleep_is_no_jump() {
        let (clock, floor) = floor("2026-11-17T18:00:00Z", None);
        clock.advance(Duration::from_secs(14 * 3600));
        assert_eq!(floor.now(), at("2026-11-18T08:00:00Z"));
        assert_eq!(floor.alarm(), None);
    }
}
