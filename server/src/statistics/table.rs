//! The day report as tables: for a terminal, and as CSV for a spreadsheet. English words and the floor's keys.

use std::io;

use jiff::Timestamp;
use queue::day::Day;
use queue::day::figures::{ChosenCall, ClerkFigures, Figures, Filter, Visitors};
use queue::day::flow::quarters;
use queue::day::times::Times;
use queue::ids::{ServiceId, TicketId};

/// One table of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it tells.
    pub name: &'static str,
    /// Heads of all columns.
    pub heads: Vec<&'static str>,
    /// How many columns at the left name the row.
    pub keys: usize,
    /// The rows, each as long as the heads.
    pub rows: Vec<Vec<Cell>>,
}

/// A value with its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A key, a number of a ticket, a local time.
    Text(String),
    /// So many.
    Count(u64),
    /// A duration.
    Seconds(u64),
    /// Whole percent; nothing where there is nothing to share.
    Percent(Option<u32>),
}

impl Cell {
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Seconds(seconds) => {
                format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
            }
            Self::Percent(Some(percent)) => format!("{percent} %"),
            Self::Percent(None) => "-".to_owned(),
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(number) | Self::Seconds(number) => number.to_string(),
            Self::Percent(percent) => percent.map(|percent| percent.to_string()).unwrap_or_default(),
        }
    }

    fn unit(&self) -> &'static str {
        match self {
            Self::Text(_) => "",
            Self::Count(_) => "count",
            Self::Seconds(_) => "s",
            Self::Percent(_) => "%",
        }
    }
}

/// The whole report of a day.
pub fn tables(day: &Day) -> Vec<Table> {
    let figures = Figures::of(day, &Filter::default());
    vec![
        visitors(&figures.visitors),
        services(&figures),
        clerks_services(&figures),
        clerks(&figures),
        pauses(&figures),
        refusals(&figures),
        chosen(day, &figures.chosen),
        expected(&figures),
        flow(day),
    ]
}

fn visitors(visitors: &Visitors) -> Table {
    let counts = [
        ("visitors", visitors.all),
        ("without a booking", visitors.walk_in),
        ("booked, here by the booked time", visitors.in_time),
        ("booked, after it and received as booked", visitors.after_time),
        ("booked, too late", visitors.too_late),
        ("bookings missed", visitors.missed),
        ("bookings missed by an outage of the office", visitors.missed_by_outage),
        ("no-shows", visitors.no_shows),
        ("no-shows who came back", visitors.came_back),
        ("left", visitors.left),
        ("not received when the day ended", visitors.left_at_end),
        ("coupons withdrawn", visitors.withdrawn),
    ];
    let mut rows: Vec<_> = counts.map(|(name, many)| vec![text(name), count(many)]).into();
    let Times { median_s, longest_s, .. } = visitors.lateness;
    rows.push(vec![text("lateness of the booked, median"), seconds(median_s)]);
    rows.push(vec![text("lateness of the booked, longest"), seconds(longest_s)]);
    Table { name: "Visitors", heads: vec!["what", "figure"], keys: 1, rows }
}

fn services(figures: &Figures) -> Table {
    let heads = vec![
        "service",
        "visitors",
        "called",
        "wait median",
        "wait 90 %",
        "wait longest",
        "within limit",
        "done",
        "service median",
        "service 90 %",
        "service longest",
        "within norm",
        "no-shows",
        "refused",
    ];
    let row = |name: &str, visitors, waits: &Times, services: &Times, no_shows, refused| {
        let mut row = vec![text(name), count(visitors)];
        row.extend(of_times(waits));
        row.extend(of_times(services));
        row.extend([count(no_shows), count(refused)]);
        row
    };
    let most_asked = figures.most_asked();
    let mut rows: Vec<_> = most_asked
        .into_iter()
        .filter_map(|(id, visitors)| {
            let of = figures.services.get(id)?;
            Some(row(id.as_str(), visitors, &of.waits, &of.service_times, of.no_shows, of.refused))
        })
        .collect();
    let refused = figures.refusals.values().sum();
    let visitors = &figures.visitors;
    rows.push(row("(all)", visitors.all, &figures.waits, &figures.service_times, visitors.no_shows, refused));
    Table { name: "Services, most asked first", heads, keys: 1, rows }
}

