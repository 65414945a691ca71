//! Booked visitors check in at kiosks of the real server: by the code, by number and digits, once, and told what is wrong (B4, B7, B12,
//! S5, O1). They booked before the server of the test began.

mod digits;
mod early;
mod signed;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::date;
use protocol::message::{Answer, Ask, BookedView, Failure, NoCheckIn, Outcome, RequestId, TicketView};
use protocol::token::{OfficeKey, Token};
use queue::booking::{Booking, NoBooking};
use queue::ids::{BookingId, BookingNumber, Language, PersonId};
use queue::{Floor, Number, Rejection};
use server::clock::SetClock;
use server::office::bookings::{WebAnswer, WebAsk};
use server::office_key;
use server::people::entered::{self, Contact, DocumentKind, Field};
use server::people::{Consent, Entry, FullName, Lost, People, Places, Proof, Who};
use tempfile::TempDir;

use crate::bookings::{Desk, booked_floor, hold, nobody, slot};
use crate::support::{Dev, MORNING, Server, at, language, settings, ticket, wait_for};

/// The day before the story's.
const DAY_BEFORE: &str = "2026-11-16T05:42:00Z";

/// What was booked on the day before, for a server that starts at 09:42.
pub struct Booked {
    pub folder: Arc<TempDir>,
    key: OfficeKey,
    floor: Floor,
    pub bookings: BTreeMap<&'static str, Booking>,
}

/// A visitor whose telephone ends in these digits.
fn visitor(number: u64) -> Entry {
    let name = |field, text| entered::name(field, text).unwrap();
    Entry {
        name: FullName {
            family: name(Field::FamilyName, "Петросянц"),
            given: name(Field::GivenName, "Аветик"),
            patronymic: None,
        },
        document: entered::document(DocumentKind::RussianPassport, &format!("4510 {number:06}")).unwrap(),
        contact: Contact::Phone(entered::phone(&format!("+7912345{number:04}")).unwrap()),
        proof: Proof::Proved,
        language: language(),
        consent: Consent { at: at(DAY_BEFORE), version: "2026-11".to_owned() },
        purpose: None,
    }
}

