//! The clerk takes the last step back within ten seconds.

use queue::floor::Rules;
use queue::ids::TicketId;
use queue::{Act, Actor, Floor, Leaving, Rejection, State, Target};

use crate::support::day::Day;
use crate::support::floors::{clerk_id, reason_id, service_id, small, window_id};

/// Tickets, windows and figures, without the numbers that only ever rise.
fn picture(state: &State) -> State {
    let mut state = state.clone();
    state.next_call = 0;
    state.tickets.values_mut().for_each(|ticket| ticket.revision = 0);
    state.desks.values_mut().for_each(|desk| desk.step = None);
    state
}

/// Boris serves the first visitor while a second waits.
fn serving() -> (Day, TicketId, TicketId) {
    let mut day = Day::open(small(), "09:00");
    let (first, second) = (day.takes("passport"), day.takes("passport"));
    day.opens("anna", 1).opens("boris", 2).at("09:10").calls("boris");
    day.clerk("boris", Act::Start);
    day.at("09:20");
    (day, first, second)
}

#[test]
fn undoing_call_next_brings_the_finished_visitor_back() {
    let (mut day, first, second) = serving();
    let before = picture(&day.state);
    assert_eq!(day.calls("boris"), second);
    day.after_s(9).clerk("boris", Act::Undo);
    assert_eq!(day.at_window_of("boris"), Some(first));
    assert!(day.waits(second));
    assert_eq!(picture(&day.state), before);
}

#[test]
fn every_step_with_a_visitor_can_be_undone() {
    let transfer = Act::Transfer { to: Target::Service(service_id("visa")) };
    let park = Act::Park { reason: reason_id("photo"), alarm_min: Some(5) };
    let refuse = Act::Refuse { reason: reason_id("no-right") };
    let next = Act::NextService { service: Some(service_id("payment")) };
    for step in [Act::Finish, Act::CallNext, transfer, park, refuse, next] {
        let (mut day, ..) = serving();
        let before = picture(&day.state);
        day.clerk("boris", step.clone());
        assert_ne!(picture(&day.state), before, "{step:?} does something");
        day.clerk("boris", Act::Undo);
        assert_eq!(picture(&day.state), before, "{step:?}");
    }
}

#[test]
fn ten_seconds_are_ten_seconds() {
    let (mut day, ..) = serving();
    day.after_ms(1).clerk("boris", Act::Finish);
    day.after_ms(10_000).clerk("boris", Act::Undo);
    day.clerk("boris", Act::Finish);
    day.after_ms(10_001);
    assert_eq!(day.rejects("boris", Act::Undo), Rejection::UndoTooLate);
}

#[test]
fn a_step_is_undone_once() {
    let (mut day, ..) = serving();
    day.clerk("boris", Act::Finish);
    day.clerk("boris", Act::Undo);
    assert_eq!(day.rejects("boris", Act::Undo), Rejection::NothingToUndo);
    assert_eq!(day.rejects("anna", Act::Undo), Rejection::NothingToUndo, "a clerk undoes only their own");
}

#[test]
fn a_step_whose_visitor_was_called_elsewhere_is_overtaken() {
    let (mut day, first, _) = serving();
    day.clerk("boris", Act::Transfer { to: Target::Window(window_id("w1")) });
    assert_eq!(day.calls("anna"), first);
    assert_eq!(day.rejects("boris", Act::Undo), Rejection::UndoOvertaken);
}

#[test]
fn closing_a_window_over_a_visitor_can_be_undone() {
    let transfer = Leaving::Transfer(Target::Service(service_id("visa")));
    for leaving in [Leaving::Finish, Leaving::PutBack, transfer] {
        let (mut day, first, _) = serving();
        let before = picture(&day.state);
        day.clerk("boris", Act::CloseWindow { visitor: Some(leaving.clone()) });
        assert_eq!(day.state.window_of(&clerk_id("boris")), None);
        day.after_s(10).clerk("boris", Act::Undo);
        assert_eq!(day.at_window_of("boris"), Some(first), "{leaving:?}");
        assert_eq!(picture(&day.state), before, "{leaving:?}");
    }
}

