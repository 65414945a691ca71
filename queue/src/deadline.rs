//! What time alone will cause next, and when. The office sleeps until then and lets time pass.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::floor::Floor;
use crate::state::{Day, State};
use crate::ticket::{Called, Stage, Ticket};

/// What time does to one ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The called visitor has not come in time.
    NoShow,
    /// The time to come back after a no-show is over.
    ComeBackLapses,
    /// The clerk wanted to be reminded of a parked visitor.
    AlarmRings,
}

/// When time alone causes something next; nothing before the floor is configured.
pub fn next(state: &State) -> Option<Timestamp> {
    let (floor, day) = (state.floor.as_deref()?, state.day.as_ref()?);
    let tickets = state.timed.iter().filter_map(|id| state.tickets.get(id));
    let soonest = tickets.filter_map(|ticket| due(floor, ticket)).map(|(at, _)| at).min();
    let booked = state.bookings.next_due();
    soonest.into_iter().chain(booked).chain([day_turns(floor, day)]).min()
}

/// When the business day of a state ends; nothing before the floor is configured.
pub fn turn_of_day(state: &State) -> Option<Timestamp> {
    Some(day_turns(state.floor.as_deref()?, state.day.as_ref()?))
}

/// When the business day ends.
pub fn day_turns(floor: &Floor, day: &Day) -> Timestamp {
    turn_after(floor, day.date)
}

/// When a business day of the calendar ends.
pub fn turn_after(floor: &Floor, date: Date) -> Timestamp {
    let tomorrow = date.saturating_add(1.day());
    floor.calendar.zone.moment(tomorrow, floor.calendar.day_turns_at)
}

/// What time will do to a ticket, and when.
pub fn due(floor: &Floor, ticket: &Ticket) -> Option<(Timestamp, Due)> {
    match &ticket.stage {
        Stage::Called(called) => no_show_alone(floor, ticket, called).map(|at| (at, Due::NoShow)),
        Stage::Parked { alarm_at: Some(at), rang: false, .. } => Some((*at, Due::AlarmRings)),
        // The moment itself still counts as in time.
        Stage::NoShow { until: Some(until), .. } => {
            Some((until.saturating_add(1.millisecond()).unwrap_or(*until), Due::ComeBackLapses))
        }
        Stage::Waiting(_)
        | Stage::Serving { .. }
        | Stage::Parked { .. }
        | Stage::NoShow { .. }
        | Stage::Finished { .. }
        | Stage::Refused { .. }
        | Stage::Left { .. } => None,
    }
}

/// The calls still missing before a no-show, and the moment before which it cannot be.
pub fn no_show_from(floor: &Floor, ticket: &Ticket, called: &Called) -> (u8, Timestamp) {
    let rules = &floor.rules;
    let needed = rules.no_show_calls.saturating_add(u8::from(ticket.more_time));
    (needed.saturating_sub(called.calls), after(called.first_at, rules.no_show_after_s, more_s(floor, ticket)))
}

/// When time alone makes the no-show: never before the calls that a no-show needs, and a visitor who was called again late has
/// as long to come as after a first call.
fn no_show_alone(floor: &Floor, ticket: &Ticket, called: &Called) -> Option<Timestamp> {
    let alone_s = floor.rules.no_show_alone_s?;
    let (0, from) = no_show_from(floor, ticket, called) else { return None };
    let more_s = more_s(floor, ticket);
    let alone = after(called.first_at, alone_s, more_s);
    Some(from.max(alone).max(after(called.last_at, floor.rules.no_show_after_s, more_s)))
}

fn more_s(floor: &Floor, ticket: &Ticket) -> u32 {
    if ticket.more_time { floor.rules.more_time_s } else { 0 }
}

fn after(from: Timestamp, seconds: u32, more_s: u32) -> Timestamp {
    from.saturating_add((i64::from(seconds) + i64::from(more_s)).seconds()).unwrap_or(Timestamp::MAX)
}
