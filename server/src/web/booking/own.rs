//! The pages of a booking, reached by its link alone (B7, B8, P2): what is booked, its code, paper and calendar file, and what was
//! done with the visitor's data.

mod acts;
pub mod change;
mod come;
pub mod data;
pub mod files;
pub mod history;
pub mod page;
mod turns;
mod unable;

use std::fmt::Display;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use protocol::token::Token;
use queue::booking::{Booking, NoBooking, change_until};
use queue::ids::PersonId;
use tokio::task::spawn_blocking;

use super::visit::Visit;
use crate::appointment::Appointment;
use crate::office::bookings::{WebAnswer, WebAnswered, WebAsk};
use crate::people::{LinkCode, PeopleError, Record, Who, Why};
use crate::web::answer::{NoAnswer, answered, shown};
use crate::web::pace::WRONG_CODE;
pub use turns::Turns;

/// Pages that a look at personal data costs: it is written down first.
const COST: f64 = 2.0;

/// Somebody of whom something is kept, by their link.
pub struct Mine {
    /// Who.
    pub person: PersonId,
    /// What they booked, as far as that is remembered; the newest last.
    pub bookings: Vec<Booking>,
    /// The path of their page.
    pub path: String,
}

impl Mine {
    /// Whose the address is; the page is in the booking's language unless another is asked for.
    pub fn of(visit: &mut Visit) -> Option<Self> {
        let link = LinkCode::parse(visit.part(1));
        let Some((link, person)) = link.and_then(|link| Some((link.clone(), visit.pages.people.by_link(&link)?)))
        else {
            visit.pages.cost(&visit.guest, WRONG_CODE);
            return None;
        };
        let all = &visit.published.calendar.bookings;
        let bookings: Vec<_> = all.of_person(&person).filter_map(|id| all.get(id)).cloned().collect();
        if let Some(booking) = bookings.last() {
            visit.speak(&booking.language);
        }
        visit.pages.cost(&visit.guest, COST);
        Some(Self { person, bookings, path: format!("/b/{}", link.reveal()) })
    }

    /// The newest booking.
    pub fn own(&self) -> Option<Own> {
        let (person, path) = (self.person.clone(), self.path.clone());
        self.bookings.last().map(|booking| Own { person, booking: booking.clone(), path })
    }
}

/// A booking and whose it is.
pub struct Own {
    /// Whose.
    pub person: PersonId,
    /// What is booked.
    pub booking: Booking,
    /// The path of its page.
    pub path: String,
}

impl Own {
    /// The booking of the address.
    pub fn of(visit: &mut Visit) -> Option<Self> {
        Mine::of(visit)?.own()
    }

    /// The same booking as it is by now.
    fn anew(self, visit: &mut Visit) -> Self {
        visit.look_again();
        let booking = visit.published.calendar.bookings.get(self.booking.id).cloned();
        Self { booking: booking.unwrap_or(self.booking), ..self }
    }

    /// What is kept of the visitor; the look is noted (P2).
    pub async fn record(&self, visit: &Visit) -> Result<Record, Response> {
        self.record_or(visit, unable::not_shown).await
    }

    /// The same, where something else is told if it fails.
    async fn record_or(
        &self,
        visit: &Visit,
        failed: fn(&Visit, &str, &dyn Display) -> Response,
    ) -> Result<Record, Response> {
        let (people, person, at) = (Arc::clone(&visit.pages.people), self.person.clone(), visit.now);
        let view = spawn_blocking(move || people.view(&person, &Who::Visitor, Why::OwnPage, at));
        match view.await.unwrap_or(Err(PeopleError::Stopped)) {
            Ok(record) => Ok(record),
            Err(PeopleError::Unknown) => Err(unknown(visit)),
            Err(problem) => Err(failed(visit, &self.path, &problem)),
        }
    }

    /// The code that the kiosk reads; none where the visitor is no longer expected.
    pub fn code(&self, visit: &Visit) -> Option<String> {
        let Booking { id: booking, revision, slot, .. } = &self.booking;
        let token = Token { booking: *booking, revision: *revision, begins: slot.begins };
        self.booking.is_open().then(|| visit.pages.office_key.sign(&token))
    }

    /// Whether the visitor can still change or cancel (B8).
    pub fn can_change(&self, visit: &Visit) -> bool {
        self.booking.is_open() && visit.now <= self.change_until(visit)
    }

    /// Why the visitor cannot change it once more, though it could be cancelled, if so (B8, S6).
    pub fn no_more_changes(&self, visit: &Visit) -> Option<NoBooking> {
        let again = self.booking.may_change_again(&visit.floor.rules.booking);
        (!again).then_some(NoBooking::ChangedTooOften { times: self.booking.changes })
    }

    /// Until when (B8).
    pub fn change_until(&self, visit: &Visit) -> jiff::Timestamp {
        change_until(&visit.floor.rules.booking, self.booking.slot.due(&visit.floor))
    }

    /// As it is told in the visitor's language.
    pub fn appointment<'a>(&'a self, visit: &'a Visit) -> Appointment<'a> {
        Appointment { floor: &visit.floor, booking: &self.booking, language: &visit.language }
    }

    /// The page's whole address, where the office has told its own.
    pub fn url(&self, visit: &Visit) -> Option<String> {
        visit.floor.public_url.as_deref().map(|url| format!("{}{}", url.trim_end_matches('/'), self.path))
    }
}

/// Asks the office for a change, and waits until it is seen.
async fn changed(visit: &Visit, ask: WebAsk) -> Result<WebAnswer, NoAnswer> {
    let WebAnswered { answer, seq } = answered(visit.pages.web.ask(ask)).await?;
    shown(&visit.pages.published, seq).await;
    Ok(answer)
}

/// The page for a link that is nobody's.
pub fn unknown(visit: &Visit) -> Response {
    visit.sorry(StatusCode::NOT_FOUND, &visit.words.no_such_booking, &visit.words.no_such_booking_note)
}
