//! Tickets issued or left a moment ago, by the name in their QR. The pages' index is made anew once a second; whoever holds a coupon
//! finds its page at once, and whoever left on it is told so at once, because a ticket is put here before that is answered and stays
//! until the index has it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use protocol::message::{TicketState, TicketView};
use queue::ids::TicketCode;
use queue::ticket::LeftWhy;

use crate::published::{Gone, Published, PublishedTicket};
use crate::translate::ticket;

/// A day has no more numbers: eleven letters of 999.
const MOST: usize = 11 * 999;

/// The tickets that the pages' index may not have yet.
#[derive(Debug, Default)]
pub struct Fresh(Mutex<Newborns>);

#[derive(Debug, Default)]
struct Newborns {
    by_code: BTreeMap<TicketCode, Newborn>,
    /// The index was seen to be this far.
    indexed: u64,
}

#[derive(Debug)]
struct Newborn {
    /// The ticket's event is not after this one.
    seq: u64,
    ticket: PublishedTicket,
}

impl Fresh {
    /// A ticket was issued, is durable with event `seq`, and is about to be answered.
    pub fn note(&self, view: &TicketView, seq: u64, published: &Published) {
        let (Some(code), [service, then @ ..]) = (ticket::code(view), view.visit.as_slice()) else { return };
        let mut newborns = self.lock();
        newborns.forget_before(published.tickets_seq);
        if seq > newborns.indexed && newborns.by_code.len() < MOST {
            let (service, then) = (service.clone(), then.to_vec());
            let ticket = PublishedTicket { view: view.clone(), service, then, window: None, gone: None };
            newborns.by_code.insert(code, Newborn { seq, ticket });
        }
    }

    /// The visitor left on the ticket's page: durable with event `seq`, and about to be answered.
    pub fn note_left(&self, code: &TicketCode, ticket: &PublishedTicket, seq: u64, published: &Published) {
        let mut newborns = self.lock();
        newborns.forget_before(published.tickets_seq);
        if seq > newborns.indexed && newborns.by_code.len() < MOST {
            let mut ticket = ticket.clone();
            (ticket.view.state, ticket.view.ahead, ticket.view.expected) = (TicketState::Left, 0, None);
            (ticket.window, ticket.gone) = (None, Some(Gone::Left(LeftWhy::OnPage)));
            ticket.view.called_from = None;
            newborns.by_code.insert(code.clone(), Newborn { seq, ticket });
        }
    }

    /// A ticket as it was when it was issued or left. Look here before the index: what is gone from here is in an index read later.
    pub fn find(&self, code: &TicketCode) -> Option<PublishedTicket> {
        self.lock().by_code.get(code).map(|newborn| newborn.ticket.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Newborns> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Newborns {
    fn forget_before(&mut self, indexed: u64) {
        if indexed > self.indexed {
            self.indexed = indexed;
            self.by_code.retain(|_, newborn| newborn.seq > indexed);
        }
    }
}
