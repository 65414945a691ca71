//! What was typed, put into the text of the configuration as it is: the check of the file says what is wrong with it.

use queue::ids::{Language, ServiceId};
use toml::{Table, Value};

use super::Fields;
use super::languages;
use super::parts::{Kind, Part, Spec};
use super::target::{Target, entries, entries_mut, free_key, id_of, place_at, value_at};

/// Weekdays as the file has them.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// The field that says after which entry of its list one stands, by its key.
pub const ORDER: &str = "order";
/// Before all others; no key is so.
pub const FIRST: &str = "-";
/// Entries of a list within a form that are read: more than the check lets pass.
const ROWS: usize = 32;

/// What came of a form.
pub struct Desk<'a> {
    pub fields: &'a Fields,
    pub languages: &'a [Language],
}

impl Desk<'_> {
    pub fn first(&self, name: &str) -> &str {
        self.fields.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    pub fn all(&self, name: &str) -> Vec<String> {
        self.fields.iter().filter(|(found, _)| found == name).map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// Changes the configuration; gives the key or number of the entry that was changed. Nothing where there is no such entry any more.
    pub fn apply(&self, root: &mut Table, target: Target<'_>, removed: bool) -> Option<String> {
        if removed {
            remove(root, target);
            return Some(String::new());
        }
        let shown = if target.is_new() { self.add(root, target)? } else { target.id.to_owned() };
        match target.part {
            Part::Hours => self.hours(root),
            Part::Languages => languages::speak(self, root),
            Part::Office
            | Part::Service
            | Part::Purpose
            | Part::Window
            | Part::Category
            | Part::Clerk
            | Part::Hall
            | Part::Group
            | Part::Holidays
            | Part::Notices
            | Part::Rules
            | Part::Booking
            | Part::Refuse
            | Part::Park
            | Part::Pause
            | Part::OutOfTurn
            | Part::Coupon
            | Part::Picture
            | Part::Device => {
                let table = Target { id: &shown, ..target }.table_mut(root)?;
                target.part.specs().iter().for_each(|spec| self.put(table, spec));
                only_known_reasons(target.part, table);
            }
        }
        if target.part == Part::Service {
            self.receive(root, &shown);
        }
        if let Some(list) = target.part.list() {
            self.order(root, list, &shown);
        }
        Some(shown)
    }

    /// Puts an entry behind the one that was chosen; where none was, or it is gone, it stays where it is.
    fn order(&self, root: &mut Table, list: &str, moved: &str) {
        let after = self.first(ORDER);
        let Some(entries) = root.get_mut(list).and_then(Value::as_array_mut) else { return };
        let place = |entries: &[Value], id: &str| entries.iter().position(|one| one.as_table().map(id_of) == Some(id));
        let (Some(from), true) = (place(entries, moved), after == FIRST || place(entries, after).is_some()) else {
            return;
        };
        if after == moved {
            return;
        }
        let entry = entries.remove(from);
        let to = place(entries, after).map_or(0, |before| before + 1);
        entries.insert(to, entry);
    }

    /// Adds an entry without fields; gives its key or number. Where no key was typed, or none that it can have, it is one that nothing else has: what
    /// is typed beside it is of this entry and no other.
    fn add(&self, root: &mut Table, target: Target<'_>) -> Option<String> {
        if let Some(list) = target.part.list() {
            let typed = self.first("key");
            // The keys of all lists look alike.
            let is_free = ServiceId::new(typed).is_ok() && entries(root, list).all(|one| id_of(one) != typed);
            let new = if target.part.is_keyed() && is_free { typed.to_owned() } else { free_key(root, list) };
            let entries = root.entry(list).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
            entries.push(Value::Table([("id".to_owned(), new.clone().into())].into_iter().collect()));
            Some(new)
        } else {
            let purposes = target.purposes(root)?;
            purposes.push(Value::Table(Table::new()));
            Some(purposes.len().to_string())
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
            Kind::File => Some(self.first(key).into()),
            Kind::Word { needed } => Some(self.first(key)).filter(|said| *needed || !said.is_empty()).map(Value::from),
            Kind::Number { .. } => {
                let typed = self.first(key);
                let number = || typed.parse::<i64>().map_or_else(|_| typed.into(), Value::Integer);
                (!typed.is_empty()).then(number)
            }
            Kind::Yes { .. } => Some(Value::Boolean(!self.first(key).is_empty())),
            Kind::Time | Kind::One(_) => Some(self.first(key)).filter(|chosen| !chosen.is_empty()).map(Value::from),
            Kind::Some(_) => Some(self.chosen(table, key)),
            Kind::Week { needed } => {
                let is_open = DAYS.iter().any(|day| !self.first(&format!("{key}.{day}")).is_empty());
                (*needed || is_open).then(|| self.week(key))
            }
            Kind::Dates => {
                let dates = self.first(key).split([',', ';', ' ', '\n', '\r']).filter(|date| !date.is_empty());
                Some(dates.map(str::to_owned).collect::<Vec<_>>().into())
            }
            Kind::Texts => Some(self.rows(key, |row| self.text(row, false))),
            Kind::Documents => Some(self.rows(key, |row| self.document(row))),
            Kind::Reasons => Some(self.rows(key, |row| self.reason(table.get(*key), row))),
        };
        place_at(table, key, value);
    }

    /// A list of what was typed row by row; what was left empty is no row.
    fn rows(&self, key: &str, row: impl Fn(&str) -> Option<Value>) -> Value {
        Value::Array((0..ROWS).filter_map(|at| row(&format!("{key}.{at}"))).collect())
    }

    fn document(&self, row: &str) -> Option<Value> {
        let note = self.text(&format!("{row}.note"), false);
        let name = self.text(&format!("{row}.name"), note.is_some())?;
        let note = note.map(|note| ("note".to_owned(), note));
        Some(Value::Table([("name".to_owned(), name)].into_iter().chain(note).collect()))
    }

    /// One that was there before is taken out by leaving its wording empty: its key is not typed.
    fn reason(&self, before: Option<&Value>, row: &str) -> Option<Value> {
        let id = self.first(&format!("{row}.id"));
        let mut known = before.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table);
        let is_new = !id.is_empty() && !known.any(|one| id_of(one) == id);
        let name = self.text(&format!("{row}.name"), is_new)?;
        Some(Value::Table([("id".to_owned(), id.into()), ("name".to_owned(), name)].into_iter().collect()))
    }

    /// What was chosen: what was so before in its order, then the rest.
    fn chosen(&self, table: &Table, key: &str) -> Value {
        let mut chosen = self.all(key);
        let before = value_at(table, key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
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
fn remove(root: &mut Table, target: Target<'_>) {
    let Target { part, id, .. } = target;
    if let Some(list) = part.list()
        && let Some(entries) = root.get_mut(list).and_then(Value::as_array_mut)
    {
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
        Part::Group => unname(root, "service", "group", id),
        Part::Device => unname(root, "device", "prints_at", id),
        Part::Purpose => {
            if let (Some(purposes), Some(place)) = (target.purposes(root), target.place())
                && place < purposes.len()
            {
                purposes.remove(place);
            }
        }
        Part::Office
        | Part::Languages
        | Part::Window
        | Part::Category
        | Part::Clerk
        | Part::Hall
        | Part::Hours
        | Part::Holidays
        | Part::Notices
        | Part::Rules
        | Part::Booking
        | Part::Refuse
        | Part::Park
        | Part::Pause
        | Part::OutOfTurn
        | Part::Coupon
        | Part::Picture => {}
    }
}

/// Takes a field out wherever it names this.
fn unname(root: &mut Table, list: &str, key: &str, id: &str) {
    for entry in entries_mut(root, list).filter(|one| one.get(key).and_then(Value::as_str) == Some(id)) {
        entry.remove(key);
    }
}

/// Takes a reason that is no more from where it is named beside its list.
fn only_known_reasons(part: Part, reasons: &mut Table) {
    let known = |reasons: &Table, id: Option<&str>| {
        let mut listed = reasons.get(part.key()).and_then(Value::as_array).into_iter().flatten();
        listed.any(|one| one.as_table().map(id_of) == id)
    };
    if part == Part::Refuse && !known(reasons, reasons.get("mismatch").and_then(Value::as_str)) {
        reasons.remove("mismatch");
    }
    if part == Part::OutOfTurn
        && let Some(told) = reasons.get("told").and_then(Value::as_array)
    {
        let told: Vec<_> = told.iter().filter(|one| known(reasons, one.as_str())).cloned().collect();
        reasons.insert("told".to_owned(), told.into());
    }
}
