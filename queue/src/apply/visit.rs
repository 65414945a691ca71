//! What happens to the visitor at a window, and the step that an undo takes back.

use jiff::Timestamp;

use super::{change, reindex};
use crate::command::{Actor, Target};
use crate::event::{Event, Fact};
use crate::floor::Policy;
use crate::ids::{CallId, CategoryId, ClerkId, ServiceId, TicketId, WindowId};
use crate::learned::Lesson;
use crate::state::{CALLS_KEPT, Call, CallStage, ClerkDay, State, Step};
use crate::ticket::{Called, Stage, Ticket, Waiting};
use crate::turn::{Why, seconds_between};

pub fn apply(state: &mut State, event: &Event) {
    let at = event.at;
    match &event.fact {
        Fact::VisitorCalled { call, ticket, window, clerk: _, why } => {
            step(state, event, window, *ticket, |state| called(state, *call, *ticket, window, why, at));
        }
        Fact::VisitorRecalled { call, ticket, window, clerk: _ } => recalled(state, *call, *ticket, window, at),
        Fact::ServiceStarted { ticket, window, clerk: _ } => {
            step(state, event, window, *ticket, |state| change(state, *ticket, |ticket| start(ticket, at)));
        }
        Fact::ServiceFinished { ticket, window, clerk: _ } => step(state, event, window, *ticket, |state| {
            count_service(state, window, *ticket, at);
            leaves_window(state, window, *ticket, Stage::Finished { at }, at);
        }),
        Fact::NextServiceQueued { ticket, window, clerk: _, added, place } => {
            step(state, event, window, *ticket, |state| goes_on(state, window, *ticket, at, added.as_ref(), *place));
        }
        Fact::VisitorNoShow { ticket, window, clerk: _, until } => step(state, event, window, *ticket, |state| {
            count(state, window, |day| day.no_shows = day.no_shows.saturating_add(1));
            leaves_window(state, window, *ticket, Stage::NoShow { since: at, until: Some(*until) }, at);
        }),
        Fact::VisitorParked { ticket, window, clerk: _, reason, alarm_at } => {
            let (reason, alarm_at) = (reason.clone(), *alarm_at);
            let stage = Stage::Parked { window: window.clone(), since: at, reason, alarm_at, rang: false };
            step(state, event, window, *ticket, |state| leaves_window(state, window, *ticket, stage, at));
        }
        Fact::VisitorTransferred { ticket, window, clerk: _, to, place } => {
            step(state, event, window, *ticket, |state| transferred(state, window, *ticket, to, *place, at));
        }
        Fact::VisitorPutBack { ticket, window, clerk: _, place } => {
            step(state, event, window, *ticket, |state| waits(state, window, *ticket, (at, at), *place, None));
        }
        Fact::ServiceRefused { ticket, window, clerk: _, reason } => {
            let stage = Stage::Refused { at, reason: reason.clone() };
            step(state, event, window, *ticket, |state| {
                count(state, window, |day| day.refused = day.refused.saturating_add(1));
                leaves_window(state, window, *ticket, stage, at);
            });
        }
        Fact::RightDenied { ticket, window, clerk: _, denied, category, place } => {
            step(state, event, window, *ticket, |state| {
                denied_right(state, window, *ticket, (denied, category), (at, *place))
            });
        }
        Fact::StepUndone { window, clerk } => undo(state, window, clerk),
        Fact::FloorConfigured { .. }
        | Fact::DayTurned
        | Fact::TicketIssued { .. }
        | Fact::VisitorLeft { .. }
        | Fact::MoreTimeMarked { .. }
        | Fact::CouponReprinted { .. }
        | Fact::ClerkSignedIn { .. }
        | Fact::ClerkSignedOut { .. }
        | Fact::WindowOpened { .. }
        | Fact::WindowPaused { .. }
        | Fact::WindowResumed { .. }
        | Fact::WindowClosed { .. }
        | Fact::ComeBackLapsed { .. }
        | Fact::VisitorCameBack { .. }
        | Fact::ParkAlarmRang { .. }
        | Fact::IssueStopped { .. }
        | Fact::IssueResumed { .. }
        | Fact::IssueExtended { .. }
        | Fact::Booking(_) => {}
    }
}

