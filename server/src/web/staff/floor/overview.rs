//! The floor's configuration read at a glance, each thing with the way to its form; devices, and who changed what.

mod settings;

use std::collections::BTreeSet;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use queue::Actor;
use queue::change::between;
use queue::floor::{Clerk, Device, Floor, Service, Window};
use queue::ids::{ClerkId, DeviceId};
use serde::Deserialize;

use super::access::{Made, last_made};
use super::form::{Part, Target, address};
use super::picture::{self, Pictured};
use super::told;
use super::words::Words;
use super::{EXPORT, FILE, IMPORT, KEY, PIN, VERSION, asked, change, versions};
use crate::journal::FloorVersion;
use crate::permits::StaffPage;
use crate::web::staff::frame::{self, Frame};
use crate::web::staff::visit::{Seen, Visit};
use crate::web::staff::{PICTURED, STYLE};
use crate::web::words::filled;
use settings::{Facts, List, ServiceDetails, Untranslated, facts, lists, services, untranslated};

/// Versions that are listed.
const VERSIONS: u32 = 12;
/// For how long the page says what its reader has just done.
const JUST: SignedDuration = SignedDuration::from_mins(1);

#[derive(Template)]
#[template(path = "staff/floor.html")]
struct FloorPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    done: Option<String>,
    since: String,
    /// Where the file that the server was started with is taken in, if it says something else.
    file: Option<&'static str>,
    export: &'static str,
    import: &'static str,
    services: Vec<ServiceRow>,
    windows: Vec<WindowRow>,
    people: Vec<PersonRow>,
    /// What is booked, brought and done next, service by service.
    details: Vec<ServiceDetails>,
    lists: Vec<List>,
    facts: Vec<Facts>,
    pictures: Vec<Pictured>,
    devices: Vec<DeviceRow>,
    untranslated: Vec<Untranslated>,
    /// Nothing where they cannot be read.
    versions: Option<Versions>,
}

/// Some of the versions, newest first.
struct Versions {
    rows: Vec<VersionRow>,
    /// Where those before them are listed.
    earlier: Option<String>,
    /// Where the newest are, if these are not.
    newest: Option<String>,
}

struct ServiceRow {
    letter: char,
    name: String,
    norms: String,
    limit: u16,
    hours: String,
    windows: String,
    hidden: bool,
    edit: String,
}

struct WindowRow {
    number: u8,
    letters: Vec<(char, String)>,
    whereabouts: String,
    edit: String,
}

struct PersonRow {
    name: String,
    login: String,
    roles: String,
    /// Whether they can sign in.
    has_pin: bool,
    edit: String,
    pin: String,
}

struct DeviceRow {
    name: String,
    kind: &'static str,
    connected: bool,
    /// The kiosk that prints its coupons.
    prints_at: Option<String>,
    key: String,
    edit: String,
}

struct VersionRow {
    version: u32,
    href: String,
    since: String,
    /// What it changed first, of texts of the floor.
    what: String,
    /// That it takes back what was changed before.
    again: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// The version that its reader brought into force a moment ago.
    done: Option<u32>,
    /// Who got a new PIN.
    pin: Option<String>,
    /// Which device got a new key.
    key: Option<String>,
    /// Versions before this one are listed.
    before: Option<u32>,
}

fn edit(part: Part, id: &impl std::fmt::Display) -> String {
    address(Target { part, of: "", id: &id.to_string() })
}

/// The page.
pub async fn show(seen: Seen) -> Response {
    let (visit, words) = (&seen.visit, seen.visit.floor_words());
    let Asked { before, .. } = asked(visit);
    let version = visit.floor_version();
    let up_to = before.filter(|before| (2..=version).contains(before)).map_or(version, |before| before - 1);
    // Of the last one listed too it is to be seen whether it takes back the one before it.
    let found = versions::load(visit, up_to, VERSIONS + 2).await;
    let newest = versions::load(visit, version, 1).await.and_then(|found| found.into_iter().next());
    let pins = pins(visit).await;
    let page = FloorPage {
        style: STYLE,
        frame: seen.frame(&visit.words.settings),
        w: words,
        done: done(&seen, newest.as_ref()).await,
        since: newest.map(|newest| said_version(visit, &newest)).unwrap_or_default(),
        file: (Floor::clone(&visit.pages.reception.floor_file).with_devices_of(&visit.floor) != *visit.floor)
            .then_some(FILE),
        export: EXPORT,
        import: IMPORT,
        services: visit.floor.services.iter().map(|service| service_row(visit, service)).collect(),
        windows: visit.floor.windows.iter().map(|window| window_row(visit, window)).collect(),
        people: visit.floor.clerks.iter().map(|clerk| person_row(words, clerk, &pins)).collect(),
        details: services(visit),
        lists: lists(visit),
        facts: facts(visit),
        pictures: picture::all(visit),
        devices: devices(visit),
        untranslated: untranslated(visit),
        versions: found.map(|found| Versions {
            earlier: found.get(VERSIONS as usize).map(|next| before_version(next.version + 1)),
            newest: (up_to < version).then(|| before_version(version + 1)),
            rows: version_rows(visit, &found),
        }),
    };
    PICTURED.page(StatusCode::OK, page.render())
}

