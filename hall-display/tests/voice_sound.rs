//! What the sound device receives, captured: the speaker runs against a sound system whose device is a file.
//!
//! The sound system reads its configuration once, from the environment, so each test runs itself again as a process of its own.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod ear;

use std::ffi::c_long;
use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use ear::{RATE_HZ, gaps_ms, is_chime};
use hall_display::model::Announcement;
use hall_display::voice::{Heard, LINE_LIMIT, Speaker, Told, VoiceFault, Voices, Volume};
use queue::ids::{CallId, Language};
use tempfile::TempDir;

/// Names the folder of the test inside its own process.
const INSIDE: &str = "HALL_DISPLAY_TEST_FOLDER";
/// The device is a file; it plays many times faster than a loudspeaker.
const FILE: &str = "pcm.!default { type plug slave.pcm { type file slave.pcm { type null } file \"{}/heard.wav\" \
                    format wav } slave { format S16_LE rate 48000 channels 2 } }";
/// The device takes everything and keeps nothing.
const NOTHING: &str = "pcm.!default { type plug slave.pcm { type null } }";
/// There is no device.
const NO_DEVICE: &str = "";
/// The sound system's own configuration is no text that it reads, or names what it does not have.
const UNREADABLE: [&str; 4] = [
    "pcm.!default { type {{{ \u{1}\u{2}",
    "pcm.!default { type nonesuch }",
    "pcm.!default \"no such device\"",
    "pcm.!default { type plug slave.pcm { type hw card 31 } }",
];
/// The device is a pipe: it opens when somebody listens at its other end, and breaks when nobody does any more.
const UNOPENED: &str = "pcm.!default { type file slave.pcm { type null } file \"{}/pipe\" format raw }";
/// The device is held by another program: the sound system asks a server for it, which says so.
const BUSY: &str = "server.s { host localhost socket \"{}/busy\" } pcm.!default { type shm server s pcm default }";
/// The device breaks as soon as it is given something.
const BROKEN: &str = "pcm.!default { type file slave.pcm { type null } file \"/dev/full\" format raw }";
/// The device takes a moment of sound and then hangs.
const HANGS: &str =
    "pcm.!default { type file slave.pcm { type null } file \"|exec sleep 25 >/dev/null 2>&1\" format raw }";
const PATIENCE: Duration = Duration::from_secs(60);
/// A device that hangs is not given up before.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(3);

/// Runs `inside` in a process whose sound system is configured by `asound`; nothing there, the test's folder here.
fn with_sound(test: &str, asound: &str, inside: impl FnOnce(&Path)) -> Option<TempDir> {
    if let Some(folder) = std::env::var_os(INSIDE) {
        inside(Path::new(&folder));
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), asound);
    let run = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(INSIDE, folder.path())
        .env("ALSA_CONFIG_PATH", folder.path().join("asound.conf"))
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && printed.contains("1 passed"), "{printed}");
    Some(folder)
}

/// What a device that is a file was given; nothing inside. On a machine without time to spare it drops pieces of sound: a capture with fewer
/// samples than were played is made again.
fn captured(test: &str, played: usize, inside: impl Fn(&Path)) -> Option<Vec<f32>> {
    if std::env::var_os(INSIDE).is_some() {
        with_sound(test, FILE, inside);
        return None;
    }
    let mut captures = (0..3).filter_map(|_| with_sound(test, FILE, &inside)).map(|folder| heard(&folder));
    Some(captures.find(|heard| heard.len() >= played).expect("three captures have fewer samples than were played"))
}

fn configure(folder: &Path, asound: &str) {
    std::fs::write(folder.join("asound.conf"), asound.replace("{}", &folder.display().to_string())).unwrap();
}

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets")
}

fn languages(keys: &[&str]) -> Vec<Language> {
    keys.iter().map(|key| Language::new(key).unwrap()).collect()
}

fn voices(keys: &[&str]) -> Voices {
    Voices::load(&assets().join("voices"), &assets().join("sounds/chime.flac"), &languages(keys))
}

fn call(id: u64, number: &str, window: u8, keys: &[&str]) -> Announcement {
    Announcement { call: CallId(id), number: number.parse().unwrap(), window, languages: languages(keys) }
}

fn start(voices: Voices, percent: u8) -> (Speaker, Receiver<Told>) {
    let (tell, told) = channel();
    let tell = move |what| tell.send(what).unwrap();
    (Speaker::start(voices, Volume::percent(percent), tell).unwrap(), told)
}

/// A device that a busy machine does not open in time is a fault until it does.
fn until_open(told: &Receiver<Told>) {
    while told.recv_timeout(PATIENCE).expect("the device opens") != Told::Faults(Vec::new()) {}
}

