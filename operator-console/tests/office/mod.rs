//! A scripted office: the floor, the board and the answers of a server, told to the console's model without a socket.
#![allow(dead_code, missing_docs, clippy::unwrap_used)] // Each test binary uses its own part.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use operator_console::deed::Deed;
use operator_console::model::{Effect, ErrandId, Input, Model, Settings, update};
use operator_console::view::{Desk, Key, Screen, View, view};
use protocol::board::{AtWindow, AtWindowStage, ConsoleBoard, ConsoleWindow, FloorView, NextUp, WaitingTicket};
use protocol::message::{Answer, Ask, Outcome, Session, Show, Update, Welcome};
use queue::Rejection;
use queue::floor::Role;
use queue::ids::{DeviceId, Language, TicketId};
use queue::state::ClerkDay;
use serde_json::{Value, json};

/// The floor's clock of the story: 17 November 2026, 09:58 in Moscow.
pub const CALLED_AT: &str = "2026-11-17T06:58:00Z";
/// How far the console's own clock is behind the floor's.
const BEHIND_S: i64 = 3_600;

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// `HH:MM:SS` in Moscow on the day of the story.
pub fn moscow(time: &str) -> Timestamp {
    let utc: Timestamp = format!("2026-11-17T{time}Z").parse().unwrap();
    utc - SignedDuration::from_hours(3)
}

/// The console's model with the office around it.
pub struct Office {
    pub model: Model,
    /// The floor's clock.
    pub floor_now: Timestamp,
    pub asked: VecDeque<(ErrandId, Ask)>,
    pub sessions: Vec<Option<String>>,
    pub bells: usize,
    pub quit: bool,
    pub board: ConsoleBoard,
    seq: u64,
}

impl Office {
    /// A console that has just started, not connected.
    pub fn new(language: &str) -> Self {
        let languages = ["ru", "en", "hy"].map(|code| Language::new(code).unwrap()).to_vec();
        let settings = Settings {
            device: DeviceId::new("console-4").unwrap(),
            languages,
            language: Language::new(language).unwrap(),
        };
        let floor_now = at(CALLED_AT);
        Self {
            model: Model::new(settings, floor_now - SignedDuration::from_secs(BEHIND_S)),
            floor_now,
            asked: VecDeque::new(),
            sessions: Vec::new(),
            bells: 0,
            quit: false,
            board: board(),
            seq: 0,
        }
    }

    /// Connected, with floor and board, nobody signed in.
    pub fn connected(language: &str) -> Self {
        let mut office = Self::new(language);
        office.connect(None);
        office
    }

    /// Maria Kovaleva sits at window 4, idle; А014 waits.
    pub fn at_window(language: &str) -> Self {
        let mut office = Self::connected(language);
        office.type_in("kovaleva", "1234");
        office.deed(Deed::SignIn);
        office.answer(Answer::SignedIn(session(&[Role::Clerk], None)));
        office.deed(Deed::PlacePicked(3));
        office.deed(Deed::SitDown);
        office.answer_done();
        office.desk().clerk = Some("kovaleva".parse_key());
        office.publish();
        office.asked.clear();
        office
    }

    /// The same with А012 called.
    pub fn called(language: &str) -> Self {
        let mut office = Self::at_window(language);
        office.desk().visitor = Some(Box::new(visitor(called_stage())));
        office.publish();
        office
    }

    /// The same with А012 being served since six minutes and twelve seconds.
    pub fn serving(language: &str) -> Self {
        let mut office = Self::at_window(language);
        let since = office.floor_now;
        office.desk().visitor = Some(Box::new(visitor(AtWindowStage::Serving { since })));
        office.publish();
        office.pass(372);
        office
    }

    /// Olga Zimina sits at the reception desk.
    pub fn at_reception(language: &str) -> Self {
        let mut office = Self::connected(language);
        office.type_in("reception", "1234");
        office.deed(Deed::SignIn);
        office.answer(Answer::SignedIn(session(&[Role::Receptionist], None)));
        office.asked.clear();
        office
    }

