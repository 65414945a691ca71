//! A visitor who goes back or looks on: what they keep is theirs.

use crate::support::{ANNA, Office};

#[tokio::test(flavor = "multi_thread")]
async fn the_place_that_a_visitor_keeps_is_free_for_them_and_chosen_on_the_way_back_b1() {
    let office = Office::open().await;
    let mut visitor = office.browser();
    let form = visitor.up_to_form("residence", "2026-11-20T10:45").await;
    let back = visitor.get(&form.link("/book/residence/time?")).await;
    assert!(back.text().contains("20 November, 10:45 the visit takes"), "the choice is still there: {}", back.text());
    let friday = "/book/residence/time?for=0&day=2026-11-20&lang=en";
    let mut other = office.browser();
    let taken = other.get(friday).await;
    assert!(taken.text().contains("taken: 10:45") && taken.links("at=10:45").is_empty(), "{}", taken.text());
    let form = visitor.post(&back.action(), &[("at", "2026-11-20T10:45:00")]).await;
    assert!(form.text().contains("Friday, 20 November, 10:45") && form.html().contains("name=\"family\""));

    // Of what is offered instead of a time that has gone the own place is the nearest.
    other.up_to_form("residence", "2026-11-20T11:00").await;
    let gone = visitor.post("/book/residence/time?for=0&lang=en", &[("at", "2026-11-20T11:00")]).await;
    assert_eq!(gone.status, 409);
    assert!(gone.html().contains("value=\"2026-11-20T10:45:00\""), "{}", gone.text());
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_place_of_all_is_not_gone_for_whoever_keeps_it_b1() {
    let office = Office::open_with(|settings| {
        settings.floor.rules.booking.days_ahead = 1;
        let residence = settings.floor.services.iter_mut().find(|service| service.id.as_str() == "residence").unwrap();
        let hours = &mut residence.slots.as_mut().unwrap().hours.0;
        hours.retain(|day, _| *day == queue::floor::Weekday::Wed);
        let whole = hours.values_mut().next().unwrap();
        whole.truncate(1);
        whole[0].to = whole[0].from.saturating_add(jiff::ToSpan::minutes(15));
    })
    .await;
    let mut visitor = office.browser();
    visitor.up_to_form("residence", "2026-11-18T09:00").await;
    let calendar = "/book/residence/time?for=0&lang=en";
    assert!(visitor.get(calendar).await.link("at=09:00").contains("day=2026-11-18"));
    assert!(visitor.get("/book").await.text().contains("Residence permit nearest time: 18 November"));
    let mut other = office.browser();
    assert!(other.get(calendar).await.text().contains("There is no free time"));
    assert!(other.get("/book").await.text().contains("Residence permit Everything is taken"));
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_change_the_own_time_is_free_so_that_the_purpose_alone_can_change_b8() {
    let office = Office::open_with(|settings| {
        let service = settings.floor.services.iter_mut().find(|one| one.id.as_str() == "passport-apply").unwrap();
        service.slots.as_mut().unwrap().places = 1;
    })
    .await;
    let mut visitor = office.browser();
    let booked = visitor.book(&office, "passport-apply", "2026-11-20T10:00", &ANNA).await;
    assert!(booked.text().contains("Former international passport"), "{}", booked.text());
    let services = visitor.get(&booked.link("/change?")).await;
    let documents = visitor.get(&services.link("/change/passport-apply")).await;
    let child = visitor.get(&documents.link("for=1")).await;
    let calendar = visitor.get(&child.link("/time")).await;
    let friday = visitor.get(&calendar.link("day=2026-11-20")).await;
    let own = visitor.get(&friday.link("at=10:00")).await;
    let changed = visitor.post(&own.action(), &[("at", "2026-11-20T10:00:00")]).await;
    let text = changed.text();
    assert!(text.contains("Friday, 20 November, 10:00") && text.contains("Birth certificate"), "{text}");
    let mut other = office.browser();
    let taken = other.get("/book/passport-apply/time?for=0&day=2026-11-20&lang=en").await;
    assert!(taken.text().contains("taken: 10:00"), "for others it is taken: {}", taken.text());
    office.stop().await;
}
