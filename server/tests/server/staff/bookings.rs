//! Who booked, and the office's cancelling on the staff's page (B8, S2): by whom, with which reason, and what the visitor is left with.

use std::sync::Arc;

use queue::booking::{Booking, BookingFact, OfficeReason};
use queue::ids::ClerkId;
use queue::{Actor, Event, Fact};
use server::clock::SetClock;
use server::office::bookings::WebAnswer;

use super::{browser, signed_in, with_people};
use crate::bookings::{Desk, book, booked_floor, nobody};
use crate::support::{MORNING, Server, at, settings, wait_for};

/// A server where these times are booked, in this order; it is 09:42 on the 17th.
async fn booked_at(times: &'static [&'static str]) -> (Server, Vec<Booking>) {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut settings = settings(folder.path());
    settings.floor = booked_floor(9);
    with_people(&mut settings);
    let (floor, data) = (settings.floor.clone(), Arc::clone(&folder));
    let bookings = tokio::task::spawn_blocking(move || {
        let day_before = Arc::new(SetClock::at(at("2026-11-16T05:42:00Z")));
        let desk = Desk::open(data.path(), &floor, day_before, nobody());
        let booked = (1..).zip(times).map(|(number, time)| match desk.ask(book(number, time)) {
            WebAnswer::Booking(booking) => *booking,
            other => panic!("not booked: {other:?}"),
        });
        let booked: Vec<_> = booked.collect();
        desk.close();
        booked
    })
    .await
    .unwrap();
    let server = Server::start_on(folder, settings, Arc::new(SetClock::at(at(MORNING)))).await;
    wait_for(async || server.health().await["day"] == MORNING[..10]).await;
    (server, bookings)
}

const CANCEL: &str = "/staff/bookings/cancel";

