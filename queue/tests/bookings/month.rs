//! A month of mixed days on a busy floor: booked, general and preferential visitors, early, in time, late and missing; some change or cancel,
//! some do not come when they are called; clerks take as long as people do, rest and have lunch, but not while they read on their consoles that
//! somebody who booked is due; one day becomes a holiday. What came of it is judged in `waits`.

#[path = "month/late.rs"]
mod late;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use queue::booking::slots::SlotPlan;
use queue::booking::{BookingAct, OfficeReason, Proof, SamePeople, Slot};
use queue::floor::Policy;
use queue::ids::{BookingId, BookingNumber, ServiceId, TicketId, WindowId};
use queue::{Act, Actor, Fact, Floor, Stage, turn};

pub use late::Late;

use crate::Dice;
use crate::support::day::{Day, code, kiosk, person_id, staff};
use crate::support::floors::{category_id, language, on_workdays, reason_id, service_id, small, window, window_id};

/// B5: so long a booked visitor may wait past the time.
pub const MOST_S: i64 = 30 * 60;
const DAYS: usize = 22;
/// A Thursday that is made a holiday when people have booked for it.
const HOLIDAY: Date = jiff::civil::date(2026, 11, 12);
/// Each looks up from what it does so often.
const TICK_S: i64 = 30;
/// With the time of lunch.
const CLERKS: [(&str, u8, &str); 4] =
    [("anna", 1, "13:00"), ("boris", 2, "13:30"), ("karine", 3, "12:30"), ("david", 4, "14:00")];
const LUNCH_MIN: i64 = 30;
const REST_MIN: i64 = 10;
/// One of so many who come without a booking has a right to preference.
const PREFERENTIAL_IN: u64 = 12;
/// The floor's categories.
const GENERAL: &str = "general";
const PREFERENTIAL: &str = "infant";

/// Two services are booked; the third is not. Bookings take up a bit more than half of the floor's time.
fn floor(policy: Policy) -> Floor {
    let mut floor = small();
    floor.rules.policy = policy;
    floor.windows = vec![
        window(1, &["passport"]),
        window(2, &["passport", "visa"]),
        window(3, &["visa", "payment"]),
        window(4, &["passport", "visa", "payment"]),
    ];
    for (index, (norm, places)) in [(12, 2), (15, 1)].into_iter().enumerate() {
        floor.services[index].service_norm_min = norm;
        floor.services[index].slots = Some(SlotPlan { hours: on_workdays("09:00-13:00 14:00-16:30"), places });
    }
    floor.services[2].service_norm_min = 5;
    floor
}

pub struct Month {
    pub day: Day,
    dice: Dice,
    busy: BTreeMap<WindowId, Occupied>,
    /// With what each window was occupied last.
    before: BTreeMap<WindowId, Occupied>,
    had_lunch: Vec<&'static str>,
    /// Each call of somebody received as booked: seconds past the time.
    pub booked_s: Vec<i64>,
    /// Each call of whom the general queue holds: seconds since they came.
    pub general_s: Vec<i64>,
    /// The same of visitors with a right to preference (Q5).
    pub preferential_s: Vec<i64>,
    /// Who waited longer than may be.
    pub late: Vec<Late>,
    pub left: usize,
    pub happened: BTreeMap<&'static str, usize>,
    people: u64,
}

/// With what a window is occupied.
#[derive(Clone, Copy)]
struct Occupied {
    with: With,
    since: Timestamp,
    until: Timestamp,
}

#[derive(Clone, Copy, PartialEq)]
enum With {
    Visit,
    /// Somebody who was called and does not come.
    Nobody,
    Pause,
}

/// Who comes and when.
enum Coming {
    Booked(BookingId),
    WalkIn(ServiceId, &'static str),
}

impl Month {
    pub fn new(policy: Policy, seed: u64) -> Self {
        let day = Day::open_on(floor(policy), "2026-11-02", "08:00");
        Self {
            day,
            dice: Dice::new(seed),
            busy: BTreeMap::new(),
            before: BTreeMap::new(),
            had_lunch: Vec::new(),
            booked_s: Vec::new(),
            general_s: Vec::new(),
            preferential_s: Vec::new(),
            late: Vec::new(),
            left: 0,
            happened: BTreeMap::new(),
            people: 0,
        }
    }

    pub fn play(self) -> Self {
        self.play_for(DAYS)
    }

    /// So many days by the calendar. Each is booked two days before.
    pub fn play_for(mut self, days: usize) -> Self {
        let first: Date = "2026-11-03".parse().expect("a date");
        let dates: Vec<_> = first.series(1.day()).take(days).collect();
        dates.iter().take(2).for_each(|date| self.book(*date));
        for (at, date) in dates.iter().enumerate() {
            let hours = self.day.floor().calendar.hours_of(&on_workdays("09:00-17:00"), *date);
            if !hours.is_empty() {
                self.receive(*date);
            }
            if let Some(later) = dates.get(at + 2) {
                self.book(*later);
            }
        }
        self
    }

