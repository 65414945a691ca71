//! The day as tables. One for each question; each row begins with what it is about, and every figure has its unit.

mod flow;
mod people;
mod period;
mod visits;

pub use flow::wait_lengths;
pub use visits::number;

use queue::day::figures::{Figures, Filter};
use queue::day::times::Times;

use super::Report;
use super::names::Names;

/// One table of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// By which it is asked for, and which its file has in its name: small letters and dashes.
    pub key: &'static str,
    /// What it tells.
    pub name: String,
    /// Heads of all columns.
    pub heads: Vec<String>,
    /// How many columns at the left name the row.
    pub keys: usize,
    /// The rows, each as long as the heads.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The heads, and whether each stands at the right, over figures.
    pub fn columns(&self) -> impl Iterator<Item = (&String, bool)> {
        self.heads.iter().enumerate().map(|(at, head)| (head, at >= self.keys && self.is_of_figures(at)))
    }

    /// Whether a column, from 0, holds figures.
    pub fn is_of_figures(&self, at: usize) -> bool {
        self.rows.iter().filter_map(|row| row.get(at)).any(Cell::is_figure)
    }
}

/// A value with its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A name or key, a number of a ticket, a local time.
    Text(String),
    /// So many.
    Count(u64),
    /// A duration.
    Seconds(u64),
    /// A duration, where there is any.
    Some(Option<u64>),
    /// Whole percent; nothing where there is nothing to share.
    Percent(Option<u32>),
    /// No figure, of those told in this unit.
    Nothing(&'static str),
}

impl Cell {
    /// As people read it.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Seconds(seconds) | Self::Some(Some(seconds)) => clock(*seconds),
            Self::Percent(Some(percent)) => format!("{percent} %"),
            Self::Percent(None) | Self::Some(None) | Self::Nothing(_) => "–".to_owned(),
        }
    }

    /// As programs read it; durations in seconds.
    pub fn value(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(number) | Self::Seconds(number) | Self::Some(Some(number)) => number.to_string(),
            Self::Percent(percent) => percent.map(|percent| percent.to_string()).unwrap_or_default(),
            Self::Some(None) | Self::Nothing(_) => String::new(),
        }
    }

    /// In what the value is told.
    pub fn unit(&self) -> &'static str {
        match self {
            Self::Text(_) => "",
            Self::Count(_) => "count",
            Self::Seconds(_) | Self::Some(_) => "s",
            Self::Percent(_) => "%",
            Self::Nothing(unit) => unit,
        }
    }

    /// No figure where another such one could stand.
    pub fn emptied(&self) -> Self {
        Self::Nothing(self.unit())
    }

    /// Whether it is a figure, which stands at the right of its column.
    pub fn is_figure(&self) -> bool {
        !matches!(self, Self::Text(_))
    }
}

/// Hours, minutes and seconds.
pub fn clock(seconds: u64) -> String {
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The whole report of a day.
pub fn tables(report: &Report<'_>) -> Vec<Table> {
    let (names, figures) = (&report.names, report.figures);
    vec![
        people::visitors(names, figures, report.filter),
        visits::services(names, figures),
        visits::clerks_services(names, figures),
        people::clerks(names, figures, report.filter),
        people::pauses(names, figures),
        people::refusals(names, figures),
        visits::chosen(report),
        flow::waits(report),
        visits::longest_waits(report),
        people::expected(names, figures),
        flow::hours(report),
        flow::quarters(report),
    ]
}

/// The tables of a part of a period, held against another one; `ends` says which they are.
pub fn of_period(names: &Names<'_>, both: (&Figures, &Figures), filter: &Filter, ends: [&String; 2]) -> Vec<Table> {
    let figures = both.0;
    vec![
        period::compared(names, both, filter, ends),
        period::days(names, figures),
        period::heat(names, figures),
        visits::services(names, figures),
        visits::clerks_services(names, figures),
        people::clerks(names, figures, filter),
        people::pauses(names, figures),
        people::refusals(names, figures),
        period::chosen(names, figures),
        people::expected(names, figures),
    ]
}

/// Of names that are known when the program is built.
pub fn heads(names: &[&String]) -> Vec<String> {
    names.iter().map(|name| (*name).clone()).collect()
}

/// A text as a cell.
pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// So many as a cell.
pub fn count(many: u32) -> Cell {
    Cell::Count(many.into())
}

fn seconds(seconds: u32) -> Cell {
    Cell::Seconds(seconds.into())
}

/// One of these times; of none there is none.
pub fn of_some(times: &Times, seconds: u32) -> Cell {
    Cell::Some((times.count > 0).then_some(seconds.into()))
}

/// A table for a terminal; empty ones say so.
pub fn show(table: &Table, none: &str) -> String {
    let mut lines = format!("{}\n", table.name);
    if table.rows.is_empty() {
        lines.push_str(&format!("  {none}\n"));
        return lines;
    }
    let rows: Vec<Vec<String>> = std::iter::once(table.heads.clone())
        .chain(table.rows.iter().map(|row| row.iter().map(Cell::shown).collect()))
        .collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_stands_in_columns() {
        let row = |name: &str, seconds| vec![text(name), Cell::Seconds(seconds), Cell::Percent(Some(9))];
        let heads = ["clerk", "together", "share"].map(str::to_owned).to_vec();
        let rows = vec![row("anna", 3_725), row("mariam", 59)];
        let table = Table { key: "clerks", name: "Clerks".to_owned(), heads, keys: 1, rows };
        let wanted = "Clerks\n  clerk   together  share\n  anna     1:02:05    9 %\n  mariam   0:00:59    9 %\n";
        assert_eq!(show(&table, "none"), wanted);
        assert_eq!(show(&Table { rows: Vec::new(), ..table }, "none"), "Clerks\n  none\n");
    }
}
