//! The statistics of the flow (Q6, Q7): each business day folded once, kept in a file of its own beside the journal, and made
//! anew from the journal whenever that file is missing, bent or of another shape. No person is in it (P3).
//!
//! `follow` keeps it up to date behind what is durable and never holds the floor up; `store` is its file, `pack` a day in few
//! bytes. What fails here is told and tried again: the queue goes on.

pub mod follow;
pub mod pack;
mod record;
pub mod report;
pub mod store;
#[cfg(test)]
pub(crate) mod trial;

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use jiff::Timestamp;
use jiff::civil::Date;
use queue::Event;
use queue::day::figures::{Figures, Filter};
use queue::day::story::{Before, Told, called_before, story};
use queue::day::{Day, Fold};
use queue::ids::TicketId;
use thiserror::Error;

use crate::database::DatabaseError;
use crate::journal::{JournalError, JournalReader};
use pack::Unpackable;
use store::{Over, Store};

/// Why statistics cannot be had.
#[derive(Debug, Error)]
pub enum StatisticsError {
    /// SQLite or the disk failed.
    #[error("the storage of the statistics failed: {0}")]
    Storage(#[from] rusqlite::Error),
    /// Their database does not open.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A day in the file is none.
    #[error(transparent)]
    Unpackable(#[from] Unpackable),
    /// Something in the file is not as it was written.
    #[error("statistics.db is bent: {0} is not as it was written")]
    Bent(&'static str),
    /// Another version of this program made the file.
    #[error("statistics.db was made by another version of this program")]
    OtherShape,
    /// The file belongs to another journal than the one beside it.
    #[error("statistics.db does not belong to this journal")]
    OtherJournal,
    /// They were not made yet, or cannot be made; the standing says why.
    #[error("the statistics are not there yet")]
    NotYet,
}

impl StatisticsError {
    /// Whether the file is to be made anew.
    fn wants_rebuild(&self) -> bool {
        match self {
            Self::Storage(problem) => store::is_bent(problem) || store::is_foreign(problem),
            Self::Database(DatabaseError::Foreign { .. } | DatabaseError::Newer { .. }) => true,
            Self::Database(DatabaseError::Storage(problem)) => store::is_bent(problem) || store::is_foreign(problem),
            Self::Unpackable(_) | Self::Bent(_) | Self::OtherShape | Self::OtherJournal => true,
            Self::Database(DatabaseError::File { .. } | DatabaseError::Unsafe { .. })
            | Self::Journal(_)
            | Self::NotYet => false,
        }
    }
}

/// How the statistics are, for `/health` and the pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Why they cannot be made or kept up to date, if they cannot.
    pub trouble: Option<String>,
    /// The last event of the journal that is in them.
    pub seq: u64,
}

/// The folded days. Every question reads files or folds and is not for a thread that must not wait.
#[derive(Debug)]
pub struct Statistics {
    folder: PathBuf,
    kept: Mutex<Option<Kept>>,
    standing: Mutex<Standing>,
    closed: AtomicBool,
    floors: Mutex<record::Floors>,
}

/// What is open and folded.
struct Kept {
    store: Store,
    journal: JournalReader,
    present: Present,
    /// What was found bent by a question: made anew at the next look.
    rebuild: Option<String>,
}

/// The present day and where in the journal it is.
#[derive(Clone, Debug, Default)]
struct Present {
    fold: Fold,
    first_seq: u64,
    seq: u64,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({})", self.present.seq)
    }
}

/// A day with the story of one of its tickets.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketDay {
    /// The whole day.
    pub day: Day,
    /// Which.
    pub ticket: TicketId,
    /// All that happened to the ticket.
    pub told: Vec<Told>,
}

impl TicketDay {
    /// Who was called while it waited, and why.
    pub fn before(&self) -> Vec<Before<'_>> {
        called_before(&self.day, self.ticket)
    }
}

impl Statistics {
    /// The statistics of the floor in `folder`; there once they are followed.
    pub fn new(folder: &Path) -> Self {
        let (kept, standing, closed, floors) = Default::default();
        Self { folder: folder.to_owned(), kept, standing, closed, floors }
    }

    /// How they are.
    pub fn standing(&self) -> Standing {
        lock(&self.standing).clone()
    }

    /// The business day that is not over, as far as it is.
    pub fn today(&self) -> Result<Option<Day>, StatisticsError> {
        self.ask(|kept| Ok(kept.present.fold.today()))
    }

    /// A business day; nothing where there was none on that date.
    pub fn day(&self, date: Date) -> Result<Option<Day>, StatisticsError> {
        Ok(self.over_or_today(date)?.map(|over| over.day))
    }