/// Everything that is told until `calls` calls have ended.
fn until_ended(told: &Receiver<Told>, calls: usize) -> Vec<Told> {
    let mut heard = Vec::new();
    while heard.iter().filter(|told| matches!(told, Told::Ended(..))).count() < calls {
        heard.push(told.recv_timeout(PATIENCE).unwrap());
    }
    heard
}

/// Speaks `calls`, put into the line all at once, and waits for the last.
fn speak(voices: Voices, percent: u8, calls: &[Announcement]) -> Vec<Told> {
    let (speaker, told) = start(voices, percent);
    until_open(&told);
    for call in calls {
        speaker.announce(call.clone());
    }
    until_ended(&told, calls.len())
}

/// Above silence by so many steps of 16 bits; the device drops what lies between two steps, so that a bound between them would find
/// the ends of a sound elsewhere in what was captured than in what was played.
fn is_sound(sample: &f32) -> bool {
    sample.abs() >= 33.0 / f32::from(i16::MAX)
}

/// The left channel of what the device received, from the first sound to the last.
fn heard(folder: &TempDir) -> Vec<f32> {
    let wav = std::fs::read(folder.path().join("heard.wav")).unwrap();
    assert_eq!(wav[22..28], [2, 0, 0x80, 0xbb, 0, 0], "two channels, 48,000 samples a second");
    let frames = wav[44..].chunks_exact(4);
    assert!(frames.clone().all(|frame| frame[..2] == frame[2..]), "the same on both channels");
    let samples: Vec<f32> =
        frames.map(|frame| f32::from(i16::from_le_bytes([frame[0], frame[1]])) / f32::from(i16::MAX)).collect();
    let first = samples.iter().position(is_sound).expect("something was played");
    let last = samples.iter().rposition(is_sound).unwrap();
    samples[first..=last].to_vec()
}

/// What would be heard of a call if nothing came between the clips and the ear, from the first sound to the last.
fn expected(call: &Announcement, voices: &Voices) -> Vec<f32> {
    let sound = voices.announcement(call.number, call.window, &call.languages, u32::try_from(RATE_HZ).unwrap());
    let first = sound.samples.iter().position(is_sound).unwrap();
    let last = sound.samples.iter().rposition(is_sound).unwrap();
    sound.samples[first..=last].to_vec()
}

fn is_no_device(told: &Told) -> bool {
    matches!(told, Told::Faults(faults) if matches!(faults[..], [VoiceFault::NoDevice { .. }]))
}

#[test]
fn a_call_is_heard_whole_after_the_chime_and_without_a_gap() {
    let call = call(1, "A012", 4, &["ru", "en"]);
    let test = "a_call_is_heard_whole_after_the_chime_and_without_a_gap";
    let speaks = |_: &Path| {
        let told = speak(voices(&["ru", "en"]), 100, std::slice::from_ref(&call));
        assert_eq!(told, [Told::Started(CallId(1)), Told::Ended(CallId(1), Heard::Whole)]);
    };
    let expected = expected(&call, &voices(&["ru", "en"]));
    let Some(heard) = captured(test, expected.len(), speaks) else { return };
    assert!(is_chime(&heard));
    assert!(gaps_ms(&heard).last().is_none_or(|gap| *gap <= 120), "{:?}", gaps_ms(&heard));
    assert_eq!(heard.len(), expected.len());
    let apart = heard.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(apart < 0.001, "{apart}");
}

#[test]
fn two_calls_within_50_ms_are_both_heard_in_order_and_not_over_each_other() {
    let calls = [call(1, "A012", 4, &["en"]), call(2, "K007", 2, &["en"])];
    let test = "two_calls_within_50_ms_are_both_heard_in_order_and_not_over_each_other";
    let speaks = |_: &Path| {
        let told = speak(voices(&["en"]), 100, &calls);
        let (first, second) = (CallId(1), CallId(2));
        assert_eq!(
            told,
            [
                Told::Started(first),
                Told::Ended(first, Heard::Whole),
                Told::Started(second),
                Told::Ended(second, Heard::Whole)
            ]
        );
    };
    let [first, second] = calls.each_ref().map(|call| expected(call, &voices(&["en"])));
    let same = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.001);
    let Some(heard) = captured(test, first.len() + second.len(), speaks) else { return };
    let start = heard.len() - second.len();
    assert!(start > first.len(), "the second begins after the first");
    assert!(same(&heard[..first.len()], &first));
    assert!(same(&heard[start..], &second));
    assert!(is_chime(&heard[start..]));
}

