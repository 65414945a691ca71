//! What the clerk's window shows of the board, as data in and data out: times, the next visitor, the queue, who is told of what (Q5).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod office;

use jiff::SignedDuration;
use office::{Office, ParseKey, called_stage, moscow, visitor};
use operator_console::deed::Deed;
use operator_console::notice::Say;
use operator_console::view::{Key, Line, Readiness, Stage, Why};
use protocol::board::AtWindowStage;
use protocol::message::Answer;
use queue::floor::Role;

#[test]
fn a_denied_right_stands_on_the_screen_of_whoever_sees_the_visitor_next_q5() {
    let mut office = Office::called("hy");
    office.desk().visitor.as_mut().unwrap().denied = Some("infant".parse_key());
    let next = office.desk().next.as_mut().unwrap();
    (next.category, next.denied) = ("general".parse_key(), Some("infant".parse_key()));
    office.publish();
    let denied = Line::Denied("երեխայով".to_owned());
    assert_eq!(office.desk_view().next.unwrap().line, denied);
    let Stage::Called { visitor, .. } = office.desk_view().stage else { panic!() };
    assert_eq!(visitor.line, denied);
    assert_eq!(office.desk_view().keys.deny_right, Readiness::Off, "it is denied once");
}

#[test]
fn the_time_of_a_called_visitor_runs_on_the_floors_clock() {
    let mut office = Office::called("ru");
    office.pass(35);
    let Stage::Called { time, limit, calls, may_be_no_show, .. } = office.desk_view().stage else { panic!() };
    assert_eq!((time.as_str(), limit.as_str(), calls, may_be_no_show), ("00:35", "01:30", 1, false));
}

/// A no-show needs three calls and three minutes.
fn call(office: &mut Office, calls: u8, after_s: i64, more_time: bool) {
    let first_at = moscow("09:58:00");
    let after = |seconds| first_at + SignedDuration::from_secs(seconds);
    let (last_at, no_show_from) = (after(after_s), after(180));
    let mut called =
        visitor(AtWindowStage::Called { first_at, last_at, calls, calls_missing: 3 - calls, no_show_from });
    called.more_time = more_time;
    office.desk().visitor = Some(Box::new(called));
    office.publish();
}

/// Whether the screen says that a call is due again, and how often the bell has rung.
fn reminded(office: &Office) -> (bool, usize) {
    let Stage::Called { call_again, .. } = office.desk_view().stage else { panic!() };
    (call_again, office.bells)
}

/// The kiosk promises another call, and none repeats itself.
#[test]
fn the_clerk_is_reminded_to_call_again_whoever_asked_for_more_time_q2() {
    let mut office = Office::at_window("ru");
    call(&mut office, 1, 0, true);
    office.pass(59);
    assert_eq!(reminded(&office), (false, 0));
    office.pass(1);
    assert_eq!(reminded(&office), (true, 1), "a third of the time");
    office.pass(10);
    assert_eq!(reminded(&office), (true, 1), "the bell sounds once");
    call(&mut office, 2, 70, true);
    office.pass(59);
    assert_eq!(reminded(&office), (false, 1), "a third of the time after the second call");
    office.pass(1);
    assert_eq!(reminded(&office), (true, 2));
    call(&mut office, 3, 130, true);
    office.pass(600);
    assert_eq!(reminded(&office), (false, 2), "no further call is promised");
}

#[test]
fn of_a_visitor_without_the_mark_no_second_call_is_due() {
    let mut office = Office::at_window("ru");
    call(&mut office, 1, 0, false);
    office.pass(600);
    assert_eq!(reminded(&office), (false, 0));
}

#[test]
fn past_the_norm_the_time_says_by_how_much() {
    let mut office = Office::serving("ru");
    let Stage::Serving { time, limit, over, .. } = office.desk_view().stage else { panic!() };
    assert_eq!((time.as_str(), limit.as_str(), over), ("06:12", "15:00", false));
    office.pass(15 * 60 - 372);
    let Stage::Serving { time, over, .. } = office.desk_view().stage else { panic!() };
    assert_eq!((time.as_str(), over), ("15:00", false));
    office.pass(130);
    let Stage::Serving { time, over, share, .. } = office.desk_view().stage else { panic!() };
    assert_eq!((time.as_str(), over, share), ("+02:10", true, 1.0));
}

