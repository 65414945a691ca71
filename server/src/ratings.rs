//! How visits were, as their visitors say: a mark and a word. The word is free text, so it is in no journal and no log: it lies in
//! `ratings.db` of the data folder, sealed with a secret of the office's key, and is forgotten after the term of personal data (P3). What stays of
//! it are the marks of each day, which are figures and nobody's.
//!
//! Nothing here says whose a rating is: its name is a keyed hash of the ticket's code, so that each ticket has one.

mod store;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hmac::{Hmac, Mac};
use jiff::civil::Date;
use queue::ids::TicketCode;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::database::DatabaseError;
use crate::people::{DataKey, open_bound, seal_bound};
use store::{Row, Store};

pub use store::FILE;

/// Letters of a word at most.
pub const WORD_LETTERS: usize = 200;
/// The best mark; the worst is 1.
pub const BEST: u8 = 5;
/// Words that are told at once.
const TOLD: usize = 200;

/// By what a rating is known.
type Name = [u8; 32];

/// Why ratings cannot be kept or told.
#[derive(Debug, Error)]
pub enum RatingsError {
    /// SQLite or the disk failed.
    #[error("the storage of the ratings failed: {0}")]
    Storage(#[from] rusqlite::Error),
    /// Their database does not open.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Another program reads the file, so that old pages cannot be cleared yet.
    #[error("another program reads ratings.db: let it end; what was to be forgotten is then forgotten")]
    Held,
}

/// From 1, the worst, to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Mark(u8);

impl Mark {
    /// All marks, the best first.
    pub const ALL: [Self; 5] = [Self(5), Self(4), Self(3), Self(2), Self(1)];

    /// A mark of that number.
    pub fn new(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.0 == number)
    }

    /// 1 to 5.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Mark {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::new(number).ok_or("a mark is 1 to 5")
    }
}

impl From<Mark> for u8 {
    fn from(mark: Mark) -> Self {
        mark.0
    }
}

/// What a visitor says of a visit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// The mark.
    pub mark: Mark,
    /// The word; empty where nothing was said.
    pub word: String,
}

impl std::fmt::Debug for Rating {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rating({}, ..)", self.mark.0)
    }
}

impl Rating {
    /// Of what was typed, on one line; nothing where it is too long.
    pub fn typed(mark: Mark, word: &str) -> Option<Self> {
        let shown = |c: char| if c.is_control() { ' ' } else { c };
        let plain: String = word.chars().map(shown).collect();
        let word = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        (word.chars().count() <= WORD_LETTERS).then_some(Self { mark, word })
    }
}

/// What was said of the visits of some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// How many gave each mark, the best first.
    pub marks: [u32; 5],
    /// Words with their marks, of the latest days first; those of one day in no order.
    pub words: Vec<Rating>,
}

impl Told {
    /// How many there are.
    pub fn count(&self) -> u32 {
        self.marks.iter().sum()
    }

    /// Ten times the mean mark, rounded down.
    pub fn mean_tenths(&self) -> Option<u32> {
        let weighed = Mark::ALL.iter().zip(self.marks).map(|(mark, many)| u32::from(mark.number()) * many * 10);
        weighed.sum::<u32>().checked_div(self.count())
    }
}

/// What came of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is kept, durably.
    New,
    /// The ticket has one already, which stays.
    Before,
}

/// All ratings. Every call but [`Ratings::has`] waits for the disk: not for a thread that others wait for.
pub struct Ratings {
    key: DataKey,
    names: Secret,
    rooms: Mutex<Store>,
    rated: Mutex<BTreeSet<Name>>,
}

struct Secret(Zeroizing<[u8; 32]>);

impl Ratings {
    /// Opens or makes the file in the data folder; `secret` is the office's own for ratings.
    pub fn open(folder: &Path, secret: &[u8; 32]) -> Result<Self, RatingsError> {
        let rooms = Store::open(folder)?;
        let rated = Mutex::new(rooms.names()?);
        let key = DataKey::kept(*hash(secret, b"seal"));
        Ok(Self { key, names: Secret(hash(secret, b"name")), rooms: Mutex::new(rooms), rated })
    }

