//! The window under real keys and clicks: every key does its act once, the focus is never lost and never trapped, and each control says
//! its name, role and value (WCAG 2.1.1, 2.1.2, 2.4.7, 4.1.2).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod screen;
mod story;

use i_slint_backend_testing::AccessibleRole as Role;
use operator_console::deed::Deed;
use operator_console::view::{Key as Act, ReceptionKey};
use screen::{Screen, on_screen};
use slint::SharedString;
use slint::platform::Key;
use story::{TONGUES, Tongue};

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
const SHIFTED: [(Key, Act); 5] = [
    (Key::F2, Act::ByNumber),
    (Key::F6, Act::ComeBack),
    (Key::F8, Act::NextService),
    (Key::F9, Act::DenyRight),
    (Key::F11, Act::Close),
];

/// Where the focus is: whoever has a ring of the accent drawn 4 px outside an edge is found by pressing Tab, so the test asks what
/// Enter does instead.
fn enter(screen: &Screen) -> Vec<Deed> {
    screen.take_deeds();
    screen.key(Key::Return);
    screen.take_deeds()
}

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
        screen.key_with(Key::Shift, Key::F5);
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
fn a_screen_reader_can_press_whatever_the_mouse_can() {
    on_screen(|screen| {
        screen.show(&story::serving(Tongue::En));
        screen.find(Role::Button, "Finish").invoke_accessible_default_action();
        screen.find(Role::Button, "Call the next visitor").invoke_accessible_default_action();
        assert_eq!(screen.take_deeds(), [Deed::Key(Act::Finish), Deed::Key(Act::CallNext)]);
        screen.show(&story::sign_in(Tongue::En));
        screen.find(Role::TextInput, "Login").set_accessible_value("kovaleva");
        assert_eq!(screen.take_deeds(), [Deed::LoginTyped("kovaleva".to_owned())]);
    });
}

/// What Enter does on each stop of Tab, or of Shift and Tab.
fn stops(screen: &Screen, back: bool, count: usize) -> Vec<String> {
    let step = |_| {
        if back {
            screen.key_with(Key::Shift, Key::Backtab);
        } else {
            screen.key(Key::Tab);
        }
        format!("{:?}", enter(screen))
    };
    (0..count).map(step).collect()
}

#[test]
fn tab_goes_round_and_is_trapped_nowhere_in_either_direction() {
    for view in [
        story::serving(Tongue::Ru),
        story::bar(story::serving(Tongue::Ru)),
        story::transfer(Tongue::Ru),
        story::park(Tongue::Ru),
        story::sign_in(Tongue::Ru),
        story::windows(Tongue::Ru),
        story::reception_found(Tongue::Ru),
    ] {
        on_screen(move |screen| {
            screen.show(&view);
            for back in [false, true] {
                let stops = stops(screen, back, 80);
                // Enter in the login goes on to the PIN, so the first stops may be others.
                let round = (2..40).find(|round| stops[10 + round..] == stops[10..80 - round]);
                assert!(round.is_some(), "{:?}, back: {back}: {stops:?}", view.screen);
            }
        });
    }
}