    pub fn connect(&mut self, session: Option<Session>) {
        let now = self.floor_now;
        self.input(Input::Connected(Welcome { version: protocol::VERSION, epoch: 1, now, session }));
        self.show(Show::Floor(Box::new(floor())));
        self.publish();
        self.show(Show::MyDay(ClerkDay { served: 6, service_s: 4560, within_norm: 5, no_shows: 1, refused: 0 }));
    }

    /// The clerk's window on the board.
    pub fn desk(&mut self) -> &mut ConsoleWindow {
        &mut self.board.windows[3]
    }

    /// Tells the console the board as it stands.
    pub fn publish(&mut self) {
        let board = self.board.clone();
        self.show(Show::Console(Box::new(board)));
    }

    pub fn show(&mut self, show: Show) {
        self.seq += 1;
        let update = Update { epoch: 1, seq: self.seq, now: self.floor_now, show };
        self.input(Input::Update(update));
    }

    pub fn input(&mut self, input: Input) {
        let now = self.floor_now - SignedDuration::from_secs(BEHIND_S);
        for effect in update(&mut self.model, input, now) {
            match effect {
                Effect::Ask(id, ask) => self.asked.push_back((id, ask)),
                Effect::Session(token) => self.sessions.push(token),
                Effect::Bell => self.bells += 1,
                Effect::Quit => self.quit = true,
            }
        }
    }

    pub fn deed(&mut self, deed: Deed) {
        self.input(Input::Deed(deed));
    }

    pub fn press(&mut self, key: Key) {
        self.deed(Deed::Key(key));
    }

    pub fn type_in(&mut self, login: &str, pin: &str) {
        self.deed(Deed::LoginTyped(login.to_owned()));
        self.deed(Deed::PinTyped(pin.to_owned()));
    }

    /// Lets seconds pass on every clock.
    pub fn pass(&mut self, seconds: i64) {
        self.floor_now += SignedDuration::from_secs(seconds);
        self.input(Input::Tick);
    }

    pub fn pass_ms(&mut self, ms: i64) {
        self.floor_now += SignedDuration::from_millis(ms);
        self.input(Input::Tick);
    }

    /// What was asked, which must be one thing.
    pub fn the_ask(&mut self) -> Ask {
        assert_eq!(self.asked.len(), 1, "{:?}", self.asked);
        self.asked[0].1.clone()
    }

    fn take_asked(&mut self) -> ErrandId {
        self.asked.pop_front().expect("something was asked").0
    }

    pub fn answer(&mut self, answer: Answer) {
        let id = self.take_asked();
        self.input(Input::Answered(id, Outcome::Done(answer)));
    }

    pub fn answer_done(&mut self) {
        self.answer(Answer::Done);
    }

    pub fn reject(&mut self, rejection: Rejection) {
        let id = self.take_asked();
        self.input(Input::Answered(id, Outcome::Rejected(rejection)));
    }

    pub fn fail(&mut self, failure: protocol::message::Failure) {
        let id = self.take_asked();
        self.input(Input::Answered(id, Outcome::Failed(failure)));
    }

    pub fn expire(&mut self) {
        let id = self.take_asked();
        self.input(Input::Expired(id));
    }

    pub fn view(&self) -> View {
        view(&self.model)
    }

    /// The clerk's window on the screen.
    pub fn desk_view(&self) -> Desk {
        match self.view().screen {
            Screen::Desk(desk) => *desk,
            other => panic!("not at the window: {other:?}"),
        }
    }
}

/// Keys of the floor from plain words.
pub trait ParseKey {
    fn parse_key<K: serde::de::DeserializeOwned>(&self) -> K;
}

impl ParseKey for str {
    fn parse_key<K: serde::de::DeserializeOwned>(&self) -> K {
        serde_json::from_value(Value::String(self.to_owned())).unwrap()
    }
}

