//! Whoever presses twice: before the first press is answered, or when its answer is lost (S6).

use std::time::Duration;

use crate::sheets::sent;
use crate::support::{ANNA, Browser, Office, Page};

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
