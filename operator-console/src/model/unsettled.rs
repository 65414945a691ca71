//! Coupons that were asked for and never answered: each request is stored before it is sent, and what became of it is asked after as
//! soon as there is a connection, also after a crash, so that no visitor holds a number that nobody knows of (O1).

use protocol::message::{Answer, Ask, Failure, Outcome, RequestId, TicketView};

use super::{Effect, Model, Place};
use crate::notice::Say;

/// Most requests that are stored. While so many are open no further coupon is asked for: each may stand for a ticket that nobody
/// knows of.
const MOST: usize = 16;
/// Pause before a question that was not answered is repeated.
const AGAIN_AFTER_S: i64 = 5;

/// What is stored and asked after.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unsettled {
    /// Stored, oldest first.
    requests: Vec<RequestId>,
    /// The question under way, and the request that it asks after.
    question: Option<(RequestId, RequestId)>,
    not_before: Option<jiff::Timestamp>,
    /// What became of requests, until a receptionist has been told.
    fates: Vec<(RequestId, Fate)>,
}

/// What became of a request that its console never saw answered.
#[derive(Clone, Debug, PartialEq)]
enum Fate {
    Issued(Box<TicketView>),
    NotIssued,
}

impl Unsettled {
    /// What an earlier run of the program left.
    pub fn left(requests: Vec<RequestId>) -> Self {
        Self { requests, ..Self::default() }
    }

    fn forget(&mut self, id: &RequestId) -> Vec<Effect> {
        let before = self.requests.len();
        self.requests.retain(|request| request != id);
        if self.requests.len() == before { Vec::new() } else { vec![self.to_store()] }
    }

    fn to_store(&self) -> Effect {
        Effect::Store(self.requests.clone())
    }
}

/// Stores a request whose fate cannot be seen on the board.
pub fn keep(model: &mut Model, id: &RequestId, ask: &Ask) -> Option<Effect> {
    let Ask::IssueTicket { .. } = ask else { return None };
    model.unsettled.requests.push(id.clone());
    Some(model.unsettled.to_store())
}

/// Whether a request is stored, so that it can be asked after.
pub fn is_kept(model: &Model, id: &RequestId) -> bool {
    model.unsettled.requests.contains(id)
}

/// Whether it is still to be found out what became of a coupon: a further one might be its visitor's second.
pub fn is_finding_out(model: &Model) -> bool {
    model.unsettled.requests.len() >= MOST || open(model).is_some()
}

/// The first request that nobody waits for any more and whose fate is not known.
fn open(model: &Model) -> Option<&RequestId> {
    let unsettled = &model.unsettled;
    let waits = |id: &RequestId| model.errand.as_ref().is_some_and(|errand| errand.id == *id);
    let known = |id: &RequestId| unsettled.fates.iter().any(|(request, _)| request == id);
    unsettled.requests.iter().find(|id| !waits(id) && !known(id))
}

/// The request was answered, so its fate is known.
pub fn settled(model: &mut Model, id: &RequestId) -> Vec<Effect> {
    model.unsettled.forget(id)
}

/// Asks after the open requests, one at a time.
pub fn ask_after(model: &mut Model) -> Vec<Effect> {
    let unsettled = &model.unsettled;
    let too_early = unsettled.not_before.is_some_and(|at| model.now < at);
    if !model.online() || unsettled.question.is_some() || too_early {
        return Vec::new();
    }
    let Some(about) = open(model).cloned() else { return Vec::new() };
    let id = model.new_request();
    model.unsettled.question = Some((id.clone(), about.clone()));
    vec![Effect::Ask(id, Ask::WhatBecame { request: about })]
}

pub fn is_question(model: &Model, id: &RequestId) -> bool {
    model.unsettled.question.as_ref().is_some_and(|(question, _)| question == id)
}

/// The question itself was not answered.
pub fn put_off(model: &mut Model) {
    model.unsettled.question = None;
    model.unsettled.not_before = model.now.checked_add(jiff::SignedDuration::from_secs(AGAIN_AFTER_S)).ok();
}

pub fn answered(model: &mut Model, outcome: Outcome) -> Vec<Effect> {
    let fate = match outcome {
        Outcome::Done(Answer::Became(Some(became))) => match *became {
            Outcome::Done(Answer::Ticket(ticket) | Answer::Unprinted(ticket)) => Fate::Issued(ticket),
            Outcome::Done(Answer::Done | Answer::SignedIn(_) | Answer::Expected(_) | Answer::Became(_))
            | Outcome::Rejected(_)
            | Outcome::Failed(_) => Fate::NotIssued,
        },
        Outcome::Done(Answer::Became(None)) => Fate::NotIssued,
        Outcome::Failed(Failure::Busy | Failure::TooOld | Failure::WrongPin { .. }) => {
            put_off(model);
            return Vec::new();
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
        ) => Fate::NotIssued,
    };
    if let Some((_, about)) = model.unsettled.question.take() {
        model.unsettled.fates.push((about, fate));
    }
    Vec::new()
}

/// Tells whoever sits at the reception desk, one fate after another; what they have been told is forgotten.
pub fn tell(model: &mut Model) -> Vec<Effect> {
    let there = model.session.is_some() && model.place == Place::Reception && model.online();
    // That the connection is back matters less.
    let being_read = model.notice.as_ref().is_some_and(|told| told.notice.say != Say::BackAgain);
    if !there || being_read || model.unsettled.fates.is_empty() {
        return Vec::new();
    }
    let (about, fate) = model.unsettled.fates.remove(0);
    match fate {
        Fate::Issued(ticket) if is_of_today(model, &ticket) => {
            model.tell(Say::IssuedUnseen(ticket.number));
            model.reception.found = Some(ticket);
            model.reception.new = false;
        }
        Fate::Issued(_) => {}
        Fate::NotIssued => model.tell(Say::NotIssued),
    }
    model.unsettled.forget(&about)
}

fn is_of_today(model: &Model, ticket: &TicketView) -> bool {
    model.board.as_ref().is_none_or(|board| board.shown.day == Some(ticket.day))
}
