//! Whose turn it is, as the book judges a call: not by searching the best, but by asking whether anyone was passed over.

use jiff::Timestamp;
use queue::floor::Policy;
use queue::ids::{TicketId, WindowId};
use queue::turn::Why;

use crate::book::{Book, Spot, Visitor, of, seconds};

/// A waiting visitor as a policy sees them.
pub struct Claim<'b> {
    pub visitor: &'b Visitor,
    waited_ms: i128,
    limit_ms: i128,
    preferential: bool,
}

impl Book {
    /// Everyone whom a window may call: they wait for one of its services, and not for another window alone.
    pub fn callable(&self, window: &WindowId, now: Timestamp) -> Vec<Claim<'_>> {
        let Some(here) = self.window(window) else { return Vec::new() };
        let mut found = Vec::new();
        for visitor in &self.visitors {
            let Spot::Waits { only, .. } = &visitor.spot else { continue };
            let kept = only.as_ref().is_some_and(|only| only != window && self.waits_for(only, visitor, now));
            if here.services.contains(visitor.due()) && !kept {
                found.push(self.claim(visitor, now));
            }
        }
        found
    }

    /// Whether a visitor who was sent to a window still waits for it alone. A clerk on a break, or who went home, or who does
    /// other things by now calls nobody; and a clerk who just does not call may keep nobody longer than anyone should wait.
    fn waits_for(&self, window: &WindowId, visitor: &Visitor, now: Timestamp) -> bool {
        let does_it = self.window(window).is_some_and(|window| window.services.contains(visitor.due()));
        let at_work = self.desk_at(window).is_some_and(|desk| desk.pause.is_none());
        let Spot::Waits { since, .. } = visitor.spot else { return false };
        does_it && at_work && seconds(since, now) < self.limit_min(visitor) * 60
    }

    /// The minutes that anyone of the visitor's class should wait at most.
    fn limit_min(&self, visitor: &Visitor) -> u32 {
        let norm = self.service(visitor.due()).map_or(1, |service| service.wait_norm_min);
        let own = self.category(&visitor.category).and_then(|category| category.wait_limit_min);
        u32::from(own.unwrap_or(norm))
    }

    fn claim<'b>(&self, visitor: &'b Visitor, now: Timestamp) -> Claim<'b> {
        Claim {
            visitor,
            waited_ms: i128::from(now.as_millisecond() - visitor.place.as_millisecond()),
            limit_ms: i128::from(self.limit_min(visitor)) * 60_000,
            preferential: self.is_preferential(visitor),
        }
    }

    /// What is wrong with calling `called` next to `window`; nothing if nobody was passed over and the reason is true.
    pub fn wrong_with_next(&self, window: &WindowId, called: TicketId, why: &Why, now: Timestamp) -> Option<String> {
        let callable = self.callable(window, now);
        let Some(called) = callable.iter().find(|claim| claim.visitor.id == called) else {
            return Some(format!("{called:?} does not wait for {window}"));
        };
        let passed_over = callable.iter().find(|other| self.goes_before(window, other, called, &callable));
        if let Some(other) = passed_over {
            return Some(format!("{:?} was due at {window} before {:?}", other.visitor, called.visitor));
        }
        let true_why = self.reason(window, called, now);
        (*why != true_why).then(|| format!("called because {why:?}, but it was {true_why:?}"))
    }

    /// Whether nobody else could be due at `window` than `id`.
    pub fn is_due(&self, window: &WindowId, id: TicketId, now: Timestamp) -> bool {
        let callable = self.callable(window, now);
        let found = callable.iter().find(|claim| claim.visitor.id == id);
        found.is_some_and(|it| !callable.iter().any(|other| self.goes_before(window, other, it, &callable)))
    }

    fn goes_before(&self, window: &WindowId, a: &Claim<'_>, b: &Claim<'_>, all: &[Claim<'_>]) -> bool {
        let earlier = (a.visitor.place, a.visitor.id) < (b.visitor.place, b.visitor.id);
        match self.floor.rules.policy {
            Policy::FirstCome => earlier,
            Policy::Ratio { general } => {
                let both = all.iter().any(|c| c.preferential) && all.iter().any(|c| !c.preferential);
                let preferential_due = of(&self.generals, window) >= u32::from(general);
                if both && a.preferential != b.preferential { a.preferential == preferential_due } else { earlier }
            }
            Policy::Credit => {
                let (mine, theirs) = (a.waited_ms * b.limit_ms, b.waited_ms * a.limit_ms);
                mine > theirs || (mine == theirs && earlier)
            }
        }
    }

    fn reason(&self, window: &WindowId, called: &Claim<'_>, now: Timestamp) -> Why {
        let waited_s = seconds(called.visitor.place, now);
        match self.floor.rules.policy {
            Policy::Ratio { .. } if called.preferential => {
                let generals = u8::try_from(of(&self.generals, window)).unwrap_or(u8::MAX);
                Why::Preferential { waited_s, generals }
            }
            Policy::FirstCome | Policy::Ratio { .. } => Why::FirstCome { waited_s },
            Policy::Credit => {
                let limit_s = u32::try_from(called.limit_ms / 1000).expect("minutes");
                Why::Credit { waited_s, limit_s, preferential: called.preferential }
            }
        }
    }

    /// What is wrong with calling `chosen` out of turn (Q6): whoever was due instead stands beside the call.
    pub fn wrong_with_choice(
        &self,
        window: &WindowId,
        chosen: TicketId,
        instead_of: Option<TicketId>,
        now: Timestamp,
    ) -> Option<String> {
        let right = match instead_of {
            Some(other) => other != chosen && self.is_due(window, other, now),
            None => self.is_due(window, chosen, now) || self.callable(window, now).is_empty(),
        };
        (!right).then(|| format!("{chosen:?} was chosen, marked as instead of {instead_of:?}"))
    }

    /// Under the credit policy nobody is called under four fifths of their limit while the window could take someone
    /// over theirs. Said here by itself, whatever else the policy does.
    pub fn credit_passed_over(&self, window: &WindowId, called: TicketId, now: Timestamp) -> Option<String> {
        if self.floor.rules.policy != Policy::Credit {
            return None;
        }
        let callable = self.callable(window, now);
        let under = callable.iter().any(|c| c.visitor.id == called && c.waited_ms * 5 < c.limit_ms * 4);
        let over = callable.iter().find(|c| c.waited_ms > c.limit_ms)?;
        under.then(|| format!("{called:?} was called under 80 % of the limit before {:?}", over.visitor))
    }
}
