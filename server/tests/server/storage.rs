//! Old, bent and missing files: whatever is wrong with the journal stops the start and says what; nothing gives a wrong floor.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use protocol::message::{Ask, Failure, Outcome, RequestId};
use rusqlite::{Connection, params};
use serde_json::json;
use server::database::DatabaseError;
use server::journal::{self, JournalError};
use server::run::{FloorFile, RunError};
use tempfile::TempDir;

use crate::program::{Program, config};
use crate::support::{Server, take, ticket, wait_for};

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
        "UPDATE snapshots SET shape = shape - 128",
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
        ("DELETE FROM snapshots; UPDATE events SET version = 4 WHERE seq = 6", "version 4"),
        ("DELETE FROM snapshots; UPDATE events SET version = 0 WHERE seq = 6", "version 0"),
        (
            "DELETE FROM snapshots; UPDATE events SET version = -127 WHERE seq = 6",
            "event 6 of the journal cannot be read",
        ),
        ("DELETE FROM snapshots; UPDATE events SET sum = -sum WHERE seq = 6", "event 6 of the journal cannot be read"),
        ("DELETE FROM snapshots; UPDATE events SET kind = 'day_turned' WHERE seq = 6", "event 6"),
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
async fn a_journal_with_an_event_of_a_newer_program_asks_for_that_program() {
    for (kind, version) in [("visitor_moved_house", 1), ("visitor_moved_house", 4), ("coupon_reprinted", 4)] {
        let used = used().await;
        let body = json!({
            "at": "2026-11-17T05:43:00Z", "day": "2026-11-17", "by": "office", "fact": {kind: {"ticket": 1, "new": true}}
        })
        .to_string();
        let seq = 8_u64;
        let sum = crc32fast::hash(&[&seq.to_le_bytes(), body.as_bytes()].concat());
        let db = Connection::open(used.0.path().join(journal::FILE)).unwrap();
        let insert =
            "INSERT INTO events (seq, at_ms, day, kind, version, body, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        db.execute(insert, params![seq, 1_794_894_180_000_i64, "2026-11-17", kind, version, body, sum]).unwrap();
        drop(db);
        let error = refused(used).await.to_string();
        let said =
            format!("event 8 of the journal {}", if version == 4 { "has version 4" } else { "is a `visitor_moved" });
        assert!(error.starts_with(&said) && error.ends_with("start the newer program"), "{kind} {version}: {error}");
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
    assert!(matches!(refused(used_folder).await, JournalError::Database(DatabaseError::Foreign { .. })));

    // The last acts of a killed server are in its log alone.
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), "exec");
    program.ready(folder.path()).await;
    program.kiosk(folder.path(), 1).await.take().await;
    program.child.kill().unwrap();
    program.child.wait().unwrap();
    let data = folder.path().join("data");
    std::fs::remove_file(data.join("floor.db-wal")).unwrap();
    let error = journal::verify(&data).unwrap_err();
    assert!(matches!(error, JournalError::Behind { .. }), "{error}");
    let again = Command::new(env!("CARGO_BIN_EXE_queue-server"))
        .args(["run", "--listen", "127.0.0.1:0", "--config"])
        .arg(config(folder.path()))
        .arg("--data")
        .arg(&data)
        .output()
        .unwrap();
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(again.status.code() == Some(1) && said.contains("write-ahead log is missing"), "{said}");

    let used_folder = used().await;
    let file = used_folder.0.path().join(journal::FILE);
    std::fs::rename(&file, used_folder.0.path().join("floor.db-wal")).unwrap();
    let error = journal::verify(used_folder.0.path()).unwrap_err();
    assert!(matches!(error, JournalError::Behind { journal: 0, once: 7, .. }), "{error}");
    assert!(matches!(refused(used_folder).await, JournalError::Behind { journal: 0, once: 7, .. }));

    let empty = Server::start().await.stop().await;
    let data = empty.0.path();
    std::fs::rename(data.join(journal::FILE), data.join("floor.db-wal")).unwrap();
    std::fs::remove_file(data.join("high-water")).unwrap();
    assert!(matches!(refused(empty).await, JournalError::Database(DatabaseError::Foreign { .. })));
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
    let error = journal::verify(folder.path()).unwrap_err();
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

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_answer_that_cannot_be_read_stops_nobody_else() {
    for harm in [
        "UPDATE requests SET version = 2",
        "UPDATE requests SET outcome = '{\"done\":\"no_such_thing\"}'",
        "UPDATE requests SET outcome = cast(x'7bff' AS TEXT)",
        "UPDATE requests SET body_hash = x'00'",
    ] {
        let server = Server::start().await;
        let id = RequestId::random();
        ticket(server.connect("kiosk-1").await.ask_as(&id, take("passport")).await);
        let (folder, settings, clock) = server.stop().await;
        sql(folder.path(), harm);
        let server = Server::start_on(folder, settings, clock).await;
        let mut kiosk = server.connect("kiosk-1").await;
        let unknown = Outcome::Failed(Failure::Busy);
        assert_eq!(kiosk.ask_as(&id, take("passport")).await, unknown, "{harm}: it does not act again");
        assert_eq!(kiosk.ask(Ask::WhatBecame { request: id.clone() }).await, unknown, "{harm}");
        assert_eq!(kiosk.take().await.number.figures(), 2, "{harm}");
        assert_eq!(server.connect("kiosk-2").await.take().await.number.figures(), 3, "{harm}");
        let server = server.restart().await;
        assert_eq!(server.connect("kiosk-1").await.ask_as(&id, take("passport")).await, unknown, "{harm}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_answer_whose_name_cannot_be_read_is_nobodys() {
    let (folder, settings, clock) = used().await;
    sql(folder.path(), "UPDATE requests SET device = cast(x'ff' AS TEXT) WHERE number = 2");
    let server = Server::start_on(folder, settings, clock).await;
    assert_eq!(server.connect("kiosk-1").await.take().await.number.figures(), 6);
}

#[tokio::test]
async fn a_damaged_office_key_stops_the_start_and_a_restart_keeps_the_key() {
    let server = Server::start().await;
    let key = server.folder.path().join("keys/office.key");
    let whole = std::fs::read(&key).unwrap();
    let (folder, settings, clock) = server.restart().await.stop().await;
    assert_eq!(std::fs::read(&key).unwrap(), whole);
    std::fs::write(&key, &whole[..40]).unwrap();
    let started = Server::try_start_on(Arc::clone(&folder), settings.clone(), Arc::clone(&clock)).await;
    let problem = started.map(|_| ()).unwrap_err();
    assert!(matches!(problem, RunError::OfficeKey(_)), "{problem}");
    assert_eq!(problem.exit_code(), 1);
    std::fs::write(&key, &whole).unwrap();
    Server::start_on(folder, settings, clock).await.stop().await;
}
