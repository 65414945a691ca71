//! S7 at the kiosk's files: its configuration and what a crash left in its folder.
#![allow(clippy::unwrap_used)]

#[path = "../../tools/hostile.rs"]
mod hostile;

use std::path::Path;

use hostile::{bent, costs_little};
use kiosk::config::Config;
use kiosk::effects::Store;
use proptest::prelude::*;

const EXAMPLE: &str = include_str!("../kiosk.example.toml");
const OPEN: &str = r#"[{"id":"5f3a9c0e7b1d4a2c8e6f0b9d00000001","stage":"asked"},{"id":"5f3a9c0e7b1d4a2c8e6f0b9d00000002","stage":{"withdraw":7}}]"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_configuration_is_taken_or_refused(text in bent(vec![EXAMPLE.as_bytes().to_vec()])) {
        let text = String::from_utf8_lossy(&text);
        costs_little(|| Config::read(&text, std::path::Path::new("")).is_ok());
    }

    #[test]
    fn whatever_a_crash_left_the_kiosk_starts(bytes in bent(vec![OPEN.as_bytes().to_vec(), b"hy".to_vec()])) {
        let folder = tempfile::tempdir().unwrap();
        for file in ["requests.json", "language"] {
            std::fs::write(folder.path().join(file), &bytes).unwrap();
        }
        prop_assert!(costs_little(|| Store::open(folder.path()).is_ok()));
    }
}

#[test]
fn a_file_that_never_ends_is_refused() {
    let refused = costs_little(|| Config::load(Path::new("/dev/zero")).unwrap_err());
    assert!(refused.to_string().contains("has more than 65536 bytes"), "{refused}");
}

#[test]
fn a_file_of_nothing_but_unknown_fields_is_refused_in_a_moment() {
    let text: String = (0..8_000).map(|number| format!("x{number:x}=1\n")).collect();
    let problems = costs_little(|| Config::read(&text, std::path::Path::new("")).unwrap_err()).0;
    assert_eq!(problems.len(), 200);
}
