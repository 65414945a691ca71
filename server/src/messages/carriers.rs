//! The ways out: mail and SMS. Each hands one message over and says what came of it; whoever calls waits.

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::Zeroizing;

use super::Reach;
use super::gateway::Gateway;
use super::mail::NoMail;
use super::setup::{Countries, MessagesSetup};
use super::smtp::Smtp;
use crate::journal::outbox::Way;

/// Largest file of a password or of certificates, in bytes.
const FILE_LIMIT: u64 = 1024 * 1024;

/// Why the ways out cannot be opened.
#[derive(Debug, Error)]
pub enum CarriersError {
    /// A file of a password or of certificates.
    #[error("messages.{field}: {path} cannot be read: {problem}")]
    File {
        /// The field that names it.
        field: &'static str,
        /// Which.
        path: PathBuf,
        /// What the system said.
        problem: std::io::Error,
    },
    /// The password is empty or more than a line.
    #[error("messages.{field}: {path} must hold the password in one line and nothing else")]
    Password {
        /// The field that names it.
        field: &'static str,
        /// Which.
        path: PathBuf,
    },
    /// The certificates cannot be used.
    #[error("messages.{field}: {path} holds no certificates that can be used: {problem}")]
    Certificates {
        /// The field that names it.
        field: &'static str,
        /// Which.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// The address in `From` is none.
    #[error("messages.smtp.from: {address} is no address to send mail from")]
    From {
        /// Which.
        address: String,
    },
    /// TLS does not start.
    #[error("messages: TLS cannot be used: {0}")]
    Tls(String),
    /// A thread could not be started.
    #[error("messages: a thread cannot be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// What is to be done about a message that was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// Nothing goes out this way now: the other side cannot be reached, or does not take the office's word.
    Way,
    /// This message was put off.
    Later,
    /// This message was refused for good.
    Never,
}

/// A message that was not taken. What the other side said may name the visitor, so that it is shown to a technician who tries and is in no log.
pub struct Failed {
    /// What is to be done.
    pub failing: Failing,
    /// At which step, in a word.
    pub step: &'static str,
    /// The other side's code, if it gave one.
    pub code: Option<u16>,
    /// All that is known, for a technician alone.
    pub said: String,
}

impl Failed {
    /// The office has not set this way up.
    pub(super) fn no_way() -> Self {
        Self { failing: Failing::Never, step: "no way", code: None, said: String::new() }
    }

    /// There is no mail to send.
    pub(super) fn unmade(problem: &NoMail) -> Self {
        Self { failing: Failing::Never, step: "mail", code: None, said: problem.to_string() }
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Failed({:?} at {}, {:?})", self.failing, self.step, self.code)
    }
}

/// The ways out that the office has set up.
pub struct Carriers {
    /// Mail.
    pub(super) smtp: Option<Smtp>,
    /// SMS.
    pub(super) sms: Option<Gateway>,
}

impl Carriers {
    /// Opens the ways out: reads their secrets and certificates, talks to nobody.
    pub fn open(setup: &MessagesSetup) -> Result<Self, CarriersError> {
        let smtp = setup.smtp.as_ref().map(Smtp::open).transpose()?;
        let sms = setup.sms.as_ref().map(Gateway::open).transpose()?;
        Ok(Self { smtp, sms })
    }

    /// All that is wrong with the files and addresses of a setup, each way by itself.
    pub fn amiss(setup: &MessagesSetup) -> Vec<CarriersError> {
        let smtp = setup.smtp.iter().flat_map(Smtp::amiss);
        smtp.chain(setup.sms.iter().flat_map(Gateway::amiss)).collect()
    }

    /// Which contacts can be written to.
    pub fn reach(&self) -> Reach {
        Reach { email: self.smtp.is_some(), phone: self.sms.is_some() }
    }

    /// To whose telephones SMS go.
    pub fn countries(&self) -> Countries {
        self.sms.as_ref().map(|gateway| gateway.countries().clone()).unwrap_or_default()
    }

    /// The domain in the messages' ids.
    pub fn domain(&self) -> String {
        self.smtp.as_ref().map_or("queue.invalid", Smtp::domain).to_owned()
    }

    pub(super) fn ways(&self) -> impl Iterator<Item = Way> + use<> {
        let Reach { email, phone } = self.reach();
        [(Way::Email, email), (Way::Phone, phone)].into_iter().filter(|(_, there)| *there).map(|(way, _)| way)
    }
}

/// The one line of a password file.
pub(super) fn password(field: &'static str, path: &Path) -> Result<Zeroizing<String>, CarriersError> {
    let bytes = Zeroizing::new(file(field, path)?);
    let text = std::str::from_utf8(&bytes).map(|text| text.trim_end_matches(['\r', '\n']));
    match text {
        Ok(text) if !text.is_empty() && !text.chars().any(char::is_control) => Ok(Zeroizing::new(text.to_owned())),
        Ok(_) | Err(_) => Err(CarriersError::Password { field, path: path.to_owned() }),
    }
}

/// A small file.
pub(super) fn file(field: &'static str, path: &Path) -> Result<Vec<u8>, CarriersError> {
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(FILE_LIMIT).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|problem| CarriersError::File { field, path: path.to_owned(), problem })
}
