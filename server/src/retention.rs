//! Personal data is kept no longer than it is needed: at the start and on every new business day what no booking needs any more is
//! forgotten, with the words that visitors said of their visits, and whoever entered data for a booking that never came about as well (P3).

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, ToSpan};
use tokio::sync::watch;

use crate::floor_clock::FloorClock;
use crate::people::{People, PeopleError};
use crate::published::Published;
use crate::ratings::Ratings;

/// Days for which data is kept after the visit unless the file says otherwise.
pub const KEEP_DAYS: u16 = 30;
/// How often it is looked whether a new day has begun, what a reader of the files held up, and whether the storage failed somebody.
const LOOK: Duration = Duration::from_secs(2);
/// Whoever entered data so long ago and has no booking will have none: a form is given up long before.
const NO_BOOKING: SignedDuration = SignedDuration::from_hours(2);

/// What is kept, and for how long.
pub struct Retention {
    /// The people.
    pub people: Arc<People>,
    /// What visitors said of their visits.
    pub ratings: Arc<Ratings>,
    /// Who has a booking.
    pub published: watch::Receiver<Arc<Published>>,
    /// The floor's time.
    pub clock: Arc<FloorClock>,
    /// Days after the visit.
    pub keep_days: u16,
}

impl Retention {
    /// Watches the days for ever; ends only where the storage fails.
    pub async fn watch(self) -> PeopleError {
        let this = Arc::new(self);
        let mut done = None;
        loop {
            if this.people.has_stopped() {
                return PeopleError::Stopped;
            }
            let task = Arc::clone(&this);
            match tokio::task::spawn_blocking(move || task.people.sweep_held()).await {
                Ok(Err(problem)) if problem.stops() => return problem,
                Ok(Ok(_) | Err(_)) | Err(_) => {}
            }
            let today = this.published.borrow().day;
            if today != done {
                let task = Arc::clone(&this);
                match tokio::task::spawn_blocking(move || task.run()).await {
                    Ok(Ok(())) => done = today,
                    Ok(Err(problem)) if problem.stops() => return problem,
                    Ok(Err(problem)) => {
                        tracing::error!(%problem, "personal data that is due to be forgotten is still there")
                    }
                    Err(_stopping) => {}
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// One look at everything that is kept.
    pub fn run(&self) -> Result<(), PeopleError> {
        let calendar = Arc::clone(&self.published.borrow().calendar);
        let Some(day) = &calendar.day else { return Ok(()) };
        let now = self.clock.now();
        let before = now.saturating_sub(NO_BOOKING).unwrap_or(now);
        let booked = |person: &queue::ids::PersonId| calendar.bookings.of_person(person).next().is_some();
        let taken_back = self.people.settle(before, booked, now)?.len();
        let than = day.date.saturating_sub(i32::from(self.keep_days).days());
        let expected = |person: &queue::ids::PersonId| {
            let bookings = calendar.bookings.of_person(person).filter_map(|id| calendar.bookings.get(id));
            bookings.filter(|booking| booking.is_open()).map(|booking| booking.slot.date()).max()
        };
        let forgotten = self.people.forget_older(than, expected, now)?.len();
        match self.ratings.forget_older(than) {
            Ok(0) => {}
            Ok(words) => tracing::info!(words, "visitors' words forgotten"),
            Err(problem) => tracing::error!(%problem, "visitors' words that are due to be forgotten are still there"),
        }
        if taken_back + forgotten > 0 {
            tracing::info!(taken_back, forgotten, "personal data forgotten");
        }
        Ok(())
    }
}
