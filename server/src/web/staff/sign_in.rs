//! Signing in by login and PIN, and out again (S2). The waits after wrong PINs are those of the consoles, for each address of the net.

use std::time::Duration;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;

use super::frame::{self, Frame};
use super::posted::{Anybodys, Nothing};
use super::visit::{COOKIE, Visit};
use super::{LOOK, STYLE};
use crate::credentials::sign_in::{Place, Verdict};
use crate::permits::StaffPage;
use crate::web::pace::customer;

/// Longest login that is shown again.
const LOGIN_SHOWN: usize = 40;

/// What is typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    login: String,
    pin: String,
    /// Not empty where another language was chosen.
    only: String,
}

#[derive(Template)]
#[template(path = "staff/sign_in.html")]
struct SignInPage {
    style: &'static str,
    frame: Frame,
    action: &'static str,
    login: String,
    /// What was wrong.
    error: Option<String>,
    /// What is to be known before.
    notice: Option<&'static str>,
}

/// Leads to where somebody begins, else to where one signs in.
pub async fn first(visit: Visit) -> Response {
    let Some(person) = &visit.person else { return visit.on_to(frame::SIGN_IN) };
    match StaffPage::first_of(&person.roles) {
        Some(page) => visit.on_to(frame::address(page)),
        None => visit.not_for_role(),
    }
}

/// The form.
pub async fn show(visit: Visit) -> Response {
    if visit.person.is_some() {
        return visit.on_to(frame::FIRST);
    }
    // A token that nobody goes by any more.
    let notice = visit.token.is_some().then_some(visit.words.session_over.as_str());
    form(&visit, StatusCode::OK, String::new(), None, notice)
}

/// Checks what was typed and begins a session.
pub async fn take(Anybodys(visit, typed): Anybodys<Typed>) -> Response {
    let Typed { login, pin, only } = typed;
    if !only.is_empty() {
        return form(&visit, StatusCode::OK, shown(&login), None, None);
    }
    let place = Place::Address(customer(visit.guest.address));
    let reception = &visit.pages.reception;
    let (clerk, stored) = match reception.pins.check(&place, &login, pin).await {
        Ok(Verdict::Right { clerk, hash }) => (clerk, hash),
        Ok(Verdict::Wrong { wait }) => return wrong(&visit, &login, wait),
        Err(problem) => {
            tracing::error!(%problem, "the PINs cannot be read: nobody can sign in");
            return visit.failed();
        }
    };
    // A PIN without its person: the floor's configuration no longer has them.
    let Some(token) = visit.pages.sessions.begin(&clerk, &stored, &visit.moment()) else {
        return wrong(&visit, &login, Duration::ZERO);
    };
    if let Some(older) = &visit.token {
        visit.pages.sessions.end(older);
    }
    tracing::info!("somebody signed in to the staff's pages");
    with_cookie(visit.on_to(frame::FIRST), &token, "")
}

/// Ends the session.
pub async fn leave(Anybodys(visit, Nothing {}): Anybodys<Nothing>) -> Response {
    if let Some(token) = &visit.token {
        visit.pages.sessions.end(token);
    }
    with_cookie(visit.on_to(frame::SIGN_IN), "", "; Max-Age=0")
}

fn with_cookie(mut response: Response, token: &str, age: &str) -> Response {
    let cookie = format!("{COOKIE}={token}; Path=/{age}; Secure; HttpOnly; SameSite=Strict");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn wrong(visit: &Visit, login: &str, wait: Duration) -> Response {
    let wait_s = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
    tracing::warn!(address = %visit.guest.address, wait_s, "a wrong PIN at the staff's pages");
    let words = visit.words;
    let error = if wait_s == 0 { words.wrong_pin.clone() } else { words.wrong_pin_wait.of(wait_s) };
    let mut response = form(visit, StatusCode::FORBIDDEN, shown(login), Some(error), None);
    if wait_s > 0 {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
    }
    response
}

/// As much of a login as is shown again.
fn shown(login: &str) -> String {
    login.chars().take(LOGIN_SHOWN).collect()
}

fn form(
    visit: &Visit,
    status: StatusCode,
    login: String,
    error: Option<String>,
    notice: Option<&'static str>,
) -> Response {
    let frame = visit.frame(&visit.words.sign_in, None);
    let frame = if visit.is_form { frame.by_form(frame::SIGN_IN) } else { frame };
    let page = SignInPage { style: STYLE, frame, action: frame::SIGN_IN, login, error, notice };
    LOOK.page(status, page.render())
}