#[test]
fn two_hundred_calls_at_once_are_each_told_in_order_and_the_line_is_bounded() {
    let calls: Vec<Announcement> = (0..200).map(|id| call(id, "A012", 4, &[])).collect();
    let test = "two_hundred_calls_at_once_are_each_told_in_order_and_the_line_is_bounded";
    with_sound(test, NOTHING, |_| {
        let told = speak(voices(&[]), 100, &calls);
        let each = |id| [Told::Started(CallId(id)), Told::Ended(CallId(id), Heard::Whole)];
        assert_eq!(told, (0..200).flat_map(each).collect::<Vec<_>>());

        let (speaker, told) = start(voices(&[]), 100);
        let storm = LINE_LIMIT as u64 + 50;
        for id in 0..storm {
            speaker.announce(call(id, "A012", 4, &[]));
        }
        let refused = told.try_iter().filter(|told| matches!(told, Told::Ended(_, Heard::NotWhole))).count();
        assert!((1..=50).contains(&refused), "{refused}");
    });
}

/// A device that does not open is told with its reason, and one that comes in its place is heard.
fn is_told_until_it_opens(test: &str, asound: &str, why: &str, prepare: fn(&Path)) {
    let Some(folder) = with_sound(test, asound, |folder| {
        prepare(folder);
        let (speaker, told) = start(voices(&["en"]), 100);
        let first = told.recv_timeout(PATIENCE).unwrap();
        assert!(is_no_device(&first) && format!("{first:?}").contains(why), "{first:?}");
        speaker.announce(call(1, "A012", 4, &["en"]));
        assert_eq!(until_ended(&told, 1).last(), Some(&Told::Ended(CallId(1), Heard::NotWhole)));

        configure(folder, FILE);
        speaker.announce(call(2, "A013", 4, &["en"]));
        let second = until_ended(&told, 1);
        assert!(second.contains(&Told::Faults(Vec::new())), "{second:?}");
        assert_eq!(second.last(), Some(&Told::Ended(CallId(2), Heard::Whole)));
    }) else {
        return;
    };
    assert!(is_chime(&heard(&folder)));
}

#[test]
fn without_a_device_the_fault_is_told_and_a_device_that_comes_back_is_heard() {
    let test = "without_a_device_the_fault_is_told_and_a_device_that_comes_back_is_heard";
    is_told_until_it_opens(test, NO_DEVICE, "", |_| {});
}

#[test]
fn a_device_that_another_program_holds_is_a_fault_until_it_lets_go() {
    let test = "a_device_that_another_program_holds_is_a_fault_until_it_lets_go";
    is_told_until_it_opens(test, BUSY, "busy", |folder| {
        let server = UnixListener::bind(folder.join("busy")).unwrap();
        std::thread::spawn(move || {
            for mut client in server.incoming().map(Result::unwrap) {
                // Five bytes and the name of the device; the answer is EBUSY, and nothing in the place of a device.
                client.read_exact(&mut [0; 12]).unwrap();
                client.write_all(&[c_long::from(-16_i8).to_ne_bytes(), [0; size_of::<c_long>()]].concat()).unwrap();
            }
        });
    });
}

#[test]
fn a_sound_system_that_cannot_be_read_is_a_fault_like_a_missing_device_and_one_that_is_mended_is_heard() {
    let test = "a_sound_system_that_cannot_be_read_is_a_fault_like_a_missing_device_and_one_that_is_mended_is_heard";
    let Some(folder) = with_sound(test, UNREADABLE[0], |folder| {
        let (speaker, told) = start(voices(&["en"]), 100);
        assert!(is_no_device(&told.recv_timeout(PATIENCE).unwrap()));
        for (id, asound) in (1..).zip(UNREADABLE) {
            configure(folder, asound);
            speaker.announce(call(id, "A012", 4, &["en"]));
            assert_eq!(until_ended(&told, 1).last(), Some(&Told::Ended(CallId(id), Heard::NotWhole)), "{asound}");
        }
        std::fs::remove_file(folder.join("asound.conf")).unwrap();
        speaker.announce(call(8, "A012", 4, &["en"]));
        assert_eq!(until_ended(&told, 1).last(), Some(&Told::Ended(CallId(8), Heard::NotWhole)), "there is no file");

        configure(folder, FILE);
        speaker.announce(call(9, "A013", 4, &["en"]));
        let mended = until_ended(&told, 1);
        assert!(mended.contains(&Told::Faults(Vec::new())), "{mended:?}");
        assert_eq!(mended.last(), Some(&Told::Ended(CallId(9), Heard::Whole)));
    }) else {
        return;
    };
    assert!(is_chime(&heard(&folder)));
}

