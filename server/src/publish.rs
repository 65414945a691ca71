//! What every reader sees: after each commit the boards of each role are built once, written once, and put where sessions find
//! the latest. Follows the journal's events with a copy of the state of its own; never slows the office down.

mod boards;
mod mends;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use queue::ids::ClerkId;
use queue::state::ClerkDay;
use queue::ticket::LeftWhy;
use queue::{Event, Fact, State};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::credentials::tokens::Tokens;
use crate::floor_clock::FloorClock;
use crate::published::{BookedVisitor, Published};
use boards::{Boards, Moment};

pub use boards::frame;

/// Batches that may wait for the publisher.
pub const BEHIND: usize = 256;
/// Boards are built at most this often; what happens meanwhile goes into the next.
const PACE: Duration = Duration::from_millis(5);
/// Longest pause between two boards while things happen.
const LONGEST_REST: Duration = Duration::from_millis(100);
/// Issue hours begin and end by time alone.
const TICK: Duration = Duration::from_secs(1);
/// Expected waits and reasons change with time: shown anew this often.
const REFRESH: Duration = Duration::from_secs(10);

/// How far this thread steps back behind the others, in steps of the system's niceness.
const YIELDS: i32 = 10;

/// A batch that is durable.
#[derive(Debug)]
pub struct Committed {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The last of them.
    pub seq: u64,
    /// The floor's time.
    pub now: Timestamp,
}

/// One update as it goes over every socket of a role.
#[derive(Clone, Debug, Default)]
pub struct Frame(pub Utf8Bytes);

/// The booked visitors at windows, by the clerk who sits there.
pub type BookedVisitors = Arc<BTreeMap<ClerkId, BookedVisitor>>;

/// The days of all clerks.
pub type ClerkDays = Arc<BTreeMap<ClerkId, ClerkDay>>;

/// Where readers find the latest.
#[derive(Clone, Debug)]
pub struct Screens {
    /// The floor's description.
    pub floor: watch::Receiver<Frame>,
    /// The kiosks' board.
    pub kiosk: watch::Receiver<Frame>,
    /// The consoles' board.
    pub console: watch::Receiver<Frame>,
    /// The hall displays' board.
    pub hall: watch::Receiver<Frame>,
    /// What each clerk did today.
    pub days: watch::Receiver<ClerkDays>,
    /// The booked visitors at the clerks' windows.
    pub booked: watch::Receiver<BookedVisitors>,
    /// For pages and sessions.
    pub published: watch::Receiver<Arc<Published>>,
}

/// Whether a fact changes what the pages on which visitors book show.
fn changes_calendar(fact: &Fact) -> bool {
    match fact {
        Fact::FloorConfigured { .. }
        | Fact::DayTurned
        | Fact::Booking(_)
        | Fact::TicketIssued { arrival: Some(_), .. } => true,
        // A kiosk that takes a ticket back gives its booking back.
        Fact::VisitorLeft { why, .. } => *why == LeftWhy::Withdrawn,
        Fact::TicketIssued { arrival: None, .. }
        | Fact::MoreTimeMarked { .. }
        | Fact::CouponReprinted { .. }
        | Fact::ClerkSignedIn { .. }
        | Fact::ClerkSignedOut { .. }
        | Fact::WindowOpened { .. }
        | Fact::WindowPaused { .. }
        | Fact::WindowResumed { .. }
        | Fact::WindowClosed { .. }
        | Fact::VisitorCalled { .. }
        | Fact::VisitorRecalled { .. }
        | Fact::ServiceStarted { .. }
        | Fact::ServiceFinished { .. }
        | Fact::NextServiceQueued { .. }
        | Fact::VisitorNoShow { .. }
        | Fact::ComeBackLapsed { .. }
        | Fact::VisitorCameBack { .. }
        | Fact::VisitorParked { .. }
        | Fact::ParkAlarmRang { .. }
        | Fact::VisitorTransferred { .. }
        | Fact::VisitorPutBack { .. }
        | Fact::ServiceRefused { .. }
        | Fact::RightDenied { .. }
        | Fact::StepUndone { .. }
        | Fact::IssueStopped { .. }
        | Fact::IssueResumed { .. }
        | Fact::IssueExtended { .. } => false,
    }
}

/// Long boards of a long queue leave the office its share of the processor; on an everyday floor this is the pace.
fn rest(took: Duration) -> Duration {
    PACE.saturating_sub(took).max(took * 2).min(LONGEST_REST)
}

/// Follows the office and keeps the screens.
pub struct Publisher {
    state: State,
    seq: u64,
    boards: Boards,
    clock: Arc<FloorClock>,
    tokens: Arc<Tokens>,
    refreshed_at: Duration,
}

impl Publisher {
    /// A publisher that starts from what the journal gave, and the screens that it keeps.
    pub fn new(state: State, seq: u64, epoch: u64, clock: Arc<FloorClock>, tokens: Arc<Tokens>) -> (Self, Screens) {
        let (boards, screens) = Boards::new(epoch);
        let mut publisher = Self { state, seq, boards, clock, tokens, refreshed_at: Duration::ZERO };
        publisher.show(publisher.clock.now());
        (publisher, screens)
    }

