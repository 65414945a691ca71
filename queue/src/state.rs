//! The floor as it stands: what replaying the journal gives. Only `apply` changes it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::booking::apply::Bookings;
use crate::floor::Floor;
use crate::ids::{CallId, ClerkId, ReasonId, ServiceId, TicketCode, TicketId, WindowId};
use crate::learned::{Learned, Lesson};
use crate::number::{Letter, Number};
use crate::ticket::{Stage, Ticket};

/// Calls that the hall display can look back on; those that stand are kept beyond it.
pub const CALLS_KEPT: usize = 128;

/// The whole floor. Equal journals give equal states.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The configuration; none before the first event.
    pub floor: Option<Arc<Floor>>,
    /// Rises with each configuration.
    pub floor_version: u32,
    /// The business day; none before the first turn.
    pub day: Option<Day>,
    /// Tickets of the day, also those that are over.
    pub tickets: BTreeMap<TicketId, Ticket>,
    /// Those of `tickets` that wait.
    pub waiting: BTreeSet<TicketId>,
    /// Those of `tickets` that time alone can change: called, parked or no-show.
    pub timed: BTreeSet<TicketId>,
    /// Tickets by the name in their QR.
    pub codes: BTreeMap<TicketCode, TicketId>,
    /// Tickets of the day by number.
    pub numbers: BTreeMap<Number, TicketId>,
    /// Windows with a clerk.
    pub desks: BTreeMap<WindowId, Desk>,
    /// Windows that their clerks closed over a visitor, for as long as that can be taken back.
    pub closed: BTreeMap<ClerkId, Closed>,
    /// Clerks at work, with what they did today.
    pub clerks: BTreeMap<ClerkId, ClerkDay>,
    /// Signed in now.
    pub signed_in: BTreeSet<ClerkId>,
    /// Soundings of calls, oldest first: the latest `CALLS_KEPT`, and before them whatever is the last word to a visitor who is
    /// still called or served.
    pub calls: VecDeque<Call>,
    /// What the floor has shown of itself, for the expected wait.
    pub learned: Learned,
    /// General visitors that each window called since its last preferential one, for the ratio policy.
    pub generals: BTreeMap<WindowId, u8>,
    /// Visitors who booked.
    #[serde(default)]
    pub bookings: Bookings,
    /// The next ticket's id.
    pub next_ticket: u64,
    /// The next call's id.
    pub next_call: u64,
}

impl State {
    /// For a state that was written down by another program: moments are worked out anew, since its zone data may have been another.
    pub fn retime(&mut self) {
        if let Some(floor) = &self.floor {
            self.bookings.retime(floor);
        }
    }
}

/// The business day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Local date.
    pub date: Date,
    /// Last number used of each letter.
    pub numbers: BTreeMap<Letter, u16>,
    /// Coupons issued of each service; withdrawn ones give their place back.
    pub issued: BTreeMap<ServiceId, u16>,
    /// Services whose issue is stopped.
    pub stopped: BTreeSet<ServiceId>,
    /// Coupons allowed beyond the daily limit.
    pub extra: BTreeMap<ServiceId, u16>,
    /// Local time until which issue goes on today.
    pub extended_until: BTreeMap<ServiceId, Time>,
}

impl Day {
    /// A day on which nothing has happened yet.
    pub fn new(date: Date) -> Self {
        Self {
            date,
            numbers: BTreeMap::new(),
            issued: BTreeMap::new(),
            stopped: BTreeSet::new(),
            extra: BTreeMap::new(),
            extended_until: BTreeMap::new(),
        }
    }
}

/// A window with its clerk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// Who sits there.
    pub clerk: ClerkId,
    /// Since when.
    pub since: Timestamp,
    /// Why it receives nobody, if it does not.
    pub pause: Option<Pause>,
    /// Who is called or served there.
    pub visitor: Option<TicketId>,
    /// Since when it could have called somebody, if it can.
    pub free_since: Option<Timestamp>,
    /// The clerk's last step, as long as it can be taken back.
    pub step: Option<Box<Step>>,
}

/// A window that its clerk closed, with the step that closed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closed {
    /// Which.
    pub window: WindowId,
    /// As it was left.
    pub desk: Desk,
}

/// Why and since when a window receives nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub reason: ReasonId,
    /// Since when.
    pub since: Timestamp,
}

/// What an undo brings back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// When the step was taken.
    pub at: Timestamp,
    /// The tickets before it.
    pub before: Vec<Ticket>,
    /// Their revisions after it.
    pub after: Vec<(TicketId, u32)>,
    /// The window's visitor before it.
    pub visitor: Option<TicketId>,
    /// Since when the window was free before it.
    pub free_since: Option<Timestamp>,
    /// The clerk's day before it.
    pub clerk_day: ClerkDay,
    /// The window's count for the ratio policy before it.
    pub generals: u8,
    /// The first call of the step; it and later ones of these tickets are taken back.
    pub next_call: u64,
    /// What was learned by it.
    pub lessons: Vec<Lesson>,
}

/// What a clerk did today.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClerkDay {
    /// Services finished.
    pub served: u32,
    /// Seconds of them together.
    pub service_s: u64,
    /// Those of them within their norm.
    pub within_norm: u32,
    /// No-shows.
    pub no_shows: u32,
    /// Refused.
    pub refused: u32,
}

/// One sounding of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// Who.
    pub ticket: TicketId,
    /// To which window.
    pub window: WindowId,
    /// When.
    pub at: Timestamp,
    /// Whether it repeats an earlier one.
    pub recall: bool,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallStage {
    /// The visitor is expected at the window.
    Standing,
    /// The visitor is served there.
    Serving,
    /// The visitor is neither any more.
    Over,
}

impl State {
    /// The window that a clerk holds.
    pub fn window_of(&self, clerk: &ClerkId) -> Option<&WindowId> {
        self.desks.iter().find(|(_, desk)| desk.clerk == *clerk).map(|(window, _)| window)
    }

    /// General visitors that a window called since its last preferential one.
    pub fn generals_at(&self, window: &WindowId) -> u8 {
        self.generals.get(window).copied().unwrap_or(0)
    }

    /// What became of a call; one whose visitor is called anew elsewhere is over.
    pub fn call_stage(&self, call: &Call) -> CallStage {
        match self.tickets.get(&call.ticket).map(|ticket| &ticket.stage) {
            Some(Stage::Called(called)) if called.window == call.window && called.first_at <= call.at => {
                CallStage::Standing
            }
            Some(Stage::Serving { window, called_at, .. }) if *window == call.window && *called_at <= call.at => {
                CallStage::Serving
            }
            Some(
                Stage::Waiting(_)
                | Stage::Called(_)
                | Stage::Serving { .. }
                | Stage::Parked { .. }
                | Stage::NoShow { .. }
                | Stage::Finished { .. }
                | Stage::Refused { .. }
                | Stage::Left { .. },
            )
            | None => CallStage::Over,
        }
    }

    /// The waiting tickets.
    pub fn waiting(&self) -> impl Iterator<Item = &Ticket> {
        self.waiting.iter().filter_map(|id| self.tickets.get(id))
    }

    /// The ticket named by a coupon's QR; today's only.
    pub fn by_code(&self, code: &TicketCode) -> Option<&Ticket> {
        self.tickets.get(self.codes.get(code)?)
    }

    /// Today's ticket with this number.
    pub fn by_number(&self, number: Number) -> Option<&Ticket> {
        self.tickets.get(self.numbers.get(&number)?)
    }
}
