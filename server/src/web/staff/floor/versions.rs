//! The versions of the floor, read back from the journal: who changed what and when, and an earlier one made present again as a new one.

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::Response;
use queue::change::between;
use serde::Deserialize;

use super::told::{Row, Teller, author};
use super::words::Words;
use super::{VERSION, asked, change};
use crate::config::{self, export};
use crate::journal::{FloorVersion, JournalError, JournalReader};
use crate::permits::StaffPage;
use crate::web::staff::dates::moment;
use crate::web::staff::frame::{self, Frame};
use crate::web::staff::visit::{Seen, Visit};
use crate::web::staff::{LOOK, STYLE};
use crate::web::words::filled;

#[derive(Template)]
#[template(path = "staff/floor_version.html")]
struct VersionPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    since: String,
    compared: String,
    rows: Vec<Row>,
    version: u32,
    /// Whether it is in force.
    present: bool,
    action: &'static str,
    back: &'static str,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    version: u32,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Again {
    version: u32,
}

/// The newest versions up to one, newest first, read away from the threads that must not wait; nothing where they cannot be read.
pub async fn load(visit: &Visit, up_to: u32, most: u32) -> Option<Vec<FloorVersion>> {
    let data = visit.pages.reception.keys.data().to_owned();
    let read = move || -> Result<_, JournalError> { JournalReader::open(&data)?.floor_versions(up_to, most) };
    match tokio::task::spawn_blocking(read).await {
        Ok(Ok(versions)) => Some(versions),
        Ok(Err(problem)) => {
            tracing::error!(%problem, "the versions of the floor cannot be read");
            None
        }
        Err(_) => None,
    }
}

/// Since when and by whom.
pub fn since(visit: &Visit, version: &FloorVersion) -> String {
    let words = visit.floor_words();
    filled(
        &words.since_by,
        &[&moment(visit.floor.calendar.zone.local(version.at)), &author(words, &visit.floor, &version.by)],
    )
}

/// That the first of these versions, newest first, is as an earlier one was. Only one of the first `listed` is named.
pub fn again(visit: &Visit, found: &[FloorVersion], listed: usize) -> Option<String> {
    let [version, before, earlier @ ..] = found else { return None };
    let words = visit.floor_words();
    let same = earlier.iter().position(|earlier| earlier.floor == version.floor)?;
    if before.floor == version.floor {
        return None;
    }
    let local = |version: &FloorVersion| visit.floor.calendar.zone.local(version.at);
    let (now, then) = (local(version), local(before));
    let then = if now.date() == then.date() { then.strftime("%H:%M").to_string() } else { moment(then) };
    Some(match same {
        0 => filled(&words.taken_back, &[&then]),
        further if further + 2 < listed => filled(&words.again_as, &[&earlier[further].version.to_string()]),
        _ => return None,
    })
}

fn unread(visit: &Visit) -> Response {
    let words = visit.floor_words();
    change::sorry(visit, StatusCode::SERVICE_UNAVAILABLE, &words.cannot, &words.unread)
}

/// What a version changed.
pub async fn show(seen: Seen) -> Response {
    let (visit, words) = (&seen.visit, seen.visit.floor_words());
    let Asked { version: wanted } = asked(visit);
    let Some(found) = load(visit, wanted, 2).await else { return unread(visit) };
    let Some(version) = found.first().filter(|found| found.version == wanted) else { return visit.nowhere() };
    let before = found.get(1);
    let rows = before.map(|before| {
        let teller = Teller { words, language: &visit.language, old: &before.floor, new: &version.floor };
        teller.rows(&between(&before.floor, &version.floor))
    });
    let page = VersionPage {
        style: STYLE,
        frame: seen.frame(&filled(&words.version_n, &[&wanted.to_string()])),
        w: words,
        since: since(visit, version),
        compared: match before {
            Some(before) => filled(&words.compared, &[&before.version.to_string()]),
            None => words.first_version.clone(),
        },
        rows: rows.unwrap_or_default(),
        version: wanted,
        present: wanted == visit.floor_version(),
        action: VERSION,
        back: frame::address(StaffPage::Floor),
    };
    LOOK.page(StatusCode::OK, page.render())
}

/// An earlier version as a change of the present one; it is checked as anything else is.
pub async fn make_present(seen: Seen, Form(form): Form<Again>) -> Response {
    let visit = &seen.visit;
    let Some(found) = load(visit, form.version, 1).await else { return unread(visit) };
    let Some(version) = found.first().filter(|found| found.version == form.version) else { return visit.nowhere() };
    match config::parse(&export::toml(&version.floor)) {
        Ok(config) => change::propose(&seen, config.floor.with_devices_of(&visit.floor), visit.floor_version()),
        Err(_) => {
            let words = visit.floor_words();
            change::sorry(visit, StatusCode::CONFLICT, &words.cannot, &words.old_rules)
        }
    }
}
