//! Disks, kills and old files: what was answered is there, what is there was asked, and whatever is bent stops the start (D2, D3).

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::message::{Ask, Outcome, RequestId};
use rusqlite::Connection;
use server::journal::{self, JournalError};
use server::run::{FloorFile, RunError};
use tempfile::TempDir;

use crate::support::{Dev, Server, key, take, ticket, wait_for};

/// The real program on a folder of its own.
struct Program {
    child: Child,
    address: SocketAddr,
}

const CONFIG: &str = include_str!("always-open.toml");

fn config(folder: &Path) -> PathBuf {
    let path = folder.join("floor.toml");
    std::fs::write(&path, CONFIG).unwrap();
    path
}

impl Program {
    /// Starts it; `before` is a piece of shell that sets its limits.
    fn start(folder: &Path, before: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_queue-server");
        let data = folder.join("data");
        let line = format!(
            "{before} exec {program} run --config {} --data {} --listen 127.0.0.1:0 --log json",
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
        std::thread::spawn(move || log.lines().for_each(drop));
        Self { child, address }
    }

    async fn ready(&self, folder: &Path) {
        let address = self.address;
        wait_for(async || crate::support::http_get(address, "/health").await.is_some()).await;
        assert!(folder.join("data/credentials/kiosk-1.key").exists());
    }

    async fn kiosk(&self, folder: &Path, number: u8) -> Dev {
        let device = format!("kiosk-{number}");
        Dev::connect(self.address, &device, &key(&folder.join("data"), &device), None).await
    }

    /// Sends a press again, by a connection of its own.
    async fn again(&self, folder: &Path, number: u8, id: &RequestId) -> Outcome {
        self.kiosk(folder, number).await.ask_as(id, take("passport")).await
    }

    fn code(&mut self) -> Option<i32> {
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

/// Presses until the server dies; what was answered, and the press that was not.
async fn press(mut kiosk: Dev) -> (Vec<(RequestId, Outcome)>, Option<RequestId>) {
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
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_and_asked_again_it_has_every_request_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut answered, mut unanswered) = (Vec::new(), Vec::new());
    for round in 0..6_u64 {
        let mut program = Program::start(folder.path(), "");
        program.ready(folder.path()).await;
        let mut pressing = Vec::new();
        for number in 1..=4 {
            let kiosk = program.kiosk(folder.path(), number).await;
            pressing.push((number, tokio::spawn(press(kiosk))));
        }
        tokio::time::sleep(Duration::from_millis(40 + 37 * round)).await;
        program.child.kill().unwrap();
        for (number, press) in pressing {
            let (done, last) = press.await.unwrap();
            answered.extend(done.into_iter().map(|(id, outcome)| (number, id, outcome)));
            unanswered.extend(last.map(|id| (number, id)));
        }
        // A kill is no excuse: the journal holds before anybody opens it again.
        let verified = journal::verify(&folder.path().join("data")).unwrap();
        assert!(verified.holds(), "{verified:?}");
    }
    assert!(answered.len() > 50, "there was load: {}", answered.len());
    let program = Program::start(folder.path(), "");
    program.ready(folder.path()).await;
    let mut numbers = BTreeSet::new();
    for (number, id, outcome) in &answered {
        let again = program.again(folder.path(), *number, id).await;
        assert_eq!(again, *outcome, "what was answered stays");
        assert!(numbers.insert(ticket(again).number), "no number twice");
    }
    for (number, id) in &unanswered {
        let again = program.again(folder.path(), *number, id).await;
        assert!(numbers.insert(ticket(again).number), "no number twice");
    }
    drop(program);
    let verified = journal::verify(&folder.path().join("data")).unwrap();
    assert!(verified.holds(), "{verified:?}");
    assert_eq!(verified.requests as usize, answered.len() + unanswered.len());
    assert_eq!(numbers.len(), answered.len() + unanswered.len());
    let largest = numbers.iter().map(|number| number.figures()).max().unwrap();
    assert_eq!(usize::from(largest), numbers.len(), "no ghost took a number");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_takes_no_more_stops_the_server_and_nothing_is_answered_first() {
    let folder = tempfile::tempdir().unwrap();
    // No file may grow beyond 512 KiB; the signal that would come with it is ignored, so that the write fails.
    let mut program = Program::start(folder.path(), "trap '' XFSZ; ulimit -f 1024;");
    program.ready(folder.path()).await;
    let mut pressing = Vec::new();
    for number in 1..=4 {
        let kiosk = program.kiosk(folder.path(), number).await;
        pressing.push((number, tokio::spawn(press(kiosk))));
    }
    let health = async {
        loop {
            if let Some(text) = crate::support::http_get(program.address, "/health").await
                && text.contains("\"failed\"")
            {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let health = tokio::time::timeout(Duration::from_secs(60), health).await.expect("health says so");
    assert!(health.contains("the journal's storage failed"), "{health}");
    let (mut answered, mut unanswered) = (Vec::new(), 0);
    for (number, press) in pressing {
        let (done, last) = press.await.unwrap();
        unanswered += u32::from(last.is_some());
        answered.extend(done.into_iter().map(|(id, outcome)| (number, id, outcome)));
    }
    assert_eq!(tokio::task::block_in_place(|| program.code()), Some(3));
    assert!(unanswered > 0 && answered.len() > 10, "{unanswered} {}", answered.len());
    let program = Program::start(folder.path(), "");
    program.ready(folder.path()).await;
    for (number, id, outcome) in answered {
        assert_eq!(program.again(folder.path(), number, &id).await, outcome);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_stops_and_the_journal_is_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), "");
    program.ready(folder.path()).await;
    let mut kiosk = program.kiosk(folder.path(), 1).await;
    kiosk.take().await;
    let pid = program.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(crate::support::farewell(&mut kiosk.socket).await, Some(protocol::message::Farewell::Stopping));
    assert_eq!(tokio::task::block_in_place(|| program.code()), Some(0));
    let data = folder.path().join("data");
    assert!(!data.join("floor.db-wal").exists());
    let program = env!("CARGO_BIN_EXE_queue-server");
    let verify = Command::new(program).args(["verify", "--data"]).arg(&data).output().unwrap();
    let said = String::from_utf8(verify.stdout).unwrap();
    assert!(verify.status.success() && said.contains("the journal holds"), "{said}");
    let pin = Command::new(program).args(["new-pin", "--clerk", "clerk-1", "--data"]).arg(&data).output().unwrap();
    assert!(pin.status.success());
    let key = Command::new(program).args(["new-key", "--device", "kiosk-1", "--data"]).arg(&data).output().unwrap();
    assert!(key.status.success());
    let mode = std::fs::metadata(data.join("credentials/kiosk-1.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_cannot_use_one_folder() {
    let server = Server::start().await;
    let second =
        Server::try_start_on(Arc::clone(&server.folder), server.settings.clone(), Arc::clone(&server.clock)).await;
    assert!(matches!(second, Err(RunError::Folder(_))));
    server.connect("kiosk-1").await.take().await;
}

/// A stopped server's folder with some tickets in it.
async fn used() -> (Arc<TempDir>, server::run::Settings, Arc<server::clock::SetClock>) {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    for _ in 0..5 {
        kiosk.take().await;
    }
    server.stop().await
}

async fn refused(
    (folder, settings, clock): (Arc<TempDir>, server::run::Settings, Arc<server::clock::SetClock>),
) -> JournalError {
    match Server::try_start_on(folder, settings, clock).await {
        Err(RunError::Journal(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it started"),
    }
}

fn sql(folder: &Path, statement: &str) {
    Connection::open(folder.join(journal::FILE)).unwrap().execute_batch(statement).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_snapshot_is_skipped_and_never_gives_a_wrong_floor() {
    for harm in [
        "UPDATE snapshots SET state = replace(state, '\"next_ticket\":5', '\"next_ticket\":3')",
        "UPDATE snapshots SET state = '{}'",
        "UPDATE snapshots SET shape = 99",
        "UPDATE snapshots SET sha256 = x''",
        "DELETE FROM snapshots",
    ] {
        let (folder, settings, clock) = used().await;
        let before = journal::verify(folder.path()).unwrap();
        assert_eq!(before.events_after_snapshot, 0, "the stop left a snapshot");
        sql(folder.path(), harm);
        let after = journal::verify(folder.path()).unwrap();
        assert!(after.holds() && after.from_start == before.from_start, "{harm}");
        assert!(after.events_after_snapshot > 0, "{harm}: not by the harmed snapshot");
        let server = Server::start_on(folder, settings, clock).await;
        assert_eq!(server.connect("kiosk-1").await.take().await.number.figures(), 6, "{harm}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_bent_in_the_journal_stops_the_start_and_says_where() {
    for (harm, said) in [
        ("DELETE FROM snapshots; DELETE FROM events WHERE seq = 4", "from event 3 to event 5"),
        ("DELETE FROM snapshots; DELETE FROM events WHERE seq = 1", "from event 0 to event 2"),
        ("DELETE FROM events WHERE seq > 5", "from event 5 to event 7"),
        ("DELETE FROM snapshots; UPDATE events SET body = replace(body, 'A003', 'A004')", "checksum"),
        ("DELETE FROM snapshots; UPDATE events SET body = '' WHERE seq = 6", "event 6"),
        ("DELETE FROM snapshots; UPDATE events SET version = 2 WHERE seq = 6", "version 2"),
        ("PRAGMA user_version = 99", "start the newer program"),
        ("PRAGMA application_id = 7", "another program"),
    ] {
        let used = used().await;
        sql(used.0.path(), harm);
        let error = refused(used).await.to_string();
        assert!(error.contains(said), "{harm}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_log_and_a_file_that_is_no_database_stop_the_start() {
    let used_folder = used().await;
    let file = used_folder.0.path().join(journal::FILE);
    std::fs::write(
        &file,
        "this is no database, only a page of text
"
        .repeat(200),
    )
    .unwrap();
    assert!(matches!(refused(used_folder).await, JournalError::Foreign { .. }));

    // The last acts of a killed server are in its log alone.
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), "");
    program.ready(folder.path()).await;
    program.kiosk(folder.path(), 1).await.take().await;
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    std::fs::remove_file(folder.path().join("data/floor.db-wal")).unwrap();
    let again = Command::new(env!("CARGO_BIN_EXE_queue-server"))
        .args(["run", "--listen", "127.0.0.1:0", "--config"])
        .arg(config(folder.path()))
        .arg("--data")
        .arg(folder.path().join("data"))
        .output()
        .unwrap();
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(again.status.code() == Some(1) && said.contains("write-ahead log is missing"), "{said}");

    let used_folder = used().await;
    let file = used_folder.0.path().join(journal::FILE);
    std::fs::rename(&file, used_folder.0.path().join("floor.db-wal")).unwrap();
    assert!(matches!(refused(used_folder).await, JournalError::Behind { journal: 0, once: 7, .. }));

    let empty = Server::start().await.stop().await;
    let data = empty.0.path();
    std::fs::rename(data.join(journal::FILE), data.join("floor.db-wal")).unwrap();
    std::fs::remove_file(data.join("high-water")).unwrap();
    assert!(matches!(refused(empty).await, JournalError::Foreign { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_copy_of_the_journal_is_not_taken_for_the_floor() {
    let (folder, settings, clock) = used().await;
    let file = folder.path().join(journal::FILE);
    let old = std::fs::read(&file).unwrap();
    let server = Server::start_on(Arc::clone(&folder), settings.clone(), Arc::clone(&clock)).await;
    server.connect("kiosk-1").await.take().await;
    server.stop().await;
    std::fs::write(&file, old).unwrap();
    let error = refused((Arc::clone(&folder), settings.clone(), Arc::clone(&clock))).await;
    assert!(matches!(error, JournalError::Behind { journal: 7, once: 8, .. }), "{error}");
    // Somebody restored it on purpose and says so.
    std::fs::remove_file(folder.path().join("high-water")).unwrap();
    Server::start_on(folder, settings, clock).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_from_the_running_floor_equals_the_journal() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut console = server.window(1).await;
    for _ in 0..3 {
        kiosk.take().await;
        console.ask(Ask::CallNext).await;
        console.ask(Ask::Start).await;
    }
    console.ask(Ask::Undo).await;
    // The day's turn leaves a snapshot while the server runs; the stop leaves another one.
    server.clock.advance(Duration::from_secs(24 * 3600));
    let folder = server.folder.path().to_owned();
    wait_for(async || journal::verify(&folder).unwrap().events_after_snapshot == 0).await;
    kiosk.take().await;
    assert!(journal::verify(&folder).unwrap().holds());
    let (folder, ..) = server.stop().await;
    let verified = journal::verify(folder.path()).unwrap();
    assert!(verified.holds() && verified.events_after_snapshot == 0, "{verified:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_is_an_event_and_the_file_only_seeds_it() {
    let (folder, mut settings, clock) = used().await;
    settings.floor.services[1].daily_limit = 1;
    let server = Server::start_on(Arc::clone(&folder), settings.clone(), Arc::clone(&clock)).await;
    let health = server.health().await;
    assert_eq!((&health["floor_file_differs"], &health["status"]), (&true.into(), &"degraded".into()));
    let mut kiosk = server.connect("kiosk-1").await;
    for _ in 0..2 {
        ticket(kiosk.ask(take("visa")).await);
    }
    server.stop().await;
    settings.file = FloorFile::Apply;
    settings.floor.services[1].daily_limit = 3;
    let server = Server::start_on(folder, settings, clock).await;
    assert_eq!(server.health().await["status"], "well");
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.until(|shown| shown.floor_version == Some(2)).await;
    ticket(kiosk.ask(take("visa")).await);
    assert!(matches!(kiosk.ask(take("visa")).await, Outcome::Rejected(queue::Rejection::LimitReached { .. })));
    let (folder, ..) = server.stop().await;
    assert!(journal::verify(folder.path()).unwrap().holds());
}

#[tokio::test(flavor = "multi_thread")]
async fn old_requests_are_forgotten_after_two_days() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    let day = Duration::from_secs(24 * 3600);
    for kept in [2, 3, 3] {
        server.clock.advance(day);
        kiosk.take().await;
        let requests = journal::verify(server.folder.path()).unwrap().requests;
        assert_eq!(requests, kept);
    }
}
