//! One request to the booking pages: who asks, in which language, for what, and on which floor.

use std::hash::BuildHasher;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use queue::Floor;
use queue::booking::Slot;
use queue::floor::{Service, Text};
use queue::ids::{HoldCode, Language, ServiceId};
use serde::Deserialize;

use super::drafts::Shared;
use super::frame::{Choice, Frame, Sorry};
use super::words::Words;
use super::{LOOK, Pages};
use crate::published::Published;
use crate::web::guest::Guest;
use crate::web::pace::{COME_BACK_S, customer};
use crate::web::way::is_encrypted;
use crate::web::words::{capital, own_name};

/// The cookie that holds the code of the place that a browser keeps.
pub const COOKIE: &str = "form";
/// The same on encrypted connections: browsers take a cookie of this name from this very host alone.
pub const COOKIE_OF_OURS: &str = "__Host-form";

/// A request.
pub struct Visit {
    /// What the pages have of the server.
    pub pages: Arc<Pages>,
    /// The floor after its last commit.
    pub published: Arc<Published>,
    /// Its configuration.
    pub floor: Arc<Floor>,
    /// Who asks.
    pub guest: Guest,
    /// In which of the floor's languages.
    pub language: Language,
    /// The words in it.
    pub words: &'static Words,
    /// The floor's time.
    pub now: Timestamp,
    /// What stands behind the question mark.
    pub asked: Asked,
    path: String,
    query: String,
    cookie: Option<HoldCode>,
    /// Whether cookies must stay on encrypted connections.
    pub encrypted: bool,
}

/// What may stand behind the question mark beside the language: nothing personal.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Which purpose of the visit, by its place in the list.
    #[serde(rename = "for")]
    pub purpose: Option<String>,
    /// The first day of a calendar's page.
    pub from: Option<String>,
    /// The day whose times are shown.
    pub day: Option<String>,
    /// The chosen time.
    pub at: Option<String>,
    /// The revision that a change has made of a booking.
    pub changed: Option<String>,
}

impl Asked {
    /// The purpose's place in the list.
    pub fn purpose(&self) -> Option<usize> {
        self.purpose.as_deref().and_then(|place| place.parse().ok())
    }

    /// The first day of a calendar's page.
    pub fn from(&self) -> Option<Date> {
        self.from.as_deref().and_then(|date| date.parse().ok())
    }

    /// The day whose times are shown.
    pub fn day(&self) -> Option<Date> {
        self.day.as_deref().and_then(|date| date.parse().ok())
    }

    /// Whether a change has made this revision.
    pub fn has_made(&self, revision: u16) -> bool {
        self.changed.as_deref().and_then(|made| made.parse().ok()) == Some(revision)
    }

    /// The chosen time.
    pub fn at(&self) -> Option<Time> {
        self.at.as_deref().and_then(|time| time.parse().ok())
    }
}

impl FromRequestParts<Arc<Pages>> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &Arc<Pages>) -> Result<Self, Response> {
        let guest = Guest::of(parts, &pages.trusted_proxies);
        let published = Arc::clone(&pages.published.borrow());
        let Some(floor) = published.floor.clone() else {
            return Err(StatusCode::SERVICE_UNAVAILABLE.into_response());
        };
        let language = guest.language(Some(&floor), None);
        let query = parts.uri.query().unwrap_or_default();
        let encrypted = is_encrypted(parts, &pages.trusted_proxies, floor.public_url.as_deref());
        let others = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let visit = Self {
            words: Words::of(&language),
            now: pages.clock.now(),
            asked: Query::try_from_uri(&parts.uri).map(|Query(asked)| asked).unwrap_or_default(),
            path: parts.uri.path().to_owned(),
            cookie: cookie(&parts.headers, encrypted),
            encrypted,
            query: others.map(|pair| format!("{pair}&")).collect(),
            pages: Arc::clone(pages),
            published,
            floor,
            guest,
            language,
        };
        if visit.pages.may(&visit.guest) { Ok(visit) } else { Err(visit.crowded()) }
    }
}

impl Visit {
    /// Speaks the language of what is shown, unless another was asked for.
    pub fn speak(&mut self, of_shown: &Language) {
        self.language = self.guest.language(Some(&self.floor), Some(of_shown));
        self.words = Words::of(&self.language);
    }

    /// Sees the floor as it is by now.
    pub fn look_again(&mut self) {
        self.published = Arc::clone(&self.pages.published.borrow());
    }

    /// A part of the address, the first after its slash being 0. Codes and keys are plain letters, so nothing is decoded.
    pub fn part(&self, place: usize) -> &str {
        self.path.split('/').nth(place + 1).unwrap_or_default()
    }

