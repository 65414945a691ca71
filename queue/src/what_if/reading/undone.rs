//! A clerk's last step, taken back. It stays in the script, with its end: others saw it meanwhile.

use super::{Kind, Last, Part, Reading};
use crate::command::{Act, Leaving};
use crate::ids::{ClerkId, TicketId};
use crate::what_if::record::{After, Anchored, Does, Gap, Step};
use crate::what_if::watch::Key;

impl Reading {
    pub(super) fn takes_back(&mut self, key: Key, clerk: &ClerkId) {
        let Some(Last { at, parts }) = self.last.remove(clerk) else { return };
        let back = After { time: key.0.duration_since(at), order: key.1 };
        match parts.as_slice() {
            [Part::Step(ticket)] => self.step(key, *ticket, Does::TakesBack),
            [Part::Called(ticket, kind)] => {
                self.script.stints.get_mut(ticket).and_then(Vec::pop);
                self.call_taken_back(clerk, *ticket, *kind, back);
            }
            [Part::Step(served), Part::Called(ticket, kind)] => {
                self.script.stints.get_mut(ticket).and_then(Vec::pop);
                let act = self.call_of(clerk, *ticket, *kind);
                self.instead(key, *served, act);
            }
            [Part::Step(served), Part::Closed(anchor)] => {
                self.script.anchors[*anchor].dropped = true;
                let leaving = match self.stint(*served).and_then(|stint| stint.steps.last()).map(|step| &step.does) {
                    Some(Does::Act(Act::Transfer { to })) => Leaving::Transfer(to.clone()),
                    Some(Does::Act(_) | Does::TimesOut | Does::TakesBack) | None => Leaving::Finish,
                };
                self.instead(key, *served, Act::CloseWindow { visitor: Some(leaving) });
            }
            [Part::PutBack(served, after), Part::Closed(anchor)] => {
                self.script.anchors[*anchor].dropped = true;
                let act = Act::CloseWindow { visitor: Some(Leaving::PutBack) };
                if let Some(stint) = self.stint(*served) {
                    stint.steps.push(Step { after: *after, does: Does::Act(act) });
                }
                self.step(key, *served, Does::TakesBack);
            }
            // A clerk's step has no other parts.
            _ => {}
        }
    }

    /// A step that was part of a larger one becomes that whole, taken back.
    fn instead(&mut self, key: Key, served: TicketId, act: Act) {
        if let Some(step) = self.stint(served).and_then(|stint| stint.steps.last_mut()) {
            step.does = Does::Act(act);
        }
        self.step(key, served, Does::TakesBack);
    }

    fn call_taken_back(&mut self, clerk: &ClerkId, ticket: TicketId, kind: Kind, back: After) {
        match kind {
            Kind::InTurn => {
                let gap = self.script.hands.get_mut(clerk).and_then(|hand| hand.gaps.last_mut());
                gap.into_iter().for_each(|gap| gap.taken_back = Some(back));
            }
            Kind::Anchor(anchor) => match &mut self.script.anchors[anchor].does {
                Anchored::Chooses { taken_back, .. } | Anchored::Calls { taken_back } => *taken_back = Some(back),
                Anchored::Opens(_) | Anchored::Pauses { .. } | Anchored::Closes { .. } | Anchored::SignsOut => {}
            },
            Kind::Back => {
                let last = self.stint(ticket).and_then(|stint| stint.returns.last_mut());
                last.into_iter().for_each(|last| last.taken_back = Some(back));
            }
        }
    }

    /// A call that also finished the visit before it, and is to stand there: it leaves its own place.
    fn call_of(&mut self, clerk: &ClerkId, ticket: TicketId, kind: Kind) -> Act {
        match kind {
            Kind::InTurn => {
                let hand = self.script.hands.entry(clerk.clone()).or_default();
                if let Some(Gap { since, after, .. }) = hand.gaps.pop() {
                    hand.held.push((since, (since.0 + after.time, after.order)));
                }
                Act::CallNext
            }
            Kind::Anchor(anchor) => {
                let anchor = &mut self.script.anchors[anchor];
                anchor.dropped = true;
                match &anchor.does {
                    Anchored::Chooses { reason, .. } => Act::CallTicket { ticket, reason: reason.clone() },
                    Anchored::Calls { .. }
                    | Anchored::Opens(_)
                    | Anchored::Pauses { .. }
                    | Anchored::Closes { .. }
                    | Anchored::SignsOut => Act::CallNext,
                }
            }
            Kind::Back => {
                self.stint(ticket).and_then(|stint| stint.returns.pop());
                Act::Return { ticket }
            }
        }
    }
}
