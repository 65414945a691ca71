//! Another time or service, and cancelling, both until so many hours before (B8).

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use queue::booking::{BookingStage, NoBooking, Slot};
use queue::ids::ServiceId;
use serde::Deserialize;
use tokio::task::spawn_blocking;

use super::super::booked::{changed, failed};
use super::super::calendar::{self, Ways};
use super::super::frame::{Frame, Sorry};
use super::super::keep::Picked;
use super::super::posted::Posted;
use super::super::refusals::{self, Instead};
use super::super::services::{Shelf, shelves};
use super::super::visit::Visit;
use super::super::words::Words;
use super::super::{LOOK, STYLE};
use super::{Own, unknown};
use crate::office::bookings::{WebAnswer, WebAsk};
use crate::people::PeopleError;

#[derive(Template)]
#[template(path = "booking/services.html")]
struct OtherService {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    notice: Option<&'static str>,
    groups: Vec<Shelf>,
}

#[derive(Template)]
#[template(path = "booking/cancel.html")]
struct CancelPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    service: String,
    slot: String,
    action: String,
    keep: String,
}

/// A form of one button.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Sure {
    sure: String,
}

impl Sure {
    /// Whether the button was pressed.
    pub fn is_sure(&self) -> bool {
        self.sure == "1"
    }
}

/// Why a booking can no longer be changed, if so.
fn closed(visit: &Visit, own: &Own) -> Option<Response> {
    if own.can_change(visit) {
        return None;
    }
    let why = match own.booking.stage {
        BookingStage::Booked => NoBooking::ChangeTooLate { until: own.change_until(visit) },
        BookingStage::CheckedIn { number, .. } => NoBooking::CheckedIn { number },
        BookingStage::Cancelled => NoBooking::Cancelled,
        BookingStage::Void => NoBooking::Void,
    };
    let (title, note) = refusals::in_words(visit, &why.into());
    let back = visit.to(&own.path, &[]);
    let sorry = Sorry::new(visit.frame(&title, Some(back.clone())), visit.words, &note);
    Some(visit.tell(StatusCode::CONFLICT, sorry.way(back, &visit.words.to_booking)))
}

/// The calendar of the booked service, or of the one asked for.
pub async fn show(mut visit: Visit) -> Response {
    let Some(own) = Own::of(&mut visit) else { return unknown(&visit) };
    if let Some(why_not) = closed(&visit, &own) {
        return why_not;
    }
    let asked = ServiceId::new(visit.part(3)).ok();
    let Some(id) = asked else {
        let to = |visit: &Visit, id: &ServiceId| visit.to(&format!("{}/change/{id}", own.path), &[]);
        let groups = shelves(&visit, |visit, service| to(visit, &service.id));
        let frame = visit.frame(&visit.words.which_service, Some(visit.to(&own.path, &[])));
        let page = OtherService { style: STYLE, frame, w: visit.words, notice: None, groups };
        return LOOK.page(StatusCode::OK, page.render());
    };
    let Some(service) = visit.floor.service(&id).filter(|service| service.slots.is_some()) else {
        return visit.nowhere();
    };
    let path = format!("{}/change/{id}", own.path);
    let ways = Ways { path, with: Vec::new(), back: visit.to(&own.path, &[]), step: None };
    calendar::page(&visit, service, &ways)
}

/// Another slot was chosen.
pub async fn take(Posted(mut visit, picked): Posted<Picked>) -> Response {
    let Some(own) = Own::of(&mut visit) else { return unknown(&visit) };
    if let Some(why_not) = closed(&visit, &own) {
        return why_not;
    }
    let (Ok(service), Some(begins)) = (ServiceId::new(visit.part(3)), picked.begins()) else { return visit.nowhere() };
    let slot = Slot { service, begins };
    let back = visit.to(&own.path, &[]);
    if slot == own.booking.slot {
        return visit.on_to(&back);
    }
    match changed(&visit, WebAsk::Change { booking: own.booking.id, slot: slot.clone() }).await {
        Ok(WebAnswer::Booking(_)) => {
            let (people, person, day) = (Arc::clone(&visit.pages.people), own.person.clone(), slot.date());
            let note = spawn_blocking(move || people.set_last_day(&person, day));
            match note.await.unwrap_or(Err(PeopleError::Stopped)) {
                Ok(()) => visit.on_to(&back),
                Err(problem) => failed(&visit, &problem),
            }
        }
        Ok(WebAnswer::No { why, nearest }) => {
            let path = format!("{}/change/{}", own.path, slot.service);
            let day = slot.date().to_string();
            let calendar = visit.to(&path, &[("day", &day)]);
            refusals::page(&visit, &why, &Instead { action: visit.to(&path, &[]), nearest: &nearest, calendar })
        }
        Ok(WebAnswer::Kept { .. } | WebAnswer::Left) => refusals::busy(&visit),
        Err(response) => response,
    }
}

/// Whether the visitor is sure.
pub async fn ask(mut visit: Visit) -> Response {
    let Some(own) = Own::of(&mut visit) else { return unknown(&visit) };
    if let Some(why_not) = closed(&visit, &own) {
        return why_not;
    }
    let back = visit.to(&own.path, &[]);
    let page = CancelPage {
        style: STYLE,
        frame: visit.frame(&visit.words.cancel_this, Some(back.clone())),
        w: visit.words,
        service: visit.service_name(&own.booking.slot.service),
        slot: visit.slot_in_words(&own.booking.slot),
        action: visit.to(&format!("{}/cancel", own.path), &[]),
        keep: back,
    };
    LOOK.page(StatusCode::OK, page.render())
}

/// The visitor is sure.
pub async fn cancel(Posted(mut visit, sure): Posted<Sure>) -> Response {
    let Some(own) = Own::of(&mut visit) else { return unknown(&visit) };
    if let Some(why_not) = closed(&visit, &own) {
        return why_not;
    }
    let back = visit.to(&own.path, &[]);
    if !sure.is_sure() {
        return visit.on_to(&back);
    }
    match changed(&visit, WebAsk::Cancel { booking: own.booking.id }).await {
        Ok(WebAnswer::Booking(_)) => visit.on_to(&back),
        Ok(WebAnswer::No { why, .. }) => {
            let instead = Instead { action: String::new(), nearest: &[], calendar: back };
            refusals::page(&visit, &why, &instead)
        }
        Ok(WebAnswer::Kept { .. } | WebAnswer::Left) => refusals::busy(&visit),
        Err(response) => response,
    }
}
