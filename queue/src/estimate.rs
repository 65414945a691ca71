//! How long a visitor would wait, as a range that holds for nine of ten: the present floor is played forward in many futures.
//!
//! `scene` puts down who waits in which line, `coming` who is still to come, `windows` when each can call, `times` how long visits
//! take; `play` lets the windows call in one future, and `chance` tells the futures apart. Equal states give equal answers. `mend` tries what one
//! window more would change.

mod chance;
mod coming;
pub mod mend;
mod play;
mod scene;
mod times;
mod windows;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ServiceId, TicketId};
use crate::state::State;
use chance::Futures;
use scene::{Asks, Scene, Who};

/// An expected wait in whole minutes; 0 to 0 is "no wait".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Hardly less.
    pub from_min: u16,
    /// Hardly more.
    pub to_min: u16,
}

/// What a visitor who comes now, or one who waits already, can expect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Estimate {
    /// For a general coupon of a service taken now; missing where no open window receives it.
    pub services: BTreeMap<ServiceId, Expected>,
    /// For each waiting ticket.
    pub tickets: BTreeMap<TicketId, Expected>,
}

/// Lets the waiting visitors go as the windows would call them, in many futures: whichever window is free first picks by the
/// floor's policy, and a general visitor who comes now stands in each line.
pub fn expected_wait(state: &State, now: Timestamp) -> Estimate {
    let mut estimate = Estimate::default();
    for (asks, expected) in played(state, now, Who::All) {
        match asks {
            Asks::Ticket(id) => estimate.tickets.insert(id, expected),
            Asks::Newcomer(service) => estimate.services.insert(service.clone(), expected),
        };
    }
    estimate
}

/// The same of one waiting ticket alone, which takes less time: nobody is followed for longer.
pub fn expected_wait_of(state: &State, ticket: TicketId, now: Timestamp) -> Option<Expected> {
    let alone = BTreeSet::from([ticket]);
    played(state, now, Who::Among(&alone)).next().map(|(_, expected)| expected)
}

fn played<'a>(state: &'a State, now: Timestamp, who: Who<'_>) -> impl Iterator<Item = (Asks<'a>, Expected)> + use<'a> {
    // Where no window receives, nobody's wait can be told.
    let receives = state.desks.values().any(|desk| desk.pause.is_none());
    let scene = state.floor.as_deref().filter(|_| receives).map(|floor| Scene::of(state, floor, now, who));
    let asked = scene.filter(|scene| !scene.asking.is_empty()).map(|mut scene| {
        let futures = Futures::of(state.waiting.len());
        let waits: Vec<_> = futures.each().map(|future| play::waits_s(&scene, future)).collect();
        (std::mem::take(&mut scene.asking), waits)
    });
    asked.into_iter().flat_map(|(asking, waits)| {
        let of = move |at: usize| range(waits.iter().map(|waits_s| waits_s[at]).collect());
        asking.into_iter().enumerate().map(move |(at, asks)| (asks, of(at)))
    })
}

/// The shares of futures that are left out: one of ten. Fewer of the long ones, as what no future foresees makes waits longer, and as
/// rounding gives the short end more than it takes.
const LEFT_OUT: (f64, f64) = (0.06, 0.04);

/// The range of waits, rounded outwards: to minutes below a quarter of an hour, to five minutes above.
fn range(mut waits_s: Vec<u32>) -> Expected {
    waits_s.sort_unstable();
    let step = |s: u32| if s > 15 * 60 { 300 } else { 60 };
    let minutes = |steps: u32, s: u32| u16::try_from(steps * step(s) / 60).unwrap_or(u16::MAX);
    let (least, most) = (quantile_s(&waits_s, LEFT_OUT.0), quantile_s(&waits_s, 1.0 - LEFT_OUT.1));
    Expected { from_min: minutes(least / step(least), least), to_min: minutes(most.div_ceil(step(most)), most) }
}

/// The wait below which a share of sorted waits lie; between two of them where it falls there.
#[allow(clippy::cast_precision_loss)] // There are few futures.
fn quantile_s(sorted_s: &[u32], share: f64) -> u32 {
    let Some(last) = sorted_s.len().checked_sub(1) else { return 0 };
    let place = (share * sorted_s.len() as f64 - 0.5).clamp(0.0, last as f64);
    let below = usize::try_from(coming::whole(place)).unwrap_or(0);
    let (low, high) = (f64::from(sorted_s[below]), f64::from(sorted_s[(below + 1).min(last)]));
    u32::try_from(coming::whole(low + (high - low) * (place - below as f64))).unwrap_or(u32::MAX)
}
