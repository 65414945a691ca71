//! Differences, values and refusals of a configuration in the reader's words.

mod fault;
mod field;
mod refusal;

use std::collections::BTreeSet;

use jiff::civil::Time;
use queue::Actor;
use queue::change::{Change, Difference, Fields, Thing, Value};
use queue::floor::{DeviceRole, Floor, IssueHours, PlaceRule, Policy, Reason, Role, Text, Weekday};
use queue::ids::{ClerkId, Language, ReasonId, ServiceId};

use super::words::Words;
use crate::config::export;
use crate::web::staff::dates::date;
use crate::web::words::{filled, own_name};
pub use fault::{fault, of_another};
pub use field::{field, field_in_form, field_of, known_field, numbered};

/// Speaks of a change from one floor to another.
pub struct Teller<'a> {
    pub words: &'static Words,
    pub language: &'a Language,
    /// Where the names of what is gone are found.
    pub old: &'a Floor,
    /// Where names are found first.
    pub new: &'a Floor,
}

/// One difference as a row.
pub struct Row {
    /// What it is, such as a service's name.
    pub what: String,
    /// Which of its fields; or that it is new or gone.
    pub field: String,
    /// What it was and what it is; nothing for the whole of something.
    pub values: Option<(String, String)>,
}

/// A role's name.
pub fn role(words: &'static Words, role: Role) -> &'static str {
    match role {
        Role::Clerk => &words.clerk,
        Role::Receptionist => &words.receptionist,
        Role::Manager => &words.manager,
        Role::Administrator => &words.administrator,
    }
}

/// A device's kind.
pub fn device_role(words: &'static Words, role: DeviceRole) -> &'static str {
    match role {
        DeviceRole::Kiosk => &words.kiosk,
        DeviceRole::Console => &words.console,
        DeviceRole::Hall => &words.hall_display,
    }
}

/// A place's name.
pub fn place(words: &'static Words, place: PlaceRule) -> &'static str {
    match place {
        PlaceRule::KeepsTime => &words.keeps_time,
        PlaceRule::Front => &words.front,
        PlaceRule::Back => &words.back,
    }
}

/// Whose turn it is, by name.
pub fn policy(words: &'static Words, policy: Policy) -> String {
    match policy {
        Policy::FirstCome => words.first_come.clone(),
        Policy::Credit => words.credit.clone(),
        Policy::Ratio { general } => filled(&words.ratio, &[&general.to_string()]),
    }
}

/// Yes or no.
pub fn yes(words: &'static Words, is: bool) -> String {
    if is { words.yes.clone() } else { words.no.clone() }
}

/// A time of day as these pages write it.
pub fn time(time: Time) -> String {
    export::time(time)
}

/// Hours of a week, days with the same ones together: `Mon–Fri 08:30–17:00, Sat 09:00–13:00`.
pub fn hours(words: &'static Words, hours: &IssueHours) -> String {
    const WEEK: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let of = |at: usize| hours.0.get(&WEEK[at]).filter(|intervals| !intervals.is_empty());
    let mut said = Vec::new();
    let mut from = 0;
    while from < WEEK.len() {
        let to = (from..WEEK.len()).take_while(|at| of(*at) == of(from)).last().unwrap_or(from);
        if let Some(intervals) = of(from) {
            let (first, last) = (&words.weekdays[from], &words.weekdays[to]);
            let days = if from == to { first.clone() } else { format!("{first}–{last}") };
            let times: Vec<_> = intervals.iter().map(|one| one.written().join("–")).collect();
            said.push(format!("{days} {}", times.join(", ")));
        }
        from = to + 1;
    }
    if said.is_empty() { words.never.clone() } else { said.join("; ") }
}

/// Who changed the floor.
pub fn author(words: &'static Words, floor: &Floor, by: &Actor) -> String {
    match by {
        Actor::Staff(clerk) => person(floor, clerk),
        Actor::Office | Actor::Kiosk(_) | Actor::Visitor | Actor::Time => words.the_file.clone(),
    }
}

/// Somebody's name; their key where the floor does not know them.
pub fn person(floor: &Floor, id: &ClerkId) -> String {
    floor.clerk(id).map_or_else(|| id.to_string(), |clerk| clerk.name.to_string())
}

/// All wordings in a value, in their order; nothing where it is none.
fn texts_of(value: &Value) -> Option<Vec<&Text>> {
    match value {
        Value::Text(text) => Some(vec![text]),
        Value::Texts(texts) => Some(texts.iter().collect()),
        Value::Reasons(reasons) => Some(reasons.iter().map(|reason| &reason.name).collect()),
        Value::Purposes(purposes) => {
            let whole = purposes.iter().flat_map(|purpose| {
                let documents = purpose.documents.iter().flat_map(|document| [&document.name, &document.note]);
                [&purpose.name].into_iter().chain(documents)
            });
            Some(whole.collect())
        }
        Value::Nothing
        | Value::Yes(_)
        | Value::Number(_)
        | Value::Word(_)
        | Value::Time(_)
        | Value::Days(_)
        | Value::Hours(_)
        | Value::Slots(_)
        | Value::Languages(_)
        | Value::Hall(_)
        | Value::Group(_)
        | Value::Services(_)
        | Value::Roles(_)
        | Value::Reason(_)
        | Value::ReasonKeys(_)
        | Value::Policy(_)
        | Value::Place(_)
        | Value::File(_)
        | Value::ShownIn(_)
        | Value::DeviceRole(_)
        | Value::Device(_)
        | Value::Order(_) => None,
    }
}

/// What is left of two lists without what both begin and end with.
fn differing<'a, 't>(was: &'a [&'t Text], now: &'a [&'t Text]) -> (&'a [&'t Text], &'a [&'t Text]) {
    let begin = was.iter().zip(now).take_while(|(was, now)| was == now).count();
    let (was, now) = (&was[begin..], &now[begin..]);
    let end = was.iter().rev().zip(now.iter().rev()).take_while(|(was, now)| was == now).count();
    (&was[..was.len() - end], &now[..now.len() - end])
}

