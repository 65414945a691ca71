//! `--help` of the real program: every command, and of each command every argument.

use std::process::Command;

const FOLDERS: [&str; 2] = ["--data", "--keys"];
const ABOUT_SOMEBODY: [&str; 4] = ["--data", "--keys", "--booking", "--clerk"];

/// Each command, and what it takes.
fn commands() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![
        ("run", vec!["--config", "--data", "--apply-config", "--listen", "--log"]),
        ("check", vec!["--config"]),
        ("verify", vec!["--data"]),
        ("report", vec!["--data", "--day", "--language", "--csv", "--xlsx", "--pdf"]),
        ("backtest", vec!["--data", "--from", "--to"]),
        ("new-pin", vec!["--data", "--clerk"]),
        ("new-key", vec!["--data", "--device"]),
        ("try-message", vec!["--config", "--to"]),
        ("export", [&ABOUT_SOMEBODY[..], &["--to"]].concat()),
        ("forget", ABOUT_SOMEBODY.to_vec()),
        ("forget-lost", [&FOLDERS[..], &["--people"]].concat()),
        ("confirm-clock", vec!["--data"]),
    ]
}

fn help(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_queue-server")).args(words).arg("--help").output().unwrap();
    assert!(output.status.success(), "{words:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The arguments that a help lists, in its order.
fn arguments(help: &str) -> Vec<&str> {
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    lines.filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--"))).collect()
}

#[test]
fn help_names_every_command_and_no_other() {
    let help = help(&[]);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // What goes on in a second line stands further in.
    let named = listed.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    let expected: Vec<_> = commands().into_iter().map(|(name, _)| name).chain(["help"]).collect();
    assert_eq!(named.collect::<Vec<_>>(), expected, "{help}");
    assert_eq!(arguments(&help), ["--help", "--version"], "{help}");
}

#[test]
fn help_of_a_command_names_every_argument_and_no_other() {
    for (name, mut expected) in commands() {
        let help = help(&[name]);
        expected.push("--help");
        assert_eq!(arguments(&help), expected, "{help}");
    }
}
