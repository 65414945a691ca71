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
    /// A picture of the hall display.
    PictureId,
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

/// A booking of any day; ids rise by one and are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BookingId(pub u64);

/// What a visitor reads of a booking and types at the kiosk: eight figures, made at random, the first of them not 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BookingNumber(pub u32);

impl BookingNumber {
    const SMALLEST: u32 = 10_000_000;
    const LARGEST: u32 = 99_999_999;

    /// Folds random bits into a number.
    pub fn from_random(bits: u64) -> Self {
        let among = u64::from(Self::LARGEST - Self::SMALLEST) + 1;
        Self(Self::SMALLEST + u32::try_from(bits % among).unwrap_or(0))
    }

    /// Reads a number, with or without the gap in its middle.
    pub fn parse(text: &str) -> Option<Self> {
        let figures: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let plain = figures.len() == 8 && figures.bytes().all(|b| b.is_ascii_digit());
        let number = plain.then(|| figures.parse().ok())??;
        (Self::SMALLEST..=Self::LARGEST).contains(&number).then_some(Self(number))
    }
}

impl fmt::Display for BookingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04} {:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

/// Digits and small letters without those that look alike.
const ALPHABET: &[u8; 29] = b"23456789abcdefghjkmnpqrtuvwxy";

macro_rules! random_name {
    ($($(#[$doc:meta])* $name:ident of $length:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// Length in characters.
            pub const LENGTH: usize = $length;

            /// Folds random bytes into a name.
            pub fn from_random(bytes: [u8; Self::LENGTH]) -> Self {
                Self(bytes.map(|b| ALPHABET[usize::from(b) % ALPHABET.len()]))
            }

            /// Reads a name; `None` for anything that could not be one.
            pub fn parse(text: &str) -> Option<Self> {
                let letters: [u8; Self::LENGTH] = text.as_bytes().try_into().ok()?;
                letters.iter().all(|b| ALPHABET.contains(b)).then_some(Self(letters))
            }

            /// The name as it stands in an address.
            pub fn as_str(&self) -> &str {
                // Nothing but the alphabet gets in.
                str::from_utf8(&self.0).unwrap_or_default()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(d)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom(concat!("no ", stringify!($name))))
            }
        }
    )*};
}

random_name! {
    /// The unguessable name of a ticket in the coupon's QR, made at random by the server: 58 bits.
    TicketCode of 12,
    /// Who booked: all that the journal knows of a person. The data is kept elsewhere, sealed, under this name: 97 bits.
    PersonId of 20,
    /// A place kept while a form is filled, made at random by the server: 97 bits.
    HoldCode of 20,
}
