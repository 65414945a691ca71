//! A part of the flow that nobody knows, on the pages of a day and a period and in their files; one that the floor had once; and pages that
//! tell of no part.

use server::run::FloorFile;

use super::day::played;
use super::signed_in;
use crate::support::{Server, service};

const NEVER: &str = "This office has none of that and never had: ";

#[tokio::test(flavor = "multi_thread")]
async fn what_neither_the_floor_nor_the_journal_knows_is_told_and_the_rest_asked_for_without_it() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    for (page, asked, amiss, dropped) in [
        ("day", "service=none", "Service “none”.", &["service"][..]),
        ("day", "service=No+Key", "Service “No Key”.", &["service"][..]),
        ("day", "window=window-99&category=none", "Window “window-99”; Category “none”.", &["window", "category"][..]),
        ("day", "service=visa&coming=both", "Booked or not “both”.", &["coming"][..]),
        ("day", "category=none&service=No+Key", "Service “No Key”; Category “none”.", &["service", "category"][..]),
        ("period", "service=none&category=general", "Service “none”.", &["service"][..]),
        (
            "period",
            "window=window-99&coming=both",
            "Window “window-99”; Booked or not “both”.",
            &["window", "coming"][..],
        ),
        ("period", "category=none", "Category “none”.", &["category"][..]),
    ] {
        for kind in ["", ".csv", ".xlsx"] {
            let page = manager.get(&format!("/staff/{page}{kind}?still=1&{asked}")).await;
            let title = vec!["There is no such part".to_owned()];
            assert_eq!((page.status, page.all("<h1")), (400, title), "{kind} {asked}: {}", page.text());
            assert!(page.text().contains(&format!("{NEVER}{amiss}")), "{kind} {asked}: {}", page.text());
            assert!(page.body.contains("<input type=\"hidden\" name=\"still\" value=\"1\">"), "{}", page.body);
            for field in ["service", "window", "category", "coming"] {
                let is_kept = page.body.contains(&format!("<input type=\"hidden\" name=\"{field}\""));
                let is_known = asked.contains(&format!("{field}=")) && !dropped.contains(&field);
                assert_eq!(is_kept, is_known, "{field} of {asked}: {}", page.body);
            }
        }
    }
    assert_eq!(manager.get("/staff/day.pdf?service=none").await.status, 400);
    let date = manager.get("/staff/day?date=2026-13-45&service=none").await;
    let keeps = date.body.contains("<input type=\"hidden\" name=\"service\" value=\"none\">");
    assert!(date.text().contains("2026-13-45 is no date.") && keeps, "the date first, the part next: {}", date.body);
    for (language, said) in [
        ("ru", "В отделе такого нет и не было: Услуга «none»."),
        ("hy", "Այս բաժնում այդպիսի բան չկա և չի եղել՝ Ծառայություն «none»։"),
    ] {
        let page = manager.get(&format!("/staff/day?service=none&lang={language}")).await;
        assert!(page.text().contains(said), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_floor_had_once_is_shown_as_ever() {
    let (folder, mut settings, clock) = played().await.stop().await;
    let gone = service("visa");
    settings.floor.services.retain(|one| one.id != gone);
    settings.floor.windows.iter_mut().for_each(|window| window.services.retain(|one| *one != gone));
    settings.file = FloorFile::Apply;
    let server = Server::start_on(folder, settings, clock).await;
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    for page in ["day", "period"] {
        let shown = manager.get(&format!("/staff/{page}?service=visa")).await;
        assert_eq!(shown.status, 200, "{page}: {}", shown.text());
        assert!(shown.body.contains("<option value=\"visa\" selected>visa</option>"), "{page}: {}", shown.body);
        let other = manager.get(&format!("/staff/{page}?service=visa&window=window-99")).await;
        assert!(
            other.status == 400 && other.text().contains(&format!("{NEVER}Window “window-99”.")),
            "{}",
            other.text()
        );
        assert!(other.body.contains("<input type=\"hidden\" name=\"service\" value=\"visa\">"), "{}", other.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_tells_of_no_part_leaves_aside_whatever_part_is_asked_for() {
    let server = played().await;
    for (login, page) in [("manager", "ticket"), ("clerk-1", "mine")] {
        let mut reader = signed_in(&server, login).await;
        for part in ["service=none", "service=%22", "window=window-99&coming=both", "service=visa&service=passport"] {
            for kind in ["", ".csv", ".xlsx"] {
                let address = format!("/staff/{page}{kind}?date=2026-11-17&number=A002&{part}");
                let (head, _) = reader.download(&address).await;
                assert!(head.starts_with("HTTP/1.1 200"), "{address}: {head}");
            }
        }
    }
}
