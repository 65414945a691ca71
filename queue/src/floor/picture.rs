//! Pictures of the hall display. The floor names their files by what is in them; the files themselves are kept elsewhere.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use super::Text;
use crate::ids::{HallId, PictureId};

/// A picture that the hall displays show while no call is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// Key.
    pub id: PictureId,
    /// Its file.
    pub file: PictureFile,
    /// What it says, in words, for whoever does not see it.
    pub says: Text,
    /// The hall that it is for; every hall where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hall: Option<HallId>,
    /// Seconds for which it keeps its turn, 5 to 120.
    pub shown_s: u16,
}

/// A picture's file: the SHA-256 of its bytes, as 64 hexadecimal figures.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PictureFile(Arc<str>);

/// A text that names no picture's file.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("no SHA-256 of a file: use 64 of 0-9 and a-f")]
pub struct NoPictureFile;

impl PictureFile {
    const FIGURES: usize = 64;

    /// Reads the figures.
    ///
    /// # Errors
    /// For anything but 64 of `0-9` and `a-f`.
    pub fn new(text: &str) -> Result<Self, NoPictureFile> {
        let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() == Self::FIGURES && plain { Ok(Self(text.into())) } else { Err(NoPictureFile) }
    }

    /// The file whose bytes have this hash.
    pub fn of_hash(hash: [u8; 32]) -> Self {
        Self(hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into())
    }

    /// The 64 figures.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first of them, by which people tell files apart.
    pub fn short(&self) -> &str {
        &self.0[..8]
    }
}

impl fmt::Display for PictureFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PictureFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PictureFile({})", self.short())
    }
}

impl<'de> Deserialize<'de> for PictureFile {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_64_figures_and_by_nothing_else() {
        let figures = "0123456789abcdef".repeat(4);
        assert_eq!(PictureFile::new(&figures).unwrap().as_str(), figures);
        assert_eq!(PictureFile::of_hash([0xab; 32]).as_str(), "ab".repeat(32));
        let upper = figures.to_uppercase();
        let path = format!("../{}", &figures[3..]);
        for odd in ["", "0", &figures[1..], &upper, &path, &figures.replace('f', "g"), &format!("{figures}0")] {
            assert_eq!(PictureFile::new(odd), Err(NoPictureFile), "{odd}");
        }
    }
}
