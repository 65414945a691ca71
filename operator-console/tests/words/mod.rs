//! The words of the translation files, as the tests look them up.
#![allow(dead_code)] // Each test binary uses its own part.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A message by its context, text and plural.
pub type Message = (String, String, String);

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every message of a language with its forms.
pub fn translated(language: &str) -> BTreeMap<Message, Vec<String>> {
    let file = root().join(format!("assets/translations/{language}/LC_MESSAGES/operator-console.po"));
    let text = std::fs::read_to_string(file).expect("the translation files are whole");
    let mut messages = BTreeMap::new();
    for block in text.split("\n\n").skip(1) {
        let field = |name: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim().trim_matches('"').to_owned()
        };
        let forms = block
            .lines()
            .filter(|line| line.starts_with("msgstr"))
            .map(|line| line.split_once(' ').expect("the translation files are whole").1.trim_matches('"').to_owned());
        messages.insert((field("msgctxt "), field("msgid "), field("msgid_plural ")), forms.collect());
    }
    messages
}

/// The words of one language of the screen.
pub struct Words(BTreeMap<Message, Vec<String>>);

impl Words {
    /// English is the language of the sources.
    pub fn of(language: &str) -> Self {
        Self(if language == "en" { BTreeMap::new() } else { translated(language) })
    }

    /// A sentence as the screen says it; `gap` fills its one gap.
    pub fn say(&self, source: &str, gap: &str) -> String {
        let key = (String::new(), source.to_owned(), String::new());
        let words = match self.0.get(&key) {
            Some(forms) => forms[0].clone(),
            None if self.0.is_empty() => source.to_owned(),
            None => panic!("\"{source}\" stands in no translation file"),
        };
        words.replace("{}", gap)
    }
}
