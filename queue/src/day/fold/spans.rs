//! From events to the spans of each window: open, paused and with whom.

use super::super::{Doing, Span};
use super::{Fold, Step};
use crate::command::Actor;
use crate::event::{Event, Fact};
use crate::ids::{ClerkId, ReasonId, WindowId};

impl Fold {
    /// What an event does to a window's spans, and which steps it puts out of reach.
    pub(super) fn window(&mut self, event: &Event) {
        match &event.fact {
            Fact::WindowOpened { window, clerk } => {
                self.steps.remove(clerk);
                self.begin_span(event, window, clerk, Doing::Open);
            }
            Fact::WindowPaused { window, clerk, reason } => {
                self.steps.remove(clerk);
                self.end_span(event, window);
                self.begin_span(event, window, clerk, paused(reason));
            }
            Fact::WindowResumed { window, clerk } => {
                self.end_span(event, window);
                self.begin_span(event, window, clerk, Doing::Open);
            }
            Fact::WindowClosed { window, clerk } => {
                let ended = self.end_span(event, window);
                let own = event.by == Actor::Staff(clerk.clone());
                let step = self.steps.remove(clerk);
                if let Some(step) = step.filter(|step| own && event.continues && step.at == event.at) {
                    self.steps.insert(clerk.clone(), Step { closed: ended, ..step });
                }
            }
            Fact::VisitorRecalled { clerk, .. } | Fact::ClerkSignedOut { clerk } => {
                self.steps.remove(clerk);
            }
            Fact::FloorConfigured { .. } => self.steps.clear(),
            Fact::DayTurned
            | Fact::TicketIssued { .. }
            | Fact::VisitorLeft { .. }
            | Fact::MoreTimeMarked { .. }
            | Fact::CouponReprinted { .. }
            | Fact::ClerkSignedIn { .. }
            | Fact::VisitorCalled { .. }
            | Fact::ServiceStarted { .. }
            | Fact::ServiceFinished { .. }
            | Fact::NextServiceQueued { .. }
            | Fact::VisitorNoShow { .. }
            | Fact::ComeBackLapsed { .. }
            | Fact::VisitorCameBack { .. }
            | Fact::VisitorParked { .. }
            | Fact::ParkAlarmRang { .. }
            | Fact::VisitorTransferred { .. }
            | Fact::VisitorPutBack { .. }
            | Fact::ServiceRefused { .. }
            | Fact::RightDenied { .. }
            | Fact::StepUndone { .. }
            | Fact::IssueStopped { .. }
            | Fact::IssueResumed { .. }
            | Fact::IssueExtended { .. }
            | Fact::Booking(_) => {}
        }
    }

    fn begin_span(&mut self, event: &Event, window: &WindowId, clerk: &ClerkId, doing: Doing) {
        let (window, clerk) = (window.clone(), clerk.clone());
        if let Some(today) = &mut self.today {
            today.spans.push(Span { window, clerk, from: event.at, until: None, doing, cut: false });
        }
    }

    /// Which span it was.
    fn end_span(&mut self, event: &Event, window: &WindowId) -> Option<usize> {
        let spans = &mut self.today.as_mut()?.spans;
        let index = spans.iter().rposition(|span| span.window == *window && span.until.is_none())?;
        spans[index].until = Some(event.at);
        spans[index].cut = event.by == Actor::Time;
        Some(index)
    }
}

fn paused(reason: &ReasonId) -> Doing {
    Doing::Paused { reason: reason.clone() }
}
