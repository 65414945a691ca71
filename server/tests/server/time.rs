//! Midnight, summer time, sleep, and a wall clock that somebody sets.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::time;
use protocol::message::{Answer, Ask, Outcome};
use queue::Rejection;
use queue::ids::ReasonId;
use server::clock::SetClock;
use server::clock_alarm::{self, ConfirmError};
use server::floor_clock::ClockAlarm;

use crate::support::{MORNING, Server, at, floor, settings, take, ticket, wait_for};

const HOUR: Duration = Duration::from_secs(3600);

async fn day_is(server: &Server, day: &str) {
    wait_for(async || server.health().await["day"] == day).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn midnight_comes_by_itself_and_numbers_begin_at_one() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut console = server.window(1).await;
    for figures in 1..=3 {
        assert_eq!(kiosk.take().await.number.figures(), figures);
    }
    console.ask(Ask::CallNext).await;
    // 09:42 in Yerevan; 14 h 18 min to midnight.
    server.clock.advance(14 * HOUR + 17 * HOUR / 60);
    assert_eq!(kiosk.take().await.number.figures(), 4, "23:59 is still the same day");
    server.clock.advance(HOUR / 60);
    day_is(&server, "2026-11-18").await;
    let first = kiosk.take().await;
    assert_eq!((first.number.figures(), first.day.to_string()), (1, "2026-11-18".to_owned()));
    assert_eq!(first.ahead, 0, "yesterday's visitors are gone");
    let (folder, ..) = server.stop().await;
    assert!(server::journal::verify(folder.path()).unwrap().holds());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_slept_through_midnight_wakes_on_the_right_day() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    server.clock.advance(3 * 24 * HOUR);
    let view = kiosk.take().await;
    assert_eq!((view.number.figures(), view.day.to_string()), (1, "2026-11-20".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_off_at_midnight_starts_on_the_right_day() {
    let server = Server::start().await;
    server.connect("kiosk-1").await.take().await;
    let (folder, settings, _) = server.stop().await;
    let later = Arc::new(SetClock::at(at("2026-11-19T05:00:00Z")));
    let server = Server::start_on(folder, settings, later).await;
    let view = server.connect("kiosk-1").await.take().await;
    assert_eq!((view.number.figures(), view.day.to_string()), (1, "2026-11-19".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn days_of_twenty_five_and_twenty_three_hours_turn_once_at_local_midnight() {
    for (start, hours, days) in [
        // Clocks go back on 25 October 2026 and forward on 28 March 2027 in Berlin.
        ("2026-10-24T22:00:00Z", 25_u32, ["2026-10-25", "2026-10-26"]),
        ("2027-03-27T23:00:00Z", 23, ["2027-03-28", "2027-03-29"]),
    ] {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut settings = settings(folder.path());
        settings.floor = floor("Europe/Berlin");
        let server = Server::start_on(folder, settings, Arc::new(SetClock::at(at(start)))).await;
        let mut kiosk = server.connect("kiosk-1").await;
        let mut figures = Vec::new();
        for _ in 0..hours {
            let view = kiosk.take().await;
            assert_eq!(view.day.to_string(), days[0], "{start}");
            figures.push(u32::from(view.number.figures()));
            server.clock.advance(HOUR);
        }
        assert_eq!(figures, (1..=hours).collect::<Vec<_>>(), "each number once, the doubled hour too");
        let view = kiosk.take().await;
        assert_eq!((view.day.to_string().as_str(), view.number.figures()), (days[1], 1));
        assert_eq!(view.taken_at, time(0, 0, 0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_a_day_and_back_closes_no_day() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    assert_eq!(kiosk.take().await.number.figures(), 1);
    for wall in ["2026-11-18T05:42:00Z", "2026-11-16T05:42:00Z", "1970-01-01T00:00:00Z", "2026-11-17T07:42:00Z"] {
        server.clock.set_wall(at(wall));
        wait_for(async || !server.health().await["clock_alarm"].is_null()).await;
        let view = kiosk.take().await;
        assert_eq!((view.day.to_string().as_str(), view.taken_at), ("2026-11-17", time(9, 42, 0, 0)), "{wall}");
        server.clock.set_wall(at(MORNING));
        wait_for(async || server.health().await["clock_alarm"].is_null()).await;
    }
    assert_eq!(kiosk.take().await.number.figures(), 6);
    assert_eq!(server.health().await["day"], "2026-11-17");
    assert_eq!(server.health().await["status"], "well");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jump_is_followed_once_a_technician_confirms_it() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    kiosk.take().await;
    let folder = server.folder.path().to_owned();
    assert!(server::clock_alarm::confirm(&folder).is_err(), "nothing to confirm");
    server.clock.set_wall(at("2026-11-18T06:00:00Z"));
    wait_for(async || folder.join("clock-alarm.json").exists()).await;
    let confirmed = tokio::task::spawn_blocking(move || server::clock_alarm::confirm(&folder)).await.unwrap();
    assert_eq!(confirmed.unwrap().floor, at(MORNING));
    day_is(&server, "2026-11-18").await;
    let view = kiosk.take().await;
    assert_eq!((view.number.figures(), view.taken_at), (1, time(10, 0, 0, 0)));
}

async fn confirm(server: &Server) -> Result<ClockAlarm, ConfirmError> {
    let folder = server.folder.path().to_owned();
    wait_for(async || folder.join("clock-alarm.json").exists()).await;
    tokio::task::spawn_blocking(move || clock_alarm::confirm(&folder)).await.unwrap()
}

/// A floor at 23:42 with one visitor whose wall clock is set to `wall` and left so for two hours.
async fn unconfirmed_over_midnight(wall: &str) -> Server {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let settings = settings(folder.path());
    let server = Server::start_on(folder, settings, Arc::new(SetClock::at(at("2026-11-17T19:42:00Z")))).await;
    assert_eq!(server.connect("kiosk-1").await.take().await.number.figures(), 1);
    server.clock.set_wall(at(wall));
    wait_for(async || !server.health().await["clock_alarm"].is_null()).await;
    assert_eq!(server.health().await["day_held"], false);
    server.clock.advance(2 * HOUR);
    wait_for(async || server.health().await["day_held"] == true).await;
    assert_eq!(server.health().await["day"], "2026-11-17", "{wall}");
    assert_eq!(server.health().await["status"], "degraded");
    server
}

const JUMPS: [&str; 4] = [
    "2026-11-18T19:42:00Z", // a day forward
    "2026-11-16T19:42:00Z", // a day back
    "2026-11-17T20:42:00Z", // an hour forward, over midnight
    "1970-01-01T00:00:00Z",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_turn_of_the_day_is_held_until_the_clock_heals() {
    for wall in JUMPS {
        let server = unconfirmed_over_midnight(wall).await;
        let mut kiosk = server.connect("kiosk-1").await;
        let late = kiosk.take().await;
        assert_eq!((late.number.figures(), late.taken_at), (2, time(23, 59, 59, 999_000_000)), "{wall}");
        server.clock.set_wall(at("2026-11-17T21:42:00Z"));
        day_is(&server, "2026-11-18").await;
        let first = kiosk.take().await;
        assert_eq!((first.number.figures(), first.taken_at), (1, time(1, 42, 0, 0)), "{wall}");
        assert_eq!(server.health().await["status"], "well");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_turn_of_the_day_is_held_until_a_technician_confirms_the_clock() {
    for (wall, day) in [(JUMPS[0], "2026-11-19"), (JUMPS[2], "2026-11-18")] {
        let server = unconfirmed_over_midnight(wall).await;
        confirm(&server).await.unwrap();
        day_is(&server, day).await;
        let folder = server.stop().await.0;
        assert!(server::journal::verify(folder.path()).unwrap().holds());
    }
    // An hour back: the wall says 00:42, and by it the day turns now.
    let server = unconfirmed_over_midnight("2026-11-17T18:42:00Z").await;
    confirm(&server).await.unwrap();
    day_is(&server, "2026-11-18").await;
    // A day back: by the wall the 17th has only begun.
    let server = unconfirmed_over_midnight(JUMPS[1]).await;
    confirm(&server).await.unwrap();
    server.connect("kiosk-1").await.take().await;
    assert_eq!(server.health().await["day"], "2026-11-17");
    server.clock.advance(23 * HOUR);
    day_is(&server, "2026-11-18").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_never_set_is_not_confirmed() {
    let server = unconfirmed_over_midnight("1970-01-01T00:00:00Z").await;
    assert!(matches!(confirm(&server).await, Err(ConfirmError::Another(wall)) if wall == at("1970-01-01T02:00:00Z")));
    assert_eq!(server.health().await["day"], "2026-11-17");
}

#[tokio::test(flavor = "multi_thread")]
async fn switching_off_and_on_again_confirms_no_clock() {
    let server = unconfirmed_over_midnight(JUMPS[0]).await;
    let server = server.restart().await;
    let health = server.health().await;
    assert_eq!((&health["day"], &health["day_held"]), (&"2026-11-17".into(), &true.into()), "{health}");
    assert_eq!(server.connect("kiosk-1").await.take().await.number.figures(), 2);
    confirm(&server).await.unwrap();
    day_is(&server, "2026-11-19").await;
    let server = server.restart().await;
    assert_eq!(server.health().await["status"], "well");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_clock_behind_the_journal_at_start_takes_nothing_back() {
    let server = Server::start().await;
    server.connect("kiosk-1").await.take().await;
    let (folder, settings, _) = server.stop().await;
    for wall in ["1970-01-01T00:00:00Z", "2026-11-16T05:00:00Z"] {
        let clock = Arc::new(SetClock::at(at(wall)));
        let server = Server::start_on(Arc::clone(&folder), settings.clone(), clock).await;
        let health = server.health().await;
        assert_eq!(health["clock_alarm"]["kind"], "behind_journal", "{wall}");
        assert_eq!(health["day"], "2026-11-17");
        let view = server.connect("kiosk-1").await.take().await;
        assert_eq!((view.day.to_string().as_str(), view.taken_at), ("2026-11-17", time(9, 42, 0, 0)));
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_time_alone_causes_happens_when_it_is_due() {
    let server = Server::start_with(|settings| settings.floor.rules.no_show_alone_s = Some(120)).await;
    let mut kiosk = server.connect("kiosk-1").await;
    let (called, parked) = (kiosk.take().await, kiosk.take().await);
    let mut console = server.window(1).await;
    console.ask(Ask::CallNext).await;
    assert_eq!(console.ask(Ask::Recall).await, Outcome::Done(Answer::Done));
    server.clock.advance(Duration::from_secs(121));
    console.until(|shown| shown.console.as_ref().is_some_and(|board| board.no_shows.len() == 1)).await;
    assert_eq!(console.shown.console.as_ref().unwrap().no_shows[0].number, called.number);
    assert_eq!(console.ask(Ask::CallNext).await, Outcome::Done(Answer::Done));
    let park = Ask::Park { reason: ReasonId::new("copy").unwrap(), alarm_min: Some(5) };
    assert_eq!(console.ask(park).await, Outcome::Done(Answer::Done));
    server.clock.advance(Duration::from_secs(301));
    let rang = |shown: &crate::support::Shown| {
        shown.console.as_ref().is_some_and(|board| board.parked.iter().any(|p| p.rang && p.number == parked.number))
    };
    console.until(rang).await;
    // Thirty minutes to come back are over by then.
    server.clock.advance(HOUR / 2);
    console.until(|shown| shown.console.as_ref().is_some_and(|board| board.no_shows.is_empty())).await;
    assert_eq!(
        console.ask(Ask::ComeBack { ticket: called.ticket }).await,
        Outcome::Rejected(Rejection::ComeBackTooLate)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_number_of_a_day_is_999() {
    let server = Server::start_with(|settings| {
        settings.limits.requests_at_once = 2000;
        settings.limits.messages_per_s = 20_000;
    })
    .await;
    let mut kiosk = server.connect("kiosk-1").await;
    let ids: Vec<_> = (0..1000).map(|_| protocol::message::RequestId::random()).collect();
    for id in &ids {
        kiosk.send(id, 0, take("passport")).await;
    }
    let mut largest = 0;
    for id in &ids[..999] {
        largest = largest.max(ticket(kiosk.reply(id).await).number.figures());
    }
    assert_eq!(largest, 999);
    assert!(matches!(kiosk.reply(&ids[999]).await, Outcome::Rejected(Rejection::LimitReached { .. })));
}
