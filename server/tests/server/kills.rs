//! Kills, full disks and stops of the real program (D2, D3): what was answered is there, and nothing was answered that is not.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::pin::pin;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::client::{self, Incoming, Settings};
use protocol::message::{Farewell, RequestId, TicketView};
use rustix::process::{Pid, Signal, kill_process};
use server::journal;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::killing::Kills;
use crate::program::{Program, answers, press};
use crate::support::{farewell, hello, http_get, key, take, ticket};

const KILLS_OF_A_FLOOR: u32 = 6;

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_and_asked_again_it_has_every_request_once() {
    let mut kills = Kills::new(KILLS_OF_A_FLOOR);
    while let Some(rounds) = kills.of_a_floor(KILLS_OF_A_FLOOR) {
        killed_and_asked_again(&mut kills, rounds).await;
    }
}

async fn killed_and_asked_again(kills: &mut Kills, rounds: u32) {
    let folder = tempfile::tempdir().unwrap();
    let (mut answered, mut unanswered) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let mut program = kills.start(folder.path()).await;
        let (given, mut pressing) = (Arc::new(Semaphore::new(0)), Vec::new());
        for number in 1..=4 {
            let kiosk = program.kiosk(folder.path(), number).await;
            pressing.push((number, tokio::spawn(press(kiosk, Arc::clone(&given)))));
        }
        answers(&given, 10 + 9 * round).await;
        kills.kill(&mut program).await;
        for (number, press) in pressing {
            let (done, last) = press.await.unwrap();
            answered.extend(done.into_iter().map(|(id, outcome)| (number, id, outcome)));
            unanswered.extend(last.map(|id| (number, id)));
        }
        // A kill is no excuse: the journal holds before anybody opens it again.
        let verified = journal::verify(&folder.path().join("data")).unwrap();
        assert!(verified.holds(), "{verified:?}");
    }
    assert!(answered.len() >= 10 * rounds as usize, "there was load: {}", answered.len());
    let program = kills.start(folder.path()).await;
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
    stops_without_an_answer(folder.path(), "trap '' XFSZ; ulimit -f 1024; exec", "the journal's storage failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fails_in_a_write_or_a_sync_stops_the_server_and_nothing_is_answered_first() {
    // From then on, as a disk that fails for good, has become read-only or is full. Counted for each thread and in the named file alone:
    // opening it takes fewer, and a slow disk comes so far in seconds. One failure at each call in turn: `disk`.
    for (file, calls, error, after, said) in [
        ("floor.db-wal", "fsync,fdatasync", "EIO", 40, "the journal's storage failed"),
        ("floor.db-wal", "pwrite64", "EROFS", 100, "the journal's storage failed"),
        ("high-water", "pwrite64", "ENOSPC", 30, "high-water cannot be used"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data").join(file);
        let fails = format!("-P {} -e trace={calls} -e inject={calls}:error={error}:when={after}+", path.display());
        stops_without_an_answer(folder.path(), &format!("exec strace -D -f -qq -o /dev/null {fails}"), said).await;
    }
}

/// Whoever has pressed waits, and their kiosk's client gives nothing up; whoever comes meanwhile is let in, and waits as well.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_stalls_for_ten_seconds_keeps_everybody_waiting_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let stalls = "-e trace=fsync,fdatasync -e inject=fsync,fdatasync:delay_enter=10s:when=40";
    let program = Program::start(folder.path(), &format!("exec strace -D -f -qq -o /dev/null {stalls}"));
    program.ready(folder.path()).await;
    let hello = hello("kiosk-1", &key(&folder.path().join("data"), "kiosk-1"));
    let (tell, mut told) = unbounded_channel();
    let settings = Settings { address: format!("ws://{}/device", program.address), office: None, hello };
    let client = client::start(settings, move |incoming| drop(tell.send(incoming)));
    let (mut numbers, mut longest, mut pressed) = (BTreeSet::new(), Duration::ZERO, 0);
    for _ in 0..60 {
        let (id, since) = (RequestId::random(), Instant::now());
        client.ask(id.clone(), take("passport"));
        let mut answer = pin!(answer(&mut told, &id));
        if let Ok(answered) = timeout(Duration::from_secs(3), &mut answer).await {
            numbers.insert(answered.number.figures());
        } else {
            let health = http_get(program.address, "/health").await.expect("who only looks need not wait");
            assert!(!health.contains("\"failed\""), "{health}");
            let mut other = program.kiosk(folder.path(), 2).await;
            let (answered, also) = tokio::join!(answer, other.take());
            numbers.extend([answered.number.figures(), also.number.figures()]);
            pressed += 1;
        }
        pressed += 1;
        longest = longest.max(since.elapsed());
    }
    assert!(longest >= Duration::from_secs(10), "it stalled: {longest:?}");
    assert_eq!(numbers, (1..=pressed).collect::<BTreeSet<_>>());
    drop(program);
    let verified = journal::verify(&folder.path().join("data")).unwrap();
    assert!(verified.holds() && verified.requests == u64::from(pressed), "{verified:?}");
}

