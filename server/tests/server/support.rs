//! A server on port 0 and devices that talk to it. No checks here.

mod browser;
mod device;
mod floor;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use protocol::key_file::KeyFile;
use protocol::message::{Answer, Ask, Outcome};
use server::clock::{Clock, SetClock};
use server::office::Tick;
use server::run::{FloorFile, RunError, Settings};
use server::session::Limits;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::pins;

pub use browser::{Browser, Page};
pub use device::{Dev, Shown, Socket, encode, farewell, hello, next, open, take, ticket};
pub use floor::{clerk, floor, language, service, text, window};

/// The demo story's morning: 17 November 2026, 09:42 in Yerevan.
pub const MORNING: &str = "2026-11-17T05:42:00Z";
/// Longest wait for anything that must come.
pub const SOON: Duration = Duration::from_secs(20);

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A server in this process.
pub struct Server {
    pub clock: Arc<SetClock>,
    pub address: SocketAddr,
    pub settings: Settings,
    pub folder: Arc<TempDir>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), RunError>>,
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut settings = settings(folder.path());
        change(&mut settings);
        Self::start_on(folder, settings, Arc::new(SetClock::at(at(MORNING)))).await
    }

    pub async fn start_on(folder: Arc<TempDir>, settings: Settings, clock: Arc<SetClock>) -> Self {
        Self::try_start_on(folder, settings, clock).await.unwrap()
    }

    pub async fn try_start_on(
        folder: Arc<TempDir>,
        settings: Settings,
        clock: Arc<SetClock>,
    ) -> Result<Self, RunError> {
        pins::give(&settings.data, &settings.floor);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let run = server::run(listener, settings.clone(), Arc::clone(&clock) as Arc<dyn Clock>, async {
            let _ = stopped.await;
        });
        let mut running = tokio::spawn(run);
        let server = |running| Self { clock, address, settings, folder, stop, running };
        loop {
            tokio::select! {
                ended = &mut running => match ended.unwrap() {
                    Err(error) => return Err(error),
                    Ok(()) => panic!("the server ended by itself"),
                },
                health = try_health(address) => if health.is_some() { return Ok(server(running)) },
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// A graceful stop; gives back what another start needs.
    pub async fn stop(self) -> (Arc<TempDir>, Settings, Arc<SetClock>) {
        self.stop.send(()).unwrap();
        timeout(SOON, self.running).await.unwrap().unwrap().unwrap();
        (self.folder, self.settings, self.clock)
    }

    pub async fn restart(self) -> Self {
        let (folder, settings, clock) = self.stop().await;
        Self::start_on(folder, settings, clock).await
    }

    pub async fn connect(&self, device: &str) -> Dev {
        Dev::connect(self.address, device, &key(self.folder.path(), device), None).await
    }

    pub async fn connect_with_token(&self, device: &str, token: &str) -> Dev {
        Dev::connect(self.address, device, &key(self.folder.path(), device), Some(token.to_owned())).await
    }

    /// A console with a clerk signed in.
    pub async fn clerk(&self, console: &str, login: &str) -> Dev {
        let mut dev = self.connect(console).await;
        dev.sign_in(login, &pin(self.folder.path(), login)).await;
        dev
    }

    /// A console with clerk and window of the same number.
    pub async fn window(&self, number: u8) -> Dev {
        let mut dev = self.clerk(&format!("console-{number}"), clerk(number).as_str()).await;
        assert_eq!(dev.ask(Ask::OpenWindow { window: window(number) }).await, Outcome::Done(Answer::Done));
        dev
    }

    pub async fn health(&self) -> serde_json::Value {
        try_health(self.address).await.unwrap()
    }

    /// Waits until the statistics hold every event of the journal: an answer may be there before its event is published.
    pub async fn counted(&self) {
        let db = rusqlite::Connection::open(self.folder.path().join(server::journal::FILE)).unwrap();
        let written = |db: &rusqlite::Connection| {
            db.query_row("SELECT max(seq) FROM events", [], |row| row.get::<_, u64>(0)).unwrap()
        };
        wait_for(async || {
            let health = self.health().await;
            health["statistics_seq"] == written(&db) && health["statistics_alarm"].is_null()
        })
        .await;
    }

    /// Waits until the server has published its last event.
    pub async fn settled(&self, seq: u64) {
        wait_for(async || self.health().await["seq"].as_u64().unwrap() >= seq).await;
    }
}

pub fn settings(data: &Path) -> Settings {
    Settings {
        data: data.to_owned(),
        floor: floor("Asia/Yerevan"),
        file: FloorFile::Compare,
        visitors_files: None,
        trusted_proxies: server::proxies::TrustedProxies::default(),
        keys: None,
        keep_days: server::retention::KEEP_DAYS,
        messages: server::messages::Messages::default(),
        limits: Limits { messages_per_s: 2000, ..Limits::default() },
        tick: Tick::Rehearsed,
    }
}

pub async fn wait_for(mut what: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !what().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, waiting).await.expect("it comes in time");
}

async fn try_health(address: SocketAddr) -> Option<serde_json::Value> {
    let body = http_get(address, "/health").await?;
    serde_json::from_str(&body).ok()
}

/// The body of an answer, whatever its status.
pub async fn http_get(address: SocketAddr, path: &str) -> Option<String> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = TcpStream::connect(address).await.ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: office.test\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned())
}

pub fn key(data: &Path, device: &str) -> String {
    let path: PathBuf = data.join("credentials").join(format!("{device}.key"));
    KeyFile::read(&path).unwrap().key
}

pub fn pin(data: &Path, login: &str) -> String {
    let pins: toml::Table = std::fs::read_to_string(data.join("credentials/pins.toml")).unwrap().parse().unwrap();
    pins[login].as_str().unwrap().to_owned()
}
