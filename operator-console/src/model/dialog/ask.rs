//! What a question asks the server for, or what it still lacks.

use protocol::message::Ask;
use queue::Number;
use queue::command::{Leaving, Target};
use queue::ids::ReasonId;

use super::{OpenDialog, Row, Taken};
use crate::model::{Asked, Model, keys};
use crate::notice::Lack;
use crate::view::{DialogKind, Key, Leaving as Way};

/// Longest reminder, in minutes.
const ALARM_MOST_MIN: u16 = 480;

/// Whether the answer is a question of its own: where a visitor is transferred whose window closes.
pub(super) fn goes_on_to_transfer(dialog: &OpenDialog) -> bool {
    let transfer = Some(&Row::Way(Way::Transfer));
    match dialog.kind {
        DialogKind::Close => dialog.chosen.as_ref() == transfer,
        DialogKind::TakeOver => dialog.over.is_some() && dialog.chosen_other.as_ref() == transfer,
        DialogKind::Transfer
        | DialogKind::Refuse
        | DialogKind::Park
        | DialogKind::OutOfTurn
        | DialogKind::ByNumber
        | DialogKind::Pause
        | DialogKind::NextService
        | DialogKind::Expected
        | DialogKind::ComeBack => false,
    }
}

pub(super) fn asked_for(model: &Model, dialog: &OpenDialog) -> Result<(Asked, Ask), Lack> {
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
            match &dialog.over {
                Some(taken) => Ok(taken_over(model, taken, Some(Leaving::Transfer(to)))),
                None if dialog.closing => Ok(closed(model, Leaving::Transfer(to))),
                None => Ok((step(Key::Transfer), Ask::Transfer { to })),
            }
        }
        DialogKind::NextService => {
            let Some(Row::Service(service)) = &dialog.chosen else { return Err(Lack::Choice) };
            let own = model.visitor().and_then(|visitor| visitor.then.first()) == Some(service);
            let service = if own { None } else { Some(service.clone()) };
            Ok((step(Key::NextService), Ask::NextService { service }))
        }
        DialogKind::Close => Ok(closed(model, leaving(dialog.chosen.as_ref())?)),
        DialogKind::TakeOver => {
            let Some(taken) = &dialog.over else { return Err(Lack::Choice) };
            let there = dialog.visitor.map(|_| leaving(dialog.chosen_other.as_ref()));
            Ok(taken_over(model, taken, there.transpose()?))
        }
        DialogKind::Expected => Ok((Asked::Expected, Ask::ExpectedToday)),
        DialogKind::ComeBack => {
            let no_shows = model.board.iter().flat_map(|board| &board.shown.no_shows);
            let mut chosen = no_shows.filter(|gone| dialog.chosen == Some(Row::Ticket(gone.ticket)));
            let Some(gone) = chosen.next() else { return Err(Lack::Choice) };
            Ok((Asked::Key(Key::ComeBack, gone.number.to_string()), Ask::ComeBack { ticket: gone.ticket }))
        }
    }
}

fn closed(model: &Model, visitor: Leaving) -> (Asked, Ask) {
    (keys::step(model, Key::Close), Ask::CloseWindow { visitor: Some(visitor) })
}

fn taken_over(model: &Model, taken: &Taken, visitor: Option<Leaving>) -> (Asked, Ask) {
    let (window, clerk) = (taken.window.clone(), taken.clerk.clone());
    let asked = Asked::Key(Key::TakeOver, model.window_number(&window).to_string());
    (asked, Ask::TakeOverWindow { window, clerk, visitor })
}

/// What becomes of a visitor, without a question of its own.
fn leaving(row: Option<&Row>) -> Result<Leaving, Lack> {
    match row {
        Some(Row::Way(Way::Finish)) => Ok(Leaving::Finish),
        Some(Row::Way(Way::PutBack)) => Ok(Leaving::PutBack),
        Some(
            Row::Way(Way::Transfer)
            | Row::Reason(_)
            | Row::Service(_)
            | Row::Window(_)
            | Row::Taken(_)
            | Row::Ticket(_)
            | Row::Booking(_),
        )
        | None => Err(Lack::Choice),
    }
}

fn reason(row: Option<&Row>) -> Result<ReasonId, Lack> {
    match row {
        Some(Row::Reason(reason)) => Ok(reason.clone()),
        Some(Row::Service(_) | Row::Window(_) | Row::Taken(_) | Row::Ticket(_) | Row::Way(_) | Row::Booking(_))
        | None => Err(Lack::Reason),
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

pub(super) fn named(dialog: &OpenDialog) -> Result<(Number, ReasonId), Lack> {
    let number = dialog.typed.parse().map_err(|_| Lack::NumberUnreadable)?;
    Ok((number, reason(dialog.chosen_other.as_ref())?))
}
