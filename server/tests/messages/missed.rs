//! Whoever missed too many bookings reads in mail and SMS from when on they can book, and is not invited before (B12).

use std::time::Duration;

use server::messages::setup::MessagesSetup;

use crate::gateway::Listener;
use crate::gateways::configured;
use crate::mailbox::{Mail, Mailbox};
use crate::mails::by_mail;
use crate::support::{FRIDAY, House, Wish, entry};

#[test]
fn whoever_missed_too_many_is_told_from_when_on_they_can_book_and_is_not_invited_before_b12() {
    let (mut house, clock) = House::new();
    let rules = &mut house.floor.rules.booking;
    (rules.missed, rules.missed_days, rules.late_min, rules.early_min) = (2, 10, 0, 0);
    let mailbox = Mailbox::start(&[]);
    let told = [
        (
            "ru",
            "Отметиться можно, когда наступит время записи. Если придёте позже времени записи, вы попадёте в общую очередь.",
            "В назначенный день вас не было. Пропущено слишком много записей: записаться снова можно с 30 ноября. До этого вас примут в общей очереди: возьмите, пожалуйста, талон в киоске отдела.",
        ),
        (
            "en",
            "Check-in opens at the booked time. If you come after the booked time you go into the general queue.",
            "It was not kept on its day. Too many bookings were missed: you can book again from 30 November. Until then the general queue receives you: please take a coupon at the kiosk of the office.",
        ),
        (
            "hy",
            "Նշվել կարելի է գրանցման ժամից սկսած։ Եթե գաք գրանցման ժամից ուշ, կընդունվեք ընդհանուր հերթով։",
            "Նշանակված օրը դուք չեք եկել։ Բաց թողնված գրանցումները չափազանց շատ են. կրկին գրանցվել կարելի է նոյեմբերի 30-ից։ Մինչ այդ կընդունվեք ընդհանուր հերթով. խնդրում ենք կտրոն վերցնել բաժնի կրպակից։",
        ),
    ];
    let entries = told.map(|(language, ..)| entry(&format!("{language}@mail.example"), language, ["Ivanova", "Anna"]));
    let wishes: Vec<_> =
        entries.iter().flat_map(|entry| [Wish::Book(entry, FRIDAY), Wish::Book(entry, "2026-11-20T11:00")]).collect();
    house.carry_out(&wishes);
    let server = house.start(&by_mail(&mailbox));
    let of = |mail: &Mail| {
        let found = told.iter().find(|(language, ..)| mail.to == [format!("{language}@mail.example")]);
        *found.expect("one of these")
    };
    for _ in 0..6 {
        let mail = mailbox.next();
        assert!(mail.text.contains(of(&mail).1), "{}", mail.text);
    }
    clock.advance(Duration::from_secs(2 * 86_400 + 3600));
    (0..6).for_each(|_| drop(mailbox.next()));
    clock.advance(Duration::from_secs(86_400 + 9 * 3600));
    for _ in 0..6 {
        let mail = mailbox.next();
        for part in [&mail.text, &mail.html] {
            assert!(part.contains(of(&mail).2), "{part}");
            assert!(!part.contains("http://127.0.0.1:7780/book"), "nobody is sent in vain: {part}");
        }
    }
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    server.stop();
}

/// What each language says of a day a year from now.
const A_YEAR: [(&str, &str, &str); 3] = [
    ("ru", "+7 911 000 00 01", "записаться снова можно с 20 ноября 2027 года."),
    ("en", "+7 911 000 00 02", "you can book again from 20 November 2027."),
    ("hy", "+7 911 000 00 03", "կրկին գրանցվել կարելի է 2027 թ. նոյեմբերի 20-ից։"),
];

#[test]
fn a_day_of_another_year_is_told_with_its_year_b12() {
    let (mut house, clock) = House::new();
    (house.floor.rules.booking.missed, house.floor.rules.booking.missed_days) = (1, 365);
    let mailbox = Mailbox::start(&[]);
    let listener = Listener::start(|_| Some((200, "{\"status\": \"ok\"}".to_owned())));
    let table = "[messages.sms]\nurl = \"http://ADDRESS/?to={to}\"\nbody = '[\"{text}\"]'\n";
    let sms = configured(&table.replace("ADDRESS", &listener.address.to_string())).sms;
    let entries = A_YEAR.map(|(language, phone, _)| {
        [format!("{language}@mail.example").as_str(), phone]
            .map(|contact| entry(contact, language, ["Ivanova", "Anna"]))
    });
    house.carry_out(&entries.iter().flatten().map(|entry| Wish::Book(entry, FRIDAY)).collect::<Vec<_>>());
    let server = house.start(&MessagesSetup { sms, ..by_mail(&mailbox) });
    let next = || -> (Vec<Mail>, Vec<String>) {
        ((0..3).map(|_| mailbox.next()).collect(), (0..3).map(|_| listener.next().body).collect())
    };
    next();
    clock.advance(Duration::from_secs(2 * 86_400 + 3600));
    next();
    clock.advance(Duration::from_secs(86_400 + 9 * 3600));
    let (mails, lines) = next();
    for (language, _, told) in A_YEAR {
        let mail = mails.iter().find(|mail| mail.header("Content-Language") == language).unwrap();
        assert!(mail.text.contains(told) && mail.html.contains(told), "{}", mail.text);
        assert!(lines.iter().any(|line| line.ends_with(&format!("{told}\"]"))), "{told} in {lines:?}");
    }
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    server.stop();
}
