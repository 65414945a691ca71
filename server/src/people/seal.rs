//! Sealing with a person's key (XChaCha20-Poly1305). What is sealed is padded, so that its size tells nothing, and bound to
//! whose it is and what it is, so that it opens in no other place.

use std::fmt;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key as CipherKey, KeyInit, XChaCha20Poly1305, XNonce};
use queue::ids::PersonId;
use zeroize::Zeroizing;

use super::PeopleError;
use crate::credentials::random;

/// Sealed contents are a multiple of this, in bytes.
const STEP: usize = 256;
/// Records are a multiple of this: with any everyday name they are of one size.
const RECORD_STEP: usize = 1024;
const NONCE: usize = 24;
const LENGTH: usize = 4;

/// A person's key: 256 random bits, gone from memory when dropped.
pub struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// A new one.
    pub fn random() -> Self {
        Self(Zeroizing::new(random()))
    }

    /// One that was kept.
    pub fn kept(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// For the storage of keys alone.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&CipherKey::from(*self.0))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}

/// What is sealed.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A person's record.
    Record,
    /// The keyed hashes by which a person is found.
    Marks,
}

impl Kind {
    fn bound_to(self, person: &PersonId) -> String {
        let word = match self {
            Self::Record => "record",
            Self::Marks => "marks",
        };
        format!("{word}:{}", person.as_str())
    }

    fn step(self) -> usize {
        match self {
            Self::Record => RECORD_STEP,
            Self::Marks => STEP,
        }
    }
}

/// Seals under a fresh random nonce.
pub fn seal(key: &DataKey, kind: Kind, person: &PersonId, plain: &[u8]) -> Vec<u8> {
    seal_padded(key, &kind.bound_to(person), plain, kind.step())
}

/// Opens what was sealed for this person as this kind, and nothing else.
pub fn open(key: &DataKey, kind: Kind, person: &PersonId, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, PeopleError> {
    open_bound(key, &kind.bound_to(person), sealed)
}

/// Seals what opens under the same words alone.
pub fn seal_bound(key: &DataKey, bound_to: &str, plain: &[u8]) -> Vec<u8> {
    seal_padded(key, bound_to, plain, STEP)
}

fn seal_padded(key: &DataKey, bound_to: &str, plain: &[u8], step: usize) -> Vec<u8> {
    let long = (LENGTH + plain.len()).next_multiple_of(step);
    let mut padded = Zeroizing::new(Vec::with_capacity(long));
    padded.extend(u32::try_from(plain.len()).expect("a record is small").to_le_bytes());
    padded.extend(plain);
    padded.resize(long, 0);
    let nonce: [u8; NONCE] = random();
    let payload = Payload { msg: &padded, aad: bound_to.as_bytes() };
    let sealed = key.cipher().encrypt(&XNonce::from(nonce), payload).expect("a record is far below the cipher's limit");
    [nonce.as_slice(), &sealed].concat()
}

/// Opens what was sealed under these words, and nothing else.
pub fn open_bound(key: &DataKey, bound_to: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, PeopleError> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(PeopleError::Unreadable)?;
    let payload = Payload { msg: sealed, aad: bound_to.as_bytes() };
    let opened = key.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| PeopleError::Unreadable)?;
    let mut plain = Zeroizing::new(opened);
    let (length, rest) = plain.split_first_chunk::<LENGTH>().ok_or(PeopleError::Unreadable)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| PeopleError::Unreadable)?;
    if length > rest.len() {
        return Err(PeopleError::Unreadable);
    }
    plain.truncate(LENGTH + length);
    plain.drain(..LENGTH);
    Ok(plain)
}
