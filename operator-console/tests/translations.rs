//! Every word of the screens stands in every language, with all its plural forms and all its gaps.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm)] // A test may fail where it stands, and picks what it looks for.

mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;

use words::{Message, root, translated};

fn slint_files() -> Vec<PathBuf> {
    let folders = [root().join("operator-console/ui"), root().join("operator-console/ui/screens"), root().join("ui")];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let paths = files.map(|file| file.unwrap().path());
    let ours = |path: &PathBuf| {
        let shared = path.parent().unwrap().ends_with("ui") && !path.starts_with(root().join("operator-console"));
        path.extension().is_some_and(|e| e == "slint")
            && (!shared || path.file_name().unwrap().to_str().unwrap().starts_with("console-"))
    };
    paths.filter(ours).collect()
}

/// The quoted text at the start of `source`, and what follows it.
fn quoted(source: &str) -> Option<(String, &str)> {
    let rest = source.trim_start().strip_prefix('"')?;
    let end = rest.find('"')?;
    Some((rest[..end].to_owned(), rest[end + 1..].trim_start()))
}

fn said() -> BTreeMap<Message, String> {
    let mut said = BTreeMap::new();
    for path in slint_files() {
        let source = std::fs::read_to_string(&path).unwrap();
        for part in source.split("@tr(").skip(1) {
            let (first, rest) = quoted(part).unwrap_or_else(|| panic!("{}: {part:.40}", path.display()));
            let (context, text, rest) = match rest.strip_prefix("=>") {
                Some(rest) => {
                    let (text, rest) = quoted(rest).unwrap();
                    (first, text, rest)
                }
                None => (String::new(), first, rest),
            };
            let plural = rest.strip_prefix('|').and_then(quoted).map(|(plural, _)| plural).unwrap_or_default();
            said.insert((context, text, plural), path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    said
}

fn gaps(text: &str) -> Vec<String> {
    let mut gaps: Vec<_> =
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(gap, _)| gap.to_owned()).collect();
    gaps.sort();
    gaps
}

#[test]
fn every_sentence_is_there_in_russian_and_armenian_and_none_is_left_over() {
    let said = said();
    assert!(said.len() > 200, "the sentences were not found");
    for (language, forms) in [("ru", 3), ("hy", 2)] {
        let translated = translated(language);
        for (message, file) in &said {
            let found =
                translated.get(message).unwrap_or_else(|| panic!("{language}: {message:?} of {file} is missing"));
            let wanted = if message.2.is_empty() { 1 } else { forms };
            assert_eq!(found.len(), wanted, "{language}: {message:?}");
            assert!(found.iter().all(|form| !form.trim().is_empty()), "{language}: {message:?}");
        }
        let left: Vec<_> = translated.keys().filter(|message| !said.contains_key(*message)).collect();
        assert!(left.is_empty(), "{language}: nobody says {left:?}");
    }
}

#[test]
fn every_translation_fills_the_same_gaps() {
    for language in ["ru", "hy"] {
        for (message, forms) in translated(language) {
            for form in forms {
                let wanted = [gaps(&message.1), gaps(&message.2)];
                assert!(wanted.contains(&gaps(&form)), "{language}: {message:?} -> {form}");
            }
        }
    }
}

#[test]
fn no_sentence_uses_a_character_that_the_font_does_not_have() {
    // Noto Sans has no arrows and no sign for "about".
    for language in ["ru", "hy"] {
        for (message, forms) in translated(language) {
            assert!(!forms.concat().contains(['→', '←', '↑', '↓', '≈']), "{language}: {message:?}");
        }
    }
}
