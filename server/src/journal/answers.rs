//! Answers that were given, as the office looks them up: those on their way to the disk, and those on it.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::Date;
use protocol::message::{Outcome, RequestId};
use queue::ids::DeviceId;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::{FILE, JournalError, schema};

/// Days after which the answer to a request is forgotten.
pub const KEPT_DAYS: i64 = 2;

/// The answer to one request.
#[derive(Debug)]
pub struct Answer {
    /// Who asked.
    pub device: DeviceId,
    /// The name that the device gave its request.
    pub id: RequestId,
    /// Of what was asked.
    pub body_hash: [u8; 32],
    /// What was answered, as JSON.
    pub outcome: String,
    /// The business day.
    pub day: Date,
}

/// A request that was answered before.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Of what was asked.
    pub body_hash: [u8; 32],
    /// What was answered.
    pub outcome: Outcome,
}

/// How many answers are durable since the start; told by the writer, read by the office.
#[derive(Debug, Default)]
pub struct Durable(AtomicU64);

impl Durable {
    /// So many are.
    pub fn reached(&self, answers: u64) {
        self.0.store(answers, Ordering::Release);
    }
}

/// The memory of what was answered.
pub struct Answers {
    db: Connection,
    names: Names,
    on_their_way: VecDeque<Arc<Answer>>,
    given: u64,
    durable: Arc<Durable>,
}

impl Answers {
    /// Reads which answers the journal in `folder` keeps; the journal must have been opened.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(folder.join(FILE), flags)?;
        let names = Names::of(&db)?;
        Ok(Self { db, names, on_their_way: VecDeque::new(), given: 0, durable: Arc::default() })
    }

    /// Where the writer tells how far it is.
    pub fn durable(&self) -> Arc<Durable> {
        Arc::clone(&self.durable)
    }

    /// What was answered to a request, durable or not.
    pub fn known(&mut self, device: &DeviceId, id: &RequestId) -> Result<Option<Known>, JournalError> {
        self.let_go_of_durable();
        if !self.names.may_hold(device.as_str(), id.as_str()) {
            return Ok(None);
        }
        let here = self.on_their_way.iter().find(|answer| answer.device == *device && answer.id == *id);
        let (body_hash, outcome) = match here {
            Some(answer) => (answer.body_hash, answer.outcome.clone()),
            None => match self.on_disk(device, id)? {
                Some(found) => found,
                None => return Ok(None),
            },
        };
        let outcome = serde_json::from_str(&outcome)
            .map_err(|problem| JournalError::BadOutcome { device: device.clone(), problem: problem.to_string() })?;
        Ok(Some(Known { body_hash, outcome }))
    }

    /// An answer is on its way.
    pub fn remember(&mut self, answer: Arc<Answer>) {
        self.let_go_of_durable();
        self.names.add(answer.day, answer.device.as_str(), answer.id.as_str());
        self.on_their_way.push_back(answer);
        self.given += 1;
    }

    /// Forgets the answers of days long gone; says which day is the first that is kept.
    pub fn forget_before(&mut self, today: Date) -> Date {
        let kept = today.saturating_sub(jiff::Span::new().days(KEPT_DAYS));
        self.names.forget_before(kept);
        kept
    }

    fn on_disk(&self, device: &DeviceId, id: &RequestId) -> Result<Option<([u8; 32], String)>, JournalError> {
        let mut statement = self.db.prepare_cached(schema::SELECT_REQUEST)?;
        let row = statement.query_row([device.as_str(), id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(row.optional()?)
    }

    fn let_go_of_durable(&mut self) {
        let durable = self.durable.0.load(Ordering::Acquire);
        while self.given - (self.on_their_way.len() as u64) < durable {
            self.on_their_way.pop_front();
        }
    }
}

/// Short hashes of the names of all kept requests, by day: a new one, as almost every one is, need not be looked up. Two names
/// may share a hash; then the table is asked in vain.
#[derive(Debug, Default)]
struct Names(BTreeMap<Date, HashSet<u64>>);

impl Names {
    fn of(db: &Connection) -> Result<Self, JournalError> {
        let mut names = Self::default();
        let mut statement = db.prepare("SELECT day, device, id FROM requests")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // A day that cannot be read is as old as can be, and goes with the next turn of the day.
            let day = row.get_ref(0)?.as_str().ok().and_then(|day| day.parse().ok()).unwrap_or(Date::MIN);
            names.add(day, &row.get::<_, String>(1)?, &row.get::<_, String>(2)?);
        }
        Ok(names)
    }

    fn add(&mut self, day: Date, device: &str, id: &str) {
        self.0.entry(day).or_default().insert(short(device, id));
    }

    fn may_hold(&self, device: &str, id: &str) -> bool {
        let name = short(device, id);
        self.0.values().any(|names| names.contains(&name))
    }

    fn forget_before(&mut self, day: Date) {
        self.0 = self.0.split_off(&day);
    }
}

fn short(device: &str, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (device, id).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Journal;

    fn answer(id: &RequestId, day: &str, outcome: &str) -> Arc<Answer> {
        let device = DeviceId::new("kiosk-1").unwrap();
        let (outcome, day) = (outcome.to_owned(), day.parse().unwrap());
        Arc::new(Answer { device, id: id.clone(), body_hash: [7; 32], outcome, day })
    }

    #[test]
    fn an_answer_is_known_on_its_way_to_the_disk_and_on_it() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        let mut answers = Answers::open(folder.path()).unwrap();
        let (first, second) = (RequestId::random(), RequestId::random());
        let done = r#"{"done":"done"}"#;
        let kiosk = DeviceId::new("kiosk-1").unwrap();
        assert_eq!(answers.known(&kiosk, &first).unwrap(), None);
        for id in [&first, &second] {
            answers.remember(answer(id, "2026-11-17", done));
            assert_eq!(answers.known(&kiosk, id).unwrap().unwrap().body_hash, [7; 32]);
        }
        journal.remember(&answer(&first, "2026-11-17", done)).unwrap();
        journal.commit().unwrap();
        answers.durable().reached(journal.answers());
        let known = answers.known(&kiosk, &first).unwrap();
        assert!(known.is_some() && known == answers.known(&kiosk, &second).unwrap());
        assert_eq!(answers.on_their_way.len(), 1, "what is durable is not kept in memory");
        assert_eq!(answers.known(&DeviceId::new("kiosk-2").unwrap(), &first).unwrap(), None);
    }

    #[test]
    fn answers_of_days_long_gone_are_forgotten_in_memory_and_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        let days = ["2026-11-14", "2026-11-15", "2026-11-17"];
        let ids = days.map(|day| (RequestId::random(), day));
        for (id, day) in &ids {
            journal.remember(&answer(id, day, r#"{"done":"done"}"#)).unwrap();
        }
        journal.commit().unwrap();
        let mut answers = Answers::open(folder.path()).unwrap();
        let kept = answers.forget_before("2026-11-17".parse().unwrap());
        assert_eq!(kept.to_string(), "2026-11-15");
        assert_eq!(journal.forget_answers_before(kept).unwrap(), 1);
        journal.commit().unwrap();
        let kiosk = DeviceId::new("kiosk-1").unwrap();
        let known = ids.map(|(id, _)| answers.known(&kiosk, &id).unwrap().is_some());
        assert_eq!(known, [false, true, true]);
    }
}
