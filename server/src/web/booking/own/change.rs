//! Another time, service or purpose, and cancelling, all until so many hours before (B8).

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use queue::Rejection;
use queue::booking::{NoBooking, Slot};
use queue::floor::{Purpose, Service};
use queue::ids::ServiceId;
use tokio::task::spawn_blocking;

use super::super::booked::for_clerks;
use super::super::calendar::{self, Ways};
use super::super::frame::{BookedNow, Frame};
use super::super::free::FreePlaces;
use super::super::keep::Picked;
use super::super::posted::Posted;
use super::super::refusals::{self, Instead};
use super::super::services::{self, Papers, ServicesPage, papers_page, shelves};
use super::super::visit::Visit;
use super::super::words::Words;
use super::super::{LOOK, STYLE};
use super::page::standing;
use super::{Own, changed, unable, unknown};
use crate::office::bookings::{WebAnswer, WebAsk};
use crate::people::{AskedFor, Change, PeopleError, Record, Who};
use crate::web::answer::NoAnswer;
use crate::web::forms::Sure;
use crate::web::words::filled;

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

/// Why a booking can no longer be changed, if so.
fn closed(visit: &Visit, own: &Own) -> Option<Response> {
    if own.can_change(visit) {
        return None;
    }
    if own.booking.is_open() {
        return Some(refused(visit, own, &NoBooking::ChangeTooLate { until: own.change_until(visit) }.into()));
    }
    // As the booking's own page says it.
    let (title, notes) = standing(visit, own);
    Some(unable::tell(visit, &own.path, StatusCode::CONFLICT, (&title, &notes.join(" "))))
}

/// Why there is no other time, service or purpose, if so: also where it was changed as often as may be (S6).
fn closed_to_change(visit: &Visit, own: &Own) -> Option<Response> {
    closed(visit, own).or_else(|| own.no_more_changes(visit).map(|why| refused(visit, own, &why.into())))
}

fn refused(visit: &Visit, own: &Own, why: &Rejection) -> Response {
    let (title, note) = refusals::in_words(visit, why);
    unable::tell(visit, &own.path, StatusCode::CONFLICT, (&title, &note))
}

/// The services, the booked one among them.
pub async fn services(mut visit: Visit) -> Response {
    let Some(own) = Own::of(&mut visit) else { return unknown(&visit) };
    if let Some(why_not) = closed_to_change(&visit, &own) {
        return why_not;
    }
    let free = FreePlaces::to_change(&visit, &own.booking.slot);
    let groups = shelves(&visit, &free, |visit, service| visit.to(&own.change_to(&service.id), &[]));
    let frame = visit.frame(&visit.words.which_service, Some(visit.to(&own.path, &[])));
    ServicesPage::page(&visit, frame, None, own.now(&visit), groups)
}

/// The documents for the service asked for, by purpose (B14).
pub async fn documents(mut visit: Visit) -> Response {
    let Some(own) = Own::of(&mut visit) else { return unknown(&visit) };
    if let Some(why_not) = closed_to_change(&visit, &own) {
        return why_not;
    }
    let Some(service) = visit.service(3) else { return visit.nowhere() };
    let record = match own.record(&visit).await {
        Ok(record) => record,
        Err(response) => return response,
    };
    let back = visit.to(&format!("{}/change", own.path), &[]);
    let chosen = own.purpose(&visit, &record, service);
    let (path, now) = (own.change_to(&service.id), own.now(&visit));
    papers_page(&visit, service, Papers { path, back, step: None, now, chosen })
}

/// The calendar of the service asked for.
pub async fn show(mut visit: Visit) -> Response {
    let Some(own) = Own::of(&mut visit) else { return unknown(&visit) };
    if let Some(why_not) = closed_to_change(&visit, &own) {
        return why_not;
    }
    let Some(service) = visit.service(3) else { return visit.nowhere() };
    let (path, with) = (own.change_to(&service.id), own.carried(&visit));
    let pairs: Vec<_> = with.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let back = visit.to(&path, &pairs);
    let free = FreePlaces::to_change(&visit, &own.booking.slot);
    let (now, act) = (own.now(&visit), visit.words.change_this.as_str());
    calendar::page(&visit, service, &free, Ways { path: format!("{path}/time"), with, back, step: None, now, act })
}

