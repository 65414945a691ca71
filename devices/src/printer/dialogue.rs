//! One job with an ESC/POS printer: ask, send in pieces, ask again, and clear what a broken job left behind. Which wire
//! carries it is not known here.

use super::character_device::CharacterDevice;
use super::conversation::{Clearing, Connect, Conversation, Opened};
use super::network::NetworkLink;
use super::reply::{ASK_IN_TURN, Question, Reply, tells_of_stop};
use super::serial::SerialLink;
use super::{Answers, Assurance, Completion, Fault, JobReport, LinkConfig, Outcome, Printer, PrinterConfig, Status};
use crate::escpos::{Encoder, Job, PrinterProfile, Slip, part_from_leftovers};
use std::io;
use std::time::{Duration, Instant};

/// A job goes out in pieces of about this many bytes, so that little is in the printer when a fault shows itself.
const PIECE_BYTES: usize = 128;
/// While the last lines are printed, how often the printer is asked whether it has stopped.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// The pace assumed where the line's own is not known, the slowest that offices use.
const SLOWEST_BAUD: u32 = 9_600;

/// A printer that speaks ESC/POS over any link.
pub(crate) struct EscPosPrinter {
    name: String,
    encoder: Encoder,
    conversation: Conversation,
    answers: Answers,
    completion: Completion,
    buffer: Buffer,
    stub: Stub,
}

/// The printer's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Buffer {
    Clean,
    /// It may hold bytes of an old job, and wait for as many more of a picture.
    Doubtful {
        awaited: usize,
    },
}

/// The paper under the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stub {
    None,
    /// A part of an old coupon, to be cut off before the next.
    Present,
}

impl EscPosPrinter {
    /// A printer as configured, opened when it is first needed.
    pub(crate) fn configured(config: &PrinterConfig) -> Self {
        let limit = config.limits.write;
        let link = config.link.clone();
        let (name, baud) = match &link {
            LinkConfig::Serial { path, settings } => {
                (format!("serial {} {}", path.display(), settings.baud), settings.baud)
            }
            LinkConfig::Network { address } => (format!("network {address}"), SLOWEST_BAUD),
            LinkConfig::Usb { path } => (format!("usb {}", path.display()), SLOWEST_BAUD),
            LinkConfig::File { path } => (format!("file {}", path.display()), SLOWEST_BAUD),
            LinkConfig::None => ("no printer".to_owned(), SLOWEST_BAUD),
        };
        let connect: Connect = Box::new(move || {
            Ok(match &link {
                LinkConfig::Serial { path, settings } => Box::new(SerialLink::open(path, *settings)?),
                LinkConfig::Network { address } => Box::new(NetworkLink::open(address, limit)?),
                LinkConfig::Usb { path } => Box::new(CharacterDevice::open(path)?),
                LinkConfig::File { .. } | LinkConfig::None => return Err(io::ErrorKind::Unsupported.into()),
            })
        });
        Self::over(name, connect, baud, config)
    }

    fn over(name: String, connect: Connect, baud: u32, config: &PrinterConfig) -> Self {
        Self {
            name,
            encoder: Encoder::new(config.profile.clone()),
            conversation: Conversation::new(connect, config.limits, baud),
            answers: config.answers,
            completion: config.completion,
            buffer: Buffer::Clean,
            stub: Stub::None,
        }
    }

    /// Opens the link if need be and asks how the printer is. A link that was open before may have died meanwhile, so
    /// one fresh start is granted: no byte of a job has gone out yet.
    fn make_ready(&mut self) -> Status {
        let was_open = self.conversation.is_open();
        match self.open_and_ask() {
            Ok(status) => status,
            Err(fault) if was_open && !answered(fault) => {
                self.conversation.close();
                self.open_and_ask().unwrap_or_else(Status::Faulty)
            }
            Err(fault) => Status::Faulty(fault),
        }
    }

