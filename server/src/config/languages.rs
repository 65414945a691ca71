//! Which languages an office may speak, and what is said of all else that is written for one.

use std::collections::BTreeSet;

use queue::ids::Language;

use super::document::Section;
use super::fault::Fault;
use super::problem;
use super::texts::shorten;

/// Most languages of an office.
const LANGUAGES: usize = 6;

/// Languages that this program has words in. In every other of an office its pages and messages have English ones beside the office's own texts.
pub const WORDED: [&str; 3] = ["ru", "en", "hy"];

/// What is often written for a language and is a country's code, with the language that is meant. `am` and `kg` are codes of languages as well,
/// of Amharic and Kongo: they are told by a note.
const COUNTRIES: [(&str, &str); 5] = [("ua", "uk"), ("ge", "ka"), ("kz", "kk"), ("by", "be"), ("tj", "tg")];

/// What the bibliographic codes of ISO 639-2 mean, where they are others than the terminological ones, which are those of ISO 639-3.
const BIBLIOGRAPHIC: [(&str, &str); 20] = [
    ("alb", "sq"),
    ("arm", "hy"),
    ("baq", "eu"),
    ("bur", "my"),
    ("chi", "zh"),
    ("cze", "cs"),
    ("dut", "nl"),
    ("fre", "fr"),
    ("geo", "ka"),
    ("ger", "de"),
    ("gre", "el"),
    ("ice", "is"),
    ("mac", "mk"),
    ("mao", "mi"),
    ("may", "ms"),
    ("per", "fa"),
    ("rum", "ro"),
    ("slo", "sk"),
    ("tib", "bo"),
    ("wel", "cy"),
];

/// The languages of an office: those that its list names, and those that it means where it writes another code.
#[derive(Clone, Default)]
pub struct Spoken {
    /// Its own first, each once.
    pub languages: Vec<Language>,
    /// Whether it is known of each entry which language it means: else nothing that is written for a language is held against the list.
    pub are_all_known: bool,
}

/// What is written for a language.
pub enum Code {
    /// Its own code.
    Right(Language),
    /// What is no language's code, with the language that is meant.
    Meant(Language),
    /// What means none.
    Unknown,
}

impl Code {
    pub fn of(written: &str) -> Self {
        let language = |code: &str| Language::new(code).ok();
        if english_name(written).is_some() {
            return language(written).map_or(Self::Unknown, Self::Right);
        }
        let meant = meant_by_country(written).or_else(|| meant_otherwise(written));
        meant.and_then(language).map_or(Self::Unknown, Self::Meant)
    }
}

/// What is wrong with a code that is no language's.
pub fn wrong_code(written: &str) -> &'static str {
    if meant_by_country(written).is_some() { "is a country's code" } else { "is no language's code" }
}

/// Reads the list of the languages. What is no language's code is told with the language that is meant, and every text is asked for in that one;
/// the texts that have the same code are counted there.
pub fn languages(section: &mut Section<'_>) -> Spoken {
    let written = section.strings("languages");
    section.lists_languages("languages");
    let distinct: BTreeSet<_> = written.iter().collect();
    if written.is_empty() || written.len() > LANGUAGES || distinct.len() != written.len() {
        let fault = if written.is_empty() { Fault::NothingListed } else { Fault::TooMany(LANGUAGES) };
        section.wrong(
            "languages",
            fault.said("does not fit"),
            format!("list 1 to {LANGUAGES} languages, each once, as [\"ru\", \"en\"]"),
        );
    }
    let mut spoken = Spoken { languages: Vec::new(), are_all_known: !written.is_empty() };
    for code in &written {
        match meant_by_entry(section, code, &written, &spoken.languages) {
            Some(language) if spoken.languages.contains(&language) => {}
            Some(language) => spoken.languages.push(language),
            None => spoken.are_all_known = false,
        }
    }
    spoken
}

/// The language that an entry of the list means; `before` are those of the entries before it.
fn meant_by_entry(section: &Section<'_>, code: &str, all: &[String], before: &[Language]) -> Option<Language> {
    let (language, fault, mend) = match Code::of(code) {
        Code::Right(language) => return Some(language),
        Code::Meant(language) => {
            let is_there = before.contains(&language) || all.iter().any(|other| other == language.as_str());
            let (fault, mend) = if is_there {
                (problem::Code::Double, "remove it: there is")
            } else {
                (problem::Code::Otherwise, "write the language's,")
            };
            let mend = format!("{mend} \"{language}\"");
            (Some(language), fault, mend)
        }
        Code::Unknown => {
            let mend = format!("write the two letters of ISO 639-1; this program has words in {}", WORDED.join(", "));
            (None, problem::Code::Strange, mend)
        }
    };
    let problem = format!("\"{}\" {}", shorten(code), wrong_code(code));
    section.wrong_listed("languages", (code, fault), problem, mend);
    language
}

/// What a language is called in English, by its two letters of ISO 639-1.
pub fn english_name(code: &str) -> Option<&'static str> {
    isolang::Language::from_639_1(code).map(|language| language.to_name())
}

/// The language that is meant where a country's code is written for one.
fn meant_by_country(code: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(country, _)| *country == code).map(|(_, meant)| *meant)
}

/// The language that is meant where its code is written otherwise: `Hy`, `hy-AM`, `hy_am`, or by three letters, `hye` or `arm`.
fn meant_otherwise(written: &str) -> Option<&'static str> {
    let lower = written.trim().to_lowercase();
    let code = lower.split(['-', '_']).next().unwrap_or_default();
    let known = isolang::Language::from_639_1(code).or_else(|| isolang::Language::from_639_3(code));
    let language = known.and_then(|language| language.to_639_1());
    language.or_else(|| meant_by_country(code)).or_else(|| meant_by_library(code))
}

/// The language that is meant by one of the codes of libraries.
fn meant_by_library(code: &str) -> Option<&'static str> {
    BIBLIOGRAPHIC.iter().find(|(written, _)| *written == code).map(|(_, meant)| *meant)
}
