//! Everything that stands against an act, by the rules. An act is possible exactly if nothing does; which of several
//! objections is told first is the queue's affair. Acts at a clerk's window stand in `objections_at_desk`.

use std::rc::Rc;

use jiff::Timestamp;
use jiff::civil::Time;
use queue::floor::Role;
use queue::ids::{CategoryId, Language, ServiceId, TicketId};
use queue::issue::Issue;
use queue::{Act, Actor, Floor, Rejection};

use crate::book::{Book, Visitor, of};

/// What stands against an act; nothing where it is possible.
pub type Objections = Vec<Rejection>;

/// An objection, if `holds`.
pub fn if_so(holds: bool, rejection: Rejection) -> Option<Rejection> {
    holds.then_some(rejection)
}

impl Book {
    /// All that stands against `act`.
    pub fn objections(&self, by: &Actor, act: &Act, now: Timestamp) -> Objections {
        match act {
            Act::IssueTicket { services, category, language, more_time: _, code: _ } => {
                self.against_coupon(by, services, category, language, now)
            }
            // Whoever was called has seen the coupon; its place is used (Q3).
            Act::WithdrawTicket { ticket } => self.against_paper(by, *ticket, |visitor| {
                let fresh = visitor.waits() && !visitor.was_called;
                if_so(!fresh && !visitor.has_left(), Rejection::AlreadyCalled)
            }),
            Act::Leave { ticket } => self.against_paper(by, *ticket, |visitor| {
                let at_window = if_so(visitor.is_called() || visitor.is_served(), Rejection::AlreadyCalled);
                at_window.or(if_so(visitor.is_gone(), Rejection::NotWaiting))
            }),
            Act::MarkMoreTime { ticket, on: _ } | Act::ReprintCoupon { ticket } => {
                self.against_paper(by, *ticket, |visitor| if_so(visitor.is_gone(), Rejection::NotWaiting))
            }
            Act::ComeBack { ticket } => {
                self.against_paper(by, *ticket, |visitor| match visitor.may_come_back_until() {
                    None => Some(Rejection::NotNoShow),
                    Some(until) => if_so(until.is_none_or(|until| now > until), Rejection::ComeBackTooLate),
                })
            }
            Act::SignIn => {
                let known = self.floor.clerks.iter().any(|known| *by == Actor::Staff(known.id.clone()));
                if_so(!known, Rejection::UnknownClerk).into_iter().collect()
            }
            Act::SignOut
            | Act::OpenWindow { .. }
            | Act::PauseWindow { .. }
            | Act::ResumeWindow
            | Act::CloseWindow { .. }
            | Act::CallNext
            | Act::CallTicket { .. }
            | Act::Return { .. }
            | Act::Recall
            | Act::Start
            | Act::Finish
            | Act::NoShow
            | Act::Park { .. }
            | Act::Transfer { .. }
            | Act::NextService { .. }
            | Act::Refuse { .. }
            | Act::DenyRight
            | Act::Undo => self.objections_at_desk(by, act, now),
            Act::StopIssue { service } => self.against_hand(service, |stopped| stopped),
            Act::ResumeIssue { service } => self.against_hand(service, |stopped| !stopped),
            Act::ExtendIssue { service, until, more } => self.against_extension(service, *until, *more, now),
            Act::ConfigureFloor { floor } => self.against_floor(floor, now),
            Act::TakeOverWindow { window, clerk, visitor } => {
                self.against_taking_over(by, window, clerk, visitor.as_ref(), now)
            }
            Act::LetTimePass => Vec::new(),
            Act::Booking(_) => unreachable!("bookings have random months of their own"),
        }
    }

    fn against_coupon(
        &self,
        by: &Actor,
        services: &[ServiceId],
        category: &CategoryId,
        language: &Language,
        now: Timestamp,
    ) -> Objections {
        let twice = services.iter().any(|id| services.iter().filter(|other| *other == id).count() > 1);
        let mut found = Vec::new();
        found.extend(if_so(services.is_empty() || services.len() > 8 || twice, Rejection::BadVisit));
        found.extend(if_so(self.category(category).is_none(), Rejection::UnknownCategory));
        found.extend(if_so(!self.floor.languages.contains(language), Rejection::UnknownLanguage));
        for id in services {
            match self.service(id).map(|service| self.issue(service, now)) {
                None => found.push(Rejection::UnknownService),
                Some(Issue::Open { .. }) => {}
                Some(Issue::NotYet { from, .. }) => found.push(Rejection::IssueNotYet { from }),
                Some(Issue::Over { next }) => found.push(Rejection::IssueOver { next }),
                Some(Issue::ClosedToday { next }) => found.push(Rejection::ClosedToday { next }),
                Some(Issue::Gone { next }) => found.push(Rejection::LimitReached { next }),
                Some(Issue::Stopped) => found.push(Rejection::IssueStopped),
            }
        }
        let hidden = services.first().and_then(|id| self.service(id)).is_some_and(|service| !service.at_kiosk);
        found.extend(if_so(hidden && matches!(by, Actor::Kiosk(_)), Rejection::UnknownService));
        found
    }

