//! What an act writes into the book. Only acts that nothing stands against are entered.

use std::rc::Rc;

use jiff::{SignedDuration, Timestamp, ToSpan};
use queue::floor::PlaceRule;
use queue::ids::{CallId, CategoryId, Language, ServiceId, TicketId, WindowId};
use queue::state::CALLS_KEPT;
use queue::ticket::LeftWhy;
use queue::{Act, Actor, Leaving, Number};

use crate::book::{Book, Desk, Past, Spot, Visitor, of, seconds, set};

impl Book {
    /// Enters a possible act; `called` is whom the queue chose for "call next".
    pub fn enter(&mut self, by: &Actor, act: &Act, called: Option<TicketId>, now: Timestamp) {
        match act {
            Act::IssueTicket { services, category, language, more_time, code: _ } => {
                self.enter_coupon(by, services, category, language, *more_time, now);
            }
            Act::WithdrawTicket { ticket } => self.enter_withdrawn(*ticket, now),
            Act::Leave { ticket } => {
                let why = if *by == Actor::Visitor { LeftWhy::OnPage } else { LeftWhy::Said };
                self.write(*ticket, |line| line.spot = Spot::Left { at: now, why });
            }
            Act::MarkMoreTime { ticket, on } => {
                if self.visitor(*ticket).is_some_and(|visitor| visitor.more_time != *on) {
                    self.mark(*ticket, |line| line.more_time = *on);
                }
            }
            Act::ReprintCoupon { ticket } => self.mark(*ticket, |line| line.copies += 1),
            Act::ComeBack { ticket } => {
                let place = self.place_by(self.floor.rules.place_came_back, *ticket, None, now);
                self.write(*ticket, |line| line.waits_from(now, place, None));
            }
            Act::StopIssue { service } => self.stopped.push(service.clone()),
            Act::ResumeIssue { service } => self.stopped.retain(|stopped| stopped != service),
            Act::ExtendIssue { service, until, more } => {
                let extra = of(&self.extra, service) + more;
                set(&mut self.extra, service, extra);
                if let Some(until) = until {
                    set(&mut self.longer, service, *until);
                }
            }
            Act::ConfigureFloor { floor } => {
                self.floor = Rc::new((**floor).clone());
                // What was decided on another floor is not taken back on this one.
                self.desks.iter_mut().for_each(|desk| desk.past = None);
                self.closed.clear();
            }
            Act::LetTimePass => self.enter_time(now),
            Act::Booking(_) => unreachable!("bookings have random months of their own"),
            Act::SignIn
            | Act::SignOut
            | Act::OpenWindow { .. }
            | Act::PauseWindow { .. }
            | Act::ResumeWindow
            | Act::CloseWindow { .. } => self.enter_desk(by, act, now),
            Act::TakeOverWindow { window, clerk, visitor } => {
                let absent = Actor::Staff(clerk.clone());
                if *by == absent {
                    return self.enter_desk(by, &Act::CloseWindow { visitor: visitor.clone() }, now);
                }
                if let Some(leaving) = visitor {
                    self.enter_leaving(&absent, leaving, now);
                }
                self.desks.retain(|desk| desk.window != *window);
            }
            Act::Undo => self.enter_undo(by),
            Act::Recall => self.enter_recall(by, now),
            Act::CallNext
            | Act::CallTicket { .. }
            | Act::Return { .. }
            | Act::Start
            | Act::Finish
            | Act::NoShow
            | Act::Park { .. }
            | Act::Transfer { .. }
            | Act::NextService { .. }
            | Act::Refuse { .. }
            | Act::DenyRight => self.enter_step(by, act, called, now),
        }
    }

    fn enter_coupon(
        &mut self,
        by: &Actor,
        services: &[ServiceId],
        category: &CategoryId,
        language: &Language,
        more_time: bool,
        now: Timestamp,
    ) {
        let letter = self.service(&services[0]).expect("nothing stood against it").letter;
        let figures = of(&self.last_numbers, &letter) + 1;
        set(&mut self.last_numbers, &letter, figures);
        for service in services {
            let taken = of(&self.coupons, service) + 1;
            set(&mut self.coupons, service, taken);
        }
        let id = TicketId(self.next_ticket);
        self.next_ticket += 1;
        self.visitors.push(Rc::new(Visitor {
            id,
            issued_by: by.clone(),
            number: Number::new(letter, figures).expect("1 to 999"),
            category: category.clone(),
            denied: None,
            language: language.clone(),
            more_time,
            behind: Vec::new(),
            ahead: services.to_vec(),
            taken: now,
            place: now,
            copies: 0,
            was_called: false,
            spot: Spot::Waits { since: now, only: None },
            changed: self.changes,
            moved: self.changes,
        }));
    }

