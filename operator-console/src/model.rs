//! What the console knows, and what becomes of it: `update` takes one input at a time and says what to do. Pure: the time comes in,
//! nothing is drawn, sent or read here.

mod answer;
mod call_again;
mod dialog;
mod elsewhere;
mod errand;
mod expected;
mod keys;
mod news;
mod place;
mod reception;
mod unsettled;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use protocol::board::{ConsoleBoard, ConsoleWindow, FloorView};
use protocol::client::Untrusted;
use protocol::message::{Ask, Farewell, Outcome, RequestId, Session, Update, Welcome};
use protocol::visitor::{PersonView, Shown, VisitorView};
use queue::Number;
use queue::ids::{DeviceId, Language, TicketId, WindowId};
use queue::state::ClerkDay;
use queue::zone::Zone;

use crate::deed::Deed;
use crate::notice::{Notice, Say};
use crate::view::{Key, Link, Stop};

pub use call_again::due as call_again_due;
pub use dialog::{OpenDialog, Row, Taken};
pub use elsewhere::offered;
pub use errand::{Asked, Errand};
pub use expected::offered as expected_offered;
pub use keys::{readiness, ringing, why_not};
pub use place::{Form, Place, Seat};
pub use reception::Desk as ReceptionDesk;
use unsettled::Unsettled;
pub use unsettled::is_finding_out;

/// How long a rejection or a piece of news stays on the screen.
const NOTICE_FOR: Duration = Duration::from_secs(8);

/// What does not change while the program runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The console's name on the devices' list.
    pub device: DeviceId,
    /// The languages of the screen in the order offered, at least one.
    pub languages: Vec<Language>,
    /// The language at first.
    pub language: Language,
    /// What every request of this run is called, before its number: 16 to 30 of `a-z 0-9`, never used before.
    pub run: String,
    /// Requests of an earlier run whose fate is not known.
    pub unsettled: Vec<RequestId>,
}

/// Something that happened to the console.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The person did something.
    Deed(Deed),
    /// The server knows this console.
    Connected(Welcome),
    /// There is no connection.
    Lost,
    /// The console does not trust what stands at the server's address.
    Untrusted(Untrusted),
    /// The server will not talk.
    Farewell(Farewell),
    /// What to show.
    Update(Update),
    /// The answer to a request.
    Answered(RequestId, Outcome),
    /// A request that was never answered.
    Expired(RequestId),
    /// A request that could not be stored, and so was not sent.
    NotStored(RequestId),
    /// A second has passed.
    Tick,
}

/// What the world is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send this and tell the answer under this name.
    Ask(RequestId, Ask),
    /// Store these requests, and no others, so that the next run can ask after them.
    Store(Vec<RequestId>),
    /// Go on with this session after a lost connection, or with none.
    Session(Option<String>),
    /// Sound the bell: somebody came, the time of a parked visitor is up, or a call is due again.
    Bell,
    /// The program ends.
    Quit,
}

/// All that the console knows.
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) settings: Settings,
    pub(crate) language: Language,
    /// The console's own clock at the last input.
    pub(crate) now: Timestamp,
    /// The floor's clock less the console's, in milliseconds.
    pub(crate) ahead_ms: i64,
    /// What the welcome said of it, until an update was made after that.
    pub(crate) welcomed_at: Option<Timestamp>,
    pub(crate) link: Link,
    pub(crate) stop: Option<Stop>,
    pub(crate) floor: Option<Floor>,
    pub(crate) board: Option<Board>,
    pub(crate) my_day: ClerkDay,
    /// The booked visitor at the clerk's window, as told.
    pub(crate) booked: Option<Box<VisitorView>>,
    pub(crate) session: Option<Session>,
    pub(crate) form: Form,
    pub(crate) place: Place,
    /// The window that the clerk has just closed, as long as that may be taken back.
    pub(crate) closed: Option<WindowId>,
    /// Whether a board has shown the clerk at this window yet.
    pub(crate) seen_at_window: bool,
    pub(crate) reception: ReceptionDesk,
    pub(crate) dialog: Option<OpenDialog>,
    pub(crate) errand: Option<Errand>,
    requests_made: u32,
    pub(crate) unsettled: Unsettled,
    pub(crate) notice: Option<Told>,
    pub(crate) arrived: Option<Number>,
    /// Parked visitors whose reminder the clerk has seen.
    pub(crate) seen_alarms: Vec<TicketId>,
    /// Those whose reminder has sounded since the clerk sat down.
    pub(crate) sounded_alarms: Vec<TicketId>,
    /// Whether the bell has told that the visitor is due to be called again.
    pub(crate) call_again_rang: bool,
    /// The last step that this console took itself, for the words beside "undo".
    pub(crate) last_step: Option<(Key, String)>,
    pub(crate) bar: bool,
}

