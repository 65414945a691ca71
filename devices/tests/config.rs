//! `[printer]` and `[scanner]` as offices write them, well and badly: every problem is named with its field and mend.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up should fail")]

use devices::escpos::CodePage;
use devices::printer::{Answers, Completion, FlowControl, LinkConfig, Parity, PrinterConfig};
use devices::scanner::{Framing, ScannerConfig, ScannerLink};
use serde::Deserialize;
use std::time::Duration;

#[derive(Debug, Deserialize)]
struct File {
    printer: PrinterConfig,
}

#[derive(Debug, Deserialize)]
struct ScannerFile {
    scanner: ScannerConfig,
}

fn printer(body: &str) -> PrinterConfig {
    toml::from_str::<File>(&format!("[printer]\n{body}")).unwrap_or_else(|error| panic!("{error}")).printer
}

fn problems(body: &str) -> String {
    toml::from_str::<File>(&format!("[printer]\n{body}")).unwrap_err().to_string()
}

#[test]
fn a_serial_printer_takes_everything_that_a_line_has() {
    let config = printer(
        "kind = \"serial\"\npath = \"/dev/serial/by-id/usb-printer\"\nbaud = 19200\nparity = \"even\"\n\
         flow_control = \"hardware\"\nwidth_mm = 58\ncode_page = \"wpc1251\"\ncode_page_number = 73\nreply_ms = 900",
    );
    let LinkConfig::Serial { path, settings } = &config.link else { panic!("{config:?}") };
    assert_eq!(path.to_str(), Some("/dev/serial/by-id/usb-printer"));
    assert_eq!((settings.baud, settings.parity, settings.flow_control), (19_200, Parity::Even, FlowControl::Hardware));
    assert_eq!((config.profile.width_dots(), config.profile.code_page()), (384, CodePage::Wpc1251));
    assert_eq!(config.limits.reply, Duration::from_millis(900));
}

#[test]
fn the_usual_printer_needs_two_lines() {
    let config = printer("kind = \"file\"\npath = \"coupon.bin\"");
    assert_eq!(config, PrinterConfig::at(LinkConfig::File { path: "coupon.bin".into() }));
    assert_eq!((config.answers, config.completion), (Answers::Status, Completion::AnsweredInTurn));
    assert_eq!(printer("kind = \"none\"").link, LinkConfig::None);
    assert_eq!(
        printer("kind = \"usb\"\npath = \"/dev/usb/lp0\"").link,
        LinkConfig::Usb { path: "/dev/usb/lp0".into() }
    );
}

#[test]
fn a_network_printer_has_the_usual_port_unless_it_says_another() {
    let address = |text: &str| match printer(&format!("kind = \"network\"\naddress = \"{text}\"")).link {
        LinkConfig::Network { address } => address,
        other @ (LinkConfig::None | LinkConfig::File { .. } | LinkConfig::Serial { .. } | LinkConfig::Usb { .. }) => {
            panic!("{other:?}")
        }
    };
    assert_eq!(address("192.168.1.40"), "192.168.1.40:9100");
    assert_eq!(address("printer.local:9101"), "printer.local:9101");
    assert_eq!(address("[fe80::1]:9100"), "[fe80::1]:9100");
    assert_eq!(address("[fe80::1]"), "[fe80::1]:9100");
    assert_eq!(address("fe80::1"), "[fe80::1]:9100");
}

#[test]
fn every_problem_is_listed_at_once_with_its_mend() {
    let said =
        problems("kind = \"serial\"\nbaud = 12\nparity = \"maybe\"\nwidth_mm = 79\nreply_ms = 0\ncutter = \"saw\"");
    for expected in [
        "path: is missing: name the port",
        "baud: 12 is no pace",
        "parity: \"maybe\" is none: take none or even or odd",
        "width_mm: 79 is none: take 80 or 58",
        "reply_ms: 0 is no time limit",
        "cutter: \"saw\" is none: take full or partial or none",
    ] {
        assert!(said.contains(expected), "{expected:?} is not in {said}");
    }
    assert!(said.contains("line 1"), "the table is named by its line: {said}");
}

#[test]
fn a_kind_that_is_none_and_fields_of_another_kind_are_problems() {
    assert!(problems("kind = \"laser\"").contains("\"laser\" is none: take serial, network, usb, file or none"));
    assert!(problems("path = \"/dev/ttyS0\"").contains("kind: is missing"));
    assert!(problems("kind = \"network\"").contains("address: is missing"));
    assert!(problems("kind = \"network\"\naddress = \"host:99999\"").contains("\"99999\" is no port"));
    assert!(problems("kind = \"network\"\naddress = \":9100\"").contains("is no port after the host"));
    assert!(
        problems("kind = \"usb\"\npath = \"/dev/usb/lp0\"\nbaud = 9600").contains("baud: belongs to kind = \"serial\"")
    );
    assert!(problems("kind = \"none\"\npath = \"x\"").contains("path: does not belong"));
    assert!(problems("kind = \"file\"\npath = \"\"").contains("path: is missing"));
    assert!(
        problems("kind = \"file\"\npath = \"x\"\nwidth_dots = 577").contains("width_dots: a width of 577 dots is none")
    );
    assert!(problems("kind = \"file\"\npath = \"x\"\ncolour = \"red\"").contains("unknown field `colour`"));
}

#[test]
fn a_scanner_is_checked_the_same_way() {
    let scanner = |body: &str| toml::from_str::<ScannerFile>(&format!("[scanner]\n{body}"));
    let config =
        scanner("kind = \"serial\"\npath = \"/dev/ttyACM0\"\nframing = \"idle\"\nrepeat_ms = 3000").unwrap().scanner;
    assert!(matches!(config.link, ScannerLink::Serial { .. }));
    assert_eq!((config.framing, config.times.repeat), (Framing::Idle, Duration::from_millis(3_000)));
    assert_eq!(scanner("kind = \"none\"").unwrap().scanner.link, ScannerLink::None);
    let said = scanner("kind = \"camera\"\nframing = \"xml\"\nidle_ms = 99999999").unwrap_err().to_string();
    for expected in
        ["kind: \"camera\" is none", "framing: \"xml\" is none: take line or idle", "idle_ms: 99999999 is no time"]
    {
        assert!(said.contains(expected), "{expected:?} is not in {said}");
    }
    assert!(scanner("kind = \"serial\"").unwrap_err().to_string().contains("path: is missing"));
    assert!(scanner("kind = \"none\"\nbaud = 9600").unwrap_err().to_string().contains("baud: does not belong"));
}
