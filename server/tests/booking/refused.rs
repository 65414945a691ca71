//! A sheet that is refused since its time is gone: what is typed goes along to another time, to another day and to another language, and stands in
//! no address (B3, P4, S4).

use std::time::Duration;

use crate::sheets::{agreed, boris, pressed, sent};
use crate::support::{ANNA, Office, Page};

/// Whether all that Anna wrote goes along with a page.
fn has_all(page: &Page) -> bool {
    ANNA.iter()
        .filter(|(name, _)| *name != "kind")
        .all(|(_, typed)| page.html().contains(&format!("value=\"{typed}\"")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_whose_time_has_gone_meanwhile_loses_nothing_that_was_typed_b3() {
    let (office, mut visitor, friday) = Office::with_form("2026-11-20T10:00").await;
    visitor.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-24T11:00")]).await;
    office.browser().up_to_form("residence", "2026-11-20T10:00").await;
    let gone = sent(&mut visitor, &friday, &ANNA).await;
    assert_eq!(gone.status, 409);
    assert!(gone.text().contains("This time has just been taken"), "{}", gone.text());
    assert_eq!(office.post.sent.lock().unwrap().len(), 0, "no code goes out for a time that is gone");
    let mut other = office.browser();
    assert_eq!(other.up_to_form("residence", "2026-11-24T11:00").await.status, 409, "the other tab's time stays kept");
    let code = sent(&mut visitor, &gone, &[("at", "2026-11-20T10:15:00")]).await;
    assert!(code.text().contains("We have sent six figures") && code.text().contains("10:15"), "{}", code.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sheet_goes_along_to_another_language_and_to_another_day_b3_s4() {
    let (office, mut visitor, form) = Office::with_form("2026-11-20T10:00").await;
    office.clock.advance(Duration::from_secs(11 * 60));
    office.browser().up_to_form("residence", "2026-11-20T10:00").await;
    let mut gone = sent(&mut visitor, &form, &ANNA).await;
    for (language, title) in [
        ("ru", "Это время только что заняли"),
        ("hy", "Այս ժամանակը հենց նոր զբաղեցրին"),
        ("en", "This time has just been taken"),
    ] {
        gone = pressed(&mut visitor, &gone, language, "language").await;
        assert!(gone.status == 409 && gone.text().contains(title), "{}", gone.text());
        assert!(has_all(&gone) && gone.html().matches("class=\"offer\"").count() == 6, "{}", gone.text());
    }
    let calendar = pressed(&mut visitor, &gone, "en", "time").await;
    assert!(calendar.text().contains("When does it suit you?"), "{}", calendar.text());
    assert!(visitor.path.starts_with("/book/residence/time?for=0&day=2026-11-20&lang=en"), "{}", visitor.path);
    let taken = visitor.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-20T10:00")]).await;
    assert_eq!(taken.status, 409, "a time that cannot be had takes nothing away");
    let form = visitor.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-24T11:00")]).await;
    assert!(has_all(&form) && form.text().contains("Tuesday, 24 November, 11:00"), "{}", form.text());
    let code = sent(&mut visitor, &form, &ANNA).await;
    assert!(code.text().contains("We have sent six figures"), "{}", code.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sheet_goes_along_also_where_nothing_is_offered_b3() {
    let office = Office::open_with(|settings| settings.floor.rules.booking.holds_a_source = 1).await;
    let mut visitor = office.browser();
    let form = visitor.up_to_form("residence", "2026-11-20T10:00").await;
    office.clock.advance(Duration::from_secs(11 * 60));
    office.browser().up_to_form("residence", "2026-11-24T11:00").await;
    let full = sent(&mut visitor, &form, &ANNA).await;
    assert!(full.status == 409 && full.text().contains("Too many places are being kept"), "{}", full.text());
    assert!(has_all(&full) && !full.html().contains("class=\"offer\""), "{}", full.text());
    let spoken = pressed(&mut visitor, &full, "hy", "language").await;
    assert!(has_all(&spoken) && spoken.text().contains("Հիմա չափազանց շատ տեղեր են պահվում"), "{}", spoken.text());
    pressed(&mut visitor, &spoken, "en", "time").await;
    office.clock.advance(Duration::from_secs(11 * 60));
    let form = visitor.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-24T11:00")]).await;
    assert!(has_all(&form), "{}", form.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sheet_is_for_one_more_booking_only_where_it_was_b3() {
    let (office, mut visitor, form) = Office::with_form("2026-11-20T10:00").await;
    office.clock.advance(Duration::from_secs(11 * 60));
    office.browser().up_to_form("residence", "2026-11-20T10:00").await;
    let gone = sent(&mut visitor, &form, &ANNA).await;
    let quarter_past = [("at", "2026-11-20T10:15:00")];
    let code = sent(&mut visitor, &gone, &quarter_past).await;
    let figures = office.code();
    let booked = sent(&mut visitor, &code, &[("code", &figures)]).await;
    assert!(booked.text().contains("You are booked") && booked.text().contains("10:15"), "{}", booked.text());
    let again = sent(&mut visitor, &gone, &quarter_past).await;
    assert!(again.text().contains("You are booked"), "sent twice, booked once: {}", again.text());
    let half_past = sent(&mut visitor, &gone, &[("at", "2026-11-20T10:30:00")]).await;
    assert!(
        half_past.text().contains("We have sent six figures"),
        "another time is another visit: {}",
        half_past.text()
    );
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_whose_refused_sheet_goes_along_to_another_day_consents_p4() {
    let (office, mut visitor, annas) = Office::with_form("2026-11-20T10:00").await;
    let boris_tab = visitor.get("/form?lang=en").await;
    let code = sent(&mut visitor, &annas, &ANNA).await;
    let figures = office.code();
    sent(&mut visitor, &code, &[("code", &figures)]).await;
    let sheet = boris("boris@example.org");
    let unsent = sent(&mut visitor, &boris_tab, &sheet).await;
    let gone = sent(&mut visitor, &unsent, &[("only", "another")]).await;
    assert!(gone.status == 409 && gone.text().contains("This time has just been taken"), "{}", gone.text());
    let gone = pressed(&mut visitor, &gone, "en", "language").await;
    pressed(&mut visitor, &gone, "en", "time").await;
    let consent = visitor.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-24T11:00")]).await;
    assert!(consent.text().contains("Your consent"), "{}", consent.text());
    let code = agreed(&mut visitor, &consent, &sheet).await;
    assert!(code.text().contains("We have sent six figures to boris@example.org"), "{}", code.text());
    office.stop().await;
}
