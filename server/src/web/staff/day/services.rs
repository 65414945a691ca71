//! Each service of the day, most asked first, and the whole office below them.

use queue::day::figures::Figures;
use queue::day::times::Times;
use queue::ids::ServiceId;

use super::view::{minutes, percent, short};
use crate::day_report::names::Names;
use crate::web::words::filled;

/// Pixels of the longest bar of visitors.
const BAR: u32 = 96;
/// Pixels of the picture of the waits.
pub const RANGE: u32 = 120;

/// The table of services.
pub struct Services {
    /// What is to be known of them.
    pub finding: String,
    pub rows: Vec<Row>,
}

/// One service, or all of them.
pub struct Row {
    /// Of all of them.
    pub is_total: bool,
    pub letter: String,
    pub name: String,
    pub visitors: u32,
    /// Pixels of the bar of visitors.
    pub bar: u32,
    pub wait_median: String,
    pub wait_90: String,
    pub wait_longest: String,
    pub range: Option<Range>,
    /// More than one in ten waited longer than the service's limit for waiting.
    pub is_over: bool,
    pub within_limit: String,
    pub median: String,
    pub ninety: String,
    pub longest: String,
    pub norm: String,
    pub within_norm: String,
}

/// Median and 90 % of the waits, and the service's limit for waiting, in pixels.
pub struct Range {
    pub median: u32,
    pub ninety: u32,
    pub limit: Option<u32>,
}

impl Services {
    /// Of a day or more.
    pub fn of(names: &Names<'_>, figures: &Figures) -> Self {
        let asked = figures.most_asked();
        let most = asked.first().map_or(1, |(_, visitors)| (*visitors).max(1));
        let limits = asked.iter().filter_map(|(id, _)| names.wait_limit_min(id)).map(|min| u32::from(min) * 60);
        let waits = figures.services.values().map(|of| of.waits.nine_of_ten_s);
        let longest_s = limits.chain(waits).max().unwrap_or(1).max(1);
        let row = |(id, visitors): (&ServiceId, u32)| {
            let of = figures.services.get(id)?;
            let limit_s = names.wait_limit_min(id).map(|min| u32::from(min) * 60);
            let row = row(visitors, &of.waits, &of.service_times, longest_s, limit_s);
            let norm = names.norm_min(id).map_or(String::new(), |min| short(u64::from(min) * 60));
            let bar = visitors * BAR / most;
            Some(Row { letter: names.letter(id), name: names.service(id), bar, norm, ..row })
        };
        let total = row_of_all(names, figures, longest_s);
        let rows = asked.iter().copied().filter_map(row).chain([total]).collect();
        let finding = asked.first().map_or_else(
            || names.words.services.clone(),
            |(id, _)| filled(&names.words.most_asked, &[&names.short(id)]),
        );
        Self { finding, rows }
    }
}

fn row_of_all(names: &Names<'_>, figures: &Figures, longest_s: u32) -> Row {
    let row = row(figures.visitors.all, &figures.waits, &figures.service_times, longest_s, None);
    Row { is_total: true, name: names.words.whole_office.clone(), ..row }
}

fn row(visitors: u32, waits: &Times, services: &Times, longest_s: u32, limit_s: Option<u32>) -> Row {
    let wait = |seconds: u32| if waits.count > 0 { minutes(seconds) } else { "–".to_owned() };
    let service = |seconds: u32| if services.count > 0 { short(seconds.into()) } else { "–".to_owned() };
    let pixels = |seconds: u32| {
        let far = u64::from(RANGE - 8) * u64::from(seconds.min(longest_s)) / u64::from(longest_s);
        u32::try_from(far).unwrap_or(RANGE) + 4
    };
    Row {
        is_total: false,
        letter: String::new(),
        name: String::new(),
        visitors,
        bar: 0,
        wait_median: wait(waits.median_s),
        wait_90: wait(waits.nine_of_ten_s),
        wait_longest: wait(waits.longest_s),
        range: (waits.count > 0).then(|| Range {
            median: pixels(waits.median_s),
            ninety: pixels(waits.nine_of_ten_s),
            limit: limit_s.map(pixels),
        }),
        is_over: limit_s.is_some_and(|limit_s| waits.count > 0 && waits.nine_of_ten_s > limit_s),
        within_limit: percent(waits.within_percent()),
        median: service(services.median_s),
        ninety: service(services.nine_of_ten_s),
        longest: service(services.longest_s),
        norm: String::new(),
        within_norm: percent(services.within_percent()),
    }
}