impl Own {
    /// The path of another time for a service.
    fn change_to(&self, service: &ServiceId) -> String {
        format!("{}/change/{service}", self.path)
    }

    /// The booking's page, which says that a change has made this revision.
    fn changed_to(&self, visit: &Visit, revision: u16) -> String {
        visit.to(&self.path, &[("changed", &revision.to_string())])
    }

    /// What stands until it is changed.
    fn now(&self, visit: &Visit) -> Option<BookedNow> {
        let Slot { service, .. } = &self.booking.slot;
        let when = filled(&visit.words.booked_now, &[&visit.slot_within(&self.booking.slot)]);
        Some(BookedNow { when, service: visit.service_name(service) })
    }

    /// The purpose that goes along from page to page, where one is asked for.
    fn carried(&self, visit: &Visit) -> Vec<(&'static str, String)> {
        visit.asked.purpose().map(|place| ("for", place.to_string())).into_iter().collect()
    }

    /// The place of the purpose asked for in a service's list, else of the visitor's own, else the first.
    fn purpose(&self, visit: &Visit, record: &Record, service: &Service) -> usize {
        let kept = record.purpose_at(&self.booking.slot).filter(|_| service.id == self.booking.slot.service);
        let is_kept = |purpose: &Purpose| kept.is_some() && for_clerks(visit, Some(purpose)).as_ref() == kept;
        services::purpose(visit, service, service.purposes.iter().position(is_kept).unwrap_or(0))
    }
}

/// Another slot was chosen. What the visitor comes for is put down before the office is asked, so that the message and the clerk have it as
/// soon as the change is so; a change that the office refuses leaves it as it was, which the log says. What is so by now is done: whoever
/// presses twice has changed it, also where that was the last change that may be.
pub async fn take(Posted(mut visit, picked): Posted<Picked>) -> Response {
    let Some(own) = Own::of(&mut visit) else { return unknown(&visit) };
    // Where nothing can be read, nobody waits for a turn.
    if let Err(response) = own.record_or(&visit, unable::not_changed).await {
        return response;
    }
    let Some(_turn) = visit.pages.memory.turns.take(&own.person).await else {
        return unable::no_answer(&visit, &own.path, NoAnswer::Silent);
    };
    let own = own.anew(&mut visit);
    if let Some(why_not) = closed(&visit, &own) {
        return why_not;
    }
    let (Some(service), Some(begins)) = (visit.service(3), picked.begins()) else { return visit.nowhere() };
    let slot = Slot { service: service.id.clone(), begins };
    let wish = match wish(&visit, &own, service, &slot).await {
        Ok(wish) => wish,
        Err(response) => return response,
    };
    let stays = slot == own.booking.slot;
    if stays && wish.is_none() {
        let (is_changed, revision) = (own.booking.changes > 0, own.booking.revision);
        return visit.on_to(&if is_changed { own.changed_to(&visit, revision) } else { visit.to(&own.path, &[]) });
    }
    if let Some(why) = own.no_more_changes(&visit) {
        return refused(&visit, &own, &why.into());
    }
    let is_put_down = wish.is_some();
    if let Some(asked_for) = wish
        && let Err(problem) = put_down(&visit, &own, Change::Purpose { now: own.booking.slot.clone(), asked_for }).await
    {
        return not_put_down(&visit, &own, &problem);
    }
    if stays {
        return visit.on_to(&own.changed_to(&visit, own.booking.revision));
    }
    move_to(&mut visit, own, slot, is_put_down).await
}

