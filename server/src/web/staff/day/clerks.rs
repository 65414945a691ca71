//! Each clerk's visitors and minutes by service, held against the office.

use std::collections::BTreeSet;

use queue::day::figures::{ClerkFigures, Figures};
use queue::day::times::{Times, count};
use queue::ids::{ClerkId, ServiceId, WindowId};

use super::view::short;
use crate::day_report::Report;
use crate::day_report::names::Names;

/// Fewer services than these are not held against the office.
const ENOUGH: u32 = 3;
/// From so many percent of the office's median on a clerk is slower, up to so many faster.
const SLOWER: u64 = 115;
const FASTER: u64 = 85;

/// The table of clerks.
pub struct Clerks {
    /// The services' columns.
    pub heads: Vec<Head>,
    /// Whether it is told at which windows somebody was.
    pub tells_windows: bool,
    pub rows: Vec<Row>,
}

/// A service's column.
pub struct Head {
    pub letter: String,
    pub name: String,
}

/// One clerk, or the whole office.
pub struct Row {
    /// Of all of them.
    pub is_total: bool,
    pub name: String,
    pub windows: String,
    pub done: u32,
    /// For each column; nothing where none was done.
    pub cells: Vec<Option<Cell>>,
}

/// What somebody did of one service.
pub struct Cell {
    pub median: String,
    pub many: u32,
    pub minutes: u64,
    pub speed: Speed,
}

/// How fast, held against the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    Alike,
    Faster,
    Slower,
}

impl Speed {
    /// For the style.
    pub fn class(self) -> &'static str {
        match self {
            Self::Alike => "alike",
            Self::Faster => "faster",
            Self::Slower => "slower",
        }
    }
}

impl Clerks {
    /// Of a day or more; `windows` tells at which windows somebody was.
    pub fn of(names: &Names<'_>, figures: &Figures, windows: Option<&dyn Fn(&ClerkId) -> String>) -> Self {
        let done = |id: &ServiceId| figures.services.get(id).is_some_and(|of| of.service_times.count > 0);
        let services: Vec<&ServiceId> =
            figures.most_asked().into_iter().map(|(id, _)| id).filter(|id| done(id)).collect();
        let row = |(clerk, of): (&ClerkId, &ClerkFigures)| {
            let against = |id: &&ServiceId| figures.services.get(*id).map(|office| office.service_times);
            Row {
                is_total: false,
                name: names.clerk(clerk),
                windows: windows.map_or(String::new(), |windows| windows(clerk)),
                done: of.services.values().map(|times| times.count).sum(),
                cells: services.iter().map(|id| of.services.get(*id).map(|times| cell(times, against(id)))).collect(),
            }
        };
        let office = |id: &&ServiceId| figures.services.get(*id).map(|of| cell(&of.service_times, None));
        let total = Row {
            is_total: true,
            name: names.words.whole_office.clone(),
            windows: String::new(),
            done: figures.service_times.count,
            cells: services.iter().map(office).collect(),
        };
        Self {
            heads: services.iter().map(|id| Head { letter: names.letter(id), name: names.short(id) }).collect(),
            tells_windows: windows.is_some(),
            rows: figures.clerks.iter().map(row).chain([total]).collect(),
        }
    }
}

fn cell(times: &Times, office: Option<Times>) -> Cell {
    let speed = match office {
        Some(office) if times.count >= ENOUGH => {
            let (own, all) = (u64::from(times.median_s) * 100, u64::from(office.median_s));
            if own >= all * SLOWER && own > all * 100 {
                Speed::Slower
            } else if own <= all * FASTER && own < all * 100 {
                Speed::Faster
            } else {
                Speed::Alike
            }
        }
        Some(_) | None => Speed::Alike,
    };
    Cell { median: short(times.median_s.into()), many: times.count, minutes: times.sum_s / 60, speed }
}

/// The numbers of the windows at which somebody sat or called, of the asked part.
pub fn windows(report: &Report<'_>, clerk: &ClerkId) -> String {
    let day = report.day;
    let sat = day.spans.iter().filter(|span| span.clerk == *clerk).map(|span| &span.window);
    let legs = day.visits.iter().flat_map(|visit| &visit.legs).filter_map(|leg| leg.call.as_ref());
    let called = legs.filter(|call| call.clerk == *clerk).map(|call| &call.window);
    let wanted = report.filter.window.as_ref();
    let windows: BTreeSet<&WindowId> =
        sat.chain(called).filter(|window| wanted.is_none_or(|wanted| wanted == *window)).collect();
    let mut numbers: Vec<String> = windows.into_iter().map(|id| report.names.window(id)).collect();
    numbers.sort_by_key(|number| (count(number.len()), number.clone()));
    numbers.join(", ")
}
