//! What messages and pages tell alike of a booking: when to come, where, for whom, what for, and the file for the visitor's calendar (B7, B14).

pub mod dates;
pub mod ics;
pub mod qr;
mod words;

use jiff::{Timestamp, ToSpan};
use queue::Floor;
use queue::booking::slots::BookingRules;
use queue::booking::{Booking, OfficeReason};
use queue::floor::{Purpose, Text};
use queue::ids::Language;

use crate::people::{FullName, Record};
use crate::web::words::{filled, unbroken};
use words::Words;

/// A booking on its floor, told in a language.
#[derive(Clone, Copy)]
pub struct Appointment<'a> {
    /// Where.
    pub floor: &'a Floor,
    /// What is booked.
    pub booking: &'a Booking,
    /// In which language.
    pub language: &'a Language,
}

impl<'a> Appointment<'a> {
    /// The name of the service; empty where the floor no longer has it.
    pub fn service(&self) -> String {
        self.floor.service(&self.booking.slot.service).map_or(String::new(), |service| self.said(&service.name))
    }

    /// Office and hall.
    pub fn place(&self) -> String {
        let office = self.said(&self.floor.office);
        [Some(office), self.hall()].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The hall alone; none where the floor no longer has the service.
    pub fn hall(&self) -> Option<String> {
        let service = self.floor.service(&self.booking.slot.service)?;
        self.floor.hall(&service.hall).map(|hall| self.said(&hall.name))
    }

    /// Minutes that the visit takes: the norm of the service, else the length of the slot where the floor no longer has it.
    pub fn lasts_min(&self) -> u16 {
        let service = self.floor.service(&self.booking.slot.service);
        service.map_or(self.floor.rules.booking.slot_min, |service| service.service_norm_min)
    }

    /// The purpose that the visitor chose, which is kept in the office's own language, else the only one.
    pub fn purpose(&self, record: &Record) -> Option<&'a Purpose> {
        let slot = &self.booking.slot;
        let service = self.floor.service(&slot.service)?;
        let office = self.floor.languages.first()?;
        let chosen = record.purpose_at(slot).and_then(|kept| service.purpose_put_down(office, kept.as_str()));
        chosen.or(service.purposes.first().filter(|_| service.purposes.len() == 1))
    }

    /// The file for the visitor's calendar, which knows the visit again from file to file. `number_word` stands before the booking's number.
    /// Others see a calendar, so the link, by which a booking is changed and cancelled, is not in it.
    pub fn calendar(&self, made_at: Timestamp, number_word: &str) -> String {
        let (booking, floor) = (self.booking, self.floor);
        let begins = booking.slot.due(floor);
        let lasts = i64::from(self.lasts_min()).minutes();
        let number = booking.number.to_string();
        let host = floor.public_url.as_deref().and_then(|url| url.split('/').nth(2)).unwrap_or("queue");
        let cancelled = !booking.holds_place();
        let by_link = if cancelled { "" } else { Words::of(self.language).by_link_in_message.as_str() };
        let description = format!("{number_word} {number}\n{by_link}");
        ics::file(&ics::Event {
            uid: format!("booking-{}@{host}", number.replace(' ', "")),
            // A calendar takes the newest: that it is cancelled comes after every change.
            sequence: booking.revision.saturating_add(u16::from(cancelled)),
            made_at,
            begins,
            ends: begins.checked_add(lasts).unwrap_or(begins),
            summary: &self.service(),
            place: &self.place(),
            description: description.trim(),
            cancelled,
        })
    }

    fn said(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }
}

/// When to come, as whoever is expected is told (B4).
pub fn come(rules: &BookingRules, language: &Language) -> String {
    let words = Words::of(language);
    let with = |wording: &str, minutes: u16| filled(wording, &[&unbroken(&words.minutes.of(u32::from(minutes)))]);
    let opens = match rules.early_min {
        0 => words.opens_then.clone(),
        minutes => with(&words.opens_before, minutes),
    };
    let late = match rules.late_min {
        0 => words.none_late.clone(),
        minutes => with(&words.late_as_booked, minutes),
    };
    format!("{opens} {late}")
}

/// Why the office gave a booking up, as its visitor is told, where there is a word for it (B8).
pub fn why_called_off(reason: OfficeReason, language: &Language) -> Option<&'static str> {
    let words = Words::of(language);
    match reason {
        OfficeReason::NoReception => Some(&words.no_reception),
        OfficeReason::NoStaff => Some(&words.no_staff),
        OfficeReason::Fault => Some(&words.fault),
        OfficeReason::Other => None,
    }
}

/// A name as it stands in the document.
pub fn full_name(name: &FullName) -> String {
    let parts = [Some(&name.family), Some(&name.given), name.patronymic.as_ref()];
    parts.into_iter().flatten().map(|part| part.as_str()).collect::<Vec<_>>().join(" ")
}
