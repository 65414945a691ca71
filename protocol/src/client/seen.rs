//! Which updates the device has been told, so that none takes it back in time and no copy is printed twice.

use std::collections::VecDeque;

use queue::ids::TicketId;

use crate::message::{Show, Update};

/// Copies remembered; each copy of a ticket has a number of its own.
const REPRINTS_KEPT: usize = 64;

/// The place of each kind of board: a change may bring several boards under one number.
#[derive(Debug, Default)]
pub(super) struct Seen {
    epoch: u64,
    floor: u64,
    board: u64,
    my_day: u64,
    visitor: u64,
    reprints: VecDeque<(TicketId, u16)>,
}

impl Seen {
    /// The connection's server: another start of it counts anew.
    pub(super) fn connected(&mut self, epoch: u64) {
        if epoch != self.epoch {
            *self = Self { epoch, reprints: std::mem::take(&mut self.reprints), ..Self::default() };
        }
    }

    /// Whether an update is to be told; one that is older than what was told of its kind is not.
    pub(super) fn is_news(&mut self, update: &Update) -> bool {
        if update.epoch != self.epoch {
            return false;
        }
        match &update.show {
            Show::Floor(_) => risen(&mut self.floor, update.seq),
            Show::Kiosk(_) | Show::Console(_) | Show::Hall(_) => risen(&mut self.board, update.seq),
            Show::MyDay(_) => risen(&mut self.my_day, update.seq),
            Show::Visitor(_) => risen(&mut self.visitor, update.seq),
            Show::SessionEnded => true,
            Show::Reprint(ticket) => self.is_new_copy((ticket.ticket, ticket.copies)),
        }
    }

    fn is_new_copy(&mut self, copy: (TicketId, u16)) -> bool {
        if self.reprints.contains(&copy) {
            return false;
        }
        self.reprints.truncate(REPRINTS_KEPT - 1);
        self.reprints.push_front(copy);
        true
    }
}

fn risen(seen: &mut u64, seq: u64) -> bool {
    let news = seq >= *seen;
    *seen = seq.max(*seen);
    news
}
