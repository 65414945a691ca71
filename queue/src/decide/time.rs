//! What time alone causes: no-shows, lapses, reminders, and the turn of the day.

use jiff::Timestamp;

use super::visit::not_come;
use super::{AtDesk, Scene};
use crate::booking;
use crate::deadline::{Due, day_turns, due};
use crate::event::{Event, Fact};
use crate::ticket::{LeftWhy, Stage, Ticket};

pub fn pass(scene: &Scene<'_>) -> Vec<Event> {
    let timed = scene.state.timed.iter().filter_map(|id| scene.state.tickets.get(id));
    let mut happened: Vec<(Timestamp, &Ticket, Due)> = timed
        .filter_map(|ticket| due(scene.floor, ticket).map(|(at, what)| (at, ticket, what)))
        .filter(|(at, ..)| *at <= scene.now)
        .collect();
    happened.sort_by_key(|(at, ticket, _)| (*at, ticket.id));
    let turns = day_turns(scene.floor, scene.day) <= scene.now;
    let facts = happened.iter().filter_map(|(_, ticket, what)| fact(scene, ticket, *what));
    let facts = facts.chain(booking::decide::pass(scene));
    let mut events: Vec<_> = facts.map(|fact| scene.event(fact)).collect();
    if turns {
        let due = |ticket: &Ticket| happened.iter().find(|(_, due, _)| due.id == ticket.id).map(|(.., what)| *what);
        events.extend(end_of_day(scene, due));
    }
    events
}

fn fact(scene: &Scene<'_>, ticket: &Ticket, what: Due) -> Option<Fact> {
    match what {
        Due::NoShow => {
            let window = ticket.window()?;
            let desk = scene.state.desks.get(window)?;
            Some(not_come(scene, &AtDesk { window, clerk: &desk.clerk, desk }, ticket))
        }
        Due::ComeBackLapses => Some(Fact::ComeBackLapsed { ticket: ticket.id }),
        Due::AlarmRings => Some(Fact::ParkAlarmRang { ticket: ticket.id }),
    }
}

/// Whoever is still here goes, every window closes, and the new day begins; `due` tells what time has just done to a ticket.
fn end_of_day(scene: &Scene<'_>, due: impl Fn(&Ticket) -> Option<Due>) -> Vec<Event> {
    let here = scene.state.tickets.values().filter(|ticket| !ticket.is_over());
    let end = |ticket: &Ticket| match due(ticket) {
        Some(Due::ComeBackLapses) => None,
        // Called and not there: nobody who was never called.
        Some(Due::NoShow) => Some(Fact::ComeBackLapsed { ticket: ticket.id }),
        Some(Due::AlarmRings) | None => end(scene, ticket),
    };
    let mut facts: Vec<_> = here.filter_map(end).collect();
    for (window, desk) in &scene.state.desks {
        facts.push(Fact::WindowClosed { window: window.clone(), clerk: desk.clerk.clone() });
    }
    for clerk in &scene.state.signed_in {
        facts.push(Fact::ClerkSignedOut { clerk: clerk.clone() });
    }
    let mut events: Vec<_> = facts.into_iter().map(|fact| scene.event(fact)).collect();
    let calendar = &scene.floor.calendar;
    let day = calendar.zone.business_day(scene.now, calendar.day_turns_at).max(scene.day.date);
    events.push(Event { day, ..scene.event(Fact::DayTurned) });
    events
}

fn end(scene: &Scene<'_>, ticket: &Ticket) -> Option<Fact> {
    match &ticket.stage {
        Stage::Waiting(_) | Stage::Called(_) | Stage::Parked { .. } => {
            Some(Fact::VisitorLeft { ticket: ticket.id, why: LeftWhy::EndOfDay })
        }
        Stage::Serving { window, .. } => {
            let clerk = scene.state.desks.get(window)?.clerk.clone();
            Some(Fact::ServiceFinished { ticket: ticket.id, window: window.clone(), clerk })
        }
        Stage::NoShow { .. } => Some(Fact::ComeBackLapsed { ticket: ticket.id }),
        Stage::Finished { .. } | Stage::Refused { .. } | Stage::Left { .. } => None,
    }
}
