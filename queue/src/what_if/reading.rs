//! From a day's events to its script. What a clerk took back is kept as something done and taken back, for others saw it meanwhile.

mod undone;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::record::{After, Anchor, Anchored, Does, Gap, Leave, Return, Script, Step, Stint};
use super::watch::{Key, LOOK, Moments, Seen, Stretch, Watch, order};
use crate::apply::apply;
use crate::command::{Act, Actor};
use crate::event::{AtWindow, Event, Fact};
use crate::ids::{ClerkId, TicketId, WindowId};
use crate::state::State;
use crate::ticket::LeftWhy;
use crate::turn::{Why, seconds_between};

/// A day that is read on.
pub struct Reading {
    state: State,
    latest: Timestamp,
    watch: Watch,
    moments: Moments,
    script: Script,
    /// Each clerk's last step, as long as it can be taken back.
    last: BTreeMap<ClerkId, Last>,
    /// The pause that each window makes.
    pauses: BTreeMap<WindowId, usize>,
}

struct Last {
    at: Timestamp,
    parts: Vec<Part>,
}

/// One part of a clerk's step, and where the script has it.
#[derive(Clone)]
enum Part {
    /// The last step of the last time that this ticket was at a window.
    Step(TicketId),
    Called(TicketId, Kind),
    PutBack(TicketId, After),
    Closed(usize),
}

/// Which call, and where the script has it.
#[derive(Clone, Copy)]
enum Kind {
    InTurn,
    Anchor(usize),
    Back,
}

impl Reading {
    pub fn of(begin: State) -> Self {
        Self {
            state: begin,
            latest: Timestamp::MIN,
            watch: Watch::default(),
            moments: Moments::default(),
            script: Script::default(),
            last: BTreeMap::new(),
            pauses: BTreeMap::new(),
        }
    }

    /// The next event.
    pub fn read(&mut self, index: usize, event: &Event) {
        self.latest = self.latest.max(event.at);
        while let Some(moment) = self.moments.before(self.latest) {
            self.look((moment, LOOK), None);
        }
        let key = (self.latest, order(index));
        // A call in turn is noted where its stretch ends; without one it stands by itself.
        let in_turn = self.note(key, index, event);
        apply(&mut self.state, event);
        self.moments.note(&self.state, event);
        self.look(key, in_turn);
    }

    /// Whether a window has a clerk.
    pub fn is_open(&self) -> bool {
        !self.state.desks.is_empty()
    }

    /// All that was read.
    pub fn script(mut self, events: &[Event]) -> Script {
        for Stretch { clerk, since } in self.watch.stretches() {
            self.script.hands.entry(clerk.clone()).or_default().held.push((*since, (Timestamp::MAX, 0)));
        }
        if let Some(turn) = events.last().filter(|event| event.fact == Fact::DayTurned) {
            let of_time = events.iter().rev().take_while(|event| event.by == Actor::Time && event.at == turn.at);
            let first = events.len().saturating_sub(of_time.count().max(1));
            self.script.end = Some((turn.at, order(first)));
        }
        self.script
    }

    fn look(&mut self, key: Key, in_turn: Option<(ClerkId, WindowId)>) {
        let mut missed = in_turn;
        for seen in self.watch.look(&self.state, key) {
            let Seen::Ended(window, Stretch { clerk, since }) = seen else { continue };
            let hand = self.script.hands.entry(clerk.clone()).or_default();
            if missed.as_ref() == Some(&(clerk, window)) {
                missed = None;
                let after = After { time: key.0.duration_since(since.0), order: key.1 };
                hand.gaps.push(Gap { since, after, taken_back: None });
            } else {
                hand.held.push((since, key));
            }
        }
        if let Some((clerk, _)) = missed {
            let anchor = self.anchor(key, &clerk, Anchored::Calls { taken_back: None });
            for part in self.last.get_mut(&clerk).into_iter().flat_map(|last| &mut last.parts) {
                if let Part::Called(_, kind @ Kind::InTurn) = part {
                    *kind = Kind::Anchor(anchor);
                }
            }
        }
    }

    fn anchor(&mut self, key: Key, clerk: &ClerkId, does: Anchored) -> usize {
        self.script.anchors.push(Anchor { key, clerk: clerk.clone(), does, dropped: false });
        self.script.anchors.len() - 1
    }

