//! A made-up office, day by day: visitors who come by the hour and have patience, bookings kept early, late or never, clerks who
//! differ, go to lunch and think between two visitors. Seeded, and driven through the real rules as an office would be.
//!
//! It shares no code with the estimator and knows nothing of it. The norms are what an office writes down, not what visits take.

mod acts;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use queue::booking::slots::SlotPlan;
use queue::booking::{BookingAct, Proof, SamePeople, Slot};
use queue::floor::{Policy, Reason};
use queue::ids::{BookingId, BookingNumber, TicketId};
use queue::{Act, Actor, Event, Floor};

use crate::support::day::{Day, person_id};
use crate::support::floors::{bare, clerk, language, on_workdays, reason_id, service, text, window};

/// Key, letter, norm in minutes, true middle in minutes, its spread, walk-in visitors of a day.
const SERVICES: [(&str, char, u16, f64, f64, f64); 5] = [
    ("passport", 'A', 15, 11.0, 0.45, 48.0),
    ("visa", 'B', 20, 19.0, 0.55, 34.0),
    ("payment", 'C', 5, 3.2, 0.4, 56.0),
    ("collection", 'E', 6, 5.0, 0.6, 42.0),
    ("register", 'K', 12, 9.5, 0.5, 38.0),
];
const WINDOWS: [&[&str]; 6] = [
    &["passport"],
    &["passport", "visa"],
    &["visa", "register"],
    &["payment", "collection"],
    &["register", "passport", "collection"],
    &["payment", "collection", "visa"],
];
/// Which share of visitors comes in each half hour from 08:30 on.
const COMING: [f64; 17] = [1.2, 1.3, 1.9, 1.9, 1.6, 1.5, 1.2, 1.1, 0.9, 0.7, 0.8, 1.2, 1.3, 1.1, 0.8, 0.6, 0.4];
const OPENS: &str = "08:30";

/// What kind of office, and which.
#[derive(Clone, Copy)]
pub struct Setup {
    pub seed: u64,
    pub policy: Policy,
    /// How many times the six windows, with as many times their visitors.
    pub halls: u8,
    /// Visitors, as a share of those for whom the office is made.
    pub load: f64,
}

/// Random numbers by seed.
struct Dice(u64);

impl Dice {
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn happens(&mut self, chance: f64) -> bool {
        self.share() < chance
    }

    /// By Box and Muller.
    fn normal(&mut self) -> f64 {
        let (radius, angle) = ((-2.0 * (1.0 - self.share()).ln()).sqrt(), std::f64::consts::TAU * self.share());
        radius * angle.cos()
    }

    /// Seconds about a middle, most of them below the mean.
    fn about(&mut self, middle_s: f64, spread: f64) -> f64 {
        middle_s * (spread * self.normal()).exp()
    }

    /// Seconds until something that happens once in so many.
    fn until(&mut self, mean_s: f64) -> f64 {
        -(1.0 - self.share()).ln() * mean_s
    }
}

/// A clerk at a window of their own.
struct Clerk {
    key: String,
    window: u8,
    /// How much longer each service takes here.
    slower: BTreeMap<&'static str, f64>,
    /// Finishes by calling the next.
    calls_at_once: bool,
    lunch: Timestamp,
    next_break: Timestamp,
    state: At,
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    Home,
    Idle,
    Busy,
}

/// What happens at a time.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Comes { service: usize },
    ChecksIn(BookingId),
    Leaves(TicketId),
    ComesBack(TicketId),
    Copied(TicketId),
    Opens(usize),
    Ready(usize),
    Arrives(usize, TicketId),
    Recalls(usize, TicketId),
    GivesUp(usize, TicketId),
    Ends(usize, TicketId),
    Resumes(usize),
}

/// What only the visitor knows.
#[derive(Default, Clone)]
struct Visitor {
    /// Walks out without a word then.
    gone_at: Option<Timestamp>,
    /// What is left of the visit after copies were made, as a share.
    left: Option<f64>,
    sent_on: bool,
}

