//! What can go wrong with a printer, by name: `paper-out@120` runs out of paper after 120 bytes of the job.

use std::str::FromStr;
use std::time::Duration;
use thiserror::Error;

/// How late a late answer is where the command does not say.
const USUAL_DELAY: Duration = Duration::from_millis(1_500);

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The roll ends.
    PaperOut,
    /// The roll nears its end.
    PaperLow,
    /// The cover is opened.
    CoverOpen,
    /// Paper jams.
    Jam,
    /// The cutter sticks.
    CutterStuck,
    /// The head is too hot.
    Overheat,
    /// It breaks for good.
    Break,
    /// It answers no more, but goes on printing.
    Silence,
    /// Its answers are noise.
    GarbledStatus,
    /// Its answers come late.
    LateStatus(Duration),
    /// It is switched off and on.
    PowerCycle,
    /// Its plug is pulled.
    Unplug,
}

/// A failure and the byte of the job that it happens at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureAt {
    /// What.
    pub failure: Failure,
    /// After so many bytes.
    pub byte: u64,
}

/// A failure that is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{0:?} is no failure: take NAME or NAME@BYTE, NAME one of paper-out, paper-low, cover-open, jam, cutter-stuck, \
     overheat, break, silence, garbled-status, late-status, power-cycle, unplug"
)]
pub struct FailureProblem(String);

impl FromStr for Failure {
    type Err = FailureProblem;

    fn from_str(name: &str) -> Result<Self, FailureProblem> {
        Ok(match name {
            "paper-out" => Self::PaperOut,
            "paper-low" => Self::PaperLow,
            "cover-open" => Self::CoverOpen,
            "jam" => Self::Jam,
            "cutter-stuck" => Self::CutterStuck,
            "overheat" => Self::Overheat,
            "break" => Self::Break,
            "silence" => Self::Silence,
            "garbled-status" => Self::GarbledStatus,
            "late-status" => Self::LateStatus(USUAL_DELAY),
            "power-cycle" => Self::PowerCycle,
            "unplug" => Self::Unplug,
            _ => return Err(FailureProblem(name.to_owned())),
        })
    }
}

impl FromStr for FailureAt {
    type Err = FailureProblem;

    fn from_str(text: &str) -> Result<Self, FailureProblem> {
        let (name, byte) = text.split_once('@').unwrap_or((text, "0"));
        let byte = byte.parse().map_err(|_| FailureProblem(text.to_owned()))?;
        Ok(Self { failure: name.parse()?, byte })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_named_with_its_byte() {
        assert_eq!("paper-out@120".parse(), Ok(FailureAt { failure: Failure::PaperOut, byte: 120 }));
        assert_eq!("unplug".parse(), Ok(FailureAt { failure: Failure::Unplug, byte: 0 }));
        assert!("paper@1".parse::<FailureAt>().is_err());
        assert!("jam@-1".parse::<FailureAt>().is_err());
    }
}
