//! A visitor's way through the real window, by accessible label, in each language: from the service to the number. The
//! server and the printer are fakes that answer the model's effects.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use kiosk::model::{PrintOutcome, What};
use kiosk::view::{self, Language};
use protocol::message::Ask;
use slint::SharedString;
use slint::platform::{Key, WindowEvent};
use support::demo;
use support::running::Kiosk;

fn takes_a_coupon(language: Language, [have, get, take, done]: [&str; 4]) {
    let mut kiosk = Kiosk::open();
    kiosk.touch(language.own_name());
    kiosk.touch(&demo::service_name(language, 'A'));
    kiosk.touch(&demo::documents(language).purposes[1]);
    kiosk.touch(have);
    kiosk.touch(&demo::category(language).rows[1].name);
    kiosk.touch(get);
    assert!(kiosk.sees("A012"), "the number is on the screen");
    assert!(kiosk.sees(take), "and the coupon can be taken");
    let Ask::IssueTicket { category, language: asked_in, .. } = &kiosk.asked[0] else { panic!() };
    assert_eq!((category.as_str(), asked_in.as_str()), ("disabled", language.code()));
    kiosk.at += Duration::from_secs(2);
    kiosk.touch(done);
    assert!(
        kiosk.sees(&demo::service_name(Language::Russian, 'A')),
        "the next visitor begins in the office's own language"
    );
    assert_eq!(kiosk.asked.len(), 1);
}

#[test]
fn a_visitor_takes_a_coupon_in_russian() {
    takes_a_coupon(Language::Russian, ["Документы со мной", "Получить талон", "Возьмите талон", "Готово"]);
}

#[test]
fn a_visitor_takes_a_coupon_in_english() {
    takes_a_coupon(Language::English, ["I have them", "Get a coupon", "Take the coupon", "Done"]);
}

#[test]
fn a_visitor_takes_a_coupon_in_armenian() {
    takes_a_coupon(Language::Armenian, ["Փաստաթղթերն ինձ հետ են", "Ստանալ կտրոն", "Վերցրեք կտրոնը", "Փակել"]);
}

#[test]
fn without_paper_the_number_is_there_to_copy() {
    let mut kiosk = Kiosk::open();
    kiosk.printer = PrintOutcome::NotPrinted;
    kiosk.touch("English");
    kiosk.touch(&demo::service_name(Language::English, 'A'));
    kiosk.touch("I have them");
    kiosk.touch("I need more time");
    kiosk.touch("Get a coupon");
    assert!(kiosk.sees("Sorry, there is no paper") && kiosk.sees("A012") && kiosk.sees("Photograph the number"));
    assert!(matches!(&kiosk.asked[0], Ask::IssueTicket { more_time: true, .. }));
}

#[test]
fn contrast_larger_text_and_lower_half_are_one_touch_away_and_wiped_afterwards() {
    let mut kiosk = Kiosk::open();
    kiosk.touch("Контраст");
    kiosk.touch("Крупнее");
    kiosk.touch("Ниже");
    let asked = view::view(&kiosk.model).frame.appearance;
    assert!(asked.contrast && asked.larger && asked.lower);
    kiosk.touch("Контраст");
    kiosk.touch(&demo::service_name(Language::Russian, 'A'));
    kiosk.at += Duration::from_secs(90);
    kiosk.happens(What::Tick);
    assert_eq!(view::view(&kiosk.model).frame.appearance, view::Appearance::default());
}

/// WCAG 2.2.1: at least 20 s to stay, by one touch, at least ten times; then everything is wiped.
#[test]
fn the_warning_can_be_answered_ten_times_and_then_everything_is_wiped() {
    let mut kiosk = Kiosk::open();
    kiosk.touch("English");
    kiosk.touch("Larger");
    kiosk.touch(&demo::service_name(Language::English, 'A'));
    for _ in 0..10 {
        kiosk.at += Duration::from_secs(60);
        kiosk.happens(What::Tick);
        assert!(kiosk.sees("Are you still here?"));
        kiosk.at += Duration::from_secs(19);
        kiosk.happens(What::Tick);
        kiosk.touch("I am still here");
        assert!(!kiosk.sees("Are you still here?") && kiosk.sees("Do you have all of these?"));
    }
    kiosk.at += Duration::from_secs(81);
    kiosk.happens(What::Tick);
    assert!(kiosk.sees("Какая услуга вам нужна?"), "back at the start, in the office's language");
    assert_eq!(view::view(&kiosk.model).frame.appearance, view::Appearance::default());
}