#[test]
fn the_consoles_own_clock_may_be_wrong_by_hours() {
    let office = Office::serving("ru");
    assert_eq!(office.view().frame.clock, "10:04");
    let Stage::Serving { visitor, .. } = office.desk_view().stage else { panic!() };
    assert_eq!((visitor.came_at.as_str(), visitor.waited_min), ("09:42", 16));
}

#[test]
fn who_is_next_and_why_keeps_counting_between_two_boards() {
    let mut office = Office::at_window("ru");
    let next = office.desk_view().next.unwrap();
    assert_eq!((next.number.to_string().as_str(), next.waited_min), ("A014", 14));
    assert_eq!(next.line, Line::Preferential("с ребёнком до года".to_owned()));
    office.pass(60);
    assert_eq!(office.desk_view().next.unwrap().waited_min, 15);
}

/// A014 came at 09:44, was served, and waits for the next service since two minutes ago.
#[test]
fn a_place_that_counts_from_before_the_wait_is_told_with_its_time_q8() {
    let since = |office: &Office| match office.desk_view().next.unwrap().why {
        Why::Credit { since, .. } => since,
        other => panic!("{other:?}"),
    };
    let mut office = Office::at_window("ru");
    assert_eq!(since(&office), None, "who waits for the first service waits since the place");
    office.desk().next.as_mut().unwrap().since = moscow("09:56:00");
    office.publish();
    assert_eq!(since(&office).as_deref(), Some("09:44"));
    assert_eq!(office.desk_view().next.unwrap().waited_min, 14, "of the fifteen, by the place");
    office.pass(90);
    assert_eq!(since(&office).as_deref(), Some("09:44"), "also between two boards");
    office.desk().next.as_mut().unwrap().why = queue::turn::Why::FirstCome { waited_s: 14 * 60 };
    office.publish();
    assert_eq!(office.desk_view().next.unwrap().waited_min, 3, "without a limit the wait alone is told");
}

/// Neither a second nor a board without news is anything to draw.
#[test]
fn the_screen_of_an_idle_clerk_changes_with_the_minutes_alone() {
    let mut office = Office::at_window("ru");
    office.pass(30);
    let before = office.view();
    for second in 31..60 {
        office.pass(1);
        assert_eq!(office.view(), before, "second {second}");
    }
    office.publish();
    assert_eq!(office.view(), before, "a board");
    office.pass(1);
    assert_ne!(office.view(), before, "the minute");
}

#[test]
fn parked_visitors_are_the_clerks_own_first_and_only_those_this_window_receives() {
    let office = Office::at_window("ru");
    let parked: Vec<_> = office.desk_view().parked.iter().map(|p| (p.number.to_string(), p.window)).collect();
    assert_eq!(parked, [("A008".to_owned(), None), ("K002".to_owned(), Some(2))]);
    assert_eq!(office.desk_view().parked[0].alarm_min, Some(15));
}

#[test]
fn an_undo_after_a_call_names_the_visitor_who_was_called() {
    let mut office = Office::serving("ru");
    office.press(Key::CallNext);
    office.answer_done();
    let until = office.floor_now + SignedDuration::from_secs(10);
    let mut called = visitor(called_stage());
    called.number = "A014".parse().unwrap();
    office.desk().visitor = Some(Box::new(called));
    office.desk().undo_until = Some(until);
    office.publish();
    let undo = office.view().frame.undo.unwrap();
    assert_eq!((undo.key, undo.number.as_str()), (Some(Key::CallNext), "A014"));
}

#[test]
fn a_reminder_stands_until_it_is_read() {
    let mut office = Office::serving("ru");
    office.board.parked[1].rang = true;
    office.publish();
    let said = office.view().frame.notice.unwrap().say;
    assert_eq!(said, Say::AlarmDue { number: "A008".parse().unwrap(), minutes: 18 });
    office.pass(60);
    assert!(office.view().frame.notice.is_some());
    office.deed(Deed::Dismiss);
    assert_eq!(office.view().frame.notice, None);
    office.publish();
    assert_eq!(office.view().frame.notice, None, "read is read");
}

