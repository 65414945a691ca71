//! The day report in the managers' mail: each evening once, to everybody, also after an evening without the server (Q7).

use std::net::TcpListener;
use std::time::Duration;

use jiff::civil::time;
use queue::ids::{CategoryId, DeviceId, Language, ServiceId, TicketCode};
use queue::{Act, Actor};
use server::messages::setup::{MessagesSetup, ReportSetup, SmtpSetup};

use crate::mailbox::{Mail, Mailbox, smtp};
use crate::support::{House, SERVICE, Server, Wish, until};

/// Longer than some looks.
const A_WHILE: Duration = Duration::from_millis(900);
/// What the files of a day are called that is mailed at eight in the evening, before it is over.
const AT_EIGHT: &str = "day-2026-11-17-as-of-20-00";
/// From nine in the morning to the hour of the mail, and from there to the next morning.
const TO_EVENING: Duration = Duration::from_secs(11 * 3600);
const TO_MORNING: Duration = Duration::from_secs(13 * 3600);

fn to(addresses: &[&str], language: Option<&str>) -> ReportSetup {
    ReportSetup {
        to: addresses.iter().map(|address| (*address).to_owned()).collect(),
        at: time(20, 0, 0, 0),
        language: language.map(|language| Language::new(language).unwrap()),
    }
}

fn start(house: &House, smtp: SmtpSetup, report: ReportSetup) -> Server {
    let mut settings = house.settings(&MessagesSetup { smtp: Some(smtp), sms: None });
    settings.messages = settings.messages.with_report(report);
    house.start_with(settings)
}

/// Three coupons, with codes from this one on.
fn three_visitors(house: &House, first: u8) {
    let take = |code: u8| Act::IssueTicket {
        services: vec![ServiceId::new(SERVICE).unwrap()],
        category: CategoryId::new("general").unwrap(),
        language: Language::new("ru").unwrap(),
        more_time: false,
        code: TicketCode::from_random([code; TicketCode::LENGTH]),
    };
    let kiosk = || Actor::Kiosk(DeviceId::new("kiosk-1").unwrap());
    house.carry_out(&[0, 1, 2].map(|next| Wish::Act(kiosk(), take(first + next))));
}

/// From then on days are mailed.
fn first_look(house: &House) {
    until("the first look is noted", || house.data().join("report-mailed").exists());
}

/// The last day that everybody is done with.
fn noted(house: &House) -> String {
    let text = std::fs::read_to_string(house.data().join("report-mailed")).unwrap();
    text.split(' ').next().unwrap().to_owned()
}

/// The next mail is that of a day to somebody.
fn comes(mailbox: &Mailbox, to: &str, date: &str) {
    let mail = mailbox.next();
    let subject = mail.header("Subject");
    assert!(mail.to == [to] && subject.contains(date), "{:?} {subject}", mail.to);
}

/// What the table says that is called so.
fn visitors(mail: &Mail, table: &str) -> String {
    let table = String::from_utf8(mail.file(table)).unwrap();
    let line = table.lines().find(|line| line.contains(",without a booking,") || line.contains(",без записи,"));
    line.unwrap_or_else(|| panic!("{table}")).to_owned()
}

