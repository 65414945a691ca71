//! A day on a floor: acts, what they cause, and time that moves. It holds the office's part: what is due is let pass
//! before each act.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use queue::booking::{BookingAct, Proof, SamePeople, Slot};
use queue::ids::{BookingId, BookingNumber, DeviceId, PersonId, TicketCode, TicketId};
use queue::ticket::Stage;
use queue::{Act, Actor, Command, Event, Fact, Floor, Rejection, State, Ticket, apply, deadline, decide};

use super::floors::{category_id, clerk_id, language, service_id, window_id};

/// The day of the demo's story, a Tuesday.
pub const STORY_DAY: &str = "2026-11-17";

/// A floor, its clock and all that has happened.
pub struct Day {
    pub state: State,
    pub now: Timestamp,
    pub events: Vec<Event>,
}

impl Day {
    /// A configured floor on the story's day at `time` (`"09:00"`).
    pub fn open(floor: Floor, time: &str) -> Self {
        Self::open_on(floor, STORY_DAY, time)
    }

    /// A configured floor on `date` at local `time`.
    pub fn open_on(floor: Floor, date: &str, time: &str) -> Self {
        let now = local(&floor, date.parse().expect("a date"), time);
        let mut day = Self { state: State::default(), now, events: Vec::new() };
        let act = Act::ConfigureFloor { floor: Box::new(floor) };
        day.act(Actor::Office, act).expect("the first configuration is taken");
        day
    }

    pub fn floor(&self) -> &Floor {
        self.state.floor.as_deref().expect("the day has a floor")
    }

    /// Moves to a local time of the date that the clock shows, `"09:42"` or `"09:42:30.5"`.
    pub fn at(&mut self, time: &str) -> &mut Self {
        let date = self.floor().calendar.zone.local(self.now).date();
        self.on(&date.to_string(), time)
    }

    /// Moves to a local time of a date; never back.
    pub fn on(&mut self, date: &str, time: &str) -> &mut Self {
        let then = local(self.floor(), date.parse().expect("a date"), time);
        assert!(then >= self.now, "the tests' clock never goes back");
        self.now = then;
        self.let_time_pass();
        self
    }

    /// Moves on without letting time do anything.
    pub fn asleep_until(&mut self, date: &str, time: &str) -> &mut Self {
        self.now = local(self.floor(), date.parse().expect("a date"), time);
        self
    }

    pub fn after_s(&mut self, seconds: i64) -> &mut Self {
        self.after_ms(seconds * 1000)
    }

    pub fn after_min(&mut self, minutes: i64) -> &mut Self {
        self.after_ms(minutes * 60_000)
    }

    pub fn after_ms(&mut self, ms: i64) -> &mut Self {
        self.now += SignedDuration::from_millis(ms);
        self.let_time_pass();
        self
    }

    /// What time alone causes by now.
    pub fn let_time_pass(&mut self) -> Vec<Fact> {
        let due = deadline::next(&self.state).is_some_and(|at| at <= self.now);
        if due { self.carry_out(Actor::Time, Act::LetTimePass).expect("time always passes") } else { Vec::new() }
    }

    /// Carries an act out; what is due has passed before.
    pub fn act(&mut self, by: Actor, act: Act) -> Result<Vec<Fact>, Rejection> {
        self.let_time_pass();
        self.carry_out(by, act)
    }

    fn carry_out(&mut self, by: Actor, act: Act) -> Result<Vec<Fact>, Rejection> {
        let events = decide(&self.state, &Command { by, act }, self.now)?;
        for event in &events {
            apply(&mut self.state, event);
        }
        self.events.extend(events.iter().cloned());
        Ok(events.into_iter().map(|event| event.fact).collect())
    }

    /// A clerk's act that must be possible.
    pub fn clerk(&mut self, key: &str, act: Act) -> Vec<Fact> {
        let shown = format!("{key}: {act:?}");
        self.act(staff(key), act).unwrap_or_else(|rejection| panic!("{shown}: {rejection}"))
    }

    /// A clerk's act that must be rejected.
    pub fn rejects(&mut self, key: &str, act: Act) -> Rejection {
        let shown = format!("{key}: {act:?}");
        self.act(staff(key), act).expect_err(&shown)
    }

    /// Signs a clerk in and opens a window.
    pub fn opens(&mut self, key: &str, window: u8) -> &mut Self {
        self.clerk(key, Act::SignIn);
        self.clerk(key, Act::OpenWindow { window: window_id(&format!("w{window}")) });
        self
    }

    /// A general visitor takes a coupon at the kiosk.
    pub fn takes(&mut self, service: &str) -> TicketId {
        self.takes_as(&[service], "general")
    }

    /// A visitor takes a coupon for several services or in another category.
    pub fn takes_as(&mut self, services: &[&str], category: &str) -> TicketId {
        self.tries(services, category).unwrap_or_else(|rejection| panic!("{services:?} as {category}: {rejection}"))
    }

