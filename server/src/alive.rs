//! When the server last ran, kept beside the journal: what lies between then and the next start was an outage, and no visitor who
//! booked for that time counts as one who did not come (B12). So was the time for which a machine slept with the server on it, and what a
//! clock leapt over that somebody put forward and confirmed.
//!
//! The file is written without a sync: after a power cut it may be a little old, which only makes the outage longer.

use std::fs::OpenOptions;
use std::io::Read;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::floor_clock::FloorClock;

/// Name of the file in the data folder.
const FILE: &str = "alive";
/// How often the file is written.
pub const EVERY: Duration = Duration::from_secs(20);
/// A shorter rest is a restart that no visitor notices.
const NOTICED: SignedDuration = SignedDuration::from_mins(2);

/// Since when the server was down at `now`, if visitors could have noticed.
pub fn outage(folder: &Path, now: Timestamp) -> Option<Timestamp> {
    let mut text = String::new();
    std::fs::File::open(folder.join(FILE)).ok()?.take(64).read_to_string(&mut text).ok()?;
    let last = Timestamp::from_second(text.trim().parse().ok()?).ok()?;
    (now.duration_since(last) > NOTICED).then_some(last)
}

/// Notes that the server runs.
pub fn note(folder: &Path, now: Timestamp) {
    let opened = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(folder.join(FILE));
    let written = opened.and_then(|file| file.write_all_at(format!("{:020}\n", now.as_second()).as_bytes(), 0));
    if let Err(problem) = written {
        tracing::warn!(%problem, "the file that says when the server last ran cannot be written");
    }
}

/// The rounds of somebody who looks at the clock every second, as long as anything runs.
#[derive(Debug, Default)]
pub struct Rounds {
    last: Option<Timestamp>,
}

impl Rounds {
    /// One more round at `now`, by the floor's clock; since when there was none, if visitors could have noticed.
    pub fn go(&mut self, now: Timestamp) -> Option<Timestamp> {
        let last = self.last.replace(now)?;
        (now.duration_since(last) > NOTICED).then_some(last)
    }
}

/// Notes it for as long as the server runs.
pub async fn keep(folder: std::path::PathBuf, clock: Arc<FloorClock>) {
    loop {
        note(&folder, clock.now());
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_that_come_are_no_outage_and_one_that_was_left_out_is_b12() {
        let at = |ms: i64| Timestamp::from_millisecond(1_796_000_000_000 + ms).unwrap();
        let mut rounds = Rounds::default();
        assert_eq!(rounds.go(at(0)), None, "the first");
        for round in 1..600 {
            assert_eq!(rounds.go(at(round * 1_000)), None);
        }
        assert_eq!(rounds.go(at(719_000)), None, "two minutes, as after a restart");
        assert_eq!(rounds.go(at(839_001)), Some(at(719_000)));
        assert_eq!(rounds.go(at(840_000)), None, "it is said once");
    }
}
