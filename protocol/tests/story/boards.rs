//! What the screens of the story's office show at 09:58, when A012 is called to window 4.

use std::collections::BTreeMap;

use protocol::board::{
    AtWindow, AtWindowStage, CallState, ConsoleBoard, ConsoleService, ConsoleWindow, FloorView, HallBoard, HallCall,
    KioskBoard, KioskService, NextUp, NoShowTicket, ParkedTicket, PauseView, SeatedClerk, WaitingTicket,
};
use protocol::message::{BookedView, Show};
use protocol::visitor::{
    DocumentKind, DocumentView, ExpectedState, ExpectedToday, ExpectedVisitor, NotShown, PersonView, Personal, Proof,
    Shown, VisitorView,
};
use queue::Number;
use queue::estimate::Expected;
use queue::floor::{
    Category, Coupon, Document, Group, Hall, Interval, IssueHours, Picture, PictureFile, Purpose, Reason, Reasons,
    Rules, Service, Text, Weekday, Window,
};
use queue::ids::{BookingNumber, CallId, ServiceId, TicketId};
use queue::issue::{Issue, Opening};
use queue::number::Letter;
use queue::state::ClerkDay;
use queue::turn::Why;

use super::{at, key, ticket};

fn text(ru: &str, en: &str) -> Text {
    Text(BTreeMap::from([(key("ru"), ru.into()), (key("en"), en.into())]))
}

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

pub fn shows() -> Vec<Show> {
    let mut copy = ticket();
    copy.copies = 1;
    vec![
        Show::Floor(Box::new(floor())),
        Show::Kiosk(kiosk()),
        Show::Console(Box::new(console())),
        Show::Hall(hall()),
        Show::MyDay(ClerkDay { served: 6, service_s: 4_560, within_norm: 5, no_shows: 1, refused: 0 }),
        Show::Visitor(Some(Box::new(booked_visitor()))),
        Show::SessionEnded,
        Show::Reprint(Box::new(copy)),
    ]
}

fn personal(text: &str) -> Personal {
    Personal(text.to_owned())
}

/// A015 came by a booking for 09:45.
pub fn booked_visitor() -> VisitorView {
    let person = PersonView {
        name: personal("Иванова Анна Петровна"),
        document: DocumentView { kind: DocumentKind::RussianPassport, number: personal("4510 123456") },
        purpose: Some(personal("Паспорт ребёнку")),
        consent_at: "2026-11-09T11:20:00Z".parse().unwrap(),
        proof: Proof::Proved,
    };
    VisitorView {
        ticket: TicketId(415),
        service: key("passport-apply"),
        booked: BookedView { at: "09:45:00".parse().unwrap(), late: false },
        person: Shown::Shown(Box::new(person)),
    }
}

/// The same as the office tells it over a connection that is not private.
pub fn unnamed_visitor() -> VisitorView {
    VisitorView { person: Shown::NotShown(NotShown::NotPrivate), ..booked_visitor() }
}

pub fn expected_today() -> ExpectedToday {
    let expected = |number, at: &str, state, name| ExpectedVisitor {
        number: BookingNumber(number),
        service: key("passport-apply"),
        at: at.parse().unwrap(),
        state,
        name,
    };
    let here = ExpectedState::Here { number: number("A015") };
    ExpectedToday {
        visitors: vec![
            expected(40_118_832, "09:30:00", ExpectedState::Late, Shown::NotShown(NotShown::Forgotten)),
            expected(48_213_907, "09:45:00", here, Shown::Shown(personal("Иванова Анна Петровна"))),
            expected(51_700_264, "10:15:00", ExpectedState::Expected, Shown::Shown(personal("Акопян Тигран"))),
        ],
        more: 0,
    }
}

