//! What is wrong with the kiosk itself: printer, scanner, disk and voice in one report for the devices' list.

use std::time::Duration;

use protocol::message::{DeviceFault, Report};

use super::{Effect, Model, PrinterHealth};
use crate::view::Supply;

/// How often a disk that failed is tried again.
const TRY_DISK_AFTER: Duration = Duration::from_secs(30);
/// The disk's fault in the devices' list.
const DISK: &str = "the state folder cannot be written";

/// Whether what must survive a restart can be written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Disk {
    #[default]
    Good,
    Failed {
        try_at: Duration,
    },
}

impl Model {
    pub(super) fn take_printer_health(&mut self, health: PrinterHealth, effects: &mut Vec<Effect>) {
        self.printer = health;
        self.report(effects);
    }

    pub(super) fn take_scanner_state(&mut self, state: Supply, effects: &mut Vec<Effect>) {
        self.scanner = state;
        self.report(effects);
    }

    pub(super) fn take_disk_state(&mut self, works: bool, effects: &mut Vec<Effect>) {
        self.disk = if works { Disk::Good } else { Disk::Failed { try_at: self.at + TRY_DISK_AFTER } };
        self.report(effects);
    }

    pub(super) fn take_voice_state(&mut self, works: bool, effects: &mut Vec<Effect>) {
        self.voice_works = works;
        self.report(effects);
    }

    /// Nobody else writes while the kiosk stands idle: a disk that came back is found by trying.
    pub(super) fn pass_time_faults(&mut self, effects: &mut Vec<Effect>) {
        if let Disk::Failed { try_at } = self.disk
            && self.at >= try_at
        {
            self.disk = Disk::Failed { try_at: self.at + TRY_DISK_AFTER };
            effects.push(self.requests.to_remember());
        }
    }

    /// The client repeats the latest report by itself after a reconnection.
    fn report(&mut self, effects: &mut Vec<Effect>) {
        let mut faults = self.printer.report.faults.clone();
        if self.scanner == Supply::Fault {
            faults.push(DeviceFault::ScannerSilent);
        }
        if self.disk != Disk::Good {
            faults.push(DeviceFault::Other { what: DISK.to_owned() });
        }
        if !self.voice_works {
            faults.push(DeviceFault::NoSound);
        }
        let report = Report { faults };
        if self.reported != report {
            effects.push(Effect::Report(report.clone()));
            self.reported = report;
        }
    }
}