/// The service is done, and the visitor waits for the next one of the visit, or for one that is added to it.
fn goes_on(
    state: &mut State,
    window: &WindowId,
    id: TicketId,
    at: Timestamp,
    added: Option<&ServiceId>,
    place: Timestamp,
) {
    count_service(state, window, id, at);
    change(state, id, |ticket| next_leg(ticket, added));
    waits(state, window, id, (at, at), place, None);
}

/// The visitor waits on in the second of the categories, as if they had come as such.
fn denied_right(
    state: &mut State,
    window: &WindowId,
    id: TicketId,
    (denied, category): (&CategoryId, &CategoryId),
    (at, place): (Timestamp, Timestamp),
) {
    owe_preferential_turn(state, window);
    change(state, id, |ticket| {
        ticket.denied = Some(denied.clone());
        ticket.category = category.clone();
    });
    waits(state, window, id, (at, place), place, None);
}

fn called(state: &mut State, call: CallId, id: TicketId, window: &WindowId, why: &Why, at: Timestamp) {
    let Some(clerk) = state.desks.get(window).map(|desk| desk.clerk.clone()) else {
        return;
    };
    let Some(ticket) = state.tickets.get(&id) else { return };
    let waited_s = match &ticket.stage {
        Stage::Waiting(waiting) => seconds_between(waiting.since, at),
        Stage::Called(_)
        | Stage::Serving { .. }
        | Stage::Parked { .. }
        | Stage::NoShow { .. }
        | Stage::Finished { .. }
        | Stage::Refused { .. }
        | Stage::Left { .. } => 0,
    };
    let preferential = state.floor.as_ref().is_some_and(|floor| floor.is_preferential(&ticket.category));
    if *why != Why::Parked {
        let generals = if preferential { 0 } else { state.generals_at(window).saturating_add(1) };
        set_generals(state, window, generals);
    }
    let stage = Called { window: window.clone(), clerk, first_at: at, last_at: at, calls: 1, waited_s };
    change(state, id, |ticket| {
        ticket.called = true;
        ticket.stage = Stage::Called(stage);
    });
    state.desks.entry(window.clone()).and_modify(|desk| {
        desk.visitor = Some(id);
        desk.free_since = None;
    });
    sound(state, Call { id: call, ticket: id, window: window.clone(), at, recall: false });
}

/// Under `ratio` the window's preferential turn was taken without a right to it, so the next preferential visitor is due.
fn owe_preferential_turn(state: &mut State, window: &WindowId) {
    if let Some(Policy::Ratio { general }) = state.floor.as_ref().map(|floor| floor.rules.policy) {
        set_generals(state, window, general);
    }
}

fn set_generals(state: &mut State, window: &WindowId, generals: u8) {
    if generals == 0 {
        state.generals.remove(window);
    } else {
        state.generals.insert(window.clone(), generals);
    }
}

fn recalled(state: &mut State, call: CallId, id: TicketId, window: &WindowId, at: Timestamp) {
    change(state, id, |ticket| {
        if let Stage::Called(called) = &mut ticket.stage {
            called.calls = called.calls.saturating_add(1);
            called.last_at = at;
        }
    });
    state.desks.entry(window.clone()).and_modify(|desk| desk.step = None);
    sound(state, Call { id: call, ticket: id, window: window.clone(), at, recall: true });
}

fn sound(state: &mut State, call: Call) {
    state.next_call = state.next_call.max(call.id.0.saturating_add(1));
    state.calls.push_back(call);
    while state.calls.len() > CALLS_KEPT {
        let Some(done_with) = (0..state.calls.len()).find(|index| !is_last_word(state, *index)) else { return };
        state.calls.remove(done_with);
    }
}

/// Whether a call is what its visitor, still called or served there, was told last.
fn is_last_word(state: &State, index: usize) -> bool {
    let call = &state.calls[index];
    let repeated = state.calls.range(index + 1..).any(|later| later.ticket == call.ticket);
    match state.call_stage(call) {
        CallStage::Standing | CallStage::Serving => !repeated,
        CallStage::Over => false,
    }
}

fn start(ticket: &mut Ticket, at: Timestamp) {
    if let Stage::Called(called) = &ticket.stage {
        let (window, called_at, waited_s) = (called.window.clone(), called.first_at, called.waited_s);
        ticket.stage = Stage::Serving { window, since: at, called_at, waited_s };
    }
}

