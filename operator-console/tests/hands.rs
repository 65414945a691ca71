//! The window under real keys and clicks: every key and every button does its act once (WCAG 2.1.1).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod screen;
mod story;

use i_slint_backend_testing::AccessibleRole as Role;
use operator_console::deed::Deed;
use operator_console::view::{Key as Act, Readiness, ReceptionKey};
use screen::on_screen;
use slint::ComponentHandle;
use slint::platform::Key;
use story::Tongue;

const PLAIN: [(Key, Act); 11] = [
    (Key::F2, Act::CallNext),
    (Key::F3, Act::Recall),
    (Key::F4, Act::Start),
    (Key::F5, Act::Finish),
    (Key::F6, Act::NoShow),
    (Key::F7, Act::Park),
    (Key::F8, Act::Transfer),
    (Key::F9, Act::Refuse),
    (Key::F10, Act::OutOfTurn),
    (Key::F11, Act::Pause),
    (Key::F12, Act::Face),
];

const SHIFTED: [(Key, Act); 8] = [
    (Key::F2, Act::ByNumber),
    (Key::F3, Act::Expected),
    (Key::F4, Act::Matches),
    (Key::F5, Act::Mismatch),
    (Key::F6, Act::ComeBack),
    (Key::F8, Act::NextService),
    (Key::F9, Act::DenyRight),
    (Key::F11, Act::Close),
];

#[test]
fn every_key_does_its_act_in_the_window_and_in_the_bar() {
    for view in [story::serving(Tongue::Ru), story::bar(story::serving(Tongue::Ru)), story::lost(Tongue::Hy)] {
        on_screen(move |screen| {
            screen.show(&view);
            for (key, act) in PLAIN {
                screen.key(key);
                assert_eq!(screen.take_deeds(), [Deed::Key(act)], "{act:?}");
            }
            for (key, act) in SHIFTED {
                screen.key_with(Key::Shift, key);
                assert_eq!(screen.take_deeds(), [Deed::Key(act)], "{act:?}");
            }
            for digit in 1..=9_u8 {
                screen.key_with(Key::Control, char::from(b'0' + digit));
                assert_eq!(screen.take_deeds(), [Deed::BringBack(usize::from(digit) - 1)]);
            }
            screen.key_with(Key::Control, '0');
            assert_eq!(screen.take_deeds(), []);
            screen.key(Key::Escape);
            assert_eq!(screen.take_deeds(), [Deed::Dismiss]);
        });
    }
}

#[test]
fn undo_is_one_key_on_every_keyboard_layout_in_use_here() {
    on_screen(|screen| {
        screen.show(&story::called(Tongue::Ru));
        for letter in ['z', 'Z', 'я', 'Я', 'ժ', 'զ'] {
            screen.key_with(Key::Control, letter);
            assert_eq!(screen.take_deeds(), [Deed::Key(Act::Undo)], "{letter}");
            screen.key(letter);
            assert_eq!(screen.take_deeds(), [], "{letter} alone is nothing");
        }
    });
}

#[test]
fn a_held_key_acts_once() {
    on_screen(|screen| {
        screen.show(&story::idle(Tongue::Ru));
        screen.hold(Key::F2, 40);
        assert_eq!(screen.take_deeds(), [Deed::Key(Act::CallNext)]);
        screen.show(&story::reception(Tongue::Ru));
        screen.hold(Key::F2, 40);
        assert_eq!(screen.take_deeds(), [Deed::Reception(ReceptionKey::Issue)]);
        screen.show(&story::refuse(Tongue::Ru));
        screen.hold(Key::Return, 40);
        assert_eq!(screen.take_deeds(), [Deed::Accept]);
    });
}

#[test]
fn combinations_of_the_system_are_left_alone() {
    on_screen(|screen| {
        screen.show(&story::serving(Tongue::Ru));
        for held in [Key::Alt, Key::Meta] {
            screen.key_with(held, Key::F4);
            screen.key_with(held, Key::F2);
        }
        screen.key_with(Key::Control, Key::F4);
        screen.key_with(Key::Shift, Key::F7);
        screen.key_with(Key::Shift, Key::F10);
        assert_eq!(screen.take_deeds(), []);
    });
}