/// One touch changes the language on every screen of the way, and nothing that was chosen is lost.
#[test]
fn a_change_of_language_loses_nothing_on_any_screen() {
    let mut kiosk = Kiosk::open();
    kiosk.touch("English");
    kiosk.touch(&demo::service_name(Language::English, 'A'));
    kiosk.touch("Русский");
    assert!(kiosk.sees("Всё это у вас с собой?"));
    kiosk.touch("Документы со мной");
    kiosk.touch("Мне нужно больше времени");
    kiosk.touch("Հայերեն");
    let toggle = kiosk.bench.control("Ինձ էլի ժամանակ է պետք").expect("the toggle, in Armenian");
    assert_eq!(toggle.accessible_checked(), Some(true));
    kiosk.touch("Ստանալ կտրոն");
    assert!(kiosk.sees("A012"));
    kiosk.touch("English");
    assert!(kiosk.sees("A012") && kiosk.sees("Your number"));
    assert!(matches!(&kiosk.asked[0], Ask::IssueTicket { more_time: true, .. }));
}

#[test]
fn three_seconds_on_the_clock_and_a_pin_open_the_technicians_menu() {
    let mut kiosk = Kiosk::open();
    let clock = support::middle(&kiosk.bench.labelled("09:42").unwrap());
    kiosk.bench.press(clock);
    kiosk.bench.wait(Duration::from_millis(2_500));
    kiosk.bench.release(clock);
    assert!(!kiosk.bench.touches().contains(&view::Touch::TechnicianWanted), "a short touch does nothing");
    kiosk.bench.press(clock);
    kiosk.bench.wait(Duration::from_millis(3_200));
    kiosk.bench.release(clock);
    kiosk.at += Duration::from_secs(4);
    for touch in kiosk.bench.touches() {
        kiosk.happens(What::Touch(touch));
    }
    assert!(kiosk.sees("Введите PIN-код"));
    for key in ["4", "7", "1", "1", "Войти"] {
        kiosk.touch(key);
    }
    assert!(kiosk.sees("Состояние киоска"));
    kiosk.touch("Назад");
    assert!(kiosk.sees("Какая услуга вам нужна?"));
}

#[test]
fn keys_ask_nothing_of_the_server_and_open_no_technicians_menu() {
    let mut kiosk = Kiosk::open();
    let window = slint::ComponentHandle::window(kiosk.bench.window.component());
    for key in ["q", "\u{1b}", "\u{f704}", "\u{f70f}", "\t", "\n"] {
        window.dispatch_event(slint::platform::WindowEvent::KeyPressed { text: key.into() });
        window.dispatch_event(slint::platform::WindowEvent::KeyReleased { text: key.into() });
    }
    nothing_leaves(&mut kiosk);
}

/// Tab moves the focus and Return presses what has it: on the first screen nothing leaves the kiosk or asks the server.
fn nothing_leaves(kiosk: &mut Kiosk) {
    for touch in kiosk.bench.touches() {
        assert!(!matches!(touch, view::Touch::TechnicianWanted | view::Touch::Menu(_) | view::Touch::TakeCoupon));
        kiosk.at += Duration::from_millis(700);
        kiosk.happens(What::Touch(touch));
    }
    assert!(kiosk.asked.is_empty());
}

#[test]
fn keys_held_together_ask_nothing_of_the_server_and_leave_the_window_open() {
    let mut kiosk = Kiosk::open();
    let window = slint::ComponentHandle::window(kiosk.bench.window.component());
    let control_alt = [Key::Control, Key::Alt];
    let held: [&[Key]; 6] =
        [&[Key::Control], &[Key::Alt], &[Key::Meta], &[Key::Shift], &control_alt, &[Key::Control, Key::Shift]];
    let named = [Key::F1, Key::F2, Key::F4, Key::F7, Key::F11, Key::F12, Key::Tab, Key::Escape, Key::Backspace];
    let further = [Key::Delete, Key::Insert, Key::Home, Key::Return, Key::Space, Key::LeftArrow, Key::Menu];
    let letters = ["a", "c", "q", "r", "w", "z", "+", "-"].map(SharedString::from);
    let keys: Vec<SharedString> = named.into_iter().chain(further).map(SharedString::from).chain(letters).collect();
    let press = |text: SharedString| window.dispatch_event(WindowEvent::KeyPressed { text });
    let release = |text: SharedString| window.dispatch_event(WindowEvent::KeyReleased { text });
    for held in held {
        for key in &keys {
            held.iter().for_each(|held| press((*held).into()));
            press(key.clone());
            release(key.clone());
            held.iter().rev().for_each(|held| release((*held).into()));
        }
    }
    assert!(window.is_visible());
    nothing_leaves(&mut kiosk);
}