pub fn floor() -> FloorView {
    FloorView {
        version: 1,
        office: text("Отдел по вопросам миграции", "Migration Department"),
        languages: vec![key("ru"), key("en")],
        zone: "Europe/Moscow".to_owned(),
        day_turns_at: "00:00:00".parse().unwrap(),
        halls: vec![Hall { id: key("hall-1"), name: text("Зал 1", "Hall 1") }],
        groups: vec![Group { id: key("passports"), name: text("Загранпаспорта", "Travel passports") }],
        services: vec![passport(), patent()],
        categories: categories(),
        windows: vec![Window {
            id: key("window-4"),
            number: 4,
            hall: key("hall-1"),
            whereabouts: text("2 этаж, направо", "2nd floor, right"),
            services: vec![key("passport-apply"), key("passport-collect")],
        }],
        reasons: Reasons {
            refuse: vec![
                reason("document-expired", "Документ недействителен", "A document has expired"),
                reason("data-mismatch", "Данные не совпадают", "Data does not match"),
            ],
            mismatch: Some(key("data-mismatch")),
            park: vec![reason("pays-duty", "Оплачивает пошлину", "Pays the duty")],
            pause: vec![reason("lunch", "Обед", "Lunch")],
            out_of_turn: vec![reason("unwell", "Стало плохо", "Feels unwell")],
            told: Vec::new(),
        },
        rules: Rules::default(),
        notices: vec![text("Приготовьте паспорт до вызова", "Please have your passport ready")],
        bookings: true,
        coupon: Coupon { note: text("ул. Абовяна, 5", "5 Abovyan Street"), ahead: false, ..Coupon::default() },
        pictures: vec![Picture {
            id: key("photo-service"),
            file: PictureFile::of_hash([0x5e; 32]),
            says: text("Фото на документы: зал 1", "Photos for documents: hall 1"),
            hall: Some(key("hall-1")),
            shown_s: 15,
        }],
    }
}

fn reason(id: &str, ru: &str, en: &str) -> Reason {
    Reason { id: key(id), name: text(ru, en) }
}

fn categories() -> Vec<Category> {
    let veteran = Category {
        id: key("veteran"),
        name: text("Ветеран", "Veteran"),
        mark: text("ЛЬГОТНАЯ ОЧЕРЕДЬ", "PRIORITY QUEUE"),
        note: text("удостоверение ветерана", "veteran’s card"),
        preferential: true,
        wait_limit_min: Some(10),
    };
    let general = Category {
        id: key("general"),
        name: text("Общая очередь", "General queue"),
        mark: text("ОБЩАЯ ОЧЕРЕДЬ", "GENERAL QUEUE"),
        note: Text::default(),
        preferential: false,
        wait_limit_min: None,
    };
    vec![general, veteran]
}

fn passport() -> Service {
    let hours = Interval { from: "08:30:00".parse().unwrap(), to: "17:00:00".parse().unwrap() };
    Service {
        id: key("passport-apply"),
        letter: Letter::new('A').unwrap(),
        name: text("Загранпаспорт: подача документов", "Travel passport: application"),
        short: text("Загранпаспорт: подача", "Passport: application"),
        group: Some(key("passports")),
        hall: key("hall-1"),
        issue: IssueHours(BTreeMap::from([(Weekday::Tue, vec![hours])])),
        daily_limit: 100,
        service_norm_min: 15,
        wait_norm_min: 30,
        then: vec![key("patent")],
        purposes: vec![Purpose {
            name: text("Взрослому", "For an adult"),
            documents: vec![Document {
                name: text("Паспорт", "Passport"),
                note: text("оригинал, срок не истёк", "the original, not expired"),
            }],
        }],
        slots: None,
        at_kiosk: true,
    }
}

fn patent() -> Service {
    Service {
        id: key("patent"),
        letter: Letter::new('T').unwrap(),
        name: text("Патент на работу", "Work patent"),
        short: Text::default(),
        group: None,
        then: Vec::new(),
        purposes: Vec::new(),
        daily_limit: 40,
        service_norm_min: 12,
        ..passport()
    }
}

fn gone() -> Issue {
    let opening = Opening { date: "2026-11-18".parse().unwrap(), time: "08:30:00".parse().unwrap() };
    Issue::Gone { next: Some(opening) }
}

pub fn kiosk() -> KioskBoard {
    KioskBoard {
        day: Some("2026-11-17".parse().unwrap()),
        services: vec![
            KioskService {
                service: key("passport-apply"),
                waiting: 7,
                ahead: 11,
                expected: Some(Expected { from_min: 12, to_min: 20 }),
                issue: Issue::Open { left: 68, until: at("17:00:00") },
            },
            KioskService { service: key("patent"), waiting: 0, ahead: 0, expected: None, issue: gone() },
        ],
    }
}

