//! One request to the staff's pages: over TLS, by whom, in which language. [`page`] is the only way to a page that has readers,
//! and `posted::form` that of a form.

use std::future::Future;
use std::sync::{Arc, PoisonError};

use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get};
use jiff::Timestamp;
use jiff::civil::Date;
use queue::Floor;
use queue::floor::Text;
use queue::ids::Language;
use serde::Deserialize;

use super::frame::{self, Choice, Frame, Link, Sorry};
use super::session::{Moment, Person};
use super::words::Words;
use super::{LOOK, Pages};
use crate::day_report::as_of::AsOf;
use crate::permits::StaffPage;
use crate::published::Published;
use crate::web::guest::Guest;
use crate::web::pace::COME_BACK_S;
use crate::web::way::{is_private, over_tls};
use crate::web::words::{filled, own_name};

/// The cookie that proves a session. The prefix makes browsers refuse it from any connection that is not private and from any other host.
pub const COOKIE: &str = "__Host-staff";
/// The cookie that keeps the chosen language.
const LANGUAGE: &str = "staff-language";
/// How long the language is kept, in seconds: a year.
const LANGUAGE_S: u32 = 31_536_000;

/// A request.
pub struct Visit {
    /// What the pages have of the server.
    pub pages: Arc<Pages>,
    /// The floor after its last commit.
    pub published: Arc<Published>,
    /// Its configuration.
    pub floor: Arc<Floor>,
    /// From where it comes.
    pub guest: Guest,
    /// In which of the floor's languages.
    pub language: Language,
    /// The words in it.
    pub words: &'static Words,
    /// The floor's time.
    pub now: Timestamp,
    /// What the browser shows as the proof of a session.
    pub token: Option<String>,
    /// Who that is.
    pub person: Option<Person>,
    /// Whether the page is asked not to show itself anew.
    pub still: bool,
    /// What was asked for.
    pub uri: Uri,
    /// Whether it came with a form: the address then shows nothing by itself.
    pub is_form: bool,
}

/// A request of somebody who may see the page.
pub struct Seen {
    /// The request.
    pub visit: Visit,
    /// Which page.
    page: StaffPage,
}

impl Seen {
    /// For its readers alone: whoever is not signed in is sent to sign in, whoever has no right is told so.
    pub fn of(visit: Visit, page: StaffPage) -> Result<Self, Box<Response>> {
        match &visit.person {
            None => Err(Box::new(visit.on_to(frame::SIGN_IN))),
            Some(person) if page.is_for(&person.roles) => Ok(Self { visit, page }),
            Some(_) => Err(Box::new(visit.not_for_role())),
        }
    }

    /// What the page has around it.
    pub fn frame(&self, title: &str) -> Frame {
        self.visit.frame(title, Some(self.page))
    }

    /// Makes the page away from the threads that must not wait: figures, pictures and tables of many visitors take their time.
    pub async fn make(self, page: impl FnOnce(&Self) -> Response + Send + 'static) -> Response {
        let made = tokio::task::spawn_blocking(move || page(&self)).await;
        made.unwrap_or_else(|_| LOOK.strict(StatusCode::INTERNAL_SERVER_ERROR.into_response()))
    }
}

/// What may stand behind the question mark beside the language.
#[derive(Default, Deserialize)]
struct Asked {
    /// The page stays as it is.
    still: Option<String>,
    /// The page shows itself anew: its reader did nothing.
    again: Option<String>,
}

/// A page for its readers alone.
pub fn page<F, Shown>(page: StaffPage, show: F) -> MethodRouter<Arc<Pages>>
where
    F: Fn(Seen) -> Shown + Clone + Send + Sync + 'static,
    Shown: Future<Output = Response> + Send + 'static,
{
    get(async move |visit: Visit| match Seen::of(visit, page) {
        Ok(seen) => show(seen).await,
        Err(response) => *response,
    })
}

