//! A device's key file: the key by which the server knows the device, and the mark by which the device knows the server.
//!
//! Two lines of text, handed out by the server: the key, and `office` with the SHA-256 of the office's certificate in hexadecimal. A file
//! without the second line serves a `ws://` address alone.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use data_encoding::HEXLOWER;
use queue::ids::DeviceId;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Opens the second line.
const OFFICE: &str = "office ";
/// Bytes of a key that the server makes; the file has them in hexadecimal.
const KEY_BYTES: usize = 32;
/// More than such a file ever has, in bytes.
const FILE_LIMIT: u64 = 1024;

/// What tells an office's certificate from every other: its SHA-256.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CertificateMark([u8; 32]);

impl CertificateMark {
    /// The mark of a certificate's bytes (DER).
    pub fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

impl fmt::Display for CertificateMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for CertificateMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateMark({self})")
    }
}

/// What a device's key file says. Its text holds the key and is for the file alone.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyFile {
    /// The device's key.
    pub key: String,
    /// The office's certificate.
    pub office: Option<CertificateMark>,
}

/// Why a text is no key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoKeyFile {
    /// There is no key.
    #[error("it holds no key: put the device's key into it")]
    NoKey,
    /// The second line is something else.
    #[error("its second line is not \"office \" and 64 figures of a certificate: copy the file from the server again")]
    NoMark,
}

/// Why a device has no key.
#[derive(Debug, Error)]
#[error(
    "key_file {} cannot be read: {problem}: `{}` makes one on the server",
    path.display(),
    new_key_command(device.as_str())
)]
pub struct CannotRead {
    path: PathBuf,
    device: DeviceId,
    problem: io::Error,
}

/// What a key file that can be read has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Lacks {
    /// A whole key.
    #[error("its first line is no whole key of 64 figures: it is cut short, or something else")]
    WholeKey,
    /// What the server at a private address is known by.
    #[error(
        "its second line, \"office \" and 64 figures of the server's certificate, is missing, and without it there is no connection to a wss:// address"
    )]
    Mark,
}

/// Why a device's key file is not in order, as far as it shows without the server.
#[derive(Debug, Error)]
pub enum NotInOrder {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] CannotRead),
    /// It is not whole.
    #[error(
        "key_file {}: {lacks}: make a new one on the server (`{}`) and copy all of it",
        path.display(),
        new_key_command(device.as_str())
    )]
    NotWhole {
        /// The file.
        path: PathBuf,
        /// Whose it is.
        device: DeviceId,
        /// What it has not.
        lacks: Lacks,
    },
}

/// What makes a new key file of a device, typed on the server; `DIR` stands for the server's data folder.
pub fn new_key_command(device: &str) -> String {
    format!("queue-server new-key --data DIR --device {device}")
}

impl KeyFile {
    /// Reads a file.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut text = String::new();
        File::open(path)?.take(FILE_LIMIT).read_to_string(&mut text)?;
        text.parse().map_err(|problem: NoKeyFile| io::Error::new(io::ErrorKind::InvalidData, problem))
    }

    /// Reads the file of a device.
    pub fn of_device(path: &Path, device: &DeviceId) -> Result<Self, CannotRead> {
        Self::read(path).map_err(|problem| CannotRead { path: path.to_owned(), device: device.clone(), problem })
    }

    /// Reads the file of a device and looks whether it is whole: a key as the server makes it, and the office's mark where `server` is a private
    /// address.
    pub fn in_order(path: &Path, device: &DeviceId, server: &str) -> Result<Self, NotInOrder> {
        let file = Self::of_device(path, device)?;
        match file.lacks(server) {
            None => Ok(file),
            Some(lacks) => Err(NotInOrder::NotWhole { path: path.to_owned(), device: device.clone(), lacks }),
        }
    }

    fn lacks(&self, server: &str) -> Option<Lacks> {
        if !HEXLOWER.decode(self.key.as_bytes()).is_ok_and(|key| key.len() == KEY_BYTES) {
            return Some(Lacks::WholeKey);
        }
        (self.office.is_none() && server.starts_with("wss://")).then_some(Lacks::Mark)
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let office = self.office.map(|mark| format!("{OFFICE}{mark}\n")).unwrap_or_default();
        format!("{}\n{office}", self.key)
    }
}