#[test]
fn every_button_does_by_mouse_what_its_key_does() {
    let labels = [
        ("Завершить", Act::Finish),
        ("Отложить", Act::Park),
        ("Передать", Act::Transfer),
        ("Отказать", Act::Refuse),
        ("Вне очереди", Act::OutOfTurn),
        ("Вызвать следующего", Act::CallNext),
        ("По номеру", Act::ByNumber),
        ("Закрыть окно", Act::Close),
        ("Узкая панель", Act::Face),
        ("Вернулся", Act::ComeBack),
        ("Следующая услуга", Act::NextService),
    ];
    on_screen(move |screen| {
        screen.show(&story::serving(Tongue::Ru));
        for (label, act) in labels {
            screen.click(Role::Button, label);
            assert_eq!(screen.take_deeds(), [Deed::Key(act)], "{label}");
        }
        screen.click(Role::Button, "Вернуть A008, оплачивает пошлину, 12 мин");
        assert_eq!(screen.take_deeds(), [Deed::BringBack(0)]);
        screen.show(&story::called(Tongue::Ru));
        for (label, act) in
            [("Повторить вызов", Act::Recall), ("Начать приём", Act::Start), ("Отменить, ещё 8 с", Act::Undo)]
        {
            screen.click(Role::Button, label);
            assert_eq!(screen.take_deeds(), [Deed::Key(act)], "{label}");
        }
    });
}

#[test]
fn buttons_that_cannot_be_used_now_do_nothing_under_the_mouse() {
    on_screen(|screen| {
        screen.show(&story::serving(Tongue::Ru));
        for label in ["Повторить вызов", "Начать приём", "Не явился", "Перерыв"]
        {
            assert_eq!(screen.find(Role::Button, label).accessible_enabled(), Some(false), "{label}");
            screen.click(Role::Button, label);
            screen.find(Role::Button, label).invoke_accessible_default_action();
        }
        assert_eq!(screen.take_deeds(), []);
        screen.show(&story::waiting(Tongue::Ru));
        screen.click(Role::Button, "Вызвать следующего");
        screen.click(Role::Button, "Вызвать следующего");
        assert_eq!(screen.take_deeds(), [], "asked already");
    });
}

#[test]
fn the_keys_of_the_window_are_silent_behind_a_question() {
    on_screen(|screen| {
        screen.show(&story::park(Tongue::Ru));
        for (key, _) in PLAIN {
            screen.key(key);
        }
        screen.key_with(Key::Control, '1');
        assert_eq!(screen.take_deeds(), []);
    });
}

#[test]
fn what_is_typed_in_a_question_arrives_letter_by_letter_and_enter_carries_it_out() {
    on_screen(|screen| {
        let mut view = story::by_number(Tongue::Ru);
        if let operator_console::view::Screen::Desk(desk) = &mut view.screen {
            desk.dialog.as_mut().unwrap().typed = String::new();
        }
        screen.show(&view);
        screen.type_text("а7");
        screen.key(Key::Return);
        let typed = |text: &str| Deed::Typed(text.to_owned());
        assert_eq!(screen.take_deeds(), [typed("а"), typed("а7"), Deed::Accept]);
    });
}

#[test]
fn the_sign_in_goes_from_login_to_pin_to_enter() {
    on_screen(|screen| {
        screen.show(&story::sign_in(Tongue::Ru));
        screen.type_text("ab");
        screen.key(Key::Return);
        screen.type_text("12");
        screen.key(Key::Return);
        let login = |text: &str| Deed::LoginTyped(text.to_owned());
        let pin = |text: &str| Deed::PinTyped(text.to_owned());
        assert_eq!(screen.take_deeds(), [login("a"), login("ab"), pin("1"), pin("12"), Deed::SignIn]);
    });
}

#[test]
fn the_reception_desk_has_a_key_for_each_act() {
    on_screen(|screen| {
        screen.show(&story::reception(Tongue::Ru));
        let keys = [
            (Key::F2, ReceptionKey::Issue),
            (Key::F3, ReceptionKey::Find),
            (Key::F4, ReceptionKey::Reprint),
            (Key::F5, ReceptionKey::MoreTime),
            (Key::F6, ReceptionKey::LeaveQueue),
            (Key::F7, ReceptionKey::StopIssue),
            (Key::F8, ReceptionKey::ExtendIssue),
            (Key::F9, ReceptionKey::AddService),
            (Key::F10, ReceptionKey::ClearVisit),
        ];
        for (key, act) in keys {
            screen.key(key);
            assert_eq!(screen.take_deeds(), [Deed::Reception(act)], "{act:?}");
        }
        for (key, act) in [(Key::F5, ReceptionKey::MarkMoreTime), (Key::F11, ReceptionKey::Away)] {
            screen.key_with(Key::Shift, key);
            assert_eq!(screen.take_deeds(), [Deed::Reception(act)], "{act:?}");
        }
        for (key, act) in [(Key::F6, Act::ComeBack), (Key::F7, Act::TakeOver)] {
            screen.key_with(Key::Shift, key);
            assert_eq!(screen.take_deeds(), [Deed::Key(act)], "{act:?}");
        }
        screen.key_with(Key::Control, 'z');
        for key in [Key::F11, Key::F12] {
            screen.key(key);
        }
        assert_eq!(screen.take_deeds(), []);
    });
}

