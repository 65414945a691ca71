//! What administrators ask of the floor's configuration: what a change would do, and the change itself. Two who change at once are told
//! apart by the version that each of them saw; the rules are the queue's.

use std::sync::Arc;

use jiff::Timestamp;
use queue::change::effects::{self, Effects};
use queue::ids::ClerkId;
use queue::{Act, Actor, Command, Floor, Rejection};
use tokio::sync::oneshot;

use super::{Busy, Draft, Office, OfficeDoor, Work};
use crate::writer::Reply;

/// What is asked.
#[derive(Clone, Debug)]
pub enum FloorAsk {
    /// What a configuration would do; nothing happens.
    Try {
        /// The configuration.
        floor: Arc<Floor>,
    },
    /// It comes into force.
    Configure {
        /// The configuration.
        floor: Arc<Floor>,
        /// Who says so.
        by: ClerkId,
        /// The version that it was made of.
        on: u32,
    },
}

/// What came of it, durable where it changed the floor.
#[derive(Clone, Debug, PartialEq)]
pub enum FloorAnswer {
    /// What it would do.
    Would {
        /// To the day and the bookings.
        effects: Box<Effects>,
        /// The version in force.
        version: u32,
    },
    /// It is in force.
    Done {
        /// Its version.
        version: u32,
    },
    /// Somebody else has changed the floor meanwhile.
    MovedOn {
        /// The version in force.
        version: u32,
    },
    /// It cannot be.
    No(Rejection),
}

/// An answer, and how far the journal was when it was given.
#[derive(Debug)]
pub struct FloorAnswered {
    /// What came of it.
    pub answer: FloorAnswer,
    /// The journal's last event.
    pub seq: u64,
}

/// An ask on its way through the office.
pub struct FloorAsked {
    ask: FloorAsk,
    reply: oneshot::Sender<FloorAnswered>,
}

impl OfficeDoor {
    /// Hands in what an administrator asks, without waiting; the answer comes once it is durable.
    pub fn ask_floor(&self, ask: FloorAsk) -> Result<oneshot::Receiver<FloorAnswered>, Busy> {
        let (reply, answered) = oneshot::channel();
        self.0.try_send(Work::Floor(Box::new(FloorAsked { ask, reply }))).map_err(|_| Busy)?;
        Ok(answered)
    }
}

impl Office {
    pub(super) fn serve_floor(&mut self, asked: FloorAsked, now: Timestamp, draft: &mut Draft) {
        let FloorAsked { ask, reply } = asked;
        let answer = match ask {
            FloorAsk::Try { floor } => {
                let effects = Box::new(effects::of(&self.state, &floor, now));
                FloorAnswer::Would { effects, version: self.state.floor_version }
            }
            FloorAsk::Configure { floor, by, on } if on == self.state.floor_version => {
                let act = Act::ConfigureFloor { floor: Box::new(Floor::clone(&floor)) };
                match queue::decide(&self.state, &Command { by: Actor::Staff(by), act }, now) {
                    Ok(events) => {
                        self.take(events, draft);
                        FloorAnswer::Done { version: self.state.floor_version }
                    }
                    Err(why) => FloorAnswer::No(why),
                }
            }
            FloorAsk::Configure { .. } => FloorAnswer::MovedOn { version: self.state.floor_version },
        };
        draft.replies.push(Reply::Floor(reply, FloorAnswered { answer, seq: self.seq }));
    }
}
