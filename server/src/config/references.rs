//! What holds between the parts of a floor: keys that are named exist, nothing stands there twice, every visitor can be received.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use queue::floor::{DeviceRole, Role};
use queue::{Floor, Number};

use super::document::Section;
use super::fault::{Fault, Said};

/// Largest description of a floor that is sent to devices, in bytes of JSON.
const VIEW_LIMIT: usize = 512 * 1024;

pub fn check(root: &Section<'_>, floor: &Floor) {
    once(root, "hall", "id", floor.halls.iter().map(|hall| &hall.id));
    once(root, "group", "id", floor.groups.iter().map(|group| &group.id));
    once(root, "category", "id", floor.categories.iter().map(|category| &category.id));
    once(root, "service", "id", floor.services.iter().map(|service| &service.id));
    once(root, "window", "id", floor.windows.iter().map(|window| &window.id));
    once(root, "window", "number", floor.windows.iter().map(|window| window.number));
    once(root, "clerk", "id", floor.clerks.iter().map(|clerk| &clerk.id));
    once(root, "picture", "id", floor.pictures.iter().map(|picture| &picture.id));
    once(root, "device", "id", floor.devices.iter().map(|device| &device.id));
    some(root, "hall", floor.halls.len());
    some(root, "category", floor.categories.len());
    some(root, "service", floor.services.len());
    some(root, "window", floor.windows.len());
    people(root, floor);
    if floor.categories.first().is_some_and(|first| first.preferential) {
        root.wrong(
            "category",
            Fault::PreferentialFirst.said("begins with a preferential one"),
            "put the general category first",
        );
    }
    services(root, floor);
    windows(root, floor);
    letters(root, floor);
    pictures(root, floor);
    devices(root, floor);
    let shown = Floor { devices: Vec::new(), ..floor.clone() };
    let bytes = serde_json::to_string(&shown).map_or(0, |text| text.len());
    if bytes > VIEW_LIMIT {
        let mend = format!("shorten texts and documents to {VIEW_LIMIT} bytes together");
        root.wrong("service", format!("makes a description of {bytes} bytes"), mend);
    }
}

/// Of what could not be read another reason is told already.
fn once<T: Display + Ord>(root: &Section<'_>, list: &str, field: &str, keys: impl Iterator<Item = T>) {
    let mut seen = BTreeSet::new();
    for (index, key) in keys.enumerate() {
        let text = key.to_string();
        if !root.is_wrong_in_entry(list, index, field) && !seen.insert(key) {
            let problem = Fault::Twice(text.clone()).said(format!("\"{text}\" is there twice"));
            root.wrong_in_entry(list, index, field, problem, format!("give each its own {field}"));
        }
    }
}

fn some(root: &Section<'_>, list: &str, count: usize) {
    if count == 0 {
        root.wrong(list, Fault::NothingListed.said("is missing"), format!("add at least one [[{list}]]"));
    }
}

/// Somebody calls visitors, or can add whoever will.
fn people(root: &Section<'_>, floor: &Floor) {
    let has = |role| floor.clerks.iter().any(|clerk| clerk.roles.contains(&role));
    if !has(Role::Clerk) && !has(Role::Administrator) {
        let (fault, problem) = if floor.clerks.is_empty() {
            (Fault::NothingListed, "is missing")
        } else {
            (Fault::NobodyCalls, "has nobody who calls visitors")
        };
        let mend = "add a [[clerk]] with roles = [\"clerk\"], or with roles = [\"administrator\"], who adds the others on the page Settings";
        root.wrong("clerk", fault.said(problem), mend);
    }
}

/// Something is named that is not there.
fn names(key: &impl Display, sentence: &str) -> Said {
    Fault::Names(key.to_string()).said(format!("{sentence} \"{key}\""))
}