#[test]
fn the_mark_of_a_found_ticket_is_put_on_and_taken_off_by_a_button_that_says_which() {
    let labels = [
        ("Отметить: нужно больше времени", "Снять отметку о времени"),
        ("Mark for more time", "Clear the mark for more time"),
        ("Նշել՝ ավելի շատ ժամանակ է պետք", "Հանել ժամանակի նշումը"),
    ];
    for (tongue, (mark, clear)) in story::TONGUES.into_iter().zip(labels) {
        on_screen(move |screen| {
            screen.show(&story::reception(tongue));
            screen.click(Role::Button, mark);
            assert_eq!(screen.take_deeds(), [], "no ticket is found");
            screen.show(&story::reception_found(tongue));
            screen.click(Role::Button, clear);
            screen.find(Role::Button, clear).invoke_accessible_default_action();
            let deed = Deed::Reception(ReceptionKey::MarkMoreTime);
            assert_eq!(screen.take_deeds(), [deed.clone(), deed]);
        });
    }
}

#[test]
fn the_choice_of_a_window_hears_undo_and_whoever_may_take_a_window_over() {
    on_screen(|screen| {
        screen.show(&story::windows(Tongue::Ru));
        screen.key_with(Key::Shift, Key::F7);
        assert_eq!(screen.take_deeds(), [], "a clerk may not");
        let mut view = story::windows_just_closed(Tongue::Ru);
        view.frame.take_over = Some(Readiness::Ready);
        screen.show(&view);
        screen.key_with(Key::Control, 'z');
        screen.key_with(Key::Shift, Key::F7);
        screen.click(Role::Button, "Отменить, ещё 8 с");
        screen.click(Role::Button, "Закрыть чужое окно");
        let (undo, take_over) = (Deed::Key(Act::Undo), Deed::Key(Act::TakeOver));
        assert_eq!(screen.take_deeds(), [undo.clone(), take_over.clone(), undo, take_over]);
    });
}

#[test]
fn keys_are_silent_behind_a_question_away_from_the_window_too() {
    for view in [story::take_over(Tongue::Ru), story::reception_come_back(Tongue::Ru)] {
        on_screen(move |screen| {
            screen.show(&view);
            for (key, _) in PLAIN {
                screen.key(key);
                screen.key_with(Key::Shift, key);
            }
            screen.key_with(Key::Control, 'z');
            assert_eq!(screen.take_deeds(), []);
            screen.key(Key::Return);
            screen.key(Key::Escape);
            assert_eq!(screen.take_deeds(), [Deed::Accept, Deed::Dismiss]);
        });
    }
}

#[test]
fn after_a_question_the_arrows_move_in_the_list_again() {
    let moved = |question, after, deed: Deed| {
        on_screen(move |screen| {
            screen.show(&question);
            screen.show(&after);
            screen.key(Key::DownArrow);
            assert_eq!(screen.take_deeds(), [deed]);
        });
    };
    moved(story::take_over(Tongue::Ru), story::windows(Tongue::Ru), Deed::PlacePicked(4));
    moved(story::reception_come_back(Tongue::Ru), story::reception(Tongue::Ru), Deed::ServicePicked(1));
}

#[test]
fn the_bar_gives_the_full_window_its_size_back() {
    on_screen(|screen| {
        let (full, bar) = (story::serving(Tongue::Ru), story::bar(story::serving(Tongue::Ru)));
        screen.show(&full);
        screen.resize(1600, 900);
        screen.window.apply(&bar);
        assert_eq!(screen.size(), screen::BAR);
        screen.window.apply(&full);
        assert_eq!(screen.size(), (1600, 900));
        screen.window.handle().window().set_maximized(true);
        screen.window.apply(&bar);
        assert!(!screen.window.is_maximized(), "a bar that fills the screen is none");
        screen.window.apply(&full);
        assert!(screen.window.is_maximized());
    });
}
