//! What happened on the floor, in order: the only thing that changes the state, and all that the journal keeps.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::booking::{Arrival, BookingFact};
use crate::command::{Actor, Target};
use crate::floor::Floor;
use crate::ids::{CallId, CategoryId, ClerkId, Language, ReasonId, ServiceId, TicketCode, TicketId, WindowId};
use crate::number::Number;
use crate::ticket::LeftWhy;
use crate::turn::Why;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When, by the floor's clock.
    pub at: Timestamp,
    /// The business day it belongs to.
    pub day: Date,
    /// Who caused it.
    pub by: Actor,
    /// Whether it belongs to the same act as the event before it; an undo takes the whole act back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub continues: bool,
    /// What.
    pub fact: Fact,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The fields are the words of the floor.
pub enum Fact {
    /// The floor has this configuration from now on.
    FloorConfigured { floor: Box<Floor> },
    /// A business day began; every number starts at 1 again.
    DayTurned,
    /// A coupon was taken, or a booked visitor checked in.
    TicketIssued {
        ticket: TicketId,
        code: TicketCode,
        number: Number,
        visit: Vec<ServiceId>,
        category: CategoryId,
        language: Language,
        more_time: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        arrival: Option<Arrival>,
    },
    /// The visitor is gone without being received.
    VisitorLeft { ticket: TicketId, why: LeftWhy },
    /// The mark for more time was set or cleared.
    MoreTimeMarked { ticket: TicketId, on: bool },
    /// A copy of the coupon was asked for.
    CouponReprinted { ticket: TicketId },
    /// A clerk is at work.
    ClerkSignedIn { clerk: ClerkId },
    /// A clerk is gone.
    ClerkSignedOut { clerk: ClerkId },
    /// A clerk sat down at a window.
    WindowOpened { window: WindowId, clerk: ClerkId },
    /// A window receives nobody for a while.
    WindowPaused { window: WindowId, clerk: ClerkId, reason: ReasonId },
    /// The pause is over.
    WindowResumed { window: WindowId, clerk: ClerkId },
    /// The clerk left the window.
    WindowClosed { window: WindowId, clerk: ClerkId },
    /// A visitor was called.
    VisitorCalled { call: CallId, ticket: TicketId, window: WindowId, clerk: ClerkId, why: Why },
    /// The call was repeated.
    VisitorRecalled { call: CallId, ticket: TicketId, window: WindowId, clerk: ClerkId },
    /// The visitor came to the window.
    ServiceStarted { ticket: TicketId, window: WindowId, clerk: ClerkId },
    /// The visit is over.
    ServiceFinished { ticket: TicketId, window: WindowId, clerk: ClerkId },
    /// One service of the visit is done, the next waits (Q8); `added` was put in by the clerk.
    NextServiceQueued { ticket: TicketId, window: WindowId, clerk: ClerkId, added: Option<ServiceId>, place: Timestamp },
    /// The called visitor did not come.
    VisitorNoShow { ticket: TicketId, window: WindowId, clerk: ClerkId, until: Timestamp },
    /// The time to come back is over.
    ComeBackLapsed { ticket: TicketId },
    /// The no-show is here after all.
    VisitorCameBack { ticket: TicketId, place: Timestamp },
    /// The visitor comes back later today.
    VisitorParked { ticket: TicketId, window: WindowId, clerk: ClerkId, reason: ReasonId, alarm_at: Option<Timestamp> },
    /// The clerk is reminded of a parked visitor.
    ParkAlarmRang { ticket: TicketId },
    /// The visitor goes to another service or window.
    VisitorTransferred { ticket: TicketId, window: WindowId, clerk: ClerkId, to: Target, place: Timestamp },
    /// The visitor waits again at the old place: the window closed.
    VisitorPutBack { ticket: TicketId, window: WindowId, clerk: ClerkId, place: Timestamp },
    /// The clerk refused service.
    ServiceRefused { ticket: TicketId, window: WindowId, clerk: ClerkId, reason: ReasonId },
    /// The right to the preferential category `denied` was not there (Q5): the visitor waits as `category` at `place`.
    RightDenied {
        ticket: TicketId,
        window: WindowId,
        clerk: ClerkId,
        denied: CategoryId,
        category: CategoryId,
        place: Timestamp,
    },
    /// The clerk's last step at this window was taken back.
    StepUndone { window: WindowId, clerk: ClerkId },
    /// No more coupons of a service until resumed.
    IssueStopped { service: ServiceId },
    /// Coupons again.
    IssueResumed { service: ServiceId },
    /// More coupons or longer issue today.
    IssueExtended { service: ServiceId, until: Option<Time>, more: u16 },
    /// Something happened to a booking.
    Booking(BookingFact),
}

