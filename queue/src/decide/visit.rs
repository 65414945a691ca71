//! The visitor at a window: called, received, sent on, parked, refused, gone.

use jiff::{Timestamp, ToSpan};

use super::coupon::VISIT_LIMIT;
use super::{AtDesk, Scene};
use crate::apply::apply;
use crate::command::Target;
use crate::deadline::no_show_from;
use crate::event::Fact;
use crate::floor::{PlaceRule, Reason};
use crate::ids::{CallId, ReasonId, ServiceId, TicketId};
use crate::rejection::Rejection;
use crate::state::State;
use crate::ticket::{Called, Stage, Ticket};
use crate::turn::{self, Why, seconds_between};

/// Longest reminder of a parked visitor, in minutes.
pub const ALARM_LIMIT_MIN: u16 = 480;

pub fn call_next(scene: &Scene<'_>) -> Result<Vec<Fact>, Rejection> {
    let at = scene.open_desk()?;
    let before = make_room(scene, &at)?;
    let (id, why) = due(scene, &at, before.as_ref()).ok_or(Rejection::NobodyWaiting)?;
    Ok(with_call(scene, &at, before, id, why))
}

pub fn call_ticket(scene: &Scene<'_>, id: TicketId, reason: &ReasonId) -> Result<Vec<Fact>, Rejection> {
    let at = scene.open_desk()?;
    let ticket = scene.ticket(id)?;
    known(&scene.floor.reasons.out_of_turn, reason)?;
    match ticket.stage {
        Stage::Waiting(_) => {}
        Stage::Called(_) | Stage::Serving { .. } => return Err(Rejection::AlreadyCalled),
        Stage::Parked { .. }
        | Stage::NoShow { .. }
        | Stage::Finished { .. }
        | Stage::Refused { .. }
        | Stage::Left { .. } => return Err(Rejection::NotWaiting),
    }
    serves(scene, &at, ticket.service())?;
    let before = make_room(scene, &at)?;
    let due = due(scene, &at, before.as_ref()).map(|(due, _)| due);
    let why = Why::Chosen { reason: reason.clone(), instead_of: due.filter(|due| *due != id) };
    Ok(with_call(scene, &at, before, id, why))
}

pub fn bring_back(scene: &Scene<'_>, id: TicketId) -> Result<Vec<Fact>, Rejection> {
    let at = scene.open_desk()?;
    let ticket = scene.ticket(id)?;
    if !matches!(ticket.stage, Stage::Parked { .. }) {
        return Err(Rejection::NotParked);
    }
    serves(scene, &at, ticket.service())?;
    let before = make_room(scene, &at)?;
    Ok(with_call(scene, &at, before, id, Why::Parked))
}

pub fn recall(scene: &Scene<'_>) -> Result<Vec<Fact>, Rejection> {
    let (at, ticket) = scene.visitor()?;
    called(ticket)?;
    Ok(vec![Fact::VisitorRecalled {
        call: CallId(scene.state.next_call),
        ticket: ticket.id,
        window: at.window.clone(),
        clerk: at.clerk.clone(),
    }])
}

pub fn start(scene: &Scene<'_>) -> Result<Vec<Fact>, Rejection> {
    let (at, ticket) = scene.visitor()?;
    called(ticket)?;
    Ok(vec![Fact::ServiceStarted { ticket: ticket.id, window: at.window.clone(), clerk: at.clerk.clone() }])
}

pub fn finish(scene: &Scene<'_>) -> Result<Vec<Fact>, Rejection> {
    let (at, ticket) = scene.visitor()?;
    Ok(vec![done(scene, &at, ticket)?])
}

pub fn no_show(scene: &Scene<'_>) -> Result<Vec<Fact>, Rejection> {
    let (at, ticket) = scene.visitor()?;
    let called = called(ticket)?;
    let (calls, from) = no_show_from(scene.floor, ticket, called);
    let seconds = if scene.now < from { seconds_between(scene.now, from).max(1) } else { 0 };
    if calls > 0 || seconds > 0 {
        return Err(Rejection::TooEarlyForNoShow { calls, seconds });
    }
    Ok(vec![not_come(scene, &at, ticket)])
}

pub fn park(scene: &Scene<'_>, reason: &ReasonId, alarm_min: Option<u16>) -> Result<Vec<Fact>, Rejection> {
    let (at, ticket) = scene.visitor()?;
    known(&scene.floor.reasons.park, reason)?;
    if alarm_min.is_some_and(|minutes| !(1..=ALARM_LIMIT_MIN).contains(&minutes)) {
        return Err(Rejection::BadAlarm);
    }
    Ok(vec![Fact::VisitorParked {
        ticket: ticket.id,
        window: at.window.clone(),
        clerk: at.clerk.clone(),
        reason: reason.clone(),
        alarm_at: alarm_min.map(|minutes| later(scene.now, i64::from(minutes) * 60)),
    }])
}

