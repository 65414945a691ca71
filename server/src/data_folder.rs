//! The folder that holds all of one floor: made private, and held by one server at a time.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why the folder cannot be used.
#[derive(Debug, Error)]
pub enum FolderError {
    /// It cannot be made or opened.
    #[error(
        "the data folder {folder} cannot be used: {problem}: it must be a folder on a disk that can be written, of the account that the server runs under. See to that, or name another folder"
    )]
    Unusable {
        /// Which.
        folder: PathBuf,
        /// What the system said.
        problem: io::Error,
    },
    /// Another server holds it.
    #[error("another server uses the data folder {folder}: stop it first, or name another folder")]
    InUse {
        /// Which.
        folder: PathBuf,
    },
}

/// A data folder held by this process until dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Makes the folder if need be (for its owner alone) and holds it.
    pub fn hold(path: &Path) -> Result<Self, FolderError> {
        let unusable = |problem| FolderError::Unusable { folder: path.to_owned(), problem };
        make_private(path).map_err(unusable)?;
        let open = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path.join("lock"));
        let lock = open.map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse { folder: path.to_owned() }),
            Err(TryLockError::Error(problem)) => Err(unusable(problem)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes a folder that only its owner may read.
pub fn make_private(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a file for its owner alone: whole or not at all, and there after a power cut.
pub fn write_private(path: &Path, content: impl AsRef<[u8]>) -> io::Result<()> {
    let part = path.with_extension("part");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&part)?;
    file.write_all(content.as_ref())?;
    file.sync_all()?;
    std::fs::rename(&part, path)?;
    // Of a bare name the parent is empty: it lies in the working folder.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_servers_cannot_hold_one_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = DataFolder::hold(folder.path()).unwrap();
        assert!(matches!(DataFolder::hold(folder.path()), Err(FolderError::InUse { .. })));
        drop(first);
        DataFolder::hold(folder.path()).unwrap();
    }
}