impl FromRequestParts<Arc<Pages>> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &Arc<Pages>) -> Result<Self, Response> {
        let reception = &pages.reception;
        let published = Arc::clone(&reception.screens.published.borrow());
        let Some(floor) = published.floor.clone() else {
            return Err(StatusCode::SERVICE_UNAVAILABLE.into_response());
        };
        let guest = Guest::of(parts, &reception.trusted_proxies);
        let kept = cookie(&parts.headers, LANGUAGE).and_then(|key| Language::new(key).ok());
        let language = guest.language(Some(&floor), kept.as_ref());
        let asked = Query::<Asked>::try_from_uri(&parts.uri).map(|Query(asked)| asked).unwrap_or_default();
        let mut visit = Self {
            pages: Arc::clone(pages),
            words: Words::of(&language),
            now: reception.clock.now(),
            token: None,
            person: None,
            still: asked.still.is_some(),
            uri: parts.uri.clone(),
            is_form: parts.method == Method::POST,
            published,
            floor,
            guest,
            language,
        };
        if !visit.may() {
            return Err(visit.crowded());
        }
        if !is_private(&parts.extensions) {
            return Err(visit.over_tls_alone(parts));
        }
        visit.token = cookie(&parts.headers, COOKIE).map(str::to_owned);
        visit.person = visit.recognize(asked.again.is_none()).await?;
        Ok(visit)
    }
}

