//! Why a server did not start or had to end, and with which exit code.

use queue::Rejection;
use thiserror::Error;

use crate::credentials::CredentialsError;
use crate::data_folder::FolderError;
use crate::floor_clock::ClockUnset;
use crate::journal::JournalError;
use crate::office::OfficeError;
use crate::office_key::OfficeKeyError;
use crate::people::PeopleError;
use crate::ratings::RatingsError;
use crate::tls::TlsError;
use crate::writer::WriterError;

/// Why a server did not start or had to end.
#[derive(Debug, Error)]
pub enum RunError {
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The journal, at start.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Keys and PINs.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The office's certificate, or that of the visitors' pages.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Personal data, at start or while serving.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// The key of booking codes, at start.
    #[error(transparent)]
    OfficeKey(#[from] OfficeKeyError),
    /// The visitors' ratings, at start.
    #[error(transparent)]
    Ratings(#[from] RatingsError),
    /// The clock.
    #[error(transparent)]
    Clock(#[from] ClockUnset),
    /// The configuration would strand somebody.
    #[error("the configuration cannot be applied now: {0}")]
    Floor(Rejection),
    /// A thread could not be started.
    #[error("a thread cannot be started: {0}")]
    Thread(#[from] std::io::Error),
    /// The office stopped; nothing was answered that is not durable.
    #[error("the server stops: {0}")]
    Office(#[from] OfficeError),
    /// The journal's writer stopped; nothing was answered that is not durable.
    #[error("the server stops: {0}")]
    Writer(#[from] WriterError),
    /// A broken invariant: a thread of this program has ended without a word.
    #[error("the server stops: a program error, see the log")]
    Broken,
}

impl RunError {
    /// The process's exit code: 3 where storage failed while serving, 4 where the program did.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Office(OfficeError::Journal(_) | OfficeError::Writer(WriterError::Journal(_)))
            | Self::Writer(WriterError::Journal(_)) => 3,
            Self::People(PeopleError::Storage(_) | PeopleError::Stopped) => 3,
            Self::Office(OfficeError::Writer(
                WriterError::NoPublisher | WriterError::NoOffice | WriterError::Ended,
            ))
            | Self::Writer(WriterError::NoPublisher | WriterError::NoOffice | WriterError::Ended)
            | Self::Broken => 4,
            Self::Folder(_)
            | Self::Journal(_)
            | Self::Credentials(_)
            | Self::People(_)
            | Self::OfficeKey(_)
            | Self::Ratings(_)
            | Self::Tls(_)
            | Self::Clock(_)
            | Self::Floor(_)
            | Self::Thread(_) => 1,
        }
    }
}
