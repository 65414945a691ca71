//! The requests whose fate is not known, kept in the state folder over a crash. The file is replaced whole and synced before anything
//! follows from it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use protocol::message::RequestId;

const FILE: &str = "requests";

/// A folder with one small file: a request on each line.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The folder, made where it is missing, and what an earlier run left in it. Lines that are no requests are not taken for any.
    pub fn open(folder: &Path) -> io::Result<(Self, Vec<RequestId>)> {
        fs::create_dir_all(folder)?;
        let left = match fs::read(folder.join(FILE)) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).lines().filter_map(RequestId::new).collect(),
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(problem) => {
                tracing::error!(%problem, folder = %folder.display(), "what was asked before the restart cannot be read");
                Vec::new()
            }
        };
        Ok((Self { folder: folder.to_owned() }, left))
    }

    /// Writes the requests down; when it returns they are on the disk.
    pub fn keep(&self, requests: &[RequestId]) -> io::Result<()> {
        let lines: String = requests.iter().map(|id| format!("{}\n", id.as_str())).collect();
        let fresh = self.folder.join(format!("{FILE}.new"));
        let mut file = File::create(&fresh)?;
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, self.folder.join(FILE))?;
        // The new name itself is durable only with its folder.
        File::open(&self.folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(folder: &Path) -> (Store, Vec<RequestId>) {
        Store::open(folder).expect("the folder can be made")
    }

    #[test]
    fn on_a_machine_without_the_folder_a_request_is_kept_all_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("lib/console-1");
        let requests = [RequestId::random()];
        open(&missing).0.keep(&requests).expect("room");
        assert_eq!(open(&missing).1, requests);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "").expect("room");
        assert!(Store::open(&file).is_err() && Store::open(&file.join("below")).is_err());
    }

    #[test]
    fn what_was_kept_is_found_by_the_next_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, left) = open(folder.path());
        assert_eq!(left, []);
        let requests = [RequestId::random(), RequestId::random()];
        store.keep(&requests).expect("room");
        assert_eq!(open(folder.path()).1, requests);
        store.keep(&[]).expect("room");
        assert_eq!(open(folder.path()).1, []);
    }

    #[test]
    fn a_spoilt_file_names_no_requests_that_were_never_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let whole = RequestId::random();
        let text = [b"\xff\0; DROP\n", whole.as_str().as_bytes(), b"\nshort\n"].concat();
        fs::write(folder.path().join(FILE), text).expect("room");
        assert_eq!(open(folder.path()).1, [whole]);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error_and_no_panic() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, _) = open(folder.path());
        fs::remove_dir_all(folder.path()).expect("gone");
        assert!(store.keep(&[]).is_err());
    }
}
