//! Differences, values and refusals of a configuration in the reader's words.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use queue::change::{Change, Difference, Thing, Value};
use queue::floor::{Floor, IssueHours, PlaceRule, Policy, Role, Text, Weekday};
use queue::ids::{Language, ServiceId};
use queue::{Actor, Rejection};

use super::words::Words;
use crate::config::export;
use crate::web::words::{filled, own_name};

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

/// A field's name; its key where the pages have no word for it.
pub fn field(words: &'static Words, key: &str) -> String {
    let known = match key.strip_prefix("office.").or(key.strip_prefix("rules.")).unwrap_or(key) {
        "id" => &words.f_id,
        "name" => &words.f_name,
        "short" => &words.f_short,
        "letter" => &words.f_letter,
        "daily_limit" => &words.f_daily_limit,
        "service_norm_min" => &words.f_service_norm,
        "wait_norm_min" => &words.f_wait_norm,
        "hours" => &words.f_hours,
        "at_kiosk" => &words.f_at_kiosk,
        "hall" => &words.f_hall,
        "group" => &words.f_group,
        "then" => &words.f_then,
        "purpose" => &words.f_purpose,
        "slots" => &words.f_slots,
        "mark" => &words.f_mark,
        "note" => &words.f_note,
        "preferential" => &words.f_preferential,
        "wait_limit_min" => &words.f_wait_limit,
        "number" => &words.f_number,
        "services" => &words.f_services,
        "whereabouts" => &words.f_whereabouts,
        "roles" => &words.f_roles,
        "received_at" => &words.f_received_at,
        "hours_for" => &words.f_hours_for,
        "languages" => &words.f_languages,
        "public_url" => &words.f_public_url,
        "time_zone" => &words.f_time_zone,
        "holidays" => &words.f_holidays,
        "day_turns_at" => &words.f_day_turns,
        "notices" => &words.notices,
        "policy" => &words.f_policy,
        "ratio_general" => &words.f_ratio,
        "call_finishes" => &words.f_call_finishes,
        "no_show_calls" => &words.f_no_show_calls,
        "no_show_after_s" => &words.f_no_show_after,
        "more_time_s" => &words.f_more_time,
        "no_show_alone_s" => &words.f_no_show_alone,
        "come_back_min" => &words.f_come_back,
        "place_transferred" => &words.f_place_transferred,
        "place_next_service" => &words.f_place_next,
        "place_came_back" => &words.f_place_back,
        "undo_s" => &words.f_undo,
        "service" => &words.services,
        "window" => &words.windows,
        "category" => &words.categories,
        "clerk" => &words.people,
        "reasons.refuse" => &words.f_refuse,
        "reasons.park" => &words.f_park,
        "reasons.pause" => &words.f_pause,
        "reasons.out_of_turn" => &words.f_out_of_turn,
        other => return other.to_owned(),
    };
    known.clone()
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

/// A date as these pages write it.
pub fn date(date: Date) -> String {
    date.strftime("%d.%m.%Y").to_string()
}

fn time(time: Time) -> String {
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
            let times: Vec<_> = intervals.iter().map(|one| format!("{}–{}", time(one.from), time(one.to))).collect();
            said.push(format!("{days} {}", times.join(", ")));
        }
        from = to + 1;
    }
    if said.is_empty() { words.never.clone() } else { said.join("; ") }
}