fn services(root: &Section<'_>, floor: &Floor) {
    for (index, service) in floor.services.iter().enumerate() {
        let id = &service.id;
        let wrong = |problem: Said, mend: &str| root.wrong_entry("service", index, problem, mend);
        let wrong_in =
            |field: &str, problem: Said, mend: &str| root.wrong_in_entry("service", index, field, problem, mend);
        if floor.hall(&service.hall).is_none() {
            wrong_in("hall", names(&service.hall, "names the hall"), "name one of the [[hall]] ids");
        }
        if let Some(group) = service.group.as_ref().filter(|group| floor.groups.iter().all(|known| known.id != **group))
        {
            wrong_in("group", names(group, "names the group"), "name one of the [[group]] ids");
        }
        for next in service.then.iter().filter(|next| floor.service(next).is_none() || *next == id) {
            wrong_in("then", names(next, "is followed by"), "name another service that exists");
        }
        if !floor.windows.iter().any(|window| window.services.contains(id)) {
            wrong(Fault::Unreceived.said("is received at no window"), "add its id to the services of a [[window]]");
        }
        if service.issue.0.is_empty() {
            wrong(Fault::NoHours.said("has no hours"), "add hours to [hours] or to [service.hours]");
        }
    }
}

fn windows(root: &Section<'_>, floor: &Floor) {
    for (index, window) in floor.windows.iter().enumerate() {
        let wrong_in =
            |field: &str, problem: Said, mend: &str| root.wrong_in_entry("window", index, field, problem, mend);
        if floor.hall(&window.hall).is_none() {
            wrong_in("hall", names(&window.hall, "names the hall"), "name one of the [[hall]] ids");
        }
        if window.services.is_empty() {
            wrong_in("services", Fault::ReceivesNobody.said("receives nobody"), "add services = [\"...\"]");
        }
        for service in window.services.iter().filter(|service| floor.service(service).is_none()) {
            wrong_in("services", names(service, "names the service"), "name one of the [[service]] ids");
        }
    }
}

fn pictures(root: &Section<'_>, floor: &Floor) {
    for (index, picture) in floor.pictures.iter().enumerate() {
        if let Some(hall) = picture.hall.as_ref().filter(|hall| floor.hall(hall).is_none()) {
            let mend = "name one of the [[hall]] ids";
            root.wrong_in_entry("picture", index, "hall", names(hall, "names the hall"), mend);
        }
    }
}

fn devices(root: &Section<'_>, floor: &Floor) {
    let kiosks = floor.devices.iter().filter(|device| device.role == DeviceRole::Kiosk);
    let kiosks: BTreeSet<_> = kiosks.map(|kiosk| &kiosk.id).collect();
    for (index, device) in floor.devices.iter().enumerate() {
        if let Some(id) = device.prints_at.as_ref().filter(|id| !kiosks.contains(id)) {
            let problem = Fault::NoKiosk(id.to_string()).said(format!("prints at \"{id}\""));
            root.wrong_in_entry("device", index, "prints_at", problem, "name a device whose role is kiosk");
        }
    }
}

/// Services that share a letter share its 999 numbers (Q3); the last of them is named.
fn letters(root: &Section<'_>, floor: &Floor) {
    let mut limits: BTreeMap<_, u32> = BTreeMap::new();
    let is_read = |index: &usize| !root.is_wrong_in_entry("service", *index, "letter");
    for (index, service) in floor.services.iter().enumerate().filter(|(index, _)| is_read(index)) {
        let sum = limits.entry(service.letter).or_default();
        *sum += u32::from(service.daily_limit)
            + service
                .slots
                .as_ref()
                .map_or(0, |plan| floor.rules.booking.most_places(plan, floor.calendar.day_turns_at));
        if *sum > u32::from(Number::LARGEST) {
            let (letter, most) = (service.letter.as_char(), Number::LARGEST);
            let problem = format!(
                "makes {sum} coupons and booked places a day under the letter {letter}, which has {most} numbers"
            );
            root.wrong_entry(
                "service",
                index,
                Fault::TooManyNumbers { sum: *sum, letter, most }.said(problem),
                "lower daily_limit or slots.places, or give the service another letter",
            );
        }
    }
}
