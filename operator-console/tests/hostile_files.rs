//! S7 at the console's files: its configuration and what a crash left in its folder.
#![allow(clippy::unwrap_used)]

#[path = "../../tools/hostile.rs"]
mod hostile;

use std::path::Path;

use hostile::{bent, costs_little};
use operator_console::config::{load, parse};
use operator_console::effects::Store;
use proptest::prelude::*;

const EXAMPLE: &str = "server = \"ws://127.0.0.1:7700/device\"\ndevice = \"console-1\"\nkey_file = \"keys/console-1.key\"\n\
                       state_dir = \"state\"\nlanguage = \"hy\"\nlook = \"dark\"\nbell = true\n";
const OPEN: &str = "5f3a9c0e7b1d4a2c8e6f0b9d00000001\n5f3a9c0e7b1d4a2c8e6f0b9d00000002\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_configuration_is_taken_or_refused(text in bent(vec![EXAMPLE.as_bytes().to_vec()])) {
        let text = String::from_utf8_lossy(&text);
        costs_little(|| parse(&text, Path::new("/office")).is_ok());
    }

    #[test]
    fn whatever_a_crash_left_the_console_starts(bytes in bent(vec![OPEN.as_bytes().to_vec()])) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("requests"), &bytes).unwrap();
        let (_, left) = costs_little(|| Store::open(folder.path())).unwrap();
        prop_assert!(left.len() <= bytes.len() / 16);
    }
}

#[test]
fn a_file_that_never_ends_is_refused() {
    let refused = costs_little(|| load(Path::new("/dev/zero")).unwrap_err());
    assert!(refused.contains("has more than 65536 bytes"), "{refused}");
}
