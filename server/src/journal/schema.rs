//! The journal's tables and how they came to be, one migration after the other.

use std::path::Path;

use rusqlite::Connection;

use super::JournalError;

/// Marks the file as ours ("Q flo").
const APPLICATION_ID: i64 = 0x5120_666c;

/// Each takes the database from one version to the next; never changed once released.
const MIGRATIONS: [&str; 2] = [
    "
    CREATE TABLE facts_about_file (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO facts_about_file VALUES ('epoch', 0);
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        day TEXT NOT NULL,
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        body TEXT NOT NULL,
        sum INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE requests (
        number INTEGER PRIMARY KEY,
        device TEXT NOT NULL,
        id TEXT NOT NULL,
        body_hash BLOB NOT NULL,
        version INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        day TEXT NOT NULL
    ) STRICT;
    CREATE TABLE snapshots (
        seq INTEGER PRIMARY KEY,
        shape INTEGER NOT NULL,
        state TEXT NOT NULL,
        sha256 BLOB NOT NULL
    ) STRICT;
",
    "
    CREATE TABLE outbox (
        number INTEGER PRIMARY KEY,
        booking INTEGER NOT NULL,
        kind TEXT NOT NULL,
        message_id TEXT NOT NULL,
        made_ms INTEGER NOT NULL,
        due_ms INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        way TEXT,
        state TEXT NOT NULL DEFAULT 'waiting',
        why TEXT,
        settled_ms INTEGER
    ) STRICT;
    CREATE INDEX outbox_waiting ON outbox (due_ms, number) WHERE state = 'waiting';
    CREATE INDEX outbox_settled ON outbox (settled_ms) WHERE state <> 'waiting';
    CREATE INDEX outbox_bookings ON outbox (booking, number);
",
];

pub const INSERT_EVENT: &str =
    "INSERT INTO events (seq, at_ms, day, kind, version, body, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
pub const SELECT_REQUEST: &str = "SELECT device, id, body_hash, version, outcome FROM requests WHERE number = ?1";
pub const INSERT_REQUEST: &str =
    "INSERT INTO requests (number, device, id, body_hash, version, outcome, day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// Brings the tables up to date, each step in a transaction of its own.
pub fn migrate(db: &mut Connection, path: &Path) -> Result<(), JournalError> {
    let id: i64 = db.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let version: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let tables: u32 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != APPLICATION_ID && (version != 0 || tables != 0) {
        let problem = "it is a database of another program".to_owned();
        return Err(JournalError::Foreign { path: path.to_owned(), problem });
    }
    let known = u32::try_from(MIGRATIONS.len()).expect("a handful of migrations");
    if version > known {
        return Err(JournalError::Newer { path: path.to_owned(), found: version, known });
    }
    for (from, step) in (0..known).zip(MIGRATIONS).skip(version as usize) {
        let transaction = db.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", from + 1)?;
        transaction.commit()?;
    }
    Ok(())
}
