//! Dates and moments as the staff's pages write them: every language here reads them so.

use jiff::civil::{Date, DateTime};

/// Such as "20.11.2026".
pub fn date(date: Date) -> String {
    date.strftime("%d.%m.%Y").to_string()
}

/// Such as "20.11.2026 10:45".
pub fn moment(at: DateTime) -> String {
    at.strftime("%d.%m.%Y %H:%M").to_string()
}
