//! What a request asks of a day: which one, and which part of it.

use std::sync::Arc;

use axum::extract::Query;
use jiff::civil::Date;
use queue::day::figures::Filter;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::task::spawn_blocking;

use crate::statistics::StatisticsError;
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
    /// A part that nobody knows.
    Part(Vec<Unknown>),
    /// Something twice.
    Twice,
    /// A part of which it cannot be said yet whether anybody knows it.
    NotYet,
}

/// What it says beside a part.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Whole {
    date: String,
    number: String,
}

impl Whole {
    fn read(&self) -> Result<Asked, Amiss> {
        let text = |field: &str| Some(field.trim().to_owned()).filter(|field| !field.is_empty());
        let date = part::said(&self.date, |date| date.parse::<Date>().ok()).ok_or(Amiss::Date)?;
        Ok(Asked { date, filter: Filter::default(), number: text(&self.number) })
    }
}

impl Asked {
    /// Reads the address. What of the part the floor does not have is looked for away from the threads that must not wait.
    pub async fn of(visit: &Visit) -> Result<Self, Amiss> {
        let (typed, whole): (part::Fields, Whole) = (fields(visit)?, fields(visit)?);
        let (whole, (filter, unread)) = (whole.read()?, typed.read());
        if part::gone(&visit.floor, &filter).is_empty() {
            return if unread.is_empty() { Ok(Self { filter, ..whole }) } else { Err(Amiss::Part(unread)) };
        }
        let (statistics, floor) = (Arc::clone(&visit.pages.reception.statistics), Arc::clone(&visit.floor));
        let looked = spawn_blocking(move || {
            let unknown = part::unknown(&statistics, &floor, &filter, &unread)?;
            Ok::<_, StatisticsError>((filter, unknown))
        });
        match looked.await {
            Ok(Ok((filter, unknown))) if unknown.is_empty() => Ok(Self { filter, ..whole }),
            Ok(Ok((_, unknown))) => Err(Amiss::Part(unknown)),
            Ok(Err(problem)) => {
                tracing::warn!(%problem, "a part cannot be looked for");
                Err(Amiss::NotYet)
            }
            // It panicked, and has said so.
            Err(_) => Err(Amiss::NotYet),
        }
    }

    /// Reads the address of a page that tells of no part: whatever it says of one is left aside.
    pub fn without_part(visit: &Visit) -> Result<Self, Amiss> {
        fields::<Whole>(visit)?.read()
    }

    /// An address for the same part of a date.
    pub fn address(&self, path: &str, date: Date) -> String {
        format!("{path}?date={date}{}", part::address(&self.filter))
    }
}

fn fields<Fields: DeserializeOwned>(visit: &Visit) -> Result<Fields, Amiss> {
    Query::try_from_uri(&visit.uri).map(|Query(fields)| fields).map_err(|_| Amiss::Twice)
}
