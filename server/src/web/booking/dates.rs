//! Dates as the pages tell them: on the day of the visit to the page, each on one line. One of another year has its year.

use jiff::civil::{Date, DateTime};

use super::visit::Visit;
use crate::appointment::dates::{self, time};
use crate::web::words::{capital, filled, unbroken};

impl Visit {
    /// Such as "20 November".
    pub fn date(&self, date: Date) -> String {
        unbroken(&dates::date(date, self.today(), &self.language))
    }

    /// Such as "Friday, 20 November".
    pub fn long_date(&self, date: Date) -> String {
        capital(&self.long_date_within(date))
    }

    /// The same within a sentence.
    pub fn long_date_within(&self, date: Date) -> String {
        format!("{}, {}", dates::weekday(date, &self.language), self.date(date))
    }

    /// Such as "20 November, 10:45".
    pub fn date_and_time(&self, at: DateTime) -> String {
        format!("{}, {}", self.date(at.date()), time(at.time()))
    }

    /// Such as "Friday, 20 November, 10:45", within a sentence.
    pub fn long_date_and_time_within(&self, at: DateTime) -> String {
        format!("{}, {}", self.long_date_within(at.date()), time(at.time()))
    }

    /// Such as "November".
    pub fn month(&self, date: Date) -> String {
        let month = usize::try_from(date.month() - 1).unwrap_or(0);
        let month = self.words.months.get(month).map_or("", String::as_str);
        let year = date.year();
        if year == self.today().year() {
            return month.to_owned();
        }
        filled(&self.words.month_year, &[month, &year.to_string()])
    }

    fn today(&self) -> Date {
        self.local(self.now).date()
    }
}
