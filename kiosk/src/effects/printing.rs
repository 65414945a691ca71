//! The printer's own thread: one coupon after the other, never late, and how the printer is in between.

#[cfg(test)]
mod tests;

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use devices::contract;
use devices::printer::{self, Assurance, Fault, Outcome, Printer, PrinterConfig, Status};
use protocol::message::{DeviceFault, Report};

use super::Tell;
use crate::coupon::Coupon;
use crate::model::{JobId, PrintOutcome, PrinterHealth, What};
use crate::view::{PrinterFault, Supply};

/// Jobs that may wait; a kiosk prints one at a time for whoever stands before it.
const WAITING: usize = 4;
/// A coupon that could not begin by then never comes out: its visitor was told to copy the number.
const EXPIRES: Duration = Duration::from_secs(15);
/// How often an idle printer is asked how it is.
const ASK_AFTER: Duration = Duration::from_secs(30);

/// The way to the printer's thread.
pub struct PrintWorker {
    jobs: SyncSender<Job>,
    tell: Tell,
}

struct Job {
    id: JobId,
    asked: Instant,
    what: Paper,
}

enum Paper {
    Coupon(Box<Coupon>),
    Test,
}

/// Starts the printer's thread.
pub fn start_printing(config: PrinterConfig, tell: Tell) -> std::io::Result<PrintWorker> {
    let (worker, waiting) = PrintWorker::new(tell);
    let told = worker.tell.clone();
    let run = move || work(printer::open(&config).as_mut(), &waiting, &told, Instant::now);
    thread::Builder::new().name("printer".to_owned()).spawn(run)?;
    Ok(worker)
}

impl PrintWorker {
    fn new(tell: Tell) -> (Self, Receiver<Job>) {
        let (jobs, waiting) = mpsc::sync_channel(WAITING);
        (Self { jobs, tell }, waiting)
    }

    /// Prints a coupon; its outcome is told.
    pub fn coupon(&self, id: JobId, coupon: Coupon) {
        self.put(id, Paper::Coupon(Box::new(coupon)));
    }

    /// Prints the slip that every printer is accepted with; its outcome is told.
    pub fn test(&self, id: JobId) {
        self.put(id, Paper::Test);
    }

    fn put(&self, id: JobId, what: Paper) {
        if self.jobs.try_send(Job { id, asked: Instant::now(), what }).is_err() {
            (self.tell)(What::Printed(id, PrintOutcome::NotPrinted));
        }
    }
}

fn work(printer: &mut dyn Printer, jobs: &Receiver<Job>, tell: &Tell, mut now: impl FnMut() -> Instant) {
    printer.warm_up();
    tell(What::Printer(health(printer.status())));
    loop {
        match jobs.recv_timeout(ASK_AFTER) {
            Ok(job) => {
                let id = job.id;
                let (outcome, status) = print(printer, job, now());
                tell(What::Printed(id, outcome));
                tell(What::Printer(health(status)));
            }
            Err(RecvTimeoutError::Timeout) => tell(What::Printer(health(printer.status()))),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn print(printer: &mut dyn Printer, job: Job, now: Instant) -> (PrintOutcome, Status) {
    if now.saturating_duration_since(job.asked) > EXPIRES {
        return (PrintOutcome::NotPrinted, printer.status());
    }
    let slip = match job.what {
        Paper::Coupon(coupon) => coupon.slip(printer.profile().columns()).to_slip(),
        Paper::Test => contract::test_slip(),
    };
    let report = printer.print(&slip);
    let outcome = match report.outcome {
        Outcome::Printed(Assurance::Confirmed | Assurance::HandedOver) => PrintOutcome::Printed,
        Outcome::NotPrinted(fault) => {
            tracing::error!(fault = fault.code(), "a coupon did not print");
            PrintOutcome::NotPrinted
        }
        Outcome::Uncertain(fault) => {
            tracing::error!(fault = fault.code(), "a coupon may not have printed");
            PrintOutcome::Unknown
        }
    };
    (outcome, report.after)
}

fn health(status: Status) -> PrinterHealth {
    let (printer, paper, fault, faults) = match status {
        Status::Ready(printer::Paper::Enough) => (Supply::Good, Supply::Good, None, vec![]),
        Status::Ready(printer::Paper::Low) => (Supply::Good, Supply::Low, None, vec![DeviceFault::PaperLow]),
        Status::Unknown => (Supply::Unknown, Supply::Unknown, None, vec![]),
        Status::Faulty(Fault::NotInstalled) => (Supply::Absent, Supply::Absent, None, vec![]),
        Status::Faulty(Fault::NoPaper) => (Supply::Good, Supply::Fault, None, vec![DeviceFault::NoPaper]),
        Status::Faulty(fault) => (Supply::Fault, Supply::Unknown, shown(fault), vec![reported(fault)]),
    };
    PrinterHealth { printer, fault, paper, report: Report { faults } }
}

/// What the technician reads beside the printer; nothing where another line says it.
fn shown(fault: Fault) -> Option<PrinterFault> {
    match fault {
        Fault::NotInstalled | Fault::NoPaper => None,
        Fault::Unreachable(_) => Some(PrinterFault::Unreachable),
        Fault::Unplugged => Some(PrinterFault::Unplugged),
        Fault::CoverOpen => Some(PrinterFault::CoverOpen),
        Fault::CutterFault => Some(PrinterFault::CutterStuck),
        Fault::Jammed => Some(PrinterFault::Jammed),
        Fault::Overheated => Some(PrinterFault::Overheated),
        Fault::Broken => Some(PrinterFault::Broken),
        Fault::Offline => Some(PrinterFault::Offline),
        Fault::Silent => Some(PrinterFault::Silent),
        Fault::GarbledStatus => Some(PrinterFault::Garbled),
        Fault::WriteFailed(_) | Fault::WriteTimedOut => Some(PrinterFault::TakesNoData),
        Fault::Unprintable(_) => Some(PrinterFault::Unprintable),
    }
}

fn reported(fault: Fault) -> DeviceFault {
    match fault {
        Fault::NoPaper => DeviceFault::NoPaper,
        Fault::CoverOpen => DeviceFault::CoverOpen,
        Fault::Silent | Fault::Unplugged | Fault::Unreachable(_) => DeviceFault::PrinterSilent,
        Fault::NotInstalled
        | Fault::CutterFault
        | Fault::Jammed
        | Fault::Overheated
        | Fault::Broken
        | Fault::Offline
        | Fault::GarbledStatus
        | Fault::WriteFailed(_)
        | Fault::WriteTimedOut
        | Fault::Unprintable(_) => DeviceFault::PrinterFault { what: fault.code().to_owned() },
    }
}
