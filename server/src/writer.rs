//! The writer: what writes the journal. Makes durable what the office decided, then answers, then lets publish.
//!
//! All pages that wait go into one transaction, so that many kiosks share one sync of the disk while the office decides on. A
//! page that comes alone is written by the office's own thread: waking another takes a good part of what a commit takes. A
//! commit that fails ends the writer, nobody whose page was not durable is answered, and the replay is the truth.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::message::Outcome;
use queue::Event;
use thiserror::Error;
use tokio::sync::oneshot;

use crate::journal::outbox::Found;
use crate::journal::{Answer, Durable, Journal, JournalError, Snapshot};
use crate::messages::door::{OutboxAsk, Outgoing};
use crate::office::bookings::WebAnswered;
use crate::office::floor::FloorAnswered;
use crate::publish::Committed;

/// Pages that may wait for the writer; beyond that the office waits, and its door fills.
pub const WAITING: usize = 64;

/// What comes to the writer, in order.
pub enum Entry {
    /// What the office decided at one moment.
    Page(Page),
    /// A snapshot of the state after an earlier page.
    Keep(Snapshot),
    /// The sender of messages asks.
    Outbox(OutboxAsk),
    /// The office has ended: this last snapshot, and the journal closed.
    Close(Snapshot),
}

/// What the office decided at one moment: durable together, or not at all.
pub struct Page {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Answers that must be given again should their requests come again.
    pub remembered: Vec<Arc<Answer>>,
    /// Answers of earlier days than this are kept no longer.
    pub forget_before: Option<Date>,
    /// Who waits for what.
    pub replies: Vec<Reply>,
    /// The journal's last event with this page.
    pub seq: u64,
    /// The floor's time.
    pub now: Timestamp,
}

/// An answer with whoever waits for it.
pub enum Reply {
    /// A device.
    Device(oneshot::Sender<Answered>, Answered),
    /// A visitor on the web.
    Web(oneshot::Sender<WebAnswered>, WebAnswered),
    /// An administrator.
    Floor(oneshot::Sender<FloorAnswered>, FloorAnswered),
}

impl Reply {
    /// Gives the answer. Whoever has gone asks again from the next connection.
    fn give(self) {
        let _gone = match self {
            Self::Device(waits, answered) => waits.send(answered).is_err(),
            Self::Web(waits, answered) => waits.send(answered).is_err(),
            Self::Floor(waits, answered) => waits.send(answered).is_err(),
        };
    }
}

/// An answer, and how far the journal was when it was given.
#[derive(Debug)]
pub struct Answered {
    /// What came of the request.
    pub outcome: Outcome,
    /// The journal's last event at that moment.
    pub seq: u64,
}

/// Why the writer stopped before it was told to.
#[derive(Debug, Error)]
pub enum WriterError {
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The publisher is gone.
    #[error("the publisher has ended")]
    NoPublisher,
    /// The office is gone.
    #[error("the office has ended")]
    NoOffice,
    /// The writer's thread is gone; it says why.
    #[error("the journal's writer has ended")]
    Ended,
}

/// What the sender of messages is told.
enum Told {
    Found(SyncSender<Found>, Found),
    Noted(SyncSender<()>),
}

impl Told {
    /// A sender that has gone sends no more.
    fn tell(self) {
        let _gone = match self {
            Self::Found(waits, found) => waits.try_send(found).is_err(),
            Self::Noted(waits) => waits.try_send(()).is_err(),
        };
    }
}

/// The thread that writes what waits.
pub struct Writer {
    book: Arc<Book>,
    entries: Receiver<Entry>,
}

/// Where the office hands its pages in.
pub struct WriterDoor {
    book: Arc<Book>,
    entries: SyncSender<Entry>,
    handed: u64,
}

/// The journal with whoever writes into it.
struct Book {
    /// Nothing once the journal is closed, or has failed.
    pen: Mutex<Option<Pen>>,
    /// Pages that were written of those that were handed to the thread.
    written: AtomicU64,
}

/// The owner of the journal.
struct Pen {
    journal: Journal,
    durable: Arc<Durable>,
    committed: SyncSender<Committed>,
    outgoing: Option<Outgoing>,
    posted: bool,
}

/// Whether more will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    GoesOn,
    Closed,
}

impl WriterDoor {
    /// For what is no page; it is written in order.
    pub fn entries(&self) -> SyncSender<Entry> {
        self.entries.clone()
    }

    /// Hands a page in. One beside which nobody waits is written before this returns, if nothing is on its way before it.
    pub fn hand(&mut self, page: Page, alone: bool) -> Result<(), WriterError> {
        if alone
            && self.book.written.load(Ordering::Acquire) == self.handed
            && let Ok(mut pen) = self.book.pen.try_lock()
        {
            return write(&mut pen, std::iter::once(Entry::Page(page))).map(|_| ());
        }
        self.handed += 1;
        self.send(Entry::Page(page))
    }

