//! Every message, in the order of a session: `Hello`, `Welcome` or `Farewell`, then requests, replies, updates and reports.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use queue::command::{Leaving, Target};
use queue::estimate::Expected;
use queue::floor::Role as StaffRole;
use queue::ids::{CategoryId, ClerkId, DeviceId, HallId, Language, ReasonId, ServiceId, TicketId, WindowId};
use queue::state::ClerkDay;
use queue::{Number, Rejection};
use serde::{Deserialize, Serialize};

use crate::board::{ConsoleBoard, FloorView, HallBoard, KioskBoard};
use crate::limits::REQUEST_ID;

/// What a device says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromDevice {
    /// First of all, once.
    Hello(Hello),
    /// Something asked for; answered by exactly one `Reply` with the same id.
    Request(Request),
    /// How the device is; not answered.
    Report(Report),
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromServer {
    /// The device may speak.
    Welcome(Welcome),
    /// The server will not or no longer talk; the socket closes after it.
    Farewell(Farewell),
    /// The answer to one request; durable before it is sent.
    Reply(Reply),
    /// What the device shows, whole.
    Update(Update),
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// `protocol::VERSION` of the device.
    pub version: u16,
    /// What kind of device it is.
    pub role: DeviceRole,
    /// Its name on the devices' list.
    pub device: DeviceId,
    /// Its key, proving the name.
    pub key: String,
    /// Program and version, for the devices' list; at most 80 characters.
    pub program: String,
    /// Token of a clerk's session that goes on after a lost connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

/// A kind of device; decides what it may ask and what it sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceRole {
    /// Issues coupons.
    Kiosk,
    /// A clerk's or receptionist's program.
    Console,
    /// Shows and speaks calls.
    Hall,
}

/// The device is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Welcome {
    /// `protocol::VERSION` of the server.
    pub version: u16,
    /// Changes with each start of the server.
    pub epoch: u64,
    /// The floor's clock; a device shows times by its offset from its own.
    pub now: Timestamp,
    /// The clerk whose session goes on, where the token still held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
}

/// Why the server will not talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Farewell {
    /// Another protocol version; the device says so on its screen.
    Version {
        /// The server's version.
        server: u16,
    },
    /// The name is not on the devices' list, the key does not fit it, or the role is another.
    UnknownDevice,
    /// A newer connection of the same device took over.
    Replaced,
    /// Something unreadable was sent; says what.
    Unreadable {
        /// Field and mend.
        problem: String,
    },
    /// No hello in time, or nothing heard for too long.
    Silent,
    /// Too many connections or requests at once.
    Crowded,
    /// The server stops.
    Stopping,
}

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
    /// A no-show is here after all.
    ComeBack {
        /// Which.
        ticket: TicketId,
    },
    /// Takes the last step back.
    Undo,
}

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
    /// No coupon can come out at this desk, now or later: its kiosk is not there.
    KioskAway {
        /// Which; nothing where the configuration gives the desk none.
        kiosk: Option<DeviceId>,
    },
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

/// What a device shows, always whole: one that was missed or dropped is mended by the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// Of the server's start.
    pub epoch: u64,
    /// Rises with every change of the floor; an update with a lower one than seen is stale.
    pub seq: u64,
    /// The floor's clock.
    pub now: Timestamp,
    /// What.
    pub show: Show,
}

/// What an update shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// The floor's description; first of all and after each change of it.
    Floor(Box<FloorView>),
    /// To kiosks.
    Kiosk(KioskBoard),
    /// To consoles.
    Console(Box<ConsoleBoard>),
    /// To hall displays.
    Hall(HallBoard),
    /// To the console of this clerk alone: their day.
    MyDay(ClerkDay),
    /// To the console of this clerk alone: the session ended (signed in elsewhere, or the role was taken away).
    SessionEnded,
    /// To the kiosk of the desk: print this coupon, marked as a copy unless `copies` is 0.
    Reprint(Box<TicketView>),
}

/// How a device is, for the devices' list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// What is wrong now; empty when all is well. At most 16.
    pub faults: Vec<DeviceFault>,
}

/// What can be wrong with a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs)]
pub enum DeviceFault {
    NoPaper,
    PaperLow,
    CoverOpen,
    PrinterFault { what: String },
    PrinterSilent,
    ScannerSilent,
    NoSound,
    ClipMissing { clip: String },
    Other { what: String },
}
