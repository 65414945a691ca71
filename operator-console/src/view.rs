//! What the screens show, as plain values: made from the model by `view`, drawn by `window`. No Slint type and no wording lives
//! here; names of services and reasons are the floor's data and come in the clerk's language.





use protocol::message::TicketState;
use queue::Number;

use crate::notice::Notice;

/// Everything that is on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The language of the screen, such as `ru`.
    pub language: String,
    /// What every screen has.
    pub frame: Frame,
    /// The screen itself.
    pub screen: Screen,
}

/// What every screen has.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The connection.
    pub link: Link,
    /// The floor's clock, `10:04`; empty before it is known.
    pub clock: String,
    /// The number of the clerk's window, 0 without one.
    pub window_number: u8,
    /// The clerk's name.
    pub clerk: String,
    /// What the clerk is told.
    pub notice: Option<Notice>,
    /// The step that can be taken back.
    pub undo: Option<Undo>,
}

/// The connection to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Never there yet.
    Connecting,
    /// There.
    Up,
    /// Lost; the client goes on trying.
    Lost,
}

/// A step that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// Which act it was, where this console knows it.
    pub key: Option<Key>,
    /// Whose ticket, empty where it is not known.
    pub number: String,
    /// Seconds left.
    pub seconds: u32,
}

/// The acts that have a key and a button of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // The words of the floor.
pub enum Key {
    CallNext,
    Recall,
    Start,
    Finish,
    NoShow,
    Park,
    Transfer,
    Refuse,
    OutOfTurn,
    Pause,
    NextService,
    ByNumber,
    ComeBack,
    Close,
    Undo,
    BringBack,
    Face,
}

/// How a button is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Readiness {
    /// Cannot be used now.
    #[default]
    Off,
    /// Can be used.
    Ready,
    /// The natural next step.
    Lead,
    /// Asked for; the answer is under way.
    Waiting,
}

/// One of the screens.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// Nobody is signed in.
    SignIn(SignIn),
    /// The clerk chooses a window.
    Windows(Windows),
    /// The clerk sits at a window.
    Desk(Box<Desk>),
    /// The receptionist's desk.
    Reception(Box<Reception>),
    /// The server will not talk to this console.
    Stopped(Stop),
}

/// Why the server will not talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Another version of the protocol.
    Version {
        /// This program's.
        ours: u16,
        /// The server's.
        theirs: u16,
    },
    /// The device is not known by this name and key.
    UnknownDevice {
        /// The name.
        device: String,
    },
    /// Another console connected under the same name.
    Replaced {
        /// The name.
        device: String,
    },
    /// The server could not read what was sent.
    Unreadable {
        /// What, for the administrator.
        problem: String,
    },
}

/// Login and PIN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignIn {
    /// The office's name.
    pub office: String,
    /// As typed.
    pub login: String,
    /// As typed.
    pub pin: String,
    /// What is wrong with the login.
    pub login_problem: Option<Notice>,
    /// What is wrong with the PIN, or with both.
    pub pin_problem: Option<Notice>,
    /// Sent, not answered yet.
    pub waiting: bool,
    /// Whether it can be sent.
    pub usable: bool,
    /// Names of the languages in themselves.
    pub languages: Vec<String>,
    /// Which of them is shown.
    pub language: usize,
}

/// Where to sit down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Windows {
    /// The rows.
    pub places: Vec<Place>,
    /// The chosen row.
    pub chosen: Option<usize>,
    /// Sent, not answered yet.
    pub waiting: bool,
    /// Whether it can be sent.
    pub usable: bool,
}

/// A row of the list of places.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// A window.
    Window {
        /// Its number.
        number: u8,
        /// Where it is; may be empty.
        whereabouts: String,
        /// What it receives.
        services: String,
        /// Who sits there.
        taken_by: Option<String>,
    },
    /// The reception desk.
    Reception,
}

/// The clerk's window.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// The compact bar instead of the window.
    pub bar: bool,
    /// What stands at the window.
    pub stage: Stage,
    /// How each button is drawn.
    pub keys: Keys,
    /// Who is next.
    pub next: Option<Next>,
    /// How many wait whom this window may call.
    pub waiting: u32,
    /// The queue by service.
    pub queue: Vec<QueueRow>,
    /// All who wait.
    pub queue_total: u32,
    /// Parked visitors.
    pub parked: Vec<ParkedRow>,
    /// The clerk's own day.
    pub day: Day,
    /// The question on the way.
    pub dialog: Option<Dialog>,
}

