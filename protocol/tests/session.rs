//! The client's session as data in and data out: no socket, no clock.
#![allow(clippy::unwrap_used)]

mod story;

use std::time::Duration;

use protocol::client::session::{Input, Output, Session};
use protocol::client::{Incoming, REQUESTS_WAITING};
use protocol::codec;
use protocol::limits::{FAULT_TEXT_LIMIT, FAULTS_LIMIT, FROM_DEVICE_LIMIT, FROM_SERVER_LIMIT, REQUESTS_AT_ONCE};
use protocol::message::{
    Answer, Ask, DeviceFault, Failure, Farewell, FromDevice, FromServer, Hello, Outcome, Report, Request, RequestId,
    Show,
};
use story::{EPOCH, empty_hall, hello, issue_ticket, key, reply, request_id, session, ticket, update, welcome};

/// A session and its clock.
struct Bench {
    session: Session,
    now_ms: u64,
    /// A socket was asked for and is not open yet.
    wants_open: bool,
}

impl Bench {
    fn new(hello: Hello, seed: u64) -> Self {
        Self { session: Session::new(hello, seed), now_ms: 0, wants_open: false }
    }

    /// A session that has just asked for its first socket.
    fn opening() -> Self {
        let mut bench = Self::new(hello(), 7);
        assert_eq!(bench.take(Input::Tick), [Output::Open]);
        bench
    }

    /// A session that is connected.
    fn up() -> Self {
        let mut bench = Self::opening();
        bench.take(Input::Opened);
        bench.hear(&FromServer::Welcome(welcome(EPOCH)));
        bench
    }

    fn take(&mut self, input: Input) -> Vec<Output> {
        let opens = matches!(input, Input::Opened | Input::Closed { .. });
        let outputs = self.session.handle(Duration::from_millis(self.now_ms), input);
        self.wants_open = outputs.contains(&Output::Open) || (self.wants_open && !opens);
        outputs
    }

    fn hear(&mut self, message: &FromServer) -> Vec<Output> {
        self.take(Input::Frame(codec::encode(message)))
    }

    fn ask(&mut self, id: u32, ask: Ask) -> Vec<Output> {
        let asked_at = Duration::from_millis(self.now_ms);
        self.take(Input::Ask { id: request_id(id), ask, asked_at })
    }

    fn after(&mut self, ms: u64) -> Vec<Output> {
        self.now_ms += ms;
        self.take(Input::Tick)
    }

    fn cut(&mut self) -> Vec<Output> {
        self.take(Input::Closed { problem: "cut".to_owned() })
    }

    /// The wait until the session opens a socket again, in milliseconds.
    fn ms_to_next_open(&mut self) -> u64 {
        let from = self.now_ms;
        while !self.wants_open {
            let wake_ms = u64::try_from(self.session.wake_at().as_micros().div_ceil(1_000)).unwrap();
            self.now_ms = self.now_ms.max(wake_ms);
            self.take(Input::Tick);
            assert!(self.now_ms - from < 60_000, "never opens");
        }
        self.now_ms - from
    }

    /// Connects once more, after a cut.
    fn reconnect(&mut self, epoch: u64) -> Vec<Output> {
        self.ms_to_next_open();
        self.take(Input::Opened);
        self.hear(&FromServer::Welcome(welcome(epoch)))
    }
}

fn sent(outputs: &[Output]) -> Vec<FromDevice> {
    let frames = outputs.iter().filter_map(|output| match output {
        Output::Send(text) => Some(codec::decode(text, FROM_DEVICE_LIMIT).unwrap()),
        Output::Open | Output::Ping | Output::Close | Output::Tell(_) => None,
    });
    frames.collect()
}

fn told(outputs: &[Output]) -> Vec<Incoming> {
    let told = outputs.iter().filter_map(|output| match output {
        Output::Tell(incoming) => Some(incoming.clone()),
        Output::Open | Output::Send(_) | Output::Ping | Output::Close => None,
    });
    told.collect()
}

fn lost(outputs: &[Output]) -> bool {
    told(outputs).iter().any(|incoming| matches!(incoming, Incoming::Lost { .. }))
}

fn request(id: RequestId, age_ms: u64, ask: Ask) -> FromDevice {
    FromDevice::Request(Request { id, age_ms, ask })
}

