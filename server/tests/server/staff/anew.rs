//! What is told of a day that goes on beside the page of the day: a ticket, a clerk's own day and today's bookings say as of when they
//! are, and show themselves anew until the day is over (Q7).

use std::time::Duration;

use super::day::played;
use super::signed_in;
use crate::support::wait_for;

/// Who looks at what.
const PAGES: [(&str, &str); 2] =
    [("manager", "/staff/ticket?number=A002&date=2026-11-17"), ("clerk-1", "/staff/mine?date=2026-11-17")];
const AS_OF: &str = "The day goes on: figures as of 10:31";

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_and_an_own_day_show_themselves_anew_until_the_day_is_over_q7() {
    let server = played().await;
    for (login, address) in PAGES {
        let mut browser = signed_in(&server, login).await;
        let page = browser.get(address).await;
        assert!(page.text().contains(AS_OF), "{address}: {}", page.text());
        assert!(page.text().contains("Updates by itself every 30 s. Do not update by itself"), "{address}");
        assert!(page.body.contains("<div id=\"live\" data-every=\"30\" data-again=\"?"), "{address}: {}", page.body);
        assert!(page.body.contains("date=2026-11-17&#38;again=1\">") && page.body.contains("<script>"), "{address}");
        assert!(page.header("content-security-policy").contains("connect-src 'self'"), "{address}");
        let still = browser.get(&format!("{address}&still=1")).await;
        assert!(still.text().contains(AS_OF) && !still.body.contains("<script"), "{address}: {}", still.body);
    }
    let today = signed_in(&server, "reception").await.get("/staff/bookings?day=2026-11-17").await;
    assert!(today.text().contains(AS_OF), "{}", today.text());
    server.clock.advance(Duration::from_secs(24 * 3600));
    wait_for(async || server.health().await["day"] == "2026-11-18").await;
    server.counted().await;
    for (login, address) in PAGES.into_iter().chain([("reception", "/staff/bookings?day=2026-11-17")]) {
        let over = signed_in(&server, login).await.get(address).await;
        assert_eq!(over.status, 200, "{address}");
        assert!(over.body.contains("<div id=\"live\">") && !over.body.contains("<script"), "{address}: {}", over.body);
        assert!(!over.text().contains("as of") && !over.text().contains("by itself"), "{address}: {}", over.text());
    }
}
