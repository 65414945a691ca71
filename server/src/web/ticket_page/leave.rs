//! The visitor leaves the queue on the page of the ticket: asked once more, then decided by the office on the web's lane.

use std::sync::Arc;

use axum::extract::{Form, FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use protocol::message::TicketState;
use queue::Rejection;
use tokio::time::timeout;

use super::view::{self, Refusal};
use super::{FORM_LOOK, Looked, Pages, Reader, asking, refused};
use crate::office::bookings::{WebAnswer, WebAnswered, WebAsk};
use crate::published::PublishedTicket;
use crate::web::answer::answered;
use crate::web::booking::whole;
use crate::web::forms::{COME_TIME, Sure};
use crate::web::same_site::is_ours;

/// What comes after a ticket's address.
pub const LEAVE: &str = "/leave";
/// Pages that the form costs beyond one: it makes the server do more.
pub const COST: f64 = 2.0;

/// Whether the visitor is sure.
pub async fn ask(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let (parts, _body) = request.into_parts();
    let (looked, reader) = match pages.reached(&parts, LEAVE) {
        Ok(reached) => reached,
        Err(response) => return *response,
    };
    match refusal(&looked.ticket) {
        Some(why) => refuse(&looked, &reader, why),
        None => {
            let page = view::leave_page(&looked.subject(None), &looked.wish(&reader));
            FORM_LOOK.page(StatusCode::OK, asking(&page))
        }
    }
}

/// The visitor is sure.
pub async fn take(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (looked, reader) = match pages.reached(&parts, LEAVE) {
        Ok(reached) => reached,
        Err(response) => return *response,
    };
    pages.cost(&reader, COST);
    if !is_ours(&parts.headers, looked.floor.public_url.as_deref()) {
        return refuse(&looked, &reader, Refusal::FromElsewhere);
    }
    let form = Form::<Sure>::from_request(Request::from_parts(parts, body), &());
    match timeout(COME_TIME, form).await {
        Ok(Ok(Form(form))) if form.is_sure() => whole(leave(pages, looked, reader)).await,
        Ok(_) | Err(_) => refuse(&looked, &reader, Refusal::FromElsewhere),
    }
}

async fn leave(pages: Arc<Pages>, looked: Looked, reader: Reader) -> Response {
    let ask = WebAsk::Leave { ticket: looked.ticket.view.ticket };
    let Ok(WebAnswered { answer, seq }) = answered(pages.web.ask(ask)).await else {
        return refuse(&looked, &reader, Refusal::Unsure);
    };
    match answer {
        WebAnswer::Left => {
            let published = Arc::clone(&pages.published.borrow());
            pages.fresh.note_left(&looked.code, &looked.ticket, seq, &published);
            let to = view::back(&looked.code, &looked.wish(&reader));
            FORM_LOOK.strict(Redirect::to(&to).into_response())
        }
        WebAnswer::No { why: Rejection::AlreadyCalled, .. } => refuse(&looked, &reader, Refusal::Called),
        WebAnswer::No { .. } | WebAnswer::Kept { .. } | WebAnswer::Booking(_) => {
            refuse(&looked, &reader, Refusal::Gone)
        }
    }
}

/// Why the place cannot be given up, as far as the page knows it.
fn refusal(ticket: &PublishedTicket) -> Option<Refusal> {
    match ticket.view.state {
        TicketState::NoShow if ticket.gone.is_some() => Some(Refusal::Gone),
        TicketState::Waiting | TicketState::Parked | TicketState::NoShow => None,
        TicketState::Called | TicketState::Serving => Some(Refusal::Called),
        TicketState::Finished | TicketState::Refused | TicketState::Left => Some(Refusal::Gone),
    }
}

/// A page that says why nothing was done.
pub fn refuse(looked: &Looked, reader: &Reader, why: Refusal) -> Response {
    let status = match why {
        Refusal::Called | Refusal::Gone | Refusal::NotOver | Refusal::Rated => StatusCode::CONFLICT,
        Refusal::FromElsewhere => StatusCode::FORBIDDEN,
        Refusal::NotWhole => StatusCode::BAD_REQUEST,
        Refusal::Unsure | Refusal::NotKept => StatusCode::SERVICE_UNAVAILABLE,
    };
    refuse_with(status, looked, reader, why)
}

/// The same where more is known of it than the page says.
pub fn refuse_with(status: StatusCode, looked: &Looked, reader: &Reader, why: Refusal) -> Response {
    FORM_LOOK.page(status, refused(&view::refusal_page(&looked.subject(None), &looked.wish(reader), why)))
}
