//! Messages of somebody who was forgotten while they waited: given up in silence, and nobody is alarmed (P3).

use server::messages::setup::MessagesSetup;

use crate::browser::Browser;
use crate::mailbox::{Mailbox, smtp};
use crate::support::{FRIDAY, House, entry, states};

#[test]
fn what_waits_for_somebody_who_is_forgotten_is_never_sent_and_alarms_nobody() {
    let (house, _) = House::new();
    let gone = house.book(&entry("gone@mail.example", "ru", ["Иванова", "Анна"]), FRIDAY);
    house.book(&entry("stays@mail.example", "ru", ["Петрова", "Вера"]), FRIDAY);
    let server = house.start(&MessagesSetup { smtp: Some(smtp(1)), sms: None });
    server.until("it tried", |health| health["messages"]["closed"][0] == "email");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let deleted = runtime.block_on(async {
        Browser::at(server.address).post(&format!("/b/{}/delete?lang=en", gone.link), &[("sure", "1")]).await
    });
    assert!(deleted.text().contains("Your data is deleted"), "{}", deleted.text());
    server.stop();
    assert_eq!(states(&house.data()).len(), 3);
    let db = rusqlite::Connection::open(house.data().join(server::journal::FILE)).unwrap();
    db.execute("UPDATE outbox SET due_ms = made_ms", []).unwrap();
    drop(db);

    let mailbox = Mailbox::start(&[]);
    let server = house.start(&MessagesSetup { smtp: Some(mailbox.setup()), sms: None });
    assert_eq!(mailbox.next().to, ["stays@mail.example"]);
    server.until("nothing waits", |health| health["messages"]["waiting"] == 0);
    let health = server.health().unwrap();
    assert_eq!((&health["messages"]["given_up"], &health["messages"]["late"]), (&0.into(), &0.into()));
    server.stop();
    assert!(mailbox.all_within(std::time::Duration::from_millis(300)).is_empty());
    let states = states(&house.data());
    assert_eq!(states, ["0 booked needless overtaken", "1 booked sent", "0 cancelled needless forgotten"]);
}
