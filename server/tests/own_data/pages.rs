//! The page: a file with everything, and deleting, with whatever is sent to it (P2, P3, P4, B8, S7).

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};
use server::people::{Lost, People, Places, Who, Why};

use crate::browser::{ANNA, Office, Page, SOON, anna_with};
use crate::files;

const SURE: [(&str, &str); 1] = [("sure", "1")];
/// All that lies under a link.
const BELOW: [&str; 9] = [
    "",
    "/history",
    "/data.json",
    "/delete",
    "/cancel",
    "/change",
    "/change/residence",
    "/booking.pdf",
    "/booking.ics",
];

fn read(export: &Page) -> Value {
    serde_json::from_slice(&export.bytes).unwrap()
}

fn names(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_holds_all_that_is_kept_and_that_it_was_asked_for_p2() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let fields = anna_with(&[("patronymic", "Петровна")]);
    let booked = visitor.book(&office, "residence", "2026-11-20T10:00", &fields).await;
    let link = visitor.bare();
    assert!(booked.text().contains("My data History of the booking What is kept about me (file) Delete my data"));
    let export = visitor.get(&booked.link("/data.json")).await;
    assert_eq!((export.status, export.header("content-type")), (200, Some("application/json")));
    assert_eq!(export.header("content-disposition"), Some("attachment; filename=\"my-data.json\""));
    assert_eq!(export.header("cache-control"), Some("no-store"));
    let all = read(&export);
    let whole = [
        "bookings",
        "earlier_history",
        "enrolled",
        "history",
        "keyed_hashes",
        "last_day",
        "missed",
        "person",
        "received",
        "record",
    ];
    assert_eq!(names(&all), whole.into());
    assert_eq!((&all["missed"], &all["received"]), (&json!([]), &Value::Null), "nobody was waited for yet");
    let record = &all["record"];
    let whole = ["name", "document", "contact", "proof", "language", "consent", "purpose", "digits", "link"];
    assert_eq!(names(record), whole.into());
    assert_eq!(record["name"], json!({"family": "Иванова", "given": "Анна", "patronymic": "Петровна"}));
    assert_eq!(record["document"]["number"], "4510 123456");
    assert_eq!((&record["contact"]["email"], &record["proof"]), (&"anna@example.org".into(), &"proved".into()));
    assert_eq!((&record["language"], &record["consent"]["at"]), (&"en".into(), &"2026-11-17T06:42:00Z".into()));
    assert_eq!(record["link"].as_str(), link.strip_prefix("/b/"));
    let digits = record["digits"].as_str().unwrap();
    assert!(booked.text().contains(&format!("and the figures {digits}")), "{digits}");
    assert_eq!((&all["enrolled"], &all["last_day"]), (&"2026-11-17T06:42:00Z".into(), &"2026-11-20".into()));
    assert_eq!(all["bookings"].as_array().map(Vec::len), Some(1));
    let booking = &all["bookings"][0];
    assert_eq!((&booking["slot"]["begins"], &booking["stage"]), (&"2026-11-20T10:00:00".into(), &"booked".into()));
    assert_eq!(booking["person"], all["person"]);
    let deeds: Vec<_> = all["history"].as_array().unwrap().iter().map(|seen| (&seen["who"], &seen["deed"])).collect();
    let visitor_did = json!("visitor");
    let [enrolled, page, export] = [json!("enrolled"), json!({"viewed": "own_page"}), json!({"viewed": "export"})];
    assert_eq!(deeds, [(&visitor_did, &enrolled), (&visitor_did, &page), (&visitor_did, &export)]);
    let history = visitor.get(&format!("{link}/history?lang=en")).await.text();
    assert!(history.contains("You exported all that is kept"), "{history}");

    // Nothing of the sealed record is left out.
    let folder = office.stop().await;
    let people = People::open(&Places::new(folder.path(), None), Lost::Stop).unwrap();
    let person = queue::ids::PersonId::parse(all["person"].as_str().unwrap()).unwrap();
    let sealed =
        people.view(&person, &Who::Office, Why::ExpectedToday, "2026-11-17T07:00:00Z".parse().unwrap()).unwrap();
    let mut sealed = serde_json::to_value(sealed).unwrap();
    assert_eq!(sealed["purpose"], "Первое обращение", "it is kept in the office's language");
    sealed["purpose"] = json!("First application");
    assert_eq!(sealed, *record);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_saved_twice_at_once_is_one_line_and_a_long_history_says_how_much_is_not_shown_p2_s7() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    visitor.book(&office, "residence", "2026-11-20T10:00", &ANNA).await;
    let link = visitor.bare();
    for _ in 0..60 {
        office.clock.advance(Duration::from_secs(61));
        for what in ["", "/data.json", "/data.json"] {
            assert_eq!(visitor.get(&format!("{link}{what}")).await.status, 200);
        }
    }
    for (language, earlier) in [
        ("en", "23 earlier lines are not shown here."),
        ("ru", "Ещё 23 более ранние строки здесь не показаны."),
        ("hy", "Եվս 23 ավելի վաղ տող այստեղ ցույց չի տրվում։"),
    ] {
        let history = visitor.get(&format!("{link}/history?lang={language}")).await.text();
        assert!(history.contains(earlier), "{history}");
        assert!(!history.contains('×'), "each file is one line of its own: {history}");
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_cancels_first_and_leaves_the_statistics_alone_p3() {
    let (office, mut visitor, booked) = Office::with_booking("residence", "2026-11-20T10:00").await;
    let link = visitor.bare();
    let ask = visitor.get(&booked.link("/delete")).await;
    for part in [
        "Delete your data? Friday, 20 November, 10:00 Residence permit",
        "This booking is cancelled with it, and its place goes to others at once.",
        "Your name, the number of your document, your contact and what you come for are destroyed",
        "What stays, without a name: that somebody had a booking for that time",
    ] {
        assert!(ask.text().contains(part), "{part} in {}", ask.text());
    }
    let mut other = office.browser();
    let taken = other.up_to_form("residence", "2026-11-20T10:00").await;
    assert_eq!(taken.status, 409);
    let (data, before) = (office.folder.path(), files::events(office.folder.path()));
    let key = files::keys(data).remove(0);
    assert!(!files::with(data, &key).is_empty(), "the search finds what is there");

    let deleted = visitor.post(&ask.action(), &SURE).await;
    assert_eq!(deleted.status, 200);
    assert!(deleted.text().contains("Your data is deleted Nobody can read it here any more"), "{}", deleted.text());
    assert!(visitor.path.starts_with("/deleted?lang=en"), "the link is not left in the address: {}", visitor.path);
    assert_eq!(files::with(data, &key), Vec::<std::path::PathBuf>::new());
    assert_eq!(files::stages(data), Vec::<String>::new());
    let after = files::events(data);
    assert_eq!((&after[..before.len()], after.len()), (&before[..], before.len() + 1), "byte for byte");
    assert_eq!(files::cancelled_by(&after), ["visitor"]);
    for (number, below) in BELOW.into_iter().enumerate() {
        for browser in [&mut visitor, &mut other] {
            // An address that nobody has uses the share of whoever asks for it up.
            browser.from = Some(format!("127.0.3.{}", number + 1));
            let page = browser.get(&format!("{link}{below}")).await;
            assert_eq!(page.status, 404, "{below}");
            assert!(page.text().contains("There is no such"), "{below}: {}", page.text());
        }
    }
    (visitor.from, other.from) = (None, None);
    assert_eq!(visitor.post(&ask.action(), &SURE).await.status, 404, "a form that comes again");
    let free = other.up_to_form("residence", "2026-11-20T10:00").await;
    assert_eq!(free.status, 200, "the place is free again: {}", free.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn within_the_last_day_it_is_deleted_too_and_the_office_cancels_b8_p4() {
    let (office, mut visitor, _) = Office::with_booking("residence", "2026-11-18T10:00").await;
    let link = visitor.bare();
    office.clock.advance(Duration::from_secs(19 * 60));
    assert_eq!(visitor.post(&format!("{link}/cancel"), &SURE).await.status, 409, "too late to cancel");
    let page = visitor.get(&link).await;
    let ask = visitor.get(&page.link("/delete")).await;
    assert!(ask.text().contains("This booking is cancelled with it"), "{}", ask.text());
    let deleted = visitor.post(&ask.action(), &SURE).await;
    assert!(deleted.text().contains("Your data is deleted"), "{}", deleted.text());
    assert_eq!(files::cancelled_by(&files::events(office.folder.path())), ["office"], "the journal says who");
    assert_eq!(visitor.get(&link).await.status, 404);
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_the_pressed_button_of_the_own_page_deletes_s7() {
    let (office, mut visitor, booked) = Office::with_booking("residence", "2026-11-20T10:00").await;
    let link = visitor.bare();
    let delete = format!("{link}/delete");
    for sure in [&[][..], &[("sure", "0")], &[("sure", "")], &[("sure", "11")], &[("Sure", "1")], &[("sure", "true")]] {
        let page = visitor.post(&delete, sure).await;
        assert!(page.text().contains("You are booked"), "{sure:?}: {}", page.text());
    }
    for path in ["?sure=1", "?sure=1&lang=ru", "/?sure=1"] {
        visitor.get(&format!("{delete}{path}")).await;
    }
    for origin in ["http://evil.example", "null", ""] {
        let elsewhere = visitor.post_with(&delete, &SURE, &[format!("Origin: {origin}")]).await;
        assert_eq!(elsewhere.status, 403, "{origin}");
    }
    for method in ["DELETE", "PUT", "PATCH", "OPTIONS"] {
        let page = visitor.ask(method, &delete, Some("sure=1"), &[]).await;
        assert!(page.status >= 400, "{method}: {}", page.status);
    }
    let kind = ["Content-Type: application/json".to_owned()];
    for body in ["{\"sure\":\"1\"}", "sure=1&sure=1", "%73%zz", &"sure=1&x=".repeat(4_000), "\0sure=1"] {
        let page = visitor.ask("POST", &delete, Some(body), &[]).await;
        assert!(page.status == 400 || page.status == 303, "{body:.40}: {}", page.status);
        assert!(page.status != 303 || page.header("location").unwrap().starts_with(&link), "{body:.40}");
        assert!(visitor.ask("POST", &delete, Some(body), &kind).await.status >= 300);
    }
    let bent = format!("{}{}", &link[..link.len() - 1], if link.ends_with('2') { '3' } else { '2' });
    let mut stranger = office.browser();
    assert_eq!(stranger.post(&format!("{bent}/delete"), &SURE).await.status, 404);
    assert_eq!(stranger.get(&format!("{bent}/data.json")).await.status, 404);
    assert!(visitor.get(&link).await.text().contains("You are booked"), "it is all still there");
    assert_eq!(files::stages(office.folder.path()).len(), 1);
    assert!(stranger.get("/deleted").await.text().contains("Your data is deleted"), "a page that deletes nothing");

    // Two at once, and one whose phone is gone: once, to its end.
    let [mut one, mut two] = [office.browser(), office.browser()];
    let (first, second) =
        tokio::join!(one.ask("POST", &delete, Some("sure=1"), &[]), two.ask("POST", &delete, Some("sure=1"), &[]));
    let statuses = [first.status, second.status];
    assert!(statuses.contains(&303) && statuses.iter().all(|status| [303, 404].contains(status)), "{statuses:?}");
    let mut cut = office.browser();
    let fields = anna_with(&[("document", "4510 700000"), ("contact", "cut@example.org")]);
    cut.book(&office, "residence", "2026-11-20T10:00", &fields).await;
    let gone = cut.bare();
    cut.ask_and_hang_up(&format!("{gone}/delete"), "sure=1").await;
    let began = Instant::now();
    while cut.get(&gone).await.status != 404 || !files::keys(office.folder.path()).is_empty() {
        assert!(began.elapsed() < SOON, "what was begun is done to its end");
        tokio::time::sleep(Duration::from_millis(50)).await;
        office.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(files::cancelled_by(&files::events(office.folder.path())).len(), 2);
    assert_eq!(booked.status, 200);
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_outlives_the_booking_can_still_be_had_and_deleted_p3() {
    let (office, mut visitor, _) = Office::with_booking("residence", "2026-11-18T10:00").await;
    let link = visitor.bare();
    let mut page = visitor.get(&link).await;
    for _ in 0..10 {
        office.clock.advance(Duration::from_secs(24 * 3600));
        tokio::time::sleep(Duration::from_millis(100)).await;
        page = visitor.get(&link).await;
        assert_eq!(page.status, 200, "the data is kept for 30 days");
    }
    assert!(page.text().contains("The booking was long ago It is no longer shown."), "{}", page.text());
    assert!(visitor.get(&page.link("/history")).await.text().contains("data entered for the booking"));
    let all = read(&visitor.get(&page.link("/data.json")).await);
    assert_eq!((&all["bookings"], &all["record"]["name"]["family"]), (&json!([]), &"Иванова".into()));
    assert_eq!((&all["missed"], &all["received"]), (&json!(["2026-11-18"]), &Value::Null), "longer than the booking");
    for gone in ["/cancel", "/change", "/booking.pdf", "/booking.ics"] {
        assert_eq!(visitor.get(&format!("{link}{gone}")).await.status, 404, "{gone}");
    }
    let ask = visitor.get(&page.link("/delete")).await;
    assert!(!ask.text().contains("cancelled"), "{}", ask.text());
    let before = files::events(office.folder.path());
    assert!(visitor.post(&ask.action(), &SURE).await.text().contains("Your data is deleted"));
    assert_eq!(files::events(office.folder.path()), before);
    assert!(files::keys(office.folder.path()).is_empty() && visitor.get(&link).await.status == 404);
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_reads_the_keys_holds_nothing_up_for_long() {
    let (office, mut visitor, _) = Office::with_booking("residence", "2026-11-20T10:00").await;
    let (link, data) = (visitor.bare(), office.folder.path().to_owned());
    let key = files::keys(&data).remove(0);
    let reader = Connection::open(data.join("keys").join(server::people::KEYS_FILE)).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    let _: i64 = reader.query_row("SELECT count(*) FROM keys", [], |row| row.get(0)).unwrap();
    let deleted = visitor.post(&format!("{link}/delete?lang=en"), &SURE).await;
    assert!(deleted.text().contains("Your data is deleted"), "{}", deleted.text());
    assert_eq!(visitor.get(&link).await.status, 404);
    assert_eq!(files::stages(&data), ["going"], "noted, and not ended while somebody reads");
    drop(reader);
    for _ in 0..200 {
        if files::stages(&data).is_empty() && files::with(&data, &key).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!((files::stages(&data).len(), files::with(&data, &key).len()), (0, 0), "the server ends it by itself");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_tells_the_purpose_in_the_readers_language() {
    let (office, mut visitor, _) = Office::with_booking("passport-apply", "2026-11-20T10:00").await;
    let link = visitor.bare();
    for (asked, purpose) in [("", "For an adult"), ("?lang=hy", "Մեծահասակին"), ("?lang=ru", "Взрослому")]
    {
        let all = read(&visitor.get(&format!("{link}/data.json{asked}")).await);
        assert_eq!(all["record"]["purpose"], purpose, "{asked}");
    }
    office.stop().await;
}
