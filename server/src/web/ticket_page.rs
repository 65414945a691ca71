//! The visitors' page of a ticket, which the coupon's QR opens: made here, works without scripts, holds nothing personal.
//! Reads what is published and the statistics of the day; the one thing that it asks of the office is to leave the queue. A script of
//! ours keeps it live where scripts run. After the visit it takes a rating, which the office never hears of.

mod before;
mod leave;
mod rate;
mod story;
#[cfg(test)]
mod tests;
mod view;
mod words;

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;
use queue::Floor;
use queue::ids::{Language, TicketCode};
use serde::Deserialize;
use tokio::sync::{Semaphore, watch};

use crate::floor_clock::FloorClock;
use crate::fresh::Fresh;
use crate::office::bookings::WebDoor;
use crate::proxies::TrustedProxies;
use crate::published::{Published, PublishedTicket};
use crate::ratings::Ratings;
use crate::translate::ticket::PAGE;
use crate::web::guest::Guest;
use crate::web::pace::{self, COME_BACK_S, Pace};
use crate::web::strict::Look;
use before::Told;
use leave::LEAVE;
use rate::RATE;
use view::{LeavePage, RatePage, RefusalPage, SorryPage, Subject, TicketPage, Wish};

pub use story::Story;

/// The look of the pages, in the page itself.
const STYLE: &str = concat!(
    include_str!("../../templates/tokens.css"),
    include_str!("../../templates/page.css"),
    include_str!("../../templates/ticket.css")
);
/// By it the page keeps itself live.
const SCRIPT: &str = concat!(include_str!("../../templates/follow.js"), include_str!("../../templates/ticket.js"));
static LOOK: LazyLock<Look> = LazyLock::new(|| Look::plain(STYLE));
static LIVE_LOOK: LazyLock<Look> = LazyLock::new(|| Look::plain_with_script(STYLE, SCRIPT));
static FORM_LOOK: LazyLock<Look> = LazyLock::new(|| Look::with_forms(STYLE));
/// Largest form, in bytes: a word of the longest letters, each as three bytes of an address.
const FORM_LIMIT: usize = 4 * 1024;
/// Ratings that are being kept at a time.
pub const RATED_AT_ONCE: usize = 4;

/// What the pages need of the server.
pub struct Pages {
    /// The floor and its tickets.
    pub published: watch::Receiver<Arc<Published>>,
    /// Tickets issued a moment ago.
    pub fresh: Arc<Fresh>,
    /// The floor's time.
    pub clock: Arc<FloorClock>,
    /// Who may say from where a visitor asks.
    pub trusted_proxies: TrustedProxies,
    /// Who has asked how much of late.
    pub pace: Arc<Mutex<Pace>>,
    /// The web's lane of the office.
    pub web: WebDoor,
    /// What visitors said of their visits.
    pub ratings: Arc<Ratings>,
    /// Ratings that are being kept.
    pub rating: Semaphore,
    /// Whom the tickets saw go before them.
    pub story: Story,
}

/// The page's address, that of leaving, and a friendly answer for every other.
pub fn router(pages: Arc<Pages>) -> Router {
    Router::new()
        .route(&format!("{PAGE}{{code}}"), get(ticket))
        .route(&format!("{PAGE}{{code}}{LEAVE}"), get(leave::ask).post(leave::take))
        .route(&format!("{PAGE}{{code}}{RATE}"), get(rate::ask).post(rate::take))
        .fallback(elsewhere)
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .with_state(pages)
}

/// What may stand behind the question mark beside the language.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    still: Option<String>,
}

async fn ticket(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let (parts, _body) = request.into_parts();
    let code = parts.uri.path().strip_prefix(PAGE).and_then(TicketCode::parse);
    pages.show(code, &Reader::of(&parts, &pages.trusted_proxies)).await
}

async fn elsewhere(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let (parts, _body) = request.into_parts();
    pages.show(None, &Reader::of(&parts, &pages.trusted_proxies)).await
}

/// Whoever reads, and how.
struct Reader {
    guest: Guest,
    still: bool,
}

/// A ticket that was found by its code.
struct Looked {
    code: TicketCode,
    floor: Arc<Floor>,
    ticket: PublishedTicket,
}

impl Pages {
    async fn show(&self, code: Option<TicketCode>, reader: &Reader) -> Response {
        let looked = match self.looked(code, reader) {
            Ok(looked) => looked,
            Err(response) => return *response,
        };
        let told = self.story.of(&looked.ticket.view, &looked.floor, self.clock.steady()).await;
        let rated = self.ratings.has(&looked.code);
        let page = view::ticket_page(&looked.subject(told.as_deref()), rated, &looked.wish(reader), self.now());
        LIVE_LOOK.page(StatusCode::OK, shown(&page))
    }

