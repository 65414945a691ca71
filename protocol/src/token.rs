//! The code that a booked visitor shows on arrival: 24 bytes that name a booking, signed by the office (S5). It holds nothing personal.
//!
//! The kiosk checks the signature at once and tells a foreign code without asking; the server judges the rest and lets the first use
//! alone count. A code has one spelling: capital letters and figures of base 32, for a small QR and for scanners that type.

use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::civil::DateTime;
use queue::ids::BookingId;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Bytes that name a booking.
pub const TOKEN_BYTES: usize = 24;
/// Bytes of a code: the token and its signature.
pub const CODE_BYTES: usize = TOKEN_BYTES + Signature::BYTE_SIZE;
/// Characters of a code: the mark and base 32.
pub const CODE_CHARS: usize = MARK.len() + (CODE_BYTES * 8).div_ceil(5);
/// With this every code begins, so that a kiosk knows it from the address on a coupon.
pub const MARK: &str = "QB";
/// The token's first byte.
const VERSION: u8 = 1;
/// Bytes that tell one office's key from another's.
const KEY_BYTES: usize = 5;

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Which booking.
    pub booking: BookingId,
    /// Of which of its changes.
    pub revision: u16,
    /// Business day and local time, to the minute.
    pub begins: DateTime,
}

/// Why what was scanned is no code of this office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotOurs {
    /// It is something else, or damaged.
    #[error("it is no booking code")]
    NoCode,
    /// Another office signs with that key.
    #[error("it is of another office")]
    OtherOffice,
    /// It says so, but did not come from here.
    #[error("its signature is not this office's")]
    Forged,
}

/// The office's half of a key pair that signs.
pub struct OfficeKey(SigningKey);

/// The half that checks; devices are told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficePublic(Box<VerifyingKey>);

impl OfficeKey {
    /// A key from 32 random bytes, which are to be kept.
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The half that checks.
    pub fn public(&self) -> OfficePublic {
        OfficePublic(Box::new(self.0.verifying_key()))
    }

    /// The code of a token.
    pub fn sign(&self, token: &Token) -> String {
        let bytes = token.bytes(self.public().name());
        let signature = self.0.sign(&bytes);
        let whole = [&bytes[..], &signature.to_bytes()[..]].concat();
        format!("{MARK}{}", BASE32_NOPAD.encode(&whole))
    }
}

impl OfficePublic {
    /// What tells this key from another's in a token.
    fn name(&self) -> [u8; KEY_BYTES] {
        let hash = Sha256::digest(self.0.as_bytes());
        std::array::from_fn(|index| hash[index])
    }

    /// Reads a code and checks that this office made it.
    pub fn read(&self, code: &str) -> Result<Token, NotOurs> {
        let text = code.strip_prefix(MARK).filter(|_| code.len() == CODE_CHARS).ok_or(NotOurs::NoCode)?;
        let whole = BASE32_NOPAD.decode(text.as_bytes()).map_err(|_| NotOurs::NoCode)?;
        let (bytes, signature) = whole.split_at_checked(TOKEN_BYTES).ok_or(NotOurs::NoCode)?;
        let bytes: &[u8; TOKEN_BYTES] = bytes.try_into().map_err(|_| NotOurs::NoCode)?;
        let signature = Signature::from_slice(signature).map_err(|_| NotOurs::NoCode)?;
        if bytes[0] != VERSION {
            return Err(NotOurs::NoCode);
        }
        if bytes[1..=KEY_BYTES] != self.name() {
            return Err(NotOurs::OtherOffice);
        }
        self.0.verify_strict(bytes, &signature).map_err(|_| NotOurs::Forged)?;
        Token::from_bytes(bytes).ok_or(NotOurs::NoCode)
    }
}

impl Token {
    /// Version 1, key 5, booking 8, revision 2, year 2, month 1, day 1, hour 1, minute 1, nothing 2; numbers with the highest byte first.
    fn bytes(&self, key: [u8; KEY_BYTES]) -> [u8; TOKEN_BYTES] {
        let mut bytes = [0; TOKEN_BYTES];
        bytes[0] = VERSION;
        bytes[1..6].copy_from_slice(&key);
        bytes[6..14].copy_from_slice(&self.booking.0.to_be_bytes());
        bytes[14..16].copy_from_slice(&self.revision.to_be_bytes());
        bytes[16..18].copy_from_slice(&self.begins.year().to_be_bytes());
        let small = [self.begins.month(), self.begins.day(), self.begins.hour(), self.begins.minute()];
        bytes[18..22].copy_from_slice(&small.map(|number| number.to_be_bytes()[0]));
        bytes
    }

    fn from_bytes(bytes: &[u8; TOKEN_BYTES]) -> Option<Self> {
        let number = |at: usize| i8::try_from(bytes[at]).ok();
        let year = i16::from_be_bytes([bytes[16], bytes[17]]);
        let begins = DateTime::new(year, number(18)?, number(19)?, number(20)?, number(21)?, 0, 0).ok()?;
        let booking = u64::from_be_bytes(bytes[6..14].try_into().ok()?);
        let revision = u16::from_be_bytes([bytes[14], bytes[15]]);
        (bytes[22..] == [0, 0]).then_some(Self { booking: BookingId(booking), revision, begins })
    }
}

impl Serialize for OfficePublic {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&BASE32_NOPAD.encode(self.0.as_bytes()))
    }
}

impl<'de> Deserialize<'de> for OfficePublic {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        let bytes = BASE32_NOPAD.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        let key = bytes.and_then(|bytes: [u8; 32]| VerifyingKey::from_bytes(&bytes).ok());
        key.map(|key| Self(Box::new(key))).ok_or_else(|| serde::de::Error::custom("no key of an office"))
    }
}
