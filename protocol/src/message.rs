//! Every message, in the order of a session: `Hello`, `Welcome` or `Farewell`, then requests, replies, updates and reports.

mod reply;
mod request;

use jiff::Timestamp;
use queue::ids::DeviceId;
use queue::state::ClerkDay;
use serde::{Deserialize, Serialize};

pub use queue::floor::DeviceRole;
pub use reply::{Answer, BookedView, Failure, NoCheckIn, Outcome, Reply, Session, TicketState, TicketView};
pub use request::{Ask, Request, RequestId};

use crate::board::{ConsoleBoard, FloorView, HallBoard, KioskBoard};
use crate::token::OfficePublic;
use crate::visitor::VisitorView;

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
    /// Told to kiosks alone: what the office's booking codes are checked with (S5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficePublic>,
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
    /// A console came over an open connection from another machine, where PINs could be read on the way.
    NotPrivate,
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
    /// To the console of this clerk alone: the booked visitor at their own window, or that there is none (any more).
    Visitor(Option<Box<VisitorView>>),
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
