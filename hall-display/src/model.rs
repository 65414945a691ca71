//! What the hall display knows and what it does about it: `update(&mut Model, Input, Now) -> Vec<Effect>`.
//!
//! Pure: the time comes in, and nothing here knows Slint, sockets, threads or a clock. The rules of the calls themselves are
//! in `calls`; what it looks like is in `view`.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use protocol::board::{FloorView, HallBoard};
use protocol::client::{Incoming, Untrusted};
use protocol::message::{DeviceFault, Farewell, Report, Show};
use queue::Number;
use queue::floor::PictureFile;
use queue::ids::{CallId, DeviceId, HallId, Language};
use queue::zone::Zone;

use crate::calls::{Calls, FRESH};
use crate::clock::Clock;
use crate::layout::{self, FallsShort, Plan, Screen, Wanted};
use crate::parts::{self, Place};
use crate::pictures::{Had, Pictures};

/// A loss shorter than this is not shown: a server that starts again is back before.
pub const LOSS_SHOWN_AFTER: Duration = Duration::from_secs(3);

/// The languages that the display's own words are translated into.
pub const TRANSLATED: [&str; 3] = ["ru", "en", "hy"];

/// The moment of an input, by two clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Since the program started; never goes back.
    pub elapsed: Duration,
    /// By the device's own clock, which may be wrong and may jump.
    pub wall: Timestamp,
}

/// What the configuration says of this display.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Its name on the devices' list.
    pub device: DeviceId,
    /// Where the server is, for the staff.
    pub address: String,
    /// The hall whose calls it shows.
    pub hall: HallId,
    /// The screen.
    pub screen: Screen,
    /// The depth of the hall.
    pub depth: layout::Hall,
    /// Languages in the order shown; empty for the floor's own.
    pub languages: Vec<Language>,
    /// Whether anything flashes or slides.
    pub motion: Motion,
}

/// Whether things on the screen move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// A new call flashes twice, older ones slide to their new places.
    Full,
    /// Nothing moves.
    Reduced,
}

/// What comes in.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// From the server.
    Server(Incoming),
    /// The announcement of a call has come to its end.
    Spoken(CallId),
    /// The languages that calls can be spoken in.
    Voices(BTreeSet<Language>),
    /// What is wrong with the sound now; nothing when all is well.
    Sound(Vec<DeviceFault>),
    /// What is wrong with the screen now.
    Screen(Vec<DeviceFault>),
    /// A picture has come, or could not be had.
    Picture(PictureFile, Had),
    /// Time alone.
    Tick,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Speak a call; `Input::Spoken` follows at its end.
    Announce(Announcement),
    /// Tell the server how the device is.
    Report(Report),
    /// Fetch these pictures, and no others; `Input::Picture` follows for each.
    Fetch(Vec<PictureFile>),
}

/// One call as it is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Which.
    pub call: CallId,
    /// The ticket's number.
    pub number: Number,
    /// The window's number.
    pub window: u8,
    /// In these languages, one after the other: the visitor's, then the office's.
    pub languages: Vec<Language>,
}

/// Everything the hall display knows.
#[derive(Clone, Debug)]
pub struct Model {
    /// What the configuration says.
    pub settings: Settings,
    pub(crate) link: Link,
    pub(crate) floor: Option<Floor>,
    pub(crate) calls: Option<Calls>,
    pub(crate) clock: Clock,
    /// Rises with each call that moves the others on.
    pub(crate) arrivals: u32,
    /// Since when the standing calls show their first page.
    pub(crate) pages_since: Duration,
    pub(crate) pictures: Pictures,
    first_standing: Option<CallId>,
    voices: Option<BTreeSet<Language>>,
    sound: Vec<DeviceFault>,
    screen: Vec<DeviceFault>,
    reported: Option<Vec<DeviceFault>>,
}

/// The connection to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Not up yet, since the start of the program.
    Opening,
    /// Up.
    Up,
    /// Lost.
    Down { since: Duration },
    /// The server will not talk to this device.
    Refused(Farewell),
    /// This device does not trust what stands at the server's address.
    Untrusted(Untrusted),
}

/// The floor as it is configured, and what follows from it for this display.
#[derive(Clone, Debug)]
pub(crate) struct Floor {
    pub view: FloorView,
    pub zone: Option<Zone>,
    wanted: Wanted,
    pub plan: Plan,
}

impl Model {
    /// A display that has just been switched on.
    ///
    /// # Errors
    /// When the letters of the look's own board do not carry in this hall.
    pub fn new(settings: Settings) -> Result<Self, FallsShort> {
        layout::plan(settings.screen, settings.depth, Wanted { places: 0, guided: false })?;
        Ok(Model {
            settings,
            link: Link::Opening,
            floor: None,
            calls: None,
            clock: Clock::default(),
            arrivals: 0,
            pages_since: Duration::ZERO,
            pictures: Pictures::default(),
            first_standing: None,
            voices: None,
            sound: Vec::new(),
            screen: Vec::new(),
            reported: None,
        })
    }

