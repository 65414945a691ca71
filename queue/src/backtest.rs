//! How good the expected wait was: a journal is read again, each visitor's expectation is worked out as it was told with the
//! coupon, and held against the wait that came and against two plain rivals. Pure, and in no way part of the rules.
//!
//! A wait goes from the coupon to the first call. A call that its clerk took back does not count. Whoever was called is measured,
//! whatever became of them then; whoever left before is counted apart, as are those to whom nothing could be told.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::day::times::Gathered;
use crate::estimate::{Expected, expected_wait_of};
use crate::event::{Event, Fact};
use crate::floor::Floor;
use crate::ids::{ServiceId, TicketId};
use crate::state::State;
use crate::ticket::{LeftWhy, Stage, Ticket};
use crate::turn::seconds_between;

/// A backtest that reads on.
pub struct Backtest {
    from: Date,
    to: Date,
    state: State,
    /// Who waits for the first call, with what was told.
    waiting: BTreeMap<TicketId, Told>,
    /// Who was called today; a call may still be taken back.
    called: BTreeMap<TicketId, Outcome>,
    /// Who was called today for each service, and how long they had waited.
    calls: BTreeMap<ServiceId, Vec<(TicketId, u32)>>,
    outcomes: Vec<Outcome>,
    left: usize,
}

/// What was told or could have been told with a coupon.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    expected: Option<Expected>,
    by_queue_s: Option<u32>,
    by_last_s: Option<u32>,
}

/// One visitor who was called.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// For what.
    pub service: ServiceId,
    /// The business day.
    pub day: Date,
    /// Whether the visitor was received as booked.
    pub booked: bool,
    /// Whether the category was preferential.
    pub preferential: bool,
    /// The range that was told, if any was.
    pub expected: Option<Expected>,
    /// The first rival: the norms of all who wait before those windows, shared by the windows; missing where none is open.
    pub by_queue_s: Option<u32>,
    /// The second rival: as long as the last visitor called for this service waited; missing before the first.
    pub by_last_s: Option<u32>,
    /// What came.
    pub waited_s: u32,
}

/// How good the expectations of some visitors were. Times are in seconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// Who was called and had been told a range.
    pub visitors: usize,
    /// The share of them whose wait lay in it.
    pub held: f64,
    /// The mean width of the range.
    pub width_s: f64,
    /// The median of the waits that came.
    pub median_wait_s: f64,
    /// The mean of them.
    pub mean_wait_s: f64,
    /// Of those for whom both rivals say something as well.
    pub compared: usize,
    /// Mean error of the middle of the range.
    pub error_s: f64,
    /// Mean error of the queue's length.
    pub queue_error_s: f64,
    /// Mean error of the last visitor's wait.
    pub last_error_s: f64,
}

impl Backtest {
    /// Judges the visitors of these business days; what comes before is read to learn from.
    pub fn of(from: Date, to: Date) -> Self {
        Self {
            from,
            to,
            state: State::default(),
            waiting: BTreeMap::new(),
            called: BTreeMap::new(),
            calls: BTreeMap::new(),
            outcomes: Vec::new(),
            left: 0,
        }
    }

    /// Reads the journal's next event.
    pub fn read(&mut self, event: &Event) {
        if let Fact::DayTurned = event.fact {
            self.end_day();
        }
        let first_call = self.first_call(event);
        crate::apply(&mut self.state, event);
        if let Some(id) = first_call {
            self.call(id, event);
        }
        if let Fact::TicketIssued { ticket, .. } = event.fact
            && (self.from..=self.to).contains(&event.day)
        {
            self.ask(ticket, event);
        }
        if let Fact::StepUndone { .. } = event.fact {
            self.take_back();
        }
        // Whoever never got the coupon was told nothing.
        if let Fact::VisitorLeft { ticket, why: LeftWhy::Withdrawn } = event.fact {
            self.waiting.remove(&ticket);
        }
    }

