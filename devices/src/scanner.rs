//! A scanner of QR codes: what it hands over, and how it is when it is not well. What a code means is not known here.

mod absent;
mod config;
mod framing;
mod serial;

pub use config::{Framing, ScannerConfig, ScannerLink, ScannerTimes};
pub use framing::{DropReason, MAX_CODE_BYTES};

use std::io;
use std::time::Duration;
use thiserror::Error;

/// Something that reads codes. It is watched in the background: nothing scanned while the caller is busy holds up the
/// wire, and a scanner that is plugged in again comes back by itself.
pub trait Scanner: Send {
    /// What it is and where it hangs, for the list of devices.
    fn name(&self) -> &str;

    /// How it is now.
    fn state(&self) -> ScannerState;

    /// The next event, if one comes within `wait`.
    fn next(&mut self, wait: Duration) -> Option<ScannerEvent>;
}

/// What a scanner reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerEvent {
    /// A whole code of printable ASCII without spaces.
    Code(String),
    /// Something was read that is no code for us.
    Dropped(DropReason),
    /// The scanner is there (again).
    Ready,
    /// The scanner is not there, or no longer.
    Fault(ScannerFault),
}

/// How a scanner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScannerState {
    /// It is being opened.
    Starting,
    /// It listens.
    Ready,
    /// It is not there; it is tried again and again.
    Faulty(ScannerFault),
}

/// Why a scanner is not there. The words are for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum ScannerFault {
    /// The configuration says that there is none.
    #[error("no scanner is configured")]
    NotInstalled,
    /// The port cannot be opened.
    #[error("the scanner cannot be reached: {0}")]
    Unreachable(io::ErrorKind),
    /// It was there and is gone.
    #[error("the scanner was unplugged")]
    Unplugged,
}

impl ScannerFault {
    /// A stable word for lists and logs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotInstalled => "not-installed",
            Self::Unreachable(_) => "unreachable",
            Self::Unplugged => "unplugged",
        }
    }
}

/// The scanner that a checked configuration names, watched from now on. It need not be there yet.
#[must_use]
pub fn open(config: &ScannerConfig) -> Box<dyn Scanner> {
    match &config.link {
        ScannerLink::None => Box::new(absent::AbsentScanner),
        ScannerLink::Serial { path, settings } => {
            Box::new(serial::SerialScanner::start(path.clone(), *settings, config.framing, config.times))
        }
    }
}
