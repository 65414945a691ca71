//! The fields of a form as the page shows them, with what stands in the configuration, or was typed.

use queue::floor::{PictureFile, Reasons};
use queue::ids::Language;
use toml::{Table, Value};

use super::apply::{DAYS, FIRST, ORDER};
use super::languages::spoken;
use super::parts::{Choices, Kind, Part, Spec};
use super::place::{ID, is_within};
use super::target::{Target, entries, id_of, value_at};
use crate::web::picture::address;
use crate::web::staff::floor::told;
use crate::web::staff::floor::words::Words;
use crate::web::staff::visit::Visit;
use crate::web::words::{filled, own_name};

/// Fields that belong together under one name.
pub struct Group {
    pub legend: String,
    pub hint: Option<String>,
    /// The problems of them, by their places in the list of all.
    pub wrong: Vec<usize>,
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
    /// The problems of it, by their places in the list of all.
    pub wrong: Vec<usize>,
    /// Whether it begins a line.
    pub begins: bool,
    pub shape: Shape,
}

/// How it looks.
pub enum Shape {
    Line {
        value: String,
        needed: bool,
    },
    /// What stays as it is.
    Fixed {
        value: String,
    },
    Time {
        value: String,
    },
    Number {
        value: String,
        least: u16,
        most: u16,
        needed: bool,
    },
    Area {
        value: String,
    },
    Check {
        value: String,
        on: bool,
    },
    Choice {
        options: Vec<Choice>,
    },
    /// What stays as it is, seen.
    Picture {
        value: String,
        src: String,
        says: String,
    },
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
    /// The key that was typed of something new.
    pub key: &'a str,
    /// After which entry of its list the thing was put, by its key; empty where nobody has said.
    pub after: &'a str,
}

impl Input {
    /// What tells a screen reader why it is wrong; nothing where it is right.
    pub fn described_by(&self) -> Option<String> {
        let problems = self.wrong.iter().map(|at| format!("problem-{at}"));
        (!self.wrong.is_empty()).then(|| problems.collect::<Vec<_>>().join(" "))
    }
}

