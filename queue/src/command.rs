//! What people, devices and time ask of the queue. Each is decided in `decide`.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::booking::BookingAct;
use crate::floor::Floor;
use crate::ids::{CategoryId, ClerkId, DeviceId, Language, ReasonId, ServiceId, TicketCode, TicketId, WindowId};

/// An act and who asks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Who asks; the server has made sure of it.
    pub by: Actor,
    /// What is asked.
    pub act: Act,
}

/// Who caused something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A visitor at a kiosk.
    Kiosk(DeviceId),
    /// Somebody of the office.
    Staff(ClerkId),
    /// A visitor on the page of their own ticket.
    Visitor,
    /// Time alone.
    Time,
    /// The office by itself: the configuration file at the start, or on behalf of a visitor for whom it is too late (B8, P3).
    Office,
}

impl Actor {
    /// Whether the bounds for visitors hold for it (B8).
    pub fn is_visitor(&self) -> bool {
        match self {
            Self::Visitor | Self::Kiosk(_) => true,
            Self::Staff(_) | Self::Time | Self::Office => false,
        }
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A coupon for one or more services (Q1, Q8).
    IssueTicket {
        /// In the order of the visit.
        services: Vec<ServiceId>,
        /// Category (Q5).
        category: CategoryId,
        /// Language of coupon and voice.
        language: Language,
        /// Whether the visitor asks for more time to reach the window.
        more_time: bool,
        /// Random name for the coupon's QR.
        code: TicketCode,
    },
    /// A kiosk takes back a ticket that its visitor never saw.
    WithdrawTicket {
        /// Which.
        ticket: TicketId,
    },
    /// The visitor gave up the place.
    Leave {
        /// Which.
        ticket: TicketId,
    },
    /// Sets or clears the mark for more time.
    MarkMoreTime {
        /// Which.
        ticket: TicketId,
        /// Set or clear.
        on: bool,
    },
    /// A further coupon for the same number, marked as a copy.
    ReprintCoupon {
        /// Which.
        ticket: TicketId,
    },
    /// The clerk is at work.
    SignIn,
    /// The clerk goes.
    SignOut,
    /// The clerk sits down at a window.
    OpenWindow {
        /// Which.
        window: WindowId,
    },
    /// The clerk's window receives nobody for a while.
    PauseWindow {
        /// Why.
        reason: ReasonId,
    },
    /// The pause is over.
    ResumeWindow,
    /// The clerk leaves the window.
    CloseWindow {
        /// What becomes of the visitor who is called or served there.
        visitor: Option<Leaving>,
    },
    /// A window whose clerk went away without closing is closed by somebody else, who is named beside the clerk.
    TakeOverWindow {
        /// Which.
        window: WindowId,
        /// Whose it is, as the asker sees it.
        clerk: ClerkId,
        /// What becomes of the visitor who is called or served there.
        visitor: Option<Leaving>,
    },
    /// Whose turn it is (Q2); finishes the current visit where the rules say so.
    CallNext,
    /// A certain visitor, with a reason (Q6).
    CallTicket {
        /// Which.
        ticket: TicketId,
        /// Why this one.
        reason: ReasonId,
    },
    /// Calls the called visitor again.
    Recall,
    /// The called visitor is here.
    Start,
    /// This service is done; the visit is over unless a service follows (Q8).
    Finish,
    /// The called visitor did not come.
    NoShow,
    /// The visitor comes back later today.
    Park {
        /// Why.
        reason: ReasonId,
        /// Minutes until the clerk wants to be reminded, 1 to 480.
        alarm_min: Option<u16>,
    },
    /// A parked visitor is called to this window.
    Return {
        /// Which.
        ticket: TicketId,
    },
    /// The visitor goes to another service or window.
    Transfer {
        /// Where.
        to: Target,
    },
    /// This service is done, the visit goes on (Q8).
    NextService {
        /// A service put in next; the visit's own next one where it is missing.
        service: Option<ServiceId>,
    },
    /// The clerk refuses service (B6).
    Refuse {
        /// Why.
        reason: ReasonId,
    },
    /// The right of the visitor's preferential category is not there: to the general place by time of issue (Q5).
    DenyRight,
    /// A no-show is here after all.
    ComeBack {
        /// Which.
        ticket: TicketId,
    },
    /// Takes the clerk's last step back.
    Undo,
    /// No more coupons of a service until resumed.
    StopIssue {
        /// Which.
        service: ServiceId,
    },
    /// Coupons again.
    ResumeIssue {
        /// Which.
        service: ServiceId,
    },
    /// More coupons or longer issue today.
    ExtendIssue {
        /// Which.
        service: ServiceId,
        /// Issue goes on until this local time.
        until: Option<Time>,
        /// Coupons more than the daily limit.
        more: u16,
    },
    /// Something about bookings (B1 to B8).
    Booking(BookingAct),
    /// A new configuration of the floor.
    ConfigureFloor {
        /// The checked floor.
        floor: Box<Floor>,
    },
    /// Everything that is due by now.
    LetTimePass,
}

/// Where a visitor is transferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// To whichever window serves it.
    Service(ServiceId),
    /// To this window, for the same service.
    Window(WindowId),
}

/// What becomes of a visitor whose window closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// The visit is over.
    Finish,
    /// Back into the queue at the old place.
    PutBack,
    /// To another service or window.
    Transfer(Target),
}
