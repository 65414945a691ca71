//! S7 at the server's HTTP port: whatever comes there, also from a device that has said hello. Apart from the other texts, for the
//! allocator counts the whole program, and a server's first start rightly holds 19 MiB for the hash of each PIN.
#![allow(clippy::unwrap_used)]

#[path = "../../tools/hostile.rs"]
mod hostile;

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hostile::{bent, costs_little};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use protocol::key_file::KeyFile;
use protocol::message::{DeviceRole, FromDevice, Hello};
use queue::ids::DeviceId;
use server::clock::SetClock;
use server::office::Tick;
use server::run::{FloorFile, Settings};
use server::session::Limits;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const DEMO: &str = include_str!("../../assets/demo/floor.toml");
/// How a device asks for its websocket.
const UPGRADE: &str = "GET /device HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
                       Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
/// A connection that is not closed within this time stays open.
const HANGS: Duration = Duration::from_secs(20);

/// A server of the demo floor, alone in this program for as long as it is there.
struct Serving {
    address: SocketAddr,
    _runtime: Runtime,
    folder: TempDir,
    _alone: MutexGuard<'static, ()>,
}

impl Serving {
    fn start() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let config = server::config::parse(DEMO).unwrap();
        let settings = Settings {
            data: folder.path().to_owned(),
            floor: config.floor,
            file: FloorFile::Compare,
            visitors_files: None,
            trusted_proxies: config.trusted_proxies,
            keys: None,
            keep_days: server::retention::KEEP_DAYS,
            messages: server::messages::Messages::default(),
            limits: Limits::default(),
            tick: Tick::Rehearsed,
        };
        let clock = Arc::new(SetClock::at("2026-11-17T05:42:00Z".parse().unwrap()));
        let running = runtime.spawn(server::run(listener, settings, clock, std::future::pending()));
        while health(address).is_empty() {
            assert!(!running.is_finished(), "it serves");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { address, _runtime: runtime, folder, _alone: alone }
    }

    fn goes_on(&self) {
        let health = health(self.address);
        assert!(health.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&health));
    }
}

fn cases(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() })
}

#[test]
fn whatever_comes_to_the_http_port_is_answered_or_hung_up_on_and_the_server_goes_on() {
    let server = Serving::start();
    let answered = |answer: &[u8]| [b"HTTP/1.0 ", b"HTTP/1.1 "].iter().any(|version| answer.starts_with(*version));
    cases(400)
        .run(&bent(requests()), |request| {
            let answer = costs_little(|| said(server.address, &request));
            // What begins as a private connection is hung up on with an alert of TLS.
            let alert = request.first() == Some(&22) && answer.starts_with(&[21, 3, 3, 0, 2, 2]) && answer.len() == 7;
            prop_assert!(answer.is_empty() || alert || answered(&answer), "{}", String::from_utf8_lossy(&answer));
            prop_assert_ne!(answer.get(9..12), Some(&b"500"[..]), "{}", String::from_utf8_lossy(&answer));
            Ok(())
        })
        .unwrap();
    server.goes_on();
}

#[test]
fn whatever_a_known_device_sends_costs_little_and_ends_its_connection_and_the_server_goes_on() {
    let server = Serving::start();
    cases(400)
        .run(&bent(frames()), |bytes| {
            let mut device = welcomed(&server);
            costs_little(|| hung_up_on(&mut device, &bytes));
            Ok(())
        })
        .unwrap();
    let mut device = welcomed(&server);
    device.write_all(&frame(0x89, b"alive?")).unwrap();
    until(&mut device, b"alive?");
    server.goes_on();
}

/// The kiosk's connection, known and welcome.
fn welcomed(server: &Serving) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(HANGS)).unwrap();
    stream.write_all(UPGRADE.as_bytes()).unwrap();
    let key = KeyFile::read(&server.folder.path().join("credentials/kiosk-1.key")).unwrap().key;
    let hello = Hello {
        version: protocol::VERSION,
        role: DeviceRole::Kiosk,
        device: DeviceId::new("kiosk-1").unwrap(),
        key,
        program: "test 1.0".to_owned(),
        session: None,
    };
    let hello = serde_json::to_vec(&FromDevice::Hello(hello)).unwrap();
    stream.write_all(&frame(0x81, &hello)).unwrap();
    until(&mut stream, b"\"welcome\"");
    stream
}

