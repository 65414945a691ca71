//! The running kiosk: the model on the window's thread, fed by touches, threads and the passing of time.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use protocol::VERSION;
use protocol::client::{self, Settings as ClientSettings};
use protocol::key_file::KeyFile;
use protocol::message::{DeviceRole, Hello, RequestId};
use tokio::sync::mpsc;

use crate::config::Config;
use crate::effects::{self, Effects, Keeper, Speaker, Store, Tell};
use crate::model::{self, Effect, Input, Model, What};
use crate::view;
use crate::window::Window;

/// Between two looks at the time; nothing on the screen changes faster.
const TICK: Duration = Duration::from_secs(1);
/// Things told by the threads that may wait for the window's thread.
const WAITING: usize = 256;

struct App {
    started: Instant,
    model: RefCell<Model>,
    window: Window,
    effects: Effects,
    speaker: Option<Speaker>,
}

/// Opens the window and runs until it is closed: in full screen by the technician's menu alone.
pub fn run(config: &Config, key: KeyFile) -> anyhow::Result<()> {
    let (store, remembered) = Store::open(&config.state_dir)
        .with_context(|| format!("the folder {} cannot be used", config.state_dir.display()))?;
    let settings = effects::settings(config, &remembered);
    let (sender, mut told) = mpsc::channel(WAITING);
    let tell: Tell = Arc::new(move |what| {
        // The window's thread is gone only when the program ends.
        let _ = sender.blocking_send(what);
    });

    let slot: Rc<OnceCell<Rc<App>>> = Rc::default();
    let [for_touches, for_words] = [slot.clone(), slot.clone()];
    let window = Window::new(
        config.screen.reach,
        move |touch| take(&for_touches, What::Touch(touch)),
        move |words| take(&for_words, What::Words(words)),
    )?;
    window.show_pointer(config.screen.mouse);
    window.open(config.screen.width_px, config.screen.height_px, config.full_screen)?;
    let client = client::start(client_settings(config, key), {
        let tell = tell.clone();
        move |incoming| effects::heard(incoming).into_iter().for_each(|what| tell(what))
    });
    let printing = config
        .has_printer()
        .then(|| effects::start_printing(config.printer.clone(), tell.clone()))
        .transpose()
        .context("the printer's thread does not start")?;
    if config.has_scanner() {
        effects::start_scanning(&config.scanner, tell.clone()).context("the scanner's thread does not start")?;
    }
    let speaker = config.speech_percent.map(|_| effects::start_speaking(tell.clone())).transpose();
    let speaker = speaker.context("the voice's thread does not start")?;
    let effects = Effects::start(Keeper { store, client, printing, pin: config.pin.clone(), tell })
        .context("the keeper's thread does not start")?;
    let model = Model::new(settings, remembered.requests, jiff::Timestamp::now());
    let app = Rc::new(App { started: Instant::now(), model: RefCell::new(model), window, effects, speaker });
    assert!(slot.set(app.clone()).is_ok(), "the slot is filled once");
    app.show();

    let ticking = app.clone();
    let ticker = slint::Timer::default();
    ticker.start(slint::TimerMode::Repeated, TICK, move || ticking.take(What::Tick));
    let resized = app.clone();
    app.window.on_resized(move || {
        let view = view::view(&resized.model.borrow());
        resized.window.show_again(&view);
    });
    let hearing = app.clone();
    slint::spawn_local(async move {
        while let Some(what) = told.recv().await {
            hearing.take(what);
        }
    })
    .context("the event loop does not run")?;
    slint::run_event_loop_until_quit().context("the window failed")
}

/// What the window tells before there is an app is of no use to anybody.
fn take(app: &OnceCell<Rc<App>>, what: What) {
    if let Some(app) = app.get() {
        app.take(what);
    }
}

impl App {
    fn take(&self, what: What) {
        let input = Input { at: self.started.elapsed(), fresh: RequestId::random(), what };
        let effects = model::update(&mut self.model.borrow_mut(), input);
        let mut heard = true;
        for effect in effects {
            match effect {
                Effect::LeaveFullScreen => self.window.leave_full_screen(),
                Effect::FillScreen => self.window.fill_screen(),
                Effect::Quit => self.window.close(),
                Effect::Say(speech) => heard &= self.speaker.as_ref().is_none_or(|speaker| speaker.say(speech)),
                Effect::Hush => heard &= self.speaker.as_ref().is_none_or(Speaker::hush),
                Effect::Remember(_)
                | Effect::Ask(..)
                | Effect::Print(..)
                | Effect::TestPrint(..)
                | Effect::Report(_)
                | Effect::CheckPin(_)
                | Effect::RememberLanguage(_) => self.effects.carry_out(effect),
            }
        }
        if !heard {
            return self.take(What::Voice { works: false });
        }
        self.show();
    }

    fn show(&self) {
        // What is shown is told to who listens, and the model takes it while the window shows.
        let view = view::view(&self.model.borrow());
        self.window.show(&view);
    }
}

fn client_settings(config: &Config, file: KeyFile) -> ClientSettings {
    ClientSettings {
        address: config.server.clone(),
        office: file.office,
        hello: Hello {
            version: VERSION,
            role: DeviceRole::Kiosk,
            device: config.device.clone(),
            key: file.key,
            program: format!("kiosk {}", env!("CARGO_PKG_VERSION")),
            session: None,
        },
    }
}
