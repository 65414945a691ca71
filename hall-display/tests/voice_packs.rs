//! Voice packs with everything that can be wrong with them: the rest still speaks, and every fault is named.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use hall_display::model::Announcement;
use hall_display::voice::{PackProblem, Sound, VoiceFault, VoicePack, Voices, on_devices_list, render_wav};
use protocol::message::DeviceFault;
use queue::ids::{CallId, Language};
use queue::number::Number;
use tempfile::TempDir;

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets")
}

fn chime() -> PathBuf {
    assets().join("sounds/chime.flac")
}

fn language(key: &str) -> Language {
    Language::new(key).unwrap()
}

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

/// A copy of the English pack that a test may spoil.
fn copy() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    let pack = copy.path().join("en");
    fs::create_dir(&pack).unwrap();
    for file in fs::read_dir(assets().join("voices/en")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), pack.join(file.file_name())).unwrap();
    }
    copy
}

fn load(copy: &TempDir) -> (Option<VoicePack>, Vec<PackProblem>) {
    VoicePack::load(&copy.path().join("en"), &language("en"))
}

fn wav(channels: u16, rate_hz: u32, samples: &[i16]) -> Vec<u8> {
    let mut out = Vec::new();
    out.write_all(b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0").unwrap();
    out.extend(channels.to_le_bytes());
    out.extend(rate_hz.to_le_bytes());
    out.extend((rate_hz * 2 * u32::from(channels)).to_le_bytes());
    out.extend((2 * channels).to_le_bytes());
    out.write_all(b"\x10\0data").unwrap();
    out.extend(u32::try_from(samples.len() * 2).unwrap().to_le_bytes());
    out.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    let size = u32::try_from(out.len() - 8).unwrap();
    out[4..8].copy_from_slice(&size.to_le_bytes());
    out
}

#[test]
fn the_voices_of_the_house_are_whole() {
    for key in ["ru", "en", "hy"] {
        let (pack, problems) = VoicePack::load(&assets().join("voices").join(key), &language(key));
        assert!(problems.is_empty(), "{key}: {problems:?}");
        let pack = pack.unwrap();
        for figures in 1..=999 {
            let number = number(&format!("K{figures}"));
            let sound = pack.say(number, u8::try_from(figures % 99 + 1).unwrap()).unwrap();
            let length = sound.length().as_secs_f64();
            assert!((1.2..7.0).contains(&length), "{key} {number}: {length} s");
        }
        let (number, window, length) = longest_call(&pack);
        assert!(length < 7.0, "{key} {number} to {window}: {length} s");
    }
}

/// The call that takes longest to say, of all letters, numbers and windows: each part is the longest of its kind.
fn longest_call(pack: &VoicePack) -> (Number, u8, f64) {
    let length = |number: Number, window| pack.say(number, window).unwrap().length().as_secs_f64();
    let letter = |letter: &char| length(number(&format!("{letter}1")), 1);
    let letter = "ABEKMHPCTYX".chars().max_by(|a, b| letter(a).total_cmp(&letter(b))).unwrap();
    let figures = |figures: &u16| length(number(&format!("{letter}{figures}")), 1);
    let figures = (1..=999).max_by(|a, b| figures(a).total_cmp(&figures(b))).unwrap();
    let number = number(&format!("{letter}{figures}"));
    let window = (1..=99).max_by(|a, b| length(number, *a).total_cmp(&length(number, *b))).unwrap();
    (number, window, length(number, window))
}

#[test]
fn a_missing_clip_silences_its_numbers_in_its_language_only() {
    let copy = copy();
    fs::remove_file(copy.path().join("en/number-12.flac")).unwrap();
    let en = language("en");
    let (pack, problems) = load(&copy);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].to_string().starts_with("number-12.flac: "), "{}", problems[0]);
    let pack = pack.unwrap();
    let missing = pack.say(number("A012"), 4).unwrap_err();
    assert_eq!(missing.iter().map(ToString::to_string).collect::<Vec<_>>(), ["number-12"]);
    assert!(pack.say(number("A112"), 4).is_err(), "a number is never spoken in part");
    assert!(pack.say(number("A013"), 12).is_err());
    assert!(pack.say(number("A013"), 4).is_ok());

    let voices = Voices::load(copy.path(), &chime(), std::slice::from_ref(&en));
    let chime_alone = voices.announcement(number("A001"), 1, &[], 22_050);
    assert!((700..900).contains(&chime_alone.length().as_millis()));
    assert_eq!(voices.announcement(number("A012"), 4, std::slice::from_ref(&en), 22_050), chime_alone);
    assert!(voices.announcement(number("A013"), 4, &[en], 22_050).length() > chime_alone.length());
    assert_eq!(on_devices_list(voices.faults()), [DeviceFault::ClipMissing { clip: "en/number-12".to_owned() }]);
}

#[test]
fn the_office_is_heard_where_the_visitors_voice_is_missing() {
    let [ru, hy] = [language("ru"), language("hy")];
    let copy = copy();
    fs::create_dir(copy.path().join("hy")).unwrap();
    let voices = Voices::load(copy.path(), &chime(), &[language("en"), hy.clone()]);
    assert_eq!(voices.faults(), [VoiceFault::VoiceMissing { language: hy.clone() }]);
    let office = voices.announcement(number("A012"), 4, &[language("en")], 22_050);
    assert_eq!(voices.announcement(number("A012"), 4, &[hy, language("en")], 22_050), office);
    assert_eq!(voices.announcement(number("A012"), 4, &[ru, language("en")], 22_050), office);
}

