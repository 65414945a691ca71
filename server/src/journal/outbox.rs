//! The outbox: messages to booked visitors that an event caused, written in the event's own transaction, and what became of each.
//!
//! A row names the event and the booking and nothing else: who it is for, in which language and where it goes is looked up when it is
//! sent, so that nobody who was forgotten meanwhile is written to and nothing personal is here.

use jiff::{SignedDuration, Timestamp};
use queue::booking::BookingFact;
use queue::ids::BookingId;
use queue::{Event, Fact};
use rusqlite::{Connection, Row, params};

use super::{Journal, JournalError};

/// How long it is remembered what became of a message.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A message that has waited for so long is late: somebody should look.
const LATE: SignedDuration = SignedDuration::from_mins(15);
/// Messages that were given up are shown for so long.
const SHOWN: SignedDuration = SignedDuration::from_hours(24);

const INSERT: &str =
    "INSERT INTO outbox (number, booking, kind, message_id, made_ms, due_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
const SELECT_DUE: &str = "
    SELECT number, booking, kind, message_id, made_ms, tries, way,
        EXISTS (SELECT 1 FROM outbox AS later WHERE later.booking = outbox.booking AND later.number > outbox.number)
    FROM outbox
    WHERE state = 'waiting' AND due_ms <= ?1 AND (way IS NOT 'email' OR NOT ?2) AND (way IS NOT 'phone' OR NOT ?3)
    ORDER BY due_ms, number LIMIT ?4";
const SELECT_ALL: &str =
    "SELECT number, booking, kind, message_id, made_ms, tries, way, 0, state FROM outbox ORDER BY number";
const STATES: [&str; 4] = ["waiting", "sent", "given_up", "needless"];
const COUNT_WAITING: &str = "SELECT count(*), count(*) FILTER (WHERE made_ms < ?1) FROM outbox WHERE state = 'waiting'";
const COUNT_GIVEN_UP: &str =
    "SELECT count(*) FROM outbox WHERE state <> 'waiting' AND settled_ms >= ?1 AND state = 'given_up'";
const SETTLE: &str = "UPDATE outbox SET state = ?2, why = ?3, settled_ms = ?4, tries = tries + 1 WHERE number = ?1 AND state = 'waiting'";
const PUT_OFF: &str =
    "UPDATE outbox SET due_ms = ?2, way = ?3, tries = tries + ?4 WHERE number = ?1 AND state = 'waiting'";
const FORGET: &str = "DELETE FROM outbox WHERE state <> 'waiting' AND settled_ms < ?1";

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// A place was booked.
    Booked,
    /// Another service or time.
    Changed,
    /// Given up by the visitor, or for one who has their data deleted.
    Cancelled,
    /// The office could not receive the visitor (B8).
    CalledOff,
    /// The day before.
    Reminder,
    /// Not kept when that day's reception closed (B12).
    Lapsed,
}

impl MessageKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Booked, Self::Changed, Self::Cancelled, Self::CalledOff, Self::Reminder, Self::Lapsed];

    /// The word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
            Self::CalledOff => "called_off",
            Self::Reminder => "reminder",
            Self::Lapsed => "lapsed",
        }
    }

    fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// By mail.
    Email,
    /// To a telephone.
    Phone,
}

impl Way {
    /// The word in the table, in the log and on `/health`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    fn read(word: &str) -> Option<Self> {
        [Self::Email, Self::Phone].into_iter().find(|way| way.as_str() == word)
    }
}

/// A message that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The event that caused it.
    pub number: u64,
    /// Which booking.
    pub booking: BookingId,
    /// What about.
    pub kind: MessageKind,
    /// Made with the row and never changed, so that a message that arrives twice is known to be one.
    pub message_id: String,
    /// When the event was.
    pub made_at: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// How it travels, once that is known.
    pub way: Option<Way>,
    /// Whether a newer message about the same booking is there.
    pub overtaken: bool,
}

/// Why a message was not sent and will not be. The words stand in the table and in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// A newer one about the same booking says all.
    Overtaken,
    /// The visitor is here already, or the booking is no longer what it tells.
    Needless,
    /// Nothing is kept of the visitor any more.
    Forgotten,
    /// It was refused for good.
    Refused,
    /// It could not be sent before it was of no use.
    TooLate,
    /// The office writes to no such contacts.
    NoWay,
    /// The visitor's data or the row itself cannot be read, or makes no message.
    Unreadable,
}

impl Unsent {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overtaken => "overtaken",
            Self::Needless => "needless",
            Self::Forgotten => "forgotten",
            Self::Refused => "refused",
            Self::TooLate => "too_late",
            Self::NoWay => "no_way",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether a visitor who should have been told was not.
    pub fn is_failure(self) -> bool {
        match self {
            Self::Overtaken | Self::Needless | Self::Forgotten => false,
            Self::Refused | Self::TooLate | Self::NoWay | Self::Unreadable => true,
        }
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The other side has taken it.
    Sent,
    /// It will not be sent.
    Unsent(Unsent),
    /// It is tried again.
    Later {
        /// Not before.
        from: Timestamp,
        /// How it travels.
        way: Way,
        /// Whether it was tried now.
        tried: bool,
    },
}

/// What is asked of the outbox at one look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Now.
    pub now: Timestamp,
    /// Whether mail rests.
    pub email_rests: bool,
    /// Whether messages to telephones rest.
    pub phone_rests: bool,
    /// Most messages that are wanted.
    pub most: u32,
}

