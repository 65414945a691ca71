//! A new configuration of the floor: refused where it would strand somebody who is here. Whoever booked a time at which nobody receives any
//! more is told so by the same decision.

use jiff::Timestamp;

use crate::booking;
use crate::command::Actor;
use crate::deadline::day_turns;
use crate::event::{Event, Fact};
use crate::floor::{Floor, Role};
use crate::ids::{ClerkId, ServiceId};
use crate::rejection::Rejection;
use crate::state::State;

pub fn configure(state: &State, floor: &Floor, by: &Actor, now: Timestamp) -> Result<Vec<Event>, Rejection> {
    if state.floor.as_deref() == Some(floor) {
        return Err(Rejection::NothingToChange);
    }
    if let Some(objection) = objections(state, floor, now).into_iter().next() {
        return Err(objection);
    }
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

/// All that stands against a new configuration as long as it is so, each once; the first is what the act is rejected with.
pub(crate) fn objections(state: &State, floor: &Floor, now: Timestamp) -> Vec<Rejection> {
    let mut all = Vec::new();
    let mut note = |objection: Rejection| {
        if !all.contains(&objection) {
            all.push(objection);
        }
    };
    visitors_stranded(state, floor, &mut note);
    bookings_stranded(state, floor, &mut note);
    clerks_stranded(state, floor, &mut note);
    if let Some(objection) = day_ends(state, floor, now) {
        note(objection);
    }
    all
}

fn is_received(floor: &Floor, service: &ServiceId) -> bool {
    floor.service(service).is_some() && floor.windows.iter().any(|window| window.services.contains(service))
}

fn visitors_stranded(state: &State, floor: &Floor, note: &mut impl FnMut(Rejection)) {
    for ticket in state.tickets.values().filter(|ticket| !ticket.is_over()) {
        for service in ticket.visit[ticket.leg..].iter().filter(|service| !is_received(floor, service)) {
            note(Rejection::ServiceInUse { service: service.clone() });
        }
        let named = ticket.denied.iter().chain([&ticket.category]);
        for category in named.filter(|category| floor.category(category).is_none()) {
            note(Rejection::CategoryInUse { category: category.clone() });
        }
        if !floor.languages.contains(&ticket.language) {
            note(Rejection::LanguageInUse { language: ticket.language.clone() });
        }
    }
}

fn bookings_stranded(state: &State, floor: &Floor, note: &mut impl FnMut(Rejection)) {
    for booking in state.bookings.all().filter(|booking| booking.is_open()) {
        let service = &booking.slot.service;
        if !is_received(floor, service) {
            note(Rejection::ServiceBooked { service: service.clone() });
        }
        if !floor.languages.contains(&booking.language) {
            note(Rejection::LanguageInUse { language: booking.language.clone() });
        }
    }
}

fn clerks_stranded(state: &State, floor: &Floor, note: &mut impl FnMut(Rejection)) {
    for window in state.desks.keys().filter(|window| floor.window(window).is_none()) {
        note(Rejection::WindowInUse { window: window.clone() });
    }
    for clerk in state.signed_in.iter().filter(|clerk| floor.clerk(clerk).is_none()) {
        note(Rejection::ClerkInUse { clerk: clerk.clone() });
    }
    let receives = |clerk: &ClerkId| floor.clerk(clerk).is_some_and(|clerk| clerk.roles.contains(&Role::Clerk));
    for clerk in state.desks.values().map(|desk| &desk.clerk).filter(|clerk| !receives(clerk)) {
        note(Rejection::ClerkInUse { clerk: clerk.clone() });
    }
}

/// Another zone or hour of the turn does not send home whoever is here.
fn day_ends(state: &State, floor: &Floor, now: Timestamp) -> Option<Rejection> {
    let (Some(day), Some(present)) = (&state.day, state.floor.as_deref()) else { return None };
    let here = !state.desks.is_empty() || state.tickets.values().any(|ticket| !ticket.is_over());
    let ends = day_turns(floor, day) <= now && day_turns(present, day) > now;
    (here && ends).then_some(Rejection::DayInUse { day: day.date })
}