    /// Whose ticket lies before this `ending` of an address, and who asks; or the page that says why it is not shown.
    fn reached(&self, parts: &Parts, ending: &str) -> Result<(Looked, Reader), Box<Response>> {
        let reader = Reader::of(parts, &self.trusted_proxies);
        let code = parts.uri.path().strip_prefix(PAGE).and_then(|rest| rest.strip_suffix(ending));
        let looked = self.looked(code.and_then(TicketCode::parse), &reader)?;
        Ok((looked, reader))
    }

    /// The ticket of a code, or the page for whoever asked too often or for a ticket that is none.
    fn looked(&self, code: Option<TicketCode>, reader: &Reader) -> Result<Looked, Box<Response>> {
        // Before the index is read: see `Fresh::find`.
        let newborn = code.as_ref().and_then(|code| self.fresh.find(code));
        let published = Arc::clone(&self.published.borrow());
        let floor = published.floor.as_deref();
        if !self.may(reader) {
            let page = view::crowded_page(floor, &reader.wish(floor, None));
            let mut response = LOOK.page(StatusCode::TOO_MANY_REQUESTS, sorry(&page));
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(COME_BACK_S));
            return Err(Box::new(response));
        }
        let indexed = code.as_ref().and_then(|code| published.tickets.get(code));
        let ticket = match newborn {
            Some(newborn) if newborn.gone.is_some() => Some(newborn),
            newborn => indexed.cloned().or(newborn),
        };
        match (code, &published.floor, ticket) {
            (Some(code), Some(floor), Some(ticket)) => Ok(Looked { code, floor: Arc::clone(floor), ticket }),
            (_, _, _) => {
                self.cost(reader, pace::WRONG_CODE);
                let page = view::unknown_page(floor, &reader.wish(floor, None));
                Err(Box::new(LOOK.page(StatusCode::NOT_FOUND, sorry(&page))))
            }
        }
    }

    fn may(&self, reader: &Reader) -> bool {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.may(reader.guest.address, self.clock.steady())
    }

    /// Counts what a reader cost beyond a page.
    fn cost(&self, reader: &Reader, pages: f64) {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.cost(reader.guest.address, pages, self.clock.steady());
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Reader {
    fn of(parts: &Parts, trusted: &TrustedProxies) -> Self {
        let asked = Query::<Asked>::try_from_uri(&parts.uri).map(|Query(asked)| asked).unwrap_or_default();
        Self { guest: Guest::of(parts, trusted), still: asked.still.as_deref() == Some("1") }
    }

    fn wish(&self, floor: Option<&Floor>, ticket: Option<&Language>) -> Wish {
        Wish { language: self.guest.language(floor, ticket), still: self.still }
    }
}

impl Looked {
    fn wish(&self, reader: &Reader) -> Wish {
        reader.wish(Some(&self.floor), Some(&self.ticket.view.language))
    }

    fn subject<'a>(&'a self, told: Option<&'a Told>) -> Subject<'a> {
        Subject { floor: &self.floor, code: &self.code, ticket: &self.ticket, told }
    }
}

fn shown(page: &TicketPage) -> askama::Result<String> {
    TicketTemplate { style: STYLE, script: SCRIPT, frame: &page.frame, page }.render()
}

fn sorry(page: &SorryPage) -> askama::Result<String> {
    SorryTemplate { style: STYLE, frame: &page.frame, page }.render()
}

fn asking(page: &LeavePage) -> askama::Result<String> {
    LeaveTemplate { style: STYLE, frame: &page.frame, page }.render()
}

fn rating(page: &RatePage) -> askama::Result<String> {
    RateTemplate { style: STYLE, frame: &page.frame, page }.render()
}

fn refused(page: &RefusalPage) -> askama::Result<String> {
    RefusalTemplate { style: STYLE, frame: &page.frame, page }.render()
}

#[derive(Template)]
#[template(path = "ticket.html")]
struct TicketTemplate<'a> {
    style: &'a str,
    script: &'a str,
    frame: &'a view::Frame,
    page: &'a TicketPage,
}

#[derive(Template)]
#[template(path = "sorry.html")]
struct SorryTemplate<'a> {
    style: &'a str,
    frame: &'a view::Frame,
    page: &'a SorryPage,
}

#[derive(Template)]
#[template(path = "ticket-leave.html")]
struct LeaveTemplate<'a> {
    style: &'a str,
    frame: &'a view::Frame,
    page: &'a LeavePage,
}

#[derive(Template)]
#[template(path = "ticket-rate.html")]
struct RateTemplate<'a> {
    style: &'a str,
    frame: &'a view::Frame,
    page: &'a RatePage,
}

#[derive(Template)]
#[template(path = "ticket-refused.html")]
struct RefusalTemplate<'a> {
    style: &'a str,
    frame: &'a view::Frame,
    page: &'a RefusalPage,
}
