//! Every sentence of the markup is there in every language, with all its plural forms and all its placeholders.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A sentence of the markup, with its plural where it has one.
type Source = (String, Option<String>);

fn markup_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { markup_files(&path) } else { vec![path] }).collect()
}

/// The quoted string at the start of the text, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start().strip_prefix('"')?;
    let end = text.find('"')?;
    Some((&text[..end], &text[end + 1..]))
}

fn sources() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let mut found = Vec::new();
    for path in markup_files(&folder) {
        let text = std::fs::read_to_string(path).unwrap();
        for call in text.split("@tr(").skip(1) {
            let (one, rest) = quoted(call).expect("a translation begins with its sentence");
            let many = rest.trim_start().strip_prefix('|').and_then(quoted).map(|(many, _)| many.to_owned());
            found.push((one.to_owned(), many));
        }
    }
    found
}

/// The forms of each sentence of a .po file; the file is ours, one line to a string.
fn forms(code: &str) -> BTreeMap<String, Vec<String>> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../assets/translations/{code}/LC_MESSAGES/kiosk.po"));
    let text = std::fs::read_to_string(path).unwrap();
    let mut found = BTreeMap::<String, Vec<String>>::new();
    let mut id = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("msgid ") {
            id = quoted(rest).unwrap().0.to_owned();
        } else if let Some((_, form)) = line.strip_prefix("msgstr").and_then(|rest| rest.split_once(' ')) {
            found.entry(id.clone()).or_default().push(quoted(form).unwrap().0.to_owned());
        }
    }
    found.remove("");
    found
}

fn placeholders(sentence: &str) -> Vec<String> {
    let mut found: Vec<String> =
        sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect();
    found.sort();
    found
}

#[test]
fn every_sentence_is_there_in_russian_and_armenian() {
    for (code, plural_forms) in [("ru", 3), ("hy", 2)] {
        let forms = forms(code);
        for (one, many) in sources() {
            let said = forms.get(&one).unwrap_or_else(|| panic!("{code}: {one:?} is not translated"));
            assert_eq!(said.len(), if many.is_some() { plural_forms } else { 1 }, "{code}: the forms of {one:?}");
            for form in said {
                assert!(!form.trim().is_empty(), "{code}: {one:?} is empty");
                assert_eq!(placeholders(form), placeholders(&one), "{code}: the placeholders of {one:?}");
            }
        }
    }
}

#[test]
fn no_translation_is_left_over() {
    let sources: Vec<String> = sources().into_iter().map(|(one, _)| one).collect();
    for code in ["ru", "hy"] {
        for id in forms(code).keys() {
            assert!(sources.contains(id), "{code}: nothing says {id:?} any more");
        }
    }
}

/// A short word at the end of a line belongs to the next one: U+00A0 holds them together.
#[test]
fn no_russian_preposition_is_left_at_the_end_of_a_line() {
    let short = ["в", "к", "с", "о", "у", "и", "на", "за", "до", "не", "со", "по", "бы", "ни", "мы"];
    for said in forms("ru").into_values().flatten() {
        for (word, rest) in said.split(' ').zip(said.split(' ').skip(1)) {
            let last = word.rsplit('\u{a0}').next().unwrap().to_lowercase();
            assert!(!short.contains(&last.as_str()), "{said:?}: {last:?} may be parted from {rest:?}");
        }
    }
}

/// A copula belongs to the word before it, and no line begins with it.
#[test]
fn no_armenian_copula_begins_a_line() {
    let copulas = ["է", "եք", "են", "եմ", "ենք", "չէ", "էր", "էին"];
    for said in forms("hy").into_values().flatten() {
        for word in said.split(' ').skip(1) {
            let first = word.split('\u{a0}').next().unwrap().trim_end_matches(['։', ',', '.', '՝']);
            assert!(!copulas.contains(&first), "{said:?}: {first:?} may begin a line");
        }
    }
}

#[test]
fn the_markup_says_something() {
    assert!(sources().len() > 100);
}
