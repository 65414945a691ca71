//! The contact proved by a one-time code (P5): sent, typed back, sent again; or not, where the office books so many without.

use std::time::Duration;

use askama::Template;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use queue::booking::Slot;
use queue::ids::HoldCode;
use serde::Deserialize;

use super::barred;
use super::booked;
use super::codes::{NotSent, Tried};
use super::drafts::{Draft, Entered};
use super::faults::Amiss;
use super::form::{self, lapsed};
use super::frame::Frame;
use super::keep::{Stated, follow, keep_for};
use super::posted::Posted;
use super::unsent;
use super::visit::Visit;
use super::words::Words;
use super::{LOOK, STYLE};
use crate::appointment::dates::time;
use crate::messages::Delivery;
use crate::people::entered::Contact;
use crate::web::words::filled;

/// How long it is waited for the other side to take a code, so that the page can say whether it has gone.
const A_MOMENT: Duration = Duration::from_secs(1);

/// What the page of the code sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TypedCode {
    code: String,
    /// Another code is wanted.
    again: String,
    /// The mark of the sheet that the code is for.
    sheet: String,
    #[serde(flatten)]
    place: Stated,
}

#[derive(Template)]
#[template(path = "booking/code.html")]
struct CodePage<'a> {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    step: String,
    service: String,
    slot: String,
    /// What was sent.
    lead: String,
    /// Whether the contact is proved already, so that no code need be typed.
    is_proved: bool,
    /// Whether there is a code to type.
    is_out: bool,
    error: Option<String>,
    /// Why no other code can be sent now, if so.
    rests: Option<String>,
    action: &'a str,
    /// The place, as the form sends it.
    place: &'a Slot,
    purpose: usize,
    /// The mark of the sheet.
    mark: u64,
}

/// The form is right: books where the contact is proved, or need not be (P5), else sends a code.
pub async fn prove(visit: &Visit, code: &HoldCode, draft: &mut Draft) -> Response {
    let Some(Entered { contact, .. }) = draft.entered.clone() else { return lapsed(visit) };
    if draft.proved.as_ref() == Some(&contact) {
        return book_proved(visit, code, draft).await;
    }
    if draft.sent.out(&contact, visit.now).is_none_or(|(delivery, _)| delivery == Delivery::Held) {
        if let Some(response) = claimed(visit, code, draft, &contact).await {
            return response;
        }
        match send(visit, code, draft, &contact).await {
            Ok(()) => {}
            Err(Unsent::Said(why)) => {
                return form::mend(visit, draft, vec![("contact", why)]);
            }
            Err(Unsent::Gone(response)) => return *response,
        }
    }
    visit.on_to(&visit.to("/form/code", &[]))
}

/// Books with a contact that is proved. Whoever missed too many bookings is told so first, and nothing is kept of the sheet (B12).
async fn book_proved(visit: &Visit, code: &HoldCode, draft: &mut Draft) -> Response {
    let Some(entered) = draft.entered.clone() else { return lapsed(visit) };
    match barred::of_sheet(visit, &entered).await {
        Ok(None) => booked::book(visit, code, draft).await,
        Ok(Some(why)) => booked::refused(visit, draft, &why.into(), &[]),
        Err(problem) => booked::failed(visit, &problem),
    }
}

/// Books without a code where the office lets a contact that is only written down have one more booking; none where it is to be proved (P5). The
/// confirmation counts as a code does, so that nobody is pestered.
async fn claimed(visit: &Visit, code: &HoldCode, draft: &mut Draft, contact: &Contact) -> Option<Response> {
    let (sends, whose) = (&visit.pages.memory.sends, (contact, visit.guest.address));
    let may = visit.floor.rules.booking.lets_claim() && sends.may_write(whose, visit.pages.clock.steady());
    if !may {
        return None;
    }
    let response = booked::try_to_book(visit, code, draft).await?;
    if draft.booked.is_some() {
        sends.wrote(whose, visit.pages.clock.steady());
    }
    Some(response)
}

/// Why the visitor does not get a code.
enum Unsent {
    /// As it is said.
    Said(Amiss),
    /// The place is no longer kept.
    Gone(Box<Response>),
}

/// Sends a code. With the first that goes out the place is kept anew, once for each form: a code is good for ten minutes. For a place that has run
/// out, and may be another's by now, no code goes out.
async fn send(visit: &Visit, code: &HoldCode, draft: &mut Draft, contact: &Contact) -> Result<(), Unsent> {
    let pages = &visit.pages;
    let made = draft.sent.new_code(contact, visit.now).ok_or(Unsent::Said(Amiss::Rests))?;
    if draft.until <= visit.now {
        keep_on(visit, code, draft).await?;
    }
    let hand_over = || pages.messages.send_code(contact, &visit.language, made.figures());
    let (whose, instead) = ((contact, visit.guest.address), draft.sent.is_held(contact));
    match pages.memory.sends.hand_over(whose, instead, pages.clock.steady(), hand_over) {
        Ok(receipt) => draft.sent.handed_over(made, receipt, visit.now),
        Err(NotSent::TooMany) => return Err(Unsent::Said(Amiss::TooManyCodes)),
        Err(NotSent::Busy) => return Err(Unsent::Said(Amiss::NotHandedOver)),
    }
    if !draft.kept_on {
        keep_on(visit, code, draft).await?;
        draft.kept_on = true;
    }
    draft.sent.known(A_MOMENT).await;
    Ok(())
}

