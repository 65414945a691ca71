//! Opening: both databases, whether they belong together, what a crash left half, and everybody into the index.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;

use super::index::Index;
use super::keys::{self, Keys};
use super::marks::Marks;
use super::seal::{self, Kind};
use super::stage::Stage;
use super::store::{self, Act, Row, Store};
use super::{Deed, People, PeopleError, Rooms, Who};

/// Name of the keys' folder where none is set.
const KEYS_FOLDER: &str = "keys";

/// Where personal data and its keys lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    data: PathBuf,
    keys: PathBuf,
}

impl Places {
    /// In the data folder, with the keys in the folder that is set, or else in `keys` of the data folder.
    pub fn new(data: &Path, keys: Option<&Path>) -> Self {
        Self { data: data.to_owned(), keys: keys.map_or_else(|| data.join(KEYS_FOLDER), Path::to_owned) }
    }

    /// The folder of the keys.
    pub fn keys_folder(&self) -> &Path {
        &self.keys
    }

    /// The file with the keys.
    pub fn keys_file(&self) -> PathBuf {
        self.keys.join(keys::FILE)
    }

    /// The file with the sealed data.
    pub fn data_file(&self) -> PathBuf {
        self.data.join(store::FILE)
    }
}

/// What to do about people whose keys are missing though nobody destroyed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// Do not start: newer keys may be in a backup.
    Stop,
    /// There are none: forget those people.
    Forget {
        /// Now, for the log.
        at: Timestamp,
    },
}

impl People {
    /// Opens or makes the storage, finishes what a crash left half, and reads everybody into the index.
    ///
    /// The data folder must be held by this process ([`crate::data_folder::DataFolder`]).
    pub fn open(places: &Places, lost: Lost) -> Result<Self, PeopleError> {
        let mut store = Store::open(&places.data)?;
        let keys = keys_of(&mut store, places)?;
        let mut rows = store.rows()?;
        if give_up(&mut store, &keys, &rows, lost)? {
            rows = store.rows()?;
        }
        let mut rooms = Rooms { keys, store, stopped: false, held: false };
        match rooms.sweep_all(&rows) {
            Ok(_) => {}
            // Whoever reads the files now keeps old pages in their logs; a later sweep clears them.
            Err(PeopleError::Held) => rooms.held = true,
            Err(problem) => return Err(problem),
        }
        let index = Mutex::new(rooms.index(&rows)?);
        Ok(Self { rooms: Mutex::new(rooms), index })
    }
}

/// The keys that belong to the data. Keys are not made anew where there is data, nor data where there are keys.
fn keys_of(store: &mut Store, places: &Places) -> Result<Keys, PeopleError> {
    let parted = || PeopleError::Parted { keys: places.keys_file(), data: places.data_file() };
    let pair = store.pair()?;
    if pair.is_some() && !places.keys_file().exists() {
        return Err(parted());
    }
    let keys = Keys::open(&places.keys)?;
    match pair {
        Some(pair) if pair == *keys.pair() => {}
        Some(_) => return Err(parted()),
        None if keys.people().next().is_some() => return Err(parted()),
        None => store.note_pair(keys.pair())?,
    }
    Ok(keys)
}

/// Whether somebody was given up.
fn give_up(store: &mut Store, keys: &Keys, rows: &[Row], lost: Lost) -> Result<bool, PeopleError> {
    let without_key = rows.iter().filter(|row| row.stage != Stage::Going && !keys.has(&row.person));
    let people: Vec<_> = without_key.map(|row| row.person.clone()).collect();
    if people.is_empty() {
        return Ok(false);
    }
    match lost {
        Lost::Stop => Err(PeopleError::KeysBehind { lost: people.len() }),
        Lost::Forget { at } => {
            let act = Act { who: &Who::Office, deed: Deed::Forgotten, at };
            store.set_stage(&people, Stage::Going, Some(act)).map(|()| true)
        }
    }
}

impl Rooms {
    fn index(&self, rows: &[Row]) -> Result<Index, PeopleError> {
        let keys = self.keys.all()?;
        let mut index = Index::default();
        for row in rows.iter().filter(|row| row.stage != Stage::Going) {
            let key = keys.get(&row.person).ok_or(PeopleError::Unreadable)?;
            let opened = seal::open(key, Kind::Marks, &row.person, &row.marks)?;
            let marks = Marks::from_bytes(&opened).ok_or(PeopleError::Unreadable)?;
            index.put(&row.person, marks, row.link);
        }
        self.store.proved()?.iter().for_each(|person| index.prove(person));
        Ok(index)
    }
}
