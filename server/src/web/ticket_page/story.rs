//! Whom the tickets saw go before them, for their pages: the day is asked for at most once a second and only where something
//! happened, and what a ticket saw is found once for each such look, however many pages ask.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use protocol::message::TicketView;
use queue::Floor;
use queue::day::Day;
use queue::ids::TicketId;
use tokio::sync::Mutex;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use super::before::{Told, told};
use crate::statistics::Statistics;

/// The day is not asked for more often.
const PACE: Duration = Duration::from_secs(1);
/// A page that would have to wait longer comes without it.
const PATIENCE: Duration = Duration::from_millis(500);

/// The day as it was last asked for.
pub struct Story {
    statistics: Arc<Statistics>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    asked_at: Option<Duration>,
    /// How far the statistics were.
    seq: u64,
    day: Option<Day>,
    told: BTreeMap<TicketId, Arc<Told>>,
    /// The next day that is being read: the one reading for all pages, which outlives those that would not wait for it.
    reading: Option<JoinHandle<Option<Day>>>,
}

impl Story {
    /// Nothing was asked for yet.
    pub fn new(statistics: Arc<Statistics>) -> Self {
        Self { statistics, kept: Mutex::default() }
    }

    /// What a ticket of today saw, at `now` by the steady clock; nothing where the statistics do not know it.
    pub async fn of(&self, ticket: &TicketView, floor: &Floor, now: Duration) -> Option<Arc<Told>> {
        timeout(PATIENCE, self.found(ticket, floor, now)).await.ok()?
    }

    async fn found(&self, ticket: &TicketView, floor: &Floor, now: Duration) -> Option<Arc<Told>> {
        let mut kept = self.kept.lock().await;
        let seq = self.statistics.standing().seq;
        let rested = kept.asked_at.is_none_or(|asked_at| now.saturating_sub(asked_at) >= PACE);
        if kept.reading.is_none() && seq != kept.seq && rested {
            let statistics = Arc::clone(&self.statistics);
            (kept.asked_at, kept.seq) = (Some(now), seq);
            kept.reading = Some(spawn_blocking(move || statistics.today().ok().flatten()));
        }
        if let Some(reading) = &mut kept.reading {
            let day = reading.await.ok().flatten();
            (kept.day, kept.told, kept.reading) = (day, BTreeMap::new(), None);
        }
        let Kept { day, told: known, .. } = &mut *kept;
        let day = day.as_ref().filter(|day| day.date == ticket.day)?;
        if let Some(known) = known.get(&ticket.ticket) {
            return Some(Arc::clone(known));
        }
        let found = Arc::new(told(day, ticket.ticket, floor)?);
        known.insert(ticket.ticket, Arc::clone(&found));
        Some(found)
    }
}
