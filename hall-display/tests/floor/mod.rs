//! A floor with one hall display: boards go in as the server would send them, effects and views come out.
#![allow(dead_code)] // Each test file uses its own part of it.

use std::collections::BTreeMap;
use std::time::Duration;

use hall_display::layout::{Hall, Orientation, Screen};
use hall_display::model::{Announcement, Effect, Input, Model, Motion, Now, Settings, update};
use hall_display::view::{Band, Board, Message, Shown, View, next_change, view};
use jiff::{Timestamp, ToSpan};
use protocol::VERSION;
use protocol::board::{CallState, FloorView, HallBoard, HallCall};
use protocol::client::Incoming;
use protocol::message::{DeviceFault, Show, Update, Welcome};
use queue::floor::{Coupon, Reasons, Rules, Text, Window};
use queue::ids::{CallId, DeviceId, HallId, Language, TicketId, WindowId};

/// The demo story: 09:58 in Yerevan on 17 November 2026.
pub const STORY: &str = "2026-11-17T05:58:00Z";

/// One display, and the time that its tests let pass.
pub struct Display {
    pub model: Model,
    pub floor: FloorView,
    elapsed: Duration,
    seq: u64,
    /// How far the floor's clock is from the one that the test counts on.
    pub floor_ahead: i64,
    /// What the display asked for and the test has not looked at.
    pub effects: Vec<Effect>,
}

pub fn text(wordings: &[(&str, &str)]) -> Text {
    Text(wordings.iter().map(|(code, wording)| (language(code), (*wording).into())).collect::<BTreeMap<_, _>>())
}

pub fn language(code: &str) -> Language {
    Language::new(code).unwrap()
}

pub fn hall(id: &str) -> HallId {
    HallId::new(id).unwrap()
}

pub fn settings() -> Settings {
    Settings {
        device: DeviceId::new("hall-1").unwrap(),
        address: "ws://127.0.0.1:7700/device".to_owned(),
        hall: hall("main"),
        screen: Screen { orientation: Orientation::Landscape, width_px: 1920, height_px: 1080, px_per_mm: 2.02 },
        depth: Hall { depth_m: 10.0, standing_depth_m: 5.0 },
        languages: Vec::new(),
        motion: Motion::Full,
    }
}

pub fn floor(windows: u8) -> FloorView {
    let window = |number: u8| Window {
        id: WindowId::new(&format!("w{number}")).unwrap(),
        number,
        hall: hall("main"),
        whereabouts: Text::default(),
        services: Vec::new(),
    };
    FloorView {
        version: 1,
        office: text(&[("ru", "Отдел по вопросам миграции"), ("en", "Migration department")]),
        languages: vec![language("ru"), language("en"), language("hy")],
        zone: "Asia/Yerevan".to_owned(),
        day_turns_at: jiff::civil::Time::midnight(),
        halls: vec![queue::floor::Hall { id: hall("main"), name: Text::default() }],
        groups: Vec::new(),
        services: Vec::new(),
        categories: Vec::new(),
        windows: (1..=windows).map(window).collect(),
        reasons: Reasons::default(),
        rules: Rules::default(),
        notices: vec![text(&[("ru", "Приготовьте паспорт до вызова"), ("en", "Please have your passport ready")])],
        bookings: false,
        coupon: Coupon::default(),
        pictures: Vec::new(),
    }
}

/// A call of the visitor with ticket `id`, at `window`, made `at_ms` after the story's moment.
pub fn call(id: u64, number: &str, window: u8, at_ms: i64) -> HallCall {
    HallCall {
        call: CallId(id),
        ticket: TicketId(id),
        number: number.parse().unwrap(),
        window: WindowId::new(&format!("w{window}")).unwrap(),
        window_number: window,
        hall: hall("main"),
        language: language("ru"),
        at: STORY.parse::<Timestamp>().unwrap() + at_ms.milliseconds(),
        recall: false,
        state: CallState::Standing,
    }
}

impl Display {
    /// Connected, with the floor and an empty board.
    pub fn new() -> Self {
        Self::with(settings(), floor(5))
    }

    pub fn with(settings: Settings, floor: FloorView) -> Self {
        let mut display = Self::switched_on(settings, floor);
        display.connect();
        display.board(&[]);
        display
    }

