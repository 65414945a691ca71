//! A server on port 0 and devices that talk to it. No checks here.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use jiff::civil::time;
use protocol::board::{ConsoleBoard, HallBoard, KioskBoard};
use protocol::message::{
    Answer, Ask, DeviceRole, Farewell, FromDevice, FromServer, Hello, Outcome, Request, RequestId, Session, Show,
    TicketView, Update, Welcome,
};
use queue::Floor;
use queue::floor::{
    Calendar, Category, Clerk, Hall, Interval, IssueHours, Reason, Reasons, Role, Rules, Service, Text, Weekday, Window,
};
use queue::ids::{CategoryId, ClerkId, DeviceId, HallId, Language, ReasonId, ServiceId, WindowId};
use queue::number::Letter;
use queue::zone::Zone;
use server::clock::{Clock, SetClock};
use server::devices::Device;
use server::run::{FloorFile, RunError, Settings};
use server::session::Limits;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// The demo story's morning: 17 November 2026, 09:42 in Yerevan.
pub const MORNING: &str = "2026-11-17T05:42:00Z";
/// Longest wait for anything that must come.
pub const SOON: Duration = Duration::from_secs(20);

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn text(words: &str) -> Text {
    Text(BTreeMap::from([(language(), words.into())]))
}

pub fn language() -> Language {
    Language::new("ru").unwrap()
}

pub fn service(name: &str) -> ServiceId {
    ServiceId::new(name).unwrap()
}

pub fn window(number: u8) -> WindowId {
    WindowId::new(&format!("window-{number}")).unwrap()
}

pub fn clerk(number: u8) -> ClerkId {
    ClerkId::new(&format!("clerk-{number}")).unwrap()
}

/// Two services received at eight windows by eight clerks, a receptionist and a manager; issue all day and night.
pub fn floor(zone: &str) -> Floor {
    let all_day = vec![Interval { from: time(0, 0, 0, 0), to: time(23, 59, 59, 999_999_999) }];
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let hours = IssueHours(week.map(|day| (day, all_day.clone())).into());
    let hall = HallId::new("hall-1").unwrap();
    let one_service = |id: &str, letter: char| Service {
        id: service(id),
        letter: Letter::new(letter).unwrap(),
        name: text(id),
        short: Text::default(),
        group: None,
        hall: hall.clone(),
        issue: hours.clone(),
        daily_limit: 999,
        service_norm_min: 10,
        wait_norm_min: 30,
        then: Vec::new(),
        purposes: Vec::new(),
        at_kiosk: true,
    };
    let person = |id: ClerkId, role: Role| Clerk { id, name: "Name".into(), roles: BTreeSet::from([role]) };
    let mut clerks: Vec<_> = (1..=8).map(|number| person(clerk(number), Role::Clerk)).collect();
    clerks.push(person(ClerkId::new("reception").unwrap(), Role::Receptionist));
    clerks.push(person(ClerkId::new("manager").unwrap(), Role::Manager));
    let reason = |id: &str| vec![Reason { id: ReasonId::new(id).unwrap(), name: text(id) }];
    Floor {
        office: text("Office"),
        languages: vec![language()],
        public_url: Some("http://office.test/".into()),
        calendar: Calendar {
            zone: Zone::new(zone).unwrap(),
            holidays: BTreeSet::new(),
            day_turns_at: time(0, 0, 0, 0),
        },
        halls: vec![Hall { id: hall.clone(), name: text("Hall 1") }],
        groups: Vec::new(),
        services: vec![one_service("passport", 'A'), one_service("visa", 'B')],
        categories: vec![Category {
            id: CategoryId::new("general").unwrap(),
            name: text("General"),
            mark: Text::default(),
            preferential: false,
            wait_limit_min: None,
        }],
        windows: (1..=8)
            .map(|number| Window {
                id: window(number),
                number,
                hall: hall.clone(),
                whereabouts: Text::default(),
                services: vec![service("passport"), service("visa")],
            })
            .collect(),
        clerks,
        reasons: Reasons {
            refuse: reason("no-papers"),
            park: reason("copy"),
            pause: reason("break"),
            out_of_turn: reason("asked"),
        },
        rules: Rules::default(),
        notices: Vec::new(),
    }
}

/// Eight kiosks, consoles and halls.
pub fn devices() -> Vec<Device> {
    let kinds = [("kiosk", DeviceRole::Kiosk), ("console", DeviceRole::Console), ("hall", DeviceRole::Hall)];
    let all = kinds.iter().flat_map(|(kind, role)| (1..=8).map(move |number| (*kind, *role, number)));
    all.map(|(kind, role, number)| Device {
        id: DeviceId::new(&format!("{kind}-{number}")).unwrap(),
        role,
        prints_at: (role == DeviceRole::Console).then(|| DeviceId::new("kiosk-1").unwrap()),
    })
    .collect()
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

    /// Waits until the server has published its last event.
    pub async fn settled(&self, seq: u64) {
        wait_for(async || self.health().await["seq"].as_u64().unwrap() >= seq).await;
    }
}

