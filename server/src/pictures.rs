//! The files of the hall display's pictures: looked at before they are kept, kept under their hash in `pictures` of the data folder, and never
//! deleted as long as a version of the floor names them.

mod looked_at;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use protocol::limits::PICTURE_LIMIT;
use queue::Floor;
use queue::floor::{Picture, PictureFile};
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::sync::{Mutex, MutexGuard, OwnedSemaphorePermit, Semaphore};

use crate::data_folder::{make_private, write_private};
use crate::journal::{JournalError, JournalReader};
pub use looked_at::{Kind, NoPicture};

/// Name of the pictures' folder in the data folder.
pub const FOLDER: &str = "pictures";
/// Files in the folder at which those are swept out that nothing names.
const SWEPT_AT: usize = 200;
/// Pictures that are on their way at once.
const SENT_AT_ONCE: usize = 16;
/// A file of this age that nothing names belongs to a change that was given up.
const GIVEN_UP: Duration = Duration::from_secs(24 * 60 * 60);

/// Why a picture is not kept.
#[derive(Debug, Error)]
pub enum NotKept {
    /// It is none.
    #[error("it is no picture of the hall display")]
    NoPicture(NoPicture),
    /// Every version that names a picture keeps it, and they are too many.
    #[error("the folder of pictures holds {} files that versions of the floor name", SWEPT_AT)]
    Full,
    /// The disk failed.
    #[error("a picture cannot be written: {0}")]
    Storage(#[from] io::Error),
    /// The versions cannot be read.
    #[error("the versions of the floor cannot be read: {0}")]
    Versions(#[from] JournalError),
}

/// The folder. One picture is looked at and kept at a time, so that memory is bounded.
pub struct Pictures {
    folder: Arc<Folder>,
    one: Arc<Mutex<()>>,
    sending: Arc<Semaphore>,
}

/// Tells the log which pictures of a floor are not here; only whether the files are there is looked at.
pub fn tell_missing(data: &Path, floor: &Floor) {
    let folder = data.join(FOLDER);
    for picture in floor.pictures.iter().filter(|picture| !folder.join(picture.file.as_str()).exists()) {
        tracing::warn!(picture = %picture.id, file = %picture.file, folder = %folder.display(), "the file of a picture is missing: it is not shown");
    }
}

struct Folder {
    data: PathBuf,
    /// What the configuration file names may be taken in at any time.
    file: Vec<Picture>,
    /// Those of which the log says that they are bent: once, however often screens ask, until they are whole again.
    bent: std::sync::Mutex<BTreeSet<PictureFile>>,
}

impl Pictures {
    /// Those of a data folder; the folder is made with the first picture.
    pub fn new(data: &Path, file: &Floor) -> Self {
        Self {
            folder: Arc::new(Folder {
                data: data.to_owned(),
                file: file.pictures.clone(),
                bent: std::sync::Mutex::default(),
            }),
            one: Arc::default(),
            sending: Arc::new(Semaphore::new(SENT_AT_ONCE)),
        }
    }

    /// Looks at a file and keeps it: it is there after a power cut once this is answered.
    ///
    /// # Errors
    /// When it is no picture that a hall display shows, or cannot be written.
    pub async fn keep(&self, bytes: Vec<u8>) -> Result<PictureFile, NotKept> {
        let one = Arc::clone(&self.one).lock_owned().await;
        let folder = Arc::clone(&self.folder);
        // The turn is the work's own: it ends with it, also where whoever sent the file has gone meanwhile.
        let kept = tokio::task::spawn_blocking(move || {
            let _one = one;
            folder.keep(&bytes)
        })
        .await;
        kept.unwrap_or_else(|_| Err(NotKept::NoPicture(NoPicture::Broken)))
    }

    /// Those of the pictures whose files are not here, or are not what they were.
    pub async fn missing(&self, pictures: Vec<Picture>) -> Vec<Picture> {
        let (folder, all) = (Arc::clone(&self.folder), pictures.clone());
        let missing = move || pictures.into_iter().filter(|one| folder.read(&one.file).is_none()).collect();
        tokio::task::spawn_blocking(missing).await.unwrap_or(all)
    }

    /// A file and its kind, to be sent while its turn is held; nothing where there is none, or it is not what it was. So many are sent at once
    /// that the memory is bounded however many ask, and however slowly they read.
    pub async fn sent(&self, file: PictureFile) -> Option<(OwnedSemaphorePermit, Kind, Vec<u8>)> {
        let turn = Arc::clone(&self.sending).acquire_owned().await.ok()?;
        let folder = Arc::clone(&self.folder);
        let (kind, bytes) = tokio::task::spawn_blocking(move || folder.read(&file)).await.ok()??;
        Some((turn, kind, bytes))
    }

    /// As long as this is held nothing is swept out.
    pub async fn as_they_are(&self) -> MutexGuard<'_, ()> {
        self.one.lock().await
    }
}

impl Folder {
    fn path(&self) -> PathBuf {
        self.data.join(FOLDER)
    }

    fn keep(&self, bytes: &[u8]) -> Result<PictureFile, NotKept> {
        looked_at::check(bytes).map_err(NotKept::NoPicture)?;
        let file = PictureFile::of_hash(Sha256::digest(bytes).into());
        make_private(&self.path())?;
        let path = self.path().join(file.as_str());
        if !path.exists() && self.files()?.len() >= SWEPT_AT {
            self.sweep()?;
            if self.files()?.len() >= SWEPT_AT {
                return Err(NotKept::Full);
            }
        }
        write_private(&path, bytes)?;
        Ok(file)
    }

