//! A visitor who sees nothing: the way from the start to the coupon by the keypad's keys alone, through the real window, and what is
//! spoken on it (EN 301 549 5.1.3).
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use kiosk::model::{PrintOutcome, What};
use kiosk::view::*;
use protocol::board::KioskBoard;
use protocol::message::Ask;
use queue::issue::Issue;
use slint::SharedString;
use slint::platform::Key as Named;
use support::demo;
use support::office::{board, floor, of_bookings};
use support::running::{Kiosk, morning};

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// What is heard on the way, in the order of the screens.
struct Heard {
    services: &'static str,
    documents: &'static str,
    have: &'static str,
    category: &'static str,
    more_time: [&'static str; 2],
    get: &'static str,
    number: &'static str,
    take: &'static str,
    done: &'static str,
}

fn takes_a_coupon(language: Language, heard: &Heard) {
    let mut kiosk = Kiosk::open();
    let first = kiosk.key(Named::DownArrow);
    assert!(first.starts_with("Вниз: следующее.") && first.contains("Какая услуга вам нужна?"), "{first}");
    assert!(first.ends_with("Русский"), "the languages come first: {first}");

    kiosk.find(language.own_name());
    let named = kiosk.spoken.last().unwrap().clone();
    assert_eq!(named, [(language, language.own_name().to_owned())], "a language is named in its own voice");
    let services = kiosk.key(Named::Return);
    assert!(services.starts_with(heard.services) && !services.contains("Вниз"), "{services}");

    let documents = kiosk.choose(&demo::service_name(language, 'A'));
    let passport = plain(&demo::documents(language).rows[0].name);
    assert!(documents.contains(heard.documents) && documents.contains(&format!("1: {passport}.")), "{documents}");
    let child = &demo::documents(language).purposes[1];
    assert!(kiosk.choose(child).contains(&plain(child)));

    let category = kiosk.choose(heard.have);
    assert!(category.contains(heard.category), "{category}");
    let disabled = plain(&demo::category(language).rows[1].name);
    let chosen = kiosk.choose(&disabled);
    assert!(chosen.starts_with(&disabled) && chosen.len() > disabled.len(), "the choice is said: {chosen}");
    let asked = kiosk.choose(heard.more_time[0]);
    assert!(asked.ends_with(heard.more_time[1]), "{asked}");

    let number = kiosk.choose(heard.get);
    for wanted in
        [heard.number, &plain(&demo::service_name(language, 'A')), &disabled, &plain(&demo::issued(language).hall), "7"]
    {
        assert!(number.contains(wanted), "{wanted:?} is not in {number:?}");
    }
    let voices: BTreeSet<Language> = kiosk.spoken.last().unwrap().iter().map(|(voice, _)| *voice).collect();
    assert_eq!(voices, [language].into());
    assert!(kiosk.key(Named::Home).contains(heard.take), "once more, with what became of the paper");
    let Ask::IssueTicket { category, language: asked_in, more_time, .. } = &kiosk.asked[0] else { panic!() };
    assert_eq!((category.as_str(), asked_in.as_str(), *more_time), ("disabled", language.code(), true));

    kiosk.find(heard.done);
    kiosk.at += Duration::from_secs(2);
    kiosk.key(Named::Return);
    assert_eq!(kiosk.spoken.last().unwrap(), &[], "the visit is over, and the voice silent");
    assert_eq!(view(&kiosk.model).frame.listening, None);
    assert_eq!(kiosk.asked.len(), 1);
}

#[test]
fn a_visitor_who_sees_nothing_takes_a_coupon_in_russian() {
    takes_a_coupon(
        Language::Russian,
        &Heard {
            services: "Какая услуга вам нужна?",
            documents: "Всё это у вас с собой?",
            have: "Документы со мной",
            category: "Какая очередь ваша?",
            more_time: ["Мне нужно больше времени", "включено"],
            get: "Получить талон",
            number: "Ваш номер: а, 0 1 2.",
            take: "Возьмите талон.",
            done: "Готово",
        },
    );
}

#[test]
fn a_visitor_who_sees_nothing_takes_a_coupon_in_english() {
    takes_a_coupon(
        Language::English,
        &Heard {
            services: "Which service do you need?",
            documents: "Do you have all of these?",
            have: "I have them",
            category: "Which queue is yours?",
            more_time: ["I need more time", "on"],
            get: "Get a coupon",
            number: "Your number: A, 0 1 2.",
            take: "Take the coupon.",
            done: "Done",
        },
    );
}

#[test]
fn a_visitor_who_sees_nothing_takes_a_coupon_in_armenian() {
    takes_a_coupon(
        Language::Armenian,
        &Heard {
            services: "Ի՞նչ ծառայություն է պետք",
            documents: "Այս ամենը ձեզ հե՞տ է",
            have: "Փաստաթղթերն ինձ հետ են",
            category: "Ո՞րն է ձեր հերթը",
            more_time: ["Ինձ էլի ժամանակ է պետք", "միացված է"],
            get: "Ստանալ կտրոն",
            number: "Ձեր համարը: A, 0 1 2.",
            take: "Վերցրեք կտրոնը.",
            done: "Փակել",
        },
    );
}

#[test]
fn nothing_is_spoken_to_who_only_touches() {
    let mut kiosk = Kiosk::open();
    for label in ["English", &demo::service_name(Language::English, 'A'), "I have them", "Larger", "Get a coupon"] {
        kiosk.touch(label);
    }
    assert!(kiosk.sees("A012"));
    kiosk.at += Duration::from_secs(90);
    kiosk.happens(What::Tick);
    assert!(kiosk.spoken.is_empty(), "{:?}", kiosk.spoken);
}

#[test]
fn who_listens_and_touches_goes_on_listening() {
    let mut kiosk = Kiosk::open();
    kiosk.key(Named::DownArrow);
    kiosk.touch("English");
    let services = kiosk.spoken.last().unwrap().clone();
    assert!(services[0].1.starts_with("Which service do you need?"), "{services:?}");
}

/// What a kiosk says to its first key. Each has its own thread: the platform is set once for each.
fn first_said(key: SharedString) -> String {
    std::thread::spawn(move || Kiosk::open().key(key)).join().unwrap()
}

#[test]
fn each_key_of_a_keypad_begins_to_speak_and_no_other_does() {
    for key in ["q", "1", "\u{1b}", "\u{8}"] {
        assert_eq!(first_said(key.into()), "", "{key:?}");
    }
    let arrows = [Named::DownArrow, Named::RightArrow, Named::UpArrow, Named::LeftArrow];
    let others = [Named::Tab, Named::Backtab, Named::Home, Named::Return];
    let named = arrows.into_iter().chain(others).map(SharedString::from);
    for key in named.chain(["+", "-", " "].map(SharedString::from)) {
        assert!(first_said(key.clone()).starts_with("Вниз: следующее."), "{key:?}");
    }
}

#[test]
fn the_volume_is_said_at_once() {
    let mut kiosk = Kiosk::open();
    kiosk.key(Named::DownArrow);
    assert_eq!((kiosk.key("+"), kiosk.key("-"), kiosk.key("-")), ("70%".into(), "60%".into(), "50%".into()));
}

/// EN 301 549 5.1.3.15: an error is said with the way out.
#[test]
fn without_paper_the_visitor_hears_so_first_and_can_hear_the_number_again() {
    let mut kiosk = Kiosk::open();
    kiosk.printer = PrintOutcome::NotPrinted;
    kiosk.choose("English");
    kiosk.choose(&demo::service_name(Language::English, 'A'));
    kiosk.choose("I have them");
    kiosk.choose("Get a coupon");
    let said = kiosk.spoken.last().unwrap()[0].1.clone();
    assert!(
        said.starts_with("Sorry, there is no paper. Your place in the queue is kept. Your number: A, 0 1 2."),
        "{said}"
    );
    assert!(said.ends_with("Home: once more."), "{said}");
    assert_eq!(kiosk.key(Named::Home), kiosk.spoken.last().unwrap()[0].1.clone() + " More time");
}

#[test]
fn a_server_that_is_gone_is_said_with_the_way_out_and_so_is_its_return() {
    let mut kiosk = Kiosk::open();
    kiosk.choose("English");
    kiosk.happens(What::Lost);
    let said = kiosk.spoken.last().unwrap()[0].1.clone();
    assert!(said.starts_with("This kiosk is offline.") && said.contains("Please ask a member of staff."), "{said}");
    kiosk.happens(What::Connected(morning(), None));
    assert!(kiosk.spoken.last().unwrap()[0].1.starts_with("Which service do you need?"));
}

fn with_issue(issue: Issue) -> KioskBoard {
    let mut board = board();
    board.services[0].issue = issue;
    board
}

#[test]
fn a_closed_office_is_said_with_the_time_of_the_next_coupons() {
    let from: Timestamp = "2026-11-17T06:30:00Z".parse().unwrap();
    let mut kiosk = Kiosk::of(floor(), with_issue(Issue::NotYet { from, pause: false }));
    let said = kiosk.choose("English");
    assert!(said.starts_with("No coupons yet. Please come back then,"), "{said}");
    assert!(said.contains("Next coupons: today from 10:30."), "{said}");
}

#[test]
fn a_service_that_cannot_be_had_says_why() {
    let (mut floor, mut board) = (floor(), with_issue(Issue::Stopped));
    let mut other = floor.services[0].clone();
    other.id = queue::ids::ServiceId::new("advice").unwrap();
    let mut line = board.services[0].clone();
    (line.service, line.issue) = (other.id.clone(), support::office::board().services[0].issue.clone());
    floor.services.push(other);
    board.services.push(line);
    let mut kiosk = Kiosk::of(floor, board);
    kiosk.choose("English");
    let stopped = format!("{}. the office has stopped", plain(&demo::service_name(Language::English, 'A')));
    kiosk.find(&stopped);
    assert_eq!(kiosk.key(Named::Return), "", "and pressing it does nothing");
}

/// WCAG 2.2.1, three times as late as for who sees; any key of the keypad stays, whatever it pressed before.
#[test]
fn the_warning_is_said_and_any_key_stays() {
    let mut kiosk = Kiosk::open();
    kiosk.choose("English");
    kiosk.choose(&demo::service_name(Language::English, 'A'));
    let named = [Named::DownArrow, Named::Return, Named::Home, Named::PageDown, Named::Delete].map(SharedString::from);
    for key in named.into_iter().chain(["+", "5", "\u{1b}", "\u{8}"].map(SharedString::from)) {
        kiosk.key(Named::DownArrow);
        kiosk.at += Duration::from_secs(179);
        kiosk.happens(What::Tick);
        assert!(!kiosk.sees("Are you still here?"));
        kiosk.at += Duration::from_secs(2);
        kiosk.happens(What::Tick);
        let said = kiosk.spoken.last().unwrap()[0].1.clone();
        assert!(said.starts_with("Are you still here? Press any key to stay: in 19 seconds"), "{said}");
        let before = kiosk.spoken.len();
        kiosk.at += Duration::from_secs(1);
        kiosk.happens(What::Tick);
        assert_eq!(kiosk.spoken.len(), before, "the seconds are not counted aloud");
        let said = kiosk.key(key);
        assert!(said.contains("Do you have all of these?"), "the screen again: {said}");
    }
    kiosk.at += Duration::from_secs(201);
    kiosk.happens(What::Tick);
    assert_eq!(kiosk.spoken.last().unwrap(), &[]);
    assert!(kiosk.key(Named::DownArrow).starts_with("Вниз: следующее."), "the next visitor begins anew");
}

#[test]
fn a_key_that_is_held_or_stuck_is_pressed_once() {
    let mut kiosk = Kiosk::open();
    kiosk.key(Named::DownArrow);
    let before = kiosk.spoken.len();
    let named = [Named::DownArrow, Named::Home, Named::Return, Named::Tab].map(SharedString::from);
    for key in named.into_iter().chain(["+", "5"].map(SharedString::from)) {
        kiosk.bench.hold(key.clone());
        assert!(kiosk.bench.touches().is_empty() && kiosk.bench.words().is_empty(), "{key:?}");
    }
    assert_eq!(kiosk.spoken.len(), before);
}

#[test]
fn the_number_of_a_booking_is_typed_by_ear() {
    let (floor, board) = of_bookings();
    let mut kiosk = Kiosk::of(floor, board);
    kiosk.choose("English");
    let typing = kiosk.choose("I have a booking");
    assert!(typing.starts_with("Your booking. Number of the booking."), "{typing}");
    for digit in ["4", "8", "2"] {
        assert_eq!(kiosk.choose(digit), digit);
    }
    assert!(kiosk.key(Named::Home).contains("Number of the booking. 4 8 2"), "once more, with what is typed");
    assert_eq!(kiosk.choose("Erase"), "4 8");
    assert!(kiosk.choose("Find").starts_with("Your booking. Number of the booking."), "what is missing is said");
    for digit in ["2", "1", "3", "9", "0"] {
        assert_eq!(kiosk.choose(digit), digit);
    }
    let at_digits = kiosk.choose("7");
    assert!(at_digits.contains("Four digits:"), "{at_digits}");
    for digit in ["1", "2"] {
        assert_eq!(kiosk.choose(digit), digit);
    }
    assert_eq!(kiosk.choose("Erase"), "1");
}

/// A control that goes under the focus takes no key with it.
#[test]
fn keys_are_heard_when_the_control_that_had_the_focus_is_gone() {
    let mut kiosk = Kiosk::open();
    kiosk.choose("English");
    kiosk.choose(&demo::service_name(Language::English, 'A'));
    kiosk.choose("I have them");
    kiosk.choose("Get a coupon");
    kiosk.at += Duration::from_secs(2);
    kiosk.find("More time");
    for _ in 0..9 {
        kiosk.at += Duration::from_secs(2);
        kiosk.key(Named::Return);
    }
    kiosk.at += Duration::from_secs(2);
    assert_eq!(kiosk.key(Named::Return), "Done", "there is no more time, and the focus is on what is left");
    assert!(!kiosk.sees("More time"));
    assert_ne!(kiosk.key(Named::DownArrow), "");
}
