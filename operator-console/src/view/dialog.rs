//! A question on the way to an act, and the rows of every list.

use protocol::board::{AtWindow, AtWindowStage};
use protocol::visitor::{ExpectedState, NotShown, Personal, Shown};
use queue::Number;
use queue::floor::PlaceRule;
use queue::ids::{BookingNumber, ReasonId, ServiceId, TicketId, WindowId};

use super::{names, person};
use crate::model::{Asked, Model, OpenDialog, Row, Taken};
use crate::notice::Notice;

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
    /// Where in the queue whoever came back will stand.
    pub place: PlaceRule,
    /// Why none of the names in the list is shown.
    pub unnamed: Option<NotShown>,
    /// How many more there are than the list has.
    pub more: u32,
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
    Expected,
    TakeOver,
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
        manned: Manned,
    },
    /// A window with its clerk.
    Seat {
        /// Its number.
        number: u8,
        /// Who sits there.
        clerk: String,
        /// Who stands there.
        visitor: Option<Standing>,
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
    /// Somebody who booked for today.
    Expected {
        /// The booked time.
        at: String,
        /// The booking's number.
        number: BookingNumber,
        /// What for.
        service: String,
        /// Here or not.
        state: ExpectedState,
        /// As in the document.
        name: Shown<Personal>,
    },
    /// What becomes of a visitor whose window closes.
    Leaving(Leaving),
    /// The same where finishing sends the visit on to this service.
    GoesOn(String),
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

/// Whether a window receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manned {
    /// Somebody sits there and receives.
    Open,
    /// Somebody sits there, but not for now.
    Paused,
    /// Nobody sits there.
    Empty,
}

/// Who stands at somebody else's window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The number on the coupon.
    pub number: Number,
    /// Called only, or already served.
    pub served: bool,
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

pub(super) fn open(model: &Model) -> Option<Dialog> {
    model.dialog.as_ref().map(|open| dialog(model, open))
}

fn dialog(model: &Model, open: &OpenDialog) -> Dialog {
    let (left, right) = model.rows(open);
    let at = |rows: &[Row], chosen: Option<&Row>| rows.iter().position(|row| Some(row) == chosen);
    Dialog {
        kind: open.kind,
        number: open.visitor.map(|(_, number)| number),
        chosen: at(&left, open.chosen.as_ref()),
        chosen_other: at(&right, open.chosen_other.as_ref()),
        choices: left.iter().filter_map(|row| choice(model, open, row)).collect(),
        others: right.iter().filter_map(|row| choice(model, open, row)).collect(),
        place: model.place_came_back(),
        unnamed: person::unnamed(open.expected.iter().flat_map(|list| &list.visitors).map(|visitor| &visitor.name)),
        more: open.expected.as_ref().map_or(0, |list| list.more),
        typed: open.typed.clone(),
        problem: open.problem.as_ref().map(|problem| super::with_names(model, problem)),
        waiting: matches!(&model.errand, Some(errand) if matches!(errand.asked, Asked::Key(..) | Asked::LookUp(..) | Asked::Expected)),
        usable: model.online(),
    }
}

/// A row in words; each row of `rows` has one, or the two would not count alike.
fn choice(model: &Model, open: &OpenDialog, row: &Row) -> Option<Choice> {
    let kind = open.kind;
    let floor = &model.floor.as_ref()?.view;
    Some(match row {
        Row::Reason(id) => Choice::Reason(reason_name(model, kind, id)),
        Row::Service(id) => Choice::Service {
            letter: model.letter(id),
            name: model.service_name(id),
            note: if kind == DialogKind::NextService { note(model, id) } else { ServiceNote::None },
        },
        Row::Window(id) => {
            let window = floor.windows.iter().find(|window| window.id == *id)?;
            Choice::Window {
                number: window.number,
                about: window.whereabouts.in_language(&model.language).to_owned(),
                manned: manned(model, id),
            }
        }
        Row::Taken(taken) => seat(model, taken)?,
        Row::Ticket(id) if kind == DialogKind::ComeBack => gone(model, *id)?,
        Row::Ticket(id) => waiting(model, *id)?,
        Row::Way(way) => leaving(model, open, *way),
        Row::Booking(number) => expected(model, open, *number)?,
    })
}

