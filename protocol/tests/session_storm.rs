//! Random networks against the client's session and a small server that carries each request out once: whatever is cut, late,
//! repeated or out of order, each request ends once and the screen equals the server within 2 s of healing (O1, O2).
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod story;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use protocol::client::Incoming;
use protocol::client::session::{Input, Output, Session};
use protocol::codec;
use protocol::limits::FROM_DEVICE_LIMIT;
use protocol::message::{Answer, Ask, Farewell, FromDevice, FromServer, Outcome, RequestId};
use story::{empty_hall, hello, issue_ticket, reply, request_id, welcome};

const DAYS: u64 = 400;
const STORM_MS: u64 = 40_000;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.roll(100) < chance
    }
}

/// Something on its way on the connection with this number.
#[derive(Clone)]
enum Packet {
    Opens,
    Fails,
    Up(String),
    Ping,
    Down(String),
    Pong,
}

/// A server that remembers what it carried out, also over its restarts.
struct Server {
    epoch: u64,
    seq: u64,
    outcomes: BTreeMap<RequestId, Outcome>,
    greeted: BTreeSet<u64>,
}

struct World {
    dice: Dice,
    now_ms: u64,
    session: Session,
    server: Server,
    connection: u64,
    open: bool,
    /// The cable is out: nothing arrives and nobody is told.
    dark: bool,
    calm: bool,
    air: BTreeMap<(u64, u64), (u64, Packet)>,
    /// What was sent into the dark: when, on which connection, what.
    held: Vec<(u64, u64, Packet)>,
    packets: u64,
    asked: BTreeMap<RequestId, u64>,
    ended: BTreeSet<RequestId>,
    shown: Option<(u64, u64)>,
    connected: bool,
    dark_since_ms: Option<u64>,
    met: Met,
}

/// What the storms brought; a storm without any of it would show nothing.
#[derive(Default)]
struct Met {
    cuts_told: u32,
    silences_told: u32,
    answered_after_resend: u32,
    expired: u32,
    stale: u32,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            dice: Dice(seed),
            now_ms: 0,
            session: Session::new(hello(), seed),
            server: Server { epoch: 1, seq: 1, outcomes: BTreeMap::new(), greeted: BTreeSet::new() },
            connection: 0,
            open: false,
            dark: false,
            calm: false,
            air: BTreeMap::new(),
            held: Vec::new(),
            packets: 0,
            asked: BTreeMap::new(),
            ended: BTreeSet::new(),
            shown: None,
            connected: false,
            dark_since_ms: None,
            met: Met::default(),
        }
    }

    fn fly(&mut self, packet: Packet) {
        if self.dark {
            self.held.push((self.now_ms, self.connection, packet));
            return;
        }
        let late = if self.calm { 5 } else { 1 + self.dice.roll(250) };
        self.packets += 1;
        self.air.insert((self.now_ms + late, self.packets), (self.connection, packet.clone()));
        if !self.calm && self.dice.percent(4) {
            let later = late + self.dice.roll(300);
            self.packets += 1;
            self.air.insert((self.now_ms + later, self.packets), (self.connection, packet));
        }
    }

    fn input(&mut self, input: Input) {
        for output in self.session.handle(Duration::from_millis(self.now_ms), input) {
            match output {
                Output::Open => {
                    self.connection += 1;
                    self.open = true;
                    let fails = !self.calm && self.dice.percent(20);
                    self.fly(if fails { Packet::Fails } else { Packet::Opens });
                }
                Output::Send(text) => {
                    if let FromDevice::Request(request) = codec::decode(&text, FROM_DEVICE_LIMIT).expect("a message") {
                        assert_eq!(request.age_ms, self.now_ms - self.asked[&request.id], "the age is true");
                    }
                    self.fly(Packet::Up(text));
                }
                Output::Ping => self.fly(Packet::Ping),
                Output::Close => self.open = false,
                Output::Tell(incoming) => self.told(incoming),
            }
        }
    }

    fn told(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Connected(_) => {
                assert!(!self.connected, "connected twice without a loss");
                self.connected = true;
            }
            Incoming::Lost { .. } | Incoming::Untrusted { .. } | Incoming::Farewell(_) => {
                if let Some(since) = self.dark_since_ms.filter(|_| self.connected) {
                    assert!(self.now_ms - since <= 2_000, "a cut was told after {} ms", self.now_ms - since);
                    self.met.silences_told += 1;
                }
                self.met.cuts_told += u32::from(self.connected);
                self.connected = false;
            }
            Incoming::Update(update) => {
                let place = (update.epoch, update.seq);
                assert!(self.connected, "an update without a connection");
                assert!(self.shown.is_none_or(|shown| shown <= place), "{place:?} after {:?}", self.shown);
                self.shown = Some(place);
            }
            Incoming::Reply(reply) => {
                assert_eq!(self.server.outcomes.get(&reply.id), Some(&reply.outcome), "an answer of its own");
                self.met.answered_after_resend += u32::from(self.now_ms - self.asked[&reply.id] > 3_000);
                self.end(reply.id);
            }
            Incoming::Expired { id } => {
                self.met.expired += 1;
                assert!(self.now_ms - self.asked[&id] >= 30_000, "expired too soon");
                self.end(id);
            }
        }
    }

    fn end(&mut self, id: RequestId) {
        assert!(self.asked.contains_key(&id) && self.ended.insert(id), "a request ended twice, or was never asked");
    }

    fn server_says(&mut self, message: &FromServer) {
        self.fly(Packet::Down(codec::encode(message)));
    }

    fn server_hears(&mut self, text: &str) {
        match codec::decode(text, FROM_DEVICE_LIMIT).expect("the client sends messages") {
            FromDevice::Hello(_) => {
                self.server.greeted.insert(self.connection);
                self.server_says(&FromServer::Welcome(welcome(self.server.epoch)));
                self.server_says(&empty_hall(self.server.epoch, self.server.seq));
            }
            FromDevice::Request(request) => {
                let known = self.server.outcomes.len();
                self.server.outcomes.entry(request.id.clone()).or_insert(Outcome::Done(Answer::Done));
                if self.server.outcomes.len() > known {
                    self.server.seq += 1;
                    self.server_says(&empty_hall(self.server.epoch, self.server.seq));
                }
                let outcome = self.server.outcomes[&request.id].clone();
                self.server_says(&reply(request.id, outcome));
            }
            FromDevice::Report(_) => {}
        }
    }

    fn deliver(&mut self) {
        if self.dark {
            return;
        }
        while let Some(((due, _), _)) = self.air.first_key_value()
            && *due <= self.now_ms
        {
            let (_, (connection, packet)) = self.air.pop_first().expect("there is a first");
            if connection != self.connection || !self.open {
                continue;
            }
            match packet {
                Packet::Opens => self.input(Input::Opened),
                Packet::Fails => self.cut(),
                Packet::Up(text) => self.server_hears(&text),
                Packet::Ping => self.fly(Packet::Pong),
                Packet::Down(text) => {
                    let shown = self.shown;
                    let update = text.starts_with("{\"update\":{");
                    self.input(Input::Frame(text));
                    self.met.stale += u32::from(update && self.connected && self.shown == shown);
                }
                Packet::Pong => self.input(Input::Heard),
            }
        }
    }

    fn cut(&mut self) {
        if self.open {
            self.open = false;
            self.input(Input::Closed { problem: "cut".to_owned() });
        }
    }

    /// In the dark TCP repeats what was sent, later and later; once it is light the next repeat arrives.
    fn go_dark(&mut self, dark: bool) {
        self.dark = dark;
        self.dark_since_ms = dark.then_some(self.now_ms);
        if dark {
            let flying = std::mem::take(&mut self.air).into_values();
            self.held = flying.map(|(connection, packet)| (self.now_ms, connection, packet)).collect();
            return;
        }
        for (sent_ms, connection, packet) in std::mem::take(&mut self.held) {
            let repeats: &[u64] = match packet {
                Packet::Opens | Packet::Fails => &[1_000, 3_000, 7_000],
                Packet::Up(_) | Packet::Ping | Packet::Down(_) | Packet::Pong => &[200, 600, 1_400, 3_000, 6_200],
            };
            if let Some(after) = repeats.iter().find(|after| sent_ms + **after > self.now_ms) {
                self.packets += 1;
                self.air.insert((sent_ms + after, self.packets), (connection, packet));
            }
        }
    }

    fn misfortune(&mut self) {
        match self.dice.roll(1_000) {
            0..=3 => self.cut(),
            4..=5 => self.go_dark(!self.dark),
            6 => {
                self.server.epoch += 1;
                self.server.seq = 1;
                self.cut();
            }
            7 => self.server_says(&FromServer::Farewell(Farewell::Stopping)),
            8 => self.fly(Packet::Down("{\"update\":".to_owned())),
            _ => {}
        }
    }

    fn ask(&mut self, n: u32) {
        let id = request_id(n);
        self.asked.insert(id.clone(), self.now_ms);
        let ask = if n.is_multiple_of(2) { issue_ticket() } else { Ask::CallNext };
        self.input(Input::Ask { id, ask, asked_at: Duration::from_millis(self.now_ms) });
    }

    fn step(&mut self) {
        self.now_ms += 10;
        self.deliver();
        if Duration::from_millis(self.now_ms) >= self.session.wake_at() {
            self.input(Input::Tick);
        }
    }
}

