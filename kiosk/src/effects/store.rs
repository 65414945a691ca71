//! What survives a crash: the requests that are not settled, and the language of the start. Each file is replaced whole and
//! synced before anything follows from it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::model::Pending;
use crate::view::Language;

const REQUESTS: &str = "requests.json";
const LANGUAGE: &str = "language";

/// A folder of a few small files.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
}

/// What was found at the start.
#[derive(Debug, Default, PartialEq)]
pub struct Remembered {
    /// Requests that are not settled.
    pub requests: Vec<Pending>,
    /// The language in which the technician had the kiosk start.
    pub language: Option<Language>,
}

impl Store {
    /// Opens the folder, made if it is missing, and reads what is in it. A file that cannot be read is put aside, not
    /// mistaken for an empty one by the next write.
    pub fn open(folder: &Path) -> io::Result<(Self, Remembered)> {
        fs::create_dir_all(folder)?;
        let store = Self { folder: folder.to_owned() };
        let requests = match store.read(REQUESTS)? {
            None => Vec::new(),
            Some(text) => match serde_json::from_str(&text) {
                Ok(requests) => requests,
                Err(error) => {
                    tracing::error!(%error, "the file of open requests is damaged and put aside");
                    fs::rename(folder.join(REQUESTS), folder.join("requests.damaged"))?;
                    Vec::new()
                }
            },
        };
        let language = store.read(LANGUAGE)?.and_then(|code| Language::from_code(code.trim()));
        Ok((store, Remembered { requests, language }))
    }

    /// Writes the open requests down; when it returns they are on the disk.
    pub fn remember(&self, requests: &[Pending]) -> io::Result<()> {
        let text = serde_json::to_vec(requests).map_err(io::Error::other)?;
        self.replace(REQUESTS, &text)
    }

    /// Writes the language of the start down.
    pub fn remember_language(&self, language: Language) -> io::Result<()> {
        self.replace(LANGUAGE, language.code().as_bytes())
    }

    fn read(&self, name: &str) -> io::Result<Option<String>> {
        match fs::read(self.folder.join(name)) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let fresh = self.folder.join(format!("{name}.new"));
        let mut file = File::create(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, self.folder.join(name))?;
        // The new name itself is durable only with its folder.
        File::open(&self.folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use protocol::message::RequestId;
    use queue::ids::TicketId;

    use super::*;
    use crate::model::Stage;

    #[test]
    fn what_is_remembered_is_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, found) = Store::open(folder.path()).expect("an empty folder");
        assert_eq!(found, Remembered::default());
        let requests = vec![
            Pending { id: RequestId::random(), stage: Stage::Asked },
            Pending { id: RequestId::random(), stage: Stage::Withdraw(TicketId(7)) },
        ];
        store.remember(&requests).expect("room");
        store.remember_language(Language::Armenian).expect("room");
        let (_, found) = Store::open(folder.path()).expect("the folder");
        assert_eq!(found, Remembered { requests, language: Some(Language::Armenian) });
    }

    #[test]
    fn a_damaged_file_is_put_aside_and_not_lost() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(REQUESTS), b"[{\"id\":\xff").expect("room");
        let (_, found) = Store::open(folder.path()).expect("the folder");
        assert_eq!(found.requests, vec![]);
        assert!(folder.path().join("requests.damaged").exists());
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error_and_no_panic() {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, _) = Store::open(folder.path()).expect("the folder");
        fs::remove_dir_all(folder.path()).expect("gone");
        assert!(store.remember(&[]).is_err());
    }
}
