//! The course of a connection as pure logic: inputs and the time go in, what to do comes out. No socket, no clock.
//!
//! `now` is the time since the client started, by a clock that never goes back.

use std::time::Duration;

use super::requests::{Put, Requests};
use super::retry::Retry;
use super::seen::Seen;
use super::{Incoming, Untrusted};
use crate::VERSION;
use crate::codec;
use crate::limits::{FAULT_TEXT_LIMIT, FAULTS_LIMIT, FROM_SERVER_LIMIT, PROBLEM_LIMIT, PROGRAM_LIMIT};
use crate::message::{
    Answer, Ask, DeviceFault, Failure, Farewell, FromDevice, FromServer, Hello, Outcome, Reply, Report, RequestId,
    Welcome,
};

/// Longest wait for a socket, its upgrade included: just before TCP would repeat its first packet, so that a network that
/// heals is noticed within 2 s.
pub const OPENING_LIMIT: Duration = Duration::from_secs(1);
/// Longest wait for the answer to a hello, so that one that was lost on a network that has healed is said again within 2 s.
pub const WELCOME_LIMIT: Duration = Duration::from_secs(2);
/// So many hellos in a row are waited on for so long. Where none is answered though each time a socket opens, the server is slow and not
/// the network dark: from then on each is waited on for twice as long as the one before.
pub const WELCOME_TRIES: u32 = 3;
/// The longest of these waits.
pub const WELCOME_LONGEST: Duration = Duration::from_secs(16);
/// After this long without a sound from the server the client pings, and again after each such time.
pub const PING_AFTER: Duration = Duration::from_secs(1);
/// A connection without a sound for this long is lost; the device is told within 2 s of the cut.
pub const SILENCE_LIMIT: Duration = Duration::from_millis(1_900);

/// What comes in.
#[derive(Clone, Debug)]
pub enum Input {
    /// The socket is open.
    Opened,
    /// A text frame came.
    Frame(String),
    /// Something else came that proves the server alive.
    Heard,
    /// The socket is gone, or could not be opened.
    Closed {
        /// In words.
        problem: String,
    },
    /// The socket was not opened, because the device does not trust what stands at the server's address.
    Untrusted {
        /// Why.
        why: Untrusted,
        /// In words.
        problem: String,
    },
    /// The device asks.
    Ask {
        /// Its id.
        id: RequestId,
        /// What.
        ask: Ask,
        /// When, on the clock of `now`.
        asked_at: Duration,
    },
    /// The device asked more than its inbox holds.
    Refuse {
        /// Which.
        id: RequestId,
    },
    /// How the device is.
    Report(Report),
    /// The clerk's session.
    Session(Option<String>),
    /// Time alone.
    Tick,
}

/// What is to be done, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Open a socket.
    Open,
    /// Send a text frame.
    Send(String),
    /// Send a ping.
    Ping,
    /// Close the socket, or give up opening it.
    Close,
    /// Tell the device.
    Tell(Incoming),
}

/// One device's conversation, over as many connections as it takes.
#[derive(Debug)]
pub struct Session {
    hello: Hello,
    link: Link,
    told: Told,
    retry: Retry,
    /// Hellos in a row, each on a socket of its own, that were waited on in vain.
    unanswered: u32,
    requests: Requests,
    report: Option<Report>,
    seen: Seen,
}

/// The present connection.
#[derive(Clone, Copy, Debug)]
enum Link {
    Down { open_at: Duration },
    Opening { until: Duration },
    Greeting { until: Duration },
    Up { since: Duration, heard_at: Duration, pinged_at: Duration },
}

/// What the device was told last of the connection.
#[derive(Debug, PartialEq)]
enum Told {
    Nothing,
    Connected,
    Lost,
    Untrusted(Untrusted),
    Farewell(Farewell),
}

impl Session {
    /// A session that opens its first connection at the first input. `seed` spreads the attempts of many devices.
    pub fn new(mut hello: Hello, seed: u64) -> Self {
        hello.program = clipped(&hello.program, PROGRAM_LIMIT);
        Self {
            hello,
            link: Link::Down { open_at: Duration::ZERO },
            told: Told::Nothing,
            retry: Retry::new(seed),
            unanswered: 0,
            requests: Requests::default(),
            report: None,
            seen: Seen::default(),
        }
    }