impl Booked {
    /// Books each name for its time; digits are 1000, 1001 and so on in that order.
    pub fn make(wanted: &[(&'static str, &str)]) -> Self {
        Self::make_and(wanted, |_, _| {})
    }

    pub fn make_and(
        wanted: &[(&'static str, &str)],
        after: impl FnOnce(&Desk, &mut BTreeMap<&'static str, Booking>),
    ) -> Self {
        Self::make_on(booked_floor(9), wanted, after)
    }

    fn make_on(
        floor: Floor,
        wanted: &[(&'static str, &str)],
        after: impl FnOnce(&Desk, &mut BTreeMap<&'static str, Booking>),
    ) -> Self {
        tokio::task::block_in_place(|| Self::made(floor, wanted, after))
    }

    fn made(
        floor: Floor,
        wanted: &[(&'static str, &str)],
        after: impl FnOnce(&Desk, &mut BTreeMap<&'static str, Booking>),
    ) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let places = Places::new(folder.path(), None);
        let key = office_key::open(places.keys_folder()).unwrap();
        let people = People::open(&places, Lost::Stop).unwrap();
        let desk = Desk::open(folder.path(), &floor, Arc::new(SetClock::at(at(DAY_BEFORE))), nobody());
        let mut bookings = BTreeMap::new();
        for (number, (name, begins)) in (1_000..).zip(wanted) {
            let person = people.enrol(&visitor(number), date(2026, 11, 17), &Who::Visitor, at(DAY_BEFORE)).unwrap();
            bookings.insert(*name, book(&desk, number, begins, person.person));
        }
        after(&desk, &mut bookings);
        desk.close();
        people.close().unwrap();
        Self { folder, key, floor, bookings }
    }

    pub async fn server(&self) -> Server {
        self.server_at(MORNING).await
    }

    /// At a moment of the same business day.
    async fn server_at(&self, now: &str) -> Server {
        let mut settings = settings(self.folder.path());
        settings.floor = self.floor.clone();
        let server = Server::start_on(Arc::clone(&self.folder), settings, Arc::new(SetClock::at(at(now)))).await;
        // The journal ends on the day before; wrong digits are counted anew with the day.
        wait_for(async || server.health().await["day"] == MORNING[..10]).await;
        server
    }

    pub fn number(&self, name: &str) -> BookingNumber {
        self.bookings[name].number
    }

    pub fn code(&self, name: &str) -> String {
        code(&self.key, &self.bookings[name])
    }
}

fn book(desk: &Desk, number: u64, begins: &str, person: PersonId) -> Booking {
    let (code, slot, source, number) = (hold(number), slot(begins), number, BookingNumber::from_random(number));
    booking(
        desk,
        WebAsk::Book { code, slot, person, number, language: language(), proof: queue::booking::Proof::Proved, source },
    )
}

pub fn booking(desk: &Desk, ask: WebAsk) -> Booking {
    match desk.ask(ask) {
        WebAnswer::Booking(booking) => *booking,
        other => panic!("not booked: {other:?}"),
    }
}

fn code(key: &OfficeKey, booking: &Booking) -> String {
    key.sign(&Token { booking: booking.id, revision: booking.revision, begins: booking.slot.begins })
}

pub fn show(code: &str) -> Ask {
    Ask::CheckIn { code: code.to_owned(), language: None, more_time: false }
}

fn type_in(number: BookingNumber, digits: &str) -> Ask {
    Ask::CheckInByNumber { number, digits: digits.to_owned(), language: Some(language()), more_time: false }
}

fn no(why: NoBooking) -> Outcome {
    Outcome::Rejected(Rejection::Booking(why))
}

fn not(why: NoCheckIn) -> Outcome {
    Outcome::Failed(Failure::NotCheckedIn(why))
}

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

fn booked(view: &TicketView) -> Option<BookedView> {
    view.booked
}

#[tokio::test(flavor = "multi_thread")]
async fn in_time_a_code_is_a_ticket_with_the_booked_time_and_its_first_use_consumes_it_s5() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45")]);
    let server = story.server().await;
    let mut kiosk = server.connect("kiosk-1").await;
    assert_eq!(kiosk.welcome.office.as_ref(), Some(&story.key.public()), "the kiosk checks codes by itself");
    assert_eq!(server.connect("hall-1").await.welcome.office, None);
    let view = ticket(kiosk.ask(show(&story.code("mine"))).await);
    assert_eq!((view.number, view.language.clone()), (number("A001"), language()), "in the booking's language");
    let due = jiff::civil::time(9, 45, 0, 0);
    assert_eq!(booked(&view), Some(BookedView { at: due, late: false }));
    for kiosk_name in ["kiosk-1", "kiosk-2"] {
        let mut kiosk = server.connect(kiosk_name).await;
        let again = no(NoBooking::CheckedIn { number: number("A001") });
        assert_eq!(kiosk.ask(show(&story.code("mine"))).await, again);
        assert_eq!(kiosk.ask(type_in(story.number("mine"), "1000")).await, again);
    }
    let general = server.connect("kiosk-1").await.take().await;
    assert_eq!((general.number, booked(&general)), (number("A002"), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_code_that_cannot_be_is_told_what_is_wrong_b4_b12_s5() {
    let names = [
        ("early", "2026-11-17T12:00"),
        ("late", "2026-11-17T09:30"),
        ("other day", "2026-11-18T09:45"),
        ("cancelled", "2026-11-18T10:00"),
        ("changed", "2026-11-18T11:00"),
        ("void", "2026-11-16T23:00"),
    ];
    let story = Booked::make_and(&names, |desk, bookings| {
        let id = bookings["cancelled"].id;
        booking(desk, WebAsk::Cancel { booking: id });
        let before = bookings["changed"].clone();
        let changed = booking(desk, WebAsk::Change { booking: before.id, slot: slot("2026-11-17T09:45") });
        assert_eq!(changed.revision, before.revision + 1);
        bookings.insert("changed", changed);
    });
    let changed = &story.bookings["changed"];
    let old = Booking { revision: changed.revision - 1, slot: slot("2026-11-18T11:00"), ..changed.clone() };
    let server = story.server().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let local = |text: &str| text.parse().unwrap();
    let unknown = story.key.sign(&Token { booking: BookingId(9_999), revision: 0, begins: local("2026-11-17T09:45") });
    let elsewhere = code(&OfficeKey::from_secret(&[9; 32]), changed);
    let mine = story.code("changed");
    // The first letter of the signature is another one.
    let bent = if mine.as_bytes()[60] == b'A' { 'B' } else { 'A' };
    let forged = format!("{}{bent}{}", &mine[..60], &mine[61..]);
    for (shown, outcome) in [
        (story.code("early"), no(NoBooking::TooEarly { from: at("2026-11-17T07:30:00Z") })),
        (story.code("other day"), no(NoBooking::OtherDay { begins: local("2026-11-18T09:45") })),
        (story.code("cancelled"), no(NoBooking::Cancelled)),
        (story.code("void"), no(NoBooking::Void)),
        (code(&story.key, &old), no(NoBooking::Rescheduled { begins: local("2026-11-17T09:45") })),
        (unknown, no(NoBooking::Unknown)),
        (elsewhere, not(NoCheckIn::OtherOffice)),
        (forged, not(NoCheckIn::Forged)),
        (mine[..100].to_owned(), not(NoCheckIn::NoCode)),
        (format!("{mine}{mine}"), not(NoCheckIn::NoCode)),
        (mine.to_lowercase(), not(NoCheckIn::NoCode)),
        ("ЙИ".repeat(70), not(NoCheckIn::NoCode)),
        ("\0\u{1b}@".repeat(1_000), not(NoCheckIn::NoCode)),
        (String::new(), not(NoCheckIn::NoCode)),
    ] {
        assert_eq!(kiosk.ask(show(&shown)).await, outcome, "{shown:.60}");
    }
    assert_eq!(ticket(kiosk.ask(show(&mine)).await).number, number("A001"), "nothing of it used the right code up");
    let late = ticket(kiosk.ask(show(&story.code("late"))).await);
    assert_eq!(booked(&late), Some(BookedView { at: jiff::civil::time(9, 30, 0, 0), late: true }));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_kiosks_and_one_code_at_once_are_one_check_in_s5() {
    let names: Vec<(&'static str, &str)> =
        ["a", "b", "c", "d", "e", "f", "g", "h"].into_iter().map(|name| (name, "2026-11-17T09:45")).collect();
    let story = Booked::make(&names);
    let server = story.server().await;
    let (mut first, mut second) = (server.connect("kiosk-1").await, server.connect("kiosk-2").await);
    for (index, (name, _)) in names.iter().enumerate() {
        let (by_code, by_digits) =
            (show(&story.code(name)), type_in(story.number(name), &format!("{}", 1_000 + index)));
        let other = if index % 2 == 0 { by_code.clone() } else { by_digits };
        let (one, two) = tokio::join!(first.ask(by_code), second.ask(other));
        let number = Number::new(number("A001").letter(), u16::try_from(index + 1).unwrap()).unwrap();
        let told = no(NoBooking::CheckedIn { number });
        let tickets: Vec<_> = [&one, &two].into_iter().filter(|outcome| **outcome != told).collect();
        assert_eq!(tickets.len(), 1, "{one:?} {two:?}");
        assert_eq!(ticket((*tickets[0]).clone()).number, number);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resent_check_in_brings_the_same_ticket_also_after_a_restart_o1() {
    let story = Booked::make(&[("by code", "2026-11-17T09:45"), ("by digits", "2026-11-17T09:45")]);
    let mut server = story.server().await;
    let asks = [show(&story.code("by code")), type_in(story.number("by digits"), "1001")];
    let ids = [RequestId::random(), RequestId::random()];
    let mut kiosk = server.connect("kiosk-1").await;
    let mut first = Vec::new();
    for (id, ask) in ids.iter().zip(&asks) {
        first.push(ticket(kiosk.ask_as(id, ask.clone()).await).ticket);
    }
    for _ in 0..2 {
        let mut kiosk = server.connect("kiosk-1").await;
        for ((id, ask), first) in ids.iter().zip(&asks).zip(&first) {
            assert_eq!(ticket(kiosk.ask_as(id, ask.clone()).await).ticket, *first);
            let became = kiosk.ask(Ask::WhatBecame { request: id.clone() }).await;
            let Outcome::Done(Answer::Became(Some(became))) = became else { panic!("{became:?}") };
            assert_eq!(ticket(*became).ticket, *first);
        }
        assert_eq!(kiosk.ask_as(&ids[0], asks[1].clone()).await, Outcome::Failed(Failure::IdReused));
        server = server.restart().await;
    }
    assert_eq!(server.connect("kiosk-2").await.take().await.number, number("A003"), "nobody was checked in twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_said_never_to_have_come_does_not_check_in_later_o1() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45")]);
    let server = story.server().await;
    let mut kiosk = server.connect("kiosk-1").await;
    for ask in [show(&story.code("mine")), type_in(story.number("mine"), "1000")] {
        let id = RequestId::random();
        let became = kiosk.ask(Ask::WhatBecame { request: id.clone() }).await;
        assert_eq!(became, Outcome::Done(Answer::Became(None)));
        assert_eq!(kiosk.ask_as(&id, ask.clone()).await, Outcome::Failed(Failure::TooOld));
        let old = RequestId::random();
        kiosk.send(&old, 30_001, ask).await;
        assert_eq!(kiosk.reply(&old).await, Outcome::Failed(Failure::TooOld));
    }
    ticket(kiosk.ask(show(&story.code("mine"))).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_its_visitor_never_saw_gives_the_code_back() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45")]);
    let server = story.server().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let seen = ticket(kiosk.ask(show(&story.code("mine"))).await).ticket;
    assert_eq!(kiosk.ask(Ask::WithdrawTicket { ticket: seen }).await, Outcome::Done(Answer::Done));
    assert_eq!(ticket(kiosk.ask(show(&story.code("mine"))).await).number, number("A002"));
}

async fn tries(kiosk: &mut Dev, number: BookingNumber, digits: &[&str]) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for digits in digits {
        outcomes.push(kiosk.ask(type_in(number, digits)).await);
    }
    outcomes
}

#[tokio::test(flavor = "multi_thread")]
async fn digits_cannot_be_guessed_and_an_unknown_number_looks_like_wrong_digits() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45"), ("other", "2026-11-17T09:45")]);
    let server = story.server().await;
    let (mut one, mut two) = (server.connect("kiosk-1").await, server.connect("kiosk-2").await);
    let wrong = |left| not(NoCheckIn::WrongDigits { left });
    let (mine, nobodys) = (story.number("mine"), BookingNumber(99_999_999));
    for number in [mine, nobodys] {
        assert_eq!(tries(&mut one, number, &["0000", "", "9"]).await, [wrong(4), wrong(3), wrong(2)], "{number}");
        let long = "1".repeat(60_000);
        assert_eq!(tries(&mut two, number, &["\u{0661}\u{0660}", &long]).await, [wrong(1), wrong(0)], "{number}");
        let closed = not(NoCheckIn::NumberClosed);
        assert_eq!(tries(&mut two, number, &["1000", "1000"]).await, [closed.clone(), closed], "{number}");
    }
    assert_eq!(ticket(one.ask(show(&story.code("mine"))).await).number, number("A001"), "the code still counts");
    assert_eq!(ticket(one.ask(type_in(story.number("other"), "1001")).await).number, number("A002"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_where_many_numbers_are_tried_waits_and_the_others_do_not() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45"), ("other", "2026-11-17T09:45")]);
    let server = story.server().await;
    let (mut one, mut two) = (server.connect("kiosk-1").await, server.connect("kiosk-2").await);
    let (id, right) = (RequestId::random(), type_in(story.number("other"), "1001"));
    let first = ticket(one.ask_as(&id, right.clone()).await).ticket;
    for number in 0..10 {
        let outcome = one.ask(type_in(BookingNumber(10_000_000 + number), "1000")).await;
        assert_eq!(outcome, not(NoCheckIn::WrongDigits { left: 4 }));
    }
    let wait = not(NoCheckIn::TooManyTries { wait_s: 600 });
    assert_eq!(one.ask(type_in(story.number("mine"), "1000")).await, wait);
    assert_eq!(ticket(one.ask_as(&id, right).await).ticket, first, "what was done before is told all the same");
    server.clock.advance(Duration::from_secs(300));
    assert_eq!(one.ask(type_in(story.number("mine"), "1000")).await, not(NoCheckIn::TooManyTries { wait_s: 300 }));
    assert_eq!(ticket(two.ask(type_in(story.number("mine"), "1000")).await).number, number("A002"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_visitor_is_not_found_by_digits_and_the_server_lives_on() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45")]);
    let people = People::open(&Places::new(story.folder.path(), None), Lost::Stop).unwrap();
    people.forget(&story.bookings["mine"].person, &Who::Visitor, at(DAY_BEFORE)).unwrap();
    people.close().unwrap();
    let server = story.server().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let outcome = kiosk.ask(type_in(story.number("mine"), "1000")).await;
    assert_eq!(outcome, not(NoCheckIn::WrongDigits { left: 4 }));
    ticket(kiosk.ask(show(&story.code("mine"))).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn kiosks_alone_check_in_s2() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45")]);
    let server = story.server().await;
    let mut asked = vec![server.connect("console-1").await, server.connect("hall-1").await];
    asked.push(server.clerk("console-2", "reception").await);
    for device in &mut asked {
        for ask in [show(&story.code("mine")), type_in(story.number("mine"), "1000")] {
            assert_eq!(device.ask(ask).await, Outcome::Failed(Failure::NotAllowed));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_made_in_a_language_is_checked_in_in_it_unless_the_visitor_chose_one() {
    let story = Booked::make(&[("mine", "2026-11-17T09:45"), ("other", "2026-11-17T09:45")]);
    let server = story.server().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let foreign =
        Ask::CheckIn { code: story.code("mine"), language: Some(Language::new("hy").unwrap()), more_time: false };
    assert_eq!(kiosk.ask(foreign).await, Outcome::Rejected(Rejection::UnknownLanguage), "the floor does not speak it");
    let wished = Ask::CheckIn { code: story.code("mine"), language: Some(language()), more_time: true };
    assert!(ticket(kiosk.ask(wished).await).more_time);
    assert_eq!(ticket(kiosk.ask(show(&story.code("other"))).await).language, language());
}
