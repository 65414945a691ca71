//! A place kept while the form is filled: the first thing that the office is asked (B3, S6).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::DateTime;
use queue::booking::Slot;
use queue::ids::{HoldCode, ServiceId};
use serde::Deserialize;

use super::drafts::{Draft, Shared};
use super::posted::Posted;
use super::refusals;
use super::sheet::Sheet;
use super::visit::{COOKIE, COOKIE_OF_OURS, Visit};
use crate::credentials::random;
use crate::office::bookings::{WebAnswer, WebAsk};
use crate::web::answer::{NoAnswer, answered};

/// The chosen time.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Picked {
    /// Local date and time.
    pub at: String,
}

impl Picked {
    /// Date and time, if they are.
    pub fn begins(&self) -> Option<DateTime> {
        self.at.parse().ok()
    }
}

/// The place that a form was filled for, as it stands in the form.
#[derive(Default, Hash, Deserialize)]
#[serde(default)]
pub struct Stated {
    /// The key of the service.
    pub service: String,
    /// Local date and time.
    pub at: String,
    /// The purpose's place in the service's list.
    pub r#for: String,
}

impl Stated {
    /// Slot and purpose, if they are.
    pub fn place(&self) -> Option<(Slot, usize)> {
        let (service, begins) = ServiceId::new(&self.service).ok().zip(self.at.parse().ok())?;
        Some((Slot { service, begins }, self.r#for.parse().unwrap_or(0)))
    }
}

/// Keeps the chosen place and goes on to the form.
pub async fn pick(Posted(visit, picked): Posted<Picked>) -> Response {
    let Some(service) = visit.service(1) else { return visit.nowhere() };
    if !visit.pages.messages.are_set_up() {
        return visit.sorry(StatusCode::OK, &visit.words.no_booking_yet, &visit.words.no_messages);
    }
    let Some(begins) = picked.begins() else { return visit.nowhere() };
    let purpose = visit.asked.purpose().unwrap_or(0);
    let code = match keep(&visit, Slot { service: service.id.clone(), begins }, purpose).await {
        Ok(code) => code,
        Err(response) => return response,
    };
    remember(&visit, &code, visit.on_to(&visit.to("/form", &[])))
}

/// An answer that gives the browser the code of the place that it keeps.
pub fn remember(visit: &Visit, code: &HoldCode, mut response: Response) -> Response {
    let (name, secure) = if visit.encrypted { (COOKIE_OF_OURS, "; Secure") } else { (COOKIE, "") };
    let cookie = format!("{name}={}; Path=/; Max-Age=7200; HttpOnly; SameSite=Strict{secure}", code.as_str());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Keeps a place: one browser keeps one place. What is typed goes along to another place.
pub async fn keep(visit: &Visit, slot: Slot, purpose: usize) -> Result<HoldCode, Response> {
    if let Some((code, draft)) = visit.draft() {
        let mut draft = draft.lock().await;
        // A booking that is made is not touched by the next form.
        if draft.booked.is_none() {
            keep_for(visit, &code, &mut draft, (slot, purpose), None).await?;
            return Ok(code);
        }
    }
    let (code, draft) = begin(visit, slot, purpose, None).await?;
    if let Some(words) = visit.cookie().and_then(|of| visit.pages.memory.aside.take(&of, visit.now)) {
        let mut draft = draft.lock().await;
        (draft.typed, draft.consent) = (words.typed, words.consent);
    }
    Ok(code)
}

/// Keeps a place for another form, under a new code: one that no form of ours has may have been planted in the browser by somebody who knows
/// it. What is offered instead of a place that is gone takes a sheet that came along.
pub async fn begin(
    visit: &Visit,
    slot: Slot,
    purpose: usize,
    sheet: Option<&Sheet>,
) -> Result<(HoldCode, Shared), Response> {
    let code = HoldCode::from_random(random());
    let until = kept_until(visit, &code, &slot, purpose, sheet).await?;
    let drafts = &visit.pages.memory.drafts;
    match drafts.keep(code.clone(), Draft::new(slot, until, purpose), visit.now) {
        Some(draft) => Ok((code, draft)),
        None => Err(refusals::busy(visit)),
    }
}

/// Keeps the place that a form states where that is another than the one kept: the time that stands on the sheet counts, also where the
/// visitor has looked on in another window of the browser.
pub async fn follow(
    visit: &Visit,
    code: &HoldCode,
    draft: &mut Draft,
    stated: &Stated,
    sheet: Option<&Sheet>,
) -> Result<(), Response> {
    match stated.place() {
        Some(place) if place.0 != draft.slot => keep_for(visit, code, draft, place, sheet).await,
        Some((_, purpose)) => {
            draft.purpose = purpose;
            Ok(())
        }
        None => Ok(()),
    }
}

/// Keeps a place, which is a slot and a purpose, for a form, in place of the one that it had.
pub async fn keep_for(
    visit: &Visit,
    code: &HoldCode,
    draft: &mut Draft,
    (slot, purpose): (Slot, usize),
    sheet: Option<&Sheet>,
) -> Result<(), Response> {
    let until = kept_until(visit, code, &slot, purpose, sheet).await?;
    (draft.slot, draft.until, draft.purpose) = (slot, until, purpose);
    visit.pages.memory.drafts.extend(code, until);
    Ok(())
}

/// Has the office keep a place; until when it does.
async fn kept_until(
    visit: &Visit,
    code: &HoldCode,
    slot: &Slot,
    purpose: usize,
    sheet: Option<&Sheet>,
) -> Result<Timestamp, Response> {
    let ask = WebAsk::Keep { code: code.clone(), slot: slot.clone(), source: visit.source() };
    match answered(visit.pages.web.ask(ask)).await.map(|answered| answered.answer) {
        Ok(WebAnswer::Kept { until }) => Ok(until),
        Ok(WebAnswer::No { why, nearest }) => {
            let instead = refusals::Instead::book(visit, slot, purpose, &nearest);
            Err(refusals::page(visit, &why, &instead.with(visit, sheet)))
        }
        Ok(WebAnswer::Booking(_) | WebAnswer::Left) | Err(NoAnswer::Busy) => Err(refusals::busy(visit)),
        Err(NoAnswer::Silent) => Err(refusals::silent(visit)),
    }
}
