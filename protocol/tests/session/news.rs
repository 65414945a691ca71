//! What goes on over reconnections: boards in order, copies once, the latest report, a clerk's session.

use protocol::client::session::Input;
use protocol::limits::{FAULT_TEXT_LIMIT, FAULTS_LIMIT};
use protocol::message::{Answer, Ask, DeviceFault, FromDevice, FromServer, Outcome, Report, Show};

use crate::bench::{Bench, sent, told};
use crate::story::{EPOCH, empty_hall, hello, reply, request_id, session, ticket, update, welcome};

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
