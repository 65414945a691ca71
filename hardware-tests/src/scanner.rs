//! Acceptance of one scanner.

use crate::Acceptance;
use crate::arguments::{ScannerAsked, table};
use crate::person::Person;
use crate::printer::report;
use anyhow::Context;
use devices::contract::check_scanner;
use devices::scanner::{self, ScannerConfig};
use serde::Deserialize;
use toml::Value;

pub fn accept(asked: &ScannerAsked) -> anyhow::Result<Acceptance> {
    let mut words = vec![("kind", "serial".into()), ("path", asked.serial.to_string_lossy().into_owned().into())];
    words.extend(asked.baud.map(|baud| ("baud", i64::from(baud).into())));
    let table = table(words, &asked.settings)?;
    let config = ScannerConfig::deserialize(Value::Table(table)).context("the scanner's settings")?;
    let mut scanner = scanner::open(&config);
    println!("scanner: {}", scanner.name());
    Ok(report(&check_scanner(scanner.as_mut(), &mut Person::unless_unattended(asked.unattended))))
}
