//! Whose turn it is, and why: one named policy for each floor, each answer with its reason.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::floor::{Floor, Policy};
use crate::ids::{ReasonId, TicketId, WindowId};
use crate::state::State;
use crate::ticket::{Stage, Ticket, Waiting};

/// Why this visitor was called or is next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Came first.
    FirstCome {
        /// Seconds waited.
        waited_s: u32,
    },
    /// Preferential, by the office's ratio.
    Preferential {
        /// Seconds waited.
        waited_s: u32,
        /// General visitors that the window called since its last preferential one.
        generals: u8,
    },
    /// Has used up the largest share of the limit for waiting.
    Credit {
        /// Seconds waited, as the place counts them.
        waited_s: u32,
        /// The limit of the class, in seconds.
        limit_s: u32,
        /// Whether the class is preferential.
        preferential: bool,
    },
    /// A parked visitor whom the clerk brought back.
    Parked,
    /// Chosen by the clerk (Q6); marked where somebody else was due.
    Chosen {
        /// Why.
        reason: ReasonId,
        /// Who was due, where it was not this visitor.
        instead_of: Option<TicketId>,
    },
}

/// Whoever is due at `window` at `now`, and why; `None` if nobody waits whom it may call.
pub fn next<'a>(state: &'a State, window: &WindowId, now: Timestamp) -> Option<(&'a Ticket, Why)> {
    let floor = state.floor.as_deref()?;
    let mut candidates = candidates(state, floor, window, now);
    match floor.rules.policy {
        Policy::FirstCome => {
            let first = candidates.min_by_key(|c| c.by_place())?;
            Some((first.ticket, Why::FirstCome { waited_s: first.waited_s }))
        }
        Policy::Ratio { general } => by_ratio(state.generals_at(window), general, candidates),
        Policy::Credit => {
            let first = candidates.next()?;
            let due =
                candidates.fold(first, |best, c| if c.credit_order(&best) == Ordering::Greater { c } else { best });
            let why = Why::Credit { waited_s: due.waited_s, limit_s: due.limit_s, preferential: due.preferential };
            Some((due.ticket, why))
        }
    }
}

/// All whom `window` may call at `now`, soonest first, as they would be called one after the other.
pub fn order<'a>(state: &'a State, window: &WindowId, now: Timestamp) -> Vec<&'a Ticket> {
    let Some(floor) = state.floor.as_deref() else {
        return Vec::new();
    };
    let mut all: Vec<_> = candidates(state, floor, window, now).collect();
    match floor.rules.policy {
        Policy::FirstCome => all.sort_by_key(Candidate::by_place),
        Policy::Credit => all.sort_by(|a, b| b.credit_order(a)),
        Policy::Ratio { general } => return interleave(all, state.generals_at(window), general),
    }
    all.into_iter().map(|c| c.ticket).collect()
}

/// The seconds that a visitor of this ticket's class may wait.
pub fn limit_s(floor: &Floor, ticket: &Ticket) -> u32 {
    let norm = floor.service(ticket.service()).map_or(u16::MAX, |service| service.wait_norm_min);
    let own = floor.category(&ticket.category).and_then(|category| category.wait_limit_min);
    u32::from(own.unwrap_or(norm).max(1)) * 60
}

/// Whole seconds from `from` to `to`, none if the clock went back.
pub fn seconds_between(from: Timestamp, to: Timestamp) -> u32 {
    u32::try_from(to.as_second().saturating_sub(from.as_second()).max(0)).unwrap_or(u32::MAX)
}

struct Candidate<'a> {
    ticket: &'a Ticket,
    waited_s: u32,
    waited_ms: i64,
    limit_s: u32,
    preferential: bool,
}

