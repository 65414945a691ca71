//! What a manager asks of a day, or of many (Q7): who came, how long they waited and were served, by whom, and what went otherwise.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::tally::Tally;
use super::times::Times;
use super::{Came, Day, Leg, Span, Visit};
use crate::floor::Weekday;
use crate::ids::{CategoryId, ClerkId, ReasonId, ServiceId, TicketId, WindowId};
use crate::number::Number;

/// Which part of the flow is asked for. A leg is in where everything that is set fits it; a visit where one of its legs is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Legs of this service.
    pub service: Option<ServiceId>,
    /// Legs called to this window.
    pub window: Option<WindowId>,
    /// Legs in this category.
    pub category: Option<CategoryId>,
    /// Visits of those who had booked, or of those who had not.
    pub coming: Option<Coming>,
    /// Legs called by this clerk.
    pub clerk: Option<ClerkId>,
}

/// How visitors come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coming {
    /// With a booking, in time or late.
    Booked,
    /// Without.
    WalkIn,
}

/// The figures of a day or a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Days with at least one visitor of the part that is asked for.
    pub days: u32,
    /// Who came.
    pub visitors: Visitors,
    /// Waits to the call, against the limit of each visitor's class.
    pub waits: Times,
    /// Services done, against their norms.
    pub service_times: Times,
    /// By service.
    pub services: BTreeMap<ServiceId, ServiceFigures>,
    /// By clerk.
    pub clerks: BTreeMap<ClerkId, ClerkFigures>,
    /// Refusals by reason.
    pub refusals: BTreeMap<ReasonId, u32>,
    /// Calls chosen by a clerk (Q6), in the order of the days, their tickets and calls.
    pub chosen: Vec<ChosenCall>,
    /// How good the expected wait was.
    pub expected: Accuracy,
    /// Arrivals and waits by weekday of the business day and local hour.
    pub heat: BTreeMap<(Weekday, u8), Heat>,
    /// Each day with at least one visitor in a line, in the order of the days.
    pub by_day: Vec<OfDay>,
}

/// One day among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfDay {
    /// The business day.
    pub date: Date,
    /// Who came.
    pub visitors: u32,
    /// Those of them without a booking.
    pub walk_in: u32,
    /// Waits to the call.
    pub waits: Times,
    /// Calls that nobody came to.
    pub no_shows: u32,
    /// Who went, or was still here when the day turned, without being received.
    pub gone: u32,
}

/// Who came, and who did not stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visitors {
    /// Coupons that visitors took, one each; withdrawn ones are no visits.
    pub all: u32,
    /// Those of them without a booking.
    pub walk_in: u32,
    /// Booked, and here by the booked time.
    pub in_time: u32,
    /// Booked, here after the booked time, and still received as booked (B4).
    pub after_time: u32,
    /// Booked, and too late to be received as booked (B4).
    pub too_late: u32,
    /// Seconds past the booked time of those who came after it; within means still received as booked.
    pub lateness: Times,
    /// Bookings that nobody kept; not told of one window, clerk or category, nor of walk-ins.
    pub missed: u32,
    /// Those of them whose visitors the office's own outage kept away (B12).
    pub missed_by_outage: u32,
    /// Calls that nobody came to.
    pub no_shows: u32,
    /// No-shows who were here after all.
    pub came_back: u32,
    /// Who said so and went, on the ticket's own page too; counted with the last leg of their visit, like the next.
    pub left: u32,
    /// Who was still here when the day turned, not received.
    pub left_at_end: u32,
    /// Coupons that a kiosk took back because nobody saw them.
    pub withdrawn: u32,
}

impl Visitors {
    /// Who went or stayed until the day ended without being received.
    pub fn gone(&self) -> u32 {
        self.left + self.left_at_end
    }
}

/// One service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceFigures {
    /// Visitors who waited for it or were received for it.
    pub visitors: u32,
    /// Waits to the call.
    pub waits: Times,
    /// Services done.
    pub service_times: Times,
    /// Calls that nobody came to.
    pub no_shows: u32,
    /// Refused.
    pub refused: u32,
}

/// One clerk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClerkFigures {
    /// Services done.
    pub services: BTreeMap<ServiceId, Times>,
    /// Seconds with visitors whose service was not done: sent on, parked, refused.
    pub undone_s: u64,
    /// Calls that nobody came to.
    pub no_shows: u32,
    /// Refused.
    pub refused: u32,
    /// Calls out of turn: somebody else was due (Q6).
    pub out_of_turn: u32,
    /// Seconds with the window open, so far where it still is; not told of a service, category or way of coming, like the pauses.
    pub open_s: u64,
    /// Pauses by reason.
    pub pauses: BTreeMap<ReasonId, Pauses>,
}

/// Pauses of one clerk for one reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pauses {
    /// How many.
    pub count: u32,
    /// Seconds of those that were ended by the clerk, and so far of one that lasts.
    pub sum_s: u64,
    /// The longest of them.
    pub longest_s: u32,
}

