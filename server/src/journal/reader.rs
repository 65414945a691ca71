//! The journal as others read it while it is written: over a connection that cannot write.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use queue::{Event, Fact, Floor};
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::replay::{event, read_after};
use super::{FILE, JournalError, high_water};
use crate::database;

/// A reader beside the writer, or without one.
pub struct JournalReader {
    pub(super) db: Connection,
    high_water: PathBuf,
    once: u64,
}

impl JournalReader {
    /// Opens the journal in `folder`, which must be there. A server may write on meanwhile.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        // Read before the journal: a server beside it may write on, and is never ahead of its journal here.
        let (high_water, once) = high_water::HighWater::once(folder)?;
        let path = folder.join(FILE);
        if !path.exists() {
            high_water::hold(&high_water, 0, once)?;
            return Err(JournalError::Absent { path });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        database::be_patient(&db)?;
        Ok(Self { db, high_water, once })
    }

    /// Opens it as it stands at one moment, whatever is written later.
    pub fn open_still(folder: &Path) -> Result<Self, JournalError> {
        let reader = Self::open(folder)?;
        reader.db.execute_batch("BEGIN")?;
        if reader.db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, u32>(0))? == 0 {
            reader.reaches(0)?;
        }
        Ok(reader)
    }

    /// That the journal, whose last event is `seq`, goes as far as it ever did.
    pub(super) fn reaches(&self, seq: u64) -> Result<(), JournalError> {
        high_water::hold(&self.high_water, seq, self.once)
    }

    /// Reads events after `from`, at most `most`, with the number and the sum of each; says which was the last. It holds the
    /// writer's log only for as long as that takes.
    pub fn read_after(&self, from: u64, most: u64, each: impl FnMut(u64, &Event, u32)) -> Result<u64, JournalError> {
        read_after(&self.db, from, most, each)
    }

    /// Hands on every event from the first one, in order. Fails where the journal was further once.
    pub fn each_event(&self, mut each: impl FnMut(&Event)) -> Result<(), JournalError> {
        self.reaches(self.read_after(0, u64::MAX, |_, event, _| each(event))?)
    }

    /// The sum of one event; nothing where there is none with this number.
    pub fn sum_of(&self, seq: u64) -> Result<Option<u32>, JournalError> {
        let mut statement = self.db.prepare_cached("SELECT sum FROM events WHERE seq = ?1")?;
        Ok(statement.query_row([seq], |row| row.get(0)).optional()?)
    }

    /// The floor as it was configured last.
    pub fn last_floor(&self) -> Result<Option<Floor>, JournalError> {
        let sql = "SELECT seq, kind, version, body, sum FROM events WHERE kind = 'floor_configured' ORDER BY seq DESC LIMIT 1";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        if let Fact::FloorConfigured { floor } = event(row)?.fact { Ok(Some(*floor)) } else { Ok(None) }
    }

    /// The numbers of the events after `from` and up to `to` that configured the floor.
    pub fn floors_between(&self, from: u64, to: u64) -> Result<Vec<u64>, JournalError> {
        let sql = "SELECT seq FROM events WHERE seq > ?1 AND seq <= ?2 AND kind = 'floor_configured' ORDER BY seq";
        let mut statement = self.db.prepare_cached(sql)?;
        let seqs = statement.query_map([from, to], |row| row.get(0))?;
        Ok(seqs.collect::<Result<_, _>>()?)
    }

    /// The business day of the last event.
    pub fn last_day(&self) -> Result<Option<Date>, JournalError> {
        let sql = "SELECT day FROM events ORDER BY seq DESC LIMIT 1";
        let day: Option<String> = self.db.query_row(sql, [], |row| row.get(0)).optional()?;
        Ok(day.and_then(|day| day.parse().ok()))
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
