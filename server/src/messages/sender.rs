//! The sender: a thread of its own that takes what is due from the outbox, looks up whom it is for, sends it and has the writer note what
//! became of it before it goes on. The office never waits for it.
//!
//! A message is sent at least once: a kill between the other side's answer and the note sends that one again, under the same id.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use protocol::token::OfficeKey;
use queue::booking::{Booking, BookingStage, NoBooking, missed};
use tokio::sync::watch;

use super::carriers::{Carriers, Failed, Failing};
use super::contents::Told;
use super::door::{OutboxDoor, Shut};
use super::pauses::{self, Rests};
use super::standing::Standing;
use crate::floor_clock::FloorClock;
use crate::journal::outbox::{Fate, Look, MessageKind, Unsent, Waiting, Way};
use crate::people::entered::Contact;
use crate::people::{People, PeopleError, Record, Who, Why};
use crate::published::Published;

/// Most messages that are taken at one look.
const AT_ONCE: u32 = 16;
/// How often is looked where nothing waits: what was given up long ago is no longer shown.
const IDLE: Duration = Duration::from_secs(60);
/// Time for readers to hear of an event whose message is due already.
const PUBLISHED_SOON: Duration = Duration::from_millis(20);
/// After so long a cancellation or a lapse is no news.
const NEWS: SignedDuration = SignedDuration::from_hours(72);

/// What the sender works with.
pub struct Sender {
    /// Who booked.
    pub people: Arc<People>,
    /// What is booked.
    pub published: watch::Receiver<Arc<Published>>,
    /// The floor's time.
    pub clock: Arc<FloorClock>,
    /// Signs the codes that visitors show.
    pub office_key: Arc<OfficeKey>,
    /// The ways out.
    pub carriers: Arc<Carriers>,
    /// To the writer.
    pub door: OutboxDoor,
    /// Where new messages are heard of.
    pub bell: Receiver<()>,
    /// Where the server is told how it goes.
    pub standing: Arc<Standing>,
    /// Set when the server stops.
    pub stopping: Arc<AtomicBool>,
    /// How often is looked where something waits.
    pub look_every: Duration,
}

/// What is known after one message.
enum Dealt {
    Settled(Fate),
    /// Readers do not know the event yet.
    NotPublished,
}

