//! The questions on the way to an act: what they offer, what they ask for, what they say when something is missing or rejected (Q6, Q8, B6).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod office;

use office::{Office, ParseKey, called_stage, moscow, visitor};
use operator_console::deed::Deed;
use operator_console::model::Input;
use operator_console::notice::{Lack, Say};
use operator_console::view::{Choice, Dialog, DialogKind, Key, Leaving as Way, Manned, Readiness, ServiceNote};
use protocol::board::PauseView;
use protocol::message::{Answer, Ask, Failure};
use queue::Rejection;
use queue::command::{Leaving, Target};
use queue::ids::TicketId;

fn asked(mut office: Office, key: Key, deeds: &[Deed]) -> Office {
    office.press(key);
    deeds.iter().for_each(|deed| office.deed(deed.clone()));
    office.deed(Deed::Accept);
    office
}

fn open(office: &Office) -> Dialog {
    office.desk_view().dialog.expect("a question is open")
}

fn said(office: &Office) -> Say {
    open(office).problem.expect("the question says what is wrong").say
}

fn typed(text: &str) -> Deed {
    Deed::Typed(text.to_owned())
}

#[test]
fn a_refusal_needs_a_reason_and_carries_it() {
    let mut office = asked(Office::serving("ru"), Key::Refuse, &[]);
    assert_eq!(said(&office), Say::Form(Lack::Reason));
    assert_eq!(open(&office).number, Some("A012".parse().unwrap()));
    office.deed(Deed::Picked(1));
    assert_eq!(open(&office).problem, None);
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::Refuse { reason: "mismatch".parse_key() });
    assert!(open(&office).waiting);
    office.answer_done();
    assert_eq!(office.desk_view().dialog, None);
}

#[test]
fn a_question_is_asked_once_however_often_enter_is_pressed() {
    let mut office = asked(Office::serving("ru"), Key::Refuse, &[Deed::Picked(0)]);
    for _ in 0..10 {
        office.deed(Deed::Accept);
    }
    assert_eq!(office.the_ask(), Ask::Refuse { reason: "documents".parse_key() });
}

#[test]
fn a_visitor_is_parked_with_a_reason_and_perhaps_a_reminder() {
    let ask = |minutes: &str| asked(Office::serving("ru"), Key::Park, &[Deed::Picked(0), typed(minutes)]).the_ask();
    let park = |alarm_min| Ask::Park { reason: "fee".parse_key(), alarm_min };
    assert_eq!(ask(""), park(None));
    assert_eq!(ask(" 15 "), park(Some(15)));
    assert_eq!(ask("480"), park(Some(480)));
}

#[test]
fn a_reminder_that_is_no_time_is_said_at_once() {
    for minutes in ["0", "481", "-5", "1.5", "пять", "99999999999", "1\u{202e}5", "\0", "10; DROP TABLE"] {
        let office = asked(Office::serving("ru"), Key::Park, &[Deed::Picked(0), typed(minutes)]);
        assert!(office.asked.is_empty(), "{minutes:?}");
        assert_eq!(said(&office), Say::Form(Lack::Minutes), "{minutes:?}");
        assert_eq!(open(&office).typed, minutes, "nothing typed is lost");
    }
}

#[test]
fn a_visitor_is_transferred_to_a_service_or_to_a_manned_window() {
    let mut office = asked(Office::serving("ru"), Key::Transfer, &[]);
    assert_eq!(said(&office), Say::Form(Lack::Choice));
    let offered: Vec<_> = open(&office).choices.into_iter().map(|choice| format!("{choice:?}")).collect();
    assert_eq!(offered.len(), 3, "every service but the visitor's own: {offered:?}");
    let windows: Vec<_> = open(&office)
        .others
        .into_iter()
        .map(|choice| match choice {
            Choice::Window { number, manned, .. } => (number, manned),
            other => panic!("{other:?}"),
        })
        .collect();
    let wanted = [(2, Manned::Open), (3, Manned::Empty)];
    assert_eq!(windows, wanted, "only windows that receive this service, and who sits there");
    office.deed(Deed::Picked(1));
    office.deed(Deed::PickedOther(0));
    assert_eq!((open(&office).chosen, open(&office).chosen_other), (None, Some(0)), "one answer, not two");
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::Transfer { to: Target::Window("w2".parse_key()) });
    let mut to_service = asked(Office::serving("ru"), Key::Transfer, &[Deed::PickedOther(0), Deed::Picked(1)]);
    assert_eq!(to_service.the_ask(), Ask::Transfer { to: Target::Service("permit".parse_key()) });
}

