//! One day's figures for the command line: from the kept days where they have it, else folded from the journal. Writes neither;
//! a server may run beside it.

use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use queue::day::Day;
use queue::{Fact, Floor};

use super::store::{Body, Store};
use super::{Present, StatisticsError};
use crate::journal::JournalReader;

/// Events that are read at once.
const PIECE: u64 = 2_000;

/// A day with all that its report says beside it.
pub struct Told {
    /// The day.
    pub day: Day,
    /// The same weekday a week before, if there was one.
    pub before: Option<Day>,
    /// Whether it is not over.
    pub goes_on: bool,
    /// The floor as it is now, for its names.
    pub floor: Option<Floor>,
}

/// The business day of a date with its report; nothing where there was none.
pub fn told(folder: &Path, date: Date) -> Result<Option<Told>, StatisticsError> {
    let Some(of_date) = day(folder, date)? else { return Ok(None) };
    let before = match date.checked_sub(7.days()) {
        Ok(before) => day(folder, before)?,
        Err(_) => None,
    };
    let journal = JournalReader::open(folder)?;
    let goes_on = journal.last_day()? == Some(date);
    Ok(Some(Told { day: of_date, before, goes_on, floor: journal.last_floor()? }))
}

/// The business day of a date; nothing where there was none.
pub fn day(folder: &Path, date: Date) -> Result<Option<Day>, StatisticsError> {
    let journal = JournalReader::open(folder)?;
    if !journal.has_day(date)? {
        return Ok(None);
    }
    // The journal is the truth; what was made of it is only quicker, where it can be read.
    let kept = from_kept(folder, &journal, date).unwrap_or_default();
    match kept.day {
        Some(day) => Ok(Some(day)),
        None => from_journal(&journal, kept.present, date),
    }
}

/// What the file gives: the day itself, or from where to read on.
#[derive(Default)]
struct Kept {
    day: Option<Day>,
    present: Present,
}

fn from_kept(folder: &Path, journal: &JournalReader, date: Date) -> Result<Kept, StatisticsError> {
    let Some(store) = Store::beside(folder)? else { return Ok(Kept::default()) };
    let Some(standing) = store.standing()? else { return Ok(Kept::default()) };
    let present = Present::at(standing, journal)?;
    let day = store.bodies(date, date)?.first().map(Body::read).transpose()?.map(|over| over.day);
    let to_come = present.fold.date().is_some_and(|today| today <= date);
    // A day that should be in the file and is not is read from the first event on.
    Ok(Kept { day, present: if to_come { present } else { Present::default() } })
}

fn from_journal(journal: &JournalReader, present: Present, date: Date) -> Result<Option<Day>, StatisticsError> {
    let Present { mut fold, mut seq, .. } = present;
    let (mut found, mut past) = (None, false);
    while !past {
        let until = journal.read_after(seq, PIECE, |_, event, _| {
            if past {
                return;
            }
            let over = fold.follow(event);
            past = event.fact == Fact::DayTurned && event.day > date;
            found = found.take().or(over.filter(|day| day.date == date));
        })?;
        if until == seq {
            break;
        }
        seq = until;
    }
    Ok(found.or(fold.today_if(|today| today == date)))
}