#[test]
fn without_a_chime_the_voice_speaks_and_without_both_the_screen_is_alone() {
    let nowhere = assets().join("sounds/nothing.flac");
    let voices = Voices::load(&assets().join("voices"), &nowhere, &[language("en")]);
    assert!(matches!(voices.faults(), [VoiceFault::ChimeMissing { .. }]));
    assert!(!voices.announcement(number("A012"), 4, &[language("en")], 48_000).samples.is_empty());
    assert!(voices.announcement(number("A012"), 4, &[language("ru")], 48_000).samples.is_empty());
}

#[test]
fn every_clip_that_cannot_be_played_is_named() {
    let copy = copy();
    let write = |clip: &str, bytes: &[u8]| fs::write(copy.path().join("en").join(clip), bytes).unwrap();
    let loud = |seconds: usize| vec![9_000_i16; 22_050 * seconds];
    write("number-1.flac", b"");
    write("number-2.flac", b"not a sound at all");
    write("number-3.flac", &fs::read(chime()).unwrap()[..500]);
    write("number-4.flac", &wav(2, 22_050, &loud(1)));
    write("number-5.flac", &wav(1, 16_000, &loud(1)));
    write("number-6.flac", &wav(1, 22_050, &loud(7)));
    write("number-7.flac", &vec![0; 2 * 1024 * 1024]);
    let (pack, problems) = load(&copy);
    let mut told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    told.sort();
    assert_eq!(told.len(), 7, "{told:#?}");
    for (at, what) in [(3, "2 channels"), (4, "16000 samples a second"), (5, "longer than 6 s"), (6, "at most 1048576")]
    {
        assert!(told[at].starts_with(&format!("number-{}.flac: ", at + 1)) && told[at].contains(what), "{}", told[at]);
    }
    assert!(pack.unwrap().say(number("A008"), 9).is_ok(), "the rest speaks");
}

#[test]
fn a_clip_with_silence_around_it_is_told_and_played() {
    let copy = copy();
    let mut samples = vec![0_i16; 2_205];
    samples.extend((0..11_025).map(|i| if i % 20 < 10 { 6_000 } else { -6_000 }));
    fs::write(copy.path().join("en/ticket.flac"), wav(1, 22_050, &samples)).unwrap();
    let (pack, problems) = load(&copy);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].to_string(), "ticket.flac: 100 ms of silence at one end; at most 60 ms");
    assert!(pack.unwrap().say(number("A012"), 4).is_ok());
}

#[test]
fn a_clip_that_says_where_a_window_is_may_be_missing() {
    let copy = copy();
    let manifest = copy.path().join("en/voice.toml");
    let text = fs::read_to_string(&manifest).unwrap() + "\n[whereabouts]\n4 = \"second floor\"\n";
    fs::write(&manifest, text).unwrap();
    let (pack, problems) = load(&copy);
    assert_eq!(problems.len(), 1, "the technician is told: {problems:?}");
    let short = pack.unwrap().say(number("A012"), 4).unwrap();
    let voices = Voices::load(copy.path(), &chime(), &[language("en")]);
    assert!(voices.faults().is_empty(), "the devices' list is not");

    fs::copy(copy.path().join("en/number-2.flac"), copy.path().join("en/whereabouts-4.flac")).unwrap();
    let pack = load(&copy).0.unwrap();
    assert!(pack.say(number("A012"), 4).unwrap().length() > short.length());
    assert!(pack.say(number("A012"), 5).is_ok());
}

#[test]
fn a_pack_without_a_manifest_or_with_another_languages_is_no_voice() {
    let copy = copy();
    let folder = copy.path().join("en");
    assert!(
        matches!(VoicePack::load(&folder, &language("ru")), (None, problems) if matches!(problems[..], [PackProblem::OtherLanguage(_)]))
    );
    fs::write(folder.join("voice.toml"), [0xff, 0xfe]).unwrap();
    assert!(matches!(load(&copy), (None, problems) if matches!(problems[..], [PackProblem::NoManifest(_)])));
    fs::write(folder.join("voice.toml"), "format = 1").unwrap();
    assert!(matches!(load(&copy), (None, problems) if matches!(problems[..], [PackProblem::Manifest(_)])));
    fs::remove_file(folder.join("voice.toml")).unwrap();
    assert!(matches!(load(&copy), (None, problems) if matches!(problems[..], [PackProblem::NoManifest(_)])));
}

#[test]
fn a_rendered_file_is_what_the_hall_would_hear() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.wav");
    let voices = Voices::load(&assets().join("voices"), &chime(), &[language("ru"), language("hy")]);
    let both = vec![language("hy"), language("ru")];
    let call =
        |id, text, window| Announcement { call: CallId(id), number: number(text), window, languages: both.clone() };
    let calls = [call(1, "A012", 4), call(2, "K007", 2)];
    render_wav(&calls, &voices, 22_050, &path).unwrap();
    let length = |call: &Announcement| voices.announcement(call.number, call.window, &both, 22_050).samples.len();
    let samples = length(&calls[0]) + length(&calls[1]) + 22_050 / 2;
    assert_eq!(fs::read(&path).unwrap().len(), 44 + 2 * samples);
    assert!(render_wav(&calls, &voices, 22_050, Path::new("/nowhere/calls.wav")).is_err());
    assert_eq!(Sound::empty(22_050).length().as_millis(), 0);
}
