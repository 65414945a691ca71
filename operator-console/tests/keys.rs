//! Each key at the window as data in and data out: what it asks, when it cannot be used, and why not (Q2, Q5, Q6, Q8).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod office;

use jiff::SignedDuration;
use office::{Office, ParseKey, called_stage, visitor};
use operator_console::deed::Deed;
use operator_console::notice::Say;
use operator_console::view::{Key, Keys, Link, Readiness, Stage};
use protocol::board::{AtWindowStage, PauseView};
use protocol::message::Ask;
use queue::Rejection;
use queue::ids::TicketId;

const ACTS: [Key; 16] = [
    Key::CallNext,
    Key::Recall,
    Key::Start,
    Key::Finish,
    Key::NoShow,
    Key::Park,
    Key::Transfer,
    Key::Refuse,
    Key::DenyRight,
    Key::OutOfTurn,
    Key::Pause,
    Key::NextService,
    Key::ByNumber,
    Key::ComeBack,
    Key::Close,
    Key::Undo,
];

fn paused() -> Office {
    let mut office = Office::at_window("ru");
    let since = office.floor_now;
    office.desk().pause = Some(PauseView { reason: "lunch".parse_key(), since });
    office.publish();
    office
}

/// What each key does in an office: the ask, or `None` where it opens a question or is turned down.
fn asks(office: impl Fn() -> Office) -> Vec<(Key, Ask)> {
    ACTS.into_iter()
        .filter_map(|key| {
            let mut office = office();
            office.press(key);
            office.asked.pop_front().map(|(_, ask)| (key, ask))
        })
        .collect()
}

/// Why each key cannot be used, for those that cannot.
fn turned_down(office: impl Fn() -> Office) -> Vec<(Key, Say)> {
    ACTS.into_iter()
        .filter_map(|key| {
            let mut office = office();
            office.press(key);
            let told = office.view().frame.notice;
            told.map(|notice| (key, notice.say))
        })
        .collect()
}

fn a012() -> queue::Number {
    "A012".parse().unwrap()
}

#[test]
fn at_an_idle_window_the_keys_call_pause_and_close() {
    assert_eq!(
        asks(|| Office::at_window("ru")),
        [(Key::CallNext, Ask::CallNext), (Key::Close, Ask::CloseWindow { visitor: None })]
    );
    let nobody = |key| (key, Say::Rejected(Rejection::NobodyAtWindow));
    assert_eq!(
        turned_down(|| Office::at_window("ru")),
        [
            nobody(Key::Recall),
            nobody(Key::Start),
            nobody(Key::Finish),
            nobody(Key::NoShow),
            nobody(Key::Park),
            nobody(Key::Transfer),
            nobody(Key::Refuse),
            nobody(Key::DenyRight),
            nobody(Key::NextService),
            (Key::Undo, Say::Rejected(Rejection::NothingToUndo)),
        ]
    );
}

#[test]
fn a_called_visitor_is_called_again_started_or_sent_on() {
    assert_eq!(asks(|| Office::called("ru")), [(Key::Recall, Ask::Recall), (Key::Start, Ask::Start)]);
    let busy = |key| (key, Say::Rejected(Rejection::WindowBusy { number: a012() }));
    let not_here = |key| (key, Say::Rejected(Rejection::NotStarted));
    assert_eq!(
        turned_down(|| Office::called("ru")),
        [
            not_here(Key::CallNext),
            not_here(Key::Finish),
            (Key::NoShow, Say::Rejected(Rejection::TooEarlyForNoShow { calls: 1, seconds: 90 })),
            (Key::DenyRight, Say::Rejected(Rejection::NoRightClaimed)),
            busy(Key::OutOfTurn),
            busy(Key::Pause),
            not_here(Key::NextService),
            busy(Key::ByNumber),
            (Key::Undo, Say::Rejected(Rejection::NothingToUndo)),
        ]
    );
}

