//! Holds the queue's state against the book, line by line, and the state's own lists against its tickets.

use queue::ids::TicketId;
use queue::state::{CALLS_KEPT, Desk as QueueDesk};
use queue::ticket::{Called, Stage, Waiting};
use queue::{State, Ticket};

use crate::book::{Book, Desk, Spot, Visitor, of};

/// The first difference between state and book, over the whole floor.
pub fn difference(state: &State, book: &Book) -> Option<String> {
    visitors(state, book)
        .or_else(|| desks(state, book))
        .or_else(|| the_day(state, book))
        .or_else(|| figures(state, book))
        .or_else(|| lists(state))
}

/// The first difference in one visitor's line.
pub fn in_line(state: &State, visitor: &Visitor) -> Option<String> {
    let Some(ticket) = state.tickets.get(&visitor.id) else {
        return Some(format!("the queue lost {visitor:?}"));
    };
    let visit: Vec<_> = visitor.behind.iter().chain(&visitor.ahead).cloned().collect();
    let same = ticket.number == visitor.number
        && ticket.by == visitor.issued_by
        && ticket.category == visitor.category
        && ticket.denied == visitor.denied
        && ticket.language == visitor.language
        && ticket.more_time == visitor.more_time
        && ticket.visit == visit
        && ticket.leg == visitor.behind.len()
        && ticket.issued_at == visitor.taken
        && ticket.copies == visitor.copies
        && ticket.place == visitor.place
        && ticket.called == visitor.was_called
        && ticket.stage == stage(visitor);
    (!same).then(|| format!("the book has\n  {visitor:?}\nthe queue has\n  {ticket:?}"))
}

fn stage(visitor: &Visitor) -> Stage {
    match visitor.spot.clone() {
        Spot::Waits { since, only } => Stage::Waiting(Waiting { since, window: only }),
        Spot::Called { window, clerk, first, last, calls, waited_s } => {
            Stage::Called(Called { window, clerk, first_at: first, last_at: last, calls, waited_s })
        }
        Spot::Served { window, since, called, waited_s } => {
            Stage::Serving { window, since, called_at: called, waited_s }
        }
        Spot::Parked { window, since, reason, alarm, rang } => {
            Stage::Parked { window, since, reason, alarm_at: alarm, rang }
        }
        Spot::NoShow { since, until } => Stage::NoShow { since, until },
        Spot::Finished { at } => Stage::Finished { at },
        Spot::Refused { at, reason } => Stage::Refused { at, reason },
        Spot::Left { at, why } => Stage::Left { at, why },
    }
}

/// Holds a floor after an undo to the floor before the step: tickets, desks and figures alike. Only revisions and ids go
/// on, the step itself is gone, and what was forgotten to make room for it stays forgotten.
pub fn is_as_before(after: &State, before: &State) {
    let mut expected = before.clone();
    expected.next_call = after.next_call;
    for (id, ticket) in &mut expected.tickets {
        ticket.revision = after.tickets.get(id).map_or(0, |ticket| ticket.revision);
    }
    for (window, desk) in &mut expected.desks {
        desk.step = after.desks.get(window).and_then(|desk| desk.step.clone());
    }
    if expected.calls.len() == CALLS_KEPT {
        expected.calls.clone_from(&after.calls);
    }
    assert_eq!(after.tickets, expected.tickets, "an undo changed tickets");
    assert_eq!(after.desks, expected.desks, "an undo changed windows");
    assert_eq!(after.clerks, expected.clerks, "an undo changed figures");
    assert_eq!(after.calls, expected.calls, "an undo changed calls");
    assert_eq!(after.learned, expected.learned, "an undo changed what was learned");
    assert_eq!(after.generals, expected.generals, "an undo changed the ratio");
    assert!(*after == expected, "an undo left something behind");
}

fn visitors(state: &State, book: &Book) -> Option<String> {
    if state.tickets.len() != book.visitors.len() {
        return Some(format!("{} tickets, {} lines", state.tickets.len(), book.visitors.len()));
    }
    book.visitors.iter().find_map(|visitor| in_line(state, visitor))
}

