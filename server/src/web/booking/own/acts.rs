//! What happened to a booking and to the visit that came of it, in the visitor's words (P2).

use queue::Fact;
use queue::booking::{BookingFact, Slot};
use queue::day::story::Told;
use queue::ids::ReasonId;
use queue::ticket::LeftWhy;

use super::super::visit::Visit;
use super::super::words::Words;
use crate::appointment::why_called_off;
use crate::web::words::filled;

/// One event; nothing where it is none that a booking's history tells.
pub fn in_words(visit: &Visit, told: &Told) -> Option<String> {
    let words = visit.words;
    let what = happened(visit, &told.event.fact)?;
    Some(if told.undone { filled(&words.act_undone, &[&what]) } else { what })
}

/// What happened to the booking or the visit.
fn happened(visit: &Visit, fact: &Fact) -> Option<String> {
    let words = visit.words;
    match fact {
        Fact::Booking(fact) => booking(visit, fact),
        Fact::TicketIssued { number, .. } => Some(filled(&words.act_checked_in, &[&number.to_string()])),
        Fact::VisitorNoShow { .. } => Some(words.act_no_show.clone()),
        Fact::ServiceFinished { .. } => Some(words.act_finished.clone()),
        Fact::ServiceRefused { reason, .. } => Some(filled(&words.act_refused, &[&refusal(visit, reason)])),
        Fact::VisitorLeft { why, .. } => left(words, *why).cloned(),
        Fact::FloorConfigured { .. }
        | Fact::DayTurned
        | Fact::MoreTimeMarked { .. }
        | Fact::CouponReprinted { .. }
        | Fact::ClerkSignedIn { .. }
        | Fact::ClerkSignedOut { .. }
        | Fact::WindowOpened { .. }
        | Fact::WindowPaused { .. }
        | Fact::WindowResumed { .. }
        | Fact::WindowClosed { .. }
        | Fact::VisitorCalled { .. }
        | Fact::VisitorRecalled { .. }
        | Fact::ServiceStarted { .. }
        | Fact::NextServiceQueued { .. }
        | Fact::ComeBackLapsed { .. }
        | Fact::VisitorCameBack { .. }
        | Fact::VisitorParked { .. }
        | Fact::ParkAlarmRang { .. }
        | Fact::VisitorTransferred { .. }
        | Fact::VisitorPutBack { .. }
        | Fact::RightDenied { .. }
        | Fact::StepUndone { .. }
        | Fact::IssueStopped { .. }
        | Fact::IssueResumed { .. }
        | Fact::IssueExtended { .. } => None,
    }
}

/// That the visitor is gone without being received; nothing of a check-in that was taken back, which says so itself.
fn left(words: &Words, why: LeftWhy) -> Option<&String> {
    match why {
        LeftWhy::EndOfDay => Some(&words.act_end_of_day),
        LeftWhy::Said | LeftWhy::OnPage => Some(&words.act_left),
        LeftWhy::Withdrawn => None,
    }
}

fn booking(visit: &Visit, fact: &BookingFact) -> Option<String> {
    let words = visit.words;
    let at =
        |wording: &str, slot: &Slot| filled(wording, &[&visit.service_name(&slot.service), &visit.slot_within(slot)]);
    match fact {
        BookingFact::Made { slot, .. } => Some(at(&words.act_booked, slot)),
        BookingFact::Changed { slot, .. } => Some(at(&words.act_changed, slot)),
        BookingFact::Cancelled { by_office: None, .. } => Some(words.act_cancelled.clone()),
        BookingFact::Cancelled { by_office: Some(reason), .. } => {
            let why = why_called_off(*reason, &visit.language).map_or(String::new(), |why| format!(" {why}"));
            Some(format!("{}{why}", words.act_called_off))
        }
        BookingFact::Reminded { .. } => Some(words.act_reminded.clone()),
        BookingFact::Voided { outage: false, .. } => Some(words.act_lapsed.clone()),
        BookingFact::Voided { outage: true, .. } => Some(words.act_outage.clone()),
        BookingFact::OutageNoted { .. } => None,
    }
}

/// Why the clerk refused; its key where the office no longer has it.
fn refusal(visit: &Visit, id: &ReasonId) -> String {
    let reason = visit.floor.reasons.refuse.iter().find(|reason| reason.id == *id);
    reason.map_or_else(|| id.to_string(), |reason| visit.said(&reason.name))
}