pub fn transfer(scene: &Scene<'_>, to: &Target) -> Result<Vec<Fact>, Rejection> {
    let (at, ticket) = scene.visitor()?;
    Ok(vec![transferred(scene, &at, ticket, to)?])
}

pub fn next_service(scene: &Scene<'_>, added: Option<&ServiceId>) -> Result<Vec<Fact>, Rejection> {
    let (at, ticket) = scene.visitor()?;
    serving(ticket)?;
    match added {
        None => ticket.next_service().map(|_| ()).ok_or(Rejection::NoNextService)?,
        Some(service) => {
            received_somewhere(scene, service)?;
            if service == ticket.service() {
                return Err(Rejection::SameTarget);
            }
            if ticket.visit.len() >= VISIT_LIMIT && !ticket.visit[ticket.leg..].contains(service) {
                return Err(Rejection::BadVisit);
            }
        }
    }
    Ok(vec![moved_on(scene, &at, ticket, added)])
}

pub fn refuse(scene: &Scene<'_>, reason: &ReasonId) -> Result<Vec<Fact>, Rejection> {
    let (at, ticket) = scene.visitor()?;
    known(&scene.floor.reasons.refuse, reason)?;
    Ok(vec![Fact::ServiceRefused {
        ticket: ticket.id,
        window: at.window.clone(),
        clerk: at.clerk.clone(),
        reason: reason.clone(),
    }])
}

/// Without the right the visitor waits among the general ones, by the time of the coupon (Q5).
pub fn deny_right(scene: &Scene<'_>) -> Result<Vec<Fact>, Rejection> {
    let (at, ticket) = scene.visitor()?;
    if !scene.floor.is_preferential(&ticket.category) {
        return Err(Rejection::NoRightClaimed);
    }
    let general = scene.floor.general().ok_or(Rejection::NoGeneralCategory)?;
    Ok(vec![Fact::RightDenied {
        ticket: ticket.id,
        window: at.window.clone(),
        clerk: at.clerk.clone(),
        denied: ticket.category.clone(),
        category: general.id.clone(),
        place: ticket.issued_at,
    }])
}

pub fn come_back(scene: &Scene<'_>, id: TicketId) -> Result<Vec<Fact>, Rejection> {
    let ticket = scene.ticket(id)?;
    let Stage::NoShow { until, .. } = ticket.stage else {
        return Err(Rejection::NotNoShow);
    };
    if until.is_none_or(|until| scene.now > until) {
        return Err(Rejection::ComeBackTooLate);
    }
    let place = place(scene, scene.floor.rules.place_came_back, ticket, ticket.service());
    Ok(vec![Fact::VisitorCameBack { ticket: id, place }])
}

pub(super) fn later(from: Timestamp, seconds: i64) -> Timestamp {
    from.saturating_add(seconds.seconds()).unwrap_or(Timestamp::MAX)
}

/// This service is done: the visit goes on or is over (Q8).
pub(super) fn done(scene: &Scene<'_>, at: &AtDesk<'_>, ticket: &Ticket) -> Result<Fact, Rejection> {
    serving(ticket)?;
    if ticket.next_service().is_some() {
        return Ok(moved_on(scene, at, ticket, None));
    }
    Ok(Fact::ServiceFinished { ticket: ticket.id, window: at.window.clone(), clerk: at.clerk.clone() })
}

pub(super) fn put_back(at: &AtDesk<'_>, ticket: &Ticket) -> Fact {
    Fact::VisitorPutBack { ticket: ticket.id, window: at.window.clone(), clerk: at.clerk.clone(), place: ticket.place }
}

pub(super) fn not_come(scene: &Scene<'_>, at: &AtDesk<'_>, ticket: &Ticket) -> Fact {
    let until = later(scene.now, i64::from(scene.floor.rules.come_back_min) * 60);
    Fact::VisitorNoShow { ticket: ticket.id, window: at.window.clone(), clerk: at.clerk.clone(), until }
}

