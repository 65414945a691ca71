//! One random day: acts and time by chance, each held against the book, the journal and the deadlines.

use std::any::TypeId;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use queue::estimate::expected_wait;
use queue::issue::issue;
use queue::turn::{self, Why};
use queue::{Act, Actor, Command, Event, Fact, Number, Rejection, State, apply, deadline, decide};

use crate::book::Book;
use crate::dice::Dice;
use crate::support::mending::{self, Named};
use crate::{acts, compare, world};

/// Steps between two comparisons of the whole floor.
const WHOLE_FLOOR_EACH: u32 = 16;
/// Steps between two looks at what would mend the queues.
const MENDS_EACH: u32 = 240;
/// Acts that a failure tells of.
const TRAIL: usize = 6;

/// Names of kinds, each once.
#[derive(Default)]
pub struct Seen {
    kinds: HashSet<(TypeId, u64)>,
    pub names: BTreeSet<String>,
}

impl Seen {
    /// Notes the kind of an event or a rejection.
    fn note<T: Debug + 'static>(&mut self, it: &T) {
        let mut hasher = DefaultHasher::new();
        std::mem::discriminant(it).hash(&mut hasher);
        if self.kinds.insert((TypeId::of::<T>(), hasher.finish())) {
            let told = format!("{it:?}");
            let name = told.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            self.names.insert(format!("{} {name}", std::any::type_name::<T>()));
        }
    }
}

/// A floor, its book and its journal.
pub struct RandomDay {
    pub dice: Dice,
    pub state: State,
    pub book: Book,
    pub now: Timestamp,
    /// What replaying the written journal gives.
    replayed: State,
    /// All that happened.
    pub events: Vec<Event>,
    numbers: BTreeSet<(Date, Number)>,
    steps: u32,
    /// Whether the office is asleep: what is due is not let pass.
    asleep: bool,
    /// The kinds of events and rejections that came.
    pub seen: Seen,
    /// The mends that were named.
    pub mends: Named,
    /// What was tried last, for the reader of a failure.
    trail: VecDeque<(Timestamp, Command, Result<Vec<Event>, Rejection>)>,
}

