//! The screens before the window: sign-in, the choice of a place, and what is said when the server will not talk.

use std::rc::Rc;

use protocol::key_file::new_key_command;
use slint::{ComponentHandle, SharedString};

use super::{Told, index, list, row, says, ui, write};
use crate::deed::Deed;
use crate::view::{SeatRow, SignIn, Stop, Windows};

pub(super) fn connect(app: &ui::AppWindow, tell: &Told) {
    let sign_in = app.global::<ui::SignIn>();
    let told = Rc::clone(tell);
    sign_in.on_login_edited(move |text| told(Deed::LoginTyped(text.into())));
    let told = Rc::clone(tell);
    sign_in.on_pin_edited(move |text| told(Deed::PinTyped(text.into())));
    let told = Rc::clone(tell);
    sign_in.on_submit(move || told(Deed::SignIn));
    let told = Rc::clone(tell);
    sign_in.on_choose_language(move |index| told(Deed::LanguageChosen(row(index))));
    let windows = app.global::<ui::Windows>();
    let told = Rc::clone(tell);
    windows.on_picked(move |index| told(Deed::PlacePicked(row(index))));
    let told = Rc::clone(tell);
    windows.on_accept(move || told(Deed::SitDown));
    let told = Rc::clone(tell);
    windows.on_sign_out(move || told(Deed::SignOut));
}

pub(super) fn sign_in(app: &ui::AppWindow, view: &SignIn) {
    let shown = app.global::<ui::SignIn>();
    shown.set_office(view.office.as_str().into());
    write(shown.get_login(), &view.login, |text| shown.set_login(text));
    write(shown.get_pin(), &view.pin, |text| shown.set_pin(text));
    shown.set_login_problem(says::notice(view.login_problem.as_ref()));
    shown.set_pin_problem(says::notice(view.pin_problem.as_ref()));
    shown.set_waiting(view.waiting);
    shown.set_usable(view.usable);
    let names: Vec<SharedString> = view.languages.iter().map(Into::into).collect();
    shown.set_languages(list(names));
    shown.set_language(index(Some(view.language)));
}

pub(super) fn windows(app: &ui::AppWindow, view: &Windows) {
    let shown = app.global::<ui::Windows>();
    let choices = view.seats.iter().map(|seat| choice(app, seat));
    shown.set_choices(list(choices.collect()));
    shown.set_chosen(index(view.chosen));
    shown.set_waiting(view.waiting);
    shown.set_usable(view.usable);
}

fn choice(app: &ui::AppWindow, seat: &SeatRow) -> ui::ConsoleChoice {
    let words = app.global::<ui::Words>();
    match seat {
        SeatRow::Window { number, whereabouts, services, taken_by } => ui::ConsoleChoice {
            mark: SharedString::default(),
            title: words.invoke_window_title(i32::from(*number)),
            note: match taken_by {
                Some(by) => words.invoke_window_taken(by.into()),
                None if whereabouts.is_empty() => services.into(),
                None => format!("{whereabouts} · {services}").into(),
            },
            enabled: taken_by.is_none(),
        },
        SeatRow::Reception => ui::ConsoleChoice {
            mark: SharedString::default(),
            title: words.invoke_reception_title(),
            note: words.invoke_reception_note(),
            enabled: true,
        },
    }
}

pub(super) fn stopped(app: &ui::AppWindow, stop: &Stop) {
    let shown = app.global::<ui::Stopped>();
    match stop {
        Stop::Version { ours, theirs } => {
            shown.set_kind(ui::StopKind::Version);
            shown.set_ours(i32::from(*ours));
            shown.set_theirs(i32::from(*theirs));
        }
        Stop::UnknownDevice { device } => {
            shown.set_kind(ui::StopKind::UnknownDevice);
            shown.set_device(device.into());
        }
        Stop::Replaced { device } => {
            shown.set_kind(ui::StopKind::Replaced);
            shown.set_device(device.into());
        }
        Stop::OtherServer { device } => {
            shown.set_kind(ui::StopKind::OtherServer);
            shown.set_new_key(new_key_command(device).into());
        }
        Stop::NoMark { device } => {
            shown.set_kind(ui::StopKind::NoMark);
            shown.set_new_key(new_key_command(device).into());
        }
        Stop::NotPrivate => shown.set_kind(ui::StopKind::NotPrivate),
        Stop::Unreadable { problem } => {
            shown.set_kind(ui::StopKind::Unreadable);
            shown.set_problem(problem.into());
        }
    }
}
