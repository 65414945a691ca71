//! The question on the way to an act: what is chosen and typed, and how it is left or carried out. Rows are held by their key, so that
//! a queue that moves under the dialog does not move the choice.

mod ask;
mod rows;

use protocol::message::Ask;
use protocol::visitor::ExpectedToday;
use queue::ids::{BookingNumber, ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use queue::{Number, Rejection};

use super::{Effect, Model, errand, keys};
use crate::notice::{Notice, Say};
use crate::view::{DialogKind, Key, Leaving as Way};

/// A question that stands open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenDialog {
    pub(crate) kind: DialogKind,
    /// Who asked.
    pub(crate) by: ClerkId,
    /// Somebody else's window that it is about; the clerk's own otherwise.
    pub(crate) over: Option<Taken>,
    /// Whose visit it is about.
    pub(crate) visitor: Option<(TicketId, Number)>,
    /// The transfer closes the window as well.
    pub(crate) closing: bool,
    pub(crate) chosen: Option<Row>,
    pub(crate) chosen_other: Option<Row>,
    pub(crate) typed: String,
    /// Who is expected today, once that came.
    pub(crate) expected: Option<ExpectedToday>,
    pub(crate) problem: Option<Notice>,
}

/// A window, and who sits there as the board shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which.
    pub window: WindowId,
    /// Whose.
    pub clerk: ClerkId,
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
    /// A window with its clerk.
    Taken(Taken),
    /// Somebody.
    Ticket(TicketId),
    /// What becomes of a visitor.
    Way(Way),
    /// Somebody who booked.
    Booking(BookingNumber),
}

pub fn open(model: &mut Model, kind: DialogKind) -> Vec<Effect> {
    let about = match kind {
        DialogKind::Transfer | DialogKind::Refuse | DialogKind::Park | DialogKind::Close | DialogKind::NextService => {
            model.visitor().map(|visitor| (visitor.ticket, visitor.number))
        }
        DialogKind::OutOfTurn
        | DialogKind::ByNumber
        | DialogKind::Pause
        | DialogKind::ComeBack
        | DialogKind::Expected
        | DialogKind::TakeOver => None,
    };
    let next_of_visit = model.visitor().and_then(|visitor| visitor.then.first());
    let chosen = next_of_visit.filter(|_| kind == DialogKind::NextService).map(|service| Row::Service(service.clone()));
    let Some(session) = &model.session else { return Vec::new() };
    model.dialog = Some(OpenDialog {
        kind,
        by: session.clerk.clone(),
        over: None,
        visitor: about,
        closing: false,
        chosen,
        chosen_other: None,
        typed: String::new(),
        expected: None,
        problem: None,
    });
    model.arrived = None;
    Vec::new()
}

/// Person or document are not those of the booking: a refusal with the floor's own reason for it, if it has one (B6).
pub fn mismatch(model: &mut Model) -> Vec<Effect> {
    let reason = model.floor.as_ref().and_then(|floor| floor.view.reasons.mismatch.clone());
    let effects = open(model, DialogKind::Refuse);
    if let Some(dialog) = &mut model.dialog {
        dialog.chosen = reason.map(Row::Reason);
    }
    effects
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
    look_at_taken(model);
    Vec::new()
}

/// Of a window that is taken over, the question is about whoever stands there; with another visitor what was chosen for the first
/// one no longer holds, and with another clerk neither does the window.
fn look_at_taken(model: &mut Model) {
    let Some(dialog) = model.dialog.as_ref().filter(|dialog| dialog.kind == DialogKind::TakeOver) else { return };
    let chosen = dialog.chosen.clone().filter(|row| model.rows(dialog).0.contains(row));
    let over = match &chosen {
        Some(Row::Taken(taken)) => Some(taken.clone()),
        Some(Row::Reason(_) | Row::Service(_) | Row::Window(_) | Row::Ticket(_) | Row::Way(_) | Row::Booking(_))
        | None => None,
    };
    let there = over.as_ref().and_then(|taken| model.visitor_at(&taken.window));
    let there = there.map(|visitor| (visitor.ticket, visitor.number));
    let Some(dialog) = &mut model.dialog else { return };
    if (&dialog.over, dialog.visitor) != (&over, there) {
        dialog.chosen_other = None;
    }
    (dialog.chosen, dialog.over, dialog.visitor) = (chosen, over, there);
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
    if model.errand.is_some() {
        return;
    }
    if dialog.kind == DialogKind::TakeOver {
        return look_at_taken(model);
    }
    let there = model.visitor_of(dialog).map(|visitor| visitor.ticket);
    if dialog.visitor.is_some_and(|(ticket, _)| Some(ticket) != there) {
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
    if ask::goes_on_to_transfer(&dialog) {
        let (kind, chosen, chosen_other) = (DialogKind::Transfer, None, None);
        model.dialog = Some(OpenDialog { kind, closing: true, chosen, chosen_other, ..dialog });
        return Vec::new();
    }
    match ask::asked_for(model, &dialog) {
        Ok((asked, ask)) => errand::send(model, asked, ask),
        Err(lack) => {
            not_done(model, Say::Form(lack).into());
            Vec::new()
        }
    }
}

/// Calls the ticket of the number, unless the question was left or changed meanwhile.
pub fn found(model: &mut Model, number: Number, reason: ReasonId, ticket: TicketId) -> Vec<Effect> {
    let asked = model.dialog.as_ref().filter(|dialog| dialog.kind == DialogKind::ByNumber).map(ask::named);
    if asked != Some(Ok((number, reason.clone()))) {
        return Vec::new();
    }
    keys::act(model, Key::ByNumber, Ask::CallTicket { ticket, reason })
}
