//! The booked visitor at the window of the clerk who talks here: shown once looked up, and taken away at once (B6).

use std::sync::Arc;

use protocol::message::Show;
use protocol::visitor::{Proof, Shown, VisitorView};
use queue::ids::{ClerkId, TicketId};

use super::super::End;
use super::super::visitors::{AtOwnWindow, look_up};
use super::Talk;

impl Talk<'_> {
    /// With another visitor, or another clerk, the one before is gone from the screen at once; the next is shown once looked up.
    pub(super) async fn show_visitor(&mut self) -> Result<(), End> {
        let Some(booked) = &mut self.feed.booked else { return Ok(()) };
        let booked = booked.borrow_and_update().clone();
        let here = self.clerk().and_then(|clerk| Some((clerk.clone(), booked.get(clerk)?.clone())));
        let here = here.map(|(clerk, visitor)| AtOwnWindow { clerk, visitor });
        if here == self.at_window {
            return Ok(());
        }
        self.at_window.clone_from(&here);
        self.looking.clear();
        if self.guest.visitor.take().is_some() {
            self.show(Show::Visitor(None)).await?;
        }
        if let Some(at) = here {
            self.looking.push(look_up(at, self.guest.private, Arc::clone(self.reception)));
        }
        Ok(())
    }

    /// The clerk who is signed in here, and nowhere else since.
    pub(super) fn clerk(&self) -> Option<&ClerkId> {
        let signed_in = self.guest.clerk.as_ref().filter(|signed_in| self.reception.tokens.stands(signed_in));
        signed_in.map(|signed_in| &signed_in.clerk)
    }

    pub(super) async fn looked_up(&mut self, visitor: VisitorView) -> Result<(), End> {
        if self.clerk() != self.at_window.as_ref().map(|at| &at.clerk) {
            return Ok(());
        }
        self.guest.visitor = Some(visitor.clone());
        self.show(Show::Visitor(Some(Box::new(visitor)))).await
    }

    pub(super) async fn show_proved(&mut self, ticket: TicketId) -> Result<(), End> {
        let Some(visitor) = self.guest.visitor.as_mut().filter(|visitor| visitor.ticket == ticket) else {
            return Ok(());
        };
        if let Shown::Shown(person) = &mut visitor.person {
            person.proof = Proof::PersonProved;
        }
        let visitor = visitor.clone();
        self.show(Show::Visitor(Some(Box::new(visitor)))).await
    }
}