pub(super) fn transferred(scene: &Scene<'_>, at: &AtDesk<'_>, ticket: &Ticket, to: &Target) -> Result<Fact, Rejection> {
    let service = match to {
        Target::Service(service) => {
            received_somewhere(scene, service)?;
            if service == ticket.service() {
                return Err(Rejection::SameTarget);
            }
            service
        }
        Target::Window(window) => {
            let there = scene.floor.window(window).ok_or(Rejection::UnknownWindow)?;
            if window == at.window {
                return Err(Rejection::SameTarget);
            }
            let desk = scene.state.desks.get(window).ok_or(Rejection::WindowClosed)?;
            if desk.pause.is_some() {
                return Err(Rejection::TargetPaused);
            }
            if !there.services.contains(ticket.service()) {
                return Err(Rejection::WindowDoesNotServe);
            }
            ticket.service()
        }
    };
    Ok(Fact::VisitorTransferred {
        ticket: ticket.id,
        window: at.window.clone(),
        clerk: at.clerk.clone(),
        to: to.clone(),
        place: place(scene, scene.floor.rules.place_transferred, ticket, service),
    })
}

fn moved_on(scene: &Scene<'_>, at: &AtDesk<'_>, ticket: &Ticket, added: Option<&ServiceId>) -> Fact {
    let next = added.or(ticket.next_service()).unwrap_or(ticket.service());
    Fact::NextServiceQueued {
        ticket: ticket.id,
        window: at.window.clone(),
        clerk: at.clerk.clone(),
        added: added.cloned(),
        place: place(scene, scene.floor.rules.place_next_service, ticket, next),
    }
}

/// What must happen before a call: the visitor who is being served is done, where the rules say so.
fn make_room(scene: &Scene<'_>, at: &AtDesk<'_>) -> Result<Option<Fact>, Rejection> {
    let Some(ticket) = at.desk.visitor.and_then(|id| scene.state.tickets.get(&id)) else {
        return Ok(None);
    };
    let served = matches!(ticket.stage, Stage::Serving { .. });
    if served && scene.floor.rules.call_finishes {
        done(scene, at, ticket).map(Some)
    } else {
        Err(Rejection::WindowBusy { number: ticket.number })
    }
}

/// Who is due once the present service is done: a visit that goes on waits again, and may be due itself.
fn due(scene: &Scene<'_>, at: &AtDesk<'_>, done: Option<&Fact>) -> Option<(TicketId, Why)> {
    let pick = |state: &State| turn::next(state, at.window, scene.now).map(|(ticket, why)| (ticket.id, why));
    let Some(goes_on @ Fact::NextServiceQueued { .. }) = done else {
        return pick(scene.state);
    };
    let mut after = scene.state.clone();
    apply(&mut after, &scene.event(goes_on.clone()));
    pick(&after)
}

fn with_call(scene: &Scene<'_>, at: &AtDesk<'_>, before: Option<Fact>, ticket: TicketId, why: Why) -> Vec<Fact> {
    let call = Fact::VisitorCalled {
        call: CallId(scene.state.next_call),
        ticket,
        window: at.window.clone(),
        clerk: at.clerk.clone(),
        why,
    };
    before.into_iter().chain([call]).collect()
}

fn called(ticket: &Ticket) -> Result<&Called, Rejection> {
    if let Stage::Called(called) = &ticket.stage { Ok(called) } else { Err(Rejection::AlreadyStarted) }
}

fn serving(ticket: &Ticket) -> Result<(), Rejection> {
    if matches!(ticket.stage, Stage::Serving { .. }) { Ok(()) } else { Err(Rejection::NotStarted) }
}

fn known(list: &[Reason], reason: &ReasonId) -> Result<(), Rejection> {
    list.iter().any(|known| known.id == *reason).then_some(()).ok_or(Rejection::UnknownReason)
}

fn serves(scene: &Scene<'_>, at: &AtDesk<'_>, service: &ServiceId) -> Result<(), Rejection> {
    let window = scene.floor.window(at.window).ok_or(Rejection::UnknownWindow)?;
    window.services.contains(service).then_some(()).ok_or(Rejection::WindowDoesNotServe)
}

fn received_somewhere(scene: &Scene<'_>, service: &ServiceId) -> Result<(), Rejection> {
    scene.floor.service(service).ok_or(Rejection::UnknownService)?;
    let somewhere = scene.floor.windows.iter().any(|window| window.services.contains(service));
    somewhere.then_some(()).ok_or(Rejection::WindowDoesNotServe)
}

/// The time by which a visitor who re-enters the queue is placed, by the named rule.
fn place(scene: &Scene<'_>, rule: PlaceRule, ticket: &Ticket, service: &ServiceId) -> Timestamp {
    match rule {
        PlaceRule::KeepsTime => ticket.came_at(),
        PlaceRule::Back => scene.now,
        PlaceRule::Front => {
            let others = scene.state.waiting().filter(|other| other.service() == service);
            let first = others.map(|other| other.place).min();
            let before = first.map(|place| place.saturating_sub(1.millisecond()).unwrap_or(place));
            before.map_or(ticket.came_at(), |before| before.min(ticket.came_at()))
        }
    }
}
