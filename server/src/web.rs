//! What the server answers over HTTP: devices' sockets, the staff's pages, the visitors' pages, and how the server is.

mod answer;
pub(crate) mod booking;
pub(crate) mod catalog;
mod forms;
mod guest;
mod health;
pub mod pace;
mod picture;
mod same_site;
mod staff;
mod strict;
mod ticket_page;
mod way;
pub(crate) mod words;

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use axum::routing::get;
use hyper_util::rt::TokioIo;
use tokio::sync::Semaphore;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

use crate::session::{self, Reception};

pub use health::Health;
pub use staff::guarded_addresses;

/// Every address for the devices and the staff, and the visitors' pages as well; nobody types a name in the open on those for booking.
pub fn inside(reception: Arc<Reception>, health: Arc<Health>, pages: &VisitorsPages) -> Router {
    let devices = Router::new().route("/device", get(device)).route(picture::ADDRESS, get(picture::show));
    let devices = devices.with_state(Arc::clone(&reception));
    let staff = staff::router(Arc::new(staff::Pages::new(Arc::clone(&reception))));
    let health = Router::new().route("/health", get(health::show)).with_state((health, reception));
    let visitors = ticket_page::router(Arc::clone(&pages.tickets));
    devices.merge(health).merge(staff).merge(visitors).merge(booking::router_inside(Arc::clone(&pages.booking)))
}

/// The visitors' pages alone; nobody types a name in the open on those for booking.
pub fn outside(pages: &VisitorsPages) -> Router {
    ticket_page::router(Arc::clone(&pages.tickets)).merge(booking::router_outside(Arc::clone(&pages.booking)))
}

/// The visitors' pages and what they remember: the same for everybody, by whichever door they come.
pub struct VisitorsPages {
    tickets: Arc<ticket_page::Pages>,
    booking: Arc<booking::Pages>,
}

impl VisitorsPages {
    /// The pages of a floor.
    pub fn of(reception: &Reception) -> Self {
        let pace = Arc::default();
        let tickets = ticket_page::Pages {
            published: reception.screens.published.clone(),
            fresh: Arc::clone(&reception.fresh),
            clock: Arc::clone(&reception.clock),
            trusted_proxies: reception.trusted_proxies.clone(),
            pace: Arc::clone(&pace),
            web: reception.web.clone(),
            ratings: Arc::clone(&reception.ratings),
            rating: Semaphore::new(ticket_page::RATED_AT_ONCE),
            story: ticket_page::Story::new(Arc::clone(&reception.statistics)),
        };
        let booking = booking::Pages {
            published: reception.screens.published.clone(),
            clock: Arc::clone(&reception.clock),
            trusted_proxies: reception.trusted_proxies.clone(),
            pace,
            holds: Arc::clone(&reception.holds),
            messages: reception.messages.clone(),
            web: reception.web.clone(),
            office_key: Arc::clone(&reception.office_key),
            people: Arc::clone(&reception.people),
            data: reception.keys.data().to_owned(),
            keep_days: reception.keep_days,
            memory: booking::Memory::default(),
        };
        Self { tickets: Arc::new(tickets), booking: Arc::new(booking) }
    }

    /// Forgets forms that visitors left, for ever.
    pub fn forget_lapsed(&self) -> impl Future<Output = ()> + Send + use<> {
        Arc::clone(&self.booking).forget_lapsed()
    }
}

/// Turns a connection into a device's socket. Done here by hand, so that the session owns the connection's bytes: it can bound
/// what each connection holds and hear a hostile sender out before it closes.
async fn device(State(reception): State<Arc<Reception>>, mut request: Request) -> Response<Body> {
    let Ok(response) = create_response_with_body(&request, Body::empty) else {
        let mut refused = Response::new(Body::from("connect with a websocket of version 13\n"));
        *refused.status_mut() = StatusCode::UPGRADE_REQUIRED;
        return refused;
    };
    let way = way::of(request.extensions());
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgrade.await {
            session::serve(TokioIo::new(upgraded), way, reception).await;
        }
    });
    response
}
