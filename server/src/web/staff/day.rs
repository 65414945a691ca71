//! A business day, over or as far as it is (Q6, Q7): who came, how long they waited and were served, by whom, and what went otherwise.
//! Made of the folded days; names no visitor.

mod asked;
pub mod clerks;
pub mod files;
mod load;
pub mod services;
pub mod view;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::anew::{self, Keeps};
use super::frame::{self, Frame, Sorry};
use super::live::Live;
use super::part::{self, Unknown};
use super::visit::{Seen, Visit};
use super::{LOOK, STYLE};
use crate::day_report::words::Words;
use crate::permits::StaffPage;
use crate::web::words::filled;
pub use asked::{Amiss, Asked};
use clerks::Speed;
pub use load::{Found, Loaded, Speaker, load};
use view::View;

/// The day as files; `table` asks for one table of the CSV.
pub const CSV: &str = "/staff/day.csv";
/// A workbook.
pub const XLSX: &str = "/staff/day.xlsx";
/// On paper.
pub const PDF: &str = "/staff/day.pdf";

/// Seconds from one time that a page of a day that goes on shows itself anew to the next, with and without scripts.
pub const EVERY_S: u32 = 30;

#[derive(Template)]
#[template(path = "staff/day.html")]
struct DayPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    view: View,
}

/// The page.
pub async fn show(seen: Seen) -> Response {
    let asked = match Asked::of(&seen.visit).await {
        Ok(asked) => asked,
        Err(amiss) => return not_asked(&seen.visit, amiss, StaffPage::Day),
    };
    let loaded = match load(&seen.visit, &asked).await {
        Found::Day(loaded) => *loaded,
        other @ (Found::None(_) | Found::NotYet) => return sorry(&seen.visit, &other, StaffPage::Day),
    };
    seen.make(move |seen| page(seen, &loaded, &asked)).await
}

fn page(seen: &Seen, loaded: &Loaded, asked: &Asked) -> Response {
    let w = Words::of(&seen.visit.language);
    let view = loaded.told(&Speaker::of(&seen.visit), asked, |report| View::of(report, loaded, &seen.visit, asked));
    let date = loaded.day.date;
    let live = loaded.goes_on.then(|| Live::of(&seen.visit, EVERY_S, EVERY_S, Some(("date", date.to_string()))));
    let look = Live::look(live.as_ref());
    let frame = Frame { live, ..seen.frame(&w.long_date(date)) };
    look.page(StatusCode::OK, DayPage { style: STYLE, frame, w, view }.render())
}

/// The page in the place of `page` that says why there is no day, and asks for another one.
pub fn sorry(visit: &Visit, found: &Found, page: StaffPage) -> Response {
    let w = Words::of(&visit.language);
    match found {
        Found::Day(_) | Found::None(None) => another(visit, page, StatusCode::NOT_FOUND, (&w.no_day, "")),
        Found::None(Some(date)) => {
            let is_ahead = *date > visit.today();
            let (title, note) = if is_ahead { (&w.day_ahead, &w.day_ahead_note) } else { (&w.no_day, &w.no_day_note) };
            let note = filled(note, &[&w.date_with_year(*date)]);
            another(visit, page, StatusCode::NOT_FOUND, (title, &note))
        }
        Found::NotYet => {
            let (way, name) = (frame::address(page), frame::name(page, visit.words));
            let sorry = Sorry::new(visit.frame(&w.not_yet, Some(page)), &w.not_yet_note).way(way, name);
            LOOK.page(StatusCode::SERVICE_UNAVAILABLE, sorry.render_page())
        }
    }
}

/// The page in the place of `page` where the address cannot be asked.
pub fn not_asked(visit: &Visit, amiss: Amiss, page: StaffPage) -> Response {
    match amiss {
        Amiss::Date => another(visit, page, StatusCode::BAD_REQUEST, (&Words::of(&visit.language).no_such_date, "")),
        Amiss::Part(unknown) => no_part(visit, page, &unknown),
        Amiss::Twice => visit.nowhere(),
        Amiss::NotYet => sorry(visit, &Found::NotYet, page),
    }
}

/// The page in the place of `page` that says which part nobody knows, and asks for the rest without it.
fn no_part(visit: &Visit, page: StaffPage, unknown: &[Unknown]) -> Response {
    let w = Words::of(&visit.language);
    let (date, names) = ([("date", w.date.as_str())], part::names(unknown));
    let told = (w.no_part.as_str(), part::note(w, unknown));
    anew::ask(visit, page, (&date, Keeps::But(&names)), StatusCode::BAD_REQUEST, (told.0, &told.1))
}

fn another(visit: &Visit, page: StaffPage, status: StatusCode, told: (&str, &str)) -> Response {
    let date = [("date", Words::of(&visit.language).date.as_str())];
    anew::ask(visit, page, (&date, Keeps::Rest), status, told)
}
