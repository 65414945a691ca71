//! What becomes of a request: sent, sent again, answered, given up or refused here.

use protocol::client::session::Input;
use protocol::client::{Incoming, REQUESTS_WAITING};
use protocol::limits::{FROM_DEVICE_LIMIT, REQUESTS_AT_ONCE};
use protocol::message::{Answer, Ask, Failure, Outcome};

use crate::bench::{Bench, request, sent, told};
use crate::story::{EPOCH, issue_ticket, reply, request_id, ticket};

#[test]
fn a_request_goes_out_at_once_while_connected() {
    let mut bench = Bench::up();
    assert_eq!(sent(&bench.ask(1, issue_ticket())), [request(request_id(1), 0, issue_ticket())]);
}

#[test]
fn what_was_not_answered_is_sent_again_in_order_with_its_true_age() {
    let mut bench = Bench::up();
    bench.ask(1, issue_ticket());
    bench.ask(2, Ask::CallNext);
    bench.hear(&reply(request_id(1), Outcome::Done(Answer::Done)));
    bench.now_ms += 1_500;
    bench.cut();
    bench.ask(3, Ask::Undo);
    bench.now_ms += 500;
    let again = sent(&bench.reconnect(EPOCH));
    assert_eq!(again, [request(request_id(2), 2_000, Ask::CallNext), request(request_id(3), 500, Ask::Undo)]);
}

#[test]
fn a_request_without_an_answer_expires_after_30_s_and_is_not_sent_again() {
    let mut bench = Bench::up();
    bench.ask(1, issue_ticket());
    bench.now_ms += 29_999;
    bench.take(Input::Heard);
    assert_eq!(told(&bench.take(Input::Tick)), []);
    bench.now_ms += 1;
    assert_eq!(told(&bench.take(Input::Tick)), [Incoming::Expired { id: request_id(1) }]);
    bench.cut();
    assert_eq!(sent(&bench.reconnect(EPOCH)), []);
    assert_eq!(told(&bench.hear(&reply(request_id(1), Outcome::Done(Answer::Done)))), [], "a late answer is not told");
}

#[test]
fn a_request_expires_also_without_any_connection() {
    let mut bench = Bench::opening();
    bench.ask(1, issue_ticket());
    let mut expired = Vec::new();
    while bench.now_ms < 31_000 {
        expired.extend(
            told(&bench.after(100)).into_iter().filter(|incoming| matches!(incoming, Incoming::Expired { .. })),
        );
    }
    assert_eq!(expired, [Incoming::Expired { id: request_id(1) }]);
}

#[test]
fn an_answer_is_told_once() {
    let mut bench = Bench::up();
    bench.ask(1, issue_ticket());
    let answer = reply(request_id(1), Outcome::Done(Answer::Ticket(Box::new(ticket()))));
    assert_eq!(told(&bench.hear(&answer)).len(), 1);
    assert_eq!(told(&bench.hear(&answer)), []);
}

#[test]
fn the_same_id_is_not_asked_twice() {
    let mut bench = Bench::up();
    bench.ask(1, issue_ticket());
    assert_eq!(bench.ask(1, issue_ticket()), []);
    assert_eq!(bench.ask(1, Ask::CallNext), []);
}

#[test]
fn the_requests_that_wait_are_bounded_and_the_next_is_told_busy() {
    let mut bench = Bench::opening();
    for n in 0..u32::try_from(REQUESTS_WAITING).unwrap() {
        assert_eq!(bench.ask(n, Ask::CallNext), []);
    }
    let told = told(&bench.ask(999, Ask::CallNext));
    let Incoming::Reply(reply) = &told[0] else { panic!("{told:?}") };
    assert_eq!((&reply.id, &reply.outcome), (&request_id(999), &Outcome::Failed(Failure::Busy)));
}

#[test]
fn no_more_requests_are_on_the_way_than_the_server_takes_at_once() {
    let mut bench = Bench::up();
    let mut on_the_way = Vec::new();
    for n in 0..40 {
        on_the_way.extend(sent(&bench.ask(n, Ask::CallNext)));
    }
    assert_eq!(on_the_way.len(), REQUESTS_AT_ONCE);
    for n in 0..24 {
        let next = sent(&bench.hear(&reply(request_id(n), Outcome::Done(Answer::Done))));
        assert_eq!(next, [request(request_id(n + 16), 0, Ask::CallNext)]);
    }
    bench.cut();
    assert_eq!(sent(&bench.reconnect(EPOCH)).len(), 16, "those without an answer, once more");
}

#[test]
fn a_request_too_large_for_a_frame_is_refused_here() {
    let mut bench = Bench::up();
    let outputs = bench.ask(1, Ask::SignIn { login: "x".repeat(FROM_DEVICE_LIMIT), pin: String::new() });
    assert_eq!(sent(&outputs), []);
    let told = told(&outputs);
    let Incoming::Reply(reply) = &told[0] else { panic!("{told:?}") };
    assert!(matches!(reply.outcome, Outcome::Failed(Failure::BadRequest { .. })));
}
