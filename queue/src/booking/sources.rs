//! How many bookings were made from where on the present business day, so that nobody takes all places under many names (S6). Like places
//! kept for forms these counts are no events: a restart forgets them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::NoBooking;
use crate::state::State;

/// Bookings made today, by source: a number for a network, which only the server can tell.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    day: Option<Date>,
    made: BTreeMap<u64, u16>,
}

impl Sources {
    /// Whether one more booking may come from there today. One that is cancelled again still counts: a place that is taken and given up all
    /// day is hoarded as well.
    pub fn may(&self, state: &State, source: u64) -> Result<(), NoBooking> {
        let Some(floor) = state.floor.as_deref() else { return Err(NoBooking::NotBooked) };
        let most = floor.rules.booking.a_source;
        let today = state.day.as_ref().map(|day| day.date);
        let made = if self.day == today { self.made.get(&source).copied().unwrap_or(0) } else { 0 };
        if made >= most { Err(NoBooking::SourceFull { most }) } else { Ok(()) }
    }

    /// A booking was made from there. No more sources are remembered than bookings were made today.
    pub fn made(&mut self, state: &State, source: u64) {
        let today = state.day.as_ref().map(|day| day.date);
        if self.day != today {
            (self.day, self.made) = (today, BTreeMap::new());
        }
        let made = self.made.entry(source).or_default();
        *made = made.saturating_add(1);
    }
}
