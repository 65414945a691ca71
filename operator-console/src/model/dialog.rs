//! The question on the way to an act: its rows, what is chosen and typed, and what it asks for when it is carried out. Rows are held
//! by their key, so that a queue that moves under the dialog does not move the choice.

use protocol::message::Ask;
use queue::command::{Leaving, Target};
use queue::floor::Reason;
use queue::ids::{ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use queue::{Number, Rejection};

use super::{Asked, Effect, Model, errand, keys};
use crate::notice::{Lack, Notice, Say};
use crate::view::{DialogKind, Key, Leaving as Way};

/// Longest reminder, in minutes.
const ALARM_MOST_MIN: u16 = 480;

/// A question that stands open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenDialog {
    pub(crate) kind: DialogKind,
    /// Who asked.
    pub(crate) by: ClerkId,
    /// Whose visit it is about.
    pub(crate) visitor: Option<(TicketId, Number)>,
    /// The transfer closes the window as well.
    pub(crate) closing: bool,
    pub(crate) chosen: Option<Row>,
    pub(crate) chosen_other: Option<Row>,
    pub(crate) typed: String,
    pub(crate) problem: Option<Notice>,
}

/// A row by its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A reason.
    Reason(ReasonId),
    /// A service.
    Service(ServiceId),
    /// A window.
    Window(WindowId),
    /// Somebody.
    Ticket(TicketId),
    /// What becomes of a visitor.
    Way(Way),
}

impl Model {
    /// The rows of the open dialog: the left list and the right one.
    pub(crate) fn rows(&self, dialog: &OpenDialog) -> (Vec<Row>, Vec<Row>) {
        let Some(floor) = &self.floor else { return (Vec::new(), Vec::new()) };
        let reasons = |list: &[Reason]| list.iter().map(|reason| Row::Reason(reason.id.clone())).collect();
        let lists = &floor.view.reasons;
        match dialog.kind {
            DialogKind::Refuse => (reasons(&lists.refuse), Vec::new()),
            DialogKind::Park => (reasons(&lists.park), Vec::new()),
            DialogKind::Pause => (reasons(&lists.pause), Vec::new()),
            DialogKind::ByNumber => (Vec::new(), reasons(&lists.out_of_turn)),
            DialogKind::OutOfTurn => {
                let waiting = self.callable().into_iter().map(|ticket| Row::Ticket(ticket.ticket));
                (waiting.collect(), reasons(&lists.out_of_turn))
            }
            DialogKind::Transfer => (self.other_services(), self.other_windows()),
            DialogKind::NextService => (self.next_services(), Vec::new()),
            DialogKind::Close => (self.ways().into_iter().map(Row::Way).collect(), Vec::new()),
            DialogKind::ComeBack => {
                let gone = self.board.iter().flat_map(|board| &board.shown.no_shows);
                (gone.map(|ticket| Row::Ticket(ticket.ticket)).collect(), Vec::new())
            }
        }
    }

    /// Services that some window receives, without the visitor's own.
    fn other_services(&self) -> Vec<Row> {
        let mine = self.visitor().map(|visitor| &visitor.service);
        let Some(floor) = &self.floor else { return Vec::new() };
        let somewhere = |id: &ServiceId| floor.view.windows.iter().any(|window| window.services.contains(id));
        let services = floor.view.services.iter().map(|service| &service.id);
        let others = services.filter(|id| Some(*id) != mine && somewhere(id));
        others.map(|id| Row::Service(id.clone())).collect()
    }

    /// The same, in the order in which a visit goes on: its own next ones, then what usually follows, then the rest.
    fn next_services(&self) -> Vec<Row> {
        let then = self.visitor().map(|visitor| visitor.then.clone()).unwrap_or_default();
        let follows = self.usually_follow();
        let rank = |row: &Row| match row {
            Row::Service(id) => match (then.iter().position(|t| t == id), follows.contains(id)) {
                (Some(place), _) => place,
                (None, true) => then.len(),
                (None, false) => then.len() + 1,
            },
            Row::Reason(_) | Row::Window(_) | Row::Ticket(_) | Row::Way(_) => usize::MAX,
        };
        let mut rows = self.other_services();
        rows.sort_by_key(rank);
        rows
    }

    /// Services that usually follow the visitor's own.
    pub(crate) fn usually_follow(&self) -> &[ServiceId] {
        let services = self.floor.iter().flat_map(|floor| &floor.view.services);
        let mut mine = services.filter(|service| Some(&service.id) == self.visitor().map(|visitor| &visitor.service));
        mine.next().map_or(&[], |service| service.then.as_slice())
    }