fn next_leg(ticket: &mut Ticket, added: Option<&ServiceId>) {
    let next = (ticket.leg + 1).min(ticket.visit.len());
    if let Some(added) = added {
        let mut later = ticket.visit.split_off(next);
        later.retain(|service| service != added);
        ticket.visit.push(added.clone());
        ticket.visit.append(&mut later);
    }
    ticket.leg = next.min(ticket.visit.len().saturating_sub(1));
}

fn transferred(state: &mut State, window: &WindowId, id: TicketId, to: &Target, place: Timestamp, at: Timestamp) {
    let bound = match to {
        Target::Window(bound) => Some(bound.clone()),
        Target::Service(service) => {
            change(state, id, |ticket| {
                let leg = ticket.leg.min(ticket.visit.len().saturating_sub(1));
                let mut later = ticket.visit.split_off(leg);
                later.remove(0);
                later.retain(|other| other != service);
                ticket.visit.push(service.clone());
                ticket.visit.append(&mut later);
                ticket.leg = leg;
            });
            None
        }
    };
    waits(state, window, id, (at, at), place, bound);
}

/// From a window back into the queue at `at`, to wait as from `since` on.
fn waits(
    state: &mut State,
    from: &WindowId,
    id: TicketId,
    (at, since): (Timestamp, Timestamp),
    place: Timestamp,
    bound: Option<WindowId>,
) {
    leaves_window(state, from, id, Stage::Waiting(Waiting { since, window: bound }), at);
    change(state, id, |ticket| ticket.place = place);
}

fn leaves_window(state: &mut State, window: &WindowId, id: TicketId, stage: Stage, at: Timestamp) {
    if let Some(desk) = state.desks.get_mut(window).filter(|desk| desk.visitor == Some(id)) {
        desk.visitor = None;
        desk.free_since = Some(at);
    }
    change(state, id, |ticket| ticket.stage = stage);
}

fn count(state: &mut State, window: &WindowId, count: impl FnOnce(&mut ClerkDay)) {
    if let Some(desk) = state.desks.get(window) {
        count(state.clerks.entry(desk.clerk.clone()).or_default());
    }
}

fn count_service(state: &mut State, window: &WindowId, id: TicketId, at: Timestamp) {
    let Some(ticket) = state.tickets.get(&id) else { return };
    let Stage::Serving { since, .. } = ticket.stage else { return };
    let service_s = seconds_between(since, at);
    let service = ticket.service();
    let norm_min = state.floor.as_ref().and_then(|floor| floor.service(service)).map_or(0, |s| s.service_norm_min);
    count(state, window, |day| {
        day.served = day.served.saturating_add(1);
        day.service_s = day.service_s.saturating_add(u64::from(service_s));
        let within = service_s <= u32::from(norm_min) * 60;
        day.within_norm = day.within_norm.saturating_add(u32::from(within));
    });
}

/// Carries out one part of a clerk's step and keeps what an undo needs.
fn step(state: &mut State, event: &Event, window: &WindowId, id: TicketId, act: impl FnOnce(&mut State)) {
    let mut step = match state.desks.get_mut(window).map(|desk| desk.step.take()) {
        Some(Some(step)) if event.continues && step.at == event.at => step,
        Some(_) | None => Box::new(begin_step(state, event, window)),
    };
    if let Some(ticket) = state.tickets.get(&id).filter(|_| step.before.iter().all(|before| before.id != id)) {
        step.before.push(ticket.clone());
    }
    let lesson = lesson(state, event, window, id);
    act(state);
    if let Some(lesson) = lesson {
        state.learned.take(&lesson);
        step.lessons.push(lesson);
    }
    step.after.retain(|(other, _)| *other != id);
    step.after.extend(state.tickets.get(&id).map(|ticket| (id, ticket.revision)));
    if let Some(desk) = state.desks.get_mut(window) {
        // What time alone did is no step of the clerk's.
        desk.step = (event.by != Actor::Time).then_some(step);
    }
}

