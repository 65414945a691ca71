//! How far the journal once was, kept beside it: a journal that ends earlier has lost its write-ahead log, or is an old copy.
//!
//! Written after each commit without a sync, so it is never ahead of the journal; after a power cut it may be behind, which
//! only weakens the check.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::JournalError;

/// Name of the file in the data folder.
const FILE: &str = "high-water";

/// The file, open.
pub struct HighWater {
    file: File,
    path: PathBuf,
}

impl HighWater {
    /// How far the journal in `folder` was, without touching the file. A missing one says nothing.
    pub fn once(folder: &Path) -> Result<(PathBuf, u64), JournalError> {
        let path = folder.join(FILE);
        match std::fs::read(&path) {
            Ok(text) => Ok((path, seq(&text))),
            Err(problem) if matches!(problem.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok((path, 0)),
            Err(problem) => Err(JournalError::File { path, problem }),
        }
    }

    /// Opens or makes the file; says how far the journal was, as far as that can be read.
    pub fn open(folder: &Path) -> Result<(Self, u64), JournalError> {
        let path = folder.join(FILE);
        let mut text = Vec::new();
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| file.read_to_end(&mut text).map(|_| file))
            .map_err(|problem| JournalError::File { path: path.clone(), problem })?;
        Ok((Self { file, path }, seq(&text)))
    }

    /// The journal is this far.
    pub fn note(&self, seq: u64) -> Result<(), JournalError> {
        let written = self.file.write_all_at(format!("{seq:020}\n").as_bytes(), 0);
        written.map_err(|problem| JournalError::File { path: self.path.clone(), problem })
    }

    /// Stops where the journal is not as far as it once was.
    pub fn hold(&self, journal: u64, once: u64) -> Result<(), JournalError> {
        hold(&self.path, journal, once)
    }
}

/// Stops where the journal is not as far as the file at `path` says that it was.
pub fn hold(path: &Path, journal: u64, once: u64) -> Result<(), JournalError> {
    if journal < once { Err(JournalError::Behind { journal, once, file: path.to_owned() }) } else { Ok(()) }
}

/// What cannot be read says nothing.
fn seq(text: &[u8]) -> u64 {
    std::str::from_utf8(text).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_the_disk_has_bent_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (file, once) = HighWater::open(folder.path()).unwrap();
        assert_eq!(once, 0);
        file.note(712).unwrap();
        let known = || (HighWater::once(folder.path()).unwrap().1, HighWater::open(folder.path()).unwrap().1);
        assert_eq!(known(), (712, 712));
        let path = folder.path().join(FILE);
        for bent in [&b"0000000000000000071\xb2\n"[..], b"0000000000000000071p\n", b""] {
            std::fs::write(&path, bent).unwrap();
            assert_eq!(known(), (0, 0), "{bent:?}");
        }
    }
}
