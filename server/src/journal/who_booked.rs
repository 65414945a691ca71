//! Who it was that booked under a number.

use std::path::Path;

use queue::booking::BookingFact;
use queue::ids::{BookingNumber, PersonId};
use queue::{Fact, State};

use super::replay::{event, replay};
use super::{JournalError, JournalReader};

/// Who booked under a number, and the floor as it stands.
#[derive(Debug)]
pub struct WhoBooked {
    /// The floor.
    pub state: State,
    /// Everybody who ever did, the first one first: a number comes again once in a long while.
    pub people: Vec<PersonId>,
}

/// Looks a number up among all bookings that were ever made, also where the floor remembers them no longer.
pub fn who_booked(folder: &Path, number: BookingNumber) -> Result<WhoBooked, JournalError> {
    let reader = JournalReader::open_still(folder)?;
    let replayed = replay(&reader.db, 0)?;
    reader.reaches(replayed.seq)?;
    let all = "SELECT seq, kind, version, body, sum FROM events WHERE kind = 'booking' ORDER BY seq";
    let mut statement = reader.db.prepare(all)?;
    let mut rows = statement.query([])?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        if let Fact::Booking(BookingFact::Made { number: made, person, .. }) = event(row)?.fact
            && made == number
        {
            people.push(person);
        }
    }
    Ok(WhoBooked { state: replayed.state, people })
}
