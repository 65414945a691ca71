//! One thing of the floor in a form, for who does not want to write TOML. A form changes the text of the configuration and nothing else:
//! what was typed goes through the very check of the file, then through the preview.

mod apply;
mod inputs;
mod parts;
mod place;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::text::{Wrong, heading};
use super::words::Words;
use super::{EDIT, administrator, asked, change};
use crate::config::{self, Problem, export};
use crate::permits::StaffPage;
use crate::web::staff::frame::{self, Frame};
use crate::web::staff::posted::Posted;
use crate::web::staff::visit::Seen;
use crate::web::staff::{LOOK, STYLE};
use crate::web::words::filled;
use inputs::{Group, Shape};
pub use parts::Part;
use place::Place;

/// What came of a form, field by field.
pub type Fields = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "staff/floor_form.html")]
struct FormPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    heading: Option<String>,
    problems: Vec<Wrong>,
    groups: Vec<Group>,
    part: &'static str,
    id: String,
    version: u32,
    /// Whether it can be taken away, and whether somebody wants so.
    removable: bool,
    removed: bool,
    action: &'static str,
    back: &'static str,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    part: String,
    id: String,
}

/// The form of a thing; of a new one without a key.
pub async fn show(seen: Seen) -> Response {
    let Asked { part, id } = asked(&seen.visit);
    let Some(part) = Part::of(&part) else { return seen.visit.nowhere() };
    let root = written(&seen);
    if part.list().is_some() && !id.is_empty() && parts::entry(&root, part, &id).is_none() {
        return seen.visit.nowhere();
    }
    let version = seen.visit.floor_version();
    let shown = Shown { part, id: &id, entry: &id, root: &root, checked: &root, removed: false, version };
    page(&seen, &shown, &[])
}

/// What a form shows.
struct Shown<'a> {
    part: Part,
    /// Of what the form is; empty where that is new.
    id: &'a str,
    /// The key of the entry whose fields are shown.
    entry: &'a str,
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
    let Shown { part, id, entry, root, checked, removed, version } = *shown;
    let bench = inputs::Bench { words, visit, root };
    let title = match (part.list(), id.is_empty()) {
        (Some(_), true) => part.adding(words).to_owned(),
        (Some(_), false) | (None, _) => filled(&words.change_of, &[&part.name(words, visit, id)]),
    };
    let say = |problem: &Problem| {
        let place = Place::of(&problem.field).said(words, visit, checked, (part, entry));
        Wrong { place, ..Wrong::of(problem, words, false) }
    };
    let page = FormPage {
        style: STYLE,
        frame: seen.frame(&title),
        w: words,
        heading: heading(words, problems),
        problems: problems.iter().map(say).collect(),
        // What stands against a removal is wrong with other things.
        groups: bench.groups(part, entry, id.is_empty(), if removed { &[] } else { problems }),
        part: part.key(),
        id: id.to_owned(),
        version,
        removable: part.list().is_some() && !id.is_empty(),
        removed,
        action: EDIT,
        back: frame::address(StaffPage::Floor),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    LOOK.page(status, page.render())
}

/// Checks what was typed, and shows what it would change.
pub async fn take(posted: Posted<Fields>) -> Response {
    let (seen, fields) = match administrator(posted) {
        Ok(given) => given,
        Err(response) => return *response,
    };
    let first = |name: &str| fields.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str());
    let Some(part) = Part::of(first("part")) else { return seen.visit.nowhere() };
    let (id, removed) = (first("id").to_owned(), !first("remove").is_empty());
    let version = first("version").parse().unwrap_or(0);
    let present = written(&seen);
    let mut checked = present.clone();
    let desk = apply::Desk { fields: &fields, languages: &seen.visit.floor.languages };
    let Some(entry) = desk.apply(&mut checked, part, &id, removed) else {
        let words = seen.visit.floor_words();
        return change::sorry(&seen.visit, StatusCode::CONFLICT, &words.cannot, &words.gone_meanwhile);
    };
    let text = toml::to_string(&checked).unwrap_or_default();
    match config::parse(&text) {
        Ok(config) => change::propose(&seen, config.floor, version),
        Err(problems) => {
            let (root, entry) = if removed { (&present, id.as_str()) } else { (&checked, entry.as_str()) };
            let shown = Shown { part, id: &id, entry, root, checked: &checked, removed, version };
            page(&seen, &shown, &problems)
        }
    }
}
