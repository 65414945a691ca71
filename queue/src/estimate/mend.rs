//! What is about to break its limit, and what would mend it (Q7): one window more, tried by the rules themselves on a copy of the floor
//! and played forward before it is named.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::scene::{Asks, Who};
use super::{Estimate, Expected, played};
use crate::apply::apply;
use crate::command::Actor;
use crate::event::{Event, Fact};
use crate::floor::{Floor, Role, Window};
use crate::ids::{ClerkId, ServiceId, TicketId, WindowId};
use crate::state::{Day, State};
use crate::turn::wait_within;

/// How far ahead it is looked for limits that will be used up.
pub const AHEAD: SignedDuration = SignedDuration::from_mins(15);

/// What a manager can do for a service that will break its limit or that no open window receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    /// A paused window goes on, and nobody who waits for the service will be over the limit any more.
    Resume(WindowId),
    /// A clerk who has no window opens this one, whoever of them it is, and nobody will be over the limit any more.
    Open(WindowId),
    /// Whichever window is added, somebody will be over the limit all the same, or somebody else instead.
    TooLittle,
    /// Every window that has the service receives already, or there is no clerk to open one.
    NoWindow,
}

impl Mend {
    /// Whether it can still be done.
    pub fn is_possible(&self, state: &State) -> bool {
        match self {
            Self::Resume(window) => state.desks.get(window).is_some_and(|desk| desk.pause.is_some()),
            Self::Open(window) => !state.desks.contains_key(window),
            Self::TooLittle | Self::NoWindow => true,
        }
    }
}

/// Whether a wait is over its limit, which was used up at `over_at`.
pub fn is_over(over_at: Timestamp, now: Timestamp) -> bool {
    over_at < now
}

/// Whether a limit will be used up within the next minutes: it ends by then, and the visitor is to be called later than that if calls
/// go on as they do, by the middle of what was expected at `told_at`; or no open window receives the service.
pub fn will_be_over(over_at: Timestamp, expected: Option<Expected>, told_at: Timestamp, now: Timestamp) -> bool {
    if is_over(over_at, now) || over_at.duration_since(now) > AHEAD {
        return false;
    }
    expected.is_none_or(|expected| {
        let called_at = told_at.saturating_add(SignedDuration::from_secs(expected.middle_s().into()));
        called_at.is_ok_and(|called_at| called_at > over_at)
    })
}

/// For each service that will break its limit, or that somebody waits for and no open window receives, what would mend it. The first
/// window is named that is enough: of the paused ones in the order of the floor, then of the closed ones. It is enough where
/// nobody who waits for the service will be over the limit any more, and nobody else instead. `estimate` is that of the same moment.
pub fn mends(state: &State, estimate: &Estimate, now: Timestamp) -> BTreeMap<ServiceId, Mend> {
    let (Some(floor), Some(day)) = (state.floor.as_deref(), &state.day) else { return BTreeMap::new() };
    let trial = Trial { state, floor, day, now, near: near(state, floor, now) };
    let at_risk = trial.at_risk(&estimate.tickets);
    let unreceived = state.waiting().map(|ticket| ticket.service()).filter(|id| !estimate.services.contains_key(*id));
    let mut to_mend: BTreeSet<_> = trial.services(&at_risk).chain(unreceived).collect();
    let mut found = BTreeMap::new();
    let mut tried = BTreeSet::new();
    for (window, mend) in trial.candidates() {
        let here: BTreeSet<_> = to_mend.iter().copied().filter(|id| window.services.contains(id)).collect();
        let mended = if here.is_empty() { BTreeSet::new() } else { trial.mended(&mend, &at_risk, here.clone()) };
        tried.extend(here);
        to_mend.retain(|id| !mended.contains(id));
        found.extend(mended.into_iter().map(|id| (id.clone(), mend.clone())));
    }
    let others = |id: &ServiceId| if tried.contains(id) { Mend::TooLittle } else { Mend::NoWindow };
    found.extend(to_mend.into_iter().map(|id| (id.clone(), others(id))));
    found
}

/// Whose limit ends within the next minutes, and when.
fn near(state: &State, floor: &Floor, now: Timestamp) -> BTreeMap<TicketId, Timestamp> {
    let within = state.waiting().filter_map(|ticket| Some((ticket.id, wait_within(floor, ticket)?.1)));
    within.filter(|(_, over_at)| will_be_over(*over_at, None, now, now)).collect()
}

