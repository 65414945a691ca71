//! The checks of a scanner. What hands do is asked for here and done elsewhere.

use super::{Acted, Finding, Verdict};
use crate::scanner::{DropReason, Scanner, ScannerEvent, ScannerFault};
use std::time::{Duration, Instant};

/// The code of the first checks.
pub const FIRST_CODE: &str = "https://ochered.example/t/TEST-0001";
/// A code that differs from it.
pub const SECOND_CODE: &str = "https://ochered.example/t/TEST-0002";

/// How long a scanner may take to report.
const REPORT: Duration = Duration::from_secs(10);
/// How long nothing more may come.
const QUIET: Duration = Duration::from_millis(700);

/// What hands do with a scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScannerAct {
    /// Show this code once.
    Show(&'static str),
    /// Hold this code before it for three seconds.
    Hold(&'static str),
    /// Pull its plug.
    Unplug,
    /// Pull its plug while it reads a code.
    UnplugInMidCode,
    /// Plug it in again.
    PlugIn,
}

/// Whoever stands at the scanner: a person, or a simulator's controls.
pub trait ScannerHands {
    /// Does something with it.
    fn act(&mut self, act: ScannerAct) -> Acted;
}

impl ScannerAct {
    /// What to ask of a person.
    #[must_use]
    pub fn request(self) -> String {
        match self {
            Self::Show(code) => format!("show the scanner this code once: {code}"),
            Self::Hold(code) => format!("hold this code before the scanner for three seconds: {code}"),
            Self::Unplug => "pull the scanner's plug".to_owned(),
            Self::UnplugInMidCode => "pull the scanner's plug while it reads".to_owned(),
            Self::PlugIn => "plug the scanner in again".to_owned(),
        }
    }
}

type Steps = fn(&mut Run<'_>) -> Result<(), Verdict>;

/// Runs every check against a scanner.
pub fn check_scanner(scanner: &mut dyn Scanner, hands: &mut dyn ScannerHands) -> Vec<Finding> {
    let mut run = Run { scanner, hands };
    let checks: [(&'static str, Steps); 5] = [
        ("it is found", |run| run.comes(&ScannerEvent::Ready)),
        ("a code is read to the letter", |run| run.reads(FIRST_CODE)),
        ("a code held before it counts once", |run| run.counts_held_code_once()),
        ("unplugging is reported and plugging in again is enough", |run| run.comes_back(ScannerAct::Unplug)),
        ("a code broken off by unplugging is no code", |run| run.comes_back(ScannerAct::UnplugInMidCode)),
    ];
    checks
        .into_iter()
        .map(|(check, steps)| Finding { check, verdict: steps(&mut run).err().unwrap_or(Verdict::Passed) })
        .collect()
}

struct Run<'a> {
    scanner: &'a mut dyn Scanner,
    hands: &'a mut dyn ScannerHands,
}

impl Run<'_> {
    fn reads(&mut self, code: &'static str) -> Result<(), Verdict> {
        self.act(ScannerAct::Show(code))?;
        self.comes(&ScannerEvent::Code(code.to_owned()))
    }

    fn counts_held_code_once(&mut self) -> Result<(), Verdict> {
        self.act(ScannerAct::Hold(SECOND_CODE))?;
        self.comes(&ScannerEvent::Code(SECOND_CODE.to_owned()))?;
        self.nothing_more()
    }

    fn comes_back(&mut self, unplugging: ScannerAct) -> Result<(), Verdict> {
        self.act(unplugging)?;
        self.comes(&ScannerEvent::Fault(ScannerFault::Unplugged))?;
        self.act(ScannerAct::PlugIn)?;
        self.comes(&ScannerEvent::Ready)?;
        self.reads(if unplugging == ScannerAct::Unplug { FIRST_CODE } else { SECOND_CODE })
    }

    /// Waits for an event; on the way only repeated and broken readings are passed over.
    fn comes(&mut self, expected: &ScannerEvent) -> Result<(), Verdict> {
        let deadline = Instant::now() + REPORT;
        loop {
            match self.scanner.next(deadline.saturating_duration_since(Instant::now())) {
                Some(event) if event == *expected => return Ok(()),
                Some(ScannerEvent::Dropped(DropReason::Repeated | DropReason::Truncated)) => {}
                Some(other) => return Err(Verdict::Failed(format!("{other:?} in place of {expected:?}"))),
                None => return Err(Verdict::Failed(format!("{expected:?} did not come"))),
            }
        }
    }

    fn nothing_more(&mut self) -> Result<(), Verdict> {
        let deadline = Instant::now() + QUIET;
        loop {
            match self.scanner.next(deadline.saturating_duration_since(Instant::now())) {
                Some(ScannerEvent::Dropped(DropReason::Repeated)) => {}
                Some(other) => return Err(Verdict::Failed(format!("{other:?} came too"))),
                None => return Ok(()),
            }
        }
    }

    fn act(&mut self, act: ScannerAct) -> Result<(), Verdict> {
        match self.hands.act(act) {
            Acted::Done => Ok(()),
            Acted::CannotDo => Err(Verdict::Skipped(format!("nobody could {}", act.request()))),
        }
    }
}
