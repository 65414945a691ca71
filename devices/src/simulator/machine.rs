//! The printer itself: what it has received, how it is, what it answers. Time comes in as an argument; wires are not known
//! here.

use super::failure::{Failure, FailureAt};
use super::health::Health;
use super::page::Page;
use super::reader::{Command, CommandError, CommandProblem, Read, Reader};
use super::typesetter::Typesetter;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// What a printer holds before it makes the sender wait.
const MAX_BUFFER_BYTES: usize = 4_096;
const MAX_KEPT_PAGES: usize = 1_024;
const MAX_KEPT_ERRORS: usize = 256;
const MAX_RAW_BYTES: usize = 256 * 1_024;
/// From power on to the first answer.
const BOOT: Duration = Duration::from_millis(400);

const DLE: u8 = 0x10;
const CLEAR: [u8; 10] = [DLE, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];
const CLEARED: [u8; 3] = [0x37, 0x25, 0x00];

/// A simulated printer without its wire.
#[derive(Debug)]
pub struct Machine {
    buffer: VecDeque<u8>,
    recent: VecDeque<u8>,
    reader: Reader,
    typesetter: Typesetter,
    pages: Vec<Page>,
    errors: Vec<CommandError>,
    worked: u64,
    armed: Vec<FailureAt>,
    health: Health,
    voice: Voice,
    plug: Plug,
    clearing: Clearing,
    booting_until: Option<Instant>,
    finished: u64,
    outbox: VecDeque<(Instant, Vec<u8>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Clear,
    Silent,
    Garbled,
    Late(Duration),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plug {
    In,
    Out,
}

/// Whether the printer knows the command that clears its buffer (DLE DC4 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clearing {
    /// It clears and says so.
    Obeyed,
    /// It does not know the command: a stale job stays in it.
    Unknown,
}

impl Machine {
    /// A well printer with paper of this width.
    #[must_use]
    pub fn new(width_dots: u16) -> Self {
        Self {
            buffer: VecDeque::new(),
            recent: VecDeque::new(),
            reader: Reader::default(),
            typesetter: Typesetter::new(width_dots),
            pages: Vec::new(),
            errors: Vec::new(),
            worked: 0,
            armed: Vec::new(),
            health: Health::well(),
            voice: Voice::Clear,
            plug: Plug::In,
            clearing: Clearing::Obeyed,
            booting_until: None,
            finished: 0,
            outbox: VecDeque::new(),
        }
    }

    /// Makes it a printer that does or does not clear its buffer.
    pub fn set_clearing(&mut self, clearing: Clearing) {
        self.clearing = clearing;
    }

    /// Finished pages, oldest first.
    #[must_use]
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// Pages finished since power on, also those torn off.
    #[must_use]
    pub fn finished(&self) -> u64 {
        self.finished
    }

    /// The paper under the head, if anything is on it.
    #[must_use]
    pub fn open_page(&self) -> Option<Page> {
        Some(self.typesetter.page()).filter(|page| !page.is_blank()).cloned()
    }

    /// Commands that could not be followed.
    #[must_use]
    pub fn errors(&self) -> &[CommandError] {
        &self.errors
    }

    /// Takes the paper off its hands: pages and errors are forgotten.
    pub fn tear_off(&mut self) -> Vec<Page> {
        let mut pages = std::mem::take(&mut self.pages);
        if !self.typesetter.page().is_blank() {
            let width = self.typesetter.page().width;
            pages.push(std::mem::replace(self.typesetter.page_mut(), Page::blank(width)));
        }
        self.errors.clear();
        pages
    }

    /// Lets something go wrong after so many more bytes of jobs (real-time questions are not counted).
    pub fn fail_at(&mut self, FailureAt { failure, byte }: FailureAt, now: Instant) {
        if byte == 0 {
            self.fail(failure, now);
        } else {
            self.armed.push(FailureAt { failure, byte: self.worked + byte });
        }
    }

    /// A person puts everything right: paper, cover, cause of jams. What the printer still holds it now goes on with.
    pub fn mend(&mut self, now: Instant) {
        self.armed.clear();
        self.health = self.health.mended();
        self.voice = Voice::Clear;
        self.plug = Plug::In;
        self.work(now);
    }

    /// Switches it off and on: everything that was not yet on paper is gone.
    pub fn power_cycle(&mut self, now: Instant) {
        self.forget();
        self.typesetter.reset();
        self.health.recover();
        self.booting_until = Some(now + BOOT);
    }

    /// Whether its plug is out, or it is starting up and its interface is down.
    #[must_use]
    pub fn is_unplugged(&self) -> bool {
        self.plug == Plug::Out
    }

    /// Whether it is starting up.
    pub(super) fn is_booting(&mut self, now: Instant) -> bool {
        if self.booting_until.is_some_and(|until| now >= until) {
            self.booting_until = None;
        }
        self.booting_until.is_some()
    }

    /// What it answers up to `now`.
    pub fn answers(&mut self, now: Instant) -> Vec<u8> {
        let mut said = Vec::new();
        while self.outbox.front().is_some_and(|(due, _)| *due <= now) {
            said.extend(self.outbox.pop_front().map(|(_, bytes)| bytes).unwrap_or_default());
        }
        said
    }

    /// Receives bytes and works on them; returns how many it took: fewer than all when its buffer is full.
    pub fn take(&mut self, bytes: &[u8], now: Instant) -> usize {
        let mut taken = 0;
        for &byte in bytes {
            if self.plug == Plug::Out || self.is_booting(now) {
                taken += 1;
                continue;
            }
            let full = self.buffer.len() >= MAX_BUFFER_BYTES;
            if full && !self.hears_real_time(byte) {
                break;
            }
            self.receive(byte, now);
            taken += 1;
        }
        taken
    }