#[test]
fn a_served_visitor_is_finished_and_the_next_call_finishes_too() {
    assert_eq!(asks(|| Office::serving("ru")), [(Key::CallNext, Ask::CallNext), (Key::Finish, Ask::Finish)]);
    let started = |key| (key, Say::Rejected(Rejection::AlreadyStarted));
    assert_eq!(
        turned_down(|| Office::serving("ru")),
        [
            started(Key::Recall),
            started(Key::Start),
            started(Key::NoShow),
            (Key::DenyRight, Say::Rejected(Rejection::NoRightClaimed)),
            (Key::Pause, Say::Rejected(Rejection::WindowBusy { number: a012() })),
            (Key::Undo, Say::Rejected(Rejection::NothingToUndo)),
        ]
    );
}

/// A012 is called by the right of the infant's category.
fn preferential() -> Office {
    let mut office = Office::called("ru");
    office.desk().visitor.as_mut().unwrap().category = "infant".parse_key();
    office.publish();
    office
}

#[test]
fn a_preferential_visitor_without_the_right_is_sent_to_the_general_place_q5() {
    let asked = [(Key::Recall, Ask::Recall), (Key::Start, Ask::Start), (Key::DenyRight, Ask::DenyRight)];
    assert_eq!(asks(preferential), asked);
    let mut office = preferential();
    assert_eq!(office.desk_view().keys.deny_right, Readiness::Ready);
    office.press(Key::DenyRight);
    office.answer_done();
    office.desk().visitor = None;
    office.desk().undo_until = Some(office.floor_now + SignedDuration::from_secs(10));
    office.publish();
    let undo = office.view().frame.undo.unwrap();
    assert_eq!((undo.key, undo.number.as_str()), (Some(Key::DenyRight), "A012"));
}

#[test]
fn where_a_call_does_not_finish_the_clerk_finishes_first() {
    let strict = || {
        let mut office = Office::serving("ru");
        let mut floor = office::floor();
        floor.rules.call_finishes = false;
        office.show(protocol::message::Show::Floor(Box::new(floor)));
        office
    };
    assert_eq!(asks(strict), [(Key::Finish, Ask::Finish)]);
    let keys = strict().desk_view().keys;
    assert_eq!((keys.call_next, keys.out_of_turn, keys.bring_back), (Readiness::Off, Readiness::Off, Readiness::Off));
    assert_eq!(strict().desk_view().next.unwrap().finishes, None);
}

#[test]
fn a_paused_window_only_ends_its_pause_or_closes() {
    assert_eq!(asks(paused), [(Key::Pause, Ask::ResumeWindow), (Key::Close, Ask::CloseWindow { visitor: None })]);
    assert_eq!(paused().desk_view().stage, Stage::Paused { reason: "обед".to_owned(), since: "09:58".to_owned() });
}

#[test]
fn a_no_show_is_allowed_after_its_calls_and_its_time_and_the_screen_says_when() {
    let mut office = Office::called("ru");
    office.press(Key::NoShow);
    assert_eq!(office.view().frame.notice.unwrap().time, "09:59:30");
    if let AtWindowStage::Called { calls, calls_missing, .. } = &mut office.desk().visitor.as_mut().unwrap().stage {
        (*calls, *calls_missing) = (2, 0);
    }
    office.publish();
    office.pass(89);
    office.press(Key::NoShow);
    assert!(office.asked.is_empty());
    assert_eq!(
        office.view().frame.notice.unwrap().say,
        Say::Rejected(Rejection::TooEarlyForNoShow { calls: 0, seconds: 1 })
    );
    office.pass(1);
    assert_eq!(office.desk_view().keys.no_show, Readiness::Ready);
    office.press(Key::NoShow);
    assert_eq!(office.the_ask(), Ask::NoShow);
}

