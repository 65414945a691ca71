//! O2 on the real pair: kiosk, console and hall display on the devices' own client, the real server, and between them a line that is
//! cut and falls silent. Meanwhile the floor goes on, and those who are away ask as well; soon after healing they show what those show
//! who stayed. The 2 s of O2 are held by the storm of `protocol/tests/session_storm`, whose clock nothing else slows; here what it really took is
//! printed, and 20 s are asserted.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use protocol::client::{self, Client, Incoming, Settings};
use protocol::message::{Answer, Ask, Outcome, RequestId, Show};
use server::journal;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::clerks_killed::calls;
use crate::proxy::{Weather, forward};
use crate::support::{Server, clerk, hello, key, pin, take, ticket, wait_for, window};

/// The promised 2 s, and a machine with other things to do.
const RIGHT_AGAIN: Duration = Duration::from_secs(20);
const TICK: Duration = Duration::from_millis(5);
/// Coupons before the first cut, so that nobody calls in vain.
const WAITING: u16 = 8;

/// A device on its own client: what it was told last.
struct Screen {
    client: Client,
    told: Receiver<Incoming>,
    connected: bool,
    board: Option<Show>,
    answers: BTreeMap<RequestId, Outcome>,
}

impl Screen {
    fn start(server: &Server, at: SocketAddr, device: &str) -> Self {
        let hello = hello(device, &key(server.folder.path(), device));
        let settings = Settings { address: format!("ws://{at}/device"), office: None, hello };
        let (tell, told) = channel();
        // The test may have seen enough.
        let client = client::start(settings, move |incoming| drop(tell.send(incoming)));
        Self { client, told, connected: false, board: None, answers: BTreeMap::new() }
    }

