//! Why others were called while a ticket waited, as its visitor may know it (Q6): numbers, times and the rules' own reasons. Whoever
//! stood before the visitor anyway is only counted. Nothing here says who anybody is, or of which category.

use std::collections::BTreeSet;

use jiff::Timestamp;
use queue::Number;
use queue::day::story::{Before, called_before};
use queue::day::{Began, Day, Leg, Visit};
use queue::floor::Floor;
use queue::ids::{ReasonId, TicketId};
use queue::turn::{Why, seconds_between};

/// Calls that a page tells one by one.
const TOLD: usize = 10;

/// Who was called before a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The latest of those that need a reason, in order.
    pub calls: Vec<Call>,
    /// Earlier ones of those, which are not told.
    pub more: usize,
    /// Visitors of the same line whose turn was before in any case.
    pub came_before: u32,
    /// Whether the ticket waits at the place that it had from the first.
    pub place_kept: bool,
}

/// A call that a visitor may wonder about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub number: Number,
    /// Why.
    pub reason: Reason,
}

/// Why somebody was called who seems not to have been due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Booked for that time (B5).
    BookedFor(Timestamp),
    /// Preferential, by the office's ratio (Q5).
    Preferential,
    /// Preferential, with a shorter limit for waiting (Q5).
    ShorterLimit,
    /// Had used up more of the limit for waiting.
    LargerShare,
    /// The same, but not by waiting: who comes from another window has a place by the office's rule (Q8).
    PlaceGiven,
    /// Another service, at a window that does not receive this ticket's.
    Elsewhere,
    /// The order at that window.
    InOrder,
    /// Chosen by a clerk (Q6), with the reason if the office lets others know it.
    Chosen(Option<ReasonId>),
    /// Called before without coming, and here after all.
    CameBack,
    /// Set aside by a clerk and called again.
    SetAside,
}

/// What a ticket saw; nothing where it is none of the day's.
pub fn told(day: &Day, ticket: TicketId, floor: &Floor) -> Option<Told> {
    let mine = day.visits.iter().find(|visit| visit.ticket == ticket)?;
    let (mut calls, mut came_before) = (Vec::new(), BTreeSet::new());
    for before in called_before(day, ticket) {
        match reason(&before, mine, floor) {
            Some(reason) => calls.push(Call { at: before.call.at, number: before.visit.number, reason }),
            None if in_line(&before, floor) => {
                came_before.insert(before.visit.ticket);
            }
            None => {}
        }
    }
    let more = calls.len().saturating_sub(TOLD);
    let place_kept = mine.legs.last().is_some_and(|leg| matches!(leg.began, Began::Issued | Began::PutBack));
    let came_before = u32::try_from(came_before.len()).unwrap_or(u32::MAX);
    Some(Told { calls: calls.split_off(more), more, came_before, place_kept })
}

/// Nothing where the visitor came before this ticket and was called in turn.
fn reason(before: &Before<'_>, mine: &Visit, floor: &Floor) -> Option<Reason> {
    match &before.call.why {
        Why::Chosen { reason, instead_of: Some(_) } => {
            let may_be_told = floor.reasons.told.contains(reason);
            return Some(Reason::Chosen(may_be_told.then(|| reason.clone())));
        }
        Why::Parked => return Some(Reason::SetAside),
        Why::Chosen { .. }
        | Why::Booked { .. }
        | Why::Preferential { .. }
        | Why::Credit { .. }
        | Why::FirstCome { .. } => {}
    }
    if before.leg.began == Began::CameBack {
        return Some(Reason::CameBack);
    }
    if !before.came_later {
        return None;
    }
    Some(match &before.call.why {
        Why::Booked { due, .. } => Reason::BookedFor(*due),
        _ if !in_line(before, floor) => Reason::Elsewhere,
        Why::Preferential { .. } => Reason::Preferential,
        Why::Credit { waited_s, limit_s, preferential } => {
            credit((*waited_s, *limit_s), *preferential, before, mine).unwrap_or(Reason::InOrder)
        }
        Why::FirstCome { .. } | Why::Chosen { .. } | Why::Parked => Reason::InOrder,
    })
}

/// Only what holds in figures is told: a visitor who was sent to a certain window may have waited longer.
fn credit(theirs: (u32, u32), preferential: bool, before: &Before<'_>, mine: &Visit) -> Option<Reason> {
    let (waited_s, limit_s) = theirs;
    let own_s = seconds_between(placed(before.wait, mine), before.call.at);
    let larger = |by_s: u32| u64::from(by_s) * u64::from(before.wait.limit_s) >= u64::from(own_s) * u64::from(limit_s);
    let stood_s = waited_s.min(seconds_between(before.leg.since, before.call.at));
    let shorter = preferential && limit_s < before.wait.limit_s;
    // Who was put back, or lost a category, waits at a place of their own.
    let sent_on = matches!(before.leg.began, Began::NextService | Began::Transferred);
    let by_waiting = if sent_on && !larger(stood_s) { Reason::PlaceGiven } else { Reason::LargerShare };
    larger(waited_s).then_some(if shorter { Reason::ShorterLimit } else { by_waiting })
}

/// From when a place counts at the earliest.
fn placed(wait: &Leg, mine: &Visit) -> Timestamp {
    if wait.began == Began::Issued { wait.since } else { mine.issued_at }
}

/// Whether the window to which somebody was called receives what this ticket waited for.
fn in_line(before: &Before<'_>, floor: &Floor) -> bool {
    let window = floor.window(&before.call.window);
    before.leg.service == before.wait.service
        || window.is_some_and(|window| window.services.contains(&before.wait.service))
}
