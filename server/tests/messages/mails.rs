//! What mails say: the whole booking in the visitor's language, as text and as HTML, with a code that the kiosk takes and a link (B7).

use std::time::Duration;

use protocol::token::Token;
use queue::booking::{BookingAct, OfficeReason};
use queue::floor::{Interval, IssueHours, Weekday};
use queue::{Act, Actor};
use server::messages::setup::MessagesSetup;
use server::people::entered::{Field, free_text};
use server::people::{Deed, Entry, Who, Why};

use crate::mailbox::{Mail, Mailbox};
use crate::support::{Booked, FRIDAY, House, MORNING, SERVICE, Wish, at, entry, outbox, states};

pub fn by_mail(mailbox: &Mailbox) -> MessagesSetup {
    MessagesSetup { smtp: Some(mailbox.setup()), sms: None }
}

/// The code in a mail is the booking's own, signed by this office.
fn holds_the_code(house: &House, booked: &Booked, mail: &Mail) {
    let key = server::office_key::open(&house.data().join("keys")).unwrap();
    let token = key.public().read(mail.qr.as_deref().unwrap()).unwrap();
    let booking = &booked.booking;
    let expected = Token { booking: booking.id, revision: booking.revision, begins: booking.slot.begins };
    assert_eq!(token, expected);
}

/// The parts of a mail to somebody who is expected.
const TREE: [&str; 7] = [
    "multipart/mixed",
    "multipart/alternative",
    "text/plain",
    "multipart/related",
    "text/html",
    "image/png",
    "text/calendar",
];

/// What somebody who has booked reads in a language.
struct Said {
    language: &'static str,
    title: &'static str,
    when: &'static str,
    /// The line that says when.
    when_line: &'static str,
    service: &'static str,
    /// What stands over the documents.
    documents: &'static str,
    come: &'static str,
    until: &'static str,
    /// Stands between a name and what is so.
    colon: &'static str,
    /// Of the file for the calendar.
    by_link: &'static str,
}

const SAID: [Said; 3] = [
    Said {
        language: "ru",
        title: "Вы записаны",
        when: "Пятница, 20 ноября 2026, 10:45",
        when_line: "Когда: Пятница, 20 ноября 2026, 10:45",
        service: "Загранпаспорт: подача документов",
        documents: "Нужные документы",
        come: "Отметиться можно не ранее чем за 30 минут до приёма. При опоздании не больше чем на 10 минут вас примут по записи, позже вы попадёте в общую очередь.",
        until: "до 19 ноября 2026, 10:45.",
        colon: ":",
        by_link: "по ссылке из сообщения о ней",
    },
    Said {
        language: "en",
        title: "You are booked",
        when: "Friday, 20 November 2026, 10:45",
        when_line: "When: Friday, 20 November 2026, 10:45",
        service: "International passport: application",
        documents: "Documents needed",
        come: "Check-in opens 30 minutes before the time. If you are up to 10 minutes late you are still received as booked; later you go into the general queue.",
        until: "until 19 November 2026, 10:45.",
        colon: ":",
        by_link: "use the link in the message about it",
    },
    Said {
        language: "hy",
        title: "Դուք գրանցված եք",
        when: "Ուրբաթ, 2026 թ. նոյեմբերի 20, 10:45",
        when_line: "Երբ՝ Ուրբաթ, 2026 թ. նոյեմբերի 20, 10:45",
        service: "Արտասահմանյան անձնագիր. փաստաթղթերի հանձնում",
        documents: "Անհրաժեշտ փաստաթղթեր",
        come: "Նշվել կարելի է ընդունելությունից ամենաշուտը 30 րոպե առաջ։ Եթե ուշանաք մինչև 10 րոպե, կընդունվեք ըստ գրանցման, ավելի ուշ՝ ընդհանուր հերթով։",
        until: "մինչև 2026 թ. նոյեմբերի 19, 10:45։",
        colon: "՝",
        by_link: "մասին հաղորդագրության հղումով",
    },
];