    /// Puts an event into the script; tells whether it is a call in turn, by whom and where.
    fn note(&mut self, key: Key, index: usize, event: &Event) -> Option<(ClerkId, WindowId)> {
        let by_hand = event.by != Actor::Time;
        match &event.fact {
            Fact::FloorConfigured { .. } => {
                self.last.clear();
                self.script.outer.push((key, index));
            }
            Fact::TicketIssued { .. }
            | Fact::MoreTimeMarked { .. }
            | Fact::CouponReprinted { .. }
            | Fact::ClerkSignedIn { .. }
            | Fact::IssueStopped { .. }
            | Fact::IssueResumed { .. }
            | Fact::IssueExtended { .. }
            | Fact::Booking(_) => self.script.outer.push((key, index)),
            Fact::VisitorLeft { ticket, why } => self.leaves(key, *ticket, *why, &event.by),
            Fact::WindowOpened { window, clerk } => {
                self.last.remove(clerk);
                self.anchor(key, clerk, Anchored::Opens(window.clone()));
            }
            Fact::WindowPaused { window, clerk, reason } => {
                self.last.remove(clerk);
                let anchor = self.anchor(key, clerk, Anchored::Pauses { reason: reason.clone(), resumes: None });
                self.pauses.insert(window.clone(), anchor);
            }
            Fact::WindowResumed { window, .. } => self.resumes(key, window),
            Fact::WindowClosed { clerk, .. } if by_hand => self.closes(key, clerk, event),
            Fact::ClerkSignedOut { clerk } if by_hand => {
                self.last.remove(clerk);
                self.anchor(key, clerk, Anchored::SignsOut);
            }
            Fact::VisitorCameBack { ticket, .. } => self.comes_back(key, *ticket, &event.by),
            Fact::VisitorCalled { .. } => return self.called(key, event),
            Fact::VisitorRecalled { ticket, clerk, .. } => {
                self.step(key, *ticket, Does::Act(Act::Recall));
                self.last.remove(clerk);
            }
            Fact::VisitorPutBack { .. }
            | Fact::ServiceStarted { .. }
            | Fact::ServiceFinished { .. }
            | Fact::NextServiceQueued { .. }
            | Fact::VisitorNoShow { .. }
            | Fact::VisitorParked { .. }
            | Fact::VisitorTransferred { .. }
            | Fact::ServiceRefused { .. }
            | Fact::RightDenied { .. } => self.at_window(key, event),
            Fact::StepUndone { clerk, .. } => self.takes_back(key, clerk),
            // What time does at the end of the day it does again.
            Fact::WindowClosed { .. } | Fact::ClerkSignedOut { .. } => {}
            Fact::DayTurned | Fact::ComeBackLapsed { .. } | Fact::ParkAlarmRang { .. } => {}
        }
        None
    }

    fn leaves(&mut self, key: Key, ticket: TicketId, why: LeftWhy, by: &Actor) {
        let act = match why {
            LeftWhy::EndOfDay => return,
            LeftWhy::Withdrawn => Act::WithdrawTicket { ticket },
            LeftWhy::Said | LeftWhy::OnPage => Act::Leave { ticket },
        };
        self.script.leaves.push(Leave { key, ticket, by: by.clone(), act });
    }

    fn resumes(&mut self, key: Key, window: &WindowId) {
        let Some(anchor) = self.pauses.remove(window).map(|index| &mut self.script.anchors[index]) else { return };
        let began = anchor.key.0;
        if let Anchored::Pauses { resumes, .. } = &mut anchor.does {
            *resumes = Some(After { time: key.0.duration_since(began), order: key.1 });
        }
    }

    fn closes(&mut self, key: Key, clerk: &ClerkId, event: &Event) {
        let own = event.by == Actor::Staff(clerk.clone());
        let step = self.last.remove(clerk).filter(|last| event.continues && last.at == event.at);
        let put_back = |part: &Part| matches!(part, Part::PutBack(..));
        let puts_back = step.as_ref().is_some_and(|last| last.parts.iter().any(put_back));
        let anchor = self.anchor(key, clerk, Anchored::Closes { by: event.by.clone(), puts_back });
        if let Some(mut last) = step.filter(|_| own) {
            last.parts.push(Part::Closed(anchor));
            self.last.insert(clerk.clone(), last);
        }
    }

    fn comes_back(&mut self, key: Key, ticket: TicketId, by: &Actor) {
        if let Some(stint) = self.stint(ticket)
            && let Some(ended_at) = stint.ended_at
        {
            let after = After { time: key.0.duration_since(ended_at), order: key.1 };
            stint.comes_back = Some((after, by.clone()));
        }
    }

