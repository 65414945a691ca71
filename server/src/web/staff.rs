//! The staff's pages, for whoever may see them (S2): made here, usable without scripts, on the inner listener and over TLS alone,
//! because they hold clerks' names. They read what is published after a commit, and ask the office two things: to cancel a booking, and another
//! configuration of the floor.
//!
//! A page is a row of `permits::StaffPage`, an address and a word in `frame`, and a function of a [`visit::Seen`], which
//! nobody gets but `visit::page` and `posted::form` for those whose roles see the page.

mod anew;
mod bookings;
mod dates;
mod day;
mod files;
mod floor;
mod frame;
mod guarded;
mod live;
mod mine;
mod now;
mod part;
mod period;
mod posted;
mod session;
mod sign_in;
mod ticket;
mod visit;
mod what_if;
mod words;

use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware;
use axum::response::Response;
use axum::routing::{any, get, post};
use tokio::sync::Semaphore;

use crate::permits::StaffPage;
use crate::session::Reception;
use crate::web::pace::Pace;
use crate::web::strict::Look;
use guarded::Guarded;
use session::Sessions;
use visit::Visit;

/// The look of the pages, in each page itself.
const STYLE: &str = concat!(
    include_str!("../../templates/tokens.css"),
    include_str!("../../templates/staff/staff.css"),
    include_str!("../../templates/staff/day.css"),
    include_str!("../../templates/staff/what_if.css"),
    include_str!("../../templates/staff/floor.css")
);
static LOOK: LazyLock<Look> = LazyLock::new(|| Look::with_forms(STYLE));
/// Of pages that show pictures of the hall display.
static PICTURED: LazyLock<Look> = LazyLock::new(|| Look::with_pictures(STYLE));
/// By it a page shows itself anew.
const SCRIPT: &str = concat!(include_str!("../../templates/follow.js"), include_str!("../../templates/staff/live.js"));
static LIVE_LOOK: LazyLock<Look> = LazyLock::new(|| Look::with_script(STYLE, SCRIPT));
/// Pages and files of a period that are read at once; each reads the period that it is held against beside it.
const PERIODS: usize = 1;
/// Largest form, in bytes.
const FORM_LIMIT: usize = 4 * 1024;

/// What the pages need.
pub struct Pages {
    /// All that the server has for sessions of any kind.
    pub reception: Arc<Reception>,
    /// Who is signed in.
    sessions: Sessions,
    /// Changes of the floor that nobody has confirmed yet.
    proposals: floor::Proposals,
    /// Who has asked how much of late; visitors count elsewhere.
    pace: Mutex<Pace>,
    /// Pages and files of a period that are read: they take turns, so that the floor keeps the processor.
    periods: Arc<Semaphore>,
    /// How many days are played again at once.
    replays: Arc<Semaphore>,
}

impl Pages {
    /// With nobody signed in.
    pub fn new(reception: Arc<Reception>) -> Self {
        let [periods, replays] = [PERIODS, what_if::AT_ONCE].map(|many| Arc::new(Semaphore::new(many)));
        let (sessions, proposals) = (Sessions::default(), floor::Proposals::default());
        Self { reception, sessions, proposals, pace: Mutex::default(), periods, replays }
    }
}

/// The addresses that have readers.
fn guarded() -> Guarded {
    use StaffPage::{Bookings, Day, Mine, Now, Period, WhatIf};
    let guarded = Guarded::default()
        .page(Now, frame::address(Now), now::show)
        .page(Now, now::CSV, now::csv)
        .page(Now, now::XLSX, now::xlsx)
        .page(Day, frame::address(Day), day::show)
        .page(Day, day::CSV, day::files::csv)
        .page(Day, day::XLSX, day::files::xlsx)
        .page(Day, day::PDF, day::files::pdf)
        .page(Day, ticket::ADDRESS, ticket::show)
        .page(Day, ticket::CSV, ticket::csv)
        .page(Day, ticket::XLSX, ticket::xlsx)
        .page(Period, frame::address(Period), period::show)
        .page(Period, period::CSV, period::files::csv)
        .page(Period, period::XLSX, period::files::xlsx)
        .page(WhatIf, frame::address(WhatIf), what_if::show)
        .page(WhatIf, what_if::CSV, what_if::csv)
        .page(WhatIf, what_if::XLSX, what_if::xlsx)
        .page(Bookings, frame::address(Bookings), bookings::show)
        .page(Bookings, bookings::CSV, bookings::csv)
        .page(Bookings, bookings::XLSX, bookings::xlsx)
        .page(Bookings, frame::CANCEL, bookings::ask)
        .form(Bookings, frame::CANCEL, bookings::cancel)
        .page(Mine, frame::address(Mine), mine::show)
        .page(Mine, mine::CSV, mine::csv)
        .page(Mine, mine::XLSX, mine::xlsx);
    floor::guarded(guarded)
}

/// Each address that has readers: how it is asked, where, and whose page it is of.
pub fn guarded_addresses() -> Vec<(Method, &'static str, StaffPage)> {
    guarded().addresses
}

/// The pages' addresses.
pub fn router(pages: Arc<Pages>) -> Router {
    guarded()
        .router
        .route(frame::FIRST, get(sign_in::first))
        .route("/staff/", get(sign_in::first))
        .route(frame::SIGN_IN, get(sign_in::show).post(sign_in::take))
        .route(frame::SIGN_OUT, post(sign_in::leave))
        .route("/staff/{*rest}", any(nowhere))
        .method_not_allowed_fallback(not_so)
        .layer(middleware::from_fn_with_state(Arc::clone(&pages), visit::keep_language))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .with_state(pages)
}

async fn nowhere(visit: Visit) -> Response {
    visit.nowhere()
}

async fn not_so(visit: Visit) -> Response {
    visit.not_so()
}