    /// A visitor asks for a coupon.
    pub fn tries(&mut self, services: &[&str], category: &str) -> Result<TicketId, Rejection> {
        let id = TicketId(self.state.next_ticket);
        let act = Act::IssueTicket {
            services: services.iter().map(|key| service_id(key)).collect(),
            category: category_id(category),
            language: language("ru"),
            more_time: false,
            code: code(id.0),
        };
        self.act(kiosk(), act).map(|_| id)
    }

    /// A visitor books a place at the passport service: `"2026-11-18T09:45"`.
    pub fn books(&mut self, person: u64, begins: &str) -> BookingId {
        self.tries_to_book(person, begins).unwrap_or_else(|rejection| panic!("{person} at {begins}: {rejection}"))
    }

    /// A visitor asks for a place.
    pub fn tries_to_book(&mut self, person: u64, begins: &str) -> Result<BookingId, Rejection> {
        let id = BookingId(self.state.bookings.next_id);
        let act = BookingAct::Book {
            slot: slot(begins),
            person: person_id(person),
            number: BookingNumber::from_random(id.0),
            language: language("ru"),
            proof: Proof::Proved,
            known: SamePeople::default(),
        };
        self.act(Actor::Visitor, Act::Booking(act)).map(|_| id)
    }

    /// The visitor of a booking shows its code at the kiosk.
    pub fn checks_in(&mut self, booking: BookingId) -> Result<TicketId, Rejection> {
        let revision = self.state.bookings.get(booking).map(|booking| booking.revision);
        self.shows(booking, revision)
    }

    /// A code of a booking is shown at the kiosk, or its number typed.
    pub fn shows(&mut self, booking: BookingId, revision: Option<u16>) -> Result<TicketId, Rejection> {
        let id = TicketId(self.state.next_ticket);
        let act =
            BookingAct::CheckIn { booking, revision, language: language("ru"), more_time: false, code: code(id.0) };
        self.act(kiosk(), Act::Booking(act)).map(|_| id)
    }

    /// Calls next at a clerk's window and says who was called.
    pub fn calls(&mut self, key: &str) -> TicketId {
        self.clerk(key, Act::CallNext);
        self.at_window_of(key).expect("whoever is called belongs to the window")
    }

    /// Calls next, receives and finishes.
    pub fn receives(&mut self, key: &str) -> TicketId {
        let id = self.calls(key);
        self.clerk(key, Act::Start);
        self.clerk(key, Act::Finish);
        id
    }

    /// Who is called or served at a clerk's window.
    pub fn at_window_of(&self, key: &str) -> Option<TicketId> {
        self.state.desks.values().find(|desk| desk.clerk == clerk_id(key))?.visitor
    }

    pub fn ticket(&self, id: TicketId) -> &Ticket {
        &self.state.tickets[&id]
    }

    pub fn stage(&self, id: TicketId) -> &Stage {
        &self.ticket(id).stage
    }

    pub fn waits(&self, id: TicketId) -> bool {
        matches!(self.stage(id), Stage::Waiting(_))
    }

    /// What is read on the coupon.
    pub fn number(&self, id: TicketId) -> String {
        self.ticket(id).number.to_string()
    }

    /// A local time of the story's zone on the date that the clock shows.
    pub fn moment(&self, time: &str) -> Timestamp {
        local(self.floor(), self.floor().calendar.zone.local(self.now).date(), time)
    }
}

pub fn staff(key: &str) -> Actor {
    Actor::Staff(clerk_id(key))
}

pub fn kiosk() -> Actor {
    Actor::Kiosk(DeviceId::new("kiosk-1").expect("a key"))
}

pub fn other_kiosk() -> Actor {
    Actor::Kiosk(DeviceId::new("kiosk-2").expect("a key"))
}

/// A code that no other ticket of the tests has.
pub fn code(number: u64) -> TicketCode {
    let mut bytes = [0; TicketCode::LENGTH];
    let mut rest = number;
    for byte in &mut bytes {
        *byte = u8::try_from(rest % 29).expect("less than 29");
        rest /= 29;
    }
    TicketCode::from_random(bytes)
}

/// A place at the passport service.
pub fn slot(begins: &str) -> Slot {
    Slot { service: service_id("passport"), begins: begins.parse().expect("a local date and time") }
}

/// A record of a person that no other number has.
pub fn person_id(number: u64) -> PersonId {
    let mut bytes = [0; PersonId::LENGTH];
    bytes[..8].copy_from_slice(&number.to_le_bytes().map(|byte| byte % 29));
    bytes[8] = u8::try_from(number / 29 % 29).expect("less than 29");
    PersonId::from_random(bytes)
}

fn local(floor: &Floor, date: Date, time: &str) -> Timestamp {
    let at: DateTime = date.to_datetime(time.parse().expect("a local time"));
    floor.calendar.zone.moment(at.date(), at.time())
}
