//! How messages go, for `/health`: counts alone.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::journal::outbox::{Found, Way};

/// How messages go, as whoever sends them last saw it.
#[derive(Debug, Default)]
pub struct Standing(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// The outbox; none before the first look.
    outbox: Option<StandingReport>,
    email: Codes,
    phone: Codes,
}

/// The one-time codes of a way.
#[derive(Debug, Default)]
struct Codes {
    /// Those in a row that did not go out because the way is closed.
    unsent: u32,
}

/// What `/health` says of messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StandingReport {
    /// Messages that wait.
    pub waiting: u32,
    /// Those of them that have waited for more than 15 minutes.
    pub late: u32,
    /// Messages that were given up within the last day: somebody was not told.
    pub given_up: u32,
    /// One-time codes in a row that a closed way did not let out: nobody can book by it.
    pub codes_unsent: u32,
    /// Ways that were closed when they were last tried: `email`, `phone`.
    pub closed: Vec<&'static str>,
}

impl StandingReport {
    /// Whether somebody should look.
    pub fn wants_a_look(&self) -> bool {
        self.late > 0 || self.given_up > 0 || self.codes_unsent > 0
    }
}

impl Standing {
    /// As last seen; none before the first look.
    pub fn report(&self) -> Option<StandingReport> {
        let known = self.lock();
        let mut report = known.outbox.clone()?;
        for (way, codes) in [(Way::Email, &known.email), (Way::Phone, &known.phone)] {
            report.codes_unsent = report.codes_unsent.saturating_add(codes.unsent);
            if codes.unsent > 0 && !report.closed.contains(&way.as_str()) {
                report.closed.push(way.as_str());
            }
        }
        report.closed.sort_unstable();
        Some(report)
    }

    /// Notes what a look found.
    pub(super) fn note(&self, found: &Found, closed: impl Iterator<Item = Way>) {
        let (waiting, late, given_up) = (found.waiting, found.late, found.given_up);
        let closed = closed.map(Way::as_str).collect();
        self.lock().outbox = Some(StandingReport { waiting, late, given_up, codes_unsent: 0, closed });
    }

    /// A code did not go out because its way is closed.
    pub(super) fn code_unsent(&self, way: Way) {
        let mut known = self.lock();
        let unsent = &mut known.of(way).unsent;
        *unsent = unsent.saturating_add(1);
    }

    /// Something was taken that way: it is open.
    pub(super) fn went(&self, way: Way) {
        self.lock().of(way).unsent = 0;
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn of(&mut self, way: Way) -> &mut Codes {
        match way {
            Way::Email => &mut self.email,
            Way::Phone => &mut self.phone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_does_not_go_out_wants_a_look_until_something_goes_that_way() {
        let standing = Standing::default();
        standing.code_unsent(Way::Phone);
        assert_eq!(standing.report(), None, "nobody has looked yet");
        let found = Found::default();
        let look = || {
            standing.note(&found, [Way::Email].into_iter());
            let report = standing.report().unwrap();
            (report.codes_unsent, report.closed.clone(), report.wants_a_look())
        };
        assert_eq!(look(), (1, vec!["email", "phone"], true));
        standing.went(Way::Email);
        standing.code_unsent(Way::Email);
        standing.code_unsent(Way::Phone);
        assert_eq!(look(), (3, vec!["email", "phone"], true));
        standing.went(Way::Phone);
        standing.went(Way::Email);
        assert_eq!(look(), (0, vec!["email"], false), "the outbox's own look stays");
    }
}