/// Keeps the form's own place for longer.
async fn keep_on(visit: &Visit, code: &HoldCode, draft: &mut Draft) -> Result<(), Unsent> {
    let place = (draft.slot.clone(), draft.purpose);
    let kept = keep_for(visit, code, draft, place, None).await;
    kept.map_err(|response| Unsent::Gone(Box::new(response)))
}

/// The page where the code is typed.
pub async fn show(visit: Visit) -> Response {
    let Some((_, draft)) = visit.draft() else { return lapsed(&visit) };
    let draft = draft.lock().await;
    match &draft.entered {
        Some(Entered { contact, .. }) if draft.booked.is_none() => page(&visit, &draft, contact),
        Some(_) | None => visit.on_to(&visit.to("/form", &[])),
    }
}

/// The code came back, or another is wanted.
pub async fn take(Posted(visit, typed): Posted<TypedCode>) -> Response {
    let Some((code, draft)) = visit.draft() else { return lapsed(&visit) };
    let mut draft = draft.lock().await;
    if let Some(mark) = typed.sheet.parse::<u64>().ok().filter(|mark| draft.mark != Some(*mark)) {
        return match draft.booked_before(mark) {
            Some(link) => visit.on_to(&visit.to(&format!("/b/{}", link.reveal()), &[])),
            None => unsent::replaced(&visit, &draft, &typed.place),
        };
    }
    let Some(Entered { contact, .. }) = draft.entered.clone().filter(|_| draft.booked.is_none()) else {
        return visit.on_to(&visit.to("/form", &[]));
    };
    if let Err(response) = follow(&visit, &code, &mut draft, &typed.place, None).await {
        return response;
    }
    draft.code_amiss = None;
    // The right code came before, and the office had no time.
    if draft.proved.as_ref() == Some(&contact) {
        return book_proved(&visit, &code, &mut draft).await;
    }
    let amiss = if typed.again == "1" {
        match send(&visit, &code, &mut draft, &contact).await {
            Ok(()) => return visit.on_to(&visit.to("/form/code", &[])),
            Err(Unsent::Said(why)) => why,
            Err(Unsent::Gone(response)) => return *response,
        }
    } else if typed.code.trim().is_empty() {
        Amiss::NoCode
    } else if draft.sent.out(&contact, visit.now).is_none() {
        Amiss::CodeOver
    } else {
        match draft.sent.try_code(&typed.code, visit.now) {
            Tried::Right => {
                draft.proved = Some(contact);
                return book_proved(&visit, &code, &mut draft).await;
            }
            Tried::Wrong { left } => Amiss::WrongCode { left },
            Tried::Over => Amiss::CodeOver,
        }
    };
    draft.code_amiss = Some(amiss);
    visit.on_to(&visit.to("/form/code", &[]))
}

fn page(visit: &Visit, draft: &Draft, contact: &Contact) -> Response {
    let words = visit.words;
    let to = match contact {
        Contact::Email(email) => email.as_str(),
        Contact::Phone(phone) => phone.as_str(),
    };
    let (is_proved, out) = (draft.proved.as_ref() == Some(contact), draft.sent.out(contact, visit.now));
    let page = CodePage {
        style: STYLE,
        frame: visit.frame(&words.code_from_message, Some(visit.to("/form", &[]))),
        w: words,
        step: filled(&words.step, &["4", "4"]),
        service: visit.service_name(&draft.slot.service),
        slot: visit.slot_in_words(&draft.slot),
        lead: match out {
            Some((delivery, until)) => {
                let wording = match delivery {
                    Delivery::UnderWay => &words.code_under_way,
                    Delivery::Taken => &words.code_sent,
                    Delivery::Held => &words.code_held,
                    Delivery::Refused => &words.code_refused,
                };
                filled(wording, &[to, &moment(visit, until.min(draft.until))])
            }
            None if is_proved => filled(&words.contact_proved, &[to]),
            None => filled(&words.no_code_out, &[to]),
        },
        is_proved,
        is_out: out.is_some(),
        error: draft.code_amiss.map(|amiss| amiss.in_words(visit, draft)),
        rests: (!draft.sent.may_send(contact, visit.now)).then(|| rests(visit, draft)),
        action: &visit.to("/form/code", &[]),
        place: &draft.slot,
        purpose: draft.purpose,
        mark: draft.mark.unwrap_or_default(),
    };
    LOOK.page(form::status(draft.code_amiss.is_none()), page.render())
}

/// Why no other code can be sent now.
pub fn rests(visit: &Visit, draft: &Draft) -> String {
    let words = visit.words;
    // What is said is so when the minute has come.
    let whole = |next: Timestamp| next.saturating_add(SignedDuration::from_secs(59)).unwrap_or(next);
    let next = draft.sent.next_at().map(whole);
    next.map_or_else(|| words.no_more_codes.clone(), |next| filled(&words.code_again_at, &[&moment(visit, next)]))
}

fn moment(visit: &Visit, at: Timestamp) -> String {
    time(visit.local(at).time())
}
