//! What a request asks of a day: which one, and which part of it.

use axum::extract::Query;
use jiff::civil::Date;
use queue::day::figures::Filter;
use serde::Deserialize;

use crate::web::staff::part::{self, Unknown};
use crate::web::staff::visit::Visit;

/// As it was asked. Empty fields of a form ask for nothing.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The business day; the present one if missing.
    pub date: Option<Date>,
    /// Which part.
    pub filter: Filter,
    /// A ticket by its number, as somebody typed it.
    pub number: Option<String>,
}

/// What an address says that cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amiss {
    /// A date that is none.
    Date,
    /// A part that nobody can know.
    Part(Vec<Unknown>),
    /// Something twice.
    Twice,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    date: String,
    number: String,
    #[serde(flatten)]
    part: part::Fields,
}

impl Asked {
    /// Reads the address.
    pub fn of(visit: &Visit) -> Result<Self, Amiss> {
        let Query(fields) = Query::<Fields>::try_from_uri(&visit.uri).map_err(|_| Amiss::Twice)?;
        let text = |field: &str| Some(field.trim().to_owned()).filter(|field| !field.is_empty());
        let filter = fields.part.read().map_err(Amiss::Part)?;
        let date = part::said(&fields.date, |date| date.parse::<Date>().ok()).ok_or(Amiss::Date)?;
        Ok(Self { date, filter, number: text(&fields.number) })
    }

    /// An address for the same part of a date.
    pub fn address(&self, path: &str, date: Date) -> String {
        format!("{path}?date={date}{}", part::address(&self.filter))
    }
}
