//! Which part of the flow a page is asked for: a service, a window, a category, booked or not. It stays in the address.

use queue::Floor;
use queue::day::figures::{Coming, Filter};
use queue::ids::{CategoryId, ServiceId, WindowId};
use serde::Deserialize;

use crate::day_report::names::Names;
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
    /// The part; nothing where one of them is no key.
    pub fn read(&self) -> Option<Filter> {
        Some(Filter {
            service: said(&self.service, |key| ServiceId::new(key).ok())?,
            window: said(&self.window, |key| WindowId::new(key).ok())?,
            category: said(&self.category, |key| CategoryId::new(key).ok())?,
            coming: said(&self.coming, coming)?,
            clerk: None,
        })
    }
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
