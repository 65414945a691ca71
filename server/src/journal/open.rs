//! Opening the journal: settings read back, tables brought up to date, what the last run left behind looked at.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::high_water::HighWater;
use super::replay::{Replayed, replay};
use super::{Batch, FILE, Journal, JournalError, schema};

/// How long a reader beside the server may hold the database up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements kept ready; more than the journal has.
const STATEMENTS_KEPT: usize = 32;

impl Journal {
    /// Opens or makes the journal in `folder` and replays it.
    pub fn open(folder: &Path) -> Result<(Self, Replayed), JournalError> {
        let path = folder.join(FILE);
        let (high_water, once) = HighWater::open(folder)?;
        if !path.exists() {
            high_water.hold(0, once)?;
            lonely_wal(&path)?;
        }
        private_file(&path)?;
        let mut db = connect(&path)?;
        schema::migrate(&mut db, &path)?;
        let epoch = next_epoch(&mut db)?;
        let replayed = replay(&db, epoch)?;
        let seq = replayed.seq;
        high_water.hold(seq, once)?;
        Ok((Self { db, high_water, seq, last_answer: 0, batch: Batch::Empty }, replayed))
    }
}

/// A connection with the settings that durability rests on.
fn connect(path: &Path) -> Result<Connection, JournalError> {
    let foreign = |problem: rusqlite::Error| match problem.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            JournalError::Foreign { path: path.to_owned(), problem: problem.to_string() }
        }
        Some(_) | None => JournalError::Storage(problem),
    };
    let db = Connection::open(path)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(foreign)?;
    db.execute_batch("PRAGMA synchronous = FULL").map_err(foreign)?;
    let synchronous: i64 = db.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
    held("journal_mode", mode, "wal")?;
    held("synchronous", synchronous.to_string(), "2")?;
    Ok(db)
}

fn held(setting: &'static str, found: String, wanted: &'static str) -> Result<(), JournalError> {
    if found == wanted { Ok(()) } else { Err(JournalError::Unsafe { setting, found, wanted }) }
}

/// A log without its database is not thrown away.
fn lonely_wal(path: &Path) -> Result<(), JournalError> {
    if beside(path, "-wal").exists() {
        let problem = "it is missing, only its write-ahead log is there".to_owned();
        return Err(JournalError::Foreign { path: path.to_owned(), problem });
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn private_file(path: &Path) -> Result<(), JournalError> {
    let opened = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path);
    opened.map(drop).map_err(|problem| JournalError::File { path: path.to_owned(), problem })
}

fn next_epoch(db: &mut Connection) -> Result<u64, JournalError> {
    let next = "UPDATE facts_about_file SET value = value + 1 WHERE name = 'epoch' RETURNING value";
    Ok(db.query_row(next, [], |row| row.get(0))?)
}
