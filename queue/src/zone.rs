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
#[error("\"{0}\" is no time zone: write it as Asia/Yerevan or Europe/Moscow")]
pub struct UnknownZone(String);

impl Zone {
    /// Looks a zone up by its IANA name.
    pub fn new(name: &str) -> Result<Self, UnknownZone> {
        let zone = TimeZone::get(name).map_err(|_| UnknownZone(name.chars().take(60).collect()))?;
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

    /// The business day of a moment, where days turn at `turns_at` local time.
    pub fn business_day(&self, at: Timestamp, turns_at: Time) -> Date {
        let local = self.local(at);
        if local.time() >= turns_at { local.date() } else { local.date().saturating_sub(1.day()) }
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
