//! What the page must say of a day, counted with plain loops over the lines of its events.

pub mod parts;
pub mod period;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use queue::Floor;
use queue::day::figures::{Coming, Filter};
use queue::day::times::Times;
use queue::ids::{ClerkId, ServiceId, TicketId};
use queue::ticket::LeftWhy;
use queue::turn::Why;

use crate::support::flow::counted::{ends, stood_from, times, wanted};
use crate::support::flow::lines::{Line, Record, Wait};

/// A value as page and file must write it.
#[derive(Clone, Debug)]
pub enum Cell {
    Text(String),
    Count(u64),
    Seconds(u64),
    SomeSeconds(Option<u64>),
    Percent(Option<u32>),
}

impl Cell {
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Seconds(s) | Self::SomeSeconds(Some(s)) => {
                let (minutes, seconds) = (s / 60, s % 60);
                format!("{}:{:02}:{:02}", minutes / 60, minutes % 60, seconds)
            }
            Self::Percent(Some(percent)) => format!("{percent} %"),
            Self::Percent(None) | Self::SomeSeconds(None) => "–".to_owned(),
        }
    }

    pub fn value(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(number) | Self::Seconds(number) | Self::SomeSeconds(Some(number)) => number.to_string(),
            Self::Percent(Some(percent)) => percent.to_string(),
            Self::Percent(None) | Self::SomeSeconds(None) => String::new(),
        }
    }

    pub fn number(&self) -> u64 {
        match self {
            Self::Count(number) | Self::Seconds(number) => *number,
            other => panic!("{other:?} is no number"),
        }
    }
}

pub fn text(text: impl ToString) -> Cell {
    Cell::Text(text.to_string())
}

pub fn count(many: usize) -> Cell {
    Cell::Count(u64::try_from(many).unwrap())
}

fn seconds(s: u32) -> Cell {
    Cell::Seconds(s.into())
}

/// Of none there is none.
fn some(times: &Times, s: u32) -> Cell {
    Cell::SomeSeconds((times.count > 0).then_some(s.into()))
}

/// Whole percent, rounded down.
fn percent(times: &Times) -> Cell {
    Cell::Percent((times.count > 0).then(|| times.within * 100 / times.count))
}

/// A part of a day.
pub struct Counted<'a> {
    record: &'a Record,
    filter: &'a Filter,
    floor: &'a Floor,
    zone: TimeZone,
    visits: Vec<(TicketId, &'a Line)>,
    waits: Vec<(TicketId, &'a Line, &'a Wait)>,
    withdrawn: usize,
}

impl<'a> Counted<'a> {
    pub fn of(record: &'a Record, filter: &'a Filter, floor: &'a Floor) -> Self {
        let zone = TimeZone::get(record.floor.calendar.zone.name()).unwrap();
        let mut counted = Self { record, filter, floor, zone, visits: Vec::new(), waits: Vec::new(), withdrawn: 0 };
        for (ticket, line) in &record.lines {
            let waits: Vec<_> = line.waits.iter().filter(|wait| wanted(filter, line, wait)).collect();
            if waits.is_empty() {
                continue;
            }
            if gone(line, LeftWhy::Withdrawn) {
                counted.withdrawn += 1;
                continue;
            }
            counted.visits.push((*ticket, line));
            counted.waits.extend(waits.into_iter().map(|wait| (*ticket, line, wait)));
        }
        counted
    }

    fn all(&self) -> impl Iterator<Item = &'a Wait> + '_ {
        self.waits.iter().map(|(.., wait)| *wait)
    }

    /// Services by how many came for them, most first.
    fn services(&self) -> Vec<(ServiceId, usize)> {
        let mut tickets: BTreeMap<ServiceId, BTreeSet<TicketId>> = BTreeMap::new();
        for (ticket, _, wait) in &self.waits {
            tickets.entry(wait.service.clone()).or_default().insert(*ticket);
        }
        let mut services: Vec<_> = tickets.into_iter().map(|(id, tickets)| (id, tickets.len())).collect();
        services.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        services
    }

    /// Whoever called or sat at a window.
    fn clerks(&self) -> BTreeSet<ClerkId> {
        let called = self.all().filter_map(|wait| wait.call.as_ref().map(|call| call.3.clone()));
        called.chain(self.spans().map(|span| span.1.clone())).collect()
    }

    /// Who went, or was here at the end, from the part that is looked at.
    fn not_received(&self, line: &Line) -> bool {
        let last = wanted(self.filter, line, line.waits.last().unwrap());
        last && [LeftWhy::Said, LeftWhy::OnPage, LeftWhy::EndOfDay].into_iter().any(|why| gone(line, why))
    }

