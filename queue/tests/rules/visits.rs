//! A visit from window to window: parked and returned, sent on, several services under one number (Q8), refused.

use queue::floor::{PlaceRule, Policy};
use queue::ids::TicketId;
use queue::ticket::Stage;
use queue::turn::{self, Why};
use queue::{Act, Actor, Fact, Floor, Leaving, Rejection, Target};

use crate::support::day::{Day, staff};
use crate::support::floors::{clerk_id, reason_id, service_id, small, window_id};

fn park(alarm_min: Option<u16>) -> Act {
    Act::Park { reason: reason_id("copies"), alarm_min }
}

fn to_service(key: &str) -> Act {
    Act::Transfer { to: Target::Service(service_id(key)) }
}

fn to_window(number: u8) -> Act {
    Act::Transfer { to: Target::Window(window_id(&format!("w{number}"))) }
}

/// One visitor for a passport, called at window 2.
fn called(floor: Floor) -> (Day, TicketId) {
    let mut day = Day::open(floor, "09:00");
    let id = day.takes("passport");
    day.opens("boris", 2).opens("karine", 3).at("09:30").calls("boris");
    (day, id)
}

#[test]
fn a_visitor_is_called_received_and_finished_q2() {
    let (mut day, id) = called(small());
    assert_eq!(day.rejects("boris", Act::Finish), Rejection::NotStarted);
    day.clerk("boris", Act::Start);
    assert_eq!(day.rejects("boris", Act::Start), Rejection::AlreadyStarted);
    day.at("09:40").clerk("boris", Act::Finish);
    assert_eq!(*day.stage(id), Stage::Finished { at: day.now });
    assert_eq!(day.rejects("boris", Act::Finish), Rejection::NobodyAtWindow);
}

#[test]
fn the_clerks_own_day_counts_visits_and_their_length_q7() {
    let (mut day, _) = called(small());
    day.clerk("boris", Act::Start);
    day.at("09:45").clerk("boris", Act::Finish);
    day.takes("passport");
    day.calls("boris");
    day.clerk("boris", Act::Start);
    day.at("10:00:01").clerk("boris", Act::Finish);
    let own = &day.state.clerks[&clerk_id("boris")];
    assert_eq!((own.served, own.service_s, own.within_norm), (2, 900 + 901, 1));
}

#[test]
fn a_parked_visitor_is_brought_back_without_a_reason() {
    let (mut day, id) = called(small());
    day.clerk("boris", park(None));
    assert_eq!(day.at_window_of("boris"), None);
    let facts = day.clerk("boris", Act::Return { ticket: id });
    assert!(matches!(&facts[..], [Fact::VisitorCalled { why: Why::Parked, .. }]), "{facts:?}");
}

#[test]
fn a_parked_visitor_is_brought_back_by_any_window_that_receives_the_service() {
    let (mut day, id) = called(small());
    day.clerk("boris", park(None));
    day.opens("anna", 1);
    assert_eq!(day.rejects("karine", Act::Return { ticket: id }), Rejection::WindowDoesNotServe);
    day.clerk("anna", Act::Return { ticket: id });
    assert_eq!(day.rejects("boris", Act::Return { ticket: id }), Rejection::NotParked);
}

#[test]
fn the_alarm_of_a_parked_visitor_rings_once() {
    let (mut day, id) = called(small());
    day.clerk("boris", park(Some(20)));
    assert_eq!(day.at("09:49:59").let_time_pass(), []);
    day.at("09:50");
    assert_eq!(day.events.last().map(|event| &event.fact), Some(&Fact::ParkAlarmRang { ticket: id }));
    let so_far = day.events.len();
    day.at("11:00");
    assert_eq!(day.events.len(), so_far);
    day.clerk("boris", Act::Return { ticket: id });
}

