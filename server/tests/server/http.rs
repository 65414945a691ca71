//! Bytes at the door that are no request of ours (S7): each ends at most its own connection, soon, and the server goes on.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{SOON, Server};

/// Whoever may get no answer hangs up after so long.
const PATIENCE: Duration = Duration::from_secs(2);

/// All that is answered to these bytes, if the connection ends in time.
async fn answer(server: &Server, bytes: &[u8], patience: Duration) -> String {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let mut said = Vec::new();
    let talk = async {
        // The server may close before it has read everything, and then takes nothing more.
        let _closed = stream.write_all(bytes).await;
        // Whoever ends the conversation before the answer takes none.
        let _waits_for_more = tokio::time::timeout(patience, stream.readable()).await;
        let _closed = stream.shutdown().await;
        let _reset = stream.read_to_end(&mut said).await;
    };
    tokio::time::timeout(patience + SOON, talk).await.expect("the connection ends");
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_refused_and_the_server_goes_on() {
    let server = Server::start().await;
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(100_000));
    let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X-A: b\r\n".repeat(5_000));
    let cases: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("nothing", Vec::new(), &[""]),
        ("one byte", b"G".to_vec(), &["", "HTTP/1.1 400"]),
        ("NUL", vec![0; 64], &["HTTP/1.1 400"]),
        ("half a TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), &[""]),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &["HTTP/1.1 400", "HTTP/1.1 505", ""]),
        ("a version to come", b"GET / HTTP/9.9\r\n\r\n".to_vec(), &["HTTP/1.1 400", "HTTP/1.1 505"]),
        ("an endless address", long.into_bytes(), &["HTTP/1.1 414", "HTTP/1.1 431", ""]),
        ("endless headers", many.into_bytes(), &["HTTP/1.1 431", ""]),
        ("a header split in two", b"GET / HTTP/1.1\r\nHost: x\r\nA\r\n b: c\r\n\r\n".to_vec(), &["HTTP/1.1 400"]),
        ("two lengths", b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".to_vec(), &["HTTP/1.1 400"]),
        ("a negative length", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n".to_vec(), &["HTTP/1.1 400"]),
        ("a bad chunk", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec(), &["HTTP/1.1 4"]),
        ("another method", b"DELETE /t/23456789abcd HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(), &["HTTP/1.1 405"]),
        ("no websocket", b"GET /device HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(), &["HTTP/1.1 426"]),
        (
            "an old websocket",
            b"GET /device HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n\
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                .to_vec(),
            &["HTTP/1.1 426"],
        ),
    ];
    for (name, bytes, wanted) in cases {
        let patience = if wanted.contains(&"") { PATIENCE } else { SOON };
        let said = answer(&server, &bytes, patience).await;
        assert!(
            wanted.iter().any(|start| if start.is_empty() { said.is_empty() } else { said.starts_with(start) }),
            "{name}: {said}"
        );
    }
    server.connect("kiosk-1").await.take().await;
    assert_eq!(server.health().await["status"], "well");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_nobody_asked_for_is_not_kept() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n").await.unwrap();
    let began = Instant::now();
    let mut sent = 0_u64;
    while stream.write_all(&[b'x'; 64 * 1024]).await.is_ok() {
        sent += 64 * 1024;
        assert!(sent < 64 * 1024 * 1024 && began.elapsed() < SOON, "{sent} bytes were taken");
    }
    server.connect("kiosk-1").await.take().await;
}
