//! Whose turn it is, and why: one named policy for each floor, each answer with its reason.

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::floor::{Floor, Policy, Rules};
use crate::ids::{CategoryId, ReasonId, ServiceId, TicketId, WindowId};
use crate::state::State;
use crate::ticket::{Stage, Ticket, Waiting};

/// Why this visitor was called or is next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Came first.
    FirstCome {
        /// Seconds since the place.
        waited_s: u32,
    },
    /// Preferential, by the office's ratio.
    Preferential {
        /// Seconds since the place.
        waited_s: u32,
        /// General visitors that the window called since its last preferential one.
        generals: u8,
    },
    /// Has used up the largest share of the limit for waiting.
    Credit {
        /// Seconds since the place: more than those waited where a visit goes on at the place of its coupon (Q8).
        waited_s: u32,
        /// The limit of the class, in seconds.
        limit_s: u32,
        /// Whether the class is preferential.
        preferential: bool,
    },
    /// Booked this time, or earlier where nobody else waited (B4, B5).
    Booked {
        /// The booked time.
        due: Timestamp,
        /// Seconds waited past it.
        waited_s: u32,
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
    let candidates = candidates(state, floor, window, now);
    let (due, why) = pick(&floor.rules, state.generals_at(window), now, candidates)?;
    Some((state.tickets.get(&due.id)?, why))
}

/// Whether anybody waits whom `window` may call at `now`.
pub(crate) fn anybody(state: &State, window: &WindowId, now: Timestamp) -> bool {
    state.floor.as_deref().is_some_and(|floor| candidates(state, floor, window, now).next().is_some())
}

/// All whom `window` may call at `now`, soonest first, as they would be called one after the other.
pub fn order<'a>(state: &'a State, window: &WindowId, now: Timestamp) -> Vec<&'a Ticket> {
    let Some(floor) = state.floor.as_deref() else {
        return Vec::new();
    };
    let all = arrange(state, floor, window, now, candidates(state, floor, window, now));
    all.into_iter().filter_map(|standing| state.tickets.get(&standing.id)).collect()
}

/// All whom `window` may call at `now` before a general visitor who comes now for `service`.
pub fn before_newcomer(state: &State, window: &WindowId, service: &ServiceId, now: Timestamp) -> Vec<TicketId> {
    let Some(floor) = state.floor.as_deref() else {
        return Vec::new();
    };
    let waiting = candidates(state, floor, window, now);
    let newcomer = Standing::newcomer(floor, service, NEWCOMER, now);
    let all = arrange(state, floor, window, now, waiting.chain(newcomer));
    all.into_iter().map(|standing| standing.id).take_while(|id| *id != NEWCOMER).collect()
}

/// No ticket of a day comes as far.
const NEWCOMER: TicketId = TicketId(u64::MAX);

fn arrange(
    state: &State,
    floor: &Floor,
    window: &WindowId,
    now: Timestamp,
    waiting: impl Iterator<Item = Standing>,
) -> Vec<Standing> {
    let (mut first, mut all, mut early) = (Vec::new(), Vec::new(), Vec::new());
    for one in waiting {
        let line = match one.share(&floor.rules, now) {
            Share::First => &mut first,
            Share::InTurn => &mut all,
            Share::Early => &mut early,
        };
        line.push(one);
    }
    first.sort_by_key(Standing::by_place);
    early.sort_by_key(Standing::by_place);
    match floor.rules.policy {
        Policy::FirstCome => all.sort_by_key(Standing::by_place),
        Policy::Credit => all.sort_by(|a, b| b.credit_order(a, now)),
        Policy::Ratio { general } => all = interleave(all, state.generals_at(window), general),
    }
    first.extend(all);
    first.extend(early);
    first
}

/// The booked time of a visitor whom nobody may call before it: of each who is received as booked, where the office calls nobody
/// early (B4).
pub fn called_from(floor: &Floor, ticket: &Ticket) -> Option<Timestamp> {
    ticket.booked_for().filter(|_| !floor.rules.booking.early_calls)
}

/// The seconds that a visitor of this ticket's class may wait.
pub fn limit_s(floor: &Floor, ticket: &Ticket) -> u32 {
    if ticket.booked_for().is_some() {
        return u32::from(floor.rules.booking.wait_limit_min.max(1)) * 60;
    }
    class_limit_s(floor, ticket.service(), &ticket.category)
}

/// When the present wait of a ticket began to use up its limit, and when the limit is used up; nothing where it does not wait. Who is
/// received as booked waits from the booked time (B5).
pub fn wait_within(floor: &Floor, ticket: &Ticket) -> Option<(Timestamp, Timestamp)> {
    let Stage::Waiting(Waiting { since, .. }) = &ticket.stage else {
        return None;
    };
    let began = ticket.booked_for().map_or(*since, |due| due.max(*since));
    let limit = SignedDuration::from_secs(i64::from(limit_s(floor, ticket)));
    Some((began, began.saturating_add(limit).unwrap_or(began)))
}

