//! Kills while visitors are called and served (D2): each clerk comes back to the window, the visitor and the step that was answered, and
//! nobody was called to two windows.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use protocol::board::AtWindowStage;
use protocol::message::{Answer, Ask, FromDevice, FromServer, Outcome, Request, RequestId};
use queue::Rejection;
use queue::ids::{TicketId, WindowId};
use rusqlite::Connection;
use server::journal;
use tokio::sync::Semaphore;

use crate::killing::Kills;
use crate::program::{Program, answers, press};
use crate::support::{Dev, encode, key, pin, window};

const CLERKS: u8 = 3;
const KILLS_OF_A_FLOOR: u32 = 5;

/// How far a clerk is with a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Idle,
    Called,
    Serving,
}

/// A clerk at a console, and what the server has answered for.
struct AtWork {
    number: u8,
    step: Step,
    unanswered: Option<(RequestId, Ask)>,
    served: u32,
}

impl AtWork {
    fn next(&self) -> Ask {
        match self.step {
            Step::Idle => Ask::CallNext,
            Step::Called => Ask::Start,
            Step::Serving => Ask::Finish,
        }
    }

    fn done(&mut self) {
        self.step = match self.step {
            Step::Idle => Step::Called,
            Step::Called => Step::Serving,
            Step::Serving => Step::Idle,
        };
        self.served += u32::from(self.step == Step::Idle);
    }

    /// Calls, starts and finishes until the server dies; each step is noted in `steps`.
    async fn until_the_end(mut self, mut console: Dev, steps: Arc<Semaphore>) -> Self {
        loop {
            let (id, ask) = (RequestId::random(), self.next());
            self.unanswered = Some((id.clone(), ask.clone()));
            let request = Request { id: id.clone(), age_ms: 0, ask };
            if console.socket.send(encode(&FromDevice::Request(request))).await.is_err() {
                return self;
            }
            let outcome = loop {
                match console.socket.next().await {
                    Some(Ok(message)) if message.is_text() => {
                        let message = serde_json::from_str(message.to_text().unwrap()).unwrap();
                        if let FromServer::Reply(reply) = message {
                            break reply.outcome;
                        }
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return self,
                }
            };
            self.unanswered = None;
            self.take(&outcome);
            steps.add_permits(usize::from(matches!(outcome, Outcome::Done(_))));
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    fn take(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Done(_) => self.done(),
            other => assert_eq!(*other, Outcome::Rejected(Rejection::NobodyWaiting), "clerk {}", self.number),
        }
    }

    /// Signs in after a kill and finds everything as it was answered.
    async fn back(&mut self, program: &Program, folder: &Path) -> Dev {
        let (data, device) = (folder.join("data"), format!("console-{}", self.number));
        let mut console = Dev::connect(program.address, &device, &key(&data, &device), None).await;
        let login = format!("clerk-{}", self.number);
        let session = console.sign_in(&login, &pin(&data, &login)).await;
        if session.window.is_none() {
            let open = Ask::OpenWindow { window: window(self.number) };
            assert_eq!(console.ask(open).await, Outcome::Done(Answer::Done));
        }
        if let Some((id, ask)) = self.unanswered.take() {
            let outcome = console.ask_as(&id, ask).await;
            self.take(&outcome);
        }
        let (step, mine) = (self.step, usize::from(self.number) - 1);
        console
            .until(|shown| {
                let visitor = shown.console.as_ref().map(|board| board.windows[mine].visitor.as_deref());
                visitor.is_some_and(|visitor| step == visitor.map_or(Step::Idle, |visitor| stage(&visitor.stage)))
            })
            .await;
        console
    }
}

fn stage(stage: &AtWindowStage) -> Step {
    match stage {
        AtWindowStage::Called { .. } => Step::Called,
        AtWindowStage::Serving { .. } => Step::Serving,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_mid_service_every_clerk_finds_the_visitor_again_and_nobody_has_two_windows() {
    let mut kills = Kills::new(KILLS_OF_A_FLOOR);
    while let Some(rounds) = kills.of_a_floor(KILLS_OF_A_FLOOR) {
        killed_in_mid_service(&mut kills, rounds).await;
    }
}

async fn killed_in_mid_service(kills: &mut Kills, rounds: u32) {
    let folder = tempfile::tempdir().unwrap();
    let mut clerks: Vec<_> =
        (1..=CLERKS).map(|number| AtWork { number, step: Step::Idle, unanswered: None, served: 0 }).collect();
    for round in 0..=rounds {
        let mut program = kills.start(folder.path()).await;
        let mut working = Vec::new();
        for mut clerk in clerks.drain(..) {
            let console = clerk.back(&program, folder.path()).await;
            working.push((clerk, console));
        }
        if round == rounds {
            clerks.extend(working.into_iter().map(|(clerk, _)| clerk));
            break;
        }
        let (coupons, steps) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let pressing = tokio::spawn(press(program.kiosk(folder.path(), 1).await, coupons));
        let working: Vec<_> = working
            .into_iter()
            .map(|(clerk, console)| tokio::spawn(clerk.until_the_end(console, Arc::clone(&steps))))
            .collect();
        answers(&steps, 12 + 4 * round).await;
        kills.kill(&mut program).await;
        for clerk in working {
            clerks.push(clerk.await.unwrap());
        }
        pressing.await.unwrap();
    }
    let served: u32 = clerks.iter().map(|clerk| clerk.served).sum();
    assert!(served >= 2 * rounds, "there was work: {served}");
    let verified = journal::verify(&folder.path().join("data")).unwrap();
    assert!(verified.holds(), "{verified:?}");
    let calls = calls(&folder.path().join("data").join(journal::FILE));
    let at_windows = clerks.iter().filter(|clerk| clerk.step != Step::Idle).count();
    assert_eq!(calls.len(), served as usize + at_windows, "every call was answered for");
    assert!(calls.values().all(|windows| windows.len() == 1), "{calls:?}");
}

/// The windows to which each ticket was called.
pub fn calls(journal: &Path) -> BTreeMap<TicketId, Vec<WindowId>> {
    let db = Connection::open(journal).unwrap();
    let mut statement = db.prepare("SELECT body FROM events WHERE kind = 'visitor_called' ORDER BY seq").unwrap();
    let mut calls: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for body in statement.query_map([], |row| row.get::<_, String>(0)).unwrap() {
        let event: queue::Event = serde_json::from_str(&body.unwrap()).unwrap();
        let queue::Fact::VisitorCalled { ticket, window, .. } = event.fact else { panic!("{event:?}") };
        calls.entry(ticket).or_default().push(window);
    }
    calls
}
