//! The journal as others read it while it is written: durable events in order, over a connection that cannot write.

use std::cmp::Ordering;
use std::io;
use std::path::Path;

use jiff::civil::Date;
use queue::Event;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::replay::read_after;
use super::{FILE, JournalError};
use crate::database;

/// A reader beside the writer, or without one.
pub struct JournalReader {
    db: Connection,
}

impl JournalReader {
    /// Opens the journal in `folder`, which must be there. A server may write on meanwhile.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        let path = folder.join(FILE);
        if !path.exists() {
            let problem =
                io::Error::new(io::ErrorKind::NotFound, "it is not there: no server has run with this data folder");
            return Err(JournalError::File { path, problem });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        database::be_patient(&db)?;
        Ok(Self { db })
    }

    /// Reads events after `from`, at most `most`, with the number and the sum of each; says which was the last. It holds the
    /// writer's log only for as long as that takes.
    pub fn read_after(&self, from: u64, most: u64, each: impl FnMut(u64, &Event, u32)) -> Result<u64, JournalError> {
        read_after(&self.db, from, most, each)
    }

    /// The sum of one event; nothing where there is none with this number.
    pub fn sum_of(&self, seq: u64) -> Result<Option<u32>, JournalError> {
        let mut statement = self.db.prepare_cached("SELECT sum FROM events WHERE seq = ?1")?;
        Ok(statement.query_row([seq], |row| row.get(0)).optional()?)
    }

    /// Whether the journal has events of a business day. Days rise with the events, so that few are looked at.
    pub fn has_day(&self, date: Date) -> Result<bool, JournalError> {
        let last = "SELECT coalesce(max(seq), 0) FROM events";
        let (mut from, mut to): (u64, u64) = (1, self.db.query_row(last, [], |row| row.get(0))?);
        let mut day_of = self.db.prepare_cached("SELECT day FROM events WHERE seq = ?1")?;
        let date = date.to_string();
        while from <= to {
            let middle = from.midpoint(to);
            let day: String = day_of.query_row([middle], |row| row.get(0))?;
            match day.cmp(&date) {
                Ordering::Equal => return Ok(true),
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle - 1,
            }
        }
        Ok(false)
    }
}