#[test]
fn a_paused_window_is_offered_as_paused() {
    let mut office = Office::serving("ru");
    office.board.windows[1].pause = Some(PauseView { reason: "lunch".parse_key(), since: moscow("10:00:00") });
    office.publish();
    office.press(Key::Transfer);
    assert!(matches!(open(&office).others[0], Choice::Window { number: 2, manned: Manned::Paused, .. }));
}

#[test]
fn out_of_turn_needs_somebody_and_a_reason() {
    let mut office = asked(Office::serving("ru"), Key::OutOfTurn, &[]);
    assert_eq!(said(&office), Say::Form(Lack::Choice));
    let waiting: Vec<_> = open(&office)
        .choices
        .into_iter()
        .map(|choice| match choice {
            Choice::Waiting { number, .. } => number.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(waiting, ["A013", "A014", "A015"], "only those whom this window receives");
    office.deed(Deed::Picked(2));
    office.deed(Deed::Accept);
    assert_eq!(said(&office), Say::Form(Lack::Reason));
    office.deed(Deed::PickedOther(0));
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::CallTicket { ticket: TicketId(15), reason: "unwell".parse_key() });
}

#[test]
fn a_choice_stays_with_its_visitor_while_the_queue_moves() {
    let mut office = Office::serving("ru");
    office.press(Key::OutOfTurn);
    office.deed(Deed::Picked(1));
    office.deed(Deed::PickedOther(0));
    office.board.waiting.remove(0);
    office.publish();
    assert_eq!(open(&office).chosen, Some(0));
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::CallTicket { ticket: TicketId(14), reason: "unwell".parse_key() });
}

#[test]
fn a_number_is_typed_in_either_alphabet_and_either_case() {
    for text in ["A013", "а13", " А013 ", "a013", "A13"] {
        let mut office = asked(Office::serving("ru"), Key::ByNumber, &[typed(text), Deed::PickedOther(0)]);
        assert_eq!(office.the_ask(), Ask::FindTicket { number: "A013".parse().unwrap() }, "{text:?}");
        assert!(open(&office).waiting);
        office.answer(Answer::Ticket(office::ticket(13, "A013")));
        let expected = Ask::CallTicket { ticket: TicketId(13), reason: "unwell".parse_key() };
        assert_eq!(office.the_ask(), expected, "{text:?}");
        office.answer_done();
        assert_eq!(office.desk_view().dialog, None);
    }
}

#[test]
fn a_call_by_number_reaches_whoever_waits_beyond_the_list_of_the_board_q6() {
    let mut office = Office::serving("ru");
    office.board.waiting = (0..200).map(|n| office::waiting(1_000 + n, "M001", "permit", "09:00:00")).collect();
    office.publish();
    assert_eq!(office.desk_view().keys.by_number, Readiness::Ready, "three wait here, none of them listed");
    let mut office = asked(office, Key::ByNumber, &[typed("A250"), Deed::PickedOther(0)]);
    assert_eq!(office.the_ask(), Ask::FindTicket { number: "A250".parse().unwrap() });
    office.answer(Answer::Ticket(office::ticket(250, "A250")));
    assert_eq!(office.the_ask(), Ask::CallTicket { ticket: TicketId(250), reason: "unwell".parse_key() });
}

#[test]
fn a_question_that_was_left_while_the_number_was_looked_up_calls_nobody() {
    let deeds = [typed("A013"), Deed::PickedOther(0)];
    let found = Answer::Ticket(office::ticket(13, "A013"));
    let mut left = asked(Office::serving("ru"), Key::ByNumber, &deeds);
    left.deed(Deed::Cancel);
    left.answer(found.clone());
    assert!(left.asked.is_empty());
    let mut changed = asked(Office::serving("ru"), Key::ByNumber, &deeds);
    changed.deed(typed("A014"));
    changed.answer(found);
    assert!(changed.asked.is_empty());
    assert_eq!(open(&changed).typed, "A014");
}