/// Who it is for, from whom, and of which parts.
fn is_addressed(said: &Said, mail: &Mail) {
    let Said { language, title, when, colon, .. } = said;
    assert_eq!((mail.from.as_str(), mail.defects.len()), ("queue@office.example", 0), "{:?}", mail.defects);
    assert_eq!(mail.to, [format!("box-{language}@mail.example")]);
    assert_eq!(mail.header("To"), format!("box-{language}@mail.example"));
    let within = if *language == "en" { (*when).to_owned() } else { when.to_lowercase() };
    assert_eq!(mail.header("Subject"), format!("{title}{colon} {within}"));
    assert_eq!(mail.header("Content-Language"), *language);
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert!(mail.header("From").ends_with("<queue@office.example>"));
    assert!(mail.header("Date").starts_with("Tue, 17 Nov 2026 06:00:00"), "{}", mail.header("Date"));
    assert_eq!(mail.tree, TREE);
}

/// Text and HTML have all of the booking; `digits` are the figures that are typed without the code.
fn holds_it_all(house: &House, said: &Said, booked: &Booked, digits: &str, mail: &Mail) {
    let lines = mail.text.replace('\r', "");
    assert!(lines.contains(&format!("\n{}\n", said.when_line)), "{lines}");
    assert!(lines.contains(&format!("\n{}{}\n", said.documents, said.colon)), "{lines}");
    let number = booked.booking.number.to_string();
    let link = format!("http://127.0.0.1:7780/b/{}", booked.link);
    let language = queue::ids::Language::new(said.language).unwrap();
    let paper = house.floor.services[0].purposes[0].documents[0].name.in_language(&language);
    let office = house.floor.office.in_language(&language);
    for part in [&mail.text, &mail.html] {
        let Said { title, when, service, documents, .. } = said;
        for words in [*title, when, service, documents, number.as_str(), &link, paper, office, digits] {
            assert!(part.contains(words), "{words} in {part}");
        }
        assert!(part.replace('\u{a0}', " ").contains(said.come), "{part}");
    }
    assert!(mail.text.contains("О’Коннор Анна-Мария") || mail.text.contains("О'Коннор Анна-Мария"), "{}", mail.text);
    assert!(mail.text.contains(said.until), "{}", mail.text);
    let picture = mail.picture_id.as_deref().unwrap().trim_matches(['<', '>']).to_owned();
    assert!(mail.html.contains(&format!("src=\"cid:{picture}\"")), "{picture} in {}", mail.html);
    assert!(!mail.html.contains("http://www") && !mail.html.contains("<script"), "nothing is loaded from anywhere");
    holds_the_code(house, booked, mail);
}

/// The file for the visitor's calendar has the visit, and nothing that others may not see.
fn brings_the_visit(said: &Said, booked: &Booked, mail: &Mail) {
    let visit = mail.calendar.as_deref().unwrap();
    let begins = "\r\nDTSTART:20261120T074500Z\r\nDTEND:20261120T080000Z\r\n";
    assert!(visit.contains(begins) && visit.contains("SEQUENCE:0") && visit.contains("STATUS:CONFIRMED"), "{visit}");
    let number = booked.booking.number.to_string();
    let unfolded = visit.replace("\r\n ", "");
    assert!(unfolded.contains(&number) && unfolded.contains(said.by_link), "{unfolded}");
    let secrets = ["Анна", "URL:", "http", "/b/", booked.link.as_str()];
    assert!(
        !secrets.iter().any(|secret| unfolded.contains(secret)),
        "it goes into calendars that others see: {unfolded}"
    );
}

