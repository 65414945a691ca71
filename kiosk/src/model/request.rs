//! The request for a coupon and what becomes of it: one for each pass, remembered until it is settled, so that neither a lost
//! answer nor a crash leaves a ghost in the queue.

use std::time::Duration;

use protocol::message::{Answer, Ask, Failure, Outcome, Reply, RequestId, TicketView};
use queue::Rejection;
use queue::ids::{Language as LanguageId, TicketId};
use serde::{Deserialize, Serialize};

use super::{Effect, JobId, Link, Model, NotCheckedIn, Place, Shut, Told};

/// A request older than this is not carried out; the client gives it up at the same time.
pub(crate) const REQUEST_LIMIT: Duration = Duration::from_secs(30);
/// The model's own end of patience, should nobody tell of the other one.
const GIVE_UP: Duration = Duration::from_secs(32);
/// A ticket this young belongs to whoever still stands in front of a kiosk that has just restarted.
const FRESH_S: i64 = 60;
/// Pause before a question is repeated that was not answered.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// Requests that are remembered at most. A further coupon is not asked for while so many are open.
const REMEMBERED: usize = 16;

/// A request that is not settled, as it is written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// The request.
    pub id: RequestId,
    /// How far it came.
    pub stage: Stage,
}

/// How far a request came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Asked; its visitor waits for the answer.
    Asked,
    /// Its visitor was told that nothing was taken.
    GivenUp,
    /// Its visitor has seen the number, and paper may have come out.
    Shown,
    /// Its ticket must go: nobody knows of it.
    Withdraw(TicketId),
}

/// What is not settled.
#[derive(Clone, Debug, Default)]
pub(super) struct Requests {
    open: Vec<Open>,
    question: Option<Question>,
}

#[derive(Clone, Debug)]
struct Open {
    pending: Pending,
    not_before: Duration,
    /// Asked in this run of the program: the client itself brings the answer.
    ours: bool,
    /// The job that prints its ticket.
    job: Option<JobId>,
}

impl Open {
    fn new(pending: Pending) -> Self {
        Self { pending, not_before: Duration::ZERO, ours: false, job: None }
    }
}

/// A question about an open request that is on its way.
#[derive(Clone, Debug)]
struct Question {
    id: RequestId,
    about: RequestId,
}

impl Requests {
    pub(super) fn remembered(pending: Vec<Pending>) -> Self {
        Self { open: pending.into_iter().map(Open::new).collect(), question: None }
    }

    fn find(&mut self, id: &RequestId) -> Option<&mut Open> {
        self.open.iter_mut().find(|open| open.pending.id == *id)
    }

    /// Whether there is room for one more. Only a request whose visitor has the number gives way: each other one may stand
    /// for a ticket that nobody knows of.
    fn make_room(&mut self) -> bool {
        if self.open.len() < REMEMBERED {
            return true;
        }
        let shown = self.open.iter().position(|open| open.pending.stage == Stage::Shown);
        shown.is_some_and(|place| {
            self.open.remove(place);
            true
        })
    }

    pub(super) fn to_remember(&self) -> Effect {
        Effect::Remember(self.open.iter().map(|open| open.pending.clone()).collect())
    }

    /// Changes the stage of a request and writes it down.
    fn set_stage(&mut self, id: &RequestId, stage: Stage, effects: &mut Vec<Effect>) {
        if let Some(open) = self.find(id)
            && open.pending.stage != stage
        {
            open.pending.stage = stage;
            effects.push(self.to_remember());
        }
    }

    fn forget(&mut self, id: &RequestId, effects: &mut Vec<Effect>) {
        let before = self.open.len();
        self.open.retain(|open| open.pending.id != *id);
        if self.open.len() != before {
            effects.push(self.to_remember());
        }
    }
}

impl Model {
    pub(super) fn take_coupon(&mut self, fresh: RequestId, effects: &mut Vec<Effect>) {
        let Place::Category { service, category, more_time, .. } = &self.place else { return };
        let language = LanguageId::new(self.visitor.language.code());
        let (Ok(language), Link::Up, true) = (language, &self.link, self.can_be_had(service)) else { return };
        let ask = Ask::IssueTicket {
            services: vec![service.clone()],
            category: category.clone(),
            language,
            more_time: *more_time,
        };
        let service = service.clone();
        if self.ask_once(ask, &fresh, effects) {
            self.go(Place::Waiting { service, request: fresh, since: self.at });
        } else {
            self.go(Place::Told(Told::NotCarriedOut));
        }
    }

    /// Asks for something that must not happen twice, written down before it is sent; says whether there was room for it.
    pub(super) fn ask_once(&mut self, ask: Ask, fresh: &RequestId, effects: &mut Vec<Effect>) -> bool {
        if !self.requests.make_room() {
            return false;
        }
        let pending = Pending { id: fresh.clone(), stage: Stage::Asked };
        self.requests.open.push(Open { ours: true, ..Open::new(pending) });
        effects.push(self.requests.to_remember());
        effects.push(Effect::Ask(fresh.clone(), ask));
        true
    }

