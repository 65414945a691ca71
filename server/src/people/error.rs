//! Why personal data cannot be kept or shown.

use std::path::PathBuf;

use thiserror::Error;

use crate::database::DatabaseError;

/// Why an act on personal data was not done. Nothing of a person stands in it.
#[derive(Debug, Error)]
pub enum PeopleError {
    /// SQLite or the disk failed: the process must stop, and the next start sweeps what was left half.
    #[error(
        "the storage of personal data failed: {0}: see to the disk, then start again; nothing unanswered was promised"
    )]
    Storage(#[from] rusqlite::Error),
    /// The storage failed before; nothing more is done until the next start.
    #[error("the storage of personal data has failed: see to the disk, then start again")]
    Stopped,
    /// A database does not open.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Keys and data are not of one office, or one of the two is missing.
    #[error(
        "{keys} does not belong to {data}: put the right one back from its backup. If the data is lost for good, remove both"
    )]
    Parted {
        /// Where the keys are.
        keys: PathBuf,
        /// Where the data is.
        data: PathBuf,
    },
    /// Keys are missing that no forgetting destroyed.
    #[error(
        "the keys of {lost} people are missing: the keys are older than the data. Put newer ones back. If there are none, `queue-server forget-lost --people {lost}` gives those people up: their data cannot be read"
    )]
    KeysBehind {
        /// How many.
        lost: usize,
    },
    /// Nobody is kept under this name, or no longer.
    #[error("nobody is kept under this name")]
    Unknown,
    /// What is kept cannot be opened: it was bent, or is another person's.
    #[error("a person's data does not open: the disk changed it. Restore people.db from a backup")]
    Unreadable,
    /// A visitor has changed what the own booking is for as often as may be in a day.
    #[error("changed too often: it can be changed again in a day")]
    TooOften,
    /// Another program reads the files, so that old pages cannot be cleared yet; the next sweep does it.
    #[error(
        "another program reads the files of personal data: let it end; what was to be forgotten is forgotten by the next sweep"
    )]
    Held,
}

impl PeopleError {
    /// Whether nothing more can be trusted until the next start.
    pub fn stops(&self) -> bool {
        match self {
            Self::Storage(_) | Self::Stopped | Self::Database(_) | Self::Parted { .. } | Self::KeysBehind { .. } => {
                true
            }
            Self::Unknown | Self::Unreadable | Self::TooOften | Self::Held => false,
        }
    }
}
