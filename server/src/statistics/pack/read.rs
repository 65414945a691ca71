//! From the bytes to the day. Nothing that the bytes say is believed before it is seen to be there.

use jiff::Timestamp;
use jiff::civil::Date;
use queue::day::{Began, Called, Came, Day, Doing, Left, Leg, Missed, Outcome, Span, Visit};
use queue::estimate::Expected;
use queue::ids::{CallId, CategoryId, ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use queue::number::{Letter, Number};
use queue::ticket::LeftWhy;
use queue::turn::Why;
use queue::zone::Zone;

use super::Unpackable;

/// Reads a day; every byte must be part of it.
pub fn unpack(bytes: &[u8]) -> Result<Day, Unpackable> {
    let mut from = Unpacker { rest: bytes, ..Unpacker::default() };
    let date: Date = from.text()?.parse().map_err(|_| Unpackable("its date is none"))?;
    let zone = Zone::new(from.text()?).map_err(|_| Unpackable("its zone is none"))?;
    from.time_ms = from.signed()?;
    let turns_at = moment(from.time_ms)?;
    let until = from.time()?;
    let mut ticket = 0_u64;
    let visits = from.many(|from| {
        ticket = ticket.wrapping_add(from.number()?);
        from.visit(TicketId(ticket))
    })?;
    let spans = from.many(Unpacker::span)?;
    let missed = from.many(|from| Ok(Missed { service: from.key()?, outage: from.flag()? }))?;
    if !from.rest.is_empty() {
        return Err(Unpackable("it has more bytes than parts"));
    }
    Ok(Day { date, zone, turns_at, until, visits, spans, missed })
}

#[derive(Default)]
struct Unpacker<'a> {
    rest: &'a [u8],
    time_ms: i64,
    services: Vec<ServiceId>,
    categories: Vec<CategoryId>,
    windows: Vec<WindowId>,
    clerks: Vec<ClerkId>,
    reasons: Vec<ReasonId>,
}

/// A kind of key, with those of it that were read already.
trait Key: Sized + Clone {
    fn known<'u>(from: &'u mut Unpacker<'_>) -> &'u mut Vec<Self>;
    fn of(text: &str) -> Option<Self>;
}