impl RandomDay {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let (floor, date) = world::random(&mut dice);
        let now = floor.calendar.zone.moment(date, world::beginning(&mut dice));
        let mut day = Self {
            dice,
            state: State::default(),
            book: Book::new(floor.clone(), date),
            now,
            replayed: State::default(),
            events: Vec::new(),
            numbers: BTreeSet::new(),
            steps: 0,
            asleep: false,
            seen: Seen::default(),
            mends: Named::default(),
            trail: VecDeque::new(),
        };
        day.book.day = day.book.day_of(now);
        let (by, act) = acts::any(&day.book, &mut day.dice);
        if !matches!(act, Act::ConfigureFloor { .. }) {
            assert_eq!(decide(&day.state, &Command { by, act }, now), Err(Rejection::NoFloor));
        }
        let command = Command { by: Actor::Office, act: Act::ConfigureFloor { floor: Box::new(floor) } };
        for event in decide(&day.state, &command, now).expect("the first configuration is taken") {
            day.happen(&event);
        }
        day
    }

    /// Time goes on and somebody does something, `steps` times over.
    pub fn run(&mut self, steps: u32) {
        for _ in 0..steps {
            self.steps += 1;
            self.move_time();
            if self.dice.one_in(400) {
                self.asleep = !self.asleep;
            }
            if !self.asleep {
                self.let_time_pass();
            }
            let (by, act) = acts::any(&self.book, &mut self.dice);
            let before = self.dice.one_in(6).then(|| self.state.clone());
            let done = self.carry_out(&by, act);
            if let (Some(before), true) = (before, done) {
                self.take_back(&by, &before);
            }
            if self.steps.is_multiple_of(WHOLE_FLOOR_EACH) {
                self.compare_whole();
                self.mends_mend();
            }
        }
        self.asleep = false;
        self.let_time_pass();
        self.compare_whole();
        assert_eq!(self.state, self.replayed, "the replay of the journal is another floor");
    }

    fn compare_whole(&mut self) {
        assert_eq!(compare::difference(&self.state, &self.book), None, "{}", self.trail());
        let services = self.book.floor.services.clone();
        let service = self.dice.pick(&services);
        let told = issue(&self.state, service, self.now);
        assert_eq!(told, self.book.issue(service, self.now), "issue of {}: {}", service.id, self.trail());
        let window = &self.dice.pick(&self.book.floor.windows).id;
        let next = turn::next(&self.state, window, self.now).map(|(ticket, _)| ticket.id);
        let order = turn::order(&self.state, window, self.now);
        assert_eq!(order.first().map(|ticket| ticket.id), next, "the order at {window} begins with somebody else");
        assert_eq!(
            order.len(),
            self.book.callable(window, self.now).len(),
            "the order at {window} leaves somebody out"
        );
        self.expectations_are_right();
        if self.dice.one_in(40) {
            let text = serde_json::to_string(&self.state).expect("a state is written");
            let read: State = serde_json::from_str(&text).expect("a state is read");
            assert_eq!(read, self.state, "a snapshot is another floor");
        }
    }

    /// What would mend a queue does mend it.
    fn mends_mend(&mut self) {
        if self.steps.is_multiple_of(MENDS_EACH) && !self.asleep {
            self.mends.add(mending::holds(&self.state, self.now));
        }
    }

    /// Exactly those expect a call whom an open window may call, and whoever is due at an idle window is called at once.
    fn expectations_are_right(&self) {
        let estimate = expected_wait(&self.state, self.now);
        let open: Vec<_> = self.book.desks.iter().filter(|desk| desk.pause.is_none()).collect();
        let callable = open.iter().flat_map(|desk| self.book.callable(&desk.window, self.now));
        let callable: BTreeSet<_> = callable.map(|claim| claim.visitor.id).collect();
        assert!(estimate.tickets.keys().eq(&callable), "{:?}, callable {callable:?}", estimate.tickets);
        for service in &self.book.floor.services {
            let received = |window| self.book.window(window).is_some_and(|w| w.services.contains(&service.id));
            let received = open.iter().any(|desk| received(&desk.window));
            assert_eq!(estimate.services.contains_key(&service.id), received, "{}", service.id);
        }
        let mut idle: Vec<_> = open.iter().filter(|desk| desk.visitor.is_none()).map(|desk| &desk.window).collect();
        idle.sort();
        for claim in idle.first().into_iter().flat_map(|window| self.book.callable(window, self.now)) {
            let id = claim.visitor.id;
            let due = self.book.is_due(idle[0], id, self.now);
            assert!(!due || estimate.tickets[&id].to_min == 0, "{id:?} is due: {:?}", estimate.tickets[&id]);
        }
    }

    /// Nothing, moments, minutes, hours, or up to the next thing that time will do, or just not.
    fn move_time(&mut self) {
        let next = deadline::next(&self.state).expect("a configured floor turns its day");
        let by_ms = match self.dice.below(100) {
            0..40 => 0,
            40..60 => self.dice.between(1, 2_000),
            60..90 => self.dice.between(1_000, 60_000),
            90..92 => *self.dice.pick(&[9_999, 10_000, 10_001, 20_000, 90_000, 180_000]),
            92 => self.dice.between(60_000, 1_200_000),
            93 if self.dice.one_in(4) => self.dice.between(1_200_000, 14_400_000),
            94 if self.dice.one_in(4) => (next.as_millisecond() - self.now.as_millisecond()).max(0),
            95 if self.dice.one_in(4) => -self.dice.between(1, 500),
            96 => (next.as_millisecond() - self.now.as_millisecond() - 1).clamp(0, 600_000),
            _ => 0,
        };
        let then = self.now + SignedDuration::from_millis(by_ms);
        if self.dice.one_in(8) && next > self.now {
            self.deadline_is_right(next);
        }
        self.now = then;
    }

    /// Just before the deadline time causes nothing, at the deadline it causes something.
    fn deadline_is_right(&self, next: Timestamp) {
        let pass = |at| decide(&self.state, &Command { by: Actor::Time, act: Act::LetTimePass }, at);
        let before = self.now.max(next - SignedDuration::from_millis(1));
        assert_eq!(pass(before), Ok(Vec::new()), "something happened before {next}: {}", self.trail());
        assert!(pass(next).is_ok_and(|events| !events.is_empty()), "nothing happened at {next}: {}", self.trail());
    }

    fn let_time_pass(&mut self) {
        if deadline::next(&self.state).is_some_and(|next| next <= self.now) {
            self.carry_out(&Actor::Time, Act::LetTimePass);
            let next = deadline::next(&self.state).expect("the day turns again");
            assert!(next > self.now, "time goes on causing things at {}: {}", self.now, self.trail());
        }
    }

    /// Whether the act was possible; it must have been exactly if the book objects to nothing.
    fn carry_out(&mut self, by: &Actor, act: Act) -> bool {
        let objections = self.book.objections(by, &act, self.now);
        let command = Command { by: by.clone(), act };
        let decided = decide(&self.state, &command, self.now);
        if self.dice.one_in(4) {
            assert_eq!(decide(&self.state, &command, self.now), decided, "decided otherwise the second time");
        }
        self.trail.push_back((self.now, command.clone(), decided.clone()));
        if self.trail.len() > TRAIL {
            self.trail.pop_front();
        }
        match decided {
            Err(rejection) => {
                self.seen.note(&rejection);
                let told = objections.contains(&rejection);
                assert!(told, "rejected with {rejection:?}, the book has {objections:?}: {}", self.trail());
                false
            }
            Ok(events) => {
                assert_eq!(objections, [], "accepted: {}", self.trail());
                self.accept(by, &command.act, &events);
                true
            }
        }
    }

    fn accept(&mut self, by: &Actor, act: &Act, events: &[Event]) {
        let called = self.judge_call(by, act, events);
        for (at, event) in events.iter().enumerate() {
            assert!(event.at == self.now && event.by == *by, "{event:?}");
            let continues = at > 0 && !matches!(act, Act::LetTimePass);
            assert_eq!(event.continues, continues, "{event:?}: {}", self.trail());
            self.happen(event);
        }
        let before = self.book.changes;
        self.book.enter(by, act, called, self.now);
        for line in self.book.visitors.iter().filter(|line| line.changed > before) {
            assert_eq!(compare::in_line(&self.state, line), None, "{}", self.trail());
        }
    }

    /// Writes an event, reads it back, and makes it so on both floors.
    fn happen(&mut self, event: &Event) {
        self.seen.note(&event.fact);
        let today = self.state.day.as_ref().map(|day| day.date);
        if let Fact::DayTurned = event.fact {
            let here: Vec<_> = self.state.tickets.values().filter(|ticket| !ticket.is_over()).collect();
            assert!(here.is_empty(), "lost at the turn of the day: {here:?}");
            assert!(today.is_none_or(|today| event.day > today), "{} began a second time", event.day);
        } else {
            assert!(today.is_none_or(|today| today == event.day), "{event:?}");
        }
        if let Fact::TicketIssued { number, .. } = &event.fact {
            assert!(self.numbers.insert((event.day, *number)), "{number} came twice on {}", event.day);
        }
        let text = serde_json::to_string(event).expect("an event is written");
        let read: Event = serde_json::from_str(&text).expect("an event is read");
        assert_eq!(read, *event);
        apply(&mut self.state, event);
        apply(&mut self.replayed, &read);
        self.events.push(read);
    }

    /// Whom a call chose, judged on the floor as it stands once the present service is done.
    fn judge_call(&self, by: &Actor, act: &Act, events: &[Event]) -> Option<queue::ids::TicketId> {
        let Some(Fact::VisitorCalled { call, ticket, window, why, .. }) = events.last().map(|event| &event.fact) else {
            return None;
        };
        let mut book = self.book.clone();
        book.finish_before_call(by, self.now);
        assert_eq!(call.0, book.next_call, "{}", self.trail());
        let wrong = match (act, why) {
            (Act::CallNext, _) => book
                .wrong_with_next(window, *ticket, why, self.now)
                .or_else(|| book.credit_passed_over(window, *ticket, self.now)),
            (Act::Return { .. }, why) => (*why != Why::Parked).then(|| format!("brought back because {why:?}")),
            (Act::CallTicket { reason, .. }, Why::Chosen { reason: told, instead_of }) => {
                assert_eq!(reason, told);
                book.wrong_with_choice(window, *ticket, *instead_of, self.now)
            }
            (act, why) => Some(format!("{act:?} called because {why:?}")),
        };
        assert_eq!(wrong, None, "{}", self.trail());
        Some(*ticket)
    }

    /// Undoes at once, or as late as it still goes, or a moment too late; the floor must be as it was.
    fn take_back(&mut self, by: &Actor, before: &State) {
        let allowed_ms = i64::from(self.book.floor.rules.undo_s) * 1000;
        let wait = *self.dice.pick(&[0, 0, allowed_ms / 2, allowed_ms, allowed_ms + 1]);
        let then = self.now + SignedDuration::from_millis(wait);
        if deadline::next(&self.state).is_some_and(|next| next <= then) {
            return;
        }
        let Actor::Staff(clerk) = by else { return };
        let step_in = |state: &State| {
            let closed = state.closed.get(clerk).map(|closed| &closed.desk);
            let desk = state.desks.values().find(|desk| desk.clerk == *clerk).or(closed);
            desk.and_then(|desk| desk.step.clone())
        };
        let step = step_in(&self.state).filter(|step| step_in(before).is_none_or(|old| old != *step));
        self.now = then;
        let mut before = before.clone();
        if let Some(id) = step.as_ref().filter(|_| self.dice.one_in(6)).map(|step| step.before[0].id) {
            let ticket = before.tickets.get_mut(&id).expect("it was there before the step");
            if self.carry_out(&Actor::Visitor, Act::ReprintCoupon { ticket: id }) {
                ticket.copies += 1;
            }
            if self.carry_out(&Actor::Visitor, Act::MarkMoreTime { ticket: id, on: true }) {
                ticket.more_time = true;
            }
        }
        if self.carry_out(by, Act::Undo) && step.is_some() {
            compare::is_as_before(&self.state, &before);
        }
    }

    /// The last things that happened.
    fn trail(&self) -> String {
        let told = self.trail.iter().map(|(at, command, decided)| format!("{at} {command:?}\n    -> {decided:?}"));
        format!("step {}\n{}", self.steps, told.collect::<Vec<_>>().join("\n"))
    }
}
