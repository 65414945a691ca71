//! The running console: model, window and hands held together. Every input passes through `take`, one at a time, on the window's thread.

use std::cell::{OnceCell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Instant;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use protocol::key_file::KeyFile;
use protocol::message::RequestId;
use queue::ids::Language;
use slint::{Timer, TimerMode};

use crate::config::{Config, LANGUAGES};
use crate::effects::{BarPlace, Effects, Store};
use crate::model::{Input, Model, Settings, update};
use crate::view::{Screen, View, view};
use crate::window::Window;

/// Letters of a run's random name: 96 bits.
const RUN_LENGTH: usize = 24;

struct Console {
    model: RefCell<Model>,
    window: Window,
    effects: Effects,
    bar: RefCell<BarPlace>,
    full_place: RefCell<Option<(i32, i32)>>,
    tick: Timer,
    clock: Clock,
}

/// The console's own clock: the wall's at the start, then only forward, whatever happens to the wall's.
struct Clock {
    started_at: Timestamp,
    started: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { started_at: Timestamp::now(), started: Instant::now() }
    }

    fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from(self.started.elapsed()).unwrap_or(SignedDuration::MAX);
        self.started_at.checked_add(elapsed).unwrap_or(Timestamp::MAX)
    }
}

/// Runs until the window is closed.
pub fn run(config: &Config, key: KeyFile) -> anyhow::Result<()> {
    let (store, unsettled) = Store::open(&config.state_dir)
        .with_context(|| format!("state_dir: the folder {} cannot be made", config.state_dir.display()))?;
    let console: Rc<OnceCell<Weak<Console>>> = Rc::default();
    let told = Rc::clone(&console);
    let window = Window::new(config.look, move |deed| {
        if let Some(console) = told.get().and_then(Weak::upgrade) {
            console.take(Input::Deed(deed));
        }
    })
    .context("no window can be opened")?;
    let (effects, mut incoming) = Effects::start(config, key, store);
    let clock = Clock::start();
    let running = Rc::new(Console {
        model: RefCell::new(Model::new(settings(config, unsettled), clock.now())),
        window,
        effects,
        bar: RefCell::new(BarPlace::read(&config.state_dir, config.bar)),
        full_place: RefCell::new(None),
        tick: Timer::default(),
        clock,
    });
    let _ = console.set(Rc::downgrade(&running));
    running.take(Input::Tick);
    running.window.show().context("the window cannot be shown")?;
    let taking = Rc::clone(&running);
    slint::spawn_local(async move {
        while let Some(incoming) = incoming.recv().await {
            taking.take(Effects::input(incoming));
        }
    })
    .context("the window has no loop of events")?;
    slint::run_event_loop_until_quit().context("the window's loop of events broke")?;
    running.keep_bar();
    Ok(())
}

fn settings(config: &Config, unsettled: Vec<RequestId>) -> Settings {
    let languages = LANGUAGES.map(|code| Language::new(code).expect("the program's languages are keys"));
    Settings {
        device: config.device.clone(),
        languages: languages.to_vec(),
        language: config.language.clone(),
        // A number after it makes a request's name of it.
        run: RequestId::random().as_str().chars().take(RUN_LENGTH).collect(),
        unsettled,
    }
}

impl Console {
    fn take(self: &Rc<Self>, input: Input) {
        let effects = update(&mut self.model.borrow_mut(), input, self.clock.now());
        let shown = view(&self.model.borrow());
        let bar = matches!(&shown.screen, Screen::Desk(desk) if desk.bar);
        if bar == self.window.is_bar() {
            self.window.apply(&shown);
        } else {
            self.change_face(&shown);
        }
        let came_of_it: Vec<_> = effects.into_iter().filter_map(|effect| self.effects.perform(effect)).collect();
        if self.effects.quits() {
            // Without a loop of events there is nothing left to quit.
            let _ = slint::quit_event_loop();
        }
        self.tick_later();
        came_of_it.into_iter().for_each(|input| self.take(input));
    }

    /// Full window and bar each come back to where they stood.
    fn change_face(&self, shown: &View) {
        let left = self.window.position();
        self.window.apply(shown);
        if self.window.is_bar() {
            *self.full_place.borrow_mut() = Some(left);
            let (x, y) = self.bar.borrow().place();
            self.window.move_to(x, y);
        } else {
            self.bar.borrow_mut().keep(left);
            let full = self.full_place.borrow_mut().take().filter(|_| !self.window.is_maximized());
            if let Some((x, y)) = full {
                self.window.move_to(x, y);
            }
        }
    }

    fn keep_bar(&self) {
        if self.window.is_bar() {
            self.bar.borrow_mut().keep(self.window.position());
        }
    }

    fn tick_later(self: &Rc<Self>) {
        let console = Rc::downgrade(self);
        let after = self.model.borrow().next_tick();
        self.tick.start(TimerMode::SingleShot, after, move || {
            if let Some(console) = console.upgrade() {
                console.take(Input::Tick);
            }
        });
    }
}