    /// Windows that receive the visitor's service, without the clerk's own.
    fn other_windows(&self) -> Vec<Row> {
        let (Some(floor), Some(visitor)) = (&self.floor, self.visitor()) else { return Vec::new() };
        let others = floor.view.windows.iter().filter(|window| Some(&window.id) != self.my_window());
        let serving = others.filter(|window| window.services.contains(&visitor.service));
        serving.map(|window| Row::Window(window.id.clone())).collect()
    }

    /// Whether somebody sits at a window.
    pub(crate) fn manned(&self, window: &WindowId) -> bool {
        let windows = self.board.iter().flat_map(|board| &board.shown.windows);
        let mut found = windows.filter(|shown| shown.window == *window);
        found.any(|shown| shown.clerk.is_some())
    }

    /// What can become of the visitor of a window that closes: only a visit that has begun can be finished.
    fn ways(&self) -> Vec<Way> {
        let served = self
            .visitor()
            .is_some_and(|visitor| matches!(visitor.stage, protocol::board::AtWindowStage::Serving { .. }));
        let finish = served.then_some(Way::Finish);
        finish.into_iter().chain([Way::PutBack, Way::Transfer]).collect()
    }
}

pub fn open(model: &mut Model, kind: DialogKind) -> Vec<Effect> {
    let Some(session) = &model.session else { return Vec::new() };
    let by = session.clerk.clone();
    let about = match kind {
        DialogKind::Transfer | DialogKind::Refuse | DialogKind::Park | DialogKind::Close | DialogKind::NextService => {
            model.visitor().map(|visitor| (visitor.ticket, visitor.number))
        }
        DialogKind::OutOfTurn | DialogKind::ByNumber | DialogKind::Pause | DialogKind::ComeBack => None,
    };
    let mut dialog = OpenDialog {
        kind,
        by,
        visitor: about,
        closing: false,
        chosen: None,
        chosen_other: None,
        typed: String::new(),
        problem: None,
    };
    let next_of_visit = model.visitor().and_then(|visitor| visitor.then.first());
    if kind == DialogKind::NextService {
        dialog.chosen = next_of_visit.map(|service| Row::Service(service.clone()));
    }
    model.dialog = Some(dialog);
    model.arrived = None;
    Vec::new()
}

pub fn cancel(model: &mut Model) -> Vec<Effect> {
    model.dialog = None;
    Vec::new()
}

pub fn picked(model: &mut Model, index: usize) -> Vec<Effect> {
    pick(model, index, false)
}

pub fn picked_other(model: &mut Model, index: usize) -> Vec<Effect> {
    pick(model, index, true)
}

fn pick(model: &mut Model, index: usize, other: bool) -> Vec<Effect> {
    let Some(dialog) = &model.dialog else { return Vec::new() };
    let (left, right) = model.rows(dialog);
    let row = if other { right } else { left }.into_iter().nth(index);
    let Some(dialog) = &mut model.dialog else { return Vec::new() };
    dialog.problem = None;
    // Of a transfer's two lists only one can hold the answer.
    let alone = dialog.kind == DialogKind::Transfer;
    if other {
        dialog.chosen_other = row;
        dialog.chosen = if alone { None } else { dialog.chosen.take() };
    } else {
        dialog.chosen = row;
        dialog.chosen_other = if alone { None } else { dialog.chosen_other.take() };
    }
    Vec::new()
}

pub fn typed(model: &mut Model, text: String) -> Vec<Effect> {
    if let Some(dialog) = &mut model.dialog {
        dialog.typed = text;
        dialog.problem = None;
    }
    Vec::new()
}

pub fn not_done(model: &mut Model, notice: Notice) {
    if let Some(dialog) = &mut model.dialog {
        dialog.problem = Some(notice);
    }
}

/// A dialog about a visitor who is no longer there has nothing left to ask.
pub fn check(model: &mut Model) {
    let Some(dialog) = &model.dialog else { return };
    let there = model.visitor().map(|visitor| visitor.ticket);
    if model.errand.is_none() && dialog.visitor.is_some_and(|(ticket, _)| Some(ticket) != there) {
        model.dialog = None;
        model.tell(Say::Rejected(Rejection::NobodyAtWindow));
    }
}

pub fn accept(model: &mut Model) -> Vec<Effect> {
    if model.errand.is_some() {
        return Vec::new();
    }
    let Some(dialog) = model.dialog.clone() else { return Vec::new() };
    if !model.online() {
        not_done(model, Say::NotSent.into());
        return Vec::new();
    }
    if dialog.kind == DialogKind::Close && dialog.chosen == Some(Row::Way(Way::Transfer)) {
        open(model, DialogKind::Transfer);
        if let Some(dialog) = &mut model.dialog {
            dialog.closing = true;
        }
        return Vec::new();
    }
    match asked_for(model, &dialog) {
        Ok((asked, ask)) => errand::send(model, asked, ask),
        Err(lack) => {
            not_done(model, Say::Form(lack).into());
            Vec::new()
        }
    }
}