    /// The languages on the screen, in the order shown, the office's own first.
    pub(crate) fn languages(&self) -> &[Language] {
        let floor = self.floor.as_ref().map(|floor| floor.view.languages.as_slice()).unwrap_or_default();
        if self.settings.languages.is_empty() { floor } else { &self.settings.languages }
    }

    /// The floor's local time; nothing before the floor is known.
    pub(crate) fn local(&self, now: Now) -> Option<DateTime> {
        let zone = self.floor.as_ref()?.zone.as_ref()?;
        Some(zone.local(self.clock.at(now)))
    }

    /// Since when the loss of the connection is on the screen.
    pub(crate) fn lost_since(&self, now: Now) -> Option<Duration> {
        match self.link {
            Link::Down { since } if now.elapsed >= since + LOSS_SHOWN_AFTER => Some(since),
            Link::Down { .. } | Link::Opening | Link::Up | Link::Refused(_) | Link::Untrusted(_) => None,
        }
    }

    fn faults(&self) -> Vec<DeviceFault> {
        let floor = self.floor.iter().flat_map(|floor| floor.faults(&self.settings));
        let pictures = self.pictures.faults().map(|what| DeviceFault::Other { what });
        self.sound.iter().chain(&self.screen).cloned().chain(self.unspoken()).chain(floor).chain(pictures).collect()
    }

    /// The languages of the floor that have no voice.
    fn unspoken(&self) -> impl Iterator<Item = DeviceFault> {
        let spoken = self.voices.as_ref();
        let floor = self.floor.iter().flat_map(|floor| &floor.view.languages);
        let unspoken = floor.filter(move |language| spoken.is_some_and(|spoken| !spoken.contains(*language)));
        unspoken.map(|language| DeviceFault::Other { what: format!("no voice in {language}: its calls are shown") })
    }
}

/// Takes one input in and says what is to be done.
pub fn update(model: &mut Model, input: Input, now: Now) -> Vec<Effect> {
    match input {
        Input::Server(incoming) => hear(model, incoming, now),
        Input::Spoken(call) => {
            if let Some(calls) = &mut model.calls {
                calls.spoken(call);
            }
        }
        Input::Voices(languages) => model.voices = Some(languages),
        Input::Sound(faults) => model.sound = faults,
        Input::Screen(faults) => model.screen = faults,
        Input::Picture(file, had) => model.pictures.came(file, had),
        Input::Tick => {}
    }
    let mut effects = Vec::new();
    effects.extend(announce(model, now));
    make_room(model, now);
    effects.extend(pictures(model, now));
    effects.extend(report(model));
    effects
}

fn hear(model: &mut Model, incoming: Incoming, now: Now) {
    match incoming {
        Incoming::Connected(welcome) => {
            model.link = Link::Up;
            model.clock.welcome(welcome.now, now);
        }
        Incoming::Lost { .. } => lose(model, now),
        Incoming::Untrusted { why, .. } => model.link = Link::Untrusted(why),
        Incoming::Farewell(farewell) => match farewell {
            Farewell::Version { .. } | Farewell::UnknownDevice | Farewell::Replaced => {
                model.link = Link::Refused(farewell);
            }
            // The second is said to consoles alone.
            Farewell::Unreadable { .. }
            | Farewell::NotPrivate
            | Farewell::Silent
            | Farewell::Crowded
            | Farewell::Stopping => lose(model, now),
        },
        Incoming::Update(update) => {
            model.clock.follow(update.now, now);
            match update.show {
                Show::Floor(view) => model.floor = Some(Floor::new(*view, &model.settings)),
                Show::Hall(board) => take_board(model, board, now),
                Show::Kiosk(_)
                | Show::Console(_)
                | Show::MyDay(_)
                | Show::Visitor(_)
                | Show::SessionEnded
                | Show::Reprint(_) => {}
            }
        }
        Incoming::Reply(_) | Incoming::Expired { .. } => {}
    }
}

fn lose(model: &mut Model, now: Now) {
    match model.link {
        Link::Opening | Link::Up | Link::Refused(_) | Link::Untrusted(_) => {
            model.link = Link::Down { since: now.elapsed }
        }
        Link::Down { .. } => {}
    }
}

fn take_board(model: &mut Model, board: HallBoard, now: Now) {
    let hall = &model.settings.hall;
    let ours = board.calls.into_iter().filter(|call| call.hall == *hall);
    let floor_now = model.clock.at(now);
    let news = model.calls.get_or_insert_default().take(ours, now.elapsed, floor_now);
    if news {
        model.pages_since = now.elapsed;
    }
}

