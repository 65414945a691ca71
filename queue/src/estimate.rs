//! How long a visitor would wait, as a range: from the norms and the last hour. One plain function, so that a better predictor can take its place.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::floor::Floor;
use crate::ids::{ServiceId, TicketId, WindowId};
use crate::state::State;
use crate::ticket::{Stage, Ticket};
use crate::turn::{limit_s, seconds_between};

/// Finished services that weigh as much as the norm.
const NORM_WEIGHT: u64 = 4;
/// How far back finished services count.
const PACE_WINDOW_H: i64 = 1;

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
    /// For a coupon of a service taken now; missing where no open window receives it.
    pub services: BTreeMap<ServiceId, Expected>,
    /// For each waiting ticket.
    pub tickets: BTreeMap<TicketId, Expected>,
}

/// Lets the waiting visitors go, in the order of their credit, to the window that is free first and may take them.
pub fn expected_wait(state: &State, now: Timestamp) -> Estimate {
    let Some(floor) = state.floor.as_deref() else {
        return Estimate::default();
    };
    let mut lines = open_windows(state, floor, now);
    let mut waiting: Vec<_> = state.waiting().collect();
    waiting.sort_by_cached_key(|ticket| queue_key(floor, ticket, now));
    let mut estimate = Estimate::default();
    for ticket in waiting {
        let service = ticket.service();
        let Some(line) = soonest(&mut lines, floor, service) else {
            continue;
        };
        estimate.tickets.insert(ticket.id, range(line.free_in_s));
        line.free_in_s += service_s(state, floor, service, now);
    }
    for service in &floor.services {
        if let Some(line) = soonest(&mut lines, floor, &service.id) {
            estimate.services.insert(service.id.clone(), range(line.free_in_s));
        }
    }
    estimate
}

struct Line<'a> {
    window: &'a WindowId,
    free_in_s: u64,
}

fn open_windows<'a>(state: &'a State, floor: &Floor, now: Timestamp) -> Vec<Line<'a>> {
    let open = state.desks.iter().filter(|(_, desk)| desk.pause.is_none());
    open.map(|(window, desk)| {
        let visitor = desk.visitor.and_then(|id| state.tickets.get(&id));
        let free_in_s = visitor.map_or(0, |ticket| {
            let whole = service_s(state, floor, ticket.service(), now);
            let done = match &ticket.stage {
                Stage::Serving { since, .. } => u64::from(seconds_between(*since, now)),
                Stage::Waiting(_)
                | Stage::Called(_)
                | Stage::Parked { .. }
                | Stage::NoShow { .. }
                | Stage::Finished { .. }
                | Stage::Refused { .. }
                | Stage::Left { .. } => 0,
            };
            // A visit past its usual length is taken to need a fifth of it more.
            whole.saturating_sub(done).max(whole / 5)
        });
        Line { window, free_in_s }
    })
    .collect()
}

fn soonest<'l, 'a>(lines: &'l mut [Line<'a>], floor: &Floor, service: &ServiceId) -> Option<&'l mut Line<'a>> {
    let serves = |window: &WindowId| floor.window(window).is_some_and(|w| w.services.contains(service));
    lines.iter_mut().filter(|line| serves(line.window)).min_by_key(|line| line.free_in_s)
}

/// Larger share of the limit first, in thousandths.
fn queue_key(floor: &Floor, ticket: &Ticket, now: Timestamp) -> (std::cmp::Reverse<u64>, TicketId) {
    let share = u64::from(seconds_between(ticket.place, now)) * 1000 / u64::from(limit_s(floor, ticket));
    (std::cmp::Reverse(share), ticket.id)
}

/// The usual length of a service in seconds: the norm, pulled towards the last hour.
fn service_s(state: &State, floor: &Floor, service: &ServiceId, now: Timestamp) -> u64 {
    let norm_s = floor.service(service).map_or(600, |service| u64::from(service.service_norm_min) * 60);
    let since = now.saturating_sub(PACE_WINDOW_H.hours()).unwrap_or(now);
    let recent = state.pace.get(service).into_iter().flatten().filter(|pace| pace.at >= since);
    let (count, sum) = recent.fold((0, 0), |(count, sum), pace| (count + 1, sum + u64::from(pace.service_s)));
    (norm_s * NORM_WEIGHT + sum) / (NORM_WEIGHT + count)
}

/// A quarter either way, rounded outwards: to minutes below a quarter of an hour, to five minutes above.
fn range(wait_s: u64) -> Expected {
    let minutes = |s: u64, up: bool| {
        let step = if s > 15 * 60 { 300 } else { 60 };
        let steps = if up { s.div_ceil(step) } else { s / step };
        u16::try_from(steps * step / 60).unwrap_or(u16::MAX)
    };
    if wait_s == 0 {
        return Expected { from_min: 0, to_min: 0 };
    }
    Expected { from_min: minutes(wait_s * 3 / 4, false), to_min: minutes(wait_s * 5 / 4, true) }
}
