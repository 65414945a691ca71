//! The program from outside: what it prints and how it ends. The window itself is not opened here.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

use std::path::Path;
use std::process::{Command, Output};

const EXAMPLE: &str = include_str!("../example.toml");

fn run(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_operator-console"))
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

/// A folder with the example as `console.toml`, changed, and the key it names.
fn folder_with(from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert!(EXAMPLE.contains(from), "{from} is not in the example");
    std::fs::write(folder.path().join("console.toml"), EXAMPLE.replace(from, to)).unwrap();
    std::fs::write(folder.path().join("console-1.key"), key()).unwrap();
    folder
}

/// How it ends with this file, and what it says.
fn ends(folder: &tempfile::TempDir, more: &[&str]) -> (Option<i32>, String) {
    let arguments = [&["--config", "console.toml"], more].concat();
    let output = run(&arguments, folder.path());
    (output.status.code(), printed(&output.stdout) + &printed(&output.stderr))
}

#[test]
fn help_names_every_argument_and_no_other() {
    let output = run(&["--help"], Path::new("."));
    assert!(output.status.success());
    let help = printed(&output.stdout);
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let named: Vec<_> = lines.filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--"))).collect();
    assert_eq!(named, ["--config", "--check", "--help", "--version"], "{help}");
}

#[test]
fn the_example_is_in_order_and_shows_every_setting() {
    let folder = folder_with("console-1.key", "console-1.key");
    assert_eq!(ends(&folder, &["--check"]), (Some(0), "console.toml is in order\n".to_owned()));
    assert!(!folder.path().join("console-1-state").exists(), "a check changes nothing");
    for setting in ["server", "device", "key_file", "state_dir", "language", "look", "bell", "bar_x", "bar_y"] {
        assert!(EXAMPLE.lines().any(|line| line.starts_with(&format!("{setting} = "))), "{setting}");
    }
}

#[test]
fn a_check_lists_what_is_wrong_with_line_and_mend() {
    let folder = folder_with("language = \"ru\"", "language = \"de\"");
    let (code, said) = ends(&folder, &["--check"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("console.toml: 1 problem to mend") && said.contains("language: "), "{said}");
}

#[test]
fn a_key_file_that_is_cut_short_is_told_by_the_check_with_its_line_and_the_mend() {
    let folder = folder_with("console-1.key", "console-1.key");
    let key = key();
    for (text, line) in
        [(&key[..20], "its first line"), (&key[..65], "its second line"), (&key[..90], "its second line")]
    {
        std::fs::write(folder.path().join("console-1.key"), text).unwrap();
        let (code, said) = ends(&folder, &["--check"]);
        assert!(code == Some(1) && said.contains("console-1.key") && said.contains(line), "{said}");
        assert!(said.contains("`queue-server new-key --data DIR --device console-1`"), "{said}");
    }
}

#[test]
fn a_missing_key_is_told_with_the_way_to_one() {
    let folder = folder_with("console-1.key", "console-9.key");
    for more in [&["--check"][..], &[]] {
        let (code, said) = ends(&folder, more);
        assert_eq!(code, Some(1));
        let mend = "`queue-server new-key --data DIR --device console-1` makes one";
        assert!(said.contains("console-9.key") && said.contains(mend), "{said}");
    }
}

#[test]
fn on_a_fresh_machine_the_folder_of_the_state_is_made_at_the_start_o1() {
    let folder = folder_with("console-1-state", "lib/console-1");
    let (code, said) = ends(&folder, &[]);
    assert!(folder.path().join("lib/console-1").is_dir(), "{said}");
    assert!(code == Some(1) && said.contains("no window can be opened"), "there is no screen here: {said}");
}

#[test]
fn a_folder_of_the_state_that_cannot_be_made_is_told_at_the_start_with_its_path() {
    let folder = folder_with("console-1-state", "console-1.key/state");
    let (code, said) = ends(&folder, &[]);
    assert_eq!(code, Some(1));
    assert!(said.contains("state_dir") && said.contains("console-1.key/state"), "{said}");
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let output = run(&["--config", "no-such.toml"], Path::new("."));
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output.stderr).contains("no-such.toml cannot be read"));
}
