//! The booking itself: the person put down first, then the place taken; shown only once both are durable.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use queue::Rejection;
use queue::booking::{self, NoBooking, Slot};
use queue::floor::Purpose;
use queue::ids::{BookingNumber, HoldCode};
use tokio::task::spawn_blocking;

use super::codes::Sent;
use super::drafts::{Draft, Entered, Typed};
use super::form::lapsed;
use super::refusals::{self, Instead};
use super::visit::Visit;
use crate::credentials::random;
use crate::office::bookings::{WebAnswer, WebAnswered, WebAsk};
use crate::people::entered::{Field, FreeText, free_text};
use crate::people::{Enrolled, Entry, PeopleError, Proof, Who};
use crate::web::answer::shown;

/// Numbers that are tried; each is taken once in ten million.
const NUMBERS: usize = 4;

/// Books the kept place for whoever filled the form and proved the contact, and leads to the booking's own page.
pub async fn book(visit: &Visit, code: &HoldCode, draft: &mut Draft) -> Response {
    // There is no more proof to ask for.
    try_to_book(visit, code, draft).await.unwrap_or_else(|| refusals::busy(visit))
}

/// The same with a contact that may be proved or not; none where it has to be proved first, and all is as it was (P5).
pub async fn try_to_book(visit: &Visit, code: &HoldCode, draft: &mut Draft) -> Option<Response> {
    let Some(entry) = entry(visit, draft) else { return Some(lapsed(visit)) };
    let proof = match entry.proof {
        Proof::Claimed => booking::Proof::Claimed,
        Proof::Proved | Proof::PersonProved => booking::Proof::Proved,
    };
    let enrolled = match enrolled(visit, entry, draft).await {
        Ok(enrolled) => enrolled,
        Err(problem) => return Some(failed(visit, &problem)),
    };
    for _ in 0..NUMBERS {
        let ask = WebAsk::Book {
            code: code.clone(),
            slot: draft.slot.clone(),
            person: enrolled.person.clone(),
            number: BookingNumber::from_random(u64::from_le_bytes(random())),
            language: visit.language.clone(),
            proof,
            source: visit.source(),
        };
        let Ok(answered) = visit.pages.web.ask(ask) else { break };
        // An answer that is lost is no answer: whether the booking is, the next start knows, and settles the person by it.
        let Ok(WebAnswered { answer, seq }) = answered.await else { return Some(refusals::unsure(visit)) };
        match answer {
            WebAnswer::Booking(_) => {
                is_booked(visit, code, draft, &enrolled);
                shown(&visit.pages.published, seq).await;
                return Some(visit.on_to(&visit.to(&format!("/b/{}", enrolled.link.reveal()), &[])));
            }
            WebAnswer::No { why: Rejection::Booking(NoBooking::NumberTaken), .. } => {}
            WebAnswer::No { why: Rejection::Booking(NoBooking::ProofNeeded), .. } => {
                return taken_back(visit, &enrolled, || None).await;
            }
            WebAnswer::No { why, nearest } => {
                let response = refused(visit, draft, &why, &nearest);
                return taken_back(visit, &enrolled, || Some(response)).await;
            }
            WebAnswer::Kept { .. } | WebAnswer::Left => break,
        }
    }
    taken_back(visit, &enrolled, || Some(refusals::busy(visit))).await
}

/// The form has done what it is for, and its words are no longer kept.
fn is_booked(visit: &Visit, code: &HoldCode, draft: &mut Draft, enrolled: &Enrolled) {
    draft.whose = draft.entered.as_ref().map(|entered| visit.pages.memory.whose(entered));
    draft.booked = Some(enrolled.link.clone());
    (draft.typed, draft.entered) = (Typed::default(), None);
    (draft.sent, draft.proved) = (Sent::default(), None);
    visit.pages.memory.drafts.done(code, visit.now);
}

/// The page that says why the sheet cannot be booked.
pub fn refused(visit: &Visit, draft: &mut Draft, why: &Rejection, nearest: &[Slot]) -> Response {
    // The sheet has its answer, and nobody waits for a code.
    draft.entered = None;
    refusals::page(visit, why, &Instead::book(visit, &draft.slot, draft.purpose, nearest))
}

/// What is told once the person is taken back.
async fn taken_back(visit: &Visit, enrolled: &Enrolled, told: impl FnOnce() -> Option<Response>) -> Option<Response> {
    match withdrawn(visit, enrolled).await {
        Ok(()) => told(),
        Err(problem) => Some(failed(visit, &problem)),
    }
}

/// What is kept of the visitor.
fn entry(visit: &Visit, draft: &Draft) -> Option<Entry> {
    let Entered { name, document, contact } = draft.entered.clone()?;
    let service = visit.floor.service(&draft.slot.service)?;
    Some(Entry {
        name,
        document,
        proof: if draft.proved.as_ref() == Some(&contact) { Proof::Proved } else { Proof::Claimed },
        contact,
        language: visit.language.clone(),
        consent: draft.consent.clone()?,
        purpose: for_clerks(visit, service.purposes.get(draft.purpose)),
    })
}

/// A purpose as it is kept: the clerks read it, so it is in the office's own language.
pub fn for_clerks(visit: &Visit, purpose: Option<&Purpose>) -> Option<FreeText> {
    let office = visit.floor.languages.first().unwrap_or(&visit.language);
    free_text(Field::Purpose, purpose?.name.in_language(office)).ok()
}

async fn enrolled(visit: &Visit, entry: Entry, draft: &Draft) -> Result<Enrolled, PeopleError> {
    let (people, at, last_day) = (Arc::clone(&visit.pages.people), visit.now, draft.slot.date());
    let enrol = spawn_blocking(move || people.enrol(&entry, last_day, &Who::Visitor, at));
    enrol.await.unwrap_or(Err(PeopleError::Stopped))
}

async fn withdrawn(visit: &Visit, enrolled: &Enrolled) -> Result<(), PeopleError> {
    let (people, at, person) = (Arc::clone(&visit.pages.people), visit.now, enrolled.person.clone());
    let withdraw = spawn_blocking(move || people.withdraw(&person, at));
    match withdraw.await.unwrap_or(Err(PeopleError::Stopped)) {
        // Nobody knows the person any more; the next sweep clears what is left.
        Ok(()) | Err(PeopleError::Held) => Ok(()),
        Err(problem) => Err(problem),
    }
}

/// Personal data cannot be kept now.
pub fn failed(visit: &Visit, problem: &PeopleError) -> Response {
    tracing::error!(%problem, "personal data of a booking cannot be kept");
    visit.sorry(StatusCode::SERVICE_UNAVAILABLE, &visit.words.failed, &visit.words.failed_note)
}
