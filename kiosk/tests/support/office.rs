//! The story's office as the server describes it. No checks here.

use jiff::civil::{date, time};
use kiosk::view::Language;
use protocol::board::{FloorView, KioskBoard, KioskService};
use queue::estimate::Expected;
use queue::floor::{Category, Coupon, Document, Hall, IssueHours, Purpose, Reasons, Rules, Service, Text};
use queue::ids::{CategoryId, HallId, Language as LanguageId, ServiceId};
use queue::issue::Issue;
use queue::number::Letter;

use super::demo;

pub fn text(say: impl Fn(Language) -> String) -> Text {
    Text(
        Language::ALL
            .into_iter()
            .map(|language| (LanguageId::new(language.code()).unwrap(), say(language).into()))
            .collect(),
    )
}

pub fn floor() -> FloorView {
    let purpose = |index: usize| Purpose {
        name: text(|language| demo::documents(language).purposes[index].clone()),
        documents: vec![Document {
            name: text(|language| demo::documents(language).rows[0].name.clone()),
            note: Text::default(),
        }],
    };
    let service = Service {
        id: ServiceId::new("passport").unwrap(),
        letter: Letter::new('A').unwrap(),
        name: text(|language| demo::service_name(language, 'A')),
        short: Text::default(),
        group: None,
        hall: HallId::new("hall-1").unwrap(),
        issue: IssueHours::default(),
        daily_limit: 100,
        service_norm_min: 10,
        wait_norm_min: 30,
        then: vec![],
        purposes: vec![purpose(0), purpose(1)],
        slots: None,
        at_kiosk: true,
    };
    let category = |key: &str, index: usize| Category {
        id: CategoryId::new(key).unwrap(),
        name: text(|language| demo::category(language).rows[index].name.clone()),
        mark: Text::default(),
        note: text(|language| demo::category(language).rows[index].detail.clone()),
        preferential: index > 0,
        wait_limit_min: None,
    };
    FloorView {
        version: 1,
        office: text(|language| {
            demo::say(language, "Отдел по вопросам миграции", "Migration department", "Միգրացիայի հարցերի բաժին")
        }),
        languages: Language::ALL.map(|language| LanguageId::new(language.code()).unwrap()).to_vec(),
        zone: "Asia/Yerevan".into(),
        day_turns_at: time(0, 0, 0, 0),
        halls: vec![Hall { id: HallId::new("hall-1").unwrap(), name: text(|language| demo::issued(language).hall) }],
        groups: vec![],
        services: vec![service],
        categories: vec![category("general", 0), category("disabled", 1)],
        windows: vec![],
        reasons: Reasons::default(),
        rules: Rules::default(),
        notices: vec![],
        bookings: false,
        coupon: Coupon::default(),
        pictures: Vec::new(),
    }
}

/// One service with its coupons.
pub fn board() -> KioskBoard {
    let service = KioskService {
        service: ServiceId::new("passport").unwrap(),
        waiting: 5,
        ahead: 7,
        expected: Some(Expected { from_min: 12, to_min: 20 }),
        issue: Issue::Open { left: 90, until: "2026-11-17T13:00:00Z".parse().unwrap() },
    };
    KioskBoard { day: Some(date(2026, 11, 17)), services: vec![service] }
}

/// The same office, which takes bookings.
pub fn of_bookings() -> (FloorView, KioskBoard) {
    (FloorView { bookings: true, ..floor() }, board())
}
