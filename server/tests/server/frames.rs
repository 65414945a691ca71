//! Hostile and broken frames (S7): each ends at most its own connection, with a word why, and the server goes on.

use std::time::Duration;

use futures_util::SinkExt;
use protocol::message::{Farewell, FromDevice, FromServer};
use server::run::Settings;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::support::{SOON, Server, Socket, encode, farewell, hello, key, next, open, take, wait_for};

/// A server that is quick to lose patience, and not so quick that a busy machine has no time for a hello.
async fn impatient() -> Server {
    Server::start_with(|settings: &mut Settings| {
        settings.limits.greeting_time = Duration::from_secs(1);
        settings.limits.silence = Duration::from_secs(2);
    })
    .await
}

pub async fn greeted(server: &Server) -> Socket {
    let mut socket = open(server.address).await;
    socket.send(encode(&FromDevice::Hello(hello("kiosk-1", &key(server.folder.path(), "kiosk-1"))))).await.unwrap();
    assert!(matches!(next(&mut socket).await, Some(FromServer::Welcome(_))));
    socket
}

pub async fn still_serves(server: &Server) {
    server.connect("kiosk-2").await.take().await;
}

pub fn request(id: &str, rest: &str) -> String {
    format!(r#"{{"request":{{"id":"{id}","age_ms":0,"ask":{rest}}}}}"#)
}

pub const ID: &str = "0123456789abcdef";

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_that_is_no_message_ends_the_connection_with_its_problem() {
    let server = Server::start().await;
    let deep = format!(r#"{{"request":{}1{}}}"#, "[".repeat(20_000), "]".repeat(20_000));
    let cases: Vec<(&str, String, &str)> = vec![
        ("empty", String::new(), "EOF"),
        ("blank", "  \n".to_owned(), "EOF"),
        ("no message", "42".to_owned(), "expected value"),
        ("unknown message", r#"{"order":{}}"#.to_owned(), "unknown variant"),
        ("unknown ask", request(ID, r#""make_coffee""#), "unknown variant"),
        ("unknown field", request(ID, r#"{"find_ticket":{"number":"A001","x":1}}"#), "unknown field `x`"),
        ("missing field", request(ID, r#"{"withdraw_ticket":{}}"#), "missing field `ticket`"),
        ("duplicate key", request(ID, r#"{"withdraw_ticket":{"ticket":1,"ticket":2}}"#), "duplicate field"),
        ("two asks", request(ID, r#"{"withdraw_ticket":{"ticket":1},"start":null}"#), "expected"),
        ("deep nesting", deep, "invalid type: sequence"),
        ("huge", request(ID, r#"{"withdraw_ticket":{"ticket":99999999999999999999999}}"#), "invalid"),
        ("negative", request(ID, r#"{"withdraw_ticket":{"ticket":-1}}"#), "invalid value"),
        ("NaN", request(ID, r#"{"withdraw_ticket":{"ticket":NaN}}"#), "expected value"),
        ("fraction", request(ID, r#"{"withdraw_ticket":{"ticket":1.5}}"#), "invalid type"),
        ("bad id", request("UPPER CASE HERE!", r#""start""#), "a request id is"),
        ("short id", request("abc", r#""start""#), "a request id is"),
        ("NUL in a key", request(ID, r#"{"stop_issue":{"service":"a\u0000b"}}"#), "is no key"),
        ("quotes in a key", request(ID, r#"{"stop_issue":{"service":"x'; DROP TABLE events;--"}}"#), "is no key"),
        (
            "hello again",
            serde_json::to_string(&FromDevice::Hello(hello("kiosk-1", "x"))).unwrap(),
            "hello is said once",
        ),
        ("trailing", format!("{} x", request(ID, r#""start""#)), "trailing characters"),
        ("unknown field of a report", r#"{"report":{"faults":[],"x":1}}"#.to_owned(), "unknown field `x`"),
        (
            "unknown field of a fault",
            r#"{"report":{"faults":[{"printer_fault":{"what":"cutter","x":1}}]}}"#.to_owned(),
            "unknown field `x`",
        ),
        (
            "too many faults",
            format!(r#"{{"report":{{"faults":[{}]}}}}"#, vec![r#""no_paper""#; 17].join(",")),
            "at most 16",
        ),
    ];
    for (name, frame, wanted) in cases {
        let mut socket = greeted(&server).await;
        socket.send(Message::text(frame)).await.unwrap();
        match farewell(&mut socket).await {
            Some(Farewell::Unreadable { problem }) => {
                assert!(problem.contains(wanted) && problem.len() <= 200, "{name}: {problem}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    still_serves(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_of_the_limit_is_read_and_one_byte_over_is_not() {
    let server = Server::start().await;
    let padded = |bytes: usize| {
        let message = request(ID, r#"{"find_ticket":{"number":"A001"}}"#);
        format!("{message}{}", " ".repeat(bytes - message.len()))
    };
    let mut socket = greeted(&server).await;
    socket.send(Message::text(padded(64 * 1024))).await.unwrap();
    loop {
        match next(&mut socket).await {
            Some(FromServer::Reply(reply)) => break assert_eq!(reply.id.as_str(), ID),
            Some(FromServer::Update(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    socket.send(Message::text(padded(64 * 1024 + 1))).await.unwrap();
    assert!(matches!(farewell(&mut socket).await, Some(Farewell::Unreadable { .. })));
    still_serves(&server).await;
}

/// A client frame by hand, with an empty mask.
fn raw(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap();
    let mut bytes = vec![first, 0x80 | if length < 126 { length.to_be_bytes()[1] } else { 126 }];
    if length >= 126 {
        bytes.extend(length.to_be_bytes());
    }
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}

/// A raw connection after the upgrade.
async fn upgraded(server: &Server) -> TcpStream {
    upgraded_on(TcpStream::connect(server.address).await.unwrap()).await
}

async fn upgraded_on(mut stream: TcpStream) -> TcpStream {
    let head = "GET /device HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.unwrap());
    }
    assert!(answer.starts_with(b"HTTP/1.1 101"));
    stream
}

fn hello_bytes(server: &Server) -> Vec<u8> {
    let hello = FromDevice::Hello(hello("kiosk-1", &key(server.folder.path(), "kiosk-1")));
    raw(0x81, serde_json::to_string(&hello).unwrap().as_bytes())
}

/// All that the server still says, as bytes.
async fn rest(mut stream: impl AsyncRead + Unpin) -> String {
    let mut said = Vec::new();
    let reading = stream.read_to_end(&mut said);
    let ended = tokio::time::timeout(SOON, reading).await.expect("the connection ends");
    drop(ended);
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hello_that_comes_byte_by_byte_is_heard() {
    let server = Server::start().await;
    let mut stream = upgraded(&server).await;
    stream.set_nodelay(true).unwrap();
    for byte in hello_bytes(&server) {
        stream.write_all(&[byte]).await.unwrap();
    }
    let mut said = vec![0; 256];
    let count = stream.read(&mut said).await.unwrap();
    assert!(String::from_utf8_lossy(&said[..count]).contains("\"welcome\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_no_websocket_speaks_end_the_connection() {
    let server = Server::start().await;
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("bad UTF-8", raw(0x81, &[0xC3, 0x28])),
        ("binary", raw(0x82, b"{}")),
        ("reserved opcode", raw(0x83, b"{}")),
        ("reserved bit", raw(0xC1, b"{}")),
        ("continuation of nothing", raw(0x80, b"{}")),
        ("a ping of two frames", raw(0x09, b"x")),
        ("no mask", vec![0x81, 0x02, b'{', b'}']),
        ("a length of 2^63", vec![0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("rubbish", b"GET / HTTP/1.1\r\n\r\n".to_vec()),
    ];
    for (name, bytes) in cases {
        let mut stream = upgraded(&server).await;
        stream.write_all(&hello_bytes(&server)).await.unwrap();
        stream.write_all(&bytes).await.unwrap();
        let said = rest(stream).await;
        assert!(said.contains("\"welcome\"") && said.contains("\"unreadable\""), "{name}: {said}");
    }
    still_serves(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_in_endless_fragments_is_cut_off() {
    let server = impatient().await;
    let mut full = greeted(&server).await;
    let chunk = vec![b' '; 1024];
    let first = Frame::message(chunk.clone(), OpCode::Data(Data::Text), false);
    let mut sent = full.send(Message::Frame(first)).await;
    for _ in 0..200 {
        if sent.is_err() {
            break;
        }
        sent = full.send(Message::Frame(Frame::message(chunk.clone(), OpCode::Data(Data::Continue), false))).await;
    }
    // Empty ones never make a message too long; nobody answers the pings meanwhile.
    let mut empty = upgraded(&server).await;
    empty.write_all(&hello_bytes(&server)).await.unwrap();
    empty.write_all(&raw(0x01, &[])).await.unwrap();
    let (read, mut write) = empty.into_split();
    let sending = tokio::spawn(async move {
        while write.write_all(&raw(0x00, &[])).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    assert!(rest(read).await.contains("\"silent\""));
    sending.abort();
    still_serves(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_pings_is_ended_and_a_flood_of_asks_is_first_told_to_slow_down() {
    let server = Server::start_with(|settings: &mut Settings| settings.limits.messages_per_s = 40).await;
    let mut pinging = greeted(&server).await;
    for _ in 0..400 {
        if pinging.send(Message::Ping(vec![0; 8].into())).await.is_err() {
            break;
        }
    }
    assert_eq!(farewell(&mut pinging).await, Some(Farewell::Crowded));

    let mut asking = greeted(&server).await;
    let mut busy = 0;
    for i in 0..400 {
        let ask = serde_json::to_string(&take("passport")).unwrap();
        if asking.send(Message::text(request(&format!("{i:016}"), &ask))).await.is_err() {
            break;
        }
    }
    loop {
        match next(&mut asking).await {
            Some(FromServer::Reply(reply)) => {
                let text = serde_json::to_string(&reply.outcome).unwrap();
                busy += u32::from(text == r#"{"failed":"busy"}"#);
            }
            Some(FromServer::Farewell(farewell)) => break assert_eq!(farewell, Farewell::Crowded),
            Some(_) => {}
            None => panic!("no farewell"),
        }
    }
    assert!(busy > 50, "{busy}");
    still_serves(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_nothing_is_not_waited_for() {
    let server = impatient().await;
    let mut nameless = open(server.address).await;
    assert_eq!(farewell(&mut nameless).await, Some(Farewell::Silent));

    // Half open: the socket stands, nothing answers the pings.
    let mut stream = upgraded(&server).await;
    stream.write_all(&hello_bytes(&server)).await.unwrap();
    assert!(rest(stream).await.contains("\"silent\""));

    // A connection that never says what it wants.
    let mut slow = TcpStream::connect(server.address).await.unwrap();
    slow.write_all(b"GET /dev").await.unwrap();
    rest(slow).await;
    still_serves(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_never_reads_is_dropped_and_does_not_hold_the_floor_up() {
    let server = Server::start_with(|settings: &mut Settings| {
        settings.limits.reader = Duration::from_millis(300);
        settings.limits.silence = Duration::from_secs(3600);
    })
    .await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut deaf = upgraded_on(socket.connect(server.address).await.unwrap()).await;
    let hello = FromDevice::Hello(hello("console-1", &key(server.folder.path(), "console-1")));
    deaf.write_all(&raw(0x81, serde_json::to_string(&hello).unwrap().as_bytes())).await.unwrap();
    let connected = async || {
        let health = server.health().await;
        let devices = health["devices"].as_array().unwrap();
        devices.iter().any(|device| device["device"] == "console-1" && device["connected"] == true)
    };
    wait_for(connected).await;
    // Boards that nobody reads fill its socket; every press beside it is answered.
    let (mut kiosk, mut taken) = (server.connect("kiosk-1").await, 0);
    while connected().await {
        kiosk.take().await;
        // Each is on a board of its own.
        tokio::time::sleep(Duration::from_millis(10)).await;
        taken += 1;
        assert!(taken < 999, "it is never dropped");
    }
    assert!(taken > 1, "it was dropped before its socket was full");
    let mut again = server.connect("console-1").await;
    again.until(|shown| shown.console.as_ref().is_some_and(|board| board.services[0].waiting == taken)).await;
    drop(deaf);
}

#[tokio::test(flavor = "multi_thread")]
async fn before_hello_nothing_is_heard_and_another_version_is_named() {
    let server = Server::start().await;
    let secret = key(server.folder.path(), "kiosk-1");
    let mut early = open(server.address).await;
    early.send(Message::text(request(ID, r#""start""#))).await.unwrap();
    assert_eq!(farewell(&mut early).await, Some(Farewell::Unreadable { problem: "say hello first".to_owned() }));

    let mut newer = open(server.address).await;
    let words = r#"{"hello":{"version":9,"certificate":"of a time to come"}}"#;
    newer.send(Message::text(words)).await.unwrap();
    assert_eq!(farewell(&mut newer).await, Some(Farewell::Version { server: protocol::VERSION }));

    let wrong = [
        hello("kiosk-1", "wrong"),
        hello("kiosk-1", ""),
        hello("kiosk-2", &secret),
        hello("kiosk-99", &secret),
        protocol::message::Hello { role: protocol::message::DeviceRole::Console, ..hello("kiosk-1", &secret) },
    ];
    for hello in wrong {
        let mut socket = open(server.address).await;
        socket.send(encode(&FromDevice::Hello(hello.clone()))).await.unwrap();
        assert_eq!(farewell(&mut socket).await, Some(Farewell::UnknownDevice), "{hello:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_after_the_close_is_not_heard() {
    let server = Server::start().await;
    let mut stream = upgraded(&server).await;
    let ask = request(ID, &serde_json::to_string(&take("passport")).unwrap());
    stream.write_all(&hello_bytes(&server)).await.unwrap();
    stream.write_all(&raw(0x88, &[])).await.unwrap();
    // The server may have closed its side by then.
    let _closed = stream.write_all(&raw(0x81, ask.as_bytes())).await;
    let said = rest(stream).await;
    assert!(!said.contains("\"reply\""), "{said}");
    assert_eq!(server.connect("kiosk-2").await.take().await.number.figures(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_in_fragments_with_a_ping_between_them_is_heard() {
    let server = Server::start().await;
    let mut stream = upgraded(&server).await;
    stream.write_all(&hello_bytes(&server)).await.unwrap();
    let ask = request(ID, &serde_json::to_string(&take("passport")).unwrap());
    let (first, last) = ask.as_bytes().split_at(40);
    for frame in [raw(0x01, first), raw(0x89, b"alive?"), raw(0x80, last)] {
        stream.write_all(&frame).await.unwrap();
    }
    let mut said = Vec::new();
    while !String::from_utf8_lossy(&said).contains("A001") {
        assert_ne!(stream.read_buf(&mut said).await.unwrap(), 0, "{}", String::from_utf8_lossy(&said));
    }
    assert!(said.windows(6).any(|part| part == b"alive?"), "the pong");
}