#[test]
fn a_number_that_cannot_be_called_is_said_in_words() {
    let says = |text: &str| said(&asked(Office::serving("ru"), Key::ByNumber, &[typed(text), Deed::PickedOther(0)]));
    for text in ["", "13", "A", "A1000", "Я001", "A013'; --", "\u{1b}A1", "A-1", "😀", &"A".repeat(10_000)] {
        assert_eq!(says(text), Say::Form(Lack::NumberUnreadable), "{text:?}");
    }
    let mut office = asked(Office::serving("ru"), Key::ByNumber, &[typed("A099"), Deed::PickedOther(0)]);
    office.reject(Rejection::UnknownTicket);
    assert_eq!(said(&office), Say::Rejected(Rejection::UnknownTicket));
    office.deed(Deed::Accept);
    office.answer(Answer::Ticket(office::ticket(99, "A099")));
    office.reject(Rejection::NotWaiting);
    assert_eq!((said(&office), open(&office).typed.as_str()), (Say::Rejected(Rejection::NotWaiting), "A099"));
    let office = asked(Office::serving("ru"), Key::ByNumber, &[typed("A013")]);
    assert_eq!(said(&office), Say::Form(Lack::Reason), "Q6: a call by number needs a reason");
}

#[test]
fn a_pause_needs_a_reason() {
    let mut office = asked(Office::at_window("ru"), Key::Pause, &[]);
    assert_eq!(said(&office), Say::Form(Lack::Reason));
    office.deed(Deed::Picked(0));
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::PauseWindow { reason: "lunch".parse_key() });
}

#[test]
fn a_window_that_closes_with_a_visitor_asks_what_becomes_of_them() {
    let ways = |office: Office| asked(office, Key::Close, &[]).desk_view().dialog.unwrap().choices;
    let way = |way| Choice::Leaving(way);
    assert_eq!(ways(Office::serving("ru")), [way(Way::Finish), way(Way::PutBack), way(Way::Transfer)]);
    assert_eq!(ways(Office::called("ru")), [way(Way::PutBack), way(Way::Transfer)], "nothing was begun");
    let mut finish = asked(Office::serving("ru"), Key::Close, &[Deed::Picked(0)]);
    assert_eq!(finish.the_ask(), Ask::CloseWindow { visitor: Some(Leaving::Finish) });
    let mut back = asked(Office::serving("ru"), Key::Close, &[Deed::Picked(1)]);
    assert_eq!(back.the_ask(), Ask::CloseWindow { visitor: Some(Leaving::PutBack) });
    let mut on = asked(Office::serving("ru"), Key::Close, &[Deed::Picked(2)]);
    assert_eq!(open(&on).kind, DialogKind::Transfer);
    on.deed(Deed::Picked(0));
    on.deed(Deed::Accept);
    let to = Target::Service("collect".parse_key());
    assert_eq!(on.the_ask(), Ask::CloseWindow { visitor: Some(Leaving::Transfer(to)) });
}

#[test]
fn a_window_that_closes_over_a_visit_with_a_further_service_sends_it_on_q8() {
    let mut office = Office::serving("ru");
    office.desk().visitor.as_mut().unwrap().then = vec!["permit".parse_key()];
    office.publish();
    let mut office = asked(office, Key::Close, &[Deed::Picked(0)]);
    assert_eq!(open(&office).choices[0], Choice::GoesOn("Вид на жительство".to_owned()));
    assert_eq!(office.the_ask(), Ask::CloseWindow { visitor: Some(Leaving::Finish) });
}

#[test]
fn the_next_service_of_the_visit_is_offered_first_and_another_can_be_put_in() {
    let mut office = Office::serving("ru");
    office.desk().visitor.as_mut().unwrap().then = vec!["permit".parse_key()];
    office.publish();
    office.press(Key::NextService);
    let rows = open(&office).choices;
    assert!(matches!(&rows[0], Choice::Service { letter: 'M', note: ServiceNote::NextInVisit, .. }), "{rows:?}");
    assert_eq!(open(&office).chosen, Some(0));
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::NextService { service: None }, "the visit's own");
    let mut put_in = Office::serving("ru");
    put_in.press(Key::NextService);
    assert_eq!(open(&put_in).chosen, None);
    put_in.deed(Deed::Picked(2));
    put_in.deed(Deed::Accept);
    assert_eq!(put_in.the_ask(), Ask::NextService { service: Some("fee".parse_key()) });
}

#[test]
fn what_usually_follows_stands_before_the_rest() {
    let mut office = Office::serving("ru");
    let at = office.desk().visitor.as_mut().unwrap();
    at.service = "permit".parse_key();
    office.publish();
    office.press(Key::NextService);
    let rows = open(&office).choices;
    assert!(matches!(&rows[0], Choice::Service { letter: 'E', note: ServiceNote::UsuallyFollows, .. }), "{rows:?}");
}

