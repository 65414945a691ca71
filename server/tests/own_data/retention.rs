//! What the running server forgets by itself: whom nobody expects any more, thirty days after the visit, and who entered data for a booking
//! that never came about; with the keys, and without a word of the journal (P3, S4).

use std::time::{Duration, Instant};

use server::messages::setup::MessagesSetup;
use server::people::Who;

use crate::browser::{Browser, Office, anna_with};
use crate::files;
use crate::mailbox::SOON;
use crate::support::{House, MORNING, Server, at, entry, until};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test(flavor = "multi_thread")]
async fn on_the_thirty_first_day_after_the_visit_the_link_is_unknown_and_the_key_is_gone_p3() {
    let (office, mut visitor, _) = Office::with_booking("residence", "2026-11-18T10:00").await;
    let (link, data) = (visitor.bare(), office.folder.path().to_owned());
    let key = files::keys(&data).remove(0);
    let other = anna_with(&[("document", "4510 700000"), ("contact", "other@example.org")]);
    let booked = office.browser().book(&office, "residence", "2026-11-17T12:00", &other).await;
    assert!(booked.text().contains("You are booked"), "{}", booked.text());
    office.clock.advance(DAY);
    until("it is settled that both bookings came about", || files::stages(&data) == ["booked", "booked"]);
    office.clock.advance(DAY * 30);
    let kept = || (files::stages(&data).len(), files::keys(&data).len());
    until("whoever came a day before is forgotten", || kept() == (1, 1));
    assert_eq!(visitor.get(&link).await.status, 200, "on the thirtieth day it is there");
    assert_eq!(kept(), (1, 1));
    let before = files::events(&data);

    office.clock.advance(DAY);
    let began = Instant::now();
    while visitor.get(&link).await.status != 404 {
        assert!(began.elapsed() < SOON, "on the thirty-first it is gone");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for below in ["/history", "/data.json", "/delete"] {
        assert_eq!(visitor.get(&format!("{link}{below}")).await.status, 404, "{below}");
    }
    until("data and key are gone", || kept() == (0, 0));
    until("the key is in no file", || files::with(&data, &key).is_empty());
    assert_eq!(files::events(&data)[..before.len()], before, "the statistics stay whole");
    let folder = office.stop().await;
    assert!(server::journal::verify(folder.path()).unwrap().holds());
}

fn start(house: &House) -> Server {
    let server = house.start(&MessagesSetup { smtp: Some(crate::mailbox::smtp(1)), sms: None });
    until("it serves", || server.health().is_some());
    server
}

#[test]
fn what_was_entered_for_a_booking_that_never_came_about_is_forgotten_after_two_hours_p3() {
    let (house, clock) = House::new();
    let booked = house.book(&entry("a@mail.example", "en", ["Иванова", "Анна"]), "2026-11-20T10:45");
    let people = house.people();
    let gave_up = entry("b@mail.example", "en", ["Петрова", "Вера"]);
    people.enrol(&gave_up, booked.booking.slot.date(), &Who::Visitor, at(MORNING)).unwrap();
    let long_ago = entry("c@mail.example", "en", ["Сидорова", "Ольга"]);
    people.enrol(&long_ago, booked.booking.slot.date(), &Who::Visitor, at("2026-11-17T04:00:00Z")).unwrap();
    people.close().unwrap();
    clock.advance(DAY / 24);
    let server = start(&house);
    until("whoever gave up long ago is forgotten", || files::keys(&house.data()).len() < 3);
    assert_eq!(files::keys(&house.data()).len(), 2, "the form may still be on its way");
    server.stop();

    clock.advance(DAY / 12);
    let server = start(&house);
    let kept = || (files::keys(&house.data()).len(), files::stages(&house.data()).len());
    until("key and data are gone", || kept() == (1, 1));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let path = format!("/b/{}?lang=en", booked.link);
    let page = runtime.block_on(async { Browser::at(server.address).get(&path).await });
    assert!(page.text().contains("You are booked"), "who booked is expected: {}", page.text());
    server.stop();
}
