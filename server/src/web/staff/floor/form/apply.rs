//! What was typed, put into the text of the configuration as it is: the check of the file says what is wrong with it.

use queue::ids::Language;
use toml::{Table, Value};

use super::Fields;
use super::parts::{Kind, Part, Spec, entries_mut, id_of};

/// Weekdays as the file has them.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Wordings of a list that a form can hold.
pub const TEXTS: usize = 24;

/// What came of a form.
pub struct Desk<'a> {
    pub fields: &'a Fields,
    pub languages: &'a [Language],
}

impl Desk<'_> {
    fn first(&self, name: &str) -> &str {
        self.fields.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    fn all(&self, name: &str) -> Vec<String> {
        self.fields.iter().filter(|(found, _)| found == name).map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// Changes the configuration; gives the key of the entry that was changed. Nothing where there is no such entry any more.
    pub fn apply(&self, root: &mut Table, part: Part, id: &str, removed: bool) -> Option<String> {
        let Some(list) = part.list() else {
            self.one_of_a_kind(root, part);
            return Some(String::new());
        };
        if removed {
            remove(root, part, list, id);
            return Some(String::new());
        }
        let shown = if id.is_empty() {
            let new = self.first("key").to_owned();
            let entries = root.entry(list).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
            entries.push(Value::Table([("id".to_owned(), new.clone().into())].into_iter().collect()));
            new
        } else {
            id.to_owned()
        };
        // Of two with one key the new one is meant; the check says that they are two.
        let entry = entries_mut(root, list).filter(|entry| id_of(entry) == shown).last()?;
        for spec in part.specs() {
            self.put(entry, spec);
        }
        if part == Part::Service {
            self.receive(root, &shown);
        }
        Some(shown)
    }

    fn one_of_a_kind(&self, root: &mut Table, part: Part) {
        if part == Part::Hours {
            return self.hours(root);
        }
        let table = match part.table() {
            Some(name) => root.entry(name).or_insert_with(|| Value::Table(Table::new())).as_table_mut(),
            None => Some(root),
        };
        if let Some(table) = table {
            part.specs().iter().for_each(|spec| self.put(table, spec));
        }
    }

    /// The same hours for each chosen service; all others keep their own.
    fn hours(&self, root: &mut Table) {
        let chosen = self.all("hours_for");
        let (before, after) = (root.get("hours").cloned().unwrap_or_else(|| Table::new().into()), self.week("hours"));
        for service in entries_mut(root, "service") {
            if chosen.iter().any(|id| id == id_of(service)) {
                service.insert("hours".to_owned(), after.clone());
            } else {
                service.entry("hours").or_insert_with(|| before.clone());
            }
        }
        root.insert("hours".to_owned(), after);
    }

    /// The windows that receive a service.
    fn receive(&self, root: &mut Table, service: &str) {
        let chosen = self.all("received_at");
        for window in entries_mut(root, "window") {
            let receives = chosen.iter().any(|id| id == id_of(window));
            let services = window.entry("services").or_insert_with(|| Value::Array(Vec::new()));
            let Some(services) = services.as_array_mut() else { continue };
            let listed = services.iter().any(|one| one.as_str() == Some(service));
            if receives && !listed {
                services.push(service.into());
            } else if !receives {
                services.retain(|one| one.as_str() != Some(service));
            }
        }
    }

    fn put(&self, table: &mut Table, Spec { key, kind }: &Spec) {
        // Stands at the windows.
        if *key == "received_at" {
            return;
        }
        let value = match kind {
            Kind::Text { needed } => self.text(key, *needed),
            Kind::Word => Some(self.first(key).into()),
            Kind::Number { .. } => {
                let typed = self.first(key);
                let number = || typed.parse::<i64>().map_or_else(|_| typed.into(), Value::Integer);
                (!typed.is_empty()).then(number)
            }
            Kind::Yes { .. } => Some(Value::Boolean(!self.first(key).is_empty())),
            Kind::One(_) => Some(self.first(key)).filter(|chosen| !chosen.is_empty()).map(Value::from),
            Kind::Some(_) => Some(self.chosen(table, key)),
            Kind::Week => Some(self.week(key)),
            Kind::Dates => {
                let dates = self.first(key).split([',', ';', ' ', '\n', '\r']).filter(|date| !date.is_empty());
                Some(dates.map(str::to_owned).collect::<Vec<_>>().into())
            }
            Kind::Texts => {
                let texts = (0..TEXTS).filter_map(|at| self.text(&format!("{key}.{at}"), false));
                Some(Value::Array(texts.collect()))
            }
        };
        match value {
            Some(value) => table.insert((*key).to_owned(), value),
            None => table.remove(*key),
        };
    }

    /// What was chosen: what was so before in its order, then the rest.
    fn chosen(&self, table: &Table, key: &str) -> Value {
        let mut chosen = self.all(key);
        let before = table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let kept: Vec<_> = before.filter(|one| chosen.iter().any(|name| name == one)).map(str::to_owned).collect();
        chosen.retain(|name| !kept.contains(name));
        kept.into_iter().chain(chosen).collect::<Vec<_>>().into()
    }

    /// A wording in each language; none where nothing was typed and nothing need be.
    fn text(&self, key: &str, needed: bool) -> Option<Value> {
        let said = |language: &Language| (language.to_string(), Value::from(self.first(&format!("{key}.{language}"))));
        let text: Table = self.languages.iter().map(said).collect();
        let empty = text.values().all(|said| said.as_str() == Some(""));
        (needed || !empty).then_some(Value::Table(text))
    }

    fn week(&self, key: &str) -> Value {
        let day = |day: &&str| {
            let typed = self.first(&format!("{key}.{day}")).replace(['–', '—'], "-");
            let intervals: Vec<_> =
                typed.split([',', ';']).map(|one| one.trim().replace(' ', "")).filter(|one| !one.is_empty()).collect();
            ((*day).to_owned(), Value::from(intervals))
        };
        Value::Table(DAYS.iter().map(day).collect())
    }
}

/// Takes an entry out, and its key from wherever it is named beside it.
fn remove(root: &mut Table, part: Part, list: &str, id: &str) {
    if let Some(entries) = root.get_mut(list).and_then(Value::as_array_mut) {
        entries.retain(|entry| entry.as_table().is_none_or(|entry| id_of(entry) != id));
    }
    let without = |table: &mut Table, key: &str| {
        if let Some(named) = table.get_mut(key).and_then(Value::as_array_mut) {
            named.retain(|one| one.as_str() != Some(id));
        }
    };
    match part {
        Part::Service => {
            entries_mut(root, "window").for_each(|window| without(window, "services"));
            entries_mut(root, "service").for_each(|service| without(service, "then"));
        }
        Part::Group => {
            for service in
                entries_mut(root, "service").filter(|one| one.get("group").and_then(Value::as_str) == Some(id))
            {
                service.remove("group");
            }
        }
        Part::Window
        | Part::Category
        | Part::Clerk
        | Part::Hall
        | Part::Hours
        | Part::Holidays
        | Part::Notices
        | Part::Rules => {}
    }
}