#[test]
fn every_screen_is_right_again_by_itself_and_every_request_ends_once() {
    let mut all = Met::default();
    for seed in 0..DAYS {
        let mut world = World::new(seed);
        let mut asked = 0;
        while world.now_ms < STORM_MS {
            world.step();
            world.misfortune();
            if asked < 60 && world.dice.percent(3) {
                asked += 1;
                world.ask(asked);
            }
        }
        world.go_dark(false);
        world.calm = true;
        world.server.seq += 1;
        let healed_ms = world.now_ms;
        let right = |world: &World| world.connected && world.shown == Some((world.server.epoch, world.server.seq));
        if world.server.greeted.contains(&world.connection) {
            world.server_says(&empty_hall(world.server.epoch, world.server.seq));
        }
        while !right(&world) {
            world.step();
            let mended_ms = world.now_ms - healed_ms;
            assert!(mended_ms <= 2_000, "seed {seed}: not right {mended_ms} ms after healing");
        }
        while world.now_ms < healed_ms + 31_000 {
            world.step();
        }
        assert!(right(&world), "seed {seed}: right and then wrong");
        assert_eq!(world.ended.len(), world.asked.len(), "seed {seed}: a request without an end");
        assert!(asked == 60, "seed {seed}: the storm was too short");
        all.cuts_told += world.met.cuts_told;
        all.silences_told += world.met.silences_told;
        all.answered_after_resend += world.met.answered_after_resend;
        all.expired += world.met.expired;
        all.stale += world.met.stale;
    }
    let Met { cuts_told, silences_told, answered_after_resend, expired, stale } = all;
    for met in [cuts_told, silences_told, answered_after_resend, expired, stale] {
        assert!(met > 100, "{cuts_told} {silences_told} {answered_after_resend} {expired} {stale}");
    }
}
