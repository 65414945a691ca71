//! What a request asks of a day: which one, and which part of it.

use axum::extract::Query;
use jiff::civil::Date;
use queue::day::figures::Filter;
use queue::ids::{ServiceId, WindowId};
use serde::Deserialize;

use crate::web::staff::visit::Visit;

/// As it was asked. Empty fields of a form ask for nothing.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The business day; the present one if missing.
    pub date: Option<Date>,
    /// Which part.
    pub filter: Filter,
    /// One table of the report.
    pub table: Option<String>,
    /// A ticket by its number, as somebody typed it.
    pub number: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    date: String,
    service: String,
    window: String,
    table: String,
    number: String,
}

impl Asked {
    /// Reads the address; nothing where it says what is no date or no key.
    pub fn of(visit: &Visit) -> Option<Self> {
        let Query(fields) = Query::<Fields>::try_from_uri(&visit.uri).ok()?;
        Self::read(&fields)
    }

    fn read(fields: &Fields) -> Option<Self> {
        let said = |field: &str| Some(field.trim().to_owned()).filter(|field| !field.is_empty());
        let date =
            said(&fields.date).map(|date| date.parse::<Date>().ok()).map_or(Some(None), |date| date.map(Some))?;
        let service =
            said(&fields.service).map(|key| ServiceId::new(&key).ok()).map_or(Some(None), |id| id.map(Some))?;
        let window = said(&fields.window).map(|key| WindowId::new(&key).ok()).map_or(Some(None), |id| id.map(Some))?;
        let filter = Filter { service, window, ..Filter::default() };
        Some(Self { date, filter, table: said(&fields.table), number: said(&fields.number) })
    }

    /// An address for the same part of a date.
    pub fn address(&self, path: &str, date: Date) -> String {
        let service = self.filter.service.as_ref().map_or(String::new(), |id| format!("&service={id}"));
        let window = self.filter.window.as_ref().map_or(String::new(), |id| format!("&window={id}"));
        format!("{path}?date={date}{service}{window}")
    }
}
