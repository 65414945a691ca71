//! The booking to take along: a paper to save and print, and a calendar file (B7). Neither holds the visitor's name.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use tokio::task::spawn_blocking;

use super::super::LOOK;
use super::super::pdf::{self, Printout};
use super::super::visit::Visit;
use super::page::told;
use super::{Own, unknown};

/// The paper.
pub async fn paper(mut visit: Visit) -> Response {
    let Some(own) = Own::of(&mut visit) else { return unknown(&visit) };
    let record = match own.record(&visit).await {
        Ok(record) => record,
        Err(response) => return response,
    };
    let mut told = told(&visit, &own, &record);
    told.rows.retain(|row| row.name != visit.words.for_whom);
    let printout = Printout {
        language: visit.words.language,
        office: visit.said(&visit.floor.office),
        words: visit.words,
        link: own.url(&visit),
        told,
    };
    match spawn_blocking(move || pdf::file(&printout)).await.ok().flatten() {
        Some(bytes) => file(bytes, "application/pdf", "booking.pdf"),
        None => visit.sorry(StatusCode::SERVICE_UNAVAILABLE, &visit.words.no_paper, &visit.words.no_paper_note),
    }
}

/// The calendar file.
pub async fn calendar(mut visit: Visit) -> Response {
    let Some(own) = Own::of(&mut visit) else { return unknown(&visit) };
    let file_of = own.appointment(&visit).calendar(visit.now, &visit.words.booking_number);
    file(file_of.into_bytes(), "text/calendar; charset=utf-8", "booking.ics")
}

/// Something to be saved, kept by no browser beside that.
pub fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    LOOK.strict(response)
}
