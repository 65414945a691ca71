//! A client in another language, written from `docs/protocol.md` alone, plays a visitor through on the real server.

use std::process::Command;

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
    let output = tokio::task::spawn_blocking(move || client.output()).await.unwrap().expect("python3 is installed");
    let (said, problem) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{problem}");
    assert!(said.lines().filter(|line| line.starts_with("ok ")).count() >= 9, "{said}");
    assert!(said.contains("\"number\": \"A001\""), "{said}");
    server.stop().await;
}
