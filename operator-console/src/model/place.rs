//! Who is at the console and where they sit: signing in, choosing a window or the reception desk, and leaving again.

use jiff::{Timestamp, ToSpan};
use protocol::message::{Ask, Failure, Session};
use queue::Rejection;
use queue::floor::Role;
use queue::ids::WindowId;

use super::{Asked, Effect, Model, dialog, errand, expected, keys, reception};
use crate::notice::{Lack, Notice, Say};
use crate::view::DialogKind;

/// What is typed to sign in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    pub(crate) login: String,
    pub(crate) pin: String,
    pub(crate) login_problem: Option<Notice>,
    pub(crate) pin_problem: Option<Notice>,
    /// No try before this moment of the console's clock.
    pub(crate) not_before: Option<Timestamp>,
}

/// Where a clerk is.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// Choosing among the places, with this one picked.
    Choosing(Option<Seat>),
    /// At a window.
    Window(WindowId),
    /// At the reception desk.
    Reception,
}

/// A place to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seat {
    /// A window.
    Window(WindowId),
    /// The reception desk.
    Reception,
}

impl Model {
    pub(crate) fn may(&self, role: Role) -> bool {
        self.session.as_ref().is_some_and(|session| session.roles.contains(&role))
    }

    /// The places that this person may choose, in the order shown.
    pub(crate) fn seats(&self) -> Vec<Seat> {
        let windows = self.floor.iter().flat_map(|floor| &floor.view.windows);
        let windows = windows.filter(|_| self.may(Role::Clerk)).map(|window| Seat::Window(window.id.clone()));
        let reception = self.may(Role::Receptionist).then_some(Seat::Reception);
        windows.chain(reception).collect()
    }

    /// Seconds until the next try to sign in.
    pub(crate) fn sign_in_wait_s(&self) -> u32 {
        let left_ms = self.form.not_before.map_or(0, |at| at.as_millisecond() - self.now.as_millisecond());
        u32::try_from(left_ms.max(0).div_euclid(1000) + i64::from(left_ms.rem_euclid(1000) > 0 && left_ms > 0))
            .unwrap_or(0)
    }
}

pub fn login_typed(model: &mut Model, text: String) -> Vec<Effect> {
    model.form.login = text;
    model.form.login_problem = None;
    Vec::new()
}

pub fn pin_typed(model: &mut Model, text: String) -> Vec<Effect> {
    model.form.pin = text;
    if model.form.not_before.is_none() {
        model.form.pin_problem = None;
    }
    Vec::new()
}

pub fn choose_language(model: &mut Model, index: usize) -> Vec<Effect> {
    if let Some(language) = model.settings.languages.get(index) {
        model.language = language.clone();
    }
    Vec::new()
}

pub fn sign_in(model: &mut Model) -> Vec<Effect> {
    if model.errand.is_some() || model.session.is_some() || model.sign_in_wait_s() > 0 {
        return Vec::new();
    }
    model.form.not_before = None;
    let login = model.form.login.trim().to_lowercase();
    let lack = |lack| Some(Notice::from(Say::Form(lack)));
    let latin = login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    model.form.login_problem = match (login.is_empty(), latin) {
        (true, _) => lack(Lack::Login),
        (false, false) => lack(Lack::LoginNotLatin),
        (false, true) => None,
    };
    model.form.pin_problem = if model.form.pin.is_empty() { lack(Lack::Pin) } else { None };
    if model.form.login_problem.is_some() || model.form.pin_problem.is_some() {
        return Vec::new();
    }
    if !model.online() {
        model.form.pin_problem = Some(Say::NotSent.into());
        return Vec::new();
    }
    let ask = Ask::SignIn { login, pin: model.form.pin.clone() };
    errand::send(model, Asked::SignIn, ask)
}

pub fn not_signed_in(model: &mut Model, notice: Notice) {
    if let Say::Failed(Failure::WrongPin { wait_s }) = &notice.say {
        model.form.pin.clear();
        model.form.not_before = model.now.checked_add(i64::from(*wait_s).seconds()).ok().filter(|_| *wait_s > 0);
    }
    model.form.pin_problem = Some(notice);
}

pub fn signed_in(model: &mut Model, session: Session) -> Vec<Effect> {
    let other = model.dialog.as_ref().is_some_and(|dialog| dialog.by != session.clerk);
    if other {
        model.dialog = None;
        model.reception = reception::Desk::default();
    }
    model.form = Form::default();
    model.notice = None;
    model.sounded_alarms.clear();
    go_on(model, session)
}

