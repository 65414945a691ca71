//! What ends a session in a browser, and what it does not touch.

use std::process::Command;
use std::time::Duration;

use super::{browser, office, signed_in, with_people};
use crate::support::{Server, pin, wait_for};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_this_session_and_no_other() {
    let server = office().await;
    let (mut here, mut there) = (signed_in(&server, "manager").await, signed_in(&server, "manager").await);
    let token = here.cookies["__Host-staff"].clone();
    assert_ne!(token, there.cookies["__Host-staff"]);
    let page = here.post("/staff/sign-out", &[]).await;
    assert_eq!((page.status, page.header("location")), (303, "/staff/sign-in"));
    assert_eq!(page.header("set-cookie"), "__Host-staff=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict");
    here.cookies.insert("__Host-staff".to_owned(), token);
    assert_eq!(here.get("/staff/now").await.status, 303, "the token is worth nothing any more");
    assert_eq!(there.get("/staff/now").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_anew_ends_the_browsers_older_session() {
    let server = office().await;
    let mut browser = signed_in(&server, "manager").await;
    let older = browser.cookies["__Host-staff"].clone();
    browser.sign_in("head", &pin(server.folder.path(), "head")).await;
    assert!(browser.get("/staff/now").await.body.contains("Name of head"));
    browser.cookies.insert("__Host-staff".to_owned(), older);
    assert_eq!(browser.get("/staff/now").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_half_an_hour_without_use_though_its_page_shows_itself_anew() {
    let server = office().await;
    let (mut used, mut left) = (signed_in(&server, "manager").await, signed_in(&server, "manager").await);
    for minutes in [14, 28] {
        server.clock.advance(14 * MINUTE);
        assert_eq!(used.get("/staff/now").await.status, 200);
        assert_eq!(left.get("/staff/now?again=1").await.status, 200, "after {minutes} minutes");
    }
    server.clock.advance(14 * MINUTE);
    assert_eq!(used.get("/staff/now").await.status, 200);
    assert_eq!(left.get("/staff/now?again=1").await.status, 303);
    let page = left.get("/staff/sign-in").await;
    assert!(page.text().contains("Your session has ended"), "{}", page.text());
    assert_eq!(used.get("/staff/now").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_eight_hours_and_with_the_business_day() {
    // 09:42 in Yerevan: eight hours end at 17:42, the day at midnight.
    let server = office().await;
    let mut browser = signed_in(&server, "manager").await;
    for _ in 0..23 {
        server.clock.advance(20 * MINUTE);
        assert_eq!(browser.get("/staff/now").await.status, 200);
    }
    server.clock.advance(20 * MINUTE);
    assert_eq!(browser.get("/staff/now").await.status, 303, "eight hours");
    server.clock.advance(6 * 60 * MINUTE);
    let mut late = signed_in(&server, "manager").await;
    server.clock.advance(16 * MINUTE);
    assert_eq!(late.get("/staff/now").await.status, 200);
    server.clock.advance(3 * MINUTE);
    wait_for(async || server.health().await["day"] == "2026-11-18").await;
    assert_eq!(late.get("/staff/now").await.status, 303, "another business day");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_pin_ends_the_sessions_of_its_clerk_at_once() {
    let server = office().await;
    let (mut manager, mut head) = (signed_in(&server, "manager").await, signed_in(&server, "head").await);
    let old = pin(server.folder.path(), "manager");
    let made = Command::new(env!("CARGO_BIN_EXE_queue-server"))
        .args(["new-pin", "--clerk", "manager", "--data"])
        .arg(server.folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(manager.get("/staff/now").await.status, 303);
    assert_eq!(head.get("/staff/now").await.status, 200, "others go on");
    assert_eq!(browser(&server).sign_in("manager", &old).await.status, 403);
    server.clock.advance(MINUTE);
    assert_eq!(signed_in(&server, "manager").await.get("/staff/now").await.status, 200);
}

/// Sessions live in memory: a start with another configuration, by which a role is taken away, ends all of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_taken_away_is_taken_at_once() {
    let server = Server::start_with(with_people).await;
    let mut browser = signed_in(&server, "manager").await;
    let (folder, mut settings, clock) = server.stop().await;
    let manager = settings.floor.clerks.iter_mut().find(|clerk| clerk.id.as_str() == "manager").unwrap();
    manager.roles = [queue::floor::Role::Receptionist].into();
    settings.file = server::run::FloorFile::Apply;
    let server = Server::start_on(folder, settings, clock).await;
    browser.address = server.address;
    assert_eq!(browser.get("/staff/now").await.status, 303);
    assert_eq!(signed_in(&server, "manager").await.get("/staff/now").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_in_a_browser_and_one_at_a_console_leave_each_other_alone() {
    let server = office().await;
    let mut console = server.clerk("console-1", "head").await;
    let mut browser = signed_in(&server, "head").await;
    let opened = console.ask(protocol::message::Ask::OpenWindow { window: crate::support::window(1) }).await;
    assert_eq!(
        opened,
        protocol::message::Outcome::Done(protocol::message::Answer::Done),
        "the console's session goes on"
    );
    assert!(!console.shown.session_ended);
    console.ask(protocol::message::Ask::SignOut).await;
    let mut elsewhere = server.clerk("console-2", "head").await;
    assert_eq!(browser.get("/staff/now").await.status, 200, "and so does the browser's");
    browser.post("/staff/sign-out", &[]).await;
    assert_ne!(
        elsewhere.ask(protocol::message::Ask::OpenWindow { window: crate::support::window(2) }).await,
        protocol::message::Outcome::Failed(protocol::message::Failure::NotAllowed)
    );
}
