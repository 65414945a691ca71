//! Writes the journal of an ordinary morning that ends now: visitors come, are called, received, parked, and some do not come.
//! The server that starts on it shows a floor at work, as the pictures of the README need it. Every event is decided by the
//! rules; nothing is random, so that each run tells the same story.

mod desk;
mod visitors;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use jiff::{SignedDuration, Timestamp};
use queue::booking::{BookingAct, Proof, SamePeople, Slot};
use queue::ids::{BookingNumber, ClerkId, DeviceId, Language, PersonId, TicketCode, WindowId};
use queue::{Act, Actor, Command, Floor, Rejection, State};
use server::config;
use server::data_folder::DataFolder;
use server::journal::Journal;

use visitors::Visitor;

/// Booked visitors who are that late are on the floor's list.
const LATE: SignedDuration = SignedDuration::from_mins(30);
/// Of so many slots one is booked.
const ONE_OF: u8 = 3;
/// Between two looks at the floor.
const STEP_S: i64 = 5;

#[derive(Parser)]
struct Arguments {
    /// The floor's configuration file.
    #[arg(long)]
    config: PathBuf,
    /// The server's data folder, still empty.
    #[arg(long)]
    data: PathBuf,
    /// How long the morning has gone on, in minutes.
    #[arg(long)]
    minutes: f64,
    /// When it ends; now if missing.
    #[arg(long)]
    until: Option<Timestamp>,
    /// Books visitors for the hours around its end.
    #[arg(long)]
    booked: bool,
}

fn main() -> ExitCode {
    match write(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("morning: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn write(arguments: &Arguments) -> anyhow::Result<()> {
    let floor = config::load(&arguments.config).map_err(anyhow::Error::msg)?.floor;
    let lasted = SignedDuration::from_secs_f64(arguments.minutes * 60.0);
    let until = arguments.until.unwrap_or_else(Timestamp::now);
    let mut morning = Morning::open(&arguments.data, floor, until - lasted)?;
    if arguments.booked {
        morning.book_around(until)?;
    }
    let mut desks = desk::all()?;
    let mut visitors = visitors::all()?.into_iter().peekable();
    for desk in &desks {
        morning.ask(&desk.clerk, Act::SignIn)?;
        morning.ask(&desk.clerk, Act::OpenWindow { window: desk.window.clone() })?;
    }
    while morning.passed_s() < lasted.as_secs() {
        morning.let_time_pass()?;
        while let Some(visitor) = visitors.next_if(|visitor| visitor.comes_s <= morning.passed_s()) {
            morning.issue(visitor)?;
        }
        for desk in &mut desks {
            desk.work(&mut morning)?;
        }
        morning.now += SignedDuration::from_secs(STEP_S);
    }
    morning.close()
}

/// The floor between two events of the morning.
struct Morning {
    _held: DataFolder,
    journal: Journal,
    state: State,
    began: Timestamp,
    now: Timestamp,
}

impl Morning {
    fn open(data: &Path, floor: Floor, began: Timestamp) -> anyhow::Result<Self> {
        let held = DataFolder::hold(data)?;
        let (journal, replayed) = Journal::open(held.path())?;
        anyhow::ensure!(replayed.state == State::default(), "{} holds a floor already", data.display());
        let mut morning = Self { _held: held, journal, state: replayed.state, began, now: began };
        morning.act(Actor::Office, Act::ConfigureFloor { floor: Box::new(floor) })??;
        Ok(morning)
    }

    /// Seconds since it began.
    fn passed_s(&self) -> i64 {
        self.now.duration_since(self.began).as_secs()
    }

    /// Does what the rules let be done; the inner error is theirs.
    fn act(&mut self, by: Actor, act: Act) -> anyhow::Result<Result<(), Rejection>> {
        let events = match queue::decide(&self.state, &Command { by, act }, self.now) {
            Ok(events) => events,
            Err(rejection) => return Ok(Err(rejection)),
        };
        for event in events {
            self.journal.append(&event)?;
            queue::apply(&mut self.state, &event);
        }
        Ok(Ok(()))
    }

    fn ask(&mut self, clerk: &ClerkId, act: Act) -> anyhow::Result<()> {
        Ok(self.act(Actor::Staff(clerk.clone()), act)??)
    }

    fn let_time_pass(&mut self) -> anyhow::Result<()> {
        Ok(self.act(Actor::Time, Act::LetTimePass)??)
    }

    fn issue(&mut self, visitor: Visitor) -> anyhow::Result<()> {
        let mut code = [0; TicketCode::LENGTH];
        getrandom::fill(&mut code).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let act = Act::IssueTicket {
            services: vec![visitor.service],
            category: visitor.category,
            language: visitor.language,
            more_time: false,
            code: TicketCode::from_random(code),
        };
        Ok(self.act(Actor::Kiosk(DeviceId::new("kiosk-1")?), act)??)
    }

    /// For the hours around a moment; who is booked before it comes late.
    fn book_around(&mut self, until: Timestamp) -> anyhow::Result<()> {
        let floor = self.state.floor.clone().context("there is a floor")?;
        let (from, to) = (until - LATE, until + SignedDuration::from_mins(90));
        let date = floor.calendar.zone.local(until).date();
        let mut number = 0_u8;
        for service in floor.services.iter().filter(|service| service.slots.is_some()) {
            for time in floor.rules.booking.times(&floor, service, date) {
                let slot = Slot { service: service.id.clone(), begins: date.to_datetime(time) };
                if (from..to).contains(&slot.due(&floor)) {
                    number += 1;
                    if number % ONE_OF == 1 {
                        self.book(slot, number)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn book(&mut self, slot: Slot, number: u8) -> anyhow::Result<()> {
        let mut person = [0; PersonId::LENGTH];
        person[..2].copy_from_slice(&[number % 29, number / 29]);
        let act = BookingAct::Book {
            slot,
            person: PersonId::from_random(person),
            number: BookingNumber::from_random(u64::from(number) * 7_919_113),
            language: Language::new("ru")?,
            proof: Proof::Proved,
            known: SamePeople::default(),
        };
        Ok(self.act(Actor::Visitor, Act::Booking(act))??)
    }

    /// Who is called or received at a window.
    fn visitor(&self, window: &WindowId) -> Option<&queue::Ticket> {
        self.state.tickets.get(&self.state.desks.get(window)?.visitor?)
    }

    fn close(mut self) -> anyhow::Result<()> {
        self.journal.commit()?;
        Ok(self.journal.close()?)
    }
}
