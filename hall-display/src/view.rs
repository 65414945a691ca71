//! What the hall reads, as plain values: `view(&Model, Now) -> View`. Nothing here knows Slint, sockets or a clock.

use std::sync::Arc;
use std::time::Duration;

use protocol::board::HallCall;
use protocol::client::Untrusted;
use protocol::message::Farewell;
use queue::floor::Text;
use queue::ids::Language;

use crate::calls::{Calls, Flash};
use crate::layout::Plan;
use crate::model::{Floor, LOSS_SHOWN_AFTER, Link, Model, Motion, Now, TRANSLATED};
use crate::parts::{self, Parts};
use crate::pictures::Room;
use crate::raster::Fitted;

/// How long a language, a notice or a page of calls keeps its turn.
pub const TURN: Duration = Duration::from_secs(6);

/// Everything that stands on the screen at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The time of day, as `09:58`.
    pub clock: String,
    /// The languages that stand on the screen now.
    pub languages: Languages,
    /// The board, or what stands in its place.
    pub shown: Shown,
}

/// The two languages that share the screen, and the one that speaks where there is room for one only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    /// The office's own.
    pub first: Language,
    /// The one beside it now; none where the office uses one only.
    pub second: Option<Language>,
    /// Whose turn it is where the two do not fit together; the office's own as long as nothing stands there in both.
    pub in_turn: Side,
}

/// One of the two languages on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The office's own.
    First,
    /// The one beside it.
    Second,
}

/// One text in the two languages of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// In the office's own language.
    pub first: String,
    /// In the other one; empty where there is none.
    pub second: String,
}

/// The board, or what stands in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// The calls.
    Board(Box<Board>),
    /// There is no board to show.
    Message(Message),
}

/// The calls of one floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    /// The office's name in its own language.
    pub office: String,
    /// The newest call.
    pub band: Band,
    /// The calls that still stand, newest first.
    pub standing: Vec<Call>,
    /// Rises with each call that takes the first place and so moves the others on.
    pub arrivals: u32,
    /// How they share their area.
    pub plan: Plan,
    /// The bar at the foot.
    pub bar: Bar,
    /// A picture where no number stands.
    pub picture: Option<Pictured>,
    /// Which part of the texts that are longer than their place has its turn.
    pub parts: Parts,
}

/// A picture of the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictured {
    /// Where.
    pub room: Room,
    /// Its pixels.
    pub fitted: Arc<Fitted>,
    /// What it says, in the office's own language.
    pub says: String,
}

/// The newest call and how it is lit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Band {
    /// No call stands.
    Nobody(Nobody),
    /// A call, on amber.
    Lit(Call),
    /// The dark half of a new call's flash.
    Inverted(Call),
    /// The last call that is known, while the server is out of reach.
    Quiet(Call),
}

/// Whether the hall is about to hear its first call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nobody {
    /// There was no call today.
    Yet,
    /// There were calls, and none stands.
    Now,
}

/// One call as the hall reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The ticket's number, as `A012`.
    pub number: String,
    /// The window's name, as `4`.
    pub window: String,
    /// Where the window is; empty where the floor does not say.
    pub whereabouts: Texts,
}

/// The bar at the foot of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bar {
    /// The office has nothing to say.
    Empty,
    /// A notice of the office.
    Notice(Texts),
    /// The server is out of reach, and the calls are this old.
    NoServer(Age),
}

/// How old the calls are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Less than a minute.
    JustNow,
    /// Whole minutes, under an hour.
    Minutes(u32),
    /// Whole hours.
    Hours(u32),
}

/// Why there is no board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// The program has just started; nothing is wrong yet.
    Starting,
    /// The server has not been reached since the start.
    NoServer {
        /// Where the server should be, for the staff.
        address: String,
    },
    /// The server speaks another version of the protocol.
    OtherVersion {
        /// Both versions, for the staff.
        cause: String,
    },
    /// The server does not know this device.
    Refused {
        /// The device's name, for the staff.
        device: String,
    },
    /// Another device connected under this name.
    Replaced {
        /// The device's name, for the staff.
        device: String,
    },
    /// Another server answers than the one of this device's key file, or its certificate was made anew.
    OtherServer {
        /// The device's name, for the staff.
        device: String,
    },
    /// The device's key file does not name the server's certificate, which a private address needs.
    NoMark {
        /// The device's name, for the staff.
        device: String,
    },
    /// The floor has no such hall.
    NoSuchHall {
        /// The hall that the configuration names, for the staff.
        hall: String,
    },
}

