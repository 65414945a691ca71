//! Which languages an office may speak, and what is said of all else that is written for one.

use std::collections::BTreeSet;

use queue::ids::Language;

use super::document::Section;
use super::fault::Fault;
use super::texts::shorten;

/// Most languages of an office.
const LANGUAGES: usize = 6;

/// Languages that this program has words in. In every other of an office its pages and messages have English ones beside the office's own texts.
pub const WORDED: [&str; 3] = ["ru", "en", "hy"];

/// What is often written for a language and is a country's code, with the language that is meant. `am` and `kg` are codes of languages as well,
/// of Amharic and Kongo: they are told by a note.
const COUNTRIES: [(&str, &str); 5] = [("ua", "uk"), ("ge", "ka"), ("kz", "kk"), ("by", "be"), ("tj", "tg")];

/// The languages of the office, its own first; none where one of them is not known.
pub fn languages(section: &mut Section<'_>) -> Vec<Language> {
    let written = section.strings("languages");
    let distinct: BTreeSet<_> = written.iter().collect();
    if written.is_empty() || written.len() > LANGUAGES || distinct.len() != written.len() {
        let fault = if written.is_empty() { Fault::NothingListed } else { Fault::TooMany(LANGUAGES) };
        section.wrong(
            "languages",
            fault.said("does not fit"),
            format!("list 1 to {LANGUAGES} languages, each once, as [\"ru\", \"en\"]"),
        );
    }
    let known: Vec<_> = written.iter().filter_map(|written| known_language(section, written)).collect();
    // With one that is not known every text would be told for the same mistake.
    if known.len() == written.len() { known } else { Vec::new() }
}

/// A language that there is; what is none is told with the one that is meant.
fn known_language(section: &Section<'_>, written: &str) -> Option<Language> {
    if english_name(written).is_some() {
        return Language::new(written).ok();
    }
    let country = meant_by_country(written);
    let what = if country.is_some() { "is a country's code" } else { "is no language's code" };
    let mend = match country.or_else(|| meant_otherwise(written)) {
        Some(meant) => format!("write the language's, \"{meant}\", there and in every text"),
        None => format!("write the two letters of ISO 639-1; this program has words in {}", WORDED.join(", ")),
    };
    section.wrong("languages", format!("\"{}\" {what}", shorten(written)), mend);
    None
}

/// What a language is called in English, by its two letters of ISO 639-1.
pub fn english_name(code: &str) -> Option<&'static str> {
    isolang::Language::from_639_1(code).map(|language| language.to_name())
}

/// The language that is meant where a country's code is written for one.
fn meant_by_country(code: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(country, _)| *country == code).map(|(_, meant)| *meant)
}

/// The language that is meant where its code is written otherwise: `Hy`, `hy-AM`, `hy_am`.
fn meant_otherwise(written: &str) -> Option<&'static str> {
    let lower = written.trim().to_lowercase();
    let code = lower.split(['-', '_']).next().unwrap_or_default();
    let language = isolang::Language::from_639_1(code).and_then(|language| language.to_639_1());
    language.or_else(|| meant_by_country(code))
}