/// What a look found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Messages that are due, the longest due first.
    pub due: Vec<Waiting>,
    /// Those of them that are not as they were written, by their numbers.
    pub unreadable: Vec<u64>,
    /// How many wait.
    pub waiting: u32,
    /// How many of them have waited too long.
    pub late: u32,
    /// How many were given up of late.
    pub given_up: u32,
}

/// What a message is made for.
pub fn caused_by(event: &Event) -> Option<(BookingId, MessageKind)> {
    let Fact::Booking(fact) = &event.fact else { return None };
    match fact {
        BookingFact::Made { booking, .. } => Some((*booking, MessageKind::Booked)),
        BookingFact::Changed { booking, .. } => Some((*booking, MessageKind::Changed)),
        BookingFact::Cancelled { booking, by_office: None } => Some((*booking, MessageKind::Cancelled)),
        BookingFact::Cancelled { booking, by_office: Some(_) } => Some((*booking, MessageKind::CalledOff)),
        BookingFact::Reminded { booking } => Some((*booking, MessageKind::Reminder)),
        BookingFact::Voided { booking, .. } => Some((*booking, MessageKind::Lapsed)),
        BookingFact::OutageNoted { .. } => None,
    }
}

impl Journal {
    /// Puts the message that an event causes into the outbox, in the transaction of the event; says whether there is one.
    pub fn post(&mut self, seq: u64, event: &Event, message_id: impl FnOnce() -> String) -> Result<bool, JournalError> {
        let Some((booking, kind)) = caused_by(event) else { return Ok(false) };
        self.begin()?;
        let at = event.at.as_millisecond();
        self.db.prepare_cached(INSERT)?.execute(params![seq, booking.0, kind.as_str(), message_id(), at])?;
        Ok(true)
    }

    /// What is due, and how many wait.
    pub fn look(&self, look: Look) -> Result<Found, JournalError> {
        let ago = |span| look.now.saturating_sub(span).map_or(i64::MIN, Timestamp::as_millisecond);
        let mut found = Found::default();
        let mut statement = self.db.prepare_cached(COUNT_WAITING)?;
        (found.waiting, found.late) = statement.query_row([ago(LATE)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        found.given_up = self.db.prepare_cached(COUNT_GIVEN_UP)?.query_row([ago(SHOWN)], |row| row.get(0))?;
        let mut statement = self.db.prepare_cached(SELECT_DUE)?;
        let now = look.now.as_millisecond();
        let mut rows = statement.query(params![now, look.email_rests, look.phone_rests, look.most])?;
        while let Some(row) = rows.next()? {
            let number = row.get(0)?;
            match waiting(number, row) {
                Some(waiting) => found.due.push(waiting),
                None => found.unreadable.push(number),
            }
        }
        Ok(found)
    }

    /// Notes what became of a message.
    pub fn settle(&mut self, number: u64, fate: Fate, at: Timestamp) -> Result<(), JournalError> {
        self.begin()?;
        let now = at.as_millisecond();
        match fate {
            Fate::Sent => self.db.prepare_cached(SETTLE)?.execute(params![number, "sent", None::<&str>, now])?,
            Fate::Unsent(why) => {
                let state = if why.is_failure() { "given_up" } else { "needless" };
                self.db.prepare_cached(SETTLE)?.execute(params![number, state, why.as_str(), now])?
            }
            Fate::Later { from, way, tried } => {
                let mut statement = self.db.prepare_cached(PUT_OFF)?;
                statement.execute(params![number, from.as_millisecond(), way.as_str(), u32::from(tried)])?
            }
        };
        Ok(())
    }

    /// Forgets what became of messages long ago.
    pub fn forget_settled(&mut self, now: Timestamp) -> Result<usize, JournalError> {
        self.begin()?;
        let before = now.saturating_sub(KEPT).map_or(i64::MIN, Timestamp::as_millisecond);
        Ok(self.db.prepare_cached(FORGET)?.execute([before])?)
    }
}

/// How many messages cannot be read, of those that wait and of those that do not. A text that was changed into another is not known: no sum
/// is kept of a message.
pub fn unreadable(db: &Connection) -> Result<u64, JournalError> {
    let mut unreadable = 0;
    let mut statement = db.prepare(SELECT_ALL)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let message = row.get(0).ok().and_then(|number| waiting(number, row));
        let is_known = row.get_ref(8)?.as_str().is_ok_and(|state| STATES.contains(&state));
        unreadable += u64::from(message.is_none() || !is_known);
    }
    Ok(unreadable)
}

/// The message of a row; nothing where the disk has bent it.
fn waiting(number: u64, row: &Row<'_>) -> Option<Waiting> {
    Some(Waiting {
        number,
        booking: BookingId(row.get(1).ok()?),
        kind: MessageKind::read(row.get_ref(2).ok()?.as_str().ok()?)?,
        message_id: row.get(3).ok()?,
        made_at: Timestamp::from_millisecond(row.get(4).ok()?).ok()?,
        tries: row.get(5).ok()?,
        way: row.get::<_, Option<String>>(6).ok()?.and_then(|word| Way::read(&word)),
        overtaken: row.get(7).ok()?,
    })
}
