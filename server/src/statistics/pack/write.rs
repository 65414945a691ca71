//! From the day to the bytes.

use jiff::Timestamp;
use queue::day::{Began, Called, Came, Day, Doing, Leg, Outcome, Span, Visit};
use queue::ids::{CategoryId, ClerkId, ReasonId, ServiceId, WindowId};
use queue::ticket::LeftWhy;
use queue::turn::Why;

/// Writes a day.
pub fn pack(day: &Day) -> Vec<u8> {
    let mut out = Packer { time_ms: day.turns_at.as_millisecond(), ..Packer::default() };
    out.text(&day.date.to_string());
    out.text(day.zone.name());
    out.signed(day.turns_at.as_millisecond());
    out.time(day.until);
    out.count(day.visits.len());
    let mut ticket = 0;
    for visit in &day.visits {
        out.number(visit.ticket.0.wrapping_sub(ticket));
        ticket = visit.ticket.0;
        out.visit(visit);
    }
    out.count(day.spans.len());
    day.spans.iter().for_each(|span| out.span(span));
    out.count(day.missed.len());
    for missed in &day.missed {
        out.key(&missed.service);
        out.flag(missed.outage);
    }
    out.bytes
}

#[derive(Default)]
struct Packer {
    bytes: Vec<u8>,
    /// The last time that was written.
    time_ms: i64,
    services: Vec<ServiceId>,
    categories: Vec<CategoryId>,
    windows: Vec<WindowId>,
    clerks: Vec<ClerkId>,
    reasons: Vec<ReasonId>,
}

/// A kind of key, with those of it that stand in the bytes already.
trait Key: Sized + Clone + PartialEq {
    fn known(packer: &mut Packer) -> &mut Vec<Self>;
    fn text(&self) -> &str;
}

