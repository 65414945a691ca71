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
    let what = if let Fact::Booking(fact) = &told.event.fact {
        booking(visit, fact)?
    } else {
        visited(visit, &told.event.fact)?
    };
    Some(if told.undone { filled(&words.act_undone, &[&what]) } else { what })
}

/// What happened to the visit.
fn visited(visit: &Visit, fact: &Fact) -> Option<String> {
    let words = visit.words;
    if let Fact::TicketIssued { number, .. } = fact {
        Some(filled(&words.act_checked_in, &[&number.to_string()]))
    } else if let Fact::VisitorNoShow { .. } = fact {
        Some(words.act_no_show.clone())
    } else if let Fact::ServiceFinished { .. } = fact {
        Some(words.act_finished.clone())
    } else if let Fact::ServiceRefused { reason, .. } = fact {
        Some(filled(&words.act_refused, &[&refusal(visit, reason)]))
    } else if let Fact::VisitorLeft { why, .. } = fact {
        left(words, *why).cloned()
    } else {
        None
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
