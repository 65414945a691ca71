//! S7 at the hall display's files: its configuration and the descriptions of voices.
#![allow(clippy::unwrap_used)]

#[path = "../../tools/hostile.rs"]
mod hostile;

use std::path::Path;

use hall_display::config::{load, parse};
use hall_display::voice::VoicePack;
use hostile::{bent, costs_little};
use proptest::prelude::*;
use queue::ids::Language;

const EXAMPLE: &str = include_str!("../example.toml");
const VOICE: &str = include_str!("../../assets/voices/hy/voice.toml");

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_configuration_is_taken_or_refused(text in bent(vec![EXAMPLE.as_bytes().to_vec()])) {
        let text = String::from_utf8_lossy(&text);
        costs_little(|| parse(&text, Path::new("/office")).is_ok());
    }

    #[test]
    fn a_description_of_a_voice_is_taken_or_its_problems_are_told(bytes in bent(vec![VOICE.as_bytes().to_vec()])) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("voice.toml"), &bytes).unwrap();
        let hy = Language::new("hy").unwrap();
        let (pack, problems) = costs_little(|| VoicePack::load(folder.path(), &hy));
        prop_assert!(pack.is_some() || !problems.is_empty());
    }
}

#[test]
fn a_file_that_never_ends_is_refused() {
    let refused = costs_little(|| load(Path::new("/dev/zero")).unwrap_err());
    assert!(refused.contains("has more than 65536 bytes"), "{refused}");
}
