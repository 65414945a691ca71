//! A client in another language, written from `docs/protocol.md` alone, plays a visitor through on the real server, which it knows
//! by its certificate.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use server::clock::SetClock;
use tokio::time::interval;

use crate::support::{Server, clerk};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_written_from_the_page_alone_plays_kiosk_clerk_and_hall() {
    let server = Server::start().await;
    let mut client = Command::new("python3");
    client
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../protocol/tests/foreign_client.py"))
        .args(["--server", &server.address.to_string(), "--clerk", clerk(4).as_str(), "--console", "console-4"])
        .arg("--data")
        .arg(server.folder.path());
    let going_on = tokio::spawn(goes_on(Arc::clone(&server.clock)));
    let output = tokio::task::spawn_blocking(move || client.output()).await.unwrap().expect("python3 is installed");
    let (said, problem) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{problem}");
    assert!(said.lines().filter(|line| line.starts_with("ok ")).count() >= 12, "{said}");
    for what in ["another certificate than the key file's is refused", "the office's own certificate is taken"] {
        assert!(said.contains(what), "{what}: {said}");
    }
    assert!(said.contains("\"number\": \"A001\""), "{said}");
    going_on.abort();
    server.stop().await;
}

/// The client waits by its own clock after a wrong PIN; the floor's goes on beside it, and faster, so that it is never behind.
async fn goes_on(clock: Arc<SetClock>) {
    let (mut ticks, mut last) = (interval(Duration::from_millis(10)), Instant::now());
    loop {
        ticks.tick().await;
        let passed = last.elapsed();
        last += passed;
        clock.advance(passed * 2);
    }
}
