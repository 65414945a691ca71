//! The calls of one hall: which stand on the board, which is announced, and which wait for their announcement.
//!
//! One call is announced at a time, band and voice together, in the order of the calls: each holds the band until it was
//! spoken and for at least [`ANNOUNCED_LEAST`]. Those that wait stand among the older calls already, so that two calls
//! within 50 ms are both on the screen at once. Pure: time comes in as `now`, the time since the program started.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use protocol::board::{CallState, HallCall};
use queue::ids::{CallId, TicketId};

/// A call has the band for at least this long: its flash of 2 s and a moment of rest.
pub const ANNOUNCED_LEAST: Duration = Duration::from_secs(3);
/// A voice that has not come to its end by now never will.
pub const SPEAKING_LIMIT: Duration = Duration::from_secs(30);
/// One half of a flash; a new call flashes twice, once a second (WCAG 2.3.1).
pub const FLASH_HALF: Duration = Duration::from_millis(500);
/// The halves of both flashes; after them the band stands.
pub const FLASH_HALVES: u32 = 4;
/// A call that was missed is spoken only while it is younger than this.
pub const FRESH: Duration = Duration::from_secs(30);
/// A call stays on the board for this long after its visitor came to the window.
pub const SERVED_LINGERS: Duration = Duration::from_secs(30);
/// Every call is on the board for at least this long, whatever becomes of it, unless it is taken back.
pub const SHOWN_LEAST: Duration = Duration::from_secs(10);

/// The calls of one hall.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    known: BTreeMap<CallId, Known>,
    announcing: Option<Announcing>,
}

#[derive(Clone, Debug)]
struct Known {
    call: HallCall,
    /// On the board at least until then.
    shown_until: Duration,
    /// Since when the visitor is at the window.
    served_since: Option<Duration>,
    announced: Announced,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Announced {
    Waits,
    /// Now or before, or passed over.
    Begun,
}

#[derive(Clone, Copy, Debug)]
struct Announcing {
    call: CallId,
    since: Duration,
    spoken: bool,
}

/// Which half of its flash a newly announced call is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flash {
    /// Amber letters on night.
    Inverted,
    /// Night letters on amber, during the flash and after it.
    Stands,
}

impl Calls {
    /// Takes the calls as the server lists them now; `floor_now` is the floor's clock.
    ///
    /// A call that is not listed any more was taken back, or is long over. One that was not known is announced if its
    /// visitor is expected and it is still fresh. Returns whether any was not known.
    pub fn take(&mut self, listed: impl IntoIterator<Item = HallCall>, now: Duration, floor_now: Timestamp) -> bool {
        let mut before = std::mem::take(&mut self.known);
        let mut news = false;
        for call in listed {
            // A server with an emptied data folder counts from one again.
            let known =
                before.remove(&call.call).filter(|known| known.call.ticket == call.ticket && known.call.at == call.at);
            let known = match known {
                Some(known) => known.with(call, now),
                None => {
                    news = true;
                    Known::new(call, now, floor_now)
                }
            };
            self.known.insert(known.call.call, known);
        }
        news
    }

    /// Begins the next announcement if it is time, and returns its call.
    ///
    /// A call whose visitor is no longer expected is passed over: they are at the window, or gone.
    pub fn announce_next(&mut self, now: Duration) -> Option<HallCall> {
        if self.announcing.is_some_and(|announcing| !announcing.is_over(now)) {
            return None;
        }
        self.announcing = None;
        for known in self.known.values_mut().filter(|known| known.announced == Announced::Waits) {
            known.announced = Announced::Begun;
            if known.call.state == CallState::Standing {
                self.announcing = Some(Announcing { call: known.call.call, since: now, spoken: false });
                return Some(known.call.clone());
            }
        }
        None
    }

    /// The voice has come to the end of a call, or has nothing to say it with.
    pub fn spoken(&mut self, call: CallId) {
        if let Some(announcing) = self.announcing.as_mut().filter(|announcing| announcing.call == call) {
            announcing.spoken = true;
        }
    }

    /// What waits for its announcement is not announced any more; the screen keeps it.
    pub fn hush(&mut self) {
        for known in self.known.values_mut() {
            known.announced = Announced::Begun;
        }
    }

