//! Days by chance from a seed, for what is written and measured here: no rule has seen them.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use queue::day::{Began, Called, Came, Day, Doing, Left, Leg, Missed, Outcome, Span, Visit};
use queue::estimate::Expected;
use queue::ids::{CallId, CategoryId, ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use queue::number::{Letter, Number};
use queue::ticket::LeftWhy;
use queue::turn::Why;
use queue::zone::Zone;

const SERVICES: u64 = 9;
const WINDOWS: u64 = 20;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn ms(&mut self, most: u64) -> SignedDuration {
        SignedDuration::from_millis(self.below(most).cast_signed())
    }

    fn small<T: TryFrom<u64>>(&mut self, end: u64) -> T
    where
        T::Error: std::fmt::Debug,
    {
        T::try_from(self.below(end)).expect("small")
    }
}

fn key<T, E: std::fmt::Debug>(name: &str, number: u64, make: fn(&str) -> Result<T, E>) -> T {
    make(&format!("{name}-{number}")).expect("a key")
}

/// A day with so many visits from 08:30 on; every way of coming, waiting and going is in a few hundred of them.
pub fn day(seed: u64, date: Date, visits: u64) -> Day {
    let dice = &mut Dice(seed);
    let zone = Zone::new("Asia/Yerevan").expect("a zone");
    let opens = zone.moment(date, "08:30".parse().expect("a time"));
    let turns_at = zone.moment(date.tomorrow().expect("a date"), "00:00".parse().expect("a time"));
    let first = seed.wrapping_mul(100_000) % (1 << 40);
    let mut issued: Vec<Timestamp> = (0..visits).map(|_| opens + dice.ms(8 * 3_600_000)).collect();
    issued.sort_unstable();
    let visits = issued.iter().zip(0..).map(|(at, number)| visit(dice, *at, first + number, number)).collect();
    let spans = (0..WINDOWS).flat_map(|window| spans(dice, opens, window)).collect();
    let missed = (0..dice.below(40)).map(|_| Missed { service: service(dice), outage: dice.one_in(9) }).collect();
    Day { date, zone, turns_at, until: turns_at + dice.ms(5_000), visits, spans, missed }
}

fn service(dice: &mut Dice) -> ServiceId {
    key("service", dice.below(SERVICES), ServiceId::new)
}

fn reason(dice: &mut Dice) -> ReasonId {
    key("reason", dice.below(5), ReasonId::new)
}

fn visit(dice: &mut Dice, issued_at: Timestamp, ticket: u64, number: u64) -> Visit {
    let letter = ['A', 'B', 'E', 'K', 'M'][dice.small::<usize>(5)];
    let number = u16::try_from(number % 999 + 1).expect("at most 999");
    let came = match dice.below(4) {
        0 => Came::Booked { due: issued_at + dice.ms(1_800_000) - dice.ms(1_200_000), late: dice.one_in(5) },
        _ => Came::WalkIn,
    };
    let from_min = dice.small(40);
    let mut legs: Vec<Leg> = Vec::new();
    for at in 0..=u64::from(dice.one_in(6)) + u64::from(dice.one_in(40)) {
        let since = legs.last().map_or(issued_at, |last: &Leg| last.ended.unwrap_or(last.since));
        legs.push(leg(dice, since, ticket, at));
    }
    let why = [LeftWhy::EndOfDay, LeftWhy::Withdrawn, LeftWhy::Said, LeftWhy::OnPage][dice.small::<usize>(4)];
    let left = dice.one_in(30).then(|| Left { at: issued_at + dice.ms(3_600_000), why });
    Visit {
        ticket: TicketId(ticket),
        number: Number::new(Letter::new(letter).expect("a letter"), number).expect("a number"),
        issued_at,
        came,
        expected: (!dice.one_in(20)).then_some(Expected { from_min, to_min: from_min * 5 / 3 + 1 }),
        last_wait_s: (!dice.one_in(50)).then(|| dice.small(3_600)),
        left,
        legs,
    }
}

fn leg(dice: &mut Dice, since: Timestamp, ticket: u64, at: u64) -> Leg {
    let again = [
        Began::NextService,
        Began::Transferred,
        Began::PutBack,
        Began::RightDenied,
        Began::CameBack,
        Began::BroughtBack,
    ];
    let began = if at == 0 { Began::Issued } else { again[dice.small::<usize>(6)] };
    let called = since + dice.ms(3_600_000);
    let started = called + dice.ms(90_000);
    let ended = started + dice.ms(1_500_000);
    let outcome = match dice.below(40) {
        0 => Outcome::NoShow,
        1 => Outcome::Refused { reason: reason(dice) },
        2 => Outcome::Parked { reason: reason(dice) },
        3 => Outcome::Transferred,
        4 => Outcome::PutBack,
        5 => Outcome::RightDenied,
        6 => Outcome::DayEnded,
        7 => Outcome::Left,
        8 => Outcome::Waiting,
        9 => Outcome::Called,
        10 => Outcome::Serving,
        11..15 => Outcome::NextService,
        _ => Outcome::Finished,
    };
    let waits = outcome == Outcome::Waiting || outcome == Outcome::Left;
    let there = !waits && outcome != Outcome::NoShow && outcome != Outcome::Called;
    let over = !matches!(outcome, Outcome::Waiting | Outcome::Called | Outcome::Serving);
    Leg {
        service: service(dice),
        category: key("category", dice.below(7) / 3, CategoryId::new),
        began,
        since,
        limit_s: 60 * dice.small::<u32>(60),
        norm_s: 60 * dice.small::<u32>(30),
        call: (!waits).then(|| call(dice, called, ticket * 2 + at)),
        started: there.then_some(started),
        ended: over.then_some(ended),
        outcome,
    }
}

fn call(dice: &mut Dice, at: Timestamp, id: u64) -> Called {
    let waited_s = dice.small(3_600);
    let why = match dice.below(20) {
        0 => Why::Chosen { reason: reason(dice), instead_of: dice.one_in(2).then_some(TicketId(id / 3)) },
        1 => Why::Parked,
        2 => Why::FirstCome { waited_s },
        3 => Why::Preferential { waited_s, generals: dice.small(5) },
        4 => Why::Booked { due: at - dice.ms(1_800_000), waited_s },
        _ => Why::Credit { waited_s, limit_s: 1_800, preferential: dice.one_in(5) },
    };
    let window = dice.below(WINDOWS);
    let calls = 1 + dice.small::<u16>(3);
    Called { id: CallId(id), at, window: key("window", window, WindowId::new), clerk: clerk(window), why, calls }
}

fn clerk(window: u64) -> ClerkId {
    key("clerk", window, ClerkId::new)
}

/// Open, a pause, open until somebody closes the window or the day does.
fn spans(dice: &mut Dice, opens: Timestamp, window: u64) -> Vec<Span> {
    let noon = opens + dice.ms(4 * 3_600_000);
    let back = noon + dice.ms(3_600_000);
    let closes = dice.one_in(8).then(|| back + dice.ms(4 * 3_600_000));
    let pause = Doing::Paused { reason: reason(dice) };
    let parts = [(opens, Some(noon), Doing::Open), (noon, Some(back), pause), (back, closes, Doing::Open)];
    let span = |(from, until, doing)| Span {
        window: key("window", window, WindowId::new),
        clerk: clerk(window),
        from,
        until,
        doing,
        cut: until.is_none_or(|until: Timestamp| until.as_second() % 7 == 0),
    };
    parts.map(span).into()
}
