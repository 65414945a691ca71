//! Who listens: when it begins, what cuts off what, the volume, the longer times, and that all of it ends with the visit
//! (EN 301 549 5.1.3).

use super::*;
use crate::view::{Control, Pad, Words};

fn press(bench: &mut Bench, pad: Pad) -> Vec<Effect> {
    bench.touch(Touch::Pad(pad))
}

fn listening() -> Bench {
    let mut bench = Bench::open();
    press(&mut bench, Pad::Move);
    bench
}

/// A key presses the control that has the focus.
fn choose(bench: &mut Bench, touch: Touch) -> Vec<Effect> {
    press(bench, Pad::Press);
    bench.happens(What::Touch(touch))
}

fn texts(effects: &[Effect]) -> Vec<String> {
    said(effects).into_iter().flat_map(|speech| speech.parts).map(|(_, text)| text).collect()
}

fn screen(bench: &Bench) -> Option<u32> {
    view(&bench.model).frame.listening
}

fn words(text: &str) -> What {
    What::Words(Words::Screen(text.into(), None))
}

fn control(text: &str, language: Option<Language>) -> Control {
    Control { words: text.into(), language }
}

fn said(effects: &[Effect]) -> Vec<Speech> {
    let said = effects.iter().filter_map(|effect| match effect {
        Effect::Say(speech) => Some(speech.clone()),
        _ => None,
    });
    said.collect()
}

#[test]
fn nobody_hears_anything_before_the_first_key() {
    let mut bench = Bench::open();
    assert!(bench.happens(words("Services")).is_empty());
    bench.touch(Touch::Row(0));
    assert!(bench.happens(words("Documents")).is_empty());
    assert_eq!(screen(&bench), None);
}

#[test]
fn a_screen_and_its_control_follow_each_other_and_each_text_is_one_order() {
    let mut bench = listening();
    assert_eq!(screen(&bench), Some(1));
    let focused = Some(control("English", Some(Language::English)));
    let effects = bench.happens(What::Words(Words::Screen("Услуги".into(), focused)));
    let parts = vec![(Language::Russian, "Услуги".to_owned()), (Language::English, "English".to_owned())];
    assert_eq!(effects, [Effect::Say(Speech { parts, volume_percent: 60 })]);
    let effects = bench.happens(What::Words(Words::Control(control("Паспорт", None))));
    let parts = vec![(Language::Russian, "Паспорт".to_owned())];
    assert_eq!(effects, [Effect::Say(Speech { parts, volume_percent: 60 })], "it cuts off the other");
}

#[test]
fn a_screen_is_new_to_the_ear_by_what_is_on_it_and_not_by_its_figures() {
    let mut bench = listening();
    bench.happens(What::Board(morning(), board([open(), Issue::Stopped])));
    bench.wait_s(5);
    assert_eq!(screen(&bench), Some(1), "minutes and people change by themselves");
    bench.touch(Touch::Row(0));
    assert_eq!(screen(&bench), Some(2));
    bench.touch(Touch::Language(Language::English));
    assert_eq!(screen(&bench), Some(3));
    bench.touch(Touch::Language(Language::English));
    assert_eq!(screen(&bench), Some(4), "who chooses the language shown hears it all the same");
    bench.touch(Touch::Larger);
    assert_eq!(screen(&bench), Some(4), "what the eye sees is nothing to the ear");
}

#[test]
fn the_number_is_said_once_and_anew_when_its_paper_fails() {
    let mut bench = listening();
    let job = bench.issue();
    let number = screen(&bench);
    bench.happens(What::Printed(job, PrintOutcome::Printed));
    assert_eq!(screen(&bench), number);
    let mut bench = listening();
    let job = bench.issue();
    let number = screen(&bench);
    bench.happens(What::Printed(job, PrintOutcome::NotPrinted));
    assert_eq!(screen(&bench), number.map(|screen| screen + 1));
}

#[test]
fn the_volume_goes_by_steps_stays_to_be_heard_and_is_the_usual_one_for_the_next_visitor() {
    let mut bench = listening();
    let mut volumes = Vec::new();
    for pad in [[Pad::Louder; 6], [Pad::Quieter; 6], [Pad::Quieter; 6]].concat() {
        volumes.extend(said(&press(&mut bench, pad)).into_iter().map(|speech| speech.volume_percent));
    }
    assert_eq!(volumes, [70, 80, 90, 100, 100, 100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 10, 10, 10]);
    let effects = bench.wait_s(3 * 60 + 20);
    assert_eq!(effects.iter().filter(|effect| **effect == Effect::Hush).count(), 1, "the voice ends with the visit");
    assert_eq!(screen(&bench), None);
    press(&mut bench, Pad::Move);
    assert_eq!(said(&bench.happens(words("Услуги")))[0].volume_percent, 60);
}

/// Also on the first screen, which a visitor who sees may leave as it is.
#[test]
fn who_listens_is_warned_three_times_as_late_and_any_key_stays() {
    for pad in [Pad::Move, Pad::Louder, Pad::Quieter, Pad::Again] {
        let mut bench = listening();
        bench.wait_s(179);
        assert_eq!(view(&bench.model).warning, None);
        bench.wait_s(1);
        assert_eq!((bench.model.warning_left_s(), screen(&bench)), (Some(WARNING_S), Some(2)));
        press(&mut bench, pad);
        assert_eq!((bench.model.warning_left_s(), screen(&bench)), (None, Some(3)), "{pad:?}");
    }
}