#[test]
fn a_no_show_who_is_here_after_all_goes_back_into_the_queue() {
    let mut office = asked(Office::at_window("ru"), Key::ComeBack, &[Deed::Picked(0)]);
    assert_eq!(office.the_ask(), Ask::ComeBack { ticket: TicketId(10) });
    assert!(matches!(&open(&office).choices[0], Choice::NoShow { until, .. } if until == "10:21"));
}

#[test]
fn a_rejection_is_said_in_the_question_and_everything_typed_stays() {
    let mut office = asked(Office::serving("ru"), Key::Park, &[Deed::Picked(0), typed("15")]);
    office.reject(Rejection::BadAlarm);
    assert_eq!(said(&office), Say::Rejected(Rejection::BadAlarm));
    assert_eq!((open(&office).typed.as_str(), open(&office).chosen), ("15", Some(0)));
    office.deed(Deed::Accept);
    office.fail(Failure::Busy);
    assert_eq!(said(&office), Say::Failed(Failure::Busy));
    office.deed(Deed::Accept);
    office.expire();
    assert_eq!(said(&office), Say::Unanswered);
}

#[test]
fn a_lost_connection_keeps_the_question_and_what_was_typed() {
    let mut office = Office::serving("ru");
    office.press(Key::Park);
    office.deed(Deed::Picked(1));
    office.deed(typed("20"));
    office.input(Input::Lost);
    office.deed(Deed::Accept);
    assert!(office.asked.is_empty());
    assert_eq!(said(&office), Say::NotSent);
    assert!(!open(&office).usable);
    let session = office::session(&[queue::floor::Role::Clerk], Some("w4"));
    office.input(Input::Connected(protocol::message::Welcome {
        version: 1,
        epoch: 1,
        now: office.floor_now,
        session: Some(session),
        office: None,
    }));
    office.publish();
    assert_eq!((open(&office).typed.as_str(), open(&office).chosen), ("20", Some(1)));
    office.deed(Deed::Accept);
    assert_eq!(office.the_ask(), Ask::Park { reason: "copy".parse_key(), alarm_min: Some(20) });
}

#[test]
fn a_question_about_a_visitor_who_is_gone_closes_and_says_so() {
    let mut office = Office::called("ru");
    office.press(Key::Refuse);
    office.desk().visitor = None;
    office.publish();
    assert_eq!(office.desk_view().dialog, None);
    assert_eq!(office.view().frame.notice.unwrap().say, Say::Rejected(Rejection::NobodyAtWindow));
}

#[test]
fn a_question_about_the_queue_does_not_mind_who_stands_at_the_window() {
    let mut office = Office::called("ru");
    office.press(Key::ComeBack);
    office.desk().visitor = None;
    office.publish();
    assert_eq!(open(&office).kind, DialogKind::ComeBack);
}

#[test]
fn keys_do_nothing_behind_a_question_and_escape_closes_it() {
    let mut office = Office::serving("ru");
    office.press(Key::Refuse);
    office.press(Key::CallNext);
    office.press(Key::Face);
    office.deed(Deed::BringBack(0));
    assert!(office.asked.is_empty());
    assert!(!office.desk_view().bar);
    office.deed(Deed::Dismiss);
    assert_eq!(office.desk_view().dialog, None);
    office.press(Key::CallNext);
    assert_eq!(office.the_ask(), Ask::CallNext);
}

#[test]
fn rows_that_are_not_there_cannot_be_chosen() {
    let mut office = Office::serving("ru");
    office.press(Key::Refuse);
    for index in [2, 99, usize::MAX] {
        office.deed(Deed::Picked(index));
        office.deed(Deed::PickedOther(index));
    }
    assert_eq!(open(&office).chosen, None);
    office.deed(Deed::Accept);
    assert!(office.asked.is_empty());
}

#[test]
fn a_visitor_called_while_the_question_is_answered_is_not_mixed_up() {
    let mut office = Office::serving("ru");
    office.press(Key::Refuse);
    office.deed(Deed::Picked(0));
    let mut other = visitor(called_stage());
    other.ticket = TicketId(77);
    office.desk().visitor = Some(Box::new(other));
    office.publish();
    office.deed(Deed::Accept);
    assert!(office.asked.is_empty(), "nobody is refused in another's place");
}
