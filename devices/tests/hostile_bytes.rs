//! S7 at the wires: whatever bytes a printer answers or a scanner sends, and whatever a file of settings says, nothing panics,
//! nothing hangs, nothing grows.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail")]

mod demo;
#[path = "../../tools/hostile.rs"]
mod hostile;

use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::Duration;

use demo::{Paper, armenian, russian};
use devices::escpos::PrinterProfile;
use devices::printer::{self, LinkConfig, Outcome, PrinterConfig, SerialSettings, TimeLimits};
use devices::scanner::{self, MAX_CODE_BYTES, Scanner, ScannerConfig, ScannerEvent, ScannerLink};
use devices::simulator::{SimulatedScanner, interpret};
use hostile::{bent, costs_little};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde::Deserialize;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A printer that answers everything with these bytes.
fn answering(bytes: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let Ok((mut stream, _)) = listener.accept() else { return };
        let mut heard = [0; 4_096];
        while let Ok(1..) = stream.read(&mut heard) {
            if stream.write_all(&bytes).is_err() {
                return;
            }
        }
    });
    address
}

#[test]
fn a_printer_that_answers_anything_never_hangs_a_job_and_is_not_believed_without_its_words() {
    let well = vec![0x12, 0x12, 0x12, 0x12];
    let asked = vec![0x14, 0, 0, 0x0F, 0x12];
    let cleared = vec![0x37, 0x25, 0x00];
    let short = Duration::from_millis(60);
    let limits = TimeLimits { reply: short, write: short, finish: short };
    let answers = bent(vec![well, asked, cleared]);
    TestRunner::new(cases(200))
        .run(&answers, |answer| {
            let says_nothing = answer.is_empty();
            let link = LinkConfig::Network { address: answering(answer).to_string() };
            let mut printer = printer::open(&PrinterConfig { limits, ..PrinterConfig::at(link) });
            let outcome = costs_little(|| printer.print(&russian(Paper::Mm80).to_slip()).outcome);
            prop_assert!(!says_nothing || matches!(outcome, Outcome::NotPrinted(_)), "{:?}", outcome);
            Ok(())
        })
        .unwrap();
}

#[test]
fn whatever_a_scanner_sends_only_plain_codes_come_of_it_and_the_next_code_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scanner");
    let simulator = SimulatedScanner::on_pty(&path).unwrap();
    let link = ScannerLink::Serial { path, settings: SerialSettings::default() };
    let mut scanner = scanner::open(&ScannerConfig::at(link));
    assert_eq!(scanner.next(Duration::from_secs(5)), Some(ScannerEvent::Ready));
    let valid = vec![b"https://ochered.example/t/7KQ4-M2XB\r\n".to_vec(), b"%ENTER SETUP%\r".to_vec(), b"\n".to_vec()];
    let bench = RefCell::new((0, simulator, scanner));
    let cases = TestRunner::new(cases(300)).run(&bent(valid), |bytes| {
        let (number, simulator, scanner) = &mut *bench.borrow_mut();
        *number += 1;
        let last = format!("after-{number}");
        costs_little(|| {
            simulator.send(&bytes).unwrap();
            simulator.send(format!("\r\n{last}\r\n").as_bytes()).unwrap();
            until_code(scanner.as_mut(), &last);
        });
        Ok(())
    });
    cases.unwrap();
}

fn until_code(scanner: &mut dyn Scanner, last: &str) {
    loop {
        match scanner.next(Duration::from_secs(5)).expect("the code after it comes") {
            ScannerEvent::Code(code) if code == last => return,
            ScannerEvent::Code(code) => {
                let plain = code.bytes().all(|byte| byte.is_ascii_graphic());
                assert!(plain && code.len() <= MAX_CODE_BYTES, "{code:?}");
            }
            ScannerEvent::Dropped(_) => {}
            other @ (ScannerEvent::Ready | ScannerEvent::Fault(_)) => panic!("{other:?}"),
        }
    }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn a_job_of_any_bytes_is_drawn_or_complained_of(job in bent(jobs())) {
        costs_little(|| interpret(&job, 576));
    }

    #[test]
    fn settings_of_any_kind_are_taken_or_refused(text in bent(settings())) {
        let text = String::from_utf8_lossy(&text);
        costs_little(|| {
            let Ok(table) = text.parse::<toml::Table>() else { return };
            let _taken_or_refused = PrinterConfig::deserialize(toml::Value::Table(table.clone()));
            let _taken_or_refused = ScannerConfig::deserialize(toml::Value::Table(table));
        });
    }
}

/// The largest code there is, printed as often as a job of this length can.
#[test]
fn a_code_printed_over_and_over_costs_little() {
    let payload = [b'~'; 2_953];
    let mut job = b"\x1d(k\x03\x001C\x01\x1d(k\x8c\x0b1P0".to_vec();
    job.extend(payload);
    job.extend(b"\x1d(k\x03\x001Q0".repeat(4_000));
    let (pages, errors) = costs_little(|| interpret(&job, 576));
    let codes: Vec<_> = pages.iter().flat_map(|page| page.codes()).collect();
    assert!(codes.iter().all(|code| *code.payload == payload && code.modules == 177), "version 40");
    // A metre of paper without a cut is refused, and the rest goes on a new one.
    assert_eq!((pages.len(), codes.len() + 46 * errors.len()), (1, 4_000), "{errors:?}");
}

fn jobs() -> Vec<Vec<u8>> {
    let coupons = [russian(Paper::Mm80), armenian(Paper::Mm80)];
    coupons.iter().map(|coupon| demo::job(&coupon.to_slip(), PrinterProfile::mm80()).bytes().to_vec()).collect()
}

fn settings() -> Vec<Vec<u8>> {
    [
        "kind = \"serial\"\npath = \"/dev/ttyUSB0\"\nbaud = 19200\nparity = \"even\"\nwidth_mm = 58\ncutter = \"partial\"\n",
        "kind = \"network\"\naddress = \"192.168.1.40:9100\"\ncode_page = \"wpc1251\"\nqr = \"picture\"\n",
        "kind = \"serial\"\npath = \"/dev/ttyACM0\"\nframing = \"idle\"\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}
