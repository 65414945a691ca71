//! A day by how long its visitors waited: how many waits of each length, and the longest of them one by one.

use super::figures::Filter;
use super::{Day, Leg, Visit};

/// Waits of one length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// The shortest that belong here, in minutes.
    pub from_min: u32,
    /// Those within the limit of their visitor's class.
    pub within: u32,
    /// Those over it.
    pub over: u32,
}

/// Waits by their length in `many` steps of `step_min` minutes; the last one also holds whatever is longer.
pub fn lengths(day: &Day, filter: &Filter, step_min: u32, many: u32) -> Vec<Length> {
    let step_min = step_min.max(1);
    let length = |step: u32| Length { from_min: step * step_min, ..Length::default() };
    let mut lengths: Vec<Length> = (0..many).map(length).collect();
    for wait in waits(day, filter) {
        let step = usize::try_from(wait.wait_s / 60 / step_min).unwrap_or(usize::MAX);
        let last = lengths.len().saturating_sub(1);
        let Some(length) = lengths.get_mut(step.min(last)) else { break };
        if wait.is_over() { length.over += 1 } else { length.within += 1 }
    }
    lengths
}

/// One wait that came to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait<'a> {
    /// Whose.
    pub visit: &'a Visit,
    /// For what, to which call.
    pub leg: &'a Leg,
    /// How long.
    pub wait_s: u32,
}

impl Wait<'_> {
    /// Whether it was longer than a visitor of the class may wait.
    pub fn is_over(&self) -> bool {
        self.wait_s > self.leg.limit_s
    }
}

/// So many waits, the longest first; of equal ones those of the earlier coupon.
pub fn longest<'a>(day: &'a Day, filter: &Filter, most: usize) -> Vec<Wait<'a>> {
    let mut waits: Vec<Wait<'a>> = waits(day, filter).collect();
    waits.sort_by_key(|wait| std::cmp::Reverse(wait.wait_s));
    waits.truncate(most);
    waits
}

fn waits<'a>(day: &'a Day, filter: &Filter) -> impl Iterator<Item = Wait<'a>> {
    let visits = day.visits.iter().filter(|visit| !visit.is_withdrawn());
    let legs = visits.flat_map(|visit| visit.legs.iter().map(move |leg| (visit, leg)));
    let taken = legs.filter(|(visit, leg)| filter.takes(visit, leg));
    taken.filter_map(|(visit, leg)| Some(Wait { visit, leg, wait_s: leg.wait_s()? }))
}
