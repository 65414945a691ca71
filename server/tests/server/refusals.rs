//! What commands say of a data folder that is none, and of a date that is none.

use std::path::Path;
use std::process::Command;

fn refused(words: &[&str], data: &Path) -> String {
    let program = env!("CARGO_BIN_EXE_queue-server");
    let output = Command::new(program).args(words).arg("--data").arg(data).output().unwrap();
    assert!(!output.status.success(), "{words:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_folder_with_which_no_server_has_run_is_named_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    for words in [&["confirm-clock"][..], &["report", "--day", "2026-11-17"], &["verify"]] {
        for data in [folder.path(), &folder.path().join("nowhere"), &file] {
            let said = refused(words, data);
            assert!(said.contains("no server has run with this data folder"), "{words:?}: {said}");
            assert!(!said.contains("high-water") && !said.contains("to confirm"), "{words:?}: {said}");
        }
    }
}

#[test]
fn a_date_that_is_none_is_told_with_its_form() {
    let folder = tempfile::tempdir().unwrap();
    for words in [["report", "--day"], ["backtest", "--from"], ["backtest", "--to"]] {
        let said = refused(&[&words[..], &["27.11.2026"]].concat(), folder.path());
        assert!(said.contains("is no date: write it as 2026-11-17") && !said.contains("pars"), "{words:?}: {said}");
    }
}
