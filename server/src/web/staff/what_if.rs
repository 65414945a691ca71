//! A business day played again with something changed, its waits side by side with those that were. It reads the journal on a thread of
//! its own, one day at a time, and asks the office nothing.

mod amiss;
mod asked;
mod played;
mod said;
mod tables;
mod view;
mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::civil::Date;
use tokio::time::timeout;

use super::day;
use super::files::{self, Book, Link};
use super::frame::{self, Frame, Sorry};
use super::visit::{Seen, Visit};
use super::{LOOK, STYLE};
use crate::day_report::headline::Sense;
use crate::day_report::words::Words as DayWords;
use crate::permits::StaffPage;
use crate::statistics::StatisticsError;
use asked::Asked;
use played::Played;
use view::View;
use words::Words;

/// The page as files, of the same question; `table` asks for one table of the CSV.
pub const CSV: &str = "/staff/what-if.csv";
/// A workbook.
pub const XLSX: &str = "/staff/what-if.xlsx";
/// Days that are played at once.
pub const AT_ONCE: usize = 1;
/// How long a reader waits for another one's day.
const PATIENCE: Duration = Duration::from_secs(3);
/// Seconds after which the page that says so asks again by itself.
const AGAIN_S: &str = "2";

#[derive(Template)]
#[template(path = "staff/what_if.html")]
struct WhatIfPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    d: &'static DayWords,
    files: [Link; 2],
    view: View,
}

enum Found {
    Day(Box<Played>),
    None(Option<Date>),
    NotYet,
    /// Another day is being played.
    Busy,
}

/// Whoever waits for the day is gone when this is dropped.
struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// The page.
pub async fn show(seen: Seen) -> Response {
    let (asked, played) = match played(&seen).await {
        Ok(played) => played,
        Err(sorry) => return *sorry,
    };
    seen.make(move |seen| page(seen, &played, &asked)).await
}

fn page(seen: &Seen, played: &Played, asked: &Asked) -> Response {
    let (w, d) = (Words::of(&seen.visit.language), DayWords::of(&seen.visit.language));
    let status = if is_as_asked(asked, played) { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = View::of(played, &seen.visit, asked, w);
    let frame = seen.frame(&seen.visit.words.what_if);
    let files = files::links(frame::address(StaffPage::WhatIf), seen.visit.uri.query().unwrap_or_default());
    LOOK.page(status, WhatIfPage { style: STYLE, frame, w, d, files, view }.render())
}

/// Its tables as CSV.
pub async fn csv(seen: Seen) -> Response {
    match book(&seen).await {
        Ok(book) => book.csv(&seen.visit).await,
        Err(sorry) => *sorry,
    }
}

/// Its tables as a workbook.
pub async fn xlsx(seen: Seen) -> Response {
    match book(&seen).await {
        Ok(book) => book.xlsx(&seen.visit).await,
        Err(sorry) => *sorry,
    }
}

/// Whether all that was asked could be read and played.
fn is_as_asked(asked: &Asked, played: &Played) -> bool {
    asked.unread.is_empty() && played.refused.is_none()
}

/// Its tables; where something asked cannot be read or played, the page that says so.
async fn book(seen: &Seen) -> Result<Book, Box<Response>> {
    let (asked, played) = played(seen).await?;
    if is_as_asked(&asked, &played) {
        Ok(tables::book(&played, &seen.visit, &asked))
    } else {
        Err(Box::new(page(seen, &played, &asked)))
    }
}

/// The day that is asked for, played; else the page that says why not.
async fn played(seen: &Seen) -> Result<(Asked, Played), Box<Response>> {
    let not_asked = |amiss| Box::new(day::not_asked(&seen.visit, amiss, StaffPage::WhatIf));
    let asked = Asked::of(&seen.visit).map_err(not_asked)?;
    let none = |found: &day::Found| Err(Box::new(day::sorry(&seen.visit, found, StaffPage::WhatIf)));
    match find(&seen.visit, &asked).await {
        Found::Day(played) => Ok((asked, *played)),
        Found::None(date) => none(&day::Found::None(date)),
        Found::NotYet => none(&day::Found::NotYet),
        Found::Busy => Err(Box::new(busy(seen, Words::of(&seen.visit.language)))),
    }
}

async fn find(visit: &Visit, asked: &Asked) -> Found {
    let turn = timeout(PATIENCE, Arc::clone(&visit.pages.replays).acquire_owned());
    let Ok(Ok(turn)) = turn.await else { return Found::Busy };
    let statistics = Arc::clone(&visit.pages.reception.statistics);
    let asked = asked.clone();
    let is_wanted = Arc::new(AtomicBool::new(true));
    let _wanted = Wanted(Arc::clone(&is_wanted));
    let playing = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        played::play(&statistics, &asked, &|| is_wanted.load(Ordering::Relaxed))
    });
    match playing.await {
        Ok(Ok(played::Found::Day(played))) => Found::Day(played),
        Ok(Ok(played::Found::None(date))) => Found::None(date),
        Ok(Err(problem)) => {
            not_there(&problem);
            Found::NotYet
        }
        Err(_) => Found::NotYet,
    }
}

fn not_there(problem: &StatisticsError) {
    tracing::warn!(%problem, "a day cannot be played again");
}

/// A page that asks again by itself, without a script too.
fn busy(seen: &Seen, w: &Words) -> Response {
    let page = Sorry::new(seen.visit.frame(&w.busy, Some(StaffPage::WhatIf)), &w.busy_note);
    let mut response = LOOK.page(StatusCode::SERVICE_UNAVAILABLE, page.render_page());
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(AGAIN_S));
    response.headers_mut().insert(header::REFRESH, HeaderValue::from_static(AGAIN_S));
    response
}
