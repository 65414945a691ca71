//! The visitor says how the visit was: a mark and a word, once for each ticket. The office never hears of it: it goes sealed into a
//! file of its own, and the word stands in no log.

use std::sync::Arc;

use axum::extract::{Form, FromRequest, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tokio::time::timeout;

use super::leave::{COST, refuse, refuse_with};
use super::view::{self, Amiss, Refusal};
use super::{FORM_LOOK, Looked, Pages, Reader, rating};
use crate::ratings::{Kept, Mark, Rating};
use crate::web::booking::whole;
use crate::web::forms::COME_TIME;
use crate::web::same_site::is_ours;

/// What comes after a ticket's address.
pub const RATE: &str = "/rate";

/// Mark and word, as they were filled in.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Filled {
    mark: String,
    word: String,
    /// Not empty where another language was chosen.
    only: String,
    /// Not empty where the form was shown with what is to be mended.
    checked: String,
}

impl Filled {
    fn mark(&self) -> Option<Mark> {
        self.mark.parse().ok().and_then(Mark::new)
    }

    fn rating(&self) -> Result<Rating, Amiss> {
        let mark = self.mark().ok_or(Amiss::NoMark)?;
        Rating::typed(mark, &self.word).ok_or(Amiss::Long)
    }
}

/// The form; a mark may be chosen on the way to it.
pub async fn ask(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let (parts, _body) = request.into_parts();
    let (looked, reader) = match pages.reached(&parts, RATE) {
        Ok(reached) => reached,
        Err(response) => return *response,
    };
    if let Some(why) = pages.refusal(&looked) {
        return refuse(&looked, &reader, why);
    }
    let filled = Query::<Filled>::try_from_uri(&parts.uri).map(|Query(filled)| filled).unwrap_or_default();
    form(StatusCode::OK, &looked, &reader, &Filled { word: String::new(), ..filled }, None)
}

/// The form is filled in.
pub async fn take(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (looked, reader) = match pages.reached(&parts, RATE) {
        Ok(reached) => reached,
        Err(response) => return *response,
    };
    pages.cost(&reader, COST);
    if !is_ours(&parts.headers, looked.floor.public_url.as_deref()) {
        return refuse_with(StatusCode::FORBIDDEN, &looked, &reader, Refusal::NotWhole);
    }
    if let Some(why) = pages.refusal(&looked) {
        return refuse(&looked, &reader, why);
    }
    let filled = Form::<Filled>::from_request(Request::from_parts(parts, body), &());
    let filled = match timeout(COME_TIME, filled).await {
        Ok(Ok(Form(filled))) => filled,
        Ok(Err(bent)) => return refuse_with(bent.status(), &looked, &reader, Refusal::NotWhole),
        Err(_late) => return refuse_with(StatusCode::REQUEST_TIMEOUT, &looked, &reader, Refusal::NotWhole),
    };
    let speaks = !filled.only.is_empty();
    match filled.rating() {
        Ok(rating) if !speaks => whole(keep(pages, looked, reader, rating)).await,
        Err(amiss) if !speaks || !filled.checked.is_empty() => {
            form(StatusCode::UNPROCESSABLE_ENTITY, &looked, &reader, &filled, Some(amiss))
        }
        Ok(_) | Err(_) => form(StatusCode::OK, &looked, &reader, &filled, None),
    }
}

fn form(status: StatusCode, looked: &Looked, reader: &Reader, filled: &Filled, amiss: Option<Amiss>) -> Response {
    let filled_in = (filled.mark(), filled.word.as_str());
    FORM_LOOK.page(status, rating(&view::rate_page(&looked.subject(None), &looked.wish(reader), filled_in, amiss)))
}

async fn keep(pages: Arc<Pages>, looked: Looked, reader: Reader, rating: Rating) -> Response {
    // Whoever comes while others are written down tries again: nobody waits in a line for the disk.
    let Ok(_place) = pages.rating.try_acquire() else { return refuse(&looked, &reader, Refusal::NotKept) };
    let (ratings, code, day) = (Arc::clone(&pages.ratings), looked.code.clone(), looked.ticket.view.day);
    match tokio::task::spawn_blocking(move || ratings.keep(&code, day, &rating)).await {
        Ok(Ok(Kept::New)) => {
            let to = view::back(&looked.code, &looked.wish(&reader));
            FORM_LOOK.strict(Redirect::to(&to).into_response())
        }
        Ok(Ok(Kept::Before)) => refuse(&looked, &reader, Refusal::Rated),
        Ok(Err(problem)) => {
            tracing::error!(%problem, "a rating cannot be kept");
            refuse(&looked, &reader, Refusal::NotKept)
        }
        Err(_) => refuse(&looked, &reader, Refusal::NotKept),
    }
}

impl Pages {
    /// Why a visit cannot be rated, as far as that is known.
    fn refusal(&self, looked: &Looked) -> Option<Refusal> {
        if !view::is_rated(looked.ticket.view.state) {
            return Some(Refusal::NotOver);
        }
        self.ratings.has(&looked.code).then_some(Refusal::Rated)
    }
}
