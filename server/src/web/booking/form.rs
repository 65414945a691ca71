//! The form (B13): consent first (P4), then names, document and contact, each field's error at the field, and what was typed is kept. Where
//! scripts run, a field is checked as soon as it is left.

use std::sync::LazyLock;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use queue::booking::Slot;
use queue::ids::HoldCode;
use sha2::{Digest, Sha256};

use super::another;
use super::aside;
use super::drafts::{Draft, Entered, Errors, KINDS, Typed};
use super::faults::Amiss;
use super::frame::{Frame, Sorry};
use super::keep;
use super::posted::Posted;
use super::sending;
use super::sheet::{INSTEAD, Sheet};
use super::unsent;
use super::visit::Visit;
use super::words::Words;
use super::{LOOK, STYLE};
use crate::appointment::dates::time;
use crate::people::entered::{self, Contact, Document, Fault, Field, Wrong};
use crate::people::{Consent, FullName};
use crate::web::strict::Look;
use crate::web::words::filled;

/// Asks for a check of the form when a field is left.
const SCRIPT: &str = include_str!("../../../templates/booking/form.js");
static FORM_LOOK: LazyLock<Look> = LazyLock::new(|| Look::with_script(STYLE, SCRIPT));

#[derive(Template)]
#[template(path = "booking/consent.html")]
struct ConsentPage<'a> {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    step: String,
    service: String,
    slot: String,
    kept_until: String,
    texts: Vec<String>,
    action: String,
    /// The place, as the form sends it.
    place: &'a Slot,
    purpose: usize,
    /// The page's name.
    page: String,
}

#[derive(Template)]
#[template(path = "booking/form.html")]
struct FormPage<'a> {
    style: &'static str,
    script: &'static str,
    frame: Frame,
    w: &'static Words,
    step: String,
    service: String,
    slot: String,
    kept_until: String,
    fields: Vec<Input<'a>>,
    action: String,
    /// Where the script asks.
    check: String,
    /// The place, as the form sends it.
    place: &'a Slot,
    purpose: usize,
    agreed: &'a str,
    /// The page's name.
    page: String,
    wrong: bool,
    /// What the button says.
    sends: &'static str,
}

/// One field.
struct Input<'a> {
    name: &'static str,
    label: &'a str,
    hint: &'a str,
    value: &'a str,
    autocomplete: &'static str,
    kind: &'static str,
    error: Option<String>,
    /// The ids of what is said of it.
    described: String,
    /// Of a list to choose from.
    options: Vec<(&'static str, &'a str)>,
}

/// The form, or the consent before it.
pub async fn show(visit: Visit) -> Response {
    let Some((_, draft)) = visit.draft() else { return lapsed(&visit) };
    let draft = draft.lock().await;
    match (&draft.booked, &draft.consent) {
        (Some(link), _) => visit.on_to(&visit.to(&format!("/b/{}", link.reveal()), &[])),
        (None, None) => consent_page(&visit, &draft),
        (None, Some(_)) => page(&visit, &draft, &draft.typed, status(draft.amiss.is_empty()), &draft.amiss),
    }
}

/// The form came back.
pub async fn take(Posted(visit, mut sheet): Posted<Sheet>) -> Response {
    sheet.typed.cut();
    if sheet.looks_on() {
        return aside::look_on(&visit, sheet).await;
    }
    let (code, mut draft) = match another::form_of(&visit, &sheet).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let response = filled_in(&visit, &code, &mut draft, sheet).await;
    keep::remember(&visit, &code, response)
}

/// The form as it stands, with what is wrong with it; nothing is sent. Only a form that is shown asks so. What another person writes while a
/// sheet waits for its code is shown and not kept.
pub async fn check(Posted(visit, mut sheet): Posted<Sheet>) -> Response {
    let Some((_, draft)) = visit.draft() else { return lapsed(&visit) };
    let mut draft = draft.lock().await;
    if draft.booked.is_some() || draft.consent.is_none() {
        return visit.on_to(&visit.to("/form", &[]));
    }
    sheet.typed.cut();
    let errors = checked(&visit, &sheet.typed).err().unwrap_or_default();
    if is_anothers_word(&visit, &draft, &sheet.typed) {
        return page(&visit, &draft, &sheet.typed, StatusCode::OK, &errors);
    }
    draft.amiss = not_mended(&draft, &errors);
    draft.write(sheet.typed);
    page(&visit, &draft, &draft.typed, StatusCode::OK, &errors)
}

