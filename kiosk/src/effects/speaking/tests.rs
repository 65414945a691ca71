use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::mpsc::channel;

use super::*;

/// Long enough for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the voice tells first when it speaks by this program.
fn first_told(program: &Path, limit: Duration) -> What {
    let (sender, told) = channel();
    let tell: Tell = Arc::new(move |what| sender.send(what).unwrap_or_default());
    // It lives as long as the test.
    let program: &'static str = Box::leak(program.display().to_string().into_boxed_str());
    let _speaker = start(program, limit, tell).unwrap();
    told.recv_timeout(PATIENCE).unwrap()
}

#[test]
fn a_program_that_is_not_there_is_told_to_the_devices_list() {
    assert_eq!(first_told(Path::new("/nonexistent/espeak-ng"), MAKING_LIMIT), What::Voice { works: false });
}

#[test]
fn a_program_that_hangs_is_ended_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("hangs");
    let id = folder.path().join("id");
    std::fs::write(&program, format!("#!/bin/sh\necho $$ > {}\nexec sleep 600\n", id.display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(first_told(&program, Duration::from_secs(2)), What::Voice { works: false });
    // A shell that a busy machine did not let come so far was ended before it wrote its id.
    let id = std::fs::read_to_string(id).unwrap_or_default();
    assert!(id.trim().is_empty() || !Path::new("/proc").join(id.trim()).exists(), "it still runs");
}

#[test]
fn what_is_no_sound_is_none() {
    let mut sound = [0; 48];
    sound[..4].copy_from_slice(b"RIFF");
    (sound[22], sound[24], sound[34]) = (1, 100, 16);
    assert!(Sound::read(&sound).is_some());
    for short in [0, 4, 22, 24, 34, 43] {
        assert!(Sound::read(&sound[..short]).is_none(), "{short} bytes");
    }
    for (byte, wrong) in [(0, b'X'), (22, 2), (24, 0), (34, 8)] {
        let mut other = sound;
        other[byte] = wrong;
        assert!(Sound::read(&other).is_none(), "byte {byte}");
    }
}