/// What stands on the screen at `now`.
pub fn view(model: &Model, now: Now) -> View {
    let mut languages = languages(model, now);
    let clock = model.local(now).map(|local| local.strftime("%H:%M").to_string()).unwrap_or_default();
    let shown = match (message(model, now), &model.floor, &model.calls) {
        (None, Some(floor), Some(calls)) => Shown::Board(Box::new(board(model, floor, calls, &languages, now))),
        (None, _, _) => Shown::Message(Message::Starting),
        (Some(message), _, _) => Shown::Message(message),
    };
    if !shown.takes_turns(&languages) {
        languages.in_turn = Side::First;
    }
    View { clock, languages, shown }
}

/// The next moment after `now` at which the screen or the voice changes by time alone.
pub fn next_change(model: &Model, now: Now) -> Duration {
    let turn = turn_ends(now.elapsed, Duration::ZERO);
    let page = turn_ends(now.elapsed, model.pages_since);
    let minute = model.clock.next_minute(now);
    let loss = match model.link {
        Link::Down { since } => Some(since + LOSS_SHOWN_AFTER).filter(|due| *due > now.elapsed),
        Link::Opening | Link::Up | Link::Refused(_) | Link::Untrusted(_) => None,
    };
    let aged = model.lost_since(now).map(|since| next_multiple(now.elapsed, since, Duration::from_secs(60)));
    let calls = model.calls.iter().flat_map(|calls| calls.due(now.elapsed)).min();
    let picture = model.pictures.next_turn(now.elapsed);
    [Some(turn), Some(page), Some(minute), loss, aged, calls, picture].into_iter().flatten().min().unwrap_or(turn)
}

/// What stands in the place of the board, if anything does.
fn message(model: &Model, now: Now) -> Option<Message> {
    let device = model.settings.device.to_string();
    match &model.link {
        Link::Refused(Farewell::Version { server }) => {
            let cause = format!("{device} · {} / {server}", protocol::VERSION);
            return Some(Message::OtherVersion { cause });
        }
        Link::Refused(Farewell::Replaced) => return Some(Message::Replaced { device }),
        Link::Refused(_) => return Some(Message::Refused { device }),
        Link::Untrusted(Untrusted::OtherServer) => return Some(Message::OtherServer { device }),
        Link::Untrusted(Untrusted::NoMark) => return Some(Message::NoMark { device }),
        Link::Opening | Link::Up | Link::Down { .. } => {}
    }
    let hall = &model.settings.hall;
    match &model.floor {
        Some(floor) if !floor.has_hall(hall) => Some(Message::NoSuchHall { hall: hall.to_string() }),
        Some(_) if model.calls.is_some() => None,
        Some(_) | None => model.lost_since(now).map(|_| Message::NoServer { address: model.settings.address.clone() }),
    }
}

fn board(model: &Model, floor: &Floor, calls: &Calls, languages: &Languages, now: Now) -> Board {
    let standing = calls.standing(now.elapsed);
    let shown = page(&standing, floor.plan.places(), now.elapsed.saturating_sub(model.pages_since));
    let office = floor.view.office.in_language(&languages.first).to_owned();
    let mut board = Board {
        office,
        band: band(model, floor, calls, languages, now),
        standing: shown.iter().map(|call| read(call, floor, languages)).collect(),
        arrivals: model.arrivals,
        plan: floor.plan,
        bar: bar(model, floor, languages, now),
        picture: pictured(model, languages, now),
        parts: Parts::default(),
    };
    let turn = parts::turn(turns(now.elapsed), languages, notice_turns(model) * floor.view.notices.len());
    board.parts = parts::of(&board, model.settings.screen.orientation, turn);
    board
}

/// Each notice stays until every language has stood beside the office's own.
fn notice_turns(model: &Model) -> usize {
    2 * model.languages().len().saturating_sub(1).max(1)
}

fn band(model: &Model, floor: &Floor, calls: &Calls, languages: &Languages, now: Now) -> Band {
    let Some(newest) = calls.newest(now.elapsed) else {
        let today = model.local(now).map(|local| local.date());
        let is_today = |at| floor.zone.as_ref().map(|zone| zone.local(at).date()) == today;
        return Band::Nobody(if calls.any(is_today) { Nobody::Now } else { Nobody::Yet });
    };
    let call = read(newest, floor, languages);
    if model.lost_since(now).is_some() {
        return Band::Quiet(call);
    }
    match (model.settings.motion, calls.flash(newest.call, now.elapsed)) {
        (Motion::Full, Flash::Inverted) => Band::Inverted(call),
        (Motion::Full, Flash::Stands) | (Motion::Reduced, Flash::Inverted | Flash::Stands) => Band::Lit(call),
    }
}

