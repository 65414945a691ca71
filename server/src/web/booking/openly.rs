//! The pages for booking on a listener that takes open connections. Names are typed on them, and the link of a booking is its whole secret, so
//! whoever comes openly from elsewhere sees none of them (P1): beside the devices they are sent to the same page over TLS; on the visitors' own
//! listener, which has no other way in where it is open, they are told why.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};

use super::frame::Sorry;
use super::visit::Visit;
use super::{LOOK, Pages, router};
use crate::session::Way;
use crate::web::way;

/// The first page for booking.
const FIRST: &str = "/book";

/// The pages' addresses beside the devices.
pub fn router_inside(pages: Arc<Pages>) -> Router {
    router(Arc::clone(&pages)).layer(middleware::from_fn_with_state(pages, over_tls_alone))
}

/// The pages' addresses on the visitors' own listener.
pub fn router_outside(pages: Arc<Pages>) -> Router {
    router(Arc::clone(&pages)).layer(middleware::from_fn_with_state(pages, not_openly))
}

async fn over_tls_alone(State(pages): State<Arc<Pages>>, request: Request, next: Next) -> Response {
    if is_safe(&pages, &request) { next.run(request).await } else { LOOK.strict(sent_on(&request)) }
}

async fn not_openly(State(pages): State<Arc<Pages>>, request: Request, next: Next) -> Response {
    if is_safe(&pages, &request) {
        return next.run(request).await;
    }
    let (mut parts, _body) = request.into_parts();
    match Visit::from_request_parts(&mut parts, &pages).await {
        Ok(visit) => told_why(&visit),
        Err(response) => response,
    }
}

/// Nobody is on the way of a private connection, of one from this very machine, and of one from a proxy that the office trusts.
fn is_safe(pages: &Pages, request: &Request) -> bool {
    match way::of(request.extensions()) {
        Way::Private | Way::OpenHere => true,
        Way::Open => pages.trusted_proxies.holds(way::peer(request.extensions())),
    }
}

/// A page that is asked for is shown over TLS; what was sent openly is not taken.
fn sent_on(request: &Request) -> Response {
    let asks = request.method() == Method::GET || request.method() == Method::HEAD;
    let path = request.uri().path_and_query().map_or(FIRST, |path| path.as_str());
    match way::over_tls(request.headers(), if asks { path } else { FIRST }) {
        Some(address) if asks => Redirect::temporary(&address).into_response(),
        Some(address) => Redirect::to(&address).into_response(),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

/// The page that is shown instead, with the way to the public address where that is encrypted.
fn told_why(visit: &Visit) -> Response {
    let words = visit.words;
    let sorry = Sorry::new(visit.frame(&words.openly, None), words, &words.openly_note);
    let encrypted = visit.floor.public_url.as_deref().filter(|url| url.starts_with("https://"));
    let sorry = match encrypted {
        Some(url) => sorry.on(format!("{url}{}", visit.to(FIRST, &[])), words),
        None => sorry,
    };
    visit.tell(StatusCode::FORBIDDEN, sorry)
}