pub fn session(roles: &[Role], window: Option<&str>) -> Session {
    Session {
        clerk: "kovaleva".parse_key(),
        name: "Мария Ковалёва".to_owned(),
        roles: roles.to_vec(),
        window: window.map(ParseKey::parse_key),
        token: "token-1".to_owned(),
    }
}

pub fn visitor(stage: AtWindowStage) -> AtWindow {
    AtWindow {
        ticket: TicketId(12),
        number: "A012".parse_key(),
        service: "passport".parse_key(),
        then: Vec::new(),
        category: "general".parse_key(),
        language: "ru".parse_key(),
        more_time: false,
        issued_at: moscow("09:42:00"),
        waited_s: 16 * 60,
        stage,
    }
}

/// Called at 09:58; a no-show is allowed after a further call and ninety seconds.
pub fn called_stage() -> AtWindowStage {
    let first_at = at(CALLED_AT);
    AtWindowStage::Called {
        first_at,
        last_at: first_at,
        calls: 1,
        calls_missing: 1,
        no_show_from: first_at + SignedDuration::from_secs(90),
    }
}

pub fn next_up(waited_min: u32) -> NextUp {
    NextUp {
        ticket: TicketId(14),
        number: "A014".parse_key(),
        service: "passport".parse_key(),
        category: "infant".parse_key(),
        since: moscow("09:44:00"),
        why: queue::turn::Why::Credit { waited_s: waited_min * 60, limit_s: 900, preferential: true },
    }
}

pub fn waiting(id: u64, number: &str, service: &str, since: &str) -> WaitingTicket {
    WaitingTicket {
        ticket: TicketId(id),
        number: number.parse_key(),
        service: service.parse_key(),
        category: "general".parse_key(),
        since: moscow(since),
        window: None,
    }
}

/// Window 4 free, window 2 taken by Petrov; А014 and others wait, two are parked, one did not come.
pub fn board() -> ConsoleBoard {
    let window = |id: &str, clerk: Option<&str>| ConsoleWindow {
        window: id.parse_key(),
        clerk: clerk.map(ParseKey::parse_key),
        pause: None,
        visitor: None,
        next: None,
        waiting: 0,
        undo_until: None,
    };
    let mut windows = vec![
        window("w1", None),
        window("w2", Some("petrov")),
        window("w3", None),
        window("w4", None),
        window("w5", None),
    ];
    windows[3].next = Some(Box::new(next_up(14)));
    windows[3].waiting = 3;
    serde_json::from_value::<ConsoleBoard>(json!({
        "day": "2026-11-17",
        "services": [
            { "service": "passport", "waiting": 3, "longest_since": moscow("09:39:00"), "issue": open(18), "issued": 42 },
            { "service": "collect", "waiting": 0, "longest_since": null, "issue": open(60), "issued": 3 },
            { "service": "permit", "waiting": 1, "longest_since": moscow("09:27:00"), "issue": "stopped", "issued": 9 },
            { "service": "fee", "waiting": 0, "longest_since": null, "issue": open(99), "issued": 0 },
        ],
        "windows": windows,
        "waiting": [
            waiting(13, "A013", "passport", "09:39:00"),
            waiting(14, "A014", "passport", "09:44:00"),
            waiting(15, "A015", "passport", "09:50:00"),
            waiting(31, "M001", "permit", "09:27:00"),
        ],
        "parked": [
            { "ticket": 3, "number": "M003", "service": "permit", "window": "w5", "reason": "fee", "since": moscow("09:30:00"), "alarm_at": null, "rang": false },
            { "ticket": 8, "number": "A008", "service": "passport", "window": "w4", "reason": "fee", "since": moscow("09:46:00"), "alarm_at": moscow("10:01:00"), "rang": false },
            { "ticket": 9, "number": "K002", "service": "collect", "window": "w2", "reason": "copy", "since": moscow("09:54:00"), "alarm_at": null, "rang": false },
        ],
        "no_shows": [
            { "ticket": 10, "number": "A010", "service": "passport", "since": moscow("09:51:00"), "until": moscow("10:21:00") },
        ],
    }))
    .unwrap()
}