pub fn settings(data: &Path) -> Settings {
    Settings {
        data: data.to_owned(),
        floor: floor("Asia/Yerevan"),
        devices: devices(),
        file: FloorFile::Compare,
        limits: Limits { messages_per_s: 2000, ..Limits::default() },
        tick: Duration::from_millis(20),
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
    std::fs::read_to_string(path).unwrap().trim().to_owned()
}

pub fn pin(data: &Path, login: &str) -> String {
    let pins: toml::Table = std::fs::read_to_string(data.join("credentials/pins.toml")).unwrap().parse().unwrap();
    pins[login].as_str().unwrap().to_owned()
}

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A device and what it was last shown.
pub struct Dev {
    pub socket: Socket,
    pub welcome: Welcome,
    pub shown: Shown,
}

#[derive(Debug, Default)]
pub struct Shown {
    pub seq: u64,
    pub floor_version: Option<u32>,
    pub kiosk: Option<KioskBoard>,
    pub console: Option<ConsoleBoard>,
    pub hall: Option<HallBoard>,
    pub day: Option<queue::state::ClerkDay>,
    pub session_ended: bool,
    pub reprints: Vec<TicketView>,
}

pub fn hello(device: &str, key: &str) -> Hello {
    let role = match device.split('-').next().unwrap() {
        "kiosk" => DeviceRole::Kiosk,
        "console" => DeviceRole::Console,
        _ => DeviceRole::Hall,
    };
    Hello {
        version: protocol::VERSION,
        role,
        device: DeviceId::new(device).unwrap(),
        key: key.to_owned(),
        program: "test 1.0".to_owned(),
        session: None,
    }
}

pub async fn open(address: SocketAddr) -> Socket {
    connect_async(format!("ws://{address}/device")).await.unwrap().0
}

pub fn encode(message: &FromDevice) -> Message {
    Message::text(serde_json::to_string(message).unwrap())
}

/// The next message of the server; nothing once the socket is closed.
pub async fn next(socket: &mut Socket) -> Option<FromServer> {
    loop {
        match timeout(SOON, socket.next()).await.expect("the server says something")? {
            Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// The farewell, whatever else comes before it.
pub async fn farewell(socket: &mut Socket) -> Option<Farewell> {
    while let Some(message) = next(socket).await {
        if let FromServer::Farewell(farewell) = message {
            return Some(farewell);
        }
    }
    None
}

impl Dev {
    pub async fn connect(address: SocketAddr, device: &str, key: &str, session: Option<String>) -> Self {
        let mut socket = open(address).await;
        let hello = Hello { session, ..hello(device, key) };
        socket.send(encode(&FromDevice::Hello(hello))).await.unwrap();
        match next(&mut socket).await {
            Some(FromServer::Welcome(welcome)) => Self { socket, welcome, shown: Shown::default() },
            other => panic!("no welcome: {other:?}"),
        }
    }

    pub async fn sign_in(&mut self, login: &str, pin: &str) -> Session {
        match self.ask(Ask::SignIn { login: login.to_owned(), pin: pin.to_owned() }).await {
            Outcome::Done(Answer::SignedIn(session)) => session,
            other => panic!("not signed in: {other:?}"),
        }
    }

    pub async fn ask(&mut self, ask: Ask) -> Outcome {
        self.ask_as(&RequestId::random(), ask).await
    }

    pub async fn ask_as(&mut self, id: &RequestId, ask: Ask) -> Outcome {
        self.send(id, 0, ask).await;
        self.reply(id).await
    }

    pub async fn send(&mut self, id: &RequestId, age_ms: u64, ask: Ask) {
        let request = Request { id: id.clone(), age_ms, ask };
        self.socket.send(encode(&FromDevice::Request(request))).await.unwrap();
    }

    pub async fn reply(&mut self, id: &RequestId) -> Outcome {
        loop {
            if let FromServer::Reply(reply) = self.next().await
                && reply.id == *id
            {
                return reply.outcome;
            }
        }
    }

    /// The next message; boards are noted.
    pub async fn next(&mut self) -> FromServer {
        let message = next(&mut self.socket).await.expect("the server talks on");
        if let FromServer::Update(update) = &message {
            self.shown.note(update.clone());
        }
        message
    }

    /// Reads until what is shown is as wanted.
    pub async fn until(&mut self, wanted: impl Fn(&Shown) -> bool) {
        while !wanted(&self.shown) {
            self.next().await;
        }
    }

    /// Takes a coupon.
    pub async fn take(&mut self) -> TicketView {
        ticket(self.ask(take("passport")).await)
    }
}

impl Shown {
    fn note(&mut self, update: Update) {
        self.seq = self.seq.max(update.seq);
        match update.show {
            Show::Floor(floor) => self.floor_version = Some(floor.version),
            Show::Kiosk(board) => self.kiosk = Some(board),
            Show::Console(board) => self.console = Some(*board),
            Show::Hall(board) => self.hall = Some(board),
            Show::MyDay(day) => self.day = Some(day),
            Show::SessionEnded => self.session_ended = true,
            Show::Reprint(view) => self.reprints.push(*view),
        }
    }
}

/// The ask for a coupon.
pub fn take(name: &str) -> Ask {
    Ask::IssueTicket {
        services: vec![service(name)],
        category: CategoryId::new("general").unwrap(),
        language: language(),
        more_time: false,
    }
}

pub fn ticket(outcome: Outcome) -> TicketView {
    match outcome {
        Outcome::Done(Answer::Ticket(view)) => *view,
        other => panic!("no ticket: {other:?}"),
    }
}
