//! Random months, also of an office that receives over midnight: people book, change, cancel, come and stay away, and a plain list says
//! what must be so.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use queue::booking::{BookingAct, BookingStage, NoBooking, OfficeReason, Proof, SamePeople, Slot};
use queue::ids::{BookingId, BookingNumber};
use queue::{Act, Actor, Rejection, State, apply};

use crate::Dice;
use crate::support::day::{Day, code, kiosk, person_id, slot, staff};
use crate::support::floors::{booked, booked_by_night, language};
use crate::support::flow;

const MONTHS: u64 = 60;
const STEPS: u64 = 600;
const PEOPLE: u64 = 40;

/// What the list knows of a booking.
#[derive(Clone, Debug, PartialEq)]
struct Known {
    person: u64,
    begins: DateTime,
    changes: u16,
    fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Open,
    Came,
    Cancelled,
    Missed,
}

/// What the list has to know of an office's hours.
struct Hours {
    /// A few slots, so that they fill up; the fifth lies in the pause.
    times: [&'static str; 6],
    /// When reception closes.
    closes: &'static str,
}

const BY_DAY: Hours = Hours { times: ["09:00", "09:15", "10:00", "12:45", "13:00", "15:45"], closes: "17:00" };
/// Over midnight to the turn of the business day at 04:00.
const BY_NIGHT: Hours = Hours { times: ["20:00", "23:45", "00:00", "00:45", "01:15", "03:15"], closes: "03:30" };

struct Month {
    hours: &'static Hours,
    seed: u64,
    dice: Dice,
    day: Day,
    list: Vec<Known>,
}

#[test]
fn random_months_agree_with_a_plain_list_of_bookings() {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let seeds = match number("QUEUE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("QUEUE_SEEDS").unwrap_or(MONTHS),
    };
    let mut met = std::collections::BTreeSet::new();
    let many = seeds.end - seeds.start >= MONTHS;
    for seed in seeds {
        let by_night = seed % 3 == 2;
        let (mut floor, hours) = if by_night { (booked_by_night(), &BY_NIGHT) } else { (booked(), &BY_DAY) };
        floor.rules.booking.a_day = 1 + u8::try_from(seed % 2).expect("0 or 1");
        floor.rules.booking.changes = u8::try_from(seed % 4).expect("small");
        floor.rules.booking.a_claimed = u8::try_from(seed % 3).expect("small");
        floor.rules.booking.missed = u8::try_from(seed % 5).expect("small");
        floor.rules.booking.missed_days = u16::try_from(1 + seed % 12).expect("small");
        let mut month = Month { hours, seed, dice: Dice::new(seed), day: Day::open(floor, "08:00"), list: Vec::new() };
        for _ in 0..STEPS {
            met.extend(month.step());
            month.compare();
        }
        month.replays();
    }
    let all = ["booked", "changed", "cancelled", "came", "missed", "too often", "rejected", "closed"];
    assert!(!many || all.iter().all(|one| met.contains(one)), "the months met only {met:?}");
}

impl Month {
    fn step(&mut self) -> Option<&'static str> {
        match self.dice.below(20) {
            0..8 => self.book(),
            8..10 => self.change(),
            10 => self.cancel(),
            11..15 => self.check_in(),
            15 if self.dice.below(20) == 0 => self.close_a_day(),
            _ => self.wait(),
        }
    }