fn open(left: u16) -> Value {
    json!({ "open": { "left": left, "until": moscow("17:00:00") } })
}

fn text(ru: &str, en: &str, hy: &str) -> Value {
    json!({ "ru": ru, "en": en, "hy": hy })
}

fn service(id: &str, letter: &str, name: Value, short: Value, norm_min: u16) -> Value {
    json!({
        "id": id, "letter": letter, "name": name, "short": short, "group": null, "hall": "hall-1",
        "issue": { "tue": [{ "from": "08:30:00", "to": "17:00:00" }] },
        "daily_limit": 120, "service_norm_min": norm_min, "wait_norm_min": 30, "at_kiosk": id != "fee",
        "then": if id == "permit" { json!(["fee"]) } else { json!([]) },
    })
}

/// Four services, five windows; window 4 receives passports and their collection.
pub fn floor() -> FloorView {
    let passport = text("Загранпаспорт: подача документов", "Passport: application", "Անձնագիր. հանձնում");
    let short = text("Загранпаспорт: подача", "Passport: application", "Անձնագիր. հանձնում");
    let none = json!({});
    let collect = text("Загранпаспорт: получение", "Passport: collection", "Անձնագիր. ստացում");
    let permit = text("Вид на жительство", "Residence permit", "Կացության իրավունք");
    let fee = text("Касса", "Cash desk", "Դրամարկղ");
    let window = |id: &str, number: u8, services: &[&str]| json!({ "id": id, "number": number, "hall": "hall-1", "whereabouts": text("1 этаж", "1st floor", "1-ին հարկ"), "services": services });
    let reason = |id: &str, name: Value| json!({ "id": id, "name": name });
    serde_json::from_value(json!({
        "version": 1,
        "office": text("Отдел по вопросам миграции", "Migration Department", "Միգրացիայի հարցերի բաժին"),
        "languages": ["ru", "en", "hy"],
        "zone": "Europe/Moscow",
        "halls": [{ "id": "hall-1", "name": text("Зал 1", "Hall 1", "Սրահ 1") }],
        "groups": [],
        "services": [
            service("passport", "A", passport, short, 15),
            service("collect", "K", collect, none.clone(), 5),
            service("permit", "M", permit, none.clone(), 25),
            service("fee", "E", fee, none, 5),
        ],
        "categories": [
            { "id": "general", "name": text("Общая очередь", "General queue", "Ընդհանուր հերթ"), "mark": {}, "preferential": false, "wait_limit_min": null },
            { "id": "infant", "name": text("с ребёнком до года", "with an infant", "երեխայով"), "mark": {}, "preferential": true, "wait_limit_min": 15 },
        ],
        "windows": [
            window("w1", 1, &["collect", "fee"]),
            window("w2", 2, &["passport", "collect"]),
            window("w3", 3, &["passport", "permit"]),
            window("w4", 4, &["passport", "collect"]),
            window("w5", 5, &["permit", "fee"]),
        ],
        "reasons": {
            "refuse": [reason("documents", text("не хватает документов", "documents are missing", "փաստաթղթերը թերի են")), reason("mismatch", text("данные не совпадают", "data does not match", "տվյալները չեն համընկնում"))],
            "park": [reason("fee", text("оплачивает пошлину", "paying the fee", "վճարում է տուրքը")), reason("copy", text("делает копию", "making a copy", "պատճենահանում է"))],
            "pause": [reason("lunch", text("обед", "lunch", "ճաշ"))],
            "out_of_turn": [reason("unwell", text("плохое самочувствие", "feels unwell", "վատ է զգում"))],
        },
        "rules": {},
        "notices": [],
        "bookings": false,
    }))
    .unwrap()
}
