//! Whoever is here is needed by name until the visit is over (B6, P3), and reads what became of it (P2).

use std::time::{Duration, Instant};

use queue::booking::{BookingAct, OfficeReason};
use queue::ids::{BookingId, ClerkId, DeviceId, Language, ReasonId, TicketCode, TicketId, WindowId};
use queue::{Act, Actor};
use server::clock::SetClock;
use server::messages::setup::MessagesSetup;

use crate::browser::{Browser, SOON};
use crate::files;
use crate::support::{Booked, House, Server, Wish, entry};

fn acts(house: &House, by: &Actor, acts: Vec<Act>) {
    let wishes: Vec<_> = acts.into_iter().map(|act| Wish::Act(by.clone(), act)).collect();
    house.carry_out(&wishes);
}

fn clerk() -> Actor {
    Actor::Staff(ClerkId::new("sargsyan").unwrap())
}

fn kiosk() -> Actor {
    Actor::Kiosk(DeviceId::new("kiosk-1").unwrap())
}

fn check_in(house: &House, booking: BookingId) {
    acts(house, &kiosk(), vec![checking_in(booking, 7)]);
}

fn checking_in(booking: BookingId, code: u8) -> Act {
    Act::Booking(BookingAct::CheckIn {
        booking,
        revision: None,
        language: Language::new("en").unwrap(),
        more_time: false,
        code: TicketCode::from_random([code; TicketCode::LENGTH]),
    })
}

/// The history of each booking, as its page tells it.
fn histories(house: &House, booked: &[Booked]) -> Vec<String> {
    let server = house.start(&MessagesSetup { smtp: Some(crate::mailbox::smtp(1)), sms: None });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let told = runtime.block_on(async {
        let (mut visitor, mut told) = (Browser::at(server.address), Vec::new());
        for booked in booked {
            told.push(visitor.get(&format!("/b/{}/history?lang=en", booked.link)).await.text());
        }
        told
    });
    server.stop();
    told
}

/// What the page says to a press of its button.
fn presses(house: &House, booked: &Booked) -> (u16, String) {
    let server = house.start(&MessagesSetup { smtp: Some(crate::mailbox::smtp(1)), sms: None });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let said = runtime.block_on(async {
        let mut visitor = Browser::at(server.address);
        let path = format!("/b/{}/delete?lang=en", booked.link);
        let asked = visitor.get(&path).await;
        let said = visitor.post(&path, &[("sure", "1")]).await;
        assert_eq!(asked.status, said.status, "{}", asked.text());
        (said.status, said.text())
    });
    server.stop();
    said
}

#[test]
fn who_is_here_is_told_to_wait_until_the_visit_is_over_b6() {
    let (house, _) = House::new();
    let booked = house.book(&entry("a@mail.example", "en", ["Иванова", "Анна"]), "2026-11-17T09:15");
    let clerk = clerk();
    check_in(&house, booked.booking.id);
    let not_yet = |(status, text): (u16, String)| {
        assert_eq!(status, 409, "{text}");
        assert!(
            text.contains("Your data is needed until your visit is over Your number in the queue is A001."),
            "{text}"
        );
        assert_eq!((files::stages(&house.data()).len(), files::keys(&house.data()).len()), (1, 1));
    };
    not_yet(presses(&house, &booked));
    acts(&house, &clerk, vec![Act::SignIn, Act::OpenWindow { window: WindowId::new("w3").unwrap() }, Act::CallNext]);
    not_yet(presses(&house, &booked));
    acts(&house, &clerk, vec![Act::Start]);
    not_yet(presses(&house, &booked));
    acts(&house, &clerk, vec![Act::Finish]);
    let before = files::events(&house.data());
    let (status, text) = presses(&house, &booked);
    assert!(status == 200 && text.contains("Your data is deleted"), "{text}");
    assert_eq!(files::events(&house.data()), before, "the visit stays in the statistics as it was");
    assert_eq!((files::stages(&house.data()).len(), files::keys(&house.data()).len()), (0, 0));
}