impl FromStr for KeyFile {
    type Err = NoKeyFile;

    fn from_str(text: &str) -> Result<Self, NoKeyFile> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let key = lines.next().filter(|line| !line.starts_with(OFFICE)).ok_or(NoKeyFile::NoKey)?.to_owned();
        let Some(line) = lines.next() else { return Ok(Self { key, office: None }) };
        let mark = line.strip_prefix(OFFICE).and_then(|hex| HEXLOWER.decode(hex.trim().as_bytes()).ok());
        let mark: [u8; 32] = mark.and_then(|bytes| bytes.try_into().ok()).ok_or(NoKeyFile::NoMark)?;
        if lines.next().is_some() {
            return Err(NoKeyFile::NoMark);
        }
        Ok(Self { key, office: Some(CertificateMark(mark)) })
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFile").field("office", &self.office).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_read_as_it_was_written_with_and_without_the_office() {
        for office in [None, Some(CertificateMark::of(b"certificate"))] {
            let file = KeyFile { key: "0a1b".to_owned(), office };
            assert_eq!(file.to_text().parse(), Ok(file.clone()));
            assert!(!format!("{file:?}").contains("0a1b"), "the key is in no log");
        }
        let windows = "0a1b\r\n\r\n  office c0ffee\r\n";
        assert_eq!(windows.parse::<KeyFile>(), Err(NoKeyFile::NoMark));
    }

    #[test]
    fn a_file_cut_anywhere_is_not_whole_for_a_private_address_and_its_line_is_told() {
        let whole = KeyFile { key: "0a".repeat(KEY_BYTES), office: Some(CertificateMark::of(b"certificate")) };
        let text = whole.to_text();
        let look = |text: &str, server: &str| match text.parse::<KeyFile>() {
            Ok(file) => file.lacks(server).map(|lacks| lacks.to_string()),
            Err(problem) => Some(problem.to_string()),
        };
        let (private, open) = ("wss://queue.office:7700/device", "ws://127.0.0.1:7700/device");
        let key_ends = text.find('\n').unwrap();
        // The last line may lack its end.
        for cut in 0..text.len() - 1 {
            let line = match cut {
                0 => "it holds no key",
                cut if cut < key_ends => "its first line",
                _ => "its second line",
            };
            let said = look(&text[..cut], private).unwrap_or_else(|| panic!("{cut} bytes are no whole file"));
            assert!(said.starts_with(line), "{cut}: {said}");
        }
        assert_eq!((look(&text, private), look(text.trim_end(), private)), (None, None));
        assert_eq!(look(&text[..=key_ends], open), None, "an open address needs no second line");
        assert!(look(&text[..9], open).unwrap().starts_with("its first line"));
    }

    #[test]
    fn what_is_no_key_file_is_named() {
        let mark = CertificateMark::of(b"certificate");
        for (text, why) in [
            (String::new(), NoKeyFile::NoKey),
            (" \n\n".to_owned(), NoKeyFile::NoKey),
            (format!("office {mark}\n"), NoKeyFile::NoKey),
            ("key\noffice 12\n".to_owned(), NoKeyFile::NoMark),
            (format!("key\n{mark}\n"), NoKeyFile::NoMark),
            (format!("key\noffice {}\n", mark.to_string().to_uppercase()), NoKeyFile::NoMark),
            (format!("key\noffice {mark}\nmore\n"), NoKeyFile::NoMark),
        ] {
            assert_eq!(text.parse::<KeyFile>(), Err(why), "{text}");
        }
    }
}
