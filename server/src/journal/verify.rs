//! Proves a journal: it is as far as it ever was, and every event read from the first one on gives the same state as the way
//! that a start takes.

use std::io;
use std::path::{Path, PathBuf};

use queue::{Event, State};
use rusqlite::{Connection, OpenFlags};

use super::replay::{each_after, replay, replay_after};
use super::{FILE, JournalError, high_water, state_hash};

/// What was found out about a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The last event.
    pub seq: u64,
    /// Requests whose answer is kept.
    pub requests: u64,
    /// The state's short name when every event is read.
    pub from_start: String,
    /// The same by the newest good snapshot.
    pub from_snapshot: String,
    /// Events that the second way read.
    pub events_after_snapshot: u64,
    /// What SQLite's own check says; `ok` if nothing.
    pub sqlite: String,
}

impl Verified {
    /// Whether both ways agree and the database is whole.
    pub fn holds(&self) -> bool {
        self.from_start == self.from_snapshot && self.sqlite == "ok"
    }
}

/// Reads the whole journal; a server may run beside it. Fails where a start would: also on a journal that was further once.
pub fn verify(folder: &Path) -> Result<Verified, JournalError> {
    // Read before the journal: a server beside it may write on, and is never ahead of its journal here.
    let (high_water, once) = high_water::HighWater::once(folder)?;
    let path = match existing(folder) {
        Ok(path) => path,
        Err(missing) => {
            high_water::hold(&high_water, 0, once)?;
            return Err(missing);
        }
    };
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.execute_batch("BEGIN")?;
    if db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, u32>(0))? == 0 {
        high_water::hold(&high_water, 0, once)?;
    }
    let sqlite = db.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    let requests = db.query_row("SELECT count(*) FROM requests", [], |row| row.get(0))?;
    let mut state = State::default();
    let seq = replay_after(&db, &mut state, 0)?;
    let short = replay(&db, 0)?;
    high_water::hold(&high_water, seq, once)?;
    Ok(Verified {
        seq,
        requests,
        from_start: state_hash(&state),
        from_snapshot: state_hash(&short.state),
        events_after_snapshot: short.events_read,
        sqlite,
    })
}

/// Hands on every event of a journal from the first one, in order; a server may run beside it.
pub fn each_event(folder: &Path, read: impl FnMut(&Event)) -> Result<u64, JournalError> {
    let db = Connection::open_with_flags(existing(folder)?, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.execute_batch("BEGIN")?;
    each_after(&db, 0, read)
}

fn existing(folder: &Path) -> Result<PathBuf, JournalError> {
    let path = folder.join(FILE);
    if path.exists() {
        return Ok(path);
    }
    let problem = io::Error::new(io::ErrorKind::NotFound, "it is not there: no server has run with this data folder");
    Err(JournalError::File { path, problem })
}
