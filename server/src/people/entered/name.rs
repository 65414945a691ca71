//! A name as it stands in the document: Cyrillic, Latin or Armenian letters, hyphens, apostrophes, spaces.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{Fault, Field, Wrong, is_dash, one_line};

/// Longest name, in characters.
pub const NAME_LIMIT: usize = 60;

/// One name of a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Name {}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(..)")
    }
}

/// A family name, given name or patronymic of 1 to [`NAME_LIMIT`] characters.
pub fn name(field: Field, typed: &str) -> Result<Name, Wrong> {
    let wrong = |fault| Wrong { field, fault };
    let text: String = one_line(field, typed, NAME_LIMIT)?.chars().map(plain_mark).collect();
    for c in text.chars() {
        if letter_of(c).is_none() && !matches!(c, ' ' | '-' | '\'') {
            return Err(wrong(Fault::Character { found: c }));
        }
    }
    stray(&text).map_or(Ok(()), |found| Err(wrong(Fault::Stray { found })))?;
    if text.split(' ').any(mixes) {
        return Err(wrong(Fault::MixedScripts));
    }
    Ok(Name(text))
}

fn plain_mark(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{2b9}' | '`' | '\u{b4}' | '\u{55a}' => '\'',
        dash if is_dash(dash) => '-',
        other => other,
    }
}

/// The script of a letter that documents have; none for anything else, fancy forms of letters among them.
pub fn letter_of(c: char) -> Option<Script> {
    let script = c.script();
    let known = matches!(script, Script::Cyrillic | Script::Latin | Script::Armenian);
    let cased = c.is_lowercase() || c.is_uppercase();
    // U+0587 is a letter of its own in Armenian, whatever Unicode makes of it.
    let plain = c == '\u{587}' || std::iter::once(c).nfkc().eq([c]);
    (known && cased && plain).then_some(script)
}

/// A hyphen joins two parts; an apostrophe belongs to a letter before or after it.
fn stray(text: &str) -> Option<char> {
    let chars: Vec<char> = text.chars().collect();
    let at = |place: Option<usize>| place.and_then(|place| chars.get(place).copied());
    let is_letter = |c: Option<char>| c.is_some_and(|c| letter_of(c).is_some());
    let part = |c: Option<char>| is_letter(c) || c == Some('\'');
    (0..chars.len()).find_map(|place| {
        let (before, after) = (at(place.checked_sub(1)), at(place.checked_add(1)));
        let fits = match chars[place] {
            '-' => part(before) && part(after),
            '\'' => is_letter(before) || (is_letter(after) && before != Some('\'')),
            _ => true,
        };
        (!fits).then_some(chars[place])
    })
}

fn mixes(word: &str) -> bool {
    let mut scripts = word.chars().filter_map(letter_of);
    let first = scripts.next();
    scripts.any(|script| Some(script) != first)
}
