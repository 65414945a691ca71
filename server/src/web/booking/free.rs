//! What is free for one visitor (B1): the place that they keep, or have booked and change, is not taken from them.

use std::sync::PoisonError;

use jiff::civil::{Date, DateTime};
use queue::booking::Slot;
use queue::booking::holds::Holds;
use queue::booking::slots::{Free, free_on};
use queue::floor::Service;
use queue::ids::ServiceId;

use super::visit::Visit;

/// The places that a visitor can have.
pub struct FreePlaces {
    /// The places that others keep at this moment.
    kept: Holds,
    /// The place that the visitor has booked and looks for another of.
    own: Option<Slot>,
}

impl FreePlaces {
    /// For a visitor who books. The office does not wait while a page is made.
    pub fn of(visit: &Visit) -> Self {
        let mine = visit.draft().map(|(code, _)| code);
        let kept = visit.pages.holds.lock().unwrap_or_else(PoisonError::into_inner).of_others(mine.as_ref());
        Self { kept, own: None }
    }

    /// For a visitor who changes a booking.
    pub fn to_change(visit: &Visit, own: &Slot) -> Self {
        Self { own: Some(own.clone()), ..Self::of(visit) }
    }

    /// The slots of a service on a business day, in order.
    pub fn on(&self, visit: &Visit, service: &ServiceId, date: Date) -> Vec<Free> {
        let mut slots = free_on(&visit.published.calendar, &self.kept, service, date, visit.now);
        let own = self.own.as_ref().filter(|own| own.service == *service && own.date() == date);
        if let Some(own) = own.filter(|own| own.due(&visit.floor) > visit.now)
            && let Some(slot) = slots.iter_mut().find(|slot| slot.time == own.time())
        {
            slot.places = slot.places.saturating_add(1);
        }
        slots
    }

    /// The first free place of a service.
    pub fn nearest(&self, visit: &Visit, service: &Service) -> Option<Slot> {
        let today = visit.published.calendar.day.as_ref()?.date;
        let last = visit.floor.rules.booking.last_date(today);
        let mut days = std::iter::successors(Some(today), |date| date.tomorrow().ok()).take_while(|date| *date <= last);
        days.find_map(|date| {
            let free = self.on(visit, &service.id, date).into_iter().find(|slot| slot.places > 0)?;
            Some(Slot { service: service.id.clone(), begins: DateTime::from_parts(date, free.time) })
        })
    }
}