    /// A kiosk has to do with the coupons that it handed out itself, and with no others.
    fn against_paper(&self, by: &Actor, id: TicketId, against: impl Fn(&Visitor) -> Option<Rejection>) -> Objections {
        let known = self.visitor(id).filter(|visitor| match by {
            Actor::Kiosk(_) => visitor.issued_by == *by,
            Actor::Staff(_) | Actor::Visitor | Actor::Time | Actor::Office => true,
        });
        known.map_or(Some(Rejection::UnknownTicket), against).into_iter().collect()
    }

    fn against_hand(&self, service: &ServiceId, so_already: impl Fn(bool) -> bool) -> Objections {
        if self.service(service).is_none() {
            return vec![Rejection::UnknownService];
        }
        if_so(so_already(self.stopped.contains(service)), Rejection::NothingToChange).into_iter().collect()
    }

    fn against_extension(&self, service: &ServiceId, until: Option<Time>, more: u16, now: Timestamp) -> Objections {
        let Some(known) = self.service(service) else { return vec![Rejection::UnknownService] };
        let nothing = until.map_or(more == 0, |until| self.today_at(until) <= now);
        let mates = self.floor.services.iter().filter(|mate| mate.letter == known.letter);
        let allowed: u32 = mates.map(|mate| u32::from(mate.daily_limit) + u32::from(of(&self.extra, &mate.id))).sum();
        let most = u16::try_from(999_u32.saturating_sub(allowed)).expect("at most 999");
        let too_large = if_so(more > most, Rejection::LimitTooLarge { most });
        if_so(nothing, Rejection::NothingToChange).into_iter().chain(too_large).collect()
    }

    /// Nobody who is here may be stranded by a new floor.
    fn against_floor(&self, floor: &Floor, now: Timestamp) -> Objections {
        if *floor == *self.floor {
            return vec![Rejection::NothingToChange];
        }
        let mut found = Vec::new();
        for visitor in self.visitors.iter().filter(|visitor| !visitor.is_gone()) {
            for service in &visitor.ahead {
                let known = floor.services.iter().any(|known| known.id == *service);
                let received = floor.windows.iter().any(|window| window.services.contains(service));
                found.extend(if_so(!known || !received, Rejection::ServiceInUse { service: service.clone() }));
            }
            let known = |id: &&CategoryId| floor.categories.iter().any(|known| known.id == **id);
            let lost = [Some(&visitor.category), visitor.denied.as_ref()].into_iter().flatten().filter(|id| !known(id));
            found.extend(lost.map(|category| Rejection::CategoryInUse { category: category.clone() }));
            let language = &visitor.language;
            let spoken = floor.languages.iter().any(|known| known == language);
            found.extend(if_so(!spoken, Rejection::LanguageInUse { language: language.clone() }));
        }
        // A clerk at a window who may receive nobody any more could not even close it.
        for desk in &self.desks {
            let person = floor.clerks.iter().find(|known| known.id == desk.clerk);
            let may = person.is_some_and(|person| person.roles.contains(&Role::Clerk));
            found.extend(if_so(!may, Rejection::ClerkInUse { clerk: desk.clerk.clone() }));
        }
        // Nor may the day end in the middle of the office's work.
        let mut then = self.clone();
        then.floor = Rc::new(floor.clone());
        let here = !self.desks.is_empty() || self.visitors.iter().any(|visitor| !visitor.is_gone());
        let ends = self.turns() > now && then.turns() <= now;
        found.extend(if_so(here && ends, Rejection::DayInUse { day: self.day }));
        let gone = self.desks.iter().filter(|desk| !floor.windows.iter().any(|window| window.id == desk.window));
        found.extend(gone.map(|desk| Rejection::WindowInUse { window: desk.window.clone() }));
        let gone = self.signed_in.iter().filter(|clerk| !floor.clerks.iter().any(|known| known.id == **clerk));
        found.extend(gone.map(|clerk| Rejection::ClerkInUse { clerk: clerk.clone() }));
        found
    }
}
