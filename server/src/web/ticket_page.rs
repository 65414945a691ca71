//! The visitors' page of a ticket, which the coupon's QR opens: made here, works without scripts, holds nothing personal.
//! Reads what is published and nothing else; asks of the office nothing.

mod catalog;
mod pace;
#[cfg(test)]
mod tests;
mod view;
mod words;

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use askama::Template;
use axum::Router;
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use queue::Floor;
use queue::ids::{Language, TicketCode};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::floor_clock::FloorClock;
use crate::fresh::Fresh;
use crate::proxies::TrustedProxies;
use crate::published::Published;
use crate::translate::ticket::PAGE;
use pace::Pace;
use view::{SorryPage, TicketPage, Wish};

/// The look of the pages, in the page itself.
const STYLE: &str = include_str!("../../templates/page.css");
/// Nothing but the page's own style is loaded or run.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = base64(&Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).expect("a policy is plain ASCII")
});
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
    pub pace: Mutex<Pace>,
}

/// The page's address and a friendly answer for every other.
pub fn router(pages: Pages) -> Router {
    Router::new().route(&format!("{PAGE}{{code}}"), get(ticket)).fallback(elsewhere).with_state(Arc::new(pages))
}

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    lang: Option<String>,
    still: Option<String>,
}

async fn ticket(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let code = request.uri().path().strip_prefix(PAGE).and_then(TicketCode::parse);
    pages.show(code, &Guest::of(&request, &pages.trusted_proxies))
}

async fn elsewhere(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    pages.show(None, &Guest::of(&request, &pages.trusted_proxies))
}

/// Whoever asks.
struct Guest {
    asked: Asked,
    address: IpAddr,
    accepts: Vec<Language>,
}

impl Pages {
    fn show(&self, code: Option<TicketCode>, guest: &Guest) -> Response {
        // Before the index is read: see `Fresh::find`.
        let newborn = code.as_ref().and_then(|code| self.fresh.find(code));
        let published = Arc::clone(&self.published.borrow());
        let floor = published.floor.as_deref();
        if !self.may(guest) {
            let page = view::crowded_page(floor, &guest.wish(floor, None));
            let mut response = answer(StatusCode::TOO_MANY_REQUESTS, sorry(&page));
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(COME_BACK_S));
            return response;
        }
        let found = code.and_then(|code| published.tickets.get(&code)).or(newborn.as_ref());
        match (floor, found) {
            (Some(floor), Some(ticket)) => {
                let wish = guest.wish(Some(floor), Some(&ticket.view.language));
                let page = view::ticket_page(floor, ticket, &wish, self.now());
                answer(StatusCode::OK, shown(&page))
            }
            (floor, _) => {
                self.count_wrong(guest);
                let page = view::unknown_page(floor, &guest.wish(floor, None));
                answer(StatusCode::NOT_FOUND, sorry(&page))
            }
        }
    }

    fn may(&self, guest: &Guest) -> bool {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.may(guest.address, self.clock.steady())
    }

    fn count_wrong(&self, guest: &Guest) {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.cost(guest.address, pace::WRONG_CODE, self.clock.steady());
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Guest {
    fn of(request: &Request, trusted: &TrustedProxies) -> Self {
        let asked = Query::try_from_uri(request.uri()).map(|Query(asked)| asked).unwrap_or_default();
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let address = peer.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(peer)| peer.ip());
        let address = trusted.visitor(address, request.headers());
        Self { asked, address, accepts: accepted(request.headers()) }
    }

    /// The language asked for, else the ticket's, else the phone's, else the office's; always one of the floor's.
    fn wish(&self, floor: Option<&Floor>, ticket: Option<&Language>) -> Wish {
        let languages = floor.map_or(&[][..], |floor| &floor.languages);
        let asked = self.asked.lang.as_deref().and_then(|key| Language::new(key).ok());
        let mut wanted = asked.iter().chain(ticket).chain(&self.accepts);
        let language = wanted.find(|language| languages.contains(language)).or(languages.first()).cloned();
        let english = || Language::new("en").expect("en is a key");
        Wish { language: language.unwrap_or_else(english), still: self.asked.still.as_deref() == Some("1") }
    }
}

/// The languages that a phone asks for, in its order; at most eight are looked at.
fn accepted(headers: &HeaderMap) -> Vec<Language> {
    let text = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let key = |part: &str| {
        let tag = part.split([';', '-']).next().unwrap_or_default().trim().to_ascii_lowercase();
        Language::new(&tag).ok()
    };
    text.split(',').take(8).filter_map(key).collect()
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

fn answer(status: StatusCode, page: askama::Result<String>) -> Response {
    let Ok(page) = page else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let mut response = (status, Html(page)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn base64(bytes: &[u8]) -> String {
    const FIGURES: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let figure = FIGURES[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place > three.len() { '=' } else { char::from(figure) });
        }
    }
    out
}
