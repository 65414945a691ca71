//! Leaving the queue in words: the way to it, the question, and why it cannot be.

use protocol::message::TicketState;
use queue::ids::TicketCode;

use super::super::leave::LEAVE;
use super::super::words::Words;
use super::{Frame, Subject, Wish, frame, service_name};
use crate::published::PublishedTicket;

/// How to give the place up.
#[derive(Clone, Debug, PartialEq)]
pub struct LeaveWay {
    pub href: String,
    pub words: String,
}

/// Whether the visitor is sure.
#[derive(Clone, Debug, PartialEq)]
pub struct LeavePage {
    pub frame: Frame,
    pub ask: String,
    pub number: String,
    pub service: String,
    pub note: String,
    pub leave: String,
    pub stay: String,
    pub back: String,
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The visitor was called or is received.
    Called,
    /// The ticket is no longer in the queue.
    Gone,
    /// No page of this server sent the form.
    FromElsewhere,
    /// The office had no time, or did not answer.
    Unsure,
    /// The visit goes on, or was none.
    NotOver,
    /// The ticket was rated before.
    Rated,
    /// The rating could not be kept.
    NotKept,
    /// The rating came late, bent or from elsewhere.
    NotWhole,
}

/// A page that says why nothing was done.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusalPage {
    pub frame: Frame,
    pub words: String,
    pub note: String,
    pub back: String,
    pub to_ticket: String,
}

/// The way to the question; nothing where there is no place to give up.
pub fn way(code: &TicketCode, ticket: &PublishedTicket, wish: &Wish) -> Option<LeaveWay> {
    match ticket.view.state {
        TicketState::NoShow if ticket.gone.is_some() => None,
        TicketState::Waiting | TicketState::Parked | TicketState::NoShow => {
            let href = format!("{}{LEAVE}?{}", code.as_str(), kept(wish));
            Some(LeaveWay { href, words: Words::of(&wish.language).leave.clone() })
        }
        TicketState::Called
        | TicketState::Serving
        | TicketState::Finished
        | TicketState::Refused
        | TicketState::Left => None,
    }
}

/// The question.
pub fn leave_page(subject: &Subject<'_>, wish: &Wish) -> LeavePage {
    let words = Words::of(&wish.language);
    LeavePage {
        frame: frame(Some(subject.floor), words, wish, words.leave_ask.clone(), None),
        ask: words.leave_ask.clone(),
        number: subject.ticket.view.number.to_string(),
        service: service_name(subject.floor, &subject.ticket.service, wish),
        note: words.leave_note.clone(),
        leave: words.leave.clone(),
        stay: words.stay.clone(),
        back: back(subject.code, wish),
    }
}

/// Why nothing was done.
pub fn refusal_page(subject: &Subject<'_>, wish: &Wish, why: Refusal) -> RefusalPage {
    let words = Words::of(&wish.language);
    let (said, note) = match why {
        Refusal::Called => (&words.called_already, &words.called_already_note),
        Refusal::Gone => (&words.not_in_queue, &words.not_in_queue_note),
        Refusal::FromElsewhere => (&words.nothing_done, &words.nothing_done_note),
        Refusal::Unsure => (&words.unsure, &words.unsure_note),
        Refusal::NotOver => (&words.not_over, &words.not_over_note),
        Refusal::Rated => (&words.rated_before, &words.rated_before_note),
        Refusal::NotKept => (&words.unsure, &words.not_kept_note),
        Refusal::NotWhole => (&words.not_rated, &words.not_rated_note),
    };
    RefusalPage {
        frame: frame(Some(subject.floor), words, wish, said.clone(), None),
        words: said.clone(),
        note: note.clone(),
        back: back(subject.code, wish),
        to_ticket: words.to_ticket.clone(),
    }
}

/// From the question to the ticket's page.
pub fn back(code: &TicketCode, wish: &Wish) -> String {
    format!("../{}?{}", code.as_str(), kept(wish))
}

/// What is kept from page to page.
pub fn kept(wish: &Wish) -> String {
    format!("lang={}{}", wish.language, if wish.still { "&still=1" } else { "" })
}