/// What one part of a clerk's step teaches, told before it is carried out.
fn lesson(state: &State, event: &Event, window: &WindowId, id: TicketId) -> Option<Lesson> {
    let (ticket, desk) = (state.tickets.get(&id)?, state.desks.get(window)?);
    if let (Fact::VisitorCalled { why, .. }, Stage::Waiting(waiting)) = (&event.fact, &ticket.stage) {
        let free_since = desk.free_since.filter(|free| waiting.since <= *free && *why != Why::Parked);
        let between_s = free_since.map(|free| seconds_between(free, event.at));
        return Some(Lesson::Called { between_s, waited_s: seconds_between(waiting.since, event.at) });
    }
    if let (Fact::VisitorCalled { .. }, Stage::Parked { since, .. }) = (&event.fact, &ticket.stage) {
        return Some(Lesson::Back { seconds: seconds_between(*since, event.at) });
    }
    let called_at = match &ticket.stage {
        Stage::Called(called) if called.window == *window => called.first_at,
        Stage::Serving { window: at, called_at, .. } if at == window => *called_at,
        Stage::Called(_)
        | Stage::Serving { .. }
        | Stage::Waiting(_)
        | Stage::Parked { .. }
        | Stage::NoShow { .. }
        | Stage::Finished { .. }
        | Stage::Refused { .. }
        | Stage::Left { .. } => return None,
    };
    let seconds = seconds_between(called_at, event.at);
    if matches!(event.fact, Fact::VisitorNoShow { .. }) {
        return Some(Lesson::NoShow { seconds });
    }
    let over = matches!(
        event.fact,
        Fact::ServiceFinished { .. }
            | Fact::NextServiceQueued { .. }
            | Fact::VisitorParked { .. }
            | Fact::VisitorTransferred { .. }
            | Fact::ServiceRefused { .. }
    );
    let service = ticket.service();
    let norm_min = state.floor.as_ref().and_then(|floor| floor.service(service)).map_or(10, |it| it.service_norm_min);
    let norm_s = u32::from(norm_min.max(1)) * 60;
    // A slip of the hand, or a visit that nobody finished in time, does not teach more than that it was short or long; a window
    // that nobody closed in the evening teaches nothing.
    let seconds = seconds.clamp(norm_s / 8, norm_s * 8);
    let parked = matches!(event.fact, Fact::VisitorParked { .. });
    let visit = || Lesson::Visit { service: service.clone(), clerk: desk.clerk.clone(), seconds, parked };
    (over && event.by != Actor::Time).then(visit)
}

fn begin_step(state: &State, event: &Event, window: &WindowId) -> Step {
    let desk = state.desks.get(window);
    let clerk_day = desk.and_then(|desk| state.clerks.get(&desk.clerk)).cloned().unwrap_or_default();
    Step {
        at: event.at,
        before: Vec::new(),
        after: Vec::new(),
        visitor: desk.and_then(|desk| desk.visitor),
        free_since: desk.and_then(|desk| desk.free_since),
        clerk_day,
        generals: state.generals_at(window),
        next_call: state.next_call,
        lessons: Vec::new(),
    }
}

/// Tickets, window and the clerk's day are as before the step; ids, revisions, marks and copies go on.
fn undo(state: &mut State, window: &WindowId, clerk: &ClerkId) {
    reopen(state, window, clerk);
    let Some(desk) = state.desks.get_mut(window) else { return };
    let Some(step) = desk.step.take() else { return };
    (desk.visitor, desk.free_since) = (step.visitor, step.free_since);
    let clerk = desk.clerk.clone();
    state.clerks.insert(clerk, step.clerk_day.clone());
    set_generals(state, window, step.generals);
    let undone = |id: &TicketId| step.before.iter().any(|before| before.id == *id);
    state.calls.retain(|call| call.id.0 < step.next_call || !undone(&call.ticket));
    step.lessons.iter().for_each(|lesson| state.learned.take_back(lesson));
    for mut before in step.before {
        let id = before.id;
        let Some(ticket) = state.tickets.get_mut(&id) else { continue };
        before.revision = ticket.revision.saturating_add(1);
        (before.more_time, before.copies) = (ticket.more_time, ticket.copies);
        *ticket = before;
        reindex(state, id);
    }
}

/// The clerk holds the window again that the step closed.
fn reopen(state: &mut State, window: &WindowId, clerk: &ClerkId) {
    if state.desks.contains_key(window) || state.closed.get(clerk).is_none_or(|closed| closed.window != *window) {
        return;
    }
    if let Some(closed) = state.closed.remove(clerk) {
        state.desks.insert(closed.window, closed.desk);
    }
}
