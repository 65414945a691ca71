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

/// Languages that an office may speak, each of which the pages know by its own name.
pub const KNOWN: [&str; 13] = ["ru", "en", "hy", "az", "be", "de", "fr", "ka", "kk", "ky", "tg", "uk", "uz"];

/// What is often written for a language and is a country's code, with the language that is meant. `am` and `kg` are codes of languages as well,
/// of Amharic and Kongo, which are not known here.
const COUNTRIES: [(&str, &str); 7] =
    [("ua", "uk"), ("ge", "ka"), ("kz", "kk"), ("by", "be"), ("tj", "tg"), ("am", "hy"), ("kg", "ky")];

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

/// A language that an office may speak; what is none is told with the one that is meant, or with all that there are.
fn known_language(section: &Section<'_>, written: &str) -> Option<Language> {
    if KNOWN.contains(&written) {
        return Language::new(written).ok();
    }
    let country = meant_by_country(written);
    let what = if country.is_some() { "is a country's code" } else { "is no language's code here" };
    let mend = match country.or_else(|| meant_otherwise(written)) {
        Some(meant) => format!("write the language's, \"{meant}\", there and in every text"),
        None => {
            let others: Vec<_> = KNOWN.into_iter().filter(|known| !WORDED.contains(known)).collect();
            let (worded, others) = (WORDED.join(", "), others.join(", "));
            format!(
                "write some of: {worded}; or {others}, for which the office has texts of its own and this program English words"
            )
        }
    };
    section.wrong("languages", format!("\"{}\" {what}", shorten(written)), mend);
    None
}

/// The language that is meant where a country's code is written for one.
fn meant_by_country(code: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(country, _)| *country == code).map(|(_, meant)| *meant)
}

/// The language that is meant where its code is written otherwise: `Hy`, `hy-AM`, `hy_am`.
fn meant_otherwise(written: &str) -> Option<&'static str> {
    let lower = written.trim().to_lowercase();
    let code = lower.split(['-', '_']).next().unwrap_or_default();
    KNOWN.into_iter().find(|known| *known == code).or_else(|| meant_by_country(code))
}
