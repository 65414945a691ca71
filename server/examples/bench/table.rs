//! The figures of a run, one row each, as CSV. Who runs the bench puts them into the one table.

use std::io::Write;
use std::time::Duration;

use crate::size::Size;

/// The columns of a row.
pub const HEAD: &str = "name,unit,value,floor,ratio,goal";

/// One figure beside its floor.
pub struct Row {
    pub name: &'static str,
    pub unit: &'static str,
    pub value: f64,
    /// The same work by nothing but SQLite or a bare socket, or what the name tells of it; none where nothing comparable can be done
    /// without the server.
    pub floor: Option<f64>,
    /// What it should be: `<= 25`, or of the ratio, `ratio >= 0.8`.
    pub goal: &'static str,
}

/// All figures of a run.
#[derive(Default)]
pub struct Table {
    /// How much is measured.
    pub size: Size,
    rows: Vec<Row>,
    left_out: Vec<String>,
}

impl Table {
    pub fn of(size: Size) -> Self {
        Self { size, ..Self::default() }
    }

    pub fn add(&mut self, row: Row) {
        eprintln!("{}: {:.3} {}", row.name, row.value, row.unit);
        self.rows.push(row);
    }

    /// What this machine cannot measure, and why: the run goes on, and fails at its end.
    pub fn leave_out(&mut self, what: String) {
        eprintln!("left out: {what}");
        self.left_out.push(what);
    }

    /// Fails where anything was left out.
    pub fn ensure_whole(&self) -> anyhow::Result<()> {
        anyhow::ensure!(self.left_out.is_empty(), "left out: {}", self.left_out.join("; "));
        Ok(())
    }

    pub fn write(&self, mut out: impl Write) -> std::io::Result<()> {
        writeln!(out, "{HEAD}")?;
        for Row { name, unit, value, floor, goal } in &self.rows {
            // Nothing is no multiple of nothing.
            let ratio = floor.filter(|floor| *floor != 0.0).map(|floor| value / floor);
            let (floor, ratio) = (figure(*floor), figure(ratio));
            writeln!(out, "{name},{unit},{value:.3},{floor},{ratio},{goal}")?;
        }
        Ok(())
    }
}

fn figure(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| format!("{value:.3}"))
}

/// The value below which a share of all lie, in milliseconds.
pub fn percentile_ms(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    let index = (share * last as f64).round() as usize;
    times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}
