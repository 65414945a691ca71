//! The boards as last shown: built from the state, written once, and put out only where they differ from before.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use protocol::board::{ConsoleBoard, HallBoard, KioskBoard};
use protocol::codec;
use protocol::message::{FromServer, Show, Update};
use queue::estimate::{Estimate, expected_wait};
use queue::{Stage, State, Ticket, turn};
use tokio::sync::watch;

use super::mends::Mends;
use super::{BookedVisitors, ClerkDays, Frame, Screens};
use crate::published::{Gone, Overview, Published, PublishedTicket, Wait, Waits};
use crate::translate::{ahead, console, floor, hall, kiosk, ticket, visitor};

/// The pages' index of tickets is made anew at most this often.
const PAGES_PACE: Duration = Duration::from_secs(1);

/// The last boards and where they are put out.
pub struct Boards {
    epoch: u64,
    waits: Arc<Waits>,
    floor_version: Option<u32>,
    last_kiosk: Option<KioskBoard>,
    last_console: Option<ConsoleBoard>,
    last_hall: Option<HallBoard>,
    pages: Pages,
    calendar: Option<Arc<State>>,
    overview: Arc<Overview>,
    mends: Mends,
    floor: watch::Sender<Frame>,
    kiosk: watch::Sender<Frame>,
    console: watch::Sender<Frame>,
    hall: watch::Sender<Frame>,
    days: watch::Sender<ClerkDays>,
    booked: watch::Sender<BookedVisitors>,
    published: watch::Sender<Arc<Published>>,
}

/// The tickets for their visitors' pages.
struct Pages {
    tickets: Arc<BTreeMap<queue::ids::TicketCode, PublishedTicket>>,
    seq: u64,
    made_at: Option<Duration>,
    stale: bool,
}

/// When something is shown.
#[derive(Clone, Copy)]
pub struct Moment {
    /// The last event.
    pub seq: u64,
    /// The floor's time.
    pub now: Timestamp,
    /// The steady clock beside it.
    pub steady: Duration,
}

impl Boards {
    pub fn new(epoch: u64) -> (Self, Screens) {
        let boards = Self {
            epoch,
            waits: Arc::default(),
            floor_version: None,
            last_kiosk: None,
            last_console: None,
            last_hall: None,
            calendar: None,
            overview: Arc::default(),
            mends: Mends::default(),
            pages: Pages { tickets: Arc::default(), seq: 0, made_at: None, stale: true },
            floor: watch::Sender::default(),
            kiosk: watch::Sender::default(),
            console: watch::Sender::default(),
            hall: watch::Sender::default(),
            days: watch::Sender::default(),
            booked: watch::Sender::default(),
            published: watch::Sender::default(),
        };
        let screens = Screens {
            floor: boards.floor.subscribe(),
            kiosk: boards.kiosk.subscribe(),
            console: boards.console.subscribe(),
            hall: boards.hall.subscribe(),
            days: boards.days.subscribe(),
            booked: boards.booked.subscribe(),
            published: boards.published.subscribe(),
        };
        (boards, screens)
    }

    /// Something happened.
    pub fn after_events(&mut self, state: &State, moment: Moment) {
        self.pages.stale = true;
        self.show_floor(state, moment);
        let console = console::board(state, moment.now);
        self.mends.changed(state);
        self.overview = Arc::new(self.overview(state, console.clone(), moment.now));
        // Who has seen a board and comes back by a new connection finds there what the board said.
        self.publish(state, moment);
        // Before a floor is described there is nothing to show on it.
        if state.floor.is_none() {
            return;
        }
        self.show_console(console.clone(), moment);
        self.show_hall(state, moment);
        // A call does not wait for what it changes for those who wait.
        self.waits = Arc::new(Waits { seq: moment.seq, estimate: expected_wait(state, moment.now) });
        self.overview = Arc::new(self.overview(state, console, moment.now));
        self.publish(state, moment);
        self.show_kiosk(state, moment);
        if **self.days.borrow() != state.clerks {
            self.days.send_replace(Arc::new(state.clerks.clone()));
        }
        let booked = visitor::at_windows(state);
        if **self.booked.borrow() != booked {
            self.booked.send_replace(Arc::new(booked));
        }
        self.index(state, moment);
        self.mend(state, moment);
    }

    /// A booking, the day or the configuration has changed.
    pub fn calendar_changed(&mut self) {
        self.calendar = None;
    }

    /// Only time went by: issue may have begun or ended, and the pages may be a second old.
    pub fn after_time(&mut self, state: &State, moment: Moment) {
        if state.floor.is_none() {
            return;
        }
        if self.show_kiosk(state, moment) {
            let console = console::board(state, moment.now);
            self.overview = Arc::new(Overview { console: Some(console.clone()), ..(*self.overview).clone() });
            self.publish(state, moment);
            self.show_console(console, moment);
        }
        self.index(state, moment);
        self.mend(state, moment);
    }

    /// Looks what would mend the queues as they were estimated last, where that is due.
    fn mend(&mut self, state: &State, moment: Moment) {
        if self.mends.look(state, &self.waits.estimate, self.overview.at) {
            self.overview = Arc::new(Overview { mends: self.mends.found(), ..(*self.overview).clone() });
            self.publish(state, moment);
        }
    }

