//! Questions and answers over a link: one at a time, each with its limit, late answers dropped. What a job is, is not
//! known here.

use super::link::{Link, LinkError, LinkState};
use super::reply::{CLEAR, Question, RECOVER, Reply, ReplyReader, judge};
use super::{Fault, Status, TimeLimits};
use crate::escpos::seconds_on_line;
use std::io;
use std::time::{Duration, Instant};

/// Late replies are of a few bytes; who says more than this unasked is no printer.
const MAX_UNREAD_BYTES: usize = 4_096;
const READ_BYTES: usize = 64;
/// How long an answer too many is waited for.
const EXTRA_ANSWER_WAIT: Duration = Duration::from_millis(1);

/// Opens a link, again after each loss.
pub(crate) type Connect = Box<dyn FnMut() -> io::Result<Box<dyn Link>> + Send>;

/// Talks to one printer.
pub(crate) struct Conversation {
    connect: Connect,
    link: Option<Box<dyn Link>>,
    replies: ReplyReader,
    limits: TimeLimits,
    baud: u32,
}

/// Whether the link had to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    Anew,
    Already,
}

/// Whether the printer said that its buffer is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clearing {
    Confirmed,
    Unanswered,
}

impl Conversation {
    pub(crate) fn new(connect: Connect, limits: TimeLimits, baud: u32) -> Self {
        Self { connect, link: None, replies: ReplyReader::default(), limits, baud }
    }

    pub(crate) fn limits(&self) -> TimeLimits {
        self.limits
    }

    pub(crate) fn open(&mut self) -> Result<Opened, Fault> {
        if self.link.is_some() {
            return Ok(Opened::Already);
        }
        let link = (self.connect)().map_err(|error| Fault::Unreachable(error.kind()))?;
        self.link = Some(link);
        self.replies = ReplyReader::default();
        Ok(Opened::Anew)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.link.is_some()
    }

    pub(crate) fn close(&mut self) {
        self.link = None;
    }

    /// Forgets what the wire still holds.
    pub(crate) fn discard_unsent(&mut self) {
        if self.link.as_mut().is_some_and(|link| link.discard_unsent() == LinkState::Spent) {
            self.close();
        }
    }

    /// Sends bytes and waits until the device has them.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let limit = self.limits.write + self.line_time(bytes.len());
        let written = self.link()?.write(bytes, limit);
        written.map_err(|error| self.lost(error))
    }

    /// Tells the printer to forget what it has received and not printed.
    pub(crate) fn clear(&mut self) -> Result<Clearing, Fault> {
        self.drop_unread()?;
        self.write(&CLEAR)?;
        let cleared = self.await_reply(self.limits.reply, |reply| matches!(reply, Reply::Cleared).then_some(()))?;
        if cleared.is_some() {
            return Ok(Clearing::Confirmed);
        }
        self.write(&RECOVER)?;
        Ok(Clearing::Unanswered)
    }

    /// The same said to a printer that answers nothing.
    pub(crate) fn clear_blindly(&mut self) -> Result<(), Fault> {
        self.write(&CLEAR)?;
        self.write(&RECOVER)
    }

    /// Asks all four questions.
    pub(crate) fn ask_all(&mut self) -> Result<Status, Fault> {
        self.drop_unread()?;
        let mut answers = [0; 4];
        for (question, answer) in Question::ALL.into_iter().zip(&mut answers) {
            *answer = self.ask(question, 0)?;
        }
        // An answer too many means that these were not the answers to these questions.
        match self.read_reply(EXTRA_ANSWER_WAIT)? {
            Some(Reply::RealTime(_) | Reply::Garbage(_)) => Err(Fault::GarbledStatus),
            Some(Reply::InTurn(_) | Reply::Cleared | Reply::Unasked) | None => Ok(judge(answers)),
        }
    }

    /// One real-time question; `ahead` bytes may still be before it on the line.
    pub(crate) fn ask(&mut self, question: Question, ahead: usize) -> Result<u8, Fault> {
        self.write(&question.bytes())?;
        let limit = self.limits.reply + self.line_time(ahead);
        let answer = self.await_reply(limit, |reply| match reply {
            Reply::RealTime(byte) => Some(byte),
            Reply::InTurn(_) | Reply::Cleared | Reply::Unasked | Reply::Garbage(_) => None,
        })?;
        answer.ok_or(Fault::Silent)
    }

    /// Waits for the reply that `wanted` accepts, past others.
    pub(crate) fn await_reply<T>(
        &mut self,
        limit: Duration,
        wanted: impl Fn(Reply) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let deadline = Instant::now() + limit;
        loop {
            match self.read_reply(deadline.saturating_duration_since(Instant::now()))? {
                None => return Ok(None),
                Some(Reply::Garbage(_)) => return Err(Fault::GarbledStatus),
                Some(reply) => {
                    if let Some(value) = wanted(reply) {
                        return Ok(Some(value));
                    }
                }
            }
            if Instant::now() >= deadline {
                return Ok(None);
            }
        }
    }

    /// Time on the line, with the slack of one reply limit left to the caller.
    pub(crate) fn line_time(&self, bytes: usize) -> Duration {
        Duration::from_secs_f64(seconds_on_line(bytes, self.baud))
    }

    /// The next whole reply within the limit, read byte by byte so that none is read ahead and lost.
    fn read_reply(&mut self, limit: Duration) -> Result<Option<Reply>, Fault> {
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let mut byte = [0];
            match self.link()?.read(&mut byte, left) {
                Ok(0) => return Ok(None),
                Ok(_) => {
                    if let Some(reply) = self.replies.push(byte[0]) {
                        return Ok(Some(reply));
                    }
                }
                Err(error) => return Err(self.lost(error)),
            }
        }
    }

    /// Late answers to earlier questions must not pass for answers to the next.
    fn drop_unread(&mut self) -> Result<(), Fault> {
        self.replies = ReplyReader::default();
        let mut dropped = 0;
        let mut buffer = [0; READ_BYTES];
        while dropped <= MAX_UNREAD_BYTES {
            match self.link()?.read(&mut buffer, Duration::ZERO) {
                Ok(0) => return Ok(()),
                Ok(read) => dropped += read,
                Err(error) => return Err(self.lost(error)),
            }
        }
        Err(Fault::GarbledStatus)
    }

    fn link(&mut self) -> Result<&mut dyn Link, Fault> {
        match self.link.as_mut() {
            Some(link) => Ok(link.as_mut()),
            None => Err(Fault::Unplugged),
        }
    }

    fn lost(&mut self, error: LinkError) -> Fault {
        match error {
            LinkError::TimedOut => Fault::WriteTimedOut,
            LinkError::Gone => {
                self.close();
                Fault::Unplugged
            }
            LinkError::Failed(kind) => {
                self.close();
                Fault::WriteFailed(kind)
            }
        }
    }
}
