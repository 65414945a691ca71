//! The conversation as bytes: an example of every message and of every value in it lies in `golden/`, is written byte for byte,
//! and reads back as the same. With `GOLDEN=write` in the environment the files are written instead of compared.
#![allow(clippy::unwrap_used)]

mod story;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::PathBuf;

use protocol::board::CallState;
use protocol::codec;
use protocol::limits::{FROM_DEVICE_LIMIT, FROM_SERVER_LIMIT};
use protocol::message::{
    Answer, Ask, DeviceFault, DeviceRole, Failure, FromDevice, FromServer, Hello, Outcome, Report, Request, Show,
    TicketState, Welcome,
};
use protocol::visitor::{DocumentKind, ExpectedState, NotShown, Proof};
use queue::Rejection;
use queue::floor::{PlaceRule, Policy, Role, Weekday};
use serde::Serialize;
use serde::de::DeserializeOwned;
use story::names::Named;
use story::{EPOCH, at, hello, key, reply, request_id, session, ticket, update, welcome};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Holds one example to its file, both ways.
fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, example: &T, limit: usize) {
    let path = folder().join(format!("{name}.json"));
    let bytes = codec::encode(example);
    assert!(bytes.len() <= limit, "{name} does not fit a frame");
    if std::env::var_os("GOLDEN").is_some_and(|what| what == "write") {
        std::fs::write(&path, format!("{bytes}\n")).unwrap();
    }
    let file = std::fs::read_to_string(&path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    assert_eq!(bytes, file.trim_end_matches('\n'), "{name} is written otherwise");
    let read: T = codec::decode(&file, limit).unwrap();
    assert_eq!(&read, example, "{name} is read otherwise");
}

/// The values of one type, each in its file, and every variant among them.
fn values<T: Named + Serialize + DeserializeOwned + PartialEq + Debug>(examples: &[T]) {
    for example in examples {
        let json = serde_json::to_value(example).unwrap();
        let tag = json.as_str().or_else(|| json.as_object()?.keys().next().map(String::as_str));
        assert_eq!(tag, Some(example.name()), "the name on the wire");
        golden(&format!("{}-{}", T::KIND, example.name()), example, FROM_DEVICE_LIMIT);
    }
    complete(examples);
}

fn complete<T: Named>(examples: &[T]) {
    let names: Vec<_> = examples.iter().map(Named::name).collect();
    assert_eq!(names, T::ALL, "one example of each {}", T::KIND);
}

#[test]
fn every_word_of_a_device_is_as_written() {
    let console = Hello {
        role: DeviceRole::Console,
        device: key("console-4"),
        program: "operator-console 0.1.0".to_owned(),
        session: Some(session().token),
        ..hello()
    };
    golden("hello", &FromDevice::Hello(hello()), FROM_DEVICE_LIMIT);
    golden("hello-again", &FromDevice::Hello(console.clone()), FROM_DEVICE_LIMIT);
    let asks = story::asks::asks();
    complete(&asks);
    for ask in &asks {
        let request = Request { id: request_id(2), age_ms: 120, ask: ask.clone() };
        golden(&format!("ask-{}", ask.name()), &FromDevice::Request(request), FROM_DEVICE_LIMIT);
    }
    let report = FromDevice::Report(Report { faults: vec![DeviceFault::PaperLow, DeviceFault::ScannerSilent] });
    golden("report", &report, FROM_DEVICE_LIMIT);
    golden("report-well", &FromDevice::Report(Report::default()), FROM_DEVICE_LIMIT);
    let request = Request { id: request_id(2), age_ms: 120, ask: Ask::CallNext };
    complete(&[FromDevice::Hello(console), FromDevice::Request(request), report]);
}

#[test]
fn every_word_of_a_server_is_as_written() {
    let goes_on = Welcome { session: Some(session()), now: at("09:58:40"), ..welcome(EPOCH) };
    golden("welcome", &FromServer::Welcome(welcome(EPOCH)), FROM_SERVER_LIMIT);
    let to_kiosk = Welcome { office: Some(story::office().public()), ..welcome(EPOCH) };
    golden("welcome-kiosk", &FromServer::Welcome(to_kiosk), FROM_SERVER_LIMIT);
    golden("welcome-session", &FromServer::Welcome(goes_on.clone()), FROM_SERVER_LIMIT);
    let farewells = story::reasons::farewells();
    complete(&farewells);
    for farewell in &farewells {
        let name = format!("farewell-{}", farewell.name());
        golden(&name, &FromServer::Farewell(farewell.clone()), FROM_SERVER_LIMIT);
    }
    let issued = Outcome::Done(Answer::Ticket(Box::new(ticket())));
    let answers = [
        Answer::Done,
        Answer::Ticket(Box::new(ticket())),
        Answer::Unprinted(Box::new(ticket())),
        Answer::SignedIn(session()),
        Answer::Expected(Box::new(story::boards::expected_today())),
        Answer::Became(Some(Box::new(issued))),
    ];
    complete(&answers);
    for answer in answers {
        let name = format!("answer-{}", answer.name());
        golden(&name, &reply(request_id(2), Outcome::Done(answer)), FROM_SERVER_LIMIT);
    }
    let booked = Outcome::Done(Answer::Ticket(Box::new(story::booked_ticket())));
    golden("answer-ticket-booked", &reply(request_id(2), booked), FROM_SERVER_LIMIT);
    golden("answer-became-nothing", &reply(request_id(2), Outcome::Done(Answer::Became(None))), FROM_SERVER_LIMIT);
    let rejected = Outcome::Rejected(Rejection::WindowBusy { number: "A012".parse().unwrap() });
    let failed = Outcome::Failed(Failure::TooOld);
    golden("reply-rejected", &reply(request_id(2), rejected.clone()), FROM_SERVER_LIMIT);
    golden("reply-failed", &reply(request_id(2), failed.clone()), FROM_SERVER_LIMIT);
    complete(&[Outcome::Done(Answer::Done), rejected, failed]);
    let shows = story::boards::shows();
    complete(&shows);
    for show in &shows {
        golden(&format!("update-{}", show.name()), &update(EPOCH, 1_874, show.clone()), FROM_SERVER_LIMIT);
    }
    let gone = update(EPOCH, 1_874, Show::Visitor(None));
    golden("update-visitor-gone", &gone, FROM_SERVER_LIMIT);
    let unnamed = Show::Visitor(Some(Box::new(story::boards::unnamed_visitor())));
    golden("update-visitor-unnamed", &update(EPOCH, 1_874, unnamed), FROM_SERVER_LIMIT);
    complete(&[
        FromServer::Welcome(goes_on),
        FromServer::Farewell(farewells[0].clone()),
        reply(request_id(2), Outcome::Done(Answer::Done)),
        update(EPOCH, 1_874, shows[0].clone()),
    ]);
}

#[test]
fn every_value_inside_a_message_is_as_written() {
    values(&story::reasons::rejections());
    values(&story::reasons::no_bookings());
    values(&story::reasons::failures());
    values(&story::reasons::no_check_ins());
    values(&story::reasons::faults());
    values(&story::reasons::whys());
    values(&story::reasons::issues());
    values(&story::boards::stages());
    values(&story::asks::leavings());
    values(&story::asks::targets());
    values(&[CallState::Standing, CallState::Serving, CallState::Over]);
    values(&[
        TicketState::Waiting,
        TicketState::Called,
        TicketState::Serving,
        TicketState::Parked,
        TicketState::NoShow,
        TicketState::Finished,
        TicketState::Refused,
        TicketState::Left,
    ]);
    values(&[NotShown::NotPrivate, NotShown::Forgotten, NotShown::Unreadable]);
    values(&[Proof::Claimed, Proof::Proved, Proof::PersonProved]);
    values(&[
        DocumentKind::RussianPassport,
        DocumentKind::InternationalPassport,
        DocumentKind::ArmenianPassport,
        DocumentKind::Other,
    ]);
    values(&[ExpectedState::Expected, ExpectedState::Late, ExpectedState::Here { number: "A015".parse().unwrap() }]);
    values(&[DeviceRole::Kiosk, DeviceRole::Console, DeviceRole::Hall]);
    values(&[Role::Clerk, Role::Receptionist, Role::Manager, Role::Administrator]);
    values(&[Policy::FirstCome, Policy::Ratio { general: 3 }, Policy::Credit]);
    values(&[PlaceRule::KeepsTime, PlaceRule::Front, PlaceRule::Back]);
    values(&[Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun]);
}

/// Values of all kinds have one name each, so that no file is written twice.
#[test]
fn no_two_examples_share_a_file() {
    let mut seen = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.ends_with(".json"), "{name} is no example");
        assert!(seen.insert(name.to_lowercase()), "{name} twice");
    }
    assert!(seen.len() > 150, "{} examples", seen.len());
}

