//! The printer of a kiosk that has none. It answers every job with that fact.

use super::{Fault, JobReport, Printer, Status};
use crate::escpos::{PrinterProfile, Slip};

/// No printer.
pub(super) struct AbsentPrinter {
    profile: PrinterProfile,
}

impl AbsentPrinter {
    pub(super) fn new(profile: PrinterProfile) -> Self {
        Self { profile }
    }
}

impl Printer for AbsentPrinter {
    fn name(&self) -> &str {
        "no printer"
    }

    fn profile(&self) -> &PrinterProfile {
        &self.profile
    }

    fn status(&mut self) -> Status {
        Status::Faulty(Fault::NotInstalled)
    }

    fn print(&mut self, _slip: &Slip) -> JobReport {
        JobReport::not_begun(Fault::NotInstalled, self.status())
    }

    fn warm_up(&mut self) {}
}
