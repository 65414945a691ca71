//! The client over real sockets: a small server, and a proxy between them that cuts, falls silent and heals.
#![allow(clippy::unwrap_used)]

mod proxy;
mod story;

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use protocol::client::{self, Client, Incoming, REQUESTS_WAITING, Settings, Untrusted};
use protocol::codec;
use protocol::limits::{FROM_DEVICE_LIMIT, FROM_SERVER_LIMIT};
use protocol::message::{Answer, Ask, Failure, FromDevice, FromServer, Outcome, RequestId};
use proxy::{Weather, forward};
use story::{EPOCH, empty_hall, hello, issue_ticket, reply, request_id, welcome};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;

/// Room for a machine with other things to do.
const SLACK: Duration = Duration::from_secs(2);
const TICK: Duration = Duration::from_millis(5);
const LONG: Duration = Duration::from_secs(20);

/// What the server does with a request.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Answers,
    /// Carries it out and says nothing.
    Forgets,
    /// Answers with this frame.
    Sends(Nonsense),
}

#[derive(Clone, Copy, PartialEq)]
enum Nonsense {
    Binary,
    TooLarge,
    BrokenJson,
}

#[derive(Default)]
struct Record {
    carried_out: BTreeMap<RequestId, u32>,
    goodbyes: u32,
}

struct Scene {
    runtime: Runtime,
    weather: watch::Sender<Weather>,
    manner: Arc<Mutex<Manner>>,
    record: Arc<Mutex<Record>>,
    client: Option<Client>,
    told: Receiver<Incoming>,
    address: String,
}

impl Scene {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let manner = Arc::new(Mutex::new(Manner::Answers));
        let record = Arc::new(Mutex::new(Record::default()));
        let server = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let server_address = server.local_addr().unwrap();
        runtime.spawn(serve(server, Arc::clone(&manner), Arc::clone(&record)));
        let proxy = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("ws://{}/device", proxy.local_addr().unwrap());
        let (weather, forecast) = watch::channel(Weather::Fair);
        runtime.spawn(forward(proxy, server_address, forecast));
        let (client, told) = start(address.clone());
        Self { runtime, weather, manner, record, client: Some(client), told, address }
    }

    fn connected() -> Self {
        let scene = Self::new();
        scene.expect(LONG, |incoming| matches!(incoming, Incoming::Connected(_)));
        scene.expect(LONG, |incoming| matches!(incoming, Incoming::Update(_)));
        scene
    }

    fn ask(&self, n: u32) {
        self.client.as_ref().unwrap().ask(request_id(n), issue_ticket());
    }

    fn manner(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// Waits for the next told thing, which must be this.
    fn expect(&self, within: Duration, what: impl Fn(&Incoming) -> bool) {
        let told = self.told_within(&mut ticks(within));
        assert!(what(&told), "{told:?}");
    }

    fn wait_for(&self, within: Duration, what: impl Fn(&Incoming) -> bool) {
        let mut ticks = ticks(within);
        while !what(&self.told_within(&mut ticks)) {}
    }

    fn told_within(&self, ticks: &mut impl Iterator) -> Incoming {
        let told = ticks.find_map(|_| match self.told.recv_timeout(TICK) {
            Err(RecvTimeoutError::Timeout) => None,
            told @ (Ok(_) | Err(RecvTimeoutError::Disconnected)) => Some(told),
        });
        told.expect("it is told in time").unwrap()
    }
}

/// A time, counted in waits of one's own: a machine that keeps this thread waiting keeps the client waiting just as long.
fn ticks(time: Duration) -> impl Iterator<Item = u128> {
    0..time.as_millis() / TICK.as_millis()
}

fn start(address: String) -> (Client, Receiver<Incoming>) {
    let (tell, told) = channel();
    let settings = Settings { address, office: None, hello: hello() };
    (client::start(settings, move |incoming| drop(tell.send(incoming))), told)
}

async fn serve(listener: TcpListener, manner: Arc<Mutex<Manner>>, record: Arc<Mutex<Record>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&manner), Arc::clone(&record)));
    }
}

async fn converse(stream: TcpStream, manner: Arc<Mutex<Manner>>, record: Arc<Mutex<Record>>) {
    let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else {
            record.lock().unwrap().goodbyes += u32::from(message.is_close());
            continue;
        };
        let answers = match codec::decode(&text, FROM_DEVICE_LIMIT).unwrap() {
            FromDevice::Hello(_) => vec![frame(&FromServer::Welcome(welcome(EPOCH))), frame(&empty_hall(EPOCH, 3))],
            FromDevice::Request(request) => {
                *record.lock().unwrap().carried_out.entry(request.id.clone()).or_default() += 1;
                match *manner.lock().unwrap() {
                    Manner::Answers => vec![frame(&reply(request.id, Outcome::Done(Answer::Done)))],
                    Manner::Forgets => vec![],
                    Manner::Sends(Nonsense::Binary) => vec![Message::binary(vec![1, 2, 3])],
                    Manner::Sends(Nonsense::TooLarge) => vec![Message::text("x".repeat(FROM_SERVER_LIMIT + 1))],
                    Manner::Sends(Nonsense::BrokenJson) => vec![Message::text("{\"reply\":")],
                }
            }
            FromDevice::Report(_) => vec![],
        };
        for answer in answers {
            if socket.send(answer).await.is_err() {
                return;
            }
        }
    }
}

fn frame(message: &FromServer) -> Message {
    Message::text(codec::encode(message))
}

fn is_lost(incoming: &Incoming) -> bool {
    matches!(incoming, Incoming::Lost { .. })
}

