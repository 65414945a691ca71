//! The whole floor as text: out in the format of the configuration file, and in again, checked as the file is.

use askama::Template;
use axum::extract::{Form, Request};
use axum::http::StatusCode;
use axum::response::Response;
use queue::Floor;

use super::told;
use super::words::Words;
use super::{IMPORT, TEXT_LIMIT, change, upload};
use crate::config::{self, FILE_LIMIT, Problem, export};
use crate::permits::StaffPage;
use crate::web::staff::files::{TOML, attached};
use crate::web::staff::frame::{self, Frame};
use crate::web::staff::posted::{Nothing, Sent};
use crate::web::staff::visit::{Seen, Visit};
use crate::web::staff::{LOOK, STYLE};

/// What the first line of an export begins with.
const OF_VERSION: &str = "# version ";
/// Problems that are listed; the rest is counted.
const LISTED: usize = 50;

#[derive(Template)]
#[template(path = "staff/floor_import.html")]
struct ImportPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    heading: Option<String>,
    problems: Vec<Wrong>,
    text: String,
    action: &'static str,
    back: &'static str,
}

/// One thing to mend.
pub struct Wrong {
    pub place: String,
    /// The field to mend, where it stands on the same page.
    pub input: Option<String>,
    pub said: String,
    /// Whether the check's own sentence is all there is.
    pub in_english: bool,
}

impl Wrong {
    /// In the reader's words, where there are some, else as the file's check says it; with the line in a text.
    pub fn of(problem: &Problem, visit: &Visit, in_text: bool) -> Self {
        let words = visit.floor_words();
        let line = problem.line.filter(|_| in_text);
        let at = line.map(|line| crate::web::words::filled(&words.line, &[&line.to_string()]));
        let field = (!problem.field.is_empty()).then(|| problem.field.clone());
        let place = at.into_iter().chain(field).collect::<Vec<_>>().join(", ");
        let said = problem.fault.as_ref().map(|fault| told::fault(words, visit, fault));
        let sentence = || [&*problem.problem, &*problem.mend].into_iter().filter(|part| !part.is_empty());
        let in_english = said.is_none();
        Self { place, input: None, said: said.unwrap_or_else(|| sentence().collect::<Vec<_>>().join(". ")), in_english }
    }
}

/// How many there are to mend.
pub fn heading(words: &'static Words, problems: usize) -> Option<String> {
    (problems > 0).then(|| words.to_mend.of(u32::try_from(problems).unwrap_or(u32::MAX)))
}

/// The floor in force, as a file that says which version it is.
pub async fn export(seen: Seen) -> Response {
    let version = seen.visit.floor_version();
    let text = format!("{OF_VERSION}{version}\n{}", export::toml(&seen.visit.floor));
    attached(&TOML, &format!("floor-{version}"), text.into_bytes())
}

/// Where a text is given.
pub async fn ask(seen: Seen) -> Response {
    page(&seen, StatusCode::OK, &[], String::new())
}

fn page(seen: &Seen, status: StatusCode, problems: &[Problem], text: String) -> Response {
    let words = seen.visit.floor_words();
    let page = ImportPage {
        style: STYLE,
        frame: seen.frame(&words.import).by_form(IMPORT),
        w: words,
        heading: heading(words, problems.len()),
        problems: problems.iter().take(LISTED).map(|problem| Wrong::of(problem, &seen.visit, true)).collect(),
        text,
        action: IMPORT,
        back: frame::address(StaffPage::Floor),
    };
    LOOK.page(status, page.render())
}

/// A form with a text or a file.
pub struct Given {
    bytes: Vec<u8>,
    /// Another language was chosen.
    speaks: bool,
    /// The form was shown with what is wrong.
    was_checked: bool,
}

impl Sent for Given {
    async fn read(visit: &Visit, request: Request) -> Result<Self, Response> {
        let Some(upload) = upload::read(visit, request, TEXT_LIMIT).await? else { return Err(visit.not_whole()) };
        let bytes = upload.field("file").or_else(|| upload.field("text")).unwrap_or_default().to_vec();
        let is_sent = |name: &str| upload.field(name).is_some();
        Ok(Self { bytes, speaks: is_sent("only"), was_checked: is_sent("checked") })
    }
}

/// Checks what was given, and shows what it would change. Where another language was chosen, the text is shown as it stands: with what is wrong
/// if it was shown so before.
pub async fn take(seen: Seen, Given { bytes, speaks, was_checked }: Given) -> Response {
    let words = seen.visit.floor_words();
    let problem = |problem: &str, mend: &str| Problem {
        line: None,
        field: String::new(),
        problem: problem.to_owned(),
        mend: mend.to_owned(),
        fault: None,
    };
    if bytes.len() as u64 > FILE_LIMIT {
        return page(&seen, StatusCode::UNPROCESSABLE_ENTITY, &[problem(&words.too_long, "")], String::new());
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return page(&seen, StatusCode::UNPROCESSABLE_ENTITY, &[problem(&words.no_text, "")], String::new());
    };
    if speaks && (!was_checked || text.trim().is_empty()) {
        return page(&seen, StatusCode::OK, &[], text);
    }
    // Away from the threads that must not wait.
    let Ok((parsed, text)) = tokio::task::spawn_blocking(move || (config::parse_floor(&text), text)).await else {
        let words = seen.visit.words;
        return seen.visit.sorry(StatusCode::INTERNAL_SERVER_ERROR, &words.not_whole, &words.not_whole_note);
    };
    match parsed {
        Ok(_) if speaks => page(&seen, StatusCode::OK, &[], text),
        Ok(floor) => {
            let on = exported_as(&text).unwrap_or(seen.visit.floor_version());
            change::propose(&seen, floor.with_devices_of(&seen.visit.floor), on)
        }
        Err(problems) => page(&seen, StatusCode::UNPROCESSABLE_ENTITY, &problems, text),
    }
}

/// The version that a text was made of, if it is an export.
fn exported_as(text: &str) -> Option<u32> {
    text.lines().next()?.strip_prefix(OF_VERSION)?.trim().parse().ok()
}

/// The file that the server was started with: it was checked then.
pub async fn take_file(seen: Seen, Form(Nothing {}): Form<Nothing>) -> Response {
    let (file, on) = (&seen.visit.pages.reception.floor_file, seen.visit.floor_version());
    change::propose(&seen, Floor::clone(file).with_devices_of(&seen.visit.floor), on)
}