/// A visitor whom a clerk chose (Q6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenCall {
    /// The business day.
    pub date: Date,
    /// When.
    pub at: Timestamp,
    /// Whom.
    pub ticket: TicketId,
    /// What the visitor read.
    pub number: Number,
    /// For what.
    pub service: ServiceId,
    /// To which window.
    pub window: WindowId,
    /// By whom.
    pub clerk: ClerkId,
    /// Why.
    pub reason: ReasonId,
    /// Who was due; nobody where the call was in turn.
    pub instead_of: Option<TicketId>,
}

/// The wait that could be told with the coupon, against the one that came, of all whom their first wait brought to a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// Waits for which there was a range, of one visitor in [`super::ONE_IN`].
    pub told: u32,
    /// Those of them that lay in it; "no wait" holds for up to a minute.
    pub inside: u32,
    /// Seconds between the middle of the range and the wait, together.
    pub error_sum_s: u64,
    /// Seconds from one end of the range to the other, together.
    pub width_sum_s: u64,
    /// Those of the told before whom somebody was called for the service that day.
    pub rivalled: u32,
    /// The error of these.
    pub rivalled_error_sum_s: u64,
    /// The error that the last visitor's wait would have had for these.
    pub last_wait_error_sum_s: u64,
}

impl Accuracy {
    /// The share of waits inside their range in whole percent, rounded down.
    pub fn inside_percent(&self) -> Option<u32> {
        (u64::from(self.inside) * 100).checked_div(self.told.into()).and_then(|percent| u32::try_from(percent).ok())
    }

    /// The mean absolute error in whole seconds, rounded down.
    pub fn mean_error_s(&self) -> Option<u64> {
        self.error_sum_s.checked_div(self.told.into())
    }

    /// The same of those with a rival, and of the last visitor's wait for them.
    pub fn against_last_wait_s(&self) -> Option<(u64, u64)> {
        let mean = |sum: u64| sum.checked_div(self.rivalled.into());
        Some((mean(self.rivalled_error_sum_s)?, mean(self.last_wait_error_sum_s)?))
    }
}

/// One hour of one weekday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heat {
    /// Visitors who came in it.
    pub visitors: u32,
    /// Days of this weekday in the period on which anybody came, of the part that is asked for or not.
    pub days: u32,
    /// Waits that began in it and came to a call.
    pub waits: Times,
}

impl Figures {
    /// The figures of one day.
    pub fn of(day: &Day, filter: &Filter) -> Self {
        Self::over([day], filter)
    }

    /// The figures of many days; each day is let go before the next is asked for.
    pub fn over(days: impl IntoIterator<Item: Borrow<Day>>, filter: &Filter) -> Self {
        let mut tally = Tally::new(filter.clone());
        days.into_iter().for_each(|day| tally.add(day.borrow()));
        tally.figures()
    }

    /// Services by the visitors who came for them, most first.
    pub fn most_asked(&self) -> Vec<(&ServiceId, u32)> {
        let mut services: Vec<_> = self.services.iter().map(|(id, figures)| (id, figures.visitors)).collect();
        services.sort_by_key(|(_, visitors)| std::cmp::Reverse(*visitors));
        services
    }

    /// Calls out of turn.
    pub fn out_of_turn(&self) -> impl Iterator<Item = &ChosenCall> {
        self.chosen.iter().filter(|call| call.instead_of.is_some())
    }
}

impl Filter {
    /// Whether a leg of a visit is asked for.
    pub fn takes(&self, visit: &Visit, leg: &Leg) -> bool {
        fn fits<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> bool {
            wanted.is_none_or(|wanted| found == Some(wanted))
        }
        let call = leg.call.as_ref();
        fits(self.service.as_ref(), Some(&leg.service))
            && fits(self.category.as_ref(), Some(&leg.category))
            && fits(self.coming.as_ref(), Some(&Coming::of(visit.came)))
            && fits(self.window.as_ref(), call.map(|call| &call.window))
            && fits(self.clerk.as_ref(), call.map(|call| &call.clerk))
    }

    /// Whether a window's span is asked for: windows and clerks have spans, visitors have not.
    pub(super) fn takes_span(&self, span: &Span) -> bool {
        let window = self.window.as_ref().is_none_or(|window| span.window == *window);
        self.tells_windows() && window && self.clerk.as_ref().is_none_or(|clerk| span.clerk == *clerk)
    }

    /// Whether it asks for less than the whole flow.
    pub fn is_part(&self) -> bool {
        *self != Self::default()
    }

    /// Whether anything can be told of windows that were open: not of a service, a category or a way of coming.
    pub fn tells_windows(&self) -> bool {
        self.service.is_none() && self.category.is_none() && self.coming.is_none()
    }

    /// Whether anything can be told of bookings that nobody kept: not of a window, a clerk or a category, nor of walk-ins.
    pub fn tells_missed(&self) -> bool {
        let at_window = self.window.is_some() || self.clerk.is_some() || self.category.is_some();
        !at_window && self.coming != Some(Coming::WalkIn)
    }

    /// Whether a missed booking is asked for: nothing is known of it but its service.
    pub(super) fn takes_missed(&self, service: &ServiceId) -> bool {
        self.tells_missed() && self.service.as_ref().is_none_or(|wanted| wanted == service)
    }
}

impl Coming {
    /// How a visitor came.
    pub fn of(came: Came) -> Self {
        match came {
            Came::WalkIn => Self::WalkIn,
            Came::Booked { .. } => Self::Booked,
        }
    }
}
