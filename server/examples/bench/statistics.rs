//! A day and a year out of five years of statistics of a busy office: their figures, and the pages that tell them.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use queue::day::figures::{Figures, Filter};
use queue::{Act, Actor, Command, State};
use rusqlite::Connection;
use server::journal::Journal;
use server::statistics::Statistics;
use server::statistics::store::{FILE, Over, Store};

use crate::floor::floor;
use crate::pages;
use crate::table::{Row, Table};
use crate::trial;

/// What the figures are made of.
struct Past {
    from: &'static str,
    to: &'static str,
    visits_a_day: u64,
    /// Fewer visitors than these on any day, and fewer days than these in any year, would not be the past that was written.
    least_visitors: u32,
    least_days: u32,
}

const WHOLE: Past =
    Past { from: "2021-01-01", to: "2025-12-31", visits_a_day: 1_500, least_visitors: 1_350, least_days: 250 };
const SMALL: Past = Past { from: "2022-11-01", to: "2023-11-30", visits_a_day: 20, least_visitors: 1, least_days: 20 };
/// Each question is asked so often; the middle answer counts.
const ASKED: usize = 5;

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let past = table.size.of(WHOLE, SMALL);
    let folder = tempfile::tempdir()?;
    let days = write(folder.path(), &past)?;
    let statistics = Statistics::new(folder.path());
    statistics.catch_up()?;
    anyhow::ensure!(statistics.dates()?.len() as u64 > days, "all days are there");
    let db = Connection::open(folder.path().join(FILE))?;
    let date: Date = "2023-11-15".parse()?;
    let day_ms = middle_ms(|| {
        let day = statistics.day(date)?.context("a day")?;
        let visitors = Figures::of(&day, &Filter::default()).visitors.all;
        anyhow::ensure!(visitors > past.least_visitors, "{visitors} visitors");
        Ok(())
    })?;
    table.add(Row {
        name: "statistics: figures of a day of five years",
        unit: "ms",
        value: day_ms,
        floor: Some(middle_ms(|| bare(&db, date, date))?),
        goal: "<= 50",
    });
    let (from, to) = ("2023-01-01".parse()?, "2023-12-31".parse()?);
    let year_ms = middle_ms(|| {
        let figures = statistics.period((from, to), &Filter::default(), Timestamp::MIN)?;
        anyhow::ensure!(figures.days > past.least_days, "{} days", figures.days);
        Ok(())
    })?;
    table.add(Row {
        name: "statistics: figures of a year of five",
        unit: "ms",
        value: year_ms,
        floor: Some(middle_ms(|| bare(&db, from, to))?),
        goal: "<= 500",
    });
    let (before_from, before_to) = ("2022-01-01".parse()?, "2022-12-31".parse()?);
    let both_ms = middle_ms(|| {
        // As the page of a period asks for them.
        let both = [(from, to), (before_from, before_to)];
        let [figures, before] = statistics.compared(both, &Filter::default(), Timestamp::MIN)?;
        let days = (figures.by_day.len(), before.by_day.len());
        let least = past.least_days as usize;
        anyhow::ensure!(days.0 > least && days.1 > least, "{days:?} days");
        Ok(())
    })?;
    table.add(Row {
        name: "statistics: a year of five held against the year before",
        unit: "ms",
        value: both_ms,
        floor: Some(middle_ms(|| bare(&db, before_from, to))?),
        goal: "<= 500",
    });
    drop((statistics, db));
    pages::measure(folder.path(), table)
}

/// A journal of today, and beside it the statistics of every workday of the past.
fn write(folder: &Path, past: &Past) -> anyhow::Result<u64> {
    let (mut journal, _) = Journal::open(folder)?;
    let command = Command { by: Actor::Office, act: Act::ConfigureFloor { floor: Box::new(floor()?) } };
    let now = "2026-01-02T06:00:00Z".parse()?;
    for event in queue::decide(&State::default(), &command, now).map_err(anyhow::Error::msg)? {
        journal.append(&event)?;
    }
    journal.commit()?;
    journal.close()?;
    Statistics::new(folder).catch_up()?;
    let mut store = Store::open(folder)?;
    let standing = store.standing()?.context("a day has begun")?;
    let (mut date, to): (Date, Date) = (past.from.parse()?, past.to.parse()?);
    let mut days = 0;
    while date <= to {
        if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            let over = Over { day: trial::day(days, date, past.visits_a_day), first_seq: 0, last_seq: 0 };
            store.keep(Some(&over), &standing)?;
            days += 1;
        }
        date = date.tomorrow()?;
    }
    Ok(days)
}

/// Reading the same bytes by SQLite alone, which has the file open, as the statistics do.
fn bare(db: &Connection, from: Date, to: Date) -> anyhow::Result<()> {
    let mut statement = db.prepare_cached("SELECT body FROM days WHERE date BETWEEN ?1 AND ?2")?;
    let mut rows = statement.query([from.to_string(), to.to_string()])?;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        bytes += row.get_ref(0)?.as_blob()?.len();
    }
    anyhow::ensure!(bytes > 0, "days");
    Ok(())
}

/// Milliseconds of the middle answer.
pub fn middle_ms(mut ask: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let mut took = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let began = Instant::now();
        ask()?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    Ok(took[ASKED / 2].as_secs_f64() * 1000.0)
}
