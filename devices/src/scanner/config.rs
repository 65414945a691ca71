//! `[scanner]` of a configuration file, checked once with every problem listed. Devices are not opened here.

use crate::printer::{ConfigProblems, SerialSettings};
use crate::settings::{Check, serial_settings};
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

const USUAL_IDLE_MS: u64 = 150;
const USUAL_REPEAT_MS: u64 = 2_000;
const USUAL_REOPEN_MS: u64 = 1_000;

/// A checked `[scanner]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawScannerConfig")]
pub struct ScannerConfig {
    /// Where it hangs.
    pub link: ScannerLink,
    /// How a code ends.
    pub framing: Framing,
    /// How long things take.
    pub times: ScannerTimes,
}

/// Where a scanner hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerLink {
    /// There is none.
    None,
    /// A serial port, also a virtual one over USB.
    Serial {
        /// The port, best by `/dev/serial/by-id/`.
        path: PathBuf,
        /// Pace, parity and flow control.
        settings: SerialSettings,
    },
}

/// How the end of a code shows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// By CR, LF or both; what stops short of them is dropped as truncated.
    Line,
    /// By silence.
    Idle,
}

/// How long things take with a scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScannerTimes {
    /// Silence that ends a code.
    pub idle: Duration,
    /// The same code again within this time is the same showing of it.
    pub repeat: Duration,
    /// Between two tries to open a scanner that is not there.
    pub reopen: Duration,
}

impl Default for ScannerTimes {
    fn default() -> Self {
        Self {
            idle: Duration::from_millis(USUAL_IDLE_MS),
            repeat: Duration::from_millis(USUAL_REPEAT_MS),
            reopen: Duration::from_millis(USUAL_REOPEN_MS),
        }
    }
}

impl ScannerConfig {
    /// A scanner at `link` with everything else as usual.
    #[must_use]
    pub fn at(link: ScannerLink) -> Self {
        Self { link, framing: Framing::Line, times: ScannerTimes::default() }
    }
}

/// `[scanner]` as it is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScannerConfig {
    kind: Option<String>,
    path: Option<PathBuf>,
    baud: Option<u32>,
    parity: Option<String>,
    flow_control: Option<String>,
    framing: Option<String>,
    idle_ms: Option<u64>,
    repeat_ms: Option<u64>,
    reopen_ms: Option<u64>,
}

impl TryFrom<RawScannerConfig> for ScannerConfig {
    type Error = ConfigProblems;

    fn try_from(raw: RawScannerConfig) -> Result<Self, Self::Error> {
        let mut check = Check::default();
        let link = link(&raw, &mut check);
        let framing = check.word(
            "framing",
            raw.framing.as_deref(),
            Framing::Line,
            &[("line", Framing::Line), ("idle", Framing::Idle)],
        );
        let times = ScannerTimes {
            idle: check.limit("idle_ms", raw.idle_ms, USUAL_IDLE_MS),
            repeat: check.limit("repeat_ms", raw.repeat_ms, USUAL_REPEAT_MS),
            reopen: check.limit("reopen_ms", raw.reopen_ms, USUAL_REOPEN_MS),
        };
        check.finish(link.map(|link| Self { link, framing, times }))
    }
}

fn link(raw: &RawScannerConfig, check: &mut Check) -> Option<ScannerLink> {
    match raw.kind.as_deref() {
        Some("none") => {
            let strays = [("path", raw.path.is_some()), ("baud", raw.baud.is_some())];
            for (field, _) in strays.iter().filter(|(_, present)| *present) {
                check.problem(field, "does not belong to kind = \"none\": take it out, or change the kind".to_owned());
            }
            Some(ScannerLink::None)
        }
        Some("serial") => {
            let mend = "name the port, e.g. path = \"/dev/serial/by-id/usb-scanner\"";
            let path = check.path(raw.path.as_ref(), mend);
            let settings = serial_settings(raw.baud, raw.parity.as_deref(), raw.flow_control.as_deref(), check);
            path.map(|path| ScannerLink::Serial { path, settings })
        }
        Some(other) => {
            check.problem("kind", format!("{other:?} is none: take serial or none"));
            None
        }
        None => {
            check.problem("kind", "is missing: take serial or none".to_owned());
            None
        }
    }
}