/// Asks the office for another slot; `is_put_down` says whether what the visitor comes for was put down for it.
async fn move_to(visit: &mut Visit, own: Own, slot: Slot, is_put_down: bool) -> Response {
    let answer = changed(visit, WebAsk::Change { booking: own.booking.id, slot: slot.clone() }).await;
    let is_refused = matches!(answer, Ok(WebAnswer::No { .. }) | Err(NoAnswer::Busy));
    if is_refused
        && is_put_down
        && let Err(problem) =
            put_down(visit, &own, Change::Refused { now: own.booking.slot.clone(), asked: slot.clone() }).await
    {
        return unable::not_changed(visit, &own.path, &problem);
    }
    match answer {
        Ok(WebAnswer::Booking(booking)) => {
            let (people, person, day) = (Arc::clone(&visit.pages.people), own.person.clone(), slot.date());
            let note = spawn_blocking(move || people.set_last_day(&person, day));
            match note.await.unwrap_or(Err(PeopleError::Stopped)) {
                Ok(()) => visit.on_to(&own.changed_to(visit, booking.revision)),
                Err(problem) => unable::changed_unseen(visit, &own.path, &slot, &problem),
            }
        }
        Ok(WebAnswer::No { why: why @ Rejection::Booking(NoBooking::ChangedTooOften { .. }), .. }) => {
            refused(visit, &own, &why)
        }
        Ok(WebAnswer::No { why, nearest }) => {
            let own = own.anew(visit);
            if let Some(why_not) = closed(visit, &own) {
                return why_not;
            }
            let path = format!("{}/time", own.change_to(&slot.service));
            let (with, day) = (own.carried(visit), slot.date().to_string());
            let mut pairs: Vec<_> = with.iter().map(|(key, value)| (*key, value.as_str())).collect();
            let action = visit.to(&path, &pairs);
            pairs.push(("day", &day));
            let calendar = visit.to(&path, &pairs);
            refusals::page(visit, &why, &Instead { action, nearest: &nearest, calendar, sheet: None })
        }
        Ok(WebAnswer::Kept { .. } | WebAnswer::Left) => unable::no_answer(visit, &own.path, NoAnswer::Busy),
        Err(why) => unable::no_answer(visit, &own.path, why),
    }
}

/// What the visitor comes for at a slot, where that is something else than what is put down.
async fn wish(visit: &Visit, own: &Own, service: &Service, slot: &Slot) -> Result<Option<AskedFor>, Response> {
    let record = own.record_or(visit, unable::not_changed).await?;
    let purpose = for_clerks(visit, service.purposes.get(own.purpose(visit, &record, service)));
    let is_put_down = record.purpose_at(slot) == purpose.as_ref();
    Ok((!is_put_down).then(|| AskedFor { slot: slot.clone(), purpose }))
}

async fn put_down(visit: &Visit, own: &Own, change: Change) -> Result<(), PeopleError> {
    let (people, person, at) = (Arc::clone(&visit.pages.people), own.person.clone(), visit.now);
    let note = spawn_blocking(move || people.change(&person, change, &Who::Visitor, at));
    note.await.unwrap_or(Err(PeopleError::Stopped))
}

/// Why what the visitor comes for is not put down.
fn not_put_down(visit: &Visit, own: &Own, problem: &PeopleError) -> Response {
    if matches!(problem, PeopleError::TooOften) {
        return unable::rests(visit, &own.path);
    }
    unable::not_changed(visit, &own.path, problem)
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
    let back = visit.to(&own.path, &[]);
    // Whoever says it twice has cancelled.
    if !sure.is_sure() || own.booking.is_given_up() {
        return visit.on_to(&back);
    }
    if let Some(why_not) = closed(&visit, &own) {
        return why_not;
    }
    match changed(&visit, WebAsk::Cancel { booking: own.booking.id }).await {
        Ok(WebAnswer::Booking(_)) => visit.on_to(&back),
        Ok(WebAnswer::No { why, .. }) => {
            let own = own.anew(&mut visit);
            closed(&visit, &own).unwrap_or_else(|| refused(&visit, &own, &why))
        }
        Ok(WebAnswer::Kept { .. } | WebAnswer::Left) => unable::no_answer(&visit, &own.path, NoAnswer::Busy),
        Err(why) => unable::no_answer(&visit, &own.path, why),
    }
}