macro_rules! keys {
    ($($id:ty => $list:ident),* $(,)?) => {$(
        impl Key for $id {
            fn known(packer: &mut Packer) -> &mut Vec<Self> {
                &mut packer.$list
            }

            fn text(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}

keys! {
    ServiceId => services,
    CategoryId => categories,
    WindowId => windows,
    ClerkId => clerks,
    ReasonId => reasons,
}

impl Packer {
    fn visit(&mut self, visit: &Visit) {
        self.bytes.push(u8::try_from(visit.number.letter().as_char()).unwrap_or(b'?'));
        self.number(visit.number.figures().into());
        self.time(visit.issued_at);
        match visit.came {
            Came::WalkIn => self.number(0),
            Came::Booked { due, late } => {
                self.number(1 + u64::from(late));
                self.apart(visit.issued_at, due);
            }
        }
        self.option(visit.expected, |out, expected| {
            out.number(expected.from_min.into());
            out.number(expected.to_min.into());
        });
        self.option(visit.last_wait_s, |out, wait_s| out.number(wait_s.into()));
        self.option(visit.left, |out, left| {
            out.apart(visit.issued_at, left.at);
            out.number(match left.why {
                LeftWhy::EndOfDay => 0,
                LeftWhy::Withdrawn => 1,
                LeftWhy::Said => 2,
                LeftWhy::OnPage => 3,
            });
        });
        self.count(visit.legs.len());
        let mut last = visit.issued_at;
        for leg in &visit.legs {
            last = self.leg(leg, last);
        }
    }

    /// Gives the time from which the next leg's are told.
    fn leg(&mut self, leg: &Leg, last: Timestamp) -> Timestamp {
        self.key(&leg.service);
        self.key(&leg.category);
        self.number(match leg.began {
            Began::Issued => 0,
            Began::NextService => 1,
            Began::Transferred => 2,
            Began::PutBack => 3,
            Began::RightDenied => 4,
            Began::CameBack => 5,
            Began::BroughtBack => 6,
        });
        self.apart(last, leg.since);
        self.number(leg.limit_s.into());
        self.number(leg.norm_s.into());
        let called = leg.call.as_ref().map_or(leg.since, |call| call.at);
        self.option(leg.call.as_ref(), |out, call| out.call(call, leg.since));
        self.option(leg.started, |out, started| out.apart(called, started));
        let started = leg.started.unwrap_or(called);
        self.option(leg.ended, |out, ended| out.apart(started, ended));
        self.outcome(&leg.outcome);
        leg.ended.unwrap_or(started)
    }

    fn call(&mut self, call: &Called, since: Timestamp) {
        self.number(call.id.0);
        self.apart(since, call.at);
        self.key(&call.window);
        self.key(&call.clerk);
        self.number(call.calls.into());
        match &call.why {
            Why::FirstCome { waited_s } => {
                self.number(0);
                self.number((*waited_s).into());
            }
            Why::Preferential { waited_s, generals } => {
                self.number(1);
                self.number((*waited_s).into());
                self.number((*generals).into());
            }
            Why::Credit { waited_s, limit_s, preferential } => {
                self.number(2 + u64::from(*preferential));
                self.number((*waited_s).into());
                self.number((*limit_s).into());
            }
            Why::Booked { due, waited_s } => {
                self.number(4);
                self.apart(call.at, *due);
                self.number((*waited_s).into());
            }
            Why::Parked => self.number(5),
            Why::Chosen { reason, instead_of } => {
                self.number(6);
                self.key(reason);
                self.option(*instead_of, |out, ticket| out.number(ticket.0));
            }
        }
    }

    fn outcome(&mut self, outcome: &Outcome) {
        let (tag, reason) = match outcome {
            Outcome::Waiting => (0, None),
            Outcome::Called => (1, None),
            Outcome::Serving => (2, None),
            Outcome::Finished => (3, None),
            Outcome::NextService => (4, None),
            Outcome::DayEnded => (5, None),
            Outcome::Transferred => (6, None),
            Outcome::Parked { reason } => (7, Some(reason)),
            Outcome::NoShow => (8, None),
            Outcome::Refused { reason } => (9, Some(reason)),
            Outcome::PutBack => (10, None),
            Outcome::RightDenied => (11, None),
            Outcome::Left => (12, None),
        };
        self.number(tag);
        reason.into_iter().for_each(|reason| self.key(reason));
    }

    fn span(&mut self, span: &Span) {
        self.key(&span.window);
        self.key(&span.clerk);
        self.time(span.from);
        self.option(span.until, |out, until| out.apart(span.from, until));
        self.flag(span.cut);
        let reason = if let Doing::Paused { reason } = &span.doing { Some(reason) } else { None };
        self.option(reason, Self::key);
    }

    /// The place of a key among those written before; a new one is written out after it.
    fn key<K: Key>(&mut self, key: &K) {
        let known = K::known(self);
        if let Some(place) = known.iter().position(|other| other == key) {
            self.count(place);
            return;
        }
        let place = known.len();
        known.push(key.clone());
        self.count(place);
        self.text(key.text());
    }

    fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn flag(&mut self, flag: bool) {
        self.bytes.push(u8::from(flag));
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Told from the time before.
    fn time(&mut self, at: Timestamp) {
        let ms = at.as_millisecond();
        self.signed(ms.wrapping_sub(self.time_ms));
        self.time_ms = ms;
    }

    fn apart(&mut self, from: Timestamp, to: Timestamp) {
        self.signed(to.as_millisecond().wrapping_sub(from.as_millisecond()));
    }

    /// Small ones of either sign take few bytes.
    fn signed(&mut self, number: i64) {
        self.number(number.wrapping_shl(1).cast_unsigned() ^ (number >> 63).cast_unsigned());
    }

    fn count(&mut self, many: usize) {
        self.number(u64::try_from(many).unwrap_or(u64::MAX));
    }

    /// Seven bits a byte, the least first; the eighth says that more come.
    fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }
}
