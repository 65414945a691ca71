//! How long is waited before a message, or a whole way out, is tried again: pauses that grow, each a little other than the last, so that
//! what failed together is not tried together.

use std::time::Duration;

use jiff::SignedDuration;

use crate::credentials::random;
use crate::journal::outbox::Way;

/// The first pause of a message, and the longest.
const MESSAGE: (u64, u64) = (30, 60 * 60);
/// The first pause of a way out, and the longest.
const WAY: (u64, u64) = (10, 5 * 60);

/// The pause of a message that was tried so often before.
pub fn of_message(tries: u32) -> SignedDuration {
    SignedDuration::from_millis(i64::try_from(grown(MESSAGE, tries, random()).as_millis()).unwrap_or(i64::MAX))
}

/// From three quarters to five quarters of the first pause, doubled for each try.
fn grown((first, longest): (u64, u64), tries: u32, [chance]: [u8; 1]) -> Duration {
    let seconds = first.saturating_mul(1 << tries.min(20)).min(longest);
    Duration::from_millis(seconds * (750 + 500 * u64::from(chance) / 255))
}

/// Which ways out rest, and until when by the steady clock.
#[derive(Debug, Default)]
pub struct Rests {
    email: Rest,
    phone: Rest,
}

#[derive(Debug, Default)]
struct Rest {
    failures: u32,
    until: Option<Duration>,
}

impl Rests {
    fn of(&mut self, way: Way) -> &mut Rest {
        match way {
            Way::Email => &mut self.email,
            Way::Phone => &mut self.phone,
        }
    }

    /// Whether nothing is tried that way now.
    pub fn rests(&self, way: Way, steady: Duration) -> bool {
        self.left(way, steady) > Duration::ZERO
    }

    /// For how long nothing is tried that way.
    pub fn left(&self, way: Way, steady: Duration) -> Duration {
        let rest = match way {
            Way::Email => &self.email,
            Way::Phone => &self.phone,
        };
        rest.until.map_or(Duration::ZERO, |until| until.saturating_sub(steady))
    }

    /// The way is closed.
    pub fn failed(&mut self, way: Way, steady: Duration) {
        let rest = self.of(way);
        rest.until = Some(steady + grown(WAY, rest.failures, random()));
        rest.failures = rest.failures.saturating_add(1);
    }

    /// The way is open.
    pub fn went(&mut self, way: Way) {
        *self.of(way) = Rest::default();
    }

    /// Whether the last try that way found it closed.
    pub fn is_closed(&self, way: Way) -> bool {
        match way {
            Way::Email => self.email.failures > 0,
            Way::Phone => self.phone.failures > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour_and_are_never_two_alike() {
        let at = |tries, chance| grown(MESSAGE, tries, [chance]).as_secs_f64();
        assert_eq!((at(0, 0), at(0, 255), at(1, 0)), (22.5, 37.5, 45.0));
        assert_eq!((at(30, 0), at(u32::MAX, 255)), (2700.0, 4500.0));
        let all: std::collections::BTreeSet<_> = (0..=255).map(|chance| grown(MESSAGE, 3, [chance])).collect();
        assert_eq!(all.len(), 256);
    }

    #[test]
    fn a_closed_way_rests_longer_each_time_and_the_other_goes_on() {
        let mut rests = Rests::default();
        let now = Duration::from_secs(1000);
        rests.failed(Way::Email, now);
        assert!(rests.rests(Way::Email, now + Duration::from_secs(7)) && !rests.rests(Way::Phone, now));
        let later = now + Duration::from_secs(13);
        assert!(!rests.rests(Way::Email, later) && rests.is_closed(Way::Email));
        rests.failed(Way::Email, later);
        assert!(rests.rests(Way::Email, later + Duration::from_secs(14)));
        (0..40).for_each(|_| rests.failed(Way::Email, later));
        assert!(rests.left(Way::Email, later) <= Duration::from_secs(375));
        rests.went(Way::Email);
        assert!(!rests.rests(Way::Email, later) && !rests.is_closed(Way::Email));
    }
}
