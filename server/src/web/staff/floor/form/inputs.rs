//! The fields of a form as the page shows them, with what stands in the configuration, or was typed.

use queue::floor::{PlaceRule, Policy, Role};
use toml::{Table, Value};

use super::apply::{DAYS, TEXTS};
use super::parts::{Choices, Kind, Part, Spec, entries, entry, id_of};
use super::place::Place;
use crate::config::{Problem, export};
use crate::web::staff::floor::told;
use crate::web::staff::floor::words::Words;
use crate::web::staff::visit::Visit;
use crate::web::words::{filled, own_name};

/// Fields that belong together under one name.
pub struct Group {
    pub legend: String,
    pub hint: Option<String>,
    /// Whether one of them is wrong.
    pub wrong: bool,
    pub inputs: Vec<Input>,
}

/// Where something is typed or chosen.
pub struct Input {
    pub id: String,
    pub name: String,
    /// Its own name; empty where that of the group says it.
    pub label: String,
    /// The language of what is typed.
    pub language: String,
    /// The problems of it, by their places in the list of all; empty where it is right.
    pub wrong: String,
    pub shape: Shape,
}

/// How it looks.
pub enum Shape {
    Line { value: String, needed: bool },
    Number { value: String, least: u16, most: u16, needed: bool },
    Area { value: String },
    Check { value: String, on: bool },
    Choice { options: Vec<Choice> },
}

/// One to choose.
pub struct Choice {
    pub value: String,
    pub name: String,
    pub on: bool,
}

/// What a form is made of.
pub struct Bench<'a> {
    pub words: &'static Words,
    pub visit: &'a Visit,
    pub root: &'a Table,
}