    /// Whether a ticket was rated. Asks no disk.
    pub fn has(&self, code: &TicketCode) -> bool {
        lock(&self.rated).contains(&self.name(code))
    }

    /// Keeps what was said of a visit of a day, once for each ticket.
    pub fn keep(&self, code: &TicketCode, day: Date, rating: &Rating) -> Result<Kept, RatingsError> {
        let name = self.name(code);
        let plain = Zeroizing::new(serde_json::to_vec(rating).expect("a mark and a text"));
        let sealed = seal_bound(&self.key, &bound_to(&name), &plain);
        let mut rooms = lock(&self.rooms);
        if lock(&self.rated).contains(&name) {
            return Ok(Kept::Before);
        }
        rooms.keep(&Row { name, day, sealed }, rating.mark)?;
        lock(&self.rated).insert(name);
        Ok(Kept::New)
    }

    /// What was said of the visits from one day to another, both included.
    pub fn told(&self, from: Date, to: Date) -> Result<Told, RatingsError> {
        let (marks, rows) = {
            let rooms = lock(&self.rooms);
            (rooms.marks(from, to)?, rooms.rows(from, to)?)
        };
        // What was sealed under an office key that is gone stays sealed.
        let read = |row: &Row| {
            let plain = open_bound(&self.key, &bound_to(&row.name), &row.sealed).ok()?;
            serde_json::from_slice::<Rating>(&plain).ok()
        };
        let words = rows.iter().filter_map(read).filter(|rating| !rating.word.is_empty()).take(TOLD);
        Ok(Told { marks, words: words.collect() })
    }

    /// Forgets every word said of a day before `than`; its marks stay. [`RatingsError::Held`] means that another program reads the file
    /// and old pages are left in it: waits for nobody, so that it can be tried often.
    pub fn forget_older(&self, than: Date) -> Result<usize, RatingsError> {
        let mut rooms = lock(&self.rooms);
        let forgotten = rooms.forget_older(than)?;
        let mut rated = lock(&self.rated);
        rated.retain(|name| !forgotten.contains(name));
        Ok(forgotten.len())
    }

    /// A graceful end: everything in one file.
    pub fn close(&self) -> Result<(), RatingsError> {
        lock(&self.rooms).gather()
    }

    fn name(&self, code: &TicketCode) -> Name {
        *hash(&self.names.0, code.as_str().as_bytes())
    }
}

fn hash(secret: &[u8; 32], of: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut hash = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length");
    hash.update(of);
    Zeroizing::new(hash.finalize().into_bytes().into())
}

fn bound_to(name: &Name) -> String {
    format!("rating:{}", data_encoding::HEXLOWER.encode(name))
}