/// The seconds that a visitor may wait for a service in a category.
pub(crate) fn class_limit_s(floor: &Floor, service: &ServiceId, category: &CategoryId) -> u32 {
    let of_service = floor.service(service).map_or(u16::MAX, |service| service.wait_norm_min);
    let own = floor.category(category).and_then(|category| category.wait_limit_min);
    u32::from(own.unwrap_or(of_service).max(1)) * 60
}

/// Whole seconds from `from` to `to`, none if the clock went back.
pub fn seconds_between(from: Timestamp, to: Timestamp) -> u32 {
    u32::try_from(to.as_second().saturating_sub(from.as_second()).max(0)).unwrap_or(u32::MAX)
}

/// All that a policy weighs of somebody who waits.
#[derive(Clone, Copy)]
pub(crate) struct Standing {
    pub id: TicketId,
    pub place: Timestamp,
    pub limit_s: u32,
    pub preferential: bool,
    /// The booked time of who is received as booked.
    pub booked: Option<Timestamp>,
}

impl Standing {
    pub fn of(floor: &Floor, ticket: &Ticket) -> Self {
        Self {
            id: ticket.id,
            place: ticket.place,
            limit_s: limit_s(floor, ticket),
            preferential: floor.is_preferential(&ticket.category),
            booked: ticket.booked_for(),
        }
    }

    /// A general visitor who comes now; none on a floor without categories.
    pub fn newcomer(floor: &Floor, service: &ServiceId, id: TicketId, now: Timestamp) -> Option<Self> {
        let general = floor.general().or(floor.categories.first())?;
        let limit_s = class_limit_s(floor, service, &general.id);
        Some(Self { id, place: now, limit_s, preferential: general.preferential, booked: None })
    }

    pub fn by_place(&self) -> (Timestamp, TicketId) {
        (self.place, self.id)
    }

    fn waited_s(&self, now: Timestamp) -> u32 {
        seconds_between(self.place, now)
    }

    /// What a booking gives at `now`.
    fn share(&self, rules: &Rules, now: Timestamp) -> Share {
        let after_s = u32::from(rules.booking.first_after_min) * 60;
        match self.booked {
            Some(due) if due > now => Share::Early,
            Some(due) if seconds_between(due, now) >= after_s => Share::First,
            Some(_) | None => Share::InTurn,
        }
    }

    /// The reason of whoever is received as booked.
    fn why_booked(&self, now: Timestamp) -> Option<Why> {
        self.booked.map(|due| Why::Booked { due, waited_s: seconds_between(due, now) })
    }

    /// Greater is due sooner; the share of the limit is compared exactly, without division.
    fn credit_order(&self, other: &Self, now: Timestamp) -> Ordering {
        let waited_ms = |one: &Self| i128::from(now.as_millisecond()) - i128::from(one.place.as_millisecond());
        let mine = waited_ms(self) * i128::from(other.limit_s);
        let theirs = waited_ms(other) * i128::from(self.limit_s);
        mine.cmp(&theirs).then_with(|| other.by_place().cmp(&self.by_place()))
    }
}

/// What a booking gives in the queue.
#[derive(Clone, Copy)]
enum Share {
    /// So long past the booked time nobody goes before (B5).
    First,
    /// The policy's turn.
    InTurn,
    /// Before the booked time only where a window has nobody else (B4).
    Early,
}

/// Whom a window calls of those whom it may call at `now`; `generals` it called since its last preferential visitor.
pub(crate) fn pick(
    rules: &Rules,
    generals: u8,
    now: Timestamp,
    candidates: impl Iterator<Item = Standing>,
) -> Option<(Standing, Why)> {
    let (mut first, mut early) = (None, None);
    let in_turn = candidates.filter(|one| {
        let apart = match one.share(rules, now) {
            Share::First => &mut first,
            Share::InTurn => return true,
            Share::Early => &mut early,
        };
        *apart = Some(sooner(*apart, *one));
        false
    });
    let by_policy = by_policy(rules.policy, generals, now, in_turn);
    let booked = |due: Standing| Some((due, due.why_booked(now)?));
    match (first, by_policy) {
        (Some(due), _) => booked(due),
        (None, Some((due, why))) => Some((due, due.why_booked(now).unwrap_or(why))),
        (None, None) => booked(early?),
    }
}

/// Whoever of two has the earlier place.
fn sooner(best: Option<Standing>, other: Standing) -> Standing {
    best.filter(|best| best.by_place() <= other.by_place()).unwrap_or(other)
}

