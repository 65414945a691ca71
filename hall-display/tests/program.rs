//! The program from outside: what it prints and how it ends. The window itself is not opened here.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hall-display"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("RUST_LOG", "off")
        .output()
        .unwrap()
}

fn printed(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A key file as the server makes it.
fn key() -> String {
    format!("{}\noffice {}\n", "0a".repeat(32), "1b".repeat(32))
}

/// A folder with the example as `hall.toml`, changed.
fn folder_with(from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let example = include_str!("../example.toml");
    assert!(example.contains(from), "{from} is not in the example");
    std::fs::write(folder.path().join("hall.toml"), example.replace(from, to)).unwrap();
    folder
}

#[test]
fn help_names_every_argument_and_no_other() {
    let output = run(&["--help"], Path::new("."));
    assert!(output.status.success());
    let help = printed(&output.stdout);
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let named: Vec<_> = lines.filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--"))).collect();
    assert_eq!(named, ["--config", "--check", "--try-sound", "--volume", "--help", "--version"], "{help}");
    assert!(help.contains("--config <FILE>") && help.contains("--volume <PERCENT>"), "{help}");
}

#[test]
fn check_prints_the_sum_of_the_example() {
    let folder = folder_with("hall-1.key", "hall-1.key");
    std::fs::write(folder.path().join("hall-1.key"), key()).unwrap();
    let output = run(&["--config", "hall.toml", "--check"], folder.path());
    assert!(output.status.success(), "{}", printed(&output.stderr));
    let expected = "screen: 43 inches, 1920 x 1080 px, 2.02 px/mm\n\
                    newest call: 127.2 mm high, 10.0 m need 122.2 mm; read from up to 10.4 m\n\
                    standing calls: 62.2 mm high, 5.0 m need 61.1 mm; read from up to 5.0 m\n\
                    calls beside the newest: 4, also where there are more windows\n\
                    whereabouts of their windows: below each of them\n\
                    voices: none in ";
    let said = printed(&output.stdout);
    let voices = said.strip_prefix(expected).unwrap_or_else(|| panic!("{said}"));
    assert!(voices.contains("name the folder of the voices in voice.packs") && voices.contains("no chime"), "{said}");
}

#[test]
fn a_layout_that_falls_short_is_refused_at_start_with_the_sum() {
    let folder = folder_with("depth_m = 10.0 ", "depth_m = 15.0 ");
    for arguments in [&["--config", "hall.toml"][..], &["--config", "hall.toml", "--check"]] {
        let output = run(arguments, folder.path());
        assert_eq!(output.status.code(), Some(1));
        let problem = printed(&output.stderr);
        for part in ["hall.depth_m", "127.2 mm", "15.0 m", "183.3 mm", "10.4 m", "62 inches"] {
            assert!(problem.contains(part), "{part} is not in {problem}");
        }
    }
}

#[test]
fn a_key_file_that_is_cut_short_is_told_by_the_check_with_its_line_and_the_mend() {
    let folder = folder_with("hall-1.key", "hall-1.key");
    let key = key();
    for (text, line) in
        [(&key[..20], "its first line"), (&key[..65], "its second line"), (&key[..90], "its second line")]
    {
        std::fs::write(folder.path().join("hall-1.key"), text).unwrap();
        let output = run(&["--config", "hall.toml", "--check"], folder.path());
        let said = printed(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains("hall-1.key") && said.contains(line), "{said}");
        assert!(said.contains("`queue-server new-key --data DIR --device hall-1`"), "{said}");
    }
}

#[test]
fn a_missing_key_is_told_with_the_way_to_one() {
    let folder = folder_with("hall-1.key", "hall-9.key");
    for arguments in [&["--config", "hall.toml"][..], &["--config", "hall.toml", "--check"]] {
        let output = run(arguments, folder.path());
        assert_eq!(output.status.code(), Some(1));
        let problem = printed(&output.stderr);
        assert!(
            problem.contains("hall-9.key") && problem.contains("queue-server new-key --data DIR --device hall-1`"),
            "{problem}"
        );
    }
}

#[test]
fn a_machine_without_a_screen_is_told() {
    let folder = folder_with("hall-1.key", "hall-1.key");
    std::fs::write(folder.path().join("hall-1.key"), "key\n").unwrap();
    let output = run(&["--config", "hall.toml"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output.stderr).contains("there is no screen"), "{}", printed(&output.stderr));
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let output = run(&["--config", "no-such.toml"], Path::new("."));
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output.stderr).contains("no-such.toml cannot be read"));
}
