//! "So many ahead of you" is the same by every way of counting, on random floors.

use jiff::{SignedDuration, Timestamp};
use queue::floor::Policy;
use queue::ids::{CategoryId, DeviceId, TicketCode, TicketId};
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
            [Event { fact: Fact::TicketIssued { visit, .. }, .. }] => self.newcomer.issued(&visit[0]),
            _ => self.newcomer.forget(),
        }
        events
    }

    fn step(&mut self) -> Option<TicketId> {
        self.now = self.now.saturating_add(SignedDuration::from_secs(self.random.below(90) as i64)).unwrap();
        let number = 1 + self.random.below(4) as u8;
        let staff = Actor::Staff(clerk(number));
        let name = if self.random.below(3) == 0 { "visa" } else { "passport" };
        match self.random.below(12) {
            0..=5 => {
                let category = ["general", "early"][self.random.below(2) as usize];
                let act = Act::IssueTicket {
                    services: vec![service(name)],
                    category: CategoryId::new(category).unwrap(),
                    language: language(),
                    more_time: false,
                    code: TicketCode::from_random(std::array::from_fn(|_| self.random.below(256) as u8)),
                };
                let issued = self.act(Actor::Kiosk(DeviceId::new("kiosk-1").unwrap()), act);
                return issued.first().map(|_| TicketId(self.state.next_ticket - 1));
            }
            6 => drop(self.act(staff, Act::SignIn)),
            7 => drop(self.act(staff, Act::OpenWindow { window: window(number) })),
            8 => drop(self.act(staff, Act::CallNext)),
            9 => drop(self.act(staff, Act::Start)),
            10 => {
                let to = window(1 + self.random.below(4) as u8);
                drop(self.act(staff, Act::Transfer { to: Target::Window(to) }));
            }
            _ => drop(self.act(staff, Act::Transfer { to: Target::Service(service(name)) })),
        }
        None
    }
}

#[test]
fn a_newcomer_counts_as_many_ahead_as_the_whole_queue_does() {
    for seed in 0..60 {
        let mut floor = floor("Asia/Yerevan");
        let mut early = floor.categories[0].clone();
        (early.id, early.preferential, early.wait_limit_min) = (CategoryId::new("early").unwrap(), true, Some(10));
        floor.categories.push(early);
        floor.windows[0].services = vec![service("passport")];
        floor.windows[1].services = vec![service("visa")];
        floor.windows.truncate(2 + seed as usize % 3);
        floor.rules.policy = [Policy::Credit, Policy::FirstCome, Policy::Ratio { general: 2 }][seed as usize % 3];
        let newcomer = Newcomer::default();
        let mut day = Day { state: State::default(), now: at(MORNING), random: Random(seed), newcomer };
        day.act(Actor::Office, Act::ConfigureFloor { floor: Box::new(floor) });
        let mut issued = 0;
        for step in 0..300 {
            let Some(id) = day.step() else { continue };
            issued += 1;
            let ticket = day.state.tickets[&id].clone();
            let whole = ahead::of(&day.state, &ticket, day.now);
            assert_eq!(day.newcomer.ahead(&day.state, &ticket, day.now), whole, "seed {seed}, step {step}");
            let all = ahead::of_all(&day.state, day.now);
            assert_eq!(all[&id], whole, "seed {seed}, step {step}");
            assert_eq!(all.len(), day.state.waiting.len());
        }
        assert!(issued > 100, "seed {seed}: {issued}");
    }
}
