//! One day as it was, taken apart: what came from outside, what each clerk did by the clock, how long each took between visitors, and what each
//! visitor's times at a window were like.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::reading::Reading;
use super::watch::Key;
use crate::apply::apply;
use crate::command::{Act, Actor};
use crate::event::{Event, Fact};
use crate::floor::Floor;
use crate::ids::{ClerkId, ReasonId, TicketId, WindowId};
use crate::state::State;

/// A business day, over or as far as it is.
#[derive(Clone, Debug)]
pub struct Record {
    date: Date,
    /// The floor's configuration and the turn that began the day.
    opening: Vec<Event>,
    /// What came after, with the turn that ended it.
    events: Vec<Event>,
    /// The floor as the day began. Bookings, and what was learned, have no part in whose turn it is.
    pub(super) begin: State,
    pub(super) script: Script,
    opened: BTreeSet<WindowId>,
    reception: (Timestamp, Timestamp),
}

/// What is played again.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Recorded events that happen as they did.
    pub outer: Vec<(Key, usize)>,
    /// Visitors who go.
    pub leaves: Vec<Leave>,
    /// What clerks did at a moment.
    pub anchors: Vec<Anchor>,
    /// Whether the office let the end of the day come, and where among the events.
    pub end: Option<Key>,
    pub hands: BTreeMap<ClerkId, Hand>,
    /// Of each ticket its times at a window, in order.
    pub stints: BTreeMap<TicketId, Vec<Stint>>,
}

/// A visitor goes, or a kiosk takes the ticket back.
#[derive(Clone, Debug)]
pub struct Leave {
    pub key: Key,
    pub ticket: TicketId,
    pub by: Actor,
    pub act: Act,
}

/// Something that a clerk did by the clock.
#[derive(Clone, Debug)]
pub struct Anchor {
    pub key: Key,
    pub clerk: ClerkId,
    pub does: Anchored,
    /// Whether it was taken back in a way that is told elsewhere.
    pub dropped: bool,
}

#[derive(Clone, Debug)]
pub enum Anchored {
    Opens(WindowId),
    Pauses {
        reason: ReasonId,
        /// How long, and the order of the end.
        resumes: Option<After>,
    },
    Closes {
        by: Actor,
        /// Whether the window closed over its visitor, who waits on.
        puts_back: bool,
    },
    SignsOut,
    /// A visitor whom the clerk chose.
    Chooses {
        ticket: TicketId,
        reason: ReasonId,
        taken_back: Option<After>,
    },
    /// A call in turn at a moment at which nobody was seen to be due.
    Calls {
        taken_back: Option<After>,
    },
}

/// So long after something, with the order of the recorded event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    pub time: SignedDuration,
    pub order: u64,
}

/// How a clerk calls.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    /// Of each call in turn.
    pub gaps: Vec<Gap>,
    /// When the clerk could have called and did not.
    pub held: Vec<(Key, Key)>,
}

/// How long after they could a clerk called.
#[derive(Clone, Debug)]
pub struct Gap {
    pub since: Key,
    pub after: After,
    pub taken_back: Option<After>,
}

/// A visitor's time at a window, from the call on.
#[derive(Clone, Debug)]
pub struct Stint {
    pub at: Timestamp,
    pub window: WindowId,
    pub steps: Vec<Step>,
    /// How it ended; nothing where the record does not say: the window closed over the visitor, or the day ended.
    pub ended_at: Option<Timestamp>,
    /// A no-show who is here after all, so long after the end.
    pub comes_back: Option<(After, Actor)>,
    /// A parked visitor who is called back so long after the end.
    pub returns: Vec<Return>,
}

/// A parked visitor is called back.
#[derive(Clone, Debug)]
pub struct Return {
    pub after: After,
    pub clerk: ClerkId,
    pub taken_back: Option<After>,
}

