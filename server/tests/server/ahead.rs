//! "So many ahead of you" is the same by every way of counting, on random floors.

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use queue::booking::slots::SlotPlan;
use queue::booking::{BookingAct, Proof, SamePeople, Slot};
use queue::floor::Policy;
use queue::ids::{BookingId, BookingNumber, CategoryId, DeviceId, PersonId, TicketCode, TicketId};
use queue::{Act, Actor, Command, Event, Fact, State, Target};
use server::translate::ahead::{self, Newcomer};

use crate::support::{MORNING, at, clerk, floor, language, service, window};

/// A small generator of numbers, so that a seed gives the same day everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

struct Day {
    state: State,
    now: Timestamp,
    random: Random,
    newcomer: Newcomer,
}

impl Day {
    fn act(&mut self, by: Actor, act: Act) -> Vec<Event> {
        let events = queue::decide(&self.state, &Command { by, act }, self.now).unwrap_or_default();
        events.iter().for_each(|event| queue::apply(&mut self.state, event));
        match events.as_slice() {
            [] => {}
            [Event { fact: Fact::TicketIssued { visit, arrival: None, .. }, .. }] => self.newcomer.issued(&visit[0]),
            _ => self.newcomer.forget(),
        }
        events
    }

    fn step(&mut self) -> Option<TicketId> {
        self.now = self.now.saturating_add(SignedDuration::from_secs(self.random.below(90) as i64)).unwrap();
        let number = 1 + self.random.below(4) as u8;
        let staff = Actor::Staff(clerk(number));
        let name = if self.random.below(3) == 0 { "visa" } else { "passport" };
        match self.random.below(13) {
            0..=5 => {
                let category = ["general", "early"][self.random.below(2) as usize];
                let said = ahead::of_newcomers(&self.state, self.now).get(&service(name)).copied();
                let act = Act::IssueTicket {
                    services: vec![service(name)],
                    category: CategoryId::new(category).unwrap(),
                    language: language(),
                    more_time: false,
                    code: self.code(),
                };
                self.act(kiosk(), act).first()?;
                let id = TicketId(self.state.next_ticket - 1);
                if category == "general" {
                    let ahead = ahead::of(&self.state, &self.state.tickets[&id], self.now);
                    assert_eq!(said, Some(ahead), "the kiosk's row says what the ticket says: {:?}", self.random.0);
                }
                return Some(id);
            }
            6 => drop(self.act(staff, Act::SignIn)),
            7 => drop(self.act(staff, Act::OpenWindow { window: window(number) })),
            8 => drop(self.act(staff, Act::CallNext)),
            9 => drop(self.act(staff, Act::Start)),
            10 => {
                let to = window(1 + self.random.below(4) as u8);
                drop(self.act(staff, Act::Transfer { to: Target::Window(to) }));
            }
            11 => drop(self.act(staff, Act::Transfer { to: Target::Service(service(name)) })),
            _ => {
                let booking = BookingId(self.random.below(BOOKED));
                let (language, code) = (language(), self.code());
                let act = BookingAct::CheckIn { booking, revision: None, language, more_time: false, code };
                self.act(kiosk(), Act::Booking(act)).first()?;
                return Some(TicketId(self.state.next_ticket - 1));
            }
        }
        None
    }

    fn code(&mut self) -> TicketCode {
        TicketCode::from_random(std::array::from_fn(|_| self.random.below(256) as u8))
    }

    /// Visitors book every quarter of an hour of the morning.
    fn books(&mut self) {
        for booking in 0..BOOKED {
            let minute = i64::try_from(booking).unwrap() * 15;
            let begins = date(2026, 11, 17).at(9, 45, 0, 0).saturating_add(SignedDuration::from_mins(minute));
            let act = BookingAct::Book {
                slot: Slot { service: service("passport"), begins },
                person: PersonId::from_random([u8::try_from(booking).unwrap(); PersonId::LENGTH]),
                number: BookingNumber::from_random(booking),
                language: language(),
                proof: Proof::Proved,
                known: SamePeople::default(),
            };
            self.act(Actor::Visitor, Act::Booking(act));
        }
        assert_eq!(self.state.bookings.next_id, BOOKED);
    }
}

/// How many book.
const BOOKED: u64 = 24;

fn kiosk() -> Actor {
    Actor::Kiosk(DeviceId::new("kiosk-1").unwrap())
}

#[test]
fn a_newcomer_counts_as_many_ahead_as_the_whole_queue_does() {
    let mut booked = 0;
    for seed in 0..60 {
        let mut floor = floor("Asia/Yerevan");
        let mut early = floor.categories[0].clone();
        (early.id, early.preferential, early.wait_limit_min) = (CategoryId::new("early").unwrap(), true, Some(10));
        floor.categories.push(early);
        floor.windows[0].services = vec![service("passport")];
        floor.windows[1].services = vec![service("visa")];
        floor.windows.truncate(2 + seed as usize % 3);
        floor.services[0].slots = Some(SlotPlan { hours: floor.services[0].issue.clone(), places: 2 });
        floor.rules.booking.early_calls = seed % 2 == 0;
        floor.rules.policy = [Policy::Credit, Policy::FirstCome, Policy::Ratio { general: 2 }][seed as usize % 3];
        let newcomer = Newcomer::default();
        let mut day = Day { state: State::default(), now: at(MORNING), random: Random(seed), newcomer };
        day.act(Actor::Office, Act::ConfigureFloor { floor: Box::new(floor) });
        day.books();
        let mut issued = 0;
        for step in 0..300 {
            let Some(id) = day.step() else { continue };
            issued += 1;
            let ticket = day.state.tickets[&id].clone();
            booked += u32::from(ticket.booked_for().is_some());
            let whole = ahead::of(&day.state, &ticket, day.now);
            assert_eq!(day.newcomer.ahead(&day.state, &ticket, day.now), whole, "seed {seed}, step {step}");
            let all = ahead::of_all(&day.state, day.now);
            assert_eq!(all[&id], whole, "seed {seed}, step {step}");
            assert_eq!(all.len(), day.state.waiting.len());
        }
        assert!(issued > 100, "seed {seed}: {issued}");
    }
    assert!(booked > 60, "{booked} came as booked");
}
