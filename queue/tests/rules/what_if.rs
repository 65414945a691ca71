//! A day played again with something changed, in literal values. That it is the same day without a change is tried on random days in `model`
//! and on a made-up office in `expect`.

use std::collections::BTreeMap;

use jiff::civil::Time;
use queue::floor::Policy;
use queue::ids::TicketId;
use queue::what_if::{Change, Less, More, NotPossible, Record, calls, replay, replay_while, reproduced};
use queue::{Act, Fact, Leaving, Stage, State, Target, apply};

use crate::support::day::{Day, STORY_DAY};
use crate::support::floors::{booked, category_id, reason_id, service_id, small, time, window_id};

fn record(day: &Day) -> Record {
    let record = Record::of(STORY_DAY.parse().expect("a date"), day.events.iter().cloned()).expect("the day began");
    let (same, all) = reproduced(&record);
    assert_eq!(same, all, "without a change the day is as it was");
    record
}

/// When each ticket was called, to which window; a window more is "x".
fn called(record: &Record, change: &Change) -> Vec<(String, u64, String)> {
    let again = replay(record, change).expect("it is possible");
    assert_eq!(again.unkept, 0);
    let zone = &record.floor().calendar.zone;
    let told = |at| zone.local(at).strftime("%H:%M:%S").to_string();
    calls(&again.events).iter().map(|call| (told(call.at), call.ticket.0, call.window.to_string())).collect()
}

fn told(calls: &[(&str, TicketId, &str)]) -> Vec<(String, u64, String)> {
    calls.iter().map(|(at, ticket, window)| ((*at).to_owned(), ticket.0, (*window).to_owned())).collect()
}

/// Where a ticket ended.
fn stage(record: &Record, change: &Change, ticket: TicketId) -> Stage {
    let again = replay(record, change).expect("it is possible");
    let mut state = State::default();
    let floor = Fact::FloorConfigured { floor: Box::new(record.floor().clone()) };
    let first = queue::Event { fact: floor, continues: false, ..again.events[0].clone() };
    let turned = queue::Event { fact: Fact::DayTurned, ..first.clone() };
    [first, turned].iter().chain(&again.events).for_each(|event| apply(&mut state, event));
    state.tickets[&ticket].stage.clone()
}

fn more(from: &str) -> Change {
    let more = More { services: vec![service_id("passport")], from: time(from), until: None };
    Change { more: Some(more), ..Change::default() }
}

fn policy(policy: Policy) -> Change {
    Change { policy: Some(policy), ..Change::default() }
}

/// Anna receives whoever comes for ten minutes, with ten seconds between two visitors, until three were received.
fn three_visits(day: &mut Day) {
    for _ in 0..3 {
        day.after_s(10).calls("anna");
        day.clerk("anna", Act::Start);
        day.after_min(10).clerk("anna", Act::Finish);
    }
}

#[test]
fn a_window_more_calls_after_the_usual_break_and_each_visit_keeps_its_length() {
    let mut day = Day::open(small(), "09:00");
    let came = [(); 3].map(|()| day.takes("passport"));
    day.opens("anna", 1);
    three_visits(&mut day);
    day.at("10:00").clerk("anna", Act::SignOut);
    let record = record(&day);
    let was = told(&[("09:00:10", came[0], "w1"), ("09:10:20", came[1], "w1"), ("09:20:30", came[2], "w1")]);
    assert_eq!(called(&record, &Change::default()), was);
    let would = told(&[("09:00:10", came[0], "w1"), ("09:05:10", came[1], "x"), ("09:10:20", came[2], "w1")]);
    assert_eq!(called(&record, &more("09:05")), would);
    let again = replay(&record, &more("09:05")).expect("it is possible");
    let served = |day: Option<queue::day::Day>| {
        let day = day.expect("a day");
        day.visits.iter().map(|visit| visit.legs[0].service_s()).collect::<Vec<_>>()
    };
    assert_eq!(served(again.day(&record)), served(record.day()), "each as long as it was");
}