#[test]
fn a_hello_is_the_first_word_on_every_connection() {
    let mut bench = Bench::opening();
    assert_eq!(sent(&bench.take(Input::Opened)), [FromDevice::Hello(hello())]);
    bench.hear(&FromServer::Welcome(welcome(EPOCH)));
    bench.cut();
    bench.ms_to_next_open();
    assert_eq!(sent(&bench.take(Input::Opened)), [FromDevice::Hello(hello())]);
}

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

#[test]
fn the_first_retry_comes_at_once_and_the_later_ones_back_off_to_900_ms() {
    let mut bench = Bench::up();
    bench.now_ms += 900;
    bench.take(Input::Heard);
    bench.now_ms += 900;
    assert!(lost(&bench.cut()));
    assert_eq!(bench.ms_to_next_open(), 0);
    let mut waits = Vec::new();
    for _ in 0..6 {
        assert!(!lost(&bench.cut()), "one loss is told once");
        waits.push(bench.ms_to_next_open());
    }
    for (wait, whole) in waits.iter().zip([250, 500, 900, 900, 900, 900]) {
        assert!((whole / 2..=whole + 1).contains(wait), "{waits:?}");
    }
}

#[test]
fn devices_with_different_seeds_do_not_come_back_together() {
    let waits: std::collections::BTreeSet<_> = (0..50)
        .map(|seed| {
            let mut bench = Bench::new(hello(), seed);
            bench.take(Input::Tick);
            for _ in 0..4 {
                bench.cut();
                bench.ms_to_next_open();
            }
            bench.cut();
            bench.ms_to_next_open()
        })
        .collect();
    assert!(waits.len() > 30, "{waits:?}");
}

#[test]
fn a_server_that_drops_every_connection_at_once_is_not_hammered() {
    let mut bench = Bench::up();
    let mut opens = 0;
    while bench.now_ms < 20_000 {
        bench.cut();
        bench.reconnect(EPOCH);
        opens += 1;
    }
    assert!(opens < 45, "{opens} connections in 20 s");
}

#[test]
fn a_cut_without_a_word_is_told_within_2_s() {
    let mut bench = Bench::up();
    bench.now_ms = 5_000;
    bench.take(Input::Heard);
    let mut pings = 0;
    loop {
        let outputs = bench.after(10);
        pings += outputs.iter().filter(|output| **output == Output::Ping).count();
        if lost(&outputs) {
            assert_eq!(outputs[0], Output::Close);
            break;
        }
        assert!(bench.now_ms <= 7_000, "not told within 2 s");
    }
    assert_eq!(pings, 1);
}

#[test]
fn an_idle_connection_is_pinged_every_second_and_kept() {
    let mut bench = Bench::up();
    let mut pings = 0;
    for _ in 0..600 {
        let outputs = bench.after(100);
        assert!(!lost(&outputs));
        if outputs.contains(&Output::Ping) {
            pings += 1;
            bench.take(Input::Heard);
        }
    }
    assert!((55..=60).contains(&pings), "{pings} pings in a minute");
}

#[test]
fn a_socket_that_never_opens_and_a_hello_that_is_never_answered_are_given_up() {
    let mut bench = Bench::opening();
    assert!(bench.after(1_000).contains(&Output::Close));
    bench.ms_to_next_open();
    bench.take(Input::Opened);
    assert!(bench.after(3_000).contains(&Output::Close));
}

#[test]
fn a_first_attempt_that_fails_is_told_as_a_loss() {
    let mut bench = Bench::opening();
    assert!(lost(&bench.cut()));
}

#[test]
fn another_version_is_told_and_tried_again_every_10_s() {
    let mut bench = Bench::opening();
    bench.take(Input::Opened);
    let farewell = Farewell::Version { server: 2 };
    let outputs = bench.hear(&FromServer::Farewell(farewell.clone()));
    assert_eq!(told(&outputs), [Incoming::Farewell(farewell.clone())]);
    assert_eq!(told(&bench.cut()), [], "the close after a farewell is no loss");
    assert_eq!(bench.ms_to_next_open(), 10_000);
    bench.take(Input::Opened);
    let mut other = welcome(EPOCH);
    other.version = 2;
    assert_eq!(told(&bench.hear(&FromServer::Welcome(other))), [], "the same farewell is told once");
    assert_eq!(bench.ms_to_next_open(), 10_000);
}

