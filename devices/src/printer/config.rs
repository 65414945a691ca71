//! `[printer]` of a configuration file: read as it stands, then checked once with every problem listed. Devices are not
//! opened here.

use crate::escpos::{CodePage, Cutter, Multibyte, PrinterProfile, QrSource};
use crate::serial_port::SerialSettings;
use crate::settings::{Check, ConfigProblems, serial_settings};
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

/// The port that network printers listen on.
const USUAL_PORT: &str = "9100";
const USUAL_REPLY_MS: u64 = 500;
const USUAL_WRITE_MS: u64 = 2_000;
const USUAL_FINISH_MS: u64 = 10_000;

/// A checked `[printer]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawPrinterConfig")]
pub struct PrinterConfig {
    /// Where it hangs.
    pub link: LinkConfig,
    /// What it is like.
    pub profile: PrinterProfile,
    /// Whether it answers questions.
    pub answers: Answers,
    /// How it is known that a slip is out.
    pub completion: Completion,
    /// How long it may take.
    pub limits: TimeLimits,
}

/// Where a printer hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkConfig {
    /// There is none.
    None,
    /// Each job replaces this file.
    File {
        /// The file.
        path: PathBuf,
    },
    /// A serial port.
    Serial {
        /// The port, best by `/dev/serial/by-id/`.
        path: PathBuf,
        /// Pace, parity and flow control.
        settings: SerialSettings,
    },
    /// A TCP port.
    Network {
        /// Host and port.
        address: String,
    },
    /// The kernel's device of a USB printer.
    Usb {
        /// Usually `/dev/usb/lp0`.
        path: PathBuf,
    },
}

/// Whether a printer answers status questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// It does.
    Status,
    /// Its wire only leads out: status is unknown, and said to be.
    Nothing,
}

/// How it is known that a slip is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// The printer answers GS r when it has worked through the job.
    AnsweredInTurn,
    /// It does not know GS r: a good status after the last byte must do.
    GoodStatus,
}

/// How long a printer may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimits {
    /// For one answer.
    pub reply: Duration,
    /// For taking one piece of a job, beyond the time on the line.
    pub write: Duration,
    /// From the last byte to the end of printing.
    pub finish: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            reply: Duration::from_millis(USUAL_REPLY_MS),
            write: Duration::from_millis(USUAL_WRITE_MS),
            finish: Duration::from_millis(USUAL_FINISH_MS),
        }
    }
}

impl PrinterConfig {
    /// A printer at `link` with everything else as usual.
    #[must_use]
    pub fn at(link: LinkConfig) -> Self {
        Self {
            link,
            profile: PrinterProfile::mm80(),
            answers: Answers::Status,
            completion: Completion::AnsweredInTurn,
            limits: TimeLimits::default(),
        }
    }
}

/// `[printer]` as it is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrinterConfig {
    kind: Option<String>,
    path: Option<PathBuf>,
    address: Option<String>,
    baud: Option<u32>,
    parity: Option<String>,
    flow_control: Option<String>,
    width_mm: Option<u16>,
    width_dots: Option<u16>,
    code_page: Option<String>,
    code_page_number: Option<u8>,
    qr: Option<String>,
    cutter: Option<String>,
    multibyte: Option<String>,
    answers: Option<String>,
    completion: Option<String>,
    reply_ms: Option<u64>,
    write_ms: Option<u64>,
    finish_ms: Option<u64>,
}

impl TryFrom<RawPrinterConfig> for PrinterConfig {
    type Error = ConfigProblems;

    fn try_from(raw: RawPrinterConfig) -> Result<Self, Self::Error> {
        let mut check = Check::default();
        let link = link(&raw, &mut check);
        let profile = profile(&raw, &mut check);
        let answers = check.word(
            "answers",
            raw.answers.as_deref(),
            Answers::Status,
            &[("status", Answers::Status), ("nothing", Answers::Nothing)],
        );
        let completion = check.word(
            "completion",
            raw.completion.as_deref(),
            Completion::AnsweredInTurn,
            &[("answered-in-turn", Completion::AnsweredInTurn), ("good-status", Completion::GoodStatus)],
        );
        let limits = TimeLimits {
            reply: check.limit("reply_ms", raw.reply_ms, USUAL_REPLY_MS),
            write: check.limit("write_ms", raw.write_ms, USUAL_WRITE_MS),
            finish: check.limit("finish_ms", raw.finish_ms, USUAL_FINISH_MS),
        };
        check.finish(link.map(|link| Self { link, profile, answers, completion, limits }))
    }
}

