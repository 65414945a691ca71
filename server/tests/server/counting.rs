//! Nobody is counted twice and nobody is lost, however many press at once.

use std::collections::{BTreeMap, BTreeSet};

use protocol::message::{Answer, Ask, Outcome};
use queue::Rejection;
use server::journal;

use crate::support::{Server, take, ticket};

#[tokio::test(flavor = "multi_thread")]
async fn eight_kiosks_pressed_fifty_times_give_four_hundred_numbers() {
    let server = Server::start().await;
    let mut pressing = Vec::new();
    for number in 1..=8 {
        let mut kiosk = server.connect(&format!("kiosk-{number}")).await;
        let name = if number % 2 == 0 { "passport" } else { "visa" };
        pressing.push(tokio::spawn(async move {
            let mut numbers = Vec::new();
            for _ in 0..50 {
                numbers.push(ticket(kiosk.ask(take(name)).await).number);
            }
            numbers
        }));
    }
    let mut numbers = Vec::new();
    for press in pressing {
        numbers.extend(press.await.unwrap());
    }
    let distinct: BTreeSet<_> = numbers.iter().copied().collect();
    assert_eq!((numbers.len(), distinct.len()), (400, 400));
    for letter in ['A', 'B'] {
        let figures: Vec<_> = distinct.iter().filter(|n| n.letter().as_char() == letter).map(|n| n.figures()).collect();
        assert_eq!(figures, (1..=200).collect::<Vec<_>>(), "{letter} without a gap");
    }
    let (folder, ..) = server.stop().await;
    let verified = journal::verify(folder.path()).unwrap();
    assert!(verified.holds(), "{verified:?}");
    // The floor's configuration and the day's turn come before the tickets.
    assert_eq!((verified.seq, verified.requests), (402, 400));
}

#[tokio::test(flavor = "multi_thread")]
async fn clerks_who_call_together_call_each_visitor_to_one_window() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut waiting = BTreeSet::new();
    for _ in 0..60 {
        waiting.insert(kiosk.take().await.ticket);
    }
    let mut consoles = Vec::new();
    for number in 1..=8 {
        consoles.push(server.window(number).await);
    }
    let calling: Vec<_> = consoles
        .into_iter()
        .map(|mut console| {
            tokio::spawn(async move {
                let mut called = 0;
                loop {
                    match console.ask(Ask::CallNext).await {
                        Outcome::Done(Answer::Done) => called += 1,
                        Outcome::Rejected(Rejection::NotStarted | Rejection::WindowBusy { .. }) => {
                            assert_eq!(console.ask(Ask::Start).await, Outcome::Done(Answer::Done));
                        }
                        Outcome::Rejected(Rejection::NobodyWaiting) => return called,
                        other => panic!("{other:?}"),
                    }
                    console.ask(Ask::Start).await;
                }
            })
        })
        .collect();
    let mut called = 0;
    for calls in calling {
        called += calls.await.unwrap();
    }
    assert_eq!(called, 60);
    let (folder, ..) = server.stop().await;
    assert_eq!(calls_by_ticket(folder.path()), waiting.iter().map(|ticket| (ticket.0, 1)).collect());
}

/// First calls of each ticket in the journal.
fn calls_by_ticket(folder: &std::path::Path) -> BTreeMap<u64, u32> {
    let db = rusqlite::Connection::open(folder.join(journal::FILE)).unwrap();
    let mut statement = db.prepare("SELECT body FROM events WHERE kind = 'visitor_called'").unwrap();
    let bodies = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    bodies.fold(BTreeMap::new(), |mut calls, body| {
        let event: queue::Event = serde_json::from_str(&body.unwrap()).unwrap();
        if let queue::Fact::VisitorCalled { ticket, .. } = event.fact {
            *calls.entry(ticket.0).or_insert(0) += 1;
        }
        calls
    })
}
