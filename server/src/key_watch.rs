//! Ends the connection of a device whose key was replaced while it stood (S1): an old key must not live on in it. A new key is
//! made by another process, so what this one does is to look. And it ends the PIN of whoever is no longer of the floor (S2), so that
//! nobody comes in by it who has the same login later.

use std::sync::Arc;
use std::time::Duration;

use queue::ids::ClerkId;

use crate::credentials::CredentialsError;
use crate::session::Reception;

/// How often is looked. A new key must have ended the old one's connection within 5 s.
const LOOK: Duration = Duration::from_secs(1);

/// What the last look saw.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Of the credentials.
    version: Option<i64>,
    /// The floor's version, whose people alone have PINs.
    floor: Option<u32>,
}

/// Looks for ever.
pub async fn watch(reception: Arc<Reception>) {
    let mut seen = Seen::default();
    loop {
        tokio::time::sleep(LOOK).await;
        let looking = Arc::clone(&reception);
        let looked = tokio::task::spawn_blocking(move || look(&looking, seen)).await;
        match looked {
            Ok(Ok(now)) => seen = now,
            Ok(Err(problem)) => tracing::error!(%problem, "keys and PINs cannot be seen to: an old one may live on"),
            // Only a server that ends gives a look up.
            Err(_) => return,
        }
    }
}

fn look(reception: &Reception, seen: Seen) -> Result<Seen, CredentialsError> {
    let published = &reception.screens.published;
    let floor = Some(published.borrow().calendar.floor_version);
    if seen.floor != floor {
        let of_floor =
            |clerk: &ClerkId| published.borrow().floor.as_ref().is_none_or(|floor| floor.clerk(clerk).is_some());
        reception.keys.keep_pins_of(of_floor)?;
    }
    // Read before the keys are: a change after it is seen by the next look.
    let version = Some(reception.credentials.version()?);
    if seen.version != version {
        for (device, key) in reception.devices.keys() {
            if !reception.credentials.is_key(&device, &key)? && reception.devices.dismiss(&device, &key) {
                tracing::warn!(%device, "its key was replaced: the connection ends");
            }
        }
    }
    Ok(Seen { version, floor })
}
