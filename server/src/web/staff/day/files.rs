//! The day as files to take along: the tables as CSV and as a workbook, and the report on paper.

use axum::http::StatusCode;
use axum::response::Response;
use tokio::task::spawn_blocking;

use super::{Asked, Found, Speaker, load, not_asked, sorry};
use crate::day_report::words::Words;
use crate::day_report::{Report, paper, xlsx};
use crate::permits::StaffPage;
use crate::web::staff::files::{Book, PDF, attached};
use crate::web::staff::visit::{Seen, Visit};

/// All tables, a figure a line; one table as it stands where one is asked for.
pub async fn csv(seen: Seen) -> Response {
    match made(&seen.visit, |report| Some(book(report))).await {
        Ok(book) => book.csv(&seen.visit).await,
        Err(sorry) => *sorry,
    }
}

/// A workbook with a sheet for each table.
pub async fn xlsx(seen: Seen) -> Response {
    match made(&seen.visit, |report| Some(book(report))).await {
        Ok(book) => book.xlsx(&seen.visit).await,
        Err(sorry) => *sorry,
    }
}

fn book(report: &Report<'_>) -> Book {
    Book {
        name: format!("day-{}", report.day.date),
        title: xlsx::title(report),
        made_at: report.day.until,
        as_of: report.goes_on(),
        tables: report.tables(),
    }
}

/// The report on paper.
pub async fn pdf(seen: Seen) -> Response {
    // The fonts are looked for at the first need.
    if !spawn_blocking(paper::can_be_made).await.unwrap_or(false) {
        let missing = &Words::of(&seen.visit.language).paper_missing;
        return seen.visit.sorry(StatusCode::SERVICE_UNAVAILABLE, missing, "");
    }
    match made(&seen.visit, |report| Some((report.file_name(), paper::file(report)?))).await {
        Ok((name, bytes)) => attached(&PDF, &name, bytes),
        Err(sorry) => *sorry,
    }
}

/// Made of the day that is asked for, away from the threads that must not wait.
async fn made<Make, T>(visit: &Visit, make: Make) -> Result<T, Box<Response>>
where
    T: Send + 'static,
    Make: FnOnce(&Report<'_>) -> Option<T> + Send + 'static,
{
    let asked = Asked::of(visit).await.map_err(|amiss| Box::new(not_asked(visit, amiss, StaffPage::Day)))?;
    let loaded = match load(visit, &asked).await {
        Found::Day(loaded) => *loaded,
        other @ (Found::None(_) | Found::NotYet) => return Err(Box::new(sorry(visit, &other, StaffPage::Day))),
    };
    let speaker = Speaker::of(visit);
    let made = spawn_blocking(move || loaded.told(&speaker, &asked, make));
    made.await.ok().flatten().ok_or_else(|| Box::new(visit.nowhere()))
}
