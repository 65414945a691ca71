//! What can be changed in a form, and by which fields. The keys are those of the configuration file.

use queue::what_if::LIMIT_MOST_MIN;
use toml::{Table, Value};

use crate::web::staff::floor::words::Words;
use crate::web::staff::visit::Visit;

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Service,
    Window,
    Category,
    Clerk,
    Hall,
    Group,
    Hours,
    Holidays,
    Notices,
    Rules,
}

/// A field of a form.
pub struct Spec {
    pub key: &'static str,
    pub kind: Kind,
}

/// What is typed into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A wording in each language.
    Text { needed: bool },
    /// One word or name.
    Word,
    /// A whole number.
    Number { least: u16, most: u16, needed: bool },
    /// Yes or no; what counts where the file has nothing.
    Yes { missing: bool },
    /// One of these.
    One(Choices),
    /// Any of these.
    Some(Choices),
    /// Hours of each weekday.
    Week,
    /// Dates, each on a line.
    Dates,
    /// Wordings, each in each language.
    Texts,
}

/// What there is to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    Halls,
    /// Or none.
    Groups,
    Services,
    Windows,
    Roles,
    Policies,
    Places,
}

const fn spec(key: &'static str, kind: Kind) -> Spec {
    Spec { key, kind }
}

const fn number(key: &'static str, least: u16, most: u16) -> Spec {
    spec(key, Kind::Number { least, most, needed: true })
}

const fn maybe(key: &'static str, least: u16, most: u16) -> Spec {
    spec(key, Kind::Number { least, most, needed: false })
}

const NAME: Spec = spec("name", Kind::Text { needed: true });

const SERVICE: &[Spec] = &[
    NAME,
    spec("short", Kind::Text { needed: false }),
    spec("letter", Kind::Word),
    number("daily_limit", 1, 999),
    number("service_norm_min", 1, 240),
    number("wait_norm_min", 1, 600),
    spec("hours", Kind::Week),
    spec("at_kiosk", Kind::Yes { missing: true }),
    spec("received_at", Kind::Some(Choices::Windows)),
    spec("hall", Kind::One(Choices::Halls)),
    spec("group", Kind::One(Choices::Groups)),
];
const WINDOW: &[Spec] = &[
    number("number", 1, 99),
    spec("services", Kind::Some(Choices::Services)),
    spec("whereabouts", Kind::Text { needed: false }),
    spec("hall", Kind::One(Choices::Halls)),
];
const CATEGORY: &[Spec] = &[
    NAME,
    spec("mark", Kind::Text { needed: true }),
    spec("note", Kind::Text { needed: false }),
    spec("preferential", Kind::Yes { missing: false }),
    maybe("wait_limit_min", 1, LIMIT_MOST_MIN),
];
const CLERK: &[Spec] = &[spec("name", Kind::Word), spec("roles", Kind::Some(Choices::Roles))];
const NAMED: &[Spec] = &[NAME];
const HOURS: &[Spec] = &[spec("hours", Kind::Week), spec("hours_for", Kind::Some(Choices::Services))];
const HOLIDAYS: &[Spec] = &[spec("holidays", Kind::Dates)];
const NOTICES: &[Spec] = &[spec("notices", Kind::Texts)];
const RULES: &[Spec] = &[
    spec("policy", Kind::One(Choices::Policies)),
    maybe("ratio_general", 1, 20),
    spec("call_finishes", Kind::Yes { missing: true }),
    number("no_show_calls", 1, 10),
    number("no_show_after_s", 0, 3600),
    number("more_time_s", 0, 3600),
    maybe("no_show_alone_s", 30, 3600),
    number("come_back_min", 0, 720),
    spec("place_transferred", Kind::One(Choices::Places)),
    spec("place_next_service", Kind::One(Choices::Places)),
    spec("place_came_back", Kind::One(Choices::Places)),
    number("undo_s", 0, 60),
];

impl Part {
    const ALL: [Self; 10] = [
        Self::Service,
        Self::Window,
        Self::Category,
        Self::Clerk,
        Self::Hall,
        Self::Group,
        Self::Hours,
        Self::Holidays,
        Self::Notices,
        Self::Rules,
    ];

