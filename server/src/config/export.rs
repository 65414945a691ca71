//! A floor written as the configuration file reads it. Only what is the floor's: where the server listens, keys and mail are the machine's
//! and are not here.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};

use jiff::civil::Time;
use queue::Floor;
use queue::booking::slots::{BookingRules, SlotPlan};
use queue::floor::{
    Category, Clerk, Coupon, Device, DeviceRole, IssueHours, Picture, PlaceRule, Policy, Purpose, Reason, Reasons,
    Role, Rules, Service, Text,
};
use queue::floor::{Weekday, Window};
use toml::Value;

/// The file's text. Reading it gives the very same floor.
pub fn toml(floor: &Floor) -> String {
    let mut file = File(String::new());
    file.office(floor);
    let usual = usual_hours(floor);
    file.table("hours");
    file.week(&usual);
    file.rules(&floor.rules);
    file.coupon(&floor.coupon);
    for hall in &floor.halls {
        file.entry("hall", &hall.id);
        file.text("name", &hall.name);
    }
    for group in &floor.groups {
        file.entry("group", &group.id);
        file.text("name", &group.name);
    }
    floor.categories.iter().for_each(|category| file.category(category));
    floor.services.iter().for_each(|service| file.service(service, &usual));
    floor.windows.iter().for_each(|window| file.window(window));
    floor.clerks.iter().for_each(|clerk| file.clerk(clerk));
    floor.pictures.iter().for_each(|picture| file.picture(picture));
    floor.devices.iter().for_each(|device| file.device(device));
    file.reasons(&floor.reasons);
    file.0
}

/// The hours that most services have.
fn usual_hours(floor: &Floor) -> IssueHours {
    let mut counted: BTreeMap<String, (usize, &IssueHours)> = BTreeMap::new();
    for service in &floor.services {
        counted.entry(format!("{:?}", service.issue)).or_insert((0, &service.issue)).0 += 1;
    }
    let most = counted.into_values().max_by_key(|(count, _)| *count);
    most.map(|(_, hours)| hours.clone()).unwrap_or_default()
}

/// A weekday's key.
pub fn day_key(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

/// A role's key.
pub fn role_key(role: Role) -> &'static str {
    match role {
        Role::Clerk => "clerk",
        Role::Receptionist => "receptionist",
        Role::Manager => "manager",
        Role::Administrator => "administrator",
    }
}

/// A device's kind.
pub fn device_role_key(role: DeviceRole) -> &'static str {
    match role {
        DeviceRole::Kiosk => "kiosk",
        DeviceRole::Console => "console",
        DeviceRole::Hall => "hall",
    }
}

/// A place's key.
pub fn place_key(place: PlaceRule) -> &'static str {
    match place {
        PlaceRule::KeepsTime => "keeps-time",
        PlaceRule::Front => "front",
        PlaceRule::Back => "back",
    }
}