    pub(super) fn pass_time_waiting(&mut self, effects: &mut Vec<Effect>) {
        if let Place::Waiting { request, since, .. } | Place::CheckingIn { request, since } = &self.place
            && self.at.saturating_sub(*since) >= GIVE_UP
        {
            let request = request.clone();
            self.expired(&request, effects);
        }
    }

    pub(super) fn expired(&mut self, id: &RequestId, effects: &mut Vec<Effect>) {
        if self.requests.question.as_ref().is_some_and(|question| question.id == *id) {
            return self.put_off_question();
        }
        self.requests.set_stage(id, Stage::GivenUp, effects);
        if let Some(open) = self.requests.find(id) {
            open.ours = false;
        }
        if self.waits_for(id) {
            self.tell_lapsed();
        }
    }

    fn waits_for(&self, id: &RequestId) -> bool {
        matches!(&self.place, Place::Waiting { request, .. } | Place::CheckingIn { request, .. } if request == id)
    }

    fn checks_in(&self) -> bool {
        matches!(self.place, Place::CheckingIn { .. })
    }

    /// Nothing came of it, and nothing will.
    fn tell_lapsed(&mut self) {
        let told = if self.checks_in() { Told::NotCheckedIn(NotCheckedIn::NotCarriedOut) } else { Told::NotCarriedOut };
        self.go(Place::Told(told));
    }

    fn tell_refused(&mut self) {
        let told = if self.checks_in() { Told::NotCheckedIn(NotCheckedIn::Refused) } else { Told::Refused };
        self.go(Place::Told(told));
    }

    pub(super) fn replied(&mut self, reply: Reply, effects: &mut Vec<Effect>) {
        if let Some(question) = self.requests.question.take_if(|question| question.id == reply.id) {
            return self.question_answered(&question.about, reply.outcome, effects);
        }
        if !self.waits_for(&reply.id) {
            return;
        }
        let id = reply.id;
        match reply.outcome {
            Outcome::Done(Answer::Ticket(ticket)) => self.show_ticket(&id, *ticket, effects),
            Outcome::Rejected(rejection) => {
                self.requests.forget(&id, effects);
                self.tell_rejection(&rejection);
            }
            // A server that is too busy to look the request up says nothing of an earlier sending: while its visitor
            // waits on, it is asked what became of it.
            Outcome::Failed(Failure::Busy) => {
                if let Some(open) = self.requests.find(&id) {
                    open.ours = false;
                }
            }
            Outcome::Failed(failure) => self.failed(&id, &failure, effects),
            Outcome::Done(
                Answer::Done | Answer::Unprinted(_) | Answer::SignedIn(_) | Answer::Expected(_) | Answer::Became(_),
            ) => {
                self.requests.forget(&id, effects);
                self.tell_refused();
            }
        }
    }

    /// A request that its visitor waits for was certainly not carried out.
    fn failed(&mut self, id: &RequestId, failure: &Failure, effects: &mut Vec<Effect>) {
        self.requests.forget(id, effects);
        if self.checks_in() {
            return self.check_in_failed(failure);
        }
        self.go(Place::Told(match failure {
            Failure::TooOld | Failure::Busy | Failure::WrongPin { .. } => Told::NotCarriedOut,
            Failure::NotAllowed
            | Failure::IdReused
            | Failure::BadRequest { .. }
            | Failure::NotCheckedIn(_)
            | Failure::NotShown(_)
            | Failure::KioskAway { .. } => Told::Refused,
        }));
    }

    /// It was never sent: there is nothing to find out about it.
    pub(super) fn not_written(&mut self, id: &RequestId, effects: &mut Vec<Effect>) {
        self.requests.forget(id, effects);
        if self.waits_for(id) {
            let told = if self.checks_in() { Told::NotCheckedIn(NotCheckedIn::NotWritten) } else { Told::NotWritten };
            self.go(Place::Told(told));
        }
    }

    fn show_ticket(&mut self, id: &RequestId, ticket: TicketView, effects: &mut Vec<Effect>) {
        self.requests.set_stage(id, Stage::Shown, effects);
        let job = self.show_new_ticket(ticket, effects);
        match self.requests.find(id) {
            Some(open) if job.is_some() => open.job = job,
            Some(_) | None => self.requests.forget(id, effects),
        }
    }

    /// The visitor has the number and the fate of its paper is known: nothing is open about that request.
    pub(super) fn forget_printed(&mut self, job: JobId, effects: &mut Vec<Effect>) {
        let of_job = self.requests.open.iter().find(|open| open.job == Some(job)).map(|open| open.pending.id.clone());
        if let Some(id) = of_job {
            self.requests.forget(&id, effects);
        }
    }

