//! The floor as every future finds it: who waits in which line, and who is still to come. `windows` has the other side.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::coming::{self, Coming};
use super::windows::{Window, windows};
use crate::floor::Floor;
use crate::ids::{CategoryId, ServiceId, TicketId};
use crate::state::State;
use crate::ticket::Ticket;
use crate::turn::{Standing, bound_to, called_from, class_limit_s};

/// Whose wait is asked for.
pub enum Asks<'a> {
    Ticket(TicketId),
    Newcomer(&'a ServiceId),
}

/// Who is asked for.
#[derive(Clone, Copy)]
pub enum Who<'w> {
    /// Everybody who waits, and a general visitor who comes now for each service.
    All,
    /// Some of those who wait.
    Among(&'w BTreeSet<TicketId>),
}

/// All that is the same in every future.
pub struct Scene<'a> {
    pub floor: &'a Floor,
    pub now: Timestamp,
    pub asking: Vec<Asks<'a>>,
    pub people: Vec<Person>,
    /// Those of one class who wait for one service, by place: indexes of people.
    pub groups: Vec<Vec<usize>>,
    pub windows: Vec<Window>,
    pub coming: Coming,
}

/// Somebody who waits or will.
#[derive(Clone)]
pub struct Person {
    pub standing: Standing,
    /// Names this person in every future, and from one estimate to the next.
    pub key: u64,
    /// Which service of the floor.
    pub service: usize,
    /// Which of the asking.
    pub asks: Option<usize>,
    /// Somebody who comes now and takes nobody's time.
    pub newcomer: bool,
    /// The window that alone calls, and until when.
    pub bound: Option<(usize, i64)>,
    /// What follows under the same number, the last first.
    pub then: Vec<Leg>,
}

/// A further service of a visit.
#[derive(Clone, Copy)]
pub struct Leg {
    pub service: usize,
    pub group: usize,
    pub limit_s: u32,
}

impl<'a> Scene<'a> {
    /// Looks at the floor.
    pub fn of(state: &'a State, floor: &'a Floor, now: Timestamp, who: Who<'_>) -> Self {
        let mut lines = Lines::of(state, floor, now);
        match who {
            Who::All => {
                lines.waiting(|_| true);
                lines.newcomers();
            }
            Who::Among(tickets) => lines.waiting(|id| tickets.contains(&id)),
        }
        let coming = coming::of(&mut lines);
        let windows = windows(state, floor, now, &lines.services);
        let Lines { people, mut groups, asking, .. } = lines;
        groups.iter_mut().for_each(|line| line.sort_by_key(|person| people[*person].standing.by_place()));
        Self { floor, now, asking, people, groups, windows, coming }
    }
}

/// Visitors whom no policy tells apart but by their places: for a service, preferential or not, with a limit, booked or not; who
/// was sent to a window is alone.
type Class<'a> = (&'a ServiceId, bool, u32, bool, Option<TicketId>);

/// Puts people into lines.
pub struct Lines<'a> {
    pub state: &'a State,
    pub floor: &'a Floor,
    pub now: Timestamp,
    classes: BTreeMap<Class<'a>, usize>,
    groups: Vec<Vec<usize>>,
    /// Which service of the floor each group waits for.
    services: Vec<usize>,
    people: Vec<Person>,
    asking: Vec<Asks<'a>>,
    /// Who is here and not called before a booked time: when, into which group, who.
    pub not_yet: Vec<(i64, usize, usize)>,
    /// Services that an open window receives.
    received: BTreeSet<&'a ServiceId>,
}

impl<'a> Lines<'a> {
    fn of(state: &'a State, floor: &'a Floor, now: Timestamp) -> Self {
        let open = state.desks.iter().filter(|(_, desk)| desk.pause.is_none());
        Self {
            state,
            floor,
            now,
            classes: BTreeMap::new(),
            groups: Vec::new(),
            services: Vec::new(),
            people: Vec::new(),
            asking: Vec::new(),
            not_yet: Vec::new(),
            received: open.filter_map(|(id, _)| floor.window(id)).flat_map(|window| &window.services).collect(),
        }
    }

