//! A clerk's own day (S2): what they did of each service against its norm, the time at their windows, pauses, refusals, and the calls
//! they chose. Nobody else is on it, and nothing of the office by which another's figures could be told.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use queue::day::figures::Filter;
use tokio::task::spawn_blocking;

use super::STYLE;
use super::day::view::Shown;
use super::day::{self, Asked, EVERY_S, Found, Loaded, Speaker, load};
use super::files::{self, Book, Link};
use super::frame::{self, Frame};
use super::live::Live;
use super::visit::{Seen, Visit};
use crate::day_report::Report;
use crate::day_report::table::Table;
use crate::day_report::words::Words;
use crate::permits::StaffPage;

/// The page as files.
pub const CSV: &str = "/staff/mine.csv";
/// A workbook.
pub const XLSX: &str = "/staff/mine.xlsx";

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
    files: [Link; 2],
    tables: Vec<Table>,
}

impl MinePage {
    fn shown(&self, table: &Table) -> String {
        // A template of texts always renders.
        Shown { table, none: &self.w.none }.render().unwrap_or_default()
    }
}

/// The page.
pub async fn show(seen: Seen) -> Response {
    let (loaded, asked) = match own_day(&seen.visit).await {
        Ok(own) => own,
        Err(sorry) => return *sorry,
    };
    seen.make(move |seen| page(seen, &loaded, &asked)).await
}

/// Its tables as CSV.
pub async fn csv(seen: Seen) -> Response {
    match book(&seen.visit).await {
        Ok(book) => book.csv(&seen.visit).await,
        Err(sorry) => *sorry,
    }
}

/// Its tables as a workbook.
pub async fn xlsx(seen: Seen) -> Response {
    match book(&seen.visit).await {
        Ok(book) => book.xlsx(&seen.visit).await,
        Err(sorry) => *sorry,
    }
}

/// The day that is asked for, else the page that says why not. Whatever part an address asks for, it is of the reader alone.
async fn own_day(visit: &Visit) -> Result<(Box<Loaded>, Asked), Box<Response>> {
    let Some(me) = &visit.person else { return Err(Box::new(visit.nowhere())) };
    let asked = Asked::without_part(visit).map_err(|amiss| Box::new(day::not_asked(visit, amiss, StaffPage::Mine)))?;
    let filter = Filter { clerk: Some(me.id.clone()), ..Filter::default() };
    let asked = Asked { filter, ..asked };
    match load(visit, &asked).await {
        Found::Day(loaded) => Ok((loaded, asked)),
        other @ (Found::None(_) | Found::NotYet) => Err(Box::new(day::sorry(visit, &other, StaffPage::Mine))),
    }
}

/// Made away from the threads that must not wait.
async fn book(visit: &Visit) -> Result<Book, Box<Response>> {
    let (loaded, asked) = own_day(visit).await?;
    let (speaker, name) = (Speaker::of(visit), frame::name(StaffPage::Mine, visit.words));
    let made = spawn_blocking(move || loaded.told(&speaker, &asked, |report| book_of(report, name))).await;
    made.map_err(|_| Box::new(visit.failed()))
}

fn book_of(report: &Report<'_>, page: &str) -> Book {
    let date = report.day.date;
    Book {
        name: format!("mine-{date}"),
        title: format!("{page} {date}"),
        made_at: report.day.until,
        as_of: report.goes_on(),
        tables: tables(report),
    }
}

fn page(seen: &Seen, loaded: &Loaded, asked: &Asked) -> Response {
    let w = Words::of(&seen.visit.language);
    let beside = |date: Option<Date>| date.map(|date| format!("{}?date={date}", frame::address(StaffPage::Mine)));
    let (tables, as_of) = loaded.told(&Speaker::of(&seen.visit), asked, |report| (tables(report), report.goes_on()));
    let date = loaded.day.date;
    let live = loaded.goes_on.then(|| Live::of(&seen.visit, EVERY_S, EVERY_S, Some(("date", date.to_string()))));
    let look = Live::look(live.as_ref());
    let page = MinePage {
        style: STYLE,
        frame: Frame { live, ..seen.frame(&w.long_date(date)) },
        w,
        date,
        earlier: beside(loaded.earlier),
        later: beside(loaded.later),
        as_of: as_of.map(|as_of| as_of.note),
        files: files::links(frame::address(StaffPage::Mine), &format!("date={date}")),
        tables,
    };
    look.page(StatusCode::OK, page.render())
}

/// Under their headings.
fn tables(report: &Report<'_>) -> Vec<Table> {
    let words = report.names.words;
    let shown = [
        ("clerks-services", words.services.as_str()),
        ("clerks", &words.clerk_windows),
        ("pauses", &words.pauses_table),
        ("refusals", &words.refusals_table),
        ("chosen", &words.chosen_table),
    ];
    let mut all = report.tables();
    let take = |(key, heading): (&str, &str)| {
        let at = all.iter().position(|table| table.key == key)?;
        Some(Table { name: heading.to_owned(), ..without_column(all.swap_remove(at), &words.clerk) })
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