/// The floor's description, with its zone looked up once.
#[derive(Clone, Debug)]
pub struct Floor {
    pub(crate) view: Arc<FloorView>,
    pub(crate) zone: Zone,
}

/// What consoles show, and as of when.
#[derive(Clone, Debug)]
pub struct Board {
    pub(crate) shown: ConsoleBoard,
    /// The floor's clock when it was made.
    pub(crate) at: Timestamp,
}

/// Something told, and until when it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub(crate) notice: Notice,
    pub(crate) until: Timestamp,
}

impl Model {
    /// A console that has just started.
    pub fn new(settings: Settings, now: Timestamp) -> Self {
        Self {
            language: settings.language.clone(),
            unsettled: Unsettled::left(settings.unsettled.clone()),
            settings,
            now,
            ahead_ms: 0,
            welcomed_at: None,
            link: Link::Connecting,
            stop: None,
            floor: None,
            board: None,
            my_day: ClerkDay::default(),
            booked: None,
            session: None,
            form: Form::default(),
            place: Place::Choosing(None),
            closed: None,
            seen_at_window: false,
            reception: ReceptionDesk::default(),
            dialog: None,
            errand: None,
            requests_made: 0,
            notice: None,
            arrived: None,
            seen_alarms: Vec::new(),
            sounded_alarms: Vec::new(),
            call_again_rang: false,
            last_step: None,
            bar: false,
        }
    }

    /// The floor's clock.
    pub(crate) fn floor_now(&self) -> Timestamp {
        self.now.saturating_add(jiff::SignedDuration::from_millis(self.ahead_ms)).unwrap_or(self.now)
    }

    /// When time alone changes what is shown: at the next whole second of the floor's clock.
    pub fn next_tick(&self) -> Duration {
        let ms = self.floor_now().as_millisecond().rem_euclid(1000);
        Duration::from_millis(u64::try_from(1000 - ms).unwrap_or(1000))
    }

    /// A name that no request had before.
    fn new_request(&mut self) -> RequestId {
        self.requests_made = self.requests_made.wrapping_add(1);
        RequestId::new(&format!("{}-{}", self.settings.run, self.requests_made))
            .expect("a run and a number are 16 to 40 of the letters of an id")
    }

    pub(crate) fn online(&self) -> bool {
        self.link == Link::Up
    }

    /// The window where the clerk sits.
    pub(crate) fn my_window(&self) -> Option<&WindowId> {
        match &self.place {
            Place::Window(window) => Some(window),
            Place::Choosing(_) | Place::Reception => None,
        }
    }

    /// What the board says of that window.
    pub(crate) fn my_desk(&self) -> Option<&ConsoleWindow> {
        self.shown_window(self.my_window()?)
    }

    /// The booked visitor who stands at that window.
    pub(crate) fn booked_here(&self) -> Option<&VisitorView> {
        let here = self.visitor()?.ticket;
        self.booked.as_deref().filter(|booked| booked.ticket == here)
    }

    /// Who that must be, where it is shown.
    pub(crate) fn person_here(&self) -> Option<&PersonView> {
        match &self.booked_here()?.person {
            Shown::Shown(person) => Some(person),
            Shown::NotShown(_) => None,
        }
    }

    /// Until when the last step can be taken back: the one at the clerk's window, or the closing of the window just left. The board
    /// says it of a window without a clerk too, and whose step it was is what this console remembers.
    pub(crate) fn undo_until(&self) -> Option<Timestamp> {
        if let Some(desk) = self.my_desk() {
            return desk.undo_until;
        }
        let closed = self.closed.as_ref().filter(|_| matches!(self.place, Place::Choosing(_)))?;
        self.shown_window(closed).filter(|shown| shown.clerk.is_none())?.undo_until
    }