    /// Every visitor who was called.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().chain(self.called.values())
    }

    /// Visitors who left before they were called, or still wait.
    pub fn left(&self) -> usize {
        self.left + self.waiting.len()
    }

    fn end_day(&mut self) {
        self.left += std::mem::take(&mut self.waiting).len();
        self.outcomes.extend(std::mem::take(&mut self.called).into_values());
        self.calls.clear();
    }

    fn first_call(&self, event: &Event) -> Option<TicketId> {
        let Fact::VisitorCalled { ticket, .. } = event.fact else { return None };
        self.state.tickets.get(&ticket).filter(|known| !known.called).map(|known| known.id)
    }

    fn ask(&mut self, id: TicketId, event: &Event) {
        let (Some(floor), Some(ticket)) = (self.state.floor.as_deref(), self.state.tickets.get(&id)) else { return };
        let expected = expected_wait_of(&self.state, id, event.at);
        // Who is early for a booked time waits until then in any case.
        let early_s = ticket.booked_for().map_or(0, |due| seconds_between(event.at, due));
        let told = Told {
            expected,
            by_queue_s: by_queue_s(&self.state, floor, ticket).map(|wait_s| wait_s.max(early_s)),
            by_last_s: self.last_s(ticket.service()).map(|wait_s| wait_s.saturating_add(early_s)),
        };
        self.waiting.insert(id, told);
    }

    fn call(&mut self, id: TicketId, event: &Event) {
        let Some(ticket) = self.state.tickets.get(&id) else { return };
        if let Stage::Called(called) = &ticket.stage {
            self.calls.entry(ticket.service().clone()).or_default().push((id, called.waited_s));
        }
        let Some(Told { expected, by_queue_s, by_last_s }) = self.waiting.remove(&id) else { return };
        let floor = self.state.floor.as_deref();
        let outcome = Outcome {
            service: ticket.service().clone(),
            day: event.day,
            booked: ticket.booked_for().is_some(),
            preferential: floor.is_some_and(|floor| floor.is_preferential(&ticket.category)),
            expected,
            by_queue_s,
            by_last_s,
            waited_s: seconds_between(ticket.issued_at, event.at),
        };
        self.called.insert(id, outcome);
    }

    /// Whoever waits as if never called does.
    fn take_back(&mut self) {
        let uncalled = |id: &TicketId| self.state.tickets.get(id).is_some_and(|ticket| !ticket.called);
        for id in self.called.keys().copied().filter(uncalled).collect::<Vec<_>>() {
            if let Some(Outcome { expected, by_queue_s, by_last_s, service, .. }) = self.called.remove(&id) {
                self.waiting.insert(id, Told { expected, by_queue_s, by_last_s });
                self.calls.entry(service).or_default().retain(|(called, _)| *called != id);
            }
        }
    }

    /// How long the last visitor called for a service today had waited.
    fn last_s(&self, service: &ServiceId) -> Option<u32> {
        self.calls.get(service)?.last().map(|(_, waited_s)| *waited_s)
    }
}

/// The norms of all whom the open windows of a service may call as well, shared by those windows; nothing to wait for where one
/// is free and nobody else waits.
fn by_queue_s(state: &State, floor: &Floor, ticket: &Ticket) -> Option<u32> {
    let open = state.desks.iter().filter(|(_, desk)| desk.pause.is_none());
    let windows = open.filter_map(|(id, _)| floor.window(id));
    let windows: Vec<_> = windows.filter(|window| window.services.contains(ticket.service())).collect();
    let count = u32::try_from(windows.len()).ok().filter(|count| *count > 0)?;
    let there = |other: &&Ticket| windows.iter().any(|window| window.services.contains(other.service()));
    let others = state.waiting().filter(|other| other.id != ticket.id).filter(there);
    let norm_s = |other: &Ticket| floor.service(other.service()).map_or(0, |s| u32::from(s.service_norm_min) * 60);
    Some(others.map(norm_s).fold(0_u32, u32::saturating_add) / count)
}

impl Expected {
    /// Whether a wait lies in the range; "no wait" holds for up to a minute.
    pub fn holds(&self, waited_s: u32) -> bool {
        let (from_s, to_s) = (u32::from(self.from_min) * 60, u32::from(self.to_min) * 60);
        (from_s..=to_s.max(60)).contains(&waited_s)
    }

    /// Its middle, in seconds.
    pub fn middle_s(&self) -> u32 {
        (u32::from(self.from_min) + u32::from(self.to_min)) * 30
    }

    /// How wide it is, in seconds.
    pub fn width_s(&self) -> u32 {
        u32::from(self.to_min.saturating_sub(self.from_min)) * 60
    }
}

impl Score {
    /// Sums up some visitors.
    pub fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Self {
        let told: Vec<_> = outcomes.filter_map(|one| one.expected.map(|expected| (one, expected))).collect();
        let mut waits = Gathered::default();
        told.iter().for_each(|(one, _)| waits.add(one.waited_s, u32::MAX));
        let held = told.iter().filter(|(one, expected)| expected.holds(one.waited_s)).count();
        let errors: Vec<_> = told.iter().filter_map(|(one, expected)| errors_s(one, *expected)).collect();
        let error = |which: usize| mean(errors.iter().map(|errors| errors[which]));
        Self {
            visitors: told.len(),
            held: count_f(held) / count_f(told.len().max(1)),
            width_s: mean(told.iter().map(|(_, expected)| expected.width_s())),
            median_wait_s: f64::from(waits.times().median_s),
            mean_wait_s: mean(told.iter().map(|(one, _)| one.waited_s)),
            compared: errors.len(),
            error_s: error(0),
            queue_error_s: error(1),
            last_error_s: error(2),
        }
    }
}

fn errors_s(outcome: &Outcome, expected: Expected) -> Option<[u32; 3]> {
    let told = [expected.middle_s(), outcome.by_queue_s?, outcome.by_last_s?];
    Some(told.map(|told_s| told_s.abs_diff(outcome.waited_s)))
}

fn mean(values: impl ExactSizeIterator<Item = u32>) -> f64 {
    let count = values.len().max(1);
    values.map(f64::from).sum::<f64>() / count_f(count)
}

#[allow(clippy::cast_precision_loss)] // Visitors are far fewer than 2^53.
fn count_f(count: usize) -> f64 {
    count as f64
}
