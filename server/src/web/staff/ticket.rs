//! One ticket of a business day: all that happened to it, and whom it saw go before it, each with the reason (Q6). It names no visitor.

mod story;

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use queue::Number;
use queue::day::figures::{Figures, Filter};

use super::day::{self, Asked, EVERY_S, load};
use super::files::{self, Book, Link};
use super::frame::{self, Frame, Sorry};
use super::live::Live;
use super::visit::{Seen, Visit};
use super::{LOOK, STYLE};
use crate::day_report::Report;
use crate::day_report::names::Names;
use crate::day_report::words::Words;
use crate::permits::StaffPage;
use crate::statistics::TicketDay;
use crate::web::words::filled;
use story::{Before, Step};

/// Where it is, with `date` and `number` behind.
pub const ADDRESS: &str = "/staff/ticket";

/// The page as files.
pub const CSV: &str = "/staff/ticket.csv";
/// A workbook.
pub const XLSX: &str = "/staff/ticket.xlsx";

/// The address of a ticket.
pub fn address(date: Date, number: Number) -> String {
    format!("{ADDRESS}?{}", asked_for(date, number))
}

/// What stands behind the question mark.
fn asked_for(date: Date, number: Number) -> String {
    format!("date={date}&number={number}")
}

#[derive(Template)]
#[template(path = "staff/ticket.html")]
struct TicketPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    date: Date,
    number: String,
    to_day: String,
    day: String,
    files: [Link; 2],
    /// As of when, of a day that goes on.
    as_of: Option<String>,
    story: Vec<Step>,
    heading: String,
    before: Vec<Before>,
}

/// The page that asks for a number, where none was typed.
#[derive(Template)]
#[template(path = "staff/which_ticket.html")]
struct WhichPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    date: Date,
    number: &'static str,
    to_day: String,
    day: String,
}

/// A ticket that was found.
struct Found {
    told: TicketDay,
    /// Whether its day is not over.
    goes_on: bool,
}

/// The page.
pub async fn show(seen: Seen) -> Response {
    match find(&seen.visit).await {
        Ok(found) => page(&seen, &found),
        Err(sorry) => *sorry,
    }
}

/// Its tables as CSV.
pub async fn csv(seen: Seen) -> Response {
    match find(&seen.visit).await {
        Ok(found) => book(&seen.visit, &found).csv(&seen.visit).await,
        Err(sorry) => *sorry,
    }
}

/// Its tables as a workbook.
pub async fn xlsx(seen: Seen) -> Response {
    match find(&seen.visit).await {
        Ok(found) => book(&seen.visit, &found).xlsx(&seen.visit).await,
        Err(sorry) => *sorry,
    }
}

/// The ticket that is asked for, else the page that says why not.
async fn find(visit: &Visit) -> Result<Box<Found>, Box<Response>> {
    let asked = Asked::without_part(visit).map_err(|amiss| Box::new(day::not_asked(visit, amiss, StaffPage::Day)))?;
    let loaded = match load(visit, &asked).await {
        day::Found::Day(loaded) => *loaded,
        other @ (day::Found::None(_) | day::Found::NotYet) => {
            return Err(Box::new(day::sorry(visit, &other, StaffPage::Day)));
        }
    };
    let (typed, date, goes_on) = (asked.number.unwrap_or_default(), loaded.day.date, loaded.goes_on);
    if typed.is_empty() {
        return Err(Box::new(which(visit, date)));
    }
    let number = typed.parse::<Number>().ok();
    let ticket = loaded.day.visits.iter().find(|visit| Some(visit.number) == number).map(|visit| visit.ticket);
    let Some(ticket) = ticket else { return Err(Box::new(no_ticket(visit, date, &typed))) };
    let statistics = Arc::clone(&visit.pages.reception.statistics);
    match tokio::task::spawn_blocking(move || statistics.ticket(date, ticket)).await {
        Ok(Ok(Some(told))) => Ok(Box::new(Found { told, goes_on })),
        Ok(Ok(None)) => Err(Box::new(no_ticket(visit, date, &typed))),
        Ok(Err(problem)) => {
            tracing::warn!(%problem, "a ticket cannot be shown");
            Err(Box::new(visit.failed()))
        }
        // It panicked, and has said so.
        Err(_) => Err(Box::new(visit.failed())),
    }
}

