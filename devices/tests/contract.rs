//! The contract, kept by the simulators over a pseudo-terminal, a TCP port and a character device; and seen to fail where a
//! device breaks it.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail")]

use devices::contract::{
    Acted, Finding, PrinterAct, PrinterHands, PrinterSight, ScannerAct, ScannerHands, Seen, Verdict, check_printer,
    check_scanner, is_kept,
};
use devices::printer::{self, Answers, LinkConfig, PrinterConfig, SerialSettings};
use devices::scanner::{self, ScannerConfig, ScannerLink};
use devices::simulator::{Clearing, Failure, Page, SimulatedPrinter, SimulatedScanner, SimulatorOptions};
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

/// A simulator's own hands: they do at once and look at the pages.
struct SimulatedHands<'a>(&'a SimulatedPrinter);

impl PrinterHands for SimulatedHands<'_> {
    fn act(&mut self, act: PrinterAct) -> Acted {
        match act {
            PrinterAct::TakePaperOut => self.0.fail(Failure::PaperOut, 0),
            PrinterAct::PutPaperIn | PrinterAct::CloseCover => self.0.mend(),
            PrinterAct::LetPaperEndInNextSlip => self.0.fail(Failure::PaperOut, 150),
            PrinterAct::OpenCover => self.0.fail(Failure::CoverOpen, 0),
            PrinterAct::SwitchOffAndOn => self.0.power_cycle(),
        }
        Acted::Done
    }

    fn look(&mut self, sight: PrinterSight) -> Seen {
        let pages: Vec<Page> = self.0.tear_off().into_iter().filter(|page| !page.is_blank()).collect();
        let said: Vec<Vec<String>> = pages.iter().map(Page::text).collect();
        let fits = match sight {
            PrinterSight::TestSlip => {
                let says = ["Съешь ещё этих мягких", "ПРОВЕРКА", "A012", "17.11.2026         09:42"];
                pages.len() == 1 && says.iter().all(|words| pages[0].says(words)) && pages[0].codes().count() == 1
            }
            PrinterSight::HostileSlip => {
                let harmless = pages.iter().all(|page| page.says("A012") && page.says("Имя с командами"));
                pages.len() == 1 && harmless && self.0.errors().is_empty()
            }
            PrinterSight::NothingMore => pages.is_empty(),
            PrinterSight::WholeCopyAlone => said == [[" КОПИЯ".to_owned(), "A012".to_owned()]],
        };
        if fits { Seen::AsExpected } else { Seen::Otherwise(format!("{sight:?}: {said:?}, {:?}", self.0.errors())) }
    }
}

struct NobodyThere;

impl PrinterHands for NobodyThere {
    fn act(&mut self, _act: PrinterAct) -> Acted {
        Acted::CannotDo
    }

    fn look(&mut self, _sight: PrinterSight) -> Seen {
        Seen::NobodyLooked
    }
}

fn on_tcp(options: SimulatorOptions) -> (SimulatedPrinter, PrinterConfig) {
    let simulator = SimulatedPrinter::on_tcp((Ipv4Addr::LOCALHOST, 0).into(), options).unwrap();
    let address = simulator.address().unwrap().to_string();
    (simulator, PrinterConfig::at(LinkConfig::Network { address }))
}

fn on_pty(name: &Path) -> (SimulatedPrinter, LinkConfig) {
    let simulator = SimulatedPrinter::on_pty(name, SimulatorOptions::default()).unwrap();
    (simulator, LinkConfig::Serial { path: name.to_owned(), settings: SerialSettings::default() })
}

fn run(simulator: &SimulatedPrinter, config: &PrinterConfig) -> Vec<Finding> {
    let mut printer = printer::open(config);
    check_printer(printer.as_mut(), &mut SimulatedHands(simulator))
}

fn assert_all_passed(findings: &[Finding]) {
    for finding in findings {
        assert_eq!(finding.verdict, Verdict::Passed, "{finding}");
    }
    assert!(findings.len() >= 5, "{findings:?}");
}

