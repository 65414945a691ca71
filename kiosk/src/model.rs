//! What the kiosk knows and decides: `update` takes one input and says what is to be done. No clock, socket, file, thread or
//! Slint: time and fresh request ids come in with each input.

mod check_in;
mod choosing;
mod faults;
mod input;
mod issued;
mod listening;
mod request;
mod technician;
#[cfg(test)]
mod tests;
mod told;
mod touching;

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, ToSpan};
use protocol::board::{FloorView, KioskBoard};
use protocol::client::Untrusted;
use protocol::message::{Farewell, Report, RequestId, TicketView};
use protocol::token::OfficePublic;
use queue::ids::{CategoryId, GroupId, ServiceId};
use queue::zone::Zone;

use crate::view::{Appearance, Language, Paper, Supply};
pub(crate) use check_in::{NUMBER_FIGURES, NotCheckedIn};
pub(crate) use choosing::Row;
pub use input::{Effect, Input, JobId, PrinterHealth, What};
pub use issued::PrintOutcome;
pub use listening::{QUIETEST_PERCENT, Speech};
pub(crate) use request::REQUEST_LIMIT;
pub use request::{Pending, Stage};
pub use technician::TechnicianState;
pub(crate) use told::{Shut, Told};

/// Seconds of warning before the visitor's choices are wiped (WCAG 2.2.1).
pub const WARNING_S: u32 = 20;

/// What the office set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The name of the device.
    pub device: String,
    /// The language at the start; the floor's own where it is missing.
    pub language: Option<Language>,
    /// Time without a touch after which the warning comes.
    pub idle: Duration,
    /// Whether there is a printer.
    pub has_printer: bool,
    /// Whether there is a scanner to try.
    pub has_scanner: bool,
    /// Whether a technician's PIN is set.
    pub has_pin: bool,
    /// How loud the voice begins for who listens, in percent; nothing where the kiosk does not speak.
    pub speech_percent: Option<u8>,
    /// Whether the window fills the screen.
    pub full_screen: bool,
    /// Name and version of this program.
    pub program: String,
}

/// The state of the kiosk.
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) settings: Settings,
    pub(crate) at: Duration,
    clock: FloorClock,
    /// The floor's time when the server first knew this run of the program.
    began: Option<Timestamp>,
    pub(crate) link: Link,
    pub(crate) floor: Option<Box<FloorView>>,
    zone: Option<Zone>,
    pub(crate) board: Option<KioskBoard>,
    pub(crate) own_language: Option<Language>,
    pub(crate) visitor: Visitor,
    pub(crate) place: Place,
    place_since: Duration,
    requests: request::Requests,
    office: Option<OfficePublic>,
    /// The booking code that was asked about last.
    last_code: Option<String>,
    jobs: u64,
    pub(crate) printer: PrinterHealth,
    pub(crate) scanner: Supply,
    disk: faults::Disk,
    voice_works: bool,
    reported: Report,
    pub(crate) technician: TechnicianState,
}

/// The floor's time at one moment of ours: the kiosk's own clock is never asked, so its jumps are never seen.
#[derive(Clone, Copy, Debug)]
struct FloorClock {
    floor: Timestamp,
    at: Duration,
}

/// The line to the server.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Link {
    Down,
    Up,
    Refused(Farewell),
    /// The kiosk does not trust what stands at the server's address.
    Untrusted(Untrusted),
}

/// What the visitor in front of the kiosk chose for themself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Visitor {
    pub(crate) language: Language,
    /// Whether they touched a language, be it the one in which the kiosk greets.
    chose_language: bool,
    pub(crate) appearance: Appearance,
    touched_at: Duration,
    listening: Option<listening::Listening>,
}

/// Where the visitor is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    Choosing { group: Option<GroupId>, page: usize },
    Documents { service: ServiceId, purpose: usize, page: usize },
    Category { service: ServiceId, category: CategoryId, more_time: bool, page: usize },
    Waiting { service: ServiceId, request: RequestId, since: Duration },
    ShowCode,
    TypeNumber { typed: String },
    CheckingIn { request: RequestId, since: Duration },
    Issued(Box<IssuedTicket>),
    Told(Told),
    Technician,
}

