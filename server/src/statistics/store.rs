//! The file of the folded days: all of it can be made anew from the journal. The only SQL of the statistics.

use std::io::ErrorKind;
use std::path::Path;

use jiff::civil::Date;
use queue::day::{Day, Fold};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};

use super::StatisticsError;
use super::pack::{self, pack, unpack};
use crate::database::{self, DatabaseError, Design};
use crate::journal::STATE_SHAPE;

/// Name of the file in the data folder.
pub const FILE: &str = "statistics.db";

/// A change of the days, of how they are written or of the state that goes beside the fold makes the file anew.
const SHAPE: u64 = ((pack::SHAPE as u64) << 32) | STATE_SHAPE as u64;

const DESIGN: Design = Design {
    file: FILE,
    // "Q sta"
    application_id: 0x5120_7374,
    migrations: &["
        CREATE TABLE days (
            date TEXT PRIMARY KEY,
            first_seq INTEGER NOT NULL,
            last_seq INTEGER NOT NULL,
            body BLOB NOT NULL,
            sum INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE standing (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            shape INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            event_sum INTEGER NOT NULL,
            fold TEXT NOT NULL,
            sum INTEGER NOT NULL
        ) STRICT;
        "],
};

/// How far the file follows the journal: to the last turn of a day that it knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The event with which the present day began.
    pub seq: u64,
    /// Its sum in the journal, so that another journal is known by it.
    pub event_sum: u32,
    /// The fold after it.
    pub fold: Fold,
}

/// A day that is over, and where in the journal it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    /// It.
    pub day: Day,
    /// Its first event.
    pub first_seq: u64,
    /// Its last one.
    pub last_seq: u64,
}

/// The open file.
pub struct Store {
    db: Connection,
}

impl Store {
    /// Opens or makes the file in `folder`.
    pub fn open(folder: &Path) -> Result<Self, StatisticsError> {
        Ok(Self { db: database::open(folder, &DESIGN)? })
    }

    /// Makes the file anew, whatever was there.
    pub fn open_anew(folder: &Path) -> Result<Self, StatisticsError> {
        for end in ["", "-wal", "-shm"] {
            let path = folder.join(format!("{FILE}{end}"));
            match std::fs::remove_file(&path) {
                Ok(()) => {}
                Err(problem) if problem.kind() == ErrorKind::NotFound => {}
                Err(problem) => return Err(DatabaseError::File { path, problem }.into()),
            }
        }
        Self::open(folder)
    }

    /// The file as it is, if it is there, for one who only reads. A server may write on meanwhile.
    pub fn beside(folder: &Path) -> Result<Option<Self>, StatisticsError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        database::be_patient(&db)?;
        Ok(Some(Self { db }))
    }

    /// How far the file is; nothing in a new one.
    pub fn standing(&self) -> Result<Option<Standing>, StatisticsError> {
        let sql = "SELECT shape, seq, event_sum, fold, sum FROM standing";
        let read = |row: &rusqlite::Row<'_>| {
            let (shape, seq, event_sum): (u64, u64, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((shape, seq, event_sum, row.get::<_, String>(3)?, row.get::<_, u32>(4)?))
        };
        let Some((shape, seq, event_sum, fold, sum)) = self.db.query_row(sql, [], read).optional()? else {
            return Ok(None);
        };
        if shape != SHAPE {
            return Err(StatisticsError::OtherShape);
        }
        if sum != crc32fast::hash(fold.as_bytes()) {
            return Err(StatisticsError::Bent("how far it is"));
        }
        let fold = serde_json::from_str(&fold).map_err(|_| StatisticsError::Bent("the fold"))?;
        Ok(Some(Standing { seq, event_sum, fold }))
    }

    /// Keeps a day that is over, if one is, and how far that is: both or neither.
    pub fn keep(&mut self, over: Option<&Over>, standing: &Standing) -> Result<(), StatisticsError> {
        let transaction = self.db.transaction()?;
        if let Some(Over { day, first_seq, last_seq }) = over {
            let body = pack(day);
            let sum = crc32fast::hash(&body);
            let sql = "INSERT OR REPLACE INTO days (date, first_seq, last_seq, body, sum) VALUES (?1, ?2, ?3, ?4, ?5)";
            transaction.execute(sql, params![day.date.to_string(), first_seq, last_seq, body, sum])?;
        }
        let Standing { seq, event_sum, fold } = standing;
        let fold = serde_json::to_string(fold).expect("a fold has string keys and finite numbers");
        let sum = crc32fast::hash(fold.as_bytes());
        let sql =
            "INSERT OR REPLACE INTO standing (only, shape, seq, event_sum, fold, sum) VALUES (1, ?1, ?2, ?3, ?4, ?5)";
        transaction.execute(sql, params![SHAPE, seq, event_sum, fold, sum])?;
        Ok(transaction.commit()?)
    }

    /// The days from one date to another, both included, in order, as they are written.
    pub fn bodies(&self, from: Date, to: Date) -> Result<Vec<Body>, StatisticsError> {
        let sql = "SELECT date, first_seq, last_seq, body, sum FROM days WHERE date BETWEEN ?1 AND ?2 ORDER BY date";
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([from.to_string(), to.to_string()], |row| {
            Ok(Body {
                date: row.get(0)?,
                first_seq: row.get(1)?,
                last_seq: row.get(2)?,
                bytes: row.get(3)?,
                sum: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The dates of all days that are kept.
    pub fn dates(&self) -> Result<Vec<Date>, StatisticsError> {
        let mut statement = self.db.prepare_cached("SELECT date FROM days ORDER BY date")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|date| date?.parse().map_err(|_| StatisticsError::Bent("a date"))).collect()
    }
}

/// A day as it is written.
#[derive(Debug)]
pub struct Body {
    date: String,
    first_seq: u64,
    last_seq: u64,
    bytes: Vec<u8>,
    sum: u32,
}

impl Body {
    /// The day.
    pub fn read(&self) -> Result<Over, StatisticsError> {
        if crc32fast::hash(&self.bytes) != self.sum {
            return Err(StatisticsError::Bent("a day"));
        }
        let day = unpack(&self.bytes)?;
        if day.date.to_string() != self.date {
            return Err(StatisticsError::Bent("a date"));
        }
        Ok(Over { day, first_seq: self.first_seq, last_seq: self.last_seq })
    }
}

/// Whether SQLite says that the file itself is bent.
pub fn is_bent(problem: &rusqlite::Error) -> bool {
    let bent = [ErrorCode::DatabaseCorrupt, ErrorCode::NotADatabase];
    problem.sqlite_error_code().is_some_and(|code| bent.contains(&code))
}

/// Whether a table or a value in it is not what this program writes.
pub fn is_foreign(problem: &rusqlite::Error) -> bool {
    // A statement that does not fit the tables has no code of its own.
    let unfit = problem.sqlite_error_code() == Some(ErrorCode::Unknown);
    unfit
        || matches!(
            problem,
            rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..)
                | rusqlite::Error::SqlInputError { .. }
        )
}
