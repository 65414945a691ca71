//! S7 at the texts that the server reads: its configuration, numbers and codes.
#![allow(clippy::unwrap_used)]

#[path = "../../tools/hostile.rs"]
mod hostile;

use hostile::{bent, costs_little};
use proptest::prelude::*;
use queue::Number;
use queue::ids::TicketCode;

const DEMO: &str = include_str!("../../assets/demo/floor.toml");

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_configuration_is_taken_or_refused(text in bent(vec![DEMO.as_bytes().to_vec()])) {
        let text = String::from_utf8_lossy(&text);
        costs_little(|| server::config::parse(&text).is_ok());
    }
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn a_short_word_is_taken_or_refused(text in bent(words())) {
        let text = String::from_utf8_lossy(&text);
        costs_little(|| {
            let _taken_or_refused = text.parse::<Number>();
            let _taken_or_refused = TicketCode::parse(&text);
        });
    }
}

fn words() -> Vec<Vec<u8>> {
    ["A012", "К999", "3k7m9pq2rtvx"].map(|word| word.as_bytes().to_vec()).to_vec()
}
