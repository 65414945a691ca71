//! `ratings.db`: sealed ratings by their names, and the marks of each day.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;
use rusqlite::{Connection, TransactionBehavior, params};

use super::{Mark, Name, RatingsError};
use crate::database::{self, Design};

/// The file of the ratings.
pub const FILE: &str = "ratings.db";

const DESIGN: Design = Design {
    file: FILE,
    application_id: 0x5120_7261,
    migrations: &["
        CREATE TABLE ratings (name BLOB PRIMARY KEY, day TEXT NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX ratings_of ON ratings (day);
        CREATE TABLE marks (
            day TEXT NOT NULL, mark INTEGER NOT NULL, many INTEGER NOT NULL, PRIMARY KEY (day, mark)
        ) STRICT, WITHOUT ROWID;
    "],
};
const COUNT: &str = "INSERT INTO marks (day, mark, many) VALUES (?1, ?2, 1)
    ON CONFLICT (day, mark) DO UPDATE SET many = many + 1";

/// A rating as it is kept.
pub struct Row {
    /// By what it is known.
    pub name: Name,
    /// The day of the visit.
    pub day: Date,
    /// Mark and word.
    pub sealed: Vec<u8>,
}

/// The open file.
pub struct Store {
    db: Connection,
}

impl Store {
    /// Opens or makes it.
    pub fn open(folder: &Path) -> Result<Self, RatingsError> {
        Ok(Self { db: database::open(folder, &DESIGN)? })
    }

    /// The names of all ratings.
    pub fn names(&self) -> Result<BTreeSet<Name>, RatingsError> {
        let mut statement = self.db.prepare("SELECT name FROM ratings")?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// Keeps a rating and counts its mark, both or neither; durable when this returns.
    pub fn keep(&mut self, row: &Row, mark: Mark) -> Result<(), RatingsError> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let day = row.day.to_string();
        let insert = "INSERT INTO ratings (name, day, sealed) VALUES (?1, ?2, ?3)";
        transaction.execute(insert, params![row.name, day, row.sealed])?;
        transaction.execute(COUNT, params![day, mark.number()])?;
        Ok(transaction.commit()?)
    }

    /// How many gave each mark in these days, the best first.
    pub fn marks(&self, from: Date, to: Date) -> Result<[u32; 5], RatingsError> {
        let sql = "SELECT mark, sum(many) FROM marks WHERE day BETWEEN ?1 AND ?2 GROUP BY mark";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([from.to_string(), to.to_string()])?;
        let mut marks = [0; 5];
        while let Some(row) = rows.next()? {
            let number: u8 = row.get(0)?;
            if let Some(place) = Mark::ALL.iter().position(|mark| mark.number() == number) {
                marks[place] = row.get(1)?;
            }
        }
        Ok(marks)
    }

    /// The ratings of these days, the latest first.
    pub fn rows(&self, from: Date, to: Date) -> Result<Vec<Row>, RatingsError> {
        let sql = "SELECT name, day, sealed FROM ratings WHERE day BETWEEN ?1 AND ?2 ORDER BY day DESC, name";
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query([from.to_string(), to.to_string()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let day = row.get_ref(1)?.as_str().ok().and_then(|day| day.parse().ok());
            found.push(Row { name: row.get(0)?, day: day.unwrap_or(from), sealed: row.get(2)? });
        }
        Ok(found)
    }

    /// Overwrites and deletes the ratings of days before `than`, and clears the log of their pages; says whose they were.
    pub fn forget_older(&mut self, than: Date) -> Result<BTreeSet<Name>, RatingsError> {
        let day = than.to_string();
        let old = "SELECT EXISTS (SELECT 1 FROM ratings WHERE day < ?1)";
        let names = if self.db.query_row(old, [&day], |row| row.get(0))? { self.erase(&day)? } else { BTreeSet::new() };
        // Also where a reader held the last forgetting up.
        if database::clear_log_at_once(&self.db)? { Ok(names) } else { Err(RatingsError::Held) }
    }

    fn erase(&mut self, than: &str) -> Result<BTreeSet<Name>, RatingsError> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("UPDATE ratings SET sealed = zeroblob(length(sealed)) WHERE day < ?1", [than])?;
        let names = {
            let mut statement = transaction.prepare("DELETE FROM ratings WHERE day < ?1 RETURNING name")?;
            let names = statement.query_map([than], |row| row.get(0))?;
            names.collect::<Result<_, _>>()?
        };
        transaction.commit()?;
        Ok(names)
    }

    /// Everything in one file; a reader that still holds the log does no harm.
    pub fn gather(&self) -> Result<(), RatingsError> {
        database::clear_log(&self.db)?;
        Ok(())
    }
}