/// What stands at the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Nobody.
    Idle,
    /// The window receives nobody for a while.
    Paused {
        /// Why.
        reason: String,
        /// Since when.
        since: String,
    },
    /// Somebody is called.
    Called {
        /// Who.
        visitor: Visitor,
        /// Since the first call.
        time: String,
        /// When a no-show is allowed, `01:30` after the call.
        limit: String,
        /// Share of that time.
        share: f32,
        /// How often called.
        calls: u8,
        /// Calls still needed before a no-show.
        calls_missing: u8,
        /// Whether a no-show is allowed.
        may_be_no_show: bool,
    },
    /// Somebody is served.
    Serving {
        /// Who.
        visitor: Visitor,
        /// Since the start; past the norm `+02:10`.
        time: String,
        /// The norm.
        limit: String,
        /// Share of the norm.
        share: f32,
        /// Past the norm.
        over: bool,
    },
}

/// A visitor at the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Visitor {
    /// The number on the coupon.
    pub number: Number,
    /// What for.
    pub service: String,
    /// The preferential category, if any.
    pub category: Option<String>,
    /// The visitor's language in itself, where it is not the screen's.
    pub language: String,
    /// Asked for more time.
    pub more_time: bool,
    /// Minutes waited before the call.
    pub waited_min: u32,
    /// When the coupon was taken.
    pub came_at: String,
    /// The next service of the visit (Q8).
    pub next_service: Option<String>,
}

/// How each button is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)] // One for each of `Key`.
pub struct Keys {
    pub call_next: Readiness,
    pub recall: Readiness,
    pub start: Readiness,
    pub finish: Readiness,
    pub no_show: Readiness,
    pub park: Readiness,
    pub transfer: Readiness,
    pub refuse: Readiness,
    pub out_of_turn: Readiness,
    pub pause: Readiness,
    pub next_service: Readiness,
    pub by_number: Readiness,
    pub come_back: Readiness,
    pub close: Readiness,
    pub undo: Readiness,
    pub bring_back: Readiness,
}

/// Who would be called, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    /// The number on the coupon.
    pub number: Number,
    /// What for.
    pub service: String,
    /// The preferential category, if any.
    pub category: Option<String>,
    /// Minutes waited, as the rule counts them.
    pub waited_min: u32,
    /// By which rule.
    pub why: Why,
    /// The visit that the call would finish.
    pub finishes: Option<Number>,
}

/// The rule by which somebody is next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Why {
    /// Came first.
    FirstCome,
    /// Preferential, after so many general visitors.
    Preferential {
        /// How many.
        generals: u8,
    },
    /// Has used up the largest share of the limit.
    Credit {
        /// The limit, in minutes.
        limit_min: u32,
        /// The share of it.
        share: f32,
        /// Whether 80 % of it are used up.
        near: bool,
    },
}

/// A row of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueRow {
    /// The letter of its numbers.
    pub letter: char,
    /// The service's short name.
    pub service: String,
    /// How many wait.
    pub waiting: u32,
    /// How long the longest, in minutes.
    pub longest_min: u32,
    /// Longer than the norm for waiting.
    pub over: bool,
}

/// A parked visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct ParkedRow {
    /// The number on the coupon.
    pub number: Number,
    /// Why.
    pub reason: String,
    /// The window where it was parked, unless it is the clerk's own.
    pub window: Option<u8>,
    /// Minutes since.
    pub minutes: u32,
    /// Minutes from parking to the reminder.
    pub alarm_min: Option<u32>,
    /// The reminder has come.
    pub due: bool,
}

/// The clerk's own day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Day {
    /// Visitors received.
    pub served: u32,
    /// Average time, `12:40`.
    pub average: String,
    /// How many within the norm.
    pub within_norm: u32,
    /// No-shows.
    pub no_shows: u32,
}

/// A question on the way to an act.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialog {
    /// Which.
    pub kind: DialogKind,
    /// Whose visit it is about.
    pub number: Option<Number>,
    /// The list, or the left of two.
    pub choices: Vec<Choice>,
    /// The chosen row.
    pub chosen: Option<usize>,
    /// The right of two lists.
    pub others: Vec<Choice>,
    /// The chosen row there.
    pub chosen_other: Option<usize>,
    /// What is typed.
    pub typed: String,
    /// What is wrong.
    pub problem: Option<Notice>,
    /// Sent, not answered yet.
    pub waiting: bool,
    /// Whether it can be sent.
    pub usable: bool,
}

