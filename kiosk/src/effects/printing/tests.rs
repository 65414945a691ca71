//! When a coupon comes out, and when it never does: the work of the printer's thread at moments that the test names.

use std::net::Ipv4Addr;
use std::sync::Arc;

use devices::printer::{LinkConfig, TimeLimits};
use devices::simulator::{Failure, SimulatedPrinter, SimulatorOptions};

use super::super::tests::{coupon, outcome, telling};
use super::*;

/// Of a coupon, from the touch on (O3).
const LAST_MOMENT: Duration = Duration::from_secs(15);
const TOO_LATE: Duration = Duration::from_millis(15_001);
/// For one answer: long enough for a machine that is busy with other tests.
const REPLY: Duration = Duration::from_secs(1);

fn number(id: u64) -> String {
    format!("A00{id}")
}

fn job(id: u64, asked: Instant) -> Job {
    let coupon = Coupon { number: number(id), ..coupon() };
    Job { id: JobId(id), asked, what: Paper::Coupon(Box::new(coupon)) }
}

#[test]
fn a_coupon_that_waited_too_long_behind_a_silent_printer_never_comes_out_o3() {
    let simulated = SimulatedPrinter::on_tcp((Ipv4Addr::LOCALHOST, 0).into(), SimulatorOptions::default()).unwrap();
    simulated.fail(Failure::Silence, 0);
    let link = LinkConfig::Network { address: simulated.address().unwrap().to_string() };
    let limits = TimeLimits { reply: REPLY, ..TimeLimits::default() };
    let mut printer = printer::open(&PrinterConfig { limits, ..PrinterConfig::at(link) });
    let (tell, told) = telling();
    let (worker, waiting) = PrintWorker::new(Arc::clone(&tell));
    let began = Instant::now();
    let late = began + TOO_LATE;
    for (id, asked) in [(1, began), (2, began), (3, late)] {
        worker.jobs.send(job(id, asked)).unwrap();
    }
    drop(worker);
    let mut begun = 0;
    let now = || {
        begun += 1;
        if begun == 1 {
            return began;
        }
        // Well again before the second coupon's turn: only its own time keeps that one back.
        simulated.mend();
        late
    };
    work(printer.as_mut(), &waiting, &tell, now);
    let outcomes: Vec<_> = told.try_iter().filter_map(outcome).collect();
    let (not_printed, printed) = (PrintOutcome::NotPrinted, PrintOutcome::Printed);
    assert_eq!(outcomes, [(JobId(1), not_printed), (JobId(2), not_printed), (JobId(3), printed)]);
    let mut paper = simulated.pages();
    paper.extend(simulated.open_page());
    let coupons = [1, 2, 3].map(|id| paper.iter().filter(|page| page.says(&number(id))).count());
    assert_eq!(coupons, [0, 0, 1], "the printer is well, and prints what was asked for since");
}

#[test]
fn a_coupon_may_begin_until_its_time_is_over_and_not_a_millisecond_later_o3() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("coupon.bin");
    let mut printer = printer::open(&PrinterConfig::at(LinkConfig::File { path: path.clone() }));
    let asked = Instant::now();
    let (outcome, _) = print(printer.as_mut(), job(1, asked), asked + TOO_LATE);
    assert_eq!((outcome, path.exists()), (PrintOutcome::NotPrinted, false));
    let (outcome, _) = print(printer.as_mut(), job(2, asked), asked + LAST_MOMENT);
    assert_eq!((outcome, path.exists()), (PrintOutcome::Printed, true));
}

#[test]
fn four_coupons_wait_and_the_fifth_is_told_at_once_that_it_does_not_print() {
    let (tell, told) = telling();
    let (worker, waiting) = PrintWorker::new(tell);
    for id in 1..=5 {
        worker.coupon(JobId(id), coupon());
    }
    let refused: Vec<_> = told.try_iter().collect();
    assert_eq!(refused, [What::Printed(JobId(5), PrintOutcome::NotPrinted)]);
    let waiting: Vec<_> = waiting.try_iter().map(|job| job.id).collect();
    assert_eq!(waiting, [1, 2, 3, 4].map(JobId));
}