/// Whatever the clerk does just then, and once: whoever missed it still reads it.
#[test]
fn the_bell_sounds_once_when_the_time_of_a_parked_visitor_of_ones_own_is_up() {
    for mut office in [Office::at_window("ru"), Office::serving("ru")] {
        office.board.parked[2].rang = true;
        office.publish();
        assert_eq!(office.bells, 0, "whom another window parked");
        office.board.parked[1].rang = true;
        office.publish();
        assert_eq!(office.bells, 1);
        office.publish();
        office.deed(Deed::Dismiss);
        office.publish();
        assert_eq!(office.bells, 1, "a second board is no second alarm");
        let due = office.board.parked.remove(1);
        office.publish();
        office.board.parked.insert(1, due);
        office.publish();
        assert_eq!(office.bells, 2, "parked again, and due again");
    }
}

/// Nobody heard what fell due while nobody sat there.
#[test]
fn who_sits_down_hears_that_the_time_of_a_parked_visitor_is_up_already() {
    let mut office = Office::connected("ru");
    office.board.parked[1].rang = true;
    office.publish();
    office.type_in("kovaleva", "1234");
    office.deed(Deed::SignIn);
    office.answer(Answer::SignedIn(office::session(&[Role::Clerk], None)));
    office.deed(Deed::PlacePicked(3));
    office.deed(Deed::SitDown);
    assert_eq!(office.bells, 0, "it is the matter of a window");
    office.answer_done();
    assert_eq!(office.bells, 1);
    office.desk().clerk = Some(office::kovaleva());
    office.publish();
    assert_eq!(office.bells, 1, "a board is no second alarm");
    office.connect(Some(office::session(&[Role::Clerk], Some("w4"))));
    assert_eq!(office.bells, 1, "nor is a new connection");
}

#[test]
fn an_idle_clerk_is_told_of_the_first_visitor_who_comes() {
    let mut office = Office::at_window("ru");
    office.desk().next = None;
    office.publish();
    assert_eq!((office.bells, office.view().frame.notice), (0, None));
    office.desk().next = Some(Box::new(office::next_up(0)));
    office.publish();
    assert_eq!(office.bells, 1);
    assert_eq!(office.view().frame.notice.unwrap().say, Say::Arrived("A014".parse().unwrap()));
    office.publish();
    assert_eq!(office.bells, 1, "a second board is no second visitor");
    office.desk().visitor = Some(Box::new(visitor(called_stage())));
    office.publish();
    assert_eq!(office.view().frame.notice, None);
}

#[test]
fn a_clerk_who_serves_is_not_disturbed_by_an_arrival() {
    let mut office = Office::serving("ru");
    office.desk().next = None;
    office.publish();
    office.desk().next = Some(Box::new(office::next_up(0)));
    office.publish();
    assert_eq!((office.bells, office.view().frame.notice), (0, None));
}

#[test]
fn the_queue_says_how_long_the_longest_waits_and_whether_that_is_over_the_norm() {
    let mut office = Office::at_window("ru");
    let rows: Vec<_> = office.desk_view().queue.iter().map(|r| (r.letter, r.waiting, r.longest_min, r.over)).collect();
    assert_eq!(rows, [('A', 3, 19, false), ('K', 0, 0, false), ('M', 1, 31, true), ('E', 0, 0, false)]);
    assert_eq!(office.desk_view().queue_total, 4);
    office.floor_now = moscow("10:10:00");
    office.pass(0);
    assert!(office.desk_view().queue[0].over);
}

#[test]
fn the_clerks_day_is_shown_in_averages() {
    let day = Office::at_window("ru").desk_view().day;
    assert_eq!((day.served, day.average.as_str(), day.within_norm, day.no_shows), (6, "12:40", 5, 1));
}

#[test]
fn the_bar_gives_way_to_a_question_and_comes_back_after_it() {
    let mut office = Office::serving("ru");
    office.press(Key::Face);
    assert!(office.desk_view().bar);
    office.press(Key::Refuse);
    assert!(!office.desk_view().bar);
    office.deed(Deed::Cancel);
    assert!(office.desk_view().bar);
    office.press(Key::Face);
    assert!(!office.desk_view().bar);
}
