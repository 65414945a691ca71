//! Hostile texts (S7): wherever a device may write one, it is a text and nothing else.

use futures_util::SinkExt;
use protocol::message::{Ask, DeviceFault, Farewell, FromDevice, FromServer, Hello, Report};
use tokio_tungstenite::tungstenite::Message;

use crate::frames::{ID, greeted, request, still_serves};
use crate::support::{Server, encode, farewell, hello, key, next, open, wait_for};

/// Texts that somebody might carry on to a terminal, a printer, a page or a table.
const HOSTILE: [&str; 9] = [
    "'; DROP TABLE events;--",
    "<script>alert(1)</script>",
    "\0",
    "\u{1b}[2J\u{1b}]0;x\u{7}",
    "\u{10}\u{4}\u{1b}@\u{1d}V\0",
    "\u{202e}gnol\u{2066}",
    "z\u{336}\u{335}\u{334}\u{333}\u{332}\u{331}\u{330}",
    "\u{1f9d1}\u{200d}\u{1f680}",
    "=cmd|' /C calc'!A0",
];

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_go_no_further_than_the_devices_list() {
    let server = Server::start().await;
    let secret = key(server.folder.path(), "console-1");
    for text in HOSTILE {
        let mut socket = open(server.address).await;
        let hello = Hello { program: text.to_owned(), session: Some(text.to_owned()), ..hello("console-1", &secret) };
        socket.send(encode(&FromDevice::Hello(hello))).await.unwrap();
        assert!(matches!(next(&mut socket).await, Some(FromServer::Welcome(_))), "{text:?}");
        let what = text.to_owned();
        let report = Report { faults: vec![DeviceFault::Other { what }] };
        socket.send(encode(&FromDevice::Report(report))).await.unwrap();
        let listed = |health: &serde_json::Value| {
            let devices = health["devices"].as_array().unwrap();
            let console = devices.iter().find(|device| device["device"] == "console-1").unwrap();
            console["program"] == text && console["faults"][0]["other"]["what"] == text
        };
        wait_for(async || listed(&server.health().await)).await;
        let sign_in = Ask::SignIn { login: text.to_owned(), pin: text.to_owned() };
        let ask = request(ID, &serde_json::to_string(&sign_in).unwrap());
        socket.send(Message::text(ask)).await.unwrap();
        while !matches!(next(&mut socket).await.unwrap(), FromServer::Reply(_)) {}
    }
    still_serves(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_are_too_long_are_refused_with_their_limit() {
    let server = Server::start().await;
    let long = "n".repeat(10_000);
    let mut named = open(server.address).await;
    let hello = Hello { program: long.clone(), ..hello("kiosk-1", &key(server.folder.path(), "kiosk-1")) };
    named.send(encode(&FromDevice::Hello(hello))).await.unwrap();
    let mut faulty = greeted(&server).await;
    faulty
        .send(Message::text(format!(r#"{{"report":{{"faults":[{{"other":{{"what":"{long}"}}}}]}}}}"#)))
        .await
        .unwrap();
    for (mut socket, wanted) in [(named, "at most 80 characters"), (faulty, "at most 120 characters")] {
        match farewell(&mut socket).await {
            Some(Farewell::Unreadable { problem }) => assert!(problem.contains(wanted), "{problem}"),
            other => panic!("{wanted}: {other:?}"),
        }
    }
    still_serves(&server).await;
}
