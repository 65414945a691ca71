//! The other end of the real console's wire: knows it, signs the clerk in, and shows the scripted office's boards.

use std::sync::{Arc, Mutex};

use futures_util::{SinkExt, StreamExt};
use protocol::codec::{self, FROM_DEVICE_LIMIT};
use protocol::message::{Answer, Ask, FromDevice, FromServer, Outcome, Reply, Show, Update, Welcome};
use queue::floor::Role;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;

use crate::office;

/// A server for one console.
pub struct Server {
    pub address: String,
    seen: Arc<Mutex<Seen>>,
    /// Whether somebody waits for the window.
    waits: watch::Sender<bool>,
    _runtime: Runtime,
}

#[derive(Default)]
struct Seen {
    connected: bool,
    signed_in: bool,
}

impl Server {
    pub fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("ws://{}/device", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (waits, told) = watch::channel(true);
        let record = Arc::clone(&seen);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&record), told.clone()));
            }
        });
        Self { address, seen, waits, _runtime: runtime }
    }

    pub fn is_connected(&self) -> bool {
        self.seen.lock().unwrap().connected
    }

    pub fn is_signed_in(&self) -> bool {
        self.seen.lock().unwrap().signed_in
    }

    pub fn nobody_waits(&self) {
        self.waits.send_replace(false);
    }

    pub fn somebody_waits(&self) {
        self.waits.send_replace(true);
    }
}

async fn converse(stream: TcpStream, seen: Arc<Mutex<Seen>>, mut waits: watch::Receiver<bool>) {
    let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
    let mut seq = 0;
    loop {
        let frames = tokio::select! {
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => answer(&text, &seen, *waits.borrow(), &mut seq),
                Some(Ok(_)) => Vec::new(),
                Some(Err(_)) | None => return,
            },
            changed = waits.changed() => match changed {
                Ok(()) => vec![update(Show::Console(Box::new(board(*waits.borrow()))), &mut seq)],
                Err(_) => return,
            },
        };
        for frame in frames {
            if socket.send(Message::text(codec::encode(&frame))).await.is_err() {
                return;
            }
        }
    }
}

fn answer(text: &str, seen: &Mutex<Seen>, waits: bool, seq: &mut u64) -> Vec<FromServer> {
    match codec::decode(text, FROM_DEVICE_LIMIT).unwrap() {
        FromDevice::Hello(_) => {
            seen.lock().unwrap().connected = true;
            let now = office::at(office::CALLED_AT);
            vec![
                FromServer::Welcome(Welcome { version: protocol::VERSION, epoch: 1, now, session: None }),
                update(Show::Floor(Box::new(office::floor())), seq),
                update(Show::Console(Box::new(board(waits))), seq),
            ]
        }
        FromDevice::Request(request) => {
            let done = match request.ask {
                Ask::SignIn { .. } => {
                    seen.lock().unwrap().signed_in = true;
                    Answer::SignedIn(office::session(&[Role::Clerk], Some("w4")))
                }
                _ => Answer::Done,
            };
            vec![FromServer::Reply(Reply { id: request.id, outcome: Outcome::Done(done) })]
        }
        FromDevice::Report(_) => Vec::new(),
    }
}

fn update(show: Show, seq: &mut u64) -> FromServer {
    *seq += 1;
    FromServer::Update(Update { epoch: 1, seq: *seq, now: office::at(office::CALLED_AT), show })
}

/// Maria Kovaleva sits idle at window 4.
fn board(waits: bool) -> protocol::board::ConsoleBoard {
    let mut board = office::board();
    board.windows[3].clerk = Some(office::kovaleva());
    if !waits {
        board.windows[3].next = None;
        board.windows[3].waiting = 0;
    }
    board
}
