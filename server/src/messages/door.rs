//! The sender's way to the writer, which alone holds the journal: what is due is read there, and what became of it noted there.
//!
//! A second connection that writes would make the floor wait for the lock of the database; this way a note is one more line of the
//! writer's next transaction. The door is shut when the office ends, so that the writer learns of that end.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use crate::credentials::random;
use crate::journal::outbox::{Fate, Found, Look};
use crate::writer::Entry;

/// What is asked of the outbox; answered once it is durable.
pub enum OutboxAsk {
    /// What is due.
    Look(Look, SyncSender<Found>),
    /// What became of a message, by its number.
    Settle(u64, Fate, jiff::Timestamp, SyncSender<()>),
}

/// The office has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shut;

/// Where the sender asks the writer.
#[derive(Clone)]
pub struct OutboxDoor(Arc<Mutex<Option<SyncSender<Entry>>>>);

impl OutboxDoor {
    /// A door to a writer.
    pub fn new(entries: SyncSender<Entry>) -> Self {
        Self(Arc::new(Mutex::new(Some(entries))))
    }

    /// What is due, and how many wait.
    pub fn look(&self, look: Look) -> Result<Found, Shut> {
        let (reply, found) = sync_channel(1);
        self.ask(OutboxAsk::Look(look, reply))?;
        found.recv().map_err(|_| Shut)
    }

    /// Notes what became of a message; durable when this returns.
    pub fn settle(&self, number: u64, fate: Fate, at: jiff::Timestamp) -> Result<(), Shut> {
        let (reply, done) = sync_channel(1);
        self.ask(OutboxAsk::Settle(number, fate, at, reply))?;
        done.recv().map_err(|_| Shut)
    }

    /// Nobody asks any more.
    pub fn shut(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn ask(&self, ask: OutboxAsk) -> Result<(), Shut> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        entries.ok_or(Shut)?.send(Entry::Outbox(ask)).map_err(|_| Shut)
    }
}

/// Shuts the door when the office's thread ends, however it does.
pub struct ShutAtTheEnd(pub OutboxDoor);

impl Drop for ShutAtTheEnd {
    fn drop(&mut self) {
        self.0.shut();
    }
}

/// Wakes the sender.
#[derive(Clone)]
pub struct Bell(SyncSender<()>);

/// A bell, and where it is heard.
pub fn bell() -> (Bell, Receiver<()>) {
    let (ring, heard) = sync_channel(1);
    (Bell(ring), heard)
}

impl Bell {
    /// Rings; a bell that rings already is heard as well.
    pub fn ring(&self) {
        let _rings_already = self.0.try_send(());
    }
}

/// The writer's end: where new messages come from.
pub struct Outgoing {
    /// The domain in the messages' ids.
    pub domain: String,
    /// Rung when there are some.
    pub bell: Bell,
}

impl Outgoing {
    /// An id that no other message has.
    pub fn message_id(&self) -> String {
        Self::id_under(&self.domain)
    }

    pub(super) fn id_under(domain: &str) -> String {
        format!("{}@{domain}", data_encoding::HEXLOWER.encode(&random::<16>()))
    }
}
