//! SMS by a gateway: asked as configured, with what is filled in escaped; short, without a name, and its answer decides.

use std::time::Duration;

use queue::ids::Language;
use server::config;
use server::messages::carriers::Carriers;
use server::messages::setup::MessagesSetup;
use server::messages::{Delivery, Messages};
use server::people::entered::{Contact, phone};

use crate::gateway::{Asked, Listener};
use crate::support::{DEMO, FRIDAY, House, Wish, entry, outbox, states};

/// The ways out as a configuration file has them.
pub fn configured(table: &str) -> MessagesSetup {
    config::parse(&format!("{DEMO}\n{table}")).unwrap().messages.unwrap()
}

fn ok(_: &Asked) -> Option<(u16, String)> {
    Some((200, "{\"status\": \"ok\"}".to_owned()))
}

#[test]
fn a_short_message_without_a_name_goes_to_the_telephone_in_each_language_b7() {
    let (house, _clock) = House::new();
    let listener = Listener::start(ok);
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    std::fs::write(&password, "s3cret").unwrap();
    let setup = configured(&format!(
        "[messages.sms]\nurl = \"http://{}/send?key={{id}}\"\nheaders = [\"Authorization: Bearer {{password}}\"]\n\
         body = '{{\"to\": [\"{{to}}\"], \"text\": \"{{text}}\"}}'\npassword_file = \"{}\"\n",
        listener.address,
        password.display()
    ));
    let said = [
        ("ru", "Вы записаны: 20.11.2026 10:45, номер ", "Зал 1"),
        ("en", "You are booked: 20.11.2026 10:45, number ", "Hall 1"),
        ("hy", "Դուք գրանցված եք՝ 20.11.2026 10:45, համարը՝ ", "Սրահ 1"),
    ];
    let entries = said.map(|(language, ..)| entry("+374 91 000001", language, ["Ивановская", "Анна"]));
    let booked = house.carry_out(&entries.iter().map(|entry| Wish::Book(entry, FRIDAY)).collect::<Vec<_>>());
    let server = house.start(&setup);
    for ((_, words, hall), booked) in said.iter().zip(&booked) {
        let asked = listener.next();
        let id = outbox(&house.data())[usize::try_from(booked.booking.id.0).unwrap()].5.clone();
        assert_eq!(asked.line, format!("POST /send?key={} HTTP/1.1", id.replace('@', "%40")));
        assert_eq!(asked.header("authorization"), Some("Bearer s3cret"));
        assert_eq!(asked.header("content-type"), Some("application/json"));
        let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
        assert_eq!(body["to"], serde_json::json!(["+37491000001"]));
        let text = body["text"].as_str().unwrap();
        assert!(text.starts_with(words) && text.contains(&booked.booking.number.to_string()), "{text}");
        assert!(text.ends_with(&format!(" {hall}. http://127.0.0.1:7780/b/{}", booked.link)), "{text}");
        assert!(!text.contains("Иван") && text.chars().count() < 140, "{text}");
    }
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    server.stop();
    assert_eq!(states(&house.data()), ["0 booked sent", "1 booked sent", "2 booked sent"]);
}

#[test]
fn whoever_missed_too_many_reads_from_when_on_they_can_book_and_no_address_b12() {
    let (mut house, clock) = House::new();
    (house.floor.rules.booking.missed, house.floor.rules.booking.missed_days) = (1, 10);
    let listener = Listener::start(ok);
    let table = "[messages.sms]\nurl = \"http://ADDRESS/?to={to}\"\nbody = '[\"{text}\"]'\n";
    let setup = configured(&table.replace("ADDRESS", &listener.address.to_string()));
    house.book(&entry("+374 91 000001", "ru", ["Иванова", "Анна"]), FRIDAY);
    let server = house.start(&setup);
    assert!(listener.next().body.contains("Вы записаны"));
    clock.advance(Duration::from_secs(2 * 86_400 + 3600));
    assert!(listener.next().body.contains("Напоминание о визите"));
    clock.advance(Duration::from_secs(86_400 + 9 * 3600));
    let lapsed = listener.next().body;
    assert!(lapsed.starts_with("[\"Запись больше не действует: 20.11.2026 10:45, номер "), "{lapsed}");
    assert!(lapsed.ends_with(". Пропущено слишком много записей: записаться снова можно с 30 ноября.\"]"), "{lapsed}");
    assert!(lapsed.chars().count() < 140, "{lapsed}");
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    server.stop();
}

#[test]
fn the_gateway_hears_of_no_telephone_of_another_country_s6() {
    let (house, _clock) = House::new();
    let listener = Listener::start(ok);
    let setup = configured(&format!(
        "[messages.sms]\nurl = \"http://{}/\"\nbody = '[\"{{to}}\", \"{{text}}\"]'\ncountries = [\"+7\", \"+374\"]\n",
        listener.address
    ));
    let to = |number: &str| Contact::Phone(phone(number).unwrap());
    let messages = Messages::through(Carriers::open(&setup).unwrap());
    let language = Language::new("ru").unwrap();
    let receipt = messages.send_code(&to("+44 20 7946 0000"), &language, "012345").unwrap();
    crate::support::until("it is refused", || receipt.delivery() == Delivery::Refused);
    // Also where somebody booked before the setting was made.
    let entries = ["+44 20 7946 0000", "+374 91 000001"].map(|phone| entry(phone, "ru", ["Иванова", "Анна"]));
    house.carry_out(&entries.iter().map(|entry| Wish::Book(entry, FRIDAY)).collect::<Vec<_>>());
    let server = house.start(&setup);
    assert!(listener.next().body.starts_with("[\"+37491000001\""), "the first that it hears of");
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    assert!(listener.is_quiet(Duration::from_millis(300)));
    server.stop();
    assert_eq!(states(&house.data()), ["0 booked given_up refused", "1 booked sent"]);
}

