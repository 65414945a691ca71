//! The tables of a page as files to take along: CSV and a workbook.

use axum::extract::Query;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::LOOK;
use super::visit::Visit;
use crate::day_report::names::Names;
use crate::day_report::table::Table;
use crate::day_report::{csv, xlsx};

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
/// A paper.
pub const PDF: Kind = Kind { mime: "application/pdf", ending: "pdf" };

/// A file to be offered: what it is called, and where it is.
pub type Link = (&'static str, String);

/// What a page tells, as tables.
pub struct Book {
    /// Of its files, without the ending.
    pub name: String,
    /// Of the workbook.
    pub title: String,
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
    pub fn csv(&self, visit: &Visit) -> Response {
        let one = Query::<OneTable>::try_from_uri(&visit.uri).map(|Query(asked)| asked.table).unwrap_or_default();
        let made = csv_of(&self.tables, Some(one.trim()).filter(|one| !one.is_empty()));
        made.map_or_else(|| visit.nowhere(), |made| made.attached(&self.name))
    }

    /// A workbook with a sheet for each table.
    pub fn xlsx(&self, visit: &Visit) -> Response {
        let office = Names::of(&visit.floor, &visit.language).office();
        let made = xlsx::book(&self.title, &office, visit.now, &self.tables);
        made.map_or_else(|_| visit.nowhere(), |bytes| attached(&XLSX, &self.name, bytes))
    }
}

/// A CSV, and of which table alone it is.
pub struct Made {
    bytes: Vec<u8>,
    table: Option<&'static str>,
}

impl Made {
    /// To be kept under a name, with the table's behind it.
    pub fn attached(self, name: &str) -> Response {
        let name = self.table.map_or_else(|| name.to_owned(), |table| format!("{name}-{table}"));
        attached(&CSV, &name, self.bytes)
    }
}

/// All tables, a figure a line, or the one that is asked for as it stands; nothing where there is none of that key.
pub fn csv_of(tables: &[Table], one: Option<&str>) -> Option<Made> {
    let one = match one {
        Some(key) => Some(tables.iter().find(|table| table.key == key)?),
        None => None,
    };
    let mut bytes = Vec::new();
    match one {
        Some(table) => csv::write_one(table, &mut bytes),
        None => csv::write_all(tables, &mut bytes),
    }
    .ok()?;
    Some(Made { bytes, table: one.map(|table| table.key) })
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
