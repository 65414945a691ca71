//! Whether coupons of a service are issued now, how many remain, and when the next ones are (Q3, Q4).

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::deadline::day_turns;
use crate::floor::{Calendar, Floor, Interval, IssueHours, Service, Weekday};
use crate::number::Number;
use crate::state::{Day, State};

/// How many days ahead the next opening is looked for.
const LOOK_AHEAD_DAYS: i32 = 30;

/// When coupons are issued again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Which date, by the calendar: of an interval after midnight the one after its business day.
    pub date: Date,
    /// From which local time.
    pub time: Time,
}

/// Whether a coupon of a service can be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Issue {
    /// Yes.
    Open { left: u16, until: Timestamp },
    /// Not yet today; `pause` between two intervals of one day.
    NotYet { from: Timestamp, pause: bool },
    /// Issue closed for today.
    Over { next: Option<Opening> },
    /// No reception today: a holiday or a free weekday.
    ClosedToday { next: Option<Opening> },
    /// The coupons of today are gone (Q3).
    Gone { next: Option<Opening> },
    /// Stopped by the office.
    Stopped,
}

impl Calendar {
    /// The moment at which a local time comes on a business day; times before the day's turn belong to the morning after.
    pub fn moment(&self, day: Date, time: Time) -> Timestamp {
        let date = if time < self.day_turns_at { day.saturating_add(1.day()) } else { day };
        self.zone.moment(date, time)
    }

    /// The hours of a business day, in its order: those before its turn come last.
    fn intervals(&self, service: &Service, date: Date) -> Vec<Interval> {
        self.hours_of(&service.issue, date)
    }

    /// The intervals of a business day, in its order: none on a holiday.
    pub fn hours_of(&self, hours: &IssueHours, date: Date) -> Vec<Interval> {
        if self.holidays.contains(&date) {
            return Vec::new();
        }
        let mut hours = hours.0.get(&Weekday::of(date)).cloned().unwrap_or_default();
        hours.sort_by_key(|hours| (hours.from < self.day_turns_at, hours.from));
        hours
    }

    /// The first opening of a service on a day after `date`.
    pub fn next_opening(&self, service: &Service, date: Date) -> Option<Opening> {
        (1..=LOOK_AHEAD_DAYS).find_map(|ahead| {
            let date = date.checked_add(ahead.days()).ok()?;
            let time = self.intervals(service, date).first()?.from;
            let date = if time < self.day_turns_at { date.saturating_add(1.day()) } else { date };
            Some(Opening { date, time })
        })
    }
}

/// Whether a coupon of `service` can be had at `now`.
pub fn issue(state: &State, service: &Service, now: Timestamp) -> Issue {
    let (Some(floor), Some(day)) = (&state.floor, &state.day) else {
        return Issue::Stopped;
    };
    if day.stopped.contains(&service.id) {
        return Issue::Stopped;
    }
    let left = left(state, floor, day, service);
    match by_hours(floor, day, service, now) {
        // Nor after the pause between two intervals.
        Issue::Open { .. } | Issue::NotYet { .. } if left == 0 => {
            Issue::Gone { next: floor.calendar.next_opening(service, day.date) }
        }
        Issue::Open { until, .. } => Issue::Open { left, until },
        by_hours @ (Issue::NotYet { .. }
        | Issue::Over { .. }
        | Issue::ClosedToday { .. }
        | Issue::Gone { .. }
        | Issue::Stopped) => by_hours,
    }
}

fn by_hours(floor: &Floor, day: &Day, service: &Service, now: Timestamp) -> Issue {
    let calendar = &floor.calendar;
    let hours = calendar.intervals(service, day.date);
    let moment = |time| calendar.moment(day.date, time);
    // An interval up to the time at which the day turns goes on until the day turns.
    let closes = |hours: &Interval| {
        if hours.to == calendar.day_turns_at { day_turns(floor, day) } else { moment(hours.to) }
    };
    let begun = hours.first().is_none_or(|first| now >= moment(first.from));
    let extended = day.extended_until.get(&service.id).copied().map(moment).filter(|until| begun && now < *until);
    let open = hours.iter().find(|hours| moment(hours.from) <= now && now < closes(hours)).map(closes);
    if let Some(until) = open.max(extended) {
        return Issue::Open { left: 0, until };
    }
    let next = || calendar.next_opening(service, day.date);
    if hours.is_empty() {
        return Issue::ClosedToday { next: next() };
    }
    match hours.iter().position(|hours| now < moment(hours.from)) {
        Some(later) => Issue::NotYet { from: moment(hours[later].from), pause: later > 0 },
        None => Issue::Over { next: next() },
    }
}

/// Coupons of a service that can still be had today: by its daily limit and by the numbers of its letter, of which those who booked keep
/// theirs (Q3).
fn left(state: &State, floor: &Floor, day: &Day, service: &Service) -> u16 {
    let more = day.extra.get(&service.id).copied().unwrap_or(0);
    let issued = day.issued.get(&service.id).copied().unwrap_or(0);
    let by_limit = service.daily_limit.saturating_add(more).saturating_sub(issued);
    let used = day.numbers.get(&service.letter).copied().unwrap_or(0);
    let of_letter = floor.services.iter().filter(|other| other.letter == service.letter);
    let expected = of_letter.map(|other| state.bookings.expected(&other.id, day.date));
    let kept = expected.fold(used, u16::saturating_add);
    by_limit.min(Number::LARGEST.saturating_sub(kept))
}
