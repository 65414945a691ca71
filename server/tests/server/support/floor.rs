//! The floor of the tests: two services, eight windows, ten people, twenty-four devices.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::time;
use queue::Floor;
use queue::floor::{
    Calendar, Category, Clerk, Coupon, Device, DeviceRole, Hall, Interval, IssueHours, Reason, Reasons, Role, Rules,
    Service, Text, Weekday, Window,
};
use queue::ids::{CategoryId, ClerkId, DeviceId, HallId, Language, ReasonId, ServiceId, WindowId};
use queue::number::Letter;
use queue::zone::Zone;

pub fn text(words: &str) -> Text {
    Text(BTreeMap::from([(language(), words.into())]))
}

pub fn language() -> Language {
    Language::new("ru").unwrap()
}

pub fn service(name: &str) -> ServiceId {
    ServiceId::new(name).unwrap()
}

pub fn window(number: u8) -> WindowId {
    WindowId::new(&format!("window-{number}")).unwrap()
}

pub fn clerk(number: u8) -> ClerkId {
    ClerkId::new(&format!("clerk-{number}")).unwrap()
}

/// Two services received at eight windows by eight clerks, a receptionist and a manager; issue all day and night.
pub fn floor(zone: &str) -> Floor {
    let all_day = vec![Interval { from: time(0, 0, 0, 0), to: time(23, 59, 59, 999_999_999) }];
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let hours = IssueHours(week.map(|day| (day, all_day.clone())).into());
    let hall = HallId::new("hall-1").unwrap();
    let one_service = |id: &str, letter: char| Service {
        id: service(id),
        letter: Letter::new(letter).unwrap(),
        name: text(id),
        short: Text::default(),
        group: None,
        hall: hall.clone(),
        issue: hours.clone(),
        daily_limit: 999,
        service_norm_min: 10,
        wait_norm_min: 30,
        then: Vec::new(),
        purposes: Vec::new(),
        slots: None,
        at_kiosk: true,
    };
    let person = |id: ClerkId, role: Role| Clerk { id, name: "Name".into(), roles: BTreeSet::from([role]) };
    let mut clerks: Vec<_> = (1..=8).map(|number| person(clerk(number), Role::Clerk)).collect();
    clerks.push(person(ClerkId::new("reception").unwrap(), Role::Receptionist));
    clerks.push(person(ClerkId::new("manager").unwrap(), Role::Manager));
    let reason = |id: &str| vec![Reason { id: ReasonId::new(id).unwrap(), name: text(id) }];
    Floor {
        office: text("Office"),
        languages: vec![language()],
        public_url: Some("http://office.test/".into()),
        calendar: Calendar {
            zone: Zone::new(zone).unwrap(),
            holidays: BTreeSet::new(),
            day_turns_at: time(0, 0, 0, 0),
        },
        halls: vec![Hall { id: hall.clone(), name: text("Hall 1") }],
        groups: Vec::new(),
        services: vec![one_service("passport", 'A'), one_service("visa", 'B')],
        categories: vec![Category {
            id: CategoryId::new("general").unwrap(),
            name: text("General"),
            mark: Text::default(),
            note: Text::default(),
            preferential: false,
            wait_limit_min: None,
        }],
        windows: (1..=8)
            .map(|number| Window {
                id: window(number),
                number,
                hall: hall.clone(),
                whereabouts: Text::default(),
                services: vec![service("passport"), service("visa")],
            })
            .collect(),
        clerks,
        reasons: Reasons {
            refuse: reason("no-papers"),
            mismatch: None,
            park: reason("copy"),
            pause: reason("break"),
            out_of_turn: reason("asked"),
            told: Vec::new(),
        },
        rules: Rules::default(),
        notices: Vec::new(),
        coupon: Coupon::default(),
        pictures: Vec::new(),
        devices: devices(),
    }
}

/// Eight kiosks, consoles and halls.
fn devices() -> Vec<Device> {
    let kinds = [("kiosk", DeviceRole::Kiosk), ("console", DeviceRole::Console), ("hall", DeviceRole::Hall)];
    let all = kinds.iter().flat_map(|(kind, role)| (1..=8).map(move |number| (*kind, *role, number)));
    all.map(|(kind, role, number)| Device {
        id: DeviceId::new(&format!("{kind}-{number}")).unwrap(),
        role,
        prints_at: (role == DeviceRole::Console).then(|| DeviceId::new("kiosk-1").unwrap()),
    })
    .collect()
}
