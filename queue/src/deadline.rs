//! What time alone will cause next, and when. The office sleeps until then and lets time pass.

use jiff::{Timestamp, ToSpan};

use crate::floor::Floor;
use crate::state::{Day, State};
use crate::ticket::{Stage, Ticket};

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

impl Due {
    /// Whether the ticket is over with it.
    pub fn ends(self) -> bool {
        match self {
            Self::ComeBackLapses => true,
            Self::NoShow | Self::AlarmRings => false,
        }
    }
}

/// When time alone causes something next; nothing before the floor is configured.
pub fn next(state: &State) -> Option<Timestamp> {
    let (floor, day) = (state.floor.as_deref()?, state.day.as_ref()?);
    let tickets = state.timed.iter().filter_map(|id| state.tickets.get(id));
    let soonest = tickets.filter_map(|ticket| due(floor, ticket)).map(|(at, _)| at).min();
    Some(soonest.map_or(day_turns(floor, day), |at| at.min(day_turns(floor, day))))
}

/// When the business day ends.
pub fn day_turns(floor: &Floor, day: &Day) -> Timestamp {
    let tomorrow = day.date.saturating_add(1.day());
    floor.calendar.zone.moment(tomorrow, floor.calendar.day_turns_at)
}

/// What time will do to a ticket, and when.
pub fn due(floor: &Floor, ticket: &Ticket) -> Option<(Timestamp, Due)> {
    match &ticket.stage {
        Stage::Called(called) => {
            let rules = &floor.rules;
            let more_s = if ticket.more_time { rules.more_time_s } else { 0 };
            let after_s = i64::from(rules.no_show_alone_s?) + i64::from(more_s);
            let at = called.first_at.saturating_add(after_s.seconds()).unwrap_or(Timestamp::MAX);
            Some((at, Due::NoShow))
        }
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
