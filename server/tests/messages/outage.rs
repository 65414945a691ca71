//! A server that was down when somebody was to come: the booking lapses, the message says that it is the office's fault, and so does the
//! page; who stays away while the server runs is told otherwise (B7, B12).

use std::time::Duration;

use server::messages::setup::MessagesSetup;

use crate::browser::Browser;
use crate::mailbox::Mailbox;
use crate::support::{Booked, House, Server, entry};

const HOUR: Duration = Duration::from_secs(3600);
const OUTAGE: &str = "The office could not receive you at that time; this is not counted against you.";
const NOT_KEPT: &str = "It was not kept on its day.";

/// What the page of a booking says, and what it says to whoever would change or cancel it.
fn pages(server: &Server, booked: &Booked) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut visitor, mut said) = (Browser::at(server.address), Vec::new());
    for below in ["", "/change", "/change/passport-apply/time", "/cancel"] {
        let path = format!("/b/{}{below}?lang=en", booked.link);
        said.push(runtime.block_on(visitor.get(&path)).text());
    }
    said
}

fn alive(house: &House) -> Option<String> {
    std::fs::read_to_string(house.data().join("alive")).ok()
}

#[test]
fn who_could_not_come_as_the_server_was_down_is_told_so_and_nobody_else_b12() {
    let (house, clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    let setup = MessagesSetup { smtp: Some(mailbox.setup()), sms: None };
    let book =
        |name: &str, begins| house.book(&entry(&format!("{name}@mail.example"), "en", ["Ivanova", "Anna"]), begins);
    let hurt = book("hurt", "2026-11-17T14:00");
    let absent = book("absent", "2026-11-18T10:45");
    let server = house.start(&setup);
    let confirmed = [mailbox.next(), mailbox.next()];
    assert!(confirmed.iter().all(|mail| mail.header("Subject").starts_with("You are booked")));
    // At 09:00: from then on nobody knows whether it runs.
    crate::support::until("it notes that it runs", || alive(&house).is_some());
    let noted = alive(&house).unwrap();
    clock.advance(HOUR / 2);
    server.stop();
    assert_ne!(alive(&house).unwrap(), noted, "it stopped at 09:30");
    // As if it had been killed, which notes nothing.
    std::fs::write(house.data().join("alive"), noted).unwrap();

    clock.advance(10 * HOUR);
    let server = house.start(&setup);
    let reminder = mailbox.next();
    assert_eq!(
        (reminder.to[0].as_str(), reminder.header("Subject").contains("18 November")),
        ("absent@mail.example", true)
    );
    let lapsed = mailbox.next();
    assert_eq!(lapsed.to, ["hurt@mail.example"]);
    assert!(lapsed.text.contains(OUTAGE) && !lapsed.text.contains(NOT_KEPT), "{}", lapsed.text);
    for said in pages(&server, &hurt) {
        assert!(said.contains(OUTAGE) && !said.contains(NOT_KEPT), "{said}");
    }

    clock.advance(24 * HOUR);
    let lapsed = mailbox.next();
    assert_eq!(lapsed.to, ["absent@mail.example"]);
    assert!(lapsed.text.contains(NOT_KEPT) && !lapsed.text.contains(OUTAGE), "{}", lapsed.text);
    assert!(lapsed.text.contains("Book a new time if you need one."), "{}", lapsed.text);
    for said in pages(&server, &absent) {
        assert!(said.contains(NOT_KEPT) && !said.contains(OUTAGE), "{said}");
    }
    server.stop();
}