/// A ticket that its visitor sees.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct IssuedTicket {
    pub(crate) ticket: TicketView,
    pub(crate) paper: Paper,
    pub(crate) job: Option<JobId>,
    pub(crate) copy: bool,
    pub(crate) since: Duration,
    /// Since when the paper is as it is, and the buttons below the number with it.
    pub(crate) paper_since: Duration,
    pub(crate) arrow_until: Duration,
    pub(crate) countdown: Option<issued::Countdown>,
    pub(crate) extensions: u8,
}

impl Model {
    /// A kiosk that has just started. `wall` is its own clock, used only until the server has told the floor's.
    pub fn new(settings: Settings, remembered: Vec<Pending>, wall: Timestamp) -> Self {
        let own_language = settings.language;
        let scanner = if settings.has_scanner { Supply::Unknown } else { Supply::Absent };
        let health = if settings.has_printer { Supply::Unknown } else { Supply::Absent };
        Self {
            settings,
            at: Duration::ZERO,
            clock: FloorClock { floor: wall, at: Duration::ZERO },
            began: None,
            link: Link::Down,
            floor: None,
            zone: None,
            board: None,
            own_language,
            visitor: Visitor {
                language: own_language.unwrap_or(Language::Russian),
                chose_language: false,
                appearance: Appearance::default(),
                touched_at: Duration::ZERO,
                listening: None,
            },
            place: Place::HOME,
            place_since: Duration::ZERO,
            requests: request::Requests::remembered(remembered),
            office: None,
            last_code: None,
            jobs: 0,
            printer: PrinterHealth { printer: health, fault: None, paper: health, report: Report::default() },
            scanner,
            disk: faults::Disk::default(),
            voice_works: true,
            reported: Report::default(),
            technician: TechnicianState::default(),
        }
    }

    /// The office's local time; UTC by the kiosk's own clock until the floor is known, which nobody is shown.
    pub(crate) fn local(&self) -> DateTime {
        self.local_of(self.floor_now())
    }

    /// What a clock on the wall would show; nothing until the server has told the floor's time and zone.
    pub(crate) fn clock(&self) -> Option<DateTime> {
        self.zone.as_ref().map(|zone| zone.local(self.floor_now()))
    }

    fn floor_now(&self) -> Timestamp {
        let since = SignedDuration::try_from(self.at.saturating_sub(self.clock.at)).unwrap_or(SignedDuration::ZERO);
        self.clock.floor.checked_add(since).unwrap_or(self.clock.floor)
    }

    pub(crate) fn local_of(&self, moment: Timestamp) -> DateTime {
        self.zone.as_ref().map_or_else(|| jiff::tz::TimeZone::UTC.to_datetime(moment), |zone| zone.local(moment))
    }

    /// When a ticket was issued: the small hours before the day turns bear the date of the day that they end.
    fn issued_at(&self, ticket: &TicketView) -> DateTime {
        let taken = ticket.day.to_datetime(ticket.taken_at);
        let after_midnight = taken.checked_add(1.day()).unwrap_or(taken);
        let latest = self.local().checked_add(SignedDuration::from_mins(1)).unwrap_or(taken);
        if after_midnight <= latest { after_midnight } else { taken }
    }

    pub(crate) fn languages(&self) -> Vec<Language> {
        let named = self.floor.iter().flat_map(|floor| floor.languages.iter());
        let spoken: Vec<Language> = named.filter_map(|language| Language::from_code(language.as_str())).collect();
        if spoken.is_empty() { Language::ALL.to_vec() } else { spoken }
    }

    /// The language in which the kiosk greets: its own, if the floor has it, else the floor's first.
    pub(crate) fn greeting(&self) -> Language {
        let languages = self.languages();
        self.own_language.filter(|language| languages.contains(language)).unwrap_or(languages[0])
    }

    /// Seconds of the warning that are left; `None` while there is no warning.
    pub(crate) fn warning_left_s(&self) -> Option<u32> {
        let may_leave = match &self.place {
            Place::Waiting { .. } | Place::CheckingIn { .. } | Place::Issued(_) => false,
            Place::Choosing { .. } => !self.is_home(),
            Place::Documents { .. }
            | Place::Category { .. }
            | Place::ShowCode
            | Place::TypeNumber { .. }
            | Place::Told(_)
            | Place::Technician => true,
        };
        let idle = self.at.saturating_sub(self.visitor.touched_at);
        let over = idle.checked_sub(self.settings.idle * self.leisure()).filter(|_| may_leave)?;
        Some(WARNING_S.saturating_sub(u32::try_from(over.as_secs()).unwrap_or(u32::MAX)))
    }