pub struct Office {
    day: Day,
    dice: Dice,
    /// Visitors, as a multiple of those in the table.
    load: f64,
    clerks: Vec<Clerk>,
    agenda: BinaryHeap<Reverse<(Timestamp, u64, What)>>,
    entered: u64,
    visitors: BTreeMap<TicketId, Visitor>,
    /// Parked visitors who are back.
    copied: Vec<TicketId>,
    /// How much longer everything takes today.
    slow: f64,
    people: u64,
}

fn floor(policy: Policy, halls: u8) -> Floor {
    let mut floor = bare();
    for (key, letter, norm_min, ..) in SERVICES {
        let mut made = service(key, letter);
        made.service_norm_min = norm_min;
        made.daily_limit = 199;
        floor.services.push(made);
    }
    floor.services[0].slots = Some(SlotPlan { hours: on_workdays("09:30-12:30 14:00-16:00"), places: halls });
    floor.services[1].slots = Some(SlotPlan { hours: on_workdays("10:00-12:00"), places: halls });
    let windows = (1..=6 * halls).zip(WINDOWS.into_iter().cycle());
    floor.windows = windows.map(|(number, services)| window(number, services)).collect();
    floor.clerks = (1..=6 * halls).map(|number| clerk(&format!("clerk-{number}"))).collect();
    floor.reasons.pause.push(Reason { id: reason_id("lunch"), name: text("lunch") });
    floor.rules.policy = policy;
    floor
}

impl Office {
    pub fn new(setup: Setup) -> Self {
        let day = Day::open_on(floor(setup.policy, setup.halls), "2026-11-01", "08:00");
        let mut dice = Dice(setup.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x0fc1_5eed);
        for _ in 0..8 {
            dice.share();
        }
        let now = day.now;
        let clerks = (1..=6 * setup.halls).map(|window| {
            let speed = 0.18 * dice.normal();
            let slower = SERVICES.map(|(key, ..)| (key, (speed + 0.1 * dice.normal()).exp()));
            let calls_at_once = dice.happens(0.3);
            Clerk {
                key: format!("clerk-{window}"),
                window,
                slower: slower.into(),
                calls_at_once,
                lunch: now,
                next_break: now,
                state: At::Home,
            }
        });
        let clerks = clerks.collect();
        Self {
            day,
            dice,
            load: setup.load * f64::from(setup.halls),
            clerks,
            agenda: BinaryHeap::new(),
            entered: 0,
            visitors: BTreeMap::new(),
            copied: Vec::new(),
            slow: 1.0,
            people: 0,
        }
    }

    /// Lives so many working days and tells all that happened.
    pub fn days(mut self, count: u32) -> Vec<Event> {
        let mut date: Date = "2026-11-02".parse().expect("a date");
        let mut lived = 0;
        while lived < count {
            let workday = date.weekday().to_monday_one_offset() <= 5;
            if workday {
                self.lives(date);
                lived += 1;
            }
            date = date.tomorrow().expect("a date");
        }
        self.day.on(&date.to_string(), "00:30");
        self.day.events
    }

    fn lives(&mut self, date: Date) {
        self.day.on(&date.to_string(), "07:00");
        self.slow = (0.07 * self.dice.normal()).exp();
        let busy = self.load * (0.12 * self.dice.normal()).exp();
        let bookings = self.book(date);
        self.plan_visitors(busy, &bookings);
        self.plan_clerks();
        let closes = self.day.moment("18:30");
        while let Some(Reverse((at, _, what))) = self.agenda.pop() {
            if at > closes {
                break;
            }
            self.day.now = self.day.now.max(at);
            self.day.let_time_pass();
            self.happens(what);
        }
        self.agenda.clear();
        self.visitors.clear();
        self.copied.clear();
        self.day.on(&date.to_string(), "18:31");
        for at in 0..self.clerks.len() {
            self.goes_home(at);
        }
    }

