//! What happens in the office: visitors come, wait and lose patience; clerks call, receive, send away, pause.

use jiff::Timestamp;
use queue::booking::BookingAct;
use queue::command::Target;
use queue::ids::{BookingId, TicketId};
use queue::{Act, Actor, Fact, Stage};

use super::{At, Office, SERVICES, Visitor, What, span};
use crate::support::day::{code, kiosk, staff};
use crate::support::floors::{language, reason_id, service_id};

impl Office {
    pub(super) fn happens(&mut self, what: What) {
        match what {
            What::Comes { service } => self.comes(service),
            What::ChecksIn(booking) => self.checks_in(booking),
            What::Leaves(ticket) => drop(self.day.act(Actor::Visitor, Act::Leave { ticket })),
            What::ComesBack(ticket) => {
                if self.day.act(kiosk(), Act::ComeBack { ticket }).is_ok() {
                    self.visitors.entry(ticket).or_default().gone_at = None;
                    self.wake();
                }
            }
            What::Copied(ticket) => {
                self.copied.push(ticket);
                self.wake();
            }
            What::Opens(at) => {
                let (key, window) = (self.clerks[at].key.clone(), self.clerks[at].window);
                self.day.opens(&key, window);
                self.clerks[at].state = At::Busy;
                self.after(40.0, What::Ready(at));
            }
            What::Ready(at) => self.ready(at),
            What::Arrives(at, ticket) => self.arrives(at, ticket),
            What::Recalls(at, ticket) => {
                self.acts(at, Act::Recall);
                self.after(45.0, What::GivesUp(at, ticket));
            }
            What::GivesUp(at, ticket) => {
                self.acts(at, Act::NoShow);
                if self.dice.happens(0.15) {
                    let seconds = self.dice.until(600.0);
                    self.after(seconds, What::ComesBack(ticket));
                }
                self.ready(at);
            }
            What::Ends(at, ticket) => self.ends(at, ticket),
            What::Resumes(at) => {
                self.acts(at, Act::ResumeWindow);
                self.after(20.0, What::Ready(at));
            }
        }
    }

    fn acts(&mut self, at: usize, act: Act) -> Vec<Fact> {
        let key = self.clerks[at].key.clone();
        self.day.clerk(&key, act)
    }

    fn comes(&mut self, service: usize) {
        let key = SERVICES[service].0;
        let visit: &[&str] = if key == "passport" && self.dice.happens(0.15) { &[key, "payment"] } else { &[key] };
        let category = if self.dice.happens(0.12) { "infant" } else { "general" };
        if let Ok(ticket) = self.day.tries(visit, category) {
            self.is_here(ticket);
        }
    }

    fn checks_in(&mut self, booking: BookingId) {
        let ticket = TicketId(self.day.state.next_ticket);
        let (language, more_time) = (language("hy"), false);
        let act = BookingAct::CheckIn { booking, revision: Some(0), language, more_time, code: code(ticket.0) };
        self.day.act(kiosk(), Act::Booking(act)).expect("whoever booked is let in");
        self.is_here(ticket);
    }

    /// Some lose patience: most of them without a word.
    fn is_here(&mut self, ticket: TicketId) {
        let patience_s = self.dice.until(8.0 * 3600.0);
        let mut visitor = Visitor::default();
        if self.dice.happens(0.25) {
            self.after(patience_s, What::Leaves(ticket));
        } else {
            visitor.gone_at = Some(self.day.now + span(patience_s));
        }
        self.visitors.insert(ticket, visitor);
        self.wake();
    }

    /// Whoever sits idle looks up.
    fn wake(&mut self) {
        for at in 0..self.clerks.len() {
            if self.clerks[at].state == At::Idle {
                self.clerks[at].state = At::Busy;
                let seconds = self.dice.about(8.0, 0.6);
                self.after(seconds, What::Ready(at));
            }
        }
    }

    /// A visit that went on is somebody new for the others.
    fn wake_for_others(&mut self, at: usize) {
        self.clerks[at].state = At::Busy;
        self.wake();
        self.clerks[at].state = At::Idle;
    }

