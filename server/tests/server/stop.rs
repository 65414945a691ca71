//! A stop in the middle of work: each request on the way is answered, or was never carried out.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use protocol::message::{Answer, Ask, Failure, FromDevice, FromServer, Outcome, Request, RequestId};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Dev, Server, encode, take};

const KIOSKS: u8 = 8;
/// Requests of one kiosk on the way together, as many as a server takes.
const TOGETHER: usize = 16;

/// What one kiosk asked, and what it was told until its line ended.
#[derive(Default)]
struct Asked {
    sent: Vec<RequestId>,
    told: Vec<(RequestId, Outcome)>,
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_under_load_each_request_is_answered_or_not_in_the_journal() {
    let mut in_flight = 0;
    for round in 0..8_u64 {
        let server = Server::start().await;
        let mut pressing = Vec::new();
        for number in 1..=KIOSKS {
            pressing.push(tokio::spawn(press_together(server.connect(&format!("kiosk-{number}")).await)));
        }
        tokio::time::sleep(Duration::from_millis(60 + 23 * round)).await;
        let server = server.restart().await;
        for (number, kiosk) in (1..=KIOSKS).zip(pressing) {
            let asked = kiosk.await.unwrap();
            in_flight += asked.sent.len() - asked.told.len();
            check(&mut server.connect(&format!("kiosk-{number}")).await, asked).await;
        }
    }
    assert!(in_flight > 0, "some were on the way");
}

/// Presses many times at once, again and again, until the server ends the line.
async fn press_together(mut kiosk: Dev) -> Asked {
    let mut asked = Asked::default();
    loop {
        let mut open = true;
        for _ in 0..TOGETHER {
            let id = RequestId::random();
            let request = Request { id: id.clone(), age_ms: 0, ask: take("passport") };
            open &= kiosk.socket.send(encode(&FromDevice::Request(request))).await.is_ok();
            asked.sent.push(id);
        }
        while !open || asked.told.len() < asked.sent.len() {
            match kiosk.socket.next().await {
                Some(Ok(Message::Text(text))) => {
                    if let FromServer::Reply(reply) = serde_json::from_str(&text).unwrap() {
                        asked.told.push((reply.id, reply.outcome));
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return asked,
                Some(Ok(_)) => {}
            }
        }
    }
}

/// What the journal has is what was told, and nothing else.
async fn check(kiosk: &mut Dev, asked: Asked) {
    for id in asked.sent {
        let told = asked.told.iter().find(|(request, _)| *request == id).map(|(_, outcome)| outcome);
        let carried_out = told.filter(|outcome| !matches!(outcome, Outcome::Failed(Failure::Busy)));
        let became = Outcome::Done(Answer::Became(carried_out.cloned().map(Box::new)));
        assert_eq!(kiosk.ask(Ask::WhatBecame { request: id }).await, became);
    }
}
