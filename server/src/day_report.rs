//! One day as a manager reads it (Q6, Q7): tables for a page, a terminal and a spreadsheet, pictures, and the report on paper. It
//! says what `statistics` folded and counts nothing itself.
//!
//! Without a speaker's floor it says the floor's keys, in English; with one, names in the reader's language.

pub mod as_of;
pub mod chart;
pub mod csv;
pub mod headline;
pub mod names;
pub mod paper;
pub mod table;
pub mod words;
pub mod xlsx;

use jiff::Timestamp;
use jiff::civil::Date;
use queue::day::figures::{Figures, Filter};
use queue::day::{Day, Outcome, Visit};

use as_of::AsOf;
use chart::{Arrivals, Chart};
use headline::Headline;
use names::Names;
use table::Table;

use crate::web::words::filled;

/// A day with its figures, and how to say them.
pub struct Report<'a> {
    /// The day.
    pub day: &'a Day,
    /// Which part of it.
    pub filter: &'a Filter,
    /// The figures of that part.
    pub figures: &'a Figures,
    /// The day that it is held against, with the figures of the same part of it.
    pub before: Option<(Date, &'a Figures)>,
    /// The moment that it is told of, where the day is not over.
    pub as_of: Option<Timestamp>,
    /// How things are called.
    pub names: Names<'a>,
}

impl Report<'_> {
    /// All its tables.
    pub fn tables(&self) -> Vec<Table> {
        table::tables(self)
    }

    /// The five figures that are read first.
    pub fn headlines(&self) -> [Headline; 5] {
        headline::headlines(self.names.words, self.figures, self.before.map(|(_, figures)| figures))
    }

    /// The limit of every wait in whole minutes, where all had the same.
    pub fn one_limit_min(&self) -> Option<u32> {
        let visits = self.day.visits.iter().filter(|visit| !visit.is_withdrawn());
        let legs = visits.flat_map(|visit| visit.legs.iter().filter(|leg| self.filter.takes(visit, leg)));
        let mut limits = legs.filter(|leg| leg.wait_s().is_some()).map(|leg| leg.limit_s / 60);
        let first = limits.next()?;
        limits.all(|limit| limit == first).then_some(first)
    }

    /// The picture of who came, by quarter hours.
    pub fn arrivals(&self) -> Arrivals {
        chart::arrivals(self)
    }

    /// The picture of the waits.
    pub fn waits_chart(&self) -> Chart {
        let words = self.names.words;
        let limit = self.one_limit_min().map(|limit| (limit, filled(&words.limit_min, &[&limit.to_string()])));
        chart::waits(&table::wait_lengths(self), limit)
    }

    /// In which quarter most came, or that nobody of what is asked for did, as the heading of their picture.
    pub fn most_came(&self, arrivals: &Arrivals) -> String {
        let words = self.names.words;
        arrivals.most().map_or_else(
            || words.nobody_of(self.filter).to_owned(),
            |(from, to, many)| filled(&words.most_came, &[&from, &to, &words.people.of(many)]),
        )
    }

    /// How long half of them waited, as the heading of the waits' picture, in the minutes of the figure above it.
    pub fn half_waited(&self) -> String {
        let (words, waits) = (self.names.words, &self.figures.waits);
        if waits.count == 0 {
            return words.nobody_called_of(self.filter).to_owned();
        }
        words.half(waits.median_s)
    }

    /// With what the day is compared, until when it goes, and who of it was not called yet.
    pub fn notes(&self) -> Vec<String> {
        let words = self.names.words;
        let against = self.before.map(|(date, figures)| {
            let wording = match (figures.days, self.filter.is_part()) {
                (0, false) => &words.not_compared,
                (0, true) => &words.part_not_compared,
                (1.., _) => &words.compared_with,
            };
            filled(wording, &[&words.long_date_within(date)])
        });
        let until = self.goes_on().map(|as_of| as_of.note);
        let waiting = self.as_of.and(self.still_waiting());
        let waiting = waiting.map(|waiting| filled(&words.still_waiting, &[&waiting.to_string()]));
        against.into_iter().chain(until).chain(waiting).collect()
    }

    /// As of when it is told, where the day is not over.
    pub fn goes_on(&self) -> Option<AsOf> {
        self.as_of.map(|at| AsOf::of_day(self.names.words, &self.day.zone, self.day.date, at))
    }

    /// What its files are called, without the ending.
    pub fn file_name(&self) -> String {
        AsOf::named(self.goes_on().as_ref(), &format!("day-{}", self.day.date))
    }

    /// How many of the part wait for a call, if anybody does.
    fn still_waiting(&self) -> Option<usize> {
        let waits = |visit: &&Visit| {
            let last = visit.legs.last().filter(|leg| leg.outcome == Outcome::Waiting);
            last.is_some_and(|leg| self.filter.takes(visit, leg))
        };
        let waiting = self.day.visits.iter().filter(|visit| !visit.is_withdrawn()).filter(waits).count();
        (waiting > 0).then_some(waiting)
    }

    /// Hours and minutes by the office's clock, with the date where it is another one.
    pub fn time(&self, at: Timestamp) -> String {
        as_of::time(&self.day.zone, self.day.date, at)
    }
}