#[test]
fn what_became_of_the_booking_and_of_the_visit_stands_in_its_own_history_p2() {
    let (house, clock) = House::new();
    let entries = ["a", "b"].map(|name| entry(&format!("{name}@mail.example"), "en", ["Иванова", "Анна"]));
    let booked = entries.map(|entry| house.book(&entry, "2026-11-17T09:15"));
    check_in(&house, booked[0].booking.id);
    let window = WindowId::new("w3").unwrap();
    acts(&house, &clerk(), vec![Act::SignIn, Act::OpenWindow { window }, Act::CallNext]);
    let refuse = |reason: &str| Act::Refuse { reason: ReasonId::new(reason).unwrap() };
    acts(&house, &clerk(), vec![refuse("other-office"), Act::Undo]);
    clock.advance(Duration::from_secs(1));
    acts(&house, &clerk(), vec![refuse("data-mismatch")]);
    let call_off = BookingAct::CallOff { booking: booked[1].booking.id, reason: OfficeReason::NoStaff };
    acts(&house, &clerk(), vec![Act::Booking(call_off)]);
    let told = histories(&house, &booked);
    let made = "You booked: International passport: application, Tuesday, 17 November, 09:15";
    let ways = [
        vec![
            "Staff: Анна Саргсян refused service at the window: data does not match",
            "Staff: Анна Саргсян refused service at the window: another office does this (taken back)",
            "You checked in, number A001",
            made,
        ],
        vec![
            "Staff: Анна Саргсян cancelled the booking: the office cannot receive you. \
             At that time there is nobody who could receive you.",
            made,
        ],
    ];
    for (told, lines) in told.iter().zip(&ways) {
        let places = lines.iter().map(|line| told.find(line).unwrap_or_else(|| panic!("{line} in {told}")));
        assert!(places.is_sorted(), "the newest first: {told}");
        let acts = ["booked:", "cancelled", "checked in", "refused"].map(|act| told.matches(act).count());
        assert_eq!(acts.iter().sum::<usize>(), lines.len(), "and nothing of anybody else: {told}");
    }
}

/// What the page of a booking comes to say, and what it says to who would change it.
fn comes_to_say(house: &House, clock: &SetClock, booked: &Booked, wanted: &str) {
    let server = house.start(&MessagesSetup { smtp: Some(crate::mailbox::smtp(1)), sms: None });
    once_said(&server, clock, booked, wanted);
    server.stop();
}

fn once_said(server: &Server, clock: &SetClock, booked: &Booked, wanted: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut visitor = Browser::at(server.address);
        let (began, mut pause) = (Instant::now(), Duration::from_millis(50));
        loop {
            let said = visitor.get(&format!("/b/{}?lang=en", booked.link)).await.text();
            if said.contains(wanted) {
                let change = visitor.get(&format!("/b/{}/change?lang=en", booked.link)).await;
                assert_eq!(change.status, 409);
                assert!(change.text().contains(wanted), "{wanted} in {}", change.text());
                return;
            }
            assert!(began.elapsed() < SOON, "{wanted} in {said}");
            tokio::time::sleep(pause).await;
            // What time alone does is shown with the server's next looks at the clock.
            clock.advance(Duration::from_secs(2));
            pause = (2 * pause).min(Duration::from_secs(1));
        }
    });
}