#[test]
fn an_alarm_is_1_to_480_minutes() {
    let (mut day, _) = called(small());
    assert_eq!(day.rejects("boris", park(Some(0))), Rejection::BadAlarm);
    assert_eq!(day.rejects("boris", park(Some(481))), Rejection::BadAlarm);
    let unknown = Act::Park { reason: reason_id("lunch"), alarm_min: None };
    assert_eq!(day.rejects("boris", unknown), Rejection::UnknownReason);
    day.clerk("boris", park(Some(480)));
}

/// Boris sends a visitor of 09:00 on to "visa", for which one waits since 09:10 and one since 09:20.
fn sent_on(rule: PlaceRule) -> Vec<&'static str> {
    let mut floor = small();
    floor.rules.place_transferred = rule;
    floor.rules.policy = Policy::FirstCome;
    let mut day = Day::open(floor, "08:55");
    let early = day.takes("visa");
    let sent = day.at("09:00").takes("passport");
    let late = day.at("09:10").takes("visa");
    day.opens("boris", 2).opens("karine", 3);
    day.clerk("boris", Act::CallTicket { ticket: sent, reason: reason_id("question") });
    day.at("09:30").clerk("boris", to_service("visa"));
    let names = |id| match id {
        id if id == early => "early",
        id if id == sent => "sent",
        _ => "late",
    };
    assert!(day.waits(late));
    (0..3).map(|_| names(day.receives("karine"))).collect()
}

#[test]
fn a_visitor_who_is_sent_on_keeps_the_time_of_the_coupon() {
    assert_eq!(sent_on(PlaceRule::KeepsTime), ["early", "sent", "late"]);
}

#[test]
fn a_visitor_who_is_sent_on_to_the_front_goes_before_the_line() {
    assert_eq!(sent_on(PlaceRule::Front), ["sent", "early", "late"]);
}

#[test]
fn a_visitor_who_is_sent_on_to_the_back_goes_behind_the_line() {
    assert_eq!(sent_on(PlaceRule::Back), ["early", "late", "sent"]);
}

#[test]
fn the_front_of_an_empty_line_is_not_behind_other_services() {
    let mut floor = small();
    floor.rules.place_transferred = PlaceRule::Front;
    let (mut day, id) = called(floor);
    day.at("09:35").takes("payment");
    day.at("09:40").clerk("boris", to_service("visa"));
    assert_eq!(day.calls("karine"), id, "karine receives visa and payment");
}

#[test]
fn a_visitor_who_is_sent_to_a_window_is_called_by_that_window() {
    let (mut day, id) = called(small());
    day.opens("anna", 1).clerk("boris", to_window(1));
    assert_eq!(day.rejects("boris", Act::CallNext), Rejection::NobodyWaiting);
    assert_eq!(day.calls("anna"), id);
}

#[test]
fn a_visitor_who_is_bound_to_a_window_is_free_when_it_closes() {
    let (mut day, id) = called(small());
    day.opens("anna", 1).clerk("boris", to_window(1));
    day.clerk("anna", Act::CloseWindow { visitor: None });
    assert_eq!(day.calls("boris"), id);
}

#[test]
fn a_visitor_who_is_bound_to_a_window_is_free_while_it_is_paused_q2() {
    let (mut day, id) = called(small());
    day.opens("anna", 1).clerk("boris", to_window(1));
    assert_eq!(day.rejects("boris", Act::CallNext), Rejection::NobodyWaiting);
    day.clerk("anna", Act::PauseWindow { reason: reason_id("break") });
    assert_eq!(day.calls("boris"), id);
}

#[test]
fn a_pause_that_ends_in_time_leaves_the_visitor_to_the_window_q2() {
    let (mut day, id) = called(small());
    day.opens("anna", 1).clerk("boris", to_window(1));
    day.clerk("anna", Act::PauseWindow { reason: reason_id("break") });
    day.clerk("anna", Act::ResumeWindow);
    assert_eq!(day.rejects("boris", Act::CallNext), Rejection::NobodyWaiting);
    assert_eq!(day.calls("anna"), id);
}

