//! A clerk's window: signing in, opening, pausing, closing, and taking the last step back.

use super::visit::{done, later, put_back, transferred};
use super::{AtDesk, Scene};
use crate::command::{Actor, Leaving};
use crate::event::Fact;
use crate::ids::{ClerkId, ReasonId, WindowId};
use crate::rejection::Rejection;
use crate::ticket::Ticket;

pub fn sign_in(scene: &Scene<'_>) -> Result<Vec<Fact>, Rejection> {
    let Actor::Staff(clerk) = scene.by else {
        return Err(Rejection::UnknownClerk);
    };
    scene.floor.clerk(clerk).ok_or(Rejection::UnknownClerk)?;
    let already = scene.state.signed_in.contains(clerk);
    Ok(if already { Vec::new() } else { vec![Fact::ClerkSignedIn { clerk: clerk.clone() }] })
}

pub fn sign_out(scene: &Scene<'_>) -> Result<Vec<Fact>, Rejection> {
    let clerk = scene.clerk()?.clone();
    let mut facts = match scene.desk() {
        Ok(at) => {
            if let Some(ticket) = visitor(scene, &at) {
                return Err(Rejection::VisitorNeedsDecision { number: ticket.number });
            }
            vec![closed(&at)]
        }
        Err(_) => Vec::new(),
    };
    facts.push(Fact::ClerkSignedOut { clerk });
    Ok(facts)
}

pub fn open(scene: &Scene<'_>, window: &WindowId) -> Result<Vec<Fact>, Rejection> {
    let clerk = scene.clerk()?;
    scene.floor.window(window).ok_or(Rejection::UnknownWindow)?;
    if let Ok(at) = scene.desk() {
        return Err(Rejection::HoldsWindow { window: at.window.clone() });
    }
    if let Some(desk) = scene.state.desks.get(window) {
        return Err(Rejection::WindowTaken { by: desk.clerk.clone() });
    }
    Ok(vec![Fact::WindowOpened { window: window.clone(), clerk: clerk.clone() }])
}

pub fn pause(scene: &Scene<'_>, reason: &ReasonId) -> Result<Vec<Fact>, Rejection> {
    let at = scene.open_desk()?;
    if let Some(ticket) = visitor(scene, &at) {
        return Err(Rejection::WindowBusy { number: ticket.number });
    }
    if !scene.floor.reasons.pause.iter().any(|known| known.id == *reason) {
        return Err(Rejection::UnknownReason);
    }
    let (window, clerk) = (at.window.clone(), at.clerk.clone());
    Ok(vec![Fact::WindowPaused { window, clerk, reason: reason.clone() }])
}

pub fn resume(scene: &Scene<'_>) -> Result<Vec<Fact>, Rejection> {
    let at = scene.desk()?;
    at.desk.pause.as_ref().ok_or(Rejection::WindowNotPaused)?;
    Ok(vec![Fact::WindowResumed { window: at.window.clone(), clerk: at.clerk.clone() }])
}

pub fn close(scene: &Scene<'_>, leaving: Option<&Leaving>) -> Result<Vec<Fact>, Rejection> {
    leave(scene, &scene.desk()?, leaving)
}

/// Somebody else closes the window of a clerk who went away; the event names who, the facts name the clerk.
pub fn take_over(
    scene: &Scene<'_>,
    window: &WindowId,
    clerk: &ClerkId,
    leaving: Option<&Leaving>,
) -> Result<Vec<Fact>, Rejection> {
    scene.clerk()?;
    scene.floor.window(window).ok_or(Rejection::UnknownWindow)?;
    let (window, desk) = scene.state.desks.get_key_value(window).ok_or(Rejection::WindowClosed)?;
    if desk.clerk != *clerk {
        return Err(Rejection::WindowTaken { by: desk.clerk.clone() });
    }
    leave(scene, &AtDesk { window, clerk: &desk.clerk, desk }, leaving)
}

/// A window that closes with a visitor is asked what becomes of them.
fn leave(scene: &Scene<'_>, at: &AtDesk<'_>, leaving: Option<&Leaving>) -> Result<Vec<Fact>, Rejection> {
    let mut facts = match (visitor(scene, at), leaving) {
        (None, _) => Vec::new(),
        (Some(ticket), None) => return Err(Rejection::VisitorNeedsDecision { number: ticket.number }),
        (Some(ticket), Some(Leaving::Finish)) => vec![done(scene, at, ticket)?],
        (Some(ticket), Some(Leaving::PutBack)) => vec![put_back(at, ticket)],
        (Some(ticket), Some(Leaving::Transfer(to))) => vec![transferred(scene, at, ticket, to)?],
    };
    facts.push(closed(at));
    Ok(facts)
}

pub fn undo(scene: &Scene<'_>) -> Result<Vec<Fact>, Rejection> {
    let at = match scene.desk() {
        Ok(at) => at,
        Err(no_window) => just_closed(scene).ok_or(no_window)?,
    };
    if let Some(other) = scene.state.desks.get(at.window).filter(|desk| desk.clerk != *at.clerk) {
        return Err(Rejection::WindowTaken { by: other.clerk.clone() });
    }
    let step = at.desk.step.as_deref().ok_or(Rejection::NothingToUndo)?;
    let until = later(step.at, i64::from(scene.floor.rules.undo_s));
    if scene.now > until || scene.now < step.at {
        return Err(Rejection::UndoTooLate);
    }
    let as_left = |(id, revision): &(_, u32)| scene.state.tickets.get(id).is_some_and(|t| t.revision == *revision);
    if !step.after.iter().all(as_left) {
        return Err(Rejection::UndoOvertaken);
    }
    Ok(vec![Fact::StepUndone { window: at.window.clone(), clerk: at.clerk.clone() }])
}

/// The window that the clerk closed last, as it was left.
fn just_closed<'a>(scene: &Scene<'a>) -> Option<AtDesk<'a>> {
    let clerk = scene.clerk().ok()?;
    let closed = scene.state.closed.get(clerk)?;
    Some(AtDesk { window: &closed.window, clerk, desk: &closed.desk })
}

fn visitor<'a>(scene: &Scene<'a>, at: &AtDesk<'a>) -> Option<&'a Ticket> {
    at.desk.visitor.and_then(|id| scene.state.tickets.get(&id))
}

fn closed(at: &AtDesk<'_>) -> Fact {
    Fact::WindowClosed { window: at.window.clone(), clerk: at.clerk.clone() }
}
