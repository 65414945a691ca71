//! Why a booking cannot be, in the visitor's words, and what can be instead (B3).

use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use queue::Rejection;
use queue::booking::{NoBooking, Slot};

use super::frame::{Frame, Sorry};
use super::sheet::Sheet;
use super::visit::Visit;
use crate::web::words::filled;

/// What can be instead.
pub struct Instead<'a> {
    /// Where a slot is sent.
    pub action: String,
    /// Free slots.
    pub nearest: &'a [Slot],
    /// The calendar.
    pub calendar: String,
    /// The sheet that goes along, if one came.
    pub sheet: Option<&'a Sheet>,
}

impl<'a> Instead<'a> {
    /// Another slot for a new booking.
    pub fn book(visit: &Visit, slot: &Slot, purpose: usize, nearest: &'a [Slot]) -> Self {
        let action = visit.to(&format!("/book/{}/time", slot.service), &[("for", &purpose.to_string())]);
        Self { action, nearest, calendar: calendar(visit, slot, purpose), sheet: None }
    }

    /// With a sheet that goes along to the other slot, to another language and to the calendar.
    pub fn with(self, visit: &Visit, sheet: Option<&'a Sheet>) -> Self {
        match sheet {
            Some(_) => Self { action: visit.to("/form", &[]), sheet, ..self },
            None => self,
        }
    }
}

/// The times of a slot's service on its day.
pub fn calendar(visit: &Visit, slot: &Slot, purpose: usize) -> String {
    let (purpose, day) = (purpose.to_string(), slot.date().to_string());
    visit.to(&format!("/book/{}/time", slot.service), &[("for", &purpose), ("day", &day)])
}

/// The page that says why not.
pub fn page(visit: &Visit, why: &Rejection, instead: &Instead<'_>) -> Response {
    let (title, note) = in_words(visit, why);
    let note = if instead.nearest.is_empty() { note } else { format!("{note} {}", visit.words.nearest_free) };
    // Where the network has its share, or nobody came too often, another time does not help.
    let full = matches!(why, Rejection::Booking(NoBooking::SourceFull { .. } | NoBooking::MissedTooOften { .. }));
    let sorry = |frame| Sorry::new(frame, visit.words, note.trim()).offer(visit, instead);
    let sorry = match instead.sheet {
        Some(sheet) => sorry(Frame { by_form: true, ..visit.frame(&title, None) }).along(sheet, !full),
        None => {
            let sorry = sorry(visit.frame(&title, Some(instead.calendar.clone())));
            if full { sorry } else { sorry.way(instead.calendar.clone(), &visit.words.another_time) }
        }
    };
    visit.tell(StatusCode::CONFLICT, sorry)
}

/// Too many ask at this moment.
pub fn busy(visit: &Visit) -> Response {
    visit.sorry(StatusCode::SERVICE_UNAVAILABLE, &visit.words.busy, &visit.words.busy_note)
}

/// The office did not say in time whether it keeps a place; nothing is booked by that.
pub fn silent(visit: &Visit) -> Response {
    visit.sorry(StatusCode::SERVICE_UNAVAILABLE, &visit.words.unsure, &visit.words.busy_note)
}

/// The office did not answer; the booking may have been made.
pub fn unsure(visit: &Visit) -> Response {
    visit.sorry(StatusCode::SERVICE_UNAVAILABLE, &visit.words.unsure, &visit.words.unsure_note)
}

/// Why not, as a heading and a sentence.
pub fn in_words(visit: &Visit, why: &Rejection) -> (String, String) {
    let words = visit.words;
    let told = |title: &str, note: String| (title.to_owned(), note);
    let Rejection::Booking(why) = why else { return told(&words.cannot_be, words.cannot_be_note.clone()) };
    match why {
        NoBooking::SlotTaken => told(&words.just_taken, String::new()),
        NoBooking::SlotPast => told(&words.has_begun, String::new()),
        NoBooking::NotBooked | NoBooking::NoSuchSlot | NoBooking::TooFarAhead { .. } => {
            told(&words.no_such_time, words.no_such_time_note.clone())
        }
        NoBooking::OneADay { date } => told(&words.one_a_day, filled(&words.one_a_day_note, &[&visit.date(*date)])),
        NoBooking::SameTime => told(&words.same_time, words.same_time_note.clone()),
        NoBooking::TooMany { most } => {
            told(&words.too_many_bookings, filled(&words.too_many_bookings_note, &[&most.to_string()]))
        }
        NoBooking::TooManyHolds { until } => {
            let again = words.again_in.of(minutes_until(*until, visit.now));
            told(&words.too_many_forms, format!("{} {again}", words.too_many_forms_note))
        }
        NoBooking::KeptTooLong { until } => {
            let again = words.again_in.of(minutes_until(*until, visit.now));
            told(&words.kept_too_long, format!("{} {again}", words.kept_too_long_note))
        }
        NoBooking::SourceFull { most } => {
            told(&words.source_full, filled(&words.source_full_note, &[&most.to_string()]))
        }
        NoBooking::MissedTooOften { times, again } => {
            let (often, again) = (words.missed_times.of(u32::from(*times)), visit.date(*again));
            let note = filled(&words.missed_often_note, &[&again]);
            told(&filled(&words.missed_often, &[&again]), format!("{often} {note}"))
        }
        NoBooking::ChangeTooLate { until } => {
            let until = visit.date_and_time(visit.local(*until));
            let if_not = counts_missed(visit).unwrap_or_else(|| words.just_lapses.clone());
            told(&words.too_late, format!("{} {if_not}", filled(&words.too_late_note, &[&until])))
        }
        NoBooking::ChangedTooOften { times: 0 } => told(&words.never_changed, words.no_more_changes_note.clone()),
        NoBooking::ChangedTooOften { times } => {
            let often = words.changed_often.of(u32::from(*times));
            told(&words.no_more_changes, format!("{often} {}", words.no_more_changes_note))
        }
        NoBooking::Cancelled => told(&words.is_cancelled, words.book_anew.clone()),
        NoBooking::Void => told(&words.is_void, words.is_void_note.clone()),
        NoBooking::CheckedIn { number } => {
            told(&words.is_checked_in, filled(&words.is_checked_in_note, &[&number.to_string()]))
        }
        NoBooking::NoShow { number } => told(&words.was_missed, filled(&words.was_missed_note, &[&number.to_string()])),
        NoBooking::VisitOver => told(&words.visit_over, words.book_anew.clone()),
        NoBooking::NumberTaken
        | NoBooking::ProofNeeded
        | NoBooking::Unknown
        | NoBooking::Rescheduled { .. }
        | NoBooking::OtherDay { .. }
        | NoBooking::TooEarly { .. }
        | NoBooking::ReceptionClosed => told(&words.cannot_be, words.cannot_be_note.clone()),
    }
}

/// What it does not to come, where the office limits whoever misses bookings (B12).
pub fn counts_missed(visit: &Visit) -> Option<String> {
    let (words, rules) = (visit.words, &visit.floor.rules.booking);
    let within = words.within_days.of(u32::from(rules.missed_days));
    (rules.missed > 0).then(|| filled(&words.counts_missed.of(u32::from(rules.missed)), &[&within]))
}

/// Whole minutes from now on, so that what is said is so when they are over.
fn minutes_until(until: Timestamp, now: Timestamp) -> u32 {
    let ms = u128::try_from(until.duration_since(now).as_millis()).unwrap_or(0);
    u32::try_from(ms.div_ceil(60_000).max(1)).unwrap_or(u32::MAX)
}
