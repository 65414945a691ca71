//! Who came day by day under the median wait, as picture of a period; by weeks or months where the days are too many to be seen.

use jiff::civil::Date;
use queue::day::figures::OfDay;

use super::Chart;
use super::stacks::{Captions, Stack, draw};
use crate::day_report::words::Words;

/// More bars than these are no longer told apart.
const MOST: usize = 62;

/// In what steps a period is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Each business day.
    Day,
    /// Weeks, from Monday on.
    Week,
    /// Months of the calendar.
    Month,
}

impl Step {
    /// The first whose bars are few enough.
    pub fn of(days: &[OfDay]) -> Self {
        let few = |step: &Self| grouped(days, *step).len() <= MOST;
        [Self::Day, Self::Week].into_iter().find(few).unwrap_or(Self::Month)
    }

    /// The first day of the step that a day belongs to.
    fn begins(self, date: Date) -> Date {
        match self {
            Self::Day => date,
            Self::Week => {
                let since_monday = jiff::Span::new().days(date.weekday().to_monday_zero_offset());
                date.checked_sub(since_monday).unwrap_or(date)
            }
            Self::Month => date.first_of_month(),
        }
    }
}

/// The picture, so many pixels wide, with at most so many dates below it. A week or a month has the
/// median of its middle day.
pub fn days(words: &Words, days: &[OfDay], size: (i32, usize)) -> Chart {
    let stack = |(begins, days): (Date, Vec<&OfDay>)| {
        let called = days.iter().filter(|day| day.waits.count > 0);
        let mut medians: Vec<u32> = called.map(|day| day.waits.median_s).collect();
        medians.sort_unstable();
        let middle = medians.len().div_ceil(2).checked_sub(1).and_then(|rank| medians.get(rank));
        let walk_in: u32 = days.iter().map(|day| day.walk_in).sum();
        let came: u32 = days.iter().map(|day| day.visitors).sum();
        Stack {
            came,
            booked: came - walk_in,
            line: middle.map(|median_s| median_s / 60),
            caption: Some(words.short_date(begins)),
        }
    };
    let stacks: Vec<Stack> = grouped(days, Step::of(days)).into_iter().map(stack).collect();
    draw(&stacks, Captions::AtMiddles, size, &words.waited_days)
}

fn grouped(days: &[OfDay], step: Step) -> Vec<(Date, Vec<&OfDay>)> {
    let mut groups: Vec<(Date, Vec<&OfDay>)> = Vec::new();
    for day in days {
        let begins = step.begins(day.date);
        match groups.last_mut().filter(|(of, _)| *of == begins) {
            Some((_, group)) => group.push(day),
            None => groups.push((begins, vec![day])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use queue::day::times::Times;

    use super::*;

    fn from(first: &str, many: usize) -> Vec<OfDay> {
        let mut date: Date = first.parse().unwrap();
        let mut days = Vec::new();
        for _ in 0..many {
            days.push(OfDay { date, visitors: 3, walk_in: 2, waits: Times::default(), no_shows: 0, gone: 0 });
            date = date.tomorrow().unwrap();
        }
        days
    }

    #[test]
    fn a_month_has_bars_of_days_a_year_of_weeks_and_five_years_of_months() {
        for (many, step, bars) in [(31, Step::Day, 31), (365, Step::Week, 53), (1_826, Step::Month, 60)] {
            let days = from("2021-01-01", many);
            assert_eq!((Step::of(&days), grouped(&days, step).len()), (step, bars), "{many} days");
        }
        let weeks = from("2026-11-01", 9);
        let begins: Vec<_> = grouped(&weeks, Step::Week).into_iter().map(|(date, days)| (date, days.len())).collect();
        let wanted = [("2026-10-26", 1), ("2026-11-02", 7), ("2026-11-09", 1)];
        assert_eq!(begins, wanted.map(|(date, many)| (date.parse().unwrap(), many)));
    }

    #[test]
    fn where_nobody_was_called_the_line_says_nothing() {
        let picture = days(Words::english(), &from("2026-11-02", 5), (358, 4)).svg("", "");
        assert!(!picture.contains("<polyline class=\"ink\"") && picture.contains("2/11"), "{picture}");
    }
}
