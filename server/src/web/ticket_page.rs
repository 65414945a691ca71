//! The visitors' page of a ticket, which the coupon's QR opens: made here, works without scripts, holds nothing personal.
//! Reads what is published and nothing else; asks of the office nothing.

#[cfg(test)]
mod tests;
mod view;
mod words;

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use askama::Template;
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;
use queue::Floor;
use queue::ids::{Language, TicketCode};
use serde::Deserialize;
use tokio::sync::watch;

use crate::floor_clock::FloorClock;
use crate::fresh::Fresh;
use crate::proxies::TrustedProxies;
use crate::published::Published;
use crate::translate::ticket::PAGE;
use crate::web::guest::Guest;
use crate::web::pace::{self, Pace};
use crate::web::strict::Look;
use view::{SorryPage, TicketPage, Wish};

/// The look of the pages, in the page itself.
const STYLE: &str = concat!(include_str!("../../templates/tokens.css"), include_str!("../../templates/page.css"));
static LOOK: LazyLock<Look> = LazyLock::new(|| Look::plain(STYLE));
/// Seconds after which one who asked too often may come back.
const COME_BACK_S: &str = "30";

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
}

/// The page's address and a friendly answer for every other.
pub fn router(pages: Arc<Pages>) -> Router {
    Router::new().route(&format!("{PAGE}{{code}}"), get(ticket)).fallback(elsewhere).with_state(pages)
}

/// What may stand behind the question mark beside the language.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    still: Option<String>,
}

async fn ticket(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let code = request.uri().path().strip_prefix(PAGE).and_then(TicketCode::parse);
    pages.show(code, &Reader::of(request, &pages.trusted_proxies))
}

async fn elsewhere(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    pages.show(None, &Reader::of(request, &pages.trusted_proxies))
}

/// Whoever reads, and how.
struct Reader {
    guest: Guest,
    still: bool,
}

impl Pages {
    fn show(&self, code: Option<TicketCode>, reader: &Reader) -> Response {
        // Before the index is read: see `Fresh::find`.
        let newborn = code.as_ref().and_then(|code| self.fresh.find(code));
        let published = Arc::clone(&self.published.borrow());
        let floor = published.floor.as_deref();
        if !self.may(reader) {
            let page = view::crowded_page(floor, &reader.wish(floor, None));
            let mut response = LOOK.page(StatusCode::TOO_MANY_REQUESTS, sorry(&page));
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(COME_BACK_S));
            return response;
        }
        let found = code.and_then(|code| published.tickets.get(&code)).or(newborn.as_ref());
        match (floor, found) {
            (Some(floor), Some(ticket)) => {
                let wish = reader.wish(Some(floor), Some(&ticket.view.language));
                let page = view::ticket_page(floor, ticket, &wish, self.now());
                LOOK.page(StatusCode::OK, shown(&page))
            }
            (floor, _) => {
                self.count_wrong(reader);
                let page = view::unknown_page(floor, &reader.wish(floor, None));
                LOOK.page(StatusCode::NOT_FOUND, sorry(&page))
            }
        }
    }

    fn may(&self, reader: &Reader) -> bool {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.may(reader.guest.address, self.clock.steady())
    }

    fn count_wrong(&self, reader: &Reader) {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.cost(reader.guest.address, pace::WRONG_CODE, self.clock.steady());
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Reader {
    fn of(request: Request, trusted: &TrustedProxies) -> Self {
        let (parts, _body) = request.into_parts();
        let asked = Query::<Asked>::try_from_uri(&parts.uri).map(|Query(asked)| asked).unwrap_or_default();
        Self { guest: Guest::of(&parts, trusted), still: asked.still.as_deref() == Some("1") }
    }

    fn wish(&self, floor: Option<&Floor>, ticket: Option<&Language>) -> Wish {
        Wish { language: self.guest.language(floor, ticket), still: self.still }
    }
}

fn shown(page: &TicketPage) -> askama::Result<String> {
    TicketTemplate { style: STYLE, frame: &page.frame, page }.render()
}

fn sorry(page: &SorryPage) -> askama::Result<String> {
    SorryTemplate { style: STYLE, frame: &page.frame, page }.render()
}

#[derive(Template)]
#[template(path = "ticket.html")]
struct TicketTemplate<'a> {
    style: &'a str,
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