#[test]
fn a_visitor_waits_for_one_window_no_longer_than_anyone_should_wait_q2() {
    let (mut day, id) = called(small());
    day.opens("anna", 1).clerk("boris", to_window(1));
    day.at("09:59:59");
    assert_eq!(day.rejects("boris", Act::CallNext), Rejection::NobodyWaiting, "anna has half an hour to call");
    day.at("10:00");
    assert_eq!(day.calls("boris"), id);
}

#[test]
fn who_waited_long_before_is_sent_to_one_window_all_the_same_q2() {
    let (mut day, id) = called(small());
    day.at("10:30").opens("anna", 1).clerk("boris", to_window(1));
    assert_eq!(day.rejects("boris", Act::CallNext), Rejection::NobodyWaiting);
    assert_eq!(day.calls("anna"), id);
}

#[test]
fn nobody_is_sent_to_a_window_that_is_paused_q2() {
    let (mut day, _) = called(small());
    day.opens("anna", 1).clerk("anna", Act::PauseWindow { reason: reason_id("break") });
    assert_eq!(day.rejects("boris", to_window(1)), Rejection::TargetPaused);
    let close = Act::CloseWindow { visitor: Some(Leaving::Transfer(Target::Window(window_id("w1")))) };
    assert_eq!(day.rejects("boris", close), Rejection::TargetPaused);
}

#[test]
fn a_visitor_who_is_bound_to_a_window_is_free_when_it_drops_the_service() {
    let (mut day, id) = called(small());
    day.opens("anna", 1).clerk("boris", to_window(1));
    let mut floor = day.floor().clone();
    floor.windows[0].services = vec![service_id("visa")];
    day.act(Actor::Office, Act::ConfigureFloor { floor: Box::new(floor) }).expect("another window receives passports");
    assert_eq!(day.calls("boris"), id);
}

#[test]
fn a_visitor_is_not_sent_where_nobody_would_receive_them() {
    let (mut day, _) = called(small());
    assert_eq!(day.rejects("boris", to_service("driving")), Rejection::UnknownService);
    assert_eq!(day.rejects("boris", to_service("passport")), Rejection::SameTarget);
    assert_eq!(day.rejects("boris", to_window(2)), Rejection::SameTarget);
    assert_eq!(day.rejects("boris", to_window(1)), Rejection::WindowClosed);
    assert_eq!(day.rejects("boris", to_window(3)), Rejection::WindowDoesNotServe);
    assert_eq!(day.rejects("boris", to_window(9)), Rejection::UnknownWindow);
}

#[test]
fn a_visit_of_two_services_keeps_one_number_q8() {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes_as(&["passport", "payment"], "general");
    day.opens("boris", 2).opens("karine", 3).calls("boris");
    day.clerk("boris", Act::Start);
    let facts = day.clerk("boris", Act::Finish);
    assert!(matches!(&facts[..], [Fact::NextServiceQueued { added: None, .. }]), "{facts:?}");
    assert_eq!(day.ticket(id).service(), &service_id("payment"));
    assert_eq!(day.calls("karine"), id);
    assert_eq!(day.number(id), "A001");
    day.clerk("karine", Act::Start);
    day.clerk("karine", Act::Finish);
    assert!(matches!(day.stage(id), Stage::Finished { .. }));
}

#[test]
fn the_clerk_adds_a_service_that_comes_next_q8() {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes_as(&["passport", "payment"], "general");
    day.opens("boris", 2).opens("karine", 3).calls("boris");
    let next = |key: Option<&str>| Act::NextService { service: key.map(service_id) };
    assert_eq!(day.rejects("boris", next(Some("visa"))), Rejection::NotStarted);
    day.clerk("boris", Act::Start);
    assert_eq!(day.rejects("boris", next(Some("passport"))), Rejection::SameTarget);
    assert_eq!(day.rejects("boris", next(Some("driving"))), Rejection::UnknownService);
    day.clerk("boris", next(Some("visa")));
    assert_eq!(day.ticket(id).visit, ["passport", "visa", "payment"].map(service_id));
    assert_eq!(day.ticket(id).service(), &service_id("visa"));
}

