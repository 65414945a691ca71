//! Nothing typed is lost over a lost connection (O2), for every field of the console, with real letters in the real window.
//!
//! The PIN is kept as long as nobody has signed in, but is not read back from the screen here: a field for a PIN tells nobody what is in
//! it. When a session has ended it must be typed anew: a PIN that the console remembered would let the next person in.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod clerk;
mod office;
mod screen;
mod words;

use clerk::{Clerk, in_every_language, sits_down};
use i_slint_backend_testing::AccessibleRole as Role;
use office::session;
use operator_console::deed::Deed;
use operator_console::model::Input;
use operator_console::view::{Screen as Shown, SignIn};
use protocol::message::{Answer, Session, Welcome};
use queue::floor::Role as Person;

fn cut_off(clerk: &mut Clerk<'_>) {
    clerk.office.input(Input::Lost);
    clerk.office.pass(30);
    clerk.look();
}

/// The server is another one by now: its boards count from one again.
fn comes_back(clerk: &mut Clerk<'_>, session: Option<Session>) {
    let now = clerk.office.floor_now;
    clerk.office.input(Input::Connected(Welcome { version: 1, epoch: 2, now, session, office: None }));
    clerk.office.publish();
    clerk.look();
}

fn stands_in(clerk: &Clerk<'_>, field: &str) -> String {
    clerk.screen.find(Role::TextInput, &clerk.say(field)).accessible_value().unwrap_or_default().to_string()
}

/// What is typed before the connection is lost and while it is lost stands there during the loss and after it, and goes on from there.
fn is_kept(clerk: &mut Clerk<'_>, field: &str, typed: [&str; 3], session: Option<Session>) {
    let said = [typed[0].to_owned(), typed[..2].concat(), typed.concat()];
    let clicks = clerk.say(field);
    clerk.screen.click(Role::TextInput, &clicks);
    clerk.screen.type_text(typed[0]);
    clerk.done();
    cut_off(clerk);
    assert_eq!(stands_in(clerk, field), said[0], "{field} while the connection is lost, {}", clerk.language);
    clerk.screen.type_text(typed[1]);
    clerk.done();
    assert_eq!(stands_in(clerk, field), said[1], "{field} typed without a connection, {}", clerk.language);
    comes_back(clerk, session);
    assert_eq!(stands_in(clerk, field), said[1], "{field} when it is back, {}", clerk.language);
    clerk.screen.type_text(typed[2]);
    clerk.done();
    assert_eq!(stands_in(clerk, field), said[2], "{field} goes on where it was, {}", clerk.language);
}

fn form(clerk: &Clerk<'_>) -> SignIn {
    match clerk.office.view().screen {
        Shown::SignIn(form) => *form,
        other => panic!("not at the sign-in: {other:?}"),
    }
}

/// Whoever was signed in signs in again, because the server did not go on with the session. The PIN goes into its own field: in that of the
/// login it could be read.
fn signs_in_again(clerk: &mut Clerk<'_>, session: Session) {
    assert_eq!(form(clerk).login, "kovaleva");
    assert_eq!(form(clerk).pin, "", "a PIN is never remembered");
    clerk.screen.type_text("1234");
    clerk.done();
    assert_eq!((form(clerk).login.as_str(), form(clerk).pin.as_str()), ("kovaleva", "1234"));
    clerk.office.deed(Deed::SignIn);
    clerk.office.answer(Answer::SignedIn(session));
    clerk.office.publish();
    clerk.look();
}

fn at_window_4() -> Session {
    session(&[Person::Clerk], Some("w4"))
}

fn receptionist() -> Session {
    session(&[Person::Receptionist], None)
}

fn sits_at_the_desk(clerk: &mut Clerk<'_>) {
    clerk.office.type_in("kovaleva", "1234");
    clerk.office.deed(Deed::SignIn);
    clerk.office.answer(Answer::SignedIn(receptionist()));
    clerk.look();
}

#[test]
fn a_login_is_kept() {
    in_every_language(|clerk| is_kept(clerk, "Login", ["kov", "ale", "va"], None));
}

#[test]
fn a_pin_is_kept_until_somebody_has_signed_in() {
    in_every_language(|clerk| {
        clerk.types("PIN", "12");
        cut_off(clerk);
        clerk.screen.type_text("34");
        clerk.done();
        comes_back(clerk, None);
        assert_eq!(form(clerk).pin, "1234");
    });
}

#[test]
fn the_minutes_of_a_reminder_are_kept_also_over_a_new_session() {
    in_every_language(|clerk| {
        sits_down(clerk);
        clerk.serves_next();
        clerk.presses("Park");
        is_kept(clerk, "Remind me in, min", ["1", "2", "0"], Some(at_window_4()));
        cut_off(clerk);
        comes_back(clerk, None);
        signs_in_again(clerk, at_window_4());
        assert_eq!(stands_in(clerk, "Remind me in, min"), "120");
    });
}

#[test]
fn the_number_of_a_call_is_kept_also_over_a_new_session() {
    in_every_language(|clerk| {
        sits_down(clerk);
        clerk.presses("By number");
        is_kept(clerk, "Number on the coupon", ["a0", "1", "3"], Some(at_window_4()));
        cut_off(clerk);
        comes_back(clerk, None);
        signs_in_again(clerk, at_window_4());
        assert_eq!(stands_in(clerk, "Number on the coupon"), "a013");
    });
}

#[test]
fn what_is_typed_at_the_reception_desk_is_kept_also_over_a_new_session() {
    in_every_language(|clerk| {
        sits_at_the_desk(clerk);
        is_kept(clerk, "Number on the coupon", ["a0", "1", "8"], Some(receptionist()));
        is_kept(clerk, "Until, or coupons more", ["17", ":3", "0"], Some(receptionist()));
        cut_off(clerk);
        comes_back(clerk, None);
        signs_in_again(clerk, receptionist());
        assert_eq!(stands_in(clerk, "Number on the coupon"), "a018");
        assert_eq!(stands_in(clerk, "Until, or coupons more"), "17:30");
    });
}

#[test]
fn no_field_of_the_screens_is_left_out_here() {
    let screens = words::root().join("operator-console/ui/screens");
    let sources =
        std::fs::read_dir(screens).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let fields: usize = sources.map(|source| source.matches("ConsoleField {").count()).sum();
    assert_eq!(
        fields, 6,
        "login, PIN, reminder, call by number, number at the desk, extension: a new field needs its test"
    );
}
