//! Expected waits for coupons: as they were published, where nothing has happened since; else worked out here, as often as that
//! costs the office a twentieth of its time at most.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use queue::estimate::{Estimate, Expected, expected_wait};
use queue::{State, Ticket};
use tokio::sync::watch;

use crate::published::Published;

/// The time between two estimates is at least this many times what the last one took.
const SPARING: u32 = 20;
/// With a floor that does not change an estimate is good for this long.
const GOOD_FOR: Duration = Duration::from_secs(5);

/// The last estimate.
#[derive(Default)]
pub struct Estimates {
    last: Option<Last>,
    published: Option<watch::Receiver<Arc<Published>>>,
    /// The floor's last event before the last act.
    before: u64,
}

struct Last {
    estimate: Estimate,
    made: Instant,
    took: Duration,
    changed: bool,
}

impl Estimates {
    /// From now on what is published is heard.
    pub fn hear(&mut self, published: watch::Receiver<Arc<Published>>) {
        self.published = Some(published);
    }

    /// The floor has changed since the last estimate, by an act after its event `before`.
    pub fn changed(&mut self, before: u64) {
        self.before = before;
        if let Some(last) = &mut self.last {
            last.changed = true;
        }
    }

    /// The wait to expect with a coupon that the last act issued. A general visitor's is that of a newcomer just before.
    pub fn of_new(&mut self, state: &State, ticket: &Ticket, now: Timestamp) -> Option<Expected> {
        let general = state.floor.as_deref().and_then(|floor| floor.general());
        if ticket.arrival.is_none() && general.is_some_and(|general| general.id == ticket.category) {
            let published = self.published.as_ref().map(|published| Arc::clone(&published.borrow().waits));
            if let Some(waits) = published.filter(|waits| waits.seq == self.before) {
                return waits.estimate.services.get(ticket.service()).copied();
            }
        }
        let estimate = self.of(state, now);
        estimate.tickets.get(&ticket.id).or_else(|| estimate.services.get(ticket.service())).copied()
    }

    /// The waits to expect now; a little old where the office is busy.
    pub fn of(&mut self, state: &State, now: Timestamp) -> &Estimate {
        if !self.last.as_ref().is_some_and(|last| last.is_good(last.made.elapsed())) {
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
    /// At an age since it was begun.
    fn is_good(&self, age: Duration) -> bool {
        if self.changed { age < self.took * SPARING } else { age < GOOD_FOR }
    }
}

#[cfg(test)]
mod tests {
    use queue::ids::ServiceId;

    use super::*;

    fn last(took: Duration, changed: bool) -> Last {
        let services = [(ServiceId::new("passport").unwrap(), Expected { from_min: 1, to_min: 2 })].into();
        Last { estimate: Estimate { services, ..Estimate::default() }, made: Instant::now(), took, changed }
    }

    /// On a floor that changes all the time, where somebody asks at every moment.
    #[test]
    fn estimates_take_a_twentieth_of_the_offices_time_at_most() {
        for took in [1, 3, 40, 250].map(Duration::from_millis) {
            let last = last(took, true);
            let next = (0..).map(Duration::from_millis).find(|age| !last.is_good(*age)).unwrap();
            assert!(took * 20 <= next, "an estimate of {took:?} is followed by another after {next:?}");
        }
        let quick = last(Duration::ZERO, false);
        assert!(quick.is_good(Duration::from_secs(4)) && !quick.is_good(Duration::from_secs(5)), "nothing changed");
    }

    #[test]
    fn a_coupon_tells_the_last_estimate_while_another_would_take_too_much() {
        let of = |took| {
            let mut estimates = Estimates { last: Some(last(took, false)), ..Estimates::default() };
            estimates.changed(1);
            estimates.of(&State::default(), Timestamp::UNIX_EPOCH).services.len()
        };
        assert_eq!(of(Duration::from_secs(60)), 1, "the last one");
        assert_eq!(of(Duration::ZERO), 0, "a new one, of a floor that receives nobody");
    }
}
