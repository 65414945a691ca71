//! When a snapshot is due, and writing it down beside the office: the office only copies the state.

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};

use queue::State;

use crate::journal::Snapshot;
use crate::writer::Entry;

/// Events after which a snapshot is due, at the latest.
pub const EVERY: u64 = 20_000;

/// Counts events and hands copies of the state to the thread that writes them down.
pub struct Snapshots {
    copies: SyncSender<(State, u64)>,
    since_last: u64,
}

impl Snapshots {
    /// Snapshots go to the writer, after the page whose state they hold; `since_last` events are not in one yet.
    pub fn new(entries: SyncSender<Entry>, since_last: u64) -> Self {
        let (copies, to_write) = sync_channel::<(State, u64)>(1);
        let write = move || {
            for (state, seq) in to_write {
                if entries.send(Entry::Keep(Snapshot::of(&state, seq))).is_err() {
                    return;
                }
            }
        };
        // A server without the thread would only start more slowly next time.
        if let Err(problem) = std::thread::Builder::new().name("snapshots".to_owned()).spawn(write) {
            tracing::warn!(%problem, "no snapshots are written");
        }
        Self { copies, since_last }
    }

    /// Events were decided, and their page is handed to the writer: a snapshot comes there after it, so it is never ahead of them.
    pub fn count(&mut self, state: &State, seq: u64, events: usize, day_turned: bool) {
        self.since_last += events as u64;
        if self.since_last < EVERY && !day_turned {
            return;
        }
        match self.copies.try_send((state.clone(), seq)) {
            Ok(()) => self.since_last = 0,
            // One is being written down still; the next page tries again.
            Err(TrySendError::Full(_)) => {}
            Err(TrySendError::Disconnected(_)) => self.since_last = 0,
        }
    }
}