#[test]
fn another_policy_or_limit_calls_others_first_q5() {
    let mut day = Day::open(small(), "09:00");
    let general = day.takes("passport");
    let infant = day.after_min(2).takes_as(&["passport"], "infant");
    day.at("09:10").opens("anna", 1);
    day.after_s(10).calls("anna");
    day.clerk("anna", Act::Start);
    day.after_min(10).clerk("anna", Act::Finish);
    day.after_s(10).calls("anna");
    let record = record(&day);
    let infant_first = told(&[("09:10:10", infant, "w1"), ("09:20:20", general, "w1")]);
    assert_eq!(called(&record, &Change::default()), infant_first);
    // The general visitor was at the window last, as the day went on: how long is taken to be usual.
    let general_first = told(&[("09:10:10", general, "w1"), ("09:20:20", infant, "w1")]);
    assert_eq!(called(&record, &policy(Policy::FirstCome)), general_first);
    let limits_min = BTreeMap::from([(category_id("infant"), 60)]);
    assert_eq!(called(&record, &Change { limits_min, ..Change::default() }), general_first);
    // The general visitor's limit is that of the service.
    let norms_min = BTreeMap::from([(service_id("passport"), 5)]);
    assert_eq!(called(&record, &Change { norms_min, ..Change::default() }), general_first);
}

#[test]
fn who_left_leaves_unless_called_before_and_then_is_received_as_long_as_is_usual() {
    let mut day = Day::open(small(), "09:00");
    let first = day.takes("passport");
    let second = day.takes("passport");
    day.opens("anna", 1).after_s(10).calls("anna");
    day.clerk("anna", Act::Start);
    day.at("09:08").act(crate::support::day::kiosk(), Act::Leave { ticket: second }).expect("who waits may go");
    day.at("09:10:10").clerk("anna", Act::Finish);
    day.at("09:30").clerk("anna", Act::SignOut);
    let record = record(&day);
    assert!(matches!(stage(&record, &Change::default(), second), Stage::Left { .. }));
    assert!(matches!(stage(&record, &more("09:09"), second), Stage::Left { .. }), "gone before it opens");
    let would = told(&[("09:00:10", first, "w1"), ("09:05:10", second, "x")]);
    assert_eq!(called(&record, &more("09:05")), would);
    let Stage::Finished { at } = stage(&record, &more("09:05"), second) else { panic!("received") };
    assert_eq!(at, day.moment("09:15:10"));
}

#[test]
fn a_no_show_is_one_again_and_a_parked_visitor_comes_back_as_long_after() {
    let mut day = Day::open(small(), "09:00");
    let [first, missing, parked] = [(); 3].map(|()| day.takes("passport"));
    day.opens("anna", 1).after_s(10).calls("anna");
    day.clerk("anna", Act::Start);
    day.after_min(10).clerk("anna", Act::Finish);
    day.after_s(10).calls("anna");
    day.after_s(60).clerk("anna", Act::Recall);
    day.after_s(60).clerk("anna", Act::NoShow);
    day.after_s(10).calls("anna");
    day.clerk("anna", Act::Start);
    day.after_min(1).clerk("anna", Act::Park { reason: reason_id("copies"), alarm_min: None });
    day.after_min(5).clerk("anna", Act::Return { ticket: parked });
    day.clerk("anna", Act::Start);
    day.after_min(1).clerk("anna", Act::Finish);
    day.at("10:00").clerk("anna", Act::SignOut);
    let record = record(&day);
    let would = told(&[
        ("09:00:10", first, "w1"),
        ("09:05:10", missing, "x"),
        ("09:06:10", missing, "x"),
        ("09:07:20", parked, "x"),
        // Called back by the clerk who did so then, five minutes after the parking.
        ("09:13:20", parked, "w1"),
    ]);
    assert_eq!(called(&record, &more("09:05")), would);
    assert!(matches!(stage(&record, &more("09:05"), missing), Stage::NoShow { .. }));
}

