//! The kiosk as it runs, with a real window and without threads. No checks here.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{date, time};
use kiosk::model::{self, Effect, Input, Model, PrintOutcome, Settings, What};
use kiosk::view::{self, Language};
use protocol::board::{FloorView, KioskBoard};
use protocol::message::{Answer, Ask, Outcome, Reply, RequestId, TicketState, TicketView};
use queue::estimate::Expected;
use queue::ids::{HallId, TicketId};
use slint::SharedString;
use slint::platform::Key;

use super::office::{board, floor};
use super::{Bench, PORTRAIT};

pub fn morning() -> Timestamp {
    "2026-11-17T05:42:00Z".parse().unwrap()
}

/// The kiosk as it runs, without threads: touches of the window go to the model, effects to the fakes.
pub struct Kiosk {
    pub bench: Bench,
    pub model: Model,
    pub at: Duration,
    pub asked: Vec<Ask>,
    pub printer: PrintOutcome,
    /// What was spoken, and the empty silence that was asked for.
    pub spoken: Vec<Vec<(Language, String)>>,
}

impl Kiosk {
    pub fn open() -> Self {
        Self::of(floor(), board())
    }

    /// A kiosk of this office, which is connected.
    pub fn of(floor: FloorView, board: KioskBoard) -> Self {
        let settings = Settings {
            device: "kiosk-1".into(),
            language: None,
            idle: Duration::from_secs(60),
            has_printer: true,
            has_scanner: false,
            has_pin: true,
            speech_percent: Some(60),
            full_screen: true,
            program: "0.1.0".into(),
        };
        let model = Model::new(settings, vec![], morning());
        let mut kiosk = Self {
            bench: Bench::new(PORTRAIT),
            model,
            at: Duration::ZERO,
            asked: vec![],
            printer: PrintOutcome::Printed,
            spoken: vec![],
        };
        kiosk.happens(What::Connected(morning(), None));
        kiosk.happens(What::Floor(morning(), Box::new(floor)));
        kiosk.happens(What::Board(morning(), board));
        kiosk
    }

    pub fn happens(&mut self, what: What) {
        let effects = model::update(&mut self.model, Input { at: self.at, fresh: RequestId::random(), what });
        let mut answers = vec![];
        for effect in effects {
            match effect {
                Effect::Ask(id, ask) => {
                    let outcome = Outcome::Done(Answer::Ticket(Box::new(self.ticket(&ask))));
                    self.asked.push(ask);
                    answers.push(What::Reply(Reply { id, outcome }));
                }
                Effect::Print(job, _) => answers.push(What::Printed(job, self.printer)),
                Effect::Say(speech) => self.spoken.push(speech.parts),
                Effect::Hush => self.spoken.push(vec![]),
                Effect::CheckPin(pin) => answers.push(What::PinChecked(pin == "4711")),
                Effect::Remember(_)
                | Effect::TestPrint(..)
                | Effect::Report(_)
                | Effect::RememberLanguage(_)
                | Effect::LeaveFullScreen
                | Effect::FillScreen
                | Effect::Quit => {}
            }
        }
        self.bench.show(&view::view(&self.model));
        self.listen();
        answers.into_iter().for_each(|what| self.happens(what));
    }

    fn ticket(&self, ask: &Ask) -> TicketView {
        let Ask::IssueTicket { services, category, language, more_time } = ask else { panic!("{ask:?}") };
        TicketView {
            ticket: TicketId(12),
            number: "A012".parse().unwrap(),
            day: date(2026, 11, 17),
            taken_at: time(9, 42, 0, 0),
            visit: services.clone(),
            category: category.clone(),
            language: language.clone(),
            more_time: *more_time,
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

    /// What the window has to say goes to the model.
    fn listen(&mut self) {
        for words in self.bench.words() {
            self.happens(What::Words(words));
        }
    }

    /// A key of the keypad, and what is spoken then.
    pub fn key(&mut self, key: impl Into<SharedString>) -> String {
        self.at += Duration::from_millis(700);
        let before = self.spoken.len();
        self.bench.key(key.into());
        self.listen();
        for touch in self.bench.touches() {
            self.happens(What::Touch(touch));
        }
        // A control tells a new state when the toolkit comes to it.
        slint::platform::update_timers_and_animations();
        self.listen();
        let parts = self.spoken[before..].iter().flatten().map(|(_, text)| text.as_str());
        parts.collect::<Vec<_>>().join(" ")
    }

    /// On to the control that begins with these words.
    pub fn find(&mut self, name: &str) {
        let name = name.replace('\u{a0}', " ");
        let mut heard = Vec::new();
        for _ in 0..60 {
            let said = self.key(Key::DownArrow);
            if said.starts_with(&name) {
                return;
            }
            heard.push(said);
        }
        panic!("nothing is called {name:?} among {heard:?}");
    }

    /// Finds the control and presses it; what is spoken then.
    pub fn choose(&mut self, name: &str) -> String {
        self.find(name);
        self.key(Key::Return)
    }

    /// A finger on the control of this name.
    pub fn touch(&mut self, label: &str) {
        self.at += Duration::from_millis(700);
        self.bench.touch(label);
        for touch in self.bench.touches() {
            self.happens(What::Touch(touch));
        }
    }

    pub fn sees(&self, label: &str) -> bool {
        self.bench.labelled(label).is_some()
    }
}