impl Candidate<'_> {
    fn by_place(&self) -> (Timestamp, TicketId) {
        (self.ticket.place, self.ticket.id)
    }

    /// Greater is due sooner; the share of the limit is compared exactly, without division.
    fn credit_order(&self, other: &Self) -> Ordering {
        let mine = i128::from(self.waited_ms) * i128::from(other.limit_s);
        let theirs = i128::from(other.waited_ms) * i128::from(self.limit_s);
        mine.cmp(&theirs).then_with(|| other.by_place().cmp(&self.by_place()))
    }
}

fn candidates<'a>(
    state: &'a State,
    floor: &'a Floor,
    window: &WindowId,
    now: Timestamp,
) -> impl Iterator<Item = Candidate<'a>> {
    let desk = floor.window(window);
    state.waiting().filter_map(move |ticket| {
        let Stage::Waiting(waiting) = &ticket.stage else {
            return None;
        };
        let window = desk?;
        let here = window.services.contains(ticket.service());
        let elsewhere = waiting.window.as_ref().is_some_and(|bound| *bound != window.id);
        (here && !(elsewhere && is_kept(state, floor, ticket, now))).then(|| candidate(floor, ticket, now))
    })
}

/// Whether a visitor who was sent to a window waits for it alone: as long as it receives visitors of the service, and at most
/// for the limit of the visitor's class, so that nobody waits without end for a clerk who went away.
fn is_kept(state: &State, floor: &Floor, ticket: &Ticket, now: Timestamp) -> bool {
    let Stage::Waiting(Waiting { since, window: Some(bound) }) = &ticket.stage else {
        return false;
    };
    let serves = floor.window(bound).is_some_and(|window| window.services.contains(ticket.service()));
    let receives = state.desks.get(bound).is_some_and(|desk| desk.pause.is_none());
    serves && receives && seconds_between(*since, now) < limit_s(floor, ticket)
}

fn candidate<'a>(floor: &Floor, ticket: &'a Ticket, now: Timestamp) -> Candidate<'a> {
    Candidate {
        ticket,
        waited_s: seconds_between(ticket.place, now),
        waited_ms: now.as_millisecond().saturating_sub(ticket.place.as_millisecond()),
        limit_s: limit_s(floor, ticket),
        preferential: floor.category(&ticket.category).is_some_and(|category| category.preferential),
    }
}

fn by_ratio<'a>(
    generals: u8,
    general: u8,
    candidates: impl Iterator<Item = Candidate<'a>>,
) -> Option<(&'a Ticket, Why)> {
    let (preferential, ordinary): (Vec<_>, Vec<_>) = candidates.partition(|c| c.preferential);
    let preferential = preferential.into_iter().min_by_key(Candidate::by_place);
    let ordinary = ordinary.into_iter().min_by_key(Candidate::by_place);
    match (preferential, ordinary) {
        (Some(due), None) => Some((due.ticket, Why::Preferential { waited_s: due.waited_s, generals })),
        (Some(due), Some(_)) if generals >= general => {
            Some((due.ticket, Why::Preferential { waited_s: due.waited_s, generals }))
        }
        (_, Some(due)) => Some((due.ticket, Why::FirstCome { waited_s: due.waited_s })),
        (None, None) => None,
    }
}

fn interleave<'a>(all: Vec<Candidate<'a>>, mut in_row: u8, general: u8) -> Vec<&'a Ticket> {
    let (mut preferential, mut ordinary): (Vec<_>, Vec<_>) = all.into_iter().partition(|c| c.preferential);
    preferential.sort_by_key(|c| std::cmp::Reverse(c.by_place()));
    ordinary.sort_by_key(|c| std::cmp::Reverse(c.by_place()));
    let mut order = Vec::with_capacity(preferential.len() + ordinary.len());
    loop {
        let take_preferential = !preferential.is_empty() && (in_row >= general || ordinary.is_empty());
        let taken = if take_preferential { preferential.pop() } else { ordinary.pop() };
        let Some(taken) = taken else { return order };
        in_row = if take_preferential { 0 } else { in_row.saturating_add(1) };
        order.push(taken.ticket);
    }
}
