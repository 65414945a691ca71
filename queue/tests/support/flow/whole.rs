//! Each visit, window and story of the fold against the line that was read from the events.

use jiff::Timestamp;
use queue::day::story::{called_before, story};
use queue::day::{Began, Came, Day, Doing, Leg, Outcome, Visit};
use queue::ids::TicketId;
use queue::{Event, Fact};

use super::lines::{Line, Record, Wait};

/// Everything but the figures.
pub fn holds(day: &Day, record: &Record) {
    assert_eq!(day.until, record.last_at);
    let tickets: Vec<TicketId> = day.visits.iter().map(|visit| visit.ticket).collect();
    assert_eq!(tickets, record.lines.keys().copied().collect::<Vec<_>>(), "{}", day.date);
    for (visit, line) in day.visits.iter().zip(record.lines.values()) {
        visit_holds(visit, line);
    }
    let spans: Vec<_> = day
        .spans
        .iter()
        .map(|span| {
            let reason = if let Doing::Paused { reason } = &span.doing { Some(reason.clone()) } else { None };
            (span.window.clone(), span.clerk.clone(), reason, span.from, span.until, span.cut)
        })
        .collect();
    assert_eq!(spans, record.spans, "{}", day.date);
    let missed: Vec<_> = day.missed.iter().map(|missed| (missed.service.clone(), missed.outage)).collect();
    assert_eq!(missed, record.missed, "{}", day.date);
    // Stories are long: of each day some.
    for ticket in tickets.iter().step_by(1 + tickets.len() / 12) {
        story_holds(record, *ticket);
        before_holds(day, record, *ticket);
    }
}

fn visit_holds(visit: &Visit, line: &Line) {
    let ticket = visit.ticket;
    assert_eq!((visit.issued_at, visit.number.to_string()), (line.issued, line.number.clone()), "{ticket:?}");
    let came = line.due.map_or(Came::WalkIn, |due| Came::Booked { due, late: line.late });
    assert_eq!(visit.came, came, "{ticket:?}");
    assert_eq!((visit.expected, visit.last_wait_s), (line.expected, line.rival_s), "{ticket:?} as it was told");
    assert_eq!(visit.left.map(|left| (left.at, left.why)), line.gone, "{ticket:?}");
    assert_eq!(visit.legs.len(), line.waits.len(), "{ticket:?}: {:#?}", visit.legs);
    for (leg, wait) in visit.legs.iter().zip(&line.waits) {
        leg_holds(leg, wait, ticket);
    }
    assert_eq!(visit.legs[0].began, Began::Issued);
}

fn leg_holds(leg: &Leg, wait: &Wait, ticket: TicketId) {
    assert_eq!((&leg.service, &leg.category, leg.since), (&wait.service, &wait.category, wait.since), "{ticket:?}");
    assert_eq!(leg.began == Began::BroughtBack, wait.brought_back, "{ticket:?}: {leg:#?}");
    assert_eq!(leg.began == Began::CameBack, wait.came_back, "{ticket:?}: {leg:#?}");
    let call = leg.call.as_ref().map(|c| (c.at, c.window.clone(), c.clerk.clone(), c.why.clone(), c.calls));
    let read = wait.call.clone().map(|(_, at, window, clerk, why, calls)| (at, window, clerk, why, calls));
    assert_eq!(call, read, "{ticket:?}");
    assert_eq!((leg.started, leg.ended), (wait.start, wait.end.map(|end| end.0)), "{ticket:?}");
    assert_eq!((leg.wait_s(), leg.service_s()), (wait.wait_s(), served(wait, true)), "{ticket:?}");
    assert_eq!(leg.undone_s(), served(wait, false), "{ticket:?}: {leg:#?}");
    if wait.call.is_some() {
        assert_eq!(leg.limit_s, wait.limit_s, "{ticket:?}: {leg:#?}");
    }
    if leg.service_s().is_some() {
        assert_eq!(leg.norm_s, wait.norm_s, "{ticket:?}: {leg:#?}");
    }
    let reason = match &leg.outcome {
        Outcome::Parked { reason } | Outcome::Refused { reason } => Some(reason.clone()),
        Outcome::Waiting
        | Outcome::Called
        | Outcome::Serving
        | Outcome::Finished
        | Outcome::NextService
        | Outcome::DayEnded
        | Outcome::Transferred
        | Outcome::NoShow
        | Outcome::PutBack
        | Outcome::RightDenied
        | Outcome::Left => None,
    };
    assert_eq!((word(&leg.outcome), reason), (read_word(wait), wait.reason.clone()), "{ticket:?}: {leg:#?}");
}

