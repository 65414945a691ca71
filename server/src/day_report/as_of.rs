//! As of when something is told that still goes on: a page and a paper say it in words, a file in its name too.

use super::words::Words;
use crate::web::words::filled;

/// The moment of figures that go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// In words.
    pub note: String,
    /// Such as "14-05".
    stamp: String,
}

impl AsOf {
    /// At a time of the office's clock, such as "14:05", with its date where that is not the business day's.
    pub fn at(words: &Words, time: &str) -> Self {
        Self { note: filled(&words.as_of, &[time]), stamp: time.replace([':', ' '], "-") }
    }

    /// A file's name, without the ending: that of one whose figures go on says as of when they are.
    pub fn named(as_of: Option<&Self>, name: &str) -> String {
        as_of.map_or_else(|| name.to_owned(), |as_of| format!("{name}-as-of-{}", as_of.stamp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_what_goes_on_says_so_in_its_name_and_one_of_what_is_over_does_not() {
        let named = |time: Option<&str>| {
            let as_of = time.map(|time| AsOf::at(Words::english(), time));
            AsOf::named(as_of.as_ref(), "day-2026-11-17")
        };
        assert_eq!(named(None), "day-2026-11-17");
        assert_eq!(named(Some("14:05")), "day-2026-11-17-as-of-14-05");
        assert_eq!(named(Some("2026-11-18 01:20")), "day-2026-11-17-as-of-2026-11-18-01-20");
        assert_eq!(AsOf::at(Words::english(), "14:05").note, "The day goes on: figures as of 14:05");
    }
}