/// Whoever held it and failed left nothing half done: the file is written in transactions.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: [u8; 32] = [7; 32];
    const WORD: &str = "Գովեմ, спасибо, thanks!";

    fn code(last: char) -> TicketCode {
        TicketCode::parse(&format!("3k7m9pq2rtv{last}")).unwrap()
    }

    fn date(day: i8) -> Date {
        Date::constant(2026, 11, day)
    }

    fn rating(mark: u8, word: &str) -> Rating {
        Rating::typed(Mark::new(mark).unwrap(), word).unwrap()
    }

    #[test]
    fn a_ticket_is_rated_once_and_a_start_knows_it() {
        let folder = tempfile::tempdir().unwrap();
        let ratings = Ratings::open(folder.path(), &SECRET).unwrap();
        assert!(!ratings.has(&code('x')));
        assert_eq!(ratings.keep(&code('x'), date(17), &rating(5, WORD)).unwrap(), Kept::New);
        assert_eq!(ratings.keep(&code('x'), date(17), &rating(1, "other")).unwrap(), Kept::Before);
        assert_eq!(ratings.keep(&code('y'), date(17), &rating(2, "")).unwrap(), Kept::New);
        ratings.close().unwrap();
        let ratings = Ratings::open(folder.path(), &SECRET).unwrap();
        assert!(ratings.has(&code('x')) && !ratings.has(&code('w')));
        assert_eq!(ratings.keep(&code('x'), date(18), &rating(1, "other")).unwrap(), Kept::Before);
        let told = ratings.told(date(17), date(17)).unwrap();
        assert_eq!((told.marks, told.count(), told.mean_tenths()), ([1, 0, 0, 1, 0], 2, Some(35)));
        assert_eq!(told.words, [rating(5, WORD)]);
        assert_eq!(ratings.told(date(16), date(16)).unwrap().mean_tenths(), None);
    }

    #[test]
    fn what_is_forgotten_is_in_no_file_and_its_marks_stay_p3() {
        let folder = tempfile::tempdir().unwrap();
        let ratings = Ratings::open(folder.path(), &SECRET).unwrap();
        ratings.keep(&code('x'), date(16), &rating(4, WORD)).unwrap();
        ratings.keep(&code('y'), date(17), &rating(5, "stays")).unwrap();
        let sealed = lock(&ratings.rooms).rows(date(16), date(16)).unwrap().remove(0).sealed;
        let holds = |part: &[u8]| {
            let files =
                std::fs::read_dir(folder.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
            files.filter(|bytes| bytes.windows(part.len()).any(|some| some == part)).count()
        };
        assert_eq!((holds(WORD.as_bytes()), holds(&sealed[..64])), (0, 1), "sealed, and there");
        assert_eq!(ratings.forget_older(date(17)).unwrap(), 1);
        assert_eq!(holds(&sealed[..64]), 0, "forgotten");
        let told = ratings.told(date(16), date(17)).unwrap();
        assert_eq!((told.marks, told.words), ([1, 1, 0, 0, 0], vec![rating(5, "stays")]));
    }

    #[test]
    fn a_reader_of_the_file_holds_the_forgetting_up_and_nobody_waits_for_it_p3() {
        let folder = tempfile::tempdir().unwrap();
        let ratings = Ratings::open(folder.path(), &SECRET).unwrap();
        ratings.keep(&code('x'), date(16), &rating(4, WORD)).unwrap();
        let reader = rusqlite::Connection::open(folder.path().join(FILE)).unwrap();
        reader.execute_batch("BEGIN").unwrap();
        let _: i64 = reader.query_row("SELECT count(*) FROM ratings", [], |row| row.get(0)).unwrap();
        let began = std::time::Instant::now();
        for _ in 0..20 {
            assert!(matches!(ratings.forget_older(date(17)), Err(RatingsError::Held)));
        }
        // A database that is waited for is waited for 5 s each time.
        assert!(began.elapsed() < std::time::Duration::from_secs(20 * 5 / 2), "{:?}", began.elapsed());
        assert_eq!(ratings.told(date(16), date(16)).unwrap().words, [], "unread at once");
        drop(reader);
        assert_eq!(ratings.forget_older(date(17)).unwrap(), 0);
    }

    #[test]
    fn with_another_key_no_word_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let ratings = Ratings::open(folder.path(), &SECRET).unwrap();
        ratings.keep(&code('x'), date(17), &rating(4, WORD)).unwrap();
        ratings.close().unwrap();
        let ratings = Ratings::open(folder.path(), &[8; 32]).unwrap();
        let told = ratings.told(date(17), date(17)).unwrap();
        assert_eq!((told.count(), told.words.len()), (1, 0));
    }

    #[test]
    fn a_word_is_one_line_of_bounded_length() {
        assert_eq!(rating(3, " a\r\n\tb\u{0}c \u{1b}[31m ").word, "a b c [31m");
        let mark = Mark::new(1).unwrap();
        assert!(Rating::typed(mark, &"ա".repeat(WORD_LETTERS)).is_some());
        assert!(Rating::typed(mark, &"a".repeat(WORD_LETTERS + 1)).is_none());
        assert_eq!([0, 1, 5, 6].map(|number| Mark::new(number).is_some()), [false, true, true, false]);
        assert!(!format!("{:?}", rating(3, WORD)).contains("thanks"), "no log tells it");
    }
}
