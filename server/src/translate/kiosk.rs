//! What a kiosk shows: for each service who waits, how long, and whether a coupon can be had.

use std::collections::BTreeMap;

use jiff::Timestamp;
use protocol::board::{KioskBoard, KioskService};
use queue::State;
use queue::estimate::Estimate;
use queue::ids::ServiceId;
use queue::issue::issue;

use super::ahead;

/// The kiosks' board.
pub fn board(state: &State, estimate: &Estimate, now: Timestamp) -> KioskBoard {
    let (waiting, ahead) = (waiting_by_service(state), ahead::of_newcomers(state, now));
    let floor = state.floor.as_deref();
    let services = floor.into_iter().flat_map(|floor| &floor.services);
    KioskBoard {
        day: state.day.as_ref().map(|day| day.date),
        services: services
            .map(|service| KioskService {
                service: service.id.clone(),
                waiting: waiting.get(&service.id).copied().unwrap_or(0),
                ahead: ahead.get(&service.id).copied().unwrap_or(0),
                expected: estimate.services.get(&service.id).copied(),
                issue: issue(state, service, now),
            })
            .collect(),
    }
}

/// How many wait for each service that somebody waits for.
pub fn waiting_by_service(state: &State) -> BTreeMap<&ServiceId, u32> {
    let mut counts = BTreeMap::new();
    for ticket in state.waiting() {
        *counts.entry(ticket.service()).or_insert(0) += 1;
    }
    counts
}
