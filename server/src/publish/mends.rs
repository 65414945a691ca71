//! What would mend the queues: looked for after everything else is shown, and seldom where it takes long.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use queue::State;
use queue::estimate::Estimate;
use queue::estimate::mend::{Mend, mends};
use queue::ids::ServiceId;

/// The time between two looks is at least this many times what the last one took.
const SPARING: u32 = 100;

/// The mends as last found.
#[derive(Default)]
pub struct Mends {
    found: BTreeMap<ServiceId, Mend>,
    looked: Option<(Instant, Duration)>,
    /// Something has happened since.
    stale: bool,
}

impl Mends {
    /// Something has happened; what can no longer be done is forgotten.
    pub fn changed(&mut self, state: &State) {
        self.found.retain(|_, mend| mend.is_possible(state));
        self.stale = true;
    }

    /// By service.
    pub fn found(&self) -> BTreeMap<ServiceId, Mend> {
        self.found.clone()
    }

    /// Looks again where something has happened and it is time, and tells whether that gave others. The estimate is that of `now`.
    pub fn look(&mut self, state: &State, estimate: &Estimate, now: Timestamp) -> bool {
        if !self.stale || self.looked.is_some_and(|(at, took)| rests(at.elapsed(), took)) {
            return false;
        }
        let began = Instant::now();
        let found = mends(state, estimate, now);
        self.looked = Some((began, began.elapsed()));
        self.stale = false;
        let differs = found != self.found;
        self.found = found;
        differs
    }
}

/// Whether it is too early for another look, so long after the last one was begun.
fn rests(age: Duration, took: Duration) -> bool {
    age < took * SPARING
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On a floor that changes all the time.
    #[test]
    fn mends_are_looked_for_a_hundredth_of_the_time_at_most() {
        for took in [1, 3, 40].map(Duration::from_millis) {
            let next = (0..).map(Duration::from_millis).find(|age| !rests(*age, took)).unwrap();
            assert!(took * 100 <= next, "a look of {took:?} is followed by another after {next:?}");
        }
    }

    #[test]
    fn after_a_long_look_what_happens_waits_for_the_next() {
        let (state, estimate) = (State::default(), Estimate::default());
        let mut mends = Mends { looked: Some((Instant::now(), Duration::from_secs(60))), ..Mends::default() };
        mends.changed(&state);
        assert!(!mends.look(&state, &estimate, Timestamp::UNIX_EPOCH) && mends.stale, "it is not looked yet");
        mends.looked = Some((Instant::now(), Duration::ZERO));
        assert!(!mends.look(&state, &estimate, Timestamp::UNIX_EPOCH) && !mends.stale, "it is, and finds nothing");
    }
}
