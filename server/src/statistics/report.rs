//! One day's figures for the command line: from the kept days where they have it, else folded from the journal. Writes neither;
//! a server may run beside it.

use std::path::Path;

use jiff::civil::Date;
use queue::Fact;
use queue::day::Day;

use super::store::{Body, Store};
use super::{Present, StatisticsError};
use crate::journal::JournalReader;

/// Events that are read at once.
const PIECE: u64 = 2_000;

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
    let to_come = present.fold.today().is_some_and(|today| today.date <= date);
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
    Ok(found.or(fold.today().filter(|today| today.date == date)))
}
