//! A journal that is read and not written, by a command: and who it was that booked under a number.

use std::io;
use std::path::{Path, PathBuf};

use queue::booking::BookingFact;
use queue::ids::{BookingNumber, PersonId};
use queue::{Event, Fact, State};
use rusqlite::{Connection, OpenFlags};

use super::replay::{each_after, event, replay};
use super::{FILE, JournalError, high_water};

/// A journal that is read and not written; a server may run beside it.
pub struct Reading {
    /// Within one transaction.
    pub db: Connection,
    high_water: PathBuf,
    once: u64,
}

impl Reading {
    /// Opens a journal that is there.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        // Read before the journal: a server beside it may write on, and is never ahead of its journal here.
        let (high_water, once) = high_water::HighWater::once(folder)?;
        let path = folder.join(FILE);
        if !path.exists() {
            high_water::hold(&high_water, 0, once)?;
            let problem =
                io::Error::new(io::ErrorKind::NotFound, "it is not there: no server has run with this data folder");
            return Err(JournalError::File { path, problem });
        }
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        db.execute_batch("BEGIN")?;
        if db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, u32>(0))? == 0 {
            high_water::hold(&high_water, 0, once)?;
        }
        Ok(Self { db, high_water, once })
    }

    /// Hands on every event from the first one, in order.
    pub fn each_event(&self, read: impl FnMut(&Event)) -> Result<(), JournalError> {
        self.holds(each_after(&self.db, 0, read)?)
    }

    /// That the journal goes as far as it ever did.
    pub fn holds(&self, seq: u64) -> Result<(), JournalError> {
        high_water::hold(&self.high_water, seq, self.once)
    }
}

/// Who booked under a number, and the floor as it stands.
#[derive(Debug)]
pub struct WhoBooked {
    /// The floor.
    pub state: State,
    /// Everybody who ever did, the first one first: a number comes again once in a long while.
    pub people: Vec<PersonId>,
}

/// Looks a number up among all bookings that were ever made, also where the floor remembers them no longer.
pub fn who_booked(folder: &Path, number: BookingNumber) -> Result<WhoBooked, JournalError> {
    let reading = Reading::open(folder)?;
    let replayed = replay(&reading.db, 0)?;
    reading.holds(replayed.seq)?;
    let all = "SELECT seq, kind, version, body, sum FROM events WHERE kind = 'booking' ORDER BY seq";
    let mut statement = reading.db.prepare(all)?;
    let mut rows = statement.query([])?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        if let Fact::Booking(BookingFact::Made { number: made, person, .. }) = event(row)?.fact
            && made == number
        {
            people.push(person);
        }
    }
    Ok(WhoBooked { state: replayed.state, people })
}
