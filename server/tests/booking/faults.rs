//! What a visitor who has a booking is told where the server cannot look, change or cancel: it stands, and nobody books elsewhere. What a
//! visitor who books need not do again.

use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::sheets::sent;
use crate::support::{Browser, Office, Page, SOON, anna_with};

const LANGUAGES: [&str; 3] = ["ru", "en", "hy"];
const STANDS: [&str; 3] =
    ["Ваша запись осталась как была.", "Your booking stands as it was.", "Ձեր գրանցումը մնացել է այնպես, ինչպես կար։"];
/// What is said where nothing is booked yet: never to whoever has a booking.
const NOTHING_BOOKED: [&str; 6] = [
    "Записи нет",
    "Nothing is booked",
    "Գրանցում չկա",
    "Возможно, запись сделана",
    "may have been made",
    "Գրանցումը գուցե",
];

/// An office with a booking, and the path of its page, after the look that follows the booking.
async fn booked() -> (Office, String) {
    let (office, visitor, booked) = Office::with_booking("passport-apply", "2026-11-20T10:00").await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    let link = visitor.bare();
    (office, link)
}

/// The minute within which a look is the one before it is over.
fn a_minute_later(office: &Office) {
    office.clock.advance(Duration::from_secs(61));
}

/// Keeps the database from being written until it is dropped.
fn held(office: &Office, file: &str) -> Connection {
    let holder = Connection::open(office.folder.path().join(file)).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    holder
}

/// Waits until the office itself waits for its disk: an ask has no answer, and keeps no place. Where the writer's thread waits in its stead an ask
/// has no answer either, but the office has decided it, and everybody sees the place as taken.
async fn stands_still(office: &Office) {
    // What makes it stand has to come alone: with another ask beside it the writer's thread would write both.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut decided = 0;
    // Each try has a time and a source of its own: what an earlier one keeps says nothing of it.
    for number in 0..64 {
        let (day, time) =
            (format!("2026-11-{}", 24 + number / 16), format!("{:02}:{:02}", 9 + number % 16 / 4, number % 4 * 15));
        let mut one = office.browser();
        one.from = Some(format!("127.0.6.{}", 101 + number));
        let body = format!("at={day}T{time}");
        let ask = one.ask("POST", "/book/residence/time?for=0", Some(&body), &[]);
        if timeout(Duration::from_millis(500), ask).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        }
        let times = office.browser().get(&format!("/book/residence/time?for=0&day={day}")).await;
        if !times.links(&format!("at={time}")).is_empty() {
            return;
        }
        decided += 1;
    }
    panic!("the office does not stand still; asks that it decided while its writer waited: {decided}");
}

/// Fills the lane of an office that stands still, until one more ask finds no room in it; those that were taken are answered later.
async fn fills_its_lane(office: &Office) -> Vec<JoinHandle<()>> {
    let (began, mut crowd) = (Instant::now(), Vec::new());
    let (tell, mut told) = mpsc::unbounded_channel();
    loop {
        let (mut one, tell) = (office.browser(), tell.clone());
        one.from = Some(format!("127.0.6.{}", crowd.len() % 100 + 1));
        crowd.push(tokio::spawn(async move {
            let page = one.ask("POST", "/book/residence/time?for=0", Some("at=2026-11-24T10:00"), &[]).await;
            if page.status == 503 && page.text().contains("Very many visitors") {
                let _ = tell.send(());
            }
        }));
        if timeout(Duration::from_millis(5), told.recv()).await.is_ok() {
            return crowd;
        }
        assert!(began.elapsed() < SOON, "the lane fills");
    }
}

/// Asks for the same in each language at once.
async fn in_each(office: &Office, path: &str, body: Option<&str>) -> [Page; 3] {
    let ask = async |language: &str| {
        let mut browser: Browser = office.browser();
        let method = if body.is_some() { "POST" } else { "GET" };
        browser.ask(method, &format!("{path}?lang={language}"), body, &[]).await
    };
    let [ru, en, hy] = LANGUAGES;
    tokio::join!(ask(ru), ask(en), ask(hy)).into()
}

fn are_told(pages: &[Page; 3], titles: [&str; 3], notes: [&str; 3]) {
    for (page, (title, note)) in pages.iter().zip(titles.iter().zip(notes)) {
        let text = page.text();
        assert_eq!(page.status, 503, "{text}");
        assert!(text.contains(title) && text.contains(note), "{title} {note} in {text}");
        assert!(NOTHING_BOOKED.iter().all(|untrue| !text.contains(untrue)), "{text}");
    }
}

