//! O3: paper runs out, and everything else goes wrong, at every byte of a job. Whatever is reported, no coupon comes out
//! that the report does not own up to, and nothing of a broken job comes out after it.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail")]

mod demo;

use demo::{Paper, armenian, job, russian};
use devices::escpos::{CouponSlip, PrinterProfile};
use devices::printer::{
    self, Assurance, Fault, LinkConfig, Outcome, PrinterConfig, SerialSettings, Status, TimeLimits,
};
use devices::simulator::{Failure, Page, PageEnd, SimulatedPrinter, SimulatorOptions};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

const NUMBER: &str = "А012";
const COPY: &str = "КОПИЯ";

struct Bench {
    simulator: SimulatedPrinter,
    printer: Box<dyn printer::Printer>,
}

/// For one answer: long enough for a machine that is busy with other tests.
const REPLY: Duration = Duration::from_secs(1);
/// Later than that, and before the end of a job is given up.
const LATE: Duration = Duration::from_millis(1_600);
/// Far longer than a printer takes to be well again.
const SOON: Duration = Duration::from_secs(30);

fn bench() -> Bench {
    let simulator = SimulatedPrinter::on_tcp((Ipv4Addr::LOCALHOST, 0).into(), SimulatorOptions::default()).unwrap();
    let address = simulator.address().unwrap().to_string();
    Bench { simulator, printer: open(LinkConfig::Network { address }) }
}

fn open(link: LinkConfig) -> Box<dyn printer::Printer> {
    let limits = TimeLimits { reply: REPLY, write: REPLY, finish: 2 * REPLY };
    printer::open(&PrinterConfig { limits, ..PrinterConfig::at(link) })
}

fn copy_of(coupon: &CouponSlip) -> CouponSlip {
    CouponSlip { copy_mark: Some(COPY.to_owned()), ..coupon.clone() }
}

/// A piece of paper that a visitor would take for their coupon.
fn shows_number(page: &Page) -> bool {
    page.says(NUMBER) || page.says("A012")
}

fn is_whole(page: &Page) -> bool {
    shows_number(page) && page.end == PageEnd::Cut && page.says("Спасибо, что ждёте.")
}

/// Everything printed so far, also what is still under the head; nobody has taken it.
fn paper(simulator: &SimulatedPrinter) -> Vec<Page> {
    let mut pages = simulator.pages();
    pages.extend(simulator.open_page());
    pages.retain(|page| !page.is_blank());
    pages
}

fn numbered(pages: &[Page]) -> usize {
    pages.iter().filter(|page| shows_number(page)).count()
}

/// What came out is what was reported.
fn check_report(outcome: Outcome, pages: &[Page], at: u64) {
    let whole = pages.iter().filter(|page| is_whole(page)).count();
    match outcome {
        Outcome::Printed(_) => assert_eq!(whole, 1, "byte {at}: reported as printed"),
        Outcome::NotPrinted(_) => assert_eq!(numbered(pages), 0, "byte {at}: reported as not printed"),
        Outcome::Uncertain(_) => assert!(whole <= 1, "byte {at}: two coupons"),
    }
}

/// The next job after a broken one: a copy, whole, on a piece of paper of its own; beside it only what was there before.
fn check_copy(pages: &[Page], numbered_before: usize, at: u64) {
    let marked: Vec<_> = pages.iter().filter(|page| page.says(COPY)).collect();
    assert_eq!(marked.len(), 1, "byte {at}: one copy");
    assert!(is_whole(marked[0]), "byte {at}: the copy is whole: {:?}", marked[0].text());
    assert_eq!(marked[0].text()[0].trim(), COPY, "byte {at}: it begins its piece of paper: {:?}", marked[0].text());
    assert_eq!(marked[0].text().iter().filter(|line| line.contains(NUMBER)).count(), 1, "byte {at}: on its own paper");
    let unmarked = pages.iter().filter(|page| shows_number(page) && !page.says(COPY)).count();
    assert_eq!(unmarked, numbered_before, "byte {at}: an unmarked coupon came out late");
}

fn expected_fault(failure: Failure) -> Option<Fault> {
    match failure {
        Failure::PaperOut => Some(Fault::NoPaper),
        Failure::CoverOpen => Some(Fault::CoverOpen),
        Failure::Jam => Some(Fault::Jammed),
        Failure::CutterStuck => Some(Fault::CutterFault),
        Failure::Overheat => Some(Fault::Overheated),
        Failure::Break => Some(Fault::Broken),
        Failure::Silence => Some(Fault::Silent),
        Failure::GarbledStatus => Some(Fault::GarbledStatus),
        Failure::LateStatus(_) => Some(Fault::Silent),
        Failure::PaperLow | Failure::PowerCycle | Failure::Unplug => None,
    }
}

/// Lets `failure` happen at each of these bytes of the Russian coupon, then mends the printer and prints a copy.
fn fail_at_each(failure: Failure, bytes: impl Iterator<Item = u64>) {
    fail_at_each_on(bench(), failure, bytes);
}