impl Bench<'_> {
    /// The fields of a part.
    pub fn groups(&self, part: Part, id: &str, new: bool, problems: &[Problem]) -> Vec<Group> {
        let empty = Table::new();
        let table = match (part.list(), part.table()) {
            (Some(_), _) => entry(self.root, part, id).unwrap_or(&empty),
            (None, Some(name)) => self.root.get(name).and_then(Value::as_table).unwrap_or(&empty),
            (None, None) => self.root,
        };
        let mut groups = Vec::new();
        if new && part.list().is_some() {
            let label = if part == Part::Clerk { &self.words.login } else { &self.words.f_id };
            let shape = Shape::Line { value: id.to_owned(), needed: true };
            let mut group = self.group("id", label.clone(), vec![input("key", shape)], problems);
            group.hint = Some(self.words.key_hint.clone());
            groups.push(group);
        }
        groups.extend(part.specs().iter().map(|spec| self.spec(table, spec, id, problems)));
        groups
    }

    /// Each input with its problems; what is wrong with the whole of the group is so with each.
    fn group(&self, key: &str, legend: String, mut inputs: Vec<Input>, problems: &[Problem]) -> Group {
        let within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let places = || problems.iter().map(|problem| Place::of(&problem.field).name()).enumerate();
        for input in &mut inputs {
            let own = |place: &str| within(&input.name, place) || place == key || within(place, &input.name);
            let mine = places().filter(|(_, place)| within(place, key) && own(place));
            input.wrong = mine.map(|(at, _)| format!("problem-{at}")).collect::<Vec<_>>().join(" ");
        }
        Group { legend, hint: None, wrong: places().any(|(_, place)| within(&place, key)), inputs }
    }

    fn spec(&self, table: &Table, Spec { key, kind }: &Spec, id: &str, problems: &[Problem]) -> Group {
        let words = self.words;
        let value = table.get(*key);
        let inputs = match kind {
            Kind::Text { needed } => self.text(key, value, *needed),
            Kind::Word => vec![input(key, Shape::Line { value: plain(value), needed: true })],
            Kind::Number { least, most, needed } => {
                let shape = Shape::Number { value: plain(value), least: *least, most: *most, needed: *needed };
                vec![input(key, shape)]
            }
            Kind::Yes { missing } => {
                let on = value.and_then(Value::as_bool).unwrap_or(*missing);
                vec![Input { label: words.yes.clone(), ..input(key, Shape::Check { value: "yes".to_owned(), on }) }]
            }
            Kind::One(choices) => {
                let chosen = plain(value);
                let options = self.choices(*choices).into_iter();
                let options = options.map(|(value, name)| Choice { on: value == chosen, value, name }).collect();
                vec![input(key, Shape::Choice { options })]
            }
            Kind::Some(choices) => self.checks(key, *choices, &self.chosen(key, value, id)),
            Kind::Week => self.week(key, value.or_else(|| self.root.get("hours"))),
            Kind::Dates => {
                let dates = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
                vec![input(key, Shape::Area { value: dates.collect::<Vec<_>>().join("\n") })]
            }
            Kind::Texts => self.texts(key, value),
        };
        let mut group = self.group(key, told::field(words, key), inputs, problems);
        group.hint = match kind {
            Kind::Week => Some(words.week_hint.clone()),
            Kind::Dates => Some(words.dates_hint.clone()),
            Kind::Texts => Some(words.texts_hint.clone()),
            Kind::Text { needed: false } | Kind::Number { needed: false, .. } => Some(words.may_be_empty.clone()),
            Kind::Text { .. } | Kind::Word | Kind::Number { .. } | Kind::Yes { .. } | Kind::One(_) | Kind::Some(_) => {
                None
            }
        };
        group
    }

    fn text(&self, key: &str, value: Option<&Value>, needed: bool) -> Vec<Input> {
        let input = |language: &queue::ids::Language| {
            let said = value.and_then(Value::as_table).and_then(|text| text.get(language.as_str()));
            Input {
                label: own_name(language).to_owned(),
                language: language.to_string(),
                ..input(&format!("{key}.{language}"), Shape::Line { value: plain(said), needed })
            }
        };
        self.visit.floor.languages.iter().map(input).collect()
    }

    /// All that there are, and room for one more.
    fn texts(&self, key: &str, value: Option<&Value>) -> Vec<Input> {
        let texts: Vec<_> = value.and_then(Value::as_array).into_iter().flatten().collect();
        let all = (0..=texts.len()).take(TEXTS);
        all.flat_map(|at| self.text(&format!("{key}.{at}"), texts.get(at).copied(), false)).collect()
    }

    fn week(&self, key: &str, value: Option<&Value>) -> Vec<Input> {
        let day = |(at, day): (usize, &&str)| {
            let intervals = value.and_then(Value::as_table).and_then(|week| week.get(*day)).and_then(Value::as_array);
            let said: Vec<_> = intervals.into_iter().flatten().filter_map(Value::as_str).collect();
            let shape = Shape::Line { value: said.join(", "), needed: false };
            Input { label: self.words.weekdays[at].clone(), ..input(&format!("{key}.{day}"), shape) }
        };
        DAYS.iter().enumerate().map(day).collect()
    }

    /// The keys that are chosen.
    fn chosen(&self, key: &str, value: Option<&Value>, id: &str) -> Vec<String> {
        let names = |table: &Table, key: &str, id: &str| {
            let named = table.get(key).and_then(Value::as_array).into_iter().flatten();
            named.filter_map(Value::as_str).any(|one| one == id)
        };
        match key {
            "received_at" => {
                let windows = entries(self.root, "window").filter(|window| names(window, "services", id));
                windows.map(|window| id_of(window).to_owned()).collect()
            }
            "hours_for" => {
                let usual = self.root.get("hours");
                let alike = |service: &&Table| service.get("hours").is_none_or(|own| Some(own) == usual);
                entries(self.root, "service").filter(alike).map(|service| id_of(service).to_owned()).collect()
            }
            _ => value.and_then(Value::as_array).into_iter().flatten().map(|one| plain(Some(one))).collect(),
        }
    }

    fn checks(&self, key: &str, choices: Choices, chosen: &[String]) -> Vec<Input> {
        let check = |(value, name): (String, String)| {
            let id = format!("{key}-{value}");
            let on = chosen.contains(&value);
            Input { id, label: name, ..input(key, Shape::Check { value, on }) }
        };
        self.choices(choices).into_iter().map(check).collect()
    }

    fn choices(&self, choices: Choices) -> Vec<(String, String)> {
        let (words, visit) = (self.words, self.visit);
        let floor = &visit.floor;
        match choices {
            Choices::Halls => floor.halls.iter().map(|hall| (hall.id.to_string(), visit.said(&hall.name))).collect(),
            Choices::Groups => {
                let groups = floor.groups.iter().map(|group| (group.id.to_string(), visit.said(&group.name)));
                [(String::new(), words.nothing.clone())].into_iter().chain(groups).collect()
            }
            Choices::Services => {
                let named = floor.services.iter();
                named
                    .map(|one| (one.id.to_string(), format!("{} {}", one.letter.as_char(), visit.said(&one.name))))
                    .collect()
            }
            Choices::Windows => {
                let named = floor.windows.iter();
                named.map(|one| (one.id.to_string(), filled(&words.window_n, &[&one.number.to_string()]))).collect()
            }
            Choices::Roles => [Role::Clerk, Role::Receptionist, Role::Manager, Role::Administrator]
                .map(|role| (export::role_key(role).to_owned(), told::role(words, role).to_owned()))
                .into(),
            Choices::Policies => vec![
                ("credit".to_owned(), told::policy(words, Policy::Credit)),
                ("first-come".to_owned(), told::policy(words, Policy::FirstCome)),
                ("ratio".to_owned(), words.f_ratio.clone()),
            ],
            Choices::Places => [PlaceRule::KeepsTime, PlaceRule::Front, PlaceRule::Back]
                .map(|place| (export::place_key(place).to_owned(), told::place(words, place).to_owned()))
                .into(),
        }
    }
}

fn input(name: &str, shape: Shape) -> Input {
    let (label, language, wrong) = Default::default();
    Input { id: name.replace('.', "-"), name: name.to_owned(), label, language, wrong, shape }
}

/// A value as it is typed.
fn plain(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
