//! What visitors say of their visits: sealed, once for a ticket, read by managers without any name, and forgotten in time (P1, P3).

use std::path::Path;
use std::time::Duration;

use protocol::message::{Ask, Outcome, TicketView};

use super::{office, signed_in};
use crate::support::{Browser, Page, Server, wait_for};

const WORD: &str = "Xylophonknödel";
const SENT: &str = "mark=4&word=Xylophonkn%C3%B6del+%3Cb%3E";
const TODAY: &str = "/staff/period?from=2026-11-17&to=2026-11-17";

/// Sends a form as the phone of a visitor does.
async fn rates(server: &Server, ticket: &TicketView, form: &str) -> Page {
    let url = ticket.url.as_deref().expect("the floor has a public address");
    let path = format!("/{}/rate?lang=en", url.splitn(4, '/').nth(3).expect("an address has a path"));
    let mut phone = Browser::new(server.address, server.folder.path());
    let origin = format!("Origin: http://{}", phone.address);
    phone.ask_openly("POST", &path, Some(form), &[&origin]).await
}

/// Receives the one visitor who waits.
async fn receive(server: &Server) {
    let mut console = server.window(1).await;
    for ask in [Ask::CallNext, Ask::Start, Ask::Finish, Ask::SignOut] {
        assert!(matches!(console.ask(ask.clone()).await, Outcome::Done(_)), "{ask:?}");
    }
}

/// In how many files below a folder something stands.
fn files_with(folder: &Path, part: &[u8]) -> usize {
    let mut found = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found += if path.is_dir() {
            files_with(&path, part)
        } else {
            // SQLite's own beside a database come and go.
            let bytes = match std::fs::read(&path) {
                Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => Vec::new(),
                read => read.unwrap(),
            };
            usize::from(bytes.windows(part.len()).any(|some| some == part))
        };
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_kept_once_read_by_managers_and_in_no_file_as_it_was_typed() {
    let server = office().await;
    let mine = server.connect("kiosk-1").await.take().await;
    assert_eq!(rates(&server, &mine, SENT).await.status, 409, "the visit is not over");
    receive(&server).await;
    wait_for(async || {
        server.clock.advance(Duration::from_secs(1));
        rates(&server, &mine, "mark=x").await.status == 422
    })
    .await;
    // Ten presses at once are one rating.
    let presses = (0..10).map(|_| rates(&server, &mine, SENT));
    let statuses: Vec<u16> = futures_util::future::join_all(presses).await.iter().map(|page| page.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [303, 409, 503].contains(status)), "{statuses:?}");
    let server = server.restart().await;
    assert_eq!(rates(&server, &mine, SENT).await.status, 409, "a start knows it");
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    let page = manager.get(TODAY).await;
    let said = super::day::section(&page, "ratings");
    assert!(said.starts_with("Visits were rated 4.0 of 5 on the mean: 1 rating"), "{said}");
    assert!(page.body.contains(&format!("<b>4</b><span>{WORD} &#60;b&#62;</span>")), "{}", page.body);
    let part = manager.get(&format!("{TODAY}&coming=booked")).await;
    assert!(super::day::section(&part, "ratings").contains("whatever part of the flow is shown"), "{}", part.text());
    for login in ["reception", "admin", "cleaner", "both"] {
        let page = signed_in(&server, login).await.get(TODAY).await;
        assert_eq!((page.status, page.body.contains(WORD)), (403, false), "{login}");
    }
    assert_eq!(files_with(server.folder.path(), WORD.as_bytes()), 0, "while the server runs");
    let (folder, ..) = server.stop().await;
    assert_eq!(files_with(folder.path(), WORD.as_bytes()), 0, "after it stopped");
    assert!(files_with(folder.path(), b"visitor_called") > 0, "files are searched");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_forgotten_after_the_term_and_marks_stay_p3() {
    let server = office().await;
    let mine = server.connect("kiosk-1").await.take().await;
    receive(&server).await;
    wait_for(async || {
        server.clock.advance(Duration::from_secs(1));
        rates(&server, &mine, SENT).await.status == 303
    })
    .await;
    server.clock.advance(Duration::from_secs(32 * 24 * 3600));
    wait_for(async || server.health().await["day"] == "2026-12-19").await;
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    let mut page = manager.get(TODAY).await;
    wait_for(async || {
        server.clock.advance(Duration::from_secs(5));
        page = manager.get(TODAY).await;
        !page.body.contains(WORD)
    })
    .await;
    assert!(page.text().contains("Visits were rated 4.0 of 5 on the mean: 1 rating"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_a_backup_holds_up_are_forgotten_once_it_has_ended_p3() {
    let server = office().await;
    let mine = server.connect("kiosk-1").await.take().await;
    receive(&server).await;
    wait_for(async || {
        server.clock.advance(Duration::from_secs(1));
        rates(&server, &mine, SENT).await.status == 303
    })
    .await;
    let folder = server.folder.path();
    let backup = rusqlite::Connection::open(folder.join(server::ratings::FILE)).unwrap();
    backup.execute_batch("BEGIN").unwrap();
    let sealed: Vec<u8> = backup.query_row("SELECT sealed FROM ratings", [], |row| row.get(0)).unwrap();
    server.clock.advance(Duration::from_secs(32 * 24 * 3600));
    let rated = || {
        let db = rusqlite::Connection::open(folder.join(server::ratings::FILE)).unwrap();
        db.query_row("SELECT count(*) FROM ratings", [], |row| row.get::<_, u32>(0)).unwrap()
    };
    wait_for(async || rated() == 0).await;
    assert!(files_with(folder, &sealed) > 0, "the backup still reads");
    drop(backup);
    wait_for(async || files_with(folder, &sealed) == 0).await;
}