    /// Takes one input, and all that is due by `now`.
    pub fn handle(&mut self, now: Duration, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        match input {
            Input::Opened => self.opened(now, &mut out),
            Input::Frame(text) => self.frame(now, &text, &mut out),
            Input::Heard => self.heard(now),
            Input::Closed { problem } => self.closed(now, problem, &mut out),
            Input::Untrusted { why, problem } => self.distrust(now, why, &problem, &mut out),
            Input::Ask { id, ask, asked_at } => self.ask(id, ask, asked_at.min(now), &mut out),
            Input::Refuse { id } => out.push(failed(id, Failure::Busy)),
            Input::Report(report) => self.take_report(report, &mut out),
            Input::Session(token) => self.hello.session = token,
            Input::Tick => {}
        }
        self.pass_time(now, &mut out);
        out
    }

    /// When the next input is due at the latest; a `Tick` will do.
    pub fn wake_at(&self) -> Duration {
        let link = match self.link {
            Link::Down { open_at } => open_at,
            Link::Opening { until } | Link::Greeting { until } => until,
            Link::Up { heard_at, pinged_at, .. } => {
                (heard_at + SILENCE_LIMIT).min(heard_at.max(pinged_at) + PING_AFTER)
            }
        };
        self.requests.expires_at().map_or(link, |expires_at| expires_at.min(link))
    }

    fn opened(&mut self, now: Duration, out: &mut Vec<Output>) {
        if let Link::Opening { .. } = self.link {
            self.link = Link::Greeting { until: now + welcome_limit(self.unanswered) };
            out.push(Output::Send(codec::encode(&FromDevice::Hello(self.hello.clone()))));
        }
    }

    fn heard(&mut self, now: Duration) {
        if let Link::Up { heard_at, .. } = &mut self.link {
            *heard_at = now;
        }
    }

    fn closed(&mut self, now: Duration, problem: String, out: &mut Vec<Output>) {
        if let Link::Opening { .. } | Link::Greeting { .. } | Link::Up { .. } = self.link {
            self.lose(now, problem, out);
        }
    }

    fn distrust(&mut self, now: Duration, why: Untrusted, problem: &str, out: &mut Vec<Output>) {
        let Link::Opening { .. } = self.link else { return };
        self.link = Link::Down { open_at: now + self.retry.after_distrust() };
        if self.told != Told::Untrusted(why) {
            self.told = Told::Untrusted(why);
            out.push(Output::Tell(Incoming::Untrusted { why, problem: clipped(problem, PROBLEM_LIMIT) }));
        }
    }

    fn frame(&mut self, now: Duration, text: &str, out: &mut Vec<Output>) {
        if let Link::Down { .. } | Link::Opening { .. } = self.link {
            return;
        }
        self.heard(now);
        let message = match codec::decode::<FromServer>(text, FROM_SERVER_LIMIT) {
            Ok(message) => message,
            Err(problem) => return self.give_up(now, format!("the server sent {problem}"), out),
        };
        let greeting = matches!(self.link, Link::Greeting { .. });
        match message {
            FromServer::Farewell(farewell) => self.bid_farewell(now, farewell, out),
            FromServer::Welcome(welcome) if greeting => self.welcomed(now, welcome, out),
            FromServer::Reply(reply) if !greeting => self.replied(reply, out),
            FromServer::Update(update) if !greeting => {
                if self.seen.is_news(&update) {
                    out.push(Output::Tell(Incoming::Update(update)));
                }
            }
            FromServer::Welcome(_) => self.give_up(now, "the server said welcome twice".to_owned(), out),
            FromServer::Reply(_) | FromServer::Update(_) => {
                self.give_up(now, "the server spoke before its welcome".to_owned(), out);
            }
        }
    }

    fn welcomed(&mut self, now: Duration, welcome: Welcome, out: &mut Vec<Output>) {
        if welcome.version != VERSION {
            return self.bid_farewell(now, Farewell::Version { server: welcome.version }, out);
        }
        self.link = Link::Up { since: now, heard_at: now, pinged_at: now };
        self.seen.connected(welcome.epoch);
        self.told = Told::Connected;
        out.push(Output::Tell(Incoming::Connected(welcome)));
        out.extend(self.report.clone().map(|report| Output::Send(codec::encode(&FromDevice::Report(report)))));
    }

    fn replied(&mut self, reply: Reply, out: &mut Vec<Output>) {
        if !self.requests.take(&reply.id) {
            return;
        }
        if let Outcome::Done(Answer::SignedIn(session)) = &reply.outcome {
            self.hello.session = Some(session.token.clone());
        }
        out.push(Output::Tell(Incoming::Reply(reply)));
    }

    fn ask(&mut self, id: RequestId, ask: Ask, asked_at: Duration, out: &mut Vec<Output>) {
        match self.requests.put(id.clone(), ask, asked_at) {
            Put::Waits | Put::Twice => {}
            Put::Refused(failure) => out.push(failed(id, failure)),
        }
    }

