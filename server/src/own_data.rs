//! What is kept about one person, for that person (P3): one text with all of it. Asked for on their own page or, on paper, at the office.

use jiff::Timestamp;
use jiff::civil::Date;
use queue::Floor;
use queue::booking::Booking;
use queue::booking::apply::Bookings;
use queue::ids::{Language, PersonId, ServiceId};
use serde_json::{Value, json};

use crate::people::{Lines, People, PeopleError, Who};

/// For whom an export is written.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// Has the texts that are kept in the office's own language in the others too.
    pub floor: Option<&'a Floor>,
    /// Which the reader speaks; that of the record where it is missing.
    pub language: Option<&'a Language>,
    /// How much of the history is told.
    pub lines: Lines,
}

/// What the queue remembers of a person.
pub struct Remembered {
    /// Their bookings, the newest last.
    pub bookings: Vec<Booking>,
    /// The business days of those that they missed, for a year (B12).
    pub missed: Vec<Date>,
    /// The last business day before today on which they were received with one, within a year (P5).
    pub received: Option<Date>,
}

impl Remembered {
    /// Of all that is remembered, what is about one person.
    pub fn of(all: &Bookings, person: &PersonId) -> Self {
        let bookings = all.of_person(person).filter_map(|id| all.get(id)).cloned().collect();
        Self { bookings, missed: all.missed().of(person).to_vec(), received: all.received().of(person) }
    }
}

/// All that is kept about a person, and what the queue remembers of them, as JSON. That it was handed out is noted first and
/// stands in it (P2). What the visitor comes for is told in the reader's language where the floor still has that text.
pub fn export(
    people: &People,
    person: &PersonId,
    remembered: &Remembered,
    reader: Reader<'_>,
    who: &Who,
    at: Timestamp,
) -> Result<String, PeopleError> {
    let Remembered { bookings, missed, received } = remembered;
    let mut all = people.export(person, who, at, reader.lines)?;
    let own = all["record"]["language"].as_str().and_then(|own| Language::new(own).ok());
    if let (Some(floor), Some(language)) = (reader.floor, reader.language.or(own.as_ref())) {
        tell_purposes(&mut all, bookings, floor, language);
    }
    all["bookings"] = json!(bookings);
    all["missed"] = json!(missed);
    all["received"] = json!(received);
    Ok(format!("{all:#}\n"))
}

fn tell_purposes(all: &mut Value, bookings: &[Booking], floor: &Floor, language: &Language) {
    let Some(office) = floor.languages.first() else { return };
    let asked_for = all.pointer("/record/asked_for/slot/service").and_then(Value::as_str);
    let asked_for = asked_for.and_then(|id| floor.service(&ServiceId::new(id).ok()?));
    for (place, of) in [("/record/purpose", None), ("/record/asked_for/purpose", asked_for)] {
        let Some(Value::String(text)) = all.pointer_mut(place) else { continue };
        // Where services have purposes of one name, the one that is asked for counts, then the one that is booked.
        let booked = bookings.iter().rev().filter_map(|booking| floor.service(&booking.slot.service));
        let mut services = of.into_iter().chain(booked).chain(&floor.services);
        if let Some(purpose) = services.find_map(|service| service.purpose_put_down(office, text)) {
            *text = purpose.name.in_language(language).to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOR: &str = include_str!("../../assets/demo/floor.toml");

    #[test]
    fn a_purpose_that_is_asked_for_is_told_as_the_service_asked_for_names_it() {
        let mut floor = crate::config::parse(FLOOR).unwrap().floor;
        let of_purposes = floor.services.iter_mut().filter(|service| !service.purposes.is_empty());
        let mut asked = None;
        for (service, told) in of_purposes.zip(["by the first", "by the second"]) {
            service.purposes[0].name = serde_json::from_value(json!({"ru": "Продление", "en": told})).unwrap();
            asked = Some(service.id.clone());
        }
        let asked_for = json!({"slot": {"service": asked, "begins": "2026-11-20T10:00:00"}, "purpose": "Продление"});
        let mut all = json!({"record": {"purpose": "Продление", "asked_for": asked_for}});
        tell_purposes(&mut all, &[], &floor, &Language::new("en").unwrap());
        assert_eq!(all["record"]["asked_for"]["purpose"], "by the second");
        assert_eq!(all["record"]["purpose"], "by the first", "of which nobody says for which service it was");
    }
}