pub fn hall() -> HallBoard {
    let call = |id, ticket, read, window: u8, time, state| HallCall {
        call: CallId(id),
        ticket: TicketId(ticket),
        number: number(read),
        window: key(&format!("window-{window}")),
        window_number: window,
        hall: key("hall-1"),
        language: key("ru"),
        at: at(time),
        recall: false,
        state,
    };
    let recall = HallCall { recall: true, ..call(203, 412, "A012", 4, "09:58:31", CallState::Standing) };
    HallBoard {
        calls: vec![
            call(200, 405, "K006", 6, "09:49:12", CallState::Over),
            call(201, 407, "K007", 2, "09:57:40", CallState::Serving),
            call(202, 412, "A012", 4, "09:58:01", CallState::Standing),
            recall,
        ],
    }
}

pub fn console() -> ConsoleBoard {
    ConsoleBoard {
        day: Some("2026-11-17".parse().unwrap()),
        services: vec![ConsoleService {
            service: key("passport-apply"),
            waiting: 7,
            longest_since: Some(at("09:44:05")),
            issue: Issue::Open { left: 68, until: at("17:00:00") },
            issued: 32,
        }],
        windows: vec![window_4(), window_6()],
        waiting: vec![WaitingTicket {
            ticket: TicketId(414),
            number: number("A014"),
            service: key("passport-apply"),
            category: key("veteran"),
            denied: None,
            since: at("09:44:05"),
            window: None,
        }],
        parked: vec![ParkedTicket {
            ticket: TicketId(408),
            number: number("A008"),
            service: key("passport-apply"),
            window: key("window-4"),
            reason: key("pays-duty"),
            since: at("09:51:30"),
            alarm_at: Some(at("10:06:30")),
            rang: false,
        }],
        no_shows: vec![NoShowTicket {
            ticket: TicketId(403),
            number: number("A005"),
            service: key("passport-apply"),
            since: at("09:40:00"),
            until: at("10:10:00"),
        }],
    }
}

fn seated(id: &str, name: &str) -> SeatedClerk {
    SeatedClerk { id: key(id), name: name.to_owned() }
}

fn window_4() -> ConsoleWindow {
    let [called, _] = stages();
    ConsoleWindow {
        window: key("window-4"),
        clerk: Some(seated("kovaleva", "Мария Ковалёва")),
        pause: None,
        visitor: Some(Box::new(at_window(412, "A012", called))),
        next: Some(Box::new(NextUp {
            ticket: TicketId(414),
            number: number("A014"),
            service: key("passport-apply"),
            category: key("veteran"),
            denied: None,
            since: at("09:44:05"),
            why: Why::Credit { waited_s: 840, limit_s: 900, preferential: true },
        })),
        waiting: 7,
        undo_until: Some(at("09:58:11")),
    }
}

fn window_6() -> ConsoleWindow {
    let [_, serving] = stages();
    ConsoleWindow {
        window: key("window-6"),
        clerk: Some(seated("belov", "Игорь Белов")),
        pause: Some(PauseView { reason: key("lunch"), since: at("09:55:00") }),
        visitor: Some(Box::new(at_window(405, "K006", serving))),
        next: None,
        waiting: 3,
        undo_until: None,
    }
}

fn at_window(ticket: u64, read: &str, stage: AtWindowStage) -> AtWindow {
    let service: ServiceId = key("passport-apply");
    AtWindow {
        ticket: TicketId(ticket),
        number: number(read),
        service,
        then: vec![key("passport-collect")],
        category: key("general"),
        denied: Some(key("veteran")),
        language: key("ru"),
        more_time: false,
        issued_at: at("09:42:10"),
        waited_s: 951,
        stage,
    }
}

/// Called, then being served.
pub fn stages() -> [AtWindowStage; 2] {
    let called = AtWindowStage::Called {
        first_at: at("09:58:01"),
        last_at: at("09:58:31"),
        calls: 2,
        calls_missing: 0,
        no_show_from: at("09:59:31"),
    };
    [called, AtWindowStage::Serving { since: at("09:49:40") }]
}
