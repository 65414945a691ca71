//! A new configuration of the floor: refused where it would strand somebody who is here.

use jiff::Timestamp;

use crate::command::Actor;
use crate::event::{Event, Fact};
use crate::floor::Floor;
use crate::rejection::Rejection;
use crate::state::State;

pub fn configure(state: &State, floor: &Floor, by: &Actor, now: Timestamp) -> Result<Vec<Event>, Rejection> {
    if state.floor.as_deref() == Some(floor) {
        return Err(Rejection::NothingToChange);
    }
    nobody_stranded(state, floor)?;
    let calendar = &floor.calendar;
    let today = calendar.zone.business_day(now, calendar.day_turns_at);
    let day = state.day.as_ref().map_or(today, |day| day.date);
    let event = |fact| Event { at: now, day, by: by.clone(), continues: false, fact };
    let mut events = vec![event(Fact::FloorConfigured { floor: Box::new(floor.clone()) })];
    if state.day.is_none() {
        events.push(Event { continues: true, ..event(Fact::DayTurned) });
    }
    Ok(events)
}

fn nobody_stranded(state: &State, floor: &Floor) -> Result<(), Rejection> {
    for ticket in state.tickets.values().filter(|ticket| !ticket.is_over()) {
        for service in &ticket.visit[ticket.leg..] {
            let received = floor.windows.iter().any(|window| window.services.contains(service));
            if floor.service(service).is_none() || !received {
                return Err(Rejection::ServiceInUse { service: service.clone() });
            }
        }
        if floor.category(&ticket.category).is_none() {
            return Err(Rejection::CategoryInUse { category: ticket.category.clone() });
        }
    }
    if let Some(window) = state.desks.keys().find(|window| floor.window(window).is_none()) {
        return Err(Rejection::WindowInUse { window: window.clone() });
    }
    if let Some(clerk) = state.signed_in.iter().find(|clerk| floor.clerk(clerk).is_none()) {
        return Err(Rejection::ClerkInUse { clerk: clerk.clone() });
    }
    Ok(())
}