#[test]
fn a_double_click_and_a_held_key_make_one_call() {
    let mut office = Office::at_window("ru");
    for _ in 0..20 {
        office.press(Key::CallNext);
    }
    assert_eq!(office.the_ask(), Ask::CallNext);
    assert_eq!(office.desk_view().keys.call_next, Readiness::Waiting);
    office.answer_done();
    office.press(Key::CallNext);
    assert!(office.asked.is_empty(), "the board does not show the call yet");
    office.desk().visitor = Some(Box::new(visitor(called_stage())));
    office.publish();
    office.press(Key::CallNext);
    assert!(office.asked.is_empty());
    assert_eq!(office.view().frame.notice.unwrap().say, Say::Rejected(Rejection::NotStarted));
}

#[test]
fn a_board_that_never_comes_opens_the_keys_again_after_a_second() {
    let mut office = Office::at_window("ru");
    office.press(Key::CallNext);
    office.answer_done();
    office.pass(1);
    assert_eq!(office.desk_view().keys.call_next, Readiness::Lead);
}

#[test]
fn other_keys_go_grey_only_when_an_answer_drags() {
    let mut office = Office::serving("ru");
    office.press(Key::Finish);
    office.pass_ms(200);
    let keys = office.desk_view().keys;
    assert_eq!((keys.finish, keys.refuse), (Readiness::Waiting, Readiness::Ready));
    office.pass_ms(200);
    assert_eq!(office.desk_view().keys, Keys { finish: Readiness::Waiting, ..Keys::default() });
}

#[test]
fn a_key_pressed_while_another_waits_does_nothing() {
    let mut office = Office::serving("ru");
    office.press(Key::Finish);
    office.press(Key::CallNext);
    office.press(Key::Refuse);
    office.deed(Deed::BringBack(0));
    assert_eq!(office.the_ask(), Ask::Finish);
    assert_eq!(office.desk_view().dialog, None);
}

#[test]
fn ctrl_and_a_digit_bring_that_row_back() {
    let mut office = Office::at_window("ru");
    office.deed(Deed::BringBack(1));
    assert_eq!(office.the_ask(), Ask::Return { ticket: TicketId(9) });
    let mut office = Office::at_window("ru");
    office.deed(Deed::BringBack(7));
    office.deed(Deed::BringBack(usize::MAX));
    assert!(office.asked.is_empty());
}

#[test]
fn nobody_is_brought_back_over_a_called_visitor() {
    let mut office = Office::called("ru");
    office.deed(Deed::BringBack(0));
    assert!(office.asked.is_empty());
    assert_eq!(office.view().frame.notice.unwrap().say, Say::Rejected(Rejection::WindowBusy { number: a012() }));
}

#[test]
fn the_last_step_can_be_taken_back_for_ten_seconds_with_the_seconds_shown() {
    let mut office = Office::serving("ru");
    office.press(Key::Finish);
    office.answer_done();
    let until = office.floor_now + SignedDuration::from_secs(10);
    office.desk().visitor = None;
    office.desk().undo_until = Some(until);
    office.publish();
    let undo = office.view().frame.undo.unwrap();
    assert_eq!((undo.key, undo.number.as_str(), undo.seconds), (Some(Key::Finish), "A012", 10));
    office.pass(7);
    assert_eq!(office.view().frame.undo.unwrap().seconds, 3);
    office.press(Key::Undo);
    assert_eq!(office.the_ask(), Ask::Undo);
    office.pass(3);
    assert_eq!(office.view().frame.undo, None);
}

#[test]
fn without_a_connection_no_key_can_be_used_and_the_screen_says_so() {
    let mut office = Office::serving("ru");
    office.input(operator_console::model::Input::Lost);
    assert_eq!(office.desk_view().keys, Keys::default());
    assert_eq!(office.view().frame.link, Link::Lost);
    for key in ACTS {
        office.press(key);
    }
    assert!(office.asked.is_empty());
    assert_eq!(office.view().frame.notice.unwrap().say, Say::Lost);
    assert!(matches!(office.desk_view().stage, Stage::Serving { .. }), "the visitor stays in sight");
}
