//! From events to the day, one after the other. What an undo takes back leaves no trace in it.
//!
//! A state of its own goes beside, so that each wait, limit and norm is what the floor itself goes by.

mod spans;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Began, Called, Came, Day, Left, Leg, Missed, Outcome, Span, Visit};
use crate::apply::apply;
use crate::booking::BookingFact;
use crate::command::Actor;
use crate::deadline;
use crate::estimate::expected_wait_of;
use crate::event::{AtWindow, Event, Fact};
use crate::ids::{CallId, ClerkId, ServiceId, TicketId, WindowId};
use crate::state::State;
use crate::ticket::{Stage, Ticket};
use crate::turn::{Why, limit_s};

/// The present day, as far as it was followed. Can be written down at any event and goes on from there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fold {
    /// The floor.
    state: State,
    today: Option<Today>,
    steps: BTreeMap<ClerkId, Step>,
    /// Whether nobody is asked how good the expected wait was.
    #[serde(skip)]
    asks_nobody: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Today {
    date: Date,
    until: Timestamp,
    visits: BTreeMap<TicketId, Visit>,
    spans: Vec<Span>,
    missed: Vec<Missed>,
}

/// Of so many visitors one is asked how good the expected wait was: to work it out takes a good part of a millisecond, and years
/// are folded anew.
pub const ONE_IN: u64 = 8;

fn is_asked(id: TicketId) -> bool {
    id.0.is_multiple_of(ONE_IN)
}

/// What an undo of a clerk's last step brings back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Step {
    at: Timestamp,
    /// As they were before it.
    visits: Vec<Visit>,
    /// The span that it ended.
    closed: Option<usize>,
}

impl Fold {
    /// A fold that does not work out what could be expected, which takes most of its time.
    pub(crate) fn without_expectations() -> Self {
        Self { asks_nobody: true, ..Self::default() }
    }

    /// Follows one event; gives the day that it ends.
    pub fn follow(&mut self, event: &Event) -> Option<Day> {
        if event.fact == Fact::DayTurned {
            return self.turn(event);
        }
        if let Some(today) = &mut self.today {
            today.until = event.at;
        }
        if let Some(at) = event.fact.at_window() {
            self.begin_step(event, at);
        }
        if let Fact::Booking(fact) = &event.fact {
            self.booking(fact);
        }
        if let Fact::StepUndone { window: _, clerk } = &event.fact {
            self.undo(clerk);
        }
        apply(&mut self.state, event);
        self.visit(event);
        self.window(event);
        None
    }

    /// The present day's date; none before the first one began.
    pub fn date(&self) -> Option<Date> {
        self.today.as_ref().map(|today| today.date)
    }

    /// The present day as far as it is; none before the first one began.
    pub fn today(&self) -> Option<Day> {
        let (today, floor) = (self.today.as_ref()?, self.state.floor.as_deref()?);
        Some(Day {
            date: today.date,
            zone: floor.calendar.zone.clone(),
            turns_at: deadline::turn_after(floor, today.date),
            until: today.until,
            visits: today.visits.values().cloned().collect(),
            spans: today.spans.clone(),
            missed: today.missed.clone(),
        })
    }

    /// The present day, where it is one of those that are asked for.
    pub fn today_if(&self, is_asked: impl FnOnce(Date) -> bool) -> Option<Day> {
        self.date().filter(|date| is_asked(*date)).and_then(|_| self.today())
    }

    fn turn(&mut self, event: &Event) -> Option<Day> {
        let over = self.today();
        apply(&mut self.state, event);
        self.steps.clear();
        self.today = Some(Today {
            date: event.day,
            until: event.at,
            visits: BTreeMap::new(),
            spans: Vec::new(),
            missed: Vec::new(),
        });
        over
    }

    /// Keeps the visit as it is before a step, or before a part of one.
    fn begin_step(&mut self, event: &Event, at: AtWindow<'_>) {
        let Some(visit) = self.today.as_ref().and_then(|today| today.visits.get(&at.ticket)) else { return };
        let goes_on = |step: &Step| event.continues && step.at == event.at;
        let step = match self.steps.remove(at.clerk).filter(goes_on) {
            Some(mut step) => {
                if step.visits.iter().all(|kept| kept.ticket != at.ticket) {
                    step.visits.push(visit.clone());
                }
                step
            }
            None => Step { at: event.at, visits: vec![visit.clone()], closed: None },
        };
        // What time alone did is no step of the clerk's.
        if event.by != Actor::Time {
            self.steps.insert(at.clerk.clone(), step);
        }
    }

