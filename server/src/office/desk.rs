//! One request at the office: known already, too old, decided, or looked up.

use jiff::Timestamp;
use protocol::limits::REQUEST_AGE_LIMIT;
use protocol::message::{Answer, Failure, Outcome, RequestId, Session, TicketView};
use queue::ids::{ClerkId, DeviceId, TicketId};
use queue::{Act, Actor, Command, Event, Fact, Number, Rejection};

use super::{Asked, Draft, Office, OfficeError, Task};
use crate::journal::Known;
use crate::translate::{ahead, ticket};
use crate::writer::{Answered, Reply};

/// Stands for "asked about, never came": no request has this hash.
const NEVER_CAME: [u8; 32] = [0; 32];

impl Office {
    /// Answers one request on the page.
    pub(super) fn serve(&mut self, asked: Asked, now: Timestamp, draft: &mut Draft) -> Result<(), OfficeError> {
        let waited = self.clock.steady().saturating_sub(asked.came_at);
        let old = asked.age.saturating_add(waited) > REQUEST_AGE_LIMIT;
        let outcome = match asked.task {
            Task::Act { act, body_hash } => {
                let request = Request { device: asked.device, id: asked.id, body_hash, old };
                self.once(request, asked.by.map(|by| Command { by, act }), now, draft)?
            }
            Task::SignIn(_) if old => Outcome::Failed(Failure::TooOld),
            Task::SignIn(clerk) => self.sign_in(clerk, now, draft),
            Task::WhatBecame(request) => self.what_became(&asked.device, &request, now, draft)?,
            Task::Find(number) => self.find(number, now),
        };
        draft.replies.push(Reply::Device(asked.reply, Answered { outcome, seq: self.seq }));
        Ok(())
    }

    /// Carries a command out at most once for each request. Without a command the asker may not ask that, or may no longer: of
    /// what was carried out in time they hear all the same.
    fn once(
        &mut self,
        request: Request,
        command: Option<Command>,
        now: Timestamp,
        draft: &mut Draft,
    ) -> Result<Outcome, OfficeError> {
        if let Some(known) = self.answers.known(&request.device, &request.id)? {
            return Ok(match known {
                // Whoever was told that it never came hears, when it comes, that it is too old.
                Known::Answered { body_hash, outcome } if body_hash == request.body_hash || body_hash == NEVER_CAME => {
                    outcome
                }
                Known::Answered { .. } => Outcome::Failed(Failure::IdReused),
                Known::Unreadable => Outcome::Failed(Failure::Busy),
            });
        }
        let Some(command) = command else { return Ok(Outcome::Failed(Failure::NotAllowed)) };
        if request.old {
            return Ok(Outcome::Failed(Failure::TooOld));
        }
        let outcome = self.carry_out(&command, now, draft);
        // A rejection is kept as well: the same request must not act later.
        let Request { device, id, body_hash, .. } = request;
        self.remember(device, id, body_hash, &outcome, now, draft);
        Ok(outcome)
    }

    fn carry_out(&mut self, command: &Command, now: Timestamp, draft: &mut Draft) -> Outcome {
        let events = match queue::decide(&self.state, command, now) {
            Ok(events) => events,
            Err(rejection) => return Outcome::Rejected(rejection),
        };
        let shown = events.first().and_then(shown_ticket);
        self.take(events, draft);
        Outcome::Done(match shown {
            Some(Shown::New(id)) => self.new_ticket(id, now).map_or(Answer::Done, answer_ticket),
            Some(Shown::Old(id)) => self.old_ticket(id, now).map_or(Answer::Done, answer_ticket),
            None => Answer::Done,
        })
    }

    fn sign_in(&mut self, clerk: ClerkId, now: Timestamp, draft: &mut Draft) -> Outcome {
        let command = Command { by: Actor::Staff(clerk.clone()), act: Act::SignIn };
        match queue::decide(&self.state, &command, now) {
            Ok(events) => self.take(events, draft),
            Err(rejection) => return Outcome::Rejected(rejection),
        }
        let session = self.session(&clerk);
        session.map_or(Outcome::Rejected(Rejection::UnknownClerk), |session| Outcome::Done(Answer::SignedIn(session)))
    }

