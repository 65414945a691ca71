//! Opening the journal: settings read back, tables brought up to date, what the last run left behind looked at.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::replay::{Replayed, replay};
use super::{Batch, FILE, Journal, JournalError, schema};

/// Present while a server runs, and after it was killed.
const RUNNING: &str = "running";
/// How long a reader beside the server may hold the database up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements kept ready; more than the journal has.
const STATEMENTS_KEPT: usize = 32;

impl Journal {
    /// Opens or makes the journal in `folder` and replays it.
    pub fn open(folder: &Path) -> Result<(Self, Replayed), JournalError> {
        let path = folder.join(FILE);
        look_for_wal(folder, &path)?;
        private_file(&path)?;
        let mut db = connect(&path)?;
        schema::migrate(&mut db, &path)?;
        let epoch = next_epoch(&mut db)?;
        let replayed = replay(&db, epoch)?;
        mark_running(folder)?;
        let seq = replayed.seq;
        Ok((Self { db, folder: folder.to_owned(), seq, batch: Batch::Empty }, replayed))
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

/// SQLite opens a database whose log is gone as if nothing were missing; so that is looked at before.
fn look_for_wal(folder: &Path, path: &Path) -> Result<(), JournalError> {
    let wal = beside(path, "-wal");
    let killed = folder.join(RUNNING).exists();
    if killed && !wal.exists() {
        return Err(JournalError::MissingWal(wal));
    }
    if !path.exists() && wal.exists() {
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

fn mark_running(folder: &Path) -> Result<(), JournalError> {
    let path = folder.join(RUNNING);
    let marked = File::create(&path).and_then(|file| file.sync_all()).and_then(|()| sync_folder(folder));
    marked.map_err(|problem| JournalError::File { path, problem })
}

/// The last run ended gracefully.
pub fn unmark_running(folder: &Path) -> Result<(), JournalError> {
    let path = folder.join(RUNNING);
    let unmarked = std::fs::remove_file(&path).and_then(|()| sync_folder(folder));
    unmarked.map_err(|problem| JournalError::File { path, problem })
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