impl Sender {
    /// Sends until the server stops.
    pub fn run(self) {
        let mut rests = Rests::default();
        while !self.stops() {
            let rest = match self.round(&mut rests) {
                Ok(rest) => rest,
                Err(Shut) => return,
            };
            match self.bell.recv_timeout(rest) {
                Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn stops(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Deals with what is due; for how long nothing is to be done then.
    fn round(&self, rests: &mut Rests) -> Result<Duration, Shut> {
        let (now, steady) = (self.clock.now(), self.clock.steady());
        let (email_rests, phone_rests) = (rests.rests(Way::Email, steady), rests.rests(Way::Phone, steady));
        let found = self.door.look(Look { now, email_rests, phone_rests, most: AT_ONCE })?;
        self.standing.note(&found, self.carriers.ways().filter(|way| rests.is_closed(*way)));
        let mut rest = if found.waiting == 0 { IDLE } else { self.look_every };
        if !found.due.is_empty() || !found.unreadable.is_empty() {
            rest = Duration::ZERO;
        }
        for number in &found.unreadable {
            tracing::error!(
                number,
                "a message of the outbox is not as it was written: it is given up, see to the disk"
            );
            self.door.settle(*number, Fate::Unsent(Unsent::Unreadable), now)?;
        }
        for waiting in &found.due {
            if self.stops() {
                return Ok(Duration::ZERO);
            }
            // The way was found closed a moment ago: nobody's data is looked up in vain.
            if waiting.way.is_some_and(|way| rests.rests(way, self.clock.steady())) {
                continue;
            }
            match self.deal_with(waiting, rests) {
                Dealt::Settled(fate) => {
                    self.tell(waiting, fate);
                    self.door.settle(waiting.number, fate, self.clock.now())?;
                }
                Dealt::NotPublished => rest = PUBLISHED_SOON,
            }
        }
        Ok(rest)
    }

    fn tell(&self, waiting: &Waiting, fate: Fate) {
        let (number, kind, tries) = (waiting.number, waiting.kind.as_str(), waiting.tries + 1);
        match fate {
            Fate::Sent => tracing::info!(number, kind, tries, "message sent"),
            Fate::Unsent(why) if why.is_failure() => {
                tracing::warn!(number, kind, tries, why = why.as_str(), "message given up");
            }
            Fate::Unsent(why) => tracing::info!(number, kind, why = why.as_str(), "message not needed"),
            // Why is told where it was tried.
            Fate::Later { .. } => {}
        }
    }

    fn deal_with(&self, waiting: &Waiting, rests: &mut Rests) -> Dealt {
        let published = Arc::clone(&self.published.borrow());
        if published.seq < waiting.number {
            return Dealt::NotPublished;
        }
        let now = self.clock.now();
        let Some(booking) = published.calendar.bookings.get(waiting.booking) else {
            return Dealt::Settled(Fate::Unsent(Unsent::TooLate));
        };
        if let Some(why) = unneeded(waiting, booking, now) {
            return Dealt::Settled(Fate::Unsent(why));
        }
        let record = match self.people.view(&booking.person, &Who::Office, Why::Message, now) {
            Ok(record) => record,
            Err(PeopleError::Unknown) => return Dealt::Settled(Fate::Unsent(Unsent::Forgotten)),
            Err(PeopleError::Unreadable) => return Dealt::Settled(Fate::Unsent(Unsent::Unreadable)),
            // The storage of personal data failed: the server stops, and the next start sends.
            Err(_) => return Dealt::NotPublished,
        };
        Dealt::Settled(self.send(waiting, booking, &record, &published, rests))
    }

    fn send(
        &self,
        waiting: &Waiting,
        booking: &Booking,
        record: &Record,
        published: &Published,
        rests: &mut Rests,
    ) -> Fate {
        let way = match &record.contact {
            Contact::Email(_) => Way::Email,
            Contact::Phone(_) => Way::Phone,
        };
        if !self.carriers.reach().covers(&record.contact) {
            return Fate::Unsent(Unsent::NoWay);
        }
        let (now, steady) = (self.clock.now(), self.clock.steady());
        if rests.rests(way, steady) {
            let left = SignedDuration::try_from(rests.left(way, steady)).unwrap_or(SignedDuration::MAX);
            return Fate::Later { from: now.saturating_add(left).unwrap_or(now), way, tried: false };
        }
        let Some(floor) = published.floor.as_deref() else { return later(now, way, waiting) };
        let again = self.again(booking, published);
        let told = Told::of(waiting.kind, booking, record, floor, again, &self.office_key, waiting.made_at);
        match self.carriers.carry(&record.contact, &told, &waiting.message_id, waiting.made_at) {
            Ok(_said) => {
                rests.went(way);
                self.standing.went(way);
                Fate::Sent
            }
            Err(failed) => self.failed(&failed, way, waiting, rests),
        }
    }

    /// From when on the booking's visitor can book again, where they cannot for a while (B12).
    fn again(&self, booking: &Booking, published: &Published) -> Option<Date> {
        let known = self.people.same(&booking.person);
        let why = missed::barred(&published.calendar, &known, Some(&booking.person))?;
        let NoBooking::MissedTooOften { again, .. } = why else { return None };
        Some(again)
    }

    fn failed(&self, failed: &Failed, way: Way, waiting: &Waiting, rests: &mut Rests) -> Fate {
        let Failed { failing, step, code, said: _ } = failed;
        let number = waiting.number;
        let now = self.clock.now();
        match failing {
            Failing::Way => {
                tracing::warn!(number, way = way.as_str(), step, code, "messages do not go out");
                rests.failed(way, self.clock.steady());
                later(now, way, waiting)
            }
            Failing::Later => {
                tracing::warn!(number, way = way.as_str(), step, code, "message put off by the other side");
                rests.went(way);
                later(now, way, waiting)
            }
            Failing::Never => {
                tracing::warn!(number, way = way.as_str(), step, code, "message refused");
                rests.went(way);
                Fate::Unsent(Unsent::Refused)
            }
        }
    }
}

fn later(now: Timestamp, way: Way, waiting: &Waiting) -> Fate {
    let from = now.saturating_add(pauses::of_message(waiting.tries)).unwrap_or(now);
    Fate::Later { from, way, tried: true }
}

/// Why a message is not sent any more, if so. What was tried and is of no use any more was given up: its visitor was not told.
fn unneeded(waiting: &Waiting, booking: &Booking, now: Timestamp) -> Option<Unsent> {
    if waiting.overtaken {
        return Some(Unsent::Overtaken);
    }
    let over = if waiting.tries == 0 { Unsent::Needless } else { Unsent::TooLate };
    let old = now.duration_since(waiting.made_at) > NEWS;
    match waiting.kind {
        MessageKind::Booked | MessageKind::Changed | MessageKind::Reminder => (!booking.is_open()).then_some(over),
        MessageKind::Cancelled | MessageKind::CalledOff if booking.stage != BookingStage::Cancelled => {
            Some(Unsent::Needless)
        }
        MessageKind::Lapsed if booking.stage != BookingStage::Void => Some(Unsent::Needless),
        MessageKind::Cancelled | MessageKind::CalledOff | MessageKind::Lapsed => old.then_some(Unsent::TooLate),
    }
}
