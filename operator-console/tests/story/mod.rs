//! The demo story as the console shows it: А012, taken 09:42, called to window 4 at 09:58, and every state around it.
#![allow(dead_code, unused_imports)] // Each test binary uses its own part.

mod desk;
mod entry;
mod questions;
mod reception;

use operator_console::view::{Desk, Frame, Link, Screen, View};

pub use desk::*;
pub use entry::*;
pub use questions::*;
pub use reception::*;

/// A language of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    Ru,
    En,
    Hy,
}

pub const TONGUES: [Tongue; 3] = [Tongue::Ru, Tongue::En, Tongue::Hy];

impl Tongue {
    pub fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
            Self::Hy => "hy",
        }
    }

    /// The floor's own data in this language.
    pub fn of(self, ru: &str, en: &str, hy: &str) -> String {
        match self {
            Self::Ru => ru.to_owned(),
            Self::En => en.to_owned(),
            Self::Hy => hy.to_owned(),
        }
    }
}

fn number(text: &str) -> queue::Number {
    text.parse().expect("the story has good numbers")
}

fn passport(t: Tongue) -> String {
    t.of("Загранпаспорт: подача документов", "Passport: application", "Անձնագիր. փաստաթղթերի հանձնում")
}

fn infant(t: Tongue) -> String {
    t.of("с ребёнком до года", "with an infant", "մինչև մեկ տարեկան երեխայով")
}

pub fn frame(t: Tongue) -> Frame {
    Frame {
        link: Link::Up,
        clock: "10:04".to_owned(),
        window_number: 4,
        clerk: t.of("Мария Ковалёва", "Maria Kovaleva", "Մարիա Կովալյովա"),
        notice: None,
        undo: None,
        take_over: None,
        expected: None,
    }
}

fn view(t: Tongue, screen: Screen) -> View {
    View { language: t.code().to_owned(), frame: frame(t), screen }
}

pub fn desk_of(view: &mut View) -> &mut Desk {
    match &mut view.screen {
        Screen::Desk(desk) => desk,
        Screen::SignIn(_) | Screen::Windows(_) | Screen::Reception(_) | Screen::Stopped(_) => {
            panic!("the story is at the desk")
        }
    }
}

/// Every state by name.
pub fn all(t: Tongue) -> Vec<(&'static str, View)> {
    vec![
        ("serving", serving(t)),
        ("over-the-norm", over_the_norm(t)),
        ("called", called(t)),
        ("claims-a-right", claims_a_right(t)),
        ("without-the-right", without_the_right(t)),
        ("called-in-vain", called_in_vain(t)),
        ("booked", booked(t)),
        ("booked-long", booked_long(t)),
        ("booked-unnamed", booked_unnamed(t)),
        ("idle", idle(t)),
        ("quiet", quiet(t)),
        ("arrived", arrived(t)),
        ("paused", paused(t)),
        ("lost", lost(t)),
        ("waiting", waiting(t)),
        ("rejected", rejected(t)),
        ("alarm", alarm(t)),
        ("refuse", refuse(t)),
        ("park", park(t)),
        ("transfer", transfer(t)),
        ("out-of-turn", out_of_turn(t)),
        ("by-number", by_number(t)),
        ("pause", pause(t)),
        ("close", close(t)),
        ("next-service", next_service(t)),
        ("come-back", come_back(t)),
        ("expected", expected(t)),
        ("expected-nobody", expected_nobody(t)),
        ("expected-unnamed", expected_unnamed(t)),
        ("sign-in", sign_in(t)),
        ("wrong-pin", wrong_pin(t)),
        ("cyrillic-login", cyrillic_login(t)),
        ("connecting", connecting(t)),
        ("windows", windows(t)),
        ("windows-just-closed", windows_just_closed(t)),
        ("take-over", take_over(t)),
        ("reception", reception(t)),
        ("reception-come-back", reception_come_back(t)),
        ("reception-found", reception_found(t)),
        ("other-version", other_version(t)),
        ("unknown-device", unknown_device(t)),
        ("other-server", other_server(t)),
        ("no-mark", no_mark(t)),
        ("bar-serving", bar(serving(t))),
        ("bar-called", bar(called(t))),
        ("bar-over-the-norm", bar(over_the_norm(t))),
        ("bar-idle", bar(idle(t))),
        ("bar-quiet", bar(quiet(t))),
        ("bar-paused", bar(paused(t))),
        ("bar-arrived", bar(arrived(t))),
        ("bar-lost", bar(lost(t))),
        ("bar-rejected", bar(rejected(t))),
    ]
}