    fn undo(&mut self, clerk: &ClerkId) {
        let (Some(step), Some(today)) = (self.steps.remove(clerk), self.today.as_mut()) else { return };
        for visit in step.visits {
            today.visits.insert(visit.ticket, visit);
        }
        if let Some(span) = step.closed.and_then(|index| today.spans.get_mut(index)) {
            span.until = None;
        }
    }

    fn booking(&mut self, fact: &BookingFact) {
        let BookingFact::Voided { booking, outage } = fact else { return };
        if let (Some(booking), Some(today)) = (self.state.bookings.get(*booking), self.today.as_mut()) {
            today.missed.push(Missed { service: booking.slot.service.clone(), outage: *outage });
        }
    }

    /// What an event does to a visit; the state has it already.
    fn visit(&mut self, event: &Event) {
        let at = event.at;
        match &event.fact {
            Fact::TicketIssued { ticket, .. } => self.issued(*ticket, at),
            Fact::VisitorLeft { ticket, why } => self.left(*ticket, Left { at, why: *why }),
            Fact::VisitorCalled { call, ticket, window, clerk, why } => {
                self.called(*ticket, *call, at, (window, clerk), why);
            }
            Fact::VisitorRecalled { ticket, .. } => self.leg(*ticket, |leg| {
                if let Some(call) = &mut leg.call {
                    call.calls = call.calls.saturating_add(1);
                }
            }),
            Fact::ServiceStarted { ticket, .. } => self.leg(*ticket, |leg| {
                leg.started = Some(at);
                leg.outcome = Outcome::Serving;
            }),
            Fact::ServiceFinished { ticket, .. } => {
                let by_hand = event.by != Actor::Time;
                self.ends(*ticket, at, if by_hand { Outcome::Finished } else { Outcome::DayEnded });
            }
            Fact::NextServiceQueued { ticket, .. } => {
                self.goes_on(*ticket, at, Outcome::NextService, Began::NextService);
            }
            Fact::VisitorNoShow { ticket, .. } => self.ends(*ticket, at, Outcome::NoShow),
            Fact::VisitorCameBack { ticket, .. } => self.begins(*ticket, Began::CameBack),
            Fact::VisitorParked { ticket, reason, .. } => {
                self.ends(*ticket, at, Outcome::Parked { reason: reason.clone() });
            }
            Fact::VisitorTransferred { ticket, .. } => {
                self.goes_on(*ticket, at, Outcome::Transferred, Began::Transferred);
            }
            Fact::VisitorPutBack { ticket, .. } => self.goes_on(*ticket, at, Outcome::PutBack, Began::PutBack),
            Fact::ServiceRefused { ticket, reason, .. } => {
                self.ends(*ticket, at, Outcome::Refused { reason: reason.clone() });
            }
            Fact::RightDenied { ticket, .. } => self.goes_on(*ticket, at, Outcome::RightDenied, Began::RightDenied),
            Fact::FloorConfigured { .. }
            | Fact::DayTurned
            | Fact::MoreTimeMarked { .. }
            | Fact::CouponReprinted { .. }
            | Fact::ClerkSignedIn { .. }
            | Fact::ClerkSignedOut { .. }
            | Fact::WindowOpened { .. }
            | Fact::WindowPaused { .. }
            | Fact::WindowResumed { .. }
            | Fact::WindowClosed { .. }
            | Fact::ComeBackLapsed { .. }
            | Fact::ParkAlarmRang { .. }
            | Fact::StepUndone { .. }
            | Fact::IssueStopped { .. }
            | Fact::IssueResumed { .. }
            | Fact::IssueExtended { .. }
            | Fact::Booking(_) => {}
        }
    }