fn asked_for(model: &Model, dialog: &OpenDialog) -> Result<(Asked, Ask), Lack> {
    let step = |key| keys::step(model, key);
    match dialog.kind {
        DialogKind::Refuse => Ok((step(Key::Refuse), Ask::Refuse { reason: reason(dialog.chosen.as_ref())? })),
        DialogKind::Pause => Ok((step(Key::Pause), Ask::PauseWindow { reason: reason(dialog.chosen.as_ref())? })),
        DialogKind::Park => {
            let reason = reason(dialog.chosen.as_ref())?;
            Ok((step(Key::Park), Ask::Park { reason, alarm_min: minutes(&dialog.typed)? }))
        }
        DialogKind::OutOfTurn => {
            let Some(Row::Ticket(ticket)) = dialog.chosen else { return Err(Lack::Choice) };
            Ok((step(Key::OutOfTurn), Ask::CallTicket { ticket, reason: reason(dialog.chosen_other.as_ref())? }))
        }
        DialogKind::ByNumber => {
            // The board lists only the first who wait, so the server is asked whose number it is.
            let (number, reason) = named(dialog)?;
            Ok((Asked::LookUp(number, reason), Ask::FindTicket { number }))
        }
        DialogKind::Transfer => {
            let to = target(dialog)?;
            if dialog.closing {
                return Ok((step(Key::Close), Ask::CloseWindow { visitor: Some(Leaving::Transfer(to)) }));
            }
            Ok((step(Key::Transfer), Ask::Transfer { to }))
        }
        DialogKind::NextService => {
            let Some(Row::Service(service)) = &dialog.chosen else { return Err(Lack::Choice) };
            let own = model.visitor().and_then(|visitor| visitor.then.first()) == Some(service);
            let service = if own { None } else { Some(service.clone()) };
            Ok((step(Key::NextService), Ask::NextService { service }))
        }
        DialogKind::Close => match dialog.chosen {
            Some(Row::Way(Way::Finish)) => Ok((step(Key::Close), Ask::CloseWindow { visitor: Some(Leaving::Finish) })),
            Some(Row::Way(Way::PutBack)) => {
                Ok((step(Key::Close), Ask::CloseWindow { visitor: Some(Leaving::PutBack) }))
            }
            Some(_) | None => Err(Lack::Choice),
        },
        DialogKind::ComeBack => {
            let Some(Row::Ticket(ticket)) = dialog.chosen else { return Err(Lack::Choice) };
            Ok((step(Key::ComeBack), Ask::ComeBack { ticket }))
        }
    }
}

fn reason(row: Option<&Row>) -> Result<ReasonId, Lack> {
    match row {
        Some(Row::Reason(reason)) => Ok(reason.clone()),
        Some(Row::Service(_) | Row::Window(_) | Row::Ticket(_) | Row::Way(_)) | None => Err(Lack::Reason),
    }
}

fn target(dialog: &OpenDialog) -> Result<Target, Lack> {
    match (&dialog.chosen, &dialog.chosen_other) {
        (Some(Row::Service(service)), _) => Ok(Target::Service(service.clone())),
        (_, Some(Row::Window(window))) => Ok(Target::Window(window.clone())),
        (_, _) => Err(Lack::Choice),
    }
}

/// Minutes until the reminder; nothing typed is no reminder.
fn minutes(typed: &str) -> Result<Option<u16>, Lack> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let minutes = typed.parse().ok().filter(|minutes| (1..=ALARM_MOST_MIN).contains(minutes));
    minutes.map(Some).ok_or(Lack::Minutes)
}

fn named(dialog: &OpenDialog) -> Result<(Number, ReasonId), Lack> {
    let number = dialog.typed.parse().map_err(|_| Lack::NumberUnreadable)?;
    Ok((number, reason(dialog.chosen_other.as_ref())?))
}

/// Calls the ticket of the number, unless the question was left or changed meanwhile.
pub fn found(model: &mut Model, number: Number, reason: ReasonId, ticket: TicketId) -> Vec<Effect> {
    let asked = model.dialog.as_ref().filter(|dialog| dialog.kind == DialogKind::ByNumber).map(named);
    if asked != Some(Ok((number, reason.clone()))) {
        return Vec::new();
    }
    keys::act(model, Key::ByNumber, Ask::CallTicket { ticket, reason })
}
