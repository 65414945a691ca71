//! From `voice.toml` to a checked [`Manifest`], with everything that is wrong listed at once. Opens no file.
//!
//! README.md of the voices describes the layout for the people who make one.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use queue::ids::Language;
use queue::number::{Letter, Number};
use serde::Deserialize;
use thiserror::Error;

use super::manifest::{ClipName, Manifest, Part, WINDOW_LARGEST, missing_part};

/// The longest pause inside a phrase; a longer one sounds like the end of the call.
pub const PAUSE_LIMIT: Duration = Duration::from_millis(120);
/// The layout of `voice.toml` that this program reads.
const FORMAT: u32 = 1;
/// The letters that tickets have, in their Latin form.
const LETTERS: &str = "ABEKMHPCTYX";

/// What is wrong with a manifest.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ManifestProblem {
    /// It is no TOML, or a key is missing, unknown or of another kind.
    #[error("{0}")]
    Unreadable(String),
    /// The layout is of another version.
    #[error("format {0}: this program reads format {FORMAT}")]
    Format(u32),
    /// The language is not a key such as `ru`.
    #[error("language: {0}")]
    Language(String),
    /// The sampling rate is none that a voice has.
    #[error("sample_rate_hz {0}: use 8000 to 48000")]
    Rate(u32),
    /// A pause of the phrase is too long.
    #[error("phrase: a pause of {0} ms is longer than {limit} ms", limit = PAUSE_LIMIT.as_millis())]
    Pause(u64),
    /// A place of the phrase is not known.
    #[error("phrase: \"{0}\" is neither a key of [words] nor {{letter}}, {{number}}, {{window}} or {{whereabouts}}")]
    Part(String),
    /// A call without this place would be wrong.
    #[error("phrase: {0} is missing")]
    PartMissing(&'static str),
    /// A word's key cannot be a clip's name, or is another clip's.
    #[error(
        "[words] \"{0}\": use a-z, 0-9 and -, and no name that starts as letter-, number-, before- or whereabouts-"
    )]
    Word(String),
    /// A letter's key is not one of the eleven.
    #[error("[letters] \"{0}\" is not one of A B E K M H P C T Y X")]
    Letter(String),
    /// A letter has no words.
    #[error("[letters] {0} is missing")]
    LetterMissing(char),
    /// A number's key is out of range, or written with zeros before it.
    #[error("[{table}] \"{key}\" is not 1 to {largest}")]
    Number {
        /// The table.
        table: &'static str,
        /// The key.
        key: String,
        /// The largest that it may hold.
        largest: u16,
    },
    /// A number's first part has no words of its own.
    #[error("before: {0} is not in [numbers]")]
    Before(u16),
    /// Numbers cannot be said without this one.
    #[error("[numbers] {0} is missing: without it {1} cannot be said")]
    NumberMissing(u16, u16),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    format: u32,
    language: String,
    #[serde(rename = "speaker")]
    _speaker: String,
    #[serde(rename = "licence")]
    _licence: String,
    sample_rate_hz: u32,
    phrase: Vec<RawPart>,
    #[serde(default)]
    before: Vec<u16>,
    words: BTreeMap<String, String>,
    letters: BTreeMap<String, String>,
    numbers: BTreeMap<String, String>,
    #[serde(default)]
    whereabouts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawPart {
    PauseMs(u64),
    Name(String),
}

/// What has been read so far, and what was wrong.
#[derive(Default)]
struct Reading {
    words: BTreeMap<ClipName, String>,
    problems: Vec<ManifestProblem>,
}

impl Manifest {
    /// Reads a `voice.toml`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(text: &str) -> Result<Self, Vec<ManifestProblem>> {
        let raw: Raw = toml::from_str(text).map_err(|e| vec![ManifestProblem::Unreadable(e.to_string())])?;
        let mut reading = Reading::default();
        reading.head(&raw);
        reading.plain(&raw.words);
        reading.letters(&raw.letters);
        let numbers = reading.numbers("numbers", &raw.numbers, Number::LARGEST, ClipName::number);
        reading.complete(&numbers);
        reading.before(&raw.before);
        let whereabouts = reading.whereabouts(&raw.whereabouts);
        let phrase = reading.phrase(raw.phrase);
        match Language::new(&raw.language) {
            Ok(language) if reading.problems.is_empty() => Ok(Manifest {
                language,
                rate_hz: raw.sample_rate_hz,
                phrase,
                words: reading.words,
                numbers,
                before: raw.before.into_iter().collect(),
                whereabouts,
            }),
            Ok(_) | Err(_) => Err(reading.problems),
        }
    }
}

