//! The program from outside: what it prints and how it ends. The window itself is not opened here.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

use std::path::Path;
use std::process::Command;

const EXAMPLE: &str = include_str!("../kiosk.example.toml");

/// How it ends, and what it says.
fn ends(arguments: &[&str], folder: &Path) -> (Option<i32>, String) {
    let mut kiosk = Command::new(env!("CARGO_BIN_EXE_kiosk"));
    kiosk
        .args(arguments)
        .current_dir(folder)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("RUST_LOG", "off");
    let output = kiosk.output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code(), said.concat())
}

/// A key file as the server makes it.
fn key() -> String {
    format!("{}\noffice {}\n", "0a".repeat(32), "1b".repeat(32))
}

/// A folder with the example as `kiosk.toml`, changed, and the key it names.
fn folder_with(from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert!(EXAMPLE.contains(from), "{from} is not in the example");
    std::fs::write(folder.path().join("kiosk.toml"), EXAMPLE.replace(from, to)).unwrap();
    std::fs::write(folder.path().join("kiosk-1.key"), key()).unwrap();
    folder
}

#[test]
fn help_names_every_argument_and_no_other() {
    let (code, help) = ends(&["--help"], Path::new("."));
    assert_eq!(code, Some(0));
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let named: Vec<_> = lines.filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--"))).collect();
    assert_eq!(named, ["--config", "--check", "--print-config", "--hash-pin", "--help", "--version"], "{help}");
}

#[test]
fn the_example_is_printed_and_in_order() {
    assert_eq!(ends(&["--print-config"], Path::new(".")), (Some(0), EXAMPLE.to_owned()));
    let folder = folder_with("kiosk-1.key", "kiosk-1.key");
    let order = (Some(0), "kiosk.toml is in order\n".to_owned());
    assert_eq!(ends(&["--config", "kiosk.toml", "--check"], folder.path()), order);
}

#[test]
fn a_key_file_that_is_cut_short_is_told_by_the_check_with_its_line_and_the_mend() {
    let folder = folder_with("kiosk-1.key", "kiosk-1.key");
    let key = key();
    for (text, line) in
        [(&key[..20], "its first line"), (&key[..65], "its second line"), (&key[..90], "its second line")]
    {
        std::fs::write(folder.path().join("kiosk-1.key"), text).unwrap();
        let (code, said) = ends(&["--config", "kiosk.toml", "--check"], folder.path());
        assert!(code == Some(1) && said.contains("kiosk-1.key") && said.contains(line), "{said}");
        assert!(said.contains("`queue-server new-key --data DIR --device kiosk-1`"), "{said}");
    }
}

#[test]
fn a_missing_key_is_told_with_the_way_to_one() {
    let folder = folder_with("kiosk-1.key", "kiosk-9.key");
    for arguments in [&["--config", "kiosk.toml", "--check"][..], &["--config", "kiosk.toml"]] {
        let (code, said) = ends(arguments, folder.path());
        assert_eq!(code, Some(1));
        let mend = "`queue-server new-key --data DIR --device kiosk-1` makes one";
        assert!(said.contains("kiosk-9.key") && said.contains(mend), "{said}");
    }
}
