//! As of when something is told that still goes on: a page and a paper say it in words, a file in its name too.

use jiff::Timestamp;
use jiff::civil::Date;
use queue::zone::Zone;

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

/// A time of the office's clock, such as "14:05", with its date where that is not the business day's.
pub fn time(zone: &Zone, day: Date, at: Timestamp) -> String {
    let local = zone.local(at);
    let time = local.strftime("%H:%M").to_string();
    if local.date() == day { time } else { format!("{} {time}", local.date()) }
}

impl AsOf {
    /// Of a business day that goes on.
    pub fn of_day(words: &Words, zone: &Zone, day: Date, at: Timestamp) -> Self {
        let time = time(zone, day, at);
        Self { note: filled(&words.as_of, &[&time]), stamp: stamp(&time) }
    }

    /// Of days together, one of which goes on: it is named.
    pub fn of_days(words: &Words, zone: &Zone, day: Date, at: Timestamp) -> Self {
        let time = time(zone, day, at);
        Self { note: filled(&words.as_of_days, &[&words.date_with_year(day), &time]), stamp: stamp(&time) }
    }

    /// Of a moment that a note tells in its own words.
    pub fn of_moment(note: String, zone: &Zone, day: Date, at: Timestamp) -> Self {
        Self { note, stamp: stamp(&time(zone, day, at)) }
    }

    /// A file's name, without the ending: that of one whose figures go on says as of when they are.
    pub fn named(as_of: Option<&Self>, name: &str) -> String {
        as_of.map_or_else(|| name.to_owned(), |as_of| format!("{name}-as-of-{}", as_of.stamp))
    }
}

/// A time as it stands in a file's name.
fn stamp(time: &str) -> String {
    time.replace([':', ' '], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The notes of a day and of a period at a local time, as of a business day that ends at 04:00, and the name of a file.
    fn told(local: &str) -> [String; 3] {
        let (zone, day) = (Zone::new("Asia/Yerevan").unwrap(), "2026-11-17".parse().unwrap());
        let at: jiff::civil::DateTime = local.parse().unwrap();
        let at = zone.moment(at.date(), at.time());
        let words = Words::english();
        let of_day = AsOf::of_day(words, &zone, day, at);
        let named = AsOf::named(Some(&of_day), "day-2026-11-17");
        let of_days = AsOf::of_days(words, &zone, day, at);
        assert_eq!(AsOf::named(Some(&of_days), "day-2026-11-17"), named);
        [of_day.note, of_days.note, named]
    }

    #[test]
    fn what_goes_on_says_so_in_words_and_in_a_files_name_and_what_is_over_does_not() {
        let day = [
            "The day goes on: figures as of 14:05",
            "17 November 2026 goes on: figures as of 14:05",
            "day-2026-11-17-as-of-14-05",
        ];
        assert_eq!(told("2026-11-17T14:05:59"), day);
        assert_eq!(AsOf::named(None, "day-2026-11-17"), "day-2026-11-17");
    }

    #[test]
    fn after_midnight_a_day_that_goes_on_is_told_with_the_date_of_the_clock() {
        let night = [
            "The day goes on: figures as of 2026-11-18 01:20",
            "17 November 2026 goes on: figures as of 2026-11-18 01:20",
            "day-2026-11-17-as-of-2026-11-18-01-20",
        ];
        assert_eq!(told("2026-11-18T01:20:00"), night);
    }
}
