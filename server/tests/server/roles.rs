//! Every ask by every device and person (S2): what is not allowed is refused, and nothing happens.

use std::sync::Arc;

use protocol::message::{Answer, Ask, Failure, Outcome, RequestId};
use queue::command::{Leaving, Target};
use queue::floor::{Clerk, Role};
use queue::ids::{BookingNumber, ClerkId, ReasonId, TicketId};
use queue::{Floor, Rejection};
use server::run::{FloorFile, RunError};

use crate::support::{Server, clerk, service, take, window};

/// Each ask once, by name.
fn asks() -> Vec<(&'static str, Ask)> {
    let (ticket, reason) = (TicketId(999), ReasonId::new("asked").unwrap());
    vec![
        ("issue_ticket", take("nowhere")),
        ("what_became", Ask::WhatBecame { request: RequestId::random() }),
        ("withdraw_ticket", Ask::WithdrawTicket { ticket }),
        ("mark_more_time", Ask::MarkMoreTime { ticket, on: true }),
        ("check_in", Ask::CheckIn { code: String::new(), language: None, more_time: false }),
        (
            "check_in_by_number",
            Ask::CheckInByNumber {
                number: BookingNumber(99_999_999),
                digits: String::new(),
                language: None,
                more_time: false,
            },
        ),
        ("expected_today", Ask::ExpectedToday),
        ("find_ticket", Ask::FindTicket { number: "A001".parse().unwrap() }),
        ("reprint_coupon", Ask::ReprintCoupon { ticket }),
        ("leave_queue", Ask::LeaveQueue { ticket }),
        ("stop_issue", Ask::StopIssue { service: service("nowhere") }),
        ("resume_issue", Ask::ResumeIssue { service: service("nowhere") }),
        ("extend_issue", Ask::ExtendIssue { service: service("nowhere"), until: None, more: 1 }),
        ("take_over_window", Ask::TakeOverWindow { window: window(99), clerk: clerk(1), visitor: None }),
        ("sign_out", Ask::SignOut),
        ("open_window", Ask::OpenWindow { window: window(99) }),
        ("pause_window", Ask::PauseWindow { reason: reason.clone() }),
        ("resume_window", Ask::ResumeWindow),
        ("close_window", Ask::CloseWindow { visitor: None }),
        ("call_next", Ask::CallNext),
        ("call_ticket", Ask::CallTicket { ticket, reason: reason.clone() }),
        ("recall", Ask::Recall),
        ("start", Ask::Start),
        ("finish", Ask::Finish),
        ("no_show", Ask::NoShow),
        ("park", Ask::Park { reason: reason.clone(), alarm_min: None }),
        ("return", Ask::Return { ticket }),
        ("transfer", Ask::Transfer { to: Target::Service(service("visa")) }),
        ("next_service", Ask::NextService { service: None }),
        ("refuse", Ask::Refuse { reason }),
        ("deny_right", Ask::DenyRight),
        ("prove_person", Ask::ProvePerson { ticket }),
        ("come_back", Ask::ComeBack { ticket }),
        ("undo", Ask::Undo),
        ("sign_in", Ask::SignIn { login: "nobody".to_owned(), pin: "000000".to_owned() }),
    ]
}

const WINDOW: [&str; 19] = [
    "open_window",
    "pause_window",
    "resume_window",
    "close_window",
    "call_next",
    "call_ticket",
    "recall",
    "start",
    "finish",
    "no_show",
    "park",
    "return",
    "transfer",
    "next_service",
    "refuse",
    "deny_right",
    "prove_person",
    "come_back",
    "undo",
];
const COUPONS: [&str; 3] = ["issue_ticket", "withdraw_ticket", "mark_more_time"];
const DESK: [&str; 5] = ["reprint_coupon", "leave_queue", "stop_issue", "resume_issue", "extend_issue"];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_no_role_allows_is_denied() {
    let server = Server::start().await;
    let people: [(&str, Option<&str>, Vec<&str>); 6] = [
        ("kiosk-1", None, [&COUPONS[..], &["check_in", "check_in_by_number", "what_became"]].concat()),
        ("hall-1", None, vec![]),
        ("console-1", None, vec!["what_became", "sign_in"]),
        (
            "console-2",
            Some("clerk-2"),
            [&WINDOW[..], &["what_became", "sign_in", "sign_out", "expected_today", "find_ticket"]].concat(),
        ),
        (
            "console-3",
            Some("reception"),
            [
                &COUPONS[..],
                &DESK[..],
                &[
                    "what_became",
                    "sign_in",
                    "sign_out",
                    "expected_today",
                    "find_ticket",
                    "come_back",
                    "take_over_window",
                ],
            ]
            .concat(),
        ),
        ("console-4", Some("manager"), vec!["what_became", "sign_in", "sign_out", "take_over_window"]),
    ];
    for (device, person, allowed) in people {
        for (name, ask) in asks() {
            let mut dev = match person {
                Some(login) if name == "issue_ticket" || name == "sign_out" || dev_needs_person(name) => {
                    server.clerk(device, login).await
                }
                Some(_) | None => server.connect(device).await,
            };
            let denied = dev.ask(ask).await == Outcome::Failed(Failure::NotAllowed);
            assert_eq!(!denied, allowed.contains(&name), "{name} at {device} by {person:?}");
        }
    }
}