/// What was told when the form was sent is told until it is mended.
fn not_mended(draft: &Draft, errors: &[(&'static str, Amiss)]) -> Vec<(&'static str, Amiss)> {
    let was_told = |field: &str| draft.amiss.iter().any(|(told, _)| *told == field);
    errors.iter().copied().filter(|(field, _)| was_told(field)).collect()
}

async fn filled_in(visit: &Visit, code: &HoldCode, draft: &mut Draft, sheet: Sheet) -> Response {
    let (again, mark) = (visit.to("/form", &[]), visit.pages.memory.mark(&sheet.typed, &sheet.place));
    if let Some(link) = &draft.booked {
        let is_told = draft.mark == Some(mark) || !sheet.is_filled();
        return if is_told { visit.on_to(&again) } else { unsent::booked(visit, link, &sheet) };
    }
    let is_anothers = is_anothers(visit, draft, &sheet);
    if is_anothers && sheet.sent_as() != INSTEAD {
        return unsent::waits(visit, &sheet);
    }
    if let Err(response) = keep::follow(visit, code, draft, &sheet.place, sheet.along()).await {
        return response;
    }
    if is_anothers {
        in_place_of(visit, draft, &sheet);
    }
    let is_sent = draft.consent.is_some() && sheet.is_filled() && !sheet.speaks();
    let still = (sheet.speaks() && sheet.is_filled()).then(|| checked(visit, &sheet.typed).err().unwrap_or_default());
    draft.amiss = still.map(|errors| not_mended(draft, &errors)).unwrap_or_default();
    draft.code_amiss = None;
    if sheet.is_filled() {
        draft.write(sheet.typed);
    } else if draft.consent.is_none() && sheet.agrees() {
        draft.consent = Some(Consent { at: visit.now, version: version(visit) });
    }
    if !is_sent {
        return visit.on_to(&again);
    }
    match checked(visit, &draft.typed) {
        Ok(entered) => {
            (draft.entered, draft.mark) = (Some(entered), Some(mark));
            sending::prove(visit, code, draft).await
        }
        Err(errors) => mend(visit, draft, errors),
    }
}

/// Whether a sheet is another person's than the one that waits for its code: a mended sheet has the name or the document of the one before.
pub fn is_anothers(visit: &Visit, draft: &Draft, sheet: &Sheet) -> bool {
    let Some(waiting) = &draft.entered else { return false };
    let whose = |entered: &Entered| visit.pages.memory.whose(entered);
    checked(visit, &sheet.typed).is_ok_and(|entered| whose(&entered).is_another(whose(waiting)))
}

/// The same of what is being written, of which not all may be there yet.
fn is_anothers_word(visit: &Visit, draft: &Draft, typed: &Typed) -> bool {
    let Some(waiting) = &draft.entered else { return false };
    let (name, document) = (name(typed).ok(), document(typed).ok());
    let memory = &visit.pages.memory;
    memory.whose_of(name.as_ref(), document.as_ref()).is_another(memory.whose(waiting))
}

/// A sheet takes the place of another person's, whose code books nothing then. What that person agreed to its own has not yet (P4).
pub fn in_place_of(visit: &Visit, draft: &mut Draft, sheet: &Sheet) {
    draft.mark = Some(visit.pages.memory.mark(&sheet.typed, &sheet.place));
    (draft.entered, draft.consent) = (None, None);
}

/// Leads to the form with what is to be mended: were it a page of its own, the way back through the browser would ask to send the form once more.
pub fn mend(visit: &Visit, draft: &mut Draft, amiss: Errors) -> Response {
    draft.amiss = amiss;
    visit.on_to(&visit.to("/form", &[]))
}

/// Of a page that shows what is to be mended, or has nothing of that kind.
pub fn status(is_well: bool) -> StatusCode {
    if is_well { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// The page of a place that is no longer kept.
pub fn lapsed(visit: &Visit) -> Response {
    let words = visit.words;
    let minutes = visit.floor.rules.booking.hold_min.to_string();
    let sorry = Sorry::new(visit.frame(&words.lapsed, None), words, &filled(&words.lapsed_note, &[&minutes]));
    visit.tell(StatusCode::GONE, sorry.on(visit.to("/book", &[]), words))
}

fn consent_page(visit: &Visit, draft: &Draft) -> Response {
    let words = visit.words;
    let page = ConsentPage {
        style: STYLE,
        frame: visit.frame(&words.consent, Some(back(visit, draft))),
        w: words,
        step: filled(&words.step, &["4", "4"]),
        service: visit.service_name(&draft.slot.service),
        slot: visit.slot_in_words(&draft.slot),
        kept_until: kept_until(visit, draft),
        texts: texts(visit, words),
        action: visit.to("/form", &[]),
        place: &draft.slot,
        purpose: draft.purpose,
        page: visit.page_name(),
    };
    LOOK.page(StatusCode::OK, page.render())
}

/// What a visitor agrees to.
fn texts(visit: &Visit, words: &Words) -> Vec<String> {
    let days = words.kept_days.of(u32::from(visit.pages.keep_days));
    vec![
        words.consent_what.clone(),
        words.consent_use.clone(),
        filled(&words.consent_term, &[&days]),
        words.consent_back.clone(),
    ]
}

/// The name of the text that is agreed to: its language and the beginning of its hash.
fn version(visit: &Visit) -> String {
    version_in(visit, visit.words)
}

/// The same in other words.
pub fn version_in(visit: &Visit, words: &Words) -> String {
    let hash = Sha256::digest(texts(visit, words).join("\n"));
    let hex: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{hex}", words.language)
}

fn kept_until(visit: &Visit, draft: &Draft) -> String {
    filled(&visit.words.kept_until, &[&time(visit.local(draft.until).time())])
}

/// Back to the calendar, with the choice.
pub fn back(visit: &Visit, draft: &Draft) -> String {
    let (service, begins) = (&draft.slot.service, draft.slot.begins);
    let (purpose, day) = (draft.purpose.to_string(), begins.date().to_string());
    visit.to(&format!("/book/{service}/time"), &[("for", &purpose), ("day", &day), ("at", &time(begins.time()))])
}

/// The form with what was typed.
fn page(visit: &Visit, draft: &Draft, typed: &Typed, status: StatusCode, errors: &[(&'static str, Amiss)]) -> Response {
    let words = visit.words;
    let mut frame = visit.frame(&words.your_details, Some(back(visit, draft)));
    frame.by_form = true;
    let page = FormPage {
        style: STYLE,
        script: SCRIPT,
        frame,
        w: words,
        step: filled(&words.step, &["4", "4"]),
        service: visit.service_name(&draft.slot.service),
        slot: visit.slot_in_words(&draft.slot),
        kept_until: kept_until(visit, draft),
        fields: fields(visit, draft, typed, errors),
        action: visit.to("/form", &[]),
        check: visit.to("/form/check", &[]),
        place: &draft.slot,
        purpose: draft.purpose,
        agreed: draft.consent.as_ref().map_or("", |consent| &consent.version),
        page: visit.page_name(),
        wrong: !errors.is_empty(),
        sends: if may_do_without_code(visit) { &words.go_on } else { &words.get_code },
    };
    FORM_LOOK.page(status, page.render())
}

/// Whether the office may book this without a code (P5).
fn may_do_without_code(visit: &Visit) -> bool {
    visit.floor.rules.booking.lets_claim()
}

fn fields<'a>(visit: &Visit, draft: &Draft, typed: &'a Typed, errors: &[(&'static str, Amiss)]) -> Vec<Input<'a>> {
    let words = visit.words;
    let kinds =
        [&words.russian_passport, &words.international_passport, &words.armenian_passport, &words.other_document];
    let reach = visit.pages.messages.reach();
    let (contact, hint, autocomplete, kind) = match (reach.email, reach.phone) {
        (true, true) => {
            (&words.email_or_phone, [&words.email_or_phone_hint, &words.email_or_phone_confirms], "email", "text")
        }
        (false, true) => (&words.phone, [&words.phone_hint, &words.phone_confirms], "tel", "tel"),
        (_, false) => (&words.email, [&words.email_hint, &words.email_confirms], "email", "email"),
    };
    let hint = hint[usize::from(may_do_without_code(visit))];
    let field = |name, label: &'a str, hint: &'a str, value, autocomplete, kind| {
        let error = errors.iter().find(|(of, _)| *of == name).map(|(_, amiss)| amiss.in_words(visit, draft));
        let said = [(!hint.is_empty()).then_some("hint"), error.as_ref().map(|_| "error")];
        let described: Vec<String> = said.into_iter().flatten().map(|what| format!("{name}-{what}")).collect();
        let (described, options) = (described.join(" "), Vec::new());
        Input { name, label, hint, value, autocomplete, kind, error, described, options }
    };
    let options = KINDS.iter().zip(kinds).map(|((_, key), name)| (*key, name.as_str())).collect();
    vec![
        field("family", &words.family_name, &words.family_hint, &typed.family, "family-name", "text"),
        field("given", &words.given_name, "", &typed.given, "given-name", "text"),
        field("patronymic", &words.patronymic, &words.patronymic_hint, &typed.patronymic, "additional-name", "text"),
        Input { options, ..field("kind", &words.document, &words.document_hint, &typed.kind, "off", "") },
        field("document", &words.document_number, "", &typed.document, "off", "text"),
        field("contact", contact, hint, &typed.contact, autocomplete, kind),
    ]
}

/// Every field checked; all that is wrong is told at once.
pub fn checked(visit: &Visit, typed: &Typed) -> Result<Entered, Errors> {
    match (name(typed), document(typed), contact(visit, &typed.contact)) {
        (Ok(name), Ok(document), Ok(contact)) => Ok(Entered { name, document, contact }),
        (name, document, contact) => {
            let (name, document) = (name.err().unwrap_or_default(), document.err());
            Err(name.into_iter().chain(document).chain(contact.err().map(|amiss| ("contact", amiss))).collect())
        }
    }
}

fn name(typed: &Typed) -> Result<FullName, Errors> {
    let part = |field, text: &str| entered::name(field, text).map_err(Amiss::Typed);
    let family = part(Field::FamilyName, &typed.family).map_err(|amiss| ("family", amiss));
    let given = part(Field::GivenName, &typed.given).map_err(|amiss| ("given", amiss));
    let patronymic = match typed.patronymic.trim() {
        "" => Ok(None),
        text => part(Field::Patronymic, text).map(Some).map_err(|amiss| ("patronymic", amiss)),
    };
    match (family, given, patronymic) {
        (Ok(family), Ok(given), Ok(patronymic)) => Ok(FullName { family, given, patronymic }),
        (family, given, patronymic) => {
            Err(family.err().into_iter().chain(given.err()).chain(patronymic.err()).collect())
        }
    }
}

fn document(typed: &Typed) -> Result<Document, (&'static str, Amiss)> {
    let unchosen = Wrong { field: Field::Document, fault: Fault::Blank };
    let kind = KINDS.iter().find(|(_, key)| *key == typed.kind).map(|(kind, _)| *kind);
    let kind = kind.ok_or(("kind", Amiss::Typed(unchosen)))?;
    entered::document(kind, &typed.document).map_err(|wrong| ("document", Amiss::Document { kind, fault: wrong.fault }))
}

/// An address or a telephone, as the office can write to it.
fn contact(visit: &Visit, typed: &str) -> Result<Contact, Amiss> {
    let (reach, countries) = (visit.pages.messages.reach(), visit.pages.messages.countries());
    let figures = typed.trim_start().starts_with(|c: char| c == '+' || c == '(' || c.is_ascii_digit());
    let is_phone = !typed.contains('@') && (figures || !reach.email) && !typed.trim().is_empty();
    let taken =
        if is_phone { entered::phone(typed).map(Contact::Phone) } else { entered::email(typed).map(Contact::Email) };
    let contact = taken.map_err(Amiss::Typed)?;
    match &contact {
        Contact::Email(_) if !reach.email => Err(Amiss::OnlyPhone),
        Contact::Phone(_) if !reach.phone => Err(Amiss::OnlyEmail),
        Contact::Phone(phone) if !countries.serve(phone.as_str()) => Err(Amiss::Country),
        Contact::Email(_) | Contact::Phone(_) => Ok(contact),
    }
}
