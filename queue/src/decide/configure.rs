//! A new configuration of the floor: refused where it would strand somebody who is here. Whoever booked a time at which nobody receives any
//! more is told so by the same decision.

use jiff::Timestamp;

use crate::booking;
use crate::command::Actor;
use crate::deadline::day_turns;
use crate::event::{Event, Fact};
use crate::floor::{Floor, Role};
use crate::ids::ClerkId;
use crate::rejection::Rejection;
use crate::state::State;

pub fn configure(state: &State, floor: &Floor, by: &Actor, now: Timestamp) -> Result<Vec<Event>, Rejection> {
    if state.floor.as_deref() == Some(floor) {
        return Err(Rejection::NothingToChange);
    }
    nobody_stranded(state, floor)?;
    day_goes_on(state, floor, now)?;
    let calendar = &floor.calendar;
    let today = calendar.zone.business_day(now, calendar.day_turns_at);
    let day = state.day.as_ref().map_or(today, |day| day.date);
    let event = |fact| Event { at: now, day, by: by.clone(), continues: false, fact };
    let mut events = vec![event(Fact::FloorConfigured { floor: Box::new(floor.clone()) })];
    if state.day.is_none() {
        events.push(Event { continues: true, ..event(Fact::DayTurned) });
    }
    let lost = booking::decide::lost_by(state, floor, now);
    events.extend(lost.into_iter().map(|fact| Event { continues: true, ..event(fact) }));
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
        let mut named = ticket.denied.iter().chain([&ticket.category]);
        if let Some(category) = named.find(|category| floor.category(category).is_none()) {
            return Err(Rejection::CategoryInUse { category: category.clone() });
        }
        if !floor.languages.contains(&ticket.language) {
            return Err(Rejection::LanguageInUse { language: ticket.language.clone() });
        }
    }
    for booking in state.bookings.all().filter(|booking| booking.is_open()) {
        let service = &booking.slot.service;
        let received = floor.windows.iter().any(|window| window.services.contains(service));
        if floor.service(service).is_none() || !received {
            return Err(Rejection::ServiceBooked { service: service.clone() });
        }
        if !floor.languages.contains(&booking.language) {
            return Err(Rejection::LanguageInUse { language: booking.language.clone() });
        }
    }
    if let Some(window) = state.desks.keys().find(|window| floor.window(window).is_none()) {
        return Err(Rejection::WindowInUse { window: window.clone() });
    }
    if let Some(clerk) = state.signed_in.iter().find(|clerk| floor.clerk(clerk).is_none()) {
        return Err(Rejection::ClerkInUse { clerk: clerk.clone() });
    }
    let receives = |clerk: &ClerkId| floor.clerk(clerk).is_some_and(|clerk| clerk.roles.contains(&Role::Clerk));
    match state.desks.values().map(|desk| &desk.clerk).find(|clerk| !receives(clerk)) {
        Some(clerk) => Err(Rejection::ClerkInUse { clerk: clerk.clone() }),
        None => Ok(()),
    }
}

/// Another zone or hour of the turn does not send home whoever is here.
fn day_goes_on(state: &State, floor: &Floor, now: Timestamp) -> Result<(), Rejection> {
    let (Some(day), Some(present)) = (&state.day, state.floor.as_deref()) else {
        return Ok(());
    };
    let here = !state.desks.is_empty() || state.tickets.values().any(|ticket| !ticket.is_over());
    let ends = day_turns(floor, day) <= now && day_turns(present, day) > now;
    if here && ends { Err(Rejection::DayInUse { day: day.date }) } else { Ok(()) }
}
