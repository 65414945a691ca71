//! An office whose business day goes on after midnight: whatever a visitor reads is the date that their calendar shows (B1, B7).

use queue::booking::slots::SlotPlan;
use queue::floor::{Interval, IssueHours, Weekday};
use server::run::Settings;

use crate::support::{ANNA, Office};

/// Residence is received from 20:00 to 03:00, the business day turns at 04:00.
fn by_night(settings: &mut Settings) {
    let floor = &mut settings.floor;
    floor.calendar.day_turns_at = "04:00".parse().unwrap();
    let night = vec![Interval { from: "20:00".parse().unwrap(), to: "03:00".parse().unwrap() }];
    let hours = IssueHours([(Weekday::Thu, night.clone()), (Weekday::Fri, night)].into());
    let service = floor.services.iter_mut().find(|service| service.id.as_str() == "residence").unwrap();
    service.slots = Some(SlotPlan { hours, places: 1 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_after_midnight_is_told_by_the_calendar_on_every_page_b1() {
    let office = Office::open_with(by_night).await;
    let mut visitor = office.browser();
    let calendar = visitor.get("/book/residence/time?for=0&day=2026-11-20&lang=en").await;
    let text = calendar.text();
    assert!(text.contains("Friday, 20 November") && text.contains("After midnight: Saturday, 21 November"), "{text}");
    assert!(text.find("23:45").unwrap() < text.find("After midnight").unwrap(), "{text}");
    let chosen = visitor.get(&calendar.link("at=00:30")).await;
    assert!(chosen.text().contains("21 November, 00:30"), "{}", chosen.text());
    let (_, choice) =
        chosen.html().split_once("name=\"at\" value=\"").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let at = choice.split('"').next().unwrap();
    let page = visitor.book(&office, "residence", at, &ANNA).await;
    assert!(page.text().contains("You are booked"), "{}", page.text());
    assert!(page.text().contains("Saturday, 21 November, 00:30"), "{}", page.text());
    assert!(page.text().contains("until 20 November, 00:30"), "a day before by the clock: {}", page.text());
    let link = visitor.bare();
    let file = visitor.get(&format!("{link}/booking.ics")).await.html();
    assert!(file.contains("DTSTART:20261120T213000Z\r\nDTEND:20261120T215500Z"), "{file}");

    let mut other = office.browser();
    let gone = other.post("/book/residence/time?for=0&lang=en", &[("at", at)]).await;
    assert_eq!(gone.status, 409);
    assert!(gone.text().contains("Saturday, 21 November, 00:15"), "the nearest are told so too: {}", gone.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nearest_time_of_a_service_is_told_by_the_calendar() {
    let office = Office::open_with(|settings| {
        by_night(settings);
        let service = settings.floor.services.iter_mut().find(|service| service.id.as_str() == "residence").unwrap();
        let late = vec![Interval { from: "01:00".parse().unwrap(), to: "02:00".parse().unwrap() }];
        service.slots.as_mut().unwrap().hours = IssueHours([(Weekday::Fri, late)].into());
    })
    .await;
    let page = office.browser().get("/book?lang=en").await.text();
    assert!(page.contains("nearest time: 21 November"), "{page}");
    let page = office.browser().get("/book/residence/time?for=0&day=2026-11-20&lang=en").await.text();
    assert!(page.contains("Friday, 20 November After midnight: Saturday, 21 November 01:00"), "{page}");
    office.stop().await;
}