#[test]
fn a_single_service_has_no_next_one_q8() {
    let (mut day, _) = called(small());
    day.clerk("boris", Act::Start);
    assert_eq!(day.rejects("boris", Act::NextService { service: None }), Rejection::NoNextService);
}

#[test]
fn call_next_may_call_the_same_visitor_for_the_next_service_q8() {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes_as(&["passport", "visa"], "general");
    day.at("09:20").takes("passport");
    day.opens("boris", 2).calls("boris");
    day.clerk("boris", Act::Start);
    let facts = day.at("09:40").clerk("boris", Act::CallNext);
    let [Fact::NextServiceQueued { ticket: done, .. }, Fact::VisitorCalled { ticket: called, why, .. }] = &facts[..]
    else {
        panic!("{facts:?}");
    };
    assert_eq!([*done, *called], [id, id], "over the limit since 09:30, the other is at two thirds");
    assert_eq!(*why, Why::Credit { waited_s: 2400, limit_s: 1800, preferential: false });
}

#[test]
fn a_visit_that_goes_on_is_due_by_its_coupon_and_waits_from_now_on_q8() {
    let mut day = Day::open(small(), "09:00");
    let id = day.takes_as(&["passport", "visa"], "general");
    day.opens("boris", 2).calls("boris");
    day.clerk("boris", Act::Start);
    day.at("09:40").clerk("boris", Act::Finish);
    day.at("09:42");
    let (due, why) = turn::next(&day.state, &window_id("w2"), day.now).expect("somebody waits");
    let of_the_coupon = Why::Credit { waited_s: 42 * 60, limit_s: 1800, preferential: false };
    assert_eq!((due.id, why), (id, of_the_coupon), "the place is kept, and the reason counts from it");
    let began = turn::wait_within(day.floor(), day.ticket(id)).map(|(began, _)| began);
    assert_eq!(began, Some(day.moment("09:40")), "two minutes are waited");
}

#[test]
fn a_refusal_has_a_reason_of_the_list() {
    let (mut day, id) = called(small());
    let refuse = |key| Act::Refuse { reason: reason_id(key) };
    assert_eq!(day.rejects("boris", refuse("rude")), Rejection::UnknownReason);
    day.clerk("boris", refuse("other-person"));
    assert_eq!(*day.stage(id), Stage::Refused { at: day.now, reason: reason_id("other-person") });
    assert_eq!(day.state.clerks[&clerk_id("boris")].refused, 1);
}

#[test]
fn who_waits_may_leave_and_who_is_at_a_window_is_the_clerks() {
    let (mut day, at_window) = called(small());
    assert_eq!(day.act(Actor::Visitor, Act::Leave { ticket: at_window }), Err(Rejection::AlreadyCalled));
    let waiting = day.takes("passport");
    day.act(Actor::Visitor, Act::Leave { ticket: waiting }).expect("who waits may go");
    assert_eq!(day.rejects("boris", Act::Leave { ticket: waiting }), Rejection::NotWaiting);
}

#[test]
fn a_visitor_who_is_put_back_stands_where_they_stood() {
    let mut day = Day::open(small(), "08:50");
    let came_back = day.takes("passport");
    day.opens("anna", 1).opens("boris", 2).calls("anna");
    day.clerk("anna", Act::Recall);
    day.after_min(2).clerk("anna", Act::NoShow);
    let other = day.at("09:00").takes("passport");
    day.at("09:10").act(staff("anna"), Act::ComeBack { ticket: came_back }).expect("in time");
    day.clerk("anna", Act::CallTicket { ticket: came_back, reason: reason_id("health") });
    day.clerk("anna", Act::CloseWindow { visitor: Some(Leaving::PutBack) });
    assert_eq!([day.receives("boris"), day.receives("boris")], [other, came_back]);
}
