//! How long a visitor would wait, as a range: from the norms and the last hour. One plain function, so that a better predictor can take its place.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::floor::Floor;
use crate::ids::{ServiceId, TicketId, WindowId};
use crate::state::State;
use crate::ticket::{Stage, Ticket};
use crate::turn::{Standing, pick, seconds_between, waits_elsewhere};

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
    /// For a general coupon of a service taken now; missing where no open window receives it.
    pub services: BTreeMap<ServiceId, Expected>,
    /// For each waiting ticket.
    pub tickets: BTreeMap<TicketId, Expected>,
}

/// Lets the waiting visitors go as the windows would call them: whichever window is free first picks by the floor's policy, and a
/// general visitor who comes now stands in each line.
pub fn expected_wait(state: &State, now: Timestamp) -> Estimate {
    let Some(floor) = state.floor.as_deref() else {
        return Estimate::default();
    };
    let mut groups = groups(state, floor, now);
    let mut lines = open_windows(state, floor, &groups, now);
    let mut estimate = Estimate::default();
    while let Some(line) = lines.iter_mut().filter(|line| !line.groups.is_empty()).min_by_key(|line| line.free_in_s) {
        let at = later(now, line.free_in_s);
        let heads = line.groups.iter().filter_map(|at_group| head(state, &groups[*at_group], line.window, at));
        let due = pick(&floor.rules, line.generals, at, heads).map(|(due, _)| due);
        let Some((due, group)) = due.and_then(|due| {
            let is_due = |group: &usize| groups[*group].line.front().is_some_and(|head| head.id == due.id);
            line.groups.iter().copied().find(is_due).map(|group| (due, group))
        }) else {
            line.groups.clear();
            continue;
        };
        let group = &mut groups[group];
        group.line.pop_front();
        if group.newcomer {
            estimate.services.insert(group.service.clone(), range(line.free_in_s));
        } else {
            estimate.tickets.insert(due.id, range(line.free_in_s));
            line.free_in_s += group.service_s;
            line.generals = if due.preferential { 0 } else { line.generals.saturating_add(1) };
        }
        line.groups.retain(|group| !groups[*group].line.is_empty());
    }
    estimate
}

/// Visitors whom no policy tells apart but by their places, in that order.
struct Group<'a> {
    service: &'a ServiceId,
    service_s: u64,
    /// The one ticket of the group, where it was sent to a window.
    sent: Option<&'a Ticket>,
    /// Whether it is somebody who comes now; takes nobody's time.
    newcomer: bool,
    line: VecDeque<Standing>,
}

fn groups<'a>(state: &'a State, floor: &'a Floor, now: Timestamp) -> Vec<Group<'a>> {
    let mut waiting: Vec<_> = state.waiting().map(|ticket| (ticket, Standing::of(floor, ticket))).collect();
    waiting.sort_by_key(|(_, standing)| standing.by_place());
    let new_group = |service: &'a ServiceId, sent, newcomer| Group {
        service,
        service_s: service_s(state, floor, service, now),
        sent,
        newcomer,
        line: VecDeque::new(),
    };
    let mut groups = BTreeMap::new();
    for (ticket, standing) in waiting {
        let sent = matches!(&ticket.stage, Stage::Waiting(waiting) if waiting.window.is_some()).then_some(ticket);
        let class = (ticket.service(), &ticket.category, standing.booked.is_some(), sent.map(|ticket| ticket.id));
        let group = groups.entry(class).or_insert_with(|| new_group(ticket.service(), sent, false));
        group.line.push_back(standing);
    }
    let newcomers = floor.services.iter().zip(0..).filter_map(|(service, count)| {
        let mut group = new_group(&service.id, None, true);
        group.line.push_back(Standing::newcomer(floor, &service.id, TicketId(u64::MAX - count), now)?);
        Some(group)
    });
    groups.into_values().chain(newcomers).collect()
}

/// Who would be next of a group at `window`.
fn head(state: &State, group: &Group<'_>, window: &WindowId, at: Timestamp) -> Option<Standing> {
    let elsewhere = group.sent.is_some_and(|ticket| waits_elsewhere(state, ticket, window, at));
    group.line.front().filter(|_| !elsewhere).copied()
}

struct Line<'a> {
    window: &'a WindowId,
    free_in_s: u64,
    /// General visitors called since the last preferential one.
    generals: u8,
    /// Which groups the window receives.
    groups: Vec<usize>,
}

fn open_windows<'a>(state: &'a State, floor: &Floor, groups: &[Group<'_>], now: Timestamp) -> Vec<Line<'a>> {
    let open = state.desks.iter().filter(|(_, desk)| desk.pause.is_none());
    open.map(|(window, desk)| {
        let visitor = desk.visitor.and_then(|id| state.tickets.get(&id));
        let services = floor.window(window).map_or(&[][..], |window| &window.services);
        let received = groups.iter().enumerate().filter(|(_, group)| services.contains(group.service));
        Line {
            window,
            free_in_s: visitor.map_or(0, |ticket| remaining_s(state, floor, ticket, now)),
            generals: state.generals_at(window),
            groups: received.map(|(index, _)| index).collect(),
        }
    })
    .collect()
}

/// The seconds for which a visitor at a window will be there. A visit past its usual length is taken to need a fifth of it more.
fn remaining_s(state: &State, floor: &Floor, ticket: &Ticket, now: Timestamp) -> u64 {
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
    whole.saturating_sub(done).max(whole / 5)
}

fn later(now: Timestamp, seconds: u64) -> Timestamp {
    let seconds = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    now.saturating_add(seconds).unwrap_or(Timestamp::MAX)
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
