//! One ticket's day: all that happened to it, and whom it saw go before it (Q6).

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Called, Day, Leg, Visit};
use crate::event::{Event, Fact};
use crate::ids::{ClerkId, TicketId};

/// An event of the story.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// What happened.
    pub event: Event,
    /// Whether the clerk took it back.
    pub undone: bool,
}

/// All events of one ticket in order, of the events of its day; those that an undo took back stay, marked, with the undo.
pub fn story<'a>(events: impl IntoIterator<Item = &'a Event>, ticket: TicketId) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    let mut steps: BTreeMap<ClerkId, Step> = BTreeMap::new();
    for event in events {
        if let Fact::StepUndone { window: _, clerk } = &event.fact {
            let parts = steps.remove(clerk).map(|step| step.parts).unwrap_or_default();
            if !parts.is_empty() {
                parts.into_iter().for_each(|part| told[part].undone = true);
                told.push(Told { event: event.clone(), undone: false });
            }
            continue;
        }
        let mine = event.fact.ticket() == Some(ticket);
        if let Some(at) = event.fact.at_window() {
            let goes_on = |step: &Step| event.continues && step.at == event.at;
            let step = steps.remove(at.clerk).filter(goes_on);
            let mut step = step.unwrap_or(Step { at: event.at, parts: Vec::new() });
            step.parts.extend(mine.then_some(told.len()));
            steps.insert(at.clerk.clone(), step);
        }
        if mine {
            told.push(Told { event: event.clone(), undone: false });
        }
    }
    told
}

/// A clerk's last step, and which of the told events are parts of it.
struct Step {
    at: Timestamp,
    parts: Vec<usize>,
}

/// Somebody who was called while a ticket waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before<'a> {
    /// Who.
    pub visit: &'a Visit,
    /// For what.
    pub leg: &'a Leg,
    /// The call, with why it was that visitor's turn.
    pub call: &'a Called,
    /// Whether that visitor's coupon is the later one.
    pub came_later: bool,
    /// The ticket's own wait in which it happened.
    pub wait: &'a Leg,
}

/// Each call of another ticket while a ticket waited, in order. They are called to any window: who waits for what only some
/// windows receive sees the others' visitors go, too.
pub fn called_before(day: &Day, ticket: TicketId) -> Vec<Before<'_>> {
    let Some(mine) = day.visits.iter().find(|visit| visit.ticket == ticket) else { return Vec::new() };
    let others = day.visits.iter().filter(|visit| visit.ticket != ticket);
    let legs = others.flat_map(|visit| visit.legs.iter().map(move |leg| (visit, leg)));
    let calls = legs.filter_map(|(visit, leg)| {
        let call = leg.call.as_ref()?;
        let came_later = (visit.issued_at, visit.ticket) > (mine.issued_at, ticket);
        let wait = mine.legs.iter().find(|wait| waited_then(wait, call))?;
        Some(Before { visit, leg, call, came_later, wait })
    });
    let mut calls: Vec<_> = calls.collect();
    calls.sort_by_key(|before| before.call.id);
    calls
}

fn waited_then(wait: &Leg, call: &Called) -> bool {
    let began = wait.wait_s().is_some() || wait.call.is_none();
    let not_called = wait.call.as_ref().is_none_or(|own| call.id < own.id);
    let not_gone = wait.call.is_some() || wait.ended.is_none_or(|ended| call.at <= ended);
    began && wait.since <= call.at && not_called && not_gone
}