    fn tell_rejection(&mut self, rejection: &Rejection) {
        if self.checks_in() {
            return self.check_in_rejected(rejection);
        }
        let Place::Waiting { service, .. } = &self.place else { return };
        let not_issued = |why| Told::NotIssued { service: service.clone(), why };
        self.go(Place::Told(Shut::of_rejection(rejection).map_or(Told::Refused, not_issued)));
    }

    /// Asks about the first open request that nobody waits for, one at a time.
    pub(super) fn settle_requests(&mut self, fresh: RequestId, effects: &mut Vec<Effect>) {
        if self.link != Link::Up
            || self.requests.question.is_some()
            || effects.iter().any(|effect| uses(effect, &fresh))
        {
            return;
        }
        let at = self.at;
        let Some(open) = self.requests.open.iter().find(|open| !open.ours && open.not_before <= at) else { return };
        let about = open.pending.id.clone();
        let ask = match &open.pending.stage {
            Stage::Withdraw(ticket) => Ask::WithdrawTicket { ticket: *ticket },
            Stage::Asked | Stage::GivenUp | Stage::Shown => Ask::WhatBecame { request: about.clone() },
        };
        self.requests.question = Some(Question { id: fresh.clone(), about });
        effects.push(Effect::Ask(fresh, ask));
    }

    fn put_off_question(&mut self) {
        let at = self.at;
        if let Some(question) = self.requests.question.take()
            && let Some(open) = self.requests.find(&question.about)
        {
            open.not_before = at + RETRY_AFTER;
        }
    }

    fn question_answered(&mut self, about: &RequestId, outcome: Outcome, effects: &mut Vec<Effect>) {
        let at = self.at;
        match outcome {
            Outcome::Done(Answer::Became(Some(became))) => match *became {
                Outcome::Done(Answer::Ticket(ticket)) => self.found(about, *ticket, effects),
                came @ (Outcome::Done(_) | Outcome::Rejected(_) | Outcome::Failed(_)) => {
                    self.became_nothing(about, came, effects);
                }
            },
            Outcome::Done(Answer::Became(None)) => self.never_carried_out(about, effects),
            Outcome::Failed(Failure::Busy | Failure::TooOld | Failure::WrongPin { .. }) => {
                if let Some(open) = self.requests.find(about) {
                    open.not_before = at + RETRY_AFTER;
                }
            }
            Outcome::Done(
                Answer::Done | Answer::Ticket(_) | Answer::Unprinted(_) | Answer::SignedIn(_) | Answer::Expected(_),
            )
            | Outcome::Rejected(_)
            | Outcome::Failed(
                Failure::NotAllowed
                | Failure::IdReused
                | Failure::BadRequest { .. }
                | Failure::NotCheckedIn(_)
                | Failure::NotShown(_)
                | Failure::KioskAway { .. },
            ) => self.became_nothing(about, outcome, effects),
        }
    }

    /// There is no ticket and there will be none.
    fn became_nothing(&mut self, about: &RequestId, outcome: Outcome, effects: &mut Vec<Effect>) {
        if !self.waits_for(about) {
            return self.requests.forget(about, effects);
        }
        match outcome {
            Outcome::Rejected(rejection) => {
                self.requests.forget(about, effects);
                self.tell_rejection(&rejection);
            }
            Outcome::Failed(failure) => self.failed(about, &failure, effects),
            Outcome::Done(_) => {
                self.requests.forget(about, effects);
                self.tell_refused();
            }
        }
    }

    /// The server writes down that it said so: a request that comes later is not carried out either.
    fn never_carried_out(&mut self, about: &RequestId, effects: &mut Vec<Effect>) {
        if self.waits_for(about) {
            self.tell_lapsed();
        }
        self.requests.forget(about, effects);
    }

    /// A request of an earlier run, or one that was given up, was carried out after all.
    fn found(&mut self, about: &RequestId, ticket: TicketView, effects: &mut Vec<Effect>) {
        let Some(stage) = self.requests.find(about).map(|open| open.pending.stage.clone()) else { return };
        let age_s = self.local().duration_since(self.issued_at(&ticket)).as_secs();
        let for_somebody_here = self.waits_for(about) || (-FRESH_S..=FRESH_S).contains(&age_s) && self.is_home();
        match stage {
            Stage::Asked if for_somebody_here => {
                if let Some(open) = self.requests.find(about) {
                    open.ours = true;
                }
                self.show_ticket(about, ticket, effects);
            }
            Stage::Asked | Stage::GivenUp | Stage::Withdraw(_) => {
                self.requests.set_stage(about, Stage::Withdraw(ticket.ticket), effects);
            }
            // Its visitor has the number; the paper may be out already, so no second one comes by itself.
            Stage::Shown => {
                if for_somebody_here {
                    self.show_ticket_again(ticket);
                }
                self.requests.forget(about, effects);
            }
        }
    }
}

fn uses(effect: &Effect, id: &RequestId) -> bool {
    matches!(effect, Effect::Ask(used, _) if used == id)
}
