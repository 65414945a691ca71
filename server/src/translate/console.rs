//! What consoles show: the services' queues, every window, who waits, who is parked, who did not come.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use protocol::board::{
    AtWindow, AtWindowStage, ConsoleBoard, ConsoleService, ConsoleWindow, LISTED, NextUp, NoShowTicket, ParkedTicket,
    PauseView, SeatedClerk, WaitingTicket,
};
use queue::deadline::no_show_from;
use queue::floor::{Floor, Service, Window};
use queue::ids::{ClerkId, ServiceId, WindowId};
use queue::issue::issue;
use queue::state::Desk;
use queue::ticket::Waiting;
use queue::turn;
use queue::{Stage, State, Ticket};

use super::ahead::Counts;

/// The consoles' board.
pub fn board(state: &State, now: Timestamp) -> ConsoleBoard {
    let floor = state.floor.as_deref();
    let services = floor.into_iter().flat_map(|floor| &floor.services);
    let windows = floor.into_iter().flat_map(|floor| floor.windows.iter().map(move |window| (floor, window)));
    let (counts, queues) = (Counts::of(state, now), queues(state));
    ConsoleBoard {
        day: state.day.as_ref().map(|day| day.date),
        services: services.map(|service| console_service(state, service, &queues, now)).collect(),
        windows: windows.map(|(floor, window)| console_window(state, floor, window, &counts, now)).collect(),
        waiting: state.waiting().filter_map(waiting).take(LISTED).collect(),
        parked: parked(state),
        no_shows: no_shows(state),
    }
}

/// How many wait for each service, and since when the longest of them.
fn queues(state: &State) -> BTreeMap<&ServiceId, (u32, Timestamp)> {
    let mut queues = BTreeMap::new();
    for ticket in state.waiting() {
        let Stage::Waiting(Waiting { since, .. }) = &ticket.stage else { continue };
        let (count, longest) = queues.entry(ticket.service()).or_insert((0, *since));
        (*count, *longest) = (*count + 1, (*longest).min(*since));
    }
    queues
}

fn console_service(
    state: &State,
    service: &Service,
    queues: &BTreeMap<&ServiceId, (u32, Timestamp)>,
    now: Timestamp,
) -> ConsoleService {
    let queue = queues.get(&service.id);
    let issued = state.day.as_ref().and_then(|day| day.issued.get(&service.id));
    ConsoleService {
        service: service.id.clone(),
        waiting: queue.map_or(0, |(count, _)| *count),
        longest_since: queue.map(|(_, longest)| *longest),
        issue: issue(state, service, now),
        issued: issued.copied().unwrap_or(0),
    }
}

fn console_window(state: &State, floor: &Floor, window: &Window, counts: &Counts, now: Timestamp) -> ConsoleWindow {
    let desk = state.desks.get(&window.id);
    let pause = desk.and_then(|desk| desk.pause.as_ref());
    let visitor = desk.and_then(|desk| desk.visitor).and_then(|id| state.tickets.get(&id));
    ConsoleWindow {
        window: window.id.clone(),
        clerk: desk.map(|desk| seated(floor, &desk.clerk)),
        pause: pause.map(|pause| PauseView { reason: pause.reason.clone(), since: pause.since }),
        visitor: visitor.and_then(|ticket| at_window(floor, ticket)).map(Box::new),
        next: desk.and_then(|_| next_up(state, &window.id, now)).map(Box::new),
        waiting: counts.at(window),
        undo_until: desk.or(just_closed(state, &window.id)).and_then(|desk| undo_until(state, floor, desk)),
    }
}

/// A clerk whom the floor no longer has goes by the key until the window closes.
fn seated(floor: &Floor, clerk: &ClerkId) -> SeatedClerk {
    let name = floor.clerk(clerk).map_or_else(|| clerk.to_string(), |person| person.name.to_string());
    SeatedClerk { id: clerk.clone(), name }
}

fn next_up(state: &State, window: &WindowId, now: Timestamp) -> Option<NextUp> {
    let (ticket, why) = turn::next(state, window, now)?;
    let since = waiting(ticket)?.since;
    let (service, category) = (ticket.service().clone(), ticket.category.clone());
    let denied = ticket.denied.clone();
    Some(NextUp { ticket: ticket.id, number: ticket.number, service, category, denied, since, why })
}

/// A window that its clerk closed over a visitor, as it was left: the closing can be taken back too.
fn just_closed<'a>(state: &'a State, window: &WindowId) -> Option<&'a Desk> {
    let closed = state.closed.values().filter(|closed| closed.window == *window).map(|closed| &closed.desk);
    closed.max_by_key(|desk| desk.step.as_deref().map(|step| step.at))
}

