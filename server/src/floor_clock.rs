//! The floor's time: the wall clock as long as it goes with the steady one. A jump of over two minutes raises an alarm and
//! never reaches the floor: its time goes on by the steady clock until the wall heals or a technician confirms it. Meanwhile it
//! comes no further than the end of the business day: no day turns by a clock that nobody vouches for.

#[cfg(test)]
mod tests;

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
/// The floor's last moment of a day whose turn is held comes this long before the turn.
const BEFORE_TURN: SignedDuration = SignedDuration::from_millis(1);

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
    /// Starts from the wall clock, or from the journal's last event where that is later. An alarm that stood when the last
    /// server ended still stands, unless the wall clock must have been set back since.
    pub fn start(
        clock: Arc<dyn Clock>,
        last_event: Option<Timestamp>,
        unconfirmed: Option<ClockAlarm>,
    ) -> Result<Self, ClockUnset> {
        let course = Course::start(clock.wall(), clock.steady(), last_event, unconfirmed)?;
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

    /// A technician says that the wall clock is right. A floor that is ahead of it stands still until it has caught up. A
    /// clock that was never set is not right whatever anybody says: it is a new alarm. Says whether the wall is followed now.
    pub fn confirm(&self) -> bool {
        self.lock().confirm(self.clock.wall(), self.clock.steady())
    }

    /// When the business day turns; an alarm holds the floor's time before it.
    pub fn day_turns_at(&self, turn: Option<Timestamp>) {
        self.lock().turn = turn;
    }

    /// Whether the day would have turned, were it not for the alarm.
    pub fn holds_day(&self) -> bool {
        let course = self.lock();
        course.alarm.is_some() && course.turn.is_some_and(|turn| before(turn) <= course.latest)
    }

    /// How long until the floor's time is `due`; for ever where an alarm holds it before that.
    pub fn until(&self, due: Timestamp) -> Duration {
        let mut course = self.lock();
        let steady = self.clock.steady();
        let now = course.read(self.clock.wall(), steady);
        let held = course.alarm.is_some() && course.turn.is_some_and(|turn| turn <= due && now < turn);
        if held {
            return Duration::MAX;
        }
        // A floor that stands still is there only when its course has caught up.
        let from = if due <= now { now } else { course.by_steady(steady) };
        Duration::try_from(due.duration_since(from)).unwrap_or_default()
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
    turn: Option<Timestamp>,
    alarm: Option<ClockAlarm>,
}

impl Course {
    fn start(
        wall: Timestamp,
        steady: Duration,
        last_event: Option<Timestamp>,
        unconfirmed: Option<ClockAlarm>,
    ) -> Result<Self, ClockUnset> {
        let course = |anchor_wall: Timestamp, latest, alarm| {
            let turn = None;
            Self { anchor_wall, anchor_steady: steady, latest, turn, alarm }
        };
        let Some(last) = last_event else {
            return if wall < UNSET_BEFORE { Err(ClockUnset(wall)) } else { Ok(course(wall, wall, None)) };
        };
        if last.duration_since(wall) > JUMP_LIMIT || wall < UNSET_BEFORE {
            let alarm = ClockAlarm { kind: ClockAlarmKind::BehindJournal, wall, floor: last };
            return Ok(course(last, last, Some(alarm)));
        }
        if let Some((alarm, by_alarm)) = unconfirmed.and_then(|alarm| still_ahead(alarm, wall, last)) {
            return Ok(course(by_alarm, last, Some(alarm)));
        }
        Ok(course(wall, last.max(wall), None))
    }

    fn read(&mut self, wall: Timestamp, steady: Duration) -> Timestamp {
        let by_steady = self.by_steady(steady);
        let off = wall.duration_since(by_steady);
        let caught_up = match self.alarm.as_ref().map(|alarm| alarm.kind) {
            Some(ClockAlarmKind::BehindJournal) => off >= -JUMP_LIMIT,
            Some(ClockAlarmKind::Jumped) | None => off.abs() <= JUMP_LIMIT,
        };
        if caught_up && wall >= UNSET_BEFORE {
            (self.anchor_wall, self.anchor_steady, self.alarm) = (wall, steady, None);
            self.latest = self.latest.max(wall);
        } else {
            let held = self.turn.map_or(by_steady, |turn| by_steady.min(before(turn)));
            self.latest = self.latest.max(held);
            let floor = self.latest;
            self.alarm.get_or_insert(ClockAlarm { kind: ClockAlarmKind::Jumped, wall, floor });
        }
        whole_ms(self.latest)
    }

    fn by_steady(&self, steady: Duration) -> Timestamp {
        let passed = SignedDuration::try_from(steady.saturating_sub(self.anchor_steady)).unwrap_or(SignedDuration::MAX);
        self.anchor_wall.saturating_add(passed).unwrap_or(Timestamp::MAX)
    }

    fn confirm(&mut self, wall: Timestamp, steady: Duration) -> bool {
        if wall >= UNSET_BEFORE {
            (self.anchor_wall, self.anchor_steady, self.alarm) = (wall, steady, None);
            return true;
        }
        if let Some(alarm) = &mut self.alarm {
            alarm.wall = wall;
        }
        false
    }
}

/// An alarm of the last server whose wall clock was ahead, if it may be so still, and the time without that jump. Less than the
/// jump after the last event the wall clock cannot be ahead by it any more.
fn still_ahead(alarm: ClockAlarm, wall: Timestamp, last: Timestamp) -> Option<(ClockAlarm, Timestamp)> {
    let jump = alarm.wall.duration_since(alarm.floor);
    let without = wall.saturating_sub(jump).ok()?;
    let is_still = jump > JUMP_LIMIT && last.duration_since(without) <= JUMP_LIMIT;
    is_still.then_some((alarm, without))
}

fn before(turn: Timestamp) -> Timestamp {
    turn.saturating_sub(BEFORE_TURN).unwrap_or(Timestamp::MIN)
}

fn whole_ms(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}
