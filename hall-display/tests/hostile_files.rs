//! S7 at the hall display's files: its configuration, the descriptions of voices, and sounds.
#![allow(clippy::unwrap_used)]

#[path = "../../tools/hostile.rs"]
mod hostile;

use std::path::Path;

use hall_display::config::{load, parse};
use hall_display::voice::{Sound, VoicePack, Voices};
use hostile::{bent, costs_little};
use proptest::prelude::*;
use queue::ids::Language;

const EXAMPLE: &str = include_str!("../example.toml");
const VOICE: &str = include_str!("../../assets/voices/hy/voice.toml");
const CLIP: &[u8] = include_bytes!("../../assets/voices/en/number-4.flac");
/// The part of a sound file that says how the rest is read; alone, so that most changes fall on it.
const HEAD: usize = 100;

/// A twentieth of a second as a WAV.
fn wav() -> Vec<u8> {
    let mut wav = Vec::new();
    Sound { rate_hz: 22_050, samples: vec![0.25; 1_100] }.write_wav(&mut wav).unwrap();
    wav
}

fn sounds() -> Vec<Vec<u8>> {
    let wav = wav();
    vec![CLIP.to_vec(), CLIP[..HEAD].to_vec(), wav[..HEAD].to_vec(), wav]
}

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

    /// The chime is decoded like every clip, FLAC or WAV.
    #[test]
    fn a_sound_is_taken_or_its_problem_is_told(bytes in bent(sounds())) {
        let folder = tempfile::tempdir().unwrap();
        let chime = folder.path().join("chime.flac");
        std::fs::write(&chime, &bytes).unwrap();
        let voices = costs_little(|| Voices::load(folder.path(), &chime, &[]));
        prop_assert!(voices.faults().len() <= 1, "{:?}", voices.faults());
    }
}

#[test]
fn a_whole_sound_is_taken_as_flac_and_as_wav() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("chime.flac", CLIP.to_vec()), ("chime.wav", wav())] {
        let chime = folder.path().join(name);
        std::fs::write(&chime, bytes).unwrap();
        assert_eq!(costs_little(|| Voices::load(folder.path(), &chime, &[])).faults(), [], "{name}");
    }
}

#[test]
fn a_file_that_never_ends_is_refused() {
    let refused = costs_little(|| load(Path::new("/dev/zero")).unwrap_err());
    assert!(refused.contains("has more than 65536 bytes"), "{refused}");
}