    /// A new holiday calls off all who booked that day.
    fn close_a_day(&mut self) -> Option<&'static str> {
        let today = self.day.state.day.as_ref().expect("a day").date;
        let date = today.saturating_add(jiff::ToSpan::days(1 + i64::try_from(self.dice.below(5)).expect("small")));
        let mut floor = self.day.floor().clone();
        if !floor.calendar.holidays.insert(date) {
            return None;
        }
        let act = Act::ConfigureFloor { floor: Box::new(floor) };
        self.day.act(Actor::Office, act).expect("nobody who is here is stranded");
        let lost = |known: &&mut Known| known.fate == Fate::Open && known.begins.date() == date;
        self.list.iter_mut().filter(lost).for_each(|known| known.fate = Fate::Cancelled);
        Some("closed")
    }

    fn wait(&mut self) -> Option<&'static str> {
        let minutes = [3, 20, 60, 240][usize::try_from(self.dice.below(4)).expect("small")];
        let steps = 1 + self.dice.below(3);
        self.day.after_min(minutes * i64::try_from(steps).expect("small"));
        let (now, floor, closes) = (self.day.now, self.day.floor().clone(), self.hours.closes);
        let closed = |known: &Known| {
            let at = floor.calendar.moment(known.begins.date(), closes.parse().expect("a time"));
            at <= now
        };
        let missed: Vec<_> = self.list.iter_mut().filter(|known| known.fate == Fate::Open && closed(known)).collect();
        let any = !missed.is_empty();
        missed.into_iter().for_each(|known| known.fate = Fate::Missed);
        any.then_some("missed")
    }

    fn begins(&mut self) -> DateTime {
        let today = self.day.state.day.as_ref().expect("a day").date;
        let ahead = i64::try_from(self.dice.below(6)).expect("small");
        let date = today.saturating_add(jiff::ToSpan::days(ahead));
        let time = self.hours.times[usize::try_from(self.dice.below(6)).expect("small")];
        date.to_datetime(time.parse().expect("a time"))
    }

    /// By night what lies before the turn of the business day is of the next morning.
    fn due(&self, begins: DateTime) -> Timestamp {
        let calendar = &self.day.floor().calendar;
        let next = begins.time() < calendar.day_turns_at;
        let date = if next { begins.date().tomorrow().expect("a date") } else { begins.date() };
        calendar.zone.moment(date, begins.time())
    }

    /// Whether the list lets somebody have this time; `but` is the booking that would move.
    fn fits(&self, person: u64, begins: DateTime, but: Option<usize>) -> bool {
        let others = self.list.iter().enumerate().filter(|(index, _)| Some(*index) != but).map(|(_, known)| known);
        let alive = |known: &&Known| matches!(known.fate, Fate::Open | Fate::Came);
        let there = others.clone().filter(|known| known.begins == begins && known.fate != Fate::Cancelled).count();
        let mine: Vec<_> = others.filter(|known| known.person == person).filter(alive).collect();
        let today = self.day.state.day.as_ref().expect("a day").date;
        let that_day = mine.iter().filter(|known| known.begins.date() == begins.date());
        let clash = mine.iter().any(|known| known.begins == begins);
        let to_come = mine.iter().filter(|known| known.fate == Fate::Open || known.begins.date() >= today).count();
        let weekday = begins.date().weekday().to_monday_one_offset() <= 5;
        let holiday = self.day.floor().calendar.holidays.contains(&begins.date());
        let pause = begins.time() == self.hours.times[4].parse().expect("a time");
        let rules = &self.day.floor().rules.booking;
        there < 2
            && !clash
            && that_day.count() < usize::from(rules.a_day)
            && (but.is_some() || to_come < usize::from(rules.a_contact))
            && weekday
            && !holiday
            && !pause
            && self.due(begins) > self.day.now
    }

    /// Whether the list lets somebody make one more booking today.
    fn came_often_enough(&self, person: u64) -> bool {
        let today = self.day.state.day.as_ref().expect("a day").date;
        let rules = &self.day.floor().rules.booking;
        let counts = |known: &&Known| {
            let days = today.since(known.begins.date()).expect("dates").get_days();
            known.person == person && known.fate == Fate::Missed && days < i32::from(rules.missed_days)
        };
        rules.missed == 0 || self.list.iter().filter(counts).count() < usize::from(rules.missed)
    }

    /// Whether the list lets somebody whose contact is only written down make one more booking. Where missed ones count nobody may.
    fn needs_no_proof(&self, person: u64) -> bool {
        let today = self.day.state.day.as_ref().expect("a day").date;
        let to_come = |known: &&Known| match known.fate {
            Fate::Open => known.person == person,
            Fate::Came => known.person == person && known.begins.date() >= today,
            Fate::Cancelled | Fate::Missed => false,
        };
        let rules = &self.day.floor().rules.booking;
        rules.missed == 0 && self.list.iter().filter(to_come).count() < usize::from(rules.a_claimed)
    }

    fn book(&mut self) -> Option<&'static str> {
        let (person, begins, is_proved) = (self.dice.below(PEOPLE), self.begins(), self.dice.below(4) > 0);
        let act = BookingAct::Book {
            slot: Slot { begins, ..slot("2026-11-17T09:00") },
            person: person_id(person),
            number: BookingNumber::from_random(u64::try_from(self.list.len()).expect("small")),
            language: language("hy"),
            proof: if is_proved { Proof::Proved } else { Proof::Claimed },
            known: SamePeople::default(),
        };
        let often = !self.came_often_enough(person);
        let fits = !often && (is_proved || self.needs_no_proof(person)) && self.fits(person, begins, None);
        let took = self.day.act(Actor::Visitor, Act::Booking(act));
        self.agrees(fits, took.as_ref().map(|_| ()), "book");
        if !fits {
            let too_often = matches!(took, Err(Rejection::Booking(NoBooking::MissedTooOften { .. })));
            assert!(often || !too_often, "QUEUE_SEED={}: {took:?}", self.seed);
            return Some(if too_often { "too often" } else { "rejected" });
        }
        self.list.push(Known { person, begins, changes: 0, fate: Fate::Open });
        Some("booked")
    }

    fn pick(&mut self) -> Option<usize> {
        let many = u64::try_from(self.list.len()).expect("small").min(30);
        (many > 0).then(|| self.list.len() - 1 - usize::try_from(self.dice.below(many)).expect("small"))
    }

    fn change(&mut self) -> Option<&'static str> {
        let (index, begins) = (self.pick()?, self.begins());
        let known = self.list[index].clone();
        let day_before = self.due(known.begins) - SignedDuration::from_hours(24);
        let fits = known.fate == Fate::Open
            && self.day.now <= day_before
            && known.changes < u16::from(self.day.floor().rules.booking.changes)
            && known.begins != begins
            && self.fits(known.person, begins, Some(index));
        let act = BookingAct::Change {
            booking: BookingId(u64::try_from(index).expect("small")),
            slot: Slot { begins, ..slot("2026-11-17T09:00") },
            known: SamePeople::default(),
        };
        let took = self.day.act(Actor::Visitor, Act::Booking(act));
        self.agrees(fits, took.as_ref().map(|_| ()), "change");
        if !fits {
            return Some("rejected");
        }
        let known = &mut self.list[index];
        (known.begins, known.changes) = (begins, known.changes + 1);
        Some("changed")
    }

    fn cancel(&mut self) -> Option<&'static str> {
        let index = self.pick()?;
        let known = &self.list[index];
        let by_office = self.dice.below(3) == 0;
        let in_time = self.day.now <= self.due(known.begins) - SignedDuration::from_hours(24);
        let fits = known.fate == Fate::Open && (by_office || in_time);
        let booking = BookingId(u64::try_from(index).expect("small"));
        let (by, act) = if by_office {
            (staff("anna"), BookingAct::CallOff { booking, reason: OfficeReason::NoStaff })
        } else {
            (Actor::Visitor, BookingAct::Cancel { booking })
        };
        let took = self.day.act(by, Act::Booking(act));
        self.agrees(fits, took.as_ref().map(|_| ()), "cancel");
        if !fits {
            return Some("rejected");
        }
        self.list[index].fate = Fate::Cancelled;
        Some("cancelled")
    }

    /// Often a booking of this moment, so that many come; with a code of any revision.
    fn check_in(&mut self) -> Option<&'static str> {
        let near = |known: &Known| {
            let apart = self.due(known.begins).duration_since(self.day.now).abs();
            known.fate == Fate::Open && apart < SignedDuration::from_hours(10)
        };
        let index = self.list.iter().position(near).or_else(|| self.pick())?;
        let known = self.list[index].clone();
        if known.fate == Fate::Open && self.dice.below(3) > 0 {
            let from = self.due(known.begins) - SignedDuration::from_mins(30);
            if self.day.now < from && from.duration_since(self.day.now) < SignedDuration::from_hours(10) {
                let minutes = from.duration_since(self.day.now).as_mins() + 1;
                self.day.after_min(minutes);
                // Time may have closed the day for others.
                self.wait();
            }
        }
        let known = self.list[index].clone();
        let revision = if self.dice.below(4) == 0 { known.changes + 1 } else { known.changes };
        let opens = self.due(known.begins) - SignedDuration::from_mins(30);
        let fits = known.fate == Fate::Open && revision == known.changes && opens <= self.day.now;
        let act = BookingAct::CheckIn {
            booking: BookingId(u64::try_from(index).expect("small")),
            revision: Some(revision),
            language: language("ru"),
            more_time: false,
            code: code(self.day.state.next_ticket),
        };
        let took = self.day.act(kiosk(), Act::Booking(act));
        self.agrees(fits, took.as_ref().map(|_| ()), "check in");
        if !fits {
            return Some("rejected");
        }
        self.list[index].fate = Fate::Came;
        Some("came")
    }

    fn agrees(&self, expected: bool, took: Result<(), &Rejection>, what: &str) {
        let seed = self.seed;
        assert_eq!(expected, took.is_ok(), "QUEUE_SEED={seed}: {what} at {}: {took:?}", self.day.now);
    }

    /// Every booking that the state remembers is as the list has it.
    fn compare(&self) {
        let seed = self.seed;
        for booking in self.day.state.bookings.all() {
            let known = &self.list[usize::try_from(booking.id.0).expect("small")];
            let fate = match booking.stage {
                BookingStage::Booked => Fate::Open,
                BookingStage::CheckedIn { .. } => Fate::Came,
                BookingStage::Cancelled => Fate::Cancelled,
                BookingStage::Void => Fate::Missed,
            };
            let told = Known { person: known.person, begins: booking.slot.begins, changes: booking.revision, fate };
            assert_eq!(&told, known, "QUEUE_SEED={seed}: booking {:?}", booking.id);
        }
        let open = self.list.iter().filter(|known| known.fate == Fate::Open).count();
        let remembered = self.day.state.bookings.all().filter(|booking| booking.is_open()).count();
        assert_eq!(open, remembered, "QUEUE_SEED={seed}: nothing open is forgotten");
    }

    fn replays(&self) {
        let mut state = State::default();
        self.day.events.iter().for_each(|event| apply(&mut state, event));
        assert_eq!(state, self.day.state, "QUEUE_SEED={}: the journal makes the state", self.seed);
        let missed: usize = flow::holds(&self.day.events).iter().map(|day| day.missed.len()).sum();
        let in_list = self.list.iter().filter(|known| known.fate == Fate::Missed).count();
        assert_eq!(missed, in_list, "QUEUE_SEED={}: what nobody kept", self.seed);
        let written = serde_json::to_string(&state).expect("a state is written");
        assert_eq!(serde_json::from_str::<State>(&written).expect("and read"), state);
    }
}
