//! A change before it is in force: what differs, what it would do, and the confirmation. It is always held against the version that is in
//! force now: whoever was overtaken sees what their change would undo, and nothing of it is lost.

use std::sync::Arc;

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::Response;
use queue::change::between;
use queue::change::effects::Effects;
use queue::floor::{Device, Role};
use queue::ids::{ClerkId, DeviceId};
use queue::{Actor, Floor};
use serde::Deserialize;

use super::form::languages::untranslated;
use super::picture::{self, Pictured};
use super::proposals::Proposal;
use super::told::{Row, Teller};
use super::words::Words;
use super::{CHANGE, asked, versions};
use crate::office::floor::{FloorAnswer, FloorAnswered, FloorAsk};
use crate::permits::StaffPage;
use crate::web::answer::{answered, shown};
use crate::web::booking::whole;
use crate::web::staff::frame::{self, Frame, Sorry};
use crate::web::staff::visit::{Seen, Visit};
use crate::web::staff::{LOOK, PICTURED, STYLE};
use crate::web::words::{filled, own_name};

#[derive(Template)]
#[template(path = "staff/floor_change.html")]
struct ChangePage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    /// That somebody else was faster.
    moved_on: Option<String>,
    /// Why it cannot be.
    refused: Vec<String>,
    /// What is to be known before.
    warnings: Vec<String>,
    rows: Vec<Row>,
    /// Those of the hall display that are new or otherwise.
    pictures: Vec<Pictured>,
    name: String,
    on: u32,
    action: &'static str,
    back: &'static str,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Confirmed {
    name: String,
    on: u32,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    name: String,
}

/// Keeps a change and leads to its preview.
pub fn propose(seen: &Seen, floor: Floor, on: u32) -> Response {
    let (visit, by) = (&seen.visit, who(seen));
    let now = visit.pages.reception.clock.steady();
    let name = visit.pages.proposals.keep(&by, Arc::new(floor), on, now);
    visit.on_to(&format!("{CHANGE}?name={name}"))
}

/// The administrator who asks.
pub fn who(seen: &Seen) -> ClerkId {
    let person = seen.visit.person.as_ref();
    person.map(|person| person.id.clone()).expect("nobody is seen without a person")
}

fn found(seen: &Seen, name: &str) -> Option<Proposal> {
    let now = seen.visit.pages.reception.clock.steady();
    seen.visit.pages.proposals.find(name, &who(seen), now)
}

/// The preview.
pub async fn show(seen: Seen) -> Response {
    let Asked { name } = asked(&seen.visit);
    let Some(proposal) = found(&seen, &name) else { return lapsed(&seen.visit) };
    preview(&seen, name, &proposal, StatusCode::OK).await
}

async fn preview(seen: &Seen, name: String, proposal: &Proposal, status: StatusCode) -> Response {
    let (visit, words) = (&seen.visit, seen.visit.floor_words());
    let asked = FloorAsk::Try { floor: Arc::clone(&proposal.floor) };
    let Some(FloorAnswered { answer: FloorAnswer::Would { effects, version }, seq }) = ask(visit, asked).await else {
        return busy(visit);
    };
    // The floor that stands beside the change is the one that the office decides on.
    let present = published(visit, seq).await.unwrap_or_else(|| Arc::clone(&visit.floor));
    let teller = Teller { words, language: &visit.language, old: &present, new: &proposal.floor };
    let rows = teller.rows(&between(&present, &proposal.floor));
    let overtaken = [version.to_string(), proposal.on.to_string()];
    let mut refused: Vec<_> = effects.refused.iter().map(|why| teller.refusal(why)).collect();
    if !has_administrator(&proposal.floor) {
        refused.push(words.no_administrator.clone());
    }
    if !has_devices(&present, &proposal.floor) {
        refused.push(words.no_device.clone());
    }
    refused.extend(picture::missing(visit, &proposal.floor).await);
    let title = if rows.is_empty() { &words.nothing_changes } else { &words.what_changes };
    let page = ChangePage {
        style: STYLE,
        frame: seen.frame(title).shown_at(&format!("{CHANGE}?name={name}")),
        w: words,
        moved_on: (version != proposal.on).then(|| filled(&words.moved_on, &overtaken.each_ref().map(String::as_str))),
        refused,
        warnings: warnings(words, &teller, &effects).into_iter().chain(of_devices(visit, &teller)).collect(),
        rows,
        pictures: picture::new_ones(visit, &present, &proposal.floor),
        name,
        on: version,
        action: CHANGE,
        back: frame::address(StaffPage::Floor),
    };
    PICTURED.page(status, page.render())
}

/// Whether a floor that has devices keeps one: one without any is that of a journal from before devices were of the floor.
fn has_devices(old: &Floor, new: &Floor) -> bool {
    old.devices.is_empty() || !new.devices.is_empty()
}

