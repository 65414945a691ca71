//! Whoever missed too many bookings is told so as soon as the contact is proved, and is not invited to book (B12). Nobody else is: whoever knows
//! a contact alone would learn which document belongs to it (P1).

use std::sync::Arc;

use queue::booking::missed;
use queue::booking::{NoBooking, SamePeople};
use queue::ids::PersonId;
use tokio::task::spawn_blocking;

use super::drafts::Entered;
use super::visit::Visit;
use crate::people::PeopleError;

/// Why whoever made a record can make no more bookings for a while, if so.
pub fn of_record(visit: &Visit, person: &PersonId) -> Option<NoBooking> {
    why(visit, &visit.pages.people.same(person), Some(person))
}

/// The same of whoever wrote a sheet, of whom no record is made yet. Told only once the sheet's contact is proved.
pub async fn of_sheet(visit: &Visit, entered: &Entered) -> Result<Option<NoBooking>, PeopleError> {
    if visit.floor.rules.booking.missed == 0 {
        return Ok(None);
    }
    let (people, Entered { document, contact, .. }) = (Arc::clone(&visit.pages.people), entered.clone());
    let known = spawn_blocking(move || people.known_by(&document, &contact));
    let known = known.await.unwrap_or(Err(PeopleError::Stopped))?;
    Ok(why(visit, &known, None))
}

fn why(visit: &Visit, known: &SamePeople, person: Option<&PersonId>) -> Option<NoBooking> {
    missed::barred(&visit.published.calendar, known, person)
}