/// What a clerk did with a visitor at a window: a step, or a part of one, that an undo may take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtWindow<'a> {
    /// With whom.
    pub ticket: TicketId,
    /// Where.
    pub window: &'a WindowId,
    /// The clerk who sits there.
    pub clerk: &'a ClerkId,
}

impl Fact {
    /// The ticket that it happened to.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::TicketIssued { ticket, .. }
            | Self::VisitorLeft { ticket, .. }
            | Self::MoreTimeMarked { ticket, .. }
            | Self::CouponReprinted { ticket }
            | Self::VisitorCalled { ticket, .. }
            | Self::VisitorRecalled { ticket, .. }
            | Self::ServiceStarted { ticket, .. }
            | Self::ServiceFinished { ticket, .. }
            | Self::NextServiceQueued { ticket, .. }
            | Self::VisitorNoShow { ticket, .. }
            | Self::ComeBackLapsed { ticket }
            | Self::VisitorCameBack { ticket, .. }
            | Self::VisitorParked { ticket, .. }
            | Self::ParkAlarmRang { ticket }
            | Self::VisitorTransferred { ticket, .. }
            | Self::VisitorPutBack { ticket, .. }
            | Self::ServiceRefused { ticket, .. }
            | Self::RightDenied { ticket, .. } => Some(*ticket),
            Self::FloorConfigured { .. }
            | Self::DayTurned
            | Self::ClerkSignedIn { .. }
            | Self::ClerkSignedOut { .. }
            | Self::WindowOpened { .. }
            | Self::WindowPaused { .. }
            | Self::WindowResumed { .. }
            | Self::WindowClosed { .. }
            | Self::StepUndone { .. }
            | Self::IssueStopped { .. }
            | Self::IssueResumed { .. }
            | Self::IssueExtended { .. }
            | Self::Booking(_) => None,
        }
    }

    /// The step that it is, or is a part of. A repeated call is none: it was heard.
    pub fn at_window(&self) -> Option<AtWindow<'_>> {
        match self {
            Self::VisitorCalled { ticket, window, clerk, .. }
            | Self::ServiceStarted { ticket, window, clerk }
            | Self::ServiceFinished { ticket, window, clerk }
            | Self::NextServiceQueued { ticket, window, clerk, .. }
            | Self::VisitorNoShow { ticket, window, clerk, .. }
            | Self::VisitorParked { ticket, window, clerk, .. }
            | Self::VisitorTransferred { ticket, window, clerk, .. }
            | Self::VisitorPutBack { ticket, window, clerk, .. }
            | Self::ServiceRefused { ticket, window, clerk, .. }
            | Self::RightDenied { ticket, window, clerk, .. } => Some(AtWindow { ticket: *ticket, window, clerk }),
            Self::FloorConfigured { .. }
            | Self::DayTurned
            | Self::TicketIssued { .. }
            | Self::VisitorLeft { .. }
            | Self::MoreTimeMarked { .. }
            | Self::CouponReprinted { .. }
            | Self::ClerkSignedIn { .. }
            | Self::ClerkSignedOut { .. }
            | Self::WindowOpened { .. }
            | Self::WindowPaused { .. }
            | Self::WindowResumed { .. }
            | Self::WindowClosed { .. }
            | Self::VisitorRecalled { .. }
            | Self::ComeBackLapsed { .. }
            | Self::VisitorCameBack { .. }
            | Self::ParkAlarmRang { .. }
            | Self::StepUndone { .. }
            | Self::IssueStopped { .. }
            | Self::IssueResumed { .. }
            | Self::IssueExtended { .. }
            | Self::Booking(_) => None,
        }
    }
}
