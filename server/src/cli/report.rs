//! The day report from the command line: the same tables and the same paper as on the managers' page.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use jiff::Timestamp;
use jiff::civil::Date;
use queue::day::figures::{Figures, Filter};
use queue::ids::Language;

use crate::clock::{Clock, SystemClock};
use crate::day_report::names::Names;
use crate::day_report::{Report, csv, paper, table, xlsx};
use crate::journal::{JournalError, JournalReader};
use crate::statistics::report::{Told, told};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The data folder.
    #[arg(long)]
    data: PathBuf,
    /// The business day, such as 2026-11-17.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    day: Date,
    /// Says it in this language with the floor's names, as the managers' page does; else in English with the floor's keys.
    #[arg(long)]
    language: Option<String>,
    /// Also writes the figures into this file, as CSV.
    #[arg(long)]
    csv: Option<PathBuf>,
    /// Also writes the tables into this file, as a workbook.
    #[arg(long)]
    xlsx: Option<PathBuf>,
    /// Also writes the report on paper into this file.
    #[arg(long)]
    pdf: Option<PathBuf>,
}

/// A date as it is typed.
pub fn date(typed: &str) -> Result<Date, &'static str> {
    typed.parse().map_err(|_| "is no date: write it as 2026-11-17")
}

/// Writes the files that are asked for, and prints the report.
pub fn report(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let date = arguments.day;
    let Some(Told { day, before, goes_on, floor }) = told(&arguments.data, date)? else {
        return Err(no_day(&arguments.data, date));
    };
    let language = arguments.language.as_deref().map(Language::new).transpose().context("--language")?;
    if let (Some(language), Some(floor)) = (&language, &floor)
        && !floor.languages.contains(language)
    {
        let known: Vec<_> = floor.languages.iter().map(Language::to_string).collect();
        bail!("--language {language}: the floor does not speak it; one of: {}", known.join(", "));
    }
    let filter = Filter::default();
    let figures = Figures::of(&day, &filter);
    let before = before.map(|day| (day.date, Figures::of(&day, &filter)));
    let named = floor.as_ref().zip(language.as_ref());
    let report = Report {
        day: &day,
        filter: &filter,
        figures: &figures,
        before: before.as_ref().map(|(date, figures)| (*date, figures)),
        // No server need run: the journal goes as far as its last event.
        as_of: goes_on.then_some(day.until),
        names: named.map_or_else(Names::keys, |(floor, language)| Names::of(floor, language)),
    };
    let tables = report.tables();
    // The files first: that one cannot be written is not told at the end of a long table.
    if let Some(path) = &arguments.csv {
        let mut written = Vec::new();
        csv::write_all(&tables, &mut written).with_context(|| format!("--csv {}", path.display()))?;
        write("--csv", path, &written)?;
    }
    if let Some(path) = &arguments.xlsx {
        let written = xlsx::file(&report).with_context(|| format!("--xlsx {}", path.display()))?;
        write("--xlsx", path, &written)?;
    }
    if let Some(path) = &arguments.pdf {
        let written = paper::file(&report).context("--pdf: the machine has no fonts to write with")?;
        write("--pdf", path, &written)?;
    }
    let tables_said = tables.iter().map(|one| table::show(one, &report.names.words.none) + "\n");
    let as_of = report.goes_on().map_or(String::new(), |as_of| as_of.note + "\n");
    super::say(&format!("{date}, {}\n{as_of}\n{}", day.zone.name(), tables_said.collect::<String>()))?;
    Ok(ExitCode::SUCCESS)
}

/// Why there is nothing to tell of a date, and of which there is.
fn no_day(data: &Path, date: Date) -> anyhow::Error {
    match last_day(data, SystemClock.wall()) {
        Ok(Some((last, today))) if date > today.max(last) => {
            anyhow!("--day {date}: this day is still to come; the last business day of the floor is {last}")
        }
        Ok(Some((last, _))) => {
            anyhow!("--day {date}: the floor had no business day on that date; its last one is {last}")
        }
        Ok(None) => anyhow!("--day {date}: the floor has had no business day yet"),
        Err(problem) => problem.into(),
    }
}

/// The last business day of the journal, and the one of this moment in the office.
fn last_day(data: &Path, now: Timestamp) -> Result<Option<(Date, Date)>, JournalError> {
    let journal = JournalReader::open(data)?;
    let Some(last) = journal.last_day()? else { return Ok(None) };
    let calendar = journal.last_floor()?.map(|floor| floor.calendar);
    let today = calendar.map_or(last, |calendar| calendar.zone.business_day(now, calendar.day_turns_at));
    Ok(Some((last, today)))
}

fn write(name: &str, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("{name} {}", path.display()))
}

#[cfg(test)]
mod tests {
    use clap::Args;
    use queue::{Act, Actor, Command, State};

    use super::*;
    use crate::journal::Journal;

    const DEMO: &str = include_str!("../../../assets/demo/floor.toml");

    #[test]
    fn until_a_night_offices_day_turns_the_next_one_is_still_to_come() {
        let data = tempfile::tempdir().unwrap();
        let mut floor = crate::config::parse(DEMO).unwrap().floor;
        floor.calendar.day_turns_at = "04:00".parse().unwrap();
        let [day, next]: [Date; 2] = ["2026-11-17", "2026-11-18"].map(|date| date.parse().unwrap());
        let zone = floor.calendar.zone.clone();
        let at = |date: Date, time: &str| zone.moment(date, time.parse().unwrap());
        let act = Act::ConfigureFloor { floor: Box::new(floor) };
        let command = Command { by: Actor::Office, act };
        let (mut journal, _) = Journal::open(data.path()).unwrap();
        for event in queue::decide(&State::default(), &command, at(day, "20:00")).unwrap() {
            journal.append(&event).unwrap();
        }
        journal.commit().unwrap();
        journal.close().unwrap();
        let known = |now: Timestamp| last_day(data.path(), now).unwrap();
        assert_eq!(known(at(next, "01:20")), Some((day, day)), "01:20 belongs to the day before");
        assert_eq!(known(at(next, "04:00")), Some((day, next)));
    }

    #[test]
    fn the_docs_tell_each_word_of_the_report() {
        let page = include_str!("../../../docs/running.md");
        let told = page.lines().find(|line| line.starts_with("| `queue-server report ")).unwrap();
        let command = Arguments::augment_args(clap::Command::new("report"));
        let words: Vec<_> = command.get_arguments().filter_map(|argument| argument.get_long()).collect();
        assert_eq!(words.len(), 6, "{words:?}");
        for word in words {
            assert!(told.contains(&format!("--{word} ")), "--{word}: {told}");
        }
    }
}
