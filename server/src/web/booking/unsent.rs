//! A sheet that nothing was done with, since the same browser sent another one from another of its tabs: said with the reason and with what can be
//! done now. What was written goes along.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use queue::booking::Slot;

use super::drafts::Draft;
use super::frame::{Frame, Sorry, Way};
use super::keep::Stated;
use super::sheet::{ANOTHER, INSTEAD, Sheet};
use super::visit::Visit;
use super::words::Words;
use super::{LOOK, STYLE};
use crate::people::LinkCode;

#[derive(Template)]
#[template(path = "booking/unsent.html")]
struct UnsentPage<'a> {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    note: &'static str,
    service: String,
    slot: String,
    name: String,
    action: String,
    /// When, as the form sends it.
    at: &'a str,
    /// The page's name.
    page: String,
    /// All else that stands on the sheet.
    carried: Vec<(&'static str, &'a str)>,
    /// The ways to send it, and what their buttons say.
    sends: Vec<(&'static str, &'static str)>,
    way: Way,
}

/// A booking was made meanwhile, and this sheet is another one.
pub fn booked(visit: &Visit, link: &LinkCode, sheet: &Sheet) -> Response {
    let words = visit.words;
    let way = Way { href: visit.to(&format!("/b/{}", link.reveal()), &[]), words: words.to_booking.clone() };
    let sends = vec![(ANOTHER, words.send_as_another.as_str())];
    page(visit, sheet, &words.unsent_booked, sends, way)
}

/// Another person's sheet was sent meanwhile and waits for its code.
pub fn waits(visit: &Visit, sheet: &Sheet) -> Response {
    let words = visit.words;
    let way = Way { href: visit.to("/form/code", &[]), words: words.to_other_code.clone() };
    let sends = vec![(ANOTHER, words.send_now.as_str()), (INSTEAD, words.send_instead.as_str())];
    page(visit, sheet, &words.unsent_waits, sends, way)
}

/// A code came back for a sheet in whose place another one was sent.
pub fn replaced(visit: &Visit, draft: &Draft, stated: &Stated) -> Response {
    let words = visit.words;
    let (note, href, way) = match &draft.booked {
        Some(link) => (&words.booked_meanwhile, visit.to(&format!("/b/{}", link.reveal()), &[]), &words.to_booking),
        None => (&words.replaced, visit.to("/form/code", &[]), &words.to_other_code),
    };
    let sorry = Sorry::new(visit.frame(&words.not_booked, None), words, note);
    visit.tell(StatusCode::CONFLICT, sorry.way(href, way).way(anew(visit, stated), &words.book_one_more))
}

fn page(
    visit: &Visit,
    sheet: &Sheet,
    note: &'static str,
    sends: Vec<(&'static str, &'static str)>,
    way: Way,
) -> Response {
    let words = visit.words;
    let mut frame = visit.frame(&words.unsent, None);
    frame.by_form = true;
    let slot = sheet.place.place().map(|(slot, _)| slot);
    let page = UnsentPage {
        style: STYLE,
        frame,
        w: words,
        note,
        service: slot.as_ref().map_or(String::new(), |slot| visit.service_name(&slot.service)),
        slot: slot.map_or(String::new(), |slot: Slot| visit.slot_in_words(&slot)),
        name: sheet.name(),
        action: visit.to("/form", &[]),
        at: &sheet.place.at,
        page: visit.page_name(),
        carried: sheet.carried(),
        sends,
        way,
    };
    LOOK.page(StatusCode::CONFLICT, page.render())
}

/// Where a time is chosen for one more booking.
fn anew(visit: &Visit, stated: &Stated) -> String {
    match stated.place() {
        Some((slot, purpose)) => visit.to(&format!("/book/{}/time", slot.service), &[("for", &purpose.to_string())]),
        None => visit.to("/book", &[]),
    }
}
