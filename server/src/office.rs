//! The office: the one thread that owns the floor's state. It decides; the writer makes durable, answers and lets publish.
//!
//! All that waits goes on one page. Each command is decided on the state with the earlier ones applied, also those that are not
//! durable yet, but nothing leaves before the writer's commit. A commit that fails ends the process, and the replay is the truth.

pub mod bookings;
mod desk;
mod estimates;
pub mod floor;
mod snapshots;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::message::RequestId;
use queue::booking::BookingAct;
use queue::ids::{ClerkId, DeviceId};
use queue::{Act, Actor, Command, Event, Fact, Number, Rejection, State, deadline};
use thiserror::Error;
use tokio::sync::{oneshot, watch};

use crate::alive::Rounds;
use crate::floor_clock::FloorClock;
use crate::journal::{Answer, Answers, JournalError, Replayed, Snapshot};
use crate::published::Published;
use crate::translate::ahead::Newcomer;
use crate::writer::{Answered, Page, Reply, WriterDoor, WriterError};
use bookings::Lane;
use estimates::Estimates;
use snapshots::Snapshots;

/// Requests that may wait for the office; beyond that a device is told that it is busy.
pub const WAITING: usize = 4096;
/// Most requests of one page: the writer begins with it while the office decides the next.
pub const BATCH: usize = 64;
/// Rounds of due things that one moment may cause.
const ROUNDS: usize = 1000;

/// How often what time alone causes is looked at, at least: a sleeping machine's timers come late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    /// Once a second, where people wait.
    Live,
    /// Fifty times a second, in a rehearsal: its clock is set, and leaps on purpose.
    Rehearsed,
}

impl Tick {
    /// The time between two looks.
    pub fn every(self) -> Duration {
        match self {
            Self::Live => Duration::from_secs(1),
            Self::Rehearsed => Duration::from_millis(20),
        }
    }
}

/// Something to be done by the office.
pub enum Work {
    /// A device asks.
    Ask(Box<Asked>),
    /// An administrator asks about the floor's configuration.
    Floor(Box<floor::FloorAsked>),
    /// Something came on the lane of the web.
    LookAtLane,
    /// Finish what waits, keep a snapshot and end.
    Stop,
}

/// A request on its way through the office.
pub struct Asked {
    /// Which device.
    pub device: DeviceId,
    /// The name it gave its request.
    pub id: RequestId,
    /// On whose behalf; nobody where they may not ask that, and then only what is known already is answered.
    pub by: Option<Actor>,
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
    SignIn(ClerkId),
    /// What became of an earlier request. One that never came is refused should it come later.
    WhatBecame(RequestId),
    /// Today's ticket with this number.
    Find(Number),
}

