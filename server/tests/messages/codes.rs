//! One-time codes (P5): sent at once, kept nowhere, and honestly refused where they cannot go out soon.

use std::time::{Duration, Instant};

use queue::ids::Language;
use server::messages::carriers::Carriers;
use server::messages::setup::MessagesSetup;
use server::messages::{Busy, Messages, Reach};
use server::people::entered::{Contact, email, phone};

use crate::gateway::Listener;
use crate::gateways::configured;
use crate::mailbox::{Mailbox, SOON, smtp};

fn language(key: &str) -> Language {
    Language::new(key).unwrap()
}

fn open(setup: &MessagesSetup) -> Messages {
    Messages::through(Carriers::open(setup).unwrap())
}

#[test]
fn a_code_goes_out_at_once_in_the_visitors_language() {
    let mailbox = Mailbox::start(&[]);
    let listener = Listener::start(|_| Some((200, String::new())));
    let mut setup = configured(&format!(
        "[messages.sms]\nurl = \"http://{}/\"\nbody = '[\"{{to}}\", \"{{text}}\"]'\n",
        listener.address
    ));
    setup.smtp = Some(mailbox.setup());
    let messages = open(&setup);
    assert!(messages.are_set_up() && messages.reach() == Reach { email: true, phone: true });
    for (key, subject, text) in [
        ("ru", "Код для записи", "Ваш код: 012345"),
        ("en", "Your code for the booking", "Your code: 012345"),
        ("hy", "Գրանցման կոդը", "Ձեր կոդը՝ 012345"),
    ] {
        messages.send_code(&Contact::Email(email("a@mail.example").unwrap()), &language(key), "012345").unwrap();
        let mail = mailbox.next();
        assert_eq!(mail.header("Subject"), subject, "the code is not in the subject, which a locked phone shows");
        assert!(mail.text.contains(text) && mail.html.contains(text), "{}", mail.text);
        assert_eq!(mail.tree, ["multipart/alternative", "text/plain", "text/html"]);
    }
    messages.send_code(&Contact::Phone(phone("+374 91 000001").unwrap()), &language("ru"), "012345").unwrap();
    assert_eq!(listener.next().body, "[\"+37491000001\", \"Код для записи: 012345\"]");
}

#[test]
fn a_line_that_is_full_and_a_way_that_is_closed_are_said_to_be() {
    let mailbox = Mailbox::start(&[]);
    let patient = server::messages::setup::SmtpSetup { patience: Duration::from_secs(30), ..mailbox.setup() };
    let messages = open(&MessagesSetup { smtp: Some(patient), sms: None });
    let to = |name: &str| Contact::Email(email(&format!("{name}@mail.example")).unwrap());
    let began = Instant::now();
    let handed: Vec<_> = (0..200).map(|_| messages.send_code(&to("hang-a"), &language("ru"), "012345")).collect();
    assert!(began.elapsed() < Duration::from_secs(1), "nobody waits");
    let taken = handed.iter().filter(|handed| handed.is_ok()).count();
    assert!((32..=34).contains(&taken), "{taken}");
    assert_eq!(handed[199], Err(Busy));
    // No way to telephones, and one to mail that is down.
    let none = Contact::Phone(phone("+374 91 000001").unwrap());
    assert_eq!(messages.send_code(&none, &language("ru"), "012345"), Err(Busy));
    let down = open(&MessagesSetup { smtp: Some(smtp(1)), sms: None });
    assert_eq!(down.send_code(&to("a"), &language("ru"), "012345"), Ok(()), "nobody knows yet");
    let began = Instant::now();
    while down.send_code(&to("a"), &language("ru"), "012345").is_ok() {
        assert!(began.elapsed() < SOON);
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(Messages::default().send_code(&to("a"), &language("ru"), "012345"), Err(Busy));
}