fn of_times(times: &Times) -> [Cell; 5] {
    let Times { count: many, median_s, nine_of_ten_s, longest_s, .. } = times;
    let share = Cell::Percent(times.within_percent());
    [count(*many), seconds(*median_s), seconds(*nine_of_ten_s), seconds(*longest_s), share]
}

fn clerks_services(figures: &Figures) -> Table {
    let heads = vec!["clerk", "service", "done", "together", "median", "longest", "within norm"];
    let services = figures.clerks.iter().flat_map(|(clerk, of)| of.services.iter().map(move |one| (clerk, one)));
    let row = |(clerk, (service, times)): (_, (&ServiceId, &Times))| {
        let Times { count: many, sum_s, median_s, longest_s, .. } = times;
        let share = Cell::Percent(times.within_percent());
        let row =
            [key(clerk), key(service), count(*many), Cell::Seconds(*sum_s), seconds(*median_s), seconds(*longest_s)];
        row.into_iter().chain([share]).collect()
    };
    Table { name: "Services by clerk", heads, keys: 2, rows: services.map(row).collect() }
}

fn clerks(figures: &Figures) -> Table {
    let heads = vec!["clerk", "window open", "with visitors not done", "no-shows", "refused", "calls out of turn"];
    let row = |(clerk, of): (_, &ClerkFigures)| {
        let times = [Cell::Seconds(of.open_s), Cell::Seconds(of.undone_s)];
        let counts = [count(of.no_shows), count(of.refused), count(of.out_of_turn)];
        [key(clerk)].into_iter().chain(times).chain(counts).collect()
    };
    Table { name: "Clerks", heads, keys: 1, rows: figures.clerks.iter().map(row).collect() }
}

fn pauses(figures: &Figures) -> Table {
    let heads = vec!["clerk", "reason", "pauses", "together", "longest"];
    let pauses = figures.clerks.iter().flat_map(|(clerk, of)| of.pauses.iter().map(move |one| (clerk, one)));
    let rows = pauses.map(|(clerk, (reason, of))| {
        vec![key(clerk), key(reason), count(of.count), Cell::Seconds(of.sum_s), seconds(of.longest_s)]
    });
    Table { name: "Pauses", heads, keys: 2, rows: rows.collect() }
}

fn refusals(figures: &Figures) -> Table {
    let rows = figures.refusals.iter().map(|(reason, many)| vec![key(reason), count(*many)]);
    Table { name: "Refusals", heads: vec!["reason", "refused"], keys: 1, rows: rows.collect() }
}

fn chosen(day: &Day, chosen: &[ChosenCall]) -> Table {
    let heads = vec!["time", "number", "service", "window", "clerk", "reason", "instead of"];
    let number = |ticket: TicketId| {
        let due = day.visits.iter().find(|visit| visit.ticket == ticket);
        due.map_or("another".to_owned(), |visit| visit.number.to_string())
    };
    let rows = chosen.iter().map(|call| {
        let instead_of = call.instead_of.map_or("(it was due)".to_owned(), number);
        let whom = [Cell::Text(local(day, call.at)), Cell::Text(call.number.to_string())];
        let where_to = [key(&call.service), key(&call.window), key(&call.clerk), key(&call.reason)];
        whom.into_iter().chain(where_to).chain([Cell::Text(instead_of)]).collect()
    });
    Table { name: "Calls that clerks chose", heads, keys: 2, rows: rows.collect() }
}

fn expected(figures: &Figures) -> Table {
    let of = &figures.expected;
    let mut rows = vec![
        vec![text("waits with an expected range"), count(of.told)],
        vec![text("inside the range"), Cell::Percent(of.inside_percent())],
        vec![text("mean error"), Cell::Seconds(of.mean_error_s().unwrap_or(0))],
    ];
    if let Some((own, last)) = of.against_last_wait_s() {
        rows.push(vec![text("mean error, where somebody was called before"), Cell::Seconds(own)]);
        rows.push(vec![text("mean error of the last visitor's wait there"), Cell::Seconds(last)]);
    }
    Table { name: "The expected wait", heads: vec!["what", "figure"], keys: 1, rows }
}