    /// Which service of the floor this is.
    pub fn service(&self, id: &ServiceId) -> Option<usize> {
        self.floor.services.iter().position(|service| service.id == *id)
    }

    /// The group of a class, made where there is none.
    pub fn group(&mut self, service: &'a ServiceId, standing: &Standing, sent: Option<TicketId>) -> usize {
        let class = (service, standing.preferential, standing.limit_s, standing.booked.is_some(), sent);
        if let Some(known) = self.classes.get(&class) {
            return *known;
        }
        self.services.push(self.service(service).unwrap_or(usize::MAX));
        self.groups.push(Vec::new());
        self.classes.insert(class, self.groups.len() - 1);
        self.groups.len() - 1
    }

    /// Somebody of a category who is not received as booked.
    pub fn standing(&self, service: &ServiceId, category: &CategoryId, id: TicketId, place: Timestamp) -> Standing {
        let limit_s = class_limit_s(self.floor, service, category);
        Standing { id, place, limit_s, preferential: self.floor.is_preferential(category), booked: None }
    }

    fn waiting(&mut self, is_asked: impl Fn(TicketId) -> bool) {
        let (state, floor, now) = (self.state, self.floor, self.now);
        for ticket in state.waiting() {
            let Some(service) = self.service(ticket.service()) else { continue };
            let standing = Standing::of(floor, ticket);
            let bound = bound_to(state, ticket, now).and_then(|(window, until)| {
                let window = state.desks.keys().position(|id| id == window)?;
                Some((window, seconds(now, until)))
            });
            let asks = (is_asked(ticket.id) && self.received.contains(ticket.service())).then_some(self.asking.len());
            if asks.is_some() {
                self.asking.push(Asks::Ticket(ticket.id));
            }
            let then = self.then(ticket);
            let group = self.group(ticket.service(), &standing, bound.map(|_| ticket.id));
            let index = self.people.len();
            match called_from(floor, ticket).filter(|due| *due > now) {
                Some(due) => self.not_yet.push((seconds(now, due), group, index)),
                None => self.groups[group].push(index),
            }
            self.people.push(Person { standing, key: key(ticket), service, asks, newcomer: false, bound, then });
        }
    }

    /// Where a visit goes on.
    fn then(&mut self, ticket: &'a Ticket) -> Vec<Leg> {
        let mut then = Vec::new();
        for id in ticket.visit.iter().skip(ticket.leg + 1) {
            let Some(service) = self.service(id) else { continue };
            let standing = self.standing(id, &ticket.category, ticket.id, ticket.came_at());
            then.push(Leg { service, group: self.group(id, &standing, None), limit_s: standing.limit_s });
        }
        then.reverse();
        then
    }

    fn newcomers(&mut self) {
        let floor = self.floor;
        for (service, known) in floor.services.iter().enumerate() {
            let id = TicketId(u64::MAX - service as u64);
            let standing = Standing::newcomer(floor, &known.id, id, self.now);
            let Some(standing) = standing.filter(|_| self.received.contains(&known.id)) else { continue };
            let group = self.group(&known.id, &standing, None);
            self.groups[group].push(self.people.len());
            let newcomer = Person::plain(standing, id.0, service);
            self.people.push(Person { asks: Some(self.asking.len()), newcomer: true, ..newcomer });
            self.asking.push(Asks::Newcomer(&known.id));
        }
    }
}

impl Person {
    /// Somebody with one service, whose wait nobody asks for.
    pub fn plain(standing: Standing, key: u64, service: usize) -> Self {
        Self { standing, key, service, asks: None, newcomer: false, bound: None, then: Vec::new() }
    }
}

/// What names a visitor on this leg of the visit.
pub fn key(ticket: &Ticket) -> u64 {
    ticket.id.0.wrapping_mul(8).wrapping_add(ticket.leg as u64)
}

/// Whole seconds from one moment to another, also back.
pub fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.as_second().saturating_sub(from.as_second())
}

/// A moment so many seconds later.
pub fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}