/// Why the office stopped.
#[derive(Debug, Error)]
pub enum OfficeError {
    /// Earlier answers cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// What is decided cannot be written.
    #[error(transparent)]
    Writer(#[from] WriterError),
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

    /// Ends an office that rests; one whose door is full finds out by itself.
    pub fn wake_to_stop(&self) -> Result<(), Busy> {
        self.0.try_send(Work::Stop).map_err(|_| Busy)
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
    seq: u64,
    answers: Answers,
    clock: Arc<FloorClock>,
    writer: WriterDoor,
    snapshots: Snapshots,
    newcomer: Newcomer,
    estimates: Estimates,
    lane: Lane,
    tick: Tick,
    /// None in a rehearsal.
    rounds: Option<Rounds>,
}

/// What one moment's decisions gather.
#[derive(Default)]
struct Draft {
    events: Vec<Event>,
    remembered: Vec<Arc<Answer>>,
    forget_before: Option<Date>,
    replies: Vec<Reply>,
    stop: bool,
}

impl Office {
    /// An office on what the journal gave; what it decides goes to the `writer`.
    pub fn new(
        replayed: Replayed,
        answers: Answers,
        clock: Arc<FloorClock>,
        writer: WriterDoor,
        lane: Lane,
        tick: Tick,
    ) -> Self {
        clock.day_turns_at(deadline::turn_of_day(&replayed.state));
        Self {
            state: replayed.state,
            seq: replayed.seq,
            answers,
            clock,
            snapshots: Snapshots::new(writer.entries(), replayed.events_read),
            writer,
            newcomer: Newcomer::default(),
            estimates: Estimates::default(),
            lane,
            tick,
            rounds: (tick == Tick::Live).then(Rounds::default),
        }
    }

    /// Hears what is published, for coupons.
    pub fn hear(&mut self, published: watch::Receiver<Arc<Published>>) {
        self.estimates.hear(published);
    }

    /// The state, before the office runs.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Decides one act of the office itself, before anybody can ask; durable when this returns.
    pub fn act(&mut self, act: Act) -> Result<Result<(), Rejection>, OfficeError> {
        let now = self.clock.now();
        let mut draft = Draft::default();
        self.let_time_pass(now, &mut draft);
        let decided = queue::decide(&self.state, &Command { by: Actor::Office, act }, now);
        let outcome = decided.map(|events| self.take(events, &mut draft));
        self.hand_over(draft, now)?;
        Ok(outcome)
    }

    /// The server was down since `from`: noted before time is let pass, so that nobody counts as one who did not come (B12).
    pub fn note_outage(&mut self, from: Timestamp) -> Result<(), OfficeError> {
        let now = self.clock.now();
        let mut draft = Draft::default();
        self.excuse(from, now, &mut draft);
        self.let_time_pass(now, &mut draft);
        self.hand_over(draft, now)?;
        Ok(())
    }

    fn excuse(&mut self, from: Timestamp, now: Timestamp, draft: &mut Draft) {
        let act = Act::Booking(BookingAct::NoteOutage { from });
        if let Ok(events) = queue::decide(&self.state, &Command { by: Actor::Office, act }, now) {
            self.take(events, draft);
        }
    }

    /// Works until told to stop; an error means that the process must end.
    pub fn run(mut self, work: &Receiver<Work>) -> Result<(), OfficeError> {
        loop {
            let mut waiting = Vec::new();
            let rest = if self.lane.more { Duration::ZERO } else { self.until_due() };
            match work.recv_timeout(rest) {
                Ok(first) => waiting.push(first),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            waiting.extend(work.try_iter().take(BATCH));
            if self.decide(waiting)? {
                break;
            }
        }
        let Self { state, seq, answers, writer, .. } = self;
        // The writer closes the journal for good only where nobody reads it any more.
        drop(answers);
        Ok(writer.close(Snapshot::of(&state, seq))?)
    }

    fn until_due(&self) -> Duration {
        let tick = self.tick.every();
        deadline::next(&self.state).map_or(tick, |due| self.clock.until(due).min(tick))
    }

    /// Decides what waits; says whether this was the last.
    fn decide(&mut self, waiting: Vec<Work>) -> Result<bool, OfficeError> {
        let now = self.clock.now();
        let mut draft = Draft::default();
        // What a machine slept through, or a clock that was put forward leapt over, is an outage like any other, and is noted before its time is
        // let pass (B12).
        if let Some(from) = self.rounds.as_mut().and_then(|rounds| rounds.go(now)) {
            tracing::warn!(%from, "no round since then: the machine slept or its clock was put forward");
            self.excuse(from, now, &mut draft);
        }
        self.let_time_pass(now, &mut draft);
        for work in waiting {
            match work {
                Work::Ask(asked) => self.serve(*asked, now, &mut draft)?,
                Work::Floor(asked) => self.serve_floor(*asked, now, &mut draft),
                Work::LookAtLane => {}
                Work::Stop => draft.stop = true,
            }
        }
        self.serve_lane(now, &mut draft);
        self.hand_over(draft, now)
    }

    fn hand_over(&mut self, draft: Draft, now: Timestamp) -> Result<bool, OfficeError> {
        let Draft { events, remembered, forget_before, replies, stop } = draft;
        let (happened, day_turned) = (events.len(), forget_before.is_some());
        if happened > 0 || !replies.is_empty() {
            let alone = replies.len() <= 1;
            self.writer.hand(Page { events, remembered, forget_before, replies, seq: self.seq, now }, alone)?;
        }
        self.snapshots.count(&self.state, self.seq, happened, day_turned);
        Ok(stop)
    }

    fn let_time_pass(&mut self, now: Timestamp, draft: &mut Draft) {
        for _ in 0..ROUNDS {
            if deadline::next(&self.state).is_none_or(|due| due > now) {
                return;
            }
            let command = Command { by: Actor::Time, act: Act::LetTimePass };
            let events = queue::decide(&self.state, &command, now).unwrap_or_default();
            assert!(!events.is_empty(), "what is due at {now} causes something");
            self.take(events, draft);
        }
        panic!("what is due at {now} goes on causing things");
    }

    /// Makes events so and puts them on the page.
    fn take(&mut self, events: Vec<Event>, draft: &mut Draft) {
        for event in &events {
            queue::apply(&mut self.state, event);
        }
        match events.as_slice() {
            [] => return,
            [Event { fact: Fact::TicketIssued { visit, arrival: None, .. }, .. }] => {
                if let Some(service) = visit.first() {
                    self.newcomer.issued(service);
                }
            }
            [_, ..] => self.newcomer.forget(),
        }
        self.estimates.changed(self.seq);
        self.seq += events.len() as u64;
        if let Some(turn) = events.iter().find(|event| matches!(event.fact, Fact::DayTurned)) {
            draft.forget_before = Some(self.answers.forget_before(turn.day));
        }
        if events.iter().any(|event| matches!(event.fact, Fact::DayTurned | Fact::FloorConfigured { .. })) {
            self.clock.day_turns_at(deadline::turn_of_day(&self.state));
        }
        draft.events.extend(events);
    }
}
