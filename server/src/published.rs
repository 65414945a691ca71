//! What readers outside the office see: the floor as it stood after a commit, never the office's private state.
//! Made by `publish`; read by sessions, `/health` and the visitors' pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::message::{BookedView, TicketView};
use queue::ids::{ClerkId, PersonId, ServiceId, TicketCode, TicketId, WindowId};
use queue::{Floor, State};

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
    pub service: ServiceId,
    /// For when.
    pub booked: BookedView,
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
}
