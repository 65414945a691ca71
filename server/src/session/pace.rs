//! How fast one connection may speak. Pure: time comes in.

use std::time::Duration;

use protocol::limits::{BURST_S, FLOOD_S};

/// A bucket that fills by the second.
#[derive(Debug)]
pub struct Pace {
    per_s: f64,
    left: f64,
    at: Duration,
}

/// What to do with one more message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Take it.
    Fine,
    /// Say that it is too much.
    TooFast,
    /// End the connection.
    Flood,
}

impl Pace {
    /// A full bucket.
    pub fn new(per_s: u32, now: Duration) -> Self {
        let per_s = f64::from(per_s);
        Self { per_s, left: per_s * f64::from(BURST_S), at: now }
    }

    /// Counts one message.
    pub fn count(&mut self, now: Duration) -> Verdict {
        let passed = now.saturating_sub(self.at).as_secs_f64();
        self.at = now;
        self.left = (self.left + passed * self.per_s).min(self.per_s * f64::from(BURST_S)) - 1.0;
        if self.left >= 0.0 {
            Verdict::Fine
        } else if self.left > -self.per_s * f64::from(FLOOD_S) {
            Verdict::TooFast
        } else {
            Verdict::Flood
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_pace_is_fine_for_ever() {
        let mut pace = Pace::new(40, Duration::ZERO);
        for i in 0..10_000 {
            assert_eq!(pace.count(Duration::from_millis(25 * i)), Verdict::Fine, "{i}");
        }
    }

    #[test]
    fn too_fast_is_told_and_a_flood_is_ended() {
        let mut pace = Pace::new(40, Duration::ZERO);
        let verdicts: Vec<_> = (0..400).map(|_| pace.count(Duration::ZERO)).collect();
        let count = |verdict| verdicts.iter().filter(|v| **v == verdict).count();
        assert_eq!((count(Verdict::Fine), count(Verdict::TooFast)), (80, 199));
        assert_eq!(verdicts[399], Verdict::Flood);
    }

    #[test]
    fn a_pause_makes_good() {
        let mut pace = Pace::new(40, Duration::ZERO);
        (0..120).for_each(|_| {
            pace.count(Duration::ZERO);
        });
        assert_eq!(pace.count(Duration::from_secs(3)), Verdict::Fine);
    }
}