/// A session begins or goes on: the clerk is where the server says, or where they were.
pub fn go_on(model: &mut Model, session: Session) -> Vec<Effect> {
    let token = Effect::Session(Some(session.token.clone()));
    let at_reception = matches!(model.place, Place::Reception) && session.roles.contains(&Role::Receptionist);
    model.place = match &session.window {
        Some(window) => Place::Window(window.clone()),
        None if at_reception => Place::Reception,
        None => Place::Choosing(None),
    };
    model.session = Some(session);
    model.seen_at_window = false;
    if let Place::Choosing(_) = model.place {
        // A question about somebody else's window needs no window of one's own.
        let elsewhere = |dialog: &dialog::OpenDialog| dialog.kind == DialogKind::TakeOver || dialog.over.is_some();
        model.dialog = model.dialog.take().filter(elsewhere);
        if let [Seat::Reception] = model.seats().as_slice() {
            model.place = Place::Reception;
            reception::entered(model);
        } else {
            model.place = Place::Choosing(free_seat(model));
        }
    }
    let bell = keys::sounds(model).then_some(Effect::Bell);
    std::iter::once(token).chain(bell).collect()
}

/// The first window where nobody sits, so that Enter alone is enough on a quiet morning.
fn free_seat(model: &Model) -> Option<Seat> {
    let windows = model.board.iter().flat_map(|board| &board.shown.windows);
    let mut free = windows.filter(|window| window.clerk.is_none());
    let seat = free.next().map(|window| Seat::Window(window.window.clone()));
    seat.filter(|seat| model.seats().contains(seat))
}

/// The token no longer holds. What the clerk typed stays for them.
pub fn session_gone(model: &mut Model) -> Vec<Effect> {
    if let Some(session) = model.session.take() {
        model.form = Form { login: session.clerk.as_str().to_owned(), ..Form::default() };
    }
    model.errand = None;
    model.booked = None;
    expected::forget(model);
    model.closed = None;
    model.last_step = None;
    model.arrived = None;
    vec![Effect::Session(None)]
}

pub fn pick(model: &mut Model, index: usize) -> Vec<Effect> {
    if let Some(seat) = model.seats().into_iter().nth(index) {
        pick_seat(model, seat);
    }
    Vec::new()
}

/// Moves to a place in the list of those that this person may choose.
pub fn pick_seat(model: &mut Model, seat: Seat) {
    let known = model.seats().contains(&seat);
    if let (Place::Choosing(picked), true) = (&mut model.place, known) {
        *picked = Some(seat);
    }
}

pub fn sit_down(model: &mut Model) -> Vec<Effect> {
    if model.dialog.is_some() {
        return Vec::new();
    }
    let Place::Choosing(Some(seat)) = &model.place else { return Vec::new() };
    match seat.clone() {
        Seat::Window(window) => {
            let ask = Ask::OpenWindow { window: window.clone() };
            errand::send(model, Asked::SitDown(window), ask)
        }
        Seat::Reception => {
            model.place = Place::Reception;
            reception::entered(model);
            Vec::new()
        }
    }
}

pub fn seated(model: &mut Model, window: WindowId) -> Vec<Effect> {
    model.place = Place::Window(window);
    model.closed = None;
    model.seen_at_window = false;
    model.last_step = None;
    // What fell due before anybody sat here was heard by nobody.
    model.sounded_alarms.clear();
    if keys::sounds(model) { vec![Effect::Bell] } else { Vec::new() }
}

pub fn sign_out(model: &mut Model) -> Vec<Effect> {
    if model.session.is_none() {
        return Vec::new();
    }
    errand::send(model, Asked::SignOut, Ask::SignOut)
}

pub fn signed_out(model: &mut Model) -> Vec<Effect> {
    model.session = None;
    model.form = Form::default();
    model.place = Place::Choosing(None);
    model.reception = reception::Desk::default();
    model.dialog = None;
    model.booked = None;
    model.bar = false;
    model.closed = None;
    model.last_step = None;
    model.arrived = None;
    vec![Effect::Session(None)]
}

pub fn left_window(model: &mut Model) {
    let left = model.my_window().cloned();
    model.place = Place::Choosing(left.map(Seat::Window));
    model.dialog = None;
    model.arrived = None;
    model.bar = false;
}

/// A window that was closed from elsewhere is the clerk's no more. A board older than the clerk's own sitting down does not count.
pub fn check(model: &mut Model) {
    let (Some(session), Some(desk)) = (&model.session, model.my_desk()) else { return };
    let mine = desk.clerk.as_ref().is_some_and(|clerk| clerk.id == session.clerk);
    if mine {
        model.seen_at_window = true;
    } else if model.seen_at_window && model.errand.is_none() {
        left_window(model);
        model.tell(Say::Rejected(Rejection::NoWindow));
    }
}