/// As long as the step can be taken back: every ticket of it is still as the step left it.
fn undo_until(state: &State, floor: &Floor, desk: &Desk) -> Option<Timestamp> {
    let step = desk.step.as_deref()?;
    let as_left = |(id, revision): &(_, u32)| state.tickets.get(id).is_some_and(|ticket| ticket.revision == *revision);
    let until = step.at.saturating_add(SignedDuration::from_secs(i64::from(floor.rules.undo_s))).ok()?;
    step.after.iter().all(as_left).then_some(until)
}

fn at_window(floor: &Floor, ticket: &Ticket) -> Option<AtWindow> {
    let (stage, waited_s) = match &ticket.stage {
        Stage::Called(called) => {
            let (calls_missing, no_show_from) = no_show_from(floor, ticket, called);
            let stage = AtWindowStage::Called {
                first_at: called.first_at,
                last_at: called.last_at,
                calls: called.calls,
                calls_missing,
                no_show_from,
            };
            (stage, called.waited_s)
        }
        Stage::Serving { since, waited_s, .. } => (AtWindowStage::Serving { since: *since }, *waited_s),
        Stage::Waiting(_)
        | Stage::Parked { .. }
        | Stage::NoShow { .. }
        | Stage::Finished { .. }
        | Stage::Refused { .. }
        | Stage::Left { .. } => return None,
    };
    Some(AtWindow {
        ticket: ticket.id,
        number: ticket.number,
        service: ticket.service().clone(),
        then: ticket.visit.iter().skip(ticket.leg + 1).cloned().collect(),
        category: ticket.category.clone(),
        denied: ticket.denied.clone(),
        language: ticket.language.clone(),
        more_time: ticket.more_time,
        issued_at: ticket.issued_at,
        waited_s,
        stage,
    })
}

fn waiting(ticket: &Ticket) -> Option<WaitingTicket> {
    match &ticket.stage {
        Stage::Waiting(waiting) => Some(WaitingTicket {
            ticket: ticket.id,
            number: ticket.number,
            service: ticket.service().clone(),
            category: ticket.category.clone(),
            denied: ticket.denied.clone(),
            since: waiting.since,
            window: waiting.window.clone(),
        }),
        Stage::Called(_)
        | Stage::Serving { .. }
        | Stage::Parked { .. }
        | Stage::NoShow { .. }
        | Stage::Finished { .. }
        | Stage::Refused { .. }
        | Stage::Left { .. } => None,
    }
}

fn timed(state: &State) -> impl Iterator<Item = &Ticket> {
    state.timed.iter().filter_map(|id| state.tickets.get(id))
}

fn parked(state: &State) -> Vec<ParkedTicket> {
    let mut all: Vec<_> = timed(state).filter_map(parked_ticket).collect();
    all.sort_by_key(|parked| parked.since);
    all.truncate(LISTED);
    all
}

fn parked_ticket(ticket: &Ticket) -> Option<ParkedTicket> {
    match &ticket.stage {
        Stage::Parked { window, since, reason, alarm_at, rang } => Some(ParkedTicket {
            ticket: ticket.id,
            number: ticket.number,
            service: ticket.service().clone(),
            window: window.clone(),
            reason: reason.clone(),
            since: *since,
            alarm_at: *alarm_at,
            rang: *rang,
        }),
        Stage::Waiting(_)
        | Stage::Called(_)
        | Stage::Serving { .. }
        | Stage::NoShow { .. }
        | Stage::Finished { .. }
        | Stage::Refused { .. }
        | Stage::Left { .. } => None,
    }
}

fn no_shows(state: &State) -> Vec<NoShowTicket> {
    let mut all: Vec<_> = timed(state).filter_map(no_show_ticket).collect();
    all.sort_by_key(|no_show| std::cmp::Reverse(no_show.since));
    all.truncate(LISTED);
    all
}

fn no_show_ticket(ticket: &Ticket) -> Option<NoShowTicket> {
    match ticket.stage {
        Stage::NoShow { since, until: Some(until) } => {
            let service = ticket.service().clone();
            Some(NoShowTicket { ticket: ticket.id, number: ticket.number, service, since, until })
        }
        Stage::NoShow { until: None, .. }
        | Stage::Waiting(_)
        | Stage::Called(_)
        | Stage::Serving { .. }
        | Stage::Parked { .. }
        | Stage::Finished { .. }
        | Stage::Refused { .. }
        | Stage::Left { .. } => None,
    }
}
