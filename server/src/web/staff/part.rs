//! Which part of the flow a page is asked for: a service, a window, a category, booked or not. It stays in the address.
//!
//! What the floor no longer has can be asked for; what neither it nor the journal knows is told.

use queue::Floor;
use queue::day::figures::{Coming, Filter};
use queue::ids::{CategoryId, ServiceId, WindowId};
use serde::Deserialize;

use super::anew;
use crate::day_report::names::Names;
use crate::day_report::words::Words;
use crate::statistics::{Statistics, StatisticsError};
use crate::web::words::filled;

/// As a form says it. Empty fields ask for nothing.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    service: String,
    window: String,
    category: String,
    coming: String,
}

impl Fields {
    /// The part, and what of it nobody can know.
    pub fn read(&self) -> (Filter, Vec<Unknown>) {
        let mut unread = Vec::new();
        let filter = Filter {
            service: read(Field::Service, &self.service, |key| ServiceId::new(key).ok(), &mut unread),
            window: read(Field::Window, &self.window, |key| WindowId::new(key).ok(), &mut unread),
            category: read(Field::Category, &self.category, |key| CategoryId::new(key).ok(), &mut unread),
            coming: read(Field::Coming, &self.coming, coming, &mut unread),
            clerk: None,
        };
        (filter, unread)
    }
}

fn read<T>(field: Field, typed: &str, read: impl FnOnce(&str) -> Option<T>, unread: &mut Vec<Unknown>) -> Option<T> {
    said(typed, read).unwrap_or_else(|| {
        unread.push(Unknown { field, typed: typed.trim().to_owned() });
        None
    })
}

/// A field of a part, in the order of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Service,
    Window,
    Category,
    Coming,
}

impl Field {
    /// In an address.
    fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Window => "window",
            Self::Category => "category",
            Self::Coming => "coming",
        }
    }

    /// On a page.
    fn label(self, words: &Words) -> &str {
        match self {
            Self::Service => &words.service_head,
            Self::Window => &words.windows_head,
            Self::Category => &words.category_head,
            Self::Coming => &words.coming_head,
        }
    }
}

/// What a field asks for and nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    field: Field,
    typed: String,
}

impl Unknown {
    /// Whether a floor has it after all.
    fn is_of(&self, floor: &Floor) -> bool {
        match self.field {
            Field::Service => floor.services.iter().any(|one| one.id.as_str() == self.typed),
            Field::Window => floor.windows.iter().any(|one| one.id.as_str() == self.typed),
            Field::Category => floor.categories.iter().any(|one| one.id.as_str() == self.typed),
            Field::Coming => false,
        }
    }
}

/// The names of the fields that are amiss.
pub fn names(unknown: &[Unknown]) -> Vec<&'static str> {
    unknown.iter().map(|one| one.field.name()).collect()
}

/// What is amiss, in words.
pub fn note(words: &Words, unknown: &[Unknown]) -> String {
    let told = unknown.iter().map(|one| filled(&words.typed_in, &[one.field.label(words), &anew::told(&one.typed)]));
    filled(&words.no_part_note, &[&told.collect::<Vec<_>>().join("; ")])
}

/// What of a part nobody knows: what of it could not be read, and what neither the floor nor the journal has. The journal is looked through
/// once, and only for what the floor does not have: not for a thread that must not wait.
pub fn unknown(
    statistics: &Statistics,
    floor: &Floor,
    filter: &Filter,
    unread: &[Unknown],
) -> Result<Vec<Unknown>, StatisticsError> {
    let mut unknown = gone(floor, filter);
    if !unknown.is_empty() {
        statistics.ever_had(|floor| {
            unknown.retain(|one| !one.is_of(floor));
            unknown.is_empty()
        })?;
    }
    unknown.extend_from_slice(unread);
    unknown.sort_by_key(|one| one.field);
    Ok(unknown)
}

/// What of a part is to be looked for in the journal, because the floor does not have it.
pub fn gone(floor: &Floor, filter: &Filter) -> Vec<Unknown> {
    let mut gone = asked(filter);
    gone.retain(|one| !one.is_of(floor));
    gone
}

/// What a part asks for by a key.
fn asked(filter: &Filter) -> Vec<Unknown> {
    let keys = [
        (Field::Service, filter.service.as_ref().map(ToString::to_string)),
        (Field::Window, filter.window.as_ref().map(ToString::to_string)),
        (Field::Category, filter.category.as_ref().map(ToString::to_string)),
    ];
    keys.into_iter().filter_map(|(field, key)| Some(Unknown { field, typed: key? })).collect()
}

/// A field that was filled in, read; nothing where it cannot be.
pub fn said<T>(field: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    match field.trim() {
        "" => Some(None),
        field => read(field).map(Some),
    }
}

/// What asks for the same part in an address that goes on.
pub fn address(filter: &Filter) -> String {
    let fields = [
        ("service", filter.service.as_ref().map(ToString::to_string)),
        ("window", filter.window.as_ref().map(ToString::to_string)),
        ("category", filter.category.as_ref().map(ToString::to_string)),
        ("coming", filter.coming.map(|coming| key(coming).to_owned())),
    ];
    let said = fields.into_iter().filter_map(|(name, value)| Some(format!("&{name}={}", value?)));
    said.collect()
}

fn key(coming: Coming) -> &'static str {
    match coming {
        Coming::Booked => "booked",
        Coming::WalkIn => "walk-in",
    }
}

fn coming(text: &str) -> Option<Coming> {
    [Coming::Booked, Coming::WalkIn].into_iter().find(|coming| key(*coming) == text)
}

/// All that can be chosen.
pub struct Part {
    pub services: Vec<Choice>,
    pub windows: Vec<Choice>,
    pub categories: Vec<Choice>,
    pub comings: Vec<Choice>,
}

/// Something to choose.
pub struct Choice {
    pub key: String,
    pub name: String,
    pub chosen: bool,
}

impl Part {
    /// What the floor has, and what is chosen though the floor no longer has it.
    pub fn of(floor: &Floor, names: &Names<'_>, filter: &Filter) -> Self {
        let all = [(Coming::Booked, &names.words.only_booked), (Coming::WalkIn, &names.words.only_walk_in)];
        let coming = |(coming, name): (Coming, &String)| Choice {
            key: key(coming).to_owned(),
            name: name.clone(),
            chosen: filter.coming == Some(coming),
        };
        let window = |id: &WindowId| filled(&names.words.window_n, &[&names.window(id)]);
        Self {
            services: choices(floor.services.iter().map(|of| &of.id), filter.service.as_ref(), |id| names.short(id)),
            windows: choices(floor.windows.iter().map(|of| &of.id), filter.window.as_ref(), window),
            categories: choices(floor.categories.iter().map(|of| &of.id), filter.category.as_ref(), |id| {
                names.category(id)
            }),
            comings: all.map(coming).into(),
        }
    }
}

fn choices<'a, Id: PartialEq + ToString + 'a>(
    there: impl Iterator<Item = &'a Id>,
    chosen: Option<&'a Id>,
    name: impl Fn(&Id) -> String,
) -> Vec<Choice> {
    let mut ids: Vec<&Id> = there.collect();
    ids.extend(chosen.filter(|id| !ids.contains(id)));
    let choice = |id: &Id| Choice { key: id.to_string(), name: name(id), chosen: Some(id) == chosen };
    ids.into_iter().map(choice).collect()
}