#[test]
fn a_device_that_does_not_open_is_a_fault_until_it_does() {
    let test = "a_device_that_does_not_open_is_a_fault_until_it_does";
    with_sound(test, UNOPENED, |folder| {
        let pipe = folder.join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let (speaker, told) = start(voices(&["en"]), 100);
        assert!(is_no_device(&told.recv_timeout(PATIENCE).unwrap()));
        speaker.announce(call(1, "A012", 4, &["en"]));
        assert_eq!(until_ended(&told, 1).last(), Some(&Told::Ended(CallId(1), Heard::NotWhole)));

        let mut listener = std::fs::File::open(&pipe).unwrap();
        std::thread::spawn(move || std::io::copy(&mut listener, &mut std::io::sink()));
        speaker.announce(call(2, "A013", 4, &["en"]));
        assert_eq!(until_ended(&told, 1).last(), Some(&Told::Ended(CallId(2), Heard::Whole)));
    });
}

#[test]
fn a_device_that_goes_in_the_middle_of_a_call_is_told() {
    let test = "a_device_that_goes_in_the_middle_of_a_call_is_told";
    with_sound(test, UNOPENED, |folder| {
        let pipe = folder.join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        // Its own end for writing keeps the pipe whole when the device is closed and opened again before the call.
        let mut listener = std::fs::File::options().read(true).write(true).open(&pipe).unwrap();
        std::thread::spawn(move || {
            let mut heard = [0; 4_000];
            while heard.iter().all(|byte| *byte == 0) {
                std::io::Read::read_exact(&mut listener, &mut heard).unwrap();
            }
            std::io::Read::read_exact(&mut listener, &mut [0; 50_000]).unwrap();
        });
        let told = speak(voices(&["en"]), 100, &[call(1, "A345", 45, &["en", "en", "en"])]);
        assert!(
            matches!(&told[1], Told::Faults(faults) if matches!(faults[..], [VoiceFault::DeviceLost { .. }])),
            "{told:?}"
        );
        assert_eq!(told.last(), Some(&Told::Ended(CallId(1), Heard::NotWhole)));
    });
}

#[test]
fn a_device_that_breaks_is_told_and_the_next_call_is_not_held_up() {
    let calls = [call(1, "A012", 4, &["en"]), call(2, "A013", 5, &["en"])];
    let test = "a_device_that_breaks_is_told_and_the_next_call_is_not_held_up";
    with_sound(test, BROKEN, |_| {
        let began = Instant::now();
        let told = speak(voices(&["en"]), 100, &calls);
        let lost =
            |told: &Told| matches!(told, Told::Faults(faults) if matches!(faults[..], [VoiceFault::DeviceLost { .. }]));
        assert!(told.iter().any(lost), "{told:?}");
        assert!(told.contains(&Told::Ended(CallId(1), Heard::NotWhole)));
        assert!(told.contains(&Told::Ended(CallId(2), Heard::NotWhole)));
        assert!(began.elapsed() < PATIENCE);
    });
}

#[test]
fn a_device_that_hangs_holds_up_neither_the_caller_nor_the_next_call() {
    let test = "a_device_that_hangs_holds_up_neither_the_caller_nor_the_next_call";
    with_sound(test, HANGS, |folder| {
        let (speaker, told) = start(voices(&["en"]), 100);
        until_open(&told);
        let began = Instant::now();
        speaker.announce(call(1, "A012", 4, &["en"]));
        assert!(began.elapsed() < GIVEN_UP_AFTER, "the caller waits: {:?}", began.elapsed());
        let first = until_ended(&told, 1);
        let lost = VoiceFault::DeviceLost { reason: "it does not play on".to_owned() };
        assert_eq!(
            first,
            [Told::Started(CallId(1)), Told::Faults(vec![lost]), Told::Ended(CallId(1), Heard::NotWhole)]
        );

        configure(folder, NOTHING);
        speaker.announce(call(2, "A013", 5, &["en"]));
        assert_eq!(until_ended(&told, 1).last(), Some(&Told::Ended(CallId(2), Heard::Whole)));
        assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    });
}

#[test]
fn the_volume_of_the_settings_is_the_volume_of_the_hall() {
    let test = "the_volume_of_the_settings_is_the_volume_of_the_hall";
    let call = call(1, "A012", 4, &["en"]);
    let speaks = |_: &Path| drop(speak(voices(&["en"]), 50, std::slice::from_ref(&call)));
    let loudest = |samples: &[f32]| samples.iter().fold(0.0_f32, |most, s| most.max(s.abs()));
    let expected = expected(&call, &voices(&["en"]));
    // So soft, its ends are below what counts as sound: any length will do.
    let Some(heard) = captured(test, 0, speaks) else { return };
    let ratio = loudest(&heard) / loudest(&expected);
    assert!((0.24..0.26).contains(&ratio), "{ratio}");
}
