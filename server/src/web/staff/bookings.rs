//! Who booked, day by day, and the office's cancelling where it cannot receive somebody (B8). Numbers and times, no names.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use queue::Rejection;
use queue::booking::{Booking, BookingStage, NoBooking, OfficeReason};
use queue::ids::{BookingId, ServiceId};
use serde::Deserialize;

use super::anew::{self, Keeps};
use super::dates::{date, moment};
use super::files::{self, Book, Link};
use super::frame::{self, Frame, Sorry};
use super::live::Live;
use super::part::said;
use super::visit::{Seen, Visit};
use super::words::Words;
use super::{LOOK, STYLE};
use crate::day_report::as_of::AsOf;
use crate::day_report::table::{Cell, Table, heads};
use crate::day_report::words::Words as DayWords;
use crate::office::bookings::{WebAnswer, WebAnswered, WebAsk};
use crate::permits::StaffPage;
use crate::web::answer::{answered, shown};
use crate::web::words::filled;

/// The page as files.
pub const CSV: &str = "/staff/bookings.csv";
/// A workbook.
pub const XLSX: &str = "/staff/bookings.xlsx";
/// Seconds from one time that the page of a day that is not over shows itself anew to the next, with and without scripts.
const EVERY_S: u32 = 30;

#[derive(Template)]
#[template(path = "staff/bookings.html")]
struct BookingsPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    /// What was done a moment ago.
    done: Option<String>,
    /// That nobody is expected at all, or that nobody booked for the day.
    nobody: Option<String>,
    days: Vec<DayLink>,
    finding: String,
    /// As of when, of a day that goes on.
    as_of: Option<String>,
    files: [Link; 2],
    rows: Vec<BookingRow>,
}

/// A day's bookings.
struct OfDay<'a> {
    /// The business days on which somebody is expected, and how many.
    expected: BTreeMap<Date, usize>,
    day: Option<Date>,
    /// In order of their times.
    bookings: Vec<&'a Booking>,
}

impl<'a> OfDay<'a> {
    /// The day that is asked for, else the first on which somebody is expected; the page that asks anew where what is asked for is no date.
    fn of(visit: &'a Visit, asked: &Asked) -> Result<Self, Box<Response>> {
        let wanted = said(asked.day.as_deref().unwrap_or_default(), |day| day.parse::<Date>().ok());
        let wanted = wanted.ok_or_else(|| Box::new(no_date(visit)))?;
        let bookings = &visit.published.calendar.bookings;
        let mut expected: BTreeMap<Date, usize> = BTreeMap::new();
        for booking in bookings.all().filter(|booking| booking.is_open()) {
            *expected.entry(booking.slot.date()).or_default() += 1;
        }
        let day = wanted.or_else(|| expected.keys().next().copied()).or(visit.published.day);
        let mut of_day: Vec<&Booking> = bookings.all().filter(|booking| Some(booking.slot.date()) == day).collect();
        of_day.sort_by_key(|booking| (booking.slot.due(&visit.floor), booking.number));
        Ok(Self { expected, day, bookings: of_day })
    }
}

fn no_date(visit: &Visit) -> Response {
    let w = DayWords::of(&visit.language);
    let date = [("day", w.date.as_str())];
    anew::ask(visit, StaffPage::Bookings, (&date, Keeps::Nothing), StatusCode::BAD_REQUEST, (&w.no_such_date, ""))
}

/// A business day on which somebody is expected.
struct DayLink {
    href: String,
    date: String,
    expected: usize,
    shown: bool,
}

struct BookingRow {
    time: String,
    number: String,
    service: String,
    state: String,
    /// Where it is cancelled, while it can be.
    cancel: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/cancel.html")]
struct CancelPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    when: String,
    number: String,
    service: String,
    booking: u64,
    reasons: [(&'static str, &'static str); 4],
    action: &'static str,
    keep: String,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CallOff {
    booking: u64,
    reason: String,
}

/// What may stand behind the question mark.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// The business day that is shown.
    day: Option<String>,
    /// Which booking is to be cancelled.
    booking: Option<u64>,
    /// Which was cancelled a moment ago.
    done: Option<u64>,
}

