//! The number that a visitor reads on the coupon: a letter shared by Cyrillic and Latin, and three figures.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A letter that looks the same in Cyrillic and Latin; kept in its Latin form (А is `A`, Н is `H`, Р is `P`, С is `C`, У is `Y`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Letter(char);

/// Each letter as Latin and as Cyrillic; О is left out because it is too like zero.
const SHARED: [(char, char); 11] = [
    ('A', 'А'),
    ('B', 'В'),
    ('E', 'Е'),
    ('K', 'К'),
    ('M', 'М'),
    ('H', 'Н'),
    ('P', 'Р'),
    ('C', 'С'),
    ('T', 'Т'),
    ('Y', 'У'),
    ('X', 'Х'),
];

/// What stood where a number or a letter was wanted.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BadNumber {
    /// The letter is not one of the eleven.
    #[error("the letter must be one of A B E K M H P C T Y X")]
    Letter,
    /// The figures are not 1 to 999.
    #[error("the number must be 1 to 999")]
    Figures,
}

impl Letter {
    /// Reads a Latin or Cyrillic letter, large or small.
    pub fn new(letter: char) -> Result<Self, BadNumber> {
        let large = letter.to_uppercase().next().ok_or(BadNumber::Letter)?;
        let found = SHARED.iter().find(|(latin, cyrillic)| *latin == large || *cyrillic == large);
        found.map(|(latin, _)| Self(*latin)).ok_or(BadNumber::Letter)
    }

    /// The letter in its Latin form.
    pub fn as_char(self) -> char {
        self.0
    }
}

/// A ticket's number such as `A012`: 1 to 999, from 1 on each business day for each letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    letter: Letter,
    figures: u16,
}

impl Number {
    /// The largest number of a letter in a day.
    pub const LARGEST: u16 = 999;

    /// A number from its parts; figures are 1 to 999.
    pub fn new(letter: Letter, figures: u16) -> Result<Self, BadNumber> {
        if (1..=Self::LARGEST).contains(&figures) { Ok(Self { letter, figures }) } else { Err(BadNumber::Figures) }
    }

    /// The letter.
    pub fn letter(self) -> Letter {
        self.letter
    }

    /// The figures, 1 to 999.
    pub fn figures(self) -> u16 {
        self.figures
    }
}

impl FromStr for Number {
    type Err = BadNumber;

    /// Reads what a person types: either alphabet, either case, with or without leading zeros.
    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let mut rest = text.trim().chars();
        let letter = Letter::new(rest.next().ok_or(BadNumber::Letter)?)?;
        let figures = rest.as_str().trim();
        if figures.is_empty() || figures.len() > 3 || !figures.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BadNumber::Figures);
        }
        Self::new(letter, figures.parse().map_err(|_| BadNumber::Figures)?)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.letter.0, self.figures)
    }
}

impl Serialize for Letter {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_char(self.0)
    }
}

impl<'de> Deserialize<'de> for Letter {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::new(char::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_the_same_from_either_alphabet() {
        let latin: Number = "a12".parse().unwrap();
        let cyrillic: Number = " А012 ".parse().unwrap();
        assert_eq!(latin, cyrillic);
        assert_eq!(latin.to_string(), "A012");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "A", "A0", "A000", "A1000", "О001", "O001", "A-1", "A+1", "12", "A1٢", "A 1 2", "\0A1"] {
            assert!(text.parse::<Number>().is_err(), "{text:?}");
        }
    }
}