#[test]
fn the_report_of_the_day_comes_at_its_hour_once_to_everybody_q7() {
    let (house, clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    three_visitors(&house, 1);
    let addresses = ["chief@office.example", "never-there@office.example", "deputy@office.example"];
    let server = start(&house, mailbox.setup(), to(&addresses, Some("en")));
    first_look(&house);
    assert!(mailbox.all_within(A_WHILE).is_empty(), "nothing of the time before the first start");
    clock.advance(Duration::from_secs(11 * 3600 - 60));
    assert!(mailbox.all_within(A_WHILE).is_empty(), "it is 19:59");
    clock.advance(Duration::from_secs(60));
    let mails = [mailbox.next(), mailbox.next()];
    assert_eq!(mails.each_ref().map(|mail| mail.to[0].as_str()), [addresses[0], addresses[2]], "one refused address");
    assert_ne!(mails[0].id(), mails[1].id());
    for mail in &mails {
        assert_eq!(mail.header("Subject"), "Day report, 17 November 2026 – Migration department");
        assert!(mail.defects.is_empty() && mail.text.contains("Migration department"), "{}", mail.text);
        assert!(
            mail.text.contains("3") && mail.file(&format!("{AT_EIGHT}.pdf")).starts_with(b"%PDF-"),
            "{}",
            mail.text
        );
        let visitors = visitors(mail, &format!("{AT_EIGHT}.csv"));
        assert!(visitors.ends_with(",3,count"), "{visitors}");
    }
    server.stop();
    let server = start(&house, mailbox.setup(), to(&addresses, Some("en")));
    assert!(mailbox.all_within(A_WHILE).is_empty(), "no second one after a restart");
    server.stop();
}

#[test]
fn an_evening_without_server_or_mail_is_made_up_for_in_the_floors_language() {
    let (house, clock) = House::new();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    start(&house, smtp(closed), to(&["chief@office.example"], None)).stop();
    three_visitors(&house, 1);
    let mailbox = Mailbox::start(&[]);
    // The next day at 08:00 the report of the day before is still to come.
    let server = start(&house, smtp(closed), to(&["chief@office.example"], None));
    first_look(&house);
    clock.advance(Duration::from_secs(23 * 3600));
    std::thread::sleep(A_WHILE);
    server.stop();
    let server = start(&house, mailbox.setup(), to(&["chief@office.example"], None));
    let mail = mailbox.next();
    assert!(mail.header("Subject").contains("17 ноября 2026"), "{}", mail.header("Subject"));
    let visitors = visitors(&mail, "day-2026-11-17.csv");
    assert!(visitors.ends_with(",3,count"), "{visitors}");
    assert!(mailbox.all_within(A_WHILE).is_empty());
    server.stop();
}

#[test]
fn one_who_is_put_off_keeps_no_other_from_any_report_and_gets_all_later_q7() {
    let (house, clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    let [chief, deputy] = ["later-3-chief@office.example", "deputy@office.example"];
    let begin = || start(&house, mailbox.setup(), to(&[chief, deputy], Some("en")));
    three_visitors(&house, 1);
    let server = begin();
    first_look(&house);
    clock.advance(TO_EVENING);
    comes(&mailbox, deputy, "17 November");
    server.stop();
    let server = begin();
    assert!(mailbox.all_within(A_WHILE).is_empty(), "the deputy has had it, also after a restart");
    server.stop();
    clock.advance(TO_MORNING);
    three_visitors(&house, 4);
    clock.advance(TO_EVENING);
    let server = begin();
    comes(&mailbox, deputy, "18 November");
    server.stop();
    assert_eq!(noted(&house), "2026-11-16");
    let server = begin();
    comes(&mailbox, chief, "17 November");
    comes(&mailbox, chief, "18 November");
    until("everybody is done", || noted(&house) == "2026-11-18");
    assert!(mailbox.all_within(A_WHILE).is_empty());
    server.stop();
}

#[test]
fn a_report_that_cannot_be_noted_is_mailed_once_and_noted_later() {
    let (house, clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    three_visitors(&house, 1);
    let server = start(&house, mailbox.setup(), to(&["chief@office.example"], None));
    first_look(&house);
    let in_the_way = house.data().join("report-mailed.part");
    std::fs::create_dir(&in_the_way).unwrap();
    clock.advance(TO_EVENING);
    mailbox.next();
    assert!(mailbox.all_within(A_WHILE).is_empty(), "once, however often it is looked");
    assert_eq!(noted(&house), "2026-11-16");
    std::fs::remove_dir(&in_the_way).unwrap();
    until("it is noted", || noted(&house) == "2026-11-17");
    server.stop();
}

#[test]
fn a_day_without_business_is_left_out() {
    let (house, clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    let begin = || start(&house, mailbox.setup(), to(&["chief@office.example"], Some("en")));
    let server = begin();
    first_look(&house);
    clock.advance(TO_EVENING);
    until("the day is done with", || noted(&house) == "2026-11-17");
    server.stop();
    clock.advance(TO_MORNING);
    three_visitors(&house, 1);
    clock.advance(TO_EVENING);
    let server = begin();
    comes(&mailbox, "chief@office.example", "18 November");
    assert!(mailbox.all_within(A_WHILE).is_empty());
    server.stop();
}