/// The page of the standing calls that has its turn; the first one begins with each announcement.
fn page<'a, 'b>(standing: &'b [&'a HallCall], places: usize, shown_for: Duration) -> &'b [&'a HallCall] {
    let pages: Vec<_> = standing.chunks(places.max(1)).collect();
    turn(&pages, turns(shown_for)).copied().unwrap_or_default()
}

fn bar(model: &Model, floor: &Floor, languages: &Languages, now: Now) -> Bar {
    if let Some(since) = model.lost_since(now) {
        return Bar::NoServer(Age::of(now.elapsed.saturating_sub(since)));
    }
    match turn(&floor.view.notices, turns(now.elapsed) / notice_turns(model)) {
        Some(notice) => Bar::Notice(in_both(notice, languages)),
        None => Bar::Empty,
    }
}

/// None while the server is out of reach: what is wrong stands on the screen then.
fn pictured(model: &Model, languages: &Languages, now: Now) -> Option<Pictured> {
    if model.lost_since(now).is_some() {
        return None;
    }
    let (room, picture, fitted) = model.pictures.shown(now.elapsed)?;
    let says = picture.says.in_language(&languages.first).to_owned();
    Some(Pictured { room, fitted: Arc::clone(fitted), says })
}

fn read(call: &HallCall, floor: &Floor, languages: &Languages) -> Call {
    let window = floor.view.windows.iter().find(|window| window.id == call.window);
    Call {
        number: call.number.to_string(),
        window: call.window_number.to_string(),
        whereabouts: window.map(|window| in_both(&window.whereabouts, languages)).unwrap_or_default(),
    }
}

/// The office's own language and one other, which take turns where there is room for one.
fn languages(model: &Model, now: Now) -> Languages {
    let bundled = TRANSLATED.map(|code| Language::new(code).expect("a language of the translations"));
    let known = model.languages();
    let order = if known.is_empty() { &bundled } else { known };
    let (first, others) = order.split_first().expect("the floor's languages or those of the translations");
    let turns = turns(now.elapsed);
    Languages {
        first: first.clone(),
        second: turn(others, turns / 2).cloned(),
        in_turn: if turns.is_multiple_of(2) { Side::First } else { Side::Second },
    }
}

fn in_both(text: &Text, languages: &Languages) -> Texts {
    let second = languages.second.as_ref().map(|language| text.in_language(language)).unwrap_or_default();
    let first = text.in_language(&languages.first);
    // A text without a wording of its own in the other language is not said twice.
    Texts { first: first.to_owned(), second: if second == first { String::new() } else { second.to_owned() } }
}

fn turns(elapsed: Duration) -> usize {
    usize::try_from(elapsed.as_millis() / TURN.as_millis()).unwrap_or(0)
}

fn turn<T>(all: &[T], turns: usize) -> Option<&T> {
    all.get(turns.checked_rem(all.len())?)
}

fn turn_ends(now: Duration, began: Duration) -> Duration {
    next_multiple(now, began, TURN)
}

/// The first moment after `now` that is a multiple of `step` after `began`.
fn next_multiple(now: Duration, began: Duration, step: Duration) -> Duration {
    let gone = now.saturating_sub(began).as_millis() / step.as_millis();
    began + step * u32::try_from(gone + 1).unwrap_or(u32::MAX)
}

impl Shown {
    /// Whether a text stands there in both languages that may not fit together.
    fn takes_turns(&self, languages: &Languages) -> bool {
        let board = match self {
            Shown::Board(board) => board,
            Shown::Message(_) => return false,
        };
        let band = match &board.band {
            Band::Lit(call) | Band::Inverted(call) | Band::Quiet(call) => Some(call),
            Band::Nobody(_) => None,
        };
        let bar = match &board.bar {
            Bar::Empty => false,
            Bar::Notice(notice) => !notice.second.is_empty(),
            Bar::NoServer(_) => languages.second.is_some(),
        };
        let standing = board.standing.iter().filter(|_| board.plan.guided);
        bar || band.into_iter().chain(standing).any(|call| !call.whereabouts.second.is_empty())
    }
}

impl Age {
    fn of(age: Duration) -> Self {
        let minutes = u32::try_from(age.as_secs() / 60).unwrap_or(u32::MAX);
        match minutes {
            0 => Age::JustNow,
            1..60 => Age::Minutes(minutes),
            60.. => Age::Hours(minutes / 60),
        }
    }
}