/// What the reader has just done, as it is kept: an address that is kept or sent on says nothing.
async fn done(seen: &Seen, newest: Option<&FloorVersion>) -> Option<String> {
    let (visit, words) = (&seen.visit, seen.visit.floor_words());
    let Asked { done, pin, key, before: _ } = asked(visit);
    let me = change::who(seen);
    let just = |at: Timestamp| visit.now.duration_since(at) < JUST;
    if let Some(done) = done {
        let mine = |newest: &&FloorVersion| newest.version == done && newest.by == Actor::Staff(me) && just(newest.at);
        return newest.filter(mine).map(|_| filled(&words.in_force, &[&done.to_string()]));
    }
    let (made, said) = if let Some(clerk) = pin {
        let clerk = visit.floor.clerk(&ClerkId::new(&clerk).ok()?)?;
        (Made::Pin(clerk.id.clone()), filled(&words.pin_done, &[&clerk.name]))
    } else {
        let device = DeviceId::new(&key?).ok()?;
        let file = format!("{}/{device}.key", crate::credentials::FOLDER);
        let said = filled(&words.key_done, &[device.as_str(), &file]);
        (Made::Key(device), said)
    };
    let last = last_made(visit, made, 1).await;
    last.first().filter(|last| last.by == Some(me) && just(last.at)).map(|_| said)
}

fn said_version(visit: &Visit, version: &FloorVersion) -> String {
    let number = filled(&visit.floor_words().version_n, &[&version.version.to_string()]);
    format!("{number}, {}", versions::since(visit, version))
}

/// Who has a PIN.
async fn pins(visit: &Visit) -> BTreeSet<ClerkId> {
    let credentials = std::sync::Arc::clone(&visit.pages.reception.credentials);
    let read = tokio::task::spawn_blocking(move || credentials.clerks()).await;
    read.ok().and_then(Result::ok).unwrap_or_default().into_iter().collect()
}

fn service_row(visit: &Visit, service: &Service) -> ServiceRow {
    let words = visit.floor_words();
    let receiving = visit.floor.windows.iter().filter(|window| window.services.contains(&service.id));
    ServiceRow {
        letter: service.letter.as_char(),
        name: visit.said(&service.name),
        norms: format!("{} / {}", service.service_norm_min, service.wait_norm_min),
        limit: service.daily_limit,
        hours: told::hours(words, &service.issue),
        windows: receiving.map(|window| window.number.to_string()).collect::<Vec<_>>().join(", "),
        hidden: !service.at_kiosk,
        edit: edit(Part::Service, &service.id),
    }
}

fn window_row(visit: &Visit, window: &Window) -> WindowRow {
    let services = window.services.iter().filter_map(|id| visit.floor.service(id));
    WindowRow {
        number: window.number,
        letters: services.map(|service| (service.letter.as_char(), visit.said(&service.name))).collect(),
        whereabouts: visit.said(&window.whereabouts),
        edit: edit(Part::Window, &window.id),
    }
}

fn person_row(words: &'static Words, clerk: &Clerk, pins: &BTreeSet<ClerkId>) -> PersonRow {
    let roles: Vec<_> = clerk.roles.iter().map(|role| told::role(words, *role)).collect();
    PersonRow {
        name: clerk.name.to_string(),
        login: clerk.id.to_string(),
        roles: roles.join(", "),
        has_pin: pins.contains(&clerk.id),
        edit: edit(Part::Clerk, &clerk.id),
        pin: format!("{PIN}?id={}", clerk.id),
    }
}

fn devices(visit: &Visit) -> Vec<DeviceRow> {
    let words = visit.floor_words();
    let known = visit.pages.reception.devices.status();
    let row = |device: &Device| DeviceRow {
        name: device.id.to_string(),
        kind: told::device_role(words, device.role),
        connected: known.iter().any(|known| known.device == device.id && known.connected),
        prints_at: device.prints_at.as_ref().map(|kiosk| filled(&words.prints_at_n, &[kiosk.as_str()])),
        key: format!("{KEY}?id={}", device.id),
        edit: edit(Part::Device, &device.id),
    };
    visit.floor.devices.iter().map(row).collect()
}

fn before_version(version: u32) -> String {
    format!("{}?before={version}#versions", frame::address(StaffPage::Floor))
}

fn version_rows(visit: &Visit, found: &[FloorVersion]) -> Vec<VersionRow> {
    let words = visit.floor_words();
    let row = |(at, version): (usize, &FloorVersion)| {
        let what = match found.get(at + 1) {
            Some(before) => {
                let differences = between(&before.floor, &version.floor);
                let teller = told::Teller { words, language: &visit.language, old: &before.floor, new: &version.floor };
                let first = differences.first().map(|one| teller.row(one));
                let first = first.map(|row| filled(&words.service_says, &[&row.what, &row.field])).unwrap_or_default();
                match u32::try_from(differences.len().saturating_sub(1)).unwrap_or(u32::MAX) {
                    0 => first,
                    more => format!("{first} {}", words.and_more.of(more)),
                }
            }
            None if version.version == 1 => words.first_version.clone(),
            None => String::new(),
        };
        VersionRow {
            version: version.version,
            href: format!("{VERSION}?version={}", version.version),
            since: versions::since(visit, version),
            what,
            again: versions::again(visit, &found[at..], (VERSIONS as usize).saturating_sub(at)),
        }
    };
    found.iter().enumerate().take(VERSIONS as usize).map(row).collect()
}
