//! Checks a login and PIN: slowly on purpose, few at a time, and with growing waits after wrong ones (S2).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use queue::ids::ClerkId;
use tokio::sync::Semaphore;

use super::waits::Waits;
use super::{Credentials, CredentialsError, secrets};
use crate::floor_clock::FloorClock;

pub use super::waits::Place;

/// PINs checked at the same time; each takes 19 MiB.
const AT_ONCE: usize = 2;
/// Longest PIN that is looked at, in bytes.
const PIN_LIMIT: usize = 64;

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The PIN is this clerk's.
    Right {
        /// Whose.
        clerk: ClerkId,
        /// The hash that it fits: a PIN that is changed meanwhile is not taken for the one that was typed.
        hash: String,
    },
    /// It is not, or it is too early to try again.
    Wrong {
        /// Until the next try.
        wait: Duration,
    },
}

/// Checks PINs for consoles and browsers.
pub struct PinCheck {
    credentials: Arc<Credentials>,
    waits: Mutex<Waits>,
    at_once: Semaphore,
    clock: Arc<FloorClock>,
}

impl PinCheck {
    /// Checks against these hashes; the waits go by the steady clock.
    pub fn new(credentials: Arc<Credentials>, clock: Arc<FloorClock>) -> Self {
        let (waits, at_once) = (Mutex::default(), Semaphore::new(AT_ONCE));
        Self { credentials, waits, at_once, clock }
    }

    /// Checks a login and PIN typed at a place.
    pub async fn check(&self, place: &Place, login: &str, pin: String) -> Result<Verdict, CredentialsError> {
        let typed = ClerkId::new(login.trim()).ok();
        let hash = self.hash_of(typed.clone()).await?;
        let clerk = match place {
            Place::Device(_) => typed.filter(|_| hash.is_some()),
            // Whoever needs no device's key to ask is not told by the wait which logins there are.
            Place::Address(_) | Place::Elsewhere => typed,
        };
        if let Err(wait) = self.waits().try_at(place, clerk.as_ref(), self.clock.steady()) {
            return Ok(Verdict::Wrong { wait });
        }
        if self.fits(pin, hash.clone()).await
            && let (Some(clerk), Some(hash)) = (&clerk, hash)
        {
            self.waits().right(place, clerk);
            return Ok(Verdict::Right { clerk: clerk.clone(), hash });
        }
        let wait = self.waits().left(place, clerk.as_ref(), self.clock.steady());
        Ok(Verdict::Wrong { wait })
    }

    async fn hash_of(&self, clerk: Option<ClerkId>) -> Result<Option<String>, CredentialsError> {
        let (credentials, Some(clerk)) = (Arc::clone(&self.credentials), clerk) else { return Ok(None) };
        let read = tokio::task::spawn_blocking(move || credentials.pin_hash(&clerk));
        // A read that panicked has said so; nobody signs in by it.
        read.await.unwrap_or(Ok(None))
    }

    async fn fits(&self, pin: String, hash: Option<String>) -> bool {
        let Ok(_permit) = self.at_once.acquire().await else { return false };
        let check = move || pin.len() <= PIN_LIMIT && secrets::pin_fits(pin.trim(), hash.as_deref());
        tokio::task::spawn_blocking(check).await.unwrap_or(false)
    }

    fn waits(&self) -> MutexGuard<'_, Waits> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
