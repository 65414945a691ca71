//! A date of another year than the present one has its year, wherever a visitor reads it; one of the present year has none (B1, B2, B7, B8).

use std::time::Duration;

use crate::support::{ANNA, Browser, Office};
use crate::times::once_told;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// An office on 17 November 2026 that takes bookings until 16 January 2027.
async fn far_ahead() -> Office {
    Office::open_with(|settings| settings.floor.rules.booking.days_ahead = 60).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_tells_the_year_of_a_date_of_the_next_one_b1() {
    let office = far_ahead().await;
    let mut visitor = office.browser();
    let page = visitor.get("/book/residence/time?for=0&from=2026-12-28&lang=en").await.text();
    assert!(page.contains("December – January 2027") && page.contains("until 16 January 2027"), "{page}");
    for (language, month, day, choice) in [
        ("en", "January 2027", "Monday, 11 January 2027", "11 January 2027, 10:00"),
        ("ru", "Январь 2027", "Понедельник, 11 января 2027 года", "11 января 2027 года, 10:00"),
        ("hy", "Հունվար 2027", "Երկուշաբթի, 2027 թ. հունվարի 11", "2027 թ. հունվարի 11, 10:00"),
    ] {
        let path = format!("/book/residence/time?for=0&day=2027-01-11&at=10:00&lang={language}");
        let page = visitor.get(&path).await;
        let (text, cells) = (page.text(), page.html().replace('\u{a0}', " "));
        assert!(text.contains(month) && text.contains(day) && text.contains(choice), "{text}");
        assert!(cells.contains(&format!("aria-label=\"{day}, ")), "for those who do not see the grid: {cells}");
    }
    let page = visitor.get("/book/residence/time?for=0&day=2026-11-24&lang=en").await.text();
    assert!(page.contains("Tuesday, 24 November ") && !page.contains("November 2026"), "{page}");
    office.stop().await;
}

/// That a page of the booking says when it is and until when it can be changed.
async fn tells(visitor: &mut Browser, link: &str, (language, when, until): (&str, &str, &str)) {
    let page = visitor.get(&format!("{link}?lang={language}")).await.text();
    assert!(page.contains(when) && page.contains(until), "{when}, {until} in {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_the_booking_its_history_and_a_refusal_tell_the_year_of_the_next_one_b2_b7_b8() {
    let office = far_ahead().await;
    let mut visitor = office.browser();
    let form = visitor.up_to_form("residence", "2027-01-11T10:00").await;
    let code = visitor.post(&form.action(), &ANNA).await;
    for page in [&form, &code] {
        assert!(page.text().contains("Monday, 11 January 2027, 10:00"), "{}", page.text());
    }
    let booked = visitor.post(&code.action(), &[("code", &office.code())]).await.text();
    assert!(booked.contains("You are booked"), "{booked}");
    let link = visitor.bare();
    for told in [
        ("en", "Monday, 11 January 2027, 10:00", "until 10 January 2027, 10:00."),
        ("ru", "Понедельник, 11 января 2027 года, 10:00", "10 января 2027 года, 10:00"),
        ("hy", "Երկուշաբթի, 2027 թ. հունվարի 11, 10:00", "2027 թ. հունվարի 10, 10:00"),
    ] {
        tells(&mut visitor, &link, told).await;
    }
    let history = visitor.get(&format!("{link}/history?lang=en")).await.text();
    assert!(history.contains("Residence permit, Monday, 11 January 2027, 10:00"), "{history}");
    assert!(history.contains("17 November 2026, 09:42"), "what is kept for long has its year always: {history}");
    let again = office.browser().book(&office, "residence", "2027-01-11T11:00", &ANNA).await.text();
    assert!(again.contains("One person books no more on 11 January 2027."), "{again}");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_of_the_last_year_is_told_with_that_year_once_it_is_over_b7() {
    let office = far_ahead().await;
    let mut visitor = office.browser();
    let booked = visitor.book(&office, "residence", "2026-12-30T10:00", &ANNA).await.text();
    assert!(booked.contains("Wednesday, 30 December, 10:00") && !booked.contains("December 2026"), "{booked}");
    let path = format!("{}?lang=en", visitor.bare());
    office.clock.advance(46 * DAY);
    once_told(&mut visitor, &path, "Wednesday, 30 December 2026, 10:00").await;
    office.stop().await;
}