    /// The office ends: its last snapshot.
    pub fn close(self, last: Snapshot) -> Result<(), WriterError> {
        self.send(Entry::Close(last))
    }

    fn send(&self, entry: Entry) -> Result<(), WriterError> {
        self.entries.send(entry).map_err(|_| WriterError::Ended)
    }
}

impl Writer {
    /// A writer, and where its work is handed in; `durable` is told how far the journal is, `outgoing` of each message.
    pub fn new(
        journal: Journal,
        durable: Arc<Durable>,
        committed: SyncSender<Committed>,
        outgoing: Option<Outgoing>,
    ) -> (Self, WriterDoor) {
        let (sender, entries) = sync_channel(WAITING);
        let pen = Pen { journal, durable, committed, outgoing, posted: false };
        let book = Arc::new(Book { pen: Mutex::new(Some(pen)), written: AtomicU64::new(0) });
        (Self { book: Arc::clone(&book), entries }, WriterDoor { book, entries: sender, handed: 0 })
    }

    /// Writes until the office closes the journal; an error means that the process must end.
    pub fn run(self) -> Result<(), WriterError> {
        loop {
            let first = self.entries.recv().map_err(|_| WriterError::NoOffice)?;
            let waiting: Vec<_> = std::iter::once(first).chain(self.entries.try_iter().take(WAITING)).collect();
            let pages = waiting.iter().filter(|entry| matches!(entry, Entry::Page(_))).count() as u64;
            // An office that failed with the pen in its hand has ended the process.
            let mut pen = self.book.pen.lock().map_err(|_| WriterError::NoOffice)?;
            if write(&mut pen, waiting.into_iter())? == Course::Closed {
                return pen.take().map_or(Ok(()), |pen| Ok(pen.journal.close()?));
            }
            self.book.written.fetch_add(pages, Ordering::Release);
        }
    }
}

/// Writes. A pen that failed is put away for good, so that nobody writes on behind what failed.
fn write(pen: &mut Option<Pen>, entries: impl Iterator<Item = Entry>) -> Result<Course, WriterError> {
    let written = pen.as_mut().ok_or(WriterError::Ended)?.write(entries);
    if written.is_err() {
        *pen = None;
    }
    written
}

impl Pen {
    /// One transaction with all of these; durable, then answered, then published.
    fn write(&mut self, entries: impl Iterator<Item = Entry>) -> Result<Course, WriterError> {
        let mut course = Course::GoesOn;
        let (mut pages, mut senders) = (Vec::new(), Vec::new());
        for entry in entries {
            match entry {
                Entry::Page(page) => {
                    self.page(&page)?;
                    pages.push(page);
                }
                Entry::Keep(snapshot) => self.journal.store_snapshot(&snapshot)?,
                Entry::Outbox(ask) => senders.push(self.outbox(ask)?),
                Entry::Close(snapshot) => {
                    self.journal.store_snapshot(&snapshot)?;
                    course = Course::Closed;
                }
            }
        }
        self.journal.commit()?;
        self.durable.reached(self.journal.last_answer());
        self.answer(pages)?;
        senders.into_iter().for_each(Told::tell);
        if std::mem::take(&mut self.posted)
            && let Some(outgoing) = &self.outgoing
        {
            outgoing.bell.ring();
        }
        Ok(course)
    }

    fn page(&mut self, page: &Page) -> Result<(), WriterError> {
        for event in &page.events {
            let seq = self.journal.append(event)?;
            if let Some(outgoing) = &self.outgoing {
                self.posted |= self.journal.post(seq, event, || outgoing.message_id())?;
            }
        }
        for answer in &page.remembered {
            self.journal.remember(answer)?;
        }
        if let Some(day) = page.forget_before {
            self.journal.forget_answers_before(day)?;
            self.journal.forget_settled(page.now)?;
        }
        Ok(())
    }

    /// Does what the sender asks; it is told once that is durable.
    fn outbox(&mut self, ask: OutboxAsk) -> Result<Told, WriterError> {
        Ok(match ask {
            OutboxAsk::Look(look, waits) => Told::Found(waits, self.journal.look(look)?),
            OutboxAsk::Settle(number, fate, at, waits) => {
                self.journal.settle(number, fate, at)?;
                Told::Noted(waits)
            }
        })
    }

    fn answer(&self, pages: Vec<Page>) -> Result<(), WriterError> {
        let mut published: Option<Committed> = None;
        for page in pages {
            page.replies.into_iter().for_each(Reply::give);
            if page.events.is_empty() {
                continue;
            }
            match &mut published {
                None => published = Some(Committed { events: page.events, seq: page.seq, now: page.now }),
                Some(published) => {
                    published.events.extend(page.events);
                    (published.seq, published.now) = (page.seq, page.now);
                }
            }
        }
        published.map_or(Ok(()), |published| self.committed.send(published).map_err(|_| WriterError::NoPublisher))
    }
}