fn served(wait: &Wait, done: bool) -> Option<u32> {
    wait.served_s().filter(|(_, was_done)| *was_done == done).map(|(served_s, _)| served_s)
}

fn read_word(wait: &Wait) -> &'static str {
    match (wait.end, wait.start, &wait.call) {
        (Some((_, "finished", true)), ..) => "day ended",
        (Some((_, word, _)), ..) => word,
        (None, Some(_), _) => "serving",
        (None, None, Some(_)) => "called",
        (None, None, None) => "waiting",
    }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Waiting => "waiting",
        Outcome::Called => "called",
        Outcome::Serving => "serving",
        Outcome::Finished => "finished",
        Outcome::NextService => "next",
        Outcome::DayEnded => "day ended",
        Outcome::Transferred => "transferred",
        Outcome::Parked { .. } => "parked",
        Outcome::NoShow => "no-show",
        Outcome::Refused { .. } => "refused",
        Outcome::PutBack => "put back",
        Outcome::RightDenied => "denied",
        Outcome::Left => "left",
    }
}

/// The story is every event in whose written form the ticket stands, and every undo of one.
fn story_holds(record: &Record, ticket: TicketId) {
    let events: Vec<&Event> = record.told.iter().map(|(event, _)| event).collect();
    let told = story(events, ticket);
    let named = |event: &Event| {
        let fact = serde_json::to_value(&event.fact).expect("a fact is written");
        let body = fact.as_object().and_then(|fact| fact.values().next()).cloned().unwrap_or_default();
        body["ticket"] == ticket.0
    };
    let mine: Vec<_> = record.told.iter().filter(|(event, _)| named(event)).cloned().collect();
    let without_undos = told.iter().filter(|told| !matches!(told.event.fact, Fact::StepUndone { .. }));
    let heard: Vec<_> = without_undos.map(|told| (told.event.clone(), told.undone)).collect();
    assert_eq!(heard, mine, "the story of {ticket:?}");
    // What was taken back is followed by its undo, and no undo comes without.
    let mut open = false;
    for told in &told {
        match (&told.event.fact, told.undone) {
            (Fact::StepUndone { .. }, _) => assert!(std::mem::take(&mut open), "an undo of nothing: {ticket:?}"),
            (_, undone) => open |= undone,
        }
    }
    assert!(!open, "something was taken back by nobody: {ticket:?}");
}

/// Whoever stands as called in the list after a ticket began to wait and before its own call.
fn before_holds(day: &Day, record: &Record, ticket: TicketId) {
    let told: Vec<_> = called_before(day, ticket).iter().map(|b| (b.visit.ticket, b.call.at, b.came_later)).collect();
    let mine = &record.lines[&ticket];
    let waited = |position: usize, at: Timestamp| {
        mine.waits.iter().filter(|wait| !wait.brought_back).any(|wait| {
            let before_own = wait.call.as_ref().is_none_or(|call| position < call.0);
            let before_end = wait.call.is_some() || wait.end.is_none_or(|end| at <= end.0);
            wait.since <= at && before_own && before_end
        })
    };
    let mut calls = Vec::new();
    for (other, line) in record.lines.iter().filter(|(other, _)| **other != ticket) {
        for (position, at, ..) in line.waits.iter().filter_map(|wait| wait.call.as_ref()) {
            if waited(*position, *at) {
                calls.push((*position, (*other, *at, (line.issued, *other) > (mine.issued, ticket))));
            }
        }
    }
    calls.sort_by_key(|(position, _)| *position);
    assert_eq!(told, calls.into_iter().map(|(_, call)| call).collect::<Vec<_>>(), "before {ticket:?}");
}
