//! The model as data in, data out: what happened, when, and what is to be done. Here is the bench, in the rooms are the tests.
#![allow(clippy::wildcard_enum_match_arm)] // A test picks what it looks for.

mod check_in;
mod coupon;
mod desk;
mod groups;
mod hours;
mod listening;
mod number;
mod settling;
mod staff;
mod told;
mod way;
mod world;

use jiff::civil::{Time, date, time};
use protocol::board::KioskService;
use protocol::message::{Answer, Ask, Failure, Outcome, Reply, TicketState};
use queue::Rejection;
use queue::estimate::Expected;
use queue::floor::{Category, Document, Hall, Interval, IssueHours, Purpose, Reasons, Rules, Service, Text, Weekday};
use queue::ids::{HallId, Language as LanguageId, TicketId};
use queue::issue::{Issue, Opening};
use queue::number::Letter;

use super::*;
use crate::coupon::{Coupon, Printing};
use crate::view::{Choice, Key, NoticeKind, PrinterFault, Screen, ServiceState, Technician, Touch, view};

fn text(ru: &str, en: &str) -> Text {
    let pairs = [("ru", ru), ("en", en)];
    Text(pairs.into_iter().map(|(code, said)| (LanguageId::new(code).unwrap(), said.into())).collect())
}

fn service(key: &str, letter: char, documents: bool) -> Service {
    let document = Document { name: text("Паспорт", "Passport"), note: text("оригинал", "original") };
    let purpose = Purpose { name: text("Взрослому", "For an adult"), documents: vec![document] };
    let day = vec![Interval { from: time(8, 30, 0, 0), to: time(17, 0, 0, 0) }];
    Service {
        id: ServiceId::new(key).unwrap(),
        letter: Letter::new(letter).unwrap(),
        name: text(&format!("Услуга {key}"), &format!("Service {key}")),
        short: Text::default(),
        group: None,
        hall: HallId::new("hall-1").unwrap(),
        issue: IssueHours([(Weekday::Tue, day)].into()),
        daily_limit: 100,
        service_norm_min: 10,
        wait_norm_min: 30,
        then: vec![],
        purposes: if documents { vec![purpose] } else { vec![] },
        slots: None,
        at_kiosk: true,
    }
}

fn category(key: &str, preferential: bool) -> Category {
    Category {
        id: CategoryId::new(key).unwrap(),
        name: text(key, key),
        mark: text(key, key),
        note: if preferential { text("удостоверение", "card") } else { Text::default() },
        preferential,
        wait_limit_min: None,
    }
}

fn floor() -> FloorView {
    FloorView {
        version: 1,
        office: text("Отдел", "Office"),
        languages: ["ru", "en", "hy"].map(|code| LanguageId::new(code).unwrap()).to_vec(),
        zone: "Asia/Yerevan".into(),
        day_turns_at: Time::midnight(),
        halls: vec![Hall { id: HallId::new("hall-1").unwrap(), name: text("Зал 1", "Hall 1") }],
        groups: vec![],
        services: vec![service("passport", 'A', true), service("advice", 'C', false)],
        categories: vec![category("general", false), category("disabled", true)],
        windows: vec![],
        reasons: Reasons::default(),
        rules: Rules::default(),
        notices: vec![],
        bookings: false,
        coupon: queue::floor::Coupon::default(),
        pictures: Vec::new(),
    }
}

/// 09:42 on Tuesday, 17 November 2026, in Yerevan.
fn morning() -> Timestamp {
    "2026-11-17T05:42:00Z".parse().unwrap()
}

fn open() -> Issue {
    Issue::Open { left: 50, until: "2026-11-17T13:00:00Z".parse().unwrap() }
}

fn tomorrow() -> Opening {
    Opening { date: date(2026, 11, 18), time: time(8, 30, 0, 0) }
}

fn board(issues: [Issue; 2]) -> KioskBoard {
    let [first, second] = issues;
    let line = |key: &str, issue| KioskService {
        service: ServiceId::new(key).unwrap(),
        waiting: 7,
        ahead: 11,
        expected: Some(Expected { from_min: 12, to_min: 20 }),
        issue,
    };
    KioskBoard { day: Some(date(2026, 11, 17)), services: vec![line("passport", first), line("advice", second)] }
}