macro_rules! keys {
    ($($id:ty => $list:ident),* $(,)?) => {$(
        impl Key for $id {
            fn known<'u>(from: &'u mut Unpacker<'_>) -> &'u mut Vec<Self> {
                &mut from.$list
            }

            fn of(text: &str) -> Option<Self> {
                Self::new(text).ok()
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

fn moment(ms: i64) -> Result<Timestamp, Unpackable> {
    Timestamp::from_millisecond(ms).map_err(|_| Unpackable("a time is none"))
}

impl<'a> Unpacker<'a> {
    fn visit(&mut self, ticket: TicketId) -> Result<Visit, Unpackable> {
        let letter = Letter::new(char::from(self.byte()?)).map_err(|_| Unpackable("a letter is none"))?;
        let number = Number::new(letter, self.small()?).map_err(|_| Unpackable("a number is none"))?;
        let issued_at = self.time()?;
        let came = match self.number()? {
            0 => Came::WalkIn,
            1 => Came::Booked { due: self.after(issued_at)?, late: false },
            2 => Came::Booked { due: self.after(issued_at)?, late: true },
            _ => return Err(Unpackable("a way of coming is none")),
        };
        let expected = self.option(|from| Ok(Expected { from_min: from.small()?, to_min: from.small()? }))?;
        let last_wait_s = self.option(Self::small)?;
        let left = self.option(|from| Ok(Left { at: from.after(issued_at)?, why: from.left_why()? }))?;
        let mut last = issued_at;
        let legs = self.many(|from| {
            let leg = from.leg(last)?;
            let called = leg.call.as_ref().map_or(leg.since, |call| call.at);
            last = leg.ended.or(leg.started).unwrap_or(called);
            Ok(leg)
        })?;
        Ok(Visit { ticket, number, issued_at, came, expected, last_wait_s, left, legs })
    }

    fn left_why(&mut self) -> Result<LeftWhy, Unpackable> {
        match self.number()? {
            0 => Ok(LeftWhy::EndOfDay),
            1 => Ok(LeftWhy::Withdrawn),
            2 => Ok(LeftWhy::Said),
            3 => Ok(LeftWhy::OnPage),
            _ => Err(Unpackable("a way of going is none")),
        }
    }

    fn leg(&mut self, last: Timestamp) -> Result<Leg, Unpackable> {
        let (service, category) = (self.key()?, self.key()?);
        let began = match self.number()? {
            0 => Began::Issued,
            1 => Began::NextService,
            2 => Began::Transferred,
            3 => Began::PutBack,
            4 => Began::RightDenied,
            5 => Began::CameBack,
            6 => Began::BroughtBack,
            _ => return Err(Unpackable("a beginning is none")),
        };
        let since = self.after(last)?;
        let (limit_s, norm_s) = (self.small()?, self.small()?);
        let call = self.option(|from| from.call(since))?;
        let called = call.as_ref().map_or(since, |call| call.at);
        let started = self.option(|from| from.after(called))?;
        let ended = self.option(|from| from.after(started.unwrap_or(called)))?;
        let outcome = self.outcome()?;
        Ok(Leg { service, category, began, since, limit_s, norm_s, call, started, ended, outcome })
    }

    fn call(&mut self, since: Timestamp) -> Result<Called, Unpackable> {
        let id = CallId(self.number()?);
        let at = self.after(since)?;
        let (window, clerk) = (self.key()?, self.key()?);
        let calls = self.small()?;
        let why = match self.number()? {
            0 => Why::FirstCome { waited_s: self.small()? },
            1 => Why::Preferential { waited_s: self.small()?, generals: self.small()? },
            2 => Why::Credit { waited_s: self.small()?, limit_s: self.small()?, preferential: false },
            3 => Why::Credit { waited_s: self.small()?, limit_s: self.small()?, preferential: true },
            4 => Why::Booked { due: self.after(at)?, waited_s: self.small()? },
            5 => Why::Parked,
            6 => Why::Chosen { reason: self.key()?, instead_of: self.option(|from| Ok(TicketId(from.number()?)))? },
            _ => return Err(Unpackable("a reason of a turn is none")),
        };
        Ok(Called { id, at, window, clerk, why, calls })
    }

    fn outcome(&mut self) -> Result<Outcome, Unpackable> {
        Ok(match self.number()? {
            0 => Outcome::Waiting,
            1 => Outcome::Called,
            2 => Outcome::Serving,
            3 => Outcome::Finished,
            4 => Outcome::NextService,
            5 => Outcome::DayEnded,
            6 => Outcome::Transferred,
            7 => Outcome::Parked { reason: self.key()? },
            8 => Outcome::NoShow,
            9 => Outcome::Refused { reason: self.key()? },
            10 => Outcome::PutBack,
            11 => Outcome::RightDenied,
            12 => Outcome::Left,
            _ => return Err(Unpackable("an outcome is none")),
        })
    }

    fn span(&mut self) -> Result<Span, Unpackable> {
        let (window, clerk) = (self.key()?, self.key()?);
        let from = self.time()?;
        let until = self.option(|bytes| bytes.after(from))?;
        let cut = self.flag()?;
        let doing = self.option(Self::key)?.map_or(Doing::Open, |reason| Doing::Paused { reason });
        Ok(Span { window, clerk, from, until, doing, cut })
    }

    fn key<K: Key>(&mut self) -> Result<K, Unpackable> {
        let place = usize::try_from(self.number()?).map_err(|_| Unpackable("a key is none"))?;
        if let Some(key) = K::known(self).get(place) {
            return Ok(key.clone());
        }
        if place > K::known(self).len() {
            return Err(Unpackable("a key comes before its text"));
        }
        let key = K::of(self.text()?).ok_or(Unpackable("a key is none"))?;
        K::known(self).push(key.clone());
        Ok(key)
    }

    /// Each part takes a byte at least, so that no more are made room for than can come.
    fn many<T>(&mut self, mut read: impl FnMut(&mut Self) -> Result<T, Unpackable>) -> Result<Vec<T>, Unpackable> {
        let many = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if many > self.rest.len() {
            return Err(Unpackable("it says more parts than it has bytes"));
        }
        let mut all = Vec::with_capacity(many);
        for _ in 0..many {
            all.push(read(self)?);
        }
        Ok(all)
    }

    fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Unpackable>) -> Result<Option<T>, Unpackable> {
        if self.flag()? { read(self).map(Some) } else { Ok(None) }
    }

    fn flag(&mut self) -> Result<bool, Unpackable> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Unpackable("a flag is neither set nor clear")),
        }
    }

    fn text(&mut self) -> Result<&'a str, Unpackable> {
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        let (text, rest) = self.rest.split_at_checked(length).ok_or(Unpackable("it ends in the midst of a text"))?;
        self.rest = rest;
        std::str::from_utf8(text).map_err(|_| Unpackable("a text is none"))
    }

    fn time(&mut self) -> Result<Timestamp, Unpackable> {
        self.time_ms = self.time_ms.wrapping_add(self.signed()?);
        moment(self.time_ms)
    }

    fn after(&mut self, from: Timestamp) -> Result<Timestamp, Unpackable> {
        moment(from.as_millisecond().wrapping_add(self.signed()?))
    }

    fn signed(&mut self) -> Result<i64, Unpackable> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn small<T: TryFrom<u64>>(&mut self) -> Result<T, Unpackable> {
        T::try_from(self.number()?).map_err(|_| Unpackable("a number is too large"))
    }

    fn number(&mut self) -> Result<u64, Unpackable> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Unpackable("a number has no end"))
    }

    fn byte(&mut self) -> Result<u8, Unpackable> {
        let (first, rest) = self.rest.split_first().ok_or(Unpackable("it ends in its midst"))?;
        self.rest = rest;
        Ok(*first)
    }
}
