//! Days together, held against other days (Q7): the same figures as of a day, day by day, and the heat of weekdays and hours.
//! Made of the folded days; names no visitor.

mod asked;
pub mod files;
mod heat;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use queue::day::figures::Figures;
use tokio::task::JoinError;

use super::frame::{self, Frame, Sorry};
use super::visit::{Seen, Visit};
use super::{LOOK, STYLE};
use crate::day_report::names::Names;
use crate::day_report::table::{Table, of_period};
use crate::day_report::words::Words;
use crate::permits::StaffPage;
use crate::ratings::Told;
use crate::statistics::StatisticsError;
use asked::{Amiss, Asked};
use view::View;

/// The period as files; `table` asks for one table of the CSV.
pub const CSV: &str = "/staff/period.csv";
/// A workbook.
pub const XLSX: &str = "/staff/period.xlsx";

#[derive(Template)]
#[template(path = "staff/period.html")]
struct PeriodPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    view: View,
}

/// What is known of a period, and of what it is held against.
pub struct Loaded {
    /// As it was asked for, with what was not said filled in.
    asked: Asked,
    /// Its figures.
    figures: Figures,
    /// Those of the other one.
    before: Figures,
    /// What visitors said of their visits in it; nothing where that cannot be read.
    ratings: Option<Told>,
}

impl Loaded {
    /// All its tables.
    fn tables(&self, names: &Names<'_>) -> Vec<Table> {
        let [ends, against] = self.asked.titles(names.words);
        of_period(names, (&self.figures, &self.before), &self.asked.filter, [&ends, &against])
    }
}

/// The page.
pub async fn show(seen: Seen) -> Response {
    let loaded = match load(&seen.visit).await {
        Ok(loaded) => loaded,
        Err(sorry) => return *sorry,
    };
    let w = Words::of(&seen.visit.language);
    let view = View::of(&loaded, &seen.visit);
    let [title, _] = loaded.asked.titles(w);
    LOOK.page(StatusCode::OK, PeriodPage { style: STYLE, frame: seen.frame(&title), w, view }.render())
}

/// The period that is asked for, read away from the threads that must not wait; else the page that says why not.
async fn load(visit: &Visit) -> Result<Loaded, Box<Response>> {
    let today = visit.published.day.unwrap_or_else(|| visit.floor.calendar.zone.local(visit.now).date());
    let asked = Asked::of(visit, today).map_err(|amiss| Box::new(no_period(visit, amiss)))?;
    // Closed by nobody.
    let _turn = visit.pages.periods.acquire().await;
    let read = |(from, to)| {
        let (statistics, filter) = (Arc::clone(&visit.pages.reception.statistics), asked.filter.clone());
        tokio::task::spawn_blocking(move || statistics.period(from, to, &filter))
    };
    let (from, to) = asked.ends;
    let ratings = Arc::clone(&visit.pages.reception.ratings);
    let said = tokio::task::spawn_blocking(move || ratings.told(from, to));
    let (figures, before, said) = tokio::join!(read(asked.ends), read(asked.against), said);
    let ratings = said
        .ok()
        .and_then(|said| said.inspect_err(|problem| tracing::error!(%problem, "the ratings cannot be read")).ok());
    let told = |figures: Result<Result<Figures, StatisticsError>, JoinError>| match figures {
        Ok(Ok(figures)) => Ok(figures),
        Ok(Err(problem)) => {
            tracing::warn!(%problem, "a period cannot be shown");
            Err(Box::new(not_yet(visit)))
        }
        Err(_) => Err(Box::new(not_yet(visit))),
    };
    Ok(Loaded { figures: told(figures)?, before: told(before)?, ratings, asked })
}

fn no_period(visit: &Visit, amiss: Amiss) -> Response {
    let w = Words::of(&visit.language);
    sorry(visit, StatusCode::BAD_REQUEST, &w.no_period, amiss.note(w))
}

fn not_yet(visit: &Visit) -> Response {
    let w = Words::of(&visit.language);
    sorry(visit, StatusCode::SERVICE_UNAVAILABLE, &w.not_yet, &w.not_yet_note)
}

fn sorry(visit: &Visit, status: StatusCode, title: &str, note: &str) -> Response {
    let page = Sorry::new(visit.frame(title, Some(StaffPage::Period)), note);
    LOOK.page(status, page.way(frame::address(StaffPage::Period), &visit.words.period).render_page())
}