fn flow(day: &Day) -> Table {
    let quarters = quarters(day, &Filter::default());
    let rows = quarters
        .into_iter()
        .map(|quarter| vec![Cell::Text(local(day, quarter.begins)), count(quarter.came), count(quarter.waiting)]);
    Table { name: "By quarter hours", heads: vec!["from", "came", "most waiting"], keys: 1, rows: rows.collect() }
}

/// Hours and minutes by the office's clock, with the date where it is another one.
fn local(day: &Day, at: Timestamp) -> String {
    let local = day.zone.local(at);
    let time = local.strftime("%H:%M").to_string();
    if local.date() == day.date { time } else { format!("{} {time}", local.date()) }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn key(key: &impl ToString) -> Cell {
    Cell::Text(key.to_string())
}

fn count(many: u32) -> Cell {
    Cell::Count(many.into())
}

fn seconds(seconds: u32) -> Cell {
    Cell::Seconds(seconds.into())
}

/// A table for a terminal; empty ones say so.
pub fn show(table: &Table) -> String {
    let mut lines = format!("{}\n", table.name);
    if table.rows.is_empty() {
        lines.push_str("  none\n");
        return lines;
    }
    let heads = table.heads.iter().map(|head| (*head).to_owned()).collect();
    let rows: Vec<Vec<String>> =
        std::iter::once(heads).chain(table.rows.iter().map(|row| row.iter().map(Cell::shown).collect())).collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..table.heads.len()).map(|column| width(column).unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            if column < table.keys { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        lines.push_str(format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end());
        lines.push('\n');
    }
    lines
}

/// All tables as CSV, a figure a line: table, row, figure, value and unit.
pub fn write_csv(tables: &[Table], to: impl io::Write) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record(["table", "row", "figure", "value", "unit"])?;
    for table in tables {
        for row in &table.rows {
            let (keys, values) = row.split_at(table.keys.min(row.len()));
            let name = keys.iter().map(Cell::value).collect::<Vec<_>>().join(" / ");
            for (head, cell) in table.heads.iter().skip(table.keys).zip(values) {
                let line = [table.name, &name, head, &cell.value(), cell.unit()];
                csv.write_record(line.map(guarded))?;
            }
        }
    }
    Ok(csv.flush()?)
}

/// A text that a spreadsheet does not take for a formula: one that begins like it begins with an apostrophe.
pub fn guarded(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let row = vec![text("=1+2"), Cell::Count(3)];
        let table = Table { name: "Visitors", heads: vec!["what", "figure"], keys: 1, rows: vec![row] };
        let mut written = Vec::new();
        write_csv(&[table], &mut written).unwrap();
        let text = String::from_utf8(written).unwrap();
        assert_eq!(text, "table,row,figure,value,unit\nVisitors,'=1+2,figure,3,count\n");
        for start in ["=", "+", "-", "@", "\t", "\r"] {
            assert!(guarded(&format!("{start}cmd|' /C calc'!A0")).starts_with('\''), "{start:?}");
        }
        assert_eq!(guarded("A012"), "A012");
    }

    #[test]
    fn a_table_stands_in_columns() {
        let row = |name: &str, seconds| vec![text(name), Cell::Seconds(seconds), Cell::Percent(Some(9))];
        let heads = vec!["clerk", "together", "share"];
        let table = Table { name: "Clerks", heads, keys: 1, rows: vec![row("anna", 3_725), row("mariam", 59)] };
        let wanted = "Clerks\n  clerk   together  share\n  anna     1:02:05    9 %\n  mariam   0:00:59    9 %\n";
        assert_eq!(show(&table), wanted);
        assert_eq!(show(&Table { rows: Vec::new(), ..table }), "Clerks\n  none\n");
    }
}
