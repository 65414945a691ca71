//! Personal data is kept no longer than it is needed: at the start and on every new business day what no booking needs any more is
//! forgotten, with the words that visitors said of their visits, and whoever entered data for a booking that never came about as well (P3).

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use crate::floor_clock::FloorClock;
use crate::people::{People, PeopleError};
use crate::published::Published;
use crate::ratings::{Ratings, RatingsError};

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
        let (mut people_until, mut words_until, mut told) = (None, None, None);
        loop {
            if this.people.has_stopped() {
                return PeopleError::Stopped;
            }
            let task = Arc::clone(&this);
            match spawn_blocking(move || task.people.sweep_held()).await {
                Ok(Err(problem)) if problem.stops() => return problem,
                Ok(Ok(_) | Err(_)) | Err(_) => {}
            }
            let today = this.published.borrow().day;
            if today != people_until {
                let task = Arc::clone(&this);
                match spawn_blocking(move || task.forget_people()).await {
                    Ok(Ok(())) => people_until = today,
                    Ok(Err(problem)) if problem.stops() => return problem,
                    Ok(Err(problem)) => {
                        tracing::error!(%problem, "personal data that is due to be forgotten is still there")
                    }
                    Err(_stopping) => {}
                }
            }
            if today != words_until {
                let task = Arc::clone(&this);
                match spawn_blocking(move || task.forget_words()).await {
                    Ok(Ok(())) => words_until = today,
                    // It is tried at every look, and told once a day.
                    Ok(Err(problem)) if today != told => {
                        tracing::error!(%problem, "visitors' words that are due to be forgotten are still there");
                        told = today;
                    }
                    Ok(Err(_)) | Err(_) => {}
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// One look at everybody who is kept.
    fn forget_people(&self) -> Result<(), PeopleError> {
        let calendar = Arc::clone(&self.published.borrow().calendar);
        let Some(day) = &calendar.day else { return Ok(()) };
        let now = self.clock.now();
        let before = now.saturating_sub(NO_BOOKING).unwrap_or(now);
        let booked = |person: &queue::ids::PersonId| calendar.bookings.of_person(person).next().is_some();
        let taken_back = self.people.settle(before, booked, now)?.len();
        let expected = |person: &queue::ids::PersonId| {
            let bookings = calendar.bookings.of_person(person).filter_map(|id| calendar.bookings.get(id));
            bookings.filter(|booking| booking.is_open()).map(|booking| booking.slot.date()).max()
        };
        let forgotten = self.people.forget_older(self.kept_from(day.date), expected, now)?.len();
        if taken_back + forgotten > 0 {
            tracing::info!(taken_back, forgotten, "personal data forgotten");
        }
        Ok(())
    }

    /// One look at all words that are kept.
    fn forget_words(&self) -> Result<(), RatingsError> {
        let Some(today) = self.published.borrow().day else { return Ok(()) };
        let words = self.ratings.forget_older(self.kept_from(today))?;
        if words > 0 {
            tracing::info!(words, "visitors' words forgotten");
        }
        Ok(())
    }

    /// The first day whose data is kept.
    fn kept_from(&self, today: Date) -> Date {
        today.saturating_sub(i32::from(self.keep_days).days())
    }
}
