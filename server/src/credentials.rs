//! Who may speak: devices' keys and clerks' PINs. Kept as hashes in a database of their own; the only SQL for them.

mod anew;
mod first_run;
mod secrets;
pub mod sign_in;
pub mod tokens;
mod waits;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use queue::ids::{ClerkId, DeviceId};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use thiserror::Error;

use crate::database;

pub use anew::{Chosen, KeyMaker};
pub use first_run::{FOLDER, Made};
pub(crate) use secrets::random;
pub use secrets::{DeviceKey, KeyHash, Pin};

/// Name of the credentials' file in the data folder.
pub const FILE: &str = "credentials.db";
/// How long a command line beside the server may hold the database up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS device_keys (device TEXT PRIMARY KEY, sha256 BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS clerk_pins (clerk TEXT PRIMARY KEY, argon2id TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS made_anew (
        number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, what TEXT NOT NULL, whose TEXT NOT NULL, made_by TEXT
    ) STRICT;
    PRAGMA user_version = 1;
";

/// Why keys or PINs cannot be read or made.
#[derive(Debug, Error)]
pub enum CredentialsError {
    /// SQLite or the disk failed.
    #[error("the credentials' database failed: {0}")]
    Storage(#[from] rusqlite::Error),
    /// A file of the credentials folder failed.
    #[error("{path} cannot be written: {problem}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        problem: std::io::Error,
    },
    /// Hashing a PIN failed.
    #[error("a PIN could not be hashed: {0}")]
    Hash(String),
}

/// Whose PIN, or which device's key.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // The words of the floor.
pub enum Of<'a> {
    Pin(&'a ClerkId),
    Key(&'a DeviceId),
}

impl Of<'_> {
    fn columns(&self) -> (&'static str, &str) {
        match self {
            Self::Pin(clerk) => ("pin", clerk.as_str()),
            Self::Key(device) => ("key", device.as_str()),
        }
    }
}

/// When somebody made a PIN or a key anew (P2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anew {
    /// When.
    pub at: Timestamp,
    /// Who; nobody who is known where it was done at the server itself.
    pub by: Option<ClerkId>,
}

/// The hashes of all keys and PINs.
pub struct Credentials(Mutex<Connection>);

impl Credentials {
    /// Opens or makes the database in the data folder; several processes may do so.
    pub fn open(folder: &Path) -> Result<Self, CredentialsError> {
        let path = folder.join(FILE);
        database::private_file(&path).map_err(|problem| CredentialsError::File { path: path.clone(), problem })?;
        let db = Connection::open(path)?;
        db.busy_timeout(BUSY_TIMEOUT)?;
        db.execute_batch(&format!("PRAGMA synchronous = FULL; BEGIN IMMEDIATE; {TABLES} COMMIT;"))?;
        Ok(Self(Mutex::new(db)))
    }

    /// The hash of a key that belongs to a device, if it does; takes the same time for every wrong one.
    pub fn key_fits(&self, device: &DeviceId, key: &str) -> Result<Option<KeyHash>, CredentialsError> {
        let stored = self.key_hash(device)?;
        let fits = secrets::key_fits(key, stored.as_ref());
        Ok(stored.filter(|_| fits))
    }

    /// Whether this is still the device's key.
    pub fn is_key(&self, device: &DeviceId, key: &KeyHash) -> Result<bool, CredentialsError> {
        Ok(self.key_hash(device)?.as_ref() == Some(key))
    }