    fn enter_withdrawn(&mut self, id: TicketId, now: Timestamp) {
        let Some(services) = self.visitor(id).filter(|visitor| visitor.waits()).map(|visitor| visitor.ahead.clone())
        else {
            return;
        };
        for service in &services {
            let taken = of(&self.coupons, service) - 1;
            set(&mut self.coupons, service, taken);
        }
        self.write(id, |line| line.spot = Spot::Left { at: now, why: LeftWhy::Withdrawn });
    }

    fn enter_time(&mut self, now: Timestamp) {
        let due = self.visitors.iter().filter(|visitor| self.due_at(visitor).is_some_and(|at| at <= now));
        for id in due.map(|visitor| visitor.id).collect::<Vec<_>>() {
            let spot = self.visitor(id).expect("it is due").spot.clone();
            if let Spot::Called { window, .. } = spot {
                self.enter_no_show(&window, id, now);
                // What time did is no step of the clerk's, and ends the one before.
                self.desks.iter_mut().filter(|desk| desk.window == window).for_each(|desk| desk.past = None);
            } else if let Spot::Parked { window, since, reason, alarm, .. } = spot {
                self.write(id, |line| line.spot = Spot::Parked { window, since, reason, alarm, rang: true });
            } else if let Spot::NoShow { since, .. } = spot {
                self.write(id, |line| line.spot = Spot::NoShow { since, until: None });
            }
        }
        if self.turns() <= now {
            *self = Self::page(Rc::clone(&self.floor), self.day_of(now), self.next_ticket, self.next_call);
        }
    }

    fn enter_desk(&mut self, by: &Actor, act: &Act, now: Timestamp) {
        let Actor::Staff(clerk) = by else { return };
        if let (Act::SignIn, false) = (act, self.signed_in.contains(clerk)) {
            self.signed_in.push(clerk.clone());
            let figures = self.figures.iter().find(|(known, _)| known == clerk).map(|(_, figures)| figures.clone());
            set(&mut self.figures, clerk, figures.unwrap_or_default());
        }
        if let Act::OpenWindow { window } = act {
            let (window, clerk) = (window.clone(), clerk.clone());
            self.desks.push(Desk { window, clerk, pause: None, visitor: None, past: None });
        }
        if let Act::OpenWindow { .. } | Act::SignOut = act {
            self.closed.retain(|desk| desk.clerk != *clerk);
        }
        if let (Act::CloseWindow { visitor: Some(leaving) }, Some((window, Some(_)))) = (act, self.seat(by)) {
            let before = self.without_pasts();
            self.enter_leaving(by, leaving, now);
            let past = self.past_since(before, now);
            let desk = self.desk_at(&window).expect("it closes only now").clone();
            self.closed.push(Desk { past: Some(past), ..desk });
        }
        if let Act::CloseWindow { .. } | Act::SignOut = act {
            self.desks.retain(|desk| desk.clerk != *clerk);
        }
        if let Act::SignOut = act {
            self.signed_in.retain(|known| known != clerk);
        }
        for desk in self.desks.iter_mut().filter(|desk| desk.clerk == *clerk) {
            if let Act::PauseWindow { reason } = act {
                desk.pause = Some((reason.clone(), now));
                desk.past = None;
            } else if let Act::ResumeWindow = act {
                desk.pause = None;
            }
        }
    }

    fn enter_leaving(&mut self, by: &Actor, leaving: &Leaving, now: Timestamp) {
        let Some((window, Some(id))) = self.seat(by) else { return };
        match leaving {
            Leaving::Finish => self.enter_done(&window, id, None, now),
            Leaving::PutBack => {
                let place = self.visitor(id).expect("at the window").place;
                self.leave_window(&window, id, |line| line.waits_from(now, place, None));
            }
            Leaving::Transfer(to) => self.enter_transfer(&window, id, to, now),
        }
    }

    /// The window and the visitor of whoever asks.
    pub fn seat(&self, by: &Actor) -> Option<(WindowId, Option<TicketId>)> {
        let desk = self.desks.iter().find(|desk| *by == Actor::Staff(desk.clerk.clone()))?;
        Some((desk.window.clone(), desk.visitor))
    }