fn by_policy(
    policy: Policy,
    generals: u8,
    now: Timestamp,
    mut candidates: impl Iterator<Item = Standing>,
) -> Option<(Standing, Why)> {
    match policy {
        Policy::FirstCome => {
            let first = candidates.min_by_key(Standing::by_place)?;
            Some((first, Why::FirstCome { waited_s: first.waited_s(now) }))
        }
        Policy::Ratio { general } => by_ratio(generals, general, now, candidates),
        Policy::Credit => {
            let first = candidates.next()?;
            let sooner =
                |best: Standing, c: Standing| if c.credit_order(&best, now) == Ordering::Greater { c } else { best };
            let due = candidates.fold(first, sooner);
            let (waited_s, limit_s) = (due.waited_s(now), due.limit_s);
            Some((due, Why::Credit { waited_s, limit_s, preferential: due.preferential }))
        }
    }
}

fn candidates(state: &State, floor: &Floor, window: &WindowId, now: Timestamp) -> impl Iterator<Item = Standing> {
    let window = floor.window(window);
    state.waiting().filter_map(move |ticket| {
        let window = window?;
        let here = window.services.contains(ticket.service()) && !waits_elsewhere(state, ticket, &window.id, now);
        let time_has_come = called_from(floor, ticket).is_none_or(|due| due <= now);
        (here && time_has_come).then(|| Standing::of(floor, ticket))
    })
}

/// The window that alone may call a visitor who was sent to it, and until when at most: as long as it receives visitors of the
/// service, and for the limit of the visitor's class, so that nobody waits without end for a clerk who went away.
pub fn bound_to<'a>(state: &State, ticket: &'a Ticket, now: Timestamp) -> Option<(&'a WindowId, Timestamp)> {
    let (bound, until) = bound_until(state, ticket)?;
    let floor = state.floor.as_deref()?;
    let serves = floor.window(bound).is_some_and(|window| window.services.contains(ticket.service()));
    let receives = state.desks.get(bound).is_some_and(|desk| desk.pause.is_none());
    (serves && receives && now < until).then_some((bound, until))
}

/// The window to which a waiting visitor was sent, and until when at most it alone may call.
pub(crate) fn bound_until<'a>(state: &State, ticket: &'a Ticket) -> Option<(&'a WindowId, Timestamp)> {
    let Stage::Waiting(Waiting { since, window: Some(bound) }) = &ticket.stage else {
        return None;
    };
    let limit_s = limit_s(state.floor.as_deref()?, ticket);
    let until = Timestamp::from_second(since.as_second() + i64::from(limit_s)).unwrap_or(Timestamp::MAX);
    Some((bound, until))
}

/// Whether a visitor waits for another window than `here` alone.
pub(crate) fn waits_elsewhere(state: &State, ticket: &Ticket, here: &WindowId, now: Timestamp) -> bool {
    bound_to(state, ticket, now).is_some_and(|(bound, _)| bound != here)
}

fn by_ratio(
    generals: u8,
    general: u8,
    now: Timestamp,
    candidates: impl Iterator<Item = Standing>,
) -> Option<(Standing, Why)> {
    let (mut preferential, mut ordinary) = (None, None);
    for candidate in candidates {
        let line = if candidate.preferential { &mut preferential } else { &mut ordinary };
        *line = Some(sooner(*line, candidate));
    }
    match (preferential, ordinary) {
        (Some(due), None) => Some((due, Why::Preferential { waited_s: due.waited_s(now), generals })),
        (Some(due), Some(_)) if generals >= general => {
            Some((due, Why::Preferential { waited_s: due.waited_s(now), generals }))
        }
        (_, Some(due)) => Some((due, Why::FirstCome { waited_s: due.waited_s(now) })),
        (None, None) => None,
    }
}

fn interleave(all: Vec<Standing>, mut in_row: u8, general: u8) -> Vec<Standing> {
    let (mut preferential, mut ordinary): (Vec<_>, Vec<_>) = all.into_iter().partition(|c| c.preferential);
    preferential.sort_by_key(|c| std::cmp::Reverse(c.by_place()));
    ordinary.sort_by_key(|c| std::cmp::Reverse(c.by_place()));
    let mut order = Vec::with_capacity(preferential.len() + ordinary.len());
    loop {
        let take_preferential = !preferential.is_empty() && (in_row >= general || ordinary.is_empty());
        let taken = if take_preferential { preferential.pop() } else { ordinary.pop() };
        let Some(taken) = taken else { return order };
        in_row = if take_preferential { 0 } else { in_row.saturating_add(1) };
        order.push(taken);
    }
}