    fn is_home(&self) -> bool {
        self.place == Place::HOME
            && self.visitor.appearance == Appearance::default()
            && self.visitor.language == self.greeting()
            && !self.visitor.chose_language
            && self.visitor.listening.is_none()
    }

    fn go(&mut self, place: Place) {
        self.place = place;
        self.place_since = self.at;
    }

    /// Everything of the visitor is wiped: choices, language, contrast, text size, the voice and its volume.
    fn reset(&mut self) {
        self.visitor = Visitor {
            language: self.greeting(),
            chose_language: false,
            appearance: Appearance::default(),
            touched_at: self.at,
            listening: None,
        };
        self.technician.leave();
        self.last_code = None;
        self.go(Place::HOME);
    }

    fn set_clock(&mut self, floor: Timestamp) {
        self.clock = FloorClock { floor, at: self.at };
    }

    /// An update may have been made a while ago: it can show that our clock is late, never that it is early.
    fn move_clock_on(&mut self, floor: Timestamp) {
        if floor > self.floor_now() {
            self.set_clock(floor);
        }
    }

    fn next_job(&mut self) -> JobId {
        self.jobs += 1;
        JobId(self.jobs)
    }
}

impl Place {
    /// The first screen.
    pub(crate) const HOME: Self = Self::Choosing { group: None, page: 0 };
}

/// Takes one input and says what is to be done.
pub fn update(model: &mut Model, input: Input) -> Vec<Effect> {
    model.at = model.at.max(input.at);
    let listened = model.visitor.listening.is_some();
    let Input { fresh, what, .. } = input;
    let mut effects = Vec::new();
    match what {
        What::Tick => model.pass_time(&mut effects),
        What::Touch(touch) => model.touch(touch, fresh.clone(), &mut effects),
        What::Connected(now, office) => {
            model.link = Link::Up;
            model.office = office;
            model.began.get_or_insert(now);
            model.set_clock(now);
        }
        What::Lost => model.link = Link::Down,
        What::Untrusted(why) => model.link = Link::Untrusted(why),
        What::Farewell(farewell) => model.link = Link::Refused(farewell),
        What::Floor(now, floor) => {
            model.move_clock_on(now);
            model.take_floor(floor);
        }
        What::Board(now, board) => {
            model.move_clock_on(now);
            model.board = Some(board);
            model.leave_what_is_gone();
        }
        What::Reprint(ticket) => model.print_for_the_desk(&ticket, &mut effects),
        What::Reply(reply) => model.replied(reply, &mut effects),
        What::Expired(id) => model.expired(&id, &mut effects),
        What::Printed(job, outcome) => model.printed(job, outcome, &mut effects),
        What::Printer(health) => model.take_printer_health(health, &mut effects),
        What::Scanner(state) => model.take_scanner_state(state, &mut effects),
        What::Disk { works } => model.take_disk_state(works, &mut effects),
        What::NotWritten(id) => model.not_written(&id, &mut effects),
        What::Scanned(code) => model.scanned(&code, fresh.clone(), &mut effects),
        What::Misread => model.misread(),
        What::PinChecked(fits) => model.technician.checked(fits, model.at),
        What::Voice { works } => model.take_voice_state(works, &mut effects),
        What::Words(words) => model.speak(words, &mut effects),
    }
    model.settle_requests(fresh, &mut effects);
    model.follow(listened, &mut effects);
    effects
}

impl Model {
    fn take_floor(&mut self, floor: Box<FloorView>) {
        let at_home = self.is_home();
        self.zone = Zone::new(&floor.zone).ok();
        self.floor = Some(floor);
        if at_home || !self.languages().contains(&self.visitor.language) {
            self.visitor.language = self.greeting();
            self.visitor.chose_language = false;
        }
        self.leave_what_is_gone();
    }

    fn pass_time(&mut self, effects: &mut Vec<Effect>) {
        if self.warning_left_s() == Some(0) {
            self.reset();
        }
        self.pass_time_issued(effects);
        self.pass_time_waiting(effects);
        self.technician.pass_time(self.at);
        self.pass_time_faults(effects);
    }
}
