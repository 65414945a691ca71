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