#[test]
fn each_farewell_has_its_own_wait() {
    for (farewell, shortest_ms, longest_ms) in [
        (Farewell::UnknownDevice, 10_000, 10_000),
        (Farewell::Replaced, 10_000, 10_000),
        (Farewell::Unreadable { problem: "x".to_owned() }, 10_000, 10_000),
        (Farewell::Crowded, 450, 900),
        (Farewell::Silent, 0, 0),
        (Farewell::Stopping, 0, 0),
    ] {
        let mut bench = Bench::up();
        bench.now_ms += 1_500;
        bench.take(Input::Heard);
        assert_eq!(told(&bench.hear(&FromServer::Farewell(farewell.clone()))), [Incoming::Farewell(farewell.clone())]);
        let wait_ms = bench.ms_to_next_open();
        assert!((shortest_ms..=longest_ms).contains(&wait_ms), "{farewell:?}: {wait_ms}");
    }
}

#[test]
fn an_update_that_is_older_than_one_told_is_dropped() {
    let mut bench = Bench::up();
    assert_eq!(told(&bench.hear(&empty_hall(EPOCH, 5))).len(), 1);
    assert_eq!(told(&bench.hear(&empty_hall(EPOCH, 4))), []);
    assert_eq!(told(&bench.hear(&empty_hall(EPOCH + 1, 9))), [], "another start of the server than the welcome's");
    assert_eq!(told(&bench.hear(&empty_hall(EPOCH, 5))).len(), 1, "the same state once more is harmless");
    bench.cut();
    bench.reconnect(EPOCH);
    assert_eq!(told(&bench.hear(&empty_hall(EPOCH, 4))), [], "also after a reconnection to the same server");
    bench.cut();
    bench.reconnect(EPOCH + 1);
    assert_eq!(told(&bench.hear(&empty_hall(EPOCH + 1, 1))).len(), 1, "a server started anew counts anew");
}

#[test]
fn a_change_may_bring_several_boards_under_one_number() {
    let mut bench = Bench::up();
    bench.hear(&empty_hall(EPOCH, 6));
    assert_eq!(told(&bench.hear(&update(EPOCH, 5, Show::MyDay(queue::state::ClerkDay::default())))).len(), 1);
    assert_eq!(told(&bench.hear(&update(EPOCH, 6, Show::SessionEnded))).len(), 1);
}

#[test]
fn a_copy_is_told_to_the_printer_once() {
    let mut bench = Bench::up();
    let copy = |copies| {
        let mut ticket = ticket();
        ticket.copies = copies;
        update(EPOCH, 8, Show::Reprint(Box::new(ticket)))
    };
    assert_eq!(told(&bench.hear(&copy(1))).len(), 1);
    assert_eq!(told(&bench.hear(&copy(1))), []);
    assert_eq!(told(&bench.hear(&copy(2))).len(), 1);
    bench.cut();
    bench.reconnect(EPOCH + 1);
    assert_eq!(told(&bench.hear(&update(EPOCH + 1, 1, Show::SessionEnded))).len(), 1);
    let mut again = ticket();
    again.copies = 2;
    assert_eq!(told(&bench.hear(&update(EPOCH + 1, 1, Show::Reprint(Box::new(again))))), []);
}

#[test]
fn the_latest_report_is_told_again_after_a_reconnection() {
    let mut bench = Bench::up();
    let report = |fault| Report { faults: vec![fault] };
    assert_eq!(sent(&bench.take(Input::Report(report(DeviceFault::PaperLow)))).len(), 1);
    assert_eq!(sent(&bench.take(Input::Report(report(DeviceFault::PaperLow)))), [], "nothing new");
    bench.cut();
    assert_eq!(sent(&bench.take(Input::Report(report(DeviceFault::NoPaper)))), []);
    assert_eq!(sent(&bench.reconnect(EPOCH)), [FromDevice::Report(report(DeviceFault::NoPaper))]);
}

