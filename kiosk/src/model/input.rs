//! What can happen to the kiosk, and what is to be done then.

use std::time::Duration;

use jiff::Timestamp;
use protocol::board::{FloorView, KioskBoard};
use protocol::client::Untrusted;
use protocol::message::{Ask, Farewell, Reply, Report, RequestId, TicketView};
use protocol::token::OfficePublic;

use super::{Pending, PrintOutcome, Speech};
use crate::coupon::Coupon;
use crate::view::{Language, PrinterFault, Supply, Touch, Words};

/// One thing that happened, and when.
#[derive(Clone, Debug)]
pub struct Input {
    /// Time since the program started, by a clock that never goes back.
    pub at: Duration,
    /// A request id that was never used; the model takes at most one.
    pub fresh: RequestId,
    /// What happened.
    pub what: What,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Time alone.
    Tick,
    /// Somebody touched the screen.
    Touch(Touch),
    /// The server knows this kiosk; its clock comes with it, and what booking codes are checked with.
    Connected(Timestamp, Option<OfficePublic>),
    /// There is no connection.
    Lost,
    /// The kiosk does not trust what stands at the server's address.
    Untrusted(Untrusted),
    /// The server will not talk.
    Farewell(Farewell),
    /// The floor's description.
    Floor(Timestamp, Box<FloorView>),
    /// The state of the services.
    Board(Timestamp, KioskBoard),
    /// The desk asks for a copy of a coupon.
    Reprint(Box<TicketView>),
    /// The answer to a request.
    Reply(Reply),
    /// A request was given up after 30 s; it may have been carried out.
    Expired(RequestId),
    /// A print job is over.
    Printed(JobId, PrintOutcome),
    /// How the printer is.
    Printer(PrinterHealth),
    /// How the scanner is.
    Scanner(Supply),
    /// Whether the folder for what must survive a restart can be written; told when it changes.
    Disk {
        /// It can.
        works: bool,
    },
    /// A request could not be written down, and so was not sent.
    NotWritten(RequestId),
    /// The scanner read a code.
    Scanned(String),
    /// The scanner read something that is no code.
    Misread,
    /// Whether the PIN fits.
    PinChecked(bool),
    /// Whether the kiosk can speak; told with each text.
    Voice {
        /// It can.
        works: bool,
    },
    /// The window has something to say to who listens.
    Words(Words),
}

/// What is to be done, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Write down durably which requests are not settled; before anything that follows.
    Remember(Vec<Pending>),
    /// Ask the server.
    Ask(RequestId, Ask),
    /// Print a coupon.
    Print(JobId, Box<Coupon>),
    /// Print a test slip.
    TestPrint(JobId),
    /// Tell the server how the devices are.
    Report(Report),
    /// Compare what was typed with the technician's PIN.
    CheckPin(String),
    /// Write down the language in which the kiosk starts.
    RememberLanguage(Language),
    /// Speak, and cut off what is being spoken.
    Say(Speech),
    /// Be silent.
    Hush,
    /// Fill the screen no longer.
    LeaveFullScreen,
    /// Fill the screen.
    FillScreen,
    /// End the program.
    Quit,
}

/// One print job of this run of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// How the printer is, for the staff.
#[derive(Clone, Debug, PartialEq)]
pub struct PrinterHealth {
    /// The printer.
    pub printer: Supply,
    /// What is wrong with it, where another part does not say so.
    pub fault: Option<PrinterFault>,
    /// The paper.
    pub paper: Supply,
    /// What is wrong, for the devices' list.
    pub report: Report,
}