    fn look(&mut self) {
        while let Ok(incoming) = self.told.try_recv() {
            match incoming {
                Incoming::Connected(_) => self.connected = true,
                Incoming::Lost { .. } => self.connected = false,
                Incoming::Update(update) => {
                    if let Show::Kiosk(_) | Show::Console(_) | Show::Hall(_) = update.show {
                        self.board = Some(update.show);
                    }
                }
                Incoming::Reply(reply) => {
                    let answered = self.answers.insert(reply.id, reply.outcome);
                    assert_eq!(answered, None, "a request has one answer");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn ask(&self, ask: Ask) -> RequestId {
        let id = RequestId::random();
        self.client.ask(id.clone(), ask);
        id
    }

    fn answer(&mut self, id: &RequestId) -> Outcome {
        soon(|| {
            self.look();
            self.answers.get(id).cloned()
        })
    }

    fn done(&mut self, ask: Ask) {
        let id = self.ask(ask);
        assert_eq!(self.answer(&id), Outcome::Done(Answer::Done));
    }

    fn sign_in(&mut self, server: &Server, number: u8) {
        let login = clerk(number).as_str().to_owned();
        let pin = pin(server.folder.path(), &login);
        let id = self.ask(Ask::SignIn { login, pin });
        let Outcome::Done(Answer::SignedIn(session)) = self.answer(&id) else { panic!("not signed in") };
        self.client.set_session(Some(session.token));
        self.done(Ask::OpenWindow { window: window(number) });
    }
}

fn soon<T>(mut what: impl FnMut() -> Option<T>) -> T {
    let mut ticks = 0..RIGHT_AGAIN.as_millis() / TICK.as_millis();
    let found = ticks.find_map(|_| {
        let found = what();
        if found.is_none() {
            thread::sleep(TICK);
        }
        found
    });
    found.expect("it comes in time")
}

/// A kiosk, a clerk's console and a hall display.
struct Devices {
    kiosk: Screen,
    console: Screen,
    hall: Screen,
}

impl Devices {
    fn start(server: &Server, at: SocketAddr, number: u8) -> Self {
        let screen = |kind: &str| Screen::start(server, at, &format!("{kind}-{number}"));
        let mut devices = Self { kiosk: screen("kiosk"), console: screen("console"), hall: screen("hall") };
        devices.console.sign_in(server, number);
        devices
    }

    fn all(&self) -> [&Screen; 3] {
        [&self.kiosk, &self.console, &self.hall]
    }

    fn look(&mut self) {
        [&mut self.kiosk, &mut self.console, &mut self.hall].into_iter().for_each(Screen::look);
    }

    /// Whether all three show so many tickets and so many calls.
    fn show(&self, issued: u16, called: u16) -> bool {
        let waiting = u32::from(issued - called);
        match self.all().map(|screen| screen.board.as_ref()) {
            [Some(Show::Kiosk(kiosk)), Some(Show::Console(console)), Some(Show::Hall(hall))] => {
                let service = &console.services[0];
                kiosk.services[0].waiting == waiting
                    && (service.issued, service.waiting) == (issued, waiting)
                    && hall.calls.len() == usize::from(called)
            }
            _ => false,
        }
    }

    fn same_as(&self, others: &Self) -> bool {
        let mut pairs = self.all().into_iter().zip(others.all());
        pairs.all(|(one, other)| one.connected && other.connected && one.board == other.board)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_on_their_own_client_are_right_again_after_each_cut_and_silence_o2() {
    let server = Server::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let line = listener.local_addr().unwrap();
    let (weather, forecast) = watch::channel(Weather::Fair);
    tokio::spawn(forward(listener, server.address, forecast));
    let (mut stayed, mut away) = (Devices::start(&server, server.address, 2), Devices::start(&server, line, 1));
    for _ in 0..WAITING {
        let id = stayed.kiosk.ask(take("passport"));
        ticket(stayed.kiosk.answer(&id));
    }
    let (mut issued, mut called) = (WAITING, 0);
    let rounds = [Weather::Silent, Weather::Cut, Weather::Cut, Weather::Silent];
    for (now, step) in rounds.into_iter().zip([Ask::CallNext, Ask::Start].into_iter().cycle()) {
        called += 1 + u16::from(step == Ask::CallNext);
        issued += 3;
        // One is on its way when the weather turns; what is asked later is asked without a connection.
        let mut asked = vec![away.kiosk.ask(take("passport"))];
        weather.send_replace(now);
        soon(|| {
            away.look();
            away.all().iter().all(|screen| !screen.connected).then_some(())
        });
        asked.push(away.kiosk.ask(take("passport")));
        let stepped = away.console.ask(step);
        let id = stayed.kiosk.ask(take("passport"));
        ticket(stayed.kiosk.answer(&id));
        for ask in [Ask::CallNext, Ask::Start] {
            stayed.console.done(ask);
        }
        weather.send_replace(Weather::Fair);
        let healed = Instant::now();
        soon(|| {
            away.look();
            stayed.look();
            let answered = asked.iter().all(|id| away.kiosk.answers.contains_key(id));
            (answered && away.show(issued, called) && away.same_as(&stayed)).then_some(())
        });
        println!("{now:?}: all three are right {:?} after healing", healed.elapsed());
        assert_eq!(away.console.answer(&stepped), Outcome::Done(Answer::Done));
    }
    shown_to_newcomers(&server, &mut away).await;
    let coupons = [&stayed.kiosk, &away.kiosk].into_iter().flat_map(|kiosk| kiosk.answers.values().cloned());
    let numbers: BTreeSet<_> = coupons.map(|outcome| ticket(outcome).number).collect();
    assert_eq!(numbers.len(), usize::from(issued), "each press has a number of its own");
    drop((stayed, away));
    let (folder, ..) = server.stop().await;
    let verified = journal::verify(folder.path()).unwrap();
    assert!(verified.holds(), "{verified:?}");
    let calls = calls(&folder.path().join(journal::FILE));
    assert_eq!(calls.len(), usize::from(called));
    assert!(calls.values().all(|windows| windows.len() == 1), "nobody at two windows: {calls:?}");
}

/// Whoever connects now is shown what those show who were away.
async fn shown_to_newcomers(server: &Server, away: &mut Devices) {
    wait_for(async || {
        let (mut kiosk, mut hall) = (server.connect("kiosk-3").await, server.connect("hall-3").await);
        kiosk.until(|shown| shown.kiosk.is_some()).await;
        hall.until(|shown| shown.hall.is_some()).await;
        away.look();
        let (kiosk, hall) = (kiosk.shown.kiosk.map(Show::Kiosk), hall.shown.hall.map(Show::Hall));
        away.kiosk.board == kiosk && away.hall.board == hall
    })
    .await;
}