    /// A clerk's session without its token, which the office never sees.
    fn session(&self, clerk: &ClerkId) -> Option<Session> {
        let person = self.state.floor.as_deref()?.clerk(clerk)?;
        Some(Session {
            clerk: clerk.clone(),
            name: person.name.to_string(),
            roles: person.roles.iter().copied().collect(),
            window: self.state.window_of(clerk).cloned(),
            token: String::new(),
        })
    }

    fn what_became(
        &mut self,
        device: &DeviceId,
        id: &RequestId,
        now: Timestamp,
        draft: &mut Draft,
    ) -> Result<Outcome, OfficeError> {
        let known = self.answers.known(device, id)?;
        let became = match known {
            Some(Known::Answered { body_hash: NEVER_CAME, .. }) => None,
            Some(Known::Answered { outcome, .. }) => Some(Box::new(outcome)),
            Some(Known::Unreadable) => return Ok(Outcome::Failed(Failure::Busy)),
            None => {
                // Whoever was told that it was never carried out must not find it carried out later.
                let never = Outcome::Failed(Failure::TooOld);
                self.remember(device.clone(), id.clone(), NEVER_CAME, &never, now, draft);
                None
            }
        };
        Ok(Outcome::Done(Answer::Became(became)))
    }

    fn find(&mut self, number: Number, now: Timestamp) -> Outcome {
        let id = self.state.by_number(number).map(|ticket| ticket.id);
        let view = id.and_then(|id| self.old_ticket(id, now));
        view.map_or(Outcome::Rejected(Rejection::UnknownTicket), |view| Outcome::Done(answer_ticket(view)))
    }

    fn new_ticket(&mut self, id: TicketId, now: Timestamp) -> Option<TicketView> {
        let ticket = self.state.tickets.get(&id)?;
        let ahead = self.newcomer.ahead(&self.state, ticket, now);
        let expected = self.estimates.of_new(&self.state, ticket, now);
        ticket::view(&self.state, ticket, ahead, expected, now)
    }

    fn old_ticket(&mut self, id: TicketId, now: Timestamp) -> Option<TicketView> {
        let ticket = self.state.tickets.get(&id)?;
        let ahead = ahead::of(&self.state, ticket, now);
        let expected = self.estimates.of(&self.state, now).tickets.get(&id).copied();
        ticket::view(&self.state, ticket, ahead, expected, now)
    }

    fn remember(
        &mut self,
        device: DeviceId,
        id: RequestId,
        body_hash: [u8; 32],
        outcome: &Outcome,
        now: Timestamp,
        draft: &mut Draft,
    ) {
        let day = match (&self.state.day, self.state.floor.as_deref()) {
            (Some(day), _) => day.date,
            (None, Some(floor)) => floor.calendar.zone.local(now).date(),
            (None, None) => now.to_zoned(jiff::tz::TimeZone::UTC).date(),
        };
        draft.remembered.push(self.answers.remember(device, id, body_hash, outcome, day));
    }
}

struct Request {
    device: DeviceId,
    id: RequestId,
    body_hash: [u8; 32],
    old: bool,
}

enum Shown {
    New(TicketId),
    Old(TicketId),
}

/// The ticket that an act's answer shows.
fn shown_ticket(first: &Event) -> Option<Shown> {
    if let Fact::TicketIssued { ticket, arrival, .. } = &first.fact {
        // Whoever booked does not stand behind everybody.
        return Some(if arrival.is_none() { Shown::New(*ticket) } else { Shown::Old(*ticket) });
    }
    if let Fact::CouponReprinted { ticket } = &first.fact {
        return Some(Shown::Old(*ticket));
    }
    None
}

fn answer_ticket(view: TicketView) -> Answer {
    Answer::Ticket(Box::new(view))
}
