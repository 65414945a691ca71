//! Names of the things on a floor: keys from the configuration, numbers made by the queue. No rule lives here.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Longest key of a service, window, clerk and so on, in characters.
pub const KEY_LIMIT: usize = 40;

/// A key that is empty, too long or has a character outside `a-z 0-9 -`.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("\"{0}\" is no key: use 1 to 40 of a-z, 0-9 and -")]
pub struct BadKey(String);

fn checked_key(text: &str) -> Result<Arc<str>, BadKey> {
    let fits = !text.is_empty() && text.len() <= KEY_LIMIT;
    let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits && plain { Ok(text.into()) } else { Err(BadKey(text.chars().take(KEY_LIMIT).collect())) }
}

macro_rules! key {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes 1 to 40 of `a-z`, `0-9` and `-`.
            pub fn new(text: &str) -> Result<Self, BadKey> {
                checked_key(text).map(Self)
            }

            /// The key as written in the configuration.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(d)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

key! {
    /// A service that visitors come for.
    ServiceId,
    /// A group of services on the kiosk.
    GroupId,
    /// A category of visitors, preferential or general (Q5).
    CategoryId,
    /// A window where a clerk sits.
    WindowId,
    /// A hall where visitors wait.
    HallId,
    /// A clerk, receptionist, manager or administrator.
    ClerkId,
    /// A kiosk, console or hall display.
    DeviceId,
    /// A reason from one of the floor's lists.
    ReasonId,
    /// A language such as `ru`, `en` or `hy`.
    Language,
}

/// A ticket of any day; ids rise by one and are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketId(pub u64);

/// One sounding of a call in the hall; a recall has an id of its own. Ids rise by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallId(pub u64);

/// The unguessable name of a ticket in the coupon's QR; made at random by the server.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketCode(Arc<str>);

impl TicketCode {
    /// Digits and small letters without those that look alike; 12 of them carry 58 bits.
    const ALPHABET: &'static [u8; 29] = b"23456789abcdefghjkmnpqrtuvwxy";
    /// Length of a code in characters.
    pub const LENGTH: usize = 12;

    /// Folds random bytes into a code.
    pub fn from_random(bytes: [u8; Self::LENGTH]) -> Self {
        let letters = bytes.iter().map(|b| char::from(Self::ALPHABET[usize::from(*b) % Self::ALPHABET.len()]));
        Self(letters.collect::<String>().into())
    }

    /// Reads a code; `None` for anything that could not be one.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|b| Self::ALPHABET.contains(&b));
        (text.len() == Self::LENGTH && plain).then(|| Self(text.into()))
    }

    /// The code as it stands in the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TicketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TicketCode(..)")
    }
}

impl Serialize for TicketCode {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TicketCode {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no ticket code"))
    }
}
