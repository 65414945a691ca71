//! Makes an event so. Never fails: what does not fit the state, as in a bent journal, changes nothing.

mod visit;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Time;

use crate::booking::{self, BookingFact};
use crate::command::Actor;
use crate::event::{Event, Fact};
use crate::floor::Floor;
use crate::ids::{ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use crate::learned::Lesson;
use crate::state::{Closed, Day, Desk, Pause, State};
use crate::ticket::{LeftWhy, Stage, Ticket, Waiting};
use crate::turn::seconds_between;

/// Changes the state by one event.
pub fn apply(state: &mut State, event: &Event) {
    let at = event.at;
    match &event.fact {
        Fact::FloorConfigured { floor } => configure(state, floor),
        Fact::DayTurned => turn_day(state, event),
        Fact::TicketIssued { .. } => issue(state, event),
        Fact::VisitorLeft { ticket, why } => leave(state, *ticket, at, *why),
        Fact::MoreTimeMarked { ticket, on } => mark(state, *ticket, |ticket| ticket.more_time = *on),
        Fact::CouponReprinted { ticket } => {
            mark(state, *ticket, |ticket| ticket.copies = ticket.copies.saturating_add(1));
        }
        Fact::ComeBackLapsed { ticket } => change(state, *ticket, lapse),
        Fact::VisitorCameBack { ticket, place } => {
            change(state, *ticket, |ticket| {
                ticket.place = *place;
                ticket.stage = Stage::Waiting(Waiting { since: at, window: None });
            });
        }
        Fact::ParkAlarmRang { ticket } => change(state, *ticket, ring),
        Fact::ClerkSignedIn { clerk } => {
            state.signed_in.insert(clerk.clone());
            state.clerks.entry(clerk.clone()).or_default();
        }
        Fact::ClerkSignedOut { clerk } => {
            state.signed_in.remove(clerk);
            state.closed.remove(clerk);
        }
        Fact::WindowOpened { window, clerk } => open(state, window, clerk, at),
        Fact::WindowPaused { window, clerk: _, reason } => pause(state, window, reason, at),
        Fact::WindowResumed { window, clerk: _ } => resume(state, window, at),
        Fact::WindowClosed { window, clerk: _ } => close(state, event, window),
        Fact::IssueStopped { service } => on_day(state, |day| {
            day.stopped.insert(service.clone());
        }),
        Fact::IssueResumed { service } => on_day(state, |day| {
            day.stopped.remove(service);
        }),
        Fact::IssueExtended { service, until, more } => {
            on_day(state, |day| {
                let extra = day.extra.entry(service.clone()).or_default();
                *extra = extra.saturating_add(*more);
            });
            if let Some(until) = until {
                extend(state, event, service, *until);
            }
        }
        Fact::VisitorCalled { .. }
        | Fact::VisitorRecalled { .. }
        | Fact::ServiceStarted { .. }
        | Fact::ServiceFinished { .. }
        | Fact::NextServiceQueued { .. }
        | Fact::VisitorNoShow { .. }
        | Fact::VisitorParked { .. }
        | Fact::VisitorTransferred { .. }
        | Fact::VisitorPutBack { .. }
        | Fact::ServiceRefused { .. }
        | Fact::RightDenied { .. }
        | Fact::StepUndone { .. } => visit::apply(state, event),
        Fact::Booking(fact) => {
            if let BookingFact::Voided { booking: _, outage: false } = fact {
                state.learned.take(&Lesson::Missed);
            }
            booking::apply::apply(state, event, fact);
        }
    }
}

fn extend(state: &mut State, event: &Event, service: &ServiceId, until: Time) {
    on_day(state, |day| {
        day.extended_until.insert(service.clone(), until);
    });
    if let Some(floor) = state.floor.clone() {
        booking::apply::extended(&mut state.bookings, &floor, service, event.day, until);
    }
}

fn configure(state: &mut State, floor: &Floor) {
    state.floor = Some(Arc::new(floor.clone()));
    state.floor_version = state.floor_version.saturating_add(1);
    // An undo could bring back a service or a category that the new floor does not know.
    state.desks.values_mut().for_each(|desk| desk.step = None);
    state.closed.clear();
    booking::apply::configured(&mut state.bookings, floor);
}

/// The floor is empty and every number starts at 1 again.
fn turn_day(state: &mut State, event: &Event) {
    if let Some(floor) = &state.floor {
        booking::apply::turn_day(&mut state.bookings, &state.tickets, floor, event.day);
    }
    *state = State {
        floor: state.floor.take(),
        floor_version: state.floor_version,
        day: Some(Day::new(event.day)),
        bookings: std::mem::take(&mut state.bookings),
        learned: std::mem::take(&mut state.learned),
        next_ticket: state.next_ticket,
        next_call: state.next_call,
        ..State::default()
    };
    state.learned.turn_day();
}

fn issue(state: &mut State, event: &Event) {
    let (Some(day), Some(ticket)) = (state.day.as_mut(), issued(event)) else { return };
    if ticket.visit.is_empty() || state.tickets.contains_key(&ticket.id) {
        return;
    }
    let used = day.numbers.entry(ticket.number.letter()).or_default();
    *used = (*used).max(ticket.number.figures());
    // Bookings have places of their own (Q3).
    for service in ticket.visit.iter().filter(|_| ticket.arrival.is_none()) {
        let issued = day.issued.entry(service.clone()).or_default();
        *issued = issued.saturating_add(1);
    }
    let (id, number) = (ticket.id, ticket.number);
    let booking = ticket.arrival.as_ref().map(|arrival| arrival.booking);
    if let Some(kept) = kept(&ticket) {
        state.learned.take(&kept);
    }
    state.next_ticket = state.next_ticket.max(id.0.saturating_add(1));
    state.codes.insert(ticket.code.clone(), id);
    state.numbers.insert(ticket.number, id);
    state.tickets.insert(id, ticket);
    reindex(state, id);
    if let Some(booking) = booking {
        booking::apply::checked_in(state, booking, id, number);
    }
}

/// The ticket of a coupon that was taken.
fn issued(event: &Event) -> Option<Ticket> {
    let Fact::TicketIssued { ticket, code, number, visit, category, language, more_time, arrival } = &event.fact else {
        return None;
    };
    let place = arrival.as_ref().filter(|arrival| !arrival.late).map_or(event.at, |arrival| arrival.due);
    Some(Ticket {
        id: *ticket,
        by: event.by.clone(),
        code: code.clone(),
        number: *number,
        day: event.day,
        category: category.clone(),
        denied: None,
        language: language.clone(),
        more_time: *more_time,
        visit: visit.clone(),
        leg: 0,
        arrival: arrival.clone(),
        booked: visit.first().filter(|_| arrival.is_some()).cloned(),
        issued_at: event.at,
        place,
        called: false,
        // Who came early waits from the booked time on.
        stage: Stage::Waiting(Waiting { since: event.at.max(place), window: None }),
        copies: 0,
        revision: 0,
    })
}

fn leave(state: &mut State, id: TicketId, at: Timestamp, why: LeftWhy) {
    for desk in state.desks.values_mut().filter(|desk| desk.visitor == Some(id)) {
        desk.visitor = None;
    }
    let gave_up = matches!(why, LeftWhy::Said | LeftWhy::OnPage);
    if gave_up && let Some(Stage::Waiting(waiting)) = state.tickets.get(&id).map(|ticket| &ticket.stage) {
        let waited_s = seconds_between(waiting.since, at);
        state.learned.take(&Lesson::Left { waited_s });
    }
    change(state, id, |ticket| ticket.stage = Stage::Left { at, why });
    if why != LeftWhy::Withdrawn {
        return;
    }
    let Some(ticket) = state.tickets.get(&id) else { return };
    if let Some(kept) = kept(ticket) {
        state.learned.take_back(&kept);
    }
    if let Some(arrival) = ticket.arrival.clone() {
        booking::apply::withdrawn(state, arrival.booking, id);
    } else {
        let visit = ticket.visit.clone();
        on_day(state, |day| {
            for service in &visit {
                day.issued.entry(service.clone()).and_modify(|issued| *issued = issued.saturating_sub(1));
            }
        });
    }
}

/// What a booked visitor's coming teaches.
fn kept(ticket: &Ticket) -> Option<Lesson> {
    let arrival = ticket.arrival.as_ref()?;
    Some(Lesson::Kept { late_s: ticket.issued_at.as_second().saturating_sub(arrival.due.as_second()) })
}

fn lapse(ticket: &mut Ticket) {
    if let Stage::NoShow { until, .. } = &mut ticket.stage {
        *until = None;
    }
}

fn ring(ticket: &mut Ticket) {
    if let Stage::Parked { rang, .. } = &mut ticket.stage {
        *rang = true;
    }
}

fn open(state: &mut State, window: &WindowId, clerk: &ClerkId, since: Timestamp) {
    let desk = Desk { clerk: clerk.clone(), since, pause: None, visitor: None, free_since: Some(since), step: None };
    state.desks.entry(window.clone()).or_insert(desk);
    state.closed.remove(clerk);
    if let Some(at_s) = second_of_day(state, since) {
        state.learned.take(&Lesson::Opened { window: window.clone(), clerk: clerk.clone(), at_s });
    }
}

/// A closing that says what becomes of the visitor is a step of the clerk's like any other: it is kept to be taken back.
fn close(state: &mut State, event: &Event, window: &WindowId) {
    let Some(desk) = state.desks.remove(window) else { return };
    let own = event.by == Actor::Staff(desk.clerk.clone());
    let with_visitor = event.continues && desk.step.as_ref().is_some_and(|step| step.at == event.at);
    if own && with_visitor {
        state.closed.insert(desk.clerk.clone(), Closed { window: window.clone(), desk });
    }
}

fn pause(state: &mut State, window: &WindowId, reason: &ReasonId, since: Timestamp) {
    let at_s = second_of_day(state, since);
    if let Some(desk) = state.desks.get_mut(window) {
        if let Some(at_s) = at_s {
            let (clerk, reason) = (desk.clerk.clone(), reason.clone());
            state.learned.take(&Lesson::Paused { clerk, reason, at_s });
        }
        desk.pause = Some(Pause { reason: reason.clone(), since });
        desk.free_since = None;
        desk.step = None;
    }
}

fn resume(state: &mut State, window: &WindowId, at: Timestamp) {
    let Some(desk) = state.desks.get_mut(window) else { return };
    let Some(pause) = desk.pause.take() else { return };
    desk.free_since = Some(at);
    state.learned.take(&Lesson::Pause { reason: pause.reason, seconds: seconds_between(pause.since, at) });
}

/// The office's local time in seconds after midnight.
fn second_of_day(state: &State, at: Timestamp) -> Option<i64> {
    let local = state.floor.as_ref()?.calendar.zone.local(at).time();
    Some(i64::from(local.hour()) * 3600 + i64::from(local.minute()) * 60 + i64::from(local.second()))
}

fn on_day(state: &mut State, change: impl FnOnce(&mut Day)) {
    if let Some(day) = state.day.as_mut() {
        change(day);
    }
}

/// Changes what is written on a ticket and not where it stands; no step is overtaken by it.
fn mark(state: &mut State, id: TicketId, mark: impl FnOnce(&mut Ticket)) {
    if let Some(ticket) = state.tickets.get_mut(&id) {
        mark(ticket);
    }
}

/// Changes a ticket and the lists that it stands in.
fn change(state: &mut State, id: TicketId, change: impl FnOnce(&mut Ticket)) {
    if let Some(ticket) = state.tickets.get_mut(&id) {
        change(ticket);
        ticket.revision = ticket.revision.saturating_add(1);
        reindex(state, id);
    }
}

fn reindex(state: &mut State, id: TicketId) {
    let Some(ticket) = state.tickets.get(&id) else { return };
    let (waits, timed) = match &ticket.stage {
        Stage::Waiting(_) => (true, false),
        Stage::Called(_) | Stage::Parked { .. } => (false, true),
        Stage::NoShow { until, .. } => (false, until.is_some()),
        Stage::Serving { .. } | Stage::Finished { .. } | Stage::Refused { .. } | Stage::Left { .. } => (false, false),
    };
    let keep = |list: &mut std::collections::BTreeSet<TicketId>, listed: bool| {
        if listed {
            list.insert(id);
        } else {
            list.remove(&id);
        }
    };
    keep(&mut state.waiting, waits);
    keep(&mut state.timed, timed);
}
