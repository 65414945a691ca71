//! How the outbox is, for `/health`: counts alone.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::journal::outbox::{Found, Way};

/// How the outbox is, as the sender last saw it.
#[derive(Debug, Default)]
pub struct Standing(Mutex<Option<StandingReport>>);

/// What `/health` says of messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StandingReport {
    /// Messages that wait.
    pub waiting: u32,
    /// Those of them that have waited for more than 15 minutes.
    pub late: u32,
    /// Messages that were given up within the last day: somebody was not told.
    pub given_up: u32,
    /// Ways that were closed when they were last tried: `email`, `phone`.
    pub closed: Vec<&'static str>,
}

impl StandingReport {
    /// Whether somebody should look.
    pub fn wants_a_look(&self) -> bool {
        self.late > 0 || self.given_up > 0
    }
}

impl Standing {
    /// As last seen; none before the first look.
    pub fn report(&self) -> Option<StandingReport> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes what a look found.
    pub(super) fn note(&self, found: &Found, closed: impl Iterator<Item = Way>) {
        let closed = closed.map(Way::as_str).collect();
        let report = StandingReport { waiting: found.waiting, late: found.late, given_up: found.given_up, closed };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(report);
    }
}
