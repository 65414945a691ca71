//! Dates and times as people write them in each language.

use jiff::civil::{Date, DateTime, Time};

use super::words::Words;
use crate::web::words::{capital, filled, unbroken};

impl Words {
    /// Such as "20 November", on one line.
    pub fn date(&self, date: Date) -> String {
        let wording = self.days_of.get(month(date)).map_or("{}", String::as_str);
        unbroken(&filled(wording, &[&date.day().to_string()]))
    }

    /// The same as it is told on a day: with its year where that is another one, such as "20 November 2027".
    pub fn date_as_of(&self, date: Date, today: Date) -> String {
        if date.year() == today.year() {
            return self.date(date);
        }
        unbroken(&filled(&self.date_year, &[&self.date(date), &date.year().to_string()]))
    }

    /// Such as "Friday, 20 November".
    pub fn long_date(&self, date: Date) -> String {
        capital(&self.long_date_within(date))
    }

    /// The same within a sentence.
    pub fn long_date_within(&self, date: Date) -> String {
        format!("{}, {}", self.weekday(date), self.date(date))
    }

    /// Such as "20 November 2026, 10:45".
    pub fn date_and_time(&self, at: DateTime) -> String {
        let (date, year, time) = (self.date(at.date()), at.date().year().to_string(), time(at.time()));
        filled(&self.date_year_time, &[&date, &year, &time])
    }

    /// Such as "Friday", within a sentence.
    fn weekday(&self, date: Date) -> &str {
        let place = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.weekdays.get(place).map_or("", String::as_str)
    }

    /// Such as "November".
    pub fn month(&self, date: Date) -> &str {
        self.months.get(month(date)).map_or("", String::as_str)
    }
}

/// Such as "09:45".
pub fn time(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

fn month(date: Date) -> usize {
    usize::try_from(date.month() - 1).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};
    use queue::ids::Language;

    use super::*;

    #[test]
    fn dates_are_written_as_each_language_does() {
        let said = |key: &str| {
            let words = Words::of(&Language::new(key).unwrap());
            [
                words.long_date(date(2026, 11, 20)),
                words.long_date_within(date(2026, 11, 20)),
                words.month(date(2026, 12, 1)).to_owned(),
                words.date_and_time(datetime(2026, 5, 3, 9, 5, 0, 0)),
                words.date_as_of(date(2026, 12, 31), date(2026, 1, 1)),
                words.date_as_of(date(2027, 1, 1), date(2026, 12, 31)),
            ]
        };
        let wanted = [
            "Friday, 20_November",
            "Friday, 20_November",
            "December",
            "3_May 2026, 09:05",
            "31_December",
            "1_January_2027",
        ];
        assert_eq!(said("en"), wanted.map(|said| said.replace('_', "\u{a0}")));
        let wanted = [
            "Пятница, 20_ноября",
            "пятница, 20_ноября",
            "Декабрь",
            "3_мая 2026, 09:05",
            "31_декабря",
            "1_января_2027_года",
        ];
        assert_eq!(said("ru"), wanted.map(|said| said.replace('_', "\u{a0}")));
        let wanted = [
            "Ուրբաթ, նոյեմբերի_20",
            "ուրբաթ, նոյեմբերի_20",
            "Դեկտեմբեր",
            "2026 թ. մայիսի_3, 09:05",
            "դեկտեմբերի_31",
            "2027_թ._հունվարի_1",
        ];
        assert_eq!(said("hy"), wanted.map(|said| said.replace('_', "\u{a0}")));
    }
}
