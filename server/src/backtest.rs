//! `queue-server backtest`: how good the expected wait was on recorded days, beside its two rivals. Reads, never writes.

use std::fmt::Write;
use std::path::Path;

use jiff::civil::Date;
use queue::backtest::{Backtest, Outcome, Score};

use crate::journal::{JournalError, JournalReader};

/// The table of the days from `from` to `to`; what was recorded before them is learned from.
pub fn table(folder: &Path, from: Date, to: Date) -> Result<String, JournalError> {
    let mut backtest = Backtest::of(from, to);
    JournalReader::open_still(folder)?.each_event(|event| backtest.read(event))?;
    Ok(written(&backtest))
}

type IsOf = fn(&Outcome) -> bool;

fn written(backtest: &Backtest) -> String {
    let all: Vec<&Outcome> = backtest.outcomes().collect();
    let mut text = String::from(
        "visitors        told   in range   width   median wait | mean error   queue length   last visitor   of last\n",
    );
    let kinds: [(&str, IsOf); 4] = [
        ("all", |_| true),
        ("general", |one| !one.booked && !one.preferential),
        ("preferential", |one| one.preferential),
        ("booked", |one| one.booked),
    ];
    for (name, is_of) in kinds {
        let score = Score::of(all.iter().copied().filter(|one| is_of(one)));
        if score.visitors > 0 {
            row(&mut text, name, &score);
        }
    }
    let untold = all.iter().filter(|one| one.expected.is_none()).count();
    let compared = Score::of(all.iter().copied()).compared;
    let left = backtest.left();
    let _ = writeln!(
        text,
        "Times in minutes. Errors are those of the {compared} for whom all three say something. Called without a range, as no\nwindow was open: {untold}. Left before the call or still waiting: {left}."
    );
    text
}

fn row(text: &mut String, name: &str, score: &Score) {
    let Score { visitors, held, .. } = score;
    let min = |seconds: f64| seconds / 60.0;
    let (width, median) = (min(score.width_s), min(score.median_wait_s));
    let [error, queue, last] = [score.error_s, score.queue_error_s, score.last_error_s].map(min);
    let held = held * 100.0;
    let ratio = if last > 0.0 { format!("{:.2}", error / last) } else { "-".to_owned() };
    let _ = writeln!(
        text,
        "{name:<14}{visitors:>6}   {held:>6.1} %  {width:>6.1}        {median:>6.1} |     {error:>6.1}         {queue:>6.1}         {last:>6.1}      {ratio:>4}"
    );
}
