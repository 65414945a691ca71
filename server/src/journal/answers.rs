//! Answers that were given, as the office looks them up: those on their way to the disk, and those on it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::Date;
use protocol::message::{Outcome, RequestId};
use queue::ids::DeviceId;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::{FILE, JournalError, schema, whole};

/// The version of outcomes that is written.
pub const VERSION: u32 = 1;
/// Days after which the answer to a request is forgotten.
pub const KEPT_DAYS: i64 = 2;

/// The answer to one request.
#[derive(Debug)]
pub struct Answer {
    /// Answers are numbered in the order in which they are given.
    pub number: u64,
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
pub enum Known {
    /// And how.
    Answered {
        /// Of what was asked.
        body_hash: [u8; 32],
        /// What was answered.
        outcome: Outcome,
    },
    /// What is written of it cannot be read, by this program at least.
    Unreadable,
}

/// The number of the last answer that is durable; told by the writer, read by the office.
#[derive(Debug, Default)]
pub struct Durable(AtomicU64);

impl Durable {
    /// All to this one are.
    pub fn reached(&self, number: u64) {
        self.0.store(number, Ordering::Release);
    }
}

/// The memory of what was answered.
pub struct Answers {
    db: Connection,
    names: Names,
    on_their_way: VecDeque<Arc<Answer>>,
    last: u64,
    bent: u32,
    durable: Arc<Durable>,
}

impl Answers {
    /// Reads which answers the journal in `folder` keeps; the journal must have been opened. Fails where some may be lost.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        Self::opened(folder).map_err(|error| whole::of_answers(folder, error))
    }

    fn opened(folder: &Path) -> Result<Self, JournalError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(folder.join(FILE), flags)?;
        whole::look_through(&db, folder)?;
        let (names, last, bent) = Names::of(&db)?;
        Ok(Self { db, names, on_their_way: VecDeque::new(), last, bent, durable: Arc::default() })
    }

    /// How many answers were not as they were written when the journal was opened. Each is told in the log.
    pub fn bent(&self) -> u32 {
        self.bent
    }

    /// Where the writer tells how far it is.
    pub fn durable(&self) -> Arc<Durable> {
        Arc::clone(&self.durable)
    }

    /// What was answered to a request, durable or not. Fails where the disk does; an answer that cannot be read is told in
    /// the log and to its device, and nobody else has to wait for it.
    pub fn known(&mut self, device: &DeviceId, id: &RequestId) -> Result<Option<Known>, JournalError> {
        self.let_go_of_durable();
        for number in self.names.numbers(device.as_str(), id.as_str()) {
            let on_its_way = self.on_their_way.iter().find(|answer| answer.number == number);
            let found = match on_its_way {
                Some(answer) if answer.device == *device && answer.id == *id => {
                    Some(read(&answer.body_hash, VERSION.into(), answer.outcome.as_bytes()))
                }
                Some(_) => None,
                None => self.on_disk(number, device, id)?,
            };
            match found {
                Some(Ok(known)) => return Ok(Some(known)),
                Some(Err(problem)) => {
                    tracing::error!(%device, id = id.as_str(), %problem, "a stored answer cannot be read");
                    return Ok(Some(Known::Unreadable));
                }
                None => {}
            }
        }
        Ok(None)
    }

    /// An answer was given; it is to be written.
    pub fn remember(
        &mut self,
        device: DeviceId,
        id: RequestId,
        body_hash: [u8; 32],
        outcome: &Outcome,
        day: Date,
    ) -> Arc<Answer> {
        self.let_go_of_durable();
        self.last += 1;
        self.names.add(day, device.as_str(), id.as_str(), self.last);
        let outcome = super::json(outcome);
        let answer = Arc::new(Answer { number: self.last, device, id, body_hash, outcome, day });
        self.on_their_way.push_back(Arc::clone(&answer));
        answer
    }

    /// Forgets the answers of days long gone; says which day is the first that is kept.
    pub fn forget_before(&mut self, today: Date) -> Date {
        let kept = today.saturating_sub(jiff::Span::new().days(KEPT_DAYS));
        self.names.forget_before(kept);
        kept
    }

    /// What the answer with this number was, if it is that request's.
    fn on_disk(
        &self,
        number: u64,
        device: &DeviceId,
        id: &RequestId,
    ) -> Result<Option<Result<Known, String>>, JournalError> {
        let mut statement = self.db.prepare_cached(schema::SELECT_REQUEST)?;
        Ok(statement.query_row([number], |row| {
            let is = |written: ValueRef<'_>, name: &str| written.as_bytes().is_ok_and(|bytes| bytes == name.as_bytes());
            if !is(row.get_ref(1)?, device.as_str()) || !is(row.get_ref(2)?, id.as_str()) {
                return Ok(None);
            }
            if !whole::fits(row)? {
                return Ok(Some(Err("its checksum does not fit: the disk changed it".to_owned())));
            }
            let (body_hash, version, outcome) = (row.get_ref(3)?, row.get_ref(4)?, row.get_ref(5)?);
            Ok(Some(match (body_hash.as_bytes(), version.as_i64(), outcome.as_bytes()) {
                (Ok(body_hash), Ok(version), Ok(outcome)) => read(body_hash, version, outcome),
                (Err(problem), _, _) | (_, Err(problem), _) | (_, _, Err(problem)) => Err(problem.to_string()),
            }))
        })?)
    }

    fn let_go_of_durable(&mut self) {
        let durable = self.durable.0.load(Ordering::Acquire);
        while self.on_their_way.front().is_some_and(|answer| answer.number <= durable) {
            self.on_their_way.pop_front();
        }
    }
}

