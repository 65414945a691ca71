//! What the server answers over HTTP: devices' sockets, the visitors' pages, and how the server is.

mod health;
mod ticket_page;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use axum::routing::get;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

use crate::session::{self, Reception};

pub use health::Health;
use ticket_page::Pages;

/// Every address for the devices and the staff, and the visitors' pages as well.
pub fn inside(reception: Arc<Reception>, health: Arc<Health>) -> Router {
    let pages = outside(&reception);
    let devices = Router::new().route("/device", get(device)).with_state(Arc::clone(&reception));
    let health = Router::new().route("/health", get(health::show)).with_state((health, reception));
    devices.merge(health).merge(pages)
}

/// The visitors' pages alone.
pub fn outside(reception: &Reception) -> Router {
    ticket_page::router(Pages {
        published: reception.screens.published.clone(),
        fresh: Arc::clone(&reception.fresh),
        clock: Arc::clone(&reception.clock),
        trusted_proxies: reception.trusted_proxies.clone(),
        pace: Mutex::default(),
    })
}

/// Turns a connection into a device's socket. Done here by hand, so that the session owns the connection's bytes: it can bound
/// what each connection holds and hear a hostile sender out before it closes.
async fn device(State(reception): State<Arc<Reception>>, mut request: Request) -> Response<Body> {
    let Ok(response) = create_response_with_body(&request, Body::empty) else {
        let mut refused = Response::new(Body::from("connect with a websocket of version 13\n"));
        *refused.status_mut() = StatusCode::UPGRADE_REQUIRED;
        return refused;
    };
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgrade.await {
            session::serve(TokioIo::new(upgraded), reception).await;
        }
    });
    response
}
