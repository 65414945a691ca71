//! Personal data of booked visitors, kept safe (P1 to P5). All else in the program knows a person by a random name alone.
//!
//! Each person has a key of their own in `keys.db`; what is kept of them lies sealed in `people.db` of the data folder. A key is durable
//! before what it seals; forgetting destroys the key first. Every call but [`People::same`], [`People::by_link`] and
//! [`People::knows`] waits for the disk: not for a thread that others wait for. `entered` checks what is typed.

pub mod entered;
mod error;
mod forgetting;
mod index;
mod keys;
mod link;
mod marks;
mod open;
mod pair;
mod record;
mod seal;
mod stage;
mod store;
mod views;

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use queue::booking::SamePeople;
use queue::ids::PersonId;
use serde_json::{Value, json};

use crate::credentials::random;
use entered::{Contact, Document};
use index::Index;
use keys::Keys;
use seal::Kind;
use stage::Stage;
use store::{Act, Row, Store};

pub use error::PeopleError;
pub use forgetting::Swept;
pub use keys::FILE as KEYS_FILE;
pub use link::LinkCode;
pub use open::{Lost, Places};
pub use record::{AskedFor, Change, Consent, Digits, Entry, FullName, Proof, Record};
pub(crate) use seal::{DataKey, open_bound, seal_bound};
pub use store::{CHANGES_A_DAY, FILE as DATA_FILE};
pub use views::{Deed, Lines, Seen, Who, Why};

/// Everybody of whom something is kept. Dropping it without [`People::close`] is like a crash, and as safe.
pub struct People {
    rooms: Mutex<Rooms>,
    index: Mutex<Index>,
}

/// Both databases. An act that both take part in holds this lock throughout.
struct Rooms {
    keys: Keys,
    store: Store,
    /// Whether the storage failed; what it holds is then known by the next start alone.
    stopped: bool,
    /// Whether a reader beside the server held a forgetting up: old pages wait to be cleared.
    held: bool,
}

/// A person who was just put down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// The name under which all else knows them.
    pub person: PersonId,
    /// The code of their link.
    pub link: LinkCode,
    /// What the kiosk asks for beside the booking's number.
    pub digits: Digits,
}

impl People {
    /// Puts a person down for a booking on `last_day`; durable when this returns, and [`People::same`] knows them from then on.
    ///
    /// If the queue rejects the booking, take them back with [`People::withdraw`]; a crash before that is mended by
    /// [`People::settle`].
    pub fn enrol(&self, entry: &Entry, last_day: Date, who: &Who, at: Timestamp) -> Result<Enrolled, PeopleError> {
        let record = Record::of(entry);
        let person = PersonId::from_random(random());
        let link = record.link.sha256();
        self.with_rooms(|rooms| {
            let marks = rooms.keys.pepper().marks(&record.document, &record.contact);
            let key = rooms.keys.make(&person)?;
            let sealed = seal::seal(&key, Kind::Record, &person, &record.to_bytes());
            let sealed_marks = seal::seal(&key, Kind::Marks, &person, &marks.to_bytes());
            let (stage, person) = (Stage::New, person.clone());
            let row = Row { person, stage, enrolled: at, last_day, link, marks: sealed_marks };
            rooms.store.insert(&row, &sealed, Act { who, deed: Deed::Enrolled, at })?;
            self.index().put(&row.person, marks, link);
            Ok(())
        })?;
        Ok(Enrolled { person, link: record.link, digits: record.digits })
    }

    /// Who else has the same document or contact, as far as that is kept (B2, B10, S6). Asks no disk.
    pub fn same(&self, person: &PersonId) -> SamePeople {
        self.index().same(person)
    }

    /// Who has this document or contact, of which no record need be made. Nobody's data is looked at, so nothing is noted.
    pub fn known_by(&self, document: &Document, contact: &Contact) -> Result<SamePeople, PeopleError> {
        self.with_rooms(|rooms| Ok(self.index().with_marks(&rooms.keys.pepper().marks(document, contact))))
    }

    /// Whose a link is. Asks no disk.
    pub fn by_link(&self, code: &LinkCode) -> Option<PersonId> {
        self.index().by_link(&code.sha256())
    }

    /// Whether anything is kept of a person. Asks no disk.
    pub fn knows(&self, person: &PersonId) -> bool {
        self.index().knows(person)
    }

    /// Of how many something is kept.
    pub fn count(&self) -> usize {
        self.index().len()
    }

    /// The record of a person. That it was seen, by whom and why, is durable before it is handed out (P2).
    pub fn view(&self, person: &PersonId, who: &Who, why: Why, at: Timestamp) -> Result<Record, PeopleError> {
        let records = self.view_all(std::slice::from_ref(person), who, why, at)?;
        records.into_iter().next().ok_or(PeopleError::Unknown)
    }

    /// The records of several people in their order, noted together; an error if one of them is unknown.
    pub fn view_all(
        &self,
        people: &[PersonId],
        who: &Who,
        why: Why,
        at: Timestamp,
    ) -> Result<Vec<Record>, PeopleError> {
        self.with_rooms(|rooms| {
            let records = people.iter().map(|person| self.record(rooms, person)).collect::<Result<_, _>>()?;
            rooms.store.note_views(people, Act { who, deed: Deed::Viewed(why), at })?;
            Ok(records)
        })
    }

