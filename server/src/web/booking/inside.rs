//! The pages for booking beside the devices, on the listener that takes open connections as well: names are typed on them, and the link of
//! a booking is its whole secret, so whoever comes openly from elsewhere is sent to the same page over TLS (P1).

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};

use super::{LOOK, Pages, router};
use crate::proxies::TrustedProxies;
use crate::session::Way;
use crate::web::way;

/// The first page for booking.
const FIRST: &str = "/book";

/// The pages' addresses.
pub fn router_inside(pages: Arc<Pages>) -> Router {
    let trusted = pages.trusted_proxies.clone();
    router(pages).layer(middleware::from_fn_with_state(trusted, over_tls_alone))
}

/// Nobody is on the way of a private connection, of one from this very machine, and of one from a proxy that the office trusts.
async fn over_tls_alone(State(trusted): State<TrustedProxies>, request: Request, next: Next) -> Response {
    match way::of(request.extensions()) {
        Way::Private | Way::OpenHere => next.run(request).await,
        Way::Open if trusted.holds(way::peer(request.extensions())) => next.run(request).await,
        Way::Open => LOOK.strict(sent_on(&request)),
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