    fn called(&mut self, key: Key, event: &Event) -> Option<(ClerkId, WindowId)> {
        let Fact::VisitorCalled { ticket, window, clerk, why, .. } = &event.fact else { return None };
        let kind = match why {
            Why::FirstCome { .. } | Why::Preferential { .. } | Why::Credit { .. } | Why::Booked { .. } => Kind::InTurn,
            Why::Parked => {
                if let Some(stint) = self.stint(*ticket)
                    && let Some(ended_at) = stint.ended_at
                {
                    let after = After { time: key.0.duration_since(ended_at), order: key.1 };
                    stint.returns.push(Return { after, clerk: clerk.clone(), taken_back: None });
                }
                Kind::Back
            }
            Why::Chosen { reason, .. } => {
                let does = Anchored::Chooses { ticket: *ticket, reason: reason.clone(), taken_back: None };
                Kind::Anchor(self.anchor(key, clerk, does))
            }
        };
        let stint = Stint {
            at: key.0,
            window: window.clone(),
            steps: Vec::new(),
            ended_at: None,
            comes_back: None,
            returns: Vec::new(),
        };
        self.script.stints.entry(*ticket).or_default().push(stint);
        self.part(event, clerk, Part::Called(*ticket, kind));
        matches!(kind, Kind::InTurn).then(|| (clerk.clone(), window.clone()))
    }

    /// What a clerk does with the visitor, and what the record cannot say of it where time did it.
    fn at_window(&mut self, key: Key, event: &Event) {
        let Some(AtWindow { ticket, clerk, .. }) = event.fact.at_window() else { return };
        let part = match does(event) {
            Some(does) => {
                self.step(key, ticket, does);
                Part::Step(ticket)
            }
            None => {
                let Some(stint) = self.stint(ticket) else { return };
                Part::PutBack(ticket, After { time: key.0.duration_since(stint.at), order: key.1 })
            }
        };
        self.part(event, clerk, part);
    }

    fn stint(&mut self, ticket: TicketId) -> Option<&mut Stint> {
        self.script.stints.get_mut(&ticket)?.last_mut()
    }

    fn step(&mut self, key: Key, ticket: TicketId, does: Does) {
        let Some(stint) = self.stint(ticket) else { return };
        let ends = match &does {
            Does::Act(act) => !matches!(act, Act::Recall | Act::Start),
            Does::TimesOut => true,
            Does::TakesBack => false,
        };
        stint.ended_at = ends.then_some(key.0);
        stint.steps.push(Step { after: After { time: key.0.duration_since(stint.at), order: key.1 }, does });
    }

    fn part(&mut self, event: &Event, clerk: &ClerkId, part: Part) {
        let last = self.last.remove(clerk).filter(|last| event.continues && last.at == event.at);
        // What time alone did is no step of the clerk's.
        if event.by != Actor::Time {
            let mut last = last.unwrap_or(Last { at: event.at, parts: Vec::new() });
            last.parts.push(part);
            self.last.insert(clerk.clone(), last);
        }
    }
}

/// What was done to a visitor at a window; nothing where it was no end of theirs: the window closed over them, or the day ended.
fn does(event: &Event) -> Option<Does> {
    let by_time = event.by == Actor::Time;
    let act = match &event.fact {
        Fact::ServiceStarted { .. } => Act::Start,
        Fact::ServiceFinished { .. } if by_time => return None,
        Fact::ServiceFinished { .. } => Act::Finish,
        Fact::NextServiceQueued { added, .. } => Act::NextService { service: added.clone() },
        Fact::VisitorNoShow { .. } if by_time => return Some(Does::TimesOut),
        Fact::VisitorNoShow { .. } => Act::NoShow,
        Fact::VisitorParked { reason, alarm_at, .. } => {
            let minutes = |at: Timestamp| u16::try_from(seconds_between(event.at, at) / 60).unwrap_or(u16::MAX);
            Act::Park { reason: reason.clone(), alarm_min: alarm_at.map(minutes) }
        }
        Fact::VisitorTransferred { to, .. } => Act::Transfer { to: to.clone() },
        Fact::ServiceRefused { reason, .. } => Act::Refuse { reason: reason.clone() },
        Fact::RightDenied { .. } => Act::DenyRight,
        Fact::VisitorRecalled { .. } => Act::Recall,
        Fact::VisitorPutBack { .. }
        | Fact::VisitorCalled { .. }
        | Fact::FloorConfigured { .. }
        | Fact::DayTurned
        | Fact::TicketIssued { .. }
        | Fact::VisitorLeft { .. }
        | Fact::MoreTimeMarked { .. }
        | Fact::CouponReprinted { .. }
        | Fact::ClerkSignedIn { .. }
        | Fact::ClerkSignedOut { .. }
        | Fact::WindowOpened { .. }
        | Fact::WindowPaused { .. }
        | Fact::WindowResumed { .. }
        | Fact::WindowClosed { .. }
        | Fact::ComeBackLapsed { .. }
        | Fact::VisitorCameBack { .. }
        | Fact::ParkAlarmRang { .. }
        | Fact::StepUndone { .. }
        | Fact::IssueStopped { .. }
        | Fact::IssueResumed { .. }
        | Fact::IssueExtended { .. }
        | Fact::Booking(_) => return None,
    };
    Some(Does::Act(act))
}
