//! Whoever presses twice: before the first press is answered, or when its answer is lost (S6).

use std::time::Duration;

use crate::sheets::sent;
use crate::support::{ANNA, Browser, Office, Page, anna_with};

const AT_TEN: [(&str, &str); 1] = [("at", "2026-11-20T10:00:00")];

/// Sends a page's first form twice at once, as one browser does whose button is pressed twice.
async fn twice(office: &Office, visitor: &mut Browser, page: &Page, fields: &[(&str, &str)]) -> [Page; 2] {
    let mut again = office.browser();
    again.cookie.clone_from(&visitor.cookie);
    let (one, two) = tokio::join!(sent(visitor, page, fields), sent(&mut again, page, fields));
    assert_eq!(visitor.cookie, again.cookie, "one form: {} and {}", one.text(), two.text());
    [one, two]
}

async fn calendar(visitor: &mut Browser, service: &str) -> Page {
    visitor.get(&format!("/book/{service}/time?for=0&day=2026-11-20&at=10:00&lang=en")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_browser_that_chooses_a_time_twice_keeps_it_once_s6() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let page = calendar(&mut visitor, "residence").await;
    for consent in twice(&office, &mut visitor, &page, &AT_TEN).await {
        assert!(consent.status == 200 && consent.text().contains("Your consent"), "{}", consent.text());
    }
    assert!(visitor.cookie.is_some());
    let form = visitor.get("/form?lang=en").await;
    assert!(form.text().contains("Friday, 20 November, 10:00"), "{}", form.text());

    // Where a time has two places one of them is left.
    let mut second = office.browser();
    let page = calendar(&mut second, "passport-apply").await;
    twice(&office, &mut second, &page, &AT_TEN).await;
    let mut third = office.browser();
    assert_eq!(third.up_to_form("passport-apply", "2026-11-20T10:00").await.status, 200);
    let mut fourth = office.browser();
    assert_eq!(fourth.up_to_form("passport-apply", "2026-11-20T10:00").await.status, 409, "both are kept");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_offered_instead_is_taken_once_and_the_last_press_counts_b3() {
    let office = Office::open().await;
    office.browser().up_to_form("residence", "2026-11-20T10:00").await;
    let mut visitor = office.browser();
    let page = calendar(&mut visitor, "residence").await;
    assert!(!page.html().contains("name=\"page\""), "a time that is taken cannot be chosen: {}", page.text());
    let gone = visitor.post("/book/residence/time?for=0&lang=en", &AT_TEN).await;
    for refused in twice(&office, &mut visitor, &gone, &AT_TEN).await {
        assert!(refused.status == 409 && refused.text().contains("just been taken"), "{}", refused.text());
    }
    assert_eq!(visitor.cookie, None);
    let mut again = office.browser();
    let early = sent(&mut visitor, &gone, &[("at", "2026-11-20T09:45:00")]).await;
    assert!(early.text().contains("Friday, 20 November, 09:45"), "{}", early.text());
    let late = sent(&mut again, &gone, &[("at", "2026-11-20T10:15:00")]).await;
    assert!(late.text().contains("Friday, 20 November, 10:15"), "{}", late.text());
    assert_eq!(visitor.cookie, again.cookie);
    let mut other = office.browser();
    assert_eq!(other.up_to_form("residence", "2026-11-20T09:45").await.status, 200, "one browser keeps one place");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_took_too_long_and_is_sent_twice_keeps_one_place_and_gets_one_code_s6() {
    let (office, mut visitor, form) = Office::with_form("2026-11-20T10:00").await;
    let lapsed = visitor.cookie.clone();
    office.clock.advance(Duration::from_secs(11 * 60));
    for code in twice(&office, &mut visitor, &form, &ANNA).await {
        assert!(code.text().contains("We have sent six figures"), "{}", code.text());
    }
    assert!(visitor.cookie != lapsed && office.post.sent.lock().unwrap().len() == 1);

    // An answer that was lost: whoever knows the sheet is led on, also later.
    office.clock.advance(Duration::from_secs(30));
    let mut again = office.browser();
    again.cookie = lapsed;
    let code = sent(&mut again, &form, &ANNA).await;
    assert!(code.text().contains("We have sent six figures"), "{}", code.text());
    assert!(visitor.cookie == again.cookie && office.post.sent.lock().unwrap().len() == 1);
    let figures = office.code();
    let booked = sent(&mut again, &code, &[("code", &figures)]).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_that_is_given_twice_beside_a_booking_keeps_one_place_s6() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let friday = visitor.post("/book/residence/time?for=0&lang=en", &AT_TEN).await;
    let tuesday = visitor.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-24T11:00")]).await;
    let form = sent(&mut visitor, &friday, &[("agree", "1")]).await;
    let code = sent(&mut visitor, &form, &ANNA).await;
    let figures = office.code();
    let booked = sent(&mut visitor, &code, &[("code", &figures)]).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    for form in twice(&office, &mut visitor, &tuesday, &[("agree", "1")]).await {
        assert!(form.status == 200 && form.html().contains("name=\"family\""), "{}", form.text());
        assert!(form.text().contains("Tuesday, 24 November, 11:00"), "{}", form.text());
    }
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_seen_a_page_gets_no_form_on_which_somebody_has_written_s6() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let page = calendar(&mut visitor, "passport-apply").await;
    let consent = sent(&mut visitor, &page, &AT_TEN).await;
    let mut other = office.browser();
    other.from = Some("127.0.8.1".to_owned());
    sent(&mut other, &page, &AT_TEN).await;
    assert!(other.cookie.is_some() && other.cookie != visitor.cookie, "another network");

    let form = sent(&mut visitor, &consent, &[("agree", "1")]).await;
    visitor.post("/form/check?lang=en", &ANNA[..1]).await;
    let mut late = office.browser();
    let refused = sent(&mut late, &page, &AT_TEN).await;
    assert!(refused.status == 409 && late.cookie.is_none(), "something is written: {}", refused.text());
    sent(&mut visitor, &form, &ANNA).await;
    assert!(!sent(&mut late, &page, &AT_TEN).await.html().contains("Иванова"));

    let mut slow = office.browser();
    let page = calendar(&mut slow, "residence").await;
    sent(&mut slow, &page, &AT_TEN).await;
    office.clock.advance(Duration::from_secs(10));
    let refused = sent(&mut late, &page, &AT_TEN).await;
    assert!(refused.status == 409 && late.cookie.is_none(), "the second press is no second press: {}", refused.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_change_that_may_be_is_done_though_it_is_pressed_twice_b8() {
    let office = Office::open_with(|settings| settings.floor.rules.booking.changes = 1).await;
    let mut visitor = office.browser();
    visitor.book(&office, "residence", "2026-11-20T10:00", &ANNA).await;
    let link = visitor.bare();
    let time = |purpose: &str| format!("{link}/change/passport-apply/time?for={purpose}&lang=en");
    for _ in 0..2 {
        let done = visitor.ask("POST", &time("1"), Some("at=2026-11-23T10:00"), &[]).await;
        let leads = done.header("location").unwrap_or_else(|| panic!("{}", done.text()));
        assert!(leads.starts_with(&format!("{link}?changed=1")), "{leads}");
    }
    for (purpose, begins) in [("0", "2026-11-23T10:00"), ("1", "2026-11-23T10:15")] {
        let refused = visitor.post(&time(purpose), &[("at", begins)]).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(refused.text().contains("This booking can no longer be changed"), "{}", refused.text());
    }
    let page = visitor.get(&link).await.text();
    assert!(page.contains("Monday, 23 November, 10:00") && page.contains("Birth certificate"), "{page}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_refused_beside_another_leaves_that_its_purpose_b14() {
    let office = Office::open_with(|settings| {
        let service = settings.floor.services.iter_mut().find(|one| one.id.as_str() == "passport-apply").unwrap();
        service.slots.as_mut().unwrap().places = 1;
    })
    .await;
    let other = anna_with(&[("document", "4510 999999"), ("contact", "b@example.org")]);
    office.browser().book(&office, "passport-apply", "2026-11-23T10:15", &other).await;
    let mut visitor = office.browser();
    visitor.book(&office, "residence", "2026-11-20T10:00", &ANNA).await;
    let link = visitor.bare();
    let change = |purpose: u8, at: &'static str| {
        let (mut browser, path) =
            (office.browser(), format!("{link}/change/passport-apply/time?for={purpose}&lang=en"));
        tokio::spawn(async move { browser.ask("POST", &path, Some(at), &[]).await })
    };

    // Nothing is put down until both have come.
    let holder = rusqlite::Connection::open(office.folder.path().join(server::people::DATA_FILE)).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let childs = change(1, "at=2026-11-23T10:00");
    tokio::time::sleep(Duration::from_millis(150)).await;
    let adults = change(0, "at=2026-11-23T10:15");
    tokio::time::sleep(Duration::from_millis(300)).await;
    holder.execute_batch("ROLLBACK").unwrap();
    let (childs, adults) = (childs.await.unwrap(), adults.await.unwrap());
    assert!(childs.status == 303 && adults.status == 409, "{} {}", childs.text(), adults.text());
    let page = visitor.get(&format!("{link}?lang=en")).await.text();
    assert!(page.contains("Monday, 23 November, 10:00") && page.contains("Birth certificate"), "{page}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_cancels_twice_has_cancelled_b8() {
    let (office, mut visitor, _) = Office::with_booking("residence", "2026-11-20T10:00").await;
    let (link, mut again) = (visitor.bare(), office.browser());
    let cancel = format!("{link}/cancel?lang=en");
    let sure = Some("sure=1");
    let (one, two) = tokio::join!(visitor.ask("POST", &cancel, sure, &[]), again.ask("POST", &cancel, sure, &[]));
    let late = visitor.ask("POST", &cancel, sure, &[]).await;
    for done in [one, two, late] {
        assert_eq!(done.header("location"), Some(format!("{link}?lang=en").as_str()), "{}", done.text());
    }
    let page = visitor.get(&link).await;
    assert!(page.text().contains("The booking is cancelled"), "{}", page.text());
    let history = visitor.get(&format!("{link}/history?lang=en")).await.text();
    assert_eq!(history.matches("You cancelled the booking").count(), 1, "{history}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_sent_again_after_the_next_form_was_begun_leads_to_its_booking_b3() {
    let (office, mut visitor, form) = Office::with_form("2026-11-20T10:00").await;
    let first = sent(&mut visitor, &form, &ANNA).await;
    let figures = office.code();
    let booked = sent(&mut visitor, &first, &[("code", &figures)]).await;
    assert!(booked.text().contains("Friday, 20 November, 10:00"), "{}", booked.text());
    let link = visitor.bare();

    let next = visitor.up_to_form("citizenship", "2026-11-24T11:00").await;
    for _ in 0..2 {
        let again = sent(&mut visitor, &first, &[("code", &figures)]).await;
        assert!(again.status == 200 && visitor.bare() == link, "{}", again.text());
    }
    let second = sent(&mut visitor, &next, &ANNA).await;
    let again = sent(&mut visitor, &first, &[("code", &figures)]).await;
    assert!(again.status == 200 && visitor.bare() == link, "the next one waits for its code: {}", again.text());
    let figures_of_second = office.code();
    let booked = sent(&mut visitor, &second, &[("code", &figures_of_second)]).await;
    assert!(booked.text().contains("Tuesday, 24 November, 11:00"), "{}", booked.text());
    sent(&mut visitor, &first, &[("code", &figures)]).await;
    assert_eq!(visitor.bare(), link);

    let mut stranger = office.browser();
    stranger.up_to_form("citizenship", "2026-11-25T11:00").await;
    let refused = sent(&mut stranger, &first, &[("code", &figures)]).await;
    assert!(refused.status == 409 && !refused.html().contains(&link), "another browser: {}", refused.text());
    office.stop().await;
}
