//! Acceptance of one printer.

use crate::Acceptance;
use crate::arguments::{PrinterAsked, table};
use crate::person::Person;
use anyhow::Context;
use devices::contract::{Finding, check_printer, is_kept, skipped, test_slip};
use devices::escpos::Encoder;
use devices::printer::{self, PrinterConfig};
use serde::Deserialize;
use toml::Value;

pub fn accept(asked: &PrinterAsked) -> anyhow::Result<Acceptance> {
    let config = config(asked)?;
    let job = Encoder::new(config.profile.clone()).encode(&test_slip()).context("the test slip")?;
    let mut printer = printer::open(&config);
    println!("printer: {}", printer.name());
    println!("test slip: {} bytes, {:.2} s at 9600 baud", job.bytes().len(), job.seconds_at(9_600));
    let findings = check_printer(printer.as_mut(), &mut Person::unless_unattended(asked.unattended));
    Ok(report(&findings))
}

/// Prints the findings, and what they mean together.
pub fn report(findings: &[Finding]) -> Acceptance {
    for finding in findings {
        println!("{finding}");
    }
    let skipped = skipped(findings);
    if !is_kept(findings) {
        println!("not accepted");
        Acceptance::Broken
    } else if skipped.is_empty() {
        println!("accepted, if everything to look at is as described");
        Acceptance::Kept
    } else {
        println!(
            "not accepted yet, {} of {} checks were skipped: {}",
            skipped.len(),
            findings.len(),
            skipped.join("; ")
        );
        Acceptance::Unfinished
    }
}

fn config(asked: &PrinterAsked) -> anyhow::Result<PrinterConfig> {
    let wire = &asked.wire;
    let path = |path: &std::path::Path| Value::from(path.to_string_lossy().into_owned());
    let mut words = if let Some(serial) = &wire.serial {
        vec![("kind", "serial".into()), ("path", path(serial))]
    } else if let Some(address) = &wire.network {
        vec![("kind", "network".into()), ("address", address.as_str().into())]
    } else if let Some(usb) = &wire.usb {
        vec![("kind", "usb".into()), ("path", path(usb))]
    } else if let Some(file) = &wire.file {
        vec![("kind", "file".into()), ("path", path(file))]
    } else {
        anyhow::bail!("name the printer: --serial, --network, --usb or --file");
    };
    words.extend(asked.baud.map(|baud| ("baud", i64::from(baud).into())));
    words.extend(asked.width_mm.map(|width| ("width_mm", i64::from(width).into())));
    let table = table(words, &asked.settings)?;
    PrinterConfig::deserialize(Value::Table(table)).context("the printer's settings")
}