    fn goes_home(&mut self, at: usize) {
        let key = self.clerks[at].key.clone();
        if self.day.at_window_of(&key).is_some() {
            let visitor = Some(queue::command::Leaving::PutBack);
            self.day.clerk(&key, Act::CloseWindow { visitor });
        }
        if self.clerks[at].state != At::Home {
            self.day.clerk(&key, Act::SignOut);
            self.clerks[at].state = At::Home;
        }
    }

    fn enter(&mut self, at: Timestamp, what: What) {
        self.entered += 1;
        self.agenda.push(Reverse((at, self.entered, what)));
    }

    fn after(&mut self, seconds: f64, what: What) {
        self.enter(self.day.now + span(seconds), what);
    }

    /// Eight of ten places of today are booked; done in the early morning, which is all the same to the floor.
    fn book(&mut self, date: Date) -> Vec<(BookingId, Timestamp)> {
        let floor = self.day.floor().clone();
        let mut made = Vec::new();
        for service in floor.services.iter().filter(|service| service.slots.is_some()) {
            for time in floor.rules.booking.times(&floor, service, date) {
                let places = service.slots.as_ref().map_or(0, |plan| plan.places);
                for _ in 0..places {
                    if self.dice.happens(0.8) {
                        let slot = Slot { service: service.id.clone(), begins: date.to_datetime(time) };
                        made.push((BookingId(self.day.state.bookings.next_id), slot.due(&floor)));
                        self.books(slot);
                    }
                }
            }
        }
        made
    }

    fn books(&mut self, slot: Slot) {
        self.people += 1;
        let act = BookingAct::Book {
            slot,
            person: person_id(self.people),
            number: BookingNumber::from_random(self.people),
            language: language("hy"),
            proof: Proof::Proved,
            known: SamePeople::default(),
        };
        self.day.act(Actor::Visitor, Act::Booking(act)).expect("a free place");
    }

    fn plan_visitors(&mut self, busy: f64, bookings: &[(BookingId, Timestamp)]) {
        let (begins, all) = (self.day.moment(OPENS), COMING.iter().sum::<f64>());
        for (service, (.., visitors)) in SERVICES.iter().enumerate() {
            for (half_hour, share) in (0..).zip(COMING) {
                let each_s = 1800.0 / (visitors * busy * share / all);
                let mut at = self.dice.until(each_s);
                while at < 1800.0 {
                    self.enter(begins + span(f64::from(half_hour) * 1800.0 + at), What::Comes { service });
                    at += self.dice.until(each_s);
                }
            }
        }
        for (booking, due) in bookings {
            let late_s = 60.0 * (-9.0 + 9.0 * self.dice.normal());
            if self.dice.happens(0.87) {
                self.enter(*due + span(late_s.clamp(-29.0 * 60.0, 45.0 * 60.0)), What::ChecksIn(*booking));
            }
        }
    }

    fn plan_clerks(&mut self) {
        for at in 0..self.clerks.len() {
            if self.dice.happens(0.04) {
                continue;
            }
            let (nine, noon) = (self.day.moment("09:00"), self.day.moment("12:00"));
            let late_s = if self.dice.happens(0.1) { 1500.0 } else { 0.0 };
            let opens = nine + span(-240.0 + 150.0 * self.dice.normal() + late_s);
            let lunch = noon + span((at % 3) as f64 * 2700.0 + 400.0 * self.dice.normal());
            let next_break = opens + span(self.dice.until(3.0 * 3600.0));
            (self.clerks[at].lunch, self.clerks[at].next_break) = (lunch, next_break);
            self.enter(opens, What::Opens(at));
        }
    }
}

#[allow(clippy::cast_possible_truncation)]
fn span(seconds: f64) -> SignedDuration {
    SignedDuration::from_millis((seconds * 1000.0) as i64)
}