impl Reading {
    fn head(&mut self, raw: &Raw) {
        if raw.format != FORMAT {
            self.problems.push(ManifestProblem::Format(raw.format));
        }
        if !(8_000..=48_000).contains(&raw.sample_rate_hz) {
            self.problems.push(ManifestProblem::Rate(raw.sample_rate_hz));
        }
        if let Err(bad) = Language::new(&raw.language) {
            self.problems.push(ManifestProblem::Language(bad.to_string()));
        }
    }

    fn plain(&mut self, raw: &BTreeMap<String, String>) {
        const TAKEN: [&str; 4] = ["letter-", "number-", "before-", "whereabouts-"];
        for (key, said) in raw {
            let free = !TAKEN.iter().any(|start| key.starts_with(start));
            match ClipName::word(key).filter(|_| free) {
                Some(clip) => drop(self.words.insert(clip, said.clone())),
                None => self.problems.push(ManifestProblem::Word(key.clone())),
            }
        }
    }

    fn letters(&mut self, raw: &BTreeMap<String, String>) {
        for key in raw.keys().filter(|key| key.chars().count() != 1 || !LETTERS.contains(key.as_str())) {
            self.problems.push(ManifestProblem::Letter(key.clone()));
        }
        for letter in LETTERS.chars() {
            match raw.get(letter.to_string().as_str()).zip(Letter::new(letter).ok()) {
                Some((said, letter)) => drop(self.words.insert(ClipName::letter(letter), said.clone())),
                None => self.problems.push(ManifestProblem::LetterMissing(letter)),
            }
        }
    }

    fn numbers(
        &mut self,
        table: &'static str,
        raw: &BTreeMap<String, String>,
        largest: u16,
        clip: fn(u16) -> ClipName,
    ) -> BTreeSet<u16> {
        let mut numbers = BTreeSet::new();
        for (key, said) in raw {
            match key.parse() {
                Ok(number) if (1..=largest).contains(&number) && *key == number.to_string() => {
                    numbers.insert(number);
                    self.words.insert(clip(number), said.clone());
                }
                Ok(_) | Err(_) => self.problems.push(ManifestProblem::Number { table, key: key.clone(), largest }),
            }
        }
        numbers
    }

    fn complete(&mut self, numbers: &BTreeSet<u16>) {
        let mut missing = BTreeMap::new();
        for number in 1..=Number::LARGEST {
            if let Some(part) = missing_part(number, numbers) {
                missing.entry(part).or_insert(number);
            }
        }
        self.problems.extend(missing.into_iter().map(|(part, number)| ManifestProblem::NumberMissing(part, number)));
    }

    fn before(&mut self, raw: &[u16]) {
        for number in raw {
            match self.words.get(&ClipName::number(*number)).cloned() {
                Some(said) => drop(self.words.insert(ClipName::before(*number), said)),
                None => self.problems.push(ManifestProblem::Before(*number)),
            }
        }
    }

    fn whereabouts(&mut self, raw: &BTreeMap<String, String>) -> BTreeSet<u8> {
        let clip = |window| ClipName::whereabouts(u8::try_from(window).unwrap_or(WINDOW_LARGEST));
        let windows = self.numbers("whereabouts", raw, u16::from(WINDOW_LARGEST), clip);
        windows.into_iter().filter_map(|window| u8::try_from(window).ok()).collect()
    }

    fn phrase(&mut self, raw: Vec<RawPart>) -> Vec<Part> {
        let mut phrase = Vec::new();
        for part in raw {
            match part {
                RawPart::PauseMs(ms) if u128::from(ms) <= PAUSE_LIMIT.as_millis() => {
                    phrase.push(Part::Pause(Duration::from_millis(ms)));
                }
                RawPart::PauseMs(ms) => self.problems.push(ManifestProblem::Pause(ms)),
                RawPart::Name(name) => match self.place(&name) {
                    Some(part) => phrase.push(part),
                    None => self.problems.push(ManifestProblem::Part(name)),
                },
            }
        }
        for (part, name) in [(Part::Letter, "{letter}"), (Part::Number, "{number}"), (Part::Window, "{window}")] {
            if !phrase.contains(&part) {
                self.problems.push(ManifestProblem::PartMissing(name));
            }
        }
        phrase
    }

    fn place(&self, name: &str) -> Option<Part> {
        match name {
            "{letter}" => Some(Part::Letter),
            "{number}" => Some(Part::Number),
            "{window}" => Some(Part::Window),
            "{whereabouts}" => Some(Part::Whereabouts),
            word => ClipName::word(word).filter(|clip| self.words.contains_key(clip)).map(Part::Word),
        }
    }
}