#[test]
fn a_closed_window_is_taken_again_only_in_time_and_while_it_is_free() {
    let closed = || {
        let (mut day, first, _) = serving();
        day.clerk("boris", Act::CloseWindow { visitor: Some(Leaving::PutBack) });
        (day, first)
    };
    let (mut late, _) = closed();
    late.after_ms(10_001);
    assert_eq!(late.rejects("boris", Act::Undo), Rejection::UndoTooLate);
    let (mut called, first) = closed();
    assert_eq!(called.calls("anna"), first);
    assert_eq!(called.rejects("boris", Act::Undo), Rejection::UndoOvertaken);
    let (mut taken, _) = closed();
    taken.opens("karine", 2);
    assert_eq!(taken.rejects("boris", Act::Undo), Rejection::WindowTaken { by: clerk_id("karine") });
    let (mut elsewhere, _) = closed();
    elsewhere.clerk("boris", Act::OpenWindow { window: window_id("w3") });
    assert_eq!(elsewhere.rejects("boris", Act::Undo), Rejection::NothingToUndo, "boris has sat down again");
    let (mut gone, _) = closed();
    gone.clerk("boris", Act::SignOut);
    gone.clerk("boris", Act::SignIn);
    assert_eq!(gone.rejects("boris", Act::Undo), Rejection::NoWindow);
}

#[test]
fn closing_an_empty_window_is_no_step() {
    let (mut day, ..) = serving();
    day.clerk("boris", Act::Finish);
    day.clerk("boris", Act::CloseWindow { visitor: None });
    assert_eq!(day.rejects("boris", Act::Undo), Rejection::NoWindow);
}

#[test]
fn a_copy_or_a_mark_by_the_desk_overtakes_no_step_and_stays() {
    let (mut day, first, _) = serving();
    day.clerk("boris", Act::Park { reason: reason_id("photo"), alarm_min: None });
    day.clerk("karine", Act::ReprintCoupon { ticket: first });
    day.clerk("karine", Act::MarkMoreTime { ticket: first, on: true });
    day.clerk("boris", Act::Undo);
    assert_eq!(day.at_window_of("boris"), Some(first));
    assert_eq!((day.ticket(first).copies, day.ticket(first).more_time), (1, true));
}

#[test]
fn what_other_windows_did_meanwhile_stays() {
    let (mut day, first, second) = serving();
    day.clerk("boris", Act::Finish);
    day.after_s(3);
    assert_eq!(day.calls("anna"), second);
    day.clerk("boris", Act::Undo);
    assert_eq!((day.at_window_of("anna"), day.at_window_of("boris")), (Some(second), Some(first)));
}

#[test]
fn a_recall_was_heard_and_cannot_be_undone() {
    let (mut day, _, second) = serving();
    day.calls("boris");
    day.clerk("boris", Act::Recall);
    assert_eq!(day.rejects("boris", Act::Undo), Rejection::NothingToUndo);
    assert_eq!(day.at_window_of("boris"), Some(second));
}

#[test]
fn what_time_did_cannot_be_undone() {
    let rules = Rules { no_show_calls: 1, no_show_after_s: 5, no_show_alone_s: Some(5), ..Rules::default() };
    let mut day = Day::open(Floor { rules, ..small() }, "09:00");
    day.takes("passport");
    day.opens("anna", 1).calls("anna");
    day.after_s(6);
    assert_eq!(day.at_window_of("anna"), None, "time made the no-show");
    assert_eq!(day.rejects("anna", Act::Undo), Rejection::NothingToUndo);
}

#[test]
fn a_new_floor_ends_the_undo() {
    let (mut day, _, second) = serving();
    day.act(Actor::Visitor, Act::Leave { ticket: second }).expect("who waits may go");
    day.clerk("boris", Act::Finish);
    let mut floor = day.floor().clone();
    floor.services.remove(0);
    floor.windows.iter_mut().for_each(|window| window.services.retain(|id| *id != service_id("passport")));
    day.act(Actor::Office, Act::ConfigureFloor { floor: Box::new(floor) }).expect("nobody is here for a passport");
    assert_eq!(day.rejects("boris", Act::Undo), Rejection::NothingToUndo);
    assert_eq!(day.state.clerks[&clerk_id("boris")].served, 1);
}
