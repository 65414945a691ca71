//! The office's time zone, by name, from the zone data that the program carries. Reads no file and no clock.

use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A time zone such as `Asia/Yerevan`.
#[derive(Clone, Debug)]
pub struct Zone {
    name: Arc<str>,
    zone: TimeZone,
}

/// A name that the zone data does not hold.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("\"{typed}\" is no time zone: write a name such as {example}")]
pub struct UnknownZone {
    typed: String,
    /// A zone of that city, where there is one.
    pub example: String,
}

impl UnknownZone {
    fn new(name: &str) -> Self {
        let city = name.trim().replace(' ', "_");
        let is_of_city = |zone: &str| zone.rsplit_once('/').is_some_and(|(_, last)| last.eq_ignore_ascii_case(&city));
        let mut known = jiff::tz::db().available();
        let near = known.find(|zone| is_of_city(zone.as_str()));
        let example = near.map_or_else(|| "Asia/Yerevan".to_owned(), |zone| zone.as_str().to_owned());
        Self { typed: name.chars().take(60).collect(), example }
    }
}

impl Zone {
    /// Looks a zone up by its IANA name.
    pub fn new(name: &str) -> Result<Self, UnknownZone> {
        let zone = TimeZone::get(name).map_err(|_| UnknownZone::new(name))?;
        Ok(Self { name: name.into(), zone })
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Local date and time of a moment.
    pub fn local(&self, at: Timestamp) -> DateTime {
        self.zone.to_datetime(at)
    }

    /// The moment at which a local time comes; in a gap of summer time the moment after it, in a fold the first.
    pub fn moment(&self, date: Date, time: Time) -> Timestamp {
        let zoned = self.zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible();
        zoned.unwrap_or(Timestamp::MAX)
    }

    /// The business day of a moment, where days turn at `turns_at` local time: the last one that has begun.
    ///
    /// Told by moments and not by the clock on the wall, which may show the hour of the turn twice or leave out a date.
    pub fn business_day(&self, at: Timestamp, turns_at: Time) -> Date {
        let today = self.local(at).date();
        let near = (-1..=2).map(|back: i32| today.saturating_sub(back.days()));
        let mut begun = near.filter(|day| self.moment(*day, turns_at) <= at);
        begun.next().unwrap_or(today.saturating_sub(2.days()))
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.name)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<str>::deserialize(d)?;
        Self::new(&name).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn a_business_day_is_local_also_across_summer_time() {
        let berlin = Zone::new("Europe/Berlin").unwrap();
        let midnight = time(0, 0, 0, 0);
        let before: Timestamp = "2026-03-28T22:59:59Z".parse().unwrap();
        let after: Timestamp = "2026-03-28T23:00:00Z".parse().unwrap();
        assert_eq!(berlin.business_day(before, midnight), date(2026, 3, 28));
        assert_eq!(berlin.business_day(after, midnight), date(2026, 3, 29));
        assert_eq!(berlin.moment(date(2026, 3, 30), midnight), "2026-03-29T22:00:00Z".parse().unwrap());
    }

    #[test]
    fn a_local_time_that_summer_time_leaves_out_comes_right_after_the_gap() {
        let berlin = Zone::new("Europe/Berlin").unwrap();
        let skipped = berlin.moment(date(2026, 3, 29), time(2, 30, 0, 0));
        assert_eq!(berlin.local(skipped).time(), time(3, 30, 0, 0));
    }

    #[test]
    fn a_night_office_keeps_one_business_day_past_midnight() {
        let moscow = Zone::new("Europe/Moscow").unwrap();
        let night: Timestamp = "2026-11-17T23:30:00Z".parse().unwrap();
        assert_eq!(moscow.business_day(night, time(4, 0, 0, 0)), date(2026, 11, 17));
    }

    #[test]
    fn a_business_day_does_not_begin_again_where_midnight_comes_twice() {
        let newfoundland = Zone::new("America/St_Johns").unwrap();
        let midnight = time(0, 0, 0, 0);
        let first = newfoundland.moment(date(2006, 10, 29), midnight);
        assert_eq!(newfoundland.business_day(first, midnight), date(2006, 10, 29));
        let clock_was_put_back = first + 20.minutes();
        assert_eq!(newfoundland.local(clock_was_put_back).date(), date(2006, 10, 28));
        assert_eq!(newfoundland.business_day(clock_was_put_back, midnight), date(2006, 10, 29));
    }

    #[test]
    fn a_date_that_a_zone_left_out_is_no_business_day() {
        let apia = Zone::new("Pacific/Apia").unwrap();
        let turn = time(4, 0, 0, 0);
        let last = apia.moment(date(2011, 12, 29), time(23, 59, 0, 0));
        assert_eq!(apia.business_day(last, turn), date(2011, 12, 29));
        assert_eq!(apia.business_day(last + 2.hours(), turn), date(2011, 12, 29));
        assert_eq!(apia.business_day(last + 5.hours(), turn), date(2011, 12, 31));
    }

    #[test]
    fn an_unknown_zone_is_refused_by_name() {
        for (typed, example) in
            [("moscow", "Europe/Moscow"), ("New York", "America/New_York"), ("Europe/Moskow", "Asia/Yerevan")]
        {
            assert_eq!(
                Zone::new(typed).unwrap_err().to_string(),
                format!("\"{typed}\" is no time zone: write a name such as {example}")
            );
        }
    }
}