impl Visit {
    /// The moment for the sessions.
    pub fn moment(&self) -> Moment<'_> {
        let steady = self.pages.reception.clock.steady();
        Moment { steady, day: self.published.day, floor: &self.floor }
    }

    /// The business day; before the first one, the date in the office.
    pub fn today(&self) -> Date {
        self.published.day.unwrap_or_else(|| self.floor.calendar.zone.local(self.now).date())
    }

    /// Whoever the token belongs to, if their PIN is still the same.
    async fn recognize(&self, asks: bool) -> Result<Option<Person>, Response> {
        let Some(token) = &self.token else { return Ok(None) };
        let Some(person) = self.pages.sessions.person(token, &self.moment(), asks) else { return Ok(None) };
        let (credentials, clerk) = (Arc::clone(&self.pages.reception.credentials), person.id.clone());
        let stored = tokio::task::spawn_blocking(move || credentials.pin_hash(&clerk)).await;
        let Ok(Ok(stored)) = stored else {
            tracing::error!("the PINs cannot be read: nobody sees the staff's pages");
            return Err(self.failed());
        };
        if person.has_pin(stored.as_deref()) {
            return Ok(Some(person));
        }
        self.pages.sessions.end(token);
        Ok(None)
    }

    /// Counts this request; whether it is one of too many.
    fn may(&self) -> bool {
        let steady = self.pages.reception.clock.steady();
        self.pages.pace.lock().unwrap_or_else(PoisonError::into_inner).may(self.guest.address, steady)
    }

    /// A text of the floor in the reader's language.
    pub fn said(&self, text: &Text) -> String {
        text.in_language(&self.language).to_owned()
    }

    /// Sends the browser on, so that going back or reloading sends nothing twice.
    pub fn on_to(&self, address: &str) -> Response {
        LOOK.strict(Redirect::to(address).into_response())
    }

    /// What every page has; `here` is the page of the list that it is.
    pub fn frame(&self, title: &str, here: Option<StaffPage>) -> Frame {
        let choice = |language: &Language| Choice {
            key: language.to_string(),
            href: self.in_language(language, here),
            name: own_name(language).to_owned(),
            chosen: *language == self.language,
        };
        let roles = self.person.as_ref().map(|person| &person.roles);
        let sees = |page: &StaffPage| roles.is_some_and(|roles| page.is_for(roles));
        let link = |page: StaffPage| Link {
            href: frame::address(page),
            name: frame::name(page, self.words),
            here: here == Some(page),
        };
        Frame {
            language: self.words.language,
            office_language: self.language.to_string(),
            title: title.to_owned(),
            office: self.said(&self.floor.office),
            links: StaffPage::ALL.into_iter().filter(sees).map(link).collect(),
            person: self.person.as_ref().map(|person| person.name.to_string()),
            chosen: own_name(&self.language).to_owned(),
            choices: self.floor.languages.iter().map(choice).collect(),
            by_form: None,
            sign_out: frame::SIGN_OUT,
            live: None,
            w: self.words,
        }
    }

    /// This very address in another language; that of the page of the list where a form was sent.
    fn in_language(&self, language: &Language, here: Option<StaffPage>) -> String {
        if self.is_form {
            return format!("{}?lang={language}", here.map_or(frame::FIRST, frame::address));
        }
        self.address_with(&["lang", "again"], [format!("lang={language}").as_str()])
    }

    /// This very address without some of its pairs, and with others.
    pub fn address_with<'a>(&'a self, without: &[&str], with: impl IntoIterator<Item = &'a str>) -> String {
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let kept = |pair: &&str| !pair.is_empty() && !without.contains(&name(pair).as_str());
        let pairs = self.uri.query().unwrap_or_default().split('&').filter(kept).chain(with);
        format!("?{}", pairs.collect::<Vec<_>>().join("&"))
    }

    /// As of when what still goes on is told.
    pub fn as_of(&self) -> AsOf {
        let words = crate::day_report::words::Words::of(&self.language);
        AsOf::of_day(words, &self.floor.calendar.zone, self.today(), self.now)
    }

    /// A page that says what is not so.
    pub fn sorry(&self, status: StatusCode, title: &str, note: &str) -> Response {
        let page = Sorry::new(self.frame(title, None), note).way(frame::FIRST, &self.words.to_pages);
        LOOK.page(status, page.render_page())
    }

    /// The page for an address that leads nowhere.
    pub fn nowhere(&self) -> Response {
        self.sorry(StatusCode::NOT_FOUND, &self.words.nowhere, &self.words.nowhere_note)
    }

    /// The page for a form that did not come whole.
    pub fn not_whole(&self) -> Response {
        self.sorry(StatusCode::BAD_REQUEST, &self.words.not_whole, &self.words.not_whole_note)
    }

    /// The page for a method that an address does not know.
    pub fn not_so(&self) -> Response {
        self.sorry(StatusCode::METHOD_NOT_ALLOWED, &self.words.nowhere, &self.words.nowhere_note)
    }

    /// The page for somebody without the right to what they asked for.
    pub fn not_for_role(&self) -> Response {
        let page = Sorry::new(self.frame(&self.words.not_for_role, None), &self.words.not_for_role_note);
        LOOK.page(StatusCode::FORBIDDEN, page.render_page())
    }

    /// The page for when the PINs cannot be read.
    pub fn failed(&self) -> Response {
        self.sorry(StatusCode::SERVICE_UNAVAILABLE, &self.words.failed, &self.words.failed_note)
    }

    /// The page for whoever asked too often.
    fn crowded(&self) -> Response {
        let page = Sorry::new(self.frame(&self.words.crowded, None), &self.words.crowded_note);
        let mut response = LOOK.page(StatusCode::TOO_MANY_REQUESTS, page.render_page());
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(COME_BACK_S));
        response
    }

    /// Sends a browser that came openly to the same address over TLS; what was sent openly is not taken.
    fn over_tls_alone(&self, parts: &Parts) -> Response {
        let asks = parts.method == Method::GET || parts.method == Method::HEAD;
        let path = parts.uri.path_and_query().map_or(frame::FIRST, |path| path.as_str());
        match over_tls(&parts.headers, path).filter(|_| asks) {
            Some(address) => LOOK.strict(Redirect::temporary(&address).into_response()),
            None => {
                let first = over_tls(&parts.headers, frame::FIRST);
                let address = first.unwrap_or_else(|| format!("https://…{}", frame::FIRST));
                let note = filled(&self.words.over_tls_note, &[&address]);
                let page = Sorry::new(self.frame(&self.words.over_tls, None), &note);
                LOOK.page(StatusCode::FORBIDDEN, page.render_page())
            }
        }
    }
}

/// Keeps the language that an address asks for, in a cookie of these pages alone.
pub async fn keep_language(State(pages): State<Arc<Pages>>, request: Request, next: Next) -> Response {
    let asked = asked_language(&request).filter(|_| is_private(request.extensions()));
    let floor = pages.reception.screens.published.borrow().floor.clone();
    let asked = asked.filter(|asked| floor.is_some_and(|floor| floor.languages.contains(asked)));
    let mut response = next.run(request).await;
    if let Some(language) = asked {
        let cookie =
            format!("{LANGUAGE}={language}; Path=/staff; Max-Age={LANGUAGE_S}; Secure; HttpOnly; SameSite=Strict");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

fn asked_language(request: &Request) -> Option<Language> {
    let pairs = request.uri().query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(name, _)| *name == "lang").find_map(|(_, key)| Language::new(key).ok())
}

/// What a cookie holds; nothing where it comes twice, because then one of them is not ours.
fn cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut found = pairs.filter(|(name, _)| *name == wanted).map(|(_, value)| value);
    found.next().filter(|_| found.next().is_none())
}
