//! "Why was someone called before me?" in words (Q6).

use protocol::message::TicketState;
use queue::Floor;
use queue::ids::ReasonId;

use super::super::before::{Call, Reason, Told};
use super::super::words::Words;
use super::{Wish, said};
use crate::web::words::filled;

/// The question and its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    pub question: String,
    pub calls: Vec<Line>,
    pub notes: Vec<String>,
}

/// A call and its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub time: String,
    pub says: String,
}

/// Nothing where there is nothing to wonder about.
pub fn before(floor: &Floor, state: TicketState, told: &Told, wish: &Wish) -> Option<Before> {
    if told.calls.is_empty() {
        return None;
    }
    let words = Words::of(&wish.language);
    let line = |call: &Call| Line {
        time: time(floor, call.at),
        says: format!("{}: {}", call.number, reason(floor, &call.reason, wish, words)),
    };
    let more = (told.more > 0).then(|| filled(&words.earlier_calls, &[&told.more.to_string()]));
    let came_before = (told.came_before > 0).then(|| filled(&words.came_before, &[&words.people.of(told.came_before)]));
    let place = (told.place_kept && state == TicketState::Waiting).then(|| words.place_kept.clone());
    Some(Before {
        question: words.why_before.clone(),
        calls: told.calls.iter().map(line).collect(),
        notes: [more, came_before, place].into_iter().flatten().collect(),
    })
}

fn reason(floor: &Floor, reason: &Reason, wish: &Wish, words: &Words) -> String {
    match reason {
        Reason::BookedFor(due) => filled(&words.booked_for, &[&time(floor, *due)]),
        Reason::Preferential => words.preferential.clone(),
        Reason::ShorterLimit => words.shorter_limit.clone(),
        Reason::LargerShare => words.larger_share.clone(),
        Reason::PlaceGiven => words.place_given.clone(),
        Reason::Elsewhere => words.elsewhere.clone(),
        Reason::InOrder => words.in_order.clone(),
        Reason::Chosen(Some(reason)) => chosen(floor, reason, wish, words),
        Reason::Chosen(None) => words.chosen.clone(),
        Reason::CameBack => words.came_back.clone(),
        Reason::SetAside => words.set_aside.clone(),
    }
}

fn chosen(floor: &Floor, id: &ReasonId, wish: &Wish, words: &Words) -> String {
    let reason = floor.reasons.out_of_turn.iter().find(|reason| reason.id == *id);
    reason.map_or(words.chosen.clone(), |reason| filled(&words.chosen_because, &[&said(&reason.name, wish)]))
}

fn time(floor: &Floor, at: jiff::Timestamp) -> String {
    floor.calendar.zone.local(at).strftime("%H:%M").to_string()
}
