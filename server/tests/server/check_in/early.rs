//! Who comes before the booked time to an office that calls nobody early (B4).

use super::*;
use crate::support::http_get;

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_from_when_on_one_is_called_and_of_a_turn_that_comes_soon_only_then_b4() {
    let mut floor = booked_floor(9);
    floor.rules.booking.early_calls = false;
    let story = Booked::make_on(floor, &[("mine", "2026-11-17T10:00")], |_, _| {});
    let server = story.server().await;
    let mine = ticket(server.connect("kiosk-1").await.ask(show(&story.code("mine"))).await);
    let url = mine.url.expect("the floor has a public address");
    let path = format!("/{}", url.splitn(4, '/').nth(3).expect("an address has a path"));
    let shows = async || {
        server.clock.advance(Duration::from_secs(1));
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
}