/// Reads an answer of any version; says in words why it cannot be.
fn read(body_hash: &[u8], version: i64, outcome: &[u8]) -> Result<Known, String> {
    let body_hash = body_hash.try_into().map_err(|_| format!("its hash has {} bytes, not 32", body_hash.len()))?;
    match version {
        1 => match serde_json::from_slice(outcome) {
            Ok(outcome) => Ok(Known::Answered { body_hash, outcome }),
            Err(problem) => Err(problem.to_string()),
        },
        other => Err(format!("it has version {other}, this program knows versions to {VERSION}")),
    }
}

/// Which numbers the answers to a request may have, by day, under a short hash of its name. It stands in for an index on disk, whose
/// pages each new name would write at random; two names may share a hash, so a name is compared with what was written.
#[derive(Debug, Default)]
struct Names(BTreeMap<Date, BTreeSet<(u64, u64)>>);

impl Names {
    /// The names that are written, the number of the last answer, and how many answers are not as they were written.
    fn of(db: &Connection) -> Result<(Self, u64, u32), JournalError> {
        let (mut names, mut last, mut bent) = (Self::default(), 0, 0);
        let mut statement = db.prepare(schema::SELECT_REQUESTS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // A day that cannot be read is as old as can be, and goes with the next turn of the day.
            let day = row.get_ref(6)?.as_str().ok().and_then(|day| day.parse().ok()).unwrap_or(Date::MIN);
            let (device, id) = (row.get_ref(1)?.as_str(), row.get_ref(2)?.as_str());
            let number = row.get_ref(0)?.as_i64().ok().and_then(|number| u64::try_from(number).ok());
            last = number.map_or(last, |number| last.max(number));
            let named = match (device, id, number) {
                (Ok(device), Ok(id), Some(number)) => {
                    names.add(day, device, id, number);
                    true
                }
                (Err(_), _, _) | (_, Err(_), _) | (_, _, None) => false,
            };
            if !named || !whole::fits(row)? {
                bent += 1;
                tracing::error!(?number, "the disk changed a stored answer: nobody will be given it again");
            }
        }
        Ok((names, last, bent))
    }

    fn add(&mut self, day: Date, device: &str, id: &str, number: u64) {
        self.0.entry(day).or_default().insert((short(device, id), number));
    }