    fn note(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }

    /// Nine of ten places are booked; some of those who booked think better of it.
    fn book(&mut self, date: Date) {
        let floor = self.day.floor().clone();
        for service in floor.services.iter().filter(|service| service.slots.is_some()) {
            let times = floor.rules.booking.times(&floor, service, date);
            let places = service.slots.as_ref().map_or(0, |plan| plan.places);
            let slot = |time| Slot { service: service.id.clone(), begins: date.to_datetime(time) };
            for time in times.iter().flat_map(|time| std::iter::repeat_n(*time, usize::from(places))) {
                if self.dice.below(10) == 0 {
                    continue;
                }
                let Some(booking) = self.books(slot(time)) else { continue };
                match self.dice.below(20) {
                    0 => self.does("cancelled", Actor::Visitor, BookingAct::Cancel { booking }),
                    1 => {
                        let other = usize::try_from(self.dice.below(times.len() as u64)).expect("small");
                        let slot = slot(times[other]);
                        self.does(
                            "changed",
                            Actor::Visitor,
                            BookingAct::Change { booking, slot, known: SamePeople::default() },
                        );
                    }
                    _ => {}
                }
            }
        }
    }

    /// None where somebody who changed has the place.
    fn books(&mut self, slot: Slot) -> Option<BookingId> {
        self.people += 1;
        let id = BookingId(self.day.state.bookings.next_id);
        let act = BookingAct::Book {
            slot,
            person: person_id(self.people),
            number: BookingNumber::from_random(self.people),
            language: language("hy"),
            proof: Proof::Proved,
            known: SamePeople::default(),
        };
        self.day.act(Actor::Visitor, Act::Booking(act)).ok().map(|_| id)
    }

    fn does(&mut self, what: &'static str, by: Actor, act: BookingAct) {
        if self.day.act(by, Act::Booking(act)).is_ok() {
            self.note(what);
        }
    }

    /// Who is expected on a day, and for when.
    fn expected(&self, date: Date) -> Vec<(BookingId, Timestamp)> {
        let of_day = |booking: &&queue::booking::Booking| booking.is_open() && booking.slot.date() == date;
        let bookings = self.day.state.bookings.all().filter(of_day);
        bookings.map(|booking| (booking.id, booking.slot.due(self.day.floor()))).collect()
    }

    /// One of ten stays away, one of ten comes more than ten minutes late, the others up to half an hour early.
    fn comings(&mut self, date: Date) -> Vec<(Timestamp, Coming)> {
        let mut comings = Vec::new();
        for (booking, due) in self.expected(date) {
            let minutes = match self.dice.below(10) {
                0 => continue,
                1 => 11 + i64::try_from(self.dice.below(60)).expect("small"),
                2 => i64::try_from(self.dice.below(10)).expect("small"),
                _ => -i64::try_from(self.dice.below(29)).expect("small"),
            };
            let last = self.day.floor().calendar.moment(date, "16:59".parse().expect("a time"));
            comings.push(((due + SignedDuration::from_mins(minutes)).min(last), Coming::Booked(booking)));
        }
        for (service, count) in [("passport", 22), ("visa", 14), ("payment", 60)] {
            for _ in 0..count {
                let minute = i64::try_from(self.dice.below(8 * 60)).expect("small");
                let at = self.day.floor().calendar.moment(date, "08:45".parse().expect("a time"));
                let category = if self.dice.below(PREFERENTIAL_IN) == 0 { PREFERENTIAL } else { GENERAL };
                let coming = Coming::WalkIn(service_id(service), category);
                comings.push((at + SignedDuration::from_mins(minute), coming));
            }
        }
        comings.sort_by_key(|(at, _)| *at);
        comings
    }

    fn receive(&mut self, date: Date) {
        self.day.on(&date.to_string(), "08:40");
        if date.tomorrow().is_ok_and(|next| next == HOLIDAY) {
            self.close_the_next_day();
        }
        for (clerk, window, _) in CLERKS {
            self.day.opens(clerk, window);
        }
        for (booking, _) in self.expected(date) {
            if self.dice.below(40) == 0 {
                let reason = OfficeReason::NoStaff;
                self.does("called off", staff("anna"), BookingAct::CallOff { booking, reason });
            }
        }
        let mut comings = self.comings(date).into_iter().peekable();
        let closes = self.day.moment("18:30");
        while self.day.now < closes {
            while let Some((_, coming)) = comings.next_if(|(at, _)| *at <= self.day.now) {
                self.comes(&coming);
            }
            for (clerk, window, lunch) in CLERKS {
                self.work(clerk, &window_id(&format!("w{window}")), lunch);
            }
            self.day.after_s(TICK_S);
        }
        self.left += self.day.state.waiting.len();
        self.busy.clear();
        self.before.clear();
        self.had_lunch.clear();
        self.day.on(&date.to_string(), "23:59");
        self.day.after_min(2);
    }

