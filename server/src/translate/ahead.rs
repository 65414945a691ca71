//! How many visitors are before one: of those who wait for a window that receives this visitor's service, whoever that window
//! would call sooner.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use queue::floor::{Floor, Policy, Window};
use queue::ids::{ServiceId, TicketId, WindowId};
use queue::{State, Ticket, turn};

/// The visitors before one ticket; none before one that does not wait.
pub fn of(state: &State, ticket: &Ticket, now: Timestamp) -> u32 {
    let mut before = BTreeSet::new();
    for window in windows(state).filter(|(_, services)| services.contains(ticket.service())).map(|(id, _)| id) {
        let order = turn::order(state, window, now);
        if let Some(place) = order.iter().position(|other| other.id == ticket.id) {
            before.extend(order[..place].iter().map(|other| other.id));
        }
    }
    u32::try_from(before.len()).unwrap_or(u32::MAX)
}

/// The visitors before each waiting ticket, all at once.
pub fn of_all(state: &State, now: Timestamp) -> BTreeMap<TicketId, u32> {
    let place: BTreeMap<TicketId, usize> = state.waiting.iter().copied().zip(0..).collect();
    let words = place.len().div_ceil(64);
    let mut before = vec![vec![0_u64; words]; place.len()];
    for (window, _) in windows(state) {
        let mut soonest = vec![0_u64; words];
        for ticket in turn::order(state, window, now) {
            let Some(index) = place.get(&ticket.id) else { continue };
            before[*index].iter_mut().zip(&soonest).for_each(|(mine, sooner)| *mine |= sooner);
            soonest[index / 64] |= 1 << (index % 64);
        }
    }
    let count = |bits: &Vec<u64>| bits.iter().map(|word| word.count_ones()).sum();
    place.keys().copied().zip(before.iter().map(count)).collect()
}

/// The visitors before one who comes now in the general category, for each service: as [`of`] right after the issue.
pub fn of_newcomers(state: &State, now: Timestamp) -> BTreeMap<&ServiceId, u32> {
    let Some(floor) = state.floor.as_deref() else { return BTreeMap::new() };
    let services = floor.services.iter().map(|service| &service.id);
    match floor.rules.policy {
        Policy::FirstCome | Policy::Credit => {
            let counts = Counts::before_newcomers(state, now);
            services.map(|service| (service, counts.before(floor, service))).collect()
        }
        Policy::Ratio { .. } => {
            let mut before: BTreeMap<_, BTreeSet<_>> = services.map(|service| (service, BTreeSet::new())).collect();
            for (window, received) in windows(state) {
                // The ratio weighs the class and not the service: one of them speaks for all of the window.
                let Some(service) = received.first() else { continue };
                let sooner = turn::before_newcomer(state, window, service, now);
                for service in received {
                    before.entry(service).or_default().extend(sooner.iter().copied());
                }
            }
            let count = |all: BTreeSet<TicketId>| u32::try_from(all.len()).unwrap_or(u32::MAX);
            before.into_iter().map(|(service, all)| (service, count(all))).collect()
        }
    }
}

fn windows(state: &State) -> impl Iterator<Item = (&WindowId, &[ServiceId])> {
    let floor = state.floor.as_deref();
    floor.into_iter().flat_map(|floor| &floor.windows).map(|window| (&window.id, window.services.as_slice()))
}

/// How many are before one who comes now: the same as [`of`] right after the issue, kept up ticket by ticket so that a long
/// queue does not slow the issue down.
#[derive(Debug, Default)]
pub struct Newcomer {
    /// None as long as something other than an issue has happened since the last count.
    before: Option<Before>,
}

/// How many are before a newcomer.
#[derive(Debug)]
struct Before {
    /// Where each service stands in the two lists.
    places: BTreeMap<ServiceId, usize>,
    /// For each service.
    counts: Vec<u32>,
    /// Those for whom one more visitor of a service is one more before them: the services of the windows that receive it.
    together: Vec<BTreeSet<usize>>,
    good_until: Option<Timestamp>,
}

/// How many wait for each service, and where.
#[derive(Debug, Default)]
pub struct Counts {
    free: BTreeMap<ServiceId, u32>,
    /// Those who may only be called by one window.
    bound: BTreeMap<(WindowId, ServiceId), u32>,
    /// When the first of those may be called by any window again, or the first booked time comes of those left out.
    good_until: Option<Timestamp>,
}