    /// Not connected yet.
    pub fn switched_on(settings: Settings, floor: FloorView) -> Self {
        let model = Model::new(settings).unwrap();
        Display { model, floor, elapsed: Duration::ZERO, seq: 0, floor_ahead: 0, effects: Vec::new() }
    }

    pub fn now(&self) -> Now {
        // The device's own clock is wrong by a day and must not matter.
        Now { elapsed: self.elapsed, wall: self.floor_now() - 24.hours() }
    }

    fn floor_now(&self) -> Timestamp {
        let gone = i64::try_from(self.elapsed.as_millis()).unwrap();
        STORY.parse::<Timestamp>().unwrap() + (gone + self.floor_ahead).milliseconds()
    }

    pub fn put(&mut self, input: Input) {
        let now = self.now();
        self.effects.extend(update(&mut self.model, input, now));
    }

    pub fn connect(&mut self) {
        let welcome = Welcome { version: VERSION, epoch: 1, now: self.floor_now(), session: None, office: None };
        self.put(Input::Server(Incoming::Connected(welcome)));
        self.shown(Show::Floor(Box::new(self.floor.clone())));
    }

    pub fn lose(&mut self) {
        self.put(Input::Server(Incoming::Lost { problem: "the cable is cut".to_owned() }));
    }

    pub fn shown(&mut self, show: Show) {
        self.seq += 1;
        let update = Update { epoch: 1, seq: self.seq, now: self.floor_now(), show };
        self.put(Input::Server(Incoming::Update(update)));
    }

    pub fn board(&mut self, calls: &[HallCall]) {
        self.shown(Show::Hall(HallBoard { calls: calls.to_vec() }));
    }

    /// Lets time pass as the program would: woken whenever something is due.
    pub fn pass(&mut self, ms: u64) {
        let until = self.elapsed + Duration::from_millis(ms);
        loop {
            let due = next_change(&self.model, self.now());
            assert!(due > self.elapsed, "woken at {due:?}, which is not after {:?}", self.elapsed);
            if due > until {
                break;
            }
            self.elapsed = due;
            self.put(Input::Tick);
        }
        self.elapsed = until;
    }

    pub fn spoken(&mut self, id: u64) {
        self.put(Input::Spoken(CallId(id)));
    }

    /// Takes out what is to be spoken.
    pub fn announced(&mut self) -> Vec<Announcement> {
        let (announcements, rest): (Vec<Effect>, Vec<Effect>) =
            self.effects.drain(..).partition(|effect| matches!(effect, Effect::Announce(_)));
        self.effects = rest;
        announcements
            .into_iter()
            .map(|effect| match effect {
                Effect::Announce(announcement) => announcement,
                Effect::Report(report) => panic!("a report among the announcements: {report:?}"),
                Effect::Fetch(files) => panic!("pictures among the announcements: {files:?}"),
            })
            .collect()
    }

    /// The numbers that are to be spoken, taken out.
    pub fn announced_numbers(&mut self) -> Vec<String> {
        self.announced().into_iter().map(|announcement| announcement.number.to_string()).collect()
    }

    /// The faults of the last report, taken out.
    pub fn reported(&mut self) -> Option<Vec<DeviceFault>> {
        let mut reports = self.effects.drain(..).filter_map(|effect| match effect {
            Effect::Report(report) => Some(report.faults),
            Effect::Announce(_) | Effect::Fetch(_) => None,
        });
        reports.next_back()
    }

    pub fn view(&self) -> View {
        view(&self.model, self.now())
    }

    pub fn read(&self) -> Board {
        match self.view().shown {
            Shown::Board(board) => *board,
            Shown::Message(message) => panic!("a message instead of the board: {message:?}"),
        }
    }

    pub fn message(&self) -> Message {
        match self.view().shown {
            Shown::Message(message) => message,
            Shown::Board(board) => panic!("a board instead of a message: {board:?}"),
        }
    }

    /// The number in the band.
    pub fn newest(&self) -> String {
        match self.read().band {
            Band::Lit(call) | Band::Inverted(call) | Band::Quiet(call) => call.number,
            Band::Nobody(_) => "nobody".to_owned(),
        }
    }

    /// The numbers beside the newest.
    pub fn standing(&self) -> Vec<String> {
        self.read().standing.into_iter().map(|call| call.number).collect()
    }
}
