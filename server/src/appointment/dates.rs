//! Dates and times as people write them in each language, on pages and in messages alike.

use jiff::civil::{Date, DateTime, Time};
use queue::ids::Language;

use super::words::Words;
use crate::web::words::filled;

/// Such as "20 November", within a sentence; "20 November 2027" where it is told in another year.
pub fn date(date: Date, today: Date, language: &Language) -> String {
    let words = Words::of(language);
    let day = day(date, words);
    if date.year() == today.year() { day } else { filled(&words.date_year, &[&day, &date.year().to_string()]) }
}

/// Such as "20 November 2026, 10:45", within a sentence: what is kept and read in any year has its own.
pub fn moment(at: DateTime, language: &Language) -> String {
    let words = Words::of(language);
    let (year, time) = (at.date().year().to_string(), time(at.time()));
    filled(&words.date_year_time, &[&day(at.date(), words), &year, &time])
}

/// Such as "Friday", within a sentence.
pub fn weekday(date: Date, language: &Language) -> &'static str {
    let place = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
    Words::of(language).weekdays.get(place).map_or("", String::as_str)
}

/// Such as "09:45".
pub fn time(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

fn day(date: Date, words: &Words) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    let wording = words.days_of.get(month).map_or("{}", String::as_str);
    filled(wording, &[&date.day().to_string()])
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date as on, datetime};

    use super::*;

    fn in_each(said: impl Fn(&Language) -> String) -> [String; 3] {
        ["en", "ru", "hy"].map(|key| said(&Language::new(key).unwrap()))
    }

    #[test]
    fn a_date_of_another_year_than_the_one_in_which_it_is_told_has_its_year() {
        let said = |day: Date, today: Date| in_each(|language| date(day, today, language));
        assert_eq!(said(on(2026, 12, 31), on(2026, 1, 1)), ["31 December", "31 декабря", "դեկտեմբերի 31"]);
        let next = ["1 January 2027", "1 января 2027 года", "2027 թ. հունվարի 1"];
        assert_eq!(said(on(2027, 1, 1), on(2026, 12, 31)), next);
        let last = ["31 December 2026", "31 декабря 2026 года", "2026 թ. դեկտեմբերի 31"];
        assert_eq!(said(on(2026, 12, 31), on(2027, 1, 1)), last);
    }

    #[test]
    fn a_moment_has_its_year_in_every_language() {
        let at = datetime(2026, 11, 20, 9, 5, 0, 0);
        let wanted = ["20 November 2026, 09:05", "20 ноября 2026, 09:05", "2026 թ. նոյեմբերի 20, 09:05"];
        assert_eq!(in_each(|language| moment(at, language)), wanted);
        assert_eq!(in_each(|language| weekday(at.date(), language).to_owned()), ["Friday", "пятница", "ուրբաթ"]);
        let unknown = Language::new("ka").unwrap();
        assert_eq!(moment(at, &unknown), wanted[0], "a language without words gets English");
    }
}
