//! The screens before the window: sign-in, the choice of a place, and why the server will not talk.

use super::{Dialog, dialog, names};
use crate::model::{Asked, Model, Seat};
use crate::notice::{Notice, Say};
use protocol::message::Failure;
use queue::ids::WindowId;

/// Why the server will not talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Another version of the protocol.
    Version {
        /// This program's.
        ours: u16,
        /// The server's.
        theirs: u16,
    },
    /// The device is not known by this name and key.
    UnknownDevice {
        /// The name.
        device: String,
    },
    /// Another console connected under the same name.
    Replaced {
        /// The name.
        device: String,
    },
    /// Another server answers than the one of the console's key file, or its certificate was made anew.
    OtherServer {
        /// The console's name.
        device: String,
    },
    /// The console's key file does not name the server's certificate, which a private address needs.
    NoMark {
        /// The console's name.
        device: String,
    },
    /// The configuration names an open connection, and the server is on another machine.
    NotPrivate,
    /// The server could not read what was sent.
    Unreadable {
        /// What, for the administrator.
        problem: String,
    },
}

/// Login and PIN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignIn {
    /// The office's name.
    pub office: String,
    /// As typed.
    pub login: String,
    /// As typed.
    pub pin: String,
    /// What is wrong with the login.
    pub login_problem: Option<Notice>,
    /// What is wrong with the PIN, or with both.
    pub pin_problem: Option<Notice>,
    /// Sent, not answered yet.
    pub waiting: bool,
    /// Whether it can be sent.
    pub usable: bool,
    /// Names of the languages in themselves.
    pub languages: Vec<String>,
    /// Which of them is shown.
    pub language: usize,
}

/// Where to sit down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Windows {
    /// The rows.
    pub seats: Vec<SeatRow>,
    /// The chosen row.
    pub chosen: Option<usize>,
    /// Sent, not answered yet.
    pub waiting: bool,
    /// Whether it can be sent.
    pub usable: bool,
    /// The question on the way.
    pub dialog: Option<Dialog>,
}

/// A row of the list of places.
#[derive(Clone, Debug, PartialEq)]
pub enum SeatRow {
    /// A window.
    Window {
        /// Its number.
        number: u8,
        /// Where it is; may be empty.
        whereabouts: String,
        /// What it receives.
        services: String,
        /// Who sits there.
        taken_by: Option<String>,
    },
    /// The reception desk.
    Reception,
}

pub(super) fn sign_in(model: &Model) -> SignIn {
    let wait_s = model.sign_in_wait_s();
    let form = &model.form;
    // The seconds that a wrong PIN costs are counted down in its own words.
    let counted = |notice: Notice| {
        let wrong_pin = matches!(notice.say, Say::Failed(Failure::WrongPin { .. }));
        if wrong_pin { Say::Failed(Failure::WrongPin { wait_s }).into() } else { notice }
    };
    let pin_problem = form.pin_problem.clone().map(counted);
    let languages = &model.settings.languages;
    let office = model.floor.as_ref().map(|floor| floor.view.office.in_language(&model.language).to_owned());
    SignIn {
        office: office.unwrap_or_default(),
        login: form.login.clone(),
        pin: form.pin.clone(),
        login_problem: form.login_problem.clone(),
        pin_problem,
        waiting: model.errand.as_ref().is_some_and(|errand| errand.asked == Asked::SignIn),
        usable: model.online() && wait_s == 0,
        languages: languages.iter().map(names::language).collect(),
        language: languages.iter().position(|language| *language == model.language).unwrap_or(0),
    }
}

pub(super) fn windows(model: &Model, picked: Option<&Seat>) -> Windows {
    let seats = model.seats();
    let chosen = seats.iter().position(|seat| Some(seat) == picked);
    Windows {
        seats: seats.iter().map(|seat| row(model, seat)).collect(),
        chosen,
        waiting: model.errand.is_some(),
        usable: model.online(),
        dialog: dialog::open(model),
    }
}

fn row(model: &Model, seat: &Seat) -> SeatRow {
    match seat {
        Seat::Reception => SeatRow::Reception,
        Seat::Window(id) => {
            let window = model.window(id);
            let services = window.map(|w| w.services.as_slice()).unwrap_or_default();
            let services: Vec<_> = services.iter().map(|service| model.service_short(service)).collect();
            SeatRow::Window {
                number: window.map_or(0, |w| w.number),
                whereabouts: window.map(|w| w.whereabouts.in_language(&model.language).to_owned()).unwrap_or_default(),
                services: services.join(", "),
                taken_by: taken_by(model, id),
            }
        }
    }
}

/// Who else sits at a window.
fn taken_by(model: &Model, id: &WindowId) -> Option<String> {
    let windows = model.board.iter().flat_map(|board| &board.shown.windows);
    let clerk = windows.filter(|window| window.window == *id).find_map(|window| window.clerk.as_ref())?;
    let me = model.session.as_ref().map(|session| &session.clerk);
    (Some(&clerk.id) != me).then(|| clerk.name.clone())
}
