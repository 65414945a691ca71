//! All that the page of a day says, in the reader's language.

use askama::Template;
use jiff::civil::Date;
use queue::day::figures::ChosenCall;
use queue::day::lengths::longest;
use queue::day::times::count;

use super::clerks::{self, Clerks};
use super::services::Services;
use super::{Asked, Loaded};
use crate::day_report::Report;
use crate::day_report::headline::Headline;
use crate::day_report::table::{Cell, Table, number};
use crate::permits::StaffPage;
use crate::web::staff::part::Part;
use crate::web::staff::visit::Visit;
use crate::web::staff::{day, frame, ticket};
use crate::web::words::filled;

/// The longest waits that are told one by one.
const LONGEST: usize = 10;
/// Pixels of the pictures of who came, on a desk and on a phone, and how many hours are written below.
const WIDE: (i32, usize) = (848, 12);
const NARROW: (i32, usize) = (358, 5);

/// The page.
pub struct View {
    pub date: Date,
    /// Addresses of the days beside it.
    pub earlier: Option<String>,
    pub later: Option<String>,
    pub part: Part,
    pub notes: Vec<String>,
    pub files: [(&'static str, String); 3],
    pub headlines: [Headline; 5],
    pub arrivals: Arrivals,
    pub waits: Waits,
    pub services: Services,
    pub clerks: Clerks,
    pub out_of_turn: String,
    pub chosen: Vec<Chosen>,
    pub longest: Vec<Longest>,
    /// Under their keys.
    tables: Vec<Table>,
    none: &'static str,
}

/// Who came.
pub struct Arrivals {
    pub heading: String,
    pub booked: String,
    pub walk_in: String,
    pub wide: String,
    pub narrow: String,
}

/// How long they waited.
pub struct Waits {
    pub heading: String,
    pub within: String,
    pub over: String,
    pub picture: String,
}

/// A visitor whom a clerk chose.
pub struct Chosen {
    pub time: String,
    pub number: String,
    pub href: String,
    pub reason: String,
    pub by: String,
    pub instead_of: String,
    pub out_of_turn: bool,
}

/// A long wait.
pub struct Longest {
    pub number: String,
    pub href: String,
    pub service: String,
    pub called_at: String,
    pub wait: String,
    pub limit: String,
    pub is_over: bool,
}

impl View {
    /// Of a day, as it was asked for.
    pub fn of(report: &Report<'_>, loaded: &Loaded, visit: &Visit, asked: &Asked) -> Self {
        let (words, date) = (report.names.words, report.day.date);
        let beside = |date: Option<Date>| date.map(|date| asked.address(frame::address(StaffPage::Day), date));
        let files = [("PDF", day::PDF), ("Excel", day::XLSX), ("CSV", day::CSV)];
        let out_of_turn = count(report.figures.out_of_turn().count());
        Self {
            date,
            earlier: beside(loaded.earlier),
            later: beside(loaded.later),
            part: Part::of(&visit.floor, &report.names, &asked.filter),
            notes: report.notes(),
            files: files.map(|(name, path)| (name, asked.address(path, date))),
            headlines: report.headlines(),
            arrivals: arrivals(report),
            waits: waits(report),
            services: Services::of(&report.names, report.figures),
            clerks: Clerks::of(&report.names, report.figures, Some(&|clerk| clerks::windows(report, clerk))),
            out_of_turn: words.called_out_of_turn(out_of_turn, report.filter),
            chosen: report.figures.chosen.iter().map(|call| chosen(report, call)).collect(),
            longest: longest_waits(report),
            tables: report.tables(),
            none: &words.none,
        }
    }

    /// A table of the report as it stands.
    pub fn table(&self, key: &str) -> String {
        let table = self.tables.iter().find(|table| table.key == key);
        // A template of texts always renders.
        table.map_or(String::new(), |table| Shown { table, none: self.none }.render().unwrap_or_default())
    }
}

/// A table of the report.
#[derive(Template)]
#[template(path = "staff/table.html")]
pub struct Shown<'a> {
    pub table: &'a Table,
    pub none: &'a str,
}

impl Shown<'_> {
    /// Whether its rows are blocks on a phone. Parts of the day are compared line by line and stay a table.
    fn is_of_blocks(&self) -> bool {
        self.table.heads.len() > 3 && !matches!(self.table.key, "hours" | "quarters" | "waits")
    }
}

fn arrivals(report: &Report<'_>) -> Arrivals {
    let (words, visitors) = (report.names.words, &report.figures.visitors);
    let parts = report.arrivals();
    let picture = |size: (i32, usize), class: &str| {
        let parts = if class == "narrow" { parts.by_halves() } else { report.arrivals() };
        parts.chart(size, &words.windows_open).svg(class, &words.arrivals_chart)
    };
    Arrivals {
        heading: report.most_came(&parts),
        booked: filled(&words.booked_n, &[&(visitors.all - visitors.walk_in).to_string()]),
        walk_in: filled(&words.walk_in_n, &[&visitors.walk_in.to_string()]),
        wide: picture(WIDE, "wide"),
        narrow: picture(NARROW, "narrow"),
    }
}

fn waits(report: &Report<'_>) -> Waits {
    let (words, waits) = (report.names.words, &report.figures.waits);
    Waits {
        heading: report.half_waited(),
        within: filled(&words.in_limit_n, &[&waits.within.to_string()]),
        over: filled(&words.over_limit_n, &[&(waits.count - waits.within).to_string()]),
        picture: report.waits_chart().svg("", &words.waits_chart),
    }
}

fn chosen(report: &Report<'_>, call: &ChosenCall) -> Chosen {
    let (names, words) = (report.names, report.names.words);
    let due = call.instead_of.map(|due| filled(&words.instead_of_n, &[&number(report, due)]));
    Chosen {
        time: report.time(call.at),
        number: call.number.to_string(),
        href: ticket::address(report.day.date, call.number),
        reason: names.choice(&call.reason),
        by: filled(&words.clerk_at_window, &[&names.clerk(&call.clerk), &names.window(&call.window)]),
        out_of_turn: due.is_some(),
        instead_of: due.unwrap_or_else(|| words.was_due.clone()),
    }
}

fn longest_waits(report: &Report<'_>) -> Vec<Longest> {
    let waits = longest(report.day, report.filter, LONGEST).into_iter();
    let told = waits.map(|wait| Longest {
        number: wait.visit.number.to_string(),
        href: ticket::address(report.day.date, wait.visit.number),
        service: report.names.short(&wait.leg.service),
        called_at: wait.leg.call.as_ref().map_or(String::new(), |call| report.time(call.at)),
        wait: short(wait.wait_s.into()),
        limit: short(wait.leg.limit_s.into()),
        is_over: wait.is_over(),
    });
    told.collect()
}

/// Whole minutes, rounded down.
pub fn minutes(seconds: u32) -> String {
    (seconds / 60).to_string()
}

/// Minutes and seconds.
pub fn short(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A share, or a dash.
pub fn percent(share: Option<u32>) -> String {
    Cell::Percent(share).shown()
}
