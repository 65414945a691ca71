//! What visitors ask from the web, of bookings and of their tickets, and staff about them: on a lane of its own, so that a crowd there
//! cannot slow the floor.
//!
//! The lane is short and its asks are taken a few at a time, after the devices' requests of the same moment. Places kept for forms live here
//! beside the state; they are no events.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use queue::booking::holds::Holds;
use queue::booking::slots::nearest;
use queue::booking::sources::Sources;
use queue::booking::{Booking, BookingAct, NoBooking, OfficeReason, Proof, SamePeople, Slot};
use queue::ids::{BookingId, BookingNumber, ClerkId, HoldCode, Language, PersonId, TicketId};
use queue::ticket::LeftWhy;
use queue::{Act, Actor, Command, Rejection, Stage};
use tokio::sync::oneshot;

use super::{Busy, Draft, Office, OfficeDoor, Work};
use crate::writer::Reply;

/// Asks from the web that may wait; beyond that a visitor is told to try again in a moment.
pub const LANE: usize = 64;
/// Most asks from the web that are decided at one moment.
pub const A_MOMENT: usize = 8;
/// Free slots that are offered instead of one that has gone (B3).
const NEAREST: usize = 6;

/// What a visitor asks on the web.
#[derive(Clone, Debug)]
pub enum WebAsk {
    /// A place kept while the form is filled.
    Keep {
        /// The form's own name.
        code: HoldCode,
        /// Which place.
        slot: Slot,
        /// Who keeps it: a number for an address on the net.
        source: u64,
    },
    /// The kept place booked.
    Book {
        /// The form's own name.
        code: HoldCode,
        /// Which place.
        slot: Slot,
        /// Whose data was entered.
        person: PersonId,
        /// Made at random.
        number: BookingNumber,
        /// Of messages, coupon and voice.
        language: Language,
        /// How far the contact is proved (P5).
        proof: Proof,
        /// From where it comes: a number for an address on the net.
        source: u64,
    },
    /// Another service or time (B8).
    Change {
        /// Which.
        booking: BookingId,
        /// Where and when from now on.
        slot: Slot,
    },
    /// The visitor does not come (B8).
    Cancel {
        /// Which.
        booking: BookingId,
    },
    /// The office cannot receive the visitor (B8): asked on a page of the staff.
    CallOff {
        /// Which.
        booking: BookingId,
        /// Who of the office says so.
        by: ClerkId,
        /// What the visitor is told.
        reason: OfficeReason,
    },
    /// The visitor's data is to be destroyed (P3): an open booking is given up first.
    LetGo {
        /// Which.
        booking: BookingId,
    },
    /// The visitor gives the place in the queue up, on the page of the ticket.
    Leave {
        /// Which.
        ticket: TicketId,
    },
}

/// What came of it, durable where it changed a booking.
#[derive(Clone, Debug, PartialEq)]
pub enum WebAnswer {
    /// The place is kept until then.
    Kept {
        /// Until when.
        until: Timestamp,
    },
    /// The booking as it is now.
    Booking(Box<Booking>),
    /// The visitor has left the queue.
    Left,
    /// It cannot be; where the slot has gone, the nearest free ones.
    No {
        /// Why.
        why: Rejection,
        /// What is near, nearest first.
        nearest: Vec<Slot>,
    },
}

/// An answer, and how far the journal was when it was given.
#[derive(Debug)]
pub struct WebAnswered {
    /// What came of it.
    pub answer: WebAnswer,
    /// The journal's last event.
    pub seq: u64,
}

/// An ask on its way through the office.
pub struct WebAsked {
    ask: WebAsk,
    reply: oneshot::Sender<WebAnswered>,
}

/// Who else is known to be the same person; asked at the moment of the decision.
pub type KnownPeople = Arc<dyn Fn(&PersonId) -> SamePeople + Send + Sync>;

/// Where visitors' asks are handed in.
#[derive(Clone)]
pub struct WebDoor {
    lane: SyncSender<WebAsked>,
    wake: SyncSender<Work>,
}