const NOT_SHOWN: [&str; 3] =
    ["Сейчас это не получается показать", "This cannot be shown right now", "Հիմա սա հնարավոր չէ ցույց տալ"];
const NOT_CHANGED: [&str; 3] =
    ["Сейчас это не получается изменить", "This cannot be changed right now", "Հիմա սա հնարավոր չէ փոխել"];
const SILENT: [&str; 3] = ["Ответа из отдела нет", "The office has not answered", "Բաժինը չպատասխանեց"];
const LOOK_FIRST: [&str; 3] = [
    "Возможно, то, о чём вы просили, уже сделано.",
    "What you asked for may have been done.",
    "Ձեր խնդրածը գուցե արդեն կատարված է։",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_that_cannot_be_shown_stands() {
    for what in ["", "/data.json", "/change/passport-apply", "/booking.pdf"] {
        let (office, link) = booked().await;
        a_minute_later(&office);
        let _holder = held(&office, server::people::DATA_FILE);
        let pages = in_each(&office, &format!("{link}{what}"), None).await;
        are_told(&pages, NOT_SHOWN, STANDS);
        assert_eq!(office.ended().await.unwrap_err().exit_code(), 3, "with an alarm, as for every storage that fails");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_cannot_be_read_takes_no_booking_away() {
    let (office, link) = booked().await;
    let [journal, aside] = [server::journal::FILE, "aside"].map(|name| office.folder.path().join(name));
    std::fs::rename(&journal, &aside).unwrap();
    are_told(&in_each(&office, &format!("{link}/history"), None).await, NOT_SHOWN, STANDS);
    std::fs::rename(&aside, &journal).unwrap();
    assert_eq!(office.browser().get(&format!("{link}/history")).await.status, 200);
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_cannot_be_put_down_changes_nothing_b8() {
    let (office, link) = booked().await;
    a_minute_later(&office);
    let holder = held(&office, server::people::DATA_FILE);
    let pages = in_each(&office, &format!("{link}/change/passport-apply/time"), Some("at=2026-11-23T10:00")).await;
    are_told(&pages, NOT_CHANGED, STANDS);
    drop(holder);
    let folder = office.folder_after_the_end().await;
    let (_, replayed) = server::journal::Journal::open(folder.path()).unwrap();
    let booking = replayed.state.bookings.all().next().unwrap();
    assert_eq!(booking.slot.begins.to_string(), "2026-11-20T10:00:00");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_made_is_not_denied_where_what_follows_fails_b8() {
    let title = ["Запись изменена", "The booking is changed", "Գրանցումը փոխված է"];
    let note = ["Новое время: ", "The new time: Monday, 23 November, 10:00", "Նոր ժամանակը՝ "];
    for (language, (title, note)) in LANGUAGES.iter().zip(title.iter().zip(note)) {
        let (office, link) = booked().await;
        let holder = held(&office, server::people::DATA_FILE);
        let path = format!("{link}/change/passport-apply/time?lang={language}");
        let page = office.browser().ask("POST", &path, Some("at=2026-11-23T10:00"), &[]).await;
        let text = page.text();
        assert!(page.status == 503 && text.contains(title) && text.contains(note), "{title} {note} in {text}");
        assert!(NOTHING_BOOKED.iter().chain(&STANDS).all(|untrue| !text.contains(untrue)), "{text}");
        drop(holder);
        let folder = office.folder_after_the_end().await;
        let (_, replayed) = server::journal::Journal::open(folder.path()).unwrap();
        let booking = replayed.state.bookings.all().next().unwrap();
        assert_eq!(booking.slot.begins.to_string(), "2026-11-23T10:00:00", "it is durable, as the page says");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_changes_or_cancels_and_hears_nothing_is_sent_to_the_booking_b8() {
    for (what, body) in [("/cancel", "sure=1"), ("/change/passport-apply/time", "at=2026-11-23T10:00")] {
        let (office, link) = booked().await;
        let holder = held(&office, server::journal::FILE);
        let pages = in_each(&office, &format!("{link}{what}"), Some(body)).await;
        are_told(&pages, SILENT, LOOK_FIRST);
        drop(holder);
        assert!(office.ended().await.is_err(), "a journal that fails ends the server");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_for_which_the_office_gives_no_answer_is_no_booking_b3() {
    let (office, link) = booked().await;
    let holder = held(&office, server::journal::FILE);
    let mut first = office.browser();
    let waiting = tokio::spawn(async move { first.ask("POST", &format!("{link}/cancel"), Some("sure=1"), &[]).await });
    // Once the cancel has come to the office, which waits for its journal, nobody else is answered.
    let began = Instant::now();
    let pages = loop {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let pages = in_each(&office, "/book/residence/time", Some("at=2026-11-24T10:00")).await;
        if pages.iter().all(|page| page.status == 503) {
            break pages;
        }
        assert!(began.elapsed() < SOON, "the office stands still");
    };
    for (page, (title, note)) in
        pages.iter().zip(SILENT.iter().zip(["Записи ещё нет", "Nothing is booked yet", "Գրանցում դեռ չկա"]))
    {
        assert!(page.status == 503 && page.text().contains(title) && page.text().contains(note), "{}", page.text());
    }
    assert_eq!(waiting.await.unwrap().status, 503);
    drop(holder);
    assert!(office.ended().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_code_for_which_the_office_had_no_time_is_not_asked_for_again_p5() {
    let (office, link) = booked().await;
    let mut visitor = office.browser();
    let form = visitor.up_to_form("residence", "2026-11-20T10:00").await;
    let fields = anna_with(&[("document", "4510 999999"), ("contact", "b@example.org")]);
    let code = sent(&mut visitor, &form, &fields).await;
    let figures = office.code();

    // The office waits for the disk, and its lane fills.
    let holder = held(&office, server::journal::FILE);
    let mut first = office.browser();
    let cancelling =
        tokio::spawn(async move { first.ask("POST", &format!("{link}/cancel"), Some("sure=1"), &[]).await });
    stands_still(&office).await;
    let crowd = fills_its_lane(&office).await;
    let busy = sent(&mut visitor, &code, &[("code", &figures)]).await;
    assert!(busy.status == 503 && busy.text().contains("Very many visitors"), "{}", busy.text());
    drop(holder);
    for one in crowd {
        timeout(SOON, one).await.expect("it is answered in time").unwrap();
    }
    assert_eq!(timeout(SOON, cancelling).await.expect("it is answered in time").unwrap().status, 303);

    for (language, said) in
        [("ru", "введён верно"), ("hy", "կոդը ճիշտ է"), ("en", "The code that was sent to b@example.org is right")]
    {
        let page = visitor.get(&format!("/form/code?lang={language}")).await;
        assert!(page.text().contains(said) && !page.html().contains("name=\"code\""), "{}", page.text());
        assert!(!page.html().contains("name=\"again\""), "{}", page.text());
    }
    let page = visitor.get("/form/code?lang=en").await;
    let booked = sent(&mut visitor, &page, &[]).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelling_that_comes_too_late_leads_back_to_the_booking_b8() {
    let (office, others) = booked().await;
    let mut visitor = office.browser();
    let fields = anna_with(&[("document", "4510 999999"), ("contact", "b@example.org")]);
    visitor.book(&office, "residence", "2026-11-18T10:00", &fields).await;
    let link = visitor.bare();

    // The office waits for the disk until it is too late.
    let holder = held(&office, server::journal::FILE);
    let cancel = |link: &str| {
        let (mut browser, path) = (office.browser(), format!("{link}/cancel?lang=en"));
        tokio::spawn(async move { browser.ask("POST", &path, Some("sure=1"), &[]).await })
    };
    let first = cancel(&others);
    // It has to come alone: with another ask beside it the writer's thread would write both, and the office decide on. Nothing tells from outside
    // that it came, and the journal is patient for five seconds.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!first.is_finished(), "the office waits");
    let late = cancel(&link);
    tokio::time::sleep(Duration::from_secs(1)).await;
    office.clock.advance(Duration::from_secs(19 * 60));
    drop(holder);
    assert_eq!(first.await.unwrap().status, 303);
    let late = late.await.unwrap();
    assert!(late.status == 409 && late.text().contains("Changes were possible until"), "{}", late.text());
    assert_eq!(late.links("/b/").last(), Some(&format!("{link}?lang=en")), "{}", late.text());
    assert!(late.text().contains("To the booking") && !late.text().contains("Another day"), "{}", late.text());
    office.stop().await;
}
