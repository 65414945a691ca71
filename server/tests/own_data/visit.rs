//! Whoever is here is needed by name until the visit is over (B6, P3).

use queue::booking::BookingAct;
use queue::ids::{ClerkId, DeviceId, Language, TicketCode, WindowId};
use queue::{Act, Actor};
use server::messages::setup::MessagesSetup;

use crate::browser::Browser;
use crate::files;
use crate::support::{Booked, House, Wish, entry};

fn acts(house: &House, by: &Actor, acts: Vec<Act>) {
    let wishes: Vec<_> = acts.into_iter().map(|act| Wish::Act(by.clone(), act)).collect();
    house.carry_out(&wishes);
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
    let kiosk = Actor::Kiosk(DeviceId::new("kiosk-1").unwrap());
    let clerk = Actor::Staff(ClerkId::new("sargsyan").unwrap());
    let check_in = BookingAct::CheckIn {
        booking: booked.booking.id,
        revision: None,
        language: Language::new("en").unwrap(),
        more_time: false,
        code: TicketCode::from_random([7; TicketCode::LENGTH]),
    };
    acts(&house, &kiosk, vec![Act::Booking(check_in)]);
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
