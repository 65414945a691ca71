//! What the page of a period must say, counted over the lines of several days.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::*;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Seconds of waits, each with its limit.
type Waits = Vec<(u32, u32)>;
/// Date, visitors, booked, the times of the waits, no-shows, not received.
type OfDay = (Date, usize, usize, Times, usize, usize);

/// Several days as one, and of which day each ticket is.
pub struct Joined {
    pub record: Record,
    pub dates: BTreeMap<TicketId, Date>,
}

impl Joined {
    /// Nothing of no days.
    pub fn of(records: impl IntoIterator<Item = Record>) -> Option<Self> {
        let mut joined: Option<Self> = None;
        for mut record in records {
            // What lasts is told up to the last event of its day, or to the moment at which the day that goes on is asked for.
            let last_at = record.last_at;
            record.spans.iter_mut().filter(|span| span.4.is_none()).for_each(|span| span.4 = Some(last_at));
            let dates: Vec<_> = record.lines.keys().map(|ticket| (*ticket, record.date)).collect();
            match &mut joined {
                None => joined = Some(Self { record, dates: dates.into_iter().collect() }),
                Some(joined) => {
                    joined.dates.extend(dates);
                    joined.record.lines.extend(record.lines);
                    joined.record.spans.extend(record.spans);
                    joined.record.missed.extend(record.missed);
                    joined.record.floor = record.floor;
                }
            }
        }
        joined
    }
}

/// A part of a period.
pub struct Period<'a> {
    counted: Counted<'a>,
    dates: &'a BTreeMap<TicketId, Date>,
}

impl<'a> Period<'a> {
    pub fn of(joined: &'a Joined, filter: &'a Filter, floor: &'a Floor) -> Self {
        Self { counted: Counted::of(&joined.record, filter, floor), dates: &joined.dates }
    }

    fn days(&self) -> BTreeSet<Date> {
        self.counted.visits.iter().map(|(ticket, _)| self.dates[ticket]).collect()
    }

    /// Names and values of all that is held against another period.
    pub fn sums(&self) -> Vec<Vec<Cell>> {
        let mut rows = vec![vec![text("days"), count(self.days().len())]];
        rows.extend(self.counted.visitors());
        for (times, names) in [
            (
                of(self.counted.all(), waited),
                ["waits", "total wait", "wait median", "wait 90 %", "wait longest", "within limit"],
            ),
            (
                of(self.counted.all(), done),
                ["done", "total service", "service median", "service 90 %", "service longest", "within norm"],
            ),
        ] {
            let some = |s: u32| Cell::SomeSeconds((times.count > 0).then_some(u64::from(s)));
            let cells = [
                count(times.count as usize),
                Cell::Seconds(times.sum_s),
                some(times.median_s),
                some(times.nine_of_ten_s),
                some(times.longest_s),
                percent(&times),
            ];
            rows.extend(names.into_iter().zip(cells).map(|(name, cell)| vec![text(name), cell]));
        }
        rows
    }

    pub fn headlines(&self) -> [Option<usize>; 5] {
        self.counted.headlines()
    }

    /// What stands beside the colours of who came; nothing where nobody did.
    pub fn colours(&self) -> Vec<String> {
        let [came, _] = self.counted.colours();
        if self.counted.visits.is_empty() { Vec::new() } else { came.to_vec() }
    }

    pub fn by_day(&self) -> Vec<OfDay> {
        let of_day = |date: Date| {
            let visits: Vec<_> =
                self.counted.visits.iter().filter(|(ticket, _)| self.dates[ticket] == date).map(|of| of.1).collect();
            let here = || self.counted.waits.iter().filter(|of| self.dates[&of.0] == date).map(|of| of.2);
            let booked = visits.iter().filter(|line| line.due.is_some()).count();
            let no_shows = here().filter(|wait| ends(wait) == "no-show").count();
            let gone = visits.iter().filter(|line| self.counted.not_received(line)).count();
            (date, visits.len(), booked, of(here(), waited), no_shows, gone)
        };
        self.days().into_iter().map(of_day).collect()
    }

    pub fn days_table(&self) -> Vec<Vec<Cell>> {
        let row = |(date, came, booked, waits, no_shows, gone): OfDay| {
            let some = |s: u32| Cell::SomeSeconds((waits.count > 0).then_some(u64::from(s)));
            let mut row = vec![text(date), text(weekday(date)), count(came), count(booked)];
            row.push(count(waits.count as usize));
            row.extend([waits.median_s, waits.nine_of_ten_s, waits.longest_s].map(some));
            row.extend([percent(&waits), count(no_shows), count(gone)]);
            row
        };
        self.by_day().into_iter().map(row).collect()
    }

    pub fn days_on_the_page(&self) -> Vec<Vec<String>> {
        let row = |(date, came, booked, waits, no_shows, gone): OfDay| {
            let min = |s: u32| if waits.count > 0 { (s / 60).to_string() } else { "–".to_owned() };
            let mut row = vec![read(date), weekday(date).to_owned(), came.to_string(), booked.to_string()];
            row.extend([waits.median_s, waits.nine_of_ten_s, waits.longest_s].map(min));
            row.push(percent(&waits).shown());
            row.extend([no_shows.to_string(), gone.to_string()]);
            row
        };
        self.by_day().into_iter().map(row).collect()
    }