    fn issued(&mut self, id: TicketId, at: Timestamp) {
        let Some(ticket) = self.state.tickets.get(&id) else { return };
        let Some(first) = waits(&self.state, ticket, Began::Issued) else { return };
        let Some(today) = &mut self.today else { return };
        let came = ticket.arrival.as_ref();
        let visit = Visit {
            ticket: id,
            number: ticket.number,
            issued_at: ticket.issued_at,
            came: came.map_or(Came::WalkIn, |arrival| Came::Booked { due: arrival.due, late: arrival.late }),
            expected: (is_asked(id) && !self.asks_nobody).then(|| expected_wait_of(&self.state, id, at)).flatten(),
            last_wait_s: last_wait_s(today, &first.service),
            left: None,
            legs: vec![first],
        };
        today.visits.entry(id).or_insert(visit);
    }

    fn left(&mut self, id: TicketId, left: Left) {
        let Some(visit) = self.visit_of(id) else { return };
        visit.left = Some(left);
        if let Some(leg) = visit.legs.last_mut().filter(|leg| leg.ended.is_none()) {
            leg.ended = Some(left.at);
            leg.outcome = Outcome::Left;
        }
    }

    fn called(&mut self, id: TicketId, call: CallId, at: Timestamp, desk: (&WindowId, &ClerkId), why: &Why) {
        let (window, clerk) = (desk.0.clone(), desk.1.clone());
        let call = Called { id: call, at, window, clerk, why: why.clone(), calls: 1 };
        let Some(ticket) = self.state.tickets.get(&id) else { return };
        let Some(now) = leg(&self.state, ticket, Began::BroughtBack, at) else { return };
        let Some(visit) = self.visit_of(id) else { return };
        if visit.legs.last().is_none_or(|leg| leg.ended.is_some()) {
            visit.legs.push(now.clone());
        }
        if let Some(leg) = visit.legs.last_mut() {
            leg.limit_s = now.limit_s;
            leg.call = Some(call);
            leg.outcome = Outcome::Called;
        }
    }

    fn ends(&mut self, id: TicketId, at: Timestamp, outcome: Outcome) {
        let floor = self.state.floor.clone();
        self.leg(id, |leg| {
            let known = floor.as_ref().and_then(|floor| floor.service(&leg.service));
            leg.norm_s = known.map_or(leg.norm_s, |service| u32::from(service.service_norm_min) * 60);
            leg.ended = Some(at);
            leg.outcome = outcome;
        });
    }

    /// Back in the queue.
    fn begins(&mut self, id: TicketId, began: Began) {
        let next = self.state.tickets.get(&id).and_then(|ticket| waits(&self.state, ticket, began));
        if let (Some(next), Some(visit)) = (next, self.visit_of(id)) {
            visit.legs.push(next);
        }
    }

    fn goes_on(&mut self, id: TicketId, at: Timestamp, outcome: Outcome, began: Began) {
        self.ends(id, at, outcome);
        self.begins(id, began);
    }

    /// The visit's leg that is not over.
    fn leg(&mut self, id: TicketId, change: impl FnOnce(&mut Leg)) {
        let last = self.visit_of(id).and_then(|visit| visit.legs.last_mut());
        if let Some(leg) = last.filter(|leg| leg.ended.is_none()) {
            change(leg);
        }
    }

    fn visit_of(&mut self, id: TicketId) -> Option<&mut Visit> {
        self.today.as_mut()?.visits.get_mut(&id)
    }
}

/// The leg of somebody who waits.
fn waits(state: &State, ticket: &Ticket, began: Began) -> Option<Leg> {
    let Stage::Waiting(waiting) = &ticket.stage else { return None };
    leg(state, ticket, began, waiting.since)
}

fn leg(state: &State, ticket: &Ticket, began: Began, since: Timestamp) -> Option<Leg> {
    let floor = state.floor.as_deref()?;
    let service = ticket.service();
    let norm_min = floor.service(service).map_or(0, |service| service.service_norm_min);
    Some(Leg {
        service: service.clone(),
        category: ticket.category.clone(),
        began,
        since,
        limit_s: limit_s(floor, ticket),
        norm_s: u32::from(norm_min) * 60,
        call: None,
        started: None,
        ended: None,
        outcome: Outcome::Waiting,
    })
}

/// How long whoever was called last for a service had waited.
fn last_wait_s(today: &Today, service: &ServiceId) -> Option<u32> {
    let legs = today.visits.values().flat_map(|visit| &visit.legs).filter(|leg| leg.service == *service);
    let called = legs.filter_map(|leg| Some((leg.call.as_ref()?.id, leg.wait_s()?)));
    called.max_by_key(|(call, _)| *call).map(|(_, wait_s)| wait_s)
}