    /// The call in the band: the one that is announced now, else the latest that was.
    pub fn newest(&self, now: Duration) -> Option<&HallCall> {
        let announced = self.announcing.and_then(|announcing| self.known.get(&announcing.call));
        let shown = || self.known.values().filter(move |known| known.is_shown(now));
        let latest = || shown().rfind(|known| known.announced == Announced::Begun);
        // Only where the announced call was taken back and nothing else stands.
        let next = || shown().next();
        announced.or_else(latest).or_else(next).map(|known| &known.call)
    }

    /// The calls beside the newest, latest first; each ticket once.
    pub fn standing(&self, now: Duration) -> Vec<&HallCall> {
        let mut tickets: BTreeSet<TicketId> = self.newest(now).into_iter().map(|call| call.ticket).collect();
        let shown = self.known.values().rev().filter(|known| known.is_shown(now));
        shown.map(|known| &known.call).filter(|call| tickets.insert(call.ticket)).collect()
    }

    /// How the band is lit for `call`.
    pub fn flash(&self, call: CallId, now: Duration) -> Flash {
        let since = self.announcing.filter(|announcing| announcing.call == call).map(|announcing| announcing.since);
        let halves = since.map(|since| now.saturating_sub(since).as_millis() / FLASH_HALF.as_millis());
        match halves {
            Some(0 | 2) => Flash::Inverted,
            Some(_) | None => Flash::Stands,
        }
    }

    /// When the latest announcement began.
    pub fn announced_since(&self) -> Option<Duration> {
        self.announcing.map(|announcing| announcing.since)
    }

    /// The moments after `now` at which something changes by time alone.
    pub fn due(&self, now: Duration) -> impl Iterator<Item = Duration> + '_ {
        let announcing = self.announcing.iter().flat_map(Announcing::edges);
        let leaving = self.known.values().flat_map(Known::edges);
        announcing.chain(leaving).filter(move |due| *due > now)
    }

    /// Whether there was a call on the floor's day so far, by `is_today`.
    pub fn any(&self, is_today: impl Fn(Timestamp) -> bool) -> bool {
        self.known.values().any(|known| is_today(known.call.at))
    }
}

impl Known {
    fn new(call: HallCall, now: Duration, floor_now: Timestamp) -> Self {
        let fresh = floor_now.duration_since(call.at).as_secs_f64() <= FRESH.as_secs_f64();
        let (expected, over) = match call.state {
            CallState::Standing => (true, false),
            CallState::Serving => (false, false),
            CallState::Over => (false, true),
        };
        Known {
            shown_until: if over && !fresh { now } else { now + SHOWN_LEAST },
            served_since: None,
            announced: if expected && fresh { Announced::Waits } else { Announced::Begun },
            call: call.clone(),
        }
        .with(call, now)
    }

    fn with(self, call: HallCall, now: Duration) -> Self {
        let served_since = match call.state {
            CallState::Serving => self.served_since.or(Some(now)),
            CallState::Standing | CallState::Over => None,
        };
        Known { call, served_since, ..self }
    }

    fn is_shown(&self, now: Duration) -> bool {
        let by_state = match self.call.state {
            CallState::Standing => true,
            CallState::Serving => self.served_until().is_some_and(|until| now < until),
            CallState::Over => false,
        };
        by_state || now < self.shown_until
    }

    fn served_until(&self) -> Option<Duration> {
        self.served_since.map(|since| since + SERVED_LINGERS)
    }

    fn edges(&self) -> impl Iterator<Item = Duration> + use<> {
        std::iter::once(self.shown_until).chain(self.served_until())
    }
}

impl Announcing {
    fn is_over(&self, now: Duration) -> bool {
        let shown = now.saturating_sub(self.since);
        shown >= SPEAKING_LIMIT || (self.spoken && shown >= ANNOUNCED_LEAST)
    }

    fn edges(&self) -> impl Iterator<Item = Duration> + use<> {
        let since = self.since;
        let flashes = (1..=FLASH_HALVES).map(move |half| since + FLASH_HALF * half);
        flashes.chain([since + ANNOUNCED_LEAST, since + SPEAKING_LIMIT])
    }
}