fn fail_at_each_on(bench: Bench, failure: Failure, bytes: impl Iterator<Item = u64>) {
    let Bench { simulator, mut printer } = bench;
    let coupon = russian(Paper::Mm80);
    assert_eq!(printer.print(&coupon.to_slip()).outcome, Outcome::Printed(Assurance::Confirmed));
    let _first = simulator.tear_off();
    for at in bytes {
        simulator.fail(failure, at);
        let report = printer.print(&coupon.to_slip());
        if let (Some(expected), Outcome::NotPrinted(fault) | Outcome::Uncertain(fault)) =
            (expected_fault(failure), report.outcome)
        {
            assert_eq!(fault, expected, "byte {at}");
        }
        let before_mending = paper(&simulator);
        check_report(report.outcome, &before_mending, at);
        simulator.mend();
        wait_until_well(printer.as_mut(), at);
        let ink = |pages: &[Page]| pages.iter().map(|page| page.elements.clone()).collect::<Vec<_>>();
        assert_eq!(ink(&paper(&simulator)), ink(&before_mending), "byte {at}: after mending more came out");
        let copy = printer.print(&copy_of(&coupon).to_slip());
        assert_eq!(copy.outcome, Outcome::Printed(Assurance::Confirmed), "byte {at}");
        check_copy(&simulator.tear_off(), numbered(&before_mending), at);
    }
}

fn wait_until_well(printer: &mut dyn printer::Printer, at: u64) {
    let began = Instant::now();
    loop {
        let status = printer.status();
        if let Status::Ready(_) = status {
            return;
        }
        assert!(began.elapsed() < SOON, "byte {at}: the printer never became well: {status:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn russian_job_bytes() -> u64 {
    job(&russian(Paper::Mm80).to_slip(), PrinterProfile::mm80()).bytes().len() as u64
}

#[test]
fn paper_out_at_every_byte() {
    // Three bytes more for the question that stands behind the cut.
    fail_at_each(Failure::PaperOut, 1..=russian_job_bytes() + 3);
}

#[test]
fn paper_out_at_every_fifth_byte_on_a_serial_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("line");
    let simulator = SimulatedPrinter::on_pty(&path, SimulatorOptions::default()).unwrap();
    let printer = open(LinkConfig::Serial { path, settings: SerialSettings::default() });
    fail_at_each_on(Bench { simulator, printer }, Failure::PaperOut, (1..=russian_job_bytes() + 3).step_by(5));
}

#[test]
fn cover_open_at_every_byte() {
    fail_at_each(Failure::CoverOpen, 1..=russian_job_bytes() + 3);
}

#[test]
fn a_stuck_cutter_at_every_third_byte() {
    fail_at_each(Failure::CutterStuck, (1..=russian_job_bytes() + 3).step_by(3));
}

#[test]
fn a_jam_at_every_third_byte() {
    fail_at_each(Failure::Jam, (2..=russian_job_bytes() + 3).step_by(3));
}

#[test]
fn overheating_and_breaking_at_every_seventh_byte() {
    fail_at_each(Failure::Overheat, (3..=russian_job_bytes() + 3).step_by(7));
    fail_at_each(Failure::Break, (3..=russian_job_bytes() + 3).step_by(7));
}

#[test]
fn silence_and_late_answers_at_every_41st_byte() {
    // What is waited for is the time limit: all wait at once, each on a printer of its own, which fails once more when it is well.
    std::thread::scope(|scope| {
        for at in (1..=russian_job_bytes() + 3).step_by(41) {
            for failure in [Failure::Silence, Failure::LateStatus(LATE)] {
                scope.spawn(move || fail_at_each(failure, [at, at].into_iter()));
            }
        }
    });
}

#[test]
fn garbled_answers_at_every_seventh_byte() {
    fail_at_each(Failure::GarbledStatus, (1..=russian_job_bytes() + 3).step_by(7));
}

#[test]
fn a_power_cycle_at_every_29th_byte() {
    fail_at_each(Failure::PowerCycle, (1..=russian_job_bytes() + 3).step_by(29));
}

#[test]
fn an_unplugging_at_every_seventh_byte() {
    fail_at_each(Failure::Unplug, (1..=russian_job_bytes() + 3).step_by(7));
}

#[test]
fn paper_out_within_the_pictures_of_an_armenian_coupon() {
    let Bench { simulator, mut printer } = bench();
    let coupon = armenian(Paper::Mm80);
    let length = job(&coupon.to_slip(), PrinterProfile::mm80()).bytes().len() as u64;
    for at in (1..=length + 3).step_by(61) {
        simulator.fail(Failure::PaperOut, at);
        let report = printer.print(&coupon.to_slip());
        let _before = simulator.tear_off();
        simulator.mend();
        wait_until_well(printer.as_mut(), at);
        let after = simulator.tear_off();
        assert!(after.iter().all(Page::is_blank), "byte {at}: {:?}", report.outcome);
        assert_eq!(printer.print(&coupon.to_slip()).outcome, Outcome::Printed(Assurance::Confirmed), "byte {at}");
        let pages = simulator.tear_off();
        let numbered: Vec<_> = pages.iter().filter(|page| shows_number(page)).collect();
        assert_eq!(numbered.len(), 1, "byte {at}");
        assert_eq!((numbered[0].height, numbered[0].end), (1312, PageEnd::Cut), "byte {at}: whole and alone");
        assert_eq!(simulator.errors(), [], "byte {at}: what was left did not spoil the next job");
    }
}
