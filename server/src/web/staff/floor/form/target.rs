//! Which one thing of the floor a form is of: where it stands in the text of the configuration, and what it is called.

use toml::{Table, Value};

use super::parts::Part;
use crate::web::staff::floor::words::Words;
use crate::web::staff::visit::Visit;
use crate::web::words::filled;

/// What a form is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    pub part: Part,
    /// The key of a purpose's service; empty of all else.
    pub of: &'a str,
    /// The key of an entry, the number of a purpose, from 1; empty of what is new, and of what there is but one of.
    pub id: &'a str,
}

impl Target<'_> {
    /// Whether it is yet to be added.
    pub fn is_new(&self) -> bool {
        self.part.is_one_of_many() && self.id.is_empty()
    }

    /// Whether there is such a thing, or a place for a new one.
    pub fn exists(&self, root: &Table) -> bool {
        match (self.part, self.is_new()) {
            (Part::Purpose, true) => entries(root, Part::Service.key()).any(|one| id_of(one) == self.of),
            (_, true) => true,
            (_, false) => self.table(root).is_some(),
        }
    }

    /// The table in which its fields stand.
    pub fn table<'t>(&self, root: &'t Table) -> Option<&'t Table> {
        if let Some(list) = self.part.list() {
            entries(root, list).find(|entry| id_of(entry) == self.id)
        } else if self.part == Part::Purpose {
            let service = entries(root, Part::Service.key()).find(|one| id_of(one) == self.of)?;
            service.get(Part::Purpose.key())?.get(self.place()?)?.as_table()
        } else {
            self.part.table().map_or(Some(root), |name| root.get(name).and_then(Value::as_table))
        }
    }

    /// The same, to be changed.
    pub fn table_mut<'t>(&self, root: &'t mut Table) -> Option<&'t mut Table> {
        if let Some(list) = self.part.list() {
            entries_mut(root, list).find(|entry| id_of(entry) == self.id)
        } else if self.part == Part::Purpose {
            let place = self.place()?;
            self.purposes(root)?.get_mut(place)?.as_table_mut()
        } else if let Some(name) = self.part.table() {
            root.entry(name).or_insert_with(|| Value::Table(Table::new())).as_table_mut()
        } else {
            Some(root)
        }
    }

    /// The purposes of the service.
    pub fn purposes<'t>(&self, root: &'t mut Table) -> Option<&'t mut Vec<Value>> {
        let service = entries_mut(root, Part::Service.key()).find(|one| id_of(one) == self.of)?;
        service.entry(Part::Purpose.key()).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()
    }

    /// The place of a purpose among those of its service, from 0.
    pub fn place(&self) -> Option<usize> {
        self.id.parse::<usize>().ok()?.checked_sub(1)
    }

    /// What the form is called.
    pub fn title(&self, words: &'static Words, visit: &Visit) -> String {
        if self.is_new() {
            self.part.adding(words).to_owned()
        } else {
            filled(&words.change_of, &[&self.name(words, visit)])
        }
    }

    /// The service of a purpose, by name.
    pub fn service(&self, visit: &Visit) -> Option<String> {
        let service = visit.floor.services.iter().find(|one| one.id.as_str() == self.of)?;
        Some(visit.said(&service.name))
    }

    /// What it is called; nothing of what the floor in force does not have.
    pub fn name(&self, words: &'static Words, visit: &Visit) -> String {
        let (floor, id) = (&visit.floor, self.id);
        let named = |text: Option<&queue::floor::Text>| text.map(|text| visit.said(text)).unwrap_or_default();
        match self.part {
            Part::Service => named(floor.services.iter().find(|one| one.id.as_str() == id).map(|one| &one.name)),
            Part::Purpose => {
                let service = floor.services.iter().find(|one| one.id.as_str() == self.of);
                named(service.and_then(|service| service.purposes.get(self.place()?)).map(|one| &one.name))
            }
            Part::Category => named(floor.categories.iter().find(|one| one.id.as_str() == id).map(|one| &one.name)),
            Part::Hall => named(floor.halls.iter().find(|one| one.id.as_str() == id).map(|one| &one.name)),
            Part::Group => named(floor.groups.iter().find(|one| one.id.as_str() == id).map(|one| &one.name)),
            Part::Window => {
                let number = floor.windows.iter().find(|one| one.id.as_str() == id).map_or(0, |one| one.number);
                filled(&words.window_n, &[&number.to_string()])
            }
            Part::Clerk => {
                let found = floor.clerks.iter().find(|one| one.id.as_str() == id);
                found.map(|one| one.name.to_string()).unwrap_or_default()
            }
            Part::Office => words.the_office.clone(),
            Part::Languages => words.f_languages.clone(),
            Part::Hours => words.f_hours.clone(),
            Part::Holidays => words.f_holidays.clone(),
            Part::Notices => words.notices.clone(),
            Part::Rules => words.rules.clone(),
            Part::Booking => words.booking_rules.clone(),
            Part::Refuse => words.f_refuse.clone(),
            Part::Park => words.f_park.clone(),
            Part::Pause => words.f_pause.clone(),
            Part::OutOfTurn => words.f_out_of_turn.clone(),
            Part::Coupon => words.coupon.clone(),
            Part::Picture => named(floor.pictures.iter().find(|one| one.id.as_str() == id).map(|one| &one.says)),
            Part::Device => id.to_owned(),
        }
    }
}

impl Part {
    /// Whether the key of a new one is typed.
    pub fn is_keyed(self) -> bool {
        self.list().is_some() && self != Self::Picture
    }

    /// The title of the form for a new one.
    pub fn adding(self, words: &'static Words) -> &'static str {
        match self {
            Self::Service => &words.add_service,
            Self::Purpose => &words.add_purpose,
            Self::Window => &words.add_window,
            Self::Category => &words.add_category,
            Self::Clerk => &words.add_person,
            Self::Hall => &words.add_hall,
            Self::Group => &words.add_group,
            Self::Picture => &words.add_picture,
            Self::Device => &words.add_device,
            Self::Office
            | Self::Languages
            | Self::Hours
            | Self::Holidays
            | Self::Notices
            | Self::Rules
            | Self::Booking
            | Self::Refuse
            | Self::Park
            | Self::Pause
            | Self::OutOfTurn
            | Self::Coupon => "",
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

/// A key that nothing of this list has.
pub fn free_key(root: &Table, list: &str) -> String {
    let is_taken = |key: &String| entries(root, list).any(|one| id_of(one) == key);
    let mut keys = (1..).map(|number: u32| format!("{list}-{number}"));
    keys.find(|key| !is_taken(key)).expect("the numbers do not end")
}

/// The key of an entry.
pub fn id_of(entry: &Table) -> &str {
    entry.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// What stands in a field.
pub fn value_at<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    match key.split_once('.') {
        Some((outer, inner)) => value_at(table.get(outer)?.as_table()?, inner),
        None => table.get(key),
    }
}

/// Writes a field, or takes it out; a table within that has nothing left goes with it.
pub fn place_at(table: &mut Table, key: &str, value: Option<Value>) {
    let Some((outer, inner)) = key.split_once('.') else {
        match value {
            Some(value) => table.insert(key.to_owned(), value),
            None => table.remove(key),
        };
        return;
    };
    let within = table.entry(outer).or_insert_with(|| Value::Table(Table::new())).as_table_mut();
    let left = within.map(|within| {
        place_at(within, inner, value);
        within.len()
    });
    if left == Some(0) {
        table.remove(outer);
    }
}
