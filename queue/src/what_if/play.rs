//! The day happens again: what came from outside at its moments, all else as the rules and the clerks let it.
//!
//! An agenda holds what comes next, by moment and by the place that it had in the record. After each event the windows are looked at:
//! a clerk who could call somebody will, after the break that they took then, unless something is between.

mod desk;
mod sitting;

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;

use super::Replayed;
use super::plan::Plan;
use super::record::{After, Does, Record, Step};
use super::usual::Usual;
use super::watch::{Key, LOOK, MADE_UP, Moments, Seen, Watch};
use crate::apply::apply;
use crate::command::{Act, Actor, Command};
use crate::decide::decide;
use crate::event::{Event, Fact};
use crate::ids::{ClerkId, TicketId, WindowId};
use crate::rejection::Rejection;
use crate::state::State;

/// What comes next; the last part tells those of one moment and place apart.
type Entry = (Timestamp, u64, u64);

enum What {
    /// A recorded event that nothing here changes.
    Outer(usize),
    Leaves(usize),
    /// What a clerk does by the clock.
    Anchor(usize),
    /// A clerk calls whose turn it is.
    Calls(ClerkId),
    /// The next step with the visitor at a clerk's window.
    Step(ClerkId),
    /// A clerk takes a call back.
    TakesBack(ClerkId),
    Resumes(ClerkId),
    ComesBack(TicketId, Actor),
    /// A parked visitor is back, and this clerk knows of it.
    Returns(ClerkId, Errand),
    /// The window more opens, and closes.
    MoreOpens,
    MoreCloses,
    /// The window less closes.
    LessCloses,
    Look,
    DayEnds,
}

/// What a clerk will do once nobody is at the window.
#[derive(Clone)]
enum Errand {
    Anchor(usize),
    Back { ticket: TicketId, taken_back: Option<After> },
    Closes,
}

/// A clerk at work.
#[derive(Default)]
struct Clerk {
    /// Calls in turn that were made.
    calls: usize,
    errands: VecDeque<Errand>,
    sitting: Option<Sitting>,
    /// Whether the clerk is about to take a step back, and does nothing else until then.
    takes_back: bool,
    next_call: Option<Entry>,
    next_step: Option<Entry>,
}

/// The visitor at a clerk's window.
struct Sitting {
    ticket: TicketId,
    called_at: Timestamp,
    steps: VecDeque<Step>,
    /// Which of the visitor's times at a window it is in the record, if it is one.
    stint: Option<usize>,
    /// Whether the record does not say how it ended.
    is_cut: bool,
}

struct Play<'a> {
    record: &'a Record,
    plan: &'a Plan,
    usual: Usual,
    state: State,
    watch: Watch,
    moments: Moments,
    agenda: BTreeMap<Entry, What>,
    entered: u64,
    now: Key,
    clerks: BTreeMap<ClerkId, Clerk>,
    /// Of each ticket, how many of its times at a window were played.
    played: BTreeMap<TicketId, usize>,
    /// Parked visitors who are back while the clerk who would call them is gone.
    back: Vec<TicketId>,
    happened: Vec<Event>,
    unkept: u32,
}

/// Lets the day happen, as long as it is wanted.
pub fn play(record: &Record, plan: &Plan, wanted: &dyn Fn() -> bool) -> Option<Replayed> {
    let mut state = record.begin.clone();
    state.floor = state.floor.map(|floor| plan.on(&floor).into());
    let mut play = Play {
        record,
        plan,
        usual: Usual::of(record),
        state,
        watch: Watch::default(),
        moments: Moments::default(),
        agenda: BTreeMap::new(),
        entered: 0,
        now: (record.opening()[1].at, 0),
        clerks: BTreeMap::new(),
        played: BTreeMap::new(),
        back: Vec::new(),
        happened: Vec::new(),
        unkept: 0,
    };
    play.fill_agenda();
    play.run(wanted).then(|| Replayed { events: play.happened, unkept: play.unkept })
}