fn digest(screen: &Screen) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let picture = screen.picture();
    let mut hasher = DefaultHasher::new();
    for y in 0..picture.height {
        for x in 0..picture.width {
            picture.pixel(x, y).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[test]
fn tab_and_enter_reach_every_act_of_the_window() {
    on_screen(|screen| {
        screen.show(&story::serving(Tongue::Ru));
        let mut reached = std::collections::BTreeSet::new();
        for _ in 0..30 {
            screen.key(Key::Tab);
            for deed in enter(screen) {
                if let Deed::Key(act) = deed {
                    reached.insert(act);
                }
            }
        }
        let wanted = [
            Act::CallNext,
            Act::Finish,
            Act::Park,
            Act::Transfer,
            Act::Refuse,
            Act::OutOfTurn,
            Act::NextService,
            Act::ByNumber,
            Act::ComeBack,
            Act::Close,
            Act::Face,
        ];
        for act in wanted {
            assert!(reached.contains(&act), "{act:?} cannot be reached by Tab: {reached:?}");
        }
    });
}

#[test]
fn the_focus_can_be_seen_wherever_it_is() {
    for view in [
        story::serving(Tongue::Ru),
        story::bar(story::serving(Tongue::Ru)),
        story::transfer(Tongue::Ru),
        story::reception(Tongue::Ru),
    ] {
        on_screen(move |screen| {
            screen.show(&view);
            let mut before = digest(screen);
            for step in 0..8 {
                screen.key(Key::Tab);
                let now = digest(screen);
                assert_ne!(before, now, "step {step} shows nothing");
                before = now;
            }
        });
    }
}

#[test]
fn parked_visitors_are_reached_with_tab_chosen_with_arrows_and_brought_back_with_enter() {
    on_screen(|screen| {
        screen.show(&story::idle(Tongue::Ru));
        for _ in 0..40 {
            screen.key(Key::Tab);
            screen.key(Key::DownArrow);
            screen.take_deeds();
            screen.key(Key::Return);
            let deeds = screen.take_deeds();
            if let [Deed::BringBack(row)] = deeds.as_slice() {
                assert_eq!(*row, 1);
                return;
            }
        }
        panic!("Tab never reached the parked visitors");
    });
}

#[test]
fn keys_work_after_a_question_was_closed_and_after_the_face_changed() {
    on_screen(|screen| {
        screen.show(&story::refuse(Tongue::Ru));
        screen.key(Key::Tab);
        screen.show(&story::serving(Tongue::Ru));
        screen.key(Key::F5);
        assert_eq!(screen.take_deeds(), [Deed::Key(Act::Finish)]);
        screen.show(&story::bar(story::serving(Tongue::Ru)));
        screen.key(Key::Tab);
        screen.key(Key::F12);
        assert_eq!(screen.take_deeds(), [Deed::Key(Act::Face)]);
        screen.show(&story::serving(Tongue::Ru));
        screen.key(Key::F2);
        assert_eq!(screen.take_deeds(), [Deed::Key(Act::CallNext)]);
        screen.click(Role::Button, "Завершить");
        screen.take_deeds();
        screen.show(&story::called(Tongue::Ru));
        screen.key(Key::F4);
        assert_eq!(screen.take_deeds(), [Deed::Key(Act::Start)], "the button that was pressed is grey now");
    });
}

#[test]
fn keys_work_when_the_focused_control_is_no_longer_available() {
    on_screen(|screen| {
        screen.show(&story::serving(Tongue::Ru));
        for steps in 1..24 {
            screen.show(&story::serving(Tongue::Ru));
            for _ in 0..steps {
                screen.key(Key::Tab);
            }
            screen.show(&story::lost(Tongue::Ru));
            screen.take_deeds();
            screen.key(Key::F2);
            assert_eq!(screen.take_deeds(), [Deed::Key(Act::CallNext)], "after {steps} steps");
        }
    });
}

#[test]
fn a_question_is_answered_with_arrows_digits_and_enter() {
    on_screen(|screen| {
        screen.show(&story::refuse(Tongue::Ru));
        screen.key(Key::DownArrow);
        screen.key(Key::UpArrow);
        screen.key(Key::End);
        screen.key(Key::Home);
        screen.key('3');
        screen.key('9');
        screen.key(Key::Return);
        let picked = |index| Deed::Picked(index);
        assert_eq!(screen.take_deeds(), [picked(2), picked(1), picked(3), picked(0), picked(2), Deed::Accept]);
        screen.key(Key::Escape);
        assert_eq!(screen.take_deeds(), [Deed::Dismiss]);
    });
}

#[test]
fn the_window_nobody_sits_at_is_stepped_over() {
    on_screen(|screen| {
        screen.show(&story::transfer(Tongue::Ru));
        screen.key(Key::Tab);
        screen.key(Key::DownArrow);
        screen.key(Key::DownArrow);
        screen.key('2');
        assert_eq!(screen.take_deeds(), [Deed::PickedOther(0), Deed::PickedOther(2)]);
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
fn a_pin_is_never_read_out() {
    on_screen(|screen| {
        screen.show(&story::wrong_pin(Tongue::Ru));
        let pin = screen.find(Role::TextInput, "PIN");
        assert_eq!(pin.accessible_value().unwrap_or_default(), "");
        assert_eq!(screen.find(Role::TextInput, "Логин").accessible_value().unwrap(), "kovaleva");
        assert!(!screen.elements().iter().any(|e| e.accessible_label().unwrap_or_default().contains("1234")));
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
        screen.key_with(Key::Shift, Key::F11);
        assert_eq!(screen.take_deeds(), [Deed::Reception(ReceptionKey::Away)]);
        for key in [Key::F5, Key::F11, Key::F12] {
            screen.key(key);
        }
        assert_eq!(screen.take_deeds(), []);
    });
}

#[test]
fn each_control_has_a_name_in_the_language_of_the_screen() {
    let english = ["Finish", "Call the next visitor", "Park", "Transfer", "Cancel", "Sign in", "Queue", "Pause"];
    for tongue in TONGUES {
        for (name, view) in story::all(tongue) {
            on_screen(move |screen| {
                screen.show(&view);
                for element in screen.elements() {
                    let role = element.accessible_role();
                    let label: SharedString = element.accessible_label().unwrap_or_default();
                    let named = matches!(
                        role,
                        Some(
                            Role::Button
                                | Role::TextInput
                                | Role::RadioButton
                                | Role::Checkbox
                                | Role::ListItem
                                | Role::List
                        )
                    );
                    assert!(!named || !label.is_empty(), "{name} {tongue:?}: a {role:?} without a name");
                    if tongue != Tongue::En {
                        assert!(!english.contains(&label.as_str()), "{name} {tongue:?}: \"{label}\" is English");
                    }
                }
            });
        }
    }
}

#[test]
fn lists_say_how_many_rows_they_have_and_which_is_chosen() {
    on_screen(|screen| {
        screen.show(&story::refuse(Tongue::Ru));
        let list = screen.find(Role::List, "Причина");
        assert_eq!(list.accessible_item_count(), Some(4));
        assert_eq!(list.accessible_value().unwrap(), "Документы на другое лицо, личный приём обязателен");
        let row = screen.find(Role::ListItem, "Документы на другое лицо, личный приём обязателен");
        assert_eq!((row.accessible_item_selected(), row.accessible_item_index()), (Some(true), Some(1)));
        screen.show(&story::serving(Tongue::Ru));
        let ring = screen.find(Role::ProgressIndicator, "Время приёма");
        assert_eq!(
            (ring.accessible_value().unwrap().as_str(), ring.accessible_description().unwrap().as_str()),
            ("06:12", "норма 15:00")
        );
    });
}