    fn overview(&self, state: &State, console: ConsoleBoard, now: Timestamp) -> Overview {
        let estimate = &self.waits.estimate;
        let wait = |ticket: &Ticket| {
            let (began, over_at) = turn::wait_within(state.floor.as_deref()?, ticket)?;
            let expected = estimate.tickets.get(&ticket.id).copied();
            Some(Wait { number: ticket.number, service: ticket.service().clone(), began, over_at, expected })
        };
        let waits = state.waiting().filter_map(wait).collect();
        let (expected, mends) = (estimate.services.clone(), self.mends.found());
        Overview { at: now, console: Some(console), waits, expected, mends }
    }

    fn show_floor(&mut self, state: &State, moment: Moment) {
        let Some(described) = state.floor.as_deref() else { return };
        if self.floor_version != Some(state.floor_version) {
            self.floor_version = Some(state.floor_version);
            let show = Show::Floor(Box::new(floor::view(described, state.floor_version)));
            self.floor.send_replace(self.frame(moment, show));
        }
    }

    fn show_kiosk(&mut self, state: &State, moment: Moment) -> bool {
        let board = kiosk::board(state, &self.waits.estimate, moment.now);
        if self.last_kiosk.as_ref() == Some(&board) {
            return false;
        }
        self.last_kiosk = Some(board.clone());
        self.kiosk.send_replace(self.frame(moment, Show::Kiosk(board)));
        true
    }

    fn show_console(&mut self, board: ConsoleBoard, moment: Moment) {
        if self.last_console.as_ref() != Some(&board) {
            self.last_console = Some(board.clone());
            self.console.send_replace(self.frame(moment, Show::Console(Box::new(board))));
        }
    }

    fn show_hall(&mut self, state: &State, moment: Moment) {
        let board = hall::board(state, moment.now);
        if self.last_hall.as_ref() != Some(&board) {
            self.last_hall = Some(board.clone());
            self.hall.send_replace(self.frame(moment, Show::Hall(board)));
        }
    }

    /// Makes the pages' index anew where it is old enough; after the boards, which do not wait for it.
    fn index(&mut self, state: &State, moment: Moment) {
        let due = self.pages.made_at.is_none_or(|made_at| moment.steady.saturating_sub(made_at) >= PAGES_PACE);
        if self.pages.stale && due {
            let tickets = Arc::new(pages(state, &self.waits.estimate, moment.now));
            self.pages = Pages { tickets, seq: moment.seq, made_at: Some(moment.steady), stale: false };
            self.publish(state, moment);
        }
    }

    fn publish(&mut self, state: &State, moment: Moment) {
        let calendar = self.calendar.get_or_insert_with(|| Arc::new(calendar(state)));
        let calendar = Arc::clone(calendar);
        self.published.send_replace(Arc::new(Published {
            epoch: self.epoch,
            seq: moment.seq,
            now: moment.now,
            floor: state.floor.clone(),
            tickets: Arc::clone(&self.pages.tickets),
            tickets_seq: self.pages.seq,
            calendar,
            overview: Arc::clone(&self.overview),
            waits: Arc::clone(&self.waits),
            held: state.desks.iter().map(|(window, desk)| (desk.clerk.clone(), window.clone())).collect(),
            day: state.day.as_ref().map(|day| day.date),
        }));
    }

    fn frame(&self, moment: Moment, show: Show) -> Frame {
        frame(Update { epoch: self.epoch, seq: moment.seq, now: moment.now, show })
    }
}

/// An update as it goes over the wire.
pub fn frame(update: Update) -> Frame {
    Frame(codec::encode(&FromServer::Update(update)).into())
}

/// What the pages on which visitors book need of the state.
fn calendar(state: &State) -> State {
    State {
        floor: state.floor.clone(),
        floor_version: state.floor_version,
        day: state.day.clone(),
        bookings: state.bookings.clone(),
        ..State::default()
    }
}

fn pages(state: &State, estimate: &Estimate, now: Timestamp) -> BTreeMap<queue::ids::TicketCode, PublishedTicket> {
    let ahead = ahead::of_all(state, now);
    let page = |ticket: &Ticket| {
        let ahead = ahead.get(&ticket.id).copied().unwrap_or(0);
        let view = ticket::view(state, ticket, ahead, estimate.tickets.get(&ticket.id).copied(), now)?;
        let (service, window) = (ticket.service().clone(), ticket.window().cloned());
        let then = ticket.visit.iter().skip(ticket.leg + 1).cloned().collect();
        let gone = match ticket.stage {
            Stage::Left { why, .. } => Some(Gone::Left(why)),
            Stage::NoShow { until: None, .. } => Some(Gone::Lapsed),
            Stage::NoShow { until: Some(_), .. }
            | Stage::Waiting(_)
            | Stage::Called(_)
            | Stage::Serving { .. }
            | Stage::Parked { .. }
            | Stage::Finished { .. }
            | Stage::Refused { .. } => None,
        };
        Some((ticket.code.clone(), PublishedTicket { view, service, then, window, gone }))
    };
    state.tickets.values().filter_map(page).collect()
}