/// Who has another role than the floor's people, none, or two together.
const OTHERS: [(&str, &[Role]); 4] = [
    ("administrator", &[Role::Administrator]),
    ("cleaner", &[]),
    ("both", &[Role::Clerk, Role::Receptionist]),
    ("head", &[Role::Clerk, Role::Manager]),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_and_who_has_no_role_may_do_nothing_at_a_console_and_two_roles_what_either_may_s2() {
    let server = Server::start_with(|settings| {
        for (login, roles) in OTHERS {
            let id = ClerkId::new(login).unwrap();
            let person = Clerk { id, name: login.into(), roles: roles.iter().copied().collect() };
            settings.floor.clerks.push(person);
        }
    })
    .await;
    let anybody = ["what_became", "sign_in", "sign_out"];
    let looks = ["expected_today", "find_ticket", "take_over_window"];
    let allowed: [Vec<&str>; 4] = [
        anybody.to_vec(),
        anybody.to_vec(),
        [&WINDOW[..], &COUPONS, &DESK, &anybody, &looks].concat(),
        [&WINDOW[..], &anybody, &looks].concat(),
    ];
    for (number, ((login, _), allowed)) in (1..).zip(OTHERS.into_iter().zip(allowed)) {
        let mut console = server.clerk(&format!("console-{number}"), login).await;
        let mut asks = asks();
        // Once signed out they are nobody.
        asks.sort_by_key(|(name, _)| matches!(*name, "sign_out" | "sign_in"));
        for (name, ask) in asks {
            let denied = console.ask(ask).await == Outcome::Failed(Failure::NotAllowed);
            assert_eq!(!denied, allowed.contains(&name), "{name} by {login}");
        }
    }
}

/// Signing in is slow on purpose: asks that do not need a person are tried without.
fn dev_needs_person(name: &str) -> bool {
    !matches!(name, "what_became" | "sign_in")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_asks_is_the_whole_protocol() {
    // A new ask changes the number of words below and must then be added to the table.
    let names: Vec<_> = asks().iter().map(|(_, ask)| serde_json::to_value(ask).unwrap()).collect();
    let words = names.iter().map(|value| match value {
        serde_json::Value::String(word) => word.clone(),
        other => other.as_object().unwrap().keys().next().unwrap().clone(),
    });
    let listed: Vec<_> = asks().iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(words.collect::<Vec<_>>(), listed);
    let unknown = serde_json::from_str::<Ask>(r#""?""#).unwrap_err().to_string();
    assert_eq!(unknown.matches('`').count() / 2 - 1, listed.len(), "{unknown}");
}

/// The office takes a role away while its clerk serves: the configuration waits until the window is closed, and counts at once then.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_taken_away_in_mid_session_strands_no_visitor_and_then_denies() {
    let server = Server::start().await;
    let taken = server.connect("kiosk-1").await.take().await;
    let mut console = server.window(1).await;
    assert_eq!(console.ask(Ask::CallNext).await, Outcome::Done(Answer::Done));
    let (folder, mut settings, clock) = server.stop().await;
    let whole: Floor = settings.floor.clone();
    settings.file = FloorFile::Apply;
    settings.floor.clerks.iter_mut().filter(|person| person.id == clerk(1)).for_each(|person| {
        person.roles.remove(&Role::Clerk);
    });
    let without = settings.floor.clone();
    let refused = Server::try_start_on(Arc::clone(&folder), settings.clone(), Arc::clone(&clock)).await;
    let in_use = Rejection::ClerkInUse { clerk: clerk(1) };
    assert!(matches!(refused.err(), Some(RunError::Floor(rejection)) if rejection == in_use));

    settings.floor = whole;
    let server = Server::start_on(Arc::clone(&folder), settings.clone(), Arc::clone(&clock)).await;
    let mut console = server.clerk("console-1", "clerk-1").await;
    let put_back = Ask::CloseWindow { visitor: Some(Leaving::PutBack) };
    assert_eq!(console.ask(put_back).await, Outcome::Done(Answer::Done));
    server.stop().await;

    settings.floor = without;
    let server = Server::start_on(folder, settings, clock).await;
    let mut console = server.clerk("console-1", "clerk-1").await;
    for ask in [Ask::OpenWindow { window: window(1) }, Ask::CallNext, Ask::Undo] {
        assert_eq!(console.ask(ask).await, Outcome::Failed(Failure::NotAllowed));
    }
    let mut other = server.window(2).await;
    assert_eq!(other.ask(Ask::CallNext).await, Outcome::Done(Answer::Done));
    other.until(|shown| shown.console.as_ref().is_some_and(|board| board.waiting.is_empty())).await;
    assert_eq!(taken.number.to_string(), "A001");
}
