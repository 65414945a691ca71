//! The world's orders: sent again, sent late, sent anew under an old name, replayed the next day, and by two people at once.

use std::time::Duration;

use protocol::message::{Answer, Ask, Failure, Outcome, RequestId};
use queue::Rejection;
use queue::command::Target;
use queue::floor::Role;
use queue::ids::{CategoryId, ReasonId, TicketId};
use server::run::FloorFile;

use crate::support::{Server, Shown, pin, service, take, ticket};

fn unknown_category() -> Ask {
    let Ask::IssueTicket { services, language, more_time, .. } = take("passport") else { unreachable!() };
    Ask::IssueTicket { services, category: CategoryId::new("nobody").unwrap(), language, more_time }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resent_request_takes_one_ticket() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let id = RequestId::random();
    let first = kiosk.ask_as(&id, take("passport")).await;
    for _ in 0..20 {
        assert_eq!(kiosk.ask_as(&id, take("passport")).await, first);
    }
    let mut again = server.connect("kiosk-1").await;
    assert_eq!(again.ask_as(&id, take("passport")).await, first, "from the next connection");
    let server = server.restart().await;
    let mut again = server.connect("kiosk-1").await;
    assert_eq!(again.ask_as(&id, take("passport")).await, first, "after a restart");
    assert_eq!(again.take().await.number.figures(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_twice_in_one_breath_takes_one_ticket() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let id = RequestId::random();
    for _ in 0..10 {
        kiosk.send(&id, 0, take("passport")).await;
    }
    let first = kiosk.reply(&id).await;
    for _ in 1..10 {
        assert_eq!(kiosk.reply(&id).await, first);
    }
    assert_eq!(ticket(first).number.figures(), 1);
    assert_eq!(kiosk.take().await.number.figures(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_used_for_something_else_is_refused() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let id = RequestId::random();
    ticket(kiosk.ask_as(&id, take("passport")).await);
    assert_eq!(kiosk.ask_as(&id, take("visa")).await, Outcome::Failed(Failure::IdReused));
    let mut other = server.connect("kiosk-2").await;
    ticket(other.ask_as(&id, take("visa")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_request_never_acts_later() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let id = RequestId::random();
    let rejected = Outcome::Rejected(Rejection::UnknownCategory);
    assert_eq!(kiosk.ask_as(&id, unknown_category()).await, rejected);
    assert_eq!(kiosk.ask_as(&id, unknown_category()).await, rejected);
    assert_eq!(kiosk.ask_as(&id, take("passport")).await, Outcome::Failed(Failure::IdReused));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_older_than_thirty_seconds_is_not_carried_out() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    for (age_ms, carried_out) in [(29_000, true), (30_001, false), (u64::MAX, false)] {
        let id = RequestId::random();
        kiosk.send(&id, age_ms, take("passport")).await;
        let outcome = kiosk.reply(&id).await;
        assert_eq!(outcome != Outcome::Failed(Failure::TooOld), carried_out, "{age_ms}: {outcome:?}");
    }
    let known = RequestId::random();
    let first = kiosk.ask_as(&known, take("passport")).await;
    kiosk.send(&known, 45_000, take("passport")).await;
    assert_eq!(kiosk.reply(&known).await, first, "what was carried out in time is told for ever");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_that_restarted_learns_what_became_of_its_request() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let (sent, lost) = (RequestId::random(), RequestId::random());
    let outcome = kiosk.ask_as(&sent, take("passport")).await;
    let mut kiosk = server.connect("kiosk-1").await;
    let became = kiosk.ask(Ask::WhatBecame { request: sent }).await;
    assert_eq!(became, Outcome::Done(Answer::Became(Some(Box::new(outcome.clone())))));
    let nothing = Outcome::Done(Answer::Became(None));
    assert_eq!(kiosk.ask(Ask::WhatBecame { request: lost.clone() }).await, nothing);
    assert_eq!(kiosk.ask(Ask::WhatBecame { request: lost.clone() }).await, nothing);
    // No ghost: what never came by then does not come later.
    assert_eq!(kiosk.ask_as(&lost, take("passport")).await, Outcome::Failed(Failure::TooOld));
    let view = ticket(outcome);
    let withdraw = Ask::WithdrawTicket { ticket: view.ticket };
    assert_eq!(kiosk.ask(withdraw).await, Outcome::Done(Answer::Done));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_is_durable_is_answered_again_though_nobody_is_signed_in_any_more() {
    let server = Server::start().await;
    server.connect("kiosk-1").await.take().await;
    let mut console = server.window(1).await;
    let (call, no_show) = (RequestId::random(), RequestId::random());
    let called = console.ask_as(&call, Ask::CallNext).await;
    assert_eq!(called, Outcome::Done(Answer::Done));
    let rejected = console.ask_as(&no_show, Ask::NoShow).await;
    assert!(matches!(rejected, Outcome::Rejected(Rejection::TooEarlyForNoShow { .. })), "{rejected:?}");
    let server = server.restart().await;
    let mut console = server.connect("console-1").await;
    assert_eq!(console.welcome.session, None, "tokens live in memory");
    assert_eq!(console.ask_as(&call, Ask::CallNext).await, called);
    assert_eq!(console.ask_as(&no_show, Ask::NoShow).await, rejected);
    // What is not known is not for them, and was not carried out: nor is it remembered.
    let not_allowed = Outcome::Failed(Failure::NotAllowed);
    let later = RequestId::random();
    assert_eq!(console.ask_as(&later, Ask::Start).await, not_allowed);
    assert_eq!(console.ask_as(&call, Ask::Start).await, Outcome::Failed(Failure::IdReused));
    assert_eq!(server.connect("console-2").await.ask_as(&call, Ask::CallNext).await, not_allowed);
    console.sign_in("clerk-1", &pin(server.folder.path(), "clerk-1")).await;
    assert_eq!(console.ask_as(&later, Ask::Start).await, Outcome::Done(Answer::Done));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_kiosks_request_is_nobodys_business() {
    let server = Server::start().await;
    let (mut one, mut two) = (server.connect("kiosk-1").await, server.connect("kiosk-2").await);
    let id = RequestId::random();
    one.ask_as(&id, take("passport")).await;
    assert_eq!(two.ask(Ask::WhatBecame { request: id }).await, Outcome::Done(Answer::Became(None)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_replayed_the_next_day_takes_nothing() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let id = RequestId::random();
    let first = kiosk.ask_as(&id, take("passport")).await;
    server.clock.advance(Duration::from_secs(24 * 3600));
    server.settled(4).await;
    assert_eq!(server.health().await["day"], "2026-11-18");
    assert_eq!(kiosk.ask_as(&id, take("passport")).await, first);
    assert_eq!(kiosk.take().await.number.figures(), 1, "the new day begins at 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_out_of_order_are_rejected_one_by_one() {
    let server = Server::start().await;
    let mut console = server.window(1).await;
    for (ask, rejection) in [
        (Ask::Start, Rejection::NobodyAtWindow),
        (Ask::Finish, Rejection::NobodyAtWindow),
        (Ask::Recall, Rejection::NobodyAtWindow),
        (Ask::CallNext, Rejection::NobodyWaiting),
        (Ask::ResumeWindow, Rejection::WindowNotPaused),
        (Ask::Return { ticket: TicketId(u64::MAX) }, Rejection::UnknownTicket),
    ] {
        assert_eq!(console.ask(ask.clone()).await, Outcome::Rejected(rejection), "{ask:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_calls_one_visitor() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let (first, second) = (kiosk.take().await, kiosk.take().await);
    let mut console = server.window(1).await;
    let clicks = [RequestId::random(), RequestId::random()];
    for id in &clicks {
        console.send(id, 0, Ask::CallNext).await;
    }
    assert_eq!(console.reply(&clicks[0]).await, Outcome::Done(Answer::Done));
    assert_eq!(console.reply(&clicks[1]).await, Outcome::Rejected(Rejection::WindowBusy { number: first.number }));
    let mut other = server.window(2).await;
    assert_eq!(other.ask(Ask::CallNext).await, Outcome::Done(Answer::Done));
    for (window, ticket) in [(0, first), (1, second)] {
        let there = |shown: &Shown| at_window(shown, window) == Some(ticket.ticket);
        other.until(there).await;
    }
}

fn at_window(shown: &Shown, index: usize) -> Option<TicketId> {
    shown.console.as_ref()?.windows[index].visitor.as_ref().map(|visitor| visitor.ticket)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clerks_who_call_one_visitor_by_number_get_the_visitor_once() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let (mut one, mut two) = (server.window(1).await, server.window(2).await);
    for _ in 0..20 {
        let ticket = kiosk.take().await.ticket;
        let call = Ask::CallTicket { ticket, reason: ReasonId::new("asked").unwrap() };
        let outcomes = tokio::join!(one.ask(call.clone()), two.ask(call));
        let done = Outcome::Done(Answer::Done);
        let rejected = Outcome::Rejected(Rejection::AlreadyCalled);
        let winner = if outcomes == (done.clone(), rejected.clone()) {
            &mut one
        } else {
            assert_eq!(outcomes, (rejected, done.clone()));
            &mut two
        };
        for ask in [Ask::Start, Ask::Finish] {
            assert_eq!(winner.ask(ask).await, done);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_during_a_transfer_finds_the_visitor_at_one_window_or_waiting() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let (mut one, mut two) = (server.window(1).await, server.window(2).await);
    let done = Outcome::Done(Answer::Done);
    for _ in 0..20 {
        let ticket = kiosk.take().await.ticket;
        for ask in [Ask::CallNext, Ask::Start] {
            assert_eq!(one.ask(ask).await, done);
        }
        let transfer = Ask::Transfer { to: Target::Service(service("visa")) };
        let call = Ask::CallTicket { ticket, reason: ReasonId::new("asked").unwrap() };
        let (transferred, called) = tokio::join!(one.ask(transfer), two.ask(call.clone()));
        assert_eq!(transferred, done);
        if called != done {
            assert_eq!(called, Outcome::Rejected(Rejection::AlreadyCalled), "the call came first");
            assert_eq!(two.ask(call).await, done);
        }
        for ask in [Ask::Start, Ask::Finish] {
            assert_eq!(two.ask(ask).await, done);
        }
        assert_eq!(one.ask(Ask::Finish).await, Outcome::Rejected(Rejection::NobodyAtWindow));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_was_taken_away_is_gone_with_the_session() {
    let server = Server::start().await;
    let mut console = server.clerk("console-1", "clerk-1").await;
    let token = console.sign_in("clerk-1", &pin(server.folder.path(), "clerk-1")).await.token;
    assert_eq!(console.ask(Ask::SignOut).await, Outcome::Done(Answer::Done));
    let (folder, mut settings, clock) = server.stop().await;
    settings.file = FloorFile::Apply;
    settings.floor.clerks[0].roles = [Role::Manager].into();
    let server = Server::start_on(folder, settings, clock).await;
    assert_eq!(server.connect_with_token("console-1", &token).await.welcome.session, None);
    let mut console = server.clerk("console-1", "clerk-1").await;
    assert_eq!(console.ask(Ask::CallNext).await, Outcome::Failed(Failure::NotAllowed));
}