    fn open_and_ask(&mut self) -> Result<Status, Fault> {
        let opened = self.conversation.open()?;
        if opened == Opened::Anew && self.buffer == Buffer::Clean {
            // Whoever used the printer before, this program in an earlier life too, may have left a job in it.
            self.buffer = Buffer::Doubtful { awaited: 0 };
        }
        match self.answers {
            Answers::Nothing => Ok(Status::Unknown),
            Answers::Status => {
                self.clear_if_doubtful()?;
                match self.conversation.ask_all()? {
                    Status::Faulty(Fault::CutterFault | Fault::Jammed) => self.recover(),
                    status @ (Status::Ready(_) | Status::Faulty(_) | Status::Unknown) => Ok(status),
                }
            }
        }
    }

    /// A cutter or jam that somebody has freed is held as an error until the printer is told to go on.
    fn recover(&mut self) -> Result<Status, Fault> {
        self.conversation.clear()?;
        self.conversation.ask_all()
    }

    /// A printer that does not know the clearing command stays doubtful after a broken job: the next begins by filling
    /// up what it may be waiting for.
    fn clear_if_doubtful(&mut self) -> Result<(), Fault> {
        let Buffer::Doubtful { awaited } = self.buffer else { return Ok(()) };
        match self.conversation.clear()? {
            Clearing::Confirmed => self.buffer = Buffer::Clean,
            Clearing::Unanswered if awaited == 0 => self.buffer = Buffer::Clean,
            Clearing::Unanswered => {}
        }
        Ok(())
    }

    fn print_job(&mut self, job: &Job, before: Status) -> JobReport {
        let mut sent = 0;
        let end = self.send(job, &mut sent).and_then(|assurance| self.ask_after(assurance));
        let (outcome, after) = match end {
            Ok((assurance, after)) => (Outcome::Printed(assurance), after),
            Err(fault) => {
                self.abandon(fault, job);
                (how_it_broke(fault, sent, job), Status::Faulty(fault))
            }
        };
        JobReport { outcome, before, after, bytes_sent: sent }
    }

    /// A fault that shows itself right after the last byte may have cost the slip its end.
    fn ask_after(&mut self, assurance: Assurance) -> Result<(Assurance, Status), Fault> {
        let after = match self.answers {
            Answers::Nothing => Status::Unknown,
            Answers::Status => self.conversation.ask_all()?,
        };
        match after {
            Status::Ready(_) | Status::Unknown => Ok((assurance, after)),
            Status::Faulty(fault) => Err(fault),
        }
    }

    /// Sends the job; `sent` counts what may have reached the printer.
    fn send(&mut self, job: &Job, sent: &mut usize) -> Result<Assurance, Fault> {
        self.begin()?;
        let pieces = job.pieces(PIECE_BYTES);
        let last = pieces.len().saturating_sub(1);
        for (index, piece) in pieces.into_iter().enumerate() {
            *sent += piece.len();
            self.conversation.write(piece)?;
            if index < last && self.answers == Answers::Status {
                let cause = self.conversation.ask(Question::OfflineCause, piece.len())?;
                if tells_of_stop(cause) {
                    return Err(self.name_the_stop());
                }
            }
        }
        match (self.answers, self.completion) {
            (Answers::Nothing, _) | (Answers::Status, Completion::GoodStatus) => Ok(Assurance::HandedOver),
            (Answers::Status, Completion::AnsweredInTurn) => self.await_end(),
        }
    }

    /// Ends what a doubtful buffer waits for, and parts the paper from an old stub.
    fn begin(&mut self) -> Result<(), Fault> {
        if let Buffer::Doubtful { awaited } = self.buffer {
            if self.answers == Answers::Nothing {
                self.conversation.clear_blindly()?;
            }
            self.conversation.write(&vec![0; awaited])?;
            self.buffer = Buffer::Clean;
        }
        if self.stub == Stub::Present {
            self.conversation.write(&part_from_leftovers(self.encoder.profile().cutter()))?;
            self.stub = Stub::None;
        }
        Ok(())
    }

