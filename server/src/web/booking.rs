//! The visitors' pages for booking (B1 to B3, B7, B8, B13, B14, P2, P4, P5): made here, usable without scripts; the form alone
//! has one. What is free is read from what is published; what is asked goes through the web's lane of the office, and nothing is shown as
//! booked that is not durable.
//!
//! No name, document or contact stands in an address, a cookie or the log.

mod another;
mod aside;
mod barred;
mod booked;
mod calendar;
mod codes;
mod dates;
mod drafts;
mod faults;
mod form;
mod frame;
mod free;
mod keep;
mod openly;
mod own;
mod pdf;
mod posted;
mod pressed;
mod refusals;
mod sending;
mod services;
mod sheet;
#[cfg(test)]
mod tests;
mod unsent;
mod visit;
mod words;

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use protocol::token::OfficeKey;
use queue::booking::holds::Holds;
use tokio::sync::watch;

use crate::floor_clock::FloorClock;
use crate::messages::Messages;
use crate::office::bookings::WebDoor;
use crate::people::entered::Document;
use crate::people::{FullName, People};
use crate::proxies::TrustedProxies;
use crate::published::Published;
use crate::web::guest::Guest;
use crate::web::pace::Pace;
use crate::web::strict::Look;
use aside::Aside;
use codes::SendPace;
use drafts::{Drafts, Entered, Typed, Whose};
use keep::Stated;
pub use openly::{router_inside, router_outside};
use own::Turns;
use pressed::PageNames;

/// The look of the pages, in each page itself.
const STYLE: &str = concat!(
    include_str!("../../templates/tokens.css"),
    include_str!("../../templates/page.css"),
    include_str!("../../templates/booking/booking.css")
);
static LOOK: LazyLock<Look> = LazyLock::new(|| Look::with_forms(STYLE));
/// How often it is looked for forms that were left.
const SWEEP: Duration = Duration::from_secs(30);
/// Largest form, in bytes: every field at its limit, percent-encoded.
const FORM_LIMIT: usize = 16 * 1024;

/// What the pages need of the server.
pub struct Pages {
    /// The floor, its calendar and its bookings.
    pub published: watch::Receiver<Arc<Published>>,
    /// The floor's time.
    pub clock: Arc<FloorClock>,
    /// Who may say from where a visitor asks.
    pub trusted_proxies: TrustedProxies,
    /// Who has asked how much of late.
    pub pace: Arc<Mutex<Pace>>,
    /// Places kept while forms are filled.
    pub holds: Arc<Mutex<Holds>>,
    /// What carries codes to visitors.
    pub messages: Messages,
    /// The web's lane of the office.
    pub web: WebDoor,
    /// Signs the codes that visitors show.
    pub office_key: Arc<OfficeKey>,
    /// Who booked.
    pub people: Arc<People>,
    /// Where the journal is.
    pub data: PathBuf,
    /// Days for which personal data is kept after the visit.
    pub keep_days: u16,
    /// What the pages themselves remember.
    pub memory: Memory,
}

/// What the pages remember, in memory alone.
#[derive(Default)]
pub struct Memory {
    /// Forms between their steps.
    drafts: Drafts,
    /// Sheets whose visitors look for another time.
    aside: Aside,
    /// Codes that went out of late.
    sends: SendPace,
    /// Makes a number of an address or a sheet, another at each start.
    numbers: RandomState,
    /// Names of the pages that may begin a form.
    names: PageNames,
    /// Changes of bookings that are on their way.
    turns: Turns,
}

impl Memory {
    /// Tells a sheet for a place from all others; nobody else can make it.
    fn mark(&self, typed: &Typed, place: &Stated) -> u64 {
        self.numbers.hash_one((typed, place))
    }

    /// Tells a sheet's person from others; nobody else can make it.
    fn whose(&self, entered: &Entered) -> Whose {
        self.whose_of(Some(&entered.name), Some(&entered.document))
    }

    /// The same of a sheet of which not all can be read.
    fn whose_of(&self, name: Option<&FullName>, document: Option<&Document>) -> Whose {
        Whose::of(name, document, &self.numbers)
    }
}

/// The pages' addresses.
pub fn router(pages: Arc<Pages>) -> Router {
    Router::new()
        .route("/", get(services::first))
        .route("/book", get(services::services))
        .route("/book/{service}", get(services::documents))
        .route("/book/{service}/time", get(calendar::show).post(|posted| whole(keep::pick(posted))))
        .route("/form", get(form::show).post(|posted| whole(form::take(posted))))
        .route("/form/check", post(|posted| whole(form::check(posted))))
        .route("/form/code", get(sending::show).post(|posted| whole(sending::take(posted))))
        .route("/b/{link}", get(own::page::show))
        .route("/b/{link}/change", get(own::change::services))
        .route("/b/{link}/change/{service}", get(own::change::documents))
        .route(
            "/b/{link}/change/{service}/time",
            get(own::change::show).post(|posted| whole(own::change::take(posted))),
        )
        .route("/b/{link}/cancel", get(own::change::ask).post(|posted| whole(own::change::cancel(posted))))
        .route("/b/{link}/history", get(own::history::show))
        .route("/b/{link}/data.json", get(own::data::file))
        .route("/b/{link}/delete", get(own::data::ask).post(|posted| whole(own::data::delete(posted))))
        .route("/deleted", get(own::data::deleted))
        .route("/b/{link}/booking.pdf", get(own::files::paper))
        .route("/b/{link}/booking.ics", get(own::files::calendar))
        .method_not_allowed_fallback(nowhere)
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .with_state(pages)
}

async fn nowhere(visit: visit::Visit) -> Response {
    visit.nowhere()
}

/// What was begun is done to its end, also where the visitor's connection is cut in the middle.
pub(in crate::web) async fn whole(act: impl Future<Output = Response> + Send + 'static) -> Response {
    tokio::spawn(act).await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

impl Pages {
    /// Drops forms whose place is no longer kept, and sheets that were left, for ever.
    pub async fn forget_lapsed(self: Arc<Self>) {
        loop {
            tokio::time::sleep(SWEEP).await;
            let now = self.clock.now();
            self.memory.drafts.forget_lapsed(now);
            self.memory.aside.forget_lapsed(now);
        }
    }

    fn may(&self, guest: &Guest) -> bool {
        self.pace().may(guest.address, self.clock.steady())
    }

    /// Counts what an address cost beyond a page.
    fn cost(&self, guest: &Guest, pages: f64) {
        self.pace().cost(guest.address, pages, self.clock.steady());
    }

    fn pace(&self) -> std::sync::MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
