//! One thing of the floor in a form, for who does not want to write TOML. A form changes the text of the configuration and nothing else:
//! what was typed goes through the very check of the file, then through the preview.

mod apply;
mod check;
mod choices;
mod inputs;
pub mod languages;
mod parts;
mod place;
mod target;
mod wrong;

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::Response;
use queue::floor::{PictureFile, Purpose};
use serde::Deserialize;

use super::text::{Wrong, heading};
use super::words::Words;
use super::{EDIT, PICTURE, asked, change, picture};
use crate::config::{Problem, export};
use crate::permits::StaffPage;
use crate::web::staff::frame::{self, Frame};
use crate::web::staff::visit::{Seen, Visit};
use crate::web::staff::{PICTURED, STYLE};
use inputs::{Group, Shape};
pub use parts::Part;
pub use target::Target;
use wrong::{Checked, REMOVE, Told};

/// What came of a form, field by field.
pub type Fields = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "staff/floor_form.html")]
struct FormPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    /// The service of a purpose.
    of_service: Option<String>,
    heading: Option<String>,
    problems: Vec<Wrong>,
    groups: Vec<Group>,
    part: &'static str,
    of: String,
    id: String,
    /// What the number of a purpose meant when the form was made.
    was: String,
    version: u32,
    /// Whether it can be taken away, and whether somebody wants so.
    removable: bool,
    removed: bool,
    /// What stands against that.
    against: Option<String>,
    remove: &'static str,
    /// The forms of a service's purposes, and of a new one.
    purposes: Option<Purposes>,
    action: &'static str,
    back: &'static str,
}

struct Purposes {
    known: Vec<(String, String)>,
    add: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    part: String,
    of: String,
    id: String,
    /// That of a picture which is to be added.
    file: String,
}

/// The address of a form.
pub fn address(Target { part, of, id }: Target<'_>) -> String {
    let of = if of.is_empty() { String::new() } else { format!("&of={of}") };
    let id = if id.is_empty() { String::new() } else { format!("&id={id}") };
    format!("{EDIT}?part={}{of}{id}", part.key())
}

/// The form of a thing; of a new one without a key.
pub async fn show(seen: Seen) -> Response {
    let Asked { part, of, id, file } = asked(&seen.visit);
    let Some(part) = Part::of(&part) else { return seen.visit.nowhere() };
    let (target, mut root) = (Target { part, of: &of, id: &id }, written(&seen));
    if part == Part::Picture && target.is_new() {
        let Ok(file) = PictureFile::new(&file) else { return seen.visit.on_to(PICTURE) };
        picture::add_nameless(&mut root, &file);
    }
    if !target.exists(&root) {
        return seen.visit.nowhere();
    }
    let version = seen.visit.floor_version();
    let (entry, key, after) = (id.as_str(), "", "");
    page(&seen, &Shown { target, entry, key, after, root: &root, checked: &root, removed: false, version }, &[])
}

/// What a form shows.
struct Shown<'a> {
    /// Of what the form is.
    target: Target<'a>,
    /// The key of the entry whose fields are shown.
    entry: &'a str,
    /// What was typed as the key of something new; the entry has another where it cannot have this one.
    key: &'a str,
    /// After which of its list it was put; empty where nobody has said.
    after: &'a str,
    root: &'a toml::Table,
    /// What was checked: the problems' numbers are of it.
    checked: &'a toml::Table,
    removed: bool,
    version: u32,
}

/// The floor in force as the file has it.
fn written(seen: &Seen) -> toml::Table {
    export::toml(&seen.visit.floor).parse().expect("what is exported is read")
}

fn page(seen: &Seen, shown: &Shown<'_>, problems: &[Problem]) -> Response {
    let (visit, words) = (&seen.visit, seen.visit.floor_words());
    let Shown { target, entry, key, after, root, checked, removed, version } = *shown;
    let bench = inputs::Bench { words, visit, root, key, after };
    let title = target.title(words, visit);
    let fields = Target { id: entry, ..target };
    let found = Checked { own: fields, is_new: target.is_new(), checked, removed, problems };
    let Told { groups, problems, against } = found.told(&bench);
    let page = FormPage {
        style: STYLE,
        frame: seen.frame(&title).by_form(EDIT),
        w: words,
        of_service: target.service(visit),
        heading: heading(words, problems.len()),
        problems,
        groups,
        part: target.part.key(),
        of: target.of.to_owned(),
        id: target.id.to_owned(),
        was: meant(target, &written(seen)),
        version,
        removable: target.part.is_one_of_many() && !target.is_new(),
        removed,
        against,
        remove: REMOVE,
        purposes: purposes(visit, target),
        action: EDIT,
        back: frame::address(StaffPage::Floor),
    };
    let status = if page.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    PICTURED.page(status, page.render())
}

/// What a number means: a purpose has no key, and its number is another's once one before it is gone.
fn meant(target: Target<'_>, root: &toml::Table) -> String {
    let purpose = Some(target).filter(|target| target.part == Part::Purpose).and_then(|target| target.table(root));
    purpose.and_then(|purpose| purpose.get("name")).map(ToString::to_string).unwrap_or_default()
}

/// The forms of a service's purposes; nothing of what is no service yet.
fn purposes(visit: &Visit, target: Target<'_>) -> Option<Purposes> {
    let service =
        visit.floor.services.iter().find(|one| target.part == Part::Service && one.id.as_str() == target.id)?;
    let form = |id: &str| address(Target { part: Part::Purpose, of: service.id.as_str(), id });
    let named = |(at, purpose): (usize, &Purpose)| (visit.said(&purpose.name), form(&(at + 1).to_string()));
    Some(Purposes { known: service.purposes.iter().enumerate().map(named).collect(), add: form("") })
}

/// Checks what was typed, and shows what it would change. Where another language was chosen, the form is shown as it stands: with what is wrong
/// if it was shown so before.
pub async fn take(seen: Seen, Form(fields): Form<Fields>) -> Response {
    let first = |name: &str| fields.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str());
    let Some(part) = Part::of(first("part")) else { return seen.visit.nowhere() };
    let removed = !first(REMOVE).is_empty();
    let (speaks, was_checked) = (!first("only").is_empty(), !first("checked").is_empty());
    let target = Target { part, of: first("of"), id: first("id") };
    let version = first("version").parse().unwrap_or(0);
    let present = written(&seen);
    let mut checked = present.clone();
    let desk = apply::Desk { fields: &fields, languages: &seen.visit.floor.languages };
    // Of what goes nothing is typed, so only its check is shown without it.
    let goes = removed && (was_checked || !speaks);
    let is_meant = meant(target, &present) == first("was");
    let Some(entry) = is_meant.then(|| desk.apply(&mut checked, target, goes)).flatten() else {
        let words = seen.visit.floor_words();
        return change::sorry(&seen.visit, StatusCode::CONFLICT, &words.cannot, &words.gone_meanwhile);
    };
    let key = desk.first("key");
    let problems = match check::check(&checked, target, &entry, key) {
        Ok(config) if !speaks => return change::propose(&seen, config.floor, version),
        Err(problems) if was_checked || !speaks => problems,
        Ok(_) | Err(_) => Vec::new(),
    };
    let (root, entry, after) =
        if goes { (&present, target.id, "") } else { (&checked, entry.as_str(), first(apply::ORDER)) };
    page(&seen, &Shown { target, entry, key, after, root, checked: &checked, removed, version }, &problems)
}