#[test]
fn a_form_and_a_get_carry_the_same_text() {
    for (table, body) in [
        ("encoding = \"form\"\nbody = \"phone={to}&text={text}\"\nurl = \"http://ADDRESS/form\"", true),
        ("method = \"get\"\nurl = \"http://ADDRESS/get?phone={to}&text={text}\"", false),
    ] {
        let (house, _clock) = House::new();
        let listener = Listener::start(ok);
        let setup =
            configured(&format!("[messages.sms]\n{}\n", table.replace("ADDRESS", &listener.address.to_string())));
        house.book(&entry("+374 91 000001", "ru", ["Иванова", "Анна"]), FRIDAY);
        let server = house.start(&setup);
        let asked = listener.next();
        let form = if body { asked.body.as_str() } else { asked.line.split(['?', ' ']).nth(2).unwrap() };
        assert!(form.starts_with("phone=%2B37491000001&text=%D0%92%D1%8B%20%D0%B7%D0%B0%D0%BF"), "{asked:?}");
        assert!(form.contains("http%3A%2F%2F127.0.0.1%3A7780%2Fb%2F"), "{form}");
        let kind = body.then_some("application/x-www-form-urlencoded");
        assert_eq!(asked.header("content-type"), kind);
        server.until("all is noted", |health| health["messages"]["waiting"] == 0);
        server.stop();
    }
}

#[test]
fn the_gateways_answer_decides_and_one_that_knows_not_the_office_loses_nothing() {
    let answers = [
        (400, "no such number", "0 booked given_up refused", false),
        (401, "who are you", "0 booked waiting", true),
        (404, "", "0 booked waiting", true),
        (500, "", "0 booked waiting", true),
        (302, "", "0 booked waiting", true),
        (200, "{\"error\": 7}", "0 booked waiting", false),
    ];
    for (status, body, state, closed) in answers {
        let (house, _clock) = House::new();
        let listener = Listener::start(move |_| Some((status, body.to_owned())));
        let url = format!("http://{}/", listener.address);
        let setup = configured(&format!(
            "[messages.sms]\nurl = \"{url}\"\nbody = '[\"{{to}}\", \"{{text}}\"]'\ntaken_if = '\"status\": \"ok\"'\n"
        ));
        house.book(&entry("+374 91 000001", "ru", ["Иванова", "Анна"]), FRIDAY);
        let server = house.start(&setup);
        listener.next();
        assert!(listener.is_quiet(Duration::from_millis(300)), "{status}: it waits before it tries again");
        server.until("it is noted", |health| {
            let messages = &health["messages"];
            (messages["closed"] == serde_json::json!(["phone"])) == closed
                && (messages["given_up"] == 1) == state.contains("given")
        });
        server.stop();
        assert_eq!(states(&house.data()), [state], "{status}");
    }
}

#[test]
fn a_gateway_that_hangs_or_answers_without_end_holds_up_no_mail() {
    let mailbox = crate::mailbox::Mailbox::start(&[]);
    let (house, _clock) = House::new();
    let mut first = true;
    let listener =
        Listener::start(move |_| if std::mem::take(&mut first) { None } else { Some((200, "x".repeat(1 << 20))) });
    let mut setup = configured(&format!(
        "[messages.sms]\nurl = \"http://{}/\"\nbody = '[\"{{to}}\", \"{{text}}\"]'\npatience_s = 1\n",
        listener.address
    ));
    setup.smtp = Some(mailbox.setup());
    let entries =
        [entry("+374 91 000001", "ru", ["Иванова", "Анна"]), entry("a@mail.example", "ru", ["Иванова", "Анна"])];
    house.carry_out(&entries.iter().map(|entry| Wish::Book(entry, FRIDAY)).collect::<Vec<_>>());
    let server = house.start(&setup);
    assert_eq!(mailbox.next().to, ["a@mail.example"]);
    server.until("one is left", |health| health["messages"]["waiting"] == 1);
    server.stop();
    assert_eq!(states(&house.data()), ["0 booked waiting", "1 booked sent"]);
}

#[test]
fn whoever_has_no_way_is_given_up_and_shown() {
    let mailbox = crate::mailbox::Mailbox::start(&[]);
    let (house, _clock) = House::new();
    house.book(&entry("+374 91 000001", "ru", ["Иванова", "Анна"]), FRIDAY);
    let server = house.start(&MessagesSetup { smtp: Some(mailbox.setup()), sms: None });
    server.until("it is given up", |health| health["messages"]["given_up"] == 1 && health["status"] == "degraded");
    server.stop();
    assert_eq!(states(&house.data()), ["0 booked given_up no_way"]);
}