    /// By weekday from Monday on and hour: who came, how many days anybody came on, of the part or not, and the times of the waits that
    /// began.
    fn heat(&self) -> BTreeMap<(usize, i8), (usize, usize, Times)> {
        let mut hours: BTreeMap<(usize, i8), (usize, Waits)> = BTreeMap::new();
        let at = |ticket: &TicketId, at: Timestamp| {
            (place(self.dates[ticket]), at.to_zoned(self.counted.zone.clone()).hour())
        };
        for (ticket, line) in &self.counted.visits {
            hours.entry(at(ticket, line.issued)).or_default().0 += 1;
        }
        for (ticket, _, wait) in &self.counted.waits {
            if let Some(waited) = waited(wait) {
                hours.entry(at(ticket, wait.since)).or_default().1.push(waited);
            }
        }
        let anybody = self.counted.record.lines.iter().filter(|(_, line)| !gone(line, LeftWhy::Withdrawn));
        let days: BTreeSet<Date> = anybody.map(|(ticket, _)| self.dates[ticket]).collect();
        let on = |weekday: usize| days.iter().filter(|date| place(**date) == weekday).count();
        hours.into_iter().map(|(at, (came, waits))| (at, (came, on(at.0), times(waits.into_iter())))).collect()
    }

    pub fn heat_table(&self) -> Vec<Vec<Cell>> {
        let row = |((weekday, hour), (came, days, waits)): ((usize, i8), (usize, usize, Times))| {
            let median = Cell::SomeSeconds((waits.count > 0).then_some(waits.median_s.into()));
            let counts = [count(came), count(days), count(waits.count as usize), median, percent(&waits)];
            [text(WEEKDAYS[weekday]), text(format!("{hour:02}:00"))].into_iter().chain(counts).collect()
        };
        self.heat().into_iter().map(row).collect()
    }

    /// Visitors of an average day to a tenth, and below them the median in minutes.
    pub fn heat_on_the_page(&self) -> Vec<Vec<String>> {
        let heat = self.heat();
        let hours = || heat.keys().map(|at| at.1);
        let (Some(first), Some(last)) = (hours().min(), hours().max()) else { return Vec::new() };
        let cell = |weekday: usize, hour: i8| match heat.get(&(weekday, hour)) {
            None => String::new(),
            Some((came, days, waits)) => {
                let median = if waits.count > 0 { format!(" {} min", waits.median_s / 60) } else { String::new() };
                format!("{}.{}{median}", came / days, came * 10 / days % 10)
            }
        };
        let weekdays: BTreeSet<usize> = heat.keys().map(|at| at.0).collect();
        let row = |weekday: usize| {
            let name = WEEKDAYS[weekday].to_owned();
            [name].into_iter().chain((first..=last).map(|hour| cell(weekday, hour))).collect()
        };
        weekdays.into_iter().map(row).collect()
    }

    pub fn tables(&self) -> BTreeMap<&'static str, Vec<Vec<Cell>>> {
        BTreeMap::from([
            ("days", self.days_table()),
            ("heat", self.heat_table()),
            ("services", self.counted.services_table()),
            ("clerks-services", self.counted.clerks_services()),
            ("clerks", self.counted.clerks_table()),
            ("pauses", self.counted.pauses()),
            ("refusals", self.counted.refusals()),
            ("chosen", self.chosen()),
            ("expected", self.counted.expected()),
        ])
    }

    fn chosen(&self) -> Vec<Vec<Cell>> {
        let call = |(ticket, line, wait): &(TicketId, &Line, &Wait)| {
            let (_, window, clerk, reason, instead_of) = chosen(wait)?;
            let instead_of = if instead_of.is_some() { "another" } else { "(it was due)" };
            let whom = [self.dates[ticket].to_string(), line.number.clone(), self.counted.name(&wait.service)];
            let by = [self.counted.window(window), clerk.to_string(), reason, instead_of.to_owned()];
            Some(whom.into_iter().chain(by).map(text).collect())
        };
        self.counted.waits.iter().filter_map(call).collect()
    }

    /// Calls out of turn, the last first.
    pub fn chosen_on_the_page(&self) -> Vec<String> {
        let item = |(ticket, line, wait): &(TicketId, &Line, &Wait)| {
            let (_, window, clerk, reason, instead_of) = chosen(wait)?;
            let window = self.counted.window(window);
            instead_of?;
            Some(format!("{} {} {reason} {clerk}, window {window}", read(self.dates[ticket]), line.number))
        };
        let mut items: Vec<String> = self.counted.waits.iter().filter_map(item).collect();
        items.reverse();
        items.truncate(50);
        items
    }

    pub fn services_on_the_page(&self) -> Vec<Vec<String>> {
        self.counted.services_on_the_page()
    }

    /// Without the windows of each clerk: over days they change.
    pub fn clerks_on_the_page(&self) -> Vec<Vec<String>> {
        let mut rows = self.counted.clerks_on_the_page();
        rows.iter_mut().for_each(|row| drop(row.remove(1)));
        rows
    }
}

fn place(date: Date) -> usize {
    usize::try_from(date.weekday().to_monday_zero_offset()).unwrap()
}

/// As the page writes a date.
fn read(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

fn weekday(date: Date) -> &'static str {
    WEEKDAYS[place(date)]
}
