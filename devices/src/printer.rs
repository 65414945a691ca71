//! A printer of coupons: what it is asked, what it answers, and the ways it can hang on a wire. Nothing of a coupon's
//! wording or geometry lives here.

mod absent;
mod character_device;
mod config;
mod conversation;
mod dialogue;
mod fault;
mod file;
mod link;
mod network;
mod reply;
mod serial;

pub use crate::serial_port::{FlowControl, Parity, SerialSettings};
pub use crate::settings::{ConfigProblem, ConfigProblems};
pub use config::{Answers, Completion, LinkConfig, PrinterConfig, TimeLimits};
pub use fault::{Assurance, Fault, JobReport, Outcome, Paper, Status};

use crate::escpos::{PrinterProfile, Slip};

/// Something that prints slips, one at a time. Every call returns within the configured time limits.
pub trait Printer: Send {
    /// What it is and where it hangs, for the list of devices.
    fn name(&self) -> &str;

    /// What its paper and letters are like; wording that must fit a line is chosen by it.
    fn profile(&self) -> &PrinterProfile;

    /// Asks how the printer is, and clears what an interrupted job may have left in it.
    fn status(&mut self) -> Status;

    /// Prints one slip: asks, prints, asks again. What did not print is forgotten, never printed late (O3).
    fn print(&mut self, slip: &Slip) -> JobReport;

    /// Reads now what the first slip would otherwise wait for (fonts).
    fn warm_up(&mut self);
}

/// The printer that a checked configuration names. It need not be there: a missing one answers with a fault, and is
/// opened as soon as it appears.
#[must_use]
pub fn open(config: &PrinterConfig) -> Box<dyn Printer> {
    match &config.link {
        LinkConfig::None => Box::new(absent::AbsentPrinter::new(config.profile.clone())),
        LinkConfig::File { path } => Box::new(file::FilePrinter::new(path.clone(), config.profile.clone())),
        LinkConfig::Serial { .. } | LinkConfig::Network { .. } | LinkConfig::Usb { .. } => {
            Box::new(dialogue::EscPosPrinter::configured(config))
        }
    }
}
