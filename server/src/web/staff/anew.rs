//! The page that says why there is nothing to tell of the dates that were asked for, and asks for others: whatever else was asked stays,
//! but for what nobody knows or can read, which would never let the form through.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;

use super::frame::{self, Frame};
use super::visit::Visit;
use super::{LOOK, STYLE};
use crate::day_report::words::Words;
use crate::permits::StaffPage;
use crate::web::words::filled;

/// What an address says that is no part of its page's question.
const NOT_KEPT: [&str; 4] = ["lang", "again", "table", "number"];
/// Letters of what somebody typed that are told them again.
const TYPED: usize = 20;

/// A date that a page asks for: its name in the address, and how it is called.
pub type Asks = (&'static str, &'static str);

/// What stays of a question beside its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps<'a> {
    /// All of it.
    Rest,
    /// All but the fields of these names.
    But(&'a [&'static str]),
    /// Nothing: it cannot be read.
    Nothing,
}

impl Keeps<'_> {
    fn keeps(self, name: &str) -> bool {
        match self {
            Self::Rest => true,
            Self::But(names) => !names.contains(&name),
            Self::Nothing => false,
        }
    }
}

#[derive(Template)]
#[template(path = "staff/anew.html")]
struct AnewPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    note: String,
    action: &'static str,
    fields: Vec<Field>,
    /// What else was asked.
    kept: Vec<(String, String)>,
    /// What the page of the list is called.
    way: &'static str,
}

/// A field for a date.
struct Field {
    name: &'static str,
    label: &'static str,
    /// As somebody typed it.
    typed: String,
    /// Says how a date is written, where that is none.
    amiss: Option<String>,
}

impl Field {
    fn of(words: &Words, (name, label): Asks, asked: &[(String, String)]) -> Self {
        let typed = asked.iter().find(|(of, _)| of == name).map_or("", |(_, typed)| typed.trim()).to_owned();
        let is_amiss = !typed.is_empty() && typed.parse::<Date>().is_err();
        let amiss = is_amiss.then(|| filled(&words.no_date, &[&told(&typed)]));
        Self { name, label, typed, amiss }
    }
}

/// As much of what somebody typed as is told them again.
pub fn told(typed: &str) -> String {
    typed.chars().take(TYPED).collect()
}

/// The page in the place of `page`: under a title, with a note of what the fields do not say themselves.
pub fn ask(
    visit: &Visit,
    page: StaffPage,
    (dates, keeps): (&[Asks], Keeps<'_>),
    status: StatusCode,
    (title, note): (&str, &str),
) -> Response {
    let w = Words::of(&visit.language);
    let asked: Vec<(String, String)> = Query::try_from_uri(&visit.uri).map(|Query(asked)| asked).unwrap_or_default();
    let fields: Vec<_> = dates.iter().map(|date| Field::of(w, *date, &asked)).collect();
    let is_date = |name: &str| dates.iter().any(|(date, _)| *date == name);
    let is_kept = |name: &str| keeps.keeps(name) && !NOT_KEPT.contains(&name) && !is_date(name);
    let kept = asked.into_iter().filter(|(name, value)| is_kept(name) && !value.trim().is_empty());
    let anew = AnewPage {
        style: STYLE,
        frame: visit.frame(title, Some(page)),
        w,
        note: note.to_owned(),
        action: frame::address(page),
        kept: kept.collect(),
        fields,
        way: frame::name(page, visit.words),
    };
    LOOK.page(status, anew.render())
}
