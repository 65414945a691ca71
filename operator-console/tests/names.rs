//! What a screen reader is told: each control says its name, role and value (WCAG 4.1.2).
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod screen;
mod story;

use i_slint_backend_testing::AccessibleRole as Role;
use operator_console::deed::Deed;
use operator_console::view::{Key as Act, Screen, Stage};
use screen::on_screen;
use slint::SharedString;
use story::{TONGUES, Tongue};

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

#[test]
fn that_a_call_is_due_again_is_told_in_the_window_and_in_the_bar_q2() {
    let said = [
        (Tongue::Ru, "С момента вызова", "повторите вызов", "повторите"),
        (Tongue::En, "Since the call", "call again now", "call again"),
        (Tongue::Hy, "Կանչից ի վեր", "կանչեք կրկին", "կանչեք կրկին"),
    ];
    for (tongue, ring, in_window, in_bar) in said {
        on_screen(move |screen| {
            let mut view = story::called(tongue);
            view.frame.undo = None;
            let Screen::Desk(desk) = &mut view.screen else { panic!() };
            let Stage::Called { call_again, .. } = &mut desk.stage else { panic!() };
            *call_again = true;
            screen.show(&view);
            let ring = screen.find(Role::ProgressIndicator, ring);
            assert_eq!(ring.accessible_description().unwrap(), in_window);
            screen.show(&story::bar(view));
            assert!(screen.has(in_bar), "{tongue:?}");
        });
    }
}