/// The answer to a request; a client that lost its server meanwhile asks again by itself.
async fn answer(told: &mut UnboundedReceiver<Incoming>, id: &RequestId) -> TicketView {
    loop {
        match told.recv().await.expect("the client runs") {
            Incoming::Reply(reply) if reply.id == *id => return ticket(reply.outcome),
            Incoming::Expired { id } => panic!("{id:?} was given up"),
            Incoming::Connected(_)
            | Incoming::Lost { .. }
            | Incoming::Untrusted { .. }
            | Incoming::Farewell(_)
            | Incoming::Update(_)
            | Incoming::Reply(_) => {}
        }
    }
}

/// Presses at four kiosks until the storage fails, which `before` brings about and `/health` tells in the words `said`.
async fn stops_without_an_answer(folder: &Path, before: &str, said: &str) {
    let mut program = Program::start(folder, before);
    program.ready(folder).await;
    let (given, mut pressing) = (Arc::new(Semaphore::new(0)), Vec::new());
    for number in 1..=4 {
        let kiosk = program.kiosk(folder, number).await;
        pressing.push((number, tokio::spawn(press(kiosk, Arc::clone(&given)))));
    }
    let health = async {
        loop {
            if let Some(text) = http_get(program.address, "/health").await
                && text.contains("\"failed\"")
            {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let health = timeout(Duration::from_secs(60), health).await.expect("health says so");
    assert!(health.contains(said), "{health}");
    let (mut answered, mut unanswered) = (Vec::new(), 0);
    for (number, press) in pressing {
        let (done, last) = press.await.unwrap();
        unanswered += u32::from(last.is_some());
        answered.extend(done.into_iter().map(|(id, outcome)| (number, id, outcome)));
    }
    assert_eq!(tokio::task::block_in_place(|| program.code()), Some(3));
    assert!(unanswered > 0 && answered.len() > 10, "{unanswered} {}", answered.len());
    let program = Program::start(folder, "exec");
    program.ready(folder).await;
    for (number, id, outcome) in answered {
        assert_eq!(program.again(folder, number, &id).await, outcome);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_stops_and_the_journal_is_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), "exec");
    program.ready(folder.path()).await;
    let mut kiosk = program.kiosk(folder.path(), 1).await;
    kiosk.take().await;
    kill_process(Pid::from_child(&program.child), Signal::TERM).unwrap();
    assert_eq!(farewell(&mut kiosk.socket).await, Some(Farewell::Stopping));
    assert_eq!(tokio::task::block_in_place(|| program.code()), Some(0));
    let data = folder.path().join("data");
    assert!(!data.join("floor.db-wal").exists());
    let program = env!("CARGO_BIN_EXE_queue-server");
    let verify = Command::new(program).args(["verify", "--data"]).arg(&data).output().unwrap();
    let said = String::from_utf8(verify.stdout).unwrap();
    assert!(verify.status.success() && said.contains("the journal holds"), "{said}");
    let pin = Command::new(program).args(["new-pin", "--clerk", "clerk-1", "--data"]).arg(&data).output().unwrap();
    assert!(pin.status.success());
    // As a device whose key file is not good tells it to its technician.
    let told = protocol::key_file::new_key_command("kiosk-1").replace("DIR", data.to_str().unwrap());
    let key = Command::new(program).args(told.strip_prefix("queue-server ").unwrap().split(' ')).output().unwrap();
    assert!(key.status.success(), "{told}");
    let mode = std::fs::metadata(data.join("credentials/kiosk-1.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    for (typed, named) in [
        (["new-key", "--device", "kiosk-l", "--data"], "--device kiosk-l: no device has that name; one of: "),
        (["new-pin", "--clerk", "clerk-01", "--data"], "--clerk clerk-01: nobody signs in under that; one of: clerk-1"),
    ] {
        let typo = Command::new(program).args(typed).arg(&data).output().unwrap();
        let said = String::from_utf8(typo.stderr).unwrap();
        assert!(typo.status.code() == Some(1) && said.contains(named), "{said}");
    }
    let elsewhere = Command::new(program).args(["verify", "--data"]).arg(folder.path().join("dta")).output().unwrap();
    let said = String::from_utf8(elsewhere.stderr).unwrap();
    assert!(!elsewhere.status.success() && said.contains("no server has run with this data folder"), "{said}");
    assert!(!said.contains("\u{1b}"), "no colours where nobody looks");
}
