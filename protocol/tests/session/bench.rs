//! A session and its clock, and what it put out. No checks of its own but that it opens.

use std::time::Duration;

use protocol::client::session::{Input, Output, Session};
use protocol::client::{Incoming, Untrusted};
use protocol::codec;
use protocol::limits::FROM_DEVICE_LIMIT;
use protocol::message::{Ask, FromDevice, FromServer, Hello, Request, RequestId};

use crate::story::{EPOCH, hello, request_id, welcome};

/// A session and its clock.
pub struct Bench {
    session: Session,
    pub now_ms: u64,
    /// A socket was asked for and is not open yet.
    wants_open: bool,
}

impl Bench {
    pub fn new(hello: Hello, seed: u64) -> Self {
        Self { session: Session::new(hello, seed), now_ms: 0, wants_open: false }
    }

    /// A session that has just asked for its first socket.
    pub fn opening() -> Self {
        let mut bench = Self::new(hello(), 7);
        assert_eq!(bench.take(Input::Tick), [Output::Open]);
        bench
    }

    /// A session that is connected.
    pub fn up() -> Self {
        let mut bench = Self::opening();
        bench.take(Input::Opened);
        bench.hear(&FromServer::Welcome(welcome(EPOCH)));
        bench
    }

    pub fn take(&mut self, input: Input) -> Vec<Output> {
        let opens = matches!(input, Input::Opened | Input::Closed { .. } | Input::Untrusted { .. });
        let outputs = self.session.handle(Duration::from_millis(self.now_ms), input);
        self.wants_open = outputs.contains(&Output::Open) || (self.wants_open && !opens);
        outputs
    }

    pub fn hear(&mut self, message: &FromServer) -> Vec<Output> {
        self.take(Input::Frame(codec::encode(message)))
    }

    pub fn ask(&mut self, id: u32, ask: Ask) -> Vec<Output> {
        let asked_at = Duration::from_millis(self.now_ms);
        self.take(Input::Ask { id: request_id(id), ask, asked_at })
    }

    pub fn after(&mut self, ms: u64) -> Vec<Output> {
        self.now_ms += ms;
        self.take(Input::Tick)
    }

    pub fn cut(&mut self) -> Vec<Output> {
        self.take(Input::Closed { problem: "cut".to_owned() })
    }

    pub fn distrust(&mut self, why: Untrusted) -> Vec<Output> {
        self.take(Input::Untrusted { why, problem: "no trust".to_owned() })
    }

    /// The wait until the session opens a socket again, in milliseconds.
    pub fn ms_to_next_open(&mut self) -> u64 {
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
    pub fn reconnect(&mut self, epoch: u64) -> Vec<Output> {
        self.ms_to_next_open();
        self.take(Input::Opened);
        self.hear(&FromServer::Welcome(welcome(epoch)))
    }
}

pub fn sent(outputs: &[Output]) -> Vec<FromDevice> {
    let frames = outputs.iter().filter_map(|output| match output {
        Output::Send(text) => Some(codec::decode(text, FROM_DEVICE_LIMIT).unwrap()),
        Output::Open | Output::Ping | Output::Close | Output::Tell(_) => None,
    });
    frames.collect()
}

pub fn told(outputs: &[Output]) -> Vec<Incoming> {
    let told = outputs.iter().filter_map(|output| match output {
        Output::Tell(incoming) => Some(incoming.clone()),
        Output::Open | Output::Send(_) | Output::Ping | Output::Close => None,
    });
    told.collect()
}

pub fn lost(outputs: &[Output]) -> bool {
    told(outputs).iter().any(|incoming| matches!(incoming, Incoming::Lost { .. }))
}

pub fn request(id: RequestId, age_ms: u64, ask: Ask) -> FromDevice {
    FromDevice::Request(Request { id, age_ms, ask })
}
