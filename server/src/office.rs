//! The office: the one thread that owns the floor's state. It decides, makes durable, answers and lets publish, in that order.
//!
//! All that waits goes into one batch and one transaction. Each command is decided on the state with the earlier ones applied,
//! but nothing leaves before the commit. A commit that fails ends the thread, nobody is answered, and the replay is the truth.

mod desk;
mod estimates;
mod snapshots;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use jiff::Timestamp;
use protocol::message::{Outcome, RequestId};
use queue::ids::DeviceId;
use queue::{Act, Actor, Command, Event, Fact, Number, Rejection, State, deadline};
use thiserror::Error;
use tokio::sync::oneshot;

use crate::floor_clock::FloorClock;
use crate::journal::{Journal, JournalError, Replayed, Snapshot};
use crate::publish::Committed;
use crate::translate::ahead::Newcomer;
use estimates::Estimates;
use snapshots::Snapshots;

/// Requests that may wait for the office; beyond that a device is told that it is busy.
pub const WAITING: usize = 4096;
/// Most requests of one batch.
pub const BATCH: usize = 512;
/// What time alone causes is looked at this often at least: a sleeping machine's timers come late.
pub const TICK: Duration = Duration::from_secs(1);
/// Rounds of due things that one moment may cause.
const ROUNDS: usize = 1000;

/// Something to be done by the office.
pub enum Work {
    /// A device asks.
    Ask(Box<Asked>),
    /// A snapshot that has been written down.
    Keep(Snapshot),
    /// Finish what waits, keep a snapshot and end.
    Stop,
}

/// A request on its way through the office.
pub struct Asked {
    /// Which device.
    pub device: DeviceId,
    /// The name it gave its request.
    pub id: RequestId,
    /// On whose behalf.
    pub by: Actor,
    /// What.
    pub task: Task,
    /// How old it was when it came.
    pub age: Duration,
    /// When it came, by the steady clock.
    pub came_at: Duration,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Answered>,
}

/// What is to be done for a request.
pub enum Task {
    /// The queue decides.
    Act {
        /// What.
        act: Act,
        /// Of what was asked; another hash under the same id is refused.
        body_hash: [u8; 32],
    },
    /// A clerk whose PIN was right; not remembered, signing in twice changes nothing.
    SignIn,
    /// What became of an earlier request. One that never came is refused should it come later.
    WhatBecame(RequestId),
    /// Today's ticket with this number.
    Find(Number),
}

/// An answer, and how far the journal was when it was given.
#[derive(Debug)]
pub struct Answered {
    /// What came of the request.
    pub outcome: Outcome,
    /// The journal's last event.
    pub seq: u64,
}

/// Why the office stopped.
#[derive(Debug, Error)]
pub enum OfficeError {
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The publisher is gone.
    #[error("the publisher has ended")]
    NoPublisher,
}

/// Too many requests wait, or the office has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

/// Where work is handed in.
#[derive(Clone)]
pub struct OfficeDoor(SyncSender<Work>);

impl OfficeDoor {
    /// Hands a request in, without waiting.
    pub fn ask(&self, asked: Asked) -> Result<(), Busy> {
        match self.0.try_send(Work::Ask(Box::new(asked))) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Busy),
        }
    }

    /// Hands in what must not be lost; waits for room. Fails only when the office has ended.
    pub fn insist(&self, work: Work) -> Result<(), Busy> {
        self.0.send(work).map_err(|_| Busy)
    }
}

/// A door and the place where its work comes out.
pub fn door() -> (OfficeDoor, Receiver<Work>) {
    let (sender, receiver) = sync_channel(WAITING);
    (OfficeDoor(sender), receiver)
}

/// The owner of the state.
pub struct Office {
    state: State,
    journal: Journal,
    clock: Arc<FloorClock>,
    committed: SyncSender<Committed>,
    snapshots: Snapshots,
    newcomer: Newcomer,
    estimates: Estimates,
    tick: Duration,
}

/// What one batch gathers until it is durable.
#[derive(Default)]
struct Batch {
    events: Vec<Event>,
    answers: Vec<(oneshot::Sender<Answered>, Outcome)>,
    day_turned: bool,
    stop: bool,
}

