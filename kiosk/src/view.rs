//! What the kiosk shows, as plain values: the model makes them, the window draws them. No wording, no colours, no clock, no Slint.

mod check_in;
mod check_in_from_model;
mod from_model;
mod hours;
mod language;
mod listening;
mod technician;
mod touch;

pub use check_in::{CheckedIn, NotCheckedIn, NotCheckedInKind, Punctual, ShowCode, TypeNumber, Way};
pub use from_model::view;
pub use language::Language;
pub(crate) use listening::Spot;
pub use listening::{Control, Pad, Words};
pub use technician::{Choice, PinState, PrinterFault, Supply, Technician, TechnicianMenu, Trial};
pub use touch::{Key, Touch};

/// Everything on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// What stands on every screen.
    pub frame: Frame,
    /// The screen of the moment.
    pub screen: Screen,
    /// The time-out warning over it (WCAG 2.2.1).
    pub warning: Option<Countdown>,
}

/// Office, clock, languages and the accessibility dock.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The office's name in the language shown.
    pub office: String,
    /// The office's local date and time in whole minutes; none until the server has told its time and zone.
    pub now: Option<jiff::civil::DateTime>,
    /// The languages that can be chosen.
    pub languages: Vec<Language>,
    /// The language shown.
    pub language: Language,
    /// What the visitor asked of the screen.
    pub appearance: Appearance,
    /// Which screen of theirs it is for who listens, counted from 1: with a new one the focus begins anew. None while nobody listens.
    pub listening: Option<u32>,
}

/// What the visitor asked of the screen; wiped when they leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appearance {
    /// High contrast.
    pub contrast: bool,
    /// Larger text.
    pub larger: bool,
    /// All controls within reach from a wheelchair.
    pub lower: bool,
}

/// Seconds that run down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// Seconds left.
    pub left_s: u32,
    /// Seconds at the start.
    pub total_s: u32,
}

/// The screens of the kiosk.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// Which service (Q1).
    Services(Services),
    /// The documents needed (B14).
    Documents(Documents),
    /// The category and the time to walk (Q5).
    Category(CategoryChoice),
    /// The server was asked and has not answered yet.
    Waiting(Waiting),
    /// The number.
    Issued(Issued),
    /// A booked visitor's code before the scanner (B7).
    ShowCode(ShowCode),
    /// A booking's number and digits.
    TypeNumber(TypeNumber),
    /// The number of a booked visitor.
    CheckedIn(CheckedIn),
    /// Why a booked visitor is not checked in.
    NotCheckedIn(NotCheckedIn),
    /// Why no coupon can be had.
    Notice(Notice),
    /// The technician's way in.
    Technician(Technician),
}

/// Minutes from, to; both ends are shown with "about".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitRange {
    /// The shortest wait expected, in minutes.
    pub low_min: u32,
    /// The longest wait expected, in minutes.
    pub high_min: u32,
}

/// When coupons are next issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nobody knows.
    Unknown,
    /// Later today.
    Today(jiff::civil::Time),
    /// Tomorrow.
    Tomorrow(jiff::civil::Time),
    /// On a later day.
    On(jiff::civil::Date, jiff::civil::Time),
}

/// The rows of services or of groups of services.
#[derive(Clone, Debug, PartialEq)]
pub struct Services {
    /// All rows, in the office's order. The window breaks them into pages.
    pub rows: Vec<ServiceRow>,
    /// The page wanted, from 0.
    pub page: usize,
    /// Which of the two lists it is.
    pub list: ServiceList,
    /// The way of a visitor who has booked, where the office takes bookings.
    pub booking: Option<BookingWay>,
}

/// How a visitor who has booked checks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingWay {
    /// By a code before the scanner.
    Scan,
    /// By number alone: there is no scanner, or it is out of order.
    Type,
}

/// What the rows of the first screen are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceList {
    /// All services of an office without groups.
    Services,
    /// The groups of an office that has them.
    Groups,
    /// The services of the group of this name.
    OfGroup(String),
}

/// One service or group.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceRow {
    /// The letter of its tickets; `None` for a group.
    pub letter: Option<char>,
    /// Its name in the language shown.
    pub name: String,
    /// What can be had; of a group, from all its services.
    pub state: ServiceState,
}

/// What can be had of a service, or of the services of a group together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceState {
    /// Coupons remain.
    Open {
        /// Visitors ahead of one who comes now; of a group, all who wait in it.
        people: u32,
        /// Expected wait; `None` while it cannot be told.
        wait: Option<WaitRange>,
    },
    /// All coupons of the day are taken (Q3).
    Gone(Moment),
    /// Outside its hours of issue (Q4).
    NotYet(Moment),
    /// Staff stopped its issue.
    Stopped,
}

/// The service that the visitor chose, repeated on the screens that follow.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenService {
    /// The letter of its tickets.
    pub letter: char,
    /// Its name in the language shown.
    pub name: String,
    /// Visitors ahead of one who comes now.
    pub ahead: u32,
    /// Expected wait.
    pub wait: Option<WaitRange>,
}