/// A visit with a further service is not over when it is finished here: it goes on (Q8).
fn leaving(model: &Model, open: &OpenDialog, way: Leaving) -> Choice {
    let next = model.visitor_of(open).and_then(|visitor| visitor.then.first());
    match (way, next) {
        (Leaving::Finish, Some(service)) => Choice::GoesOn(model.service_short(service)),
        (Leaving::Finish | Leaving::PutBack | Leaving::Transfer, _) => Choice::Leaving(way),
    }
}

fn reason_name(model: &Model, kind: DialogKind, id: &ReasonId) -> String {
    let Some(floor) = &model.floor else { return String::new() };
    let reasons = &floor.view.reasons;
    let list = match kind {
        DialogKind::Refuse => &reasons.refuse,
        DialogKind::Park => &reasons.park,
        DialogKind::Pause => &reasons.pause,
        DialogKind::OutOfTurn
        | DialogKind::ByNumber
        | DialogKind::Transfer
        | DialogKind::Close
        | DialogKind::NextService
        | DialogKind::ComeBack
        | DialogKind::Expected
        | DialogKind::TakeOver => &reasons.out_of_turn,
    };
    model.reason_name(list, id)
}

fn note(model: &Model, service: &ServiceId) -> ServiceNote {
    let next = model.visitor().and_then(|visitor| visitor.then.first()) == Some(service);
    if next {
        ServiceNote::NextInVisit
    } else if model.usually_follow().contains(service) {
        ServiceNote::UsuallyFollows
    } else {
        ServiceNote::None
    }
}

fn manned(model: &Model, window: &WindowId) -> Manned {
    match model.shown_window(window) {
        Some(shown) if shown.clerk.is_some() && shown.pause.is_some() => Manned::Paused,
        Some(shown) if shown.clerk.is_some() => Manned::Open,
        Some(_) | None => Manned::Empty,
    }
}

fn seat(model: &Model, taken: &Taken) -> Option<Choice> {
    let shown = model.shown_window(&taken.window)?;
    let standing = |at: &AtWindow| {
        let served = matches!(at.stage, AtWindowStage::Serving { .. });
        Standing { number: at.number, served }
    };
    Some(Choice::Seat {
        number: model.window_number(&taken.window),
        clerk: shown.clerk.as_ref()?.name.clone(),
        visitor: shown.visitor.as_deref().map(standing),
    })
}

fn waiting(model: &Model, id: TicketId) -> Option<Choice> {
    let ticket = model.board.as_ref()?.shown.waiting.iter().find(|ticket| ticket.ticket == id)?;
    Some(Choice::Waiting {
        number: ticket.number,
        service: model.service_short(&ticket.service),
        minutes: names::minutes(ticket.since, model.floor_now()),
    })
}

fn gone(model: &Model, id: TicketId) -> Option<Choice> {
    let ticket = model.board.as_ref()?.shown.no_shows.iter().find(|ticket| ticket.ticket == id)?;
    Some(Choice::NoShow {
        number: ticket.number,
        service: model.service_short(&ticket.service),
        until: model.local(ticket.until),
    })
}

fn expected(model: &Model, open: &OpenDialog, number: BookingNumber) -> Option<Choice> {
    let mut visitors = open.expected.iter().flat_map(|list| &list.visitors);
    let visitor = visitors.find(|visitor| visitor.number == number)?;
    Some(Choice::Expected {
        at: person::names_time(visitor.at),
        number,
        service: model.service_short(&visitor.service),
        state: visitor.state,
        name: visitor.name.clone(),
    })
}
