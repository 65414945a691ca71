//! What the server's databases have in common: private files, settings that are read back, migrations, and clearing old pages.

use std::ffi::c_int;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::hooks::Wal;
use rusqlite::types::FromSql;
use rusqlite::{Connection, ErrorCode};
use thiserror::Error;

use crate::data_folder::make_private;

/// How long a reader beside the server may hold a database up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements kept ready; more than any database has.
const STATEMENTS_KEPT: usize = 32;
/// Pages of the log with which it is taken into its database, as SQLite has it by itself.
const LOG_PAGES: c_int = 1000;

/// Why a database does not open. Each says what is wrong and what to do.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// SQLite or the disk failed.
    #[error("the storage failed: {0}: see to the disk, then start again")]
    Storage(#[from] rusqlite::Error),
    /// A folder or file cannot be made or opened.
    #[error("{path} cannot be used: {problem}: see to the disk and to whose the file is, then start again")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        problem: io::Error,
    },
    /// The file is something else, or not whole.
    #[error("{path} is no storage of this program: {problem}: restore it from a backup, or name another folder")]
    Foreign {
        /// Which.
        path: PathBuf,
        /// What was found.
        problem: String,
    },
    /// The file is of a newer program.
    #[error("{path} has version {found}, this program knows versions to {known}: start the newer program")]
    Newer {
        /// Which.
        path: PathBuf,
        /// What was found.
        found: u32,
        /// The newest known.
        known: u32,
    },
    /// A setting that safety rests on did not hold.
    #[error("SQLite's {setting} is {found}, not {wanted}: the folder must be on a local disk")]
    Unsafe {
        /// Which setting.
        setting: &'static str,
        /// What was read back.
        found: String,
        /// What was asked for.
        wanted: &'static str,
    },
}

/// One of the databases.
pub struct Design {
    /// Name of its file.
    pub file: &'static str,
    /// Marks the file as ours.
    pub application_id: i64,
    /// Each takes it from one version to the next; never changed once released.
    pub migrations: &'static [&'static str],
}

/// Opens or makes a database in a folder that only its owner may read.
pub fn open(folder: &Path, design: &Design) -> Result<Connection, DatabaseError> {
    let path = folder.join(design.file);
    let file = |problem| DatabaseError::File { path: path.clone(), problem };
    make_private(folder).map_err(file)?;
    lonely_log(&path)?;
    private_file(&path).map_err(file)?;
    let mut db = connect(&path)?;
    migrate(&mut db, &path, design)?;
    // SQLite does so too, but a failure is nothing to it.
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(file)?;
    Ok(db)
}

/// Makes an empty file for its owner alone, unless it is there.
pub fn private_file(path: &Path) -> io::Result<()> {
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).map(drop)
}

/// A log without its database is not thrown away: it may be all that there is.
fn lonely_log(path: &Path) -> Result<(), DatabaseError> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if !path.exists() && PathBuf::from(log).exists() {
        let problem = "it is missing, only its write-ahead log is there".to_owned();
        return Err(DatabaseError::Foreign { path: path.to_owned(), problem });
    }
    Ok(())
}

/// A connection with the settings that durability and forgetting rest on.
fn connect(path: &Path) -> Result<Connection, DatabaseError> {
    let foreign = |problem: rusqlite::Error| match problem.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            DatabaseError::Foreign { path: path.to_owned(), problem: problem.to_string() }
        }
        Some(_) | None => DatabaseError::Storage(problem),
    };
    let db = Connection::open(path)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    let mode: String = to_the_end(&db, "PRAGMA journal_mode = WAL").map_err(foreign)?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY").map_err(foreign)?;
    let secure: i64 = db.query_row("PRAGMA secure_delete = ON", [], |row| row.get(0))?;
    let synchronous: i64 = db.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
    held("journal_mode", mode, "wal")?;
    held("synchronous", synchronous.to_string(), "2")?;
    held("secure_delete", secure.to_string(), "1")?;
    Ok(db)
}

/// From now on a log that cannot be taken into its database fails the commit after which that was tried, though what it committed is durable:
/// SQLite by itself tells nobody, and the log grows.
pub fn heed_log(db: &mut Connection) -> Result<(), rusqlite::Error> {
    db.wal_hook(Some(|log: &mut Wal, pages: c_int| if pages < LOG_PAGES { Ok(()) } else { take_in(log) }))
}

fn take_in(log: &mut Wal) -> Result<(), rusqlite::Error> {
    match log.checkpoint() {
        // Whoever is at it has done with it at one of the next commits.
        Err(problem)
            if matches!(problem.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) =>
        {
            Ok(())
        }
        // The statement that fails over it may tell it as an error of its own.
        Err(problem) => {
            tracing::error!(%problem, "the log of a database cannot be taken into it");
            Err(problem)
        }
        Ok(()) => Ok(()),
    }
}

/// A connection of a reader: whoever writes may hold it up for a while.
pub fn be_patient(db: &Connection) -> Result<(), rusqlite::Error> {
    db.busy_timeout(BUSY_TIMEOUT)
}

/// The one value of a statement that also writes. It is not done with its row: what it writes is committed, or fails, after that.
pub fn to_the_end<T: FromSql>(db: &Connection, sql: &str) -> Result<T, rusqlite::Error> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    let value = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?.get(0)?;
    while rows.next()?.is_some() {}
    Ok(value)
}

fn held(setting: &'static str, found: String, wanted: &'static str) -> Result<(), DatabaseError> {
    if found == wanted { Ok(()) } else { Err(DatabaseError::Unsafe { setting, found, wanted }) }
}

/// Brings the tables up to date, each step in a transaction of its own.
fn migrate(db: &mut Connection, path: &Path, design: &Design) -> Result<(), DatabaseError> {
    let id: i64 = db.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let version: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let tables: u32 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != design.application_id && (version != 0 || tables != 0) {
        let problem = "it is a database of another program".to_owned();
        return Err(DatabaseError::Foreign { path: path.to_owned(), problem });
    }
    let known = u32::try_from(design.migrations.len()).expect("a handful of migrations");
    if version > known {
        return Err(DatabaseError::Newer { path: path.to_owned(), found: version, known });
    }
    for (from, step) in (0..known).zip(design.migrations).skip(version as usize) {
        let transaction = db.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "application_id", design.application_id)?;
        transaction.pragma_update(None, "user_version", from + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Everything into the database itself and the log cut to nothing, so that no old page is left in it. False where a reader
/// holds the log.
pub fn clear_log(db: &Connection) -> Result<bool, rusqlite::Error> {
    to_the_end::<bool>(db, "PRAGMA wal_checkpoint(TRUNCATE)").map(|held| !held)
}

/// The same without waiting for a reader to end.
pub fn clear_log_at_once(db: &Connection) -> Result<bool, rusqlite::Error> {
    db.busy_timeout(Duration::ZERO)?;
    let cleared = clear_log(db);
    db.busy_timeout(BUSY_TIMEOUT)?;
    cleared
}

/// A graceful end. A reader that still holds the log does no harm.
pub fn close(db: Connection) -> Result<(), rusqlite::Error> {
    clear_log(&db)?;
    db.close().map_err(|(_, problem)| problem)
}
