//! When an office receives: its zone, its days and its hours.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::zone::Zone;

/// The floor's days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The office's time zone.
    pub zone: Zone,
    /// Days without reception.
    pub holidays: BTreeSet<Date>,
    /// Local time at which one business day gives way to the next; midnight unless the office works at night.
    pub day_turns_at: Time,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// The weekday of a date.
    pub fn of(date: Date) -> Self {
        match date.weekday() {
            jiff::civil::Weekday::Monday => Self::Mon,
            jiff::civil::Weekday::Tuesday => Self::Tue,
            jiff::civil::Weekday::Wednesday => Self::Wed,
            jiff::civil::Weekday::Thursday => Self::Thu,
            jiff::civil::Weekday::Friday => Self::Fri,
            jiff::civil::Weekday::Saturday => Self::Sat,
            jiff::civil::Weekday::Sunday => Self::Sun,
        }
    }
}

/// When coupons of a service are issued; a weekday without an interval is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IssueHours(pub BTreeMap<Weekday, Vec<Interval>>);

/// From (inclusive) and to (exclusive), local time of one business day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// First moment.
    pub from: Time,
    /// First moment after.
    pub to: Time,
}

impl Interval {
    /// Both times as people write them, such as "08:30" and "24:00".
    pub fn written(&self) -> [String; 2] {
        [written(self.from), written_as_end(self.to)]
    }
}

/// A time of day, such as "08:30".
fn written(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A time at which something ends, such as "17:00": midnight is "24:00" of the day that it ends.
pub fn written_as_end(time: Time) -> String {
    if time == Time::midnight() { "24:00".to_owned() } else { written(time) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_begins_a_day_as_0_and_ends_one_as_24_q4() {
        let written = |from: &str, to: &str| {
            Interval { from: from.parse().unwrap(), to: to.parse().unwrap() }.written().join("–")
        };
        assert_eq!(written("08:30", "17:05"), "08:30–17:05");
        assert_eq!(written("00:00", "00:00"), "00:00–24:00");
        assert_eq!(written("20:00", "00:00"), "20:00–24:00");
        assert_eq!(written("20:00", "04:00"), "20:00–04:00");
    }
}
