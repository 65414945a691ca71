//! What each role may see. Boards are whole: one is enough to draw the screen.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use queue::Number;
use queue::estimate::Expected;
use queue::floor::{Category, Coupon, Group, Hall, Picture, Reasons, Rules, Service, Text, Window};
use queue::ids::{CallId, CategoryId, ClerkId, HallId, Language, ReasonId, ServiceId, TicketId, WindowId};
use queue::issue::Issue;
use queue::turn::Why;
use serde::{Deserialize, Serialize};

/// Most tickets listed in one list of a console's board; counts go on beyond it.
pub const LISTED: usize = 200;

/// What devices need to know of the configuration: no logins, no roles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorView {
    /// Rises with each configuration.
    pub version: u32,
    /// The office's name.
    pub office: Text,
    /// Languages in the order shown, the office's own first.
    pub languages: Vec<Language>,
    /// IANA name of the time zone.
    pub zone: String,
    /// Local time at which one business day gives way to the next.
    pub day_turns_at: Time,
    /// Halls.
    pub halls: Vec<Hall>,
    /// Groups of services.
    pub groups: Vec<Group>,
    /// Services.
    pub services: Vec<Service>,
    /// Categories, the general one first.
    pub categories: Vec<Category>,
    /// Windows.
    pub windows: Vec<Window>,
    /// Reasons that clerks choose from.
    pub reasons: Reasons,
    /// The rules.
    pub rules: Rules,
    /// Notices of the hall display.
    pub notices: Vec<Text>,
    /// Whether the floor takes bookings.
    pub bookings: bool,
    /// What the office chose of its coupon.
    #[serde(default, skip_serializing_if = "Coupon::is_usual")]
    pub coupon: Coupon,
    /// Pictures of the hall display.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

/// What a kiosk shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskBoard {
    /// Business day.
    pub day: Option<Date>,
    /// In the order of the configuration.
    pub services: Vec<KioskService>,
}

/// One service at a kiosk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskService {
    /// Which.
    pub service: ServiceId,
    /// How many wait.
    pub waiting: u32,
    /// How many are before a general visitor who comes now, as on the ticket that is issued then.
    pub ahead: u32,
    /// Expected wait of one who comes now.
    pub expected: Option<Expected>,
    /// Whether a coupon can be had.
    pub issue: Issue,
}

/// What a hall display shows and speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HallBoard {
    /// Recent soundings of calls of all halls, oldest first; ids rise.
    pub calls: Vec<HallCall>,
}

/// One sounding of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HallCall {
    /// Its id; a recall has its own.
    pub call: CallId,
    /// Whose.
    pub ticket: TicketId,
    /// What is shown and spoken.
    pub number: Number,
    /// To which window.
    pub window: WindowId,
    /// The window's number.
    pub window_number: u8,
    /// Where it is shown.
    pub hall: HallId,
    /// The visitor's language.
    pub language: Language,
    /// When.
    pub at: Timestamp,
    /// Whether it repeats an earlier one.
    pub recall: bool,
    /// Whether the visitor is still expected, is there, or is gone.
    pub state: CallState,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// The visitor is expected at the window.
    Standing,
    /// The visitor is being served there.
    Serving,
    /// Over: finished, no-show, parked, transferred.
    Over,
}

/// What consoles show; each finds its own window in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsoleBoard {
    /// Business day.
    pub day: Option<Date>,
    /// In the order of the configuration.
    pub services: Vec<ConsoleService>,
    /// In the order of the configuration.
    pub windows: Vec<ConsoleWindow>,
    /// Who waits, in order of issue; at most `LISTED`.
    pub waiting: Vec<WaitingTicket>,
    /// Parked visitors, longest first; at most `LISTED`.
    pub parked: Vec<ParkedTicket>,
    /// No-shows who may still come back, latest first; at most `LISTED`.
    pub no_shows: Vec<NoShowTicket>,
}

