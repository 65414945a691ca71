//! Everything that stands against an act at a clerk's window. Nothing is written down here.

use jiff::{SignedDuration, Timestamp};
use queue::floor::Reason;
use queue::ids::{ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use queue::{Act, Actor, Leaving, Rejection, Target};

use crate::book::{Book, Desk, Past, Visitor};
use crate::objections::{Objections, if_so};

impl Book {
    pub fn objections_at_desk(&self, by: &Actor, act: &Act, now: Timestamp) -> Objections {
        let clerk = match self.clerk_of(by) {
            Ok(clerk) => clerk,
            Err(rejection) => return vec![rejection],
        };
        let desk = self.desks.iter().find(|desk| desk.clerk == *clerk);
        if let Act::SignOut | Act::OpenWindow { .. } = act {
            return self.against_place(clerk, desk, act);
        }
        if let (Act::Undo, None) = (act, desk) {
            return self.against_reopening(clerk, now);
        }
        let Some(desk) = desk else { return vec![Rejection::NoWindow] };
        if let Act::Undo = act {
            return desk.past.as_ref().map_or(vec![Rejection::NothingToUndo], |past| self.against_undo(past, now));
        }
        let guest = desk.visitor.and_then(|id| self.visitor(id));
        match (act, guest) {
            (Act::PauseWindow { reason }, _) => {
                let paused = if_so(desk.pause.is_some(), Rejection::WindowPaused);
                let busy = guest.map(|guest| Rejection::WindowBusy { number: guest.number });
                [paused, busy, unknown(&self.floor.reasons.pause, reason)].into_iter().flatten().collect()
            }
            (Act::ResumeWindow, _) => if_so(desk.pause.is_none(), Rejection::WindowNotPaused).into_iter().collect(),
            (Act::CallNext | Act::CallTicket { .. } | Act::Return { .. }, _) => {
                let busy = guest.filter(|guest| !(guest.is_served() && self.floor.rules.call_finishes));
                let busy = busy.map(|guest| Rejection::WindowBusy { number: guest.number });
                let paused = if_so(desk.pause.is_some(), Rejection::WindowPaused);
                [paused, busy].into_iter().flatten().chain(self.against_call(by, desk, act, now)).collect()
            }
            (Act::CloseWindow { visitor: _ }, None) => Vec::new(),
            (_, None) => vec![Rejection::NobodyAtWindow],
            (_, Some(guest)) => self.against_visit(desk, guest, act, now),
        }
    }

    /// Whoever is at work may close the window of a clerk who is not, and says whose window that was.
    pub fn against_taking_over(
        &self,
        by: &Actor,
        window: &WindowId,
        clerk: &ClerkId,
        visitor: Option<&Leaving>,
        now: Timestamp,
    ) -> Objections {
        if let Err(rejection) = self.clerk_of(by) {
            return vec![rejection];
        }
        let Some(desk) = self.desk_at(window) else {
            let unknown = self.window(window).is_none();
            return vec![if unknown { Rejection::UnknownWindow } else { Rejection::WindowClosed }];
        };
        let another = if_so(desk.clerk != *clerk, Rejection::WindowTaken { by: desk.clerk.clone() });
        let guest = desk.visitor.and_then(|id| self.visitor(id));
        let closing = Act::CloseWindow { visitor: visitor.cloned() };
        let against = guest.map_or(Vec::new(), |guest| self.against_visit(desk, guest, &closing, now));
        another.into_iter().chain(against).collect()
    }

    /// Signing out and sitting down.
    fn against_place(&self, clerk: &ClerkId, desk: Option<&Desk>, act: &Act) -> Objections {
        if let Act::OpenWindow { window } = act {
            let unknown = if_so(self.window(window).is_none(), Rejection::UnknownWindow);
            let holds = desk.map(|desk| Rejection::HoldsWindow { window: desk.window.clone() });
            let taken = self.desk_at(window).filter(|there| there.clerk != *clerk);
            let taken = taken.map(|there| Rejection::WindowTaken { by: there.clerk.clone() });
            return [unknown, holds, taken].into_iter().flatten().collect();
        }
        let guest = desk.and_then(|desk| desk.visitor).and_then(|id| self.visitor(id));
        guest.map(|guest| Rejection::VisitorNeedsDecision { number: guest.number }).into_iter().collect()
    }

    /// Who closed a window over a visitor can take that back, too, unless another clerk sits there by now.
    fn against_reopening(&self, clerk: &ClerkId, now: Timestamp) -> Objections {
        let Some(closed) = self.closed.iter().find(|desk| desk.clerk == *clerk) else {
            return vec![Rejection::NoWindow];
        };
        let taken = self.desk_at(&closed.window).map(|there| Rejection::WindowTaken { by: there.clerk.clone() });
        let past = closed.past.as_ref().expect("it was closed over a visitor");
        taken.into_iter().chain(self.against_undo(past, now)).collect()
    }

    /// A step can be taken back as long as the set time lasts and none of its visitors went anywhere since.
    fn against_undo(&self, past: &Past, now: Timestamp) -> Objections {
        let allowed = SignedDuration::from_secs(i64::from(self.floor.rules.undo_s));
        let as_left = |(id, moved): &(TicketId, u64)| self.visitor(*id).is_some_and(|line| line.moved == *moved);
        let late = if_so(now > past.at + allowed || now < past.at, Rejection::UndoTooLate);
        let overtaken = if_so(!past.lines.iter().all(as_left), Rejection::UndoOvertaken);
        late.into_iter().chain(overtaken).collect()
    }

    fn against_call(&self, by: &Actor, desk: &Desk, act: &Act, now: Timestamp) -> Objections {
        if let Act::CallTicket { ticket, reason } = act {
            let mut found = self.against_calling(desk, *ticket, |visitor| {
                let at_window = if_so(visitor.is_called() || visitor.is_served(), Rejection::AlreadyCalled);
                at_window.or(if_so(!visitor.waits(), Rejection::NotWaiting))
            });
            found.extend(unknown(&self.floor.reasons.out_of_turn, reason));
            return found;
        }
        if let Act::Return { ticket } = act {
            return self.against_calling(desk, *ticket, |visitor| if_so(!visitor.is_parked(), Rejection::NotParked));
        }
        // Whoever is due is looked for as the floor stands once the present service is done.
        let mut after = self.clone();
        after.finish_before_call(by, now);
        if_so(after.callable(&desk.window, now).is_empty(), Rejection::NobodyWaiting).into_iter().collect()
    }

    fn against_calling(
        &self,
        desk: &Desk,
        id: TicketId,
        against: impl Fn(&Visitor) -> Option<Rejection>,
    ) -> Objections {
        let Some(visitor) = self.visitor(id) else { return vec![Rejection::UnknownTicket] };
        let wrong_window = if_so(!self.serves(desk, visitor.due()), Rejection::WindowDoesNotServe);
        against(visitor).into_iter().chain(wrong_window).collect()
    }

    fn serves(&self, desk: &Desk, service: &ServiceId) -> bool {
        self.window(&desk.window).is_some_and(|window| window.services.contains(service))
    }

    fn against_visit(&self, desk: &Desk, guest: &Visitor, act: &Act, now: Timestamp) -> Objections {
        let not_called = if_so(!guest.is_called(), Rejection::AlreadyStarted);
        let not_served = if_so(!guest.is_served(), Rejection::NotStarted);
        if let Act::Recall | Act::Start = act {
            return not_called.into_iter().collect();
        }
        if let Act::NoShow = act {
            return not_called.or_else(|| self.too_early(guest, now)).into_iter().collect();
        }
        if let Act::Finish | Act::CloseWindow { visitor: Some(Leaving::Finish) } = act {
            return not_served.into_iter().collect();
        }
        if let Act::CloseWindow { visitor: None } = act {
            return vec![Rejection::VisitorNeedsDecision { number: guest.number }];
        }
        if let Act::Transfer { to } | Act::CloseWindow { visitor: Some(Leaving::Transfer(to)) } = act {
            return self.against_target(desk, guest, to);
        }
        if let Act::NextService { service } = act {
            return not_served.into_iter().chain(self.against_next(guest, service.as_ref())).collect();
        }
        if let Act::Refuse { reason } = act {
            return unknown(&self.floor.reasons.refuse, reason).into_iter().collect();
        }
        if let Act::DenyRight = act {
            let nowhere = self.floor.categories.iter().all(|category| category.preferential);
            let claims_none = if_so(!self.is_preferential(guest), Rejection::NoRightClaimed);
            return claims_none.into_iter().chain(if_so(nowhere, Rejection::NoGeneralCategory)).collect();
        }
        if let Act::Park { reason, alarm_min } = act {
            let bad = if_so(alarm_min.is_some_and(|minutes| minutes == 0 || minutes > 480), Rejection::BadAlarm);
            return bad.into_iter().chain(unknown(&self.floor.reasons.park, reason)).collect();
        }
        Vec::new()
    }

    /// A no-show needs its calls and its time; a wait of less than a second is told as one second.
    fn too_early(&self, guest: &Visitor, now: Timestamp) -> Option<Rejection> {
        let (calls, from) = self.no_show_from(guest)?;
        let left = if now < from { (from.as_second() - now.as_second()).max(1) } else { 0 };
        let seconds = u32::try_from(left).expect("small");
        if_so(calls > 0 || seconds > 0, Rejection::TooEarlyForNoShow { calls, seconds })
    }

    fn against_next(&self, guest: &Visitor, added: Option<&ServiceId>) -> Objections {
        let Some(service) = added else {
            return if_so(guest.ahead.len() < 2, Rejection::NoNextService).into_iter().collect();
        };
        let too_many = guest.behind.len() + guest.ahead.len() >= 8 && !guest.ahead.contains(service);
        let mut found = self.against_service(guest, service);
        found.extend(if_so(too_many, Rejection::BadVisit));
        found
    }

    fn against_service(&self, guest: &Visitor, service: &ServiceId) -> Objections {
        let unknown = if_so(self.service(service).is_none(), Rejection::UnknownService);
        let nowhere = if_so(!self.served_somewhere(service), Rejection::WindowDoesNotServe);
        let same = if_so(service == guest.due(), Rejection::SameTarget);
        [unknown, nowhere, same].into_iter().flatten().collect()
    }

    fn against_target(&self, desk: &Desk, guest: &Visitor, to: &Target) -> Objections {
        match to {
            Target::Service(service) => self.against_service(guest, service),
            Target::Window(id) => {
                let Some(window) = self.window(id) else { return vec![Rejection::UnknownWindow] };
                let same = if_so(*id == desk.window, Rejection::SameTarget);
                let closed = if_so(self.desk_at(id).is_none(), Rejection::WindowClosed);
                let on_a_break = self.desk_at(id).is_some_and(|there| there.pause.is_some());
                let paused = if_so(on_a_break, Rejection::TargetPaused);
                let other = if_so(!window.services.contains(guest.due()), Rejection::WindowDoesNotServe);
                [same, closed, paused, other].into_iter().flatten().collect()
            }
        }
    }
}

fn unknown(list: &[Reason], reason: &ReasonId) -> Option<Rejection> {
    if_so(!list.iter().any(|known| known.id == *reason), Rejection::UnknownReason)
}
