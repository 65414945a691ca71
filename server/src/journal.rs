//! The journal: what happened on the floor, durably and in order, with the answers that were given. The only SQL for it.
//!
//! Nothing here decides anything. A batch is written in one transaction and is durable when [`Journal::commit`] returns;
//! any error means that the process must stop and replay.

mod answers;
mod floors;
mod high_water;
mod kind;
mod of_person;
mod open;
pub mod outbox;
mod reader;
mod replay;
mod schema;
mod snapshot;
mod upcast;
mod verify;
mod who_booked;
mod whole;

use std::path::PathBuf;

use jiff::civil::Date;
use queue::Event;
use rusqlite::{Connection, params};
use serde::Serialize;
use thiserror::Error;

use crate::database::{self, DatabaseError};
use high_water::HighWater;

pub use answers::{Answer, Answers, Durable, Known};
pub use floors::FloorVersion;
pub use kind::of as kind_of;
pub use reader::JournalReader;
pub use replay::Replayed;
pub use snapshot::{STATE_SHAPE, Snapshot, state_hash};
pub use verify::{Verified, verify};
pub use who_booked::{WhoBooked, who_booked};

/// Name of the journal's file in the data folder.
pub const FILE: &str = "floor.db";

/// Why the journal cannot be used. Each says what is wrong and what to do.
#[derive(Debug, Error)]
pub enum JournalError {
    /// SQLite or the disk failed.
    #[error("the journal's storage failed: {0}: see to the disk, then start again; nothing unanswered was promised")]
    Storage(#[from] rusqlite::Error),
    /// A file beside the database failed.
    #[error("{path} cannot be used: {problem}: see to the disk and to whose the file is, then start again")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        problem: std::io::Error,
    },
    /// No journal lies there.
    #[error("{path} is not there: no server has run with this data folder: name the data folder of the server")]
    Absent {
        /// Where it would lie.
        path: PathBuf,
    },
    /// The database does not open.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The file is not as it was written.
    #[error("{path} is damaged: {problem}: keep the folder as it is and restore a backup beside it")]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What was found.
        problem: String,
    },
    /// The table of the answers is not as it was written; the events may be.
    #[error(
        "the stored answers in {path} are damaged: {problem}: the events may be whole. Keep a copy of the folder, wait for a minute (no device asks again after 30 s), empty the table with `sqlite3 {path} 'DELETE FROM requests; VACUUM'` and prove the journal with `queue-server verify`; restore a backup only where that fails"
    )]
    AnswersDamaged {
        /// Where they are.
        path: PathBuf,
        /// What was found.
        problem: String,
    },
    /// The journal was further once.
    #[error(
        "the journal ends with event {journal}, but event {once} was written once: its write-ahead log is missing, or this is an old copy. Put floor.db-wal back beside floor.db; if a backup was restored on purpose, delete {file}"
    )]
    Behind {
        /// Its last event.
        journal: u64,
        /// Where it once was.
        once: u64,
        /// What remembers that.
        file: PathBuf,
    },
    /// Events are missing.
    #[error("the journal goes from event {from} to event {to}: those between are gone. Restore it from a backup")]
    Gap {
        /// Last one read.
        from: u64,
        /// The next one found.
        to: u64,
    },
    /// An event is of a newer program.
    #[error("event {seq} of the journal {what}: start the newer program")]
    NewerEvent {
        /// Which.
        seq: u64,
        /// By what that is known.
        what: String,
    },
    /// An event cannot be read.
    #[error("event {seq} of the journal cannot be read: {problem}. Restore the journal from a backup")]
    BadEvent {
        /// Which.
        seq: u64,
        /// Why.
        problem: String,
    },
}

/// The open journal. Dropping it without [`Journal::close`] is like a crash, and as safe.
pub struct Journal {
    db: Connection,
    high_water: HighWater,
    seq: u64,
    last_answer: u64,
    batch: Batch,
}

/// Whether something is written and not yet durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Batch {
    Empty,
    Begun,
}

impl Journal {
    /// The last event written, durable or not.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Makes all that was written since the last commit durable; does nothing where nothing was.
    pub fn commit(&mut self) -> Result<(), JournalError> {
        match self.batch {
            Batch::Empty => Ok(()),
            Batch::Begun => {
                self.db.prepare_cached("COMMIT")?.execute([])?;
                self.batch = Batch::Empty;
                self.high_water.note(self.seq)
            }
        }
    }

    /// Writes one event in the batch.
    pub fn append(&mut self, event: &Event) -> Result<u64, JournalError> {
        self.begin()?;
        let seq = self.seq + 1;
        let body = json(event);
        let sum = upcast::sum(seq, &body);
        self.db.prepare_cached(schema::INSERT_EVENT)?.execute(params![
            seq,
            event.at.as_millisecond(),
            event.day.to_string(),
            kind::of(&event.fact),
            upcast::VERSION,
            body,
            sum,
        ])?;
        self.seq = seq;
        Ok(seq)
    }

    /// The number of the last answer that was written, durable or not.
    pub fn last_answer(&self) -> u64 {
        self.last_answer
    }

    /// Keeps the answer to a request, in the same transaction as what it caused.
    pub fn remember(&mut self, answer: &Answer) -> Result<(), JournalError> {
        self.begin()?;
        let Answer { number, device, id, body_hash, outcome, day } = answer;
        let mut statement = self.db.prepare_cached(schema::INSERT_REQUEST)?;
        let (version, day) = (answers::VERSION, day.to_string());
        let texts = [device.as_str().as_bytes(), id.as_str().as_bytes(), body_hash, outcome.as_bytes(), day.as_bytes()];
        let sum = whole::sum(number.cast_signed(), i64::from(version), texts);
        statement.execute(params![number, device.as_str(), id.as_str(), body_hash, version, outcome, day, sum])?;
        self.last_answer = *number;
        Ok(())
    }

    /// Forgets the answers of earlier days.
    pub fn forget_answers_before(&mut self, day: Date) -> Result<usize, JournalError> {
        self.begin()?;
        Ok(self.db.execute("DELETE FROM requests WHERE day < ?1", [day.to_string()])?)
    }

    /// Keeps a snapshot and drops all but the newest ones.
    pub fn store_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), JournalError> {
        self.begin()?;
        snapshot::store(&self.db, snapshot)
    }

    /// A graceful end: everything into the database itself, so that the write-ahead log holds nothing and goes.
    pub fn close(self) -> Result<(), JournalError> {
        Ok(database::close(self.db)?)
    }

    fn begin(&mut self) -> Result<(), JournalError> {
        if self.batch == Batch::Empty {
            self.db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            self.batch = Batch::Begun;
        }
        Ok(())
    }
}

/// Room for an everyday event or answer, so that its text is not moved while it grows.
const ROOM: usize = 512;

/// An event or an answer as it is written.
fn json(written: &impl Serialize) -> String {
    let mut text = Vec::with_capacity(ROOM);
    serde_json::to_writer(&mut text, written).expect("events and answers have string keys and finite numbers");
    String::from_utf8(text).expect("JSON is UTF-8")
}
