//! What the kiosk shows to a booked visitor, from the model. It changes nothing.

use std::cmp::Ordering;

use jiff::civil::Time;
use protocol::message::{BookedView, TicketView};

use super::check_in::{CheckedIn, NotCheckedIn, NotCheckedInKind, Punctual, TypeNumber, Way};
use super::from_model::{Seeing, range};
use super::{Countdown, Moment};
use crate::model::{self, IssuedTicket, NUMBER_FIGURES};

impl Seeing<'_> {
    pub(super) fn typed(typed: &str) -> TypeNumber {
        let (number, digits) = typed.split_at_checked(NUMBER_FIGURES).unwrap_or((typed, ""));
        TypeNumber { number: number.to_owned(), digits: digits.to_owned() }
    }

    pub(super) fn checked_in(
        &self,
        issued: &IssuedTicket,
        booked: BookedView,
        countdown: Option<Countdown>,
    ) -> CheckedIn {
        let ticket: &TicketView = &issued.ticket;
        let punctual = match (booked.late, self.in_order_of_the_day(ticket.taken_at, booked.at)) {
            (true, _) => Punctual::Late,
            (false, Ordering::Less) if ticket.called_from.is_none() => Punctual::Early,
            (false, Ordering::Less | Ordering::Equal) => Punctual::InTime,
            (false, Ordering::Greater) => Punctual::JustInTime,
        };
        CheckedIn {
            number: ticket.number.to_string(),
            service: self.services_of(ticket),
            hall: self.hall_of(ticket),
            at: booked.at,
            came: ticket.taken_at,
            punctual,
            wait: range(ticket.expected),
            paper: issued.paper,
            countdown,
            can_extend: issued.can_extend(),
        }
    }

    /// Two local times of one business day, which may go on after midnight.
    fn in_order_of_the_day(&self, one: Time, other: Time) -> Ordering {
        let turns_at = self.model.floor.as_ref().map_or(Time::midnight(), |floor| floor.day_turns_at);
        (one < turns_at, one).cmp(&(other < turns_at, other))
    }

    pub(super) fn not_checked_in(&self, why: &model::NotCheckedIn) -> NotCheckedIn {
        use model::NotCheckedIn as Why;
        let plain = |kind, way| NotCheckedIn {
            kind,
            booked: Moment::Unknown,
            number: String::new(),
            opens: None,
            count: 0,
            way,
        };
        let booked = |begins| Moment::seen_from(self.today, begins);
        match *why {
            Why::Misread => plain(NotCheckedInKind::Misread, Way::ShowCode),
            Why::NoCode => plain(NotCheckedInKind::NoCode, Way::ShowCode),
            Why::OtherOffice => plain(NotCheckedInKind::OtherOffice, Way::Start),
            Why::Early { from, begins } => NotCheckedIn {
                booked: booked(begins),
                opens: Some(from.time()),
                ..plain(NotCheckedInKind::Early, Way::Start)
            },
            Why::OtherDay { begins } => {
                NotCheckedIn { booked: booked(begins), ..plain(NotCheckedInKind::OtherDay, Way::Start) }
            }
            Why::Rescheduled { begins } => {
                NotCheckedIn { booked: booked(begins), ..plain(NotCheckedInKind::Rescheduled, Way::ShowCode) }
            }
            Why::Used { number } => {
                NotCheckedIn { number: number.to_string(), ..plain(NotCheckedInKind::Used, Way::Start) }
            }
            Why::Missed { number } => {
                NotCheckedIn { number: number.to_string(), ..plain(NotCheckedInKind::Missed, Way::Start) }
            }
            Why::VisitOver => plain(NotCheckedInKind::VisitOver, Way::Start),
            Why::Cancelled => plain(NotCheckedInKind::Cancelled, Way::Start),
            Why::Void => plain(NotCheckedInKind::Void, Way::Start),
            Why::Unknown => plain(NotCheckedInKind::Unknown, Way::Start),
            Why::ReceptionClosed => plain(NotCheckedInKind::ReceptionClosed, Way::Start),
            Why::WrongDigits { left: 0 } | Why::NumberClosed => plain(NotCheckedInKind::NumberClosed, Way::ShowCode),
            Why::WrongDigits { left } => {
                NotCheckedIn { count: left.into(), ..plain(NotCheckedInKind::WrongDigits, Way::TypeNumber) }
            }
            Why::TooManyTries { until } => {
                let left = until.saturating_sub(self.model.at).as_secs().div_ceil(60).max(1);
                let count = u32::try_from(left).unwrap_or(u32::MAX);
                NotCheckedIn { count, ..plain(NotCheckedInKind::TooManyTries, Way::ShowCode) }
            }
            Why::NotCarriedOut => plain(NotCheckedInKind::NotCarriedOut, Way::ShowCode),
            Why::NotWritten => plain(NotCheckedInKind::OutOfOrder, Way::Start),
            Why::Refused => plain(NotCheckedInKind::Refused, Way::Start),
        }
    }
}
