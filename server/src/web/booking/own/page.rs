//! The page of a booking, also the confirmation after it is made (B7).

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use protocol::message::TicketState;
use queue::Number;
use queue::booking::{Booking, BookingStage, NoBooking};
use queue::ids::{PersonId, TicketId};

use super::super::barred;
use super::super::frame::{Frame, Sorry};
use super::super::pdf;
use super::super::refusals::{counts_missed, in_words};
use super::super::services::{Paper, papers};
use super::super::visit::Visit;
use super::super::words::Words;
use super::super::{LOOK, STYLE};
use super::come::{self, Moment};
use super::{Mine, Own, unknown};
use crate::appointment::qr::Qr;
use crate::appointment::{full_name, why_called_off};
use crate::people::Record;
use crate::web::words::{filled, unbroken};

/// A fact and its name.
pub struct Row {
    pub name: String,
    pub value: String,
    /// Whether it is a text of the floor or the visitor, whose language is the visitor's.
    pub own_language: bool,
}

/// What the page and the paper say of a booking.
pub struct Told {
    pub title: String,
    /// What to do, or why nothing can be done.
    pub notes: Vec<String>,
    pub number: String,
    pub rows: Vec<Row>,
    /// How many of the rows, the first ones, a page that names the time above them leaves out.
    pub known: usize,
    pub documents: Vec<Paper>,
    /// The kiosk's code, where the visitor is expected.
    pub code: Option<String>,
    /// How to check in without the code.
    pub without_code: String,
}

#[derive(Template)]
#[template(path = "booking/own.html")]
struct OwnPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    told: Told,
    /// The visitor is expected: when, and for what, before all else.
    expected: bool,
    when: String,
    service: String,
    qr: Option<(usize, String)>,
    until: String,
    pdf: Option<String>,
    calendar: String,
    change: Option<String>,
    cancel: Option<String>,
    history: String,
    data: String,
    delete: String,
    /// Where another visit is booked, if that may be (B12).
    anew: Option<String>,
}

/// The booking.
pub async fn show(mut visit: Visit) -> Response {
    let Some(mine) = Mine::of(&mut visit) else { return unknown(&visit) };
    let Some(own) = mine.own() else { return long_ago(&visit, &mine) };
    let record = match own.record(&visit).await {
        Ok(record) => record,
        Err(response) => return response,
    };
    let words = visit.words;
    let mut told = told(&visit, &own, &record);
    if own.booking.stage == BookingStage::Booked && visit.asked.has_made(own.booking.revision) {
        told.title.clone_from(&words.is_changed);
    }
    let to = |what: &str| visit.to(&format!("{}{what}", own.path), &[]);
    let can_change = own.can_change(&visit);
    let until = visit.date_and_time(visit.local(own.change_until(&visit)));
    let no_more = own.no_more_changes(&visit);
    let until = match &no_more {
        Some(why) if can_change => {
            let why = in_words(&visit, &why.clone().into()).1;
            format!("{why} {}", filled(&words.cancel_until, &[&until]))
        }
        None if can_change => filled(&words.change_until, &[&until]),
        Some(_) | None => {
            let too_late = filled(&words.too_late_note, &[&until]);
            // What counts as missed is told among the notes, and so is what can still be once the time is over.
            let is_told = counts_missed(&visit).is_some() || Moment::of(&visit, &own.booking) == Moment::Over;
            if is_told { too_late } else { format!("{too_late} {}", words.just_lapses) }
        }
    };
    let page = OwnPage {
        style: STYLE,
        frame: visit.frame(&told.title, None),
        w: words,
        expected: own.booking.is_open(),
        when: visit.slot_in_words(&own.booking.slot),
        service: visit.service_name(&own.booking.slot.service),
        qr: told.code.as_deref().and_then(Qr::of).map(|qr| (qr.across, qr.outline())),
        until,
        pdf: pdf::can_be_made().then(|| to("/booking.pdf")),
        calendar: to("/booking.ics"),
        change: (can_change && no_more.is_none()).then(|| to("/change")),
        cancel: can_change.then(|| to("/cancel")),
        history: to("/history"),
        data: to("/data.json"),
        delete: to("/delete"),
        anew: why_barred(&visit, &own.person).is_none().then(|| visit.to("/book", &[])),
        told,
    };
    LOOK.page(StatusCode::OK, page.render())
}