#[test]
fn a_pause_begins_after_the_visit_and_is_as_long() {
    let mut day = Day::open(small(), "09:00");
    day.takes_as(&["passport"], "infant");
    let general = day.takes("passport");
    day.opens("anna", 1).after_s(10).calls("anna");
    day.clerk("anna", Act::Start);
    day.after_min(4).clerk("anna", Act::Finish);
    day.at("09:05").clerk("anna", Act::PauseWindow { reason: reason_id("break") });
    day.at("09:25").clerk("anna", Act::ResumeWindow);
    day.after_s(10).calls("anna");
    day.clerk("anna", Act::Start);
    day.after_min(30).clerk("anna", Act::Finish);
    day.after_s(10).clerk("anna", Act::SignOut);
    let record = record(&day);
    let again = replay(&record, &policy(Policy::Ratio { general: 1 })).expect("it is possible");
    assert_eq!(calls(&again.events)[0].ticket, general, "half an hour at the window");
    let at = |wanted: fn(&Fact) -> bool| {
        let event = again.events.iter().find(|event| wanted(&event.fact)).expect("it happens");
        day.floor().calendar.zone.local(event.at).strftime("%H:%M:%S").to_string()
    };
    assert_eq!(at(|fact| matches!(fact, Fact::WindowPaused { .. })), "09:30:10");
    assert_eq!(at(|fact| matches!(fact, Fact::WindowResumed { .. })), "09:50:10");
}

#[test]
fn a_window_less_leaves_its_visitors_to_the_others() {
    let mut day = Day::open(small(), "09:00");
    let [first, second] = [(); 2].map(|()| day.takes("passport"));
    day.opens("anna", 1).opens("boris", 2);
    day.after_s(10).calls("anna");
    day.calls("boris");
    for clerk in ["anna", "boris"] {
        day.clerk(clerk, Act::Start);
    }
    day.after_min(10);
    for clerk in ["anna", "boris"] {
        day.clerk(clerk, Act::Finish);
        day.clerk(clerk, Act::SignOut);
    }
    day.at("11:00").opens("anna", 1).at("12:00").clerk("anna", Act::SignOut);
    let record = record(&day);
    let less = |from: Option<Time>| Change { less: Some(Less { window: window_id("w2"), from }), ..Change::default() };
    let would = told(&[("09:00:10", first, "w1"), ("11:00:10", second, "w1")]);
    assert_eq!(called(&record, &less(None)), would);
    let from_later = told(&[("09:00:10", first, "w1"), ("09:00:10", second, "w2")]);
    assert_eq!(called(&record, &less(Some(time("09:05")))), from_later, "the visit is still finished");
}

#[test]
fn an_act_that_cannot_be_there_is_told_and_the_visit_is_finished() {
    let mut day = Day::open(small(), "09:00");
    let sent = day.takes("passport");
    day.opens("anna", 1).opens("boris", 2).after_s(10).calls("anna");
    day.clerk("anna", Act::Start);
    day.after_min(5).clerk("anna", Act::Transfer { to: Target::Window(window_id("w2")) });
    day.after_s(10).calls("boris");
    let record = record(&day);
    let change = Change { less: Some(Less { window: window_id("w2"), from: None }), ..Change::default() };
    assert_eq!(replay(&record, &change).expect("it is possible").unkept, 1);
    assert!(matches!(stage(&record, &change, sent), Stage::Finished { .. }));
}

/// Window 1 closes at 10:00, window 2 stays open until the turn of the day closes it; its last visitor is received at 15:00.
fn one_stays_open() -> Day {
    let mut day = Day::open(booked(), "09:00");
    day.takes("passport");
    day.opens("anna", 1).opens("boris", 2).receives("anna");
    day.at("10:00").clerk("anna", Act::SignOut);
    day.at("15:00").takes("passport");
    day.receives("boris");
    day
}

#[test]
fn reception_goes_on_where_a_window_stays_open_until_the_day_turns() {
    let end = |day: &Day| day.floor().calendar.zone.local(record(day).reception().1).strftime("%H:%M").to_string();
    let so_far = one_stays_open();
    let last = so_far.floor().calendar.zone.local(so_far.now).strftime("%H:%M").to_string();
    assert_eq!(end(&so_far), last, "the present day");
    let mut over = one_stays_open();
    over.at("20:00").books(1, "2026-11-18T09:45");
    over.on("2026-11-18", "00:00");
    assert_eq!(over.events.last().map(|event| &event.fact), Some(&Fact::DayTurned));
    assert_eq!(end(&over), last, "over, and who books in the evening is not received");
    let opened = |from: &str| replay(&record(&over), &more(from)).expect("it is possible").events;
    let closes = |events: &[queue::Event]| {
        let closed =
            |event: &&queue::Event| matches!(&event.fact, Fact::WindowClosed { window, .. } if window.as_str() == "x");
        events.iter().find(closed).map(|event| over.floor().calendar.zone.local(event.at).strftime("%H:%M").to_string())
    };
    assert_eq!(closes(&opened("12:00")), Some(last.clone()), "a window more from noon on is open until then");
    assert_eq!(closes(&opened("09:30")), Some(last));
}

