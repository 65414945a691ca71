//! What a new configuration would do to the day that goes on: whether it can be, and whom it touches. Decides nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::booking;
use crate::decide::configure::objections;
use crate::floor::{Floor, Service};
use crate::ids::ServiceId;
use crate::rejection::Rejection;
use crate::state::State;

/// What a change would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// Why it is refused as long as this is so; empty where it can be.
    pub refused: Vec<Rejection>,
    /// Open bookings that the office would cancel and write about (B8).
    pub cancelled: usize,
    /// How many wait for a service that an open window receives now and none would.
    pub unreceived: BTreeMap<ServiceId, usize>,
    /// Services that have coupons left today and would have none, with how many were issued (Q3).
    pub used_up: BTreeMap<ServiceId, u16>,
    /// Services that could be booked outside the hours of their coupons, where the change touches either (B1, Q4).
    pub beyond: BTreeSet<ServiceId>,
}

/// What `floor` would do if it came into force at `now`.
pub fn of(state: &State, floor: &Floor, now: Timestamp) -> Effects {
    Effects {
        refused: objections(state, floor, now),
        cancelled: booking::decide::lost_by(state, floor, now).len(),
        unreceived: unreceived(state, floor),
        used_up: used_up(state, floor),
        beyond: beyond(state, floor),
    }
}

fn unreceived(state: &State, floor: &Floor) -> BTreeMap<ServiceId, usize> {
    let Some(present) = state.floor.as_deref() else { return BTreeMap::new() };
    let receives = |floor: &Floor, service: &ServiceId| {
        let mut open = state.desks.keys().filter_map(|window| floor.window(window));
        open.any(|window| window.services.contains(service))
    };
    let mut waiting: BTreeMap<ServiceId, usize> = BTreeMap::new();
    for ticket in state.waiting.iter().filter_map(|id| state.tickets.get(id)) {
        *waiting.entry(ticket.service().clone()).or_default() += 1;
    }
    waiting.retain(|service, _| receives(present, service) && !receives(floor, service));
    waiting
}

fn used_up(state: &State, floor: &Floor) -> BTreeMap<ServiceId, u16> {
    let (Some(present), Some(day)) = (state.floor.as_deref(), &state.day) else { return BTreeMap::new() };
    let extra = |service: &ServiceId| day.extra.get(service).copied().unwrap_or(0);
    let left = |floor: &Floor, service: &ServiceId, issued: u16| {
        floor.service(service).is_some_and(|found| found.daily_limit.saturating_add(extra(service)) > issued)
    };
    let known = day.issued.iter().filter(|(service, _)| floor.service(service).is_some());
    let gone = known.filter(|(service, issued)| left(present, service, **issued) && !left(floor, service, **issued));
    gone.map(|(service, issued)| (service.clone(), *issued)).collect()
}

fn beyond(state: &State, floor: &Floor) -> BTreeSet<ServiceId> {
    let Some(present) = state.floor.as_deref() else { return BTreeSet::new() };
    let turn = floor.calendar.day_turns_at;
    let hours = |service: &Service| (service.issue.clone(), service.slots.as_ref().map(|plan| plan.hours.clone()));
    let touched = |service: &Service| {
        present.calendar.day_turns_at != turn || present.service(&service.id).map(hours) != Some(hours(service))
    };
    let is_beyond = |service: &Service| service.slots.as_ref().is_some_and(|plan| plan.is_beyond(&service.issue, turn));
    let found = floor.services.iter().filter(|service| is_beyond(service) && touched(service));
    found.map(|service| service.id.clone()).collect()
}