    /// The service of the address, if it can be booked.
    pub fn service(&self, place: usize) -> Option<&Service> {
        let id = ServiceId::new(self.part(place)).ok()?;
        self.floor.service(&id).filter(|service| service.slots.is_some())
    }

    /// The code of the place that the browser keeps.
    pub fn cookie(&self) -> Option<HoldCode> {
        self.cookie.clone()
    }

    /// The form that the browser is filling.
    pub fn draft(&self) -> Option<(HoldCode, Shared)> {
        let code = self.cookie()?;
        let draft = self.pages.memory.drafts.find(&code, self.now)?;
        Some((code, draft))
    }

    /// The name of a page that may begin a form: whoever presses on it twice begins one.
    pub fn page_name(&self) -> String {
        self.pages.memory.names.name(self.now)
    }

    /// The code of the form that a press of such a page begins, if it is one.
    pub fn begun_by(&self, page: &str) -> Option<HoldCode> {
        self.pages.memory.names.code(page, self.source(), self.cookie.as_ref(), self.now)
    }

    /// Who keeps places and books, as far as the server can tell (S6).
    pub fn source(&self) -> u64 {
        self.pages.memory.numbers.hash_one(customer(self.guest.address))
    }

    /// A text of the floor in the visitor's language.
    pub fn said(&self, text: &Text) -> String {
        text.in_language(&self.language).to_owned()
    }

    /// The name of a service.
    pub fn service_name(&self, id: &ServiceId) -> String {
        self.floor.service(id).map_or(String::new(), |service| self.said(&service.name))
    }

    /// An address of ours in the visitor's language; the values must be plain letters.
    pub fn to(&self, path: &str, asked: &[(&str, &str)]) -> String {
        let pairs: String = asked.iter().map(|(key, value)| format!("{key}={value}&")).collect();
        format!("{path}?{pairs}lang={}", self.language)
    }

    /// Sends the visitor on after a form, so that going back or reloading sends nothing twice.
    pub fn on_to(&self, address: &str) -> Response {
        LOOK.strict(Redirect::to(address).into_response())
    }

    /// What every page has.
    pub fn frame(&self, title: &str, back: Option<String>) -> Frame {
        let choice = |language: &Language| Choice {
            key: language.to_string(),
            name: own_name(language).to_owned(),
            href: format!("{}?{}lang={language}", self.path, self.query),
            chosen: *language == self.language,
        };
        Frame {
            language: self.words.language,
            office_language: self.language.to_string(),
            title: title.to_owned(),
            about: self.about(),
            office: self.said(&self.floor.office),
            back,
            chosen: own_name(&self.language).chars().take(3).collect(),
            choices: self.floor.languages.iter().map(choice).collect(),
            by_form: false,
        }
    }

    /// What the pages around an address are about.
    fn about(&self) -> &'static str {
        match (self.part(0), self.part(2)) {
            ("b", "change") => &self.words.change_this,
            ("b", _) => &self.words.your_booking,
            _ => &self.words.book_a_visit,
        }
    }

    /// A page that says what is not so, and where to go on.
    pub fn sorry(&self, status: StatusCode, title: &str, note: &str) -> Response {
        self.tell(status, Sorry::new(self.frame(title, None), self.words, note).on(self.to("/book", &[]), self.words))
    }

    /// Such a page with more on it.
    pub fn tell(&self, status: StatusCode, sorry: Sorry) -> Response {
        LOOK.page(status, sorry.render_page())
    }

    /// The page for an address that leads nowhere.
    pub fn nowhere(&self) -> Response {
        self.sorry(StatusCode::NOT_FOUND, &self.words.nowhere, &self.words.nowhere_note)
    }

    /// The local time of a moment.
    pub fn local(&self, at: Timestamp) -> DateTime {
        self.floor.calendar.zone.local(at)
    }

    /// When to come for a slot, in words that begin a line.
    pub fn slot_in_words(&self, slot: &Slot) -> String {
        capital(&self.slot_within(slot))
    }

    /// The same within a sentence.
    pub fn slot_within(&self, slot: &Slot) -> String {
        self.long_date_and_time_within(slot.local(&self.floor))
    }

    /// The page for whoever asked too often.
    fn crowded(&self) -> Response {
        let words = self.words;
        let page = Sorry::new(self.frame(&words.crowded, None), words, &words.crowded_note);
        let mut response = self.tell(StatusCode::TOO_MANY_REQUESTS, page);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(COME_BACK_S));
        response
    }
}

/// Of an encrypted connection the cookie alone counts that no other host, and nobody on an open way, can have written.
fn cookie(headers: &HeaderMap, encrypted: bool) -> Option<HoldCode> {
    let named = |wanted: &str| {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == wanted).and_then(|(_, code)| HoldCode::parse(code))
    };
    named(COOKIE_OF_OURS).or_else(|| named(COOKIE).filter(|_| !encrypted))
}