    /// A clerk without a visitor, or about to be without: lunch, a break, somebody with copies, the next.
    fn ready(&mut self, at: usize) {
        let now = self.day.now;
        if now >= self.clerks[at].lunch.min(self.clerks[at].next_break) {
            return self.pauses(at);
        }
        let floor = self.day.floor().clone();
        let here = &floor.windows[usize::from(self.clerks[at].window) - 1].services;
        let parked = |ticket: TicketId| matches!(self.day.stage(ticket), Stage::Parked { .. });
        let for_here = |ticket: &TicketId| here.contains(self.day.ticket(*ticket).service()) && parked(*ticket);
        let back = self.copied.iter().position(for_here);
        let called = match back {
            Some(back) => Ok(self.acts(at, Act::Return { ticket: self.copied[back] })),
            None => self.day.act(staff(&self.clerks[at].key.clone()), Act::CallNext),
        };
        let Ok(facts) = called else {
            if self.day.at_window_of(&self.clerks[at].key).is_some() {
                self.acts(at, Act::Finish);
            }
            self.clerks[at].state = At::Idle;
            return self.wake_for_others(at);
        };
        if let Some(back) = back {
            self.copied.remove(back);
        }
        let called = |fact: &Fact| if let Fact::VisitorCalled { ticket, .. } = fact { Some(*ticket) } else { None };
        let ticket = facts.iter().find_map(called).expect("a call");
        if facts.len() > 1 {
            self.wake();
        }
        let gone = self.visitors.get(&ticket).and_then(|visitor| visitor.gone_at).is_some_and(|gone_at| gone_at <= now);
        if gone {
            self.after(60.0, What::Recalls(at, ticket));
        } else {
            let seconds = self.dice.about(25.0, 0.5);
            self.after(seconds, What::Arrives(at, ticket));
        }
    }

    fn pauses(&mut self, at: usize) {
        if self.day.at_window_of(&self.clerks[at].key).is_some() {
            self.acts(at, Act::Finish);
        }
        let now = self.day.now;
        let (reason, seconds) = if now >= self.clerks[at].lunch {
            self.clerks[at].lunch = Timestamp::MAX;
            ("lunch", self.dice.about(2700.0, 0.12))
        } else {
            self.clerks[at].next_break = now + span(self.dice.until(3.0 * 3600.0));
            ("break", self.dice.about(480.0, 0.4))
        };
        self.acts(at, Act::PauseWindow { reason: reason_id(reason) });
        self.after(seconds, What::Resumes(at));
    }

    fn arrives(&mut self, at: usize, ticket: TicketId) {
        self.acts(at, Act::Start);
        let service = self.day.ticket(ticket).service().clone();
        let known = SERVICES.iter().find(|(key, ..)| *key == service.as_str()).expect("one of ours");
        let (middle_s, spread) = (known.3 * 60.0 * self.slow * self.clerks[at].slower[known.0], known.4);
        let whole_s = self.dice.about(middle_s, spread);
        let (missing, cut) = (self.dice.happens(0.06), 0.2 + 0.4 * self.dice.share());
        let visitor = self.visitors.entry(ticket).or_default();
        let share = match visitor.left {
            Some(left) => left,
            // Sometimes it turns out on the way that something is missing.
            None if missing => {
                (visitor.left, visitor.sent_on) = (Some(1.0 - cut), true);
                cut
            }
            None => 1.0,
        };
        self.after(whole_s * share, What::Ends(at, ticket));
    }

    fn ends(&mut self, at: usize, ticket: TicketId) {
        let visitor = self.visitors.entry(ticket).or_default();
        if visitor.sent_on {
            visitor.sent_on = false;
            let booked_visa = self.day.ticket(ticket).service().as_str() == "visa";
            if booked_visa && self.dice.happens(0.3) {
                self.acts(at, Act::Transfer { to: Target::Service(service_id("register")) });
                self.visitors.entry(ticket).or_default().left = None;
                self.wake();
            } else {
                self.acts(at, Act::Park { reason: reason_id("copies"), alarm_min: Some(15) });
                let seconds = self.dice.about(720.0, 0.4);
                self.after(seconds, What::Copied(ticket));
            }
        } else {
            visitor.left = None;
            if !self.clerks[at].calls_at_once {
                self.acts(at, Act::Finish);
            }
            if matches!(self.day.stage(ticket), Stage::Waiting(_)) {
                self.wake();
            }
        }
        let seconds = self.dice.about(12.0, 0.7);
        self.after(seconds, What::Ready(at));
    }
}
