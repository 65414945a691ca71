//! What a clerk's step with a visitor writes into the book, with the copy of the book that an undo goes back to.

use std::rc::Rc;

use jiff::Timestamp;
use queue::floor::Policy;
use queue::ids::{ServiceId, TicketId, WindowId};
use queue::{Act, Actor, Target};

use crate::book::{Book, Past, Spot, of, set};

impl Book {
    pub fn enter_step(&mut self, by: &Actor, act: &Act, called: Option<TicketId>, now: Timestamp) {
        let Some((window, guest)) = self.seat(by) else { return };
        let before = self.without_pasts();
        self.step(by, &window, guest, act, called, now);
        let past = self.past_since(before, now);
        let desk = self.desks.iter_mut().find(|desk| desk.window == window);
        desk.expect("a step leaves the clerk at the window").past = Some(past);
    }

    /// The book as a later undo wants it back; no undo goes back twice.
    pub fn without_pasts(&self) -> Self {
        let mut before = self.clone();
        before.desks.iter_mut().chain(&mut before.closed).for_each(|desk| desk.past = None);
        before
    }

    /// What a step needs to be taken back, with the book as it was before.
    pub fn past_since(&self, before: Self, now: Timestamp) -> Past {
        let moved = self.visitors.iter().filter(|line| line.moved > before.changes);
        let lines = moved.map(|line| (line.id, line.moved)).collect();
        Past { at: now, before: Rc::new(before), lines }
    }

    fn step(
        &mut self,
        by: &Actor,
        window: &WindowId,
        guest: Option<TicketId>,
        act: &Act,
        called: Option<TicketId>,
        now: Timestamp,
    ) {
        match (act, guest) {
            (Act::CallNext, _) => {
                self.finish_before_call(by, now);
                self.enter_call(window, called.expect("call next calls"), now);
            }
            (Act::CallTicket { ticket, .. } | Act::Return { ticket }, _) => {
                self.finish_before_call(by, now);
                self.enter_call(window, *ticket, now);
            }
            (Act::Start, Some(id)) => self.write(id, |line| {
                if let Spot::Called { window, first, waited_s, .. } = &line.spot {
                    let (window, called, waited_s) = (window.clone(), *first, *waited_s);
                    line.spot = Spot::Served { window, since: now, called, waited_s };
                }
            }),
            (Act::Finish | Act::NextService { service: None }, Some(id)) => self.enter_done(window, id, None, now),
            (Act::NextService { service }, Some(id)) => self.enter_done(window, id, service.as_ref(), now),
            (Act::NoShow, Some(id)) => self.enter_no_show(window, id, now),
            (Act::Park { reason, alarm_min }, Some(id)) => {
                let alarm = alarm_min.map(|minutes| now + jiff::SignedDuration::from_mins(i64::from(minutes)));
                let (from, reason) = (window.clone(), reason.clone());
                self.leave_window(window, id, |line| {
                    line.spot = Spot::Parked { window: from, since: now, reason, alarm, rang: false };
                });
            }
            (Act::Transfer { to }, Some(id)) => self.enter_transfer(window, id, to, now),
            (Act::Refuse { reason }, Some(id)) => {
                self.count(window, |figures| figures.refused += 1);
                let reason = reason.clone();
                self.leave_window(window, id, |line| line.spot = Spot::Refused { at: now, reason });
            }
            (Act::DenyRight, Some(id)) => self.enter_denied(window, id),
            (other, guest) => panic!("{other:?} with {guest:?} is no step"),
        }
    }

    /// "Call next" and the other calls also finish whoever is being served.
    pub fn finish_before_call(&mut self, by: &Actor, now: Timestamp) {
        let Some((window, Some(id))) = self.seat(by) else { return };
        if self.floor.rules.call_finishes && self.served_s(id, now).is_some() {
            self.enter_done(&window, id, None, now);
        }
    }

    fn enter_call(&mut self, window: &WindowId, id: TicketId, now: Timestamp) {
        let visitor = self.visitor(id).expect("a visitor of today");
        let preferential = self.is_preferential(visitor);
        // Somebody who was only sent away for a while is brought back, not called out of the queue.
        if visitor.waits() {
            let generals = if preferential { 0 } else { of(&self.generals, window) + 1 };
            set(&mut self.generals, window, generals);
        }
        let clerk = self.desk_at(window).expect("an open window").clerk.clone();
        self.write(id, |line| {
            let waited_s = if let Spot::Waits { since, .. } = line.spot { crate::book::seconds(since, now) } else { 0 };
            line.was_called = true;
            line.spot = Spot::Called { window: window.clone(), clerk, first: now, last: now, calls: 1, waited_s };
        });
        self.desks.iter_mut().filter(|desk| desk.window == *window).for_each(|desk| desk.visitor = Some(id));
        self.sound(id);
    }

    /// One service is done; the visit goes on with `added` or with its own next service, or it is over (Q8).
    pub fn enter_done(&mut self, window: &WindowId, id: TicketId, added: Option<&ServiceId>, now: Timestamp) {
        let visitor = self.visitor(id).expect("at the window").clone();
        let service_s = self.served_s(id, now).expect("being served");
        let norm_min = self.service(visitor.due()).map_or(0, |service| service.service_norm_min);
        self.count(window, |figures| {
            figures.served += 1;
            figures.service_s += u64::from(service_s);
            figures.within_norm += u32::from(service_s <= u32::from(norm_min) * 60);
        });
        let Some(next) = added.or(visitor.ahead.get(1)).cloned() else {
            self.leave_window(window, id, |line| line.spot = Spot::Finished { at: now });
            return;
        };
        let place = self.place_by(self.floor.rules.place_next_service, id, Some(&next), now);
        self.leave_window(window, id, |line| {
            let done = line.ahead.remove(0);
            line.behind.push(done);
            line.ahead.retain(|service| *service != next);
            line.ahead.insert(0, next);
            line.waits_from(now, place, None);
        });
    }

    /// The visitor stands among the general ones as if they had come as one, and the preferential turn is still owed (Q5).
    fn enter_denied(&mut self, window: &WindowId, id: TicketId) {
        if let Policy::Ratio { general } = self.floor.rules.policy {
            set(&mut self.generals, window, u32::from(general));
        }
        let general = self.floor.categories.iter().find(|category| !category.preferential);
        let general = general.expect("nothing stood against it").id.clone();
        self.leave_window(window, id, |line| {
            line.denied = Some(std::mem::replace(&mut line.category, general));
            line.waits_from(line.taken, line.taken, None);
        });
    }

    pub fn enter_transfer(&mut self, window: &WindowId, id: TicketId, to: &Target, now: Timestamp) {
        let rule = self.floor.rules.place_transferred;
        match to {
            Target::Window(only) => {
                let place = self.place_by(rule, id, None, now);
                self.leave_window(window, id, |line| line.waits_from(now, place, Some(only.clone())));
            }
            Target::Service(service) => {
                let place = self.place_by(rule, id, Some(service), now);
                self.leave_window(window, id, |line| {
                    line.ahead.remove(0);
                    line.ahead.retain(|other| other != service);
                    line.ahead.insert(0, service.clone());
                    line.waits_from(now, place, None);
                });
            }
        }
    }
}
