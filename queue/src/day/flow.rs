//! A day by quarter hours: who came, how many waited, and how many windows were open.

use jiff::{SignedDuration, Timestamp};

use super::figures::{Coming, Filter};
use super::{Began, Day, Doing, Leg, Span, Visit};
use crate::ids::ServiceId;
use crate::ticket::LeftWhy;
use crate::zone::Zone;

/// The length of a quarter of an hour.
const QUARTER: SignedDuration = SignedDuration::from_mins(15);

/// A quarter of an hour of the office's clock. An hour that summer time repeats has eight of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarter {
    /// When it begins.
    pub begins: Timestamp,
    /// Visitors who came in it.
    pub came: u32,
    /// The most who waited at one moment of it.
    pub waiting: u32,
}

/// All quarters from the first arrival to the last wait; none on a day without visitors.
pub fn quarters(day: &Day, filter: &Filter) -> Vec<Quarter> {
    let taken = |visit: &&Visit| !visit.is_withdrawn() && visit.legs.iter().any(|leg| filter.takes(visit, leg));
    let visits: Vec<&Visit> = day.visits.iter().filter(taken).collect();
    let legs = visits.iter().flat_map(|visit| (0..visit.legs.len()).map(move |leg| (*visit, leg)));
    let legs = legs.filter(|(visit, leg)| filter.takes(visit, &visit.legs[*leg]));
    let waits: Vec<_> = legs.map(|(visit, leg)| stood(day, visit, leg)).collect();
    let arrivals = visits.iter().map(|visit| visit.issued_at);
    let moments = || arrivals.clone().chain(waits.iter().flat_map(|(from, to)| [*from, to.unwrap_or(day.until)]));
    let (Some(first), Some(last)) = (moments().min(), moments().max()) else { return Vec::new() };
    let mut quarters = empty(&day.zone, first, last);
    for at in arrivals {
        if let Some(quarter) = quarter_of(&mut quarters, at) {
            quarter.came += 1;
        }
    }
    fill_waiting(&mut quarters, &waits);
    quarters
}

/// Visitors of a service who came in each quarter of [`quarters`] with the same filter.
pub fn came_for(day: &Day, filter: &Filter, service: &ServiceId) -> Vec<u32> {
    came_who(day, filter, |visit| visit.legs.iter().any(|leg| leg.service == *service && filter.takes(visit, leg)))
}

/// Visitors with a booking who came in each quarter of [`quarters`] with the same filter.
pub fn came_booked(day: &Day, filter: &Filter) -> Vec<u32> {
    came_who(day, filter, |visit| {
        Coming::of(visit.came) == Coming::Booked && visit.legs.iter().any(|leg| filter.takes(visit, leg))
    })
}

fn came_who(day: &Day, filter: &Filter, wanted: impl Fn(&Visit) -> bool) -> Vec<u32> {
    let mut quarters = emptied(quarters(day, filter));
    for visit in day.visits.iter().filter(|visit| !visit.is_withdrawn() && wanted(visit)) {
        if let Some(quarter) = quarter_of(&mut quarters, visit.issued_at) {
            quarter.came += 1;
        }
    }
    quarters.into_iter().map(|quarter| quarter.came).collect()
}

/// The most windows that were open at one moment of each quarter of [`quarters`] with the same filter. A window whose
/// clerk never closed it counts until the day turned: nobody knows when it was left. Nothing where a service, a category or a
/// way of coming is asked for.
pub fn windows_open(day: &Day, filter: &Filter) -> Option<Vec<u32>> {
    if !filter.tells_windows() {
        return None;
    }
    let mut quarters = emptied(quarters(day, filter));
    let Some(ends) = quarters.last().and_then(|last| last.begins.checked_add(QUARTER).ok()) else {
        return Some(Vec::new());
    };
    let open = |span: &&Span| span.doing == Doing::Open && filter.takes_span(span) && span.from < ends;
    let spans: Vec<_> = day.spans.iter().filter(open).map(|span| (span.from, span.until)).collect();
    fill_waiting(&mut quarters, &spans);
    Some(quarters.into_iter().map(|quarter| quarter.waiting).collect())
}

fn emptied(quarters: Vec<Quarter>) -> Vec<Quarter> {
    quarters.into_iter().map(|quarter| Quarter { came: 0, waiting: 0, ..quarter }).collect()
}

/// From when to when somebody stood in the queue on a leg. Whose right was denied waits from the coupon on, and was at the window
/// in between.
fn stood(day: &Day, visit: &Visit, index: usize) -> (Timestamp, Option<Timestamp>) {
    let leg = &visit.legs[index];
    let before =
        index.checked_sub(1).filter(|_| leg.began == Began::RightDenied).and_then(|before| visit.legs[before].ended);
    let from = before.unwrap_or(leg.since).max(leg.since);
    (from, wait_ends(day, visit, leg).map(|until| until.max(from)))
}

/// When a wait was over, if it is. Whoever waited for a turn that came late had gone by the hour of the calendar.
fn wait_ends(day: &Day, visit: &Visit, leg: &Leg) -> Option<Timestamp> {
    let at_end = visit.left.is_some_and(|left| left.why == LeftWhy::EndOfDay);
    let until = leg.call.as_ref().map(|call| call.at).or(leg.ended)?;
    Some(if leg.call.is_none() && at_end { until.min(day.turns_at) } else { until })
}

fn empty(zone: &Zone, first: Timestamp, last: Timestamp) -> Vec<Quarter> {
    let first = begins(zone, first);
    let next = |begins: &Timestamp| begins.checked_add(QUARTER).ok().filter(|next| *next <= last);
    let moments = std::iter::successors(Some(first), next);
    moments.map(|begins| Quarter { begins, came: 0, waiting: 0 }).collect()
}

/// The beginning of the quarter hour of a moment, by the clock on the wall.
fn begins(zone: &Zone, at: Timestamp) -> Timestamp {
    let local = zone.local(at);
    let into_s = i64::from(local.minute()) % 15 * 60 + i64::from(local.second());
    Timestamp::from_second(at.as_second() - into_s).unwrap_or(at)
}

fn quarter_of(quarters: &mut [Quarter], at: Timestamp) -> Option<&mut Quarter> {
    let after = quarters.partition_point(|quarter| quarter.begins <= at);
    quarters.get_mut(after.checked_sub(1)?)
}

/// Goes through all beginnings and ends in order; at one moment all ends count before it is looked how many wait.
fn fill_waiting(quarters: &mut [Quarter], waits: &[(Timestamp, Option<Timestamp>)]) {
    let begin = waits.iter().map(|(from, _)| (*from, 1));
    let end = waits.iter().filter_map(|(_, to)| Some((to.as_ref().copied()?, -1)));
    let mut steps: Vec<(Timestamp, i64)> = begin.chain(end).collect();
    steps.sort_unstable();
    let mut steps = steps.into_iter().peekable();
    let mut waiting = 0;
    for at in 0..quarters.len() {
        let ends = quarters.get(at + 1).map(|next| next.begins);
        let begins = quarters[at].begins;
        // Who went at the very beginning waited before it.
        while let Some((_, step)) = steps.next_if(|(moment, _)| *moment <= begins) {
            waiting += step;
        }
        let mut most = waiting;
        while let Some((moment, step)) = steps.next_if(|(moment, _)| ends.is_none_or(|ends| *moment < ends)) {
            waiting += step;
            if steps.peek().is_none_or(|(next, _)| *next != moment) {
                most = most.max(waiting);
            }
        }
        quarters[at].waiting = u32::try_from(most).unwrap_or(0);
    }
}
