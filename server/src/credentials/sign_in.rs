//! Checks a login and PIN: slowly on purpose, few at a time, and with growing waits after wrong ones (S2).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use queue::ids::{ClerkId, DeviceId};
use tokio::sync::Semaphore;

use super::waits::Waits;
use super::{Credentials, CredentialsError, secrets};
use crate::floor_clock::FloorClock;

/// PINs checked at the same time; each takes 19 MiB.
const AT_ONCE: usize = 2;
/// Longest PIN that is looked at, in bytes.
const PIN_LIMIT: usize = 64;

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The PIN is this clerk's.
    Right(ClerkId),
    /// It is not, or it is too early to try again.
    Wrong {
        /// Until the next try.
        wait: Duration,
    },
}

/// Checks PINs for all sessions.
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

    /// Checks a login and PIN typed at a device.
    pub async fn check(&self, device: &DeviceId, login: &str, pin: String) -> Result<Verdict, CredentialsError> {
        let known = match ClerkId::new(login.trim()) {
            Ok(clerk) => self.credentials.pin_hash(&clerk)?.map(|hash| (clerk, hash)),
            Err(_) => None,
        };
        let (clerk, hash) = known.unzip();
        if let Err(wait) = self.waits().try_at(device, clerk.as_ref(), self.clock.steady()) {
            return Ok(Verdict::Wrong { wait });
        }
        if self.fits(pin, hash).await
            && let Some(clerk) = clerk
        {
            self.waits().right(device, &clerk);
            return Ok(Verdict::Right(clerk));
        }
        let wait = self.waits().left(device, clerk.as_ref(), self.clock.steady());
        Ok(Verdict::Wrong { wait })
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
