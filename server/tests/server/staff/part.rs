//! A part of the flow that nobody knows, on the pages of a day, a period and a ticket and in their files; and one that the floor had once.

use server::run::FloorFile;

use super::day::played;
use super::signed_in;
use crate::support::{Server, service};

const NEVER: &str = "This office has none of that and never had: ";

#[tokio::test(flavor = "multi_thread")]
async fn what_neither_the_floor_nor_the_journal_knows_is_told_and_the_rest_asked_for_without_it() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    for (page, asked, amiss) in [
        ("day", "service=none", "Service “none”."),
        ("day", "service=No+Key", "Service “No Key”."),
        ("day", "window=window-99&category=none", "Window “window-99”; Category “none”."),
        ("day", "coming=both", "Booked or not “both”."),
        ("period", "service=none", "Service “none”."),
        ("period", "window=window-99&coming=both", "Booked or not “both”."),
        ("period", "category=none", "Category “none”."),
        ("ticket", "number=A002&service=none", "Service “none”."),
    ] {
        for kind in ["", ".csv", ".xlsx"] {
            let page = manager.get(&format!("/staff/{page}{kind}?still=1&{asked}")).await;
            let title = vec!["There is no such part".to_owned()];
            assert_eq!((page.status, page.all("<h1")), (400, title), "{kind} {asked}: {}", page.text());
            assert!(page.text().contains(&format!("{NEVER}{amiss}")), "{kind} {asked}: {}", page.text());
            assert!(page.body.contains("<input type=\"hidden\" name=\"still\" value=\"1\">"), "{}", page.body);
            for field in ["service", "window", "category", "coming"] {
                let is_kept = page.body.contains(&format!("<input type=\"hidden\" name=\"{field}\""));
                assert!(!is_kept || !amiss.to_lowercase().contains(field), "{field} of {asked}: {}", page.body);
            }
        }
    }
    assert_eq!(manager.get("/staff/day.pdf?service=none").await.status, 400);
    for (language, said) in [
        ("ru", "В этом офисе такого нет и не было: Услуга «none»."),
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
        assert_eq!(manager.get(&format!("/staff/{page}?service=visas")).await.status, 400, "{page}");
    }
}