/// Who changed the floor.
pub fn author(words: &'static Words, floor: &Floor, by: &Actor) -> String {
    match by {
        Actor::Staff(clerk) => floor.clerk(clerk).map_or_else(|| clerk.to_string(), |clerk| clerk.name.to_string()),
        Actor::Office | Actor::Kiosk(_) | Actor::Visitor | Actor::Time => words.the_file.clone(),
    }
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
            Thing::Clerk(id) => {
                self.new.clerk(id).or(self.old.clerk(id)).map_or_else(|| id.to_string(), |clerk| clerk.name.to_string())
            }
        }
    }

    /// All differences, each as a row; what came into a list and what went out of it are two.
    pub fn rows(&self, differences: &[Difference]) -> Vec<Row> {
        let rows = |difference: &Difference| {
            let moved = match &difference.change {
                Change::Field { key, was, now } => self.moved(&difference.of, key, was, now),
                Change::Added | Change::Removed => None,
            };
            moved.unwrap_or_else(|| vec![self.row(difference)])
        };
        differences.iter().flat_map(rows).collect()
    }

    /// What went out of a list and what came in; nothing where it is no list, or another order is all.
    fn moved(&self, of: &Thing, key: &str, was: &Value, now: &Value) -> Option<Vec<Row>> {
        let (gone, new) = if let (Value::Services(was), Value::Services(now)) = (was, now) {
            let apart = |these: &[ServiceId], those: &[ServiceId]| {
                Value::Services(these.iter().filter(|one| !those.contains(one)).cloned().collect())
            };
            (apart(was, now), apart(now, was))
        } else if let (Value::Days(was), Value::Days(now)) = (was, now) {
            (Value::Days(was - now), Value::Days(now - was))
        } else {
            return None;
        };
        let nothing = [Value::Services(Vec::new()), Value::Days(BTreeSet::new())];
        let row = |value: &Value, how: &String, is_new: bool| {
            let said = self.value(value);
            let values = if is_new { (String::new(), said) } else { (said, String::new()) };
            let field = format!("{}, {how}", field(self.words, key));
            (!nothing.contains(value)).then(|| Row { what: self.thing(of), field, values: Some(values) })
        };
        let rows = row(&gone, &self.words.removed, false).into_iter().chain(row(&new, &self.words.added, true));
        Some(rows.collect()).filter(|rows: &Vec<Row>| !rows.is_empty())
    }

    /// A difference as a row.
    pub fn row(&self, difference: &Difference) -> Row {
        let what = self.thing(&difference.of);
        match &difference.change {
            Change::Added => Row { what, field: self.words.added.clone(), values: None },
            Change::Removed => Row { what, field: self.words.removed.clone(), values: None },
            Change::Field { key, was, now } => {
                let values = match (was, now) {
                    (Value::Text(was), Value::Text(now)) => self.texts(&[was], &[now]),
                    (Value::Texts(was), Value::Texts(now)) => {
                        self.texts(&was.iter().collect::<Vec<_>>(), &now.iter().collect::<Vec<_>>())
                    }
                    (was, now) => (self.value(was), self.value(now)),
                };
                let alike = values.0 == values.1;
                let values = if alike { (String::new(), self.words.otherwise.clone()) } else { values };
                Row { what, field: field(self.words, key), values: Some(values) }
            }
        }
    }

    /// What differs of wordings, in each language in which it does.
    fn texts(&self, was: &[&Text], now: &[&Text]) -> (String, String) {
        fn said<'a>(texts: &[&'a Text], language: &Language) -> Vec<Option<&'a str>> {
            texts.iter().map(|text| text.0.get(language).map(|said| &**said)).collect()
        }
        let known: BTreeSet<_> = was.iter().chain(now).flat_map(|text| text.0.keys()).collect();
        let differing: Vec<_> =
            known.into_iter().filter(|language| said(was, language) != said(now, language)).collect();
        let of = |texts: &[&Text]| {
            let each = differing.iter().map(|language| said(texts, language).into_iter().flatten().collect::<Vec<_>>());
            let each: Vec<_> = each.filter(|said| !said.is_empty()).map(|said| said.join("; ")).collect();
            if each.is_empty() { self.words.nothing.clone() } else { each.join(" / ") }
        };
        (of(was), of(now))
    }

    fn value(&self, value: &Value) -> String {
        let words = self.words;
        let list = |items: Vec<String>| if items.is_empty() { words.nothing.clone() } else { items.join(", ") };
        match value {
            Value::Nothing => words.nothing.clone(),
            Value::Yes(true) => words.yes.clone(),
            Value::Yes(false) => words.no.clone(),
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
            Value::Reason(reason) => reason.to_string(),
            Value::ReasonKeys(reasons) => list(reasons.iter().map(ToString::to_string).collect()),
            Value::Policy(set) => policy(words, *set),
            Value::Place(set) => place(words, *set).to_owned(),
            Value::Order(keys) => list(keys.iter().map(|key| key.to_string()).collect()),
        }
    }

    /// Why a change cannot be now.
    pub fn refusal(&self, why: &Rejection) -> String {
        let words = self.words;
        match why {
            Rejection::ServiceInUse { service } => filled(&words.r_service, &[&self.service(service)]),
            Rejection::ServiceBooked { service } => filled(&words.r_booked, &[&self.service(service)]),
            Rejection::CategoryInUse { category } => {
                filled(&words.r_category, &[&self.thing(&Thing::Category(category.clone()))])
            }
            Rejection::LanguageInUse { language } => filled(&words.r_language, &[own_name(language)]),
            Rejection::WindowInUse { window } => {
                filled(&words.r_window, &[&self.thing(&Thing::Window(window.clone()))])
            }
            Rejection::ClerkInUse { clerk } => filled(&words.r_clerk, &[&self.thing(&Thing::Clerk(clerk.clone()))]),
            Rejection::DayInUse { .. } => words.r_day.clone(),
            Rejection::NothingToChange => words.nothing_changes.clone(),
            // None of these stands against a configuration.
            Rejection::NoFloor
            | Rejection::UnknownService
            | Rejection::UnknownCategory
            | Rejection::UnknownLanguage
            | Rejection::UnknownWindow
            | Rejection::UnknownClerk
            | Rejection::UnknownTicket
            | Rejection::UnknownReason
            | Rejection::BadVisit
            | Rejection::IssueNotYet { .. }
            | Rejection::IssueOver { .. }
            | Rejection::ClosedToday { .. }
            | Rejection::LimitReached { .. }
            | Rejection::IssueStopped
            | Rejection::AlreadyCalled
            | Rejection::NotSignedIn
            | Rejection::NoWindow
            | Rejection::HoldsWindow { .. }
            | Rejection::WindowTaken { .. }
            | Rejection::WindowPaused
            | Rejection::WindowNotPaused
            | Rejection::WindowClosed
            | Rejection::TargetPaused
            | Rejection::WindowDoesNotServe
            | Rejection::WindowBusy { .. }
            | Rejection::NobodyAtWindow
            | Rejection::NobodyWaiting
            | Rejection::AlreadyStarted
            | Rejection::NotStarted
            | Rejection::TooEarlyForNoShow { .. }
            | Rejection::NotWaiting
            | Rejection::NotParked
            | Rejection::NotNoShow
            | Rejection::ComeBackTooLate
            | Rejection::NoNextService
            | Rejection::SameTarget
            | Rejection::NoRightClaimed
            | Rejection::NoGeneralCategory
            | Rejection::BadAlarm
            | Rejection::VisitorNeedsDecision { .. }
            | Rejection::NothingToUndo
            | Rejection::UndoTooLate
            | Rejection::UndoOvertaken
            | Rejection::LimitTooLarge { .. }
            | Rejection::Booking(_) => why.to_string(),
        }
    }
}
