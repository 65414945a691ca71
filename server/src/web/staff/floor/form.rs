//! One thing of the floor in a form, for who does not want to write TOML. A form changes the text of the configuration and nothing else:
//! what was typed goes through the very check of the file, then through the preview.

mod apply;
mod inputs;
mod parts;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::text::{Wrong, heading};
use super::told;
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
    /// Whether it can be taken away.
    removable: bool,
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
    page(&seen, part, &id, &root, &[], seen.visit.floor_version(), &id)
}

/// The floor in force as the file has it.
fn written(seen: &Seen) -> toml::Table {
    export::toml(&seen.visit.floor).parse().expect("what is exported is read")
}

fn page(
    seen: &Seen,
    part: Part,
    id: &str,
    root: &toml::Table,
    problems: &[Problem],
    version: u32,
    shown: &str,
) -> Response {
    let (visit, words) = (&seen.visit, seen.visit.floor_words());
    let bench = inputs::Bench { words, visit, root };
    let title = match (part.list(), id.is_empty()) {
        (Some(_), true) => part.adding(words).to_owned(),
        (Some(_), false) | (None, _) => filled(&words.change_of, &[&part.name(words, visit, id)]),
    };
    let say = |problem: &Problem| {
        let last =
            problem.field.rsplit('.').find(|piece| !visit.floor.languages.iter().any(|one| one.as_str() == *piece));
        let field = told::field(words, last.unwrap_or_default());
        Wrong { place: field, ..Wrong::of(problem, words, false) }
    };
    let page = FormPage {
        style: STYLE,
        frame: seen.frame(&title),
        w: words,
        heading: heading(words, problems),
        problems: problems.iter().map(say).collect(),
        groups: bench.groups(part, shown, id.is_empty(), problems),
        part: part.key(),
        id: id.to_owned(),
        version,
        removable: part.list().is_some() && !id.is_empty(),
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
    let on = first("version").parse().unwrap_or(0);
    let mut root = written(&seen);
    let desk = apply::Desk { fields: &fields, languages: &seen.visit.floor.languages };
    let Some(shown) = desk.apply(&mut root, part, &id, removed) else {
        let words = seen.visit.floor_words();
        return change::sorry(&seen.visit, StatusCode::CONFLICT, &words.cannot, &words.gone_meanwhile);
    };
    let text = toml::to_string(&root).unwrap_or_default();
    match config::parse(&text) {
        Ok(config) => change::propose(&seen, config.floor, on),
        Err(problems) if removed => {
            let words = seen.visit.floor_words();
            let note = problems.iter().map(|one| format!("{} {}: {}", one.field, one.problem, one.mend));
            change::sorry(&seen.visit, StatusCode::CONFLICT, &words.cannot, &note.collect::<Vec<_>>().join("; "))
        }
        Err(problems) => page(&seen, part, &id, &root, &problems, on, &shown),
    }
}