fn announce(model: &mut Model, now: Now) -> Option<Effect> {
    let office = model.languages().first().cloned();
    let stale = match model.link {
        Link::Down { since } => now.elapsed.saturating_sub(since) > FRESH,
        Link::Opening | Link::Up | Link::Refused(_) | Link::Untrusted(_) => false,
    };
    let calls = model.calls.as_mut()?;
    if stale {
        calls.hush();
    }
    let call = calls.announce_next(now.elapsed)?;
    let office = office.filter(|office| *office != call.language);
    let languages = std::iter::once(call.language).chain(office).collect();
    Some(Effect::Announce(Announcement { call: call.call, number: call.number, window: call.window_number, languages }))
}

/// Counts a call that has taken the first place beside the newest and moved the others on.
fn make_room(model: &mut Model, now: Now) {
    let Some(calls) = &model.calls else { return };
    let standing = calls.standing(now.elapsed);
    let first = standing.first().map(|call| call.call);
    let moved_on = standing.iter().skip(1).any(|call| Some(call.call) == model.first_standing);
    if moved_on {
        model.arrivals = model.arrivals.wrapping_add(1);
    }
    model.first_standing = first;
}

/// Asks for the pictures of the floor, and looks whether there is room for one.
fn pictures(model: &mut Model, now: Now) -> Option<Effect> {
    let floor = model.floor.as_ref()?;
    let others = model.pictures.take(&floor.view.pictures, &model.settings.hall);
    if let Some(calls) = &model.calls {
        model.pictures.look(calls, now.elapsed);
    }
    others.map(Effect::Fetch)
}

fn report(model: &mut Model) -> Option<Effect> {
    let faults = model.faults();
    if model.reported.as_ref() == Some(&faults) {
        return None;
    }
    model.reported = Some(faults.clone());
    Some(Effect::Report(Report { faults }))
}

impl Floor {
    fn new(view: FloorView, settings: &Settings) -> Self {
        let ours = || view.windows.iter().filter(|window| window.hall == settings.hall);
        let guided = ours().any(|window| !window.whereabouts.0.is_empty());
        let wanted = Wanted { places: ours().count().saturating_sub(1), guided };
        let plan = layout::plan(settings.screen, settings.depth, wanted);
        let plan = plan.expect("the look's own board carries, and it is always among the choices");
        Floor { zone: Zone::new(&view.zone).ok(), wanted, plan, view }
    }

    /// Whether the display's hall is one of this floor.
    pub(crate) fn has_hall(&self, hall: &HallId) -> bool {
        self.view.halls.iter().any(|known| known.id == *hall)
    }

    /// What is wrong with the floor for this display, for the devices' list.
    fn faults(&self, settings: &Settings) -> Vec<DeviceFault> {
        let other = |what: String| DeviceFault::Other { what };
        let mut faults = Vec::new();
        if !self.has_hall(&settings.hall) {
            faults.push(other(format!("the floor has no hall {}: mend \"hall\" in the display's file", settings.hall)));
        }
        let untranslated = self.view.languages.iter().filter(|language| !TRANSLATED.contains(&language.as_str()));
        faults.extend(
            untranslated.map(|language| other(format!("no words of the display in {language}: English stands in"))),
        );
        if self.zone.is_none() {
            faults.push(other(format!("unknown time zone {}: the display shows no clock", self.view.zone)));
        }
        if self.wanted.guided && !self.plan.guided {
            let (windows, fit) = (self.wanted.places + 1, layout::most_guided(settings.screen, settings.depth));
            faults.push(other(format!(
                "no room for the whereabouts of {windows} windows below the standing calls: they fit below {fit}; a smaller \
                 standing_depth_m or a larger screen makes room"
            )));
        }
        let too_long = |place: Place, what: String, text: &queue::floor::Text| {
            let room = parts::text_room(settings.screen.orientation, place);
            let longest = text.0.values().map(|text| text.chars().count()).max().unwrap_or(0);
            (longest > room).then(|| {
                other(format!("{what} is shown in parts: it has {longest} characters, and {room} fit at once"))
            })
        };
        let ours = self.view.windows.iter().filter(|window| window.hall == settings.hall);
        faults.extend(too_long(Place::Office, "the office's name".to_owned(), &self.view.office));
        let notices = self.view.notices.iter().enumerate();
        faults.extend(notices.filter_map(|(n, text)| too_long(Place::Notice, format!("notice {}", n + 1), text)));
        faults.extend(ours.filter_map(|window| {
            too_long(Place::Whereabouts, format!("the whereabouts of window {}", window.number), &window.whereabouts)
        }));
        faults
    }
}