#[test]
fn the_page_says_where_its_visitor_stands_b7() {
    let (house, clock) = House::new();
    let booked = house.book(&entry("a@mail.example", "en", ["Иванова", "Анна"]), "2026-11-17T09:15");
    check_in(&house, booked.booking.id);
    comes_to_say(
        &house,
        &clock,
        &booked,
        "You have checked in already Your number in the queue is A001. Wait for the call in the hall.",
    );
    let window = WindowId::new("w3").unwrap();
    acts(&house, &clerk(), vec![Act::SignIn, Act::OpenWindow { window }, Act::CallNext, Act::Recall]);
    clock.advance(Duration::from_secs(120));
    acts(&house, &clerk(), vec![Act::NoShow]);
    comes_to_say(
        &house,
        &clock,
        &booked,
        "You were called and did not come Your number in the queue is A001. Please ask a member of staff: \
         your place may still be given back.",
    );
    clock.advance(Duration::from_secs(31 * 60));
    comes_to_say(&house, &clock, &booked, "The visit is over Book a new time if you need one.");
    clock.advance(Duration::from_secs(24 * 3600));
    comes_to_say(&house, &clock, &booked, "The visit is over Book a new time if you need one.");
}

#[test]
fn whoever_missed_too_many_is_not_invited_after_a_visit_either_b12() {
    let (mut house, clock) = House::new();
    (house.floor.rules.booking.missed, house.floor.rules.booking.missed_days) = (1, 10);
    let anna = entry("a@mail.example", "en", ["Иванова", "Анна"]);
    let [came, _missed] = ["2026-11-17T09:15", "2026-11-17T10:00"].map(|begins| house.book(&anna, begins));
    check_in(&house, came.booking.id);
    let server = house.start(&MessagesSetup { smtp: Some(crate::mailbox::smtp(1)), sms: None });
    clock.advance(Duration::from_secs(24 * 3600));
    let told = "The visit is over Nobody came to 1 booking made with this document. After that no more are made for a \
                while, so that places go to those who come. You can book again from 27 November;";
    once_said(&server, &clock, &came, told);
    server.stop();
}

#[test]
fn who_did_not_come_when_called_who_left_and_who_was_received_read_it_in_their_history_p2() {
    let (house, clock) = House::new();
    let entries = ["a", "b", "c", "d"].map(|name| entry(&format!("{name}@mail.example"), "en", ["Иванова", "Анна"]));
    let booked = entries.map(|entry| house.book(&entry, "2026-11-17T09:15"));
    let of = |n: usize| booked[n].booking.id;
    // The kiosk's answer did not come through: it takes the ticket back, and its visitor checks in anew.
    acts(&house, &kiosk(), vec![checking_in(of(0), 1), Act::WithdrawTicket { ticket: TicketId(0) }]);
    acts(&house, &kiosk(), (0..4).map(|n| checking_in(of(n), 2 + u8::try_from(n).unwrap())).collect());
    let open = Act::OpenWindow { window: WindowId::new("w3").unwrap() };
    clock.advance(Duration::from_secs(15 * 60));
    acts(&house, &clerk(), vec![Act::SignIn, open, Act::CallNext, Act::Recall]);
    clock.advance(Duration::from_secs(90));
    acts(&house, &clerk(), vec![Act::NoShow, Act::CallNext, Act::Start, Act::Finish]);
    acts(&house, &Actor::Visitor, vec![Act::Leave { ticket: TicketId(3) }]);
    clock.advance(Duration::from_secs(24 * 3600));
    acts(&house, &clerk(), vec![Act::SignIn]);
    let told = histories(&house, &booked);
    let lines = [
        &[
            "Staff: Анна Саргсян called, and nobody came to the window",
            "You checked in, number A002",
            "You checked in, number A001 (taken back)",
        ][..],
        &["Staff: Анна Саргсян finished the visit", "You checked in, number A003"],
        &["You gave up the place in the queue", "You checked in, number A004"],
        &["The server ended the day; nobody had been received", "You checked in, number A005"],
    ];
    for (told, lines) in told.iter().zip(lines) {
        let places = lines.iter().map(|line| told.find(line).unwrap_or_else(|| panic!("{line} in {told}")));
        assert!(places.is_sorted(), "the newest first: {told}");
        let acts = ["called,", "finished the visit", "gave up", "ended the day", "checked in"];
        assert_eq!(acts.map(|act| told.matches(act).count()).iter().sum::<usize>(), lines.len(), "{told}");
    }
}