    fn numbers(&self, device: &str, id: &str) -> Vec<u64> {
        let name = short(device, id);
        let named = |day: &BTreeSet<(u64, u64)>| {
            day.range((name, 0)..=(name, u64::MAX)).map(|(_, number)| *number).collect::<Vec<_>>()
        };
        self.0.values().flat_map(named).collect()
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
    use protocol::message::Failure;

    use super::*;
    use crate::journal::Journal;

    const HASH: [u8; 32] = [7; 32];

    fn kiosk() -> DeviceId {
        DeviceId::new("kiosk-1").unwrap()
    }

    fn remember(answers: &mut Answers, id: &RequestId, day: &str) -> Arc<Answer> {
        answers.remember(kiosk(), id.clone(), HASH, &Outcome::Failed(Failure::Busy), day.parse().unwrap())
    }

    #[test]
    fn an_answer_is_known_on_its_way_to_the_disk_and_on_it() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        let mut answers = Answers::open(folder.path()).unwrap();
        let ids = [RequestId::random(), RequestId::random()];
        assert_eq!(answers.known(&kiosk(), &ids[0]).unwrap(), None);
        let given = ids.each_ref().map(|id| remember(&mut answers, id, "2026-11-17"));
        let known = Some(Known::Answered { body_hash: HASH, outcome: Outcome::Failed(Failure::Busy) });
        assert_eq!(ids.each_ref().map(|id| answers.known(&kiosk(), id).unwrap()), [known.clone(), known.clone()]);
        journal.remember(&given[0]).unwrap();
        journal.commit().unwrap();
        answers.durable().reached(journal.last_answer());
        assert_eq!(ids.each_ref().map(|id| answers.known(&kiosk(), id).unwrap()), [known.clone(), known.clone()]);
        assert_eq!(answers.on_their_way.len(), 1, "what is durable is not kept in memory");
        assert_eq!(answers.known(&DeviceId::new("kiosk-2").unwrap(), &ids[0]).unwrap(), None);

        let mut again = Answers::open(folder.path()).unwrap();
        assert_eq!(ids.each_ref().map(|id| again.known(&kiosk(), id).unwrap()), [known, None]);
        assert_eq!(remember(&mut again, &ids[1], "2026-11-17").number, given[0].number + 1);
    }

    #[test]
    fn two_names_under_one_hash_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        let mut answers = Answers::open(folder.path()).unwrap();
        let (id, other) = (RequestId::random(), RequestId::random());
        let given = remember(&mut answers, &id, "2026-11-17");
        let same_hash = short(kiosk().as_str(), other.as_str());
        answers.names.0.values_mut().next().unwrap().insert((same_hash, given.number));
        assert_eq!(answers.known(&kiosk(), &other).unwrap(), None);
        journal.remember(&given).unwrap();
        journal.commit().unwrap();
        answers.durable().reached(given.number);
        assert_eq!(answers.known(&kiosk(), &other).unwrap(), None);
        assert!(answers.known(&kiosk(), &id).unwrap().is_some());
    }

    #[test]
    fn answers_of_days_long_gone_are_forgotten_in_memory_and_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        let mut answers = Answers::open(folder.path()).unwrap();
        let ids = ["2026-11-14", "2026-11-15", "2026-11-17"].map(|day| {
            let id = RequestId::random();
            journal.remember(&remember(&mut answers, &id, day)).unwrap();
            id
        });
        journal.commit().unwrap();
        answers.durable().reached(journal.last_answer());
        let kept = answers.forget_before("2026-11-17".parse().unwrap());
        assert_eq!(kept.to_string(), "2026-11-15");
        assert_eq!(journal.forget_answers_before(kept).unwrap(), 1);
        journal.commit().unwrap();
        assert_eq!(ids.map(|id| answers.known(&kiosk(), &id).unwrap().is_some()), [false, true, true]);
    }
}
