//! Who was received with a booking, longer than bookings themselves are remembered (P5).

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Booking, BookingStage};
use crate::ids::{PersonId, TicketId};
use crate::ticket::{Stage, Ticket};

/// Days for which it is remembered at most.
const KEPT_DAYS: i32 = 365;

/// The last business day on which somebody was received with a booking, by the record of whoever made it. Today's are read of the tickets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Received(BTreeMap<PersonId, Date>);

impl Received {
    /// Whether the person of a record was received before today.
    pub(super) fn holds(&self, person: &PersonId) -> bool {
        self.0.contains_key(person)
    }

    /// The last business day before today on which the person of a record was received, within a year.
    pub fn of(&self, person: &PersonId) -> Option<Date> {
        self.0.get(person).copied()
    }

    /// Notes whom the day that is over brought, and forgets those of a year ago.
    pub(super) fn turn_day<'a>(
        &mut self,
        bookings: impl Iterator<Item = &'a Booking>,
        tickets: &BTreeMap<TicketId, Ticket>,
        today: Date,
    ) {
        let received = bookings.filter(|booking| was_received(booking, tickets));
        self.0.extend(received.map(|booking| (booking.person.clone(), booking.slot.date())));
        let from = today.saturating_sub(KEPT_DAYS.days());
        self.0.retain(|_, date| *date >= from);
    }
}

/// Whether the visitor of a booking was received, by the tickets of today: the visit is over and was not refused (B6).
pub(super) fn was_received(booking: &Booking, tickets: &BTreeMap<TicketId, Ticket>) -> bool {
    let BookingStage::CheckedIn { ticket, .. } = booking.stage else { return false };
    tickets.get(&ticket).is_some_and(|ticket| matches!(ticket.stage, Stage::Finished { .. }))
}