impl Office {
    /// An office on what the journal gave; `door` is its own, for snapshots.
    pub fn new(
        journal: Journal,
        replayed: Replayed,
        clock: Arc<FloorClock>,
        door: OfficeDoor,
        committed: SyncSender<Committed>,
        tick: Duration,
    ) -> Self {
        Self {
            state: replayed.state,
            journal,
            clock,
            committed,
            snapshots: Snapshots::new(door, replayed.events_read),
            newcomer: Newcomer::default(),
            estimates: Estimates::default(),
            tick,
        }
    }

    /// The state, before the office runs.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Carries out one act of the office itself, before anybody can ask.
    pub fn act(&mut self, act: Act) -> Result<Result<(), Rejection>, OfficeError> {
        let now = self.clock.now();
        let mut batch = Batch::default();
        self.let_time_pass(now, &mut batch)?;
        let outcome = match queue::decide(&self.state, &Command { by: Actor::Office, act }, now) {
            Ok(events) => Ok(self.take(events, &mut batch)?),
            Err(rejection) => Err(rejection),
        };
        self.finish(batch, now)?;
        Ok(outcome)
    }

    /// Works until told to stop; an error means that the process must end.
    pub fn run(mut self, work: &Receiver<Work>) -> Result<(), OfficeError> {
        loop {
            let mut waiting = Vec::new();
            match work.recv_timeout(self.until_due()) {
                Ok(first) => waiting.push(first),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            waiting.extend(work.try_iter().take(BATCH));
            if self.batch(waiting)? {
                break;
            }
        }
        self.journal.store_snapshot(&Snapshot::of(&self.state, self.journal.seq()))?;
        self.journal.commit()?;
        self.journal.close()?;
        Ok(())
    }

    fn until_due(&self) -> Duration {
        let due = deadline::next(&self.state).map(|due| due.duration_since(self.clock.now()));
        let until = due.map_or(self.tick, |due| Duration::try_from(due).unwrap_or_default());
        until.min(self.tick)
    }

    /// Says whether this was the last one.
    fn batch(&mut self, waiting: Vec<Work>) -> Result<bool, OfficeError> {
        let now = self.clock.now();
        let mut batch = Batch::default();
        self.let_time_pass(now, &mut batch)?;
        for work in waiting {
            match work {
                Work::Ask(asked) => self.serve(*asked, now, &mut batch)?,
                Work::Keep(snapshot) => self.journal.store_snapshot(&snapshot)?,
                Work::Stop => batch.stop = true,
            }
        }
        self.finish(batch, now)
    }

    /// Durable, then answered, then published.
    fn finish(&mut self, batch: Batch, now: Timestamp) -> Result<bool, OfficeError> {
        self.journal.commit()?;
        let seq = self.journal.seq();
        for (reply, outcome) in batch.answers {
            // A session that has gone asks again from its next connection.
            let _gone = reply.send(Answered { outcome, seq });
        }
        self.snapshots.count(&self.state, seq, batch.events.len(), batch.day_turned);
        if !batch.events.is_empty() {
            let committed = Committed { events: batch.events, seq, now };
            self.committed.send(committed).map_err(|_| OfficeError::NoPublisher)?;
        }
        Ok(batch.stop)
    }

    fn let_time_pass(&mut self, now: Timestamp, batch: &mut Batch) -> Result<(), OfficeError> {
        for _ in 0..ROUNDS {
            if deadline::next(&self.state).is_none_or(|due| due > now) {
                return Ok(());
            }
            let command = Command { by: Actor::Time, act: Act::LetTimePass };
            let events = queue::decide(&self.state, &command, now).unwrap_or_default();
            assert!(!events.is_empty(), "what is due at {now} causes something");
            self.take(events, batch)?;
        }
        panic!("what is due at {now} goes on causing things");
    }

    /// Makes events so and writes them into the batch.
    fn take(&mut self, events: Vec<Event>, batch: &mut Batch) -> Result<(), OfficeError> {
        for event in &events {
            self.journal.append(event)?;
            queue::apply(&mut self.state, event);
        }
        match events.as_slice() {
            [] => return Ok(()),
            [Event { fact: Fact::TicketIssued { visit, .. }, .. }] => {
                if let Some(service) = visit.first() {
                    self.newcomer.issued(service);
                }
            }
            [_, ..] => self.newcomer.forget(),
        }
        self.estimates.changed();
        if let Some(turn) = events.iter().find(|event| matches!(event.fact, Fact::DayTurned)) {
            self.journal.forget_requests_before(turn.day)?;
            batch.day_turned = true;
        }
        batch.events.extend(events);
        Ok(())
    }
}
