//! What a voice can say and how its clips are put together, checked. How it stands in `voice.toml` is in `reading`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use queue::ids::Language;
use queue::number::Letter;

/// The largest window that a voice must be able to say.
pub const WINDOW_LARGEST: u8 = 99;

/// The name of a clip: its file's name without the ending.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClipName(Arc<str>);

/// What one voice says. Every letter, every number to 999 and every window to 99 can be put together from its clips.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The language.
    pub language: Language,
    /// The sampling rate of every clip.
    pub rate_hz: u32,
    pub(super) phrase: Vec<Part>,
    pub(super) words: BTreeMap<ClipName, String>,
    pub(super) numbers: BTreeSet<u16>,
    pub(super) before: BTreeSet<u16>,
    pub(super) whereabouts: BTreeSet<u8>,
}

/// One place of the phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Word(ClipName),
    Pause(Duration),
    Letter,
    Number,
    Window,
    Whereabouts,
}

impl Manifest {
    /// Every clip of the voice.
    pub fn clips(&self) -> impl Iterator<Item = &ClipName> {
        self.words.keys()
    }

    /// The words of a clip, as a speaker reads them out.
    pub fn words(&self, clip: &ClipName) -> Option<&str> {
        self.words.get(clip).map(String::as_str)
    }

    /// A number in clips: whole where the voice has it whole, else its hundreds or tens and then the rest.
    pub(super) fn number(&self, number: u16) -> Vec<ClipName> {
        let mut clips = Vec::new();
        let mut rest = number;
        while !self.numbers.contains(&rest) {
            let part = largest_part(rest);
            clips.push(if self.before.contains(&part) { ClipName::before(part) } else { ClipName::number(part) });
            rest -= part;
        }
        clips.push(ClipName::number(rest));
        clips
    }

    /// Where a window is, if the voice has been told.
    pub(super) fn whereabouts(&self, window: u8) -> Option<ClipName> {
        self.whereabouts.contains(&window).then(|| ClipName::whereabouts(window))
    }
}

/// The part of `number` that `numbers` lacks to say it.
pub(super) fn missing_part(number: u16, numbers: &BTreeSet<u16>) -> Option<u16> {
    let mut rest = number;
    while !numbers.contains(&rest) {
        let part = largest_part(rest);
        let said_next = part > 0 && part < rest && numbers.contains(&part);
        if !said_next {
            return Some(if part > 0 { part } else { rest });
        }
        rest -= part;
    }
    None
}

/// The hundreds of a number, or the tens where there are none.
fn largest_part(number: u16) -> u16 {
    let unit = if number >= 100 { 100 } else { 10 };
    number / unit * unit
}

impl ClipName {
    /// A word of the phrase: 1 to 40 of `a-z`, `0-9` and `-`.
    pub(super) fn word(key: &str) -> Option<Self> {
        let plain = key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (plain && (1..=40).contains(&key.len())).then(|| Self(key.into()))
    }

    /// The name of a ticket's letter.
    pub fn letter(letter: Letter) -> Self {
        Self(format!("letter-{}", letter.as_char().to_ascii_lowercase()).into())
    }

    /// A number, or its last part.
    pub fn number(number: u16) -> Self {
        Self(format!("number-{number}").into())
    }

    /// The first part of a number, with the voice held up.
    pub fn before(number: u16) -> Self {
        Self(format!("before-{number}").into())
    }

    /// Where a window is.
    pub fn whereabouts(window: u8) -> Self {
        Self(format!("whereabouts-{window}").into())
    }

    /// Whether a call is as good without this clip.
    pub(super) fn is_optional(&self) -> bool {
        self.0.starts_with("whereabouts-")
    }
}

impl fmt::Display for ClipName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