    /// Windows have neither a service nor a category, and nobody books one.
    pub fn tells_windows(&self) -> bool {
        let filter = self.filter;
        filter.service.is_none() && filter.category.is_none() && filter.coming.is_none()
    }

    fn spans(&self) -> impl Iterator<Item = &'a crate::support::flow::lines::Stretch> + '_ {
        let tells = self.tells_windows();
        let here = move |window| tells && self.filter.window.as_ref().is_none_or(|wanted| wanted == window);
        self.record.spans.iter().filter(move |span| here(&span.0))
    }

    fn time(&self, at: Timestamp) -> String {
        let local = at.to_zoned(self.zone.clone());
        let time = format!("{:02}:{:02}", local.hour(), local.minute());
        if local.date() == self.record.date { time } else { format!("{} {time}", local.date()) }
    }

    fn window(&self, id: &queue::ids::WindowId) -> String {
        let found = self.floor.windows.iter().find(|window| window.id == *id);
        found.map_or_else(|| id.to_string(), |window| window.number.to_string())
    }

    fn letter(&self, id: &ServiceId) -> String {
        let found = self.floor.services.iter().find(|service| service.id == *id);
        found.map_or(String::new(), |service| service.letter.as_char().to_string())
    }

    /// By its name where the floor still has it.
    fn name(&self, id: &ServiceId) -> String {
        let found = self.floor.services.iter().find(|service| service.id == *id);
        found.map_or_else(|| id.to_string(), |service| english(&service.name).to_owned())
    }

    /// By its short name where it has one.
    fn short(&self, id: &ServiceId) -> String {
        let found = self.floor.services.iter().find(|service| service.id == *id && !service.short.0.is_empty());
        found.map_or_else(|| self.name(id), |service| english(&service.short).to_owned())
    }

    fn norm_min(&self, id: &ServiceId) -> Option<u16> {
        self.floor.services.iter().find(|service| service.id == *id).map(|service| service.service_norm_min)
    }
}

fn english(text: &queue::floor::Text) -> &str {
    text.0.iter().find(|(language, _)| language.as_str() == "en").unwrap().1
}

fn gone(line: &Line, with: LeftWhy) -> bool {
    line.gone.is_some_and(|(_, why)| why == with)
}

/// The wait to the call, with its limit.
fn waited(wait: &Wait) -> Option<(u32, u32)> {
    Some((wait.wait_s()?, wait.limit_s))
}

/// The service that was done, with its norm.
fn done(wait: &Wait) -> Option<(u32, u32)> {
    wait.served_s().filter(|served| served.1).map(|served| (served.0, wait.norm_s))
}

fn of<'a>(waits: impl Iterator<Item = &'a Wait>, what: fn(&Wait) -> Option<(u32, u32)>) -> Times {
    times(waits.filter_map(what))
}

fn chosen(wait: &Wait) -> Option<(Timestamp, &queue::ids::WindowId, &ClerkId, String, Option<TicketId>)> {
    let (_, at, window, clerk, why, _) = wait.call.as_ref()?;
    let Why::Chosen { reason, instead_of } = why else { return None };
    Some((*at, window, clerk, reason.to_string(), *instead_of))
}

/// Numbers and times of those who were called while a ticket waited, by the events that stand, in order.
pub fn before(record: &Record, ticket: TicketId) -> Vec<(String, String, bool)> {
    let zone = TimeZone::get(record.floor.calendar.zone.name()).unwrap();
    let mine = &record.lines[&ticket];
    let mut calls = Vec::new();
    for (other, line) in record.lines.iter().filter(|(other, _)| **other != ticket) {
        for (place, at, ..) in line.waits.iter().filter_map(|wait| wait.call.as_ref()) {
            let waited = mine.waits.iter().any(|wait| {
                let brought_back = wait.brought_back && wait.call.is_some();
                let own = wait.call.as_ref().is_none_or(|own| *place < own.0);
                let gone = wait.call.is_none() && wait.end.is_some_and(|end| end.0 < *at);
                !brought_back && wait.since <= *at && own && !gone
            });
            if waited {
                let local = at.to_zoned(zone.clone());
                let time = format!("{:02}:{:02}", local.hour(), local.minute());
                let time = if local.date() == record.date { time } else { format!("{} {time}", local.date()) };
                let later = (line.issued, *other) > (mine.issued, ticket);
                calls.push((*place, (time, line.number.clone(), later)));
            }
        }
    }
    calls.sort_by_key(|(place, _)| *place);
    calls.into_iter().map(|(_, call)| call).collect()
}