    /// The dates of all business days, the present one too.
    pub fn dates(&self) -> Result<Vec<Date>, StatisticsError> {
        self.ask(|kept| {
            let mut dates = kept.store.dates()?;
            dates.extend(kept.present.fold.date());
            Ok(dates)
        })
    }

    /// The figures of all days from one date to another, both included; the present day as it is now.
    pub fn period(
        &self,
        (from, to): (Date, Date),
        filter: &Filter,
        now: Timestamp,
    ) -> Result<Figures, StatisticsError> {
        let (bodies, today) = self.ask(|kept| {
            let today = kept.present.fold.today_if(|today| (from..=to).contains(&today));
            Ok((kept.store.bodies(from, to)?, today))
        })?;
        let mut bent = None;
        let days = bodies.into_iter().map_while(|body| match body.read() {
            Ok(over) => Some(over.day),
            Err(problem) => {
                bent = Some(problem);
                None
            }
        });
        let figures = Figures::over(days.chain(today.map(|today| today.as_of(now))), filter);
        match bent {
            None => Ok(figures),
            Some(problem) => self.ask(|_| Err(problem)),
        }
    }

    /// The figures of a period and of the one that it is held against, read at once.
    pub fn compared(
        &self,
        [ends, against]: [(Date, Date); 2],
        filter: &Filter,
        now: Timestamp,
    ) -> Result<[Figures; 2], StatisticsError> {
        let (figures, before) = at_once(|| self.period(ends, filter, now), || self.period(against, filter, now));
        Ok([figures?, before?])
    }

    /// The story of one ticket; nothing where that day had none of this id.
    pub fn ticket(&self, date: Date, ticket: TicketId) -> Result<Option<TicketDay>, StatisticsError> {
        let Some(Over { day, first_seq, last_seq }) = self.over_or_today(date)? else { return Ok(None) };
        if day.visits.iter().all(|visit| visit.ticket != ticket) {
            return Ok(None);
        }
        let mut events: Vec<Event> = Vec::new();
        let journal = JournalReader::open(&self.folder)?;
        let most = last_seq.saturating_sub(first_seq) + 1;
        journal.read_after(first_seq.saturating_sub(1), most, |_, event, _| events.push(event.clone()))?;
        let told = story(&events, ticket);
        Ok(Some(TicketDay { day, ticket, told }))
    }

    fn over_or_today(&self, date: Date) -> Result<Option<Over>, StatisticsError> {
        self.ask(|kept| {
            let Present { fold, first_seq, seq } = &kept.present;
            if let Some(day) = fold.today_if(|today| today == date) {
                return Ok(Some(Over { day, first_seq: *first_seq, last_seq: *seq }));
            }
            kept.store.bodies(date, date)?.first().map(store::Body::read).transpose()
        })
    }

    /// Asks what is kept. A file that turns out to be bent is made anew at the next look.
    fn ask<T>(&self, ask: impl FnOnce(&Kept) -> Result<T, StatisticsError>) -> Result<T, StatisticsError> {
        let mut kept = lock(&self.kept);
        let kept = kept.as_mut().ok_or(StatisticsError::NotYet)?;
        let answer = ask(kept);
        if let Err(problem) = &answer
            && problem.wants_rebuild()
        {
            kept.rebuild = Some(problem.to_string());
        }
        answer
    }
}

/// Two readings beside each other, the second on a thread of its own; over once both are.
fn at_once<T: Send>(one: impl FnOnce() -> T, other: impl FnOnce() -> T + Send) -> (T, T) {
    thread::scope(|threads| {
        let other = threads.spawn(other);
        let one = one();
        (one, other.join().unwrap_or_else(|failure| resume_unwind(failure)))
    })
}

/// Whoever held it and failed left nothing half done: what is kept is told from the file and the journal.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Statistics that stand at an event, and answer nobody as long as this is kept.
#[cfg(test)]
pub(crate) fn held(statistics: &Statistics, seq: u64) -> impl Sized + '_ {
    lock(&statistics.standing).seq = seq;
    lock(&statistics.kept)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    fn two_readings_are_done_at_once() {
        let (tell_other, told_by_one) = channel();
        let (tell_one, told_by_other) = channel();
        let soon = Duration::from_secs(60);
        let one = || tell_other.send(()).is_ok() && told_by_other.recv_timeout(soon).is_ok();
        let other = move || tell_one.send(()).is_ok() && told_by_one.recv_timeout(soon).is_ok();
        assert_eq!(at_once(one, other), (true, true), "each goes on while the other does");
    }
}
