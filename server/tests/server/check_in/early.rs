//! Who comes before the booked time to an office that calls nobody early (B4).

use jiff::civil::time;
use queue::booking::slots::SlotPlan;
use queue::floor::{Interval, IssueHours, Weekday};

use super::*;
use crate::support::http_get;

/// Booked from 20:10 to 03:10; the business day turns at 04:00, and nobody is called early.
fn by_night() -> Floor {
    let mut floor = booked_floor(9);
    floor.rules.booking.early_calls = false;
    floor.calendar.day_turns_at = time(4, 0, 0, 0);
    let night = vec![Interval { from: time(20, 10, 0, 0), to: time(3, 10, 0, 0) }];
    floor.services[0].slots = Some(SlotPlan { hours: IssueHours([(Weekday::Tue, night)].into()), places: 9 });
    floor
}

#[tokio::test(flavor = "multi_thread")]
async fn across_midnight_coupon_and_page_tell_the_time_before_which_nobody_calls_only_while_it_lies_ahead_b4() {
    for (begins, now, from) in [
        ("2026-11-17T00:10", "2026-11-17T19:50:00Z", Some(time(0, 10, 0, 0))),
        ("2026-11-17T23:55", "2026-11-17T20:02:00Z", None),
    ] {
        let story = Booked::make_on(by_night(), &[("mine", begins)], |_, _| {});
        let server = story.server_at(now).await;
        let mine = ticket(server.connect("kiosk-1").await.ask(show(&story.code("mine"))).await);
        assert_eq!((mine.called_from, mine.booked.map(|booked| booked.late)), (from, Some(false)), "{begins}");
        let url = mine.url.expect("the floor has a public address");
        let path = format!("/{}", url.splitn(4, '/').nth(3).expect("an address has a path"));
        let page = http_get(server.address, &path).await.unwrap();
        assert_eq!(page.contains("<dd>с 00:10</dd>"), from.is_some(), "{page}");
        assert_eq!(page.contains("Перед вами"), from.is_none(), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_from_when_on_one_is_called_and_of_a_turn_that_comes_soon_only_then_b4() {
    let mut floor = booked_floor(9);
    floor.rules.booking.early_calls = false;
    let story = Booked::make_on(floor, &[("mine", "2026-11-17T10:00")], |_, _| {});
    let server = story.server().await;
    let mine = ticket(server.connect("kiosk-1").await.ask(show(&story.code("mine"))).await);
    let url = mine.url.expect("the floor has a public address");
    let path = format!("/{}", url.splitn(4, '/').nth(3).expect("an address has a path"));
    // The pages' index is made anew once a second of the office's clock. While a test waits its clock goes on for five minutes at most, far
    // from the booked time.
    let shows = async || {
        server.clock.advance(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(100)).await;
        http_get(server.address, &path).await.unwrap()
    };
    let at_once = shows().await;
    assert!(at_once.contains("<dd>с 10:00</dd>") && !at_once.contains("Перед вами"), "{at_once}");
    let _window = server.window(1).await;
    wait_for(async || shows().await.contains("Позовут примерно")).await;
    let early = shows().await;
    assert!(early.contains("<dd>с 10:00</dd>") && !early.contains("Перед вами"), "{early}");
    assert!(!early.contains("Скоро ваша очередь"), "{early}");
    server.clock.advance(Duration::from_secs(18 * 60));
    wait_for(async || shows().await.contains("Скоро ваша очередь")).await;
    let due = shows().await;
    assert!(due.contains("<dd>никого</dd>") && !due.contains("с 10:00"), "from the time on the place as ever: {due}");
    let mut desk = server.clerk("console-2", "reception").await;
    let found = ticket(desk.ask(Ask::FindTicket { number: mine.number }).await);
    assert_eq!((mine.called_from, found.called_from), (Some(time(10, 0, 0, 0)), None), "a copy then tells a place");
}
