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
        let rests = self.looked.is_some_and(|(at, took)| at.elapsed() < took * SPARING);
        if !self.stale || rests {
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
