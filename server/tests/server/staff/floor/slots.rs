//! When visitors book, in the forms: slots at the hours of the coupons follow them, and whoever is lost by that is told of before (B1, B8).

use std::sync::Arc;

use queue::booking::OfficeReason;
use queue::floor::Weekday;
use server::clock::SetClock;
use server::office::bookings::WebAnswer;

use super::forms::send;
use super::{at_demo, confirm, exported, floor, preview};
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