    /// Whoever booked for it is told, and nobody is expected.
    fn close_the_next_day(&mut self) {
        let lost = self.expected(HOLIDAY).len();
        let mut floor = self.day.floor().clone();
        floor.calendar.holidays.insert(HOLIDAY);
        self.day.act(Actor::Office, Act::ConfigureFloor { floor: Box::new(floor) }).expect("nobody is here yet");
        assert!(lost > 20 && self.expected(HOLIDAY).is_empty(), "{lost} had booked for the holiday");
        self.note("holiday");
    }

    fn comes(&mut self, coming: &Coming) {
        let by = code(self.day.state.next_ticket);
        match coming {
            Coming::Booked(booking) => {
                let (language, more_time) = (language("hy"), false);
                let revision = self.day.state.bookings.get(*booking).map(|booking| booking.revision);
                let act = BookingAct::CheckIn { booking: *booking, revision, language, more_time, code: by };
                self.day.act(kiosk(), Act::Booking(act)).expect("whoever booked is let in");
            }
            Coming::WalkIn(service, category) => {
                self.day.takes_as(&[service.as_str()], category);
            }
        }
    }

    fn work(&mut self, clerk: &'static str, window: &WindowId, lunch: &str) {
        if self.busy.get(window).is_some_and(|occupied| occupied.until > self.day.now) {
            return;
        }
        if let Some(over) = self.busy.remove(window) {
            self.before.insert(window.clone(), over);
            self.ends(clerk, over.with);
            let lunch = self.day.now >= self.day.moment(lunch) && !self.had_lunch.contains(&clerk);
            let tired = over.with == With::Visit && self.dice.below(60) == 0;
            if (lunch || tired) && !self.somebody_is_due(window) {
                self.had_lunch.extend(lunch.then_some(clerk));
                self.day.clerk(clerk, Act::PauseWindow { reason: reason_id("break") });
                self.note(if lunch { "lunch" } else { "rest" });
                return self.occupy(window, With::Pause, if lunch { LUNCH_MIN } else { REST_MIN } * 60);
            }
        }
        let Ok(called) = self.day.act(staff(clerk), Act::CallNext) else { return };
        let ticket = called
            .iter()
            .find_map(|fact| if let Fact::VisitorCalled { ticket, .. } = fact { Some(*ticket) } else { None });
        let ticket = ticket.expect("a call");
        self.called(ticket, window);
        if self.dice.below(30) == 0 {
            return self.occupy(window, With::Nobody, 120);
        }
        self.day.clerk(clerk, Act::Start);
        let service = self.day.ticket(ticket).service();
        let norm = self.day.floor().services.iter().find(|known| known.id == *service);
        let norm_s = norm.map_or(0, |service| u64::from(service.service_norm_min) * 60);
        // From half the norm to twice and a half, most below it.
        let spread = 0.5 + self.dice.share() * self.dice.share() * 2.0;
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
        let seconds = (norm_s as f64 * spread) as i64;
        self.occupy(window, With::Visit, seconds);
    }

    /// Whether a booked visitor whom the window receives waits past the time, as its console shows.
    fn somebody_is_due(&self, window: &WindowId) -> bool {
        let mut waiting = turn::order(&self.day.state, window, self.day.now).into_iter();
        waiting.any(|ticket| ticket.booked_for().is_some_and(|due| due <= self.day.now))
    }

    fn occupy(&mut self, window: &WindowId, with: With, seconds: i64) {
        let since = self.day.now;
        self.busy.insert(window.clone(), Occupied { with, since, until: since + SignedDuration::from_secs(seconds) });
    }

    /// What the window was occupied with is over.
    fn ends(&mut self, clerk: &str, with: With) {
        match with {
            With::Visit if self.dice.below(30) == 0 => {
                self.day.clerk(clerk, Act::Refuse { reason: reason_id("no-right") });
                self.note("refused");
            }
            With::Visit => {
                self.day.clerk(clerk, Act::Finish);
            }
            With::Nobody => {
                self.day.clerk(clerk, Act::Recall);
                self.day.clerk(clerk, Act::NoShow);
                self.note("no-show");
            }
            With::Pause => {
                self.day.clerk(clerk, Act::ResumeWindow);
            }
        }
    }

    /// Measures a call: a booked visitor's wait counts from the booked time on.
    fn called(&mut self, id: TicketId, here: &WindowId) {
        let (ticket, now) = (self.day.ticket(id).clone(), self.day.now);
        let Some(due) = ticket.booked_for() else {
            let Stage::Called(called) = &ticket.stage else { unreachable!("just called") };
            let preferential = ticket.category == category_id(PREFERENTIAL);
            let waits = if preferential { &mut self.preferential_s } else { &mut self.general_s };
            waits.push(i64::from(called.waited_s));
            return;
        };
        let wait_s = now.as_second() - due.as_second();
        self.booked_s.push(wait_s);
        if wait_s > MOST_S {
            let late = self.excuse(&ticket, due, here);
            self.late.push(late);
        }
    }
}