    /// Its word in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Window => "window",
            Self::Category => "category",
            Self::Clerk => "clerk",
            Self::Hall => "hall",
            Self::Group => "group",
            Self::Hours => "hours",
            Self::Holidays => "holidays",
            Self::Notices => "notices",
            Self::Rules => "rules",
        }
    }

    /// The part of this word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.key() == key)
    }

    /// The list of the file that it is an entry of.
    pub fn list(self) -> Option<&'static str> {
        match self {
            Self::Service | Self::Window | Self::Category | Self::Clerk | Self::Hall | Self::Group => Some(self.key()),
            Self::Hours | Self::Holidays | Self::Notices | Self::Rules => None,
        }
    }

    /// The table of the file in which its fields stand, if it is no entry of a list; the root where none is named.
    pub fn table(self) -> Option<&'static str> {
        match self {
            Self::Holidays | Self::Notices => Some("office"),
            Self::Rules => Some("rules"),
            Self::Service | Self::Window | Self::Category | Self::Clerk | Self::Hall | Self::Group | Self::Hours => {
                None
            }
        }
    }

    /// Its fields.
    pub fn specs(self) -> &'static [Spec] {
        match self {
            Self::Service => SERVICE,
            Self::Window => WINDOW,
            Self::Category => CATEGORY,
            Self::Clerk => CLERK,
            Self::Hall | Self::Group => NAMED,
            Self::Hours => HOURS,
            Self::Holidays => HOLIDAYS,
            Self::Notices => NOTICES,
            Self::Rules => RULES,
        }
    }

    /// The title of the form for a new one.
    pub fn adding(self, words: &'static Words) -> &'static str {
        match self {
            Self::Service => &words.add_service,
            Self::Window => &words.add_window,
            Self::Category => &words.add_category,
            Self::Clerk => &words.add_person,
            Self::Hall => &words.add_hall,
            Self::Group => &words.add_group,
            Self::Hours | Self::Holidays | Self::Notices | Self::Rules => "",
        }
    }

    /// What it is called, for the title of its form.
    pub fn name(self, words: &'static Words, visit: &Visit, id: &str) -> String {
        let floor = &visit.floor;
        let named = |text: Option<&queue::floor::Text>| text.map(|text| visit.said(text)).unwrap_or_default();
        match self {
            Self::Service => named(floor.services.iter().find(|one| one.id.as_str() == id).map(|one| &one.name)),
            Self::Category => named(floor.categories.iter().find(|one| one.id.as_str() == id).map(|one| &one.name)),
            Self::Hall => named(floor.halls.iter().find(|one| one.id.as_str() == id).map(|one| &one.name)),
            Self::Group => named(floor.groups.iter().find(|one| one.id.as_str() == id).map(|one| &one.name)),
            Self::Window => {
                let number = floor.windows.iter().find(|one| one.id.as_str() == id).map_or(0, |one| one.number);
                crate::web::words::filled(&words.window_n, &[&number.to_string()])
            }
            Self::Clerk => {
                let found = floor.clerks.iter().find(|one| one.id.as_str() == id);
                found.map(|one| one.name.to_string()).unwrap_or_default()
            }
            Self::Hours => words.f_hours.clone(),
            Self::Holidays => words.f_holidays.clone(),
            Self::Notices => words.notices.clone(),
            Self::Rules => words.rules.clone(),
        }
    }
}

/// The entries of a list of the file.
pub fn entries<'a>(root: &'a Table, list: &str) -> impl Iterator<Item = &'a Table> {
    root.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

/// The same, to be changed.
pub fn entries_mut<'a>(root: &'a mut Table, list: &str) -> impl Iterator<Item = &'a mut Table> {
    root.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_table_mut)
}

/// The key of an entry.
pub fn id_of(entry: &Table) -> &str {
    entry.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// The entry of a key.
pub fn entry<'a>(root: &'a Table, part: Part, id: &str) -> Option<&'a Table> {
    entries(root, part.list()?).find(|entry| id_of(entry) == id)
}
