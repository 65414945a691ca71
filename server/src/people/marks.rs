//! By what a person is found without being named: keyed hashes of document and contact, under a pepper that lies with the keys.

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::entered::{Contact, Document};

/// A keyed hash.
pub type Mark = [u8; 32];

/// The secret without which no mark can be made or compared.
pub struct Pepper(Zeroizing<[u8; 32]>);

impl Pepper {
    /// The one that was kept.
    pub fn kept(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The marks of a person.
    pub fn marks(&self, document: &Document, contact: &Contact) -> Marks {
        Marks { document: self.mark("document", &document.alike()), contact: self.mark("contact", &contact.alike()) }
    }

    fn mark(&self, of: &str, text: &str) -> Mark {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).expect("any key will do");
        mac.update(of.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper(..)")
    }
}

/// The marks of one person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Of the document.
    pub document: Mark,
    /// Of the contact.
    pub contact: Mark,
}

impl Marks {
    /// As they are sealed.
    pub fn to_bytes(self) -> Vec<u8> {
        [self.document, self.contact].concat()
    }

    /// As they were sealed.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (document, contact) = bytes.split_first_chunk()?;
        Some(Self { document: *document, contact: contact.try_into().ok()? })
    }
}