    /// The fault behind a stop; a stop that is over before it could be named is still one.
    fn name_the_stop(&mut self) -> Fault {
        match self.conversation.ask_all() {
            Ok(Status::Faulty(fault)) | Err(fault) => fault,
            Ok(Status::Ready(_) | Status::Unknown) => Fault::Offline,
        }
    }

    /// Waits for the answer to a question that stands in line behind the job, asking in real time meanwhile.
    fn await_end(&mut self) -> Result<Assurance, Fault> {
        let limits = self.conversation.limits();
        let deadline = Instant::now() + limits.finish;
        self.conversation.write(&ASK_IN_TURN)?;
        let in_turn = |reply| matches!(reply, Reply::InTurn(_)).then_some(());
        let either = |reply| match reply {
            Reply::InTurn(_) => Some(None),
            Reply::RealTime(cause) => Some(Some(cause)),
            Reply::Cleared | Reply::Unasked | Reply::Garbage(_) => None,
        };
        let answer_limit = limits.reply + self.conversation.line_time(PIECE_BYTES);
        loop {
            if self.conversation.await_reply(LOOK_EVERY, in_turn)?.is_some() {
                return Ok(Assurance::Confirmed);
            }
            self.conversation.write(&Question::OfflineCause.bytes())?;
            match self.conversation.await_reply(answer_limit, either)? {
                Some(None) => {
                    // The answer to the real-time question is still to come, and must not pass for that to the next.
                    let real_time = |reply| matches!(reply, Reply::RealTime(_)).then_some(());
                    self.conversation.await_reply(answer_limit, real_time)?;
                    return Ok(Assurance::Confirmed);
                }
                Some(Some(cause)) if tells_of_stop(cause) => return Err(self.name_the_stop()),
                Some(Some(_)) if Instant::now() < deadline => {}
                Some(Some(_)) | None => return Err(Fault::Silent),
            }
        }
    }

    /// Makes sure that the rest of a broken job can never come out: neither from the wire nor from the printer.
    fn abandon(&mut self, fault: Fault, job: &Job) {
        self.buffer = Buffer::Doubtful { awaited: job.longest_command() };
        self.stub = Stub::Present;
        self.conversation.discard_unsent();
        if answered(fault) && self.conversation.open().is_ok() {
            // If this fails, the next question to the printer begins with it.
            let _tried = self.clear_if_doubtful();
        }
    }
}

impl Printer for EscPosPrinter {
    fn name(&self) -> &str {
        &self.name
    }

    fn profile(&self) -> &PrinterProfile {
        self.encoder.profile()
    }

    fn status(&mut self) -> Status {
        self.make_ready()
    }

    fn print(&mut self, slip: &Slip) -> JobReport {
        let job = match self.encoder.encode(slip) {
            Ok(job) => job,
            Err(error) => return JobReport::not_begun(Fault::Unprintable(error), Status::Unknown),
        };
        let before = self.make_ready();
        match before {
            Status::Faulty(fault) => JobReport::not_begun(fault, before),
            Status::Ready(_) | Status::Unknown => self.print_job(&job, before),
        }
    }

    fn warm_up(&mut self) {
        self.encoder.warm_up();
    }
}

/// Before the number nothing recognisable has gone out; after its first byte anything may have come out.
fn how_it_broke(fault: Fault, sent: usize, job: &Job) -> Outcome {
    if sent <= job.number_from() { Outcome::NotPrinted(fault) } else { Outcome::Uncertain(fault) }
}

/// Whether a fault is the printer's own word, so that it can be talked to.
fn answered(fault: Fault) -> bool {
    match fault {
        Fault::NoPaper
        | Fault::CoverOpen
        | Fault::CutterFault
        | Fault::Jammed
        | Fault::Overheated
        | Fault::Broken
        | Fault::Offline => true,
        Fault::NotInstalled
        | Fault::Unreachable(_)
        | Fault::Unplugged
        | Fault::Silent
        | Fault::GarbledStatus
        | Fault::WriteFailed(_)
        | Fault::WriteTimedOut
        | Fault::Unprintable(_) => false,
    }
}
