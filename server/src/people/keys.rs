//! `keys.db`: a key for each person, and the pepper. Apart from the data and its backups (P1).
//!
//! Keys lie in slots of one size that are overwritten where they lie and used again. SQLite never moves such a row, so that no
//! copy of a destroyed key is left in a page; the log is cut to nothing after it.

use std::collections::BTreeMap;
use std::path::Path;

use queue::ids::PersonId;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::marks::Pepper;
use super::seal::DataKey;
use super::{PeopleError, pair::Pair};
use crate::credentials::random;
use crate::database::{self, Design};

/// The keys' file.
pub const FILE: &str = "keys.db";

const DESIGN: Design = Design {
    file: FILE,
    application_id: 0x5120_6b65,
    migrations: &["
        CREATE TABLE office (pair BLOB NOT NULL, pepper BLOB NOT NULL) STRICT;
        CREATE TABLE keys (slot INTEGER PRIMARY KEY, person TEXT NOT NULL, key BLOB NOT NULL) STRICT;
    "],
};
const INSERT: &str = "INSERT INTO keys (slot, person, key) VALUES (?1, ?2, ?3)";
const OVERWRITE: &str = "UPDATE keys SET person = ?2, key = ?3 WHERE slot = ?1";
/// Stands in a free slot; no person has it, for 0 is in nobody's name.
const NOBODY: &str = "00000000000000000000";

/// The open keys.
pub struct Keys {
    db: Connection,
    pair: Pair,
    pepper: Pepper,
    slots: BTreeMap<PersonId, i64>,
    free: Vec<i64>,
    last: i64,
}

impl Keys {
    /// Opens or makes the keys of an office.
    pub fn open(folder: &Path) -> Result<Self, PeopleError> {
        let mut db = database::open(folder, &DESIGN)?;
        database::heed_log(&mut db)?;
        let offices: u32 = db.query_row("SELECT count(*) FROM office", [], |row| row.get(0))?;
        if offices == 0 {
            let (pair, pepper): (Pair, [u8; 32]) = (random(), random());
            let transaction = begin(&mut db)?;
            transaction.execute("INSERT INTO office (pair, pepper) VALUES (?1, ?2)", params![pair, pepper])?;
            transaction.commit()?;
        }
        let (pair, pepper) =
            db.query_row("SELECT pair, pepper FROM office", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let pepper = Pepper::kept(pepper);
        let mut keys = Self { db, pair, pepper, slots: BTreeMap::new(), free: Vec::new(), last: 0 };
        keys.read_slots()?;
        Ok(keys)
    }

    fn read_slots(&mut self) -> Result<(), PeopleError> {
        let mut statement = self.db.prepare("SELECT slot, person FROM keys ORDER BY slot")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            self.last = row.get(0)?;
            match PersonId::parse(row.get_ref(1)?.as_str().unwrap_or(NOBODY)) {
                Some(person) => drop(self.slots.insert(person, self.last)),
                None => self.free.push(self.last),
            }
        }
        Ok(())
    }

    /// What keys and data of one office have in common.
    pub fn pair(&self) -> &Pair {
        &self.pair
    }

    /// The secret of the marks.
    pub fn pepper(&self) -> &Pepper {
        &self.pepper
    }

    /// Whose keys there are.
    pub fn people(&self) -> impl Iterator<Item = &PersonId> {
        self.slots.keys()
    }

    /// Whether a person has a key.
    pub fn has(&self, person: &PersonId) -> bool {
        self.slots.contains_key(person)
    }

    /// A new key, durable when this returns.
    pub fn make(&mut self, person: &PersonId) -> Result<DataKey, PeopleError> {
        let key = DataKey::random();
        let transaction = begin(&mut self.db)?;
        let slot = match self.free.last() {
            Some(slot) => {
                transaction.prepare_cached(OVERWRITE)?.execute(params![slot, person.as_str(), key.bytes()])?;
                *slot
            }
            None => {
                transaction.prepare_cached(INSERT)?.execute(params![self.last + 1, person.as_str(), key.bytes()])?;
                self.last + 1
            }
        };
        transaction.commit()?;
        self.free.pop();
        self.last = self.last.max(slot);
        self.slots.insert(person.clone(), slot);
        Ok(key)
    }

    /// A person's key, if there is one.
    pub fn of(&self, person: &PersonId) -> Result<Option<DataKey>, PeopleError> {
        let Some(slot) = self.slots.get(person) else { return Ok(None) };
        let mut statement = self.db.prepare_cached("SELECT key FROM keys WHERE slot = ?1")?;
        Ok(Some(DataKey::kept(statement.query_row([slot], |row| row.get(0))?)))
    }

    /// Every person's key at once, for the start.
    pub fn all(&self) -> Result<BTreeMap<PersonId, DataKey>, PeopleError> {
        let mut statement = self.db.prepare("SELECT person, key FROM keys")?;
        let mut rows = statement.query([])?;
        let mut keys = BTreeMap::new();
        while let Some(row) = rows.next()? {
            if let Some(person) = PersonId::parse(row.get_ref(0)?.as_str().unwrap_or(NOBODY)) {
                keys.insert(person, DataKey::kept(row.get(1)?));
            }
        }
        Ok(keys)
    }

    /// Overwrites keys, and clears the log of the pages that held them; done when this returns. Those who have none are passed over.
    pub fn destroy(&mut self, people: &[PersonId]) -> Result<(), PeopleError> {
        let slots: Vec<_> = people.iter().filter_map(|person| Some((person, *self.slots.get(person)?))).collect();
        if !slots.is_empty() {
            let transaction = begin(&mut self.db)?;
            for (_, slot) in &slots {
                transaction.prepare_cached(OVERWRITE)?.execute(params![slot, NOBODY, [0_u8; 32]])?;
            }
            transaction.commit()?;
        }
        for (person, slot) in slots {
            self.slots.remove(person);
            self.free.push(slot);
        }
        if database::clear_log(&self.db)? { Ok(()) } else { Err(PeopleError::Held) }
    }

    /// Whether no reader holds the log at this moment; clears it then.
    pub fn is_free(&self) -> Result<bool, PeopleError> {
        Ok(database::clear_log_at_once(&self.db)?)
    }

    /// Everything in one file; a reader that still holds the log does no harm.
    pub fn gather(&self) -> Result<(), PeopleError> {
        database::clear_log(&self.db)?;
        Ok(())
    }
}

fn begin(db: &mut Connection) -> Result<Transaction<'_>, PeopleError> {
    Ok(db.transaction_with_behavior(TransactionBehavior::Immediate)?)
}
