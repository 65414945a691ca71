//! Proves a journal: it is as far as it ever was, and every event read from the first one on gives the same state as the way
//! that a start takes.

use std::path::Path;

use queue::State;

use super::replay::{replay, replay_after};
use super::{JournalError, JournalReader, state_hash};

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
    let reader = JournalReader::open_still(folder)?;
    let db = &reader.db;
    let sqlite = db.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    let requests = db.query_row("SELECT count(*) FROM requests", [], |row| row.get(0))?;
    let mut state = State::default();
    let seq = replay_after(db, &mut state, 0)?;
    let short = replay(db, 0)?;
    reader.reaches(seq)?;
    Ok(Verified {
        seq,
        requests,
        from_start: state_hash(&state),
        from_snapshot: state_hash(&short.state),
        events_after_snapshot: short.events_read,
        sqlite,
    })
}
