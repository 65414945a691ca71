//! Series and number of a document, as its kind has them.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_script::Script;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::name::letter_of;
use super::{Fault, Field, Wrong, is_dash, one_line};

/// Longest entry, spaces included.
const TYPED_LIMIT: usize = 40;
/// Latin capitals, each with the Cyrillic one that looks the same.
const LOOK_ALIKE: [(char, char); 16] = [
    ('А', 'A'),
    ('В', 'B'),
    ('С', 'C'),
    ('Е', 'E'),
    ('Н', 'H'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('К', 'K'),
    ('М', 'M'),
    ('О', 'O'),
    ('Р', 'P'),
    ('Ѕ', 'S'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('У', 'Y'),
    ('Ү', 'Y'),
];

/// What kind of document a visitor shows at the window (B6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Passport of Russia: ten figures.
    RussianPassport,
    /// Passport for travel of any country: 6 to 9 Latin letters and figures.
    InternationalPassport,
    /// Passport of Armenia: two Latin letters, seven figures.
    ArmenianPassport,
    /// Any other: 4 to 20 letters and figures.
    Other,
}

/// A document of a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    kind: DocumentKind,
    number: String,
}

impl Document {
    /// Its kind.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Series and number as a clerk compares them.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The number without spaces and hyphens, look-alike letters made one; the kind is not part of it, or another choice in
    /// the form would make another document.
    pub(in crate::people) fn alike(&self) -> String {
        self.number.chars().filter(|c| c.is_alphanumeric()).map(latin).collect()
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        self.number.zeroize();
    }
}

impl ZeroizeOnDrop for Document {}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({:?}, ..)", self.kind)
    }
}

/// Series and number of a document, however spaced.
pub fn document(kind: DocumentKind, typed: &str) -> Result<Document, Wrong> {
    let wrong = |fault| Wrong { field: Field::Document, fault };
    let line = one_line(Field::Document, typed, TYPED_LIMIT)?.to_uppercase();
    let text: String = line.chars().filter(|c| *c != '№').map(|c| if is_dash(c) { '-' } else { c }).collect();
    let taken = |c: &char| matches!(c, ' ' | '-') || c.is_ascii_digit() || letter_of(*c).is_some();
    if let Some(found) = text.chars().find(|c| !taken(c)) {
        return Err(wrong(Fault::Character { found }));
    }
    let number = match kind {
        DocumentKind::RussianPassport => russian(&text),
        DocumentKind::InternationalPassport => international(&text),
        DocumentKind::ArmenianPassport => armenian(&text),
        DocumentKind::Other => other(&text),
    };
    Ok(Document { kind, number: number.map_err(wrong)? })
}

fn russian(text: &str) -> Result<String, Fault> {
    let number = joined(text);
    if let Some(found) = number.chars().find(|c| !c.is_ascii_digit()) {
        return Err(Fault::Character { found });
    }
    length(&number, 10, 10)?;
    let (series, number) = number.split_at(4);
    Ok(format!("{series} {number}"))
}

fn international(text: &str) -> Result<String, Fault> {
    let number = in_latin(text)?;
    length(&number, 6, 9)?;
    Ok(number)
}

fn armenian(text: &str) -> Result<String, Fault> {
    let number = in_latin(text)?;
    length(&number, 9, 9)?;
    let (letters, figures) = number.split_at(2);
    let fits = letters.bytes().all(|b| b.is_ascii_uppercase()) && figures.bytes().all(|b| b.is_ascii_digit());
    if fits { Ok(number) } else { Err(Fault::Shape { letters: 2, figures: 7 }) }
}

/// As written, for every country writes its papers in its own way.
fn other(text: &str) -> Result<String, Fault> {
    length(&joined(text), 4, 20)?;
    Ok(text.split([' ', '-']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

fn in_latin(text: &str) -> Result<String, Fault> {
    let number: String = joined(text).chars().map(latin).collect();
    match number.chars().find(|c| letter_of(*c).is_some_and(|script| script != Script::Latin) || !c.is_ascii()) {
        Some(found) => Err(Fault::Character { found }),
        None => Ok(number),
    }
}

fn joined(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-')).collect()
}

fn length(number: &str, from: usize, to: usize) -> Result<(), Fault> {
    let long = number.chars().count();
    if (from..=to).contains(&long) { Ok(()) } else { Err(Fault::Length { from, to }) }
}

fn latin(c: char) -> char {
    LOOK_ALIKE.iter().find(|(cyrillic, _)| *cyrillic == c).map_or(c, |(_, latin)| *latin)
}
