//! What visitors and clerks type about a person, checked as typed (B13): pure functions, each error with its field and its mend.
//!
//! What is harmless is taken and put in order (spaces, dashes, apostrophes, one spelling of each letter); all else is refused
//! with the reason. `Debug` shows none of it: names and numbers never reach a log. Names, documents and contacts are overwritten when they go.

mod contact;
mod document;
mod name;

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::config::texts::is_unprintable;

pub use contact::{Contact, Email, Phone, email, phone};
pub use document::{Document, DocumentKind, document};
pub use name::{NAME_LIMIT, Name, name};

/// Longest free text, in characters.
pub const TEXT_LIMIT: usize = 500;
/// Marks that may stand on one letter beyond those that are part of it.
const MARKS_ON_A_LETTER: usize = 2;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Family name.
    FamilyName,
    /// Given name.
    GivenName,
    /// Patronymic, for those who have one.
    Patronymic,
    /// Series and number of the document.
    Document,
    /// Telephone in international form.
    Phone,
    /// E-mail address.
    Email,
    /// Why the visitor comes, in the visitor's words.
    Purpose,
}

/// What is wrong with a field, and with it how to mend it.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was written: write it.
    #[error("is blank: fill it in")]
    Blank,
    /// Too many characters: shorten it.
    #[error("is too long: use at most {limit} characters")]
    TooLong {
        /// How many may be.
        limit: usize,
    },
    /// A character that cannot stand here, perhaps one that is not seen: take it out.
    #[error("holds the character U+{:04X}: take it out", u32::from(*.found))]
    Character {
        /// The first such.
        found: char,
    },
    /// More marks over one letter than any script has: write plain letters.
    #[error("has letters with too many marks: write plain letters")]
    Marks,
    /// One word has letters of two scripts, which look alike: write each word in one.
    #[error("mixes scripts in one word: write each word in the letters of the document")]
    MixedScripts,
    /// A hyphen or an apostrophe without its letters: take it out, or write what belongs beside it.
    #[error("has \"{found}\" without letters beside it: take it out")]
    Stray {
        /// Which.
        found: char,
    },
    /// Not as many letters and figures as there must be: compare it with the document or the telephone.
    #[error("must have {from} to {to} letters and figures: compare it with the document")]
    Length {
        /// The fewest.
        from: usize,
        /// The most.
        to: usize,
    },
    /// Letters and figures are not where they must be: letters first, then figures.
    #[error("must be {letters} letters and {figures} figures: compare it with the document")]
    Shape {
        /// How many Latin letters.
        letters: usize,
        /// How many figures after them.
        figures: usize,
    },
    /// No country code before the number: begin with + and the code.
    #[error("has no country code: begin with + and the code, such as +7 or +374")]
    NoCountryCode,
    /// No e-mail address: write name@example.org.
    #[error("is no address: write it as name@example.org")]
    NoAddress,
}

/// A field that cannot be taken as it is.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{field:?} {fault}")]
pub struct Wrong {
    /// Which field.
    pub field: Field,
    /// What is wrong and how to mend it.
    pub fault: Fault,
}

/// Free text about a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FreeText(String);

impl FreeText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for FreeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FreeText(..)")
    }
}

/// Free text of at most [`TEXT_LIMIT`] characters; lines stay lines. Quotes and markup are text like any other: whoever shows it escapes it.
pub fn free_text(field: Field, typed: &str) -> Result<FreeText, Wrong> {
    let wrong = |fault| Err(Wrong { field, fault });
    if typed.len() > bytes_at_most(TEXT_LIMIT) {
        return wrong(Fault::TooLong { limit: TEXT_LIMIT });
    }
    let typed: String = typed.nfc().collect();
    let mut lines = Vec::new();
    for line in typed.lines() {
        lines.push(in_order(line).map_err(|fault| Wrong { field, fault })?);
    }
    let text = lines.join("\n").trim().to_owned();
    if text.is_empty() {
        return wrong(Fault::Blank);
    }
    if text.chars().count() > TEXT_LIMIT {
        return wrong(Fault::TooLong { limit: TEXT_LIMIT });
    }
    if too_many_marks(&text) {
        return wrong(Fault::Marks);
    }
    Ok(FreeText(text))
}

/// One line of at most `limit` characters: one spelling of each letter, single spaces, nothing that is not seen.
fn one_line(field: Field, typed: &str, limit: usize) -> Result<String, Wrong> {
    let wrong = |fault| Wrong { field, fault };
    if typed.len() > bytes_at_most(limit) {
        return Err(wrong(Fault::TooLong { limit }));
    }
    let text = in_order(&typed.nfc().collect::<String>()).map_err(wrong)?;
    match text.chars().count() {
        0 => Err(wrong(Fault::Blank)),
        long if long > limit => Err(wrong(Fault::TooLong { limit })),
        _ => Ok(text),
    }
}

/// What is far too long is not looked at: room for spaces, and for letters that are written as several.
fn bytes_at_most(limit: usize) -> usize {
    limit * 8 + 64
}

fn in_order(line: &str) -> Result<String, Fault> {
    if let Some(found) = line.chars().find(|c| !c.is_whitespace() && is_unprintable(*c)) {
        return Err(Fault::Character { found });
    }
    Ok(line.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn too_many_marks(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        marks > MARKS_ON_A_LETTER
    })
}

/// Whatever is typed for a hyphen.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{58a}')
}
