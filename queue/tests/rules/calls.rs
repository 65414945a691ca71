//! Calls: next, by number, again (Q2, Q6).

use queue::ids::{CallId, TicketId};
use queue::state::CallStage;
use queue::turn::Why;
use queue::{Act, Fact, Number, Rejection};

use crate::support::day::Day;
use crate::support::floors::{clerk_id, reason_id, small, window_id};

fn number(text: &str) -> Number {
    text.parse().expect("a number")
}

fn by_number(ticket: TicketId) -> Act {
    Act::CallTicket { ticket, reason: reason_id("health") }
}

fn why(facts: &[Fact]) -> Why {
    let Some(Fact::VisitorCalled { why, .. }) = facts.last() else { panic!("{facts:?} is no call") };
    why.clone()
}

#[test]
fn the_visitor_who_came_at_9_42_is_called_at_9_58_q2() {
    let mut day = Day::open(small(), "09:00");
    day.opens("anna", 1);
    for _ in 1..12 {
        day.takes("passport");
    }
    let story = day.at("09:42").takes("passport");
    assert_eq!(day.number(story), "A012");
    for _ in 1..12 {
        day.receives("anna");
    }
    day.at("09:58");
    let called = Fact::VisitorCalled {
        call: CallId(11),
        ticket: story,
        window: window_id("w1"),
        clerk: clerk_id("anna"),
        why: Why::Credit { waited_s: 960, limit_s: 1800, preferential: false },
    };
    assert_eq!(day.clerk("anna", Act::CallNext), [called]);
}

#[test]
fn only_a_clerk_who_is_ready_calls_q2() {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    assert_eq!(day.rejects("anna", Act::CallNext), Rejection::NotSignedIn);
    day.clerk("anna", Act::SignIn);
    assert_eq!(day.rejects("anna", Act::CallNext), Rejection::NoWindow);
    day.clerk("anna", Act::OpenWindow { window: window_id("w1") });
    day.clerk("anna", Act::PauseWindow { reason: reason_id("break") });
    assert_eq!(day.rejects("anna", Act::CallNext), Rejection::WindowPaused);
    day.clerk("anna", Act::ResumeWindow);
    day.calls("anna");
}

#[test]
fn a_window_calls_only_for_its_own_services_q2() {
    let mut day = Day::open(small(), "09:00");
    let visa = day.takes("visa");
    day.opens("anna", 1).opens("boris", 3);
    assert_eq!(day.rejects("anna", Act::CallNext), Rejection::NobodyWaiting);
    assert_eq!(day.rejects("anna", by_number(visa)), Rejection::WindowDoesNotServe);
    assert_eq!(day.calls("boris"), visa);
}

#[test]
fn clerks_who_call_together_get_a_visitor_each_q2() {
    let mut day = Day::open(small(), "09:00");
    let (first, second) = (day.takes("passport"), day.takes("passport"));
    day.opens("anna", 1).opens("boris", 2);
    assert_eq!([day.calls("anna"), day.calls("boris")], [first, second]);
    let heard: Vec<_> = day.state.calls.iter().map(|call| (call.id, call.ticket)).collect();
    assert_eq!(heard, [(CallId(0), first), (CallId(1), second)]);
    assert_eq!(day.rejects("boris", by_number(first)), Rejection::AlreadyCalled);
}

#[test]
fn call_next_also_finishes_who_is_being_served_q2() {
    let mut day = Day::open(small(), "09:00");
    let (first, second) = (day.takes("passport"), day.takes("passport"));
    day.opens("anna", 1).calls("anna");
    assert_eq!(day.rejects("anna", Act::CallNext), Rejection::WindowBusy { number: number("A001") }, "not here yet");
    day.clerk("anna", Act::Start);
    let facts = day.clerk("anna", Act::CallNext);
    assert!(matches!(&facts[0], Fact::ServiceFinished { ticket, .. } if *ticket == first), "{facts:?}");
    assert!(matches!(&facts[1], Fact::VisitorCalled { ticket, .. } if *ticket == second), "{facts:?}");
}

#[test]
fn call_next_finishes_nobody_where_the_office_does_not_want_it_q2() {
    let mut floor = small();
    floor.rules.call_finishes = false;
    let mut day = Day::open(floor, "09:00");
    day.takes("passport");
    day.takes("passport");
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::Start);
    assert_eq!(day.rejects("anna", Act::CallNext), Rejection::WindowBusy { number: number("A001") });
}

