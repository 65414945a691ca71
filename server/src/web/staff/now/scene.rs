//! All that the page is made of, and how it says times and names.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use queue::Floor;
use queue::booking::apply::Bookings;
use queue::estimate::Expected;
use queue::floor::{Service, Text, written_as_end};
use queue::ids::{ClerkId, Language, ServiceId};

use crate::devices::{Connection, DeviceStatus};
use crate::published::Overview;
use crate::web::staff::words::Words;
use crate::web::words::filled;

/// The floor and its reader.
pub struct Scene<'a> {
    pub floor: &'a Floor,
    pub overview: &'a Overview,
    pub bookings: &'a Bookings,
    pub day: Option<Date>,
    pub devices: &'a [DeviceStatus],
    pub consoles: &'a BTreeMap<ClerkId, Connection>,
    /// The machine's clock is not followed.
    pub clock_alarm: bool,
    pub now: Timestamp,
    pub language: &'a Language,
    pub words: &'static Words,
}

impl Scene<'_> {
    /// A text of the floor.
    pub fn said(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    /// The short name of a service, where it has one.
    pub fn service_name(&self, id: &ServiceId) -> String {
        self.floor.service(id).map_or_else(|| id.to_string(), |service| self.short(service))
    }

    /// The short name of a service, where it has one.
    pub fn short(&self, service: &Service) -> String {
        self.said(if service.short.is_empty() { &service.name } else { &service.short })
    }

    /// Such as "09:42".
    pub fn time(&self, at: Timestamp) -> String {
        self.floor.calendar.zone.local(at).strftime("%H:%M").to_string()
    }

    /// The same of a moment at which something ends, such as "24:00".
    pub fn end(&self, at: Timestamp) -> String {
        written_as_end(self.floor.calendar.zone.local(at).time())
    }

    /// When this was so, to the second: it changes whenever the page does.
    pub fn as_of(&self) -> String {
        filled(&self.words.as_of, &[&self.floor.calendar.zone.local(self.now).strftime("%H:%M:%S").to_string()])
    }

    /// That the console of a clerk is not connected; nothing where it is.
    pub fn cut_off(&self, clerk: &ClerkId) -> Option<String> {
        match self.consoles.get(clerk) {
            Some(Connection::Up) => None,
            Some(Connection::LostAt(at)) => Some(filled(&self.words.away_since, &[&self.time(*at)])),
            None => Some(self.words.not_connected.clone()),
        }
    }

    /// Whole minutes since then.
    pub fn minutes_since(&self, then: Timestamp) -> u32 {
        whole_minutes(then, self.now)
    }

    /// Whole minutes until then.
    pub fn minutes_until(&self, then: Timestamp) -> u32 {
        whole_minutes(self.now, then)
    }

    /// Such as "12 min".
    pub fn min(&self, minutes: u32) -> String {
        filled(&self.words.min, &[&minutes.to_string()])
    }

    /// An expected wait as a range.
    pub fn range(&self, expected: Option<Expected>) -> String {
        match expected {
            None => self.words.no_window.clone(),
            Some(Expected { to_min: 0, .. }) => self.words.at_once.clone(),
            Some(Expected { from_min, to_min }) if from_min == to_min => {
                filled(&self.words.about_min, &[&to_min.to_string()])
            }
            Some(Expected { from_min, to_min }) => {
                filled(&self.words.about_from_to_min, &[&from_min.to_string(), &to_min.to_string()])
            }
        }
    }
}

fn whole_minutes(from: Timestamp, to: Timestamp) -> u32 {
    u32::try_from(to.duration_since(from).as_mins().max(0)).unwrap_or(u32::MAX)
}
