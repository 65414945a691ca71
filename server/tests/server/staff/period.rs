//! The page of any period: days together, held against other days. Random days are counted again in `tests/day_page`.

use std::time::Duration;

use super::day::{played, section};
use super::{office, signed_in};
use crate::support::wait_for;

const BOTH: &str = "/staff/period?from=2026-11-17&to=2026-11-18";

#[tokio::test(flavor = "multi_thread")]
async fn two_days_are_told_together_and_held_against_others() {
    let server = played().await;
    server.clock.advance(Duration::from_secs(24 * 3600));
    wait_for(async || server.health().await["day"] == "2026-11-18").await;
    let mut kiosk = server.connect("kiosk-1").await;
    for _ in 0..2 {
        kiosk.take().await;
    }
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    let page = manager.get(BOTH).await;
    assert_eq!((page.status, page.all("<h1")), (200, vec!["17 November 2026 – 18 November 2026".to_owned()]));
    let said = page.text();
    for part in [
        "2 days with visitors; not compared: no visitors on 10 November 2026 – 11 November 2026",
        "Came 6 Booked 0 %",
        "Out of turn: 1 call",
        "17.11.2026 A003 asked Name, window 1",
        "no-papers 1",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(section(&page, "heat").contains("Tuesday 4.0 35 min"), "{}", section(&page, "heat"));
    assert!(section(&page, "days").contains("18.11.2026 Wednesday 2 0"), "{}", section(&page, "days"));
    assert!(page.body.contains("href=\"/staff/ticket?date=2026-11-17&#38;number=A003\""), "down to one ticket");
    let today = "/staff/period?from=2026-11-18&against_from=2026-11-17";
    let page = manager.get(&format!("{today}&coming=walk-in&category=general")).await;
    assert!(page.text().contains("Came 2 −2, was 4"), "{}", page.text());
    let goes_on = "18 November 2026 goes on: figures as of ";
    assert!(page.text().contains(goes_on), "{}", page.text());
    let own = format!("</p>\n<p class=\"beside notes\">{goes_on}");
    assert!(page.body.contains(&own), "each note is a line of its own: {}", page.body);
    let against_today = manager.get("/staff/period?from=2026-11-17&to=2026-11-17&against_from=2026-11-18").await;
    assert!(against_today.text().contains(goes_on), "held against a day that is not over: {}", against_today.text());
    let over = manager.get("/staff/period?from=2026-11-17&to=2026-11-17&against_from=2026-11-16").await;
    assert!(!over.text().contains("goes on"), "{}", over.text());
    let days = "1 day with visitors of the chosen part; compared with 17 November 2026: 1 day with visitors of the chosen part";
    assert!(page.text().contains(days), "{}", page.text());
    assert!(
        page.body.contains("href=\"/staff/day?date=2026-11-18&#38;category=general&#38;coming=walk-in\""),
        "the part of the flow goes on to the day: {}",
        page.body
    );
    assert!(page.body.contains("coming=walk-in&#38;category=general&#38;lang=hy"), "and into another language");
    assert!(page.body.contains("<option value=\"walk-in\" selected>") && page.body.contains("value=\"2026-11-17\""));
    let nobody = manager.get(&format!("{BOTH}&coming=booked")).await;
    assert!(section(&nobody, "days").contains("No visitors of the chosen part"), "{}", section(&nobody, "days"));
    let nobody = nobody.text();
    assert!(
        nobody.contains("Came 0") && nobody.contains("Nobody of the chosen part was called out of turn"),
        "{nobody}"
    );
    let days = "0 days with visitors of the chosen part; not compared: no such visitors on 10 November 2026 – 11 November 2026";
    assert!(nobody.contains(days), "{nobody}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_a_period_say_what_its_page_says() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    let (head, csv) = manager.download("/staff/period.csv?from=2026-11-17&to=2026-11-18&table=heat").await;
    assert!(head.contains("filename=\"period-2026-11-17-2026-11-18-as-of-10-31-heat.csv\""), "{head}");
    let csv = String::from_utf8(csv).unwrap();
    let wanted = "\u{feff}weekday,from,came,days,waits,wait median,within limit\nTuesday,09:00,4,1,3,2100,33\n";
    assert_eq!(csv, wanted);
    let (_, all) = manager.download("/staff/period.csv?from=2026-11-17&to=2026-11-18").await;
    let all = String::from_utf8(all).unwrap();
    for line in [
        "\nCompared,visitors,17 November 2026 – 18 November 2026,4,count\n",
        "\n\"Who came, day by day\",2026-11-17 / Tuesday,came,4,count\n",
    ] {
        assert!(all.contains(line), "{line}: {all}");
    }
    assert!(!all.contains("10 November 2026"), "nobody came then: {all}");
    let (head, book) = manager.download("/staff/period.xlsx?from=2026-11-17&to=2026-11-18").await;
    assert!(
        head.contains("filename=\"period-2026-11-17-2026-11-18-as-of-10-31.xlsx\"") && book.starts_with(b"PK"),
        "{head}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_period_is_told_and_nothing_else_is_shown() {
    let server = office().await;
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    let page = manager.get("/staff/period").await;
    assert_eq!((page.status, page.all("<h1")), (200, vec!["11 November 2026 – 17 November 2026".to_owned()]));
    assert!(
        page.text().contains("0 days with visitors; not compared: no visitors on 4 November 2026 – 10 November 2026")
    );
    for (asked, status, said) in [
        ("from=2026-11-19&to=2026-11-18", 400, "The last day comes before the first one."),
        ("against_from=2026-11-19&against_to=2026-11-18", 400, "The last day comes before the first one."),
        ("from=2026-02-30", 400, "A day that is asked for is none."),
        ("from=%3Cscript%3E", 400, "A day that is asked for is none."),
        ("to=10000-01-01", 400, "A day that is asked for is none."),
        ("from=0001-01-01&to=9999-12-31", 400, "A period has at most five years."),
        ("from=2026-11-18", 400, "All these days are still to come."),
        ("from=9999-01-01&to=9999-12-31", 400, "All these days are still to come."),
        ("from=0001-02-01&to=0001-02-02", 200, "0 days with visitors; not compared"),
        ("service=none&window=none&category=none", 400, "Service “none”; Window “none”; Category “none”."),
        ("service=%22%3E", 400, "This office has none of that and never had: Service “"),
        ("coming=both", 400, "Booked or not “both”."),
        ("from=2026-11-17&from=2026-11-18", 400, "The address asks for something twice."),
        ("from=&to=&against_from=&against_to=&service=&window=&category=&coming=", 200, "Nobody came"),
    ] {
        let page = manager.get(&format!("/staff/period?{asked}")).await;
        assert_eq!(page.status, status, "{asked}: {}", page.text());
        assert!(page.text().contains(said) && !page.body.contains("<script>"), "{asked}: {}", page.text());
    }
    let page = manager.get("/staff/period?from=2026-11-17&to=2026-13-45&service=visa").await;
    assert!(page.text().contains("2026-13-45 is no date. A date is written as year, month and day"), "{}", page.text());
    for kept in [
        "<form action=\"/staff/period\">",
        "name=\"from\" type=\"date\" value=\"2026-11-17\">",
        "name=\"to\" type=\"date\" value=\"2026-13-45\" aria-invalid=\"true\" aria-describedby=\"to-amiss\">",
        "<input type=\"hidden\" name=\"service\" value=\"visa\">",
    ] {
        assert!(page.body.contains(kept), "{kept}: {}", page.body);
    }
    // A form that kept what cannot be read would never be let through.
    for (part, kept) in [("coming=both", true), ("service=%22%3E", true), ("service=visa&service=passport", false)] {
        let asked = format!("/staff/period?from=2026-11-17&to=2026-11-17&category=general&{part}");
        let page = manager.get(&asked).await;
        assert!(page.body.contains("name=\"from\" type=\"date\" value=\"2026-11-17\">"), "{part}: {}", page.body);
        let hidden = page.all("<input type=\"hidden\"").len();
        let category = page.body.contains("<input type=\"hidden\" name=\"category\" value=\"general\">");
        assert_eq!((page.status, hidden, category), (400, usize::from(kept), kept), "{part}: {}", page.body);
    }
    assert_eq!(manager.get("/staff/period.csv?table=none").await.status, 404);
    assert_eq!(manager.get("/staff/period.xlsx?from=x").await.status, 400);
    assert_eq!(manager.ask("POST", "/staff/period", Some("from="), &[]).await.status, 405);
}
