//! A clerk's own day (S2): what they did of each service against its norm, the time at their windows, pauses, refusals, and the calls
//! they chose. Nobody else is on it, and nothing of the office by which another's figures could be told.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use queue::day::figures::Filter;

use super::day::view::Shown;
use super::day::{self, Asked, Found, Loaded, Speaker, load};
use super::frame::{self, Frame};
use super::visit::Seen;
use super::{LOOK, STYLE};
use crate::day_report::Report;
use crate::day_report::table::Table;
use crate::day_report::words::Words;
use crate::permits::StaffPage;
use crate::web::words::filled;

#[derive(Template)]
#[template(path = "staff/mine.html")]
struct MinePage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    date: Date,
    /// Addresses of the days beside it.
    earlier: Option<String>,
    later: Option<String>,
    /// As of when, of a day that goes on.
    as_of: Option<String>,
    tables: Vec<Named>,
}

/// A table under its heading.
struct Named {
    heading: &'static str,
    table: Table,
}

impl MinePage {
    fn shown(&self, table: &Table) -> String {
        // A template of texts always renders.
        Shown { table, none: &self.w.none }.render().unwrap_or_default()
    }
}

/// The page. Whatever part an address asks for, it is of the reader alone.
pub async fn show(seen: Seen) -> Response {
    let Some(me) = &seen.visit.person else { return seen.visit.nowhere() };
    let asked = match Asked::of(&seen.visit) {
        Ok(asked) => asked,
        Err(amiss) => return day::not_asked(&seen.visit, amiss, StaffPage::Mine),
    };
    let filter = Filter { clerk: Some(me.id.clone()), ..Filter::default() };
    let asked = Asked { filter, ..asked };
    let loaded = match load(&seen.visit, asked.date).await {
        Found::Day(loaded) => *loaded,
        other @ (Found::None(_) | Found::NotYet) => return day::sorry(&seen.visit, &other, StaffPage::Mine),
    };
    seen.make(move |seen| page(seen, &loaded, &asked)).await
}

fn page(seen: &Seen, loaded: &Loaded, asked: &Asked) -> Response {
    let w = Words::of(&seen.visit.language);
    let beside = |date: Option<Date>| date.map(|date| format!("{}?date={date}", frame::address(StaffPage::Mine)));
    let (tables, as_of) = loaded.told(&Speaker::of(&seen.visit), asked, |report| (tables(report), as_of(report)));
    let page = MinePage {
        style: STYLE,
        frame: seen.frame(&w.long_date(loaded.day.date)),
        w,
        date: loaded.day.date,
        earlier: beside(loaded.earlier),
        later: beside(loaded.later),
        as_of,
        tables,
    };
    LOOK.page(StatusCode::OK, page.render())
}

fn tables(report: &Report<'_>) -> Vec<Named> {
    let words = report.names.words;
    let shown = [
        ("clerks-services", words.services.as_str()),
        ("clerks", &words.clerk_windows),
        ("pauses", &words.pauses_table),
        ("refusals", &words.refusals_table),
        ("chosen", &words.chosen_table),
    ];
    let mut all = report.tables();
    let take = |(key, heading)| {
        let at = all.iter().position(|table| table.key == key)?;
        Some(Named { heading, table: without_column(all.swap_remove(at), &words.clerk) })
    };
    shown.into_iter().filter_map(take).collect()
}

/// Whose it is needs no column.
fn without_column(mut table: Table, head: &str) -> Table {
    if let Some(at) = table.heads.iter().position(|one| one == head) {
        table.heads.remove(at);
        table.rows.iter_mut().for_each(|row| drop(row.remove(at)));
        table.keys -= usize::from(at < table.keys);
    }
    table
}

fn as_of(report: &Report<'_>) -> Option<String> {
    report.as_of.map(|at| filled(&report.names.words.as_of, &[&report.time(at)]))
}
