//! The real server on a journal of the tests, and a manager's browser. No checks here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use queue::floor::{Clerk, Role};
use queue::ids::ClerkId;
use queue::{Event, Fact, Floor};
use server::clock::{Clock, SetClock};
use server::data_folder::DataFolder;
use server::journal::{Journal, JournalReader};
use server::office::Tick;
use server::run::{FloorFile, RunError, Settings};
use server::session::Limits;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::browser::{Browser, Page};

const SOON: Duration = Duration::from_secs(60);

pub struct Office {
    /// What its clock was set to, in whole milliseconds; it stands.
    pub set_to: Timestamp,
    folder: TempDir,
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), RunError>>,
}

impl Office {
    /// On a journal of these events, a while after the last of them.
    pub async fn on(events: &[Event], now: Timestamp) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(&folder, events);
        let settings = settings(&folder, events);
        crate::pins::give(&settings.data, &settings.floor);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let clock: Arc<dyn Clock> = Arc::new(SetClock::at(now));
        let running = tokio::spawn(server::run(listener, settings, clock, async {
            let _ = stopped.await;
        }));
        let set_to = Timestamp::from_millisecond(now.as_millisecond()).unwrap();
        let mut office = Self { set_to, folder, address, stop, running };
        office.followed().await;
        office
    }

    /// Until the statistics hold every event.
    async fn followed(&mut self) {
        let began = std::time::Instant::now();
        loop {
            assert!(began.elapsed() < SOON, "the server comes up");
            if self.running.is_finished() {
                panic!("the server ended: {:?}", (&mut self.running).await);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            let Some(health) = self.health().await else { continue };
            if health["seq"].is_u64() && health["statistics_seq"] == health["seq"] {
                return;
            }
        }
    }

    /// What the server says of itself, once it does.
    async fn health(&self) -> Option<serde_json::Value> {
        let mut stream = TcpStream::connect(self.address).await.ok()?;
        stream.write_all(b"GET /health HTTP/1.1\r\nHost: office.test\r\nConnection: close\r\n\r\n").await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
    }

    /// The floor's time, as the server tells it.
    pub async fn now(&self) -> Timestamp {
        self.health().await.unwrap()["now"].as_str().unwrap().parse().unwrap()
    }

    fn browser(&self) -> Browser {
        Browser::new(self.address, self.folder.path())
    }

    /// A browser in which the manager is signed in.
    pub async fn manager(&self) -> Browser {
        let pins = std::fs::read_to_string(self.folder.path().join("credentials/pins.toml")).unwrap();
        let pins: toml::Table = pins.parse().unwrap();
        let mut browser = self.browser();
        let page = browser.sign_in("manager", pins["manager"].as_str().unwrap()).await;
        assert_eq!(page.status, 303, "{}", page.text());
        browser
    }

    /// A page. The clock stands, and so does the pace of each address: each asks once.
    pub async fn get(&self, browser: &mut Browser, path: &str) -> Page {
        browser.from = another_address();
        browser.get(path).await
    }

    /// All that the journal holds.
    pub fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        let journal = JournalReader::open(self.folder.path()).unwrap();
        journal.read_after(0, u64::MAX, |_, event, _| events.push(event.clone())).unwrap();
        events
    }

    /// The floor as it was configured last.
    pub fn floor(&self) -> Floor {
        last_floor(&self.events())
    }

    pub async fn stop(self) {
        self.stop.send(()).unwrap();
        self.running.await.unwrap().unwrap();
    }
}

/// One of 127.0.0.0/8 that did not ask yet.
pub fn another_address() -> &'static str {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    Box::leak(format!("127.{}.{}.{}", 1 + next / 60_000, next / 240 % 250, 1 + next % 240).into_boxed_str())
}

fn last_floor(events: &[Event]) -> Floor {
    let mut floors = events.iter().filter_map(|event| match &event.fact {
        Fact::FloorConfigured { floor } => Some((**floor).clone()),
        _ => None,
    });
    floors.next_back().unwrap()
}

fn write(folder: &TempDir, events: &[Event]) {
    let held = DataFolder::hold(folder.path()).unwrap();
    let (mut journal, _) = Journal::open(held.path()).unwrap();
    for event in events {
        journal.append(event).unwrap();
    }
    journal.commit().unwrap();
    journal.close().unwrap();
}

/// The floor of the events, with a manager.
fn settings(folder: &TempDir, events: &[Event]) -> Settings {
    let mut floor = last_floor(events);
    let roles = [Role::Manager].into();
    floor.clerks.push(Clerk { id: ClerkId::new("manager").unwrap(), name: "Manager".into(), roles });
    Settings {
        data: folder.path().to_owned(),
        floor,
        file: FloorFile::Apply,
        visitors_files: None,
        trusted_proxies: server::proxies::TrustedProxies::default(),
        keys: None,
        keep_days: server::retention::KEEP_DAYS,
        messages: server::messages::Messages::default(),
        limits: Limits::default(),
        tick: Tick::Rehearsed,
    }
}