/// The floor on which windows are tried.
struct Trial<'a> {
    state: &'a State,
    floor: &'a Floor,
    day: &'a Day,
    now: Timestamp,
    /// Nobody else can be at risk.
    near: BTreeMap<TicketId, Timestamp>,
}

impl<'a> Trial<'a> {
    fn at_risk(&self, expected: &BTreeMap<TicketId, Expected>) -> BTreeSet<TicketId> {
        let will_be_over =
            |id: &TicketId, over_at| will_be_over(over_at, expected.get(id).copied(), self.now, self.now);
        self.near.iter().filter(|(id, over_at)| will_be_over(id, **over_at)).map(|(id, _)| *id).collect()
    }

    fn services(&self, tickets: &BTreeSet<TicketId>) -> impl Iterator<Item = &'a ServiceId> {
        tickets.iter().filter_map(|id| self.state.tickets.get(id)).map(|ticket| ticket.service())
    }

    /// Windows that could be added, the paused ones first.
    fn candidates(&self) -> Vec<(&'a Window, Mend)> {
        let windows = &self.floor.windows;
        let paused = windows.iter().map(|window| (window, Mend::Resume(window.id.clone())));
        let closed = if self.openers().is_empty() { &[][..] } else { windows };
        let closed = closed.iter().map(|window| (window, Mend::Open(window.id.clone())));
        paused.chain(closed).filter(|(_, mend)| mend.is_possible(self.state)).collect()
    }

    /// Clerks without a window; of those of whom nothing is known one stands for all.
    fn openers(&self) -> Vec<&'a ClerkId> {
        let has_window = |clerk: &ClerkId| self.state.window_of(clerk).is_some();
        let clerks = self.floor.clerks.iter().filter(|clerk| clerk.roles.contains(&Role::Clerk)).map(|clerk| &clerk.id);
        let (known, unknown): (Vec<_>, Vec<_>) =
            clerks.filter(|clerk| !has_window(clerk)).partition(|clerk| self.state.learned.knows(clerk));
        known.into_iter().chain(unknown.into_iter().next()).collect()
    }

    /// Which of these services a mend does mend, whoever carries it out.
    fn mended(
        &self,
        mend: &Mend,
        at_risk: &BTreeSet<TicketId>,
        mut services: BTreeSet<&'a ServiceId>,
    ) -> BTreeSet<&'a ServiceId> {
        for fact in self.ways(mend) {
            let still = self.at_risk(&self.expected_after(fact));
            let others = still.difference(at_risk).next().is_some();
            let unmended: BTreeSet<_> = self.services(&still).collect();
            services.retain(|id| !others && !unmended.contains(id));
            if services.is_empty() {
                break;
            }
        }
        services
    }

    /// What carrying it out can be.
    fn ways(&self, mend: &Mend) -> Vec<Fact> {
        match mend {
            Mend::Resume(window) => {
                let desk = self.state.desks.get(window);
                let resumed = |clerk: &ClerkId| Fact::WindowResumed { window: window.clone(), clerk: clerk.clone() };
                desk.map(|desk| resumed(&desk.clerk)).into_iter().collect()
            }
            Mend::Open(window) => {
                let opened = |clerk: &ClerkId| Fact::WindowOpened { window: window.clone(), clerk: clerk.clone() };
                self.openers().into_iter().map(opened).collect()
            }
            Mend::TooLittle | Mend::NoWindow => Vec::new(),
        }
    }

    /// What those near their limits can expect once this has happened.
    fn expected_after(&self, fact: Fact) -> BTreeMap<TicketId, Expected> {
        let mut floor = self.state.clone();
        let event = Event { at: self.now, day: self.day.date, by: Actor::Office, continues: false, fact };
        apply(&mut floor, &event);
        let tickets = self.near.keys().copied().collect();
        let played = played(&floor, self.now, Who::Among(&tickets));
        let told = played.filter_map(|(asks, expected)| match asks {
            Asks::Ticket(id) => Some((id, expected)),
            Asks::Newcomer(_) => None,
        });
        told.collect()
    }
}
