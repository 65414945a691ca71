//! Waits and services: of each service, of each clerk, and the calls that clerks chose.

use queue::day::figures::Figures;
use queue::day::lengths::longest;
use queue::day::times::Times;
use queue::ids::{ServiceId, TicketId};

use super::{Cell, Table, count, heads, of_some, seconds};
use crate::day_report::Report;
use crate::day_report::names::Names;

/// So many of the longest waits are told one by one.
pub const LONGEST: usize = 10;

/// Each service, most asked first, and the whole office.
pub fn services(names: &Names<'_>, figures: &Figures) -> Table {
    let words = names.words;
    let heads = heads(&[
        &words.service,
        &words.visitors,
        &words.called,
        &words.wait_median,
        &words.wait_90,
        &words.wait_longest,
        &words.within_limit,
        &words.done,
        &words.service_median,
        &words.service_90,
        &words.service_longest,
        &words.within_norm,
        &words.no_shows,
        &words.refused,
    ]);
    let row = |name: String, visitors, waits: &Times, services: &Times, no_shows, refused| {
        let mut row = vec![Cell::Text(name), count(visitors)];
        row.extend(of_times(waits));
        row.extend(of_times(services));
        row.extend([count(no_shows), count(refused)]);
        row
    };
    let asked =
        figures.most_asked().into_iter().filter_map(|(id, visitors)| Some((id, visitors, figures.services.get(id)?)));
    let mut rows: Vec<_> = asked
        .map(|(id, visitors, of)| {
            row(names.service(id), visitors, &of.waits, &of.service_times, of.no_shows, of.refused)
        })
        .collect();
    let refused = figures.refusals.values().sum();
    let (visitors, all) = (&figures.visitors, words.all_of_it.clone());
    rows.push(row(all, visitors.all, &figures.waits, &figures.service_times, visitors.no_shows, refused));
    Table { key: "services", name: words.services_table.clone(), heads, keys: 1, rows }
}

fn of_times(times: &Times) -> [Cell; 5] {
    let Times { count: many, median_s, nine_of_ten_s, longest_s, .. } = times;
    let share = Cell::Percent(times.within_percent());
    let [median, ninety, longest] = [*median_s, *nine_of_ten_s, *longest_s].map(|seconds| of_some(times, seconds));
    [count(*many), median, ninety, longest, share]
}

/// What each clerk did of each service, and in what time.
pub fn clerks_services(names: &Names<'_>, figures: &Figures) -> Table {
    let words = names.words;
    let heads = heads(&[
        &words.clerk,
        &words.service,
        &words.done,
        &words.in_all,
        &words.median,
        &words.longest,
        &words.within_norm,
    ]);
    let services = figures.clerks.iter().flat_map(|(clerk, of)| of.services.iter().map(move |one| (clerk, one)));
    let row = |(clerk, (service, times)): (_, (&ServiceId, &Times))| {
        let Times { count: many, sum_s, median_s, longest_s, .. } = times;
        let whose = [Cell::Text(names.clerk(clerk)), Cell::Text(names.service(service))];
        let of = [count(*many), Cell::Seconds(*sum_s), seconds(*median_s), seconds(*longest_s)];
        whose.into_iter().chain(of).chain([Cell::Percent(times.within_percent())]).collect()
    };
    let (name, rows) = (words.clerks_services_table.clone(), services.map(row).collect());
    Table { key: "clerks-services", name, heads, keys: 2, rows }
}

/// Calls that clerks chose, each with clerk and reason (Q6).
pub fn chosen(report: &Report<'_>) -> Table {
    let (names, words) = (&report.names, report.names.words);
    let heads = heads(&[
        &words.time,
        &words.number,
        &words.service,
        &words.window,
        &words.clerk,
        &words.reason,
        &words.instead_of,
    ]);
    let rows = report.figures.chosen.iter().map(|call| {
        let instead_of = call.instead_of.map_or_else(|| words.was_due.clone(), |due| number(report, due));
        let texts = [
            report.time(call.at),
            call.number.to_string(),
            names.service(&call.service),
            names.window(&call.window),
            names.clerk(&call.clerk),
            names.choice(&call.reason),
            instead_of,
        ];
        texts.map(Cell::Text).into()
    });
    Table { key: "chosen", name: words.chosen_table.clone(), heads, keys: 2, rows: rows.collect() }
}

/// The number of a ticket of the day.
pub fn number(report: &Report<'_>, ticket: TicketId) -> String {
    let visit = report.day.visits.iter().find(|visit| visit.ticket == ticket);
    visit.map_or_else(|| report.names.words.another.clone(), |visit| visit.number.to_string())
}

/// The longest waits one by one.
pub fn longest_waits(report: &Report<'_>) -> Table {
    let words = report.names.words;
    let heads = heads(&[&words.number, &words.service, &words.called_at, &words.wait, &words.limit]);
    let waits = longest(report.day, report.filter, LONGEST);
    let rows = waits.iter().map(|wait| {
        let at = wait.leg.call.as_ref().map_or(String::new(), |call| report.time(call.at));
        let texts = [wait.visit.number.to_string(), report.names.service(&wait.leg.service), at];
        texts.map(Cell::Text).into_iter().chain([seconds(wait.wait_s), seconds(wait.leg.limit_s)]).collect()
    });
    Table { key: "longest", name: words.longest_table.clone(), heads, keys: 3, rows: rows.collect() }
}
