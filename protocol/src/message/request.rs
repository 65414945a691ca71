//! What a device asks for, under the name that it gives the request.

use jiff::civil::Time;
use queue::Number;
use queue::command::{Leaving, Target};
use queue::ids::{BookingNumber, CategoryId, ClerkId, Language, ReasonId, ServiceId, TicketId, WindowId};
use serde::{Deserialize, Serialize};

use crate::limits::REQUEST_ID;

/// A name that the device gives a request and stores before sending it, so that a resend never acts twice: 16 to 40 of `a-z 0-9 -`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RequestId(String);

impl RequestId {
    /// Reads an id.
    pub fn new(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (plain && REQUEST_ID.contains(&text.len())).then(|| Self(text.to_owned()))
    }

    /// A new id of 128 random bits.
    pub fn random() -> Self {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).expect("the system has random numbers");
        Self(bytes.iter().map(|b| format!("{b:02x}")).collect())
    }

    /// The id as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for RequestId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::new(&text).ok_or_else(|| serde::de::Error::custom("a request id is 16 to 40 of a-z, 0-9 and -"))
    }
}

/// Something asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Made and stored by the device.
    pub id: RequestId,
    /// Milliseconds since the person asked, by the device's own clock; over 30,000 it is not carried out.
    pub age_ms: u64,
    /// What.
    pub ask: Ask,
}

/// What is asked. Which role may ask what stands beside each group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    // Kiosk, receptionist
    /// A coupon (Q1). Answer: `Ticket`, or `Unprinted` at a desk whose kiosk is not there.
    IssueTicket {
        /// In the order of the visit (Q8).
        services: Vec<ServiceId>,
        /// Category (Q5).
        category: CategoryId,
        /// Language of coupon and voice.
        language: Language,
        /// Whether the visitor asks for more time to reach the window.
        more_time: bool,
    },
    /// What became of an earlier request of this device. Answer: `Became`.
    WhatBecame {
        /// The earlier request.
        request: RequestId,
    },
    /// Takes back a ticket that its visitor never saw. Answer: `Done`.
    WithdrawTicket {
        /// Which.
        ticket: TicketId,
    },
    /// Sets or clears the mark for more time. Answer: `Done`.
    MarkMoreTime {
        /// Which.
        ticket: TicketId,
        /// Set or clear.
        on: bool,
    },

    // Kiosk
    /// The visitor of a booking is here and shows its code (B7, S5). Answer: `Ticket`.
    CheckIn {
        /// As the scanner read it.
        code: String,
        /// Language of coupon and voice; the booking's own where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
        /// Whether the visitor asks for more time to reach the window.
        more_time: bool,
    },
    /// The same without the code: by the booking's number and the digits that its confirmation tells. Answer: `Ticket`.
    CheckInByNumber {
        /// Which booking.
        number: BookingNumber,
        /// The four digits.
        digits: String,
        /// Language of coupon and voice; the booking's own where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
        /// Whether the visitor asks for more time to reach the window.
        more_time: bool,
    },

    // Receptionist, clerk
    /// Who is expected today: all, or for a clerk those whom the own window receives. Answer: `Expected`.
    ExpectedToday,

    // Receptionist
    /// Today's ticket with this number. Answer: `Ticket`.
    FindTicket {
        /// Which.
        number: Number,
    },
    /// A further coupon, marked as a copy. Answer: `Ticket`; `KioskAway` where it would not come out.
    ReprintCoupon {
        /// Which.
        ticket: TicketId,
    },
    /// The visitor gave up the place. Answer: `Done`.
    LeaveQueue {
        /// Which.
        ticket: TicketId,
    },
    /// No more coupons of a service. Answer: `Done`.
    StopIssue {
        /// Which.
        service: ServiceId,
    },
    /// Coupons again. Answer: `Done`.
    ResumeIssue {
        /// Which.
        service: ServiceId,
    },
    /// More coupons or longer issue today. Answer: `Done`.
    ExtendIssue {
        /// Which.
        service: ServiceId,
        /// Local time.
        until: Option<Time>,
        /// Coupons more, 0 to 999.
        more: u16,
    },

    // Receptionist, manager
    /// Closes the window of a clerk who went away without closing it. Answer: `Done`.
    TakeOverWindow {
        /// Which.
        window: WindowId,
        /// Whose it is, as the asker sees it.
        clerk: ClerkId,
        /// What becomes of the visitor there.
        #[serde(default)]
        visitor: Option<Leaving>,
    },

    // Console
    /// A clerk is here. Answer: `SignedIn`.
    SignIn {
        /// The clerk's key.
        login: String,
        /// The clerk's PIN.
        pin: String,
    },

    // Console with a clerk signed in; answer: `Done`.
    /// The clerk goes.
    SignOut,
    /// Sits down at a window.
    OpenWindow {
        /// Which.
        window: WindowId,
    },
    /// Receives nobody for a while.
    PauseWindow {
        /// Why.
        reason: ReasonId,
    },
    /// The pause is over.
    ResumeWindow,
    /// Leaves the window.
    CloseWindow {
        /// What becomes of the visitor there.
        #[serde(default)]
        visitor: Option<Leaving>,
    },
    /// Whose turn it is (Q2).
    CallNext,
    /// A certain visitor, with a reason (Q6).
    CallTicket {
        /// Which.
        ticket: TicketId,
        /// Why.
        reason: ReasonId,
    },
    /// Calls again.
    Recall,
    /// The visitor is here.
    Start,
    /// The service is done, and with it the visit, unless a service follows in it: then the visitor waits for that one (Q8).
    Finish,
    /// The visitor did not come.
    NoShow,
    /// The visitor comes back later today.
    Park {
        /// Why.
        reason: ReasonId,
        /// Minutes, 1 to 480.
        #[serde(default)]
        alarm_min: Option<u16>,
    },
    /// Calls a parked visitor to this window.
    Return {
        /// Which.
        ticket: TicketId,
    },
    /// To another service or window.
    Transfer {
        /// Where.
        to: Target,
    },
    /// This service is done, the visit goes on (Q8).
    NextService {
        /// Put in next; the visit's own where missing.
        #[serde(default)]
        service: Option<ServiceId>,
    },
    /// Refuses service.
    Refuse {
        /// Why.
        reason: ReasonId,
    },
    /// The right of the visitor's preferential category is not there: to the general place by time of issue (Q5).
    DenyRight,
    /// Person and document were compared with the booking of the visitor at the own window, and match (B6, P5).
    ProvePerson {
        /// Which.
        ticket: TicketId,
    },
    /// A no-show is here after all.
    ComeBack {
        /// Which.
        ticket: TicketId,
    },
    /// Takes the last step back.
    Undo,
}
