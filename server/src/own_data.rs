//! What is kept about one person, for that person (P3): one text with all of it. Asked for on their own page or, on paper, at the office.

use jiff::Timestamp;
use queue::booking::Booking;
use queue::ids::PersonId;
use serde_json::json;

use crate::people::{People, PeopleError, Who};

/// All that is kept about a person, and what the journal remembers of their bookings, as JSON. That it was handed out is noted first and
/// stands in it (P2).
pub fn export(
    people: &People,
    person: &PersonId,
    bookings: &[Booking],
    who: &Who,
    at: Timestamp,
) -> Result<String, PeopleError> {
    let mut all = people.export(person, who, at)?;
    all["bookings"] = json!(bookings);
    Ok(format!("{all:#}\n"))
}
