//! Fetches a day from the statistics, away from the threads that must not wait.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use queue::Floor;
use queue::day::Day;
use queue::day::figures::Figures;
use queue::ids::Language;

use super::Asked;
use crate::day_report::Report;
use crate::day_report::names::Names;
use crate::statistics::{Statistics, StatisticsError};
use crate::web::staff::visit::Visit;

/// A day, and what stands beside it.
pub struct Loaded {
    /// The day.
    pub day: Day,
    /// The same weekday a week before, if there was one.
    before: Option<Day>,
    /// The business day before it.
    pub earlier: Option<Date>,
    /// The one after it.
    pub later: Option<Date>,
    /// Whether it is not over.
    pub goes_on: bool,
}

/// What was found.
pub enum Found {
    /// A day.
    Day(Box<Loaded>),
    /// No business day on that date, or none at all.
    None(Option<Date>),
    /// The statistics are not there.
    NotYet,
}

/// The day of which a part is asked for, or the last one if no date is.
pub async fn load(visit: &Visit, asked: &Asked) -> Found {
    let (statistics, date, now) = (Arc::clone(&visit.pages.reception.statistics), asked.date, visit.now);
    let loaded = tokio::task::spawn_blocking(move || read(&statistics, date, now)).await;
    match loaded {
        Ok(Ok(found)) => found,
        Ok(Err(problem)) => {
            tracing::warn!(%problem, "a day cannot be shown");
            Found::NotYet
        }
        Err(_) => Found::NotYet,
    }
}

fn read(statistics: &Statistics, date: Option<Date>, now: Timestamp) -> Result<Found, StatisticsError> {
    let dates = statistics.dates()?;
    let Some(date) = date.or(dates.last().copied()) else { return Ok(Found::None(None)) };
    let Some(day) = statistics.day(date)? else { return Ok(Found::None(Some(date))) };
    let before = match date.checked_sub(7.days()) {
        Ok(before) => statistics.day(before)?,
        Err(_) => None,
    };
    let goes_on = dates.last() == Some(&date);
    Ok(Found::Day(Box::new(Loaded {
        before,
        earlier: dates.iter().rev().find(|other| **other < date).copied(),
        later: dates.iter().find(|other| **other > date).copied(),
        goes_on,
        day: if goes_on { day.as_of(now) } else { day },
    })))
}

/// In whose words a day is told, and when.
pub struct Speaker {
    floor: Arc<Floor>,
    language: Language,
    now: Timestamp,
}

impl Speaker {
    /// To whoever asked.
    pub fn of(visit: &Visit) -> Self {
        Self { floor: Arc::clone(&visit.floor), language: visit.language.clone(), now: visit.now }
    }
}

impl Loaded {
    /// Tells the asked part of it.
    pub fn told<T>(&self, speaker: &Speaker, asked: &Asked, tell: impl FnOnce(&Report<'_>) -> T) -> T {
        let filter = &asked.filter;
        let figures = Figures::of(&self.day, filter);
        let before = self.before.as_ref().map(|day| (day.date, Figures::of(day, filter)));
        tell(&Report {
            day: &self.day,
            filter,
            figures: &figures,
            before: before.as_ref().map(|(date, figures)| (*date, figures)),
            as_of: self.goes_on.then_some(speaker.now),
            names: Names::of(&speaker.floor, &speaker.language),
        })
    }
}
