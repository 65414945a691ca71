//! `people.db`: sealed records and marks, hashes of links, and the log of who looked. Without the keys it tells no names.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use queue::ids::PersonId;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::link::LinkHash;
use super::pair::Pair;
use super::views::{Deed, Lines, Seen, Who, Why};
use super::{PeopleError, stage::Stage};
use crate::database::{self, Design};

/// The file of personal data.
pub const FILE: &str = "people.db";

const DESIGN: Design = Design {
    file: FILE,
    application_id: 0x5120_7065,
    migrations: &["
        CREATE TABLE office (pair BLOB NOT NULL) STRICT;
        CREATE TABLE people (
            person TEXT PRIMARY KEY,
            stage TEXT NOT NULL,
            enrolled_ms INTEGER NOT NULL,
            last_day TEXT NOT NULL,
            link BLOB NOT NULL,
            marks BLOB NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE views (
            number INTEGER PRIMARY KEY,
            person TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            who TEXT NOT NULL,
            deed TEXT NOT NULL
        ) STRICT;
        CREATE INDEX views_of ON views (person);
    "],
};
const INSERT: &str = "INSERT INTO people (person, stage, enrolled_ms, last_day, link, marks, sealed)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
/// The newest lines about a person that pages tell, and the files that they give.
const TOLD: u32 = 1_000;
/// A visitor who looks at the own page, or saves what is kept, again within so many milliseconds does so once.
const ONE_LOOK_MS: i64 = 60_000;
/// Lines about changes that a visitor makes of the own booking, within so many milliseconds: a day.
pub const CHANGES_A_DAY: u8 = 30;
const A_DAY_MS: i64 = 86_400_000;
const INSERT_VIEW: &str = "INSERT INTO views (person, at_ms, who, deed) VALUES (?1, ?2, ?3, ?4)";

/// A person as kept here.
pub struct Row {
    /// Who.
    pub person: PersonId,
    /// How far the record is.
    pub stage: Stage,
    /// When it was made.
    pub enrolled: Timestamp,
    /// From which day the term counts.
    pub last_day: Date,
    /// Hash of the link's code.
    pub link: LinkHash,
    /// Sealed marks.
    pub marks: Vec<u8>,
}

/// Who acts on records, and when.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    /// Who.
    pub who: &'a Who,
    /// What.
    pub deed: Deed,
    /// When.
    pub at: Timestamp,
}

/// The open storage.
pub struct Store {
    db: Connection,
}

impl Store {
    /// Opens or makes it.
    pub fn open(folder: &Path) -> Result<Self, PeopleError> {
        let mut db = database::open(folder, &DESIGN)?;
        database::heed_log(&mut db)?;
        Ok(Self { db })
    }

    /// The pair that was noted at the first start.
    pub fn pair(&self) -> Result<Option<Pair>, PeopleError> {
        Ok(self.db.query_row("SELECT pair FROM office", [], |row| row.get(0)).optional()?)
    }

    /// Notes the pair.
    pub fn note_pair(&mut self, pair: &Pair) -> Result<(), PeopleError> {
        self.within(|transaction| {
            transaction.execute("INSERT INTO office (pair) VALUES (?1)", [pair])?;
            Ok(())
        })
    }

    /// Everybody who is kept, in order.
    pub fn rows(&self) -> Result<Vec<Row>, PeopleError> {
        let mut statement =
            self.db.prepare("SELECT person, stage, enrolled_ms, last_day, link, marks FROM people ORDER BY person")?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let person = PersonId::parse(row.get_ref(0)?.as_str().unwrap_or_default());
            let stage = Stage::parse(row.get_ref(1)?.as_str().unwrap_or_default());
            let enrolled = Timestamp::from_millisecond(row.get(2)?).ok();
            let last_day = row.get_ref(3)?.as_str().ok().and_then(|day| day.parse().ok());
            let (Some(person), Some(stage), Some(enrolled), Some(last_day)) = (person, stage, enrolled, last_day)
            else {
                return Err(PeopleError::Unreadable);
            };
            found.push(Row { person, stage, enrolled, last_day, link: row.get(4)?, marks: row.get(5)? });
        }
        Ok(found)
    }

    /// Of whom the log tells that a clerk compared person and document.
    pub fn proved(&self) -> Result<Vec<PersonId>, PeopleError> {
        let told = "SELECT person FROM people WHERE EXISTS
            (SELECT 1 FROM views WHERE views.person = people.person AND views.deed = ?1)";
        let mut statement = self.db.prepare(told)?;
        let mut rows = statement.query([word(&Deed::PersonProved)])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.extend(PersonId::parse(row.get_ref(0)?.as_str().unwrap_or_default()));
        }
        Ok(found)
    }

    /// A new person, with the first line of the log.
    pub fn insert(&mut self, row: &Row, sealed: &[u8], act: Act<'_>) -> Result<(), PeopleError> {
        self.within(|transaction| {
            transaction.prepare_cached(INSERT)?.execute(params![
                row.person.as_str(),
                row.stage.word(),
                row.enrolled.as_millisecond(),
                row.last_day.to_string(),
                row.link,
                row.marks,
                sealed
            ])?;
            log(transaction, &row.person, act)
        })
    }

    /// The sealed record.
    pub fn sealed(&self, person: &PersonId) -> Result<Vec<u8>, PeopleError> {
        let mut statement = self.db.prepare_cached("SELECT sealed FROM people WHERE person = ?1")?;
        statement.query_row([person.as_str()], |row| row.get(0)).optional()?.ok_or(PeopleError::Unknown)
    }

    /// When the record was made, and from which day its term counts.
    pub fn days(&self, person: &PersonId) -> Result<(i64, String), PeopleError> {
        let mut statement = self.db.prepare_cached("SELECT enrolled_ms, last_day FROM people WHERE person = ?1")?;
        let row = statement.query_row([person.as_str()], |row| Ok((row.get(0)?, row.get(1)?)));
        row.optional()?.ok_or(PeopleError::Unknown)
    }

    /// A changed record in place of the old one. A visitor asks for something else only so often a day; what the office refused of it is taken
    /// back in any case.
    pub fn change(&mut self, person: &PersonId, sealed: &[u8], act: Act<'_>) -> Result<(), PeopleError> {
        self.within(|transaction| {
            let asks = *act.who == Who::Visitor && act.deed == Deed::PurposeChanged;
            if asks && changes_of_late(transaction, person, act)? >= CHANGES_A_DAY {
                return Err(PeopleError::TooOften);
            }
            let mut statement = transaction.prepare_cached("UPDATE people SET sealed = ?2 WHERE person = ?1")?;
            statement.execute(params![person.as_str(), sealed])?;
            log(transaction, person, act)
        })
    }

    /// Only the log.
    pub fn note_views(&mut self, people: &[PersonId], act: Act<'_>) -> Result<(), PeopleError> {
        let mut new = Vec::new();
        for person in people {
            if !self.is_same_look(person, act)? {
                new.push(person);
            }
        }
        if new.is_empty() {
            return Ok(());
        }
        self.within(|transaction| new.iter().try_for_each(|person| log(transaction, person, act)))
    }

    /// Whether the log already tells of it: who holds a link could fill the disk by looking.
    fn is_same_look(&self, person: &PersonId, act: Act<'_>) -> Result<bool, PeopleError> {
        let own = matches!(act.deed, Deed::Viewed(Why::OwnPage | Why::Export));
        if *act.who != Who::Visitor || !own {
            return Ok(false);
        }
        let newest =
            "SELECT at_ms FROM views WHERE person = ?1 AND who = ?2 AND deed = ?3 ORDER BY number DESC LIMIT 1";
        let mut statement = self.db.prepare_cached(newest)?;
        let row = statement.query_row(params![person.as_str(), word(act.who), word(&act.deed)], |row| row.get(0));
        let at_ms: Option<i64> = row.optional()?;
        Ok(at_ms.is_some_and(|at_ms| (0..ONE_LOOK_MS).contains(&(act.at.as_millisecond() - at_ms))))
    }

    /// Lines of the log about a person, oldest first; also of one who is forgotten.
    pub fn views(&self, person: &PersonId, lines: Lines) -> Result<Vec<Seen>, PeopleError> {
        let newest = "SELECT at_ms, who, deed FROM views WHERE person = ?1 ORDER BY number DESC LIMIT ?2";
        let mut statement = self.db.prepare_cached(newest)?;
        let most = match lines {
            Lines::Newest => i64::from(TOLD),
            // To the database a limit below zero is none.
            Lines::All => -1,
        };
        let mut rows = statement.query(params![person.as_str(), most])?;
        let mut seen = Vec::new();
        while let Some(row) = rows.next()? {
            let at = Timestamp::from_millisecond(row.get(0)?).map_err(|_| PeopleError::Unreadable)?;
            let word = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
            seen.push(Seen { at, who: read(word(1)?)?, deed: read(word(2)?)? });
        }
        seen.reverse();
        Ok(seen)
    }

    /// How many lines about a person are older than those.
    pub fn earlier_views(&self, person: &PersonId, lines: Lines) -> Result<u32, PeopleError> {
        let mut statement = self.db.prepare_cached("SELECT count(*) FROM views WHERE person = ?1")?;
        let all: u32 = statement.query_row([person.as_str()], |row| row.get(0))?;
        Ok(match lines {
            Lines::Newest => all.saturating_sub(TOLD),
            Lines::All => 0,
        })
    }

    /// From which day on the term counts.
    pub fn set_last_day(&mut self, person: &PersonId, day: Date) -> Result<(), PeopleError> {
        self.within(|transaction| {
            let mut statement = transaction.prepare_cached("UPDATE people SET last_day = ?2 WHERE person = ?1")?;
            statement.execute([person.as_str(), &day.to_string()])?;
            Ok(())
        })
    }

    /// Takes people to another stage, with a line of the log where something was done to them. Nobody comes back from going.
    pub fn set_stage(&mut self, people: &[PersonId], stage: Stage, act: Option<Act<'_>>) -> Result<(), PeopleError> {
        self.within(|transaction| {
            for person in people {
                let stays = "UPDATE people SET stage = ?2 WHERE person = ?1 AND stage <> 'going'";
                let mut statement = transaction.prepare_cached(stays)?;
                statement.execute([person.as_str(), stage.word()])?;
                act.map_or(Ok(()), |act| log(transaction, person, act))?;
            }
            Ok(())
        })
    }

    /// Overwrites and deletes rows, and clears the log of their pages. Their lines in the log of views stay: they name nobody.
    pub fn erase(&mut self, people: &[PersonId]) -> Result<(), PeopleError> {
        self.within(|transaction| {
            for person in people {
                let blank = "UPDATE people SET link = zeroblob(length(link)), marks = zeroblob(length(marks)),
                    sealed = zeroblob(length(sealed)) WHERE person = ?1";
                transaction.prepare_cached(blank)?.execute([person.as_str()])?;
                transaction.prepare_cached("DELETE FROM people WHERE person = ?1")?.execute([person.as_str()])?;
            }
            Ok(())
        })?;
        if database::clear_log(&self.db)? { Ok(()) } else { Err(PeopleError::Held) }
    }

    /// Drops the lines about people long forgotten.
    pub fn forget_views_before(&mut self, at: Timestamp) -> Result<(), PeopleError> {
        self.within(|transaction| {
            let old = "DELETE FROM views WHERE at_ms < ?1 AND person NOT IN (SELECT person FROM people)";
            transaction.execute(old, [at.as_millisecond()])?;
            Ok(())
        })
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

    /// One transaction, durable when this returns.
    fn within(&mut self, act: impl FnOnce(&Transaction<'_>) -> Result<(), PeopleError>) -> Result<(), PeopleError> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        act(&transaction)?;
        Ok(transaction.commit()?)
    }
}

/// How many lines tell of changes that whoever acts made within a day; no more are counted than may be.
fn changes_of_late(transaction: &Transaction<'_>, person: &PersonId, act: Act<'_>) -> Result<u8, PeopleError> {
    let of_late = "SELECT count(*) FROM (SELECT 1 FROM views
        WHERE person = ?1 AND at_ms > ?2 AND who = ?3 AND deed IN (?4, ?5) LIMIT ?6)";
    let mut statement = transaction.prepare_cached(of_late)?;
    let [changed, refused] = [Deed::PurposeChanged, Deed::ChangeRefused].map(|deed| word(&deed));
    let (who, since) = (word(act.who), act.at.as_millisecond() - A_DAY_MS);
    let of = params![person.as_str(), since, who, changed, refused, CHANGES_A_DAY];
    Ok(statement.query_row(of, |row| row.get(0))?)
}

fn log(transaction: &Transaction<'_>, person: &PersonId, act: Act<'_>) -> Result<(), PeopleError> {
    let mut statement = transaction.prepare_cached(INSERT_VIEW)?;
    statement.execute(params![person.as_str(), act.at.as_millisecond(), word(act.who), word(&act.deed)])?;
    Ok(())
}

fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("words of the log have string keys")
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, PeopleError> {
    serde_json::from_str(text).map_err(|_| PeopleError::Unreadable)
}
