//! Holds each mend that is named against what comes of it: carried out by whoever may, with the rules' own `decide`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use queue::estimate::mend::{Mend, mends};
use queue::estimate::{Estimate, expected_wait};
use queue::floor::Role;
use queue::ids::{ClerkId, ServiceId, TicketId, WindowId};
use queue::{Act, Actor, Command, State, apply, decide, turn};

/// How often each kind of mend was named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub resume: u32,
    pub open: u32,
    pub too_little: u32,
    pub no_window: u32,
}

impl Named {
    pub fn add(&mut self, other: Self) {
        self.resume += other.resume;
        self.open += other.open;
        self.too_little += other.too_little;
        self.no_window += other.no_window;
    }

    pub fn each(self) -> [u32; 4] {
        [self.resume, self.open, self.too_little, self.no_window]
    }
}

/// Who will be over the limit within a quarter of an hour, said anew: a limit that is not over yet ends by then, and nobody receives the
/// visitor or the middle of the expected wait lies beyond it.
pub fn at_risk(state: &State, now: Timestamp) -> BTreeSet<TicketId> {
    let floor = state.floor.as_deref().expect("a floor");
    let estimate = expected_wait(state, now);
    let is_at_risk = |ticket: &&queue::Ticket| {
        let (_, over_at) = turn::wait_within(floor, ticket).expect("it waits");
        let left = over_at.duration_since(now);
        let soon = SignedDuration::ZERO <= left && left <= SignedDuration::from_mins(15);
        let middle = |e: &queue::estimate::Expected| SignedDuration::from_mins((e.from_min + e.to_min).into()) / 2;
        soon && estimate.tickets.get(&ticket.id).is_none_or(|expected| middle(expected) > left)
    };
    state.waiting().filter(is_at_risk).map(|ticket| ticket.id).collect()
}

/// Every mend of this moment does what it says, and every service in trouble has one.
pub fn holds(state: &State, now: Timestamp) -> Named {
    let estimate = expected_wait(state, now);
    let mends = mends(state, &estimate, now);
    let before = at_risk(state, now);
    let in_trouble = in_trouble(state, &estimate, &before);
    assert_eq!(
        mends.keys().collect::<BTreeSet<_>>(),
        in_trouble.iter().collect(),
        "a mend for each service in trouble"
    );
    let mut named = Named::default();
    let mut known = BTreeMap::new();
    for (service, mend) in &mends {
        let more = windows_more(state, service);
        let mut mended = |window: &WindowId| {
            let after = known.entry(window.clone()).or_insert_with(|| afterwards(state, window, now));
            let enough = |after: &State| is_mended(after, service, &before, now);
            assert!(!after.is_empty(), "somebody may add window {window}");
            after.iter().all(enough)
        };
        let first = more.iter().position(&mut mended).map(|at| more[at].clone());
        let paused = |window: &WindowId| state.desks.contains_key(window);
        let wanted = match (first, more.is_empty()) {
            (Some(window), _) if paused(&window) => Mend::Resume(window),
            (Some(window), _) => Mend::Open(window),
            (None, false) => Mend::TooLittle,
            (None, true) => Mend::NoWindow,
        };
        assert_eq!(*mend, wanted, "{service}, at risk {before:?}");
        match mend {
            Mend::Resume(_) => named.resume += 1,
            Mend::Open(_) => named.open += 1,
            Mend::TooLittle => named.too_little += 1,
            Mend::NoWindow => named.no_window += 1,
        }
    }
    named
}

fn in_trouble(state: &State, estimate: &Estimate, at_risk: &BTreeSet<TicketId>) -> BTreeSet<ServiceId> {
    let is_in_trouble =
        |ticket: &&queue::Ticket| at_risk.contains(&ticket.id) || !estimate.tickets.contains_key(&ticket.id);
    state.waiting().filter(is_in_trouble).map(|ticket| ticket.service().clone()).collect()
}

fn is_mended(after: &State, service: &ServiceId, before: &BTreeSet<TicketId>, now: Timestamp) -> bool {
    let still = at_risk(after, now);
    still.is_subset(before) && still.iter().all(|id| after.tickets[id].service() != service)
}

/// Windows with the service that do not receive and could: the paused ones, then the closed ones, each in the order of the floor.
fn windows_more(state: &State, service: &ServiceId) -> Vec<WindowId> {
    let floor = state.floor.as_deref().expect("a floor");
    let with_it = || floor.windows.iter().filter(|window| window.services.contains(service)).map(|window| &window.id);
    let paused = with_it().filter(|id| state.desks.get(*id).is_some_and(|desk| desk.pause.is_some()));
    let closed = with_it().filter(|id| !state.desks.contains_key(*id) && !free_clerks(state).is_empty());
    paused.chain(closed).cloned().collect()
}

fn free_clerks(state: &State) -> Vec<ClerkId> {
    let floor = state.floor.as_deref().expect("a floor");
    let clerks = floor.clerks.iter().filter(|clerk| clerk.roles.contains(&Role::Clerk)).map(|clerk| clerk.id.clone());
    clerks.filter(|clerk| state.desks.values().all(|desk| desk.clerk != *clerk)).collect()
}

/// The floor with this window more, by each clerk who may resume or open it.
fn afterwards(state: &State, window: &WindowId, now: Timestamp) -> Vec<State> {
    let after = |clerk: &ClerkId, acts: &[Act]| {
        let mut after = state.clone();
        for act in acts {
            let command = Command { by: Actor::Staff(clerk.clone()), act: act.clone() };
            let events = decide(&after, &command, now).expect("whoever may do it does it");
            events.iter().for_each(|event| apply(&mut after, event));
        }
        after
    };
    match state.desks.get(window) {
        Some(desk) => vec![after(&desk.clerk, &[Act::ResumeWindow])],
        None => {
            let acts = [Act::SignIn, Act::OpenWindow { window: window.clone() }];
            free_clerks(state).iter().map(|clerk| after(clerk, &acts)).collect()
        }
    }
}