impl Newcomer {
    /// A coupon was taken, without a booking, and nothing else happened.
    pub fn issued(&mut self, service: &ServiceId) {
        let Some(Before { places, counts, together, .. }) = &mut self.before else { return };
        let Some(place) = places.get(service) else { return };
        together[*place].iter().for_each(|waits| counts[*waits] += 1);
    }

    /// Something else happened.
    pub fn forget(&mut self) {
        self.before = None;
    }

    /// The visitors before `ticket`, just issued and counted already.
    pub fn ahead(&mut self, state: &State, ticket: &Ticket, now: Timestamp) -> u32 {
        let Some(floor) = state.floor.as_deref() else { return 0 };
        match floor.rules.policy {
            Policy::FirstCome | Policy::Credit if ticket.arrival.is_some() => of(state, ticket, now),
            // Every window calls a newcomer last, but for who is early for a booked time.
            Policy::FirstCome | Policy::Credit => {
                self.before.take_if(|before| before.good_until.is_some_and(|until| until <= now));
                let before = self.before.get_or_insert_with(|| Before::of(state, floor, now));
                before.places.get(ticket.service()).map_or(0, |place| before.counts[*place].saturating_sub(1))
            }
            Policy::Ratio { .. } => of(state, ticket, now),
        }
    }
}

impl Before {
    fn of(state: &State, floor: &Floor, now: Timestamp) -> Self {
        let waiting = Counts::before_newcomers(state, now);
        let services = || floor.services.iter().map(|service| &service.id);
        let places: BTreeMap<_, _> = services().cloned().zip(0..).collect();
        let together = |service| {
            let windows = floor.windows.iter().filter(|window| window.services.contains(service));
            windows.flat_map(|window| &window.services).filter_map(|service| places.get(service).copied()).collect()
        };
        Self {
            counts: services().map(|service| waiting.before(floor, service)).collect(),
            together: services().map(together).collect(),
            good_until: waiting.good_until,
            places,
        }
    }
}

impl Counts {
    /// Counts everybody once.
    pub fn of(state: &State, now: Timestamp) -> Self {
        Self::among(state, state.waiting(), now)
    }

    /// Counts all whose time has come: a window calls a newcomer before a visitor who is early for a booked time.
    fn before_newcomers(state: &State, now: Timestamp) -> Self {
        let (here, early): (Vec<_>, Vec<_>) = state.waiting().partition(|ticket| ticket.place <= now);
        let mut counts = Self::among(state, here.into_iter(), now);
        counts.good_until = early.iter().map(|ticket| ticket.place).chain(counts.good_until).min();
        counts
    }

    fn among<'a>(state: &State, tickets: impl Iterator<Item = &'a Ticket>, now: Timestamp) -> Self {
        let mut counts = Self::default();
        for ticket in tickets {
            let service = ticket.service().clone();
            let count = match turn::bound_to(state, ticket, now) {
                Some((window, until)) => {
                    counts.good_until = Some(counts.good_until.map_or(until, |first| first.min(until)));
                    counts.bound.entry((window.clone(), service)).or_insert(0)
                }
                None => counts.free.entry(service).or_insert(0),
            };
            *count += 1;
        }
        counts
    }

    /// All whom one window may call.
    pub fn at(&self, window: &Window) -> u32 {
        let free = window.services.iter().filter_map(|service| self.free.get(service)).sum::<u32>();
        let mine = |((bound, service), _): &(&(WindowId, ServiceId), &u32)| {
            *bound == window.id && window.services.contains(service)
        };
        free + self.bound.iter().filter(mine).map(|(_, count)| count).sum::<u32>()
    }

    /// All who wait for a window that receives `service`.
    fn before(&self, floor: &Floor, service: &ServiceId) -> u32 {
        let windows: Vec<_> = floor.windows.iter().filter(|window| window.services.contains(service)).collect();
        let received: BTreeSet<_> = windows.iter().flat_map(|window| &window.services).collect();
        let here = |(other, _): &(&ServiceId, &u32)| received.contains(other);
        let bound_here = |((window, other), _): &(&(WindowId, ServiceId), &u32)| {
            windows.iter().any(|known| known.id == *window && known.services.contains(other))
        };
        let free = self.free.iter().filter(here).map(|(_, count)| count).sum::<u32>();
        free + self.bound.iter().filter(bound_here).map(|(_, count)| count).sum::<u32>()
    }
}