impl Teller<'_> {
    fn said(&self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    /// A service's name; its key where neither floor has it.
    pub fn service(&self, id: &ServiceId) -> String {
        let found = self.new.service(id).or_else(|| self.old.service(id));
        found.map_or_else(|| id.to_string(), |service| self.said(&service.name))
    }

    fn thing(&self, thing: &Thing) -> String {
        let words = self.words;
        let named = |text: Option<&Text>, id: &dyn std::fmt::Display| {
            let said = text.map(|text| self.said(text)).filter(|said| !said.is_empty());
            said.unwrap_or_else(|| id.to_string())
        };
        match thing {
            Thing::Floor => words.the_office.clone(),
            Thing::Hall(id) => named(self.new.hall(id).or(self.old.hall(id)).map(|hall| &hall.name), id),
            Thing::Group(id) => {
                let mut groups = self.new.groups.iter().chain(&self.old.groups);
                named(groups.find(|group| group.id == *id).map(|group| &group.name), id)
            }
            Thing::Category(id) => named(self.new.category(id).or(self.old.category(id)).map(|one| &one.name), id),
            Thing::Service(id) => self.service(id),
            Thing::Window(id) => {
                let found = self.new.window(id).or(self.old.window(id));
                found.map_or_else(|| id.to_string(), |window| filled(&words.window_n, &[&window.number.to_string()]))
            }
            Thing::Picture(id) => named(self.new.picture(id).or(self.old.picture(id)).map(|one| &one.says), id),
            Thing::Clerk(id) => {
                self.new.clerk(id).or(self.old.clerk(id)).map_or_else(|| id.to_string(), |clerk| clerk.name.to_string())
            }
            Thing::Device(id) => id.to_string(),
        }
    }

    /// All differences, each as a row; what came into a list and what went out of it are two, and what is new or gone is told whole.
    pub fn rows(&self, differences: &[Difference]) -> Vec<Row> {
        let rows = |difference: &Difference| match &difference.change {
            Change::Field { key, was, now } => {
                self.moved(&difference.of, key, was, now).unwrap_or_else(|| vec![self.row(difference)])
            }
            Change::Added(fields) => self.whole(difference, fields, |said| (String::new(), said)),
            Change::Removed(fields) => self.whole(difference, fields, |said| (said, String::new())),
        };
        differences.iter().flat_map(rows).collect()
    }

    /// Something with all that it is or was; what says nothing is left out.
    fn whole(&self, of: &Difference, fields: &Fields, side: impl Fn(String) -> (String, String)) -> Vec<Row> {
        let said = fields.iter().map(|(key, value)| (key, self.both(&Value::Nothing, value).1));
        let said = said.filter(|(_, said)| *said != self.words.nothing);
        let row = |(key, said): (&&'static str, String)| Row {
            what: self.thing(&of.of),
            field: self.field(&of.of, key),
            values: Some(side(said)),
        };
        [self.row(of)].into_iter().chain(said.map(row)).collect()
    }

    /// What went out of a list and what came in; nothing where it is no list, or another order is part of it.
    fn moved(&self, of: &Thing, key: &str, was: &Value, now: &Value) -> Option<Vec<Row>> {
        let (gone, new) = if let (Value::Services(was), Value::Services(now)) = (was, now) {
            let split = |these: &[ServiceId], those: &[ServiceId]| -> (Vec<_>, Vec<_>) {
                these.iter().cloned().partition(|one| those.contains(one))
            };
            let ((kept, gone), (kept_now, new)) = (split(was, now), split(now, was));
            // The services that follow do so in their order.
            if kept != kept_now || key == "then" {
                return None;
            }
            (Value::Services(gone), Value::Services(new))
        } else if let (Value::Days(was), Value::Days(now)) = (was, now) {
            (Value::Days(was - now), Value::Days(now - was))
        } else {
            return self.moved_texts(of, key, was, now);
        };
        let nothing = [Value::Services(Vec::new()), Value::Days(BTreeSet::new())];
        let said = |value: &Value| (!nothing.contains(value)).then(|| self.value(value));
        let gone = said(&gone).map(|said| self.out(of, key, said));
        let rows = gone.into_iter().chain(said(&new).map(|said| self.come(of, key, said)));
        Some(rows.collect()).filter(|rows: &Vec<Row>| !rows.is_empty())
    }

    /// The same of a list of wordings, where some only went or only came.
    fn moved_texts(&self, of: &Thing, key: &str, was: &Value, now: &Value) -> Option<Vec<Row>> {
        let lists = (texts_of(was)?, texts_of(now)?);
        let (was, now) = differing(&lists.0, &lists.1);
        match (was.is_empty(), now.is_empty()) {
            (false, true) => Some(vec![self.out(of, key, self.texts(was, now).0)]),
            (true, false) => Some(vec![self.come(of, key, self.texts(was, now).1)]),
            (true, true) | (false, false) => None,
        }
    }

    fn out(&self, of: &Thing, key: &str, said: String) -> Row {
        self.of_list(of, key, &self.words.removed, (said, String::new()))
    }

    fn come(&self, of: &Thing, key: &str, said: String) -> Row {
        self.of_list(of, key, &self.words.added, (String::new(), said))
    }

    fn of_list(&self, of: &Thing, key: &str, how: &str, values: (String, String)) -> Row {
        Row { what: self.thing(of), field: format!("{}, {how}", field(self.words, key)), values: Some(values) }
    }

    fn field(&self, of: &Thing, key: &str) -> String {
        if matches!(of, Thing::Clerk(_)) { field_of(self.words, "clerk", key) } else { field(self.words, key) }
    }

    /// A difference as a row.
    pub fn row(&self, difference: &Difference) -> Row {
        let what = self.thing(&difference.of);
        match &difference.change {
            Change::Added(_) => Row { what, field: self.words.added.clone(), values: None },
            Change::Removed(_) => Row { what, field: self.words.removed.clone(), values: None },
            Change::Field { key, was, now } => {
                let values = self.both(was, now);
                let alike = values.0 == values.1;
                let values = if alike { (String::new(), self.words.otherwise.clone()) } else { values };
                Row { what, field: self.field(&difference.of, key), values: Some(values) }
            }
        }
    }

    /// What a field was and what it is.
    fn both(&self, was: &Value, now: &Value) -> (String, String) {
        match (texts_of(was), texts_of(now)) {
            (None, None) => (self.value(was), self.value(now)),
            (was, now) => {
                let (was, now) = (was.unwrap_or_default(), now.unwrap_or_default());
                let (was, now) = differing(&was, &now);
                self.texts(was, now)
            }
        }
    }

    /// What differs of wordings, in each language in which it does, in the office's order; each by its name where there are several.
    fn texts(&self, was: &[&Text], now: &[&Text]) -> (String, String) {
        fn said<'a>(texts: &[&'a Text], language: &Language) -> Vec<Option<&'a str>> {
            texts.iter().map(|text| text.0.get(language).map(|said| &**said)).collect()
        }
        let known: BTreeSet<_> = was.iter().chain(now).flat_map(|text| text.0.keys()).collect();
        let gone = self.old.languages.iter().filter(|language| !self.new.languages.contains(language));
        let spoken = self.new.languages.iter().chain(gone).filter(|language| known.contains(language));
        let differing: Vec<_> = spoken.filter(|language| said(was, language) != said(now, language)).collect();
        let of = |texts: &[&Text]| {
            let worded = |language: &&Language| {
                let worded = said(texts, language).into_iter().flatten().collect::<Vec<_>>().join("; ");
                let named =
                    || if differing.len() > 1 { format!("{}: {worded}", own_name(language)) } else { worded.clone() };
                (!worded.is_empty()).then(named)
            };
            let each: Vec<_> = differing.iter().filter_map(worded).collect();
            if each.is_empty() { self.words.nothing.clone() } else { each.join(" / ") }
        };
        (of(was), of(now))
    }

    fn value(&self, value: &Value) -> String {
        let words = self.words;
        let list = |items: Vec<String>| if items.is_empty() { words.nothing.clone() } else { items.join(", ") };
        match value {
            Value::Nothing => words.nothing.clone(),
            Value::Yes(is) => yes(words, *is),
            Value::Number(number) => number.to_string(),
            Value::Word(word) => word.to_string(),
            Value::Text(text) => self.said(text),
            Value::Texts(texts) => list(texts.iter().map(|text| self.said(text)).collect()),
            Value::Time(at) => time(*at),
            Value::Days(days) => list(days.iter().map(|day| date(*day)).collect()),
            Value::Hours(week) => hours(words, week),
            Value::Slots(plan) => filled(&words.slots_of, &[&hours(words, &plan.hours), &plan.places.to_string()]),
            Value::Languages(languages) => list(languages.iter().map(|one| own_name(one).to_owned()).collect()),
            Value::Hall(id) => self.thing(&Thing::Hall(id.clone())),
            Value::Group(id) => self.thing(&Thing::Group(id.clone())),
            Value::Services(services) => list(services.iter().map(|id| self.service(id)).collect()),
            Value::Purposes(purposes) => list(purposes.iter().map(|purpose| self.said(&purpose.name)).collect()),
            Value::Roles(roles) => list(roles.iter().map(|one| role(words, *one).to_owned()).collect()),
            Value::Reasons(reasons) => list(reasons.iter().map(|reason| self.said(&reason.name)).collect()),
            Value::Reason(reason) => self.reason(reason, |floor| &floor.reasons.refuse),
            Value::ReasonKeys(reasons) => {
                list(reasons.iter().map(|one| self.reason(one, |floor| &floor.reasons.out_of_turn)).collect())
            }
            Value::Policy(set) => policy(words, *set),
            Value::Place(set) => place(words, *set).to_owned(),
            Value::File(file) => file.short().to_owned(),
            Value::ShownIn(hall) => match hall {
                Some(id) => self.thing(&Thing::Hall(id.clone())),
                None => words.every_hall.clone(),
            },
            Value::DeviceRole(role) => device_role(words, *role).to_owned(),
            Value::Device(id) => id.to_string(),
            Value::Order(things) => list(things.iter().map(|thing| self.thing(thing)).collect()),
        }
    }

    /// A reason's wording; its key where neither floor has it.
    fn reason(&self, id: &ReasonId, among: impl Fn(&Floor) -> &Vec<Reason>) -> String {
        let found = among(self.new).iter().chain(among(self.old)).find(|reason| reason.id == *id);
        found.map_or_else(|| id.to_string(), |reason| self.said(&reason.name))
    }
}
