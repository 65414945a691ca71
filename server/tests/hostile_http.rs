//! S7 at the server's HTTP port: whatever comes there. Apart from the other texts, for the allocator counts the whole program, and a
//! server's first start rightly holds 19 MiB for the hash of each PIN.
#![allow(clippy::unwrap_used)]

#[path = "../../tools/hostile.rs"]
mod hostile;

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use hostile::{bent, costs_little};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use server::clock::SetClock;
use server::office::Tick;
use server::run::{FloorFile, Settings};
use server::session::Limits;

const DEMO: &str = include_str!("../../assets/demo/floor.toml");

#[test]
fn whatever_comes_to_the_http_port_is_answered_or_hung_up_on_and_the_server_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
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
    let answered = |answer: &[u8]| [b"HTTP/1.0 ", b"HTTP/1.1 "].iter().any(|version| answer.starts_with(*version));
    TestRunner::new(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })
        .run(&bent(requests()), |request| {
            let answer = costs_little(|| said(address, &request));
            // What begins as a private connection is hung up on with an alert of TLS.
            let alert = request.first() == Some(&22) && answer.starts_with(&[21, 3, 3, 0, 2, 2]) && answer.len() == 7;
            prop_assert!(answer.is_empty() || alert || answered(&answer), "{}", String::from_utf8_lossy(&answer));
            prop_assert_ne!(answer.get(9..12), Some(&b"500"[..]), "{}", String::from_utf8_lossy(&answer));
            Ok(())
        })
        .unwrap();
    let health = health(address);
    assert!(health.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&health));
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
        "GET /device HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    ]
    .map(|request| request.as_bytes().to_vec())
    .to_vec()
}