    /// Another number whenever another process has changed a key or a PIN.
    pub fn version(&self) -> Result<i64, CredentialsError> {
        Ok(self.lock().query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// The hash of a clerk's PIN, as a PHC string.
    pub fn pin_hash(&self, clerk: &ClerkId) -> Result<Option<String>, CredentialsError> {
        let db = self.lock();
        let mut statement = db.prepare_cached("SELECT argon2id FROM clerk_pins WHERE clerk = ?1")?;
        Ok(statement.query_row([clerk.as_str()], |row| row.get(0)).optional()?)
    }

    /// Every device that has a key.
    pub fn devices(&self) -> Result<Vec<DeviceId>, CredentialsError> {
        Ok(devices(&self.lock())?)
    }

    /// Every clerk who has a PIN.
    pub fn clerks(&self) -> Result<Vec<ClerkId>, CredentialsError> {
        Ok(clerks(&self.lock())?)
    }

    /// When and by whom it was made anew, the last time first, at most so often.
    pub fn made_anew(&self, of: Of<'_>, most: u32) -> Result<Vec<Anew>, CredentialsError> {
        let db = self.lock();
        let select =
            "SELECT at_ms, made_by FROM made_anew WHERE what = ?1 AND whose = ?2 ORDER BY number DESC LIMIT ?3";
        let mut statement = db.prepare_cached(select)?;
        let (what, whose) = of.columns();
        let rows = statement.query_map(params![what, whose, most], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?))
        })?;
        let read = |(at_ms, by): (i64, Option<String>)| Anew {
            at: Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::MIN),
            by: by.and_then(|by| ClerkId::new(&by).ok()),
        };
        Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().map(read).collect())
    }

    /// One act after the other, of all threads and processes: the files in it and the hashes belong together.
    fn act<T>(&self, act: impl FnOnce(&Transaction<'_>) -> Result<T, CredentialsError>) -> Result<T, CredentialsError> {
        let mut db = self.lock();
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = act(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    fn key_hash(&self, device: &DeviceId) -> Result<Option<KeyHash>, CredentialsError> {
        let db = self.lock();
        let mut statement = db.prepare_cached("SELECT sha256 FROM device_keys WHERE device = ?1")?;
        Ok(statement.query_row([device.as_str()], |row| row.get(0)).optional()?)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn devices(db: &Connection) -> Result<Vec<DeviceId>, rusqlite::Error> {
    names(db, "SELECT device FROM device_keys ORDER BY device", |name| DeviceId::new(name).ok())
}

fn clerks(db: &Connection) -> Result<Vec<ClerkId>, rusqlite::Error> {
    names(db, "SELECT clerk FROM clerk_pins ORDER BY clerk", |name| ClerkId::new(name).ok())
}

fn names<T>(db: &Connection, select: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, rusqlite::Error> {
    let mut statement = db.prepare(select)?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(names.iter().filter_map(|name| read(name)).collect())
}

/// This key is the device's from now on; the old one no longer fits.
fn set_key(db: &Connection, device: &DeviceId, key: &DeviceKey) -> Result<(), rusqlite::Error> {
    let put = "INSERT OR REPLACE INTO device_keys (device, sha256) VALUES (?1, ?2)";
    db.execute(put, params![device.as_str(), key.sha256()]).map(drop)
}

/// The PIN of this hash is the clerk's from now on; the old one no longer fits.
fn set_pin(db: &Connection, clerk: &ClerkId, argon2id: &str) -> Result<(), rusqlite::Error> {
    let put = "INSERT OR REPLACE INTO clerk_pins (clerk, argon2id) VALUES (?1, ?2)";
    db.execute(put, [clerk.as_str(), argon2id]).map(drop)
}

/// The device has no key.
fn take_key(db: &Connection, device: &DeviceId) -> Result<(), rusqlite::Error> {
    db.execute("DELETE FROM device_keys WHERE device = ?1", [device.as_str()]).map(drop)
}

/// The clerk has no PIN.
fn take_pin(db: &Connection, clerk: &ClerkId) -> Result<(), rusqlite::Error> {
    db.execute("DELETE FROM clerk_pins WHERE clerk = ?1", [clerk.as_str()]).map(drop)
}

fn note(db: &Connection, of: Of<'_>, anew: &Anew) -> Result<(), rusqlite::Error> {
    let put = "INSERT INTO made_anew (at_ms, what, whose, made_by) VALUES (?1, ?2, ?3, ?4)";
    let (what, whose) = of.columns();
    let by = anew.by.as_ref().map(ClerkId::as_str);
    db.execute(put, params![anew.at.as_millisecond(), what, whose, by]).map(drop)
}