fn form(booking: &Booking, reason: &str) -> Vec<(&'static str, String)> {
    vec![("booking", booking.id.0.to_string()), ("reason", reason.to_owned())]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receptionist_cancels_a_booking_with_a_reason_and_the_journal_names_both_b8() {
    let (server, bookings) = booked_at(&["2026-11-18T10:00", "2026-11-18T09:30", "2026-11-20T11:00"]).await;
    let mut reception = signed_in(&server, "reception").await;
    let page = reception.get("/staff/bookings").await;
    let numbers: Vec<_> = bookings.iter().map(|booking| booking.number.to_string()).collect();
    assert!(page.text().contains("18.11.2026: 2 are expected"), "{}", page.text());
    assert!(page.text().find(&numbers[1]).unwrap() < page.text().find(&numbers[0]).unwrap(), "by time");
    assert!(!page.text().contains(&numbers[2]), "another day");
    let other_day = reception.get("/staff/bookings?day=2026-11-20").await;
    assert!(other_day.text().contains(&numbers[2]), "{}", other_day.text());

    let address = format!("{CANCEL}?booking={}", bookings[0].id.0);
    assert!(page.body.contains(&format!("href=\"{address}\"")));
    let sure = reception.get(&address).await;
    assert!(sure.text().contains("18.11.2026 10:00") && sure.text().contains(&numbers[0]), "{}", sure.text());
    let fields = form(&bookings[0], "no-staff");
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let done = reception.post(CANCEL, &fields).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let page = reception.get(done.header("location")).await;
    assert!(page.text().contains(&format!("Booking {} is cancelled", numbers[0])), "{}", page.text());
    assert!(page.text().contains("cancelled by the office: nobody can receive"), "{}", page.text());
    assert!(page.text().contains("18.11.2026: 1 is expected") && !page.body.contains(&address), "{}", page.text());
    let twice = reception.post(CANCEL, &fields).await;
    assert_eq!(twice.status, 409);
    assert!(twice.text().contains("It is cancelled already"), "{}", twice.text());

    let (folder, ..) = server.stop().await;
    let db = rusqlite::Connection::open(folder.path().join(server::journal::FILE)).unwrap();
    let body = "SELECT body FROM events WHERE kind = 'booking' ORDER BY seq DESC LIMIT 1";
    let body: String = db.query_row(body, [], |row| row.get(0)).unwrap();
    let event: Event = serde_json::from_str(&body).unwrap();
    let cancelled = BookingFact::Cancelled { booking: bookings[0].id, by_office: Some(OfficeReason::NoStaff) };
    assert_eq!(event.fact, Fact::Booking(cancelled));
    assert_eq!(event.by, Actor::Staff(ClerkId::new("reception").unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_the_right_cancels_and_no_other_site_does_it_for_them_s2() {
    let (server, bookings) = booked_at(&["2026-11-18T10:00"]).await;
    let fields = form(&bookings[0], "fault");
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut nobody = browser(&server);
    assert_eq!(nobody.post(CANCEL, &fields).await.header("location"), "/staff/sign-in");
    for login in ["cleaner", "clerk-1"] {
        let mut person = signed_in(&server, login).await;
        assert_eq!(person.post(CANCEL, &fields).await.status, 403, "{login}");
        assert_eq!(person.get(&format!("{CANCEL}?booking=0")).await.status, 403, "{login}");
    }
    let mut admin = signed_in(&server, "admin").await;
    assert_eq!(admin.post_from(CANCEL, &fields, &["Origin: https://evil.example"]).await.status, 403);
    assert_eq!(admin.post_from(CANCEL, &fields, &[]).await.status, 403, "a browser says from where a form comes");
    for odd in ["", "no-such-reason", "No-Staff"] {
        let fields = form(&bookings[0], odd);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = admin.post(CANCEL, &fields).await;
        assert_eq!((page.status, page.header("location")), (303, "/staff/bookings/cancel?booking=0"), "{odd}");
    }
    let unknown = admin.post(CANCEL, &[("booking", "77"), ("reason", "fault")]).await;
    assert!(unknown.status == 409 && unknown.text().contains("There is no such booking"), "{}", unknown.text());
    assert!(admin.get("/staff/bookings").await.text().contains("1 is expected"), "it still stands");
    assert_eq!(admin.post(CANCEL, &fields).await.status, 303, "an administrator may");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bookings_show_themselves_anew_always_those_of_the_same_day_unless_it_is_over() {
    let (server, _) = booked_at(&["2026-11-18T10:00", "2026-11-20T11:00"]).await;
    let mut admin = signed_in(&server, "admin").await;
    for (address, day) in
        [("", Some("18")), ("?day=2026-11-20", Some("20")), ("?day=2026-11-17", Some("17")), ("?day=2026-11-16", None)]
    {
        let page = admin.get(&format!("/staff/bookings{address}")).await;
        let live =
            day.map(|day| format!("<div id=\"live\" data-every=\"30\" data-again=\"?day=2026-11-{day}&#38;again=1\">"));
        assert!(
            page.body.contains(&live.unwrap_or_else(|| "<div id=\"live\">".to_owned())),
            "{address}: {}",
            page.body
        );
        assert_eq!(page.body.contains("<script>"), day.is_some(), "{address}");
        assert_eq!(
            page.text().contains("Updates by itself every 30 s. Do not update by itself"),
            day.is_some(),
            "{address}"
        );
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_day_for_which_nobody_booked_just_that_is_told() {
    const ONE: &[&str] = &["2026-11-18T10:00"];
    const NONE: &[&str] = &[];
    let whole = "Nobody who booked is still to come.";
    for (times, day, said, not) in [
        (ONE, "2030-01-01", "Nobody booked for 1 January 2030", whole),
        (ONE, "2026-11-18", "18.11.2026: 1 is expected", "Nobody booked for"),
        (NONE, "2026-11-10", "Nobody booked for 10 November 2026", whole),
        (NONE, "", whole, "Nobody booked for"),
    ] {
        let (server, _) = booked_at(times).await;
        let mut admin = signed_in(&server, "admin").await;
        let text = admin.get(&format!("/staff/bookings?day={day}")).await.text();
        assert!(text.contains(said) && !text.contains(not), "{day}: {text}");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_is_no_date_is_asked_for_anew() {
    let (server, _) = booked_at(&["2026-11-18T10:00"]).await;
    let mut admin = signed_in(&server, "admin").await;
    for (address, date) in [
        ("/staff/bookings?day=2026-13-45", "2026-13-45"),
        ("/staff/bookings?day=tomorrow", "tomorrow"),
        ("/staff/bookings.csv?day=tomorrow", "tomorrow"),
        ("/staff/bookings.xlsx?day=tomorrow", "tomorrow"),
    ] {
        let page = admin.get(address).await;
        assert_eq!((page.status, page.all("<h1")), (400, vec!["There is no such date".to_owned()]), "{address}");
        assert!(page.text().contains(&format!("{date} is no date. A date is written as")), "{}", page.text());
        assert!(page.body.contains("<form action=\"/staff/bookings\">"), "{address}: {}", page.body);
        assert!(page.body.contains("<input id=\"day\" name=\"day\" type=\"date\""), "{address}: {}", page.body);
    }
    let empty = admin.get("/staff/bookings?day=").await;
    assert!(empty.status == 200 && empty.text().contains("18.11.2026: 1 is expected"), "{}", empty.text());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_bookings_speak_three_languages_and_name_nobody() {
    let (server, bookings) = booked_at(&["2026-11-18T10:00"]).await;
    let mut admin = signed_in(&server, "admin").await;
    let empty = admin.get("/staff/bookings?day=2026-12-01&lang=en").await;
    assert_eq!(empty.status, 200);
    for (language, day, why) in [
        ("ru", "ожидается 1", "некому принять"),
        ("en", "1 is expected", "nobody can receive"),
        ("hy", "սպասվում է 1", "ընդունող չկա"),
    ] {
        let page = admin.get(&format!("/staff/bookings?lang={language}")).await;
        assert!(
            page.body.contains(&format!("<html lang=\"{language}\">")) && page.text().contains(day),
            "{}",
            page.text()
        );
        let sure = admin.get(&format!("{CANCEL}?booking={}", bookings[0].id.0)).await;
        assert!(sure.text().contains(why), "{}", sure.text());
        assert!(!page.body.contains(bookings[0].person.as_str()) && !sure.body.contains(bookings[0].person.as_str()));
    }
    server.stop().await;
}