#[test]
fn a_report_is_cut_to_the_limits_of_the_wire() {
    let mut bench = Bench::up();
    let faults = (0..40).map(|_| DeviceFault::Other { what: "щ".repeat(5_000) }).collect();
    let sent = sent(&bench.take(Input::Report(Report { faults })));
    let FromDevice::Report(report) = &sent[0] else { panic!() };
    assert_eq!(report.faults.len(), FAULTS_LIMIT);
    assert_eq!(report.faults[0], DeviceFault::Other { what: "щ".repeat(FAULT_TEXT_LIMIT) });
}

#[test]
fn a_clerks_session_goes_on_after_a_reconnection_and_ends_with_signing_out() {
    let mut bench = Bench::up();
    let with = |token: Option<&str>| {
        let mut hello = hello();
        hello.session = token.map(str::to_owned);
        [FromDevice::Hello(hello)]
    };
    let reconnect = |bench: &mut Bench| {
        bench.cut();
        bench.ms_to_next_open();
        let outputs = bench.take(Input::Opened);
        bench.hear(&FromServer::Welcome(welcome(EPOCH)));
        sent(&outputs)
    };
    bench.ask(1, Ask::SignIn { login: "kovaleva".to_owned(), pin: "2580".to_owned() });
    bench.hear(&reply(request_id(1), Outcome::Done(Answer::SignedIn(session()))));
    assert_eq!(reconnect(&mut bench), with(Some(&session().token)), "known as soon as the answer is there");
    bench.take(Input::Session(Some("another".to_owned())));
    assert_eq!(reconnect(&mut bench), with(Some("another")));
    bench.take(Input::Session(None));
    assert_eq!(reconnect(&mut bench), with(None));
}

#[test]
fn whatever_a_server_sends_the_client_stands() {
    let deep = "[".repeat(100_000);
    let huge = "x".repeat(FROM_SERVER_LIMIT + 1);
    let frames = [
        "",
        "\0",
        "null",
        "{}",
        "[]",
        "{\"welcome\":{}}",
        "{\"reply\":{\"id\":\"x\",\"outcome\":{\"done\":\"done\"}}}",
        "{\"update\":{\"epoch\":-1}}",
        "{\"update\":{\"epoch\":1e400,\"seq\":NaN}}",
        "{\"farewell\":\"no_such\"}",
        "{\"welcome\":{\"version\":1,\"version\":1,\"epoch\":1,\"now\":\"2026-11-17T06:42:10Z\"}}",
        "{\"welcome\":{\"version\":1,\"epoch\":1,\"now\":\"2026-11-17T06:42:10Z\",\"more\":1}}",
        "{\"welcome\":{\"version\":1,\"epoch\":1,\"now\":\"yesterday\"}}",
        deep.as_str(),
        huge.as_str(),
    ];
    for frame in frames {
        for mut bench in [Bench::opening(), Bench::up()] {
            bench.take(Input::Opened);
            let outputs = bench.take(Input::Frame(frame.to_owned()));
            let name: String = frame.chars().take(60).collect();
            assert!(outputs.contains(&Output::Close) && lost(&outputs), "{name:?}: {outputs:?}");
            assert!(outputs.iter().all(|output| format!("{output:?}").len() < 1_000), "{name:?}");
        }
    }
}

#[test]
fn messages_out_of_place_end_the_connection() {
    let mut early = Bench::opening();
    early.take(Input::Opened);
    assert!(lost(&early.hear(&empty_hall(EPOCH, 1))), "an update before the welcome");
    let mut twice = Bench::up();
    assert!(lost(&twice.hear(&FromServer::Welcome(welcome(EPOCH)))), "a second welcome");
    let mut closed = Bench::up();
    closed.cut();
    assert_eq!(told(&closed.hear(&empty_hall(EPOCH, 1))), [], "a frame after the close");
}

#[test]
fn a_hello_fits_its_limits() {
    let mut long = hello();
    long.program = "кiosk ".repeat(100);
    let mut bench = Bench::new(long, 1);
    bench.take(Input::Tick);
    let sent = sent(&bench.take(Input::Opened));
    let FromDevice::Hello(hello) = &sent[0] else { panic!() };
    assert_eq!(hello.program.chars().count(), 80);
    assert_eq!(hello.device, key("kiosk-1"));
}
