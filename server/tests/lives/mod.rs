//! Lives that a test leads in processes of their own, under strace, which has the disk fail or kills them. No checks of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Tell the test that is to lead a life which one, and where.
const LIFE: &str = "LIFE_TO_LEAD";
const FOLDER: &str = "LIFE_FOLDER";

/// The life that this process is to lead, and where; nothing where no other test has started it.
pub fn to_lead() -> Option<(String, PathBuf)> {
    Some((std::env::var(LIFE).ok()?, std::env::var_os(FOLDER)?.into()))
}

/// A life, led by the test of this program with that name, under strace.
pub fn lead(test: &str, life: &str, folder: &Path, strace: &[&str]) -> Output {
    // Stops at the traced calls alone: most of a life's time would go by at the others. No signal goes in there.
    let stops = if strace.iter().any(|part| part.contains(":signal=")) { "--follow-forks" } else { "--seccomp-bpf" };
    Command::new("strace")
        .args(["-f", "-qq", stops])
        .args(strace)
        .arg(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(LIFE, life)
        .env(FOLDER, folder)
        .output()
        .expect("strace is there")
}

/// How many times a life makes this call when nothing happens to it; `live` leads it under a strace with these arguments.
pub fn calls(call: &str, live: impl FnOnce(&[&str])) -> usize {
    let log = tempfile::NamedTempFile::new().unwrap();
    live(&["-e", &format!("trace={call}"), "-o", log.path().to_str().unwrap()]);
    let log = std::fs::read_to_string(log.path()).unwrap();
    log.lines().filter(|line| line.contains(&format!("{call}("))).count()
}

/// Something is done at each of the `all` times a life makes this call, each in a new life; `live` leads the nth of them and says whether
/// it came to its own end. How many there were, and how many did not.
pub fn at_each(call: &str, all: usize, inject: &str, mut live: impl FnMut(usize, &[&str]) -> bool) -> (usize, usize) {
    let cut_short = (1..=all).filter(|nth| {
        let inject = format!("inject={call}:{inject}:when={nth}");
        !live(*nth, &["-e", &format!("trace={call}"), "-e", &inject, "-o", "/dev/null"])
    });
    (all, cut_short.count())
}
