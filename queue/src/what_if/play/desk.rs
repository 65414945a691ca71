//! What clerks do beside receiving: calling, and by the clock opening, pausing, closing, choosing a visitor.

use super::{Errand, Play, What};
use crate::command::{Act, Actor, Leaving};
use crate::event::{Event, Fact};
use crate::ids::{ClerkId, TicketId, WindowId};
use crate::ticket::Stage;
use crate::what_if::record::{After, Anchored};

/// What becomes of an errand when its clerk turns to it.
enum Turn {
    /// It is done, or has fallen away.
    Over,
    /// It waits until nobody is at the window.
    Waits,
}

/// A clerk's window as it is.
struct Here {
    window: WindowId,
    busy: bool,
    paused: bool,
}

impl Play<'_> {
    /// Something to do, now or once the window is free.
    pub(super) fn errand(&mut self, clerk: &ClerkId, errand: Errand) {
        self.clerk(clerk).errands.push_back(errand);
        self.settle(clerk);
    }

    /// A clerk does what is to do.
    pub(super) fn settle(&mut self, clerk: &ClerkId) {
        while !self.clerk(clerk).takes_back {
            let Some(errand) = self.clerk(clerk).errands.pop_front() else { break };
            if let Turn::Waits = self.turn_to(clerk, &errand) {
                self.clerk(clerk).errands.push_front(errand);
                break;
            }
        }
        self.fetch_back(clerk);
    }

    fn here(&self, clerk: &ClerkId) -> Option<Here> {
        let (window, desk) = self.state.desks.iter().find(|(_, desk)| desk.clerk == *clerk)?;
        Some(Here { window: window.clone(), busy: desk.visitor.is_some(), paused: desk.pause.is_some() })
    }

    fn turn_to(&mut self, clerk: &ClerkId, errand: &Errand) -> Turn {
        match errand {
            Errand::Anchor(index) => {
                let does = self.record.script.anchors[*index].does.clone();
                self.by_the_clock(clerk, &does)
            }
            Errand::Back { ticket, taken_back } => self.back(clerk, *ticket, *taken_back),
            Errand::Closes => {
                let by = Actor::Staff(clerk.clone());
                self.by_the_clock(clerk, &Anchored::Closes { by, puts_back: false })
            }
        }
    }

    fn by_the_clock(&mut self, clerk: &ClerkId, does: &Anchored) -> Turn {
        let by = Actor::Staff(clerk.clone());
        let here = self.here(clerk);
        let (busy, paused) = here.as_ref().map_or((false, false), |here| (here.busy, here.paused));
        match (does, here) {
            (Anchored::Opens(window), _) => {
                if !self.stays_closed(window) {
                    // A window that another has not left yet is not opened.
                    let _ = self.act(by, Act::OpenWindow { window: window.clone() });
                }
            }
            (Anchored::SignsOut, _) if busy => return Turn::Waits,
            (Anchored::SignsOut, _) => {
                let _ = self.act(by, Act::SignOut);
            }
            // Without a window there is nothing to do at one.
            (_, None) => {}
            (Anchored::Closes { by, puts_back }, Some(here)) => {
                if busy && !puts_back {
                    return Turn::Waits;
                }
                self.closes(clerk, by, &here);
            }
            (Anchored::Pauses { .. }, _) if busy => return Turn::Waits,
            (Anchored::Pauses { reason, resumes }, _) => {
                let paused = self.act(by, Act::PauseWindow { reason: reason.clone() });
                if let (Ok(_), Some(after)) = (paused, resumes) {
                    self.enter_after(self.now.0, *after, What::Resumes(clerk.clone()));
                }
            }
            (Anchored::Chooses { .. } | Anchored::Calls { .. }, _) if busy || paused => return Turn::Waits,
            (Anchored::Chooses { ticket, reason, taken_back }, _) => {
                let act = Act::CallTicket { ticket: *ticket, reason: reason.clone() };
                self.calls_by(clerk, act, *taken_back);
            }
            (Anchored::Calls { taken_back }, _) => {
                self.calls_by(clerk, Act::CallNext, *taken_back);
            }
        }
        Turn::Over
    }

    fn stays_closed(&self, window: &WindowId) -> bool {
        let less = self.plan.less.as_ref().filter(|(less, _)| less == window);
        less.is_some_and(|(_, from)| from.is_none_or(|from| self.now.0 >= from))
    }

    /// A window closes, over its visitor if there is one.
    fn closes(&mut self, clerk: &ClerkId, by: &Actor, here: &Here) {
        let visitor = here.busy.then_some(Leaving::PutBack);
        let own = Act::CloseWindow { visitor: visitor.clone() };
        let staff = Actor::Staff(clerk.clone());
        let (window, name) = (here.window.clone(), clerk.clone());
        let taken_over =
            *by != staff && self.act(by.clone(), Act::TakeOverWindow { window, clerk: name, visitor }).is_ok();
        if taken_over || self.act(staff, own).is_ok() {
            self.interrupted(clerk);
        }
    }

    /// A parked visitor is called back.
    fn back(&mut self, clerk: &ClerkId, ticket: TicketId, taken_back: Option<After>) -> Turn {
        if !self.is_parked(ticket) {
            return Turn::Over;
        }
        match self.here(clerk) {
            Some(here) if here.busy || here.paused => return Turn::Waits,
            Some(_) if self.calls_by(clerk, Act::Return { ticket }, taken_back) => return Turn::Over,
            Some(_) | None => self.back.push(ticket),
        }
        let others: Vec<ClerkId> = self.state.desks.values().map(|desk| desk.clerk.clone()).collect();
        others.iter().filter(|other| *other != clerk).for_each(|other| self.fetch_back(other));
        Turn::Over
    }

    fn is_parked(&self, ticket: TicketId) -> bool {
        self.state.tickets.get(&ticket).is_some_and(|ticket| matches!(ticket.stage, Stage::Parked { .. }))
    }

    /// A free clerk calls a parked visitor back whose own clerk is gone.
    fn fetch_back(&mut self, clerk: &ClerkId) {
        let free = self.here(clerk).is_some_and(|here| !here.busy && !here.paused);
        if self.back.is_empty() || !free || self.clerk(clerk).takes_back {
            return;
        }
        let waiting: Vec<TicketId> = self.back.iter().copied().filter(|ticket| self.is_parked(*ticket)).collect();
        self.back.clone_from(&waiting);
        let fetched = waiting.into_iter().find(|ticket| self.calls_by(clerk, Act::Return { ticket: *ticket }, None));
        self.back.retain(|ticket| Some(*ticket) != fetched);
    }

    /// It is the moment of a call in turn.
    pub(super) fn calls(&mut self, clerk: &ClerkId) {
        self.clerk(clerk).next_call = None;
        let so_many = self.clerk(clerk).calls;
        let gaps = self.record.script.hands.get(clerk).map_or(&[][..], |hand| &hand.gaps);
        let taken_back = gaps.get(so_many).and_then(|gap| gap.taken_back);
        if self.calls_by(clerk, Act::CallNext, taken_back) {
            self.clerk(clerk).calls += 1;
        }
    }

    /// Calls somebody, if that can be.
    fn calls_by(&mut self, clerk: &ClerkId, act: Act, taken_back: Option<After>) -> bool {
        let Ok(events) = self.act(Actor::Staff(clerk.clone()), act) else { return false };
        if let Some(after) = taken_back {
            self.clerk(clerk).takes_back = true;
            self.enter_after(self.now.0, after, What::TakesBack(clerk.clone()));
        } else if let Some(ticket) = events.iter().find_map(called) {
            self.sits_down(clerk, ticket, self.now.0);
        }
        true
    }

    /// A call is taken back; where it cannot be any more, it stands.
    pub(super) fn takes_call_back(&mut self, clerk: &ClerkId) {
        self.clerk(clerk).takes_back = false;
        if self.act(Actor::Staff(clerk.clone()), Act::Undo).is_err() {
            self.takes_up(clerk);
        }
        self.settle(clerk);
    }

    /// A clerk goes on with whoever is at the window, or calls the next.
    pub(super) fn takes_up(&mut self, clerk: &ClerkId) {
        let Some((window, desk)) = self.state.desks.iter().find(|(_, desk)| desk.clerk == *clerk) else { return };
        let window = window.clone();
        match desk.visitor {
            Some(ticket) => self.sits_down(clerk, ticket, self.now.0),
            None => self.will_call(&window),
        }
    }
}

fn called(event: &Event) -> Option<TicketId> {
    if let Fact::VisitorCalled { ticket, .. } = event.fact { Some(ticket) } else { None }
}
