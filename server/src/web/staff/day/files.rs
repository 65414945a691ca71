//! The day as files to take along: the tables as CSV and as a workbook, and the report on paper.

use axum::http::StatusCode;
use axum::response::Response;
use tokio::task::spawn_blocking;

use super::{Asked, Found, Speaker, load, sorry};
use crate::day_report::words::Words;
use crate::day_report::{Report, paper, xlsx};
use crate::permits::StaffPage;
use crate::web::staff::files::{Kind, PDF, XLSX, attached, csv_of};
use crate::web::staff::visit::{Seen, Visit};

/// All tables, a figure a line; one table as it stands where one is asked for.
pub async fn csv(seen: Seen) -> Response {
    let made = made(&seen.visit, |report, asked| csv_of(&report.tables(), asked.table.as_deref())).await;
    made.map_or_else(|sorry| *sorry, |(name, csv)| csv.attached(&name))
}

/// A workbook with a sheet for each table.
pub async fn xlsx(seen: Seen) -> Response {
    file(&seen.visit, &XLSX, |report, _| xlsx::file(report).ok()).await
}

/// The report on paper.
pub async fn pdf(seen: Seen) -> Response {
    // The fonts are looked for at the first need.
    if !spawn_blocking(paper::can_be_made).await.unwrap_or(false) {
        let missing = &Words::of(&seen.visit.language).paper_missing;
        return seen.visit.sorry(StatusCode::SERVICE_UNAVAILABLE, missing, "");
    }
    file(&seen.visit, &PDF, |report, _| paper::file(report)).await
}

async fn file<Make>(visit: &Visit, kind: &Kind, make: Make) -> Response
where
    Make: FnOnce(&Report<'_>, &Asked) -> Option<Vec<u8>> + Send + 'static,
{
    made(visit, make).await.map_or_else(|sorry| *sorry, |(name, bytes)| attached(kind, &name, bytes))
}

/// Made away from the threads that must not wait, with the name of its file.
async fn made<Make, T>(visit: &Visit, make: Make) -> Result<(String, T), Box<Response>>
where
    T: Send + 'static,
    Make: FnOnce(&Report<'_>, &Asked) -> Option<T> + Send + 'static,
{
    let Some(asked) = Asked::of(visit) else { return Err(Box::new(visit.nowhere())) };
    let loaded = match load(visit, asked.date).await {
        Found::Day(loaded) => *loaded,
        other @ (Found::None(_) | Found::NotYet) => return Err(Box::new(sorry(visit, &other, StaffPage::Day))),
    };
    let name = format!("day-{}", loaded.day.date);
    let speaker = Speaker::of(visit);
    let made = spawn_blocking(move || loaded.told(&speaker, &asked, |report| make(report, &asked)));
    let made = made.await.ok().flatten().ok_or_else(|| Box::new(visit.nowhere()))?;
    Ok((name, made))
}