impl Bench<'_> {
    /// The fields of a form; `places` are those at which problems stand, one for each.
    pub fn groups(&self, target: Target<'_>, new: bool, places: &[String]) -> Vec<Group> {
        let empty = Table::new();
        let table = target.table(self.root).unwrap_or(&empty);
        let mut groups = Vec::new();
        if new && target.part.is_keyed() {
            let label = if target.part == Part::Clerk {
                &self.words.login
            } else if target.part == Part::Device {
                // Its key is something else.
                &self.words.f_name
            } else {
                &self.words.f_id
            };
            let shape = Shape::Line { value: self.key.to_owned(), needed: true };
            let mut group = group(ID, label.clone(), vec![input("key", shape)], places);
            group.hint = Some(self.words.key_hint.clone());
            groups.push(group);
        }
        groups.extend(target.part.specs().iter().flat_map(|spec| self.spec(table, spec, target, places)));
        groups.extend(self.order(target));
        groups
    }

    /// After which entry of its list it stands; nothing where there is no other.
    fn order(&self, target: Target<'_>) -> Option<Group> {
        let keys: Vec<_> = entries(self.root, target.part.list()?).map(id_of).collect();
        let at = keys.iter().position(|key| *key == target.id).unwrap_or(keys.len());
        let name = |key: &str| {
            let name = (Target { id: key, ..target }).name(self.words, self.visit);
            // What the floor in force does not have yet.
            if name.is_empty() { key.to_owned() } else { name }
        };
        let others = keys.iter().enumerate().filter(|(place, _)| *place != at);
        let after = others.map(|(_, key)| ((*key).to_owned(), filled(&self.words.order_after, &[&name(key)])));
        let all: Vec<_> = [(FIRST.to_owned(), self.words.order_first.clone())].into_iter().chain(after).collect();
        let stands = at.checked_sub(1).map_or(FIRST, |before| keys[before]);
        let chosen = if all.iter().any(|(key, _)| key == self.after) { self.after } else { stands };
        let options =
            all.into_iter().map(|(value, name)| Choice { on: value == chosen, value, name }).collect::<Vec<_>>();
        let legend = self.words.order_field.clone();
        (options.len() > 1).then(|| group(ORDER, legend, vec![input(ORDER, Shape::Choice { options })], &[]))
    }

    fn spec(&self, table: &Table, spec: &Spec, target: Target<'_>, places: &[String]) -> Vec<Group> {
        let (Spec { key, kind }, id) = (spec, target.id);
        let value = value_at(table, key);
        let inputs = match kind {
            Kind::Text { needed } => self.text(key, value, *needed),
            Kind::Word { needed } => vec![input(key, Shape::Line { value: plain(value), needed: *needed })],
            Kind::Number { least, most, needed } => {
                let shape = Shape::Number { value: plain(value), least: *least, most: *most, needed: *needed };
                vec![input(key, shape)]
            }
            Kind::Yes { missing } => {
                let on = value.and_then(Value::as_bool).unwrap_or(*missing);
                vec![Input {
                    label: self.words.yes.clone(),
                    ..input(key, Shape::Check { value: "yes".to_owned(), on })
                }]
            }
            Kind::Time => vec![input(key, Shape::Time { value: plain(value) })],
            Kind::One(choices) => {
                let own = spoken(self.root).into_iter().next().unwrap_or_default();
                let chosen = if *key == "first_language" { own } else { plain(value) };
                let options = self.choices(*choices).into_iter();
                let options = options.map(|(value, name)| Choice { on: value == chosen, value, name }).collect();
                vec![input(key, Shape::Choice { options })]
            }
            Kind::Some(choices) => self.checks(key, *choices, &self.chosen(key, value, id), id),
            Kind::Week { needed } => self.week(key, value.or_else(|| self.root.get("hours").filter(|_| *needed))),
            Kind::Dates => {
                let dates = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
                vec![input(key, Shape::Area { value: dates.collect::<Vec<_>>().join("\n") })]
            }
            Kind::Texts => return self.texts(key, value, self.hint(spec), places),
            Kind::File => vec![input(key, self.picture(table, plain(value)))],
            Kind::Documents => return self.documents(key, value, places),
            Kind::Reasons => return self.reasons(key, value, places),
        };
        let legend = if target.part == Part::Clerk {
            told::field_of(self.words, target.part.key(), key)
        } else {
            told::field_in_form(self.words, key)
        };
        vec![Group { hint: self.hint(spec), ..group(key, legend, inputs, places) }]
    }

    fn hint(&self, Spec { key, kind }: &Spec) -> Option<String> {
        let words = self.words;
        let said = match (*key, kind) {
            ("slots.places", _) => &words.slots_hint,
            ("slots.hours", _) => &words.slot_hours_hint,
            ("time_zone", _) => &words.zone_hint,
            ("languages", _) => &words.languages_hint,
            ("new_language", _) => &words.new_language_hint,
            ("prints_at", _) => &words.prints_at_hint,
            ("coupon.note", _) => &words.coupon_note_hint,
            ("coupon.thanks", _) => &words.coupon_thanks_hint,
            ("coupon.code", _) => &words.coupon_code_hint,
            (_, Kind::Week { .. }) => &words.week_hint,
            (_, Kind::Dates) => &words.dates_hint,
            (_, Kind::Texts) => &words.texts_hint,
            (_, Kind::Text { needed: false } | Kind::Number { needed: false, .. } | Kind::Word { needed: false }) => {
                &words.may_be_empty
            }
            (
                _,
                Kind::Text { .. }
                | Kind::Word { .. }
                | Kind::Number { .. }
                | Kind::Yes { .. }
                | Kind::Time
                | Kind::One(_)
                | Kind::Some(_)
                | Kind::Documents
                | Kind::File
                | Kind::Reasons,
            ) => return None,
        };
        Some(said.clone())
    }

    fn picture(&self, table: &Table, value: String) -> Shape {
        let says = table.get("says").and_then(Value::as_table).and_then(|says| says.get(self.visit.language.as_str()));
        let src = PictureFile::new(&value).map(|file| address(&file)).unwrap_or_default();
        Shape::Picture { src, says: plain(says), value }
    }

    fn text(&self, key: &str, value: Option<&Value>, needed: bool) -> Vec<Input> {
        let input = |language: &Language| {
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
    fn texts(&self, key: &str, value: Option<&Value>, hint: Option<String>, places: &[String]) -> Vec<Group> {
        let texts: Vec<_> = value.and_then(Value::as_array).into_iter().flatten().collect();
        let text = |at: usize| {
            let row = format!("{key}.{at}");
            let inputs = self.text(&row, texts.get(at).copied(), false);
            let hint = hint.clone().filter(|_| at == 0);
            Group { hint, ..group(&row, told::numbered(self.words, key, at + 1), inputs, places) }
        };
        (0..=texts.len()).map(text).collect()
    }

    /// All documents that there are, and room for one more.
    fn documents(&self, key: &str, value: Option<&Value>, places: &[String]) -> Vec<Group> {
        let listed: Vec<_> = value.and_then(Value::as_array).into_iter().flatten().collect();
        let document = |at: usize| {
            let (row, given) = (format!("{key}.{at}"), listed.get(at).copied());
            let part = |field: &str, needed: bool| {
                let mut inputs = self.text(&format!("{row}.{field}"), given.and_then(|one| one.get(field)), needed);
                let said = told::field(self.words, &format!("{key}.{field}"));
                inputs.iter_mut().for_each(|input| input.label = format!("{said}, {}", input.label));
                inputs.first_mut().into_iter().for_each(|input| input.begins = true);
                inputs
            };
            let inputs = part("name", false).into_iter().chain(part("note", false)).collect();
            let hint = Some(&self.words.rows_hint).filter(|_| at == 0).cloned();
            Group { hint, ..group(&row, told::numbered(self.words, key, at + 1), inputs, places) }
        };
        (0..=listed.len()).map(document).collect()
    }

    /// All reasons that there are, and room for one more. A key that is in force stays: the journal names reasons by it.
    fn reasons(&self, key: &str, value: Option<&Value>, places: &[String]) -> Vec<Group> {
        let listed: Vec<_> = value.and_then(Value::as_array).into_iter().flatten().collect();
        let reason = |at: usize| {
            let (row, given) = (format!("{key}.{at}"), listed.get(at).copied());
            let id = plain(given.and_then(|one| one.get("id")));
            let is_in_force = self.is_in_force(key, &id);
            let (shape, hint) = if is_in_force {
                (Shape::Fixed { value: id }, Some(&self.words.rows_hint).filter(|_| at == 0))
            } else {
                (Shape::Line { value: id, needed: false }, Some(&self.words.key_hint))
            };
            let id = Input { label: self.words.f_id.clone(), ..input(&format!("{row}.id"), shape) };
            let mut name = self.text(&format!("{row}.name"), given.and_then(|one| one.get("name")), false);
            name.first_mut().into_iter().for_each(|input| input.begins = true);
            let inputs = [id].into_iter().chain(name).collect();
            Group { hint: hint.cloned(), ..group(&row, told::numbered(self.words, key, at + 1), inputs, places) }
        };
        (0..=listed.len()).map(reason).collect()
    }

    fn is_in_force(&self, list: &str, id: &str) -> bool {
        let Reasons { refuse, mismatch: _, park, pause, out_of_turn, told: _ } = &self.visit.floor.reasons;
        let lists = [(Part::Refuse, refuse), (Part::Park, park), (Part::Pause, pause), (Part::OutOfTurn, out_of_turn)];
        let mut own = lists.into_iter().filter(|(part, _)| part.key() == list).flat_map(|(_, reasons)| reasons);
        own.any(|reason| reason.id.as_str() == id)
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

    fn checks(&self, key: &str, choices: Choices, chosen: &[String], id: &str) -> Vec<Input> {
        let check = |(value, name): (String, String)| {
            let id = format!("{key}-{value}");
            let on = chosen.contains(&value);
            Input { id, label: name, ..input(key, Shape::Check { value, on }) }
        };
        // Nothing follows itself.
        self.choices(choices).into_iter().filter(|(value, _)| key != "then" || value != id).map(check).collect()
    }
}

/// Each input with its problems; what is wrong with the whole of the group is so with each.
fn group(key: &str, legend: String, mut inputs: Vec<Input>, places: &[String]) -> Group {
    let wrong: Vec<usize> = (0..places.len()).filter(|at| is_within(&places[*at], key)).collect();
    for input in &mut inputs {
        let own = |place: &str| is_within(&input.name, place) || place == key || is_within(place, &input.name);
        input.wrong = wrong.iter().copied().filter(|at| own(&places[*at])).collect();
    }
    Group { legend, hint: None, wrong, inputs }
}

fn input(name: &str, shape: Shape) -> Input {
    let (label, language, wrong, begins) = Default::default();
    Input { id: name.replace('.', "-"), name: name.to_owned(), label, language, wrong, begins, shape }
}

/// A value as it is typed.
fn plain(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