impl WebDoor {
    /// Hands an ask in, without waiting; the answer comes once it is durable.
    pub fn ask(&self, ask: WebAsk) -> Result<oneshot::Receiver<WebAnswered>, Busy> {
        let (reply, answered) = oneshot::channel();
        self.lane.try_send(WebAsked { ask, reply }).map_err(|_| Busy)?;
        match self.wake.try_send(Work::LookAtLane) {
            // An office with a full door is awake.
            Ok(()) | Err(TrySendError::Full(_)) => Ok(answered),
            Err(TrySendError::Disconnected(_)) => Err(Busy),
        }
    }
}

/// The office's end of the lane, with the places kept for forms.
pub struct Lane {
    asks: Receiver<WebAsked>,
    holds: Arc<Mutex<Holds>>,
    sources: Sources,
    known: KnownPeople,
    /// Whether more asks may wait than were decided at the last moment.
    pub(super) more: bool,
}

/// A lane and its door.
pub fn lane(office: &OfficeDoor, known: KnownPeople) -> (WebDoor, Lane) {
    let (lane, asks) = sync_channel(LANE);
    (
        WebDoor { lane, wake: office.0.clone() },
        Lane { asks, holds: Arc::default(), sources: Sources::default(), known, more: false },
    )
}

impl Lane {
    /// Places kept for forms, for pages that show what is free.
    pub fn holds(&self) -> Arc<Mutex<Holds>> {
        Arc::clone(&self.holds)
    }
}

impl Office {
    /// Decides a few of the asks that wait, and notes whether more may wait.
    pub(super) fn serve_lane(&mut self, now: Timestamp, draft: &mut Draft) {
        self.lane.more = false;
        for _ in 0..A_MOMENT {
            let Ok(WebAsked { ask, reply }) = self.lane.asks.try_recv() else { return };
            let answer = self.web(ask, now, draft);
            draft.replies.push(Reply::Web(reply, WebAnswered { answer, seq: self.seq }));
        }
        self.lane.more = true;
    }

    fn web(&mut self, ask: WebAsk, now: Timestamp, draft: &mut Draft) -> WebAnswer {
        match ask {
            WebAsk::Keep { code, slot, source } => {
                // Nobody fills a form for nothing.
                let may = self.lane.sources.may(&self.state, source);
                let keep =
                    |holds: &mut Holds, office: &Self| holds.keep(&office.state, code.clone(), &slot, source, now);
                match may.and_then(|()| self.holds(keep)) {
                    Ok(until) => WebAnswer::Kept { until },
                    Err(why) => self.no(why.into(), &slot, Some(&code), now),
                }
            }
            WebAsk::Book { code, slot, person, number, language, proof, source } => {
                let may = self.lane.sources.may(&self.state, source);
                let place = |holds: &mut Holds, office: &Self| holds.may_book(&office.state, &slot, Some(&code), now);
                if let Err(why) = may.and_then(|()| self.holds(place)) {
                    return self.no(why.into(), &slot, Some(&code), now);
                }
                let known = (self.lane.known)(&person);
                let wanted = slot.clone();
                let booking = BookingId(self.state.bookings.next_id);
                let act = BookingAct::Book { slot, person, number, language, proof, known };
                let answer = self.booked(Actor::Visitor, act, booking, Some(&wanted), now, draft);
                if matches!(answer, WebAnswer::Booking(_)) {
                    self.holds(|holds, _| holds.release(&code));
                    self.lane.sources.made(&self.state, source);
                }
                answer
            }
            WebAsk::Change { booking, slot } => {
                // Who asks twice has it: the second time its place is the booking's own.
                if let Some(own) = self.state.bookings.get(booking).filter(|own| own.is_open() && own.slot == slot) {
                    return WebAnswer::Booking(Box::new(own.clone()));
                }
                let may = self.holds(|holds, office| holds.may_book(&office.state, &slot, None, now));
                if let Err(why) = may {
                    return self.no(why.into(), &slot, None, now);
                }
                let person = self.state.bookings.get(booking).map(|booking| booking.person.clone());
                let known = person.map(|person| (self.lane.known)(&person)).unwrap_or_default();
                let wanted = slot.clone();
                let act = BookingAct::Change { booking, slot, known };
                self.booked(Actor::Visitor, act, booking, Some(&wanted), now, draft)
            }
            WebAsk::Cancel { booking } => {
                if let Some(own) = self.state.bookings.get(booking).filter(|own| own.is_given_up()) {
                    return WebAnswer::Booking(Box::new(own.clone()));
                }
                self.booked(Actor::Visitor, BookingAct::Cancel { booking }, booking, None, now, draft)
            }
            WebAsk::CallOff { booking, by, reason } => {
                let act = BookingAct::CallOff { booking, reason };
                self.booked(Actor::Staff(by), act, booking, None, now, draft)
            }
            WebAsk::LetGo { booking } => self.let_go(booking, now, draft),
            WebAsk::Leave { ticket } => self.leave(ticket, now, draft),
        }
    }