/// One service at a console.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsoleService {
    /// Which.
    pub service: ServiceId,
    /// How many wait.
    pub waiting: u32,
    /// Since when the longest of them.
    pub longest_since: Option<Timestamp>,
    /// Whether coupons can be had.
    pub issue: Issue,
    /// Coupons issued today.
    pub issued: u16,
}

/// One window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsoleWindow {
    /// Which.
    pub window: WindowId,
    /// Who sits there; nobody at a closed window.
    pub clerk: Option<SeatedClerk>,
    /// Why it pauses, and since when.
    pub pause: Option<PauseView>,
    /// Who is called or served there.
    pub visitor: Option<Box<AtWindow>>,
    /// Who would be called next; only for a window with a clerk.
    pub next: Option<Box<NextUp>>,
    /// How many wait whom this window may call.
    pub waiting: u32,
    /// Until when the last step can be taken back; of a window without a clerk, until when whoever closed it can.
    pub undo_until: Option<Timestamp>,
}

/// A clerk at a window, as colleagues know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatedClerk {
    /// Key.
    pub id: ClerkId,
    /// Name.
    pub name: String,
}

/// A pause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseView {
    /// Why.
    pub reason: ReasonId,
    /// Since when.
    pub since: Timestamp,
}

/// A visitor who is called or served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtWindow {
    /// Whose.
    pub ticket: TicketId,
    /// What is read.
    pub number: Number,
    /// The service due.
    pub service: ServiceId,
    /// Services that follow in this visit.
    pub then: Vec<ServiceId>,
    /// Category.
    pub category: CategoryId,
    /// The preferential category whose right was denied at a window (Q5).
    pub denied: Option<CategoryId>,
    /// Language.
    pub language: Language,
    /// Asked for more time.
    pub more_time: bool,
    /// When the coupon was taken.
    pub issued_at: Timestamp,
    /// Seconds waited before the call.
    pub waited_s: u32,
    /// Called or served.
    pub stage: AtWindowStage,
}

/// Called or served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum AtWindowStage {
    /// Not here yet; a no-show is allowed from `no_show_from` on, after `calls_missing` more calls.
    Called { first_at: Timestamp, last_at: Timestamp, calls: u8, calls_missing: u8, no_show_from: Timestamp },
    /// Here.
    Serving { since: Timestamp },
}

/// Who would be called next, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextUp {
    /// Whose.
    pub ticket: TicketId,
    /// What is read.
    pub number: Number,
    /// The service due.
    pub service: ServiceId,
    /// Category.
    pub category: CategoryId,
    /// The preferential category whose right was denied at a window (Q5).
    pub denied: Option<CategoryId>,
    /// Since when this one waits.
    pub since: Timestamp,
    /// Why.
    pub why: Why,
}

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitingTicket {
    /// Whose.
    pub ticket: TicketId,
    /// What is read.
    pub number: Number,
    /// The service due.
    pub service: ServiceId,
    /// Category.
    pub category: CategoryId,
    /// The preferential category whose right was denied at a window (Q5).
    pub denied: Option<CategoryId>,
    /// Since when.
    pub since: Timestamp,
    /// The only window that may call.
    pub window: Option<WindowId>,
}

/// Somebody who is parked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParkedTicket {
    /// Whose.
    pub ticket: TicketId,
    /// What is read.
    pub number: Number,
    /// The service due.
    pub service: ServiceId,
    /// From which window.
    pub window: WindowId,
    /// Why.
    pub reason: ReasonId,
    /// Since when.
    pub since: Timestamp,
    /// When to remind.
    pub alarm_at: Option<Timestamp>,
    /// Whether the reminder has come.
    pub rang: bool,
}

/// Somebody who did not come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoShowTicket {
    /// Whose.
    pub ticket: TicketId,
    /// What is read.
    pub number: Number,
    /// The service due.
    pub service: ServiceId,
    /// Since when.
    pub since: Timestamp,
    /// Until when they may come back.
    pub until: Timestamp,
}
