//! Reads a day, plays it again and holds both against each other. For a thread that may wait.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use queue::day::figures::{Figures, Filter};
use queue::day::lengths::{Length, lengths};
use queue::day::times::{Times, count};
use queue::day::{Day, Outcome};
use queue::ids::{CategoryId, ServiceId};
use queue::what_if::{Change, Less, More, NotPossible, Record, Replayed, replay_while, reproduced};

use super::asked::Asked;
use crate::day_report::as_of::AsOf;
use crate::day_report::words::Words;
use crate::statistics::{Statistics, StatisticsError};

/// The picture's steps: how many, and how many minutes each.
pub const LENGTHS: (u32, u32) = (13, 5);

pub enum Found {
    Day(Box<Played>),
    /// No business day on that date, or none at all.
    None(Option<Date>),
}

/// A day as it was, and as it would have been.
pub struct Played {
    pub record: Record,
    pub earlier: Option<Date>,
    pub later: Option<Date>,
    /// Whether the day is not over.
    pub goes_on: bool,
    /// Of how many calls how many come out as they were without a change.
    pub same: (usize, usize),
    pub was: Side,
    /// Nothing without a change.
    pub would: Option<Side>,
    pub unkept: u32,
    /// Why the change cannot be played.
    pub refused: Option<NotPossible>,
}

impl Played {
    /// As of when it is told, where the day is not over.
    pub fn as_of(&self, words: &Words, now: Timestamp) -> Option<AsOf> {
        let (zone, date) = (&self.record.floor().calendar.zone, self.record.date());
        self.goes_on.then(|| AsOf::of_day(words, zone, date, now))
    }
}

/// The figures of one of the two days.
#[derive(Default)]
pub struct Side {
    pub all: Figures,
    /// Visitors who were received.
    pub received: u32,
    pub services: Vec<(ServiceId, Times)>,
    pub categories: Vec<(CategoryId, Times)>,
    pub lengths: Vec<Length>,
}

/// How many days back a day with a call is looked for: over the longest holidays.
const BACK: usize = 21;

/// A day; if no date is asked for, the last one that is over and on which somebody was called.
pub fn play(statistics: &Statistics, asked: &Asked, wanted: &dyn Fn() -> bool) -> Result<Found, StatisticsError> {
    let dates = statistics.dates()?;
    let date = match asked.date {
        Some(date) => Some(date),
        None => last_with_a_call(statistics, &dates)?,
    };
    let Some(date) = date else { return Ok(Found::None(None)) };
    let Some(record) = statistics.record(date)? else { return Ok(Found::None(Some(date))) };
    let was = record.day().map(|day| Side::of(&day, &record)).unwrap_or_default();
    let replayed = match change(asked, &record) {
        _ if !asked.changes() => Ok(None),
        Ok(change) => replay_while(&record, &change, wanted),
        Err(refused) => Err(refused),
    };
    let (replayed, refused) = match replayed {
        Ok(replayed) => (replayed, None),
        Err(refused) => (None, Some(refused)),
    };
    let side = |replayed: &Replayed| replayed.day(&record).map(|day| Side::of(&day, &record));
    Ok(Found::Day(Box::new(Played {
        earlier: dates.iter().rev().find(|other| **other < date).copied(),
        later: dates.iter().find(|other| **other > date).copied(),
        goes_on: dates.last() == Some(&date),
        same: if wanted() { reproduced(&record) } else { (0, 0) },
        would: replayed.as_ref().and_then(side),
        unkept: replayed.as_ref().map_or(0, |replayed| replayed.unkept),
        was,
        refused,
        record,
    })))
}

/// The last day over with a call; the last one over where there is none, and the present day where it is the only one.
fn last_with_a_call(statistics: &Statistics, dates: &[Date]) -> Result<Option<Date>, StatisticsError> {
    let Some((present, over)) = dates.split_last() else { return Ok(None) };
    for date in over.iter().rev().take(BACK) {
        let day = statistics.day(*date)?;
        if day.is_some_and(|day| day.visits.iter().flat_map(|visit| &visit.legs).any(|leg| leg.call.is_some())) {
            return Ok(Some(*date));
        }
    }
    Ok(Some(*over.last().unwrap_or(present)))
}

/// What the form wants, on the floor of the day.
fn change(asked: &Asked, record: &Record) -> Result<Change, NotPossible> {
    let more = asked.more.as_ref().map(|(like, from)| {
        let window = record.floor().window(like).ok_or_else(|| NotPossible::WindowNotOpen(like.clone()))?;
        let from = from.or_else(|| begin(record)).ok_or(NotPossible::NoReception)?;
        Ok(More { services: window.services.clone(), from, until: None })
    });
    Ok(Change {
        policy: asked.policy,
        limits_min: asked.limits_min.clone(),
        norms_min: asked.norms_min.clone(),
        more: more.transpose()?,
        less: asked.less.as_ref().map(|(window, from)| Less { window: window.clone(), from: *from }),
    })
}

/// The local time at which a day's reception begins; nothing on a day on which there was none.
fn begin(record: &Record) -> Option<Time> {
    let (first, last) = record.reception();
    (first < last).then(|| record.floor().calendar.zone.local(first).time())
}

impl Side {
    fn of(day: &Day, record: &Record) -> Self {
        let waits = |filter: &Filter| Figures::of(day, filter).waits;
        let service = |id: &ServiceId| waits(&Filter { service: Some(id.clone()), ..Filter::default() });
        let category = |id: &CategoryId| waits(&Filter { category: Some(id.clone()), ..Filter::default() });
        let floor = record.floor();
        let (many, step_min) = LENGTHS;
        Self {
            all: Figures::of(day, &Filter::default()),
            received: received(day),
            services: floor.services.iter().map(|one| (one.id.clone(), service(&one.id))).collect(),
            categories: floor.categories.iter().map(|one| (one.id.clone(), category(&one.id))).collect(),
            lengths: lengths(day, &Filter::default(), step_min, many),
        }
    }
}

fn received(day: &Day) -> u32 {
    let done = |outcome: &Outcome| matches!(outcome, Outcome::Finished | Outcome::NextService | Outcome::DayEnded);
    count(day.visits.iter().filter(|visit| visit.legs.iter().any(|leg| done(&leg.outcome))).count())
}