    fn take_report(&mut self, report: Report, out: &mut Vec<Output>) {
        let report = fitting(report);
        if self.report.as_ref() == Some(&report) {
            return;
        }
        if self.is_up() {
            out.push(Output::Send(codec::encode(&FromDevice::Report(report.clone()))));
        }
        self.report = Some(report);
    }

    fn pass_time(&mut self, now: Duration, out: &mut Vec<Output>) {
        match self.link {
            Link::Down { open_at } if now >= open_at => {
                self.link = Link::Opening { until: now + OPENING_LIMIT };
                out.push(Output::Open);
            }
            Link::Opening { until } if now >= until => self.give_up(now, "no connection in time".to_owned(), out),
            Link::Greeting { until } if now >= until => {
                let unanswered = self.unanswered.saturating_add(1);
                self.give_up(now, "no welcome in time".to_owned(), out);
                self.unanswered = unanswered;
            }
            Link::Up { heard_at, .. } if now >= heard_at + SILENCE_LIMIT => {
                let problem = format!("nothing heard for {} ms", (now - heard_at).as_millis());
                self.give_up(now, problem, out);
            }
            Link::Up { since, heard_at, pinged_at } if now >= heard_at.max(pinged_at) + PING_AFTER => {
                self.link = Link::Up { since, heard_at, pinged_at: now };
                out.push(Output::Ping);
            }
            Link::Down { .. } | Link::Opening { .. } | Link::Greeting { .. } | Link::Up { .. } => {}
        }
        let expired = self.requests.expire(now);
        out.extend(expired.into_iter().map(|id| Output::Tell(Incoming::Expired { id })));
        if self.is_up() {
            out.extend(self.requests.send(now).into_iter().map(Output::Send));
        }
    }

    /// Closes the connection because of what is wrong with it.
    fn give_up(&mut self, now: Duration, problem: String, out: &mut Vec<Output>) {
        out.push(Output::Close);
        self.lose(now, problem, out);
    }

    fn lose(&mut self, now: Duration, problem: String, out: &mut Vec<Output>) {
        self.requests.unsend();
        self.unanswered = 0;
        let held = self.held(now);
        self.link = Link::Down { open_at: now + self.retry.after_loss(held) };
        if self.told != Told::Lost {
            self.told = Told::Lost;
            out.push(Output::Tell(Incoming::Lost { problem: clipped(&problem, PROBLEM_LIMIT) }));
        }
    }

    fn bid_farewell(&mut self, now: Duration, farewell: Farewell, out: &mut Vec<Output>) {
        self.requests.unsend();
        self.unanswered = 0;
        out.push(Output::Close);
        let held = self.held(now);
        self.link = Link::Down { open_at: now + self.retry.after_farewell(&farewell, held) };
        let told = Told::Farewell(farewell.clone());
        if self.told != told {
            self.told = told;
            out.push(Output::Tell(Incoming::Farewell(farewell)));
        }
    }

    fn is_up(&self) -> bool {
        matches!(self.link, Link::Up { .. })
    }

    fn held(&self, now: Duration) -> Option<Duration> {
        match self.link {
            Link::Up { since, .. } => Some(now.saturating_sub(since)),
            Link::Down { .. } | Link::Opening { .. } | Link::Greeting { .. } => None,
        }
    }
}

/// How long a hello is waited on after so many in vain.
fn welcome_limit(unanswered: u32) -> Duration {
    let doublings = unanswered.saturating_sub(WELCOME_TRIES - 1).min(8);
    WELCOME_LIMIT.saturating_mul(1 << doublings).min(WELCOME_LONGEST)
}

fn failed(id: RequestId, failure: Failure) -> Output {
    Output::Tell(Incoming::Reply(Reply { id, outcome: Outcome::Failed(failure) }))
}

/// A report within the limits of the wire.
fn fitting(report: Report) -> Report {
    let clip = |text: String| clipped(&text, FAULT_TEXT_LIMIT);
    let fitting = |fault| match fault {
        DeviceFault::PrinterFault { what } => DeviceFault::PrinterFault { what: clip(what) },
        DeviceFault::ClipMissing { clip: missing } => DeviceFault::ClipMissing { clip: clip(missing) },
        DeviceFault::Other { what } => DeviceFault::Other { what: clip(what) },
        DeviceFault::NoPaper
        | DeviceFault::PaperLow
        | DeviceFault::CoverOpen
        | DeviceFault::PrinterSilent
        | DeviceFault::ScannerSilent
        | DeviceFault::NoSound => fault,
    };
    Report { faults: report.faults.into_iter().take(FAULTS_LIMIT).map(fitting).collect() }
}

fn clipped(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}
