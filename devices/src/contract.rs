//! What every printer and scanner must do, real or simulated. The checks drive a device through its trait; what only a
//! person (or a simulator) can do or see goes through hands. Nothing here knows which kind it is.

mod printer;
mod scanner;

pub use printer::{PrinterAct, PrinterHands, PrinterSight, check_printer, hostile_slip, test_slip};
pub use scanner::{FIRST_CODE, SECOND_CODE, ScannerAct, ScannerHands, check_scanner};

use std::fmt;

/// Whether hands did what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acted {
    /// It is done.
    Done,
    /// Nobody is there to do it, or it cannot be done with this device.
    CannotDo,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// As it should be.
    AsExpected,
    /// Otherwise, in the looker's words.
    Otherwise(String),
    /// Nobody looked: the question stays for a person.
    NobodyLooked,
}

/// How one check ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The device does it.
    Passed,
    /// It does not, and this is what it did.
    Failed(String),
    /// As far as a program can tell; a person must look at this.
    LookAt(String),
    /// It could not be tried, and why.
    Skipped(String),
}

/// One check and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was checked.
    pub check: &'static str,
    /// How it ended.
    pub verdict: Verdict,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.verdict {
            Verdict::Passed => write!(out, "pass  {}", self.check),
            Verdict::Failed(why) => write!(out, "FAIL  {}: {why}", self.check),
            Verdict::LookAt(what) => write!(out, "look  {}: {what}", self.check),
            Verdict::Skipped(why) => write!(out, "skip  {}: {why}", self.check),
        }
    }
}

/// Whether no check failed.
#[must_use]
pub fn is_kept(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| !matches!(finding.verdict, Verdict::Failed(_)))
}

/// The checks that could not be tried: of what they ask nothing is known.
#[must_use]
pub fn skipped(findings: &[Finding]) -> Vec<&'static str> {
    let untried = findings.iter().filter(|finding| matches!(finding.verdict, Verdict::Skipped(_)));
    untried.map(|finding| finding.check).collect()
}
