//! The screens before the window: sign-in, the choice of a place, and why the server will not talk.

use operator_console::notice::{Lack, Say};
use operator_console::view::{Key, Link, Screen, SeatRow, SignIn, Stop, Undo, View, Windows};
use protocol::message::Failure;

use super::{TONGUES, Tongue, queue, view};

fn sign_in_view(t: Tongue) -> SignIn {
    SignIn {
        office: t.of("Отдел по вопросам миграции", "Migration Department", "Միգրացիայի հարցերի բաժին"),
        usable: true,
        languages: ["Русский", "English", "Հայերեն"].map(str::to_owned).to_vec(),
        language: TONGUES.iter().position(|tongue| *tongue == t).expect("a tongue of the story"),
        ..SignIn::default()
    }
}

fn nobody_signed_in(t: Tongue, sign_in: SignIn) -> View {
    let mut view = view(t, Screen::SignIn(Box::new(sign_in)));
    view.frame.window_number = 0;
    view.frame.clerk = String::new();
    view
}

pub fn sign_in(t: Tongue) -> View {
    nobody_signed_in(t, sign_in_view(t))
}

pub fn wrong_pin(t: Tongue) -> View {
    nobody_signed_in(
        t,
        SignIn {
            login: "kovaleva".to_owned(),
            pin: "1234".to_owned(),
            pin_problem: Some(Say::Failed(Failure::WrongPin { wait_s: 24 }).into()),
            usable: false,
            ..sign_in_view(t)
        },
    )
}

pub fn cyrillic_login(t: Tongue) -> View {
    nobody_signed_in(
        t,
        SignIn {
            login: "ковалёва".to_owned(),
            login_problem: Some(Say::Form(Lack::LoginNotLatin).into()),
            ..sign_in_view(t)
        },
    )
}

pub fn connecting(t: Tongue) -> View {
    let mut view = nobody_signed_in(t, SignIn { office: String::new(), usable: false, ..sign_in_view(t) });
    view.frame.link = Link::Connecting;
    view.frame.clock = String::new();
    view
}

pub fn windows(t: Tongue) -> View {
    let names: Vec<_> = queue(t).into_iter().map(|row| row.service).collect();
    let place = |number: u8, services: String, taken_by: Option<&str>| SeatRow::Window {
        number,
        whereabouts: t.of("2 этаж, направо", "2nd floor, right", "2-րդ հարկ, աջ կողմում"),
        services,
        taken_by: taken_by.map(str::to_owned),
    };
    let petrov = t.of("Андрей Петров", "Andrey Petrov", "Անդրեյ Պետրով");
    let mut view = view(
        t,
        Screen::Windows(Box::new(Windows {
            seats: vec![
                place(1, names[..2].join(", "), None),
                place(2, names[2..4].join(", "), Some(&petrov)),
                place(3, names[2..5].join(", "), None),
                place(4, names[..5].join(", "), None),
                place(5, names[5..].join(", "), None),
                place(6, names.join(", "), None),
                SeatRow::Reception,
            ],
            chosen: Some(3),
            waiting: false,
            usable: true,
            dialog: None,
        })),
    );
    view.frame.window_number = 0;
    view
}

/// The clerk has closed window 4 over A012 and may take that back.
pub fn windows_just_closed(t: Tongue) -> View {
    let mut view = windows(t);
    view.frame.undo = Some(Undo { key: Some(Key::Close), number: "4".to_owned(), seconds: 8 });
    view
}

pub fn other_version(t: Tongue) -> View {
    let mut view = view(t, Screen::Stopped(Stop::Version { ours: 1, theirs: 2 }));
    view.frame.link = Link::Lost;
    view
}

pub fn other_server(t: Tongue) -> View {
    let mut view = view(t, Screen::Stopped(Stop::OtherServer { device: "console-4".to_owned() }));
    view.frame.link = Link::Lost;
    view
}

pub fn no_mark(t: Tongue) -> View {
    let mut view = view(t, Screen::Stopped(Stop::NoMark { device: "console-4".to_owned() }));
    view.frame.link = Link::Lost;
    view
}

pub fn unknown_device(t: Tongue) -> View {
    let mut view = view(t, Screen::Stopped(Stop::UnknownDevice { device: "console-4".to_owned() }));
    view.frame.link = Link::Lost;
    view
}