    /// Consent can be taken back at any time (P4): where it is too late for the visitor to cancel (B8), the office does it for them, and
    /// the journal says so.
    fn let_go(&mut self, booking: BookingId, now: Timestamp, draft: &mut Draft) -> WebAnswer {
        let act = BookingAct::LetGo { booking };
        let answer = self.booked(Actor::Visitor, act.clone(), booking, None, now, draft);
        match &answer {
            WebAnswer::No { why: Rejection::Booking(NoBooking::ChangeTooLate { .. }), .. } => {
                self.booked(Actor::Office, act, booking, None, now, draft)
            }
            WebAnswer::No { .. } | WebAnswer::Kept { .. } | WebAnswer::Booking(_) | WebAnswer::Left => answer,
        }
    }

    /// Who said it twice has left as well.
    fn leave(&mut self, ticket: TicketId, now: Timestamp, draft: &mut Draft) -> WebAnswer {
        let command = Command { by: Actor::Visitor, act: Act::Leave { ticket } };
        match queue::decide(&self.state, &command, now) {
            Ok(events) => {
                self.take(events, draft);
                WebAnswer::Left
            }
            Err(_) if self.left_on_page(ticket) => WebAnswer::Left,
            Err(why) => WebAnswer::No { why, nearest: Vec::new() },
        }
    }

    fn left_on_page(&self, ticket: TicketId) -> bool {
        let stage = self.state.tickets.get(&ticket).map(|ticket| &ticket.stage);
        matches!(stage, Some(Stage::Left { why: LeftWhy::OnPage, .. }))
    }

    fn booked(
        &mut self,
        by: Actor,
        act: BookingAct,
        booking: BookingId,
        wanted: Option<&Slot>,
        now: Timestamp,
        draft: &mut Draft,
    ) -> WebAnswer {
        let command = Command { by, act: Act::Booking(act) };
        let decided = queue::decide(&self.state, &command, now);
        match (decided, wanted) {
            (Ok(events), _) => self.take(events, draft),
            (Err(why), Some(wanted)) => return self.no(why, wanted, None, now),
            (Err(why), None) => return WebAnswer::No { why, nearest: Vec::new() },
        }
        match self.state.bookings.get(booking) {
            Some(booking) => WebAnswer::Booking(Box::new(booking.clone())),
            None => WebAnswer::No { why: NoBooking::Unknown.into(), nearest: Vec::new() },
        }
    }

    /// Why not, and what is free instead: also the place that the asker keeps.
    fn no(&self, why: Rejection, wanted: &Slot, mine: Option<&HoldCode>, now: Timestamp) -> WebAnswer {
        let gone = matches!(
            why,
            Rejection::Booking(NoBooking::SlotTaken | NoBooking::SlotPast | NoBooking::KeptTooLong { .. })
        );
        // A place that was kept too long is free, for others.
        let near = |holds: &mut Holds, office: &Self| {
            let mut near = nearest(&office.state, &holds.of_others(mine), wanted, NEAREST + 1, now);
            near.retain(|slot| slot != wanted);
            near.truncate(NEAREST);
            near
        };
        WebAnswer::No { why, nearest: if gone { self.holds(near) } else { Vec::new() } }
    }

    fn holds<T>(&self, with: impl FnOnce(&mut Holds, &Self) -> T) -> T {
        let mut holds = self.lane.holds.lock().unwrap_or_else(PoisonError::into_inner);
        with(&mut holds, self)
    }
}