    fn enter_undo(&mut self, by: &Actor) {
        let closed = self.closed.iter().position(|desk| *by == Actor::Staff(desk.clerk.clone()));
        if let (Some(closed), None) = (closed, self.seat(by)) {
            let desk = self.closed.remove(closed);
            self.desks.push(desk);
        }
        let Some((window, _)) = self.seat(by) else { return };
        let desk = self.desks.iter_mut().find(|desk| desk.window == window).expect("it was found");
        let Some(Past { before, lines, .. }) = desk.past.take() else { return };
        let old = before.desk_at(&window).expect("the desk was there before its step");
        desk.visitor = old.visitor;
        let figures = before.figures.iter().find(|(clerk, _)| *clerk == old.clerk).map(|(_, figures)| figures.clone());
        set(&mut self.figures, &old.clerk, figures.unwrap_or_default());
        set(&mut self.generals, &window, of(&before.generals, &window));
        self.sounded.retain(|(call, id)| call.0 < before.next_call || !lines.iter().any(|(line, _)| line == id));
        for (id, _) in &lines {
            let line = before.visitor(*id).expect("a step makes nobody").clone();
            // What the desk wrote on the coupon meanwhile is no step of the clerk's.
            self.write(*id, |now| *now = Visitor { more_time: now.more_time, copies: now.copies, ..line });
        }
    }

    fn enter_recall(&mut self, by: &Actor, now: Timestamp) {
        let Some((window, Some(id))) = self.seat(by) else { return };
        self.write(id, |line| {
            if let Spot::Called { last, calls, .. } = &mut line.spot {
                (*last, *calls) = (now, calls.saturating_add(1));
            }
        });
        self.sound(id);
        // What was heard cannot be taken back.
        self.desks.iter_mut().filter(|desk| desk.window == window).for_each(|desk| desk.past = None);
    }

    pub fn sound(&mut self, id: TicketId) {
        self.sounded.push((CallId(self.next_call), id));
        self.next_call += 1;
        while self.sounded.len() > CALLS_KEPT {
            let goes = (0..self.sounded.len()).find(|place| !self.is_waited_for(*place));
            self.sounded.remove(goes.expect("a floor has fewer windows than calls are kept"));
        }
    }

    /// Whether this sounding is the last one of somebody whom a window waits for or receives.
    fn is_waited_for(&self, place: usize) -> bool {
        let (_, id) = self.sounded[place];
        let last = self.sounded.iter().rposition(|(_, other)| *other == id) == Some(place);
        last && self.visitor(id).is_some_and(|visitor| visitor.is_called() || visitor.is_served())
    }

    pub fn enter_no_show(&mut self, window: &WindowId, id: TicketId, now: Timestamp) {
        let until = now + SignedDuration::from_mins(i64::from(self.floor.rules.come_back_min));
        self.count(window, |figures| figures.no_shows += 1);
        self.leave_window(window, id, |line| line.spot = Spot::NoShow { since: now, until: Some(until) });
    }

    /// The time by which somebody stands who comes into the queue again.
    pub fn place_by(&self, rule: PlaceRule, id: TicketId, service: Option<&ServiceId>, now: Timestamp) -> Timestamp {
        let visitor = self.visitor(id).expect("a visitor of today");
        let service = service.unwrap_or(visitor.due());
        match rule {
            PlaceRule::KeepsTime => visitor.taken,
            PlaceRule::Back => now,
            PlaceRule::Front => {
                let others = self.visitors.iter().filter(|other| other.waits() && other.due() == service);
                others.map(|other| other.place - 1.millisecond()).chain([visitor.taken]).min().expect("at least one")
            }
        }
    }

    /// Changes a visitor's line: the visitor goes somewhere.
    pub fn write(&mut self, id: TicketId, change: impl FnOnce(&mut Visitor)) {
        let moved = self.changes + 1;
        self.mark(id, |line| {
            change(line);
            line.moved = moved;
        });
    }

    /// Notes something on a visitor's line, who stays where they are.
    fn mark(&mut self, id: TicketId, change: impl FnOnce(&mut Visitor)) {
        self.changes += 1;
        let line = self.visitors.iter_mut().find(|visitor| visitor.id == id).expect("a visitor of today");
        let line = Rc::make_mut(line);
        change(line);
        line.changed = self.changes;
    }

    /// Changes the line of somebody who goes from a window.
    pub fn leave_window(&mut self, window: &WindowId, id: TicketId, change: impl FnOnce(&mut Visitor)) {
        self.desks.iter_mut().filter(|desk| desk.window == *window).for_each(|desk| desk.visitor = None);
        self.write(id, change);
    }

    pub fn count(&mut self, window: &WindowId, count: impl FnOnce(&mut crate::book::Figures)) {
        let clerk = self.desk_at(window).expect("an open window").clerk.clone();
        let known = self.figures.iter_mut().find(|(known, _)| *known == clerk);
        count(&mut known.expect("whoever sits there signed in").1);
    }

    /// Seconds for which the visitor has been received.
    pub fn served_s(&self, id: TicketId, now: Timestamp) -> Option<u32> {
        if let Spot::Served { since, .. } = self.visitor(id)?.spot { Some(seconds(since, now)) } else { None }
    }
}

impl Visitor {
    pub fn waits_from(&mut self, since: Timestamp, place: Timestamp, only: Option<WindowId>) {
        self.place = place;
        self.spot = Spot::Waits { since, only };
    }
}
