//! The secret in the address by which a visitor views, changes or cancels: 130 random bits. Outside the sealed record only
//! its hash is kept; random enough that a plain hash keeps it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::credentials::random;

/// SHA-256 of a link's code.
pub type LinkHash = [u8; 32];

/// Small letters and figures without those that look alike: five bits each.
const ALPHABET: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";

/// The code in a visitor's link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkCode(String);

impl LinkCode {
    /// Length in characters.
    pub const LENGTH: usize = 26;

    pub(super) fn random() -> Self {
        let letter = |byte: u8| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]);
        Self(random::<{ Self::LENGTH }>().map(letter).iter().collect())
    }

    /// Reads a code; `None` for anything that could not be one.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == Self::LENGTH && text.bytes().all(|b| ALPHABET.contains(&b));
        plain.then(|| Self(text.to_owned()))
    }

    /// The code as it stands in the address.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn sha256(&self) -> LinkHash {
        Sha256::digest(&self.0).into()
    }
}

impl fmt::Debug for LinkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkCode(..)")
    }
}
