//! How a printer can be, and how a job can end. No wire and no bytes are known here.

use crate::escpos::SlipError;
use std::io;
use thiserror::Error;

/// Something that keeps a slip from coming out whole. The words are for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Fault {
    /// The configuration says that there is no printer.
    #[error("no printer is configured")]
    NotInstalled,
    /// The device or address cannot be opened.
    #[error("the printer cannot be reached: {0}")]
    Unreachable(io::ErrorKind),
    /// The wire or connection broke while it was in use.
    #[error("the printer was unplugged")]
    Unplugged,
    /// The roll is at its end.
    #[error("the paper has run out")]
    NoPaper,
    /// The cover is open.
    #[error("the cover is open")]
    CoverOpen,
    /// The cutter is stuck.
    #[error("the cutter is stuck")]
    CutterFault,
    /// Paper is jammed, or another mechanical fault that clearing mends.
    #[error("paper is jammed")]
    Jammed,
    /// The head is too hot; it cools by itself.
    #[error("the print head is too hot")]
    Overheated,
    /// A fault that only repair mends.
    #[error("the printer is broken")]
    Broken,
    /// Off line for a reason it does not name (the feed button, a switch).
    #[error("the printer is off line")]
    Offline,
    /// No answer in time.
    #[error("the printer is silent")]
    Silent,
    /// It answers, but not in the words of a printer: a wrong pace or parity, or another device.
    #[error("the printer's answers are garbled")]
    GarbledStatus,
    /// The operating system refused the bytes.
    #[error("writing to the printer failed: {0}")]
    WriteFailed(io::ErrorKind),
    /// The printer holds the line: it took no bytes in time.
    #[error("the printer takes no data")]
    WriteTimedOut,
    /// The slip itself cannot be printed.
    #[error("the slip cannot be printed: {0}")]
    Unprintable(SlipError),
}

impl Fault {
    /// A stable word for lists and logs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotInstalled => "not-installed",
            Self::Unreachable(_) => "unreachable",
            Self::Unplugged => "unplugged",
            Self::NoPaper => "no-paper",
            Self::CoverOpen => "cover-open",
            Self::CutterFault => "cutter-fault",
            Self::Jammed => "jammed",
            Self::Overheated => "overheated",
            Self::Broken => "broken",
            Self::Offline => "offline",
            Self::Silent => "silent",
            Self::GarbledStatus => "garbled-status",
            Self::WriteFailed(_) => "write-failed",
            Self::WriteTimedOut => "write-timed-out",
            Self::Unprintable(_) => "unprintable",
        }
    }
}

/// How much paper is on the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paper {
    /// Enough.
    Enough,
    /// The roll nears its end: printing goes on, somebody should bring paper.
    Low,
}

/// How a printer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It says that it is ready.
    Ready(Paper),
    /// It is not.
    Faulty(Fault),
    /// It cannot say: a file, or a wire that only leads out.
    Unknown,
}

/// What stands behind `Outcome::Printed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Assurance {
    /// The printer answered after the cut, and was well.
    Confirmed,
    /// All bytes were taken and nothing complained; this printer says no more.
    HandedOver,
}

/// How a job ended. It is over in every case: nothing of it comes out later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It came out.
    Printed(Assurance),
    /// It did not: nothing that shows the ticket's number reached the printer. It may be printed anew without a mark.
    NotPrinted(Fault),
    /// It may have come out, whole or in part. A reprint is marked as a copy.
    Uncertain(Fault),
}

/// What became of one job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JobReport {
    /// How it ended.
    pub outcome: Outcome,
    /// The printer before the job.
    pub before: Status,
    /// The printer after it.
    pub after: Status,
    /// Bytes of the job handed to the wire.
    pub bytes_sent: usize,
}

impl JobReport {
    /// A job that never began.
    pub(crate) fn not_begun(fault: Fault, status: Status) -> Self {
        Self { outcome: Outcome::NotPrinted(fault), before: status, after: status, bytes_sent: 0 }
    }
}