fn ticket() -> TicketView {
    TicketView {
        ticket: TicketId(12),
        number: "A012".parse().unwrap(),
        day: date(2026, 11, 17),
        taken_at: time(9, 42, 0, 0),
        visit: vec![ServiceId::new("passport").unwrap()],
        category: CategoryId::new("general").unwrap(),
        language: LanguageId::new("ru").unwrap(),
        more_time: false,
        hall: HallId::new("hall-1").unwrap(),
        ahead: 7,
        expected: Some(Expected { from_min: 12, to_min: 20 }),
        expected_by: Some(time(10, 2, 0, 0)),
        url: None,
        copies: 0,
        state: TicketState::Waiting,
        booked: None,
        called_from: None,
    }
}

/// A kiosk on a bench: it counts what it asks and prints.
struct Bench {
    model: Model,
    at: Duration,
    ids: u32,
    effects: Vec<Effect>,
}

impl Bench {
    fn started(remembered: Vec<Pending>) -> Self {
        let settings = Settings {
            device: "kiosk-1".into(),
            language: None,
            idle: Duration::from_secs(60),
            has_printer: true,
            has_scanner: true,
            has_pin: true,
            speech_percent: Some(60),
            full_screen: true,
            program: "0.1.0".into(),
        };
        Self { model: Model::new(settings, remembered, morning()), at: Duration::ZERO, ids: 0, effects: vec![] }
    }

    /// A kiosk that is connected, with all services open.
    fn open() -> Self {
        let mut bench = Self::started(vec![]);
        bench.connect();
        bench.after(10_000);
        bench
    }

    fn connect(&mut self) {
        self.happens(What::Connected(morning(), None));
        self.happens(What::Floor(morning(), Box::new(floor())));
        self.happens(What::Board(morning(), board([open(), open()])));
    }

    fn after(&mut self, ms: u64) -> &mut Self {
        self.at += Duration::from_millis(ms);
        self
    }

    fn happens(&mut self, what: What) -> Vec<Effect> {
        self.ids += 1;
        let fresh = RequestId::new(&format!("request-{:08}", self.ids)).unwrap();
        let effects = update(&mut self.model, Input { at: self.at, fresh, what });
        self.effects.extend(effects.clone());
        effects
    }

    fn touch(&mut self, touch: Touch) -> Vec<Effect> {
        self.after(500).happens(What::Touch(touch))
    }

    /// Seconds of ticks.
    fn wait_s(&mut self, seconds: u64) -> Vec<Effect> {
        (0..seconds).flat_map(|_| self.after(1_000).happens(What::Tick)).collect()
    }

    fn screen(&self) -> Screen {
        view(&self.model).screen
    }

    /// The ids of the coupons asked for.
    fn asked(&self) -> Vec<RequestId> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Ask(id, Ask::IssueTicket { .. }) => Some(id.clone()),
                _ => None,
            })
            .collect()
    }

    /// The ids of the questions what became of a request.
    fn questions(&self) -> Vec<RequestId> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Ask(id, Ask::WhatBecame { .. }) => Some(id.clone()),
                _ => None,
            })
            .collect()
    }

    fn printed(&self) -> Vec<(JobId, Coupon)> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Print(job, coupon) => Some((*job, (**coupon).clone())),
                _ => None,
            })
            .collect()
    }

    /// What the model itself holds open.
    fn open_requests(&self) -> Vec<Pending> {
        let Effect::Remember(pending) = self.model.requests.to_remember() else { panic!("it is one to remember") };
        pending
    }

    /// What stands on the disk.
    fn remembered(&self) -> Vec<Pending> {
        self.effects
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Remember(pending) => Some(pending.clone()),
                _ => None,
            })
            .unwrap_or_default()
    }

    fn take_coupon(&mut self) -> RequestId {
        self.touch(Touch::Row(0));
        self.touch(Touch::HaveDocuments);
        self.touch(Touch::TakeCoupon);
        self.asked().pop().expect("a coupon is asked for")
    }

    fn answer(&mut self, id: RequestId, outcome: Outcome) -> Vec<Effect> {
        self.after(100).happens(What::Reply(Reply { id, outcome }))
    }

    fn issue(&mut self) -> JobId {
        let id = self.take_coupon();
        self.answer(id, Outcome::Done(Answer::Ticket(Box::new(ticket()))));
        self.printed().pop().expect("a coupon prints").0
    }

    fn notice(&self) -> NoticeKind {
        match self.screen() {
            Screen::Notice(notice) => notice.kind,
            other => panic!("{other:?} is no notice"),
        }
    }

    fn paper(&self) -> Paper {
        match self.screen() {
            Screen::Issued(issued) => issued.paper,
            other => panic!("{other:?} is no number"),
        }
    }
}