impl Play<'_> {
    fn fill_agenda(&mut self) {
        let script = &self.record.script;
        for (key, index) in &script.outer {
            self.enter(*key, What::Outer(*index));
        }
        for (index, leave) in script.leaves.iter().enumerate() {
            self.enter(leave.key, What::Leaves(index));
        }
        for (index, anchor) in script.anchors.iter().enumerate().filter(|(_, anchor)| !anchor.dropped) {
            self.enter(anchor.key, What::Anchor(index));
        }
        if let Some(more) = &self.plan.more {
            self.enter((more.from, MADE_UP), What::MoreOpens);
            self.enter((more.until, MADE_UP), What::MoreCloses);
        }
        if let Some((_, Some(from))) = self.plan.less {
            self.enter((from, MADE_UP), What::LessCloses);
        }
        if let Some(end) = script.end {
            self.enter(end, What::DayEnds);
        }
    }

    fn enter(&mut self, key: Key, what: What) -> Entry {
        self.entered += 1;
        let entry = (key.0, key.1, self.entered);
        self.agenda.insert(entry, what);
        entry
    }

    /// Something that follows what happens now.
    fn enter_after(&mut self, from: Timestamp, after: After, what: What) -> Entry {
        let at = from.saturating_add(after.time).unwrap_or(Timestamp::MAX);
        self.enter((at.max(self.now.0), after.order), what)
    }

    /// Whether it came to the end.
    fn run(&mut self, wanted: &dyn Fn() -> bool) -> bool {
        let until = self.record.until();
        while let Some(((at, order, _), what)) = self.agenda.pop_first() {
            if !wanted() {
                return false;
            }
            if at > until {
                break;
            }
            self.now = (at, order);
            let over = matches!(what, What::DayEnds);
            self.happens(what);
            if over {
                break;
            }
        }
        true
    }

    fn happens(&mut self, what: What) {
        match what {
            What::Outer(index) => self.outer(index),
            What::Leaves(index) => {
                let leave = &self.record.script.leaves[index];
                // Whoever was called before stays.
                let _ = self.act(leave.by.clone(), leave.act.clone());
            }
            What::Anchor(index) => {
                let clerk = self.record.script.anchors[index].clerk.clone();
                self.errand(&clerk, Errand::Anchor(index));
            }
            What::Calls(clerk) => self.calls(&clerk),
            What::Step(clerk) => self.step(&clerk),
            What::TakesBack(clerk) => self.takes_call_back(&clerk),
            What::Resumes(clerk) => {
                // A window that closed meanwhile has no pause.
                let _ = self.act(Actor::Staff(clerk.clone()), Act::ResumeWindow);
                self.settle(&clerk);
            }
            What::ComesBack(ticket, by) => {
                // Whose time is over stays a no-show.
                let _ = self.act(by, Act::ComeBack { ticket });
            }
            What::Returns(clerk, errand) => self.errand(&clerk, errand),
            What::MoreOpens => self.more_opens(),
            What::MoreCloses => {
                if let Some(clerk) = self.plan.more.as_ref().map(|more| more.clerk.id.clone()) {
                    self.errand(&clerk, Errand::Closes);
                }
            }
            What::LessCloses => {
                let window = self.plan.less.as_ref().map(|(window, _)| window);
                let clerk = window.and_then(|window| self.state.desks.get(window)).map(|desk| desk.clerk.clone());
                if let Some(clerk) = clerk {
                    self.errand(&clerk, Errand::Closes);
                }
            }
            What::Look => self.look(),
            What::DayEnds => self.day_ends(),
        }
    }

    fn outer(&mut self, index: usize) {
        let event = self.record.events()[index].clone();
        let mut changed = event.clone();
        if let Fact::FloorConfigured { floor } = &mut changed.fact {
            **floor = self.plan.on(floor);
        }
        self.happened.push(event);
        self.so_be_it(&changed);
    }

    fn more_opens(&mut self) {
        let Some(more) = &self.plan.more else { return };
        let by = Actor::Staff(more.clerk.id.clone());
        let opens = Act::OpenWindow { window: more.window.id.clone() };
        // A window of its own with a clerk of its own: nobody else has either.
        let _ = self.act(by.clone(), Act::SignIn).and_then(|_| self.act(by, opens));
    }

    /// What time does as the day turns; bookings have their own events in the record.
    fn day_ends(&mut self) {
        let command = Command { by: Actor::Time, act: Act::LetTimePass };
        let events = decide(&self.state, &command, self.now.0).unwrap_or_default();
        for event in events.into_iter().filter(|event| !matches!(event.fact, Fact::Booking(_))) {
            self.so_be_it(&event);
            self.happened.push(event);
        }
    }

    /// An act by the rules, now.
    fn act(&mut self, by: Actor, act: Act) -> Result<Vec<Event>, Rejection> {
        let events = decide(&self.state, &Command { by, act }, self.now.0)?;
        for event in &events {
            self.happened.push(event.clone());
            self.so_be_it(event);
        }
        Ok(events)
    }

    fn so_be_it(&mut self, event: &Event) {
        apply(&mut self.state, event);
        for moment in self.moments.note(&self.state, event) {
            self.enter((moment, LOOK), What::Look);
        }
        self.look();
    }

    fn look(&mut self) {
        for seen in self.watch.look(&self.state, self.now) {
            match seen {
                Seen::Began(window) => self.will_call(&window),
                Seen::Ended(_, stretch) => self.will_not_call(&stretch.clerk),
            }
        }
    }

    /// Somebody is due at a free window.
    fn will_call(&mut self, window: &WindowId) {
        let (Some(desk), Some(since)) = (self.state.desks.get(window), self.watch.since(window)) else { return };
        let clerk = desk.clerk.clone();
        if self.clerk(&clerk).takes_back {
            return;
        }
        self.will_not_call(&clerk);
        let hand = self.record.script.hands.get(&clerk);
        let so_many = self.clerk(&clerk).calls;
        let own = hand.and_then(|hand| hand.gaps.get(so_many)).map(|gap| gap.after);
        let after = own.unwrap_or_else(|| self.usual.gap(&clerk));
        let at = since.0.saturating_add(after.time).unwrap_or(Timestamp::MAX);
        let mut key = (at, after.order).max(self.now);
        let held = hand.map_or(&[][..], |hand| &hand.held);
        let first = held.partition_point(|(_, to)| *to <= key);
        for (from, to) in &held[first..] {
            if *from > key {
                break;
            }
            key = (to.0, to.1.saturating_add(1));
        }
        let entry = self.enter(key, What::Calls(clerk.clone()));
        self.clerk(&clerk).next_call = Some(entry);
    }

    fn will_not_call(&mut self, clerk: &ClerkId) {
        if let Some(entry) = self.clerk(clerk).next_call.take() {
            self.agenda.remove(&entry);
        }
    }

    fn clerk(&mut self, clerk: &ClerkId) -> &mut Clerk {
        self.clerks.entry(clerk.clone()).or_default()
    }
}
