//! One-time codes (P5): sent at once, kept nowhere, and honestly refused where they cannot go out soon.

use std::time::{Duration, Instant};

use queue::ids::Language;
use serde_json::json;
use server::messages::carriers::Carriers;
use server::messages::setup::MessagesSetup;
use server::messages::{Busy, Delivery, Messages, Reach};
use server::people::entered::{Contact, email, phone};

use crate::browser::{Browser, anna_with};
use crate::gateway::Listener;
use crate::gateways::configured;
use crate::mailbox::{Mailbox, SOON, smtp};
use crate::support::{FRIDAY, House, SERVICE};

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
    assert!(began.elapsed() < Duration::from_secs(10), "nobody waits");
    let taken = handed.iter().filter(|handed| handed.is_ok()).count();
    assert!((32..=34).contains(&taken), "{taken}");
    assert!(matches!(handed[199], Err(Busy)));
    // No way to telephones, and one to mail that is down.
    let none = Contact::Phone(phone("+374 91 000001").unwrap());
    assert!(matches!(messages.send_code(&none, &language("ru"), "012345"), Err(Busy)));
    let down = open(&MessagesSetup { smtp: Some(smtp(1)), sms: None });
    let first = down.send_code(&to("a"), &language("ru"), "012345").expect("nobody knows yet");
    let began = Instant::now();
    while down.send_code(&to("a"), &language("ru"), "012345").is_ok() {
        assert!(began.elapsed() < SOON);
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(first.delivery(), Delivery::Held, "and it is known of the first");
    assert!(matches!(Messages::default().send_code(&to("a"), &language("ru"), "012345"), Err(Busy)));
}

#[test]
fn where_no_code_goes_out_the_visitor_and_the_staff_are_told_though_nothing_waits() {
    let (house, _clock) = House::new();
    let listener = Listener::start(|_| Some((401, String::new())));
    let setup = configured(&format!(
        "[messages.sms]\nurl = \"http://{}/\"\nbody = '[\"{{to}}\", \"{{text}}\"]'\n",
        listener.address
    ));
    let server = house.start(&setup);
    server.until("all is well", |health| health["status"] == "well" && health["messages"]["waiting"] == 0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut visitor = Browser::at(server.address);
        let form = visitor.up_to_form(SERVICE, FRIDAY).await;
        let page = visitor.post(&form.action(), &anna_with(&[("contact", "+374 91 000001")])).await;
        assert!(page.text().contains("The message to +37491000001 cannot be sent right now."), "{}", page.text());
        assert!(!page.text().contains("We have sent"), "{}", page.text());
        let again = visitor.post("/form/code?lang=en", &[("again", "1")]).await;
        assert!(again.text().contains("The message cannot be sent right now. Nothing is lost"), "{}", again.text());
    });
    server.until("the staff are told", |health| {
        let messages = &health["messages"];
        health["status"] == "degraded" && messages["codes_unsent"] == 1 && messages["closed"] == json!(["phone"])
    });
    assert_eq!(server.health().unwrap()["messages"]["waiting"], 0, "the outbox is empty");
    server.stop();
}
