//! A data folder that cannot be written: the start says which file it is and what to do, and ends without a panic (D3).

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::program::config;

/// What a start says that cannot be; `before` is another program that runs it.
fn refused(folder: &TempDir, data: &Path, before: &[&str]) -> String {
    let line = [before, &[env!("CARGO_BIN_EXE_queue-server")][..]].concat();
    let (program, arguments) = line.split_first().unwrap();
    let run = Command::new(program)
        .args(arguments)
        .args(["run", "--listen", "127.0.0.1:0", "--config"])
        .arg(config(folder.path()))
        .arg("--data")
        .arg(data)
        .output()
        .unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

#[test]
fn a_folder_that_cannot_be_made_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "no folder").unwrap();
    let data = folder.path().join("file/data");
    let said = refused(&folder, &data, &[]);
    let named = format!("the data folder {} cannot be used: Not a directory", data.display());
    assert!(said.contains(&named) && said.contains("name another folder"), "{said}");
}

#[test]
fn a_folder_on_a_read_only_disk_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    // The first file that is opened for writing; as such a disk answers, also to root.
    let lock = data.join("lock");
    let read_only = ["-P", lock.to_str().unwrap(), "-e", "trace=openat", "-e", "inject=openat:error=EROFS"];
    let said = refused(&folder, &data, &[&["strace", "-f", "-qq", "-o", "/dev/null"][..], &read_only[..]].concat());
    let named = format!("the data folder {} cannot be used: Read-only file system", data.display());
    assert!(said.contains(&named) && said.contains("on a disk that can be written"), "{said}");
    assert!(!lock.exists());
}

#[test]
fn a_journal_that_cannot_be_written_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let journal = data.join("floor.db");
    std::fs::create_dir_all(&journal).unwrap();
    let said = refused(&folder, &data, &[]);
    assert!(said.contains(&format!("{} cannot be used: Is a directory", journal.display())), "{said}");
    assert!(said.contains("see to the disk and to whose the file is"), "{said}");
}