/// The booking is no longer remembered, and what is kept of its visitor still is.
fn long_ago(visit: &Visit, mine: &Mine) -> Response {
    let words = visit.words;
    let to = |what: &str| visit.to(&format!("{}{what}", mine.path), &[]);
    let barred = why_barred(visit, &mine.person);
    let note = [Some(words.long_ago_note.as_str()), barred.as_deref()].into_iter().flatten().collect::<Vec<_>>();
    let page = Sorry::new(visit.frame(&words.long_ago, None), words, &note.join(" "));
    let page = page.way(to("/history"), &words.history).way(to("/data.json"), &words.kept_data);
    let page = page.way(to("/delete"), &words.delete_data);
    visit.tell(StatusCode::OK, if barred.is_none() { page.on(visit.to("/book", &[]), words) } else { page })
}

/// Why whoever made a record is not invited to book again, as it is told, if so: nobody is who would be sent away (B12).
fn why_barred(visit: &Visit, person: &PersonId) -> Option<String> {
    barred::of_record(visit, person).map(|why| in_words(visit, &why.into()).1)
}

/// What is said of a booking.
pub fn told(visit: &Visit, own: &Own, record: &Record) -> Told {
    let (words, booking) = (visit.words, &own.booking);
    let row = |name: &str, value: String, own_language| Row { name: name.to_owned(), value, own_language };
    let appointment = own.appointment(visit);
    let mut rows = vec![
        row(&words.when, visit.slot_in_words(&booking.slot), false),
        row(&words.service, appointment.service(), true),
        row(&words.place, appointment.place(), true),
        row(&words.for_whom, full_name(&record.name), true),
    ];
    let (title, notes) = standing(visit, own);
    if booking.is_open() {
        rows.push(row(&words.lasts, words.minutes.of(u32::from(appointment.lasts_min())), false));
    }
    let purpose = appointment.purpose(record);
    let number = booking.number.to_string();
    Told {
        title,
        notes,
        rows,
        known: 2,
        documents: purpose.filter(|_| booking.is_open()).map_or(Vec::new(), |purpose| papers(visit, purpose)),
        code: own.code(visit),
        without_code: filled(&words.without_code, &[&unbroken(&number), record.digits.as_str()]),
        number,
    }
}

/// How a booking stands, as its page and all below it say: a title, and what to do or why nothing can be done.
pub fn standing(visit: &Visit, own: &Own) -> (String, Vec<String>) {
    let (words, booking) = (visit.words, &own.booking);
    let said = |title: &String, note: String| (title.clone(), vec![note]);
    let barred = why_barred(visit, &own.person);
    let anew = |invitation: &str| barred.clone().unwrap_or_else(|| invitation.to_owned());
    let after = |what: &str, invitation: &str| format!("{what} {}", anew(invitation));
    match &booking.stage {
        BookingStage::Booked => (come::title(visit, booking), come::notes(visit, booking)),
        BookingStage::CheckedIn { ticket, number } => {
            let why = here(visit, booking, *ticket, *number);
            let (title, note) = in_words(visit, &why.clone().into());
            said(&title, if why == NoBooking::VisitOver { anew(&note) } else { note })
        }
        BookingStage::Cancelled => match booking.called_off {
            Some(reason) => {
                let why = why_called_off(reason, &visit.language).map(str::to_owned);
                let sorry = after(&words.sorry, &words.please_anew);
                (words.is_called_off.clone(), why.into_iter().chain([sorry]).collect())
            }
            None => said(&words.is_cancelled, anew(&words.book_anew)),
        },
        BookingStage::Void if booking.outage => said(&words.is_void, after(&words.outage_note, &words.please_anew)),
        BookingStage::Void => said(&words.is_void, after(&words.is_void_note, &words.book_anew)),
    }
}

/// What became of a visitor who checked in.
pub fn here(visit: &Visit, booking: &Booking, ticket: TicketId, number: Number) -> NoBooking {
    let published = &visit.published;
    let Some(ticket) = published.tickets.values().find(|published| published.view.ticket == ticket) else {
        // Who has just come is published a moment later.
        let today = Some(booking.slot.date()) == published.day;
        return if today { NoBooking::CheckedIn { number } } else { NoBooking::VisitOver };
    };
    match ticket.view.state {
        TicketState::Waiting | TicketState::Called | TicketState::Serving | TicketState::Parked => {
            NoBooking::CheckedIn { number }
        }
        TicketState::NoShow if ticket.gone.is_none() => NoBooking::NoShow { number },
        TicketState::NoShow | TicketState::Finished | TicketState::Refused | TicketState::Left => NoBooking::VisitOver,
    }
}
