//! A visitor at a window: one step after the other, as that visitor had them.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::{After, Does, Errand, Play, Sitting, Step, Usual, What};
use crate::command::{Act, Actor, Command};
use crate::decide::decide;
use crate::event::Fact;
use crate::ids::{ClerkId, TicketId, WindowId};
use crate::rejection::Rejection;
use crate::ticket::Stage;
use crate::what_if::watch::MADE_UP;

/// What is played with one visitor.
struct Course {
    steps: Vec<Step>,
    stint: Option<usize>,
    is_cut: bool,
}

impl Play<'_> {
    /// Who was called at a moment comes to the window.
    pub(super) fn sits_down(&mut self, clerk: &ClerkId, ticket: TicketId, called_at: Timestamp) {
        let Some(window) = self.state.window_of(clerk).cloned() else { return };
        let Course { steps, stint, is_cut } = self.course(ticket, &window, called_at);
        let steps = VecDeque::from(steps);
        self.clerk(clerk).sitting = Some(Sitting { ticket, called_at, steps, stint, is_cut });
        self.next_step(clerk);
    }

    /// The visitor's next time at a window. One whose end the record does not tell is passed over, unless it is that very one.
    fn course(&mut self, ticket: TicketId, window: &WindowId, at: Timestamp) -> Course {
        let script = &self.record.script;
        let stints = script.stints.get(&ticket).map_or(&[][..], |stints| stints);
        let played = self.played.entry(ticket).or_default();
        while let Some(stint) = stints.get(*played) {
            let index = *played;
            *played += 1;
            let is_cut = stint.ended_at.is_none();
            if !is_cut || (stint.at == at && stint.window == *window) {
                return Course { steps: stint.steps.clone(), stint: Some(index), is_cut };
            }
        }
        let service = self.state.tickets.get(&ticket).map(crate::ticket::Ticket::service);
        let steps = match (self.state.floor.as_deref(), service) {
            (Some(floor), Some(service)) if !self.record.withdrew(ticket) => self.usual.visit(floor, service),
            (Some(_) | None, _) => Usual::no_show(),
        };
        Course { steps, stint: None, is_cut: false }
    }

    fn next_step(&mut self, clerk: &ClerkId) {
        let Some(sitting) = &self.clerk(clerk).sitting else { return };
        let Some(after) = sitting.steps.front().map(|step| step.after) else { return };
        let called_at = sitting.called_at;
        let entry = self.enter_after(called_at, after, What::Step(clerk.clone()));
        self.clerk(clerk).next_step = Some(entry);
    }

    /// It is the moment of the next step.
    pub(super) fn step(&mut self, clerk: &ClerkId) {
        self.clerk(clerk).next_step = None;
        let sitting = self.clerk(clerk).sitting.as_mut();
        let Some(step) = sitting.and_then(|sitting| sitting.steps.pop_front()) else { return };
        match step.does {
            Does::Act(act) => self.does(clerk, act),
            Does::TimesOut => self.times_out(clerk),
            Does::TakesBack => self.takes_step_back(clerk),
        }
    }

    fn does(&mut self, clerk: &ClerkId, act: Act) {
        let taken_back = self.next_is(clerk, &Does::TakesBack);
        self.clerk(clerk).takes_back = taken_back;
        match self.act(Actor::Staff(clerk.clone()), act.clone()) {
            Ok(_) => self.goes_on(clerk),
            Err(Rejection::TooEarlyForNoShow { calls, seconds }) => self.waits_for_no_show(clerk, calls, seconds),
            Err(_) if taken_back => {
                self.clerk(clerk).takes_back = false;
                self.clerk(clerk).sitting.iter_mut().for_each(|sitting| drop(sitting.steps.pop_front()));
                self.goes_on(clerk);
            }
            Err(_) if matches!(act, Act::Recall | Act::Start) => self.goes_on(clerk),
            Err(_) => self.finishes_instead(clerk),
        }
    }

    fn next_is(&mut self, clerk: &ClerkId, does: &Does) -> bool {
        let next = self.clerk(clerk).sitting.as_ref().and_then(|sitting| sitting.steps.front());
        next.is_some_and(|step| step.does == *does)
    }

    /// Who does not come is called as often and waited for as long as the rules want.
    fn waits_for_no_show(&mut self, clerk: &ClerkId, calls: u8, seconds: u32) {
        for _ in 0..calls {
            // Whoever does not come is called still, and a call can be repeated.
            let _ = self.act(Actor::Staff(clerk.clone()), Act::Recall);
        }
        let now = self.now.0;
        if let Some(sitting) = &mut self.clerk(clerk).sitting {
            let time = now.duration_since(sitting.called_at) + SignedDuration::from_secs(seconds.into());
            let step = Step { after: After { time, order: MADE_UP }, does: Does::Act(Act::NoShow) };
            sitting.steps.push_front(step);
        }
        self.next_step(clerk);
    }

    /// An end of the visit that cannot be here: it is done.
    fn finishes_instead(&mut self, clerk: &ClerkId) {
        self.unkept += 1;
        let by = Actor::Staff(clerk.clone());
        // Whoever has come already is not received again.
        let _ = self.act(by.clone(), Act::Start);
        let _ = self.act(by, Act::Finish);
        self.goes_on(clerk);
    }

    /// Time makes the no-show, unless more time was given here: then the clerk does.
    fn times_out(&mut self, clerk: &ClerkId) {
        let Some(ticket) = self.clerk(clerk).sitting.as_ref().map(|sitting| sitting.ticket) else { return };
        let command = Command { by: Actor::Time, act: Act::LetTimePass };
        let events = decide(&self.state, &command, self.now.0).unwrap_or_default();
        let is_it = |fact: &Fact| matches!(fact, Fact::VisitorNoShow { ticket: other, .. } if *other == ticket);
        let Some(event) = events.into_iter().find(|event| is_it(&event.fact)) else {
            return self.does(clerk, Act::NoShow);
        };
        self.happened.push(event.clone());
        self.so_be_it(&event);
        self.goes_on(clerk);
    }

    fn takes_step_back(&mut self, clerk: &ClerkId) {
        self.clerk(clerk).takes_back = false;
        if self.act(Actor::Staff(clerk.clone()), Act::Undo).is_ok() || self.is_at_window(clerk) {
            return self.goes_on(clerk);
        }
        self.leaves(clerk);
        self.takes_up(clerk);
        self.settle(clerk);
    }

    fn is_at_window(&mut self, clerk: &ClerkId) -> bool {
        let ticket = self.clerk(clerk).sitting.as_ref().map(|sitting| sitting.ticket);
        let desk = self.state.desks.values().find(|desk| desk.clerk == *clerk);
        ticket.is_some() && desk.is_some_and(|desk| desk.visitor == ticket)
    }

    /// After a step: the next one, or the visitor is gone.
    fn goes_on(&mut self, clerk: &ClerkId) {
        if self.clerk(clerk).takes_back || self.is_at_window(clerk) {
            return self.next_step(clerk);
        }
        self.leaves(clerk);
        self.settle(clerk);
    }

    /// The time at the window is over; what it leads to will come.
    fn leaves(&mut self, clerk: &ClerkId) {
        let Some(sitting) = self.clerk(clerk).sitting.take() else { return };
        let ticket = sitting.ticket;
        let stints = self.record.script.stints.get(&ticket);
        let stint = sitting.stint.and_then(|index| stints.and_then(|stints| stints.get(index)));
        let (Some(stint), Some(stage)) = (stint, self.state.tickets.get(&ticket).map(|ticket| &ticket.stage)) else {
            return;
        };
        let (missed, parked) = (matches!(stage, Stage::NoShow { .. }), matches!(stage, Stage::Parked { .. }));
        if let Some((after, by)) = stint.comes_back.as_ref().filter(|_| missed) {
            self.enter_after(self.now.0, *after, What::ComesBack(ticket, by.clone()));
        }
        for back in stint.returns.iter().filter(|_| parked) {
            let errand = Errand::Back { ticket, taken_back: back.taken_back };
            self.enter_after(self.now.0, back.after, What::Returns(back.clerk.clone(), errand));
        }
    }

    /// The window closed over its visitor, who will have this time at a window again, unless the record has it so, too.
    pub(super) fn interrupted(&mut self, clerk: &ClerkId) {
        if let Some(entry) = self.clerk(clerk).next_step.take() {
            self.agenda.remove(&entry);
        }
        let Some(sitting) = self.clerk(clerk).sitting.take() else { return };
        if sitting.stint.is_some() && !sitting.is_cut {
            self.played.entry(sitting.ticket).and_modify(|played| *played = played.saturating_sub(1));
        }
    }
}