    /// Real-time commands are heard even when the buffer is full.
    fn hears_real_time(&self, byte: u8) -> bool {
        byte == DLE || self.recent.contains(&DLE)
    }

    fn receive(&mut self, byte: u8, now: Instant) {
        self.buffer.push_back(byte);
        self.recent.push_back(byte);
        if self.recent.len() > CLEAR.len() {
            self.recent.pop_front();
        }
        self.real_time(now);
        self.work(now);
    }

    /// Obeys real-time commands wherever they stand in what arrives, as the reference warns.
    fn real_time(&mut self, now: Instant) {
        let recent: &[u8] = self.recent.make_contiguous();
        if recent.ends_with(&CLEAR) && self.clearing == Clearing::Obeyed {
            self.forget();
            self.health.recover();
            self.say(CLEARED.to_vec(), now);
        } else if let &[.., DLE, 0x04, question @ 1..=4] = recent {
            self.say(vec![self.health.answer(question)], now);
        } else if let [.., DLE, 0x05, 2] = recent
            && self.health.is_in_error()
        {
            self.forget();
            self.health.recover();
        }
    }

    fn forget(&mut self) {
        self.buffer.clear();
        self.recent.clear();
        self.reader = Reader::default();
        self.typesetter.forget_line();
        self.outbox.clear();
    }

    fn say(&mut self, bytes: Vec<u8>, now: Instant) {
        let (due, bytes) = match self.voice {
            Voice::Clear => (now, bytes),
            Voice::Silent => return,
            Voice::Garbled => (now, bytes.iter().map(|byte| byte ^ 0xC1).collect()),
            Voice::Late(delay) => (now + delay, bytes),
        };
        if self.outbox.len() < MAX_BUFFER_BYTES {
            self.outbox.push_back((due, bytes));
        }
    }

    /// Works through the buffer until it is empty or something stops the printer.
    fn work(&mut self, now: Instant) {
        while !self.health.is_off_line() && self.plug == Plug::In && !self.is_booting(now) {
            if let Some(index) = self.armed.iter().position(|armed| armed.byte <= self.worked) {
                let armed = self.armed.remove(index);
                self.fail(armed.failure, now);
                continue;
            }
            if self.skip_real_time() {
                continue;
            }
            if self.begins_real_time() {
                return;
            }
            let Some(byte) = self.buffer.pop_front() else { return };
            self.worked += 1;
            let raw = &mut self.typesetter.page_mut().raw;
            if raw.len() < MAX_RAW_BYTES {
                raw.push(byte);
            }
            match self.reader.push(byte) {
                Read::More => {}
                Read::Command(command) => self.follow(command, now),
                Read::Problem(bytes, problem) => self.note(bytes, problem),
            }
        }
    }

    /// Whether all that is left may be the beginning of a real-time command.
    fn begins_real_time(&self) -> bool {
        let left = self.buffer.len();
        let begins = |command: &[u8]| left < command.len() && self.buffer.iter().zip(command).all(|(a, b)| a == b);
        left > 0 && self.reader.at_boundary() && [&CLEAR[..], &[DLE, 0x04, 0], &[DLE, 0x05, 0]].into_iter().any(begins)
    }

    /// Real-time commands between commands were obeyed on arrival.
    fn skip_real_time(&mut self) -> bool {
        if !self.reader.at_boundary() {
            return false;
        }
        let length = match &*self.buffer.make_contiguous() {
            front if front.starts_with(&CLEAR) => CLEAR.len(),
            [DLE, 0x04, 1..=4, ..] | [DLE, 0x05, 1..=2, ..] => 3,
            _ => return false,
        };
        self.buffer.drain(..length);
        true
    }

    fn follow(&mut self, command: Command, now: Instant) {
        if let Command::SendStatus(1 | 49) = command {
            self.say(vec![self.health.paper_sensor()], now);
        }
        match self.typesetter.follow(command) {
            Ok(Some(page)) => {
                if self.pages.len() == MAX_KEPT_PAGES {
                    self.pages.remove(0);
                }
                self.pages.push(page);
                self.finished += 1;
            }
            Ok(None) => {}
            Err(problem) => self.note(Vec::new(), problem),
        }
    }

    fn note(&mut self, mut bytes: Vec<u8>, problem: CommandProblem) {
        bytes.truncate(8);
        if self.errors.len() < MAX_KEPT_ERRORS {
            let at = self.worked - u64::try_from(bytes.len().max(1)).unwrap_or(1);
            self.errors.push(CommandError { at, bytes, problem });
        }
    }

    fn fail(&mut self, failure: Failure, now: Instant) {
        match failure {
            Failure::PaperOut
            | Failure::PaperLow
            | Failure::CoverOpen
            | Failure::Jam
            | Failure::CutterStuck
            | Failure::Overheat
            | Failure::Break => self.health.suffer(failure),
            Failure::Silence => self.voice = Voice::Silent,
            Failure::GarbledStatus => self.voice = Voice::Garbled,
            Failure::LateStatus(delay) => self.voice = Voice::Late(delay),
            Failure::PowerCycle => self.power_cycle(now),
            Failure::Unplug => {
                self.forget();
                self.typesetter.reset();
                self.plug = Plug::Out;
            }
        }
    }
}
