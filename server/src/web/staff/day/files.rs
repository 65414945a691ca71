//! The day as files to take along: the tables as CSV and as a workbook, and the report on paper.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::task::spawn_blocking;

use super::{Asked, Found, Speaker, load, sorry};
use crate::day_report::table::KEYS;
use crate::day_report::words::Words;
use crate::day_report::{Report, csv, paper, xlsx};
use crate::permits::StaffPage;
use crate::web::staff::LOOK;
use crate::web::staff::visit::{Seen, Visit};

/// A file's kind, for browsers and for its name.
pub struct Kind {
    mime: &'static str,
    ending: &'static str,
}

/// Figures, a line each.
pub const CSV: Kind = Kind { mime: "text/csv; charset=utf-8", ending: "csv" };
/// A workbook.
pub const XLSX: Kind =
    Kind { mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ending: "xlsx" };
const PDF: Kind = Kind { mime: "application/pdf", ending: "pdf" };

/// All tables, a figure a line; one table as it stands where one is asked for.
pub async fn csv(seen: Seen) -> Response {
    file(&seen.visit, &CSV, |report, asked| {
        let tables = report.tables();
        let mut written = Vec::new();
        let done = match &asked.table {
            None => csv::write_all(&tables, &mut written),
            Some(key) => csv::write_one(tables.iter().find(|table| table.key == key)?, &mut written),
        };
        done.ok().map(|()| written)
    })
    .await
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

/// Made away from the threads that must not wait.
async fn file<Make>(visit: &Visit, kind: &Kind, make: Make) -> Response
where
    Make: FnOnce(&Report<'_>, &Asked) -> Option<Vec<u8>> + Send + 'static,
{
    let Some(asked) = Asked::of(visit) else { return visit.nowhere() };
    let loaded = match load(visit, asked.date).await {
        Found::Day(loaded) => *loaded,
        other @ (Found::None(_) | Found::NotYet) => return sorry(visit, &other, StaffPage::Day),
    };
    let (date, table) = (loaded.day.date, asked.table.clone());
    let speaker = Speaker::of(visit);
    let made = spawn_blocking(move || loaded.told(&speaker, &asked, |report| make(report, &asked)));
    let Some(bytes) = made.await.ok().flatten() else { return visit.nowhere() };
    attached(kind, &format!("day-{date}"), table.as_deref(), bytes)
}

/// A file to be kept under a name.
pub fn attached(kind: &Kind, name: &str, table: Option<&str>, bytes: Vec<u8>) -> Response {
    let table = table.filter(|table| KEYS.contains(table)).map_or(String::new(), |table| format!("-{table}"));
    let name = format!("attachment; filename=\"{name}{table}.{}\"", kind.ending);
    let mut response = LOOK.strict(bytes.into_response());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.mime));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