    /// The same of several people of whom some may be forgotten or cannot be read; those are told apart and not noted.
    pub fn view_each(
        &self,
        people: &[PersonId],
        who: &Who,
        why: Why,
        at: Timestamp,
    ) -> Result<Vec<Result<Record, PeopleError>>, PeopleError> {
        self.with_rooms(|rooms| {
            let (mut records, mut seen) = (Vec::new(), Vec::new());
            for person in people {
                let record = self.record(rooms, person);
                match &record {
                    Ok(_) => seen.push(person.clone()),
                    Err(problem) if problem.stops() => return record.map(|_| Vec::new()),
                    Err(_) => {}
                }
                records.push(record);
            }
            rooms.store.note_views(&seen, Act { who, deed: Deed::Viewed(why), at })?;
            Ok(records)
        })
    }

    /// Changes a record. [`PeopleError::TooOften`] where a visitor who asks for something else has [`CHANGES_A_DAY`] lines of that in the log of
    /// the last 24 hours.
    pub fn change(&self, person: &PersonId, change: Change, who: &Who, at: Timestamp) -> Result<(), PeopleError> {
        self.with_rooms(|rooms| {
            let mut record = self.record(rooms, person)?;
            let deed = change.deed();
            record.change(change);
            let is_proved = record.proof == Proof::PersonProved;
            let key = rooms.keys.of(person)?.ok_or(PeopleError::Unreadable)?;
            let sealed = seal::seal(&key, Kind::Record, person, &record.to_bytes());
            rooms.store.change(person, &sealed, Act { who, deed, at })?;
            if is_proved {
                self.index().prove(person);
            }
            Ok(())
        })
    }

    /// Whether these are the figures that the kiosk asks for; nobody gets to see the record. Whoever calls counts wrong tries.
    pub fn digits_match(&self, person: &PersonId, digits: &str) -> Result<bool, PeopleError> {
        self.with_rooms(|rooms| Ok(self.record(rooms, person)?.digits.as_str() == digits))
    }

    /// What was done to a person's record and by whom (P2): the newest thousand lines, oldest first. Goes on to be told after they are
    /// forgotten. A visitor who looks at the own page again within a minute looks once.
    pub fn history(&self, person: &PersonId) -> Result<Vec<Seen>, PeopleError> {
        self.with_rooms(|rooms| rooms.store.views(person, Lines::Newest))
    }

    /// How many lines there are before those of [`People::history`].
    pub fn earlier_history(&self, person: &PersonId) -> Result<u32, PeopleError> {
        self.with_rooms(|rooms| rooms.store.earlier_views(person, Lines::Newest))
    }

    /// When a person was put down.
    pub fn enrolled_at(&self, person: &PersonId) -> Result<Timestamp, PeopleError> {
        self.with_rooms(|rooms| enrolled(rooms.store.days(person)?.0))
    }

    /// All that is kept about a person, this export among it; of the history so many lines, and how many were before them.
    /// A visitor's second one within a minute is not noted anew.
    pub fn export(&self, person: &PersonId, who: &Who, at: Timestamp, lines: Lines) -> Result<Value, PeopleError> {
        let record = self.view(person, who, Why::Export, at)?;
        let (marks, _) = self.index().of(person).ok_or(PeopleError::Unknown)?;
        self.with_rooms(|rooms| {
            let (enrolled_ms, last_day) = rooms.store.days(person)?;
            let hex = |mark: marks::Mark| mark.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            Ok(json!({
                "person": person,
                "enrolled": enrolled(enrolled_ms)?,
                "last_day": last_day,
                "record": record,
                "keyed_hashes": { "document": hex(marks.document), "contact": hex(marks.contact) },
                "earlier_history": rooms.store.earlier_views(person, lines)?,
                "history": rooms.store.views(person, lines)?,
            }))
        })
    }

    /// The day from which the term of keeping counts: that of the last visit or booking.
    pub fn set_last_day(&self, person: &PersonId, day: Date) -> Result<(), PeopleError> {
        self.with_rooms(|rooms| {
            if self.knows(person) { rooms.store.set_last_day(person, day) } else { Err(PeopleError::Unknown) }
        })
    }

    /// Whether the storage has failed, so that nothing more is done until the next start.
    pub fn has_stopped(&self) -> bool {
        self.rooms.lock().map_or(true, |rooms| rooms.stopped)
    }

    /// A graceful end: each database in one file, and no act after it.
    pub fn close(&self) -> Result<(), PeopleError> {
        self.with_rooms(|rooms| {
            rooms.store.gather()?;
            rooms.keys.gather()?;
            rooms.stopped = true;
            Ok(())
        })
    }

    fn record(&self, rooms: &Rooms, person: &PersonId) -> Result<Record, PeopleError> {
        if !self.knows(person) {
            return Err(PeopleError::Unknown);
        }
        let key = rooms.keys.of(person)?.ok_or(PeopleError::Unreadable)?;
        Record::from_bytes(&seal::open(&key, Kind::Record, person, &rooms.store.sealed(person)?)?)
    }

    /// One act at a time. After a storage error, or a panic in the midst of an act, there is none until the next start.
    fn with_rooms<T>(&self, act: impl FnOnce(&mut Rooms) -> Result<T, PeopleError>) -> Result<T, PeopleError> {
        let mut rooms = self.rooms.lock().map_err(|_| PeopleError::Stopped)?;
        if rooms.stopped {
            return Err(PeopleError::Stopped);
        }
        let done = act(&mut rooms);
        if let Err(problem) = &done {
            rooms.stopped = problem.stops();
            rooms.held |= matches!(problem, PeopleError::Held);
        }
        done
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn enrolled(ms: i64) -> Result<Timestamp, PeopleError> {
    Timestamp::from_millisecond(ms).map_err(|_| PeopleError::Unreadable)
}
