//! What the screens show, as plain values: made from the model by `view`, drawn by `window`. No Slint type and no wording lives
//! here; names of services and reasons are the floor's data and come in the clerk's language.

mod desk;
mod dialog;
mod names;
mod person;
mod reception;
mod start;

use queue::Rejection;

use crate::model::{self, Model, Place};
use crate::notice::{Notice, Say};

pub use desk::{Day, Desk, Keys, Line, Next, ParkedRow, QueueRow, Stage, Visitor, Why};
pub use dialog::{Choice, Dialog, DialogKind, Issue, Leaving, Manned, ServiceNote, Standing};
pub use person::{Person, Who};
pub use reception::{Found, Reception, ReceptionKey, ReceptionKeys};
pub use start::{SeatRow, SignIn, Stop, Windows};

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
    /// How the key is drawn that closes the window of a clerk who went away, where the person may.
    pub take_over: Option<Readiness>,
    /// How the key is drawn that lists who is expected today, where the floor takes bookings.
    pub expected: Option<Readiness>,
}

/// The colours of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Ink on paper.
    Light,
    /// White and yellow on black.
    HighContrast,
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
    DenyRight,
    OutOfTurn,
    Pause,
    NextService,
    ByNumber,
    ComeBack,
    Close,
    Undo,
    BringBack,
    TakeOver,
    Matches,
    Mismatch,
    Expected,
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
    SignIn(Box<SignIn>),
    /// The clerk chooses a window.
    Windows(Box<Windows>),
    /// The clerk sits at a window.
    Desk(Box<Desk>),
    /// The receptionist's desk.
    Reception(Box<Reception>),
    /// The server will not talk to this console.
    Stopped(Stop),
}

impl Screen {
    /// The question on the way, on whichever screen it is asked.
    pub fn dialog(&self) -> Option<&Dialog> {
        match self {
            Self::Windows(windows) => windows.dialog.as_ref(),
            Self::Desk(desk) => desk.dialog.as_ref(),
            Self::Reception(reception) => reception.dialog.as_ref(),
            Self::SignIn(_) | Self::Stopped(_) => None,
        }
    }
}

/// What the console shows of what it knows.
pub fn view(model: &Model) -> View {
    View { language: model.language.as_str().to_owned(), frame: frame(model), screen: screen(model) }
}

fn screen(model: &Model) -> Screen {
    if let Some(stop) = &model.stop {
        return Screen::Stopped(stop.clone());
    }
    if model.session.is_none() {
        return Screen::SignIn(Box::new(start::sign_in(model)));
    }
    match &model.place {
        Place::Choosing(picked) => Screen::Windows(Box::new(start::windows(model, picked.as_ref()))),
        Place::Window(_) => Screen::Desk(Box::new(desk::desk(model))),
        Place::Reception => Screen::Reception(Box::new(reception::reception(model))),
    }
}

fn frame(model: &Model) -> Frame {
    let floor = model.floor.as_ref().map(|floor| &floor.view);
    let mine = model.my_window().and_then(|id| floor?.windows.iter().find(|window| window.id == *id));
    Frame {
        link: model.link,
        clock: model.local(model.floor_now()),
        window_number: mine.map_or(0, |window| window.number),
        clerk: model.session.as_ref().map(|session| session.name.clone()).unwrap_or_default(),
        notice: notice(model),
        undo: undo(model),
        take_over: model::offered(model, Key::TakeOver),
        expected: model::expected_offered(model),
    }
}

/// What is told: a lost connection before everything, then what was answered, then a coupon whose fate is not known, then reminders,
/// then who came.
fn notice(model: &Model) -> Option<Notice> {
    if model.link == Link::Lost {
        return Some(Say::Lost.into());
    }
    if let Some(told) = &model.notice {
        return Some(with_names(model, &told.notice));
    }
    if model.session.is_some() && model.place == Place::Reception && model::is_finding_out(model) {
        return Some(Say::FindingOut.into());
    }
    if let Some(parked) = model::ringing(model) {
        let minutes = names::minutes(parked.since, model.floor_now());
        return Some(Say::AlarmDue { number: parked.number, minutes }.into());
    }
    model.arrived.map(|number| Say::Arrived(number).into())
}

/// What is told, with whom it names as people know them.
fn with_names(model: &Model, notice: &Notice) -> Notice {
    Notice { named: named(model, &notice.say), ..notice.clone() }
}

/// The clerk or the window that a rejection names by its key, as people know them.
fn named(model: &Model, say: &Say) -> String {
    if let Say::Rejected(Rejection::HoldsWindow { window }) = say {
        return model.window(window).map(|window| window.number.to_string()).unwrap_or_default();
    }
    if let Say::Rejected(Rejection::WindowTaken { by }) = say {
        let windows = model.board.iter().flat_map(|board| &board.shown.windows);
        let mut seated = windows.filter_map(|window| window.clerk.as_ref());
        return seated.find(|clerk| clerk.id == *by).map_or_else(|| by.to_string(), |clerk| clerk.name.clone());
    }
    String::new()
}

fn undo(model: &Model) -> Option<Undo> {
    let until = model.undo_until()?;
    let left_ms = until.as_millisecond() - model.floor_now().as_millisecond();
    if left_ms <= 0 {
        return None;
    }
    let (key, number) = match &model.last_step {
        Some((key, _)) if key.calls() => (Some(*key), model.visitor().map(|visitor| visitor.number.to_string())),
        Some((key, number)) => (Some(*key), Some(number.clone())),
        None => (None, None),
    };
    let seconds = u32::try_from((left_ms + 999) / 1000).unwrap_or(0);
    Some(Undo { key, number: number.unwrap_or_default(), seconds })
}

impl Key {
    /// Whether it brings a visitor to the window.
    fn calls(self) -> bool {
        match self {
            Self::CallNext | Self::OutOfTurn | Self::ByNumber | Self::BringBack => true,
            Self::Recall
            | Self::Start
            | Self::Finish
            | Self::NoShow
            | Self::Park
            | Self::Transfer
            | Self::Refuse
            | Self::DenyRight
            | Self::Pause
            | Self::NextService
            | Self::ComeBack
            | Self::Close
            | Self::Undo
            | Self::TakeOver
            | Self::Matches
            | Self::Mismatch
            | Self::Expected
            | Self::Face => false,
        }
    }
}
