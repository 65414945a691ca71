//! What the model asks for is done here: the connection, the voice, the window and the clock meet, and nothing is decided.
//!
//! Everything runs on the window's thread. The client's and the voice's threads put inputs into one inbox and wake it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::Timestamp;
use protocol::VERSION;
use protocol::client::{self, Client};
use protocol::key_file::KeyFile;
use protocol::message::{DeviceFault, DeviceRole, Hello};
use queue::ids::Language;

use crate::config::Config;
use crate::fetch::{Fetcher, Source};
use crate::layout::Screen;
use crate::model::{Effect, Input, Model, Now, update};
use crate::view::{next_change, view};
use crate::voice::{Speaker, Told, Voices, Volume, on_devices_list};
use crate::window::{Cover, HallWindow, Waker};

/// Inputs that wait for the window's thread; a sender beyond it waits.
const INBOX_LIMIT: usize = 1024;
/// A window system may take this long to give the window its final size.
const SIZE_SETTLES: Duration = Duration::from_secs(5);

/// The running display.
struct Display {
    model: Model,
    window: Rc<HallWindow>,
    client: Client,
    speaker: Speaker,
    fetcher: Fetcher,
    inbox: Receiver<Input>,
    started: Instant,
    cover: Cover,
}

/// The way into the display from other threads.
#[derive(Clone)]
struct Inbox {
    sender: SyncSender<Input>,
    waker: Waker,
}

/// Runs the display until its window is closed.
///
/// # Errors
/// When the key cannot be read, the layout falls short, or there is no screen.
pub fn run(config: Config) -> anyhow::Result<()> {
    let key = KeyFile::of_device(&config.key_file, &config.settings.device)?;
    let model = Model::new(config.settings.clone())?;
    let settings = &config.settings;
    let window = Rc::new(HallWindow::new(settings.screen.orientation, settings.motion)?);
    let (sender, receiver) = sync_channel(INBOX_LIMIT);
    let inbox = Inbox { sender, waker: window.waker() };
    let display = Display {
        speaker: speak(&config, inbox.clone())?,
        fetcher: fetch(&config, &key, inbox.clone())?,
        client: connect(&config, key, inbox.clone()),
        model,
        window: Rc::clone(&window),
        inbox: receiver,
        started: Instant::now(),
        cover: config.cover,
    };
    let display = RefCell::new(display);
    window.on_wake(move || display.borrow_mut().wake());
    window.wake_after(Duration::ZERO);
    window.run(&config.settings.screen, config.cover).context("the screen went away")
}

fn connect(config: &Config, file: KeyFile, inbox: Inbox) -> Client {
    let hello = Hello {
        version: VERSION,
        role: DeviceRole::Hall,
        device: config.settings.device.clone(),
        key: file.key,
        program: concat!("hall-display ", env!("CARGO_PKG_VERSION")).to_owned(),
        session: None,
    };
    let settings = client::Settings { address: config.settings.address.clone(), office: file.office, hello };
    client::start(settings, move |incoming| inbox.put(Input::Server(incoming)))
}

/// What is spoken, in words: the voices' languages, or that there are none, and what their files lack.
pub fn spoken(config: &Config) -> String {
    let voices = voices(config);
    let packs = config.voice.packs.display();
    let languages: Vec<&str> = voices.languages().map(Language::as_str).collect();
    let spoken = match languages.as_slice() {
        [] => {
            format!("none in {packs}, so calls are shown and not spoken: name the folder of the voices in voice.packs")
        }
        [_, ..] => format!("{} from {packs}", languages.join(", ")),
    };
    voices.faults().iter().fold(spoken, |spoken, fault| format!("{spoken}\n        {fault}"))
}

/// Every voice whose pack lies in the folder, so that a language of the floor needs no line in the file.
pub(crate) fn voices(config: &Config) -> Voices {
    let folders = std::fs::read_dir(&config.voice.packs).into_iter().flatten().flatten();
    let has_voice = folders.filter(|folder| folder.path().join("voice.toml").is_file());
    let found = has_voice.filter_map(|folder| Language::new(folder.file_name().to_str()?).ok());
    let languages: BTreeSet<Language> = found.chain(config.settings.languages.iter().cloned()).collect();
    let languages: Vec<Language> = languages.into_iter().collect();
    Voices::load(&config.voice.packs, &config.voice.chime, &languages)
}

fn speak(config: &Config, inbox: Inbox) -> anyhow::Result<Speaker> {
    let voices = voices(config);
    inbox.put(Input::Voices(voices.languages().cloned().collect()));
    let volume = Volume::percent(config.voice.volume_percent);
    let told = move |told| match told {
        Told::Started(_) => {}
        Told::Ended(call, _) => inbox.put(Input::Spoken(call)),
        Told::Faults(faults) => inbox.put(Input::Sound(on_devices_list(&faults))),
    };
    Speaker::start(voices, volume, told).context("the voice cannot start")
}

fn fetch(config: &Config, file: &KeyFile, inbox: Inbox) -> anyhow::Result<Fetcher> {
    let screen = config.settings.screen;
    let screen = match config.cover {
        Cover::Screen => screen,
        Cover::Window => Screen { width_px: screen.width_px / 2, height_px: screen.height_px / 2, ..screen },
    };
    let (address, device) = (config.settings.address.clone(), config.settings.device.clone());
    let source = Source { address, office: file.office, device, screen };
    let fetcher = Fetcher::start(source, move |file, had| inbox.put(Input::Picture(file, had)));
    fetcher.context("no picture can be fetched")
}

impl Inbox {
    fn put(&self, input: Input) {
        // The only failure is a display that has gone.
        if self.sender.send(input).is_ok() {
            self.waker.wake();
        }
    }
}

impl Display {
    /// Takes in what has come, does what follows, and sets the next wake.
    fn wake(&mut self) {
        while let Ok(input) = self.inbox.try_recv() {
            self.take(input);
        }
        let faults = self.screen_faults();
        self.take(Input::Screen(faults));
        self.take(Input::Tick);

        let now = self.now();
        self.window.show(&view(&self.model, now));
        let due = next_change(&self.model, now).saturating_sub(now.elapsed);
        self.window.wake_after(due);
    }

    fn take(&mut self, input: Input) {
        let now = self.now();
        for effect in update(&mut self.model, input, now) {
            match effect {
                Effect::Announce(announcement) => {
                    tracing::info!(number = %announcement.number, window = announcement.window, "announced");
                    self.speaker.announce(announcement);
                }
                Effect::Fetch(files) => self.fetcher.need(files),
                Effect::Report(report) => {
                    tracing::info!(faults = ?report.faults, "reported");
                    self.client.report(report);
                }
            }
        }
    }

    fn now(&self) -> Now {
        Now { elapsed: self.started.elapsed(), wall: Timestamp::now() }
    }

    /// The sum of the letters holds for the size in the file only.
    fn screen_faults(&self) -> Vec<DeviceFault> {
        let screen = &self.model.settings.screen;
        let (width, height) = self.window.size_px();
        let settled = self.cover == Cover::Screen && self.started.elapsed() >= SIZE_SETTLES;
        if !settled || (width, height) == (screen.width_px, screen.height_px) {
            return Vec::new();
        }
        let file = format!("{} x {}", screen.width_px, screen.height_px);
        vec![DeviceFault::Other {
            what: format!("the screen is {width} x {height} px, the display's file says {file}"),
        }]
    }
}
