//! When visitors book, in the forms: slots at the hours of the coupons follow them, and whoever is lost by that is told of before (B1, B8).

use std::sync::Arc;

use queue::booking::OfficeReason;
use queue::floor::Weekday;
use queue::ids::ServiceId;
use server::clock::SetClock;
use server::office::bookings::WebAnswer;

use super::forms::{change, send};
use super::{at_demo, confirm, exported, floor, office, preview};
use crate::bookings::{Desk, book, nobody};
use crate::staff::signed_in;
use crate::support::{MORNING, Server, at, service, settings, wait_for};

/// The demo floor, where the first service is booked at the hours of its coupons, by one visitor on Friday and by two on Saturday.
async fn booked_office() -> Server {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut settings = settings(folder.path());
    at_demo(&mut settings);
    let first = &mut settings.floor.services[0];
    let before = std::mem::replace(&mut first.id, service("passport"));
    let slots = first.slots.as_mut().unwrap();
    slots.hours.clone_from(&first.issue);
    let windows = settings.floor.windows.iter_mut().flat_map(|window| &mut window.services);
    windows.filter(|listed| **listed == before).for_each(|listed| *listed = service("passport"));
    let (floor, data) = (settings.floor.clone(), Arc::clone(&folder));
    tokio::task::spawn_blocking(move || {
        let desk = Desk::open(data.path(), &floor, Arc::new(SetClock::at(at("2026-11-16T05:42:00Z"))), nobody());
        for (number, time) in (1..).zip(["2026-11-20T10:00", "2026-11-21T10:00", "2026-11-21T12:45"]) {
            assert!(matches!(desk.ask(book(number, time)), WebAnswer::Booking(_)), "{time}");
        }
        desk.close();
    })
    .await
    .unwrap();
    let server = Server::start_on(folder, settings, Arc::new(SetClock::at(at(MORNING)))).await;
    wait_for(async || server.health().await["day"] == MORNING[..10]).await;
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_closed_in_the_hours_form_is_no_day_to_book_and_the_bookings_that_are_lost_are_told_before_b8() {
    let server = booked_office().await;
    let mut admin = signed_in(&server, "admin").await;
    let text = exported(&mut admin).await;
    assert!(text.contains("\nslots = { places = 2 }\n"), "{text}");
    let page = admin.get("/staff/floor").await;
    assert!(page.text().contains("Times to book as the coupons, 2 at a time"), "{}", page.text());
    let sent = send(&mut admin, "part=hours", &[("hours.sat", "")]).await;
    let page = preview(&mut admin, sent).await;
    let told = page.text();
    assert!(told.contains("2 bookings are cancelled by the office"), "{told}");
    assert!(!told.contains("outside the hours"), "{told}");
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    let found = floor(&mut admin).await;
    let first = &found.services[0];
    assert!(!first.issue.0.contains_key(&Weekday::Sat));
    assert_eq!(first.slots.as_ref().map(|plan| &plan.hours), Some(&first.issue));
    let (folder, ..) = server.stop().await;
    let mut cancelled = Vec::new();
    let reader = server::journal::JournalReader::open(folder.path()).unwrap();
    reader
        .each_event(|event| {
            if let queue::Fact::Booking(queue::booking::BookingFact::Cancelled { by_office, .. }) = &event.fact {
                cancelled.push(*by_office);
            }
        })
        .unwrap();
    assert_eq!(cancelled, [Some(OfficeReason::NoReception); 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn booking_is_switched_on_and_off_and_has_hours_of_its_own_or_those_of_the_coupons_b1() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let address = "part=service&id=certificates";
    let plan = |floor: &queue::Floor| {
        let found = floor.services.iter().find(|one| one.id == ServiceId::new("certificates").unwrap()).unwrap();
        (found.slots.clone(), found.issue.clone())
    };
    assert_eq!(plan(&floor(&mut admin).await).0, None);

    let (on, issue) = plan(&change(&mut admin, address, &[("slots.places", "3")]).await);
    assert_eq!(on.map(|plan| (plan.places, plan.hours)), Some((3, issue)));

    let own = [("slots.hours.tue", "07:00-09:00"), ("slots.hours.wed", "09:00–12:00, 14:00–16:00")];
    let sent = send(&mut admin, address, &own).await;
    let page = preview(&mut admin, sent).await;
    let warned = "Certificates and advice: times can be booked outside the hours in which coupons are issued";
    assert!(page.text().contains(warned), "{}", page.text());
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    let (own, issue) = plan(&floor(&mut admin).await);
    let own = own.unwrap();
    assert_eq!(own.hours.0.keys().copied().collect::<Vec<_>>(), [Weekday::Tue, Weekday::Wed]);
    assert_eq!(own.hours.0[&Weekday::Wed].len(), 2);
    assert!(issue.0.contains_key(&Weekday::Sat), "the coupons' hours stay");
    let sent = send(&mut admin, address, &[("daily_limit", "150")]).await;
    let page = preview(&mut admin, sent).await;
    assert!(!page.text().contains(warned), "it is told where hours change: {}", page.text());

    let back = [("slots.hours.tue", ""), ("slots.hours.wed", "")];
    let (plan_now, issue) = plan(&change(&mut admin, address, &back).await);
    assert_eq!(plan_now.map(|plan| plan.hours), Some(issue));
    assert_eq!(plan(&change(&mut admin, address, &[("slots.places", "")]).await).0, None);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_of_booking_the_office_and_what_follows_a_service_have_their_forms() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let mut wanted = floor(&mut admin).await;

    let rules = [("booking.slot_min", "20"), ("booking.remind_at", "18:30"), ("booking.early_calls", "")];
    let found = change(&mut admin, "part=booking", &rules).await;
    wanted.rules.booking.slot_min = 20;
    wanted.rules.booking.remind_at = jiff::civil::time(18, 30, 0, 0);
    wanted.rules.booking.early_calls = false;
    assert_eq!(queue::change::between(&wanted, &found), []);

    let renamed = [("name.en", "Migration office"), ("public_url", ""), ("day_turns_at", "02:00")];
    let found = change(&mut admin, "part=office", &renamed).await;
    wanted.office.0.insert(queue::ids::Language::new("en").unwrap(), "Migration office".into());
    wanted.public_url = None;
    wanted.calendar.day_turns_at = jiff::civil::time(2, 0, 0, 0);
    assert_eq!(queue::change::between(&wanted, &found), []);

    let page = admin.get("/staff/floor/edit?part=service&id=residence").await;
    assert!(
        !page.body.contains("name=\"then\" value=\"residence\"")
            && page.body.contains("name=\"then\" value=\"citizenship\"")
    );
    let found = change(&mut admin, "part=service&id=residence", &[("then", "citizenship|certificates")]).await;
    wanted.services[2].then = vec![service("certificates"), service("citizenship")];
    assert_eq!(queue::change::between(&wanted, &found), [], "what followed before goes on doing so first");
    server.stop().await;
}