/// What a report of the ticket's day is made of.
fn told<T>(visit: &Visit, ticket: &Found, tell: impl FnOnce(&Report<'_>) -> T) -> T {
    let (filter, figures) = (Filter::default(), Figures::default());
    let (names, as_of) = (Names::of(&visit.floor, &visit.language), ticket.goes_on.then_some(visit.now));
    tell(&Report { day: &ticket.told.day, filter: &filter, figures: &figures, before: None, as_of, names })
}

/// The number on its coupon.
fn number(told: &TicketDay) -> Option<Number> {
    told.day.visits.iter().find(|visit| visit.ticket == told.ticket).map(|visit| visit.number)
}

fn book(visit: &Visit, ticket: &Found) -> Book {
    let number = number(&ticket.told).map(|number| number.to_string()).unwrap_or_default();
    let (date, w) = (ticket.told.day.date, Words::of(&visit.language));
    let (tables, as_of) = told(visit, ticket, |report| (story::tables(report, &ticket.told), report.goes_on()));
    Book {
        name: format!("ticket-{date}-{number}"),
        title: format!("{}, {}", filled(&w.ticket_title, &[&number]), w.date_with_year(date)),
        made_at: visit.now,
        as_of,
        tables,
    }
}

fn page(seen: &Seen, found: &Found) -> Response {
    let (visit, ticket) = (&seen.visit, &found.told);
    let (w, date) = (Words::of(&visit.language), ticket.day.date);
    let Some(number) = number(ticket) else { return visit.nowhere() };
    let (story, before, as_of) =
        told(visit, found, |report| (story::story(report, ticket), story::before(report, ticket), report.goes_on()));
    let many = queue::day::times::count(before.len());
    let live = found.goes_on.then(|| Live::of(visit, EVERY_S, EVERY_S, Some(("date", date.to_string()))));
    let look = Live::look(live.as_ref());
    let page = TicketPage {
        style: STYLE,
        frame: Frame { live, ..seen.frame(&filled(&w.ticket_title, &[&number.to_string()])) },
        w,
        date,
        number: number.to_string(),
        to_day: Asked::default().address(frame::address(StaffPage::Day), date),
        day: w.long_date(date),
        files: files::links(ADDRESS, &asked_for(date, number)),
        as_of: as_of.map(|as_of| as_of.note),
        story,
        heading: if many == 0 { w.nobody_before.clone() } else { w.called_before.of(many) },
        before,
    };
    look.page(StatusCode::OK, page.render())
}

fn which(visit: &Visit, date: Date) -> Response {
    let w = Words::of(&visit.language);
    let page = WhichPage {
        style: STYLE,
        frame: visit.frame(&w.which_ticket, Some(StaffPage::Day)),
        w,
        date,
        number: "",
        to_day: Asked::default().address(frame::address(StaffPage::Day), date),
        day: w.long_date(date),
    };
    LOOK.page(StatusCode::BAD_REQUEST, page.render())
}

fn no_ticket(visit: &Visit, date: Date, typed: &str) -> Response {
    let w = Words::of(&visit.language);
    let note = filled(&w.no_ticket_note, &[&w.date_with_year(date), typed]);
    let page = Sorry::new(visit.frame(&w.no_ticket, Some(StaffPage::Day)), &note);
    let to_day = Asked::default().address(frame::address(StaffPage::Day), date);
    LOOK.page(StatusCode::NOT_FOUND, page.way(&to_day, &w.to_day).render_page())
}