/// A name in a log is a name in the open (P1).
#[test]
fn nothing_personal_is_in_the_debug_text_of_a_message() {
    let visitor = Show::Visitor(Some(Box::new(story::boards::booked_visitor())));
    let list = Answer::Expected(Box::new(story::boards::expected_today()));
    let said = format!("{:?} {list:?}", update(EPOCH, 1_874, visitor));
    assert!(said.contains("NotShown(Forgotten)"), "it is the whole: {said}");
    for text in ["Иванова", "Анна", "Тигран", "4510", "123456", "ребёнку"] {
        assert!(!said.contains(text), "{text} in {said}");
    }
}

#[test]
fn what_is_not_of_this_version_is_refused() {
    for text in [
        "",
        "{}",
        "null",
        "\"hello\"",
        "{\"hello\":{}}",
        "{\"request\":{\"id\":\"5f3a9c0e7b1d4a2c8e6f0b9d00000002\",\"age_ms\":120,\"ask\":\"call_next\",\"more\":1}}",
        "{\"request\":{\"id\":\"5f3a9c0e7b1d4a2c8e6f0b9d00000002\",\"age_ms\":-1,\"ask\":\"call_next\"}}",
        "{\"request\":{\"id\":\"5f3a9c0e7b1d4a2c8e6f0b9d00000002\",\"age_ms\":1.5,\"ask\":\"call_next\"}}",
        "{\"request\":{\"id\":\"5f3a9c0e7b1d4a2c8e6f0b9d00000002\",\"age_ms\":1e400,\"ask\":\"call_next\"}}",
        "{\"request\":{\"id\":\"SHORT\",\"age_ms\":1,\"ask\":\"call_next\"}}",
        "{\"request\":{\"id\":\"5f3a9c0e7b1d4a2c8e6f0b9d00000002\",\"age_ms\":1,\"age_ms\":1,\"ask\":\"call_next\"}}",
        "{\"request\":{\"id\":\"5f3a9c0e7b1d4a2c8e6f0b9d00000002\",\"age_ms\":1,\"ask\":{\"start\":{\"window\":1}}}}",
        "{\"request\":{\"id\":\"5f3a9c0e7b1d4a2c8e6f0b9d00000002\",\"age_ms\":1,\"ask\":{\"return\":{\"ticket\":1,\"x\":2}}}}",
        "{\"report\":{\"faults\":[\"no_such\"]}}",
        "{\"report\":{\"faults\":[]}} {}",
    ] {
        assert!(codec::decode::<FromDevice>(text, FROM_DEVICE_LIMIT).is_err(), "{text}");
    }
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert!(codec::decode::<FromDevice>(&deep, FROM_DEVICE_LIMIT).is_err());
    let report = codec::encode(&FromDevice::Report(Report::default()));
    let over = format!("{report}{}", " ".repeat(FROM_DEVICE_LIMIT));
    assert!(codec::decode::<FromDevice>(&over, FROM_DEVICE_LIMIT).is_err(), "over the limit");
    let just = format!("{report}{}", " ".repeat(FROM_DEVICE_LIMIT - report.len()));
    assert!(codec::decode::<FromDevice>(&just, FROM_DEVICE_LIMIT).is_ok(), "at the limit");
}