    /// The local time of a moment, `10:04`.
    pub(crate) fn local(&self, at: Timestamp) -> String {
        let Some(floor) = &self.floor else { return String::new() };
        let local = floor.zone.local(at);
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    pub(crate) fn tell(&mut self, say: Say) {
        self.tell_at(say, String::new());
    }

    pub(crate) fn tell_at(&mut self, say: Say, time: String) {
        let until = self.now.saturating_add(NOTICE_FOR).unwrap_or(self.now);
        self.notice = Some(Told { notice: Notice { time, ..say.into() }, until });
    }
}

/// Takes one input at `now`, the console's own clock, and says what to do.
pub fn update(model: &mut Model, input: Input, now: Timestamp) -> Vec<Effect> {
    model.now = now;
    if model.notice.as_ref().is_some_and(|told| now >= told.until) {
        model.notice = None;
    }
    errand::settle(model);
    let mut effects = taken(model, input);
    effects.extend(unsettled::ask_after(model));
    effects.extend(unsettled::tell(model));
    effects.extend(call_again::bell(model));
    effects
}

fn taken(model: &mut Model, input: Input) -> Vec<Effect> {
    match input {
        Input::Deed(deed) => deed_done(model, deed),
        Input::Connected(welcome) => news::connected(model, welcome),
        Input::Lost => news::lost(model),
        Input::Untrusted(why) => news::untrusted(model, why),
        Input::Farewell(farewell) => news::farewell(model, farewell),
        Input::Update(update) => news::updated(model, update),
        Input::Answered(id, outcome) => answer::answered(model, id, outcome),
        Input::Expired(id) => answer::expired(model, id),
        Input::NotStored(id) => answer::not_stored(model, id),
        Input::Tick => Vec::new(),
    }
}

fn deed_done(model: &mut Model, deed: Deed) -> Vec<Effect> {
    match deed {
        Deed::LoginTyped(text) => place::login_typed(model, text),
        Deed::PinTyped(text) => place::pin_typed(model, text),
        Deed::SignIn => place::sign_in(model),
        Deed::LanguageChosen(index) => place::choose_language(model, index),
        Deed::PlacePicked(index) => place::pick(model, index),
        Deed::SitDown => place::sit_down(model),
        Deed::SignOut => place::sign_out(model),
        Deed::Key(key) => keys::pressed(model, key),
        Deed::BringBack(index) => keys::bring_back(model, index),
        Deed::Dismiss => dismiss(model),
        Deed::NoticeRead => {
            read(model);
            Vec::new()
        }
        Deed::Picked(index) => dialog::picked(model, index),
        Deed::PickedOther(index) => dialog::picked_other(model, index),
        Deed::Typed(text) => dialog::typed(model, text),
        Deed::Accept => dialog::accept(model),
        Deed::Cancel => dialog::cancel(model),
        Deed::Reception(key) => reception::pressed(model, key),
        Deed::ServicePicked(index) => reception::service_picked(model, index),
        Deed::CategoryPicked(index) => reception::category_picked(model, index),
        Deed::CouponLanguagePicked(index) => reception::language_picked(model, index),
        Deed::NumberTyped(text) => reception::number_typed(model, text),
        Deed::ExtensionTyped(text) => reception::extension_typed(model, text),
        Deed::Quit => vec![Effect::Quit],
    }
}

/// Escape: the dialog first, then what is told, then the place.
fn dismiss(model: &mut Model) -> Vec<Effect> {
    if model.dialog.is_some() {
        return dialog::cancel(model);
    }
    if read(model) {
        return Vec::new();
    }
    if model.session.is_some() && matches!(model.place, Place::Choosing(_)) {
        return place::sign_out(model);
    }
    Vec::new()
}

/// Takes away what the clerk has read; whether there was something.
fn read(model: &mut Model) -> bool {
    if model.notice.take().is_some() || model.arrived.take().is_some() {
        return true;
    }
    let ringing = keys::ringing(model).map(|parked| parked.ticket);
    model.seen_alarms.extend(ringing);
    ringing.is_some()
}