fn is_connected(incoming: &Incoming) -> bool {
    matches!(incoming, Incoming::Connected(_))
}

fn answers(n: u32) -> impl Fn(&Incoming) -> bool {
    move |incoming| matches!(incoming, Incoming::Reply(reply) if reply.id == request_id(n))
}

#[test]
fn a_request_is_answered() {
    let scene = Scene::connected();
    scene.ask(1);
    scene.expect(LONG, answers(1));
}

#[test]
fn a_cut_is_told_at_once_and_the_open_request_is_answered_after_it() {
    let scene = Scene::connected();
    scene.manner(Manner::Forgets);
    scene.ask(1);
    while scene.record.lock().unwrap().carried_out.is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    scene.weather.send_replace(Weather::Cut);
    // Sooner than silence is told.
    scene.expect(Duration::from_millis(1_500), is_lost);
    scene.manner(Manner::Answers);
    scene.weather.send_replace(Weather::Fair);
    scene.expect(Duration::from_secs(2) + SLACK, is_connected);
    scene.wait_for(LONG, answers(1));
    assert_eq!(scene.record.lock().unwrap().carried_out[&request_id(1)], 2, "sent once on each connection");
}

#[test]
fn silence_is_told_within_2_s_and_all_is_right_within_2_s_of_healing() {
    let scene = Scene::connected();
    scene.weather.send_replace(Weather::Silent);
    scene.ask(1);
    scene.expect(Duration::from_secs(2) + SLACK, is_lost);
    assert_eq!(scene.told.recv_timeout(Duration::from_secs(3)), Err(RecvTimeoutError::Timeout), "one loss, told once");
    scene.weather.send_replace(Weather::Fair);
    scene.expect(Duration::from_secs(2) + SLACK, is_connected);
    scene.wait_for(LONG, answers(1));
}

#[test]
fn nonsense_from_the_server_ends_that_connection_and_nothing_else() {
    for nonsense in [Nonsense::Binary, Nonsense::TooLarge, Nonsense::BrokenJson] {
        let scene = Scene::connected();
        scene.manner(Manner::Sends(nonsense));
        scene.ask(1);
        scene.expect(LONG, is_lost);
        scene.manner(Manner::Answers);
        scene.wait_for(LONG, answers(1));
    }
}

#[test]
fn something_that_is_no_queue_server_is_told_as_a_loss() {
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = format!("ws://{}/device", listener.local_addr().unwrap());
    runtime.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    let (_client, told) = start(address);
    assert!(is_lost(&told.recv_timeout(LONG).unwrap()));
    assert_eq!(told.recv_timeout(Duration::from_secs(2)), Err(RecvTimeoutError::Timeout));
}

#[test]
fn an_address_that_is_none_is_told_as_a_loss() {
    for address in ["", "nonsense", "http://127.0.0.1:1/", "ws://", "ws://[::1", "ws://127.0.0.1:1/"] {
        let (_client, told) = start(address.to_owned());
        assert!(is_lost(&told.recv_timeout(LONG).unwrap()), "{address}");
    }
    let (_client, told) = start("wss://127.0.0.1:1/".to_owned());
    let told = told.recv_timeout(LONG).unwrap();
    assert!(
        matches!(told, Incoming::Untrusted { why: Untrusted::NoMark, .. }),
        "without a certificate to know it by: {told:?}"
    );
}

#[test]
fn a_flood_of_requests_is_bounded_and_each_has_one_answer() {
    const FLOOD: u32 = 1_000;
    let scene = Scene::connected();
    scene.manner(Manner::Forgets);
    (0..FLOOD).for_each(|n| scene.ask(n));
    let waiting = u32::try_from(REQUESTS_WAITING).unwrap();
    for _ in waiting..FLOOD {
        scene.expect(
            LONG,
            |incoming| matches!(incoming, Incoming::Reply(reply) if reply.outcome == Outcome::Failed(Failure::Busy)),
        );
    }
    assert_eq!(scene.told.try_recv().ok(), None);
}

#[test]
fn dropping_the_client_closes_the_connection() {
    let mut scene = Scene::connected();
    drop(scene.client.take());
    assert_eq!(scene.told.recv_timeout(LONG), Err(RecvTimeoutError::Disconnected), "the thread has ended");
    scene.runtime.block_on(async {
        for _ in 0..200 {
            tokio::time::sleep(Duration::from_millis(10)).await;
            if scene.record.lock().unwrap().goodbyes == 1 {
                return;
            }
        }
        panic!("no goodbye");
    });
}

#[test]
fn a_client_may_be_asked_from_many_threads() {
    let scene = Scene::connected();
    let client = scene.client.as_ref().unwrap();
    std::thread::scope(|threads| {
        for thread in 0..4 {
            threads.spawn(move || (0..10).for_each(|n| client.ask(request_id(thread * 100 + n), Ask::CallNext)));
        }
    });
    for _ in 0..40 {
        scene.expect(LONG, |incoming| matches!(incoming, Incoming::Reply(_)));
    }
}

#[test]
fn a_device_may_wait_where_it_is_told() {
    let scene = Scene::new();
    let (tell, told) = tokio::sync::mpsc::channel(1);
    let settings = Settings { address: scene.address.clone(), office: None, hello: hello() };
    let client = client::start(settings, move |incoming| drop(tell.blocking_send(incoming)));
    let connected = scene.runtime.block_on(async move {
        let mut told = told;
        tokio::time::timeout(LONG, told.recv()).await.unwrap()
    });
    assert!(connected.as_ref().is_some_and(is_connected), "{connected:?}");
    drop(client);
}
