//! What whoever has a booking is told where something cannot be done with it now: it stands, and nobody need book elsewhere.

use std::fmt::Display;

use axum::http::StatusCode;
use axum::response::Response;
use queue::booking::Slot;

use super::super::frame::Sorry;
use super::super::visit::Visit;
use crate::web::answer::NoAnswer;
use crate::web::words::filled;

/// A page under a booking's address, by its path, with the way back to the booking.
pub fn tell(visit: &Visit, path: &str, status: StatusCode, (title, note): (&str, &str)) -> Response {
    let back = visit.to(path, &[]);
    let sorry = Sorry::new(visit.frame(title, Some(back.clone())), visit.words, note);
    visit.tell(status, sorry.way(back, &visit.words.to_booking))
}

/// What is kept cannot be read.
pub fn not_shown(visit: &Visit, path: &str, problem: &dyn Display) -> Response {
    tracing::error!(%problem, "a booking cannot be shown");
    not_now(visit, path, (&visit.words.not_shown, &visit.words.as_it_was))
}

/// What the visitor comes for cannot be put down, so that nothing was changed.
pub fn not_changed(visit: &Visit, path: &str, problem: &dyn Display) -> Response {
    tracing::error!(%problem, "a booking cannot be changed");
    not_now(visit, path, (&visit.words.not_changed, &visit.words.as_it_was))
}

/// So much was put down within a day that no more is (S6). Nothing was changed.
pub fn rests(visit: &Visit, path: &str) -> Response {
    let words = visit.words;
    tell(visit, path, StatusCode::CONFLICT, (&words.not_changed, &words.tried_too_much))
}

/// The change is durable, and what comes after it failed.
pub fn changed_unseen(visit: &Visit, path: &str, slot: &Slot, problem: &dyn Display) -> Response {
    tracing::error!(%problem, "for how long personal data is kept cannot be noted");
    let note = filled(&visit.words.is_changed_note, &[&visit.slot_within(slot)]);
    not_now(visit, path, (&visit.words.is_changed, &note))
}

/// The office has not answered.
pub fn no_answer(visit: &Visit, path: &str, why: NoAnswer) -> Response {
    let words = visit.words;
    let told = match why {
        NoAnswer::Busy => (&words.busy, &words.unchanged_note),
        NoAnswer::Silent => (&words.unsure, &words.look_first_note),
    };
    not_now(visit, path, (told.0, told.1))
}

fn not_now(visit: &Visit, path: &str, told: (&str, &str)) -> Response {
    tell(visit, path, StatusCode::SERVICE_UNAVAILABLE, told)
}
