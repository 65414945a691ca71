//! Floors for the tests: small parts with plain keys, put together by each test as it needs them. No rule lives here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Time;
use queue::Floor;
use queue::booking::slots::SlotPlan;
use queue::floor::{
    Calendar, Category, Clerk, Coupon, Device, DeviceRole, Hall, Interval, IssueHours, Reason, Reasons, Role, Rules,
    Service, Text, Weekday, Window,
};
use queue::ids::{CategoryId, ClerkId, DeviceId, HallId, Language, ReasonId, ServiceId, WindowId};
use queue::number::Letter;
use queue::zone::Zone;

macro_rules! keys {
    ($($name:ident: $id:ty),* $(,)?) => {$(
        pub fn $name(key: &str) -> $id {
            <$id>::new(key).expect("a key of the tests")
        }
    )*};
}

keys! {
    service_id: ServiceId,
    category_id: CategoryId,
    window_id: WindowId,
    hall_id: HallId,
    clerk_id: ClerkId,
    reason_id: ReasonId,
    language: Language,
}

pub fn text(words: &str) -> Text {
    Text(BTreeMap::from([(language("en"), words.into())]))
}

/// `"08:30"`.
pub fn time(text: &str) -> Time {
    text.parse().expect("a local time")
}

/// `"08:30-13:00 14:00-17:00"`; none for an empty text.
pub fn intervals(text: &str) -> Vec<Interval> {
    let parts = text.split_whitespace().map(|part| part.split_once('-').expect("from-to"));
    parts.map(|(from, to)| Interval { from: time(from), to: time(to) }).collect()
}

pub const WORKDAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// The same hours on each workday.
pub fn on_workdays(hours: &str) -> IssueHours {
    IssueHours(WORKDAYS.into_iter().map(|day| (day, intervals(hours))).collect())
}

/// A service with its letter: 15 minutes of service, 30 of waiting, 100 coupons, from 08:30 to 17:00.
pub fn service(key: &str, letter: char) -> Service {
    Service {
        id: service_id(key),
        letter: Letter::new(letter).expect("a shared letter"),
        name: text(key),
        short: Text::default(),
        group: None,
        hall: hall_id("hall-1"),
        issue: on_workdays("08:30-17:00"),
        daily_limit: 100,
        service_norm_min: 15,
        wait_norm_min: 30,
        then: Vec::new(),
        purposes: Vec::new(),
        slots: None,
        at_kiosk: true,
    }
}

pub fn category(key: &str, preferential: bool, wait_limit_min: Option<u16>) -> Category {
    Category {
        id: category_id(key),
        name: text(key),
        mark: text(key),
        note: Text::default(),
        preferential,
        wait_limit_min,
    }
}

pub fn window(number: u8, services: &[&str]) -> Window {
    Window {
        id: window_id(&format!("w{number}")),
        number,
        hall: hall_id("hall-1"),
        whereabouts: Text::default(),
        services: services.iter().map(|key| service_id(key)).collect(),
    }
}

pub fn clerk(key: &str) -> Clerk {
    Clerk { id: clerk_id(key), name: key.into(), roles: BTreeSet::from([Role::Clerk, Role::Receptionist]) }
}

fn reasons(keys: &[&str]) -> Vec<Reason> {
    keys.iter().map(|key| Reason { id: reason_id(key), name: text(key) }).collect()
}

pub fn device(id: &str, role: DeviceRole) -> Device {
    Device { id: DeviceId::new(id).expect("a key"), role, prints_at: None }
}

/// A floor without services and windows: three languages, a general and a preferential category, four clerks.
pub fn bare() -> Floor {
    Floor {
        office: text("Office"),
        languages: ["ru", "en", "hy"].map(language).to_vec(),
        public_url: None,
        calendar: Calendar {
            zone: Zone::new("Asia/Yerevan").expect("a zone of the zone data"),
            holidays: BTreeSet::new(),
            day_turns_at: Time::midnight(),
        },
        halls: vec![Hall { id: hall_id("hall-1"), name: text("Hall 1") }],
        groups: Vec::new(),
        services: Vec::new(),
        categories: vec![category("general", false, None), category("infant", true, Some(15))],
        windows: Vec::new(),
        clerks: ["anna", "boris", "karine", "david"].map(clerk).to_vec(),
        reasons: Reasons {
            mismatch: None,
            refuse: reasons(&["other-person", "no-right"]),
            park: reasons(&["copies", "photo"]),
            pause: reasons(&["break", "archive"]),
            out_of_turn: reasons(&["health", "question"]),
            told: vec![reason_id("question")],
        },
        rules: Rules::default(),
        notices: Vec::new(),
        coupon: Coupon::default(),
        pictures: Vec::new(),
        devices: vec![device("kiosk-1", DeviceRole::Kiosk), device("console-1", DeviceRole::Console)],
    }
}

/// `small`, where the passport is booked: two places every 15 minutes from 09:00, with a pause from 13:00 to 14:00.
pub fn booked() -> Floor {
    let mut floor = small();
    floor.services[0].slots = Some(SlotPlan { hours: on_workdays("09:00-13:00 14:00-16:00"), places: 2 });
    floor
}

/// `booked` by night: the business day turns at 04:00, and of its 28 slots from 20:00 on twelve are after midnight, with a pause from 01:00 to 01:30.
pub fn booked_by_night() -> Floor {
    let mut floor = booked();
    floor.calendar.day_turns_at = time("04:00");
    floor.services[0].issue = on_workdays("18:00-03:00");
    floor.services[0].slots = Some(SlotPlan { hours: on_workdays("20:00-01:00 01:30-03:30"), places: 2 });
    floor
}

/// Passport (A) at windows 1 and 2, visa (B) at windows 2 and 3, payment (C) at window 3.
pub fn small() -> Floor {
    Floor {
        services: vec![service("passport", 'A'), service("visa", 'B'), service("payment", 'C')],
        windows: vec![window(1, &["passport"]), window(2, &["passport", "visa"]), window(3, &["visa", "payment"])],
        ..bare()
    }
}
