//! What a visitor who is expected is told of coming: when, and what is still possible once the booked time has begun (B4, B12).

use jiff::Timestamp;
use queue::booking::{Booking, as_booked_until};
use queue::floor::written_as_end;

use super::super::refusals::counts_missed;
use super::super::visit::Visit;
use crate::appointment;
use crate::web::words::filled;

/// How far the booked time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It is to come.
    Ahead,
    /// It has begun, and the visitor is still received as booked.
    Begun,
    /// It is over: until reception closes the visitor is received in the general queue.
    Over,
}

impl Moment {
    /// That of a booking whose visitor is expected.
    pub fn of(visit: &Visit, booking: &Booking) -> Self {
        let due = booking.slot.due(&visit.floor);
        match visit.now {
            now if now <= due => Self::Ahead,
            now if now <= as_booked_until(&visit.floor.rules.booking, due) => Self::Begun,
            _ => Self::Over,
        }
    }
}

/// The page's heading.
pub fn title(visit: &Visit, booking: &Booking) -> String {
    match Moment::of(visit, booking) {
        Moment::Ahead | Moment::Begun => visit.words.you_are_booked.clone(),
        Moment::Over => visit.words.time_over.clone(),
    }
}

/// When to come, and what it does not to, where that counts.
pub fn notes(visit: &Visit, booking: &Booking) -> Vec<String> {
    let words = visit.words;
    let come = match Moment::of(visit, booking) {
        Moment::Ahead => appointment::come(&visit.floor.rules.booking, &visit.language),
        Moment::Begun => begun(visit, booking),
        Moment::Over => filled(&words.time_over_note, &[&clock(visit, closes_at(visit, booking))]),
    };
    [come].into_iter().chain(counts_missed(visit)).collect()
}

fn begun(visit: &Visit, booking: &Booking) -> String {
    let words = visit.words;
    let closes = closes_at(visit, booking);
    let until = as_booked_until(&visit.floor.rules.booking, booking.slot.due(&visit.floor)).min(closes);
    let (until, closes) = (clock(visit, until), clock(visit, closes));
    if until == closes {
        return filled(&words.begun_to_the_end, &[&until]);
    }
    filled(&words.begun_note, &[&until, &closes])
}

fn closes_at(visit: &Visit, booking: &Booking) -> Timestamp {
    visit.published.calendar.bookings.closes_at(&visit.floor, &booking.slot)
}

/// Until when it is; a reception that ends at midnight ends at 24:00.
fn clock(visit: &Visit, at: Timestamp) -> String {
    written_as_end(visit.local(at).time())
}
