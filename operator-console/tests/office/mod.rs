//! A scripted office: the floor, the board and the answers of a server, told to the console's model without a socket.
#![allow(dead_code, unused_imports, missing_docs, clippy::unwrap_used)] // Each test binary uses its own part.

mod board;
mod floor;

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use operator_console::deed::Deed;
use operator_console::model::{Effect, Input, Model, Settings, update};
use operator_console::view::{Desk, Key, Screen, SignIn, View, view};
use protocol::board::{AtWindowStage, ConsoleBoard, ConsoleWindow};
use protocol::message::{Answer, Ask, Outcome, RequestId, Session, Show, Update, Welcome};
use queue::Rejection;
use queue::floor::Role;
use queue::ids::{DeviceId, Language};
use queue::state::ClerkDay;
use serde_json::Value;

pub use board::*;
pub use floor::*;

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
    pub asked: VecDeque<(RequestId, Ask)>,
    /// What the console has stored of its requests.
    pub stored: Vec<RequestId>,
    pub sessions: Vec<Option<String>>,
    pub bells: usize,
    pub quit: bool,
    pub board: ConsoleBoard,
    seq: u64,
}

impl Office {
    /// A console that has just started, not connected.
    pub fn new(language: &str) -> Self {
        Self::after_a_crash(language, Vec::new())
    }

    /// The same, where an earlier run left requests without an answer.
    pub fn after_a_crash(language: &str, unsettled: Vec<RequestId>) -> Self {
        let languages = ["ru", "en", "hy"].map(|code| Language::new(code).unwrap()).to_vec();
        let settings = Settings {
            device: DeviceId::new("console-4").unwrap(),
            languages,
            language: Language::new(language).unwrap(),
            run: "0123456789abcdef01234567".to_owned(),
            unsettled,
        };
        let floor_now = at(CALLED_AT);
        Self {
            model: Model::new(settings, floor_now - SignedDuration::from_secs(BEHIND_S)),
            floor_now,
            asked: VecDeque::new(),
            stored: Vec::new(),
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
        office.desk().clerk = Some(kovaleva());
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
        self.input(Input::Connected(Welcome { version: protocol::VERSION, epoch: 1, now, session, office: None }));
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
                Effect::Store(requests) => self.stored = requests,
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

    fn take_asked(&mut self) -> RequestId {
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

    /// The form of signing in on the screen.
    pub fn sign_in_view(&self) -> SignIn {
        match self.view().screen {
            Screen::SignIn(form) => *form,
            other => panic!("not at the sign-in: {other:?}"),
        }
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
