//! The page that plays a day again, of a day that was played on real devices. Random days are played again in `tests/day_page`.

use std::time::Duration;

use protocol::message::{Answer, Ask, Outcome};
use queue::floor::Category;
use queue::ids::CategoryId;

use super::{office, signed_in, with_people};
use crate::support::{Server, wait_for};

const MINUTE: Duration = Duration::from_secs(60);
const DONE: Outcome = Outcome::Done(Answer::Done);
const TODAY: &str = "/staff/what-if?date=2026-11-17";

/// Six come minute by minute, and one window receives each for ten minutes.
async fn played() -> Server {
    let server = office().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut console = server.window(1).await;
    for _ in 0..6 {
        kiosk.take().await;
        server.clock.advance(MINUTE);
    }
    // So that no wait is of whole minutes.
    server.clock.advance(Duration::from_secs(20));
    for _ in 0..6 {
        for (minutes, ask) in [(0, Ask::CallNext), (0, Ask::Start), (10, Ask::Finish)] {
            server.clock.advance(MINUTE * minutes);
            assert_eq!(console.ask(ask.clone()).await, DONE, "{ask:?}");
        }
    }
    server.counted().await;
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_more_is_told_in_one_sentence_and_side_by_side() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    let page = manager.get("/staff/what-if").await;
    let text = page.text();
    assert_eq!(page.status, 200);
    assert!(text.contains("has all its 6 calls as they were"), "{text}");
    assert!(text.contains("The day as it was. Half waited up to"), "{text}");
    assert!(!page.body.contains("<svg class=\"chart"), "nothing stands beside it");
    let page = manager.get(&format!("{TODAY}&more=window-1&more-from=10:00")).await;
    let text = page.text();
    assert!(text.contains("With a window more from 10:00, like window 1: half would have waited up to"), "{text}");
    assert!(text.contains(" min instead of "), "{text}");
    assert!(page.body.contains("<svg class=\"chart wide\"") && text.contains("Whole office"), "{text}");
    assert!(page.body.contains("<option value=\"window-1\" selected>"), "the form keeps what was asked");
    for all_day in ["&more=window-1", "&more=window-1&more-from="] {
        let page = manager.get(&format!("{TODAY}{all_day}")).await;
        let text = page.text();
        assert_eq!(page.status, 200, "{all_day}: {text}");
        assert!(text.contains("With a window more, like window 1: half would have waited up to"), "{text}");
        assert!(page.body.contains("name=\"more-from\" type=\"time\" value=\"\""), "as it was asked: {}", page.body);
    }
    let page = manager.get(&format!("{TODAY}&policy=first-come&more=window-1&more-from=10:00&lang=ru")).await;
    assert!(page.text().contains("Очередь: по времени прихода"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sentence_and_the_figure_below_it_say_the_same_minutes() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    for asked in ["", "&more=window-1&more-from=10:00", "&policy=first-come"] {
        let page = manager.get(&format!("{TODAY}{asked}")).await;
        let finding = page.all("<h2 id=\"finding\"").pop().unwrap();
        let said = finding.split("up to ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        let figures = page.all("<dd class=\"value\"");
        assert_eq!(figures[1], format!("{said} min"), "{finding}");
        let differs = page.all("<dd class=\"beside\"")[1].contains(['−', '+']);
        assert_eq!(differs, finding.contains(" instead of "), "{finding}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_goes_on_is_told_as_of_now_and_is_not_called_one_that_was() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    for asked in ["", "&policy=first-come"] {
        let text = manager.get(&format!("{TODAY}{asked}")).await.text();
        assert!(text.contains("The day goes on: figures as of "), "{asked}: {text}");
        assert!(!text.contains("A day that was"), "{asked}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_opens_with_the_last_day_over_on_which_somebody_was_called() {
    let server = played().await;
    for day in ["2026-11-18", "2026-11-19", "2026-11-20"] {
        server.clock.advance(24 * 60 * MINUTE);
        wait_for(async || server.health().await["day"] == day).await;
    }
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    let page = manager.get("/staff/what-if").await;
    assert!(page.body.contains("value=\"2026-11-17\""), "{}", page.text());
    assert!(!page.text().contains("The day goes on"), "it is over: {}", page.text());
    let page = manager.get("/staff/what-if?date=2026-11-18").await;
    assert!(page.body.contains("value=\"2026-11-18\""), "any other can be asked for: {}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_limit_that_a_floor_may_have_can_be_played_and_the_one_in_force_is_told_q5() {
    let server = Server::start_with(|settings| {
        with_people(settings);
        let general = settings.floor.categories[0].clone();
        let id = CategoryId::new("infant").unwrap();
        settings.floor.categories.push(Category { id, preferential: true, wait_limit_min: Some(15), ..general });
    })
    .await;
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    let page = manager.get(TODAY).await;
    let limits = page.all("<p class=\"limit\"");
    assert!(limits[0].ends_with(" as it was: the limit of the service"), "{limits:?}");
    assert!(limits[1].ends_with(" as it was: 15"), "{limits:?}");
    assert!(page.body.contains(" max=\"600\""));
    for (limit_min, status) in [(600, 200), (601, 422)] {
        let page = manager.get(&format!("{TODAY}&limit-infant={limit_min}")).await;
        assert_eq!(page.status, status, "{limit_min}: {}", page.text());
        let empty = page.body.contains("<svg class=\"chart") || page.text().contains("Waits side by side");
        assert!(!empty, "of a day without visitors nothing stands side by side: {}", page.text());
        let page = manager.get(&format!("{TODAY}&norm-visa={limit_min}")).await;
        assert_eq!(page.status, status, "{limit_min}: {}", page.text());
        assert!(page.body.contains("<details open><summary>Limits of the services"), "{}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_played_is_told() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    for (asked, why, amiss) in [
        ("more=window-1&more-from=03:00", "03:00 lies outside the reception of that day.", Some("more-from")),
        ("less=window-2", "was not open that day.", Some("less")),
        ("more=window-77&more-from=10:00", "was not open that day.", Some("more")),
        ("limit-nobody=10", "The floor of that day does not have it.", None),
        ("norm-tea=10", "The floor of that day does not have it.", None),
    ] {
        let page = manager.get(&format!("{TODAY}&{asked}")).await;
        assert_eq!(page.status, 422, "{asked}");
        assert!(page.text().contains(why), "{asked}: {}", page.text());
        let field = amiss.map(|field| format!(" id=\"{field}\" name=\"{field}\" aria-invalid=\"true\""));
        let marked = page.body.replace(" type=\"time\" value=\"03:00\"", "");
        assert!(field.as_ref().is_none_or(|field| marked.contains(field)), "{asked}: {}", page.body);
        assert_eq!(page.body.matches("aria-invalid=").count(), usize::from(field.is_some()), "{asked}: {}", page.body);
        assert!(page.body.contains("class=\"what-if\""), "the form is there to be mended");
        assert!(!page.body.contains("<ul class=\"files\""), "{asked}: a file would not say what was not played");
        for kind in ["csv", "xlsx"] {
            let page = manager.get(&format!("/staff/what-if.{kind}?date=2026-11-17&{asked}")).await;
            assert!(page.status == 422 && page.text().contains(why), "{kind} {asked}: {}", page.text());
        }
    }
    let page = manager.get("/staff/what-if?date=yesterday&policy=first-come").await;
    assert!(page.status == 400 && page.text().contains("yesterday is no date."), "{}", page.text());
    assert!(page.body.contains("<input type=\"hidden\" name=\"policy\" value=\"first-come\">"), "{}", page.body);
    let page = manager.get("/staff/what-if?date=2026-11-01").await;
    assert_eq!(page.status, 404);
    assert!(page.text().contains("The floor had no business day on 1 November 2026."), "{}", page.text());
    assert!(page.body.contains("<p class=\"way\"><a href=\"/staff/what-if\">"), "it leads back: {}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_more_is_refused_by_a_day_without_reception_and_not_by_the_window_that_it_is_like() {
    let server = office().await;
    let mut manager = signed_in(&server, "manager").await;
    for from in ["", "10:00"] {
        let page = manager.get(&format!("{TODAY}&more=window-1&more-from={from}")).await;
        let why = "Nobody was received that day: there are no hours for a window more.";
        assert!(page.status == 422 && page.text().contains(why), "{from}: {}", page.text());
        assert!(page.body.contains(" id=\"more\" name=\"more\" aria-invalid=\"true\""), "{from}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_as_it_was_is_told_in_the_words_of_its_own_page() {
    let server = office().await;
    let (mut kiosk, mut console) = (server.connect("kiosk-1").await, server.window(1).await);
    kiosk.take().await;
    server.clock.advance(Duration::from_secs(30));
    for ask in [Ask::CallNext, Ask::Start, Ask::Finish] {
        assert_eq!(console.ask(ask.clone()).await, DONE, "{ask:?}");
    }
    server.counted().await;
    let mut manager = signed_in(&server, "manager").await;
    let day = manager.get("/staff/day?date=2026-11-17").await;
    assert!(day.text().contains("Half waited less than 1 min"), "{}", day.text());
    let page = manager.get(TODAY).await;
    assert!(page.text().contains("The day as it was. Half waited less than 1 min"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_told_with_its_field_and_the_rest_is_kept() {
    let server = played().await;
    let mut manager = signed_in(&server, "manager").await;
    for (asked, why) in [
        ("policy=zzz", "Whose turn: “zzz” is not on the list; choose from it."),
        ("policy=ratio-99", "Whose turn: “ratio-99” is not on the list; choose from it."),
        ("more=window-1&more-from=2x", "A window more, from: “2x” is no time; write it as 10:00."),
        ("more=window-1&more-from=25:99", "A window more, from: “25:99” is no time; write it as 10:00."),
        ("less-from=soon", "A window less, from: “soon” is no time; write it as 10:00."),
        ("limit-general=abc", "General: “abc” does not fit; write a whole number from 1 to 600."),
        ("limit-general=0", "General: “0” does not fit; write a whole number from 1 to 600."),
        ("norm-visa=601", ": “601” does not fit; write a whole number from 1 to 600."),
    ] {
        let page = manager.get(&format!("{TODAY}&less=window-1&norm-passport=25&{asked}")).await;
        let text = page.text();
        assert_eq!(page.status, 422, "{asked}: {text}");
        assert!(text.contains("This cannot be played: ") && text.contains(why), "{asked}: {text}");
        assert!(text.contains("The day as it was. Half waited up to"), "{asked}: {text}");
        assert!(!page.body.contains("<ul class=\"files\""), "{asked}: {}", page.body);
        assert!(page.body.contains("<option value=\"window-1\" selected>"), "{asked}: {}", page.body);
        assert!(page.body.contains("name=\"norm-passport\"") && page.body.contains("value=\"25\""), "{asked}");
    }
    let page = manager.get(&format!("{TODAY}&policy=zzz&limit-general=abc&norm-visa=601")).await;
    for (field, place) in [("policy", "amiss-0"), ("limit-general", "amiss-1"), ("norm-visa", "amiss-2")] {
        let typed = page.body.split(&format!(" id=\"{field}\"")).nth(1).unwrap().split('>').next().unwrap();
        let marks = format!(" aria-invalid=\"true\" aria-describedby=\"{place} {field}-was\"");
        assert!(typed.ends_with(&marks), "{field}: {typed}");
        assert!(page.body.contains(&format!("<p class=\"error\" id=\"{place}\" role=\"alert\">")), "{}", page.body);
    }
    for kind in ["csv", "xlsx"] {
        let page = manager.get(&format!("/staff/what-if.{kind}?date=2026-11-17&limit-general=abc")).await;
        assert!(page.status == 422 && page.text().contains("“abc” does not fit"), "{kind}: {}", page.text());
    }
}
