//! What readers outside the office see: the floor as it stood after a commit, never the office's private state.
//! Made by `publish`; read by sessions, `/health` and the pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::board::ConsoleBoard;
use protocol::message::{BookedView, TicketView};
use queue::booking::Slot;
use queue::estimate::mend::Mend;
use queue::estimate::{Estimate, Expected};
use queue::ids::{ClerkId, PersonId, ServiceId, TicketCode, TicketId, WindowId};
use queue::ticket::LeftWhy;
use queue::{Floor, Number, State};

/// The floor after a commit, for readers. Cheap to clone and never changed in place.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// Changes with each start of the server and only rises.
    pub epoch: u64,
    /// The journal's last event that is in here.
    pub seq: u64,
    /// The floor's clock at that moment.
    pub now: Timestamp,
    /// The configuration; none before the first event.
    pub floor: Option<Arc<Floor>>,
    /// Today's tickets by the name in their QR, at most a second behind `seq`; those issued since are in `fresh`.
    pub tickets: Arc<BTreeMap<TicketCode, PublishedTicket>>,
    /// The last event that is in `tickets`.
    pub tickets_seq: u64,
    /// The floor, its day and its bookings and nothing else of the state, for the pages on which visitors book.
    pub calendar: Arc<State>,
    /// The floor at work, for who oversees it.
    pub overview: Arc<Overview>,
    /// What visitors can expect.
    pub waits: Arc<Waits>,
    /// Windows by the clerk who holds them.
    pub held: BTreeMap<ClerkId, WindowId>,
    /// The business day.
    pub day: Option<Date>,
}

/// A booked visitor who is called or served at a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedVisitor {
    /// Whose.
    pub ticket: TicketId,
    /// Who booked.
    pub person: PersonId,
    /// What was booked.
    pub slot: Slot,
    /// For when, as clerks read it.
    pub booked: BookedView,
}

/// What visitors can expect, as the floor stood after one event.
#[derive(Clone, Debug, Default)]
pub struct Waits {
    /// The event.
    pub seq: u64,
    /// The expectations.
    pub estimate: Estimate,
}

/// The floor at work. Names no visitor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// When the waits were estimated.
    pub at: Timestamp,
    /// Every window, and the queue and the issue of every service, as consoles show them.
    pub console: Option<ConsoleBoard>,
    /// Everybody who waits, in order of issue.
    pub waits: Vec<Wait>,
    /// What who comes now can expect; missing where no open window receives the service.
    pub expected: BTreeMap<ServiceId, Expected>,
    /// What would mend each service that will break its limit or that no open window receives; a little late on a crowded floor.
    pub mends: BTreeMap<ServiceId, Mend>,
}

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// What is read.
    pub number: Number,
    /// For what.
    pub service: ServiceId,
    /// Since when the wait counts: of who is received as booked, not before the booked time.
    pub began: Timestamp,
    /// When the limit of the class is used up.
    pub over_at: Timestamp,
    /// How much longer; missing where no open window receives the service.
    pub expected: Option<Expected>,
}

/// How a visitor lost the place in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The visitor left.
    Left(LeftWhy),
    /// Was called, did not come, and the time to come back is over.
    Lapsed,
}

/// One ticket as its visitor may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedTicket {
    /// As a coupon shows it, with the people ahead and the expected wait of now.
    pub view: TicketView,
    /// The service of the visit that is due or being served.
    pub service: ServiceId,
    /// The services that follow in this visit.
    pub then: Vec<ServiceId>,
    /// Where the visitor is called or served.
    pub window: Option<WindowId>,
    /// How the visitor lost the place in the queue, if so.
    pub gone: Option<Gone>,
}
