//! The expected wait held against the waits that came and against its two rivals, on days of the made-up office of the queue's
//! tests, which knows nothing of the estimator. No time is measured here: one run gives what every run gives.

use jiff::civil::Date;
use queue::backtest::{Backtest, Outcome, Score};
use queue::floor::Policy;

use crate::expect::office::{Office, Setup};
use crate::table::{Row, Table};

/// Which offices are measured, and for how long.
struct Trial {
    /// No constant of the estimator was chosen on these.
    seeds: std::ops::Range<u64>,
    policies: &'static [Policy],
    /// Days that the floor has to learn from before anybody is measured, and the days that are measured.
    days: [u32; 2],
    /// The first of the measured days; the made-up office begins on the second.
    from: &'static str,
    least_visitors: usize,
}

const WHOLE: Trial = Trial {
    seeds: 2000..2002,
    policies: &[Policy::Credit, Policy::FirstCome, Policy::Ratio { general: 3 }],
    days: [3, 2],
    from: "2026-11-05",
    least_visitors: 1000,
};
const SMALL: Trial =
    Trial { seeds: 2000..2001, policies: &[Policy::Credit], days: [1, 1], from: "2026-11-03", least_visitors: 1 };

/// The names of the rows for offices of one size, or of both together.
struct Names {
    error: &'static str,
    queue: &'static str,
    held: &'static str,
    width: &'static str,
}

const SIX: Names = Names {
    error: "expected wait with 6 windows: mean error (floor: last visitor's wait)",
    queue: "expected wait with 6 windows: mean error (floor: queue length)",
    held: "expected wait with 6 windows: visitors within the range (floor: as wide a range around the last visitor's wait)",
    width: "expected wait with 6 windows: mean width (floor: median wait)",
};
const TWELVE: Names = Names {
    error: "expected wait with 12 windows: mean error (floor: last visitor's wait)",
    queue: "expected wait with 12 windows: mean error (floor: queue length)",
    held: "expected wait with 12 windows: visitors within the range (floor: as wide a range around the last visitor's wait)",
    width: "expected wait with 12 windows: mean width (floor: median wait)",
};
const BOTH: Names = Names {
    error: "expected wait with 6 or 12 windows: mean error (floor: last visitor's wait)",
    queue: "expected wait with 6 or 12 windows: mean error (floor: queue length)",
    held: "expected wait with 6 or 12 windows: visitors within the range (floor: as wide a range around the last visitor's wait)",
    width: "expected wait with 6 or 12 windows: mean width (floor: median wait)",
};

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let trial = table.size.of(WHOLE, SMALL);
    let (six, twelve) = (called(&trial, 1)?, called(&trial, 2)?);
    let both: Vec<_> = six.iter().chain(&twelve).cloned().collect();
    for (called, names) in [(&six, SIX), (&twelve, TWELVE), (&both, BOTH)] {
        let score = Score::of(called.iter());
        anyhow::ensure!(score.visitors > trial.least_visitors, "{} visitors", score.visitors);
        let [error, queue, last, width, median] =
            [score.error_s, score.queue_error_s, score.last_error_s, score.width_s, score.median_wait_s]
                .map(|s| s / 60.0);
        let row = |name, unit, value, floor, goal| Row { name, unit, value, floor, goal };
        table.add(row(names.error, "min", error, Some(last), "ratio <= 0.7"));
        table.add(row(names.queue, "min", error, Some(queue), "ratio <= 1"));
        table.add(row(names.held, "%", score.held * 100.0, Some(held_by_last(called) * 100.0), ">= 90"));
        table.add(row(names.width, "min", width, Some(median), "ratio <= 1"));
    }
    Ok(())
}

/// The share of visitors whose wait lay within a range as wide as the one that they were told, around the last visitor's wait.
fn held_by_last(called: &[Outcome]) -> f64 {
    let told: Vec<_> =
        called.iter().filter_map(|one| Some((one.expected?, one.by_last_s?.abs_diff(one.waited_s)))).collect();
    let held = told.iter().filter(|(expected, error_s)| *error_s <= expected.width_s() / 2);
    held.count() as f64 / told.len().max(1) as f64
}

/// Whom the offices of one size called in the days after the first, under each policy.
fn called(trial: &Trial, halls: u8) -> anyhow::Result<Vec<Outcome>> {
    let mut all = Vec::new();
    let [before, measured] = trial.days;
    for policy in trial.policies.iter().copied() {
        for seed in trial.seeds.clone() {
            let events = Office::new(Setup { seed, policy, halls, load: 1.0 }).days(before + measured);
            let mut backtest = Backtest::of(trial.from.parse()?, Date::MAX);
            events.iter().for_each(|event| backtest.read(event));
            all.extend(backtest.outcomes().cloned());
        }
    }
    Ok(all)
}