#[test]
fn call_next_leaves_the_visitor_where_nobody_else_waits_q2() {
    let mut day = Day::open(small(), "09:00");
    let only = day.takes("passport");
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::Start);
    assert_eq!(day.rejects("anna", Act::CallNext), Rejection::NobodyWaiting);
    assert_eq!(day.at_window_of("anna"), Some(only));
}

#[test]
fn a_call_out_of_turn_has_a_reason_and_names_whom_it_went_before_q6() {
    let mut day = Day::open(small(), "09:00");
    let due = day.takes("passport");
    let chosen = day.after_min(5).takes("passport");
    day.opens("anna", 1);
    let without_reason = Act::CallTicket { ticket: chosen, reason: reason_id("protege") };
    assert_eq!(day.rejects("anna", without_reason), Rejection::UnknownReason);
    let facts = day.clerk("anna", by_number(chosen));
    assert_eq!(why(&facts), Why::Chosen { reason: reason_id("health"), instead_of: Some(due) });
    let event = day.events.last().expect("the call");
    assert_eq!(event.by, crate::support::day::staff("anna"), "it stands in the report with the clerk's name");
}

#[test]
fn a_call_by_number_of_whoever_is_due_goes_before_nobody_q6() {
    let mut day = Day::open(small(), "09:00");
    let due = day.takes("passport");
    day.after_min(5).takes("passport");
    day.opens("anna", 1);
    let facts = day.clerk("anna", by_number(due));
    assert_eq!(why(&facts), Why::Chosen { reason: reason_id("health"), instead_of: None });
}

#[test]
fn only_who_waits_is_called_by_number_q6() {
    let mut day = Day::open(small(), "09:00");
    let gone = day.takes("passport");
    day.opens("anna", 1).receives("anna");
    assert_eq!(day.rejects("anna", by_number(gone)), Rejection::NotWaiting);
    assert_eq!(day.rejects("anna", by_number(TicketId(77))), Rejection::UnknownTicket);
}

#[test]
fn a_recall_is_heard_again_under_its_own_id_q2() {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes("passport");
    day.opens("anna", 1);
    assert_eq!(day.rejects("anna", Act::Recall), Rejection::NobodyAtWindow);
    day.calls("anna");
    day.after_s(40).clerk("anna", Act::Recall);
    let heard: Vec<_> = day.state.calls.iter().map(|call| (call.id, call.ticket, call.recall)).collect();
    assert_eq!(heard, [(CallId(0), id, false), (CallId(1), id, true)]);
    day.clerk("anna", Act::Start);
    assert_eq!(day.rejects("anna", Act::Recall), Rejection::AlreadyStarted);
}

#[test]
fn a_visitor_recalled_three_hundred_times_breaks_nothing_q2() {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    day.opens("anna", 1).calls("anna");
    for _ in 0..300 {
        day.clerk("anna", Act::Recall);
    }
    assert_eq!(day.state.calls.len(), queue::state::CALLS_KEPT);
    day.clerk("anna", Act::Start);
}

#[test]
fn a_call_that_stands_is_kept_however_many_come_after_it_q2() {
    let mut day = Day::open(small(), "09:00");
    let waited_for = day.takes("passport");
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::Recall);
    day.takes("visa");
    day.opens("boris", 2).calls("boris");
    for _ in 0..3 * queue::state::CALLS_KEPT {
        day.clerk("boris", Act::Recall);
    }
    let oldest = &day.state.calls[0];
    assert_eq!((oldest.ticket, oldest.recall), (waited_for, true), "the last word to the visitor, not the first");
    assert_eq!(day.state.call_stage(oldest), CallStage::Standing);
    assert_eq!(day.state.calls.len(), queue::state::CALLS_KEPT, "nothing else is kept longer");
    day.clerk("anna", Act::Start);
    day.clerk("boris", Act::Recall);
    assert_eq!(day.state.call_stage(&day.state.calls[0]), CallStage::Serving);
    day.clerk("anna", Act::Finish);
    day.clerk("boris", Act::Recall);
    assert!(day.state.calls.iter().all(|call| call.ticket != waited_for), "an ended call goes like any other");
}
