//! When coupons are issued (Q3, Q4), as the book tells it: the day's hours laid out as moments.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use queue::floor::{Service, Weekday};
use queue::issue::{Issue, Opening};

use crate::book::{Book, of};

const DAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

impl Book {
    fn zone(&self) -> TimeZone {
        TimeZone::get(self.floor.calendar.zone.name()).expect("the floor's zone exists")
    }

    /// The first moment of a business day.
    pub fn begins(&self, day: Date) -> Timestamp {
        let zoned = self.zone().to_ambiguous_zoned(day.to_datetime(self.floor.calendar.day_turns_at));
        zoned.compatible().expect("within the calendar").timestamp()
    }

    /// The business day of a moment: the last that has begun by then.
    pub fn day_of(&self, now: Timestamp) -> Date {
        let mut day = now.to_zoned(self.zone()).date() + 2.days();
        while self.begins(day) > now {
            day = day.yesterday().expect("within the calendar");
        }
        day
    }

    /// When the page is turned.
    pub fn turns(&self) -> Timestamp {
        self.begins(self.day.tomorrow().expect("within the calendar"))
    }

    /// A local time of today's business day; what lies before the turn of the day belongs to the next morning.
    pub fn today_at(&self, time: Time) -> Timestamp {
        let date = if time < self.floor.calendar.day_turns_at { self.day + 1.day() } else { self.day };
        self.zone().to_ambiguous_zoned(date.to_datetime(time)).compatible().expect("within the calendar").timestamp()
    }

    /// The day's hours of a service: from, and the first moment after.
    fn spans(&self, service: &Service) -> Vec<(Timestamp, Timestamp)> {
        let hours = self.intervals(service, self.day);
        let whole = self.floor.calendar.day_turns_at;
        let end = |to: Time| if to == whole { self.turns() } else { self.today_at(to) };
        let mut spans: Vec<_> = hours.iter().map(|&(from, to)| (self.today_at(from), end(to))).collect();
        spans.sort();
        spans
    }

    fn intervals(&self, service: &Service, date: Date) -> Vec<(Time, Time)> {
        if self.floor.calendar.holidays.contains(&date) {
            return Vec::new();
        }
        let weekday = DAYS[usize::try_from(date.weekday().to_monday_zero_offset()).expect("0 to 6")];
        let hours = service.issue.0.get(&weekday);
        hours.into_iter().flatten().map(|interval| (interval.from, interval.to)).collect()
    }

    fn next_opening(&self, service: &Service) -> Option<Opening> {
        let mut date = self.day;
        for _ in 0..30 {
            date = date.tomorrow().expect("within the calendar");
            // After midnight and before the turn it is the next date by the calendar, though the same business day.
            let night = |time: Time| time < self.floor.calendar.day_turns_at;
            let hours = self.intervals(service, date).into_iter();
            let opens = hours.map(|(time, _)| (if night(time) { date + 1.day() } else { date }, time));
            if let Some((date, time)) = opens.min() {
                return Some(Opening { date, time });
            }
        }
        None
    }

    /// Coupons of a service that remain today.
    pub fn remaining(&self, service: &Service) -> u16 {
        let allowed = u32::from(service.daily_limit) + u32::from(of(&self.extra, &service.id));
        let taken = u32::from(of(&self.coupons, &service.id));
        let numbers = 999 - of(&self.last_numbers, &service.letter);
        u16::try_from(allowed.saturating_sub(taken)).unwrap_or(u16::MAX).min(numbers)
    }

    /// What the kiosk says of a service.
    pub fn issue(&self, service: &Service, now: Timestamp) -> Issue {
        if self.stopped.contains(&service.id) {
            return Issue::Stopped;
        }
        let spans = self.spans(service);
        let next = self.next_opening(service);
        let open = spans.iter().find(|(from, to)| *from <= now && now < *to).map(|(_, to)| *to);
        let begun = spans.first().is_none_or(|(from, _)| *from <= now);
        let longer = self.longer.iter().find(|(known, _)| *known == service.id).map(|(_, until)| self.today_at(*until));
        let longer = longer.filter(|until| begun && now < *until);
        if let Some(until) = open.max(longer) {
            let left = self.remaining(service);
            return if left == 0 { Issue::Gone { next } } else { Issue::Open { left, until } };
        }
        if spans.is_empty() {
            return Issue::ClosedToday { next };
        }
        match spans.iter().filter(|(from, _)| *from > now).map(|(from, _)| *from).min() {
            Some(_) if self.remaining(service) == 0 => Issue::Gone { next },
            Some(from) => Issue::NotYet { from, pause: begun },
            None => Issue::Over { next },
        }
    }
}
