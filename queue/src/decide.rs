//! What a command causes on a state, or why it cannot be. Changes nothing; `apply` does.
//!
//! One file for each kind of act: `coupon` (issue), `desk` (a clerk's window), `visit` (the visitor there), `time`, `configure`.

pub(crate) mod configure;
mod coupon;
mod desk;
mod time;
mod visit;

use jiff::Timestamp;

use crate::booking;
use crate::command::{Act, Actor, Command};
use crate::event::{Event, Fact};
use crate::floor::Floor;
use crate::ids::{ClerkId, TicketId, WindowId};
use crate::rejection::Rejection;
use crate::state::{Day, Desk, State};
use crate::ticket::Ticket;

/// The events that a command causes at `now`; none where it asks for what is so already.
///
/// What is due by then must have been let pass first (`Act::LetTimePass`): a day turns by that act alone.
pub fn decide(state: &State, command: &Command, now: Timestamp) -> Result<Vec<Event>, Rejection> {
    if let Act::ConfigureFloor { floor } = &command.act {
        return configure::configure(state, floor, &command.by, now);
    }
    let (Some(floor), Some(day)) = (state.floor.as_deref(), &state.day) else {
        return Err(Rejection::NoFloor);
    };
    let scene = Scene { state, floor, day, by: &command.by, now };
    let facts = match &command.act {
        Act::ConfigureFloor { .. } => return Err(Rejection::NothingToChange),
        Act::LetTimePass => return Ok(time::pass(&scene)),
        Act::IssueTicket { services, category, language, more_time, code } => {
            coupon::issue(&scene, services, category, language, *more_time, code)
        }
        Act::WithdrawTicket { ticket } => coupon::withdraw(&scene, *ticket),
        Act::Leave { ticket } => coupon::leave(&scene, *ticket),
        Act::MarkMoreTime { ticket, on } => coupon::mark_more_time(&scene, *ticket, *on),
        Act::ReprintCoupon { ticket } => coupon::reprint(&scene, *ticket),
        Act::StopIssue { service } => coupon::stop(&scene, service),
        Act::ResumeIssue { service } => coupon::resume(&scene, service),
        Act::ExtendIssue { service, until, more } => coupon::extend(&scene, service, *until, *more),
        Act::SignIn => desk::sign_in(&scene),
        Act::SignOut => desk::sign_out(&scene),
        Act::OpenWindow { window } => desk::open(&scene, window),
        Act::PauseWindow { reason } => desk::pause(&scene, reason),
        Act::ResumeWindow => desk::resume(&scene),
        Act::CloseWindow { visitor } => desk::close(&scene, visitor.as_ref()),
        Act::TakeOverWindow { window, clerk, visitor } => desk::take_over(&scene, window, clerk, visitor.as_ref()),
        Act::Undo => desk::undo(&scene),
        Act::CallNext => visit::call_next(&scene),
        Act::CallTicket { ticket, reason } => visit::call_ticket(&scene, *ticket, reason),
        Act::Return { ticket } => visit::bring_back(&scene, *ticket),
        Act::Recall => visit::recall(&scene),
        Act::Start => visit::start(&scene),
        Act::Finish => visit::finish(&scene),
        Act::NoShow => visit::no_show(&scene),
        Act::Park { reason, alarm_min } => visit::park(&scene, reason, *alarm_min),
        Act::Transfer { to } => visit::transfer(&scene, to),
        Act::NextService { service } => visit::next_service(&scene, service.as_ref()),
        Act::Refuse { reason } => visit::refuse(&scene, reason),
        Act::DenyRight => visit::deny_right(&scene),
        Act::ComeBack { ticket } => visit::come_back(&scene, *ticket),
        Act::Booking(act) => booking::decide::decide(&scene, act),
    }?;
    Ok(scene.step(facts))
}

/// All that a decision looks at.
pub(crate) struct Scene<'a> {
    pub(crate) state: &'a State,
    pub(crate) floor: &'a Floor,
    pub(crate) day: &'a Day,
    pub(crate) by: &'a Actor,
    pub(crate) now: Timestamp,
}

/// A clerk's window and the clerk.
struct AtDesk<'a> {
    window: &'a WindowId,
    clerk: &'a ClerkId,
    desk: &'a Desk,
}

impl<'a> Scene<'a> {
    fn event(&self, fact: Fact) -> Event {
        Event { at: self.now, day: self.day.date, by: self.by.clone(), continues: false, fact }
    }

    /// One act's facts, all but the first marked as its continuation.
    fn step(&self, facts: Vec<Fact>) -> Vec<Event> {
        let mut events: Vec<_> = facts.into_iter().map(|fact| self.event(fact)).collect();
        events.iter_mut().skip(1).for_each(|event| event.continues = true);
        events
    }

    /// A ticket of today; a kiosk knows its own alone, so that none can touch another's visitors.
    fn ticket(&self, id: TicketId) -> Result<&'a Ticket, Rejection> {
        let foreign = |ticket: &Ticket| matches!(self.by, Actor::Kiosk(_)) && ticket.by != *self.by;
        let known = self.state.tickets.get(&id).filter(|ticket| !foreign(ticket));
        known.ok_or(Rejection::UnknownTicket)
    }

    fn clerk(&self) -> Result<&'a ClerkId, Rejection> {
        match self.by {
            Actor::Staff(clerk) if self.state.signed_in.contains(clerk) => Ok(clerk),
            Actor::Staff(_) | Actor::Kiosk(_) | Actor::Visitor | Actor::Time | Actor::Office => {
                Err(Rejection::NotSignedIn)
            }
        }
    }

    fn desk(&self) -> Result<AtDesk<'a>, Rejection> {
        let clerk = self.clerk()?;
        let mine = self.state.desks.iter().find(|(_, desk)| desk.clerk == *clerk);
        mine.map(|(window, desk)| AtDesk { window, clerk, desk }).ok_or(Rejection::NoWindow)
    }

    /// The desk, if it receives visitors now.
    fn open_desk(&self) -> Result<AtDesk<'a>, Rejection> {
        let at = self.desk()?;
        if at.desk.pause.is_some() { Err(Rejection::WindowPaused) } else { Ok(at) }
    }

    /// The desk and its visitor.
    fn visitor(&self) -> Result<(AtDesk<'a>, &'a Ticket), Rejection> {
        let at = self.desk()?;
        let ticket = at.desk.visitor.and_then(|id| self.state.tickets.get(&id));
        ticket.map(|ticket| (at, ticket)).ok_or(Rejection::NobodyAtWindow)
    }
}
