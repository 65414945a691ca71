//! What screens show is what the floor is, also after they were away (O2).

use std::time::Duration;

use futures_util::SinkExt;
use protocol::board::{AtWindowStage, CallState};
use protocol::message::{Answer, Ask, DeviceFault, Farewell, FromDevice, Outcome, Report};
use queue::command::Leaving;
use queue::issue::Issue;

use crate::program::Program;
use crate::support::{
    MORNING, Server, Shown, at, encode, farewell, http_get, pin, service, take, ticket, wait_for, window,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_display_that_was_away_shows_the_same_as_one_that_stayed() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut stayed = server.connect("hall-1").await;
    let away = server.connect("hall-2").await;
    let mut console = server.window(1).await;
    for _ in 0..5 {
        kiosk.take().await;
    }
    drop(away);
    for ask in [Ask::CallNext, Ask::Recall, Ask::Start, Ask::CallNext] {
        assert_eq!(console.ask(ask).await, Outcome::Done(Answer::Done));
    }
    let newest = |shown: &Shown| shown.hall.as_ref().is_some_and(|hall| hall.calls.len() == 3);
    stayed.until(newest).await;
    let mut back = server.connect("hall-2").await;
    back.until(newest).await;
    assert_eq!(back.shown.hall, stayed.shown.hall);
    let states: Vec<_> = back.shown.hall.unwrap().calls.iter().map(|call| (call.recall, call.state)).collect();
    assert_eq!(states, [(false, CallState::Over), (true, CallState::Over), (false, CallState::Standing)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_expected_wait_goes_down_while_nobody_waits_and_a_visitor_is_served() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    let mut console = server.window(1).await;
    for ask in [Ask::CallNext, Ask::Start] {
        assert_eq!(console.ask(ask).await, Outcome::Done(Answer::Done));
    }
    // A board that is made after the clock went on is fresh, and the next one comes by the clock.
    let serving = |stage: &AtWindowStage| matches!(stage, AtWindowStage::Serving { .. });
    let at_window = |shown: &Shown| shown.console.as_ref()?.windows[0].visitor.as_ref().map(|it| serving(&it.stage));
    console.until(|shown| at_window(shown) == Some(true)).await;
    let expected = |shown: &Shown| shown.kiosk.as_ref()?.services[0].expected;
    let nobody_waits = |shown: &Shown| shown.kiosk.as_ref().is_some_and(|board| board.services[0].waiting == 0);
    kiosk.until(|shown| nobody_waits(shown) && expected(shown).is_some_and(|wait| wait.to_min > 0)).await;
    let before = expected(&kiosk.shown).unwrap();
    // Nothing happens but time.
    server.clock.advance(Duration::from_secs(300));
    kiosk.until(|shown| expected(shown).is_some_and(|now| now.to_min < before.to_min)).await;
    assert!(nobody_waits(&kiosk.shown));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_tells_the_wait_that_the_kiosk_showed() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    let mut console = server.window(1).await;
    assert_eq!(console.ask(Ask::CallNext).await, Outcome::Done(Answer::Done));
    let expected = |shown: &Shown| shown.kiosk.as_ref()?.services[0].expected;
    let nobody_waits = |shown: &Shown| shown.kiosk.as_ref().is_some_and(|board| board.services[0].waiting == 0);
    kiosk.until(|shown| nobody_waits(shown) && expected(shown).is_some_and(|wait| wait.to_min > 0)).await;
    let shown = expected(&kiosk.shown);
    assert_eq!(kiosk.take().await.expected, shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_was_cut_off_shows_the_same_as_one_that_stayed_o2() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut stayed = server.window(1).await;
    let mut cut_off = server.connect("console-2").await;
    let session = cut_off.sign_in("clerk-2", &pin(server.folder.path(), "clerk-2")).await;
    for _ in 0..6 {
        kiosk.take().await;
    }
    for ask in [Ask::OpenWindow { window: window(2) }, Ask::CallNext, Ask::Start] {
        assert_eq!(cut_off.ask(ask).await, Outcome::Done(Answer::Done));
    }
    drop(cut_off);
    for ask in [Ask::CallNext, Ask::Start, Ask::Finish, Ask::CallNext, Ask::Recall] {
        assert_eq!(stayed.ask(ask).await, Outcome::Done(Answer::Done));
    }
    kiosk.take().await;
    let newest = |shown: &Shown| shown.console.as_ref().is_some_and(|c| c.services[0].issued == 7);
    stayed.until(newest).await;
    let mut back = server.connect_with_token("console-2", &session.token).await;
    assert_eq!(back.welcome.session.as_ref().unwrap().window, Some(window(2)));
    back.until(newest).await;
    let board = back.shown.console.unwrap();
    assert_eq!(Some(&board), stayed.shown.console.as_ref());
    let at = |number: usize| board.windows[number].visitor.as_ref().map(|at| at.number.to_string());
    assert_eq!((at(0), at(1), board.waiting.len()), (Some("A003".to_owned()), Some("A001".to_owned()), 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_closed_over_a_visitor_says_until_when_that_can_be_taken_back() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    let (mut console, mut other) = (server.window(1).await, server.window(2).await);
    let shown = |shown: &Shown| {
        let window = shown.console.as_ref().map(|board| board.windows[0].clone());
        window.map(|window| (window.clerk.is_some(), window.visitor.is_some(), window.undo_until.is_some()))
    };
    let close = || Ask::CloseWindow { visitor: Some(Leaving::PutBack) };
    for ask in [Ask::CallNext, Ask::Start, close()] {
        assert_eq!(console.ask(ask).await, Outcome::Done(Answer::Done));
    }
    console.until(|s| shown(s) == Some((false, false, true))).await;
    assert_eq!(console.ask(Ask::Undo).await, Outcome::Done(Answer::Done));
    console.until(|s| shown(s).is_some_and(|(clerk, visitor, _)| clerk && visitor)).await;
    assert_eq!(console.ask(close()).await, Outcome::Done(Answer::Done));
    console.until(|s| shown(s) == Some((false, false, true))).await;
    assert_eq!(other.ask(Ask::CallNext).await, Outcome::Done(Answer::Done));
    console.until(|s| shown(s) == Some((false, false, false))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_stands_is_shown_however_many_are_called_after_it() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let (expected, served) = (kiosk.take().await, kiosk.take().await);
    let mut hall = server.connect("hall-1").await;
    let (mut first, mut second, mut busy) = (server.window(1).await, server.window(2).await, server.window(3).await);
    assert_eq!(first.ask(Ask::CallNext).await, Outcome::Done(Answer::Done));
    for ask in [Ask::CallNext, Ask::Start] {
        assert_eq!(second.ask(ask).await, Outcome::Done(Answer::Done));
    }
    let mut last = None;
    for _ in 0..70 {
        last = Some(kiosk.take().await.ticket);
        for ask in [Ask::CallNext, Ask::Start, Ask::Finish] {
            assert_eq!(busy.ask(ask).await, Outcome::Done(Answer::Done));
        }
        // It answers the server's pings, however long all this takes.
        while tokio::time::timeout(Duration::ZERO, hall.next()).await.is_ok() {}
    }
    let newest = |shown: &Shown| {
        let newest = shown.hall.as_ref().and_then(|hall| hall.calls.last());
        newest.is_some_and(|call| Some(call.ticket) == last && call.state == CallState::Over)
    };
    hall.until(newest).await;
    let mut late = server.connect("hall-2").await;
    late.until(newest).await;
    assert_eq!(late.shown.hall, hall.shown.hall);
    let calls = hall.shown.hall.unwrap().calls;
    assert_eq!(calls.len(), 64, "what is over is shown as far as there is room");
    let oldest: Vec<_> = calls[..2].iter().map(|call| (call.number, call.state)).collect();
    assert_eq!(oldest, [(expected.number, CallState::Standing), (served.number, CallState::Serving)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_server_shows_what_it_showed_before_under_a_higher_epoch() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    kiosk.until(|shown| shown.kiosk.as_ref().is_some_and(|board| board.services[0].waiting == 1)).await;
    let (before, epoch) = (kiosk.shown.kiosk.clone(), kiosk.welcome.epoch);
    let (folder, settings, clock) = server.stop().await;
    assert_eq!(farewell(&mut kiosk.socket).await, Some(Farewell::Stopping));
    let server = Server::start_on(folder, settings, clock).await;
    let mut kiosk = server.connect("kiosk-1").await;
    assert!(kiosk.welcome.epoch > epoch);
    kiosk.until(|shown| shown.kiosk.is_some()).await;
    assert_eq!(kiosk.shown.kiosk, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_connection_of_a_device_takes_over() {
    let server = Server::start().await;
    let mut first = server.connect("kiosk-1").await;
    let mut second = server.connect("kiosk-1").await;
    assert_eq!(farewell(&mut first.socket).await, Some(Farewell::Replaced));
    second.take().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_says_who_is_ahead_and_where_its_page_is() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let first = kiosk.take().await;
    assert_eq!((first.ahead, first.expected, first.expected_by), (0, None, None), "no window is open yet");
    let _console = server.window(1).await;
    let second = ticket(kiosk.ask(take("visa")).await);
    assert_eq!(second.ahead, 1, "both services are received at the same windows");
    let expected = second.expected.unwrap();
    assert!(expected.from_min <= 10 && expected.to_min >= 10, "one norm of ten minutes: {expected:?}");
    let url = second.url.unwrap();
    assert_eq!(url.strip_prefix("http://office.test/t/").unwrap().len(), 12, "{url}");
    kiosk
        .until(|shown| {
            let waiting = |index: usize| shown.kiosk.as_ref().map(|board| board.services[index].waiting);
            waiting(0) == Some(1) && waiting(1) == Some(1)
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_sees_issue_begin_and_end_by_time_alone() {
    use jiff::civil::time;
    let server = Server::start_with(|settings| {
        for hours in settings.floor.services[0].issue.0.values_mut() {
            *hours = vec![queue::floor::Interval { from: time(9, 43, 0, 0), to: time(9, 45, 0, 0) }];
        }
    })
    .await;
    let mut kiosk = server.connect("kiosk-1").await;
    let issue = |shown: &Shown| {
        shown.kiosk.as_ref().map(|board| (board.services[0].service.clone(), board.services[0].issue.clone()))
    };
    kiosk.until(|shown| shown.kiosk.is_some()).await;
    let opens = at("2026-11-17T05:43:00Z");
    assert_eq!(issue(&kiosk.shown), Some((service("passport"), Issue::NotYet { from: opens, pause: false })));
    server.clock.advance(Duration::from_secs(60));
    kiosk.until(|shown| matches!(issue(shown), Some((_, Issue::Open { left: 999, .. })))).await;
    server.clock.advance(Duration::from_secs(120));
    kiosk.until(|shown| matches!(issue(shown), Some((_, Issue::Over { .. })))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn health_knows_the_devices_and_their_faults_and_nothing_personal() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let _console = server.clerk("console-1", "clerk-1").await;
    let report = Report { faults: vec![DeviceFault::NoPaper] };
    let words = serde_json::to_string(&FromDevice::Report(report)).unwrap();
    kiosk.socket.send(tokio_tungstenite::tungstenite::Message::text(words)).await.unwrap();
    let device = |health: &serde_json::Value, name: &str| {
        health["devices"].as_array().unwrap().iter().find(|device| device["device"] == name).unwrap().clone()
    };
    wait_for(async || device(&server.health().await, "kiosk-1")["faults"][0] == "no_paper").await;
    let health = server.health().await;
    assert_eq!(health["status"], "degraded");
    assert_eq!(device(&health, "kiosk-1")["connected"], true);
    assert_eq!(device(&health, "kiosk-1")["program"], "test 1.0");
    assert_eq!(device(&health, "kiosk-1")["last_seen"], at(MORNING).to_string());
    assert_eq!(device(&health, "hall-1")["connected"], false);
    let text = http_get(server.address, "/health").await.unwrap();
    for private in ["clerk-1", "token", "Name", "pin"] {
        assert!(!text.contains(private), "{private}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_a_device_is_a_warning_in_the_log_and_its_end_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path(), "exec");
    program.ready(folder.path()).await;
    let mut kiosk = program.kiosk(folder.path(), 1).await;
    for faults in [vec![DeviceFault::NoPaper], vec![]] {
        kiosk.socket.send(encode(&FromDevice::Report(Report { faults }))).await.unwrap();
    }
    wait_for(async || program.said("device reports").len() == 2).await;
    let said = program.said("device reports");
    let level = |line: &serde_json::Value| line["level"].as_str().unwrap_or_default().to_owned();
    assert_eq!(said.iter().map(level).collect::<Vec<_>>(), ["WARN", "INFO"]);
    assert_eq!(said[0]["fields"]["faults"], "[NoPaper]");
    assert!(said[1]["fields"]["message"].as_str().unwrap().ends_with("its faults ended"), "{said:?}");
}
