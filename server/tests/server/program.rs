//! The real program in a process of its own, and somebody who presses until it dies. No checks of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use protocol::message::{Outcome, RequestId};

use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::support::{Dev, SOON, key, take, wait_for};

/// The real program on a folder of its own.
pub struct Program {
    pub child: Child,
    pub address: SocketAddr,
    log: Arc<Mutex<Vec<serde_json::Value>>>,
}

const CONFIG: &str = include_str!("always-open.toml");

pub fn config(folder: &Path) -> PathBuf {
    let path = folder.join("floor.toml");
    std::fs::write(&path, CONFIG).unwrap();
    path
}

impl Program {
    /// Starts it; `before` is a piece of shell that sets its limits, or another program that runs it.
    pub fn start(folder: &Path, before: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_queue-server");
        let data = folder.join("data");
        let line = format!(
            "{before} {program} run --config {} --data {} --listen 127.0.0.1:0 --log json",
            config(folder).display(),
            data.display()
        );
        let mut child = Command::new("sh").args(["-c", &line]).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert_ne!(log.read_line(&mut line).unwrap(), 0, "the server starts");
            let line: serde_json::Value = serde_json::from_str(&line).unwrap();
            if let Some(address) = line["fields"]["address"].as_str() {
                break address.parse().unwrap();
            }
        };
        // Whoever nobody reads would stand still once the pipe is full.
        let kept = Arc::<Mutex<Vec<_>>>::default();
        let keep = Arc::clone(&kept);
        std::thread::spawn(move || {
            let lines = log.lines().map_while(Result::ok);
            lines.for_each(|line| keep.lock().unwrap().extend(serde_json::from_str(&line)));
        });
        Self { child, address, log: kept }
    }

    /// What it has said in its log since it listens, with this in the message.
    pub fn said(&self, words: &str) -> Vec<serde_json::Value> {
        let log = self.log.lock().unwrap();
        let says =
            |line: &&serde_json::Value| line["fields"]["message"].as_str().is_some_and(|said| said.contains(words));
        log.iter().filter(says).cloned().collect()
    }

    pub async fn ready(&self, folder: &Path) {
        let address = self.address;
        wait_for(async || crate::support::http_get(address, "/health").await.is_some()).await;
        assert!(folder.join("data/credentials/kiosk-1.key").exists());
    }

    pub async fn kiosk(&self, folder: &Path, number: u8) -> Dev {
        let device = format!("kiosk-{number}");
        Dev::connect(self.address, &device, &key(&folder.join("data"), &device), None).await
    }

    /// Sends a press again, by a connection of its own.
    pub async fn again(&self, folder: &Path, number: u8, id: &RequestId) -> Outcome {
        self.kiosk(folder, number).await.ask_as(id, take("passport")).await
    }

    pub fn code(&mut self) -> Option<i32> {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            match self.child.try_wait().unwrap() {
                Some(status) => return status.code(),
                None if Instant::now() > until => return None,
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _already_over = self.child.kill();
        self.child.wait().unwrap();
    }
}

/// Waits for so many answers to anybody.
pub async fn answers(given: &Semaphore, count: u32) {
    timeout(SOON, given.acquire_many(count)).await.expect("there is work").unwrap().forget();
}

/// Presses until the server dies; what was answered, each noted in `given`, and the press that was not.
pub async fn press(mut kiosk: Dev, given: Arc<Semaphore>) -> (Vec<(RequestId, Outcome)>, Option<RequestId>) {
    use futures_util::{SinkExt, StreamExt};
    use protocol::message::{FromDevice, FromServer, Request};
    let mut answered = Vec::new();
    loop {
        let id = RequestId::random();
        let request = Request { id: id.clone(), age_ms: 0, ask: take("passport") };
        if kiosk.socket.send(crate::support::encode(&FromDevice::Request(request))).await.is_err() {
            return (answered, Some(id));
        }
        let outcome = loop {
            match kiosk.socket.next().await {
                Some(Ok(tokio_tungstenite::tungstenite::Message::Text(text))) => {
                    if let FromServer::Reply(reply) = serde_json::from_str(&text).unwrap() {
                        break reply.outcome;
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return (answered, Some(id)),
            }
        };
        if !matches!(outcome, Outcome::Done(_)) {
            return (answered, None);
        }
        answered.push((id, outcome));
        given.add_permits(1);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
