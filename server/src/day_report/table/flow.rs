//! The day as it went: by quarter hours, by hours, and by how long waits were.

use queue::day::flow::{came_booked, came_for, quarters as by_quarters, windows_open};
use queue::day::lengths::{Length, lengths};
use queue::ids::ServiceId;

use super::{Cell, Table, count, heads, of_some};
use crate::day_report::Report;

/// Steps of the waits' lengths; the last holds whatever is longer.
pub const STEPS: u32 = 14;
/// Minutes of a step, the smallest that leaves little for the last one.
const STEP_MIN: [u32; 4] = [1, 5, 10, 30];

/// Waits by their length, in steps that suit the day's longest.
pub fn wait_lengths(report: &Report<'_>) -> Vec<Length> {
    let longest_min = report.figures.waits.longest_s / 60;
    let step_min = STEP_MIN.into_iter().find(|step_min| longest_min < step_min * STEPS);
    lengths(report.day, report.filter, step_min.unwrap_or(STEP_MIN[3]), STEPS)
}

/// Waits by their length.
pub fn waits(report: &Report<'_>) -> Table {
    let words = report.names.words;
    let rows = wait_lengths(report)
        .into_iter()
        .map(|length| vec![Cell::Text(length.from_min.to_string()), count(length.within), count(length.over)]);
    let heads = heads(&[&words.from_min, &words.in_limit, &words.over_limit]);
    Table { key: "waits", name: words.waits_table.clone(), heads, keys: 1, rows: rows.collect() }
}

/// Visitors, and waits that began, by local hour, from the hour of the turn on.
pub fn hours(report: &Report<'_>) -> Table {
    let words = report.names.words;
    let turns_at = report.day.zone.local(report.day.turns_at).hour();
    // Those before the turn belong to the end of the business day.
    let (of_the_night, hours): (Vec<_>, Vec<_>) =
        report.figures.heat.iter().partition(|((_, hour), _)| i8::try_from(*hour).is_ok_and(|hour| hour < turns_at));
    let rows = hours.into_iter().chain(of_the_night).map(|((_, hour), of)| {
        let waits = &of.waits;
        let of = [
            count(of.visitors),
            count(waits.count),
            of_some(waits, waits.median_s),
            Cell::Percent(waits.within_percent()),
        ];
        [Cell::Text(format!("{hour:02}:00"))].into_iter().chain(of).collect()
    });
    let heads = heads(&[&words.from, &words.came, &words.waits, &words.wait_median, &words.within_limit]);
    Table { key: "hours", name: words.hours_table.clone(), heads, keys: 1, rows: rows.collect() }
}

/// Who came in each quarter of an hour, for which services, how many waited and how many windows were open.
pub fn quarters(report: &Report<'_>) -> Table {
    let (words, day, filter) = (report.names.words, report.day, report.filter);
    let services: Vec<&ServiceId> = report.figures.most_asked().into_iter().map(|(id, _)| id).collect();
    let mut heads = heads(&[&words.from, &words.came, &words.booked, &words.most_waiting]);
    heads.extend(filter.tells_windows().then(|| words.most_open.clone()));
    heads.extend(services.iter().map(|id| report.names.short(id)));
    let (booked, open) = (came_booked(day, filter), windows_open(day, filter));
    let by_service: Vec<Vec<u32>> = services.iter().map(|id| came_for(day, filter, id)).collect();
    let at = |of: &[u32], index: usize| count(of.get(index).copied().unwrap_or(0));
    let rows = by_quarters(day, filter).into_iter().enumerate().map(|(index, quarter)| {
        let mut row = vec![Cell::Text(report.time(quarter.begins)), count(quarter.came), at(&booked, index)];
        row.push(count(quarter.waiting));
        row.extend(open.as_ref().map(|open| at(open, index)));
        row.extend(by_service.iter().map(|of| at(of, index)));
        row
    });
    Table { key: "quarters", name: words.quarters_table.clone(), heads, keys: 1, rows: rows.collect() }
}