#[test]
fn the_number_stays_three_times_as_long_for_who_listens() {
    let mut bench = listening();
    let job = bench.issue();
    bench.happens(What::Printed(job, PrintOutcome::Printed));
    bench.wait_s(59);
    assert_eq!(bench.paper(), Paper::Printed);
    press(&mut bench, Pad::Again);
    bench.wait_s(59);
    assert_eq!(bench.paper(), Paper::Printed, "a key is a sign of life");
    assert!(bench.wait_s(1).contains(&Effect::Hush));
    assert!(matches!(bench.screen(), Screen::Services(_)));
}

#[test]
fn more_time_says_the_number_once_more_and_leaves_the_focus_where_it_is() {
    let mut bench = listening();
    let job = bench.issue();
    bench.happens(What::Printed(job, PrintOutcome::Printed));
    bench.happens(words("Your number"));
    bench.wait_s(2);
    let number = screen(&bench);
    for _ in 1..10 {
        assert_eq!(texts(&choose(&mut bench, Touch::Extend)), ["Your number"]);
        bench.wait_s(2);
    }
    assert!(
        texts(&choose(&mut bench, Touch::Extend)).is_empty(),
        "the button goes, and the window says where the focus is"
    );
    assert_eq!(screen(&bench), number);
}

#[test]
fn what_a_technician_types_is_spoken_to_nobody() {
    let mut bench = listening();
    bench.touch(Touch::TechnicianWanted);
    assert_eq!(bench.happens(words("")), [Effect::Hush]);
    let typed = What::Words(Words::Control(control("4", None)));
    assert_eq!(bench.happens(typed), [Effect::Hush]);
    assert_eq!(said(&press(&mut bench, Pad::Louder)), []);
}

#[test]
fn a_kiosk_without_a_voice_answers_to_the_keys_and_says_nothing() {
    let mut bench = Bench::open();
    bench.model.settings.speech_percent = None;
    press(&mut bench, Pad::Move);
    assert_eq!(screen(&bench), Some(1), "the focus is there for who sees it");
    assert!(bench.happens(words("Услуги")).is_empty() && press(&mut bench, Pad::Louder).is_empty());
    assert!(bench.wait_s(200).is_empty());
    assert_eq!(screen(&bench), None);
}

#[test]
fn a_voice_that_does_not_work_is_told_to_the_server_and_so_is_its_return() {
    let mut bench = Bench::open();
    let report = |faults| Effect::Report(Report { faults });
    let effects = bench.happens(What::Voice { works: false });
    assert_eq!(effects, [report(vec![protocol::message::DeviceFault::NoSound])]);
    assert!(bench.happens(What::Voice { works: false }).is_empty());
    assert_eq!(bench.happens(What::Voice { works: true }), [report(vec![])]);
}

/// EN 301 549 5.1.3.15.
#[test]
fn the_same_error_twice_running_is_said_twice() {
    let mut bench = super::check_in::booking_kiosk();
    press(&mut bench, Pad::Move);
    bench.touch(Touch::HaveBooking);
    bench.happens(What::Misread);
    let first = screen(&bench);
    bench.happens(What::Misread);
    assert_eq!(screen(&bench), first.map(|screen| screen + 1));
}

#[test]
fn figures_that_are_gone_are_not_said_again() {
    let mut bench = super::check_in::booking_kiosk();
    bench.happens(What::Scanner(Supply::Absent));
    press(&mut bench, Pad::Move);
    choose(&mut bench, Touch::HaveBooking);
    bench.happens(words("Number"));
    for digit in [4, 8] {
        assert_eq!(texts(&choose(&mut bench, Touch::Figure(Key::Digit(digit)))), [digit.to_string()]);
    }
    assert_eq!(texts(&bench.happens(words("Number"))), ["Number", "4 8"], "Home says what is there");
    assert_eq!(texts(&choose(&mut bench, Touch::Figure(Key::Erase))), ["4"]);
    assert_eq!(texts(&choose(&mut bench, Touch::Figure(Key::Enter))), ["Number", "4"]);
    assert_eq!(texts(&choose(&mut bench, Touch::Figure(Key::Erase))), ["Number"]);
    assert_eq!(
        texts(&bench.touch(Touch::Figure(Key::Digit(7)))),
        [""; 0],
        "what a finger types is not for others' ears"
    );
}

#[test]
fn a_finger_long_after_the_last_key_is_the_next_visitors_and_ends_the_listening() {
    let mut bench = listening();
    bench.wait_s(61);
    assert!(!choose(&mut bench, Touch::Larger).contains(&Effect::Hush), "a key goes on");
    bench.wait_s(50);
    bench.touch(Touch::Larger);
    assert_ne!(screen(&bench), None, "and so does a finger soon after it");
    press(&mut bench, Pad::Press);
    bench.wait_s(61);
    assert_eq!(bench.touch(Touch::Larger), [Effect::Hush], "also where the last key pressed nothing");
    assert_eq!(screen(&bench), None);
}
