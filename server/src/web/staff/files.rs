//! The tables of a page as files to take along: CSV and a workbook.

use axum::extract::Query;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use tokio::task::spawn_blocking;

use super::LOOK;
use super::visit::Visit;
use crate::day_report::as_of::AsOf;
use crate::day_report::csv;
use crate::day_report::names::Names;
use crate::day_report::table::Table;
use crate::day_report::xlsx::{self, About};

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
/// The floor as the configuration file has it.
pub const TOML: Kind = Kind { mime: "application/toml; charset=utf-8", ending: "toml" };
/// A paper.
pub const PDF: Kind = Kind { mime: "application/pdf", ending: "pdf" };

/// A file to be offered: what it is called, and where it is.
pub type Link = (&'static str, String);

/// What a page tells, as tables.
pub struct Book {
    /// Of its files, without the ending and as of when they are.
    pub name: String,
    /// Of the workbook.
    pub title: String,
    /// When the workbook says that it was made.
    pub made_at: Timestamp,
    /// As of when its figures are, where what it tells goes on.
    pub as_of: Option<AsOf>,
    /// A sheet each.
    pub tables: Vec<Table>,
}

/// What may stand behind the question mark.
#[derive(Default, Deserialize)]
#[serde(default)]
struct OneTable {
    table: String,
}

impl Book {
    /// All tables, a figure a line; with `table` in the address that one as it stands.
    pub async fn csv(self, visit: &Visit) -> Response {
        let one = Query::<OneTable>::try_from_uri(&visit.uri).map(|Query(asked)| asked.table).unwrap_or_default();
        // Away from the threads that must not wait.
        let made = spawn_blocking(move || self.csv_of(one.trim())).await;
        made.ok().flatten().map_or_else(|| visit.nowhere(), |(name, bytes)| attached(&CSV, &name, bytes))
    }

    /// The file's name and bytes; nothing where there is no table of this key.
    fn csv_of(&self, key: &str) -> Option<(String, Vec<u8>)> {
        let (mut bytes, name) = (Vec::new(), AsOf::named(self.as_of.as_ref(), &self.name));
        if key.is_empty() {
            csv::write_all(&self.tables, &mut bytes).ok()?;
            return Some((name, bytes));
        }
        let table = self.tables.iter().find(|table| table.key == key)?;
        csv::write_one(table, &mut bytes).ok()?;
        Some((format!("{name}-{}", table.key), bytes))
    }

    /// A workbook with a sheet for each table.
    pub async fn xlsx(self, visit: &Visit) -> Response {
        let office = Names::of(&visit.floor, &visit.language).office();
        let made = spawn_blocking(move || {
            let name = AsOf::named(self.as_of.as_ref(), &self.name);
            let about = About { title: &self.title, office: &office, made_at: self.made_at, as_of: self.as_of };
            Some((name, xlsx::book(&about, &self.tables).ok()?))
        });
        made.await.ok().flatten().map_or_else(|| visit.nowhere(), |(name, bytes)| attached(&XLSX, &name, bytes))
    }
}

/// The files of the page at an address, with the same question behind their own.
pub fn links(page: &str, question: &str) -> [Link; 2] {
    let asked = if question.is_empty() { String::new() } else { format!("?{question}") };
    [("Excel", &XLSX), ("CSV", &CSV)].map(|(name, kind)| (name, format!("{page}.{}{asked}", kind.ending)))
}

/// A file to be kept under a name.
pub fn attached(kind: &Kind, name: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{name}.{}\"", kind.ending);
    let mut response = LOOK.strict(bytes.into_response());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.mime));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
