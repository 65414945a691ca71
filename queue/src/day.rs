//! One business day as its events tell it: every visit from leg to leg, and what each window did (Q6, Q7). No person is in it.
//!
//! `fold` makes it of events, `figures` answers what a manager asks of it, `flow` lays it out by quarter hours, `lengths`
//! by how long they waited, `story` tells one ticket's day. Each figure says at its name what it means.

pub mod figures;
pub mod flow;
pub mod fold;
pub mod lengths;
pub mod story;
mod tally;
pub mod times;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::estimate::Expected;
use crate::ids::{CallId, CategoryId, ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use crate::number::Number;
use crate::ticket::LeftWhy;
use crate::turn::{Why, seconds_between};
use crate::zone::Zone;

pub use fold::{Fold, ONE_IN};

/// A business day, over or as far as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// Local date.
    pub date: Date,
    /// The office's zone at the end of it.
    pub zone: Zone,
    /// When it ends by the calendar; its last events may come later, where the server was off or the turn was held.
    pub turns_at: Timestamp,
    /// Until when it is told: its last event, or a later moment ([`Day::as_of`]).
    pub until: Timestamp,
    /// In the order of issue.
    pub visits: Vec<Visit>,
    /// What each window did, in the order in which it began.
    pub spans: Vec<Span>,
    /// Bookings that nobody kept.
    pub missed: Vec<Missed>,
}

/// One ticket through its services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Which.
    pub ticket: TicketId,
    /// What the visitor read.
    pub number: Number,
    /// When the coupon was taken.
    pub issued_at: Timestamp,
    /// With a booking or without.
    pub came: Came,
    /// The wait that could be told when the coupon was taken, of one visitor in [`ONE_IN`]; nothing where no open window received
    /// the service.
    pub expected: Option<Expected>,
    /// The wait of the visitor of the same service who was called last before the coupon was taken, in seconds.
    pub last_wait_s: Option<u32>,
    /// When and why the visitor went before the visit was over, if that is known.
    pub left: Option<Left>,
    /// One for each wait and for each return to a window, in order; the first is that of the coupon.
    pub legs: Vec<Leg>,
}

/// Whether somebody had booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Came {
    /// No.
    WalkIn,
    /// Yes.
    Booked {
        /// The booked time.
        due: Timestamp,
        /// Whether too late to be received as booked (B4).
        late: bool,
    },
}

/// A visitor who went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// When.
    pub at: Timestamp,
    /// How that is known.
    pub why: LeftWhy,
}

/// One wait for one service, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// For what.
    pub service: ServiceId,
    /// As whom.
    pub category: CategoryId,
    /// How it came to this leg.
    pub began: Began,
    /// From when the wait counts: who booked waits from the booked time on, whose right was denied from the coupon on.
    pub since: Timestamp,
    /// Seconds that a visitor of the class may wait, by the floor in force when called.
    pub limit_s: u32,
    /// Seconds that the service takes by its norm, by the floor in force at its end.
    pub norm_s: u32,
    /// The call that ended the wait.
    pub call: Option<Called>,
    /// When the visitor came to the window.
    pub started: Option<Timestamp>,
    /// When the leg was over.
    pub ended: Option<Timestamp>,
    /// What came of it.
    pub outcome: Outcome,
}

/// How it came to a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Began {
    /// The coupon was taken.
    Issued,
    /// The service before it was done (Q8).
    NextService,
    /// Sent from another window.
    Transferred,
    /// The window closed over the visitor.
    PutBack,
    /// The right to the category was not there (Q5).
    RightDenied,
    /// A no-show who is here after all.
    CameBack,
    /// Parked, and called again by a clerk: no wait.
    BroughtBack,
}

/// A call and its repetitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// The first.
    pub id: CallId,
    /// When first called.
    pub at: Timestamp,
    /// To which window.
    pub window: WindowId,
    /// By whom.
    pub clerk: ClerkId,
    /// Why it was this visitor's turn.
    pub why: Why,
    /// How often, repetitions included.
    pub calls: u16,
}

/// What came of a leg.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing yet: in the queue.
    Waiting,
    /// Called and not there yet.
    Called,
    /// At the window.
    Serving,
    /// Done, and the visit with it.
    Finished,
    /// Done, and the next service waits (Q8).
    NextService,
    /// At the window when the day turned: received, for how long is not known.
    DayEnded,
    /// Sent to another service or window.
    Transferred,
    /// Sent away for a while.
    Parked {
        /// Why.
        reason: ReasonId,
    },
    /// Called and not come.
    NoShow,
    /// Refused by the clerk (B6).
    Refused {
        /// Why.
        reason: ReasonId,
    },
    /// The window closed.
    PutBack,
    /// The right to the category was not there (Q5).
    RightDenied,
    /// The visitor went.
    Left,
}

/// What a window did for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Which.
    pub window: WindowId,
    /// Whose it was.
    pub clerk: ClerkId,
    /// Since when.
    pub from: Timestamp,
    /// Until when; nothing as long as it lasts.
    pub until: Option<Timestamp>,
    /// What.
    pub doing: Doing,
    /// Whether the turn of the day ended it and nobody did: its length says nothing.
    pub cut: bool,
}

/// Whether a window receives visitors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// It does.
    Open,
    /// It does not, for a while.
    Paused {
        /// Why.
        reason: ReasonId,
    },
}

/// A booking that nobody kept (B12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// For what.
    pub service: ServiceId,
    /// Whether the office itself was down while the visitor could have come.
    pub outage: bool,
}

impl Day {
    /// A day that goes on, as it is at a moment: what lasts has lasted until then, at most until the day ends by the calendar.
    #[must_use]
    pub fn as_of(self, now: Timestamp) -> Self {
        let until = self.until.max(now.min(self.turns_at));
        Self { until, ..self }
    }
}

impl Visit {
    /// Whether its visitor never saw the coupon: it is no visit.
    pub fn is_withdrawn(&self) -> bool {
        self.left.is_some_and(|left| left.why == LeftWhy::Withdrawn)
    }
}

impl Leg {
    /// Seconds from the beginning of the wait to the call, if there was one and a wait before it.
    pub fn wait_s(&self) -> Option<u32> {
        match self.began {
            Began::BroughtBack => None,
            Began::Issued
            | Began::NextService
            | Began::Transferred
            | Began::PutBack
            | Began::RightDenied
            | Began::CameBack => self.call.as_ref().map(|call| seconds_between(self.since, call.at)),
        }
    }

    /// Seconds of the service, if it was done.
    pub fn service_s(&self) -> Option<u32> {
        if self.is_done() { self.at_window_s() } else { None }
    }

    /// Seconds at the window without the service being done.
    pub fn undone_s(&self) -> Option<u32> {
        if self.is_done() || self.outcome == Outcome::DayEnded { None } else { self.at_window_s() }
    }

    fn at_window_s(&self) -> Option<u32> {
        Some(seconds_between(self.started?, self.ended?))
    }

    fn is_done(&self) -> bool {
        matches!(self.outcome, Outcome::Finished | Outcome::NextService)
    }
}

impl Span {
    /// Its seconds; nothing where it lasts or the day cut it.
    pub fn length_s(&self) -> Option<u32> {
        self.until.filter(|_| !self.cut).map(|until| seconds_between(self.from, until))
    }
}
