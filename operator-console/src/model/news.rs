//! What comes from the server unasked: the connection, the board, the end of a session.

use std::sync::Arc;

use protocol::board::ConsoleBoard;
use protocol::client::Untrusted;
use protocol::message::{Farewell, Show, Update, Welcome};
use queue::zone::Zone;

use super::{Board, Effect, Floor, Model, Place, dialog, errand, keys, place, reception};
use crate::notice::Say;
use crate::view::{Link, Stop};

pub fn connected(model: &mut Model, welcome: Welcome) -> Vec<Effect> {
    let was_lost = model.link == Link::Lost;
    model.link = Link::Up;
    model.stop = None;
    set_clock(model, welcome.now);
    model.welcomed_at = Some(welcome.now);
    // A new connection is told anew who stands at the window.
    model.booked = None;
    match (model.session.is_some(), welcome.session) {
        (true, Some(session)) => {
            if was_lost {
                model.tell(Say::BackAgain);
            }
            place::go_on(model, session)
        }
        (true, None) => {
            model.tell(Say::SignInAgain);
            place::session_gone(model)
        }
        (false, Some(_) | None) => Vec::new(),
    }
}

/// What stood against a server that answered is another matter.
pub fn lost(model: &mut Model) -> Vec<Effect> {
    cut_off(model, None)
}

pub fn untrusted(model: &mut Model, why: Untrusted) -> Vec<Effect> {
    let device = model.settings.device.as_str().to_owned();
    let stop = match why {
        Untrusted::OtherServer => Stop::OtherServer { device },
        Untrusted::NoMark => Stop::NoMark { device },
    };
    cut_off(model, Some(stop))
}

fn cut_off(model: &mut Model, why: Option<Stop>) -> Vec<Effect> {
    model.link = Link::Lost;
    model.stop = why;
    model.arrived = None;
    // What was asked is still on its way: the client sends it again, and tells when nobody will answer any more.
    Vec::new()
}

pub fn farewell(model: &mut Model, farewell: Farewell) -> Vec<Effect> {
    let device = model.settings.device.as_str().to_owned();
    let why = match farewell {
        Farewell::Version { server } => Some(Stop::Version { ours: protocol::VERSION, theirs: server }),
        Farewell::UnknownDevice => Some(Stop::UnknownDevice { device }),
        Farewell::Replaced => Some(Stop::Replaced { device }),
        Farewell::NotPrivate => Some(Stop::NotPrivate),
        Farewell::Unreadable { problem } => Some(Stop::Unreadable { problem }),
        Farewell::Silent | Farewell::Crowded | Farewell::Stopping => None,
    };
    cut_off(model, why)
}

pub fn updated(model: &mut Model, update: Update) -> Vec<Effect> {
    // What is shown on connecting may have been made long before.
    if model.welcomed_at.is_none_or(|welcomed| update.now > welcomed) {
        model.welcomed_at = None;
        set_clock(model, update.now);
    }
    match update.show {
        Show::Floor(view) => {
            // A zone that this program's data does not hold leaves the clock empty; the rest of the floor still shows.
            let zone = Zone::new(&view.zone).or_else(|_| Zone::new("UTC"));
            model.floor = zone.ok().map(|zone| Floor { view: Arc::new(*view), zone });
            reception::floor_changed(model);
            Vec::new()
        }
        Show::Console(board) => {
            let somebody_came = board_changed(model, &board);
            model.board = Some(Board { shown: *board, at: update.now });
            errand::settled(model);
            place::check(model);
            dialog::check(model);
            if keys::sounds(model) || somebody_came { vec![Effect::Bell] } else { Vec::new() }
        }
        Show::MyDay(day) => {
            model.my_day = day;
            Vec::new()
        }
        Show::Visitor(visitor) => {
            model.booked = visitor;
            errand::proved(model);
            Vec::new()
        }
        Show::SessionEnded => {
            model.tell(Say::SessionEnded);
            place::session_gone(model)
        }
        Show::Kiosk(_) | Show::Hall(_) | Show::Reprint(_) => Vec::new(),
    }
}

fn set_clock(model: &mut Model, floor_now: jiff::Timestamp) {
    model.ahead_ms = floor_now.as_millisecond().saturating_sub(model.now.as_millisecond());
}

/// An idle clerk is told of the first visitor who comes; whether that is now.
fn board_changed(model: &mut Model, board: &ConsoleBoard) -> bool {
    let tickets = board.parked.iter().map(|p| p.ticket);
    let parked: Vec<_> = tickets.collect();
    model.seen_alarms.retain(|seen| parked.contains(seen));
    let Place::Window(mine) = &model.place else { return false };
    let desk = board.windows.iter().find(|w| w.window == *mine);
    let idle = desk.filter(|d| d.clerk.is_some() && d.visitor.is_none() && d.pause.is_none());
    let waits = idle.and_then(|d| d.next.as_ref()).map(|next| next.number);
    let waited = model.my_desk().map(|before| before.next.is_some());
    match (waited, waits) {
        (Some(false), Some(number)) => {
            model.arrived = Some(number);
            true
        }
        (Some(true), Some(_)) => false,
        (None, _) | (_, None) => {
            model.arrived = None;
            false
        }
    }
}