/// The questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Named as the keys that ask them.
pub enum DialogKind {
    Transfer,
    Refuse,
    Park,
    OutOfTurn,
    ByNumber,
    Pause,
    Close,
    NextService,
    ComeBack,
}

/// A row to choose.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// A reason in the floor's words.
    Reason(String),
    /// A service.
    Service {
        /// The letter of its numbers.
        letter: char,
        /// Its name.
        name: String,
        /// What is said of it.
        note: ServiceNote,
    },
    /// A window.
    Window {
        /// Its number.
        number: u8,
        /// Where it is, or what it receives.
        about: String,
        /// Whether somebody can be sent there.
        enabled: bool,
    },
    /// Somebody who waits.
    Waiting {
        /// The number on the coupon.
        number: Number,
        /// What for.
        service: String,
        /// Minutes waited.
        minutes: u32,
    },
    /// Somebody who did not come.
    NoShow {
        /// The number on the coupon.
        number: Number,
        /// What for.
        service: String,
        /// Until when they may come back.
        until: String,
    },
    /// What becomes of a visitor whose window closes.
    Leaving(Leaving),
    /// A category or a language, by its name.
    Named(String),
    /// A service with its coupons.
    Issued {
        /// The letter of its numbers.
        letter: char,
        /// Its name.
        name: String,
        /// Whether a coupon can be had.
        issue: Issue,
    },
}

/// What is said of a service in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceNote {
    /// Nothing.
    None,
    /// It is the next one of this visit.
    NextInVisit,
    /// It usually follows.
    UsuallyFollows,
}

/// What becomes of a visitor whose window closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Leaving {
    Finish,
    PutBack,
    Transfer,
}

/// Whether coupons can be had.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Issue {
    Open { left: u16 },
    NotYet { from: String },
    Over,
    ClosedToday,
    Gone,
    Stopped,
}

/// The receptionist's desk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reception {
    /// Services to issue.
    pub services: Vec<Choice>,
    /// The chosen one.
    pub service: Option<usize>,
    /// Services put together for one visit before the chosen one, `A, K`.
    pub visit: String,
    /// Categories.
    pub categories: Vec<Choice>,
    /// The chosen one.
    pub category: Option<usize>,
    /// Languages.
    pub languages: Vec<Choice>,
    /// The chosen one.
    pub language: Option<usize>,
    /// The mark for more time.
    pub more_time: bool,
    /// The number typed.
    pub typed: String,
    /// What is wrong with it.
    pub typed_problem: Option<Notice>,
    /// The ticket found or just issued.
    pub found: Option<Found>,
    /// Whether issue of the chosen service is stopped.
    pub stopped: bool,
    /// The time or the coupons typed.
    pub extension: String,
    /// What is wrong with them.
    pub extension_problem: Option<Notice>,
    /// How each button is drawn.
    pub keys: ReceptionKeys,
    /// Rises when the focus shall go to the number.
    pub find_asked: u32,
}

/// A ticket at the reception desk.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Just issued here.
    pub new: bool,
    /// The number on the coupon.
    pub number: Number,
    /// Services of the visit.
    pub services: String,
    /// The preferential category, if any.
    pub category: Option<String>,
    /// The language in itself.
    pub language: String,
    /// Asked for more time.
    pub more_time: bool,
    /// When it was taken.
    pub taken_at: String,
    /// Where it stands.
    pub state: TicketState,
    /// Visitors before this one.
    pub ahead: u32,
    /// Where to wait.
    pub hall: String,
    /// Copies printed.
    pub copies: u16,
}

/// How each button of the reception desk is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)] // One for each of `ReceptionKey`.
pub struct ReceptionKeys {
    pub issue: Readiness,
    pub find: Readiness,
    pub reprint: Readiness,
    pub leave_queue: Readiness,
    pub stop_issue: Readiness,
    pub extend_issue: Readiness,
}

/// The acts of the reception desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The words of the floor.
pub enum ReceptionKey {
    Issue,
    AddService,
    ClearVisit,
    Find,
    Reprint,
    LeaveQueue,
    MoreTime,
    StopIssue,
    ExtendIssue,
    Away,
}