/// Something that happened at a window, so long after the call.
#[derive(Clone, Debug)]
pub struct Step {
    pub after: After,
    pub does: Does,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Does {
    /// The clerk's act.
    Act(Act),
    /// Time alone made a no-show.
    TimesOut,
    /// The clerk took the step before it back.
    TakesBack,
}

impl Record {
    /// The business day of a date; nothing where the events have no beginning of it. What lies before and after it is passed over: the last
    /// configuration before the day and its turn are enough.
    pub fn of(date: Date, events: impl IntoIterator<Item = Event>) -> Option<Self> {
        let mut configured = None;
        let mut events = events.into_iter();
        let turned = loop {
            let event = events.next()?;
            if event.fact == Fact::DayTurned && event.day == date {
                break event;
            }
            if matches!(event.fact, Fact::FloorConfigured { .. }) {
                configured = Some(event);
            }
        };
        let opening = vec![configured?, turned];
        let mut day = Vec::new();
        for event in events {
            let over = event.fact == Fact::DayTurned;
            day.push(event);
            if over {
                break;
            }
        }
        Some(Self::read(date, opening, day))
    }

    fn read(date: Date, opening: Vec<Event>, mut events: Vec<Event>) -> Self {
        in_order(&mut events);
        let mut begin = State::default();
        opening.iter().for_each(|event| apply(&mut begin, event));
        let mut reading = Reading::of(begin.clone());
        let mut stayed_open = false;
        for (index, event) in events.iter().enumerate() {
            reading.read(index, event);
            if event.by != Actor::Time {
                stayed_open = reading.is_open();
            }
        }
        let script = reading.script(&events);
        let reception = reception(&events, opening[1].at, stayed_open);
        let opened = events.iter().filter_map(|event| opened(event).cloned()).collect();
        Self { date, opening, events, begin, script, opened, reception }
    }

    /// The date.
    pub fn date(&self) -> Date {
        self.date
    }

    /// What happened, from the turn of the day on.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The floor as it was configured when the day began.
    pub fn floor(&self) -> &Floor {
        self.begin.floor.as_deref().expect("a day begins on a floor")
    }

    /// Windows that were opened that day.
    pub fn opened(&self) -> &BTreeSet<WindowId> {
        &self.opened
    }

    /// From the first coupon or window to the last closing. Where a window stayed open until the day turned, or still is, to the last act
    /// of the day.
    pub fn reception(&self) -> (Timestamp, Timestamp) {
        self.reception
    }

    pub(super) fn opening(&self) -> &[Event] {
        &self.opening
    }

    /// When the last thing happened.
    pub(super) fn until(&self) -> Timestamp {
        self.events.last().map_or(self.opening[1].at, |event| event.at)
    }

    /// Whether the ticket's kiosk took it back: its visitor never saw it.
    pub(super) fn withdrew(&self, ticket: TicketId) -> bool {
        self.script.leaves.iter().any(|leave| leave.ticket == ticket && matches!(leave.act, Act::WithdrawTicket { .. }))
    }
}

/// A clock that went back for a moment is taken to have stood. Coupons keep their own times, by which their visitors are placed.
fn in_order(events: &mut [Event]) {
    let mut latest = Timestamp::MIN;
    for event in events {
        latest = latest.max(event.at);
        if !matches!(event.fact, Fact::TicketIssued { .. }) {
            event.at = latest;
        }
    }
}

fn opened(event: &Event) -> Option<&WindowId> {
    if let Fact::WindowOpened { window, .. } = &event.fact { Some(window) } else { None }
}

fn reception(events: &[Event], begins: Timestamp, stayed_open: bool) -> (Timestamp, Timestamp) {
    let begin = |event: &&Event| matches!(event.fact, Fact::TicketIssued { .. } | Fact::WindowOpened { .. });
    let closing = |event: &&Event| event.by != Actor::Time && matches!(event.fact, Fact::WindowClosed { .. });
    // Visitors book and administrators change the floor at night too.
    let act = |event: &&Event| {
        event.by != Actor::Time && !matches!(event.fact, Fact::Booking(_) | Fact::FloorConfigured { .. })
    };
    let first = events.iter().find(begin).map_or(begins, |event| event.at);
    let closed = events.iter().rfind(closing).filter(|_| !stayed_open);
    let last = closed.or_else(|| events.iter().rfind(act)).map_or(begins, |event| event.at);
    (first, last)
}
