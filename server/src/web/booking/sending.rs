//! The contact proved by a one-time code (P5): sent, typed back, sent again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use queue::booking::Slot;
use queue::ids::HoldCode;
use serde::Deserialize;

use super::booked;
use super::codes::Tried;
use super::dates::time;
use super::drafts::{Draft, Entered};
use super::form::{self, lapsed};
use super::frame::Frame;
use super::keep::{Stated, follow, keep_for};
use super::posted::Posted;
use super::visit::Visit;
use super::words::Words;
use super::{LOOK, STYLE};
use crate::people::entered::Contact;
use crate::web::words::filled;

/// What the page of the code sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    code: String,
    /// Another code is wanted.
    again: String,
    #[serde(flatten)]
    place: Stated,
}

#[derive(Template)]
#[template(path = "booking/code.html")]
struct CodePage<'a> {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    step: String,
    service: String,
    slot: String,
    sent_to: String,
    error: Option<String>,
    /// Why no other code can be sent now, if so.
    rests: Option<String>,
    action: &'a str,
    /// The place, as the form sends it.
    place: &'a Slot,
    purpose: usize,
}

/// The form is right: books where the contact is proved, else sends a code.
pub async fn prove(visit: &Visit, code: &HoldCode, draft: &mut Draft) -> Response {
    let Some(Entered { contact, .. }) = draft.entered.clone() else { return lapsed(visit) };
    if draft.proved.as_ref() == Some(&contact) {
        return booked::book(visit, code, draft).await;
    }
    if draft.sent.is_out(&contact, visit.now) {
        return visit.on_to(&visit.to("/form/code", &[]));
    }
    if draft.sent.good_until().is_none()
        && let Err(response) = keep_on(visit, code, draft).await
    {
        return response;
    }
    match send(visit, draft, &contact) {
        Ok(()) => visit.on_to(&visit.to("/form/code", &[])),
        Err(why) => form::page(visit, draft, StatusCode::UNPROCESSABLE_ENTITY, &[("contact", why)]),
    }
}

/// The place is kept anew, once for each form: a code is good for ten minutes.
async fn keep_on(visit: &Visit, code: &HoldCode, draft: &mut Draft) -> Result<(), Response> {
    let (slot, purpose) = (draft.slot.clone(), draft.purpose);
    keep_for(visit, code, draft, slot, purpose).await
}

/// Sends a code, or says why not.
fn send(visit: &Visit, draft: &mut Draft, contact: &Contact) -> Result<(), String> {
    let words = visit.words;
    if !draft.sent.may_send(contact, visit.now) {
        return Err(words.no_more_codes.clone());
    }
    if !visit.pages.memory.sends.may(contact, visit.guest.address, visit.pages.clock.steady()) {
        return Err(words.too_many_codes.clone());
    }
    let Some(code) = draft.sent.new_code(contact, visit.now) else { return Err(words.no_more_codes.clone()) };
    if visit.pages.messages.send_code(contact, &visit.language, &code).is_err() {
        draft.sent.take_back();
        return Err(words.not_handed_over.clone());
    }
    Ok(())
}

/// The page where the code is typed.
pub async fn show(visit: Visit) -> Response {
    let Some((_, draft)) = visit.draft() else { return lapsed(&visit) };
    let draft = draft.lock().await;
    match &draft.entered {
        Some(Entered { contact, .. }) if draft.booked.is_none() => page(&visit, &draft, contact, StatusCode::OK, None),
        Some(_) | None => visit.on_to(&visit.to("/form", &[])),
    }
}

/// The code came back, or another is wanted.
pub async fn take(Posted(visit, typed): Posted<Typed>) -> Response {
    let Some((code, draft)) = visit.draft() else { return lapsed(&visit) };
    let mut draft = draft.lock().await;
    let Some(Entered { contact, .. }) = draft.entered.clone().filter(|_| draft.booked.is_none()) else {
        return visit.on_to(&visit.to("/form", &[]));
    };
    if let Err(response) = follow(&visit, &code, &mut draft, &typed.place).await {
        return response;
    }
    let words = visit.words;
    let error = if typed.again == "1" {
        match send(&visit, &mut draft, &contact) {
            Ok(()) => return visit.on_to(&visit.to("/form/code", &[])),
            Err(why) => why,
        }
    } else if typed.code.trim().is_empty() {
        words.code_blank.clone()
    } else if !draft.sent.is_out(&contact, visit.now) {
        words.code_over.clone()
    } else {
        match draft.sent.try_code(&typed.code, visit.now) {
            Tried::Right => {
                draft.proved = Some(contact);
                return booked::book(&visit, &code, &mut draft).await;
            }
            Tried::Wrong { left } => filled(&words.code_wrong, &[&left.to_string()]),
            Tried::Over => words.code_over.clone(),
        }
    };
    page(&visit, &draft, &contact, StatusCode::UNPROCESSABLE_ENTITY, Some(error))
}

fn page(visit: &Visit, draft: &Draft, contact: &Contact, status: StatusCode, error: Option<String>) -> Response {
    let words = visit.words;
    let moment = |at: Timestamp| time(visit.local(at).time());
    let to = match contact {
        Contact::Email(email) => email.as_str(),
        Contact::Phone(phone) => phone.as_str(),
    };
    let until = draft.sent.good_until().map_or(draft.until, |until| until.min(draft.until));
    let rests = match draft.sent.next_at() {
        _ if draft.sent.may_send(contact, visit.now) => None,
        Some(next) => Some(filled(
            &words.code_again_at,
            &[&moment(next.saturating_add(SignedDuration::from_secs(59)).unwrap_or(next))],
        )),
        None => Some(words.no_more_codes.clone()),
    };
    let page = CodePage {
        style: STYLE,
        frame: visit.frame(&words.code_from_message, Some(visit.to("/form", &[]))),
        w: words,
        step: filled(&words.step, &["4", "4"]),
        service: visit.service_name(&draft.slot.service),
        slot: visit.slot_in_words(&draft.slot),
        sent_to: filled(&words.code_sent, &[to, &moment(until)]),
        error,
        rests,
        action: &visit.to("/form/code", &[]),
        place: &draft.slot,
        purpose: draft.purpose,
    };
    LOOK.page(status, page.render())
}
