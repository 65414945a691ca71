//! What the journal keeps (Q7): each event with its time, business day and author, readable for as long as journals are.

use queue::{Act, Event, State, apply};
use serde_json::json;

use crate::support::day::Day;
use crate::support::floors::{reason_id, small};

fn story() -> Day {
    let mut day = Day::open(small(), "09:42");
    let (_, other) = (day.takes("passport"), day.takes("passport"));
    day.opens("anna", 1).at("09:58");
    day.clerk("anna", Act::CallTicket { ticket: other, reason: reason_id("health") });
    day.clerk("anna", Act::Start);
    day.at("10:05").clerk("anna", Act::CallNext);
    day
}

#[test]
fn a_call_out_of_turn_stands_in_the_journal_with_all_that_a_report_needs_q6() {
    let day = story();
    let call = day.events.iter().find(|event| matches!(event.fact, queue::Fact::VisitorCalled { .. }));
    let expected = json!({
        "at": "2026-11-17T05:58:00Z",
        "day": "2026-11-17",
        "by": { "staff": "anna" },
        "fact": { "visitor_called": {
            "call": 0,
            "ticket": 1,
            "window": "w1",
            "clerk": "anna",
            "why": { "chosen": { "reason": "health", "instead_of": 0 } },
        } },
    });
    assert_eq!(serde_json::to_value(call.expect("a call")).expect("an event is written"), expected);
}

#[test]
fn the_two_events_of_one_act_are_marked_as_one_q7() {
    let day = story();
    let last: Vec<bool> = day.events.iter().rev().take(2).rev().map(|event| event.continues).collect();
    assert_eq!(last, [false, true], "the visit was finished and the next visitor called by one act");
}

#[test]
fn replaying_the_journal_gives_the_same_floor_q7() {
    let day = story();
    let written: Vec<String> = day.events.iter().map(|event| serde_json::to_string(event).expect("written")).collect();
    let mut replayed = State::default();
    for line in &written {
        let event: Event = serde_json::from_str(line).expect("read");
        apply(&mut replayed, &event);
    }
    assert_eq!(replayed, day.state);
}

#[test]
fn the_journal_holds_nothing_that_names_a_person() {
    let day = story();
    let issued = day.events.iter().find(|event| matches!(event.fact, queue::Fact::TicketIssued { .. }));
    let written = serde_json::to_value(issued.expect("a coupon")).expect("written");
    let mut kept: Vec<&String> = written["fact"]["ticket_issued"].as_object().expect("an event").keys().collect();
    kept.sort();
    assert_eq!(kept, ["category", "code", "language", "more_time", "number", "ticket", "visit"]);
}
