//! What both databases have in common: private files, settings that are read back, migrations, and clearing old pages.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::FromSql;
use rusqlite::{Connection, ErrorCode};

use super::PeopleError;
use crate::data_folder::make_private;

/// How long a reader beside the server may hold a database up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements kept ready; more than there are.
const STATEMENTS_KEPT: usize = 32;

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
pub fn open(folder: &Path, design: &Design) -> Result<Connection, PeopleError> {
    let path = folder.join(design.file);
    let file = |problem| PeopleError::File { path: path.clone(), problem };
    make_private(folder).map_err(file)?;
    lonely_log(&path)?;
    let opened = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
    opened.map(drop).map_err(file)?;
    let mut db = connect(&path)?;
    migrate(&mut db, &path, design)?;
    // SQLite does so too, but a failure is nothing to it.
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(file)?;
    Ok(db)
}

/// A log without its database is not thrown away: it may be all that there is.
fn lonely_log(path: &Path) -> Result<(), PeopleError> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if !path.exists() && PathBuf::from(log).exists() {
        let problem = "it is missing, only its write-ahead log is there".to_owned();
        return Err(PeopleError::Foreign { path: path.to_owned(), problem });
    }
    Ok(())
}

fn connect(path: &Path) -> Result<Connection, PeopleError> {
    let foreign = |problem: rusqlite::Error| match problem.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            PeopleError::Foreign { path: path.to_owned(), problem: problem.to_string() }
        }
        Some(_) | None => PeopleError::Storage(problem),
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

/// The one value of a statement that also writes. It is not done with its row: what it writes is committed, or fails, after that.
fn to_the_end<T: FromSql>(db: &Connection, sql: &str) -> Result<T, rusqlite::Error> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    let value = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?.get(0)?;
    while rows.next()?.is_some() {}
    Ok(value)
}

fn held(setting: &'static str, found: String, wanted: &'static str) -> Result<(), PeopleError> {
    if found == wanted { Ok(()) } else { Err(PeopleError::Unsafe { setting, found, wanted }) }
}

fn migrate(db: &mut Connection, path: &Path, design: &Design) -> Result<(), PeopleError> {
    let id: i64 = db.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let version: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let tables: u32 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != design.application_id && (version != 0 || tables != 0) {
        let problem = "it is a database of another program".to_owned();
        return Err(PeopleError::Foreign { path: path.to_owned(), problem });
    }
    let known = u32::try_from(design.migrations.len()).expect("a handful of migrations");
    if version > known {
        return Err(PeopleError::Newer { path: path.to_owned(), found: version, known });
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

/// Everything into the database itself and the log cut to nothing, so that no old page is left in it.
pub fn clear_log(db: &Connection) -> Result<(), PeopleError> {
    let held: bool = to_the_end(db, "PRAGMA wal_checkpoint(TRUNCATE)")?;
    if held { Err(PeopleError::Held) } else { Ok(()) }
}

/// A graceful end. A reader that still holds the log does no harm.
pub fn close(db: Connection) -> Result<(), PeopleError> {
    match clear_log(&db) {
        Ok(()) | Err(PeopleError::Held) => {}
        Err(problem) => return Err(problem),
    }
    db.close().map_err(|(_, problem)| PeopleError::Storage(problem))
}