#[test]
fn the_simulator_keeps_the_contract_over_tcp() {
    let (simulator, config) = on_tcp(SimulatorOptions::default());
    assert_all_passed(&run(&simulator, &config));
}

#[test]
fn the_simulator_keeps_the_contract_over_a_serial_line() {
    let folder = tempfile::tempdir().unwrap();
    let (simulator, link) = on_pty(&folder.path().join("printer"));
    assert_all_passed(&run(&simulator, &PrinterConfig::at(link)));
}

#[test]
fn the_simulator_keeps_the_contract_behind_a_character_device() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("lp0");
    let (simulator, _) = on_pty(&name);
    assert_all_passed(&run(&simulator, &PrinterConfig::at(LinkConfig::Usb { path: name })));
}

#[test]
fn a_printer_that_keeps_its_buffer_breaks_the_contract() {
    let (simulator, config) = on_tcp(SimulatorOptions { clearing: Clearing::Unknown, ..SimulatorOptions::default() });
    let findings = run(&simulator, &config);
    let broken: Vec<&str> = findings
        .iter()
        .filter(|finding| matches!(finding.verdict, Verdict::Failed(_)))
        .map(|finding| finding.check)
        .collect();
    assert_eq!(broken, ["a slip broken off by the paper's end is forgotten"]);
    assert!(!is_kept(&findings));
}

#[test]
fn a_printer_that_is_not_there_fails_at_the_first_check() {
    let (simulator, config) = on_tcp(SimulatorOptions::default());
    drop(simulator);
    let findings = check_printer(printer::open(&config).as_mut(), &mut NobodyThere);
    assert_eq!(findings.len(), 1);
    assert!(!is_kept(&findings));
}

#[test]
fn without_hands_the_questions_stay_for_a_person() {
    let (_simulator, config) = on_tcp(SimulatorOptions::default());
    let findings = check_printer(printer::open(&config).as_mut(), &mut NobodyThere);
    assert!(is_kept(&findings));
    let looks = findings.iter().filter(|finding| matches!(finding.verdict, Verdict::LookAt(_))).count();
    let skips = findings.iter().filter(|finding| matches!(finding.verdict, Verdict::Skipped(_))).count();
    assert_eq!((looks, skips), (2, 4));
}

#[test]
fn a_printer_that_cannot_answer_is_not_said_to_be_well() {
    let (_simulator, mut config) = on_tcp(SimulatorOptions::default());
    config.answers = Answers::Nothing;
    let findings = check_printer(printer::open(&config).as_mut(), &mut NobodyThere);
    let looks = findings.iter().filter(|finding| matches!(finding.verdict, Verdict::LookAt(_))).count();
    let skips = findings.iter().filter(|finding| matches!(finding.verdict, Verdict::Skipped(_))).count();
    assert_eq!((looks, skips), (2, 6));
}

struct SimulatedScannerHands<'a>(&'a mut SimulatedScanner);

impl ScannerHands for SimulatedScannerHands<'_> {
    fn act(&mut self, act: ScannerAct) -> Acted {
        match act {
            ScannerAct::Show(code) => self.0.scan(code).unwrap(),
            ScannerAct::Hold(code) => (0..5).for_each(|_| self.0.scan(code).unwrap()),
            ScannerAct::Unplug => self.0.unplug(),
            ScannerAct::UnplugInMidCode => {
                self.0.send(b"https://ochered.exa").unwrap();
                self.0.until_read().unwrap();
                self.0.unplug();
            }
            ScannerAct::PlugIn => self.0.plug().unwrap(),
        }
        Acted::Done
    }
}

#[test]
fn the_simulated_scanner_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("scanner");
    let mut simulator = SimulatedScanner::on_pty(&name).unwrap();
    let link = ScannerLink::Serial { path: name, settings: SerialSettings::default() };
    let mut config = ScannerConfig::at(link);
    config.times.reopen = Duration::from_millis(30);
    let mut scanner = scanner::open(&config);
    assert_all_passed(&check_scanner(scanner.as_mut(), &mut SimulatedScannerHands(&mut simulator)));
}
