//! What a person may ask about the data that is kept of them, on paper at the office (P3), and people whose keys are lost.
//!
//! A running server holds the databases; so these work only while none does. Visitors do the same on their own page at any time.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use queue::booking::{Booking, BookingAct, NoBooking};
use queue::ids::{BookingNumber, ClerkId, PersonId};
use queue::{Act, Actor, Command, Rejection, State};

use super::listed;
use crate::clock::{Clock, SystemClock};
use crate::data_folder::{DataFolder, write_private};
use crate::journal::{WhoBooked, who_booked};
use crate::own_data::{self, Reader, Remembered};
use crate::people::{DATA_FILE, Lines, Lost, People, PeopleError, Places, Who};

/// Where personal data and its keys lie.
#[derive(Debug, clap::Args)]
pub struct Folders {
    /// The data folder.
    #[arg(long)]
    data: PathBuf,
    /// The folder of the keys, where the configuration's `keys` names one.
    #[arg(long)]
    keys: Option<PathBuf>,
}

/// About whom something is asked, and who sees to it.
#[derive(Debug, clap::Args)]
pub struct Asked {
    #[command(flatten)]
    folders: Folders,
    /// The number of the booking, as the confirmation tells it.
    #[arg(long)]
    booking: String,
    /// Who sees to the request: a clerk's key in the configuration. It stands in the log of actions.
    #[arg(long)]
    clerk: String,
}

/// Writes an export.
pub fn export(asked: &Asked, to: &Path) -> anyhow::Result<ExitCode> {
    if to.exists() {
        bail!("--to {}: it is there already: name another file", to.display());
    }
    let opened = Opened::of(asked)?;
    let remembered = Remembered::of(&opened.state.bookings, &opened.person);
    let now = SystemClock.wall();
    let reader = Reader { floor: opened.state.floor.as_deref(), language: None, lines: Lines::All };
    let text = own_data::export(&opened.people, &opened.person, &remembered, reader, &opened.who, now)?;
    write_private(to, &text).with_context(|| format!("{} cannot be written", to.display()))?;
    opened.people.close()?;
    println!("{}", to.display());
    Ok(ExitCode::SUCCESS)
}

/// Destroys what is kept of a person (P3).
pub fn forget(asked: &Asked) -> anyhow::Result<ExitCode> {
    let opened = Opened::of(asked)?;
    let now = SystemClock.wall();
    for booking in opened.bookings() {
        let act = Act::Booking(BookingAct::LetGo { booking: booking.id });
        match queue::decide(&opened.state, &Command { by: Actor::Office, act }, now) {
            Ok(events) if events.is_empty() => {}
            Ok(_) => bail!(
                "booking {} is still open: cancel it first, or delete the data on its own page, which does both. An export names the page: /b/ and its `link`",
                booking.number
            ),
            Err(Rejection::Booking(NoBooking::CheckedIn { number })) => {
                bail!("the visitor is here under {number}: wait until the visit is over")
            }
            Err(why) => bail!("booking {}: {why}", booking.number),
        }
    }
    opened.people.forget(&opened.person, &opened.who, now)?;
    opened.people.close()?;
    println!("forgotten: that person's data can be read no more. Let the backups of the keys expire");
    Ok(ExitCode::SUCCESS)
}

/// Gives up those whose keys are lost.
pub fn forget_lost(folders: &Folders, people: usize) -> anyhow::Result<ExitCode> {
    let (_held, places) = folders.hold()?;
    match People::open(&places, Lost::Stop) {
        Ok(open) => {
            open.close()?;
            println!("no keys are missing: nothing to do");
            Ok(ExitCode::SUCCESS)
        }
        Err(PeopleError::KeysBehind { lost }) if lost == people => {
            People::open(&places, Lost::Forget { at: SystemClock.wall() })?.close()?;
            println!("given up: {lost}. Their bookings stay, without a name");
            Ok(ExitCode::SUCCESS)
        }
        Err(PeopleError::KeysBehind { lost }) => {
            bail!("--people {people}: the keys of {lost} people are missing: look whether these are the newest keys")
        }
        Err(problem) => Err(folders.explained(problem)),
    }
}

impl Folders {
    /// Holds the data folder, so that no server starts meanwhile.
    fn hold(&self) -> anyhow::Result<(DataFolder, Places)> {
        if !self.data.join(DATA_FILE).exists() {
            bail!("--data {}: no server has run with this data folder", self.data.display());
        }
        let held = DataFolder::hold(&self.data).context("this is done while no server runs")?;
        Ok((held, Places::new(&self.data, self.keys.as_deref())))
    }

    fn explained(&self, problem: PeopleError) -> anyhow::Error {
        let elsewhere = matches!(problem, PeopleError::Parted { .. }) && self.keys.is_none();
        let problem = anyhow::Error::new(problem);
        if elsewhere {
            problem.context("if the configuration's `keys` names a folder, name it with --keys")
        } else {
            problem
        }
    }
}

/// A person who is known by the number of a booking.
struct Opened {
    people: People,
    person: PersonId,
    who: Who,
    state: State,
    _held: DataFolder,
}

impl Opened {
    fn of(asked: &Asked) -> anyhow::Result<Self> {
        let Asked { folders, booking, clerk } = asked;
        let Some(number) = BookingNumber::parse(booking) else {
            bail!("--booking {booking}: a number has eight figures, as the confirmation tells it");
        };
        let (held, places) = folders.hold()?;
        let WhoBooked { state, people: booked } = who_booked(&folders.data, number)?;
        let clerk = ClerkId::new(clerk.as_str())?;
        let known: Vec<_> = state.floor.iter().flat_map(|floor| &floor.clerks).map(|clerk| clerk.id.clone()).collect();
        if !known.contains(&clerk) {
            bail!("--clerk {clerk}: nobody has that key; one of: {}", listed(&known));
        }
        if booked.is_empty() {
            bail!("--booking {number}: there never was such a booking");
        }
        let people = People::open(&places, Lost::Stop).map_err(|problem| folders.explained(problem))?;
        let kept: Vec<_> = booked.into_iter().filter(|person| people.knows(person)).collect();
        match <[PersonId; 1]>::try_from(kept) {
            Ok([person]) => Ok(Self { people, person, who: Who::Clerk(clerk), state, _held: held }),
            Err(none) if none.is_empty() => {
                bail!("--booking {number}: nothing is kept any more about whoever made it")
            }
            Err(_) => bail!("--booking {number}: two visitors had it in turn: each can do this on their own page"),
        }
    }

    fn bookings(&self) -> impl Iterator<Item = &Booking> {
        let all = &self.state.bookings;
        all.of_person(&self.person).filter_map(|id| all.get(id))
    }
}