fn link(raw: &RawPrinterConfig, check: &mut Check) -> Option<LinkConfig> {
    let link = match raw.kind.as_deref() {
        Some("none") => Some(LinkConfig::None),
        Some("file") => check
            .path(raw.path.as_ref(), "name the file that each job replaces, e.g. path = \"coupon.bin\"")
            .map(|path| LinkConfig::File { path }),
        Some("serial") => {
            let path = check.path(raw.path.as_ref(), "name the port, e.g. path = \"/dev/serial/by-id/usb-printer\"");
            let settings = serial_settings(raw.baud, raw.parity.as_deref(), raw.flow_control.as_deref(), check);
            path.map(|path| LinkConfig::Serial { path, settings })
        }
        Some("network") => network(raw.address.as_deref(), check),
        Some("usb") => check
            .path(raw.path.as_ref(), "name the device, e.g. path = \"/dev/usb/lp0\"")
            .map(|path| LinkConfig::Usb { path }),
        Some(other) => {
            check.problem("kind", format!("{other:?} is none: take serial, network, usb, file or none"));
            None
        }
        None => {
            check.problem("kind", "is missing: take serial, network, usb, file or none".to_owned());
            None
        }
    };
    strays(raw, check);
    link
}

/// A field of another kind of printer is a mistake, not decoration.
fn strays(raw: &RawPrinterConfig, check: &mut Check) {
    let kind = raw.kind.as_deref().unwrap_or("");
    let serial_only =
        [("baud", raw.baud.is_some()), ("parity", raw.parity.is_some()), ("flow_control", raw.flow_control.is_some())];
    for (field, present) in serial_only {
        if present && kind != "serial" {
            check.problem(field, "belongs to kind = \"serial\": take it out, or change the kind".to_owned());
        }
    }
    if raw.address.is_some() && kind != "network" {
        check.problem("address", "belongs to kind = \"network\": take it out, or change the kind".to_owned());
    }
    if raw.path.is_some() && matches!(kind, "network" | "none") {
        check.problem("path", format!("does not belong to kind = {kind:?}: take it out, or change the kind"));
    }
}

fn network(address: Option<&str>, check: &mut Check) -> Option<LinkConfig> {
    let Some(address) = address.map(str::trim).filter(|address| !address.is_empty()) else {
        check.problem("address", "is missing: name the host, e.g. address = \"192.168.1.40:9100\"".to_owned());
        return None;
    };
    let bare_v6 = address.matches(':').count() > 1 && !address.starts_with('[');
    let port = if bare_v6 { None } else { address.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')) };
    let address = match port {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0) => address.to_owned(),
        Some((_, port)) => {
            check.problem(
                "address",
                format!("{port:?} is no port after the host: take 1 to 65535, usually {USUAL_PORT}"),
            );
            return None;
        }
        None if bare_v6 => format!("[{address}]:{USUAL_PORT}"),
        None => format!("{address}:{USUAL_PORT}"),
    };
    Some(LinkConfig::Network { address })
}

fn profile(raw: &RawPrinterConfig, check: &mut Check) -> PrinterProfile {
    let by_width = match raw.width_mm {
        None | Some(80) => PrinterProfile::mm80(),
        Some(58) => PrinterProfile::mm58(),
        Some(other) => {
            check.problem("width_mm", format!("{other} is none: take 80 or 58, and width_dots for an uncommon head"));
            PrinterProfile::mm80()
        }
    };
    let sized = match raw.width_dots.map(|dots| by_width.clone().with_width(dots)) {
        None => by_width,
        Some(Ok(profile)) => profile,
        Some(Err(problem)) => {
            check.problem("width_dots", problem.to_string());
            by_width
        }
    };
    let page = check.word(
        "code_page",
        raw.code_page.as_deref(),
        CodePage::Pc866,
        &[("pc866", CodePage::Pc866), ("wpc1251", CodePage::Wpc1251)],
    );
    let qr = check.word(
        "qr",
        raw.qr.as_deref(),
        QrSource::Printer,
        &[("printer", QrSource::Printer), ("picture", QrSource::Picture)],
    );
    let cutter = check.word(
        "cutter",
        raw.cutter.as_deref(),
        Cutter::Full,
        &[("full", Cutter::Full), ("partial", Cutter::Partial), ("none", Cutter::None)],
    );
    let multibyte = check.word(
        "multibyte",
        raw.multibyte.as_deref(),
        Multibyte::Absent,
        &[("absent", Multibyte::Absent), ("switch-off", Multibyte::SwitchOff)],
    );
    sized.with_code_page(page, raw.code_page_number).with_qr(qr).with_cutter(cutter).with_multibyte(multibyte)
}
