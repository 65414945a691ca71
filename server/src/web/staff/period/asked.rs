//! What a request asks of a period: from when to when, held against what, and which part of the flow.

use axum::extract::Query;
use jiff::ToSpan;
use jiff::civil::Date;
use queue::day::figures::Filter;
use serde::Deserialize;

use crate::day_report::words::Words;
use crate::web::staff::part::{self, Unknown, said};
use crate::web::staff::visit::Visit;

/// Days of a period that nobody named: a week.
const DAYS: i64 = 7;
/// The longest period, in days: five years.
const LONGEST: i64 = 5 * 366;

/// As it was asked, whole.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The first day and the last one.
    pub ends: (Date, Date),
    /// Those of the period that it is held against.
    pub against: (Date, Date),
    /// Which part.
    pub filter: Filter,
    /// What of it nobody can know.
    pub unread: Vec<Unknown>,
}

/// Why there is no such period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amiss {
    /// A day is none, or no calendar has it.
    Date,
    /// The last day comes before the first.
    Order,
    /// It is longer than five years.
    Long,
    /// Its first day is still to come.
    Ahead,
    /// Nobody knows the part.
    Part(Vec<Unknown>),
    /// Something is asked for twice.
    Twice,
}

impl Amiss {
    /// In words.
    pub fn note(&self, words: &Words) -> String {
        match self {
            Self::Date => words.no_period_date.clone(),
            Self::Order => words.no_period_order.clone(),
            Self::Long => words.no_period_long.clone(),
            Self::Ahead => words.no_period_ahead.clone(),
            Self::Part(unknown) => part::note(words, unknown),
            Self::Twice => words.no_period_twice.clone(),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    from: String,
    to: String,
    against_from: String,
    against_to: String,
    #[serde(flatten)]
    part: part::Fields,
}

impl Asked {
    /// Reads the address. What is not said is the week up to the present day, held against the one before.
    pub fn of(visit: &Visit, today: Date) -> Result<Self, Amiss> {
        let Query(fields) = Query::<Fields>::try_from_uri(&visit.uri).map_err(|_| Amiss::Twice)?;
        Self::read(&fields, today)
    }

    fn read(fields: &Fields, today: Date) -> Result<Self, Amiss> {
        let date = |field: &str| said(field, |text| text.parse::<Date>().ok()).ok_or(Amiss::Date);
        let ends = match (date(&fields.from)?, date(&fields.to)?) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, today.max(from)),
            (None, to) => back(to.unwrap_or(today), DAYS - 1)?,
        };
        let days = days(ends)?;
        if ends.0 > today {
            return Err(Amiss::Ahead);
        }
        let against = match (date(&fields.against_from)?, date(&fields.against_to)?) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, from.checked_add((days - 1).days()).map_err(|_| Amiss::Date)?),
            (None, Some(to)) => back(to, days - 1)?,
            (None, None) => {
                let whole_weeks = days.div_euclid(7) * 7 + if days % 7 == 0 { 0 } else { 7 };
                (back(ends.0, whole_weeks)?.0, back(ends.1, whole_weeks)?.0)
            }
        };
        self::days(against)?;
        let (filter, unread) = fields.part.read();
        Ok(Self { ends, against, filter, unread })
    }

    /// Whether a day is one of its days, or of those that it is held against.
    pub fn has(&self, day: Date) -> bool {
        [self.ends, self.against].iter().any(|(from, to)| (*from..=*to).contains(&day))
    }

    /// The address of something else of the same period.
    pub fn address(&self, path: &str) -> String {
        let ((from, to), (against_from, against_to)) = (self.ends, self.against);
        let part = part::address(&self.filter);
        format!("{path}?from={from}&to={to}&against_from={against_from}&against_to={against_to}{part}")
    }

    /// Such as "1 November 2026 – 28 November 2026", of both.
    pub fn titles(&self, words: &Words) -> [String; 2] {
        [self.ends, self.against].map(|(from, to)| words.of_dates(from, to))
    }
}

/// How many days a period has.
fn days((from, to): (Date, Date)) -> Result<i64, Amiss> {
    let days = i64::from(from.until(to).map_err(|_| Amiss::Date)?.get_days()) + 1;
    match days {
        ..1 => Err(Amiss::Order),
        1..=LONGEST => Ok(days),
        _ => Err(Amiss::Long),
    }
}

/// So many days back, and where from.
fn back(to: Date, days: i64) -> Result<(Date, Date), Amiss> {
    Ok((to.checked_sub(days.days()).map_err(|_| Amiss::Date)?, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &Fields) -> Result<String, Amiss> {
        let asked = Asked::read(fields, "2026-11-17".parse().unwrap())?;
        let [(from, to), (before, until)] = [asked.ends, asked.against];
        Ok(format!("{from} {to}, {before} {until}"))
    }

    fn fields(from: &str, to: &str, against_from: &str, against_to: &str) -> Fields {
        let [from, to, against_from, against_to] = [from, to, against_from, against_to].map(str::to_owned);
        Fields { from, to, against_from, against_to, ..Fields::default() }
    }

    #[test]
    fn what_is_not_said_is_a_week_held_against_the_same_weekdays_before() {
        for (asked, wanted) in [
            (["", "", "", ""], "2026-11-11 2026-11-17, 2026-11-04 2026-11-10"),
            (["2026-11-17", "", "", ""], "2026-11-17 2026-11-17, 2026-11-10 2026-11-10"),
            (["2026-11-02", "2026-11-13", "", ""], "2026-11-02 2026-11-13, 2026-10-19 2026-10-30"),
            (["", "2026-01-07", "", ""], "2026-01-01 2026-01-07, 2025-12-25 2025-12-31"),
            (["2026-11-02", "2026-11-03", "2025-11-02", ""], "2026-11-02 2026-11-03, 2025-11-02 2025-11-03"),
            (["2026-11-02", "2026-11-03", "", "2025-11-02"], "2026-11-02 2026-11-03, 2025-11-01 2025-11-02"),
            (["2026-11-02", "2026-11-03", "2026-01-01", "2026-06-30"], "2026-11-02 2026-11-03, 2026-01-01 2026-06-30"),
        ] {
            let [from, to, against_from, against_to] = asked;
            assert_eq!(read(&fields(from, to, against_from, against_to)).as_deref(), Ok(wanted), "{asked:?}");
        }
    }

    #[test]
    fn what_is_no_period_is_told_by_what_is_amiss() {
        for (asked, amiss) in [
            (["2026-11-02", "2026-11-01", "", ""], Amiss::Order),
            (["", "", "2026-11-02", "2026-11-01"], Amiss::Order),
            (["2016-01-01", "2026-01-01", "", ""], Amiss::Long),
            (["", "", "0000-01-01", "9999-12-31"], Amiss::Long),
            (["2026-11-18", "", "", ""], Amiss::Ahead),
            (["9999-12-01", "9999-12-31", "", ""], Amiss::Ahead),
            (["x", "", "", ""], Amiss::Date),
            (["", "2026-02-30", "", ""], Amiss::Date),
            (["", "10000-01-01", "", ""], Amiss::Date),
            (["-009999-01-01", "-009999-01-02", "", ""], Amiss::Date),
            (["", "", "9999-12-31", ""], Amiss::Date),
        ] {
            let [from, to, against_from, against_to] = asked;
            assert_eq!(read(&fields(from, to, against_from, against_to)), Err(amiss), "{asked:?}");
        }
    }
}