/// Whoever takes the last one away could not give it back.
fn has_administrator(floor: &Floor) -> bool {
    floor.clerks.iter().any(|clerk| clerk.roles.contains(&Role::Administrator))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn warnings(words: &'static Words, teller: &Teller<'_>, effects: &Effects) -> Vec<String> {
    let Effects { refused: _, cancelled, unreceived, used_up, beyond } = effects;
    let mut all = Vec::new();
    if *cancelled > 0 {
        all.push(words.cancels.of(count(*cancelled)));
    }
    for (service, waiting) in unreceived {
        all.push(filled(&words.service_says, &[&teller.service(service), &words.unreceived.of(count(*waiting))]));
    }
    for (service, issued) in used_up {
        all.push(filled(&words.service_says, &[&teller.service(service), &words.used_up.of(u32::from(*issued))]));
    }
    for service in beyond {
        all.push(filled(&words.service_says, &[&teller.service(service), &words.beyond]));
    }
    let [old, booking] = [teller.old, teller.new].map(|floor| &floor.rules.booking);
    if booking.claims_in_vain() && (old.a_claimed, old.missed) != (booking.a_claimed, booking.missed) {
        all.push(words.no_claims.clone());
    }
    let new = teller.new.languages.iter().filter(|language| !teller.old.languages.contains(language));
    for (language, texts) in new.map(|language| (language, untranslated(teller.new, language))) {
        all.push(filled(&words.service_says, &[own_name(language), &words.to_translate.of(count(texts))]));
    }
    all
}

/// Devices that get a key, and those whose connection ends.
fn of_devices(visit: &Visit, teller: &Teller<'_>) -> Vec<String> {
    let (words, known) = (visit.floor_words(), visit.pages.reception.devices.status());
    let is_here = |id: &DeviceId| known.iter().any(|device| device.device == *id && device.connected);
    let (old, new) = (&teller.old.devices, &teller.new.devices);
    let say = |device: &Device, said: &str| filled(&words.service_says, &[device.id.as_str(), said]);
    let added = new.iter().filter(|device| teller.old.device(&device.id).is_none());
    let key =
        |device: &Device| filled(&words.key_comes, &[&format!("{}/{}.key", crate::credentials::FOLDER, device.id)]);
    let gone = old.iter().filter(|device| teller.new.device(&device.id).is_none());
    let other = new.iter().filter(|device| teller.old.device(&device.id).is_some_and(|old| old.role != device.role));
    let all = added.map(|device| say(device, &key(device)));
    let all = all
        .chain(gone.map(|device| say(device, if is_here(&device.id) { &words.device_ends } else { &words.key_ends })));
    all.chain(other.filter(|device| is_here(&device.id)).map(|device| say(device, &words.device_other))).collect()
}

/// Somebody is sure: the office decides, and the floor is shown once readers hear of it.
pub async fn confirm(seen: Seen, Form(form): Form<Confirmed>) -> Response {
    whole(decided(seen, form)).await
}

async fn decided(seen: Seen, form: Confirmed) -> Response {
    let (visit, by) = (&seen.visit, who(&seen));
    let Some(proposal) = found(&seen, &form.name) else { return lapsed(visit) };
    // Between this look and the decision no file goes.
    let _as_they_are = visit.pages.reception.pictures.as_they_are().await;
    let stands = has_administrator(&proposal.floor) && has_devices(&visit.floor, &proposal.floor);
    if !stands || !picture::missing(visit, &proposal.floor).await.is_empty() {
        return preview(&seen, form.name, &proposal, StatusCode::CONFLICT).await;
    }
    let wanted = FloorAsk::Configure { floor: Arc::clone(&proposal.floor), by, on: form.on };
    let Some(FloorAnswered { answer, seq }) = ask(visit, wanted).await else { return busy(visit) };
    match answer {
        FloorAnswer::Done { version } => {
            visit.pages.proposals.note_done(&form.name);
            // The page is right a moment later in any case.
            let _late = published(visit, seq).await;
            done(visit, version)
        }
        FloorAnswer::MovedOn { version } => {
            if is_in_force(&seen, &proposal, version, seq).await {
                return done(visit, version);
            }
            preview(&seen, form.name, &proposal, StatusCode::CONFLICT).await
        }
        FloorAnswer::No(_) => preview(&seen, form.name, &proposal, StatusCode::CONFLICT).await,
        FloorAnswer::Would { .. } => busy(visit),
    }
}

/// Whether this very change is the newest version, made by the one who asks: it was confirmed twice.
async fn is_in_force(seen: &Seen, proposal: &Proposal, version: u32, seq: u64) -> bool {
    let present = published(&seen.visit, seq).await;
    if !present.is_some_and(|present| between(&present, &proposal.floor).is_empty()) {
        return false;
    }
    let newest = versions::load(&seen.visit, version, 1).await.and_then(|found| found.into_iter().next());
    newest.is_some_and(|newest| newest.version == version && newest.by == Actor::Staff(who(seen)))
}

/// Leads to the floor, which says that the version is in force.
fn done(visit: &Visit, version: u32) -> Response {
    visit.on_to(&format!("{}?done={version}", frame::address(StaffPage::Floor)))
}

async fn ask(visit: &Visit, ask: FloorAsk) -> Option<FloorAnswered> {
    answered(visit.pages.reception.office.ask_floor(ask)).await.ok()
}

/// The floor as readers see it once they have heard of an event.
async fn published(visit: &Visit, seq: u64) -> Option<Arc<Floor>> {
    shown(&visit.pages.reception.screens.published, seq).await?.floor.clone()
}

fn lapsed(visit: &Visit) -> Response {
    sorry(visit, StatusCode::GONE, &visit.floor_words().lapsed, &visit.floor_words().lapsed_note)
}

/// The page for an office that does not answer.
pub fn busy(visit: &Visit) -> Response {
    sorry(visit, StatusCode::SERVICE_UNAVAILABLE, &visit.floor_words().cannot, &visit.floor_words().busy)
}

/// A page that says what is not so, with the way back to the floor.
pub fn sorry(visit: &Visit, status: StatusCode, title: &str, note: &str) -> Response {
    let frame = visit.frame(title, Some(StaffPage::Floor));
    let page = Sorry::new(frame, note).way(frame::address(StaffPage::Floor), &visit.words.settings);
    LOOK.page(status, page.render_page())
}