impl Asked {
    fn of(visit: &Visit) -> Self {
        Query::try_from_uri(&visit.uri).map(|Query(asked)| asked).unwrap_or_default()
    }
}

/// The word of a reason in the form.
fn key(reason: OfficeReason) -> &'static str {
    match reason {
        OfficeReason::NoReception => "no-reception",
        OfficeReason::NoStaff => "no-staff",
        OfficeReason::Fault => "fault",
        OfficeReason::Other => "other",
    }
}

fn name(words: &'static Words, reason: OfficeReason) -> &'static str {
    match reason {
        OfficeReason::NoReception => &words.no_reception,
        OfficeReason::NoStaff => &words.no_staff,
        OfficeReason::Fault => &words.fault,
        OfficeReason::Other => &words.other_reason,
    }
}

/// The bookings of a day: of the one asked for, else of the first on which somebody is expected.
pub async fn show(seen: Seen) -> Response {
    let (visit, words) = (&seen.visit, seen.visit.words);
    let today = visit.published.day;
    let asked = Asked::of(visit);
    let of_day = match OfDay::of(visit, &asked) {
        Ok(of_day) => of_day,
        Err(anew) => return *anew,
    };
    let (expected, day) = (&of_day.expected, of_day.day);
    let count = day.and_then(|day| expected.get(&day)).copied().unwrap_or(0);
    let on = day.map(date).unwrap_or_default();
    let shown = day.filter(|day| today.is_none_or(|today| today <= *day));
    let live = shown.map(|day| Live::of(visit, EVERY_S, EVERY_S, Some(("day", day.to_string()))));
    let look = Live::look(live.as_ref());
    let page = BookingsPage {
        style: STYLE,
        frame: Frame { live, ..seen.frame(&words.bookings) },
        w: words,
        done: asked
            .done
            .and_then(|id| visit.published.calendar.bookings.get(BookingId(id)))
            .filter(|one| one.called_off.is_some())
            .map(|cancelled| filled(&words.cancelled_now, &[&cancelled.number.to_string()])),
        nobody: nobody(visit, &of_day),
        days: expected.iter().map(|(of, expected)| day_link(*of, *expected, day)).collect(),
        finding: filled(&words.of_what, &[&on, &words.expected_on.of(u32::try_from(count).unwrap_or(u32::MAX))]),
        as_of: as_of(visit, day).map(|as_of| as_of.note),
        files: files::links(
            frame::address(StaffPage::Bookings),
            &day.map_or(String::new(), |day| format!("day={day}")),
        ),
        rows: of_day.bookings.iter().map(|booking| row(visit, booking)).collect(),
    };
    look.page(StatusCode::OK, page.render())
}

/// That there is nobody: of the present day, which is shown where no day is asked for, with a word on all days.
fn nobody(visit: &Visit, of_day: &OfDay<'_>) -> Option<String> {
    let is_other = of_day.day != visit.published.day || !of_day.expected.is_empty();
    match of_day.day.filter(|_| of_day.bookings.is_empty() && is_other) {
        Some(day) => {
            let date = DayWords::of(&visit.language).date_with_year(day);
            Some(filled(&visit.words.nobody_booked_for, &[&date]))
        }
        None => of_day.expected.is_empty().then(|| visit.words.nobody_expected.clone()),
    }
}

/// The bookings of a day as CSV.
pub async fn csv(seen: Seen) -> Response {
    match book(&seen.visit) {
        Ok(book) => book.csv(&seen.visit).await,
        Err(anew) => *anew,
    }
}

/// The bookings of a day as a workbook.
pub async fn xlsx(seen: Seen) -> Response {
    match book(&seen.visit) {
        Ok(book) => book.xlsx(&seen.visit).await,
        Err(anew) => *anew,
    }
}

fn book(visit: &Visit) -> Result<Book, Box<Response>> {
    let (words, of_day) = (visit.words, OfDay::of(visit, &Asked::of(visit))?);
    let cells = |row: BookingRow| [row.time, row.number, row.service, row.state].map(Cell::Text).to_vec();
    let table = Table {
        key: "bookings",
        name: words.bookings.clone(),
        heads: heads(&[&words.time, &words.number, &words.service, &words.state]),
        keys: 2,
        rows: of_day.bookings.into_iter().map(|booking| cells(row(visit, booking))).collect(),
    };
    let on = |name: &str, day: String| if day.is_empty() { name.to_owned() } else { format!("{name}-{day}") };
    Ok(Book {
        name: on("bookings", of_day.day.map_or(String::new(), |day| day.to_string())),
        title: filled(&words.of_what, &[&words.bookings, &of_day.day.map(date).unwrap_or_default()]),
        made_at: visit.now,
        as_of: as_of(visit, of_day.day),
        tables: vec![table],
    })
}

/// As of when the bookings of the present day are told.
fn as_of(visit: &Visit, day: Option<Date>) -> Option<AsOf> {
    let goes_on = day.is_some() && day == visit.published.day;
    goes_on.then(|| visit.as_of())
}

fn day_link(of: Date, expected: usize, shown: Option<Date>) -> DayLink {
    DayLink { href: of_day(of), date: date(of), expected, shown: shown == Some(of) }
}

/// The page of a day.
fn of_day(day: Date) -> String {
    format!("{}?day={day}", frame::address(StaffPage::Bookings))
}

fn row(visit: &Visit, booking: &Booking) -> BookingRow {
    let words = visit.words;
    BookingRow {
        time: time(visit, booking),
        number: booking.number.to_string(),
        service: service(visit, &booking.slot.service),
        state: match &booking.stage {
            BookingStage::Booked => words.expected.clone(),
            BookingStage::CheckedIn { number, .. } => filled(&words.is_here, &[&number.to_string()]),
            BookingStage::Cancelled => match booking.called_off {
                Some(reason) => filled(&words.called_off, &[name(words, reason)]),
                None => words.given_up.clone(),
            },
            BookingStage::Void => words.not_kept.clone(),
        },
        cancel: booking.is_open().then(|| format!("{}?booking={}", frame::CANCEL, booking.id.0)),
    }
}

/// The time, with the date where that is another than the business day's.
fn time(visit: &Visit, booking: &Booking) -> String {
    let local = booking.slot.local(&visit.floor);
    if local.date() == booking.slot.date() { local.strftime("%H:%M").to_string() } else { moment(local) }
}

fn service(visit: &Visit, id: &ServiceId) -> String {
    visit.floor.service(id).map_or_else(|| id.to_string(), |service| visit.said(&service.name))
}

/// Whether somebody is sure, and why.
pub async fn ask(seen: Seen) -> Response {
    let (visit, words) = (&seen.visit, seen.visit.words);
    let Some(id) = Asked::of(visit).booking.map(BookingId) else {
        return visit.on_to(frame::address(StaffPage::Bookings));
    };
    let Some(booking) = visit.published.calendar.bookings.get(id) else {
        return cannot(visit, &NoBooking::Unknown.into());
    };
    if let Some(why) = closed(booking) {
        return cannot(visit, &why.into());
    }
    let page = CancelPage {
        style: STYLE,
        frame: seen.frame(&words.cancel_this),
        w: words,
        when: moment(booking.slot.local(&visit.floor)),
        number: booking.number.to_string(),
        service: service(visit, &booking.slot.service),
        booking: id.0,
        reasons: OfficeReason::ALL.map(|reason| (key(reason), name(words, reason))),
        action: frame::CANCEL,
        keep: of_day(booking.slot.date()),
    };
    LOOK.page(StatusCode::OK, page.render())
}

/// Why a booking can no longer be cancelled, if so.
fn closed(booking: &Booking) -> Option<NoBooking> {
    match booking.stage {
        BookingStage::Booked => None,
        BookingStage::CheckedIn { number, .. } => Some(NoBooking::CheckedIn { number }),
        BookingStage::Cancelled => Some(NoBooking::Cancelled),
        BookingStage::Void => Some(NoBooking::Void),
    }
}

/// Somebody is sure: the office decides, and the page is shown once readers hear of it.
pub async fn cancel(seen: Seen, Form(form): Form<CallOff>) -> Response {
    let visit = &seen.visit;
    let Some(person) = &visit.person else { return visit.on_to(frame::SIGN_IN) };
    let Some(reason) = OfficeReason::ALL.into_iter().find(|reason| key(*reason) == form.reason) else {
        return visit.on_to(&format!("{}?booking={}", frame::CANCEL, form.booking));
    };
    let ask = WebAsk::CallOff { booking: BookingId(form.booking), by: person.id.clone(), reason };
    match answered(visit.pages.reception.web.ask(ask)).await {
        Ok(WebAnswered { answer: WebAnswer::Booking(booking), seq }) => {
            shown(&visit.pages.reception.screens.published, seq).await;
            visit.on_to(&format!("{}&done={}", of_day(booking.slot.date()), booking.id.0))
        }
        Ok(WebAnswered { answer: WebAnswer::No { why, .. }, .. }) => cannot(visit, &why),
        Ok(WebAnswered { answer: WebAnswer::Kept { .. } | WebAnswer::Left, .. }) | Err(_) => busy(visit),
    }
}

fn busy(visit: &Visit) -> Response {
    sorry(visit, StatusCode::SERVICE_UNAVAILABLE, &visit.words.busy)
}

/// The page that says why not.
fn cannot(visit: &Visit, why: &Rejection) -> Response {
    let words = visit.words;
    let Rejection::Booking(no) = why else { return busy(visit) };
    let note = match no {
        NoBooking::CheckedIn { number } | NoBooking::NoShow { number } => {
            filled(&words.already_here, &[&number.to_string()])
        }
        NoBooking::VisitOver => words.already_over.clone(),
        NoBooking::Cancelled => words.already_cancelled.clone(),
        NoBooking::Void => words.already_void.clone(),
        NoBooking::Unknown => words.no_such_booking.clone(),
        NoBooking::NotBooked
        | NoBooking::NoSuchSlot
        | NoBooking::SlotPast
        | NoBooking::TooFarAhead { .. }
        | NoBooking::SlotTaken
        | NoBooking::OneADay { .. }
        | NoBooking::SameTime
        | NoBooking::TooMany { .. }
        | NoBooking::ProofNeeded
        | NoBooking::NumberTaken
        | NoBooking::TooManyHolds { .. }
        | NoBooking::KeptTooLong { .. }
        | NoBooking::SourceFull { .. }
        | NoBooking::ChangeTooLate { .. }
        | NoBooking::ChangedTooOften { .. }
        | NoBooking::MissedTooOften { .. }
        | NoBooking::Rescheduled { .. }
        | NoBooking::OtherDay { .. }
        | NoBooking::TooEarly { .. }
        | NoBooking::ReceptionClosed => return busy(visit),
    };
    sorry(visit, StatusCode::CONFLICT, &note)
}

fn sorry(visit: &Visit, status: StatusCode, note: &str) -> Response {
    let frame = visit.frame(&visit.words.cannot_cancel, Some(StaffPage::Bookings));
    let page = Sorry::new(frame, note).way(frame::address(StaffPage::Bookings), &visit.words.to_bookings);
    LOOK.page(status, page.render_page())
}