    fn read(&self, file: &PictureFile) -> Option<(Kind, Vec<u8>)> {
        let path = self.path().join(file.as_str());
        let bytes = fs::metadata(&path).ok().filter(|found| found.len() <= PICTURE_LIMIT as u64);
        let bytes = bytes.and_then(|_| fs::read(&path).ok())?;
        let is_whole = PictureFile::of_hash(Sha256::digest(&bytes).into()) == *file;
        let mut bent = self.bent.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_whole {
            if bent.insert(file.clone()) {
                tracing::error!(%file, "a picture's file is not what it was: put it back from a backup, or add the picture again");
            }
            return None;
        }
        bent.remove(file);
        Some((Kind::of(&bytes)?, bytes))
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        fs::read_dir(self.path())?.map(|entry| Ok(entry?.path())).collect()
    }

    /// Deletes what no version names and no change that is being made can.
    fn sweep(&self) -> Result<(), NotKept> {
        let versions = JournalReader::open(&self.data)?.floor_versions(u32::MAX, u32::MAX)?;
        let named = versions.iter().flat_map(|version| &version.floor.pictures).chain(&self.file);
        let named: BTreeSet<&str> = named.map(|picture| picture.file.as_str()).collect();
        for path in self.files()? {
            let is_named = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| named.contains(name));
            let age = path.metadata()?.modified()?.elapsed().unwrap_or_default();
            if !is_named && age >= GIVEN_UP {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::SystemTime;

    use super::*;
    use crate::config;
    use crate::journal::Journal;

    const DEMO: &str = include_str!("../../assets/demo/floor.toml");

    fn png(shade: u8) -> Vec<u8> {
        let mut bytes = io::Cursor::new(Vec::new());
        let picture = image::RgbImage::from_pixel(3, 2, image::Rgb([shade, 0, 0]));
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[tokio::test]
    async fn what_is_kept_is_read_and_what_is_bent_is_not() {
        let data = tempfile::tempdir().unwrap();
        let floor = config::parse(DEMO).unwrap().floor;
        let pictures = Pictures::new(data.path(), &floor);
        let file = pictures.keep(png(1)).await.unwrap();
        assert_eq!(pictures.keep(png(1)).await.unwrap(), file, "the same file is one");
        let (_, kind, bytes) = pictures.sent(file.clone()).await.unwrap();
        assert_eq!((kind, bytes), (Kind::Png, png(1)));
        let path = data.path().join(FOLDER).join(file.as_str());
        assert_eq!(fs::read_dir(data.path().join(FOLDER)).unwrap().count(), 1, "no part is left");
        fs::write(&path, png(2)).unwrap();
        let said = || pictures.folder.bent.lock().unwrap().len();
        for _ in 0..2 {
            assert!(pictures.sent(file.clone()).await.is_none());
            assert_eq!(said(), 1, "the log says it once");
        }
        assert_eq!(pictures.keep(png(1)).await.unwrap(), file, "adding it again mends it");
        assert!(pictures.sent(file).await.is_some());
        assert_eq!(said(), 0);
    }

    #[tokio::test]
    async fn however_many_ask_only_so_many_are_sent_at_once() {
        let data = tempfile::tempdir().unwrap();
        let pictures = Pictures::new(data.path(), &config::parse(DEMO).unwrap().floor);
        let file = pictures.keep(png(1)).await.unwrap();
        let mut turns = Vec::new();
        for _ in 0..SENT_AT_ONCE {
            turns.push(pictures.sent(file.clone()).await.unwrap());
        }
        let another = || tokio::time::timeout(Duration::from_millis(100), pictures.sent(file.clone()));
        assert!(another().await.is_err(), "it waits");
        turns.pop();
        assert!(another().await.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_full_folder_lets_go_of_old_files_that_no_version_names_and_of_no_other() {
        let data = tempfile::tempdir().unwrap();
        let mut floor = config::parse(DEMO).unwrap().floor;
        let pictures = Pictures::new(data.path(), &floor);
        let folder = data.path().join(FOLDER);
        let named = pictures.keep(png(0)).await.unwrap();
        let picture = Picture {
            id: queue::ids::PictureId::new("poster").unwrap(),
            file: named.clone(),
            says: floor.office.clone(),
            hall: None,
            shown_s: 15,
        };
        floor.pictures.push(picture);
        let (mut journal, replayed) = Journal::open(data.path()).unwrap();
        let act = queue::Act::ConfigureFloor { floor: Box::new(floor) };
        let now = "2026-11-17T05:00:00Z".parse().unwrap();
        let command = queue::Command { by: queue::Actor::Office, act };
        let events = queue::decide(&replayed.state, &command, now).unwrap();
        for event in &events {
            journal.append(event).unwrap();
        }
        journal.commit().unwrap();
        journal.close().unwrap();
        let old = SystemTime::now() - GIVEN_UP;
        for number in 1..SWEPT_AT {
            let path = folder.join(format!("{number:064x}"));
            fs::write(&path, "old").unwrap();
            File::open(&path).unwrap().set_modified(if number == 1 { SystemTime::now() } else { old }).unwrap();
        }
        File::open(folder.join(named.as_str())).unwrap().set_modified(old).unwrap();
        let new = pictures.keep(png(1)).await.unwrap();
        let mut left: Vec<_> = fs::read_dir(&folder).unwrap().map(|one| one.unwrap().file_name()).collect();
        left.sort();
        let mut wanted = [named.to_string(), new.to_string(), format!("{:064x}", 1)];
        wanted.sort();
        assert_eq!(left, wanted.map(std::ffi::OsString::from));
        for number in 0..SWEPT_AT {
            fs::write(folder.join(format!("{number:064x}")), "new").unwrap();
        }
        assert!(matches!(pictures.keep(png(2)).await, Err(NotKept::Full)));
        assert!(pictures.keep(png(1)).await.is_ok(), "what is there needs no room");
    }
}
