//! Clerks at consoles: signing in, being elsewhere, losing the line, and what a crash leaves behind.

use std::time::{Duration, Instant};

use futures_util::SinkExt;
use protocol::message::{Answer, Ask, Failure, Farewell, FromDevice, Outcome, RequestId, TicketState};
use queue::Rejection;
use queue::ids::DeviceId;

use crate::support::{
    MORNING, Server, Shown, at, clerk, encode, farewell, hello, key, open, pin, take, ticket, wait_for, window,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_right_pin_signs_in_and_a_wrong_one_waits_longer_each_time() {
    let server = Server::start().await;
    let right = pin(server.folder.path(), "clerk-1");
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let mut console = server.connect("console-1").await;
    let sign_in = |pin: &str| Ask::SignIn { login: "clerk-1".to_owned(), pin: pin.to_owned() };
    for wait_s in [1, 2, 4] {
        let waits = Outcome::Failed(Failure::WrongPin { wait_s });
        assert_eq!(console.ask(sign_in(wrong)).await, waits);
        assert_eq!(console.ask(sign_in(&right)).await, waits, "even the right one");
        server.clock.advance(Duration::from_secs(u64::from(wait_s)) - Duration::from_millis(1));
        let early = console.ask(sign_in(&right)).await;
        assert_eq!(early, Outcome::Failed(Failure::WrongPin { wait_s: 1 }), "a millisecond too early");
        // Another console is not made to wait for it (S2).
        server.clerk("console-2", "clerk-1").await;
        server.clock.advance(Duration::from_millis(1));
    }
    let session = console.sign_in("clerk-1", &right).await;
    assert_eq!((session.clerk, session.window), (clerk(1), None));
    assert_eq!(session.token.len(), 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_login_is_answered_like_a_wrong_pin() {
    let server = Server::start().await;
    let mut console = server.connect("console-1").await;
    for login in ["nobody", "", "x'; DROP TABLE clerk_pins;--", "\0", &"n".repeat(10_000)] {
        let outcome = console.ask(Ask::SignIn { login: login.to_owned(), pin: "123456".to_owned() }).await;
        assert_eq!(outcome, Outcome::Failed(Failure::WrongPin { wait_s: 0 }), "{login:.20}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sign_in_ends_the_first_session_and_finds_its_window_and_visitor() {
    let server = Server::start().await;
    let view = server.connect("kiosk-1").await.take().await;
    let mut first = server.window(1).await;
    assert_eq!(first.ask(Ask::CallNext).await, Outcome::Done(Answer::Done));
    let mut second = server.connect("console-2").await;
    let session = second.sign_in("clerk-1", &pin(server.folder.path(), "clerk-1")).await;
    assert_eq!(session.window, Some(window(1)));
    first.until(|shown| shown.session_ended).await;
    assert_eq!(first.ask(Ask::Start).await, Outcome::Failed(Failure::NotAllowed));
    assert_eq!(second.ask(Ask::Start).await, Outcome::Done(Answer::Done));
    second
        .until(|shown| {
            let board = shown.console.as_ref();
            board.is_some_and(|board| board.windows[0].visitor.as_ref().is_some_and(|v| v.number == view.number))
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_goes_on_by_its_token_at_its_own_console_alone() {
    let server = Server::start().await;
    let mut console = server.connect("console-1").await;
    let session = console.sign_in("clerk-1", &pin(server.folder.path(), "clerk-1")).await;
    console.ask(Ask::OpenWindow { window: window(1) }).await;
    server.settled(4).await;
    drop(console);
    let mut again = server.connect_with_token("console-1", &session.token).await;
    let resumed = again.welcome.session.clone().unwrap();
    assert_eq!((resumed.clerk, resumed.window), (clerk(1), Some(window(1))));
    assert_eq!(again.ask(Ask::CallNext).await, Outcome::Rejected(Rejection::NobodyWaiting));
    for (console, token) in [("console-2", session.token.as_str()), ("console-1", "rubbish")] {
        let mut other = server.connect_with_token(console, token).await;
        assert_eq!(other.welcome.session, None);
        assert_eq!(other.ask(Ask::CallNext).await, Outcome::Failed(Failure::NotAllowed));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_the_clerk_signs_in_again_and_finds_window_and_visitor() {
    let server = Server::start().await;
    server.connect("kiosk-1").await.take().await;
    let mut console = server.connect("console-1").await;
    let session = console.sign_in("clerk-1", &pin(server.folder.path(), "clerk-1")).await;
    console.ask(Ask::OpenWindow { window: window(1) }).await;
    console.ask(Ask::CallNext).await;
    let server = server.restart().await;
    let mut again = server.connect_with_token("console-1", &session.token).await;
    assert_eq!(again.welcome.session, None, "tokens live in memory");
    let session = again.sign_in("clerk-1", &pin(server.folder.path(), "clerk-1")).await;
    assert_eq!(session.window, Some(window(1)));
    assert_eq!(again.ask(Ask::Start).await, Outcome::Done(Answer::Done));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_without_a_word_to_oneself() {
    let server = Server::start().await;
    let mut console = server.connect("console-1").await;
    let session = console.sign_in("clerk-1", &pin(server.folder.path(), "clerk-1")).await;
    assert_eq!(console.ask(Ask::SignOut).await, Outcome::Done(Answer::Done));
    assert_eq!(console.ask(Ask::SignOut).await, Outcome::Failed(Failure::NotAllowed));
    server.settled(4).await;
    assert_eq!(console.ask(Ask::CallNext).await, Outcome::Failed(Failure::NotAllowed));
    assert!(!console.shown.session_ended);
    assert_eq!(server.connect_with_token("console-1", &session.token).await.welcome.session, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_turn_of_the_day_ends_every_session() {
    let server = Server::start().await;
    let mut console = server.window(1).await;
    server.clock.advance(Duration::from_secs(24 * 3600));
    console.until(|shown| shown.session_ended).await;
    assert_eq!(console.ask(Ask::CallNext).await, Outcome::Failed(Failure::NotAllowed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_never_kept_in_the_journal() {
    let server = Server::start().await;
    let mut console = server.connect("console-1").await;
    let secret = pin(server.folder.path(), "clerk-1");
    console.sign_in("clerk-1", &secret).await;
    let (folder, ..) = server.stop().await;
    let verified = server::journal::verify(folder.path()).unwrap();
    assert_eq!(verified.requests, 0, "not even the hash of a request with a PIN");
    let bytes = std::fs::read(folder.path().join(server::journal::FILE)).unwrap();
    assert!(!bytes.windows(secret.len() + 2).any(|part| part == format!("\"{secret}\"").as_bytes()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_sees_their_own_day() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    let mut console = server.window(1).await;
    for ask in [Ask::CallNext, Ask::Start] {
        assert_eq!(console.ask(ask).await, Outcome::Done(Answer::Done));
    }
    server.clock.advance(Duration::from_secs(300));
    assert_eq!(console.ask(Ask::Finish).await, Outcome::Done(Answer::Done));
    console.until(|shown| shown.day.as_ref().is_some_and(|day| day.served == 1)).await;
    let day = console.shown.day.clone().unwrap();
    assert_eq!((day.service_s, day.within_norm), (300, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_others_a_console_shows_windows_and_no_figures_s2() {
    let server = Server::start().await;
    server.connect("kiosk-1").await.take().await;
    let mut first = server.window(1).await;
    for ask in [Ask::CallNext, Ask::Start, Ask::Finish] {
        assert_eq!(first.ask(ask).await, Outcome::Done(Answer::Done));
    }
    first.until(|shown| shown.day.as_ref().is_some_and(|day| day.served == 1)).await;
    let figures = serde_json::to_value(first.shown.day.clone().unwrap()).unwrap();
    let mut others = [server.connect("console-2").await, server.window(3).await];
    for other in &mut others {
        let seated = |shown: &Shown| shown.console.as_ref().is_some_and(|board| board.windows[0].clerk.is_some());
        other.until(seated).await;
        assert!(other.shown.day.as_ref().is_none_or(|day| day.served == 0), "not another's: {:?}", other.shown.day);
        let board = serde_json::to_value(other.shown.console.as_ref().unwrap()).unwrap();
        for window in board["windows"].as_array().unwrap() {
            let known = ["window", "clerk", "pause", "visitor", "next", "waiting", "undo_until"];
            assert!(window.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{window}");
            if let Some(clerk) = window["clerk"].as_object() {
                assert!(clerk.keys().all(|key| ["id", "name"].contains(&key.as_str())), "{window}");
            }
            for figure in figures.as_object().unwrap().keys() {
                assert!(!window.to_string().contains(&format!("\"{figure}\"")), "{figure} in {window}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reception_issues_finds_and_reprints_at_its_own_kiosk() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut desk = server.clerk("console-3", "reception").await;
    let issued = ticket(desk.ask(take("visa")).await);
    assert_eq!(
        (issued.copies, issued.state, issued.taken_at.to_string()),
        (0, TicketState::Waiting, "09:42:00".to_owned())
    );
    let again = ticket(desk.ask(Ask::ReprintCoupon { ticket: issued.ticket }).await);
    assert_eq!(again.copies, 1);
    let found = ticket(desk.ask(Ask::FindTicket { number: issued.number }).await);
    assert_eq!(found, again);
    kiosk.until(|shown| shown.reprints.len() == 2).await;
    assert_eq!(kiosk.shown.reprints, [issued, again]);
    let none = desk.ask(Ask::FindTicket { number: "B002".parse().unwrap() }).await;
    assert_eq!(none, Outcome::Rejected(Rejection::UnknownTicket));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reception_whose_kiosk_is_away_is_told_at_once_and_nothing_comes_out_late() {
    let server = Server::start_with(|settings| {
        let console = settings.floor.devices.iter_mut().find(|device| device.id.as_str() == "console-4").unwrap();
        console.prints_at = None;
    })
    .await;
    let kiosk_id = DeviceId::new("kiosk-1").unwrap();
    let mut desk = server.clerk("console-3", "reception").await;
    let issued = match desk.ask(take("visa")).await {
        Outcome::Done(Answer::Unprinted(view)) => *view,
        other => panic!("{other:?}"),
    };
    assert_eq!((issued.number.figures(), issued.copies), (1, 0), "the place is taken, the number can be written down");
    let away = Outcome::Failed(Failure::KioskAway { kiosk: Some(kiosk_id) });
    let copy = Ask::ReprintCoupon { ticket: issued.ticket };
    assert_eq!(desk.ask(copy.clone()).await, away);
    let mut kiosk = server.connect("kiosk-1").await;
    let printed = ticket(desk.ask(copy.clone()).await);
    assert_eq!(printed.copies, 1, "what did not come out is not counted");
    kiosk.until(|shown| !shown.reprints.is_empty()).await;
    kiosk.take().await;
    assert_eq!(kiosk.shown.reprints, [printed], "and does not come out when the kiosk is back");
    drop(kiosk);
    wait_for(async || desk.ask(copy.clone()).await == away).await;

    let mut lonely = server.clerk("console-4", "reception").await;
    let nobody = Outcome::Failed(Failure::KioskAway { kiosk: None });
    assert_eq!(lonely.ask(copy).await, nobody);
    assert!(matches!(lonely.ask(take("visa")).await, Outcome::Done(Answer::Unprinted(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_ends_the_old_ones_connection_within_five_seconds() {
    let server = Server::start().await;
    let old = key(server.folder.path(), "kiosk-1");
    let mut kiosk = server.connect("kiosk-1").await;
    let (mut other, mut desk) = (server.connect("kiosk-2").await, server.clerk("console-1", "clerk-1").await);
    kiosk.take().await;
    let command = std::process::Command::new(env!("CARGO_BIN_EXE_queue-server"))
        .args(["new-key", "--device", "kiosk-1", "--data"])
        .arg(server.folder.path())
        .output()
        .unwrap();
    assert!(command.status.success());
    let replaced = Instant::now();
    assert_eq!(farewell(&mut kiosk.socket).await, Some(Farewell::UnknownDevice));
    assert!(replaced.elapsed() < Duration::from_secs(5), "{:?}", replaced.elapsed());
    let new = key(server.folder.path(), "kiosk-1");
    assert_ne!(old, new);
    let mut again = open(server.address).await;
    again.send(encode(&FromDevice::Hello(hello("kiosk-1", &old)))).await.unwrap();
    assert_eq!(farewell(&mut again).await, Some(Farewell::UnknownDevice), "the old key opens nothing");
    server.connect("kiosk-1").await.take().await;
    other.take().await;
    assert_eq!(desk.ask(Ask::SignOut).await, Outcome::Done(Answer::Done), "nobody else is sent away");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clerks_sign_in_within_a_breath_of_each_other() {
    let server = Server::start().await;
    let folder = server.folder.path();
    let mut consoles = Vec::new();
    for number in 1..=4 {
        let mut console = server.connect(&format!("console-{number}")).await;
        let ask = Ask::SignIn { login: format!("clerk-{number}"), pin: pin(folder, &format!("clerk-{number}")) };
        let id = RequestId::random();
        console.send(&id, 0, ask).await;
        consoles.push((console, id));
    }
    for (mut console, id) in consoles {
        assert!(matches!(console.reply(&id).await, Outcome::Done(Answer::SignedIn(_))));
    }
    assert_eq!(server.health().await["now"], at(MORNING).to_string());
}
