//! Nobody starves (Q5): whoever waits is called in the end, as long as windows go on calling, though a preferential visitor comes for
//! everyone who is called, and though visitors who booked come for half of the calls, as many as an office has places (B4, B5).

use jiff::{SignedDuration, Timestamp};
use queue::booking::Arrival;
use queue::ids::{BookingId, CategoryId, TicketId, WindowId};
use queue::ticket::Stage;
use queue::{Act, Actor, Command, Event, Fact, Number, State, apply, decide};

use crate::day::RandomDay;
use crate::dice::Dice;
use crate::support::day::code;

/// One day in so many is continued; it takes long.
const ONE_DAY_IN: u64 = 10;
/// Minutes between two calls of a window.
const VISIT_MIN: i64 = 5;
/// The widest spread of waiting limits on the random floors, 60 to 5 minutes, with room.
const SPREAD: usize = 15;

/// Continues a day until somebody who waits now has been called; once with bookings, and once without.
pub fn nobody_starves(day: &RandomDay, seed: u64) {
    if !seed.is_multiple_of(ONE_DAY_IN) {
        return;
    }
    let open: Vec<_> = day.book.desks.iter().filter(|desk| desk.pause.is_none()).map(|desk| &desk.window).collect();
    let callable = |window: &&WindowId| day.book.callable(window, day.now).into_iter().map(|claim| claim.visitor.id);
    let waiting: Vec<TicketId> = open.iter().flat_map(callable).collect();
    let Some(last) = waiting.iter().max() else { return };
    for booked in [None, Some(0)] {
        let preferential = day.book.floor.categories.iter().find(|c| c.preferential).map(|c| c.id.clone());
        let mut rush = Rush { state: day.state.clone(), now: day.now, dice: Dice::new(seed), preferential, booked };
        // Who booked takes half of the calls.
        let rounds = (day.state.waiting.len() + 10) * SPREAD * if booked.is_some() { 2 } else { 1 };
        let called = (0..rounds).any(|_| {
            rush.round();
            !rush.state.waiting.contains(last)
        });
        assert!(called, "{:?} still waits after {rounds} rounds of calls, {booked:?}", rush.state.tickets[last]);
    }
}

struct Rush {
    state: State,
    now: Timestamp,
    dice: Dice,
    preferential: Option<CategoryId>,
    /// How many came who had booked, where half of those who come have.
    booked: Option<u64>,
}

impl Rush {
    /// Every window that receives finishes and calls; for each who is called a preferential visitor comes.
    fn round(&mut self) {
        self.now += SignedDuration::from_mins(VISIT_MIN);
        let windows: Vec<_> = self.state.desks.iter().filter(|(_, desk)| desk.pause.is_none()).collect();
        let windows: Vec<_> = windows.into_iter().map(|(window, desk)| (window.clone(), desk.clerk.clone())).collect();
        for (window, clerk) in windows {
            let by = Actor::Staff(clerk);
            for act in [Act::Start, Act::Finish, Act::CallNext] {
                self.tries(&by, act);
            }
            let called = self.state.desks[&window].visitor.map(|id| self.state.tickets[&id].clone());
            if let Some(called) = called.filter(|ticket| matches!(ticket.stage, Stage::Called(_))) {
                self.comes_for(&called);
            }
        }
    }

    fn tries(&mut self, by: &Actor, act: Act) {
        for event in decide(&self.state, &Command { by: by.clone(), act }, self.now).unwrap_or_default() {
            apply(&mut self.state, &event);
        }
    }

    /// A preferential visitor for the service of whoever was called, so that the queue stays as long as it is; where visitors book it is
    /// one of them half of the times, who comes at the booked time.
    fn comes_for(&mut self, called: &queue::Ticket) {
        let id = self.state.next_ticket;
        // By chance: taken in turn, each newcomer to one of two windows would have booked.
        let booked = self.booked.filter(|_| self.dice.one_in(2));
        self.booked = self.booked.map(|came| came + u64::from(booked.is_some()));
        let arrival = booked.map(|came| Arrival { booking: BookingId(u64::MAX - came), due: self.now, late: false });
        let floor = self.state.floor.as_deref().expect("a floor");
        let general = floor.general().map_or(&called.category, |general| &general.id);
        let category = if booked.is_some() { general } else { self.preferential.as_ref().unwrap_or(&called.category) };
        let figures = u16::try_from(id % 999 + 1).expect("1 to 999");
        let fact = Fact::TicketIssued {
            ticket: TicketId(id),
            code: code(id),
            number: Number::new(called.number.letter(), figures).expect("1 to 999"),
            visit: vec![called.service().clone()],
            category: category.clone(),
            language: called.language.clone(),
            more_time: self.dice.one_in(9),
            arrival,
        };
        let day = called.day;
        apply(&mut self.state, &Event { at: self.now, day, by: Actor::Office, continues: false, fact });
    }
}
