//! The hours of issue of several services as one list, such as a visitor who comes too early reads it.

use jiff::civil::Time;
use queue::floor::Interval;

/// The intervals in the order of a business day that begins at `day_turns_at`; those that overlap or touch are one.
pub(super) fn together(intervals: impl Iterator<Item = Interval>, day_turns_at: Time) -> Vec<Interval> {
    // An interval up to the time at which the day turns goes on until the day turns.
    let begins = |interval: &Interval| (interval.from < day_turns_at, interval.from);
    let ends = |interval: &Interval| (interval.to <= day_turns_at, interval.to);
    let mut intervals: Vec<_> = intervals.collect();
    intervals.sort_by_key(|interval| (begins(interval), ends(interval)));
    let mut together: Vec<Interval> = Vec::new();
    for interval in intervals {
        match together.last_mut() {
            Some(last) if begins(&interval) <= ends(last) => {
                if ends(last) < ends(&interval) {
                    last.to = interval.to;
                }
            }
            Some(_) | None => together.push(interval),
        }
    }
    together
}