/// The documents screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Documents {
    /// The service.
    pub service: ChosenService,
    /// Whom or what it is for; one purpose needs no choice.
    pub purposes: Vec<String>,
    /// The purpose chosen.
    pub purpose: usize,
    /// The documents for it.
    pub rows: Vec<DocumentRow>,
    /// The page wanted, from 0.
    pub page: usize,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// What it is.
    pub name: String,
    /// What it must be like; may be empty.
    pub detail: String,
}

/// The category screen.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryChoice {
    /// The service.
    pub service: ChosenService,
    /// The categories; empty where the office has none.
    pub rows: Vec<CategoryRow>,
    /// The page wanted, from 0.
    pub page: usize,
    /// The visitor asked for more time to reach the window.
    pub more_time: bool,
}

/// One category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryRow {
    /// Its name.
    pub name: String,
    /// The paper that proves it; may be empty.
    pub detail: String,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

/// The server was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The service; none where a booking is looked up.
    pub service: Option<ChosenService>,
    /// Whether the line is down.
    pub line_down: bool,
    /// Seconds until the request lapses, once it is slow enough to say so.
    pub left_s: Option<u32>,
}

/// The number, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Issued {
    /// The number, `A012`.
    pub number: String,
    /// The service's name.
    pub service: String,
    /// The preferential category, if one was chosen.
    pub category: Option<String>,
    /// The mark for more time.
    pub more_time: bool,
    /// Where to wait; empty if the office does not say.
    pub hall: String,
    /// Visitors ahead.
    pub ahead: u32,
    /// Expected wait.
    pub wait: Option<WaitRange>,
    /// The office's time at the end of the expected wait.
    pub until: Option<jiff::civil::Time>,
    /// What became of the paper.
    pub paper: Paper,
    /// The address that the code beside the number carries.
    pub url: Option<String>,
    /// Whether the coupon arrow moves.
    pub arrow_moves: bool,
    /// Seconds until the screen goes back; `None` while nothing runs down.
    pub countdown: Option<Countdown>,
    /// Whether more time can still be asked for.
    pub can_extend: bool,
}

/// What became of the paper coupon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// It is printing.
    Printing,
    /// It printed.
    Printed,
    /// A copy printed, marked as one.
    CopyPrinted,
    /// It did not print; the number must be copied.
    NoPaper,
    /// Nobody can tell whether it printed.
    Unknown,
    /// The kiosk has no printer.
    NoPrinter,
    /// A booked visitor needs none, and can have one.
    Offered,
}

/// Why no coupon can be had.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The reason.
    pub kind: NoticeKind,
    /// When coupons are next issued.
    pub next: Moment,
    /// Hours of issue of the business day, one after the other, where the visitor waits for them; else none.
    pub hours: Vec<queue::floor::Interval>,
    /// The service concerned, if one is.
    pub service: Option<String>,
    /// Whether the visitor can choose again from here.
    pub can_choose: bool,
    /// The way of a visitor who has booked, where there is one from here.
    pub booking: Option<BookingWay>,
}

/// The reasons for having no coupon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Issue has not begun today, or pauses (Q4).
    BeforeHours,
    /// Issue is over for today (Q4).
    AfterHours,
    /// A holiday or a weekend.
    ClosedDay,
    /// All coupons of all services are taken (Q3).
    LimitReached,
    /// Staff paused the issue.
    Paused,
    /// The line to the server is down.
    NoServer,
    /// Kiosk and server speak different versions.
    WrongVersion {
        /// The version of this program.
        ours: String,
        /// The version of the server.
        theirs: String,
    },
    /// The server will not talk with this device, or the device not with the server.
    DeviceRefused {
        /// The name of the device, for the staff.
        device: String,
        /// Why.
        why: Refusal,
    },
    /// The request lapsed before an answer came.
    NotCarriedOut,
    /// The kiosk cannot write requests down, and so sends none.
    OutOfOrder,
    /// The last coupon of the service went while the visitor chose.
    ServiceGone,
    /// The server refused what was chosen.
    Refused,
}

/// Why there is no talk between a server and a device of the right version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The name is not on the devices' list, the key does not fit it, or it names another kind of device.
    UnknownDevice,
    /// Another connection took over under the same name.
    Replaced,
    /// The server could not read what the kiosk sent.
    Unreadable,
    /// Another server answers than the one of the kiosk's key file, or its certificate was made anew.
    OtherServer,
    /// The kiosk's key file does not name the server's certificate, which a private address needs.
    NoMark,
}

/// Why there is no line to the server, where that does not pass by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineCause {
    /// Kiosk and server speak different versions.
    Version {
        /// The version of the server.
        server: u16,
    },
    /// One of the two will not talk with the other.
    Refused(Refusal),
}
