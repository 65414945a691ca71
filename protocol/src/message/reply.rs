//! The answer to one request: what it brought, or why it was not carried out.

use jiff::civil::{Date, Time};
use queue::estimate::Expected;
use queue::floor::Role as StaffRole;
use queue::ids::{CategoryId, ClerkId, DeviceId, HallId, Language, ServiceId, TicketId, WindowId};
use queue::{Number, Rejection};
use serde::{Deserialize, Serialize};

use super::RequestId;
use crate::token::NotOurs;
use crate::visitor::{ExpectedToday, NotShown};

/// The answer to one request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Of the request.
    pub id: RequestId,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Carried out, and durable.
    Done(Answer),
    /// It cannot be; the person sees why.
    Rejected(Rejection),
    /// It was not carried out for a reason outside the floor's rules.
    Failed(Failure),
}

/// What a request brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Carried out.
    Done,
    /// A ticket, new or found.
    Ticket(Box<TicketView>),
    /// A new ticket of a desk whose kiosk is not there: no coupon comes out, now or later.
    Unprinted(Box<TicketView>),
    /// A clerk's session.
    SignedIn(Session),
    /// Who is expected today.
    Expected(Box<ExpectedToday>),
    /// What became of an earlier request; nothing if it was never carried out.
    Became(Option<Box<Outcome>>),
}

/// Why a request was not carried out, outside the floor's rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Asked more than 30 s ago, or `WhatBecame` was told already that it never came.
    TooOld,
    /// This role or person may not.
    NotAllowed,
    /// The id was used for something else.
    IdReused,
    /// A field is wrong; says which and the mend.
    BadRequest {
        /// Field and mend.
        problem: String,
    },
    /// Login or PIN is wrong, or it is too early to try again.
    WrongPin {
        /// Seconds until the next try.
        wait_s: u32,
    },
    /// Too many requests at once, or what came of it cannot be read now; says nothing of an earlier sending.
    Busy,
    /// The visitor of a booking was not checked in, and not by the floor's rules.
    NotCheckedIn(NoCheckIn),
    /// It is about somebody whose personal data is not shown at this console.
    NotShown(NotShown),
    /// No coupon can come out at this desk, now or later: its kiosk is not there.
    KioskAway {
        /// Which; nothing where the configuration gives the desk none.
        kiosk: Option<DeviceId>,
    },
}

/// Why a visitor was not checked in, where it is not for the queue to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoCheckIn {
    /// What was shown is no booking code, or a damaged one.
    NoCode,
    /// The code is of another office.
    OtherOffice,
    /// The code says that it is of this office and is not.
    Forged,
    /// There is no booking with this number and these digits. Which of the two is wrong is not told.
    WrongDigits {
        /// Further tries with this number today.
        left: u8,
    },
    /// Too many wrong tries with this number: today its visitor shows the code, or asks at the desk.
    NumberClosed,
    /// Too many wrong tries at this kiosk.
    TooManyTries {
        /// Seconds until the next try.
        wait_s: u32,
    },
}

impl From<NotOurs> for NoCheckIn {
    fn from(why: NotOurs) -> Self {
        match why {
            NotOurs::NoCode => Self::NoCode,
            NotOurs::OtherOffice => Self::OtherOffice,
            NotOurs::Forged => Self::Forged,
        }
    }
}

/// A clerk at a console.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Who.
    pub clerk: ClerkId,
    /// Name as colleagues know it.
    pub name: String,
    /// What they may do.
    pub roles: Vec<StaffRole>,
    /// The window they hold already, after a crash of the console.
    pub window: Option<WindowId>,
    /// Proof for going on after a lost connection; kept in memory only.
    pub token: String,
}

/// A ticket as a coupon shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketView {
    /// Its id.
    pub ticket: TicketId,
    /// What the visitor reads.
    pub number: Number,
    /// Business day.
    pub day: Date,
    /// Local time of issue.
    pub taken_at: Time,
    /// Services of the visit.
    pub visit: Vec<ServiceId>,
    /// Category.
    pub category: CategoryId,
    /// Language.
    pub language: Language,
    /// Asked for more time.
    pub more_time: bool,
    /// Where to wait.
    pub hall: HallId,
    /// Visitors before this one, of those who wait for a window that serves it.
    pub ahead: u32,
    /// Expected wait; missing where no open window serves it.
    pub expected: Option<Expected>,
    /// Local time by which the call is expected: the end of the range.
    pub expected_by: Option<Time>,
    /// The visitor's page; missing without a public address.
    pub url: Option<String>,
    /// Copies printed before this coupon; 0 for the first.
    pub copies: u16,
    /// Where the ticket stands: `waiting`, `called` and so on.
    pub state: TicketState,
    /// The booking that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked: Option<BookedView>,
    /// The local time before which no window may call who came early, while it lies ahead; till then nobody is counted ahead (B4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_from: Option<Time>,
}

/// What a booked visitor's ticket says of the booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookedView {
    /// Local time for which it was booked.
    pub at: Time,
    /// Whether the visitor came too late for it and waits in the general queue (B4).
    pub late: bool,
}

/// Where a ticket stands, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum TicketState {
    Waiting,
    Called,
    Serving,
    Parked,
    NoShow,
    Finished,
    Refused,
    Left,
}
