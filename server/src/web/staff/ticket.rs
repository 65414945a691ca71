//! One ticket of a business day: all that happened to it, and whom it saw go before it, each with the reason (Q6). It names no visitor.

mod story;

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use queue::Number;
use queue::day::figures::{Figures, Filter};

use super::day::{self, Asked, Found, load};
use super::frame::{self, Frame, Sorry};
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

/// The address of a ticket.
pub fn address(date: Date, number: Number) -> String {
    format!("{ADDRESS}?date={date}&number={number}")
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
    story: Vec<Step>,
    heading: String,
    before: Vec<Before>,
}

/// The page.
pub async fn show(seen: Seen) -> Response {
    let visit = &seen.visit;
    let Some(asked) = Asked::of(visit) else { return visit.nowhere() };
    let loaded = match load(visit, asked.date).await {
        Found::Day(loaded) => *loaded,
        other @ (Found::None(_) | Found::NotYet) => return day::sorry(visit, &other, StaffPage::Day),
    };
    let (typed, date) = (asked.number.unwrap_or_default(), loaded.day.date);
    let number = typed.parse::<Number>().ok();
    let ticket = loaded.day.visits.iter().find(|visit| Some(visit.number) == number).map(|visit| visit.ticket);
    let Some(ticket) = ticket else { return no_ticket(visit, date, &typed) };
    let statistics = Arc::clone(&visit.pages.reception.statistics);
    match tokio::task::spawn_blocking(move || statistics.ticket(date, ticket)).await {
        Ok(Ok(Some(told))) => page(&seen, &told),
        Ok(Ok(None)) => no_ticket(visit, date, &typed),
        Ok(Err(problem)) => {
            tracing::warn!(%problem, "a ticket cannot be shown");
            visit.failed()
        }
        // It panicked, and has said so.
        Err(_) => visit.failed(),
    }
}

fn page(seen: &Seen, told: &TicketDay) -> Response {
    let visit = &seen.visit;
    let (filter, figures) = (Filter::default(), Figures::default());
    let names = Names::of(&visit.floor, &visit.language);
    let report = Report { day: &told.day, filter: &filter, figures: &figures, before: None, as_of: None, names };
    let (w, date) = (names.words, told.day.date);
    let mine = told.day.visits.iter().find(|visit| visit.ticket == told.ticket);
    let Some(number) = mine.map(|mine| mine.number.to_string()) else { return visit.nowhere() };
    let before = story::before(&report, told);
    let many = queue::day::times::count(before.len());
    let page = TicketPage {
        style: STYLE,
        frame: seen.frame(&filled(&w.ticket_title, &[&number])),
        w,
        date,
        number,
        to_day: Asked::default().address(frame::address(StaffPage::Day), date),
        day: w.long_date(date),
        story: story::story(&report, told),
        heading: if many == 0 { w.nobody_before.clone() } else { w.called_before.of(many) },
        before,
    };
    LOOK.page(StatusCode::OK, page.render())
}

fn no_ticket(visit: &Visit, date: Date, typed: &str) -> Response {
    let w = Words::of(&visit.language);
    let note = filled(&w.no_ticket_note, &[&w.date_with_year(date), typed]);
    let page = Sorry::new(visit.frame(&w.no_ticket, Some(StaffPage::Day)), &note);
    let to_day = Asked::default().address(frame::address(StaffPage::Day), date);
    LOOK.page(StatusCode::NOT_FOUND, page.way(&to_day, &w.to_day).render_page())
}