#[test]
fn a_booked_visitor_gets_the_whole_booking_in_their_language_b7() {
    let (house, _clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    let purpose = house.floor.services[0].purposes[0].clone();
    let of_office = purpose.name.in_language(&house.floor.languages[0]).to_owned();
    let entries = SAID.map(|Said { language, .. }| Entry {
        purpose: Some(free_text(Field::Purpose, &of_office).unwrap()),
        ..entry(&format!("box-{language}@mail.example"), language, ["О’Коннор", "Анна-Мария"])
    });
    let wishes: Vec<_> = entries.iter().map(|entry| Wish::Book(entry, FRIDAY)).collect();
    let booked = house.carry_out(&wishes);
    let people = house.people();
    let figures = |booked: &Booked| {
        let record = people.view(&booked.person, &Who::Visitor, Why::OwnPage, at(MORNING)).unwrap();
        record.digits.as_str().to_owned()
    };
    let figures: Vec<_> = booked.iter().map(figures).collect();
    people.close().unwrap();
    let server = house.start(&by_mail(&mailbox));
    for ((said, booked), digits) in SAID.iter().zip(&booked).zip(&figures) {
        let mail = mailbox.next();
        is_addressed(said, &mail);
        holds_it_all(&house, said, booked, digits, &mail);
        brings_the_visit(said, booked, &mail);
    }
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    assert!(mailbox.all_within(Duration::from_millis(500)).is_empty(), "each once");
    server.stop();
    assert_eq!(states(&house.data()), ["0 booked sent", "1 booked sent", "2 booked sent"]);
    // Each look at a contact is noted, with who and why (P2).
    let people = house.people();
    for booked in &booked {
        let seen: Vec<_> =
            people.history(&booked.person).unwrap().into_iter().map(|seen| (seen.who, seen.deed)).collect();
        assert_eq!(seen.iter().filter(|seen| **seen == (Who::Office, Deed::Viewed(Why::Message))).count(), 1);
    }
}

#[test]
fn change_cancellation_reminder_and_lapse_are_told_as_they_come_b8_b12() {
    let (mut house, clock) = House::new();
    (house.floor.rules.booking.changes, house.floor.rules.booking.missed) = (1, 2);
    let mailbox = Mailbox::start(&[]);
    let entries = ["a", "b", "c"].map(|name| entry(&format!("{name}@mail.example"), "en", ["Ivanova", "Anna"]));
    let booked = house.carry_out(&entries.iter().map(|entry| Wish::Book(entry, FRIDAY)).collect::<Vec<_>>());
    house.start(&by_mail(&mailbox)).stop_after(&mailbox, 3);

    let [kept, changed, cancelled] = [0, 1, 2].map(|at| booked[at].booking.id);
    let after = house.carry_out(&[Wish::Change(changed, "2026-11-20T11:00"), Wish::Cancel(cancelled)]);
    let server = house.start(&by_mail(&mailbox));
    let mail = mailbox.next();
    assert_eq!(mail.header("Subject"), "Your booking has been changed: Friday, 20 November 2026, 11:00");
    assert!(mail.text.contains("Friday, 20 November 2026, 11:00") && mail.text.contains(&booked[1].link));
    assert!(mail.text.contains("You can cancel until"), "it was the last change (S6): {}", mail.text);
    assert!(mail.text.contains("counts as missed"), "{}", mail.text);
    holds_the_code(&house, &after[0], &mail);
    assert_eq!(after[0].booking.revision, 1);
    let mail = mailbox.next();
    assert_eq!(mail.header("Subject"), "Your booking is cancelled: Friday, 20 November 2026, 10:45");
    assert_eq!((&mail.qr, &mail.picture_id), (&None, &None), "no code where nobody is expected");
    let visit = mail.calendar.as_deref().unwrap();
    assert!(visit.contains("STATUS:CANCELLED") && visit.contains("SEQUENCE:1"), "{visit}");
    assert!(!mail.text.contains(&booked[2].link) && mail.text.contains("http://127.0.0.1:7780/book"));

    // The day before, at 10:00 in Moscow.
    clock.advance(Duration::from_secs(2 * 86_400 + 3600));
    let reminders = [mailbox.next(), mailbox.next()];
    for (mail, when) in reminders.iter().zip(["10:45", "11:00"]) {
        assert_eq!(mail.header("Subject"), format!("Reminder of your visit: Friday, 20 November 2026, {when}"));
        assert!(mail.qr.is_some() && mail.tree == TREE);
    }
    // The reception of Friday closes and nobody was here.
    clock.advance(Duration::from_secs(86_400 + 9 * 3600));
    let lapsed = [mailbox.next(), mailbox.next()];
    for mail in &lapsed {
        assert!(mail.header("Subject").starts_with("Your booking is no longer valid: Friday"), "{:?}", mail.headers);
        assert!(mail.text.contains("not kept on its day") && mail.qr.is_none() && mail.calendar.is_none());
    }
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    assert_eq!(server.health().unwrap()["messages"]["given_up"], 0);
    server.stop();
    assert_eq!(kept.0, 0);
    let ids: std::collections::BTreeSet<_> = outbox(&house.data()).into_iter().map(|row| row.5).collect();
    assert_eq!(ids.len(), 9, "each message has an id of its own");
}

#[test]
fn what_a_newer_message_tells_is_not_told_twice_and_whoever_was_forgotten_hears_nothing_p3() {
    let (house, _clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    let entries = ["a", "b"].map(|name| entry(&format!("{name}@mail.example"), "en", ["Ivanova", "Anna"]));
    let booked = house.carry_out(&entries.iter().map(|entry| Wish::Book(entry, FRIDAY)).collect::<Vec<_>>());
    house.carry_out(&[Wish::Change(booked[0].booking.id, "2026-11-20T11:00")]);
    let people = house.people();
    people.forget(&booked[1].person, &Who::Visitor, at(MORNING)).unwrap();
    people.close().unwrap();
    let server = house.start(&by_mail(&mailbox));
    let mail = mailbox.next();
    assert!(mail.header("Subject").starts_with("Your booking has been changed"), "{:?}", mail.headers);
    assert!(mailbox.all_within(Duration::from_millis(500)).is_empty());
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    assert_eq!(server.health().unwrap()["status"], "well");
    server.stop();
    assert_eq!(states(&house.data()), ["0 booked needless overtaken", "1 booked needless forgotten", "0 changed sent"]);
}

#[test]
fn what_the_office_and_the_visitor_have_written_is_text_wherever_it_stands_s7() {
    let (mut house, _clock) = House::new();
    let odd = "<b>\"A\" & Ձ</b>, Bcc: x@evil.example; =?utf-8?q?x?=";
    let text =
        |words: &str| queue::floor::Text(house.floor.languages.iter().map(|key| (key.clone(), words.into())).collect());
    house.floor.office = text(odd);
    house.floor.services[0].name = text("{{ told.office }} <script>alert(1)</script>");
    let mailbox = Mailbox::start(&[]);
    house.book(&entry("a+b'c@mail.example", "ru", ["Д’Артаньян-Ёлкина", "Անի"]), FRIDAY);
    let server = house.start(&by_mail(&mailbox));
    let mail = mailbox.next();
    assert_eq!((mail.to.as_slice(), mail.header("To")), (&["a+b'c@mail.example".to_owned()][..], "a+b'c@mail.example"));
    let from = mail.header("From");
    assert!(from.ends_with("<queue@office.example>") && from.contains('Ձ'), "{from}");
    let names: Vec<_> = mail.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    assert!(
        !names.contains(&"bcc".to_owned()) && names.iter().filter(|name| *name == "from").count() == 1,
        "{names:?}"
    );
    assert!(!mail.html.contains("<script>") && !mail.html.contains("<b>\""), "{}", mail.html);
    assert!(mail.html.contains("&#60;script&#62;alert(1)") && mail.text.contains("<script>alert(1)</script>"));
    assert!(mail.text.contains("Ёлкина Անի") && mail.html.contains("Ёлкина Անի"));
    let raw = data_encoding::BASE64.decode(mail.raw.as_bytes()).unwrap();
    assert!(
        raw.is_ascii() && raw.split(|byte| *byte == b'\n').all(|line| line.len() <= 999),
        "any mail server takes it"
    );
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    server.stop();
}

impl crate::support::Server {
    /// Stops once so many mails have come and are noted.
    fn stop_after(self, mailbox: &Mailbox, mails: usize) {
        (0..mails).for_each(|_| drop(mailbox.next()));
        self.until("all is noted", |health| health["messages"]["waiting"] == 0);
        self.stop();
    }
}

#[test]
fn a_time_after_midnight_is_told_by_the_date_that_the_calendar_shows_b7() {
    let (mut house, _clock) = House::new();
    house.floor.calendar.day_turns_at = "04:00".parse().unwrap();
    let service = house.floor.services.iter_mut().find(|service| service.id.as_str() == SERVICE).unwrap();
    let night = vec![Interval { from: "20:00".parse().unwrap(), to: "03:00".parse().unwrap() }];
    service.slots.as_mut().unwrap().hours = IssueHours([(Weekday::Fri, night)].into());
    let mailbox = Mailbox::start(&[]);
    house.book(&entry("night@mail.example", "en", ["Petrov", "Ivan"]), "2026-11-20T00:30");
    let server = house.start(&by_mail(&mailbox));
    let mail = mailbox.next();
    assert_eq!(mail.header("Subject"), "You are booked: Saturday, 21 November 2026, 00:30");
    for part in [&mail.text, &mail.html] {
        assert!(part.contains("Saturday, 21 November 2026, 00:30"), "{part}");
        assert!(part.contains("until 20 November 2026, 00:30"), "{part}");
    }
    assert!(mail.calendar.as_deref().unwrap().contains("DTSTART:20261120T213000Z"));
    server.stop();
}

/// What the visitor is told of it: title, reason, what to do.
const CALLED_OFF: [(&str, &str, &str, &str); 3] = [
    ("ru", "Отдел отменил вашу запись", "В это время вас некому принять.", "запишитесь на другое время"),
    (
        "en",
        "The office has cancelled your booking",
        "At that time there is nobody who could receive you.",
        "Please book a new time.",
    ),
    ("hy", "Բաժինը չեղարկել է ձեր գրանցումը", "Այդ ժամին ձեզ ընդունող չի լինի։", "գրանցվել այլ ժամի"),
];

#[test]
fn whom_the_office_cannot_receive_is_told_why_and_where_to_book_anew_b8() {
    let (house, _clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    let entries =
        CALLED_OFF.map(|(language, ..)| entry(&format!("{language}@mail.example"), language, ["Ivanova", "Anna"]));
    let booked = house.carry_out(&entries.iter().map(|entry| Wish::Book(entry, FRIDAY)).collect::<Vec<_>>());
    house.start(&by_mail(&mailbox)).stop_after(&mailbox, 3);
    let clerk = house.floor.clerks[0].id.clone();
    let wishes: Vec<_> = booked
        .iter()
        .map(|booked| {
            let act = BookingAct::CallOff { booking: booked.booking.id, reason: OfficeReason::NoStaff };
            Wish::Act(Actor::Staff(clerk.clone()), Act::Booking(act))
        })
        .collect();
    house.carry_out(&wishes);
    let server = house.start(&by_mail(&mailbox));
    for (_, title, why, anew) in CALLED_OFF {
        let mail = mailbox.next();
        assert!(mail.header("Subject").starts_with(title), "{}", mail.header("Subject"));
        for part in [&mail.text, &mail.html] {
            assert!(part.contains(title) && part.contains(why) && part.contains(anew), "{part}");
            assert!(part.contains("http://127.0.0.1:7780/book"), "{part}");
        }
        assert_eq!((&mail.qr, &mail.picture_id), (&None, &None), "no code where nobody is expected");
        let visit = mail.calendar.as_deref().unwrap();
        assert!(visit.contains("STATUS:CANCELLED") && visit.contains("SEQUENCE:1"), "{visit}");
    }
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    server.stop();
    assert_eq!(states(&house.data())[3..], ["0 called_off sent", "1 called_off sent", "2 called_off sent"]);
}

#[test]
fn a_new_holiday_is_told_to_whoever_booked_that_day_b8() {
    let (mut house, _clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    let entries = ["a", "b"].map(|name| entry(&format!("{name}@mail.example"), "en", ["Ivanova", "Anna"]));
    house.carry_out(&[Wish::Book(&entries[0], FRIDAY), Wish::Book(&entries[1], "2026-11-19T10:45")]);
    house.start(&by_mail(&mailbox)).stop_after(&mailbox, 2);
    house.floor.calendar.holidays.insert("2026-11-20".parse().unwrap());
    let mut settings = house.settings(&by_mail(&mailbox));
    settings.file = server::run::FloorFile::Apply;
    let server = house.start_with(settings);
    let mail = mailbox.next();
    assert_eq!(mail.to, ["a@mail.example"]);
    assert_eq!(mail.header("Subject"), "The office has cancelled your booking: Friday, 20 November 2026, 10:45");
    assert!(mail.text.contains("There is no reception at that time."), "{}", mail.text);
    assert!(mailbox.all_within(Duration::from_millis(500)).is_empty(), "whoever can still come hears nothing");
    server.stop();
}
