//! The table of figures, printed and written as CSV.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

/// One figure beside its floor.
pub struct Row {
    pub name: &'static str,
    pub unit: &'static str,
    pub value: f64,
    /// The same work by nothing but SQLite; none where nothing comparable can be done without the server.
    pub floor: Option<f64>,
    /// What it should be.
    pub goal: &'static str,
}

/// All figures of a run.
#[derive(Default)]
pub struct Table(Vec<Row>);

impl Table {
    pub fn add(&mut self, row: Row) {
        eprintln!("{}: {:.3} {}", row.name, row.value, row.unit);
        self.0.push(row);
    }

    pub fn print(&self) {
        println!("{:<52} {:>10} {:>14} {:>14} {:>7}  goal", "figure", "unit", "value", "floor", "ratio");
        for Row { name, unit, value, floor, goal } in &self.0 {
            let (floor, ratio) = (figure(*floor), figure(floor.map(|floor| value / floor)));
            println!("{name:<52} {unit:>10} {value:>14.3} {floor:>14} {ratio:>7}  {goal}");
        }
    }

    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut text = "name,unit,value,floor,ratio,goal\n".to_owned();
        for Row { name, unit, value, floor, goal } in &self.0 {
            let (floor, ratio) = (figure(*floor), figure(floor.map(|floor| value / floor)));
            writeln!(text, "{name},{unit},{value:.3},{floor},{ratio},{goal}")?;
        }
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        Ok(std::fs::write(path, text)?)
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
