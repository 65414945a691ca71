//! Expected waits for coupons, worked out anew as often as that costs the office a twentieth of its time at most.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use queue::State;
use queue::estimate::{Estimate, expected_wait};

/// The time between two estimates is at least this many times what the last one took.
const SPARING: u32 = 20;
/// With a floor that does not change an estimate is good for this long.
const GOOD_FOR: Duration = Duration::from_secs(5);

/// The last estimate.
#[derive(Default)]
pub struct Estimates {
    last: Option<Last>,
}

struct Last {
    estimate: Estimate,
    made: Instant,
    took: Duration,
    changed: bool,
}

impl Estimates {
    /// The floor has changed since the last estimate.
    pub fn changed(&mut self) {
        if let Some(last) = &mut self.last {
            last.changed = true;
        }
    }

    /// The waits to expect now; a little old where the office is busy.
    pub fn of(&mut self, state: &State, now: Timestamp) -> &Estimate {
        if !self.last.as_ref().is_some_and(Last::is_good) {
            self.last = None;
        }
        let last = self.last.get_or_insert_with(|| {
            let made = Instant::now();
            let estimate = expected_wait(state, now);
            Last { estimate, made, took: made.elapsed(), changed: false }
        });
        &last.estimate
    }
}

impl Last {
    fn is_good(&self) -> bool {
        let age = self.made.elapsed();
        if self.changed { age < self.took * SPARING } else { age < GOOD_FOR }
    }
}
