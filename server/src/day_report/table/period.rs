//! Days together: held against other days, one by one, by weekday and hour.

use queue::day::figures::{Figures, Filter, OfDay};
use queue::day::times::Times;

use super::{Cell, Table, count, heads, of_some, people};
use crate::day_report::names::Names;

/// The sums and medians of two periods beside each other; `ends` says which they are. Those of days on which nobody came are left out.
pub fn compared(
    names: &Names<'_>,
    (figures, before): (&Figures, &Figures),
    filter: &Filter,
    ends: [&String; 2],
) -> Table {
    let words = names.words;
    let mut rows = vec![vec![Cell::Text(words.days_head.clone()), count(figures.days), count(before.days)]];
    let others = people::visitors(names, before, filter).rows;
    for (mut row, other) in people::visitors(names, figures, filter).rows.into_iter().zip(others) {
        row.extend(other.into_iter().skip(1));
        rows.push(row);
    }
    let waits = [
        &words.waits,
        &words.waited_in_all,
        &words.wait_median,
        &words.wait_90,
        &words.wait_longest,
        &words.within_limit,
    ];
    let services = [
        &words.done,
        &words.served_in_all,
        &words.service_median,
        &words.service_90,
        &words.service_longest,
        &words.within_norm,
    ];
    for (names, now, then) in
        [(waits, &figures.waits, &before.waits), (services, &figures.service_times, &before.service_times)]
    {
        let cells = names.into_iter().zip(of_times(now)).zip(of_times(then));
        rows.extend(cells.map(|((name, now), then)| vec![Cell::Text(name.clone()), now, then]));
    }
    let mut heads = heads(&[&words.what, ends[0], ends[1]]);
    if before.days == 0 {
        heads.pop();
        rows.iter_mut().for_each(|row| drop(row.pop()));
    }
    Table { key: "compared", name: words.compared_table.clone(), heads, keys: 1, rows }
}

/// How many, all together, and where they lie; nothing is said of none.
fn of_times(times: &Times) -> [Cell; 6] {
    [
        count(times.count),
        Cell::Seconds(times.sum_s),
        of_some(times, times.median_s),
        of_some(times, times.nine_of_ten_s),
        of_some(times, times.longest_s),
        Cell::Percent(times.within_percent()),
    ]
}

/// Each day in a line.
pub fn days(names: &Names<'_>, figures: &Figures) -> Table {
    let words = names.words;
    let row = |day: &OfDay| {
        let texts = [day.date.to_string(), words.weekday(day.date).to_owned()];
        let [waits, _, median, ninety, longest, within] = of_times(&day.waits);
        let came = [count(day.visitors), count(day.visitors - day.walk_in)];
        let ended = [count(day.no_shows), count(day.gone)];
        texts
            .map(Cell::Text)
            .into_iter()
            .chain(came)
            .chain([waits, median, ninety, longest, within])
            .chain(ended)
            .collect()
    };
    let heads = heads(&[
        &words.date_head,
        &words.weekday_head,
        &words.came,
        &words.booked,
        &words.waits,
        &words.wait_median,
        &words.wait_90,
        &words.wait_longest,
        &words.within_limit,
        &words.no_shows,
        &words.not_received,
    ]);
    let rows = figures.by_day.iter().map(row).collect();
    Table { key: "days", name: words.by_days.clone(), heads, keys: 2, rows }
}

/// Visitors, days, and waits that began, by weekday and local hour.
pub fn heat(names: &Names<'_>, figures: &Figures) -> Table {
    let words = names.words;
    let rows = figures.heat.iter().map(|((day, hour), of)| {
        let name = words.weekdays.get(*day as usize).cloned().unwrap_or_default();
        let waits = &of.waits;
        let median = of_some(waits, waits.median_s);
        let counts = [count(of.visitors), count(of.days), count(waits.count)];
        let at = [Cell::Text(name), Cell::Text(format!("{hour:02}:00"))];
        at.into_iter().chain(counts).chain([median, Cell::Percent(waits.within_percent())]).collect()
    });
    let heads = heads(&[
        &words.weekday_head,
        &words.from,
        &words.came,
        &words.days_head,
        &words.waits,
        &words.wait_median,
        &words.within_limit,
    ]);
    Table { key: "heat", name: words.heat.clone(), heads, keys: 2, rows: rows.collect() }
}

/// Calls that clerks chose, each with its day (Q6).
pub fn chosen(names: &Names<'_>, figures: &Figures) -> Table {
    let words = names.words;
    let heads = heads(&[
        &words.date_head,
        &words.number,
        &words.service,
        &words.window,
        &words.clerk,
        &words.reason,
        &words.instead_of,
    ]);
    let rows = figures.chosen.iter().map(|call| {
        // The ticket that was due stands on the page of the day.
        let instead_of = if call.instead_of.is_some() { &words.another } else { &words.was_due };
        let texts = [
            call.date.to_string(),
            call.number.to_string(),
            names.service(&call.service),
            names.window(&call.window),
            names.clerk(&call.clerk),
            names.choice(&call.reason),
            instead_of.clone(),
        ];
        texts.map(Cell::Text).into()
    });
    Table { key: "chosen", name: words.chosen_table.clone(), heads, keys: 2, rows: rows.collect() }
}
