//! A device on its socket, and what it was last shown.

use std::collections::HashMap;
use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use protocol::board::{ConsoleBoard, FloorView, HallBoard, KioskBoard};
use protocol::message::{
    Answer, Ask, DeviceRole, Farewell, FromDevice, FromServer, Hello, Outcome, Request, RequestId, Session, Show,
    TicketView, Update, Welcome,
};
use protocol::visitor::VisitorView;
use queue::ids::{CategoryId, DeviceId};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{SOON, language, service};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A device and what it was last shown.
pub struct Dev {
    pub socket: Socket,
    pub welcome: Welcome,
    pub shown: Shown,
    /// Replies that came before they were waited for: those to requests on their way together keep no order.
    early: HashMap<RequestId, Outcome>,
}

#[derive(Debug, Default)]
pub struct Shown {
    pub seq: u64,
    pub floor_version: Option<u32>,
    pub coupon: Option<queue::floor::Coupon>,
    pub floor: Option<Box<FloorView>>,
    pub kiosk: Option<KioskBoard>,
    pub console: Option<ConsoleBoard>,
    pub hall: Option<HallBoard>,
    pub day: Option<queue::state::ClerkDay>,
    /// Each booked visitor at the own window, as told.
    pub visitors: Vec<Option<VisitorView>>,
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
        Self::connect_as(address, Hello { session, ..hello(device, key) }).await
    }

    pub async fn connect_as(address: SocketAddr, hello: Hello) -> Self {
        let mut socket = open(address).await;
        socket.send(encode(&FromDevice::Hello(hello))).await.unwrap();
        match next(&mut socket).await {
            Some(FromServer::Welcome(welcome)) => {
                Self { socket, welcome, shown: Shown::default(), early: HashMap::new() }
            }
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
            if let Some(outcome) = self.early.remove(id) {
                return outcome;
            }
            if let FromServer::Reply(reply) = self.next().await {
                self.early.insert(reply.id, reply.outcome);
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
        let reading = async {
            while !wanted(&self.shown) {
                self.next().await;
            }
        };
        timeout(SOON, reading).await.expect("it is shown in time");
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
            Show::Floor(floor) => {
                self.floor_version = Some(floor.version);
                self.coupon = Some(floor.coupon.clone());
                self.floor = Some(floor);
            }
            Show::Kiosk(board) => self.kiosk = Some(board),
            Show::Console(board) => self.console = Some(*board),
            Show::Hall(board) => self.hall = Some(board),
            Show::MyDay(day) => self.day = Some(day),
            Show::Visitor(visitor) => self.visitors.push(visitor.map(|visitor| *visitor)),
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
