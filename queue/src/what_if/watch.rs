//! Since when each window could have called somebody. The record and the replay look through the same eyes, so that equal days give equal
//! breaks.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::event::{Event, Fact};
use crate::ids::{ClerkId, WindowId};
use crate::state::State;
use crate::turn;

/// A moment, and its place among all that happens at it: twice the number of the recorded event, so that something fits between two.
pub type Key = (Timestamp, u64);

/// The place of a recorded event among those of its moment.
pub fn order(index: usize) -> u64 {
    u64::try_from(index).unwrap_or(u64::MAX / 4) * 2
}

/// The place of what the record does not have: after all that it has at that moment.
pub const MADE_UP: u64 = u64::MAX / 2;
/// The place of a mere look: after everything.
pub const LOOK: u64 = u64::MAX;

/// A time at which a clerk was free and somebody was due at the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub clerk: ClerkId,
    pub since: Key,
}

/// What a look found to be other than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Began(WindowId),
    Ended(WindowId, Stretch),
}

/// Who could call somebody, as of the last look.
#[derive(Default)]
pub struct Watch {
    stretches: BTreeMap<WindowId, Stretch>,
}

impl Watch {
    /// Looks at every window.
    pub fn look(&mut self, state: &State, at: Key) -> Vec<Seen> {
        let mut seen = Vec::new();
        let gone = self.stretches.extract_if(.., |window, stretch| !could_call(state, window, &stretch.clerk, at.0));
        seen.extend(gone.map(|(window, stretch)| Seen::Ended(window, stretch)));
        for (window, desk) in &state.desks {
            if !self.stretches.contains_key(window) && could_call(state, window, &desk.clerk, at.0) {
                self.stretches.insert(window.clone(), Stretch { clerk: desk.clerk.clone(), since: at });
                seen.push(Seen::Began(window.clone()));
            }
        }
        seen
    }

    /// The stretches that last.
    pub fn stretches(&self) -> impl Iterator<Item = &Stretch> {
        self.stretches.values()
    }

    /// Since when a window could call somebody.
    pub fn since(&self, window: &WindowId) -> Option<Key> {
        self.stretches.get(window).map(|stretch| stretch.since)
    }
}

fn could_call(state: &State, window: &WindowId, clerk: &ClerkId, now: Timestamp) -> bool {
    let desk = state.desks.get(window).filter(|desk| desk.clerk == *clerk);
    let free = desk.is_some_and(|desk| desk.visitor.is_none() && desk.pause.is_none());
    free && turn::anybody(state, window, now)
}

/// Moments at which somebody is due by the time alone.
#[derive(Default)]
pub struct Moments(BTreeSet<Timestamp>);

impl Moments {
    /// Notes the moments that an event brings with it, and tells them; the state has the event already.
    pub fn note(&mut self, state: &State, event: &Event) -> Vec<Timestamp> {
        let brought = if let Fact::TicketIssued { arrival, .. } = &event.fact {
            arrival.as_ref().filter(|arrival| !arrival.late).map(|arrival| arrival.due).into_iter().collect()
        } else if let Fact::VisitorTransferred { .. } | Fact::FloorConfigured { .. } = &event.fact {
            state.waiting().filter_map(|ticket| turn::bound_until(state, ticket)).map(|(_, until)| until).collect()
        } else {
            Vec::new()
        };
        brought.into_iter().filter(|moment| *moment > event.at && self.0.insert(*moment)).collect()
    }

    /// The next one before `at`, which is then done with.
    pub fn before(&mut self, at: Timestamp) -> Option<Timestamp> {
        let next = self.0.first().copied().filter(|next| *next < at)?;
        self.0.remove(&next);
        Some(next)
    }
}
