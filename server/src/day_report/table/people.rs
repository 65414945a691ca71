//! Who came and who did not stay, what clerks did beside receiving, and how good the expected wait was.

use queue::day::ONE_IN;
use queue::day::figures::{ClerkFigures, Figures, Filter};

use super::{Cell, Table, count, heads, of_some, seconds, text};
use crate::day_report::names::Names;
use crate::web::words::filled;

/// Who came, how, and what went otherwise.
pub fn visitors(names: &Names<'_>, figures: &Figures, filter: &Filter) -> Table {
    let (words, visitors) = (names.words, &figures.visitors);
    let missed = [(&words.missed, visitors.missed), (&words.missed_by_outage, visitors.missed_by_outage)];
    let came = [
        (&words.visitors, visitors.all),
        (&words.without_booking, visitors.walk_in),
        (&words.booked_in_time, visitors.in_time),
        (&words.booked_after_time, visitors.after_time),
        (&words.booked_too_late, visitors.too_late),
    ];
    let went = [
        (&words.no_shows, visitors.no_shows),
        (&words.came_back, visitors.came_back),
        (&words.left, visitors.left),
        (&words.left_at_end, visitors.left_at_end),
        (&words.withdrawn, visitors.withdrawn),
    ];
    let missed = missed.into_iter().filter(|_| filter.tells_missed());
    let counts = came.into_iter().chain(missed).chain(went);
    let mut rows: Vec<_> = counts.map(|(name, many)| vec![text(name), count(many)]).collect();
    let late = &visitors.lateness;
    rows.push(vec![text(&words.lateness_median), of_some(late, late.median_s)]);
    rows.push(vec![text(&words.lateness_longest), of_some(late, late.longest_s)]);
    let heads = heads(&[&words.what, &words.figure]);
    Table { key: "visitors", name: words.visitors_table.clone(), heads, keys: 1, rows }
}

/// What each clerk's window did, and what went otherwise at it.
pub fn clerks(names: &Names<'_>, figures: &Figures, filter: &Filter) -> Table {
    let words = names.words;
    let mut heads = heads(&[&words.clerk, &words.not_done, &words.no_shows, &words.refused, &words.calls_out_of_turn]);
    let row = |(clerk, of): (_, &ClerkFigures)| {
        let mut row = vec![Cell::Text(names.clerk(clerk)), Cell::Seconds(of.undone_s)];
        row.extend([count(of.no_shows), count(of.refused), count(of.out_of_turn)]);
        if filter.tells_windows() {
            row.insert(1, Cell::Seconds(of.open_s));
        }
        row
    };
    if filter.tells_windows() {
        heads.insert(1, words.window_open.clone());
    }
    let rows = figures.clerks.iter().map(row).collect();
    Table { key: "clerks", name: words.clerks_table.clone(), heads, keys: 1, rows }
}

/// Lunch and other pauses.
pub fn pauses(names: &Names<'_>, figures: &Figures) -> Table {
    let words = names.words;
    let heads = heads(&[&words.clerk, &words.reason, &words.pauses, &words.in_all, &words.longest]);
    let pauses = figures.clerks.iter().flat_map(|(clerk, of)| of.pauses.iter().map(move |one| (clerk, one)));
    let row = pauses.map(|(clerk, (reason, of))| {
        let whose = [Cell::Text(names.clerk(clerk)), Cell::Text(names.pause(reason))];
        whose.into_iter().chain([count(of.count), Cell::Seconds(of.sum_s), seconds(of.longest_s)]).collect()
    });
    Table { key: "pauses", name: words.pauses_table.clone(), heads, keys: 2, rows: row.collect() }
}

/// Why visitors were refused.
pub fn refusals(names: &Names<'_>, figures: &Figures) -> Table {
    let words = names.words;
    let refusals = figures.refusals.iter();
    let rows = refusals.map(|(reason, many)| vec![Cell::Text(names.refusal(reason)), count(*many)]).collect();
    let heads = heads(&[&words.reason, &words.refused]);
    Table { key: "refusals", name: words.refusals_table.clone(), heads, keys: 1, rows }
}

/// How good the expected wait was.
pub fn expected(names: &Names<'_>, figures: &Figures) -> Table {
    let (words, of) = (names.words, &figures.expected);
    let waits_told = filled(&words.waits_told, &[&ONE_IN.to_string()]);
    let mut rows = vec![
        vec![Cell::Text(waits_told), count(of.told)],
        vec![text(&words.inside_range), Cell::Percent(of.inside_percent())],
        vec![text(&words.mean_error), Cell::Some(of.mean_error_s())],
    ];
    if let Some((own, last)) = of.against_last_wait_s() {
        rows.push(vec![text(&words.mean_error_rivalled), Cell::Seconds(own)]);
        rows.push(vec![text(&words.mean_error_last), Cell::Seconds(last)]);
    }
    let heads = heads(&[&words.what, &words.figure]);
    Table { key: "expected", name: words.expected_table.clone(), heads, keys: 1, rows }
}
