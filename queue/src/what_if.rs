//! What if: one business day played again through the real rules on a floor that may be changed, to hold its waits against those
//! that were.
//!
//! `record` reads a day's events into what came from outside and what each person did, `watch` knows since when a window could have called
//! somebody, `usual` what a day's visits and breaks are like, `play` lets it all happen again. Nothing is copied over: the moment of each
//! call in turn follows from when its clerk was free, and the turn itself is decided anew by the floor's policy.
//!
//! What it takes as given, and what follows:
//! - Coupons are taken, marked and withdrawn, bookings kept and missed, and clerks come and go at the moments of the record.
//! - Whoever left before a call leaves at the same moment, unless called before it; whoever was still here at the end does not leave.
//! - Each time that a visitor is at a window is as long, and ends in the same, as it was for that visitor: received, sent on, parked, refused, not
//!   come. A no-show is one again, and comes back as long after it; a parked visitor is called back as long after the parking.
//! - Whoever was never received is as long at the window as is usual for the service that day.
//! - A clerk calls the next as long after they could have as they took at their so-many-eth call of the day: at once where they called at once.
//!   Times at which a clerk let somebody wait and did not call stay such times.
//! - Calls that a clerk chose, by number or out of turn, are made at the same moment, or as soon as the clerk is free after it; they fall away where the
//!   visitor does not wait then. So are pauses, which keep their length, and closings. What a clerk took back is taken back.
//! - A window more has a clerk who takes the usual breaks between visitors and makes no pause. It closes with the last of the others, or with the
//!   last act of the day where one stayed open.

mod plan;
mod play;
mod reading;
mod record;
mod usual;
mod watch;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Time;
use thiserror::Error;

use crate::day::{Day, Fold};
use crate::event::{Event, Fact};
use crate::floor::Policy;
use crate::ids::{CategoryId, ServiceId, TicketId, WindowId};

use plan::Plan;
pub use record::Record;

/// What is other than it was; nothing by default. Whoever reads its numbers sees to their bounds, as with a floor's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Another policy; of a ratio at most [`RATIO_MOST`].
    pub policy: Option<Policy>,
    /// Other limits for waiting, in minutes, 1 to [`LIMIT_MOST_MIN`], by category.
    pub limits_min: BTreeMap<CategoryId, u16>,
    /// The same by service: of whoever's category has none.
    pub norms_min: BTreeMap<ServiceId, u16>,
    /// A window more.
    pub more: Option<More>,
    /// A window less.
    pub less: Option<Less>,
}

/// A window that nobody opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct More {
    /// What it receives.
    pub services: Vec<ServiceId>,
    /// From which local time.
    pub from: Time,
    /// Until which; until the end of [`Record::reception`] where it is missing.
    pub until: Option<Time>,
}

/// A window that closes, or stays closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Less {
    /// Which.
    pub window: WindowId,
    /// From which local time; all day where it is missing.
    pub from: Option<Time>,
}

/// Why a change cannot be played.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotPossible {
    /// No such category.
    #[error("the floor has no category \"{0}\"")]
    UnknownCategory(CategoryId),
    /// No such service.
    #[error("the floor has no service \"{0}\"")]
    UnknownService(ServiceId),
    /// Nobody opened the window that day.
    #[error("window \"{0}\" was not open that day")]
    WindowNotOpen(WindowId),
    /// A window more that receives nothing.
    #[error("a window more must receive at least one service")]
    NoServices,
    /// A window more on a day on which nobody was received.
    #[error("nobody was received that day")]
    NoReception,
    /// The time lies outside the day's reception, or the window would close before it opens.
    #[error("the time {0} is outside the day's reception")]
    OutsideTheDay(Time),
}

/// Largest limit for waiting that a floor may have, in minutes.
pub const LIMIT_MOST_MIN: u16 = 600;
/// Most general visitors to one preferential.
pub const RATIO_MOST: u8 = 20;

/// A day as it would have been.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replayed {
    /// What happened, from the turn of the day on.
    pub events: Vec<Event>,
    /// Acts of the record that could not be kept, such as a transfer to a window that is closed; such visits were finished.
    pub unkept: u32,
}

/// A call as both days have it, a repeated one too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallMade<'a> {
    /// When.
    pub at: Timestamp,
    /// Whom.
    pub ticket: TicketId,
    /// To which window.
    pub window: &'a WindowId,
}

/// The calls among events, in their order.
pub fn calls(events: &[Event]) -> Vec<CallMade<'_>> {
    events.iter().filter_map(call).collect()
}

fn call(event: &Event) -> Option<CallMade<'_>> {
    let (Fact::VisitorCalled { ticket, window, .. } | Fact::VisitorRecalled { ticket, window, .. }) = &event.fact
    else {
        return None;
    };
    Some(CallMade { at: event.at, ticket: *ticket, window })
}

/// The day of a record as it would have been.
pub fn replay(record: &Record, change: &Change) -> Result<Replayed, NotPossible> {
    let plan = Plan::of(record, change)?;
    Ok(play::play(record, &plan, &|| true).unwrap_or_default())
}

/// The same, given up as soon as nobody wants to know any more: then there is nothing.
pub fn replay_while(
    record: &Record,
    change: &Change,
    wanted: &dyn Fn() -> bool,
) -> Result<Option<Replayed>, NotPossible> {
    let plan = Plan::of(record, change)?;
    Ok(play::play(record, &plan, wanted))
}

/// How many of a record's calls come out as they were where nothing is changed, and of how many.
pub fn reproduced(record: &Record) -> (usize, usize) {
    let played = play::play(record, &Plan::default(), &|| true).unwrap_or_default();
    let (was, is) = (calls(record.events()), calls(&played.events));
    let same = was.iter().zip(&is).filter(|(was, is)| was == is).count();
    // A call too many is one that was not so.
    (same, was.len().max(is.len()))
}

impl Record {
    /// The day as it was.
    pub fn day(&self) -> Option<Day> {
        folded(self, self.events())
    }
}

impl Replayed {
    /// The day as it would have been. Each wait is held against the limit that was in force.
    pub fn day(&self, record: &Record) -> Option<Day> {
        folded(record, &self.events)
    }
}

fn folded(record: &Record, events: &[Event]) -> Option<Day> {
    let mut fold = Fold::without_expectations();
    let over = record.opening().iter().chain(events).filter_map(|event| fold.follow(event)).last();
    over.filter(|day| day.date == record.date()).or_else(|| fold.today())
}
