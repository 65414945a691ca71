//! The printer's own thread: one coupon after the other, never late, and how the printer is in between.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use devices::printer::{self, Assurance, Fault, Outcome, Printer, PrinterConfig, Status};
use protocol::message::{DeviceFault, Report};

use super::Tell;
use crate::coupon::{self, Coupon};
use crate::model::{JobId, PrintOutcome, PrinterHealth, What};
use crate::view::{Language, Supply};

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
    Test(Language),
}

/// Starts the printer's thread.
pub fn start_printing(config: PrinterConfig, device: String, tell: Tell) -> std::io::Result<PrintWorker> {
    let (jobs, waiting) = mpsc::sync_channel(WAITING);
    let told = tell.clone();
    let run = move || work(printer::open(&config).as_mut(), &device, &waiting, &told);
    thread::Builder::new().name("printer".to_owned()).spawn(run)?;
    Ok(PrintWorker { jobs, tell })
}

impl PrintWorker {
    /// Prints a coupon; its outcome is told.
    pub fn coupon(&self, id: JobId, coupon: Coupon) {
        self.put(id, Paper::Coupon(Box::new(coupon)));
    }

    /// Prints a test slip; its outcome is told.
    pub fn test(&self, id: JobId, language: Language) {
        self.put(id, Paper::Test(language));
    }

    fn put(&self, id: JobId, what: Paper) {
        if self.jobs.try_send(Job { id, asked: Instant::now(), what }).is_err() {
            (self.tell)(What::Printed(id, PrintOutcome::NotPrinted));
        }
    }
}

fn work(printer: &mut dyn Printer, device: &str, jobs: &Receiver<Job>, tell: &Tell) {
    printer.warm_up();
    tell(What::Printer(health(printer.status())));
    loop {
        match jobs.recv_timeout(ASK_AFTER) {
            Ok(job) => {
                let id = job.id;
                let (outcome, status) = print(printer, device, job);
                tell(What::Printed(id, outcome));
                tell(What::Printer(health(status)));
            }
            Err(RecvTimeoutError::Timeout) => tell(What::Printer(health(printer.status()))),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn print(printer: &mut dyn Printer, device: &str, job: Job) -> (PrintOutcome, Status) {
    if job.asked.elapsed() > EXPIRES {
        return (PrintOutcome::NotPrinted, printer.status());
    }
    let slip = match job.what {
        Paper::Coupon(coupon) => coupon.slip(printer.profile().columns()),
        Paper::Test(language) => coupon::test_slip(language, device),
    };
    let report = printer.print(&slip.to_slip());
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
    let (printer, paper, detail, faults) = match status {
        Status::Ready(printer::Paper::Enough) => (Supply::Good, Supply::Good, String::new(), vec![]),
        Status::Ready(printer::Paper::Low) => (Supply::Good, Supply::Low, String::new(), vec![DeviceFault::PaperLow]),
        Status::Unknown => (Supply::Unknown, Supply::Unknown, String::new(), vec![]),
        Status::Faulty(Fault::NotInstalled) => (Supply::Absent, Supply::Absent, String::new(), vec![]),
        Status::Faulty(Fault::NoPaper) => (Supply::Good, Supply::Fault, String::new(), vec![DeviceFault::NoPaper]),
        Status::Faulty(fault) => (Supply::Fault, Supply::Unknown, fault.to_string(), vec![reported(fault)]),
    };
    PrinterHealth { printer, detail, paper, report: Report { faults } }
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