    /// Publishes until the office ends.
    pub fn run(mut self, committed: &Receiver<Committed>) {
        // Whoever waits for an answer waits for the office and the writer: their threads go before this one.
        if let Err(problem) = rustix::process::nice(YIELDS) {
            tracing::warn!(%problem, "the boards cannot be made to give way to the office");
        }
        loop {
            match committed.recv_timeout(TICK) {
                Ok(first) => {
                    let began = Instant::now();
                    let mut now = self.follow(first);
                    while let Ok(next) = committed.try_recv() {
                        now = self.follow(next);
                    }
                    self.show(now);
                    std::thread::sleep(rest(began.elapsed()));
                }
                Err(RecvTimeoutError::Timeout) => self.tick(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn follow(&mut self, committed: Committed) -> Timestamp {
        let from = self.seq + 1;
        for event in &committed.events {
            tracing::info!(kind = crate::journal::kind_of(&event.fact), day = %event.day, "floor");
            queue::apply(&mut self.state, event);
            if changes_calendar(&event.fact) {
                self.boards.calendar_changed();
            }
        }
        self.seq = committed.seq;
        for (seq, event) in (from..).zip(&committed.events) {
            if let Fact::ClerkSignedOut { clerk } = &event.fact {
                self.tokens.end_before(clerk, seq);
            }
        }
        committed.now
    }

    fn show(&mut self, now: Timestamp) {
        let moment = self.moment(now);
        self.refreshed_at = moment.steady;
        self.boards.after_events(&self.state, moment);
    }

    /// Nothing happened for a while but time.
    fn tick(&mut self) {
        let now = self.clock.now();
        let moment = self.moment(now);
        if moment.steady.saturating_sub(self.refreshed_at) >= REFRESH && self.waits_change() {
            self.show(now);
        } else {
            self.boards.after_time(&self.state, moment);
        }
    }

    /// Whether expected waits change by time alone: somebody waits, or is at a window that will be free some day.
    fn waits_change(&self) -> bool {
        !self.state.waiting.is_empty() || self.state.desks.values().any(|desk| desk.visitor.is_some())
    }

    fn moment(&self, now: Timestamp) -> Moment {
        Moment { seq: self.seq, now, steady: self.clock.steady() }
    }
}

#[cfg(test)]
mod tests {
    use queue::Actor;
    use queue::ids::DeviceId;

    use super::*;
    use crate::clock::SetClock;

    #[test]
    fn before_a_floor_is_described_no_board_is_shown() {
        let now: Timestamp = "2026-11-17T06:00:00Z".parse().unwrap();
        let clock = Arc::new(FloorClock::start(Arc::new(SetClock::at(now)), None, None).unwrap());
        let (mut publisher, screens) = Publisher::new(State::default(), 0, 1, clock, Arc::default());
        let is_empty = || [&screens.kiosk, &screens.console, &screens.hall].map(|board| board.borrow().0.is_empty());
        assert_eq!(is_empty(), [true; 3]);
        publisher.tick();
        assert_eq!(is_empty(), [true; 3], "nor when time goes by");
    }

    #[test]
    fn a_clerk_who_signs_in_beside_a_sign_out_stays_signed_in() {
        let now: Timestamp = "2026-11-17T06:00:00Z".parse().unwrap();
        let clock = Arc::new(FloorClock::start(Arc::new(SetClock::at(now)), None, None).unwrap());
        let tokens = Arc::new(Tokens::default());
        let (mut publisher, _screens) = Publisher::new(State::default(), 10, 1, clock, Arc::clone(&tokens));
        let (anna, boris) = (ClerkId::new("anna").unwrap(), ClerkId::new("boris").unwrap());
        let console = DeviceId::new("console-1").unwrap();
        let event =
            |fact| Event { at: now, day: "2026-11-17".parse().unwrap(), by: Actor::Time, continues: false, fact };
        let out = |clerk: &ClerkId| event(Fact::ClerkSignedOut { clerk: clerk.clone() });
        // The turn of the day signs all out (11 and 12), anna signs in anew (13), and a later page (14) is published with it.
        let events = vec![
            out(&anna),
            out(&boris),
            event(Fact::ClerkSignedIn { clerk: anna.clone() }),
            event(Fact::ClerkSignedIn { clerk: ClerkId::new("vera").unwrap() }),
        ];
        let (old, _) = tokens.begin(&boris, &console, 9);
        let (new, _) = tokens.begin(&anna, &console, 13);
        publisher.follow(Committed { events, seq: 14, now });
        assert!(tokens.stands(&new) && !tokens.stands(&old));
        publisher.follow(Committed { events: vec![out(&anna)], seq: 15, now });
        assert!(!tokens.stands(&new));
    }
}
