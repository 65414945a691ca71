//! Proves a journal: it is as far as it ever was, and every event read from the first one on gives the same state as the way
//! that a start takes.

use std::path::Path;

use queue::State;
use rusqlite::Connection;

use super::replay::{replay, replay_after};
use super::{JournalError, JournalReader, outbox, schema, state_hash, whole};

/// What was found out about a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The last event.
    pub seq: u64,
    /// Requests whose answer is kept.
    pub requests: u64,
    /// Those of them whose answer is not as it was written.
    pub bent_answers: u64,
    /// Messages of the outbox that cannot be read.
    pub bent_messages: u64,
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
    /// Whether all is whole.
    pub fn holds(&self) -> bool {
        self.floor_holds() && self.bent_answers == 0 && self.bent_messages == 0
    }

    /// Whether both ways agree and the database is one.
    pub fn floor_holds(&self) -> bool {
        self.from_start == self.from_snapshot && self.sqlite == "ok"
    }
}

/// Reads the whole journal; a server may run beside it. Fails where a start would: also on a journal that was further once.
pub fn verify(folder: &Path) -> Result<Verified, JournalError> {
    let reader = JournalReader::open_still(folder)?;
    let db = &reader.db;
    let sqlite = db.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    let requests = db.query_row("SELECT count(*) FROM requests", [], |row| row.get(0))?;
    let version: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let (bent_answers, bent_messages) =
        if version < schema::WITH_SUMS { (0, 0) } else { (bent_answers(db)?, outbox::unreadable(db)?) };
    let mut state = State::default();
    let seq = replay_after(db, &mut state, 0)?;
    let short = replay(db, 0)?;
    reader.reaches(seq)?;
    Ok(Verified {
        seq,
        requests,
        bent_answers,
        bent_messages,
        from_start: state_hash(&state),
        from_snapshot: state_hash(&short.state),
        events_after_snapshot: short.events_read,
        sqlite,
    })
}

fn bent_answers(db: &Connection) -> Result<u64, JournalError> {
    let mut bent = 0;
    let mut statement = db.prepare(schema::SELECT_REQUESTS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        bent += u64::from(!whole::fits(row)?);
    }
    Ok(bent)
}