#[test]
fn a_closing_that_was_taken_back_is_not_the_end_of_reception() {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    day.opens("anna", 1).calls("anna");
    day.clerk("anna", Act::Start);
    day.at("09:30").clerk("anna", Act::CloseWindow { visitor: Some(Leaving::Finish) });
    day.after_s(2).clerk("anna", Act::Undo);
    day.at("11:00").clerk("anna", Act::Finish);
    let record = record(&day);
    assert_eq!(record.reception().1, day.moment("11:00"));
}

#[test]
fn what_cannot_be_played_is_refused() {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    day.opens("anna", 1).receives("anna");
    day.at("17:00").clerk("anna", Act::SignOut);
    let record = record(&day);
    let refused = |change: Change| replay(&record, &change).expect_err("it is not possible");
    for early_or_late in ["07:59", "17:01"] {
        assert_eq!(refused(more(early_or_late)), NotPossible::OutsideTheDay(time(early_or_late)));
    }
    assert!(replay(&record, &more("08:00")).is_ok(), "an hour before the first coupon");
    let less =
        |window: &str| Change { less: Some(Less { window: window_id(window), from: None }), ..Change::default() };
    assert_eq!(refused(less("w2")), NotPossible::WindowNotOpen(window_id("w2")));
    let limit = |key: &str, min| Change { limits_min: BTreeMap::from([(category_id(key), min)]), ..Change::default() };
    assert_eq!(refused(limit("nobody", 10)), NotPossible::UnknownCategory(category_id("nobody")));
    let of_service =
        |key: &str, min| Change { norms_min: BTreeMap::from([(service_id(key), min)]), ..Change::default() };
    assert_eq!(refused(of_service("tea", 10)), NotPossible::UnknownService(service_id("tea")));
    let services =
        |services| Change { more: Some(More { services, from: time("10:00"), until: None }), ..Change::default() };
    assert_eq!(refused(services(Vec::new())), NotPossible::NoServices);
    assert_eq!(refused(services(vec![service_id("tea")])), NotPossible::UnknownService(service_id("tea")));
    let closes_first = More { services: vec![service_id("visa")], from: time("12:00"), until: Some(time("11:00")) };
    let change = Change { more: Some(closes_first), ..Change::default() };
    assert_eq!(refused(change), NotPossible::OutsideTheDay(time("11:00")));
    assert!(Record::of("2026-11-16".parse().expect("a date"), day.events.iter().cloned()).is_none(), "no such day");
}

#[test]
fn a_window_more_is_refused_on_a_day_on_which_nobody_was_received() {
    let mut day = Day::open(small(), "09:00");
    assert_eq!(replay(&record(&day), &more("09:00")), Err(NotPossible::NoReception));
    day.takes("passport");
    assert_eq!(replay(&record(&day), &more("09:00")), Err(NotPossible::NoReception), "a coupon alone has no hours");
}

#[test]
fn nobody_waits_for_a_day_that_is_no_longer_wanted() {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    day.opens("anna", 1).receives("anna");
    day.at("10:00").clerk("anna", Act::SignOut);
    assert_eq!(replay_while(&record(&day), &more("09:00"), &|| false), Ok(None));
}

#[test]
fn a_day_that_other_rules_made_does_not_come_out_as_it_was() {
    let mut day = Day::open(small(), "09:00");
    day.takes("passport");
    day.after_min(2).takes_as(&["passport"], "infant");
    day.at("09:10").opens("anna", 1).receives("anna");
    day.after_min(1).receives("anna");
    for event in &mut day.events {
        if let Fact::FloorConfigured { floor } = &mut event.fact {
            floor.rules.policy = Policy::FirstCome;
        }
    }
    let record = Record::of(STORY_DAY.parse().expect("a date"), day.events).expect("the day began");
    assert_eq!(reproduced(&record), (0, 2), "the policy decides whose turn it is, not the record");
}
