//! Weekdays and hours: how many came in each on an average day, and how long half of them waited.

use queue::day::figures::{self, Figures};
use queue::floor::Weekday;

use crate::day_report::words::Words;

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
/// Shades from the faintest to the darkest.
const SHADES: u64 = 5;

/// The table of hours, of those weekdays and hours that had anybody.
pub struct Heat {
    pub hours: Vec<String>,
    pub rows: Vec<Row>,
}

/// A weekday.
pub struct Row {
    pub name: String,
    pub cells: Vec<Option<Cell>>,
}

/// An hour of it.
pub struct Cell {
    /// Visitors on an average day with a tenth, rounded down.
    pub came: String,
    /// Minutes that half of them waited at most, rounded down.
    pub waited: Option<String>,
    /// 1 to 5, by how many came.
    pub shade: u64,
}

impl Heat {
    /// Of a period.
    pub fn of(words: &Words, figures: &Figures) -> Self {
        let (first, last) = (figures.heat.keys().map(|at| at.1).min(), figures.heat.keys().map(|at| at.1).max());
        let hours: Vec<u8> = first.zip(last).map_or_else(Vec::new, |(first, last)| (first..=last).collect());
        let most = figures.heat.values().filter_map(tenths).max().unwrap_or(0).max(1);
        let cell = |day: Weekday, hour: u8| {
            let of = figures.heat.get(&(day, hour))?;
            let tenths = tenths(of)?;
            let waited = (of.waits.count > 0).then(|| (of.waits.median_s / 60).to_string());
            let shade = (tenths * SHADES).div_ceil(most).clamp(1, SHADES);
            Some(Cell { came: words.tenths(tenths), waited, shade })
        };
        let had = |day: &Weekday| figures.heat.keys().any(|at| at.0 == *day);
        let rows = WEEK
            .into_iter()
            .zip(&words.weekdays)
            .filter(|(day, _)| had(day))
            .map(|(day, name)| Row { name: name.clone(), cells: hours.iter().map(|hour| cell(day, *hour)).collect() });
        Self { hours: hours.iter().map(|hour| format!("{hour:02}")).collect(), rows: rows.collect() }
    }
}

/// Ten times the visitors of an average day.
fn tenths(of: &figures::Heat) -> Option<u64> {
    (u64::from(of.visitors) * 10).checked_div(of.days.into())
}
