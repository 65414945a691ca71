//! The floor's clock on a display: set by the server's words, carried on by time that never goes back.

use std::time::Duration;

use jiff::Timestamp;

use crate::model::Now;

/// The floor's clock, carried on by time that never goes back.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    set: Option<(Timestamp, Duration)>,
    /// What the welcome said, until an update was made after it.
    welcomed_at: Option<Timestamp>,
}

impl Clock {
    fn set(&mut self, floor: Timestamp, now: Now) {
        self.set = Some((floor, now.elapsed));
    }

    /// What the welcome says.
    pub(crate) fn welcome(&mut self, floor: Timestamp, now: Now) {
        self.set(floor, now);
        self.welcomed_at = Some(floor);
    }

    /// What is shown on connecting may have been made long before.
    pub(crate) fn follow(&mut self, floor: Timestamp, now: Now) {
        if self.welcomed_at.is_none_or(|welcomed| floor > welcomed) {
            self.set(floor, now);
            self.welcomed_at = None;
        }
    }

    /// The floor's clock at `now`; the device's own until the floor has spoken.
    pub(crate) fn at(&self, now: Now) -> Timestamp {
        match self.set {
            Some((floor, heard)) => floor.saturating_add(now.elapsed.saturating_sub(heard)).unwrap_or(Timestamp::MAX),
            None => now.wall,
        }
    }

    /// When the next minute of the floor's clock begins, on the clock of `elapsed`.
    pub(crate) fn next_minute(&self, now: Now) -> Duration {
        const MINUTE_MS: i64 = 60_000;
        let gone = self.at(now).as_millisecond().rem_euclid(MINUTE_MS);
        now.elapsed + Duration::from_millis((MINUTE_MS - gone).unsigned_abs())
    }
}