/// A time of day as the file has it.
pub fn time(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

fn text(text: &Text) -> Value {
    Value::Table(text.0.iter().map(|(language, said)| (language.to_string(), said.to_string().into())).collect())
}

fn keys<T: Display>(list: &[T]) -> Value {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().into()
}

fn week(hours: &IssueHours) -> toml::Table {
    let day = |(day, intervals): (&Weekday, &Vec<_>)| (day_key(*day).to_owned(), intervals_of(intervals));
    hours.0.iter().filter(|(_, intervals)| !intervals.is_empty()).map(day).collect()
}

fn intervals_of(intervals: &[queue::floor::Interval]) -> Value {
    intervals.iter().map(|one| one.written().join("-")).collect::<Vec<_>>().into()
}

struct File(String);

impl File {
    fn line(&mut self, line: impl Display) {
        writeln!(self.0, "{line}").expect("text grows");
    }

    fn put(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        self.line(format_args!("{key} = {value}"));
    }

    fn text(&mut self, key: &str, said: &Text) {
        if !said.is_empty() {
            self.put(key, text(said));
        }
    }

    fn table(&mut self, name: &str) {
        self.line(format_args!("\n[{name}]"));
    }

    fn entry(&mut self, list: &str, id: &impl Display) {
        self.line(format_args!("\n[[{list}]]"));
        self.put("id", id.to_string());
    }

    /// A list with a line for each entry.
    fn list(&mut self, key: &str, entries: impl Iterator<Item = Value>) {
        self.line(format_args!("{key} = ["));
        entries.for_each(|entry| self.line(format_args!("    {entry},")));
        self.line("]");
    }

    fn office(&mut self, floor: &Floor) {
        self.line("[office]");
        self.text("name", &floor.office);
        self.put("languages", keys(&floor.languages));
        self.put("time_zone", floor.calendar.zone.name());
        if let Some(url) = &floor.public_url {
            self.put("public_url", &**url);
        }
        self.put("day_turns_at", time(floor.calendar.day_turns_at));
        self.list("holidays", floor.calendar.holidays.iter().map(|day| day.to_string().into()));
        self.list("notices", floor.notices.iter().map(text));
    }

    fn week(&mut self, hours: &IssueHours) {
        for (day, intervals) in hours.0.iter().filter(|(_, intervals)| !intervals.is_empty()) {
            self.put(day_key(*day), intervals_of(intervals));
        }
    }

    fn rules(&mut self, rules: &Rules) {
        self.table("rules");
        match rules.policy {
            Policy::FirstCome => self.put("policy", "first-come"),
            Policy::Credit => self.put("policy", "credit"),
            Policy::Ratio { general } => {
                self.put("policy", "ratio");
                self.put("ratio_general", i64::from(general));
            }
        }
        self.put("call_finishes", rules.call_finishes);
        self.put("no_show_calls", i64::from(rules.no_show_calls));
        self.put("no_show_after_s", i64::from(rules.no_show_after_s));
        self.put("more_time_s", i64::from(rules.more_time_s));
        if let Some(alone) = rules.no_show_alone_s {
            self.put("no_show_alone_s", i64::from(alone));
        }
        self.put("come_back_min", i64::from(rules.come_back_min));
        self.put("place_transferred", place_key(rules.place_transferred));
        self.put("place_next_service", place_key(rules.place_next_service));
        self.put("place_came_back", place_key(rules.place_came_back));
        self.put("undo_s", i64::from(rules.undo_s));
        self.booking(&rules.booking);
    }

    fn booking(&mut self, rules: &BookingRules) {
        self.table("rules.booking");
        self.put("slot_min", i64::from(rules.slot_min));
        self.put("days_ahead", i64::from(rules.days_ahead));
        self.put("a_day", i64::from(rules.a_day));
        self.put("a_claimed", i64::from(rules.a_claimed));
        self.put("a_contact", i64::from(rules.a_contact));
        self.put("a_known", i64::from(rules.of_known()));
        self.put("late_min", i64::from(rules.late_min));
        self.put("early_min", i64::from(rules.early_min));
        self.put("early_calls", rules.early_calls);
        self.put("wait_limit_min", i64::from(rules.wait_limit_min));
        self.put("first_after_min", i64::from(rules.first_after_min));
        self.put("change_until_h", i64::from(rules.change_until_h));
        self.put("changes", i64::from(rules.changes));
        self.put("missed", i64::from(rules.missed));
        self.put("missed_days", i64::from(rules.missed_days));
        self.put("remind_at", time(rules.remind_at));
        self.put("hold_min", i64::from(rules.hold_min));
        self.put("holds", i64::from(rules.holds));
        self.put("holds_a_source", i64::from(rules.holds_a_source));
        self.put("a_source", i64::from(rules.a_source));
    }

    fn coupon(&mut self, coupon: &Coupon) {
        self.table("coupon");
        let Coupon { ahead, wait, code, note, thanks } = coupon;
        self.put("ahead", *ahead);
        self.put("wait", *wait);
        self.put("code", *code);
        self.text("note", note);
        self.text("thanks", thanks);
    }

    fn category(&mut self, category: &Category) {
        self.entry("category", &category.id);
        self.text("name", &category.name);
        self.text("mark", &category.mark);
        self.text("note", &category.note);
        self.put("preferential", category.preferential);
        if let Some(limit) = category.wait_limit_min {
            self.put("wait_limit_min", i64::from(limit));
        }
    }

    fn service(&mut self, service: &Service, usual: &IssueHours) {
        self.entry("service", &service.id);
        self.put("letter", service.letter.as_char().to_string());
        self.text("name", &service.name);
        self.text("short", &service.short);
        if let Some(group) = &service.group {
            self.put("group", group.to_string());
        }
        self.put("hall", service.hall.to_string());
        self.put("daily_limit", i64::from(service.daily_limit));
        self.put("service_norm_min", i64::from(service.service_norm_min));
        self.put("wait_norm_min", i64::from(service.wait_norm_min));
        self.put("at_kiosk", service.at_kiosk);
        if !service.then.is_empty() {
            self.put("then", keys(&service.then));
        }
        if service.issue != *usual {
            self.put("hours", week(&service.issue));
        }
        if let Some(SlotPlan { hours, places }) = &service.slots {
            let places = ("places".to_owned(), i64::from(*places).into());
            // Slots at the hours of the coupons go on following them.
            let own = (*hours != service.issue).then(|| ("hours".to_owned(), Value::Table(week(hours))));
            self.put("slots", [places].into_iter().chain(own).collect::<toml::Table>());
        }
        service.purposes.iter().for_each(|purpose| self.purpose(purpose));
    }

    fn purpose(&mut self, purpose: &Purpose) {
        self.line("\n[[service.purpose]]");
        self.text("name", &purpose.name);
        let documents = purpose.documents.iter().map(|document| {
            let note = (!document.note.is_empty()).then(|| ("note".to_owned(), text(&document.note)));
            let name = ("name".to_owned(), text(&document.name));
            Value::Table([name].into_iter().chain(note).collect())
        });
        self.list("documents", documents);
    }

    fn window(&mut self, window: &Window) {
        self.entry("window", &window.id);
        self.put("number", i64::from(window.number));
        self.put("hall", window.hall.to_string());
        self.text("whereabouts", &window.whereabouts);
        self.put("services", keys(&window.services));
    }

    fn clerk(&mut self, clerk: &Clerk) {
        self.entry("clerk", &clerk.id);
        self.put("name", &*clerk.name);
        self.put("roles", clerk.roles.iter().map(|role| role_key(*role).to_owned()).collect::<Vec<_>>());
    }

    fn picture(&mut self, picture: &Picture) {
        let Picture { id, file, says, hall, shown_s } = picture;
        self.entry("picture", id);
        self.put("file", file.as_str());
        self.text("says", says);
        if let Some(hall) = hall {
            self.put("hall", hall.to_string());
        }
        self.put("shown_s", i64::from(*shown_s));
    }

    fn device(&mut self, device: &Device) {
        self.entry("device", &device.id);
        self.put("role", device_role_key(device.role));
        if let Some(kiosk) = &device.prints_at {
            self.put("prints_at", kiosk.to_string());
        }
    }

    fn reasons(&mut self, reasons: &Reasons) {
        self.table("reasons");
        let Reasons { refuse, mismatch, park, pause, out_of_turn, told } = reasons;
        for (key, list) in [("refuse", refuse), ("park", park), ("pause", pause), ("out_of_turn", out_of_turn)] {
            self.list(key, list.iter().map(reason));
        }
        if let Some(mismatch) = mismatch {
            self.put("mismatch", mismatch.to_string());
        }
        if !told.is_empty() {
            self.put("told", keys(told));
        }
    }
}

fn reason(reason: &Reason) -> Value {
    let pairs = [("id".to_owned(), reason.id.to_string().into()), ("name".to_owned(), text(&reason.name))];
    Value::Table(pairs.into_iter().collect())
}

#[cfg(test)]
mod tests;
