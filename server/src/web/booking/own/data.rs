//! What a visitor may ask of what is kept about them: all of it in a file, and that it is destroyed (P3, P4).

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use queue::Rejection;
use queue::booking::{BookingStage, NoBooking};
use queue::number::Number;
use tokio::task::spawn_blocking;

use super::super::frame::{Frame, Sorry};
use super::super::posted::Posted;
use super::super::visit::Visit;
use super::super::words::Words;
use super::super::{LOOK, STYLE};
use super::page::here;
use super::{Mine, changed, files, unable, unknown};
use crate::office::bookings::{WebAnswer, WebAsk};
use crate::own_data::{self, Reader, Remembered};
use crate::people::{Lines, PeopleError, Who};
use crate::web::forms::Sure;
use crate::web::words::filled;

/// Pages that a file with everything costs: it is read from the disk, and each is a line more in it.
const FILE_COST: f64 = 20.0;

#[derive(Template)]
#[template(path = "booking/delete.html")]
struct DeletePage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    /// Service and time of the booking that is cancelled with it.
    open: Option<(String, String)>,
    action: String,
    keep: String,
}

/// All that is kept, to be saved; that it was asked for is noted and stands in it (P2).
pub async fn file(mut visit: Visit) -> Response {
    let Some(mine) = Mine::of(&mut visit) else { return unknown(&visit) };
    visit.pages.cost(&visit.guest, FILE_COST);
    let (people, at, path) = (Arc::clone(&visit.pages.people), visit.now, mine.path.clone());
    let (floor, language) = (Arc::clone(&visit.floor), visit.language.clone());
    let remembered = Remembered::of(&visit.published.calendar.bookings, &mine.person);
    let export = spawn_blocking(move || {
        let reader = Reader { floor: Some(&floor), language: Some(&language), lines: Lines::Newest };
        own_data::export(&people, &mine.person, &remembered, reader, &Who::Visitor, at)
    });
    match export.await.unwrap_or(Err(PeopleError::Stopped)) {
        Ok(text) => files::file(text.into_bytes(), "application/json", "my-data.json"),
        Err(PeopleError::Unknown) => unknown(&visit),
        Err(problem) => unable::not_shown(&visit, &path, &problem),
    }
}

/// What goes, what stays, and whether the visitor is sure.
pub async fn ask(mut visit: Visit) -> Response {
    let Some(mine) = Mine::of(&mut visit) else { return unknown(&visit) };
    if let Some(number) = here_now(&visit, &mine) {
        return not_yet(&visit, &mine, number);
    }
    let keep = visit.to(&mine.path, &[]);
    let open = mine.bookings.last().filter(|booking| booking.is_open());
    let page = DeletePage {
        style: STYLE,
        frame: visit.frame(&visit.words.delete_these, Some(keep.clone())),
        w: visit.words,
        open: open.map(|booking| (visit.service_name(&booking.slot.service), visit.slot_in_words(&booking.slot))),
        action: visit.to(&format!("{}/delete", mine.path), &[]),
        keep,
    };
    LOOK.page(StatusCode::OK, page.render())
}

/// The visitor is sure. What is open is cancelled first, durably: a crash after it leaves data that can be deleted again, and never a
/// booking of which nobody knows whose it is.
pub async fn delete(Posted(mut visit, sure): Posted<Sure>) -> Response {
    let Some(mine) = Mine::of(&mut visit) else { return unknown(&visit) };
    if !sure.is_sure() {
        return visit.on_to(&visit.to(&mine.path, &[]));
    }
    for booking in &mine.bookings {
        match changed(&visit, WebAsk::LetGo { booking: booking.id }).await {
            // What the queue has forgotten meanwhile holds nobody.
            Ok(WebAnswer::Booking(_) | WebAnswer::No { why: Rejection::Booking(NoBooking::Unknown), .. }) => {}
            Ok(WebAnswer::No { why: Rejection::Booking(NoBooking::CheckedIn { number }), .. }) => {
                return not_yet(&visit, &mine, number);
            }
            Ok(WebAnswer::No { .. } | WebAnswer::Kept { .. } | WebAnswer::Left) | Err(_) => {
                return not_now(&visit, &mine);
            }
        }
    }
    let (people, person, at) = (Arc::clone(&visit.pages.people), mine.person.clone(), visit.now);
    let forget = spawn_blocking(move || people.forget(&person, &Who::Visitor, at)).await;
    match forget.unwrap_or(Err(PeopleError::Stopped)) {
        Ok(()) | Err(PeopleError::Unknown) => visit.on_to(&visit.to("/deleted", &[])),
        Err(problem @ PeopleError::Held) => {
            // Nobody can read the person any more; the server sees to the rest.
            tracing::warn!(%problem, "old pages of personal data wait to be cleared");
            visit.on_to(&visit.to("/deleted", &[]))
        }
        Err(problem) => {
            tracing::error!(%problem, "personal data cannot be deleted on request");
            not_now(&visit, &mine)
        }
    }
}

/// It is done; said here alone, for there is nobody left to write to. Who reads it is not known any more, so nobody is invited to book again:
/// other bookings of theirs may have been missed (B12).
pub async fn deleted(visit: Visit) -> Response {
    let page = Sorry::new(visit.frame(&visit.words.deleted, None), visit.words, &visit.words.deleted_note);
    visit.tell(StatusCode::OK, page)
}

/// The number of a visitor who waits or is received at this moment; a no-show's may have lapsed, which the office knows.
fn here_now(visit: &Visit, mine: &Mine) -> Option<Number> {
    let booking = mine.bookings.last()?;
    let BookingStage::CheckedIn { ticket, number } = booking.stage else { return None };
    matches!(here(visit, booking, ticket, number), NoBooking::CheckedIn { .. }).then_some(number)
}

/// The clerk needs to know whom they receive (B6).
fn not_yet(visit: &Visit, mine: &Mine, number: Number) -> Response {
    let note = filled(&visit.words.delete_later_note, &[&number.to_string()]);
    unable::tell(visit, &mine.path, StatusCode::CONFLICT, (&visit.words.delete_later, &note))
}

fn not_now(visit: &Visit, mine: &Mine) -> Response {
    unable::tell(
        visit,
        &mine.path,
        StatusCode::SERVICE_UNAVAILABLE,
        (&visit.words.not_deleted, &visit.words.not_deleted_note),
    )
}
