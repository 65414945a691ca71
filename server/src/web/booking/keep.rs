//! A place kept while the form is filled: the first thing that the office is asked (B3, S6).

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::DateTime;
use queue::booking::Slot;
use queue::ids::{HoldCode, ServiceId};
use serde::Deserialize;

use super::drafts::{Begun, Draft, Held};
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
    /// The name of the page on which it was chosen.
    page: String,
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
    let place = (Slot { service: service.id.clone(), begins }, purpose);
    let code = match keep(&visit, place, &picked.page).await {
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
async fn keep(visit: &Visit, place: (Slot, usize), page: &str) -> Result<HoldCode, Response> {
    let mut beside = Vec::new();
    if let Some((code, draft)) = visit.draft() {
        let mut draft = draft.lock().await;
        // A booking that is made is not touched by the next form.
        if draft.booked.is_none() {
            keep_for(visit, &code, &mut draft, place, None).await?;
            return Ok(code);
        }
        beside = draft.bookings();
    }
    match begin(visit, place.clone(), page, None).await? {
        Beginning { code, mut draft, is_new: true } => {
            if let Some(words) = visit.cookie().and_then(|of| visit.pages.memory.aside.take(&of, visit.now)) {
                (draft.typed, draft.consent) = (words.typed, words.consent);
            }
            draft.beside = beside;
            Ok(code)
        }
        Beginning { code, mut draft, is_new: false } => {
            move_to(visit, &code, &mut draft, place, None).await?;
            Ok(code)
        }
    }
}

/// A form that a press begins, or that the press before it on the same page has begun, with its lock.
pub struct Beginning {
    /// The code of its place.
    pub code: HoldCode,
    /// The form.
    pub draft: Held,
    /// Whether this press begins it.
    pub is_new: bool,
}

/// Keeps a place for another form, under a new code: one that no form of ours has may have been planted in the browser by somebody who knows
/// it. Whoever presses twice on a page, by its name, has one form: the second press waits for the first. A form on which somebody has written
/// since, or which is older than a moment, is not led to, except by whoever knows the `sheet` that began it. What is offered instead of a place
/// that is gone takes a sheet along.
pub async fn begin(
    visit: &Visit,
    (slot, purpose): (Slot, usize),
    page: &str,
    sheet: Option<&Sheet>,
) -> Result<Beginning, Response> {
    let (drafts, unlike_any) = (&visit.pages.memory.drafts, || HoldCode::from_random(random()));
    let mark = sheet.and_then(|sheet| sheet.known_by(visit));
    let mut code = visit.begun_by(page).unwrap_or_else(unlike_any);
    loop {
        match drafts.begin(&code, Draft::new(slot.clone(), visit.now, purpose), visit.now) {
            Some(Begun::New(mut draft)) => {
                draft.until = match kept_until(visit, &code, &slot, purpose, sheet).await {
                    Ok(until) => until,
                    Err(response) => {
                        drafts.give_up(&code);
                        return Err(response);
                    }
                };
                drafts.extend(&code, draft.until);
                return Ok(Beginning { code, draft, is_new: true });
            }
            Some(Begun::Before(before)) => {
                let draft = Arc::clone(&before).lock_owned().await;
                // The press before it may have got no place.
                if !drafts.has(&code, &before) {
                    continue;
                }
                if draft.is_fresh(visit.now) || (mark.is_some() && draft.mark == mark) {
                    return Ok(Beginning { code, draft, is_new: false });
                }
                code = unlike_any();
            }
            None => return Err(refusals::busy(visit)),
        }
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
        Some(place) => move_to(visit, code, draft, place, sheet).await,
        None => Ok(()),
    }
}

/// Keeps a place for a form where that is for another slot than the one that it has.
async fn move_to(
    visit: &Visit,
    code: &HoldCode,
    draft: &mut Draft,
    (slot, purpose): (Slot, usize),
    sheet: Option<&Sheet>,
) -> Result<(), Response> {
    if slot != draft.slot {
        return keep_for(visit, code, draft, (slot, purpose), sheet).await;
    }
    draft.purpose = purpose;
    Ok(())
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
