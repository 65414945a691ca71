//! A day in few bytes, so that years of them are read in no time: each key is written out once, times are differences, and
//! numbers take as many bytes as they need. Whole milliseconds, as the floor's clock gives them.

mod read;
mod write;

use thiserror::Error;

pub use read::unpack;
pub use write::pack;

/// Rises whenever the bytes, or what the fold makes of events, change; days of another shape are made anew from the journal.
pub const SHAPE: u32 = 1;

/// Why bytes are no day.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a stored day cannot be read: {0}")]
pub struct Unpackable(&'static str);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::trial;

    #[test]
    fn a_day_is_read_as_it_was_written_and_is_small() {
        for seed in 0..40 {
            let day = trial::day(seed, "2026-11-17".parse().unwrap(), 200);
            let bytes = pack(&day);
            assert_eq!(unpack(&bytes), Ok(day.clone()), "seed {seed}");
            let each = bytes.len() / day.visits.len();
            assert!(each < 80, "seed {seed}: {each} bytes a visit");
        }
    }

    #[test]
    fn bent_bytes_are_refused_or_are_another_day_and_never_a_panic() {
        let day = trial::day(7, "2026-11-17".parse().unwrap(), 20);
        let whole = pack(&day);
        for end in 0..whole.len() {
            assert!(unpack(&whole[..end]).is_err(), "cut at {end}");
        }
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut bent = whole.clone();
                bent[at] ^= 1 << bit;
                let _another_day = unpack(&bent).is_ok();
            }
        }
        assert!(unpack(&[whole, vec![0]].concat()).is_err(), "a byte too many");
    }
}