fn until(stream: &mut TcpStream, words: &[u8]) {
    let (mut heard, mut byte) = (Vec::new(), [0]);
    while !heard.ends_with(words) {
        stream.read_exact(&mut byte).unwrap();
        heard.extend(byte);
    }
}

/// Sends these bytes and nothing more, and reads until the server has closed the connection.
fn hung_up_on(device: &mut TcpStream, bytes: &[u8]) {
    // A server that has heard enough hangs up in the middle.
    let _heard_enough = device.write_all(bytes).and_then(|()| device.shutdown(Shutdown::Write));
    let end = device.read_to_end(&mut Vec::new()).map_err(|problem| problem.kind());
    assert!(!matches!(end, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "the connection stays open: {end:?}");
}

/// A frame of a device, masked with naught.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap();
    let short = u8::try_from(length).ok().filter(|length| *length < 126);
    let mut bytes = vec![first, 0x80 | short.unwrap_or(126)];
    if short.is_none() {
        bytes.extend(length.to_be_bytes());
    }
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}

/// What a kiosk may send after its hello, in frames as they should be.
fn frames() -> Vec<Vec<u8>> {
    const ASKS: &str = r#"{"request":{"id":"0123456789abcdef","age_ms":0,"ask":{"find_ticket":{"number":"A001"}}}}"#;
    let (first, last) = ASKS.as_bytes().split_at(40);
    let mut masked = frame(0x81, ASKS.as_bytes());
    masked[2..6].copy_from_slice(b"mask");
    masked[6..].iter_mut().zip(b"mask".iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
    vec![
        frame(0x81, ASKS.as_bytes()),
        masked,
        [frame(0x01, first), frame(0x89, b"alive?"), frame(0x80, last)].concat(),
        frame(0x81, br#"{"report":{"faults":["no_paper"]}}"#),
        frame(0x81, format!("{ASKS}{}", " ".repeat(9_000)).as_bytes()),
        [frame(0x8a, b""), frame(0x88, &[0x03, 0xe8, b'b', b'y', b'e'])].concat(),
    ]
}

/// What a client hears that stays until it is answered.
fn health(address: SocketAddr) -> Vec<u8> {
    let mut answer = Vec::new();
    let Ok(mut stream) = TcpStream::connect(address) else { return answer };
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

/// The answer to these bytes, when nothing more is to come; nothing where the line was cut.
fn said(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    let mut answer = Vec::new();
    let Ok(mut stream) = TcpStream::connect(address) else { return answer };
    // A server that has heard enough hangs up in the middle.
    let _heard_enough = stream.write_all(request).and_then(|()| stream.shutdown(Shutdown::Write));
    let _cut = stream.read_to_end(&mut answer);
    answer
}

fn requests() -> Vec<Vec<u8>> {
    [
        "GET /health HTTP/1.1\r\nHost: office.test\r\n\r\n",
        "GET /t/3k7m9pq2rtvx?lang=hy HTTP/1.1\r\nHost: office.test\r\nAccept-Language: ru, en;q=0.5\r\n\r\n",
        "GET /t/%D0%90012/../health HTTP/1.1\r\nHost: office.test\r\nX-Forwarded-For: 192.0.2.1, 2001:db8::1\r\n\r\n",
        "POST /t/3k7m9pq2rtvx HTTP/1.1\r\nHost: office.test\r\nContent-Length: 5\r\n\r\nlang=",
        "GET /book/residence/time?for=0&from=2026-11-16&day=2026-11-20&at=10:45&lang=hy HTTP/1.1\r\nHost: office.test\r\n\r\n",
        "GET /b/23456789abcdefghijkmnpqrst/booking.pdf?lang=en HTTP/1.1\r\nHost: office.test\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: office.test\r\nOrigin: http://office.test\r\nCookie: form=23456789abcdefghjkmn\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 39\r\n\r\nservice=residence&at=2026-11-20T10:45:00",
        UPGRADE,
    ]
    .map(|request| request.as_bytes().to_vec())
    .to_vec()
}
