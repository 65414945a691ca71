//! When to try again after a lost connection: at once, then later and later, never all devices together.

use std::time::Duration;

use crate::limits::{RETRY_FIRST, RETRY_LONGEST, RETRY_REFUSED};
use crate::message::Farewell;

/// A connection that held this long ends the row of failures.
const STEADY: Duration = Duration::from_secs(1);

/// The row of failed attempts.
#[derive(Debug)]
pub(super) struct Retry {
    failures: u32,
    dice: u64,
}

impl Retry {
    pub(super) fn new(seed: u64) -> Self {
        Self { failures: 0, dice: seed }
    }

    /// The wait after a connection that was up for `held`, nothing if it never was.
    pub(super) fn after_loss(&mut self, held: Option<Duration>) -> Duration {
        if held.is_some_and(|held| held >= STEADY) {
            self.failures = 0;
        }
        let failures = self.failures;
        self.failures = self.failures.saturating_add(1);
        if failures == 0 {
            return Duration::ZERO;
        }
        let whole = RETRY_FIRST.saturating_mul(1 << (failures - 1).min(8)).min(RETRY_LONGEST);
        self.jittered(whole)
    }

    /// The wait after what stands at the server's address was not trusted.
    pub(super) fn after_distrust(&self) -> Duration {
        RETRY_REFUSED
    }

    /// The wait after a farewell.
    pub(super) fn after_farewell(&mut self, farewell: &Farewell, held: Option<Duration>) -> Duration {
        match farewell {
            Farewell::Version { .. }
            | Farewell::UnknownDevice
            | Farewell::Replaced
            | Farewell::NotPrivate
            | Farewell::Unreadable { .. } => RETRY_REFUSED,
            Farewell::Crowded => self.jittered(RETRY_LONGEST),
            Farewell::Silent | Farewell::Stopping => self.after_loss(held),
        }
    }

    /// Between half of `whole` and all of it.
    fn jittered(&mut self, whole: Duration) -> Duration {
        let half = whole / 2;
        half + half.mul_f64(self.roll())
    }

    /// 0 to 1, by splitmix64.
    fn roll(&mut self) -> f64 {
        self.dice = self.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.dice;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let top = u32::try_from((z ^ (z >> 31)) >> 32).expect("the upper half of 64 bits fits 32");
        f64::from(top) / f64::from(u32::MAX)
    }
}