fn desks(state: &State, book: &Book) -> Option<String> {
    if state.desks.len() != book.desks.len() || state.signed_in.len() != book.signed_in.len() {
        return Some("not the same desks or sign-ins".to_owned());
    }
    let closed = |desk: &Desk| state.closed.get(&desk.clerk).is_some_and(|closed| closed.window == desk.window);
    if state.closed.len() != book.closed.len() || !book.closed.iter().all(closed) {
        return Some(format!("not the same windows just closed: {:?}", state.closed));
    }
    let same = |found: &QueueDesk, desk: &Desk| {
        let pause = found.pause.as_ref().map(|pause| (pause.reason.clone(), pause.since));
        found.clerk == desk.clerk && pause == desk.pause && found.visitor == desk.visitor
    };
    let wrong = book.desks.iter().find(|desk| !state.desks.get(&desk.window).is_some_and(|found| same(found, desk)));
    wrong.map(|desk| {
        let (window, visitor) = (&desk.window, desk.visitor);
        format!("{window}: the book has {visitor:?}, pause {:?}; the queue {:?}", desk.pause, state.desks.get(window))
    })
}

fn the_day(state: &State, book: &Book) -> Option<String> {
    let day = state.day.as_ref().expect("a configured floor has a day");
    if day.date != book.day {
        return Some(format!("the queue's day is {}, the book's {}", day.date, book.day));
    }
    for service in &book.floor.services {
        let id = &service.id;
        let found = (day.issued.get(id).copied(), day.extra.get(id).copied(), day.stopped.contains(id));
        let (issued, extra) = (of(&book.coupons, id), of(&book.extra, id));
        let same = (found.0.unwrap_or(0), found.1.unwrap_or(0)) == (issued, extra);
        if !same || found.2 != book.stopped.contains(id) {
            return Some(format!("{id}: the queue has {found:?}, the book {issued} coupons and {extra} more"));
        }
    }
    let numbered = book.last_numbers.iter().find(|(letter, last)| day.numbers.get(letter) != Some(last));
    let numbered = numbered.map(|(letter, last)| format!("{letter:?}: the book's last number is {last}"));
    let calls = (state.next_call != book.next_call).then(|| format!("next call {}", state.next_call));
    let kept = state.calls.iter().map(|call| (call.id, call.ticket));
    let sounded = !kept.eq(book.sounded.iter().copied());
    numbered.or(calls).or_else(|| sounded.then(|| format!("calls {:?}, the book {:?}", state.calls, book.sounded)))
}

fn figures(state: &State, book: &Book) -> Option<String> {
    book.figures.iter().find_map(|(clerk, figures)| {
        let found = state.clerks.get(clerk).cloned().unwrap_or_default();
        let same = found.served == figures.served
            && found.service_s == figures.service_s
            && found.within_norm == figures.within_norm
            && found.no_shows == figures.no_shows
            && found.refused == figures.refused;
        (!same).then(|| format!("{clerk}: the queue counts {found:?}, the book {figures:?}"))
    })
}

/// A ticket is at one window at most and a window has one visitor at most; every list agrees with the tickets.
fn lists(state: &State) -> Option<String> {
    let wrong = state.tickets.values().find(|ticket| !listed_rightly(state, ticket));
    if let Some(ticket) = wrong {
        return Some(format!("a list of the state is wrong about {ticket:?}"));
    }
    let listed = state.waiting.len() + state.timed.len();
    let expected = state.tickets.values().filter(|ticket| is_waiting(ticket) || is_timed(ticket)).count();
    let lost = |id: &TicketId| !state.tickets.contains_key(id);
    let stray = state.waiting.iter().chain(&state.timed).find(|id| lost(id));
    let clerks: std::collections::BTreeSet<_> = state.desks.values().map(|desk| &desk.clerk).collect();
    if listed != expected || stray.is_some() || clerks.len() != state.desks.len() {
        return Some(format!("{listed} listed of {expected}, stray {stray:?}, {} clerks at windows", clerks.len()));
    }
    None
}

fn listed_rightly(state: &State, ticket: &Ticket) -> bool {
    let id = ticket.id;
    let windows = state.desks.iter().filter(|(_, desk)| desk.visitor == Some(id)).map(|(window, _)| window);
    windows.eq(ticket.window())
        && state.waiting.contains(&id) == is_waiting(ticket)
        && state.timed.contains(&id) == is_timed(ticket)
        && state.numbers.get(&ticket.number) == Some(&id)
        && state.codes.get(&ticket.code) == Some(&id)
}

fn is_waiting(ticket: &Ticket) -> bool {
    matches!(ticket.stage, Stage::Waiting(_))
}

fn is_timed(ticket: &Ticket) -> bool {
    matches!(ticket.stage, Stage::Called(_) | Stage::Parked { .. } | Stage::NoShow { until: Some(_), .. })
}
