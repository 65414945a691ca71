//! The connection: the hello, pings, losses, retries, farewells, and whatever a server may say out of place.

use protocol::client::session::{Input, Output};
use protocol::client::{Incoming, Untrusted};
use protocol::limits::FROM_SERVER_LIMIT;
use protocol::message::{Farewell, FromDevice, FromServer};

use crate::bench::{Bench, lost, sent, told};
use crate::story::{EPOCH, empty_hall, hello, key, welcome};

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
    assert!(bench.after(2_000).contains(&Output::Close));
}

/// TCP repeats a hello 0.2, 0.6, 1.4 and 3 s after it was sent: one that was in the dark for longer than that is said again sooner.
#[test]
fn a_hello_that_was_lost_is_said_again_within_2_s_of_healing_o2() {
    let mut bench = Bench::opening();
    for _ in 0..4 {
        bench.cut();
        bench.ms_to_next_open();
    }
    bench.take(Input::Opened);
    let healed_ms = bench.now_ms + 1_410;
    bench.ms_to_next_open();
    assert!(bench.now_ms <= healed_ms + 1_900, "{} ms after healing", bench.now_ms - healed_ms);
}

#[test]
fn a_server_that_is_slow_to_welcome_is_waited_on_for_longer_until_it_is_heard() {
    let mut bench = Bench::opening();
    let wait_in_vain = |bench: &mut Bench| {
        bench.take(Input::Opened);
        let mut waited_ms = 0;
        while !bench.after(100).contains(&Output::Close) {
            waited_ms += 100;
            assert!(waited_ms < 60_000, "never given up");
        }
        bench.ms_to_next_open();
        waited_ms + 100
    };
    let waits = [(); 8].map(|()| wait_in_vain(&mut bench));
    assert_eq!(waits, [2_000, 2_000, 2_000, 4_000, 8_000, 16_000, 16_000, 16_000]);
    bench.take(Input::Opened);
    bench.after(15_000);
    let outputs = bench.hear(&FromServer::Welcome(welcome(EPOCH)));
    assert_eq!(told(&outputs), [Incoming::Connected(welcome(EPOCH))], "what comes after 15 s is taken");
    bench.cut();
    bench.ms_to_next_open();
    assert_eq!([(); 4].map(|()| wait_in_vain(&mut bench)), [2_000, 2_000, 2_000, 4_000], "heard, it is as before");
    bench.cut();
    bench.ms_to_next_open();
    assert_eq!(wait_in_vain(&mut bench), 2_000, "where no socket opens, it is the network");
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
        (Farewell::NotPrivate, 10_000, 10_000),
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
fn what_is_not_trusted_is_told_once_with_its_cause_and_tried_again_every_10_s() {
    let told_of = |why| [Incoming::Untrusted { why, problem: "no trust".to_owned() }];
    for (why, other) in [(Untrusted::OtherServer, Untrusted::NoMark), (Untrusted::NoMark, Untrusted::OtherServer)] {
        let mut bench = Bench::opening();
        assert_eq!(told(&bench.distrust(why)), told_of(why));
        assert_eq!(bench.ms_to_next_open(), 10_000);
        assert_eq!(told(&bench.distrust(why)), [], "the same is told once");
        assert_eq!(bench.ms_to_next_open(), 10_000);
        assert_eq!(told(&bench.distrust(other)), told_of(other), "another cause is news");
        bench.ms_to_next_open();
        assert!(lost(&bench.cut()), "the server is down: that is another matter");
        bench.ms_to_next_open();
        assert_eq!(told(&bench.distrust(why)), told_of(why), "and this is news again");
        bench.reconnect(EPOCH);
        assert_eq!(told(&bench.hear(&empty_hall(EPOCH, 1))).len(), 1, "the server was mended");
    }
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
