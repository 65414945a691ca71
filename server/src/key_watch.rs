//! Ends the connection of a device whose key was replaced while it stood (S1): an old key must not live on in it. A new key is
//! made by another process, so what this one does is to look. And it follows the floor: a device that is added gets its key and may come, one that
//! is taken off is bidden farewell and its key ends (S1), and so does the PIN of whoever is no longer of the floor (S2), so that nobody comes in by
//! either who has the same name or login later.

use std::sync::Arc;
use std::time::Duration;

use queue::Floor;
use tokio::time::timeout;

use crate::credentials::CredentialsError;
use crate::session::Reception;

/// How often is looked; a floor that changed is looked at when it does. A new key must have ended the old one's connection within 5 s.
const LOOK: Duration = Duration::from_secs(1);

/// What the last look saw.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Of the credentials.
    version: Option<i64>,
    /// The floor's version, whose people and devices alone have PINs and keys.
    floor: Option<u32>,
}

/// Looks for ever.
pub async fn watch(reception: Arc<Reception>) {
    let mut seen = Seen::default();
    let mut published = reception.screens.published.clone();
    loop {
        let other = published.wait_for(|published| Some(published.calendar.floor_version) != seen.floor);
        // Nobody publishes any more in a server that ends.
        if let Ok(Err(_)) = timeout(LOOK, other).await.map(|changed| changed.map(drop)) {
            return;
        }
        let looking = Arc::clone(&reception);
        let looked = tokio::task::spawn_blocking(move || look(&looking, seen)).await;
        match looked {
            Ok(Ok(now)) => seen = now,
            Ok(Err(problem)) => {
                tracing::error!(%problem, "keys and PINs cannot be seen to: an old one may live on, a new device has none");
                tokio::time::sleep(LOOK).await;
            }
            // Only a server that ends gives a look up.
            Err(_) => return,
        }
    }
}

fn look(reception: &Reception, seen: Seen) -> Result<Seen, CredentialsError> {
    let floor = Some(reception.screens.published.borrow().calendar.floor_version);
    // What is to end does not wait for what is to be made, nor for a folder that takes no file.
    let ended = if seen.floor == floor { Ok(()) } else { end_what_is_gone(reception) };
    // Read before the keys are: a change after it is seen by the next look.
    let version = Some(reception.credentials.version()?);
    if seen.version != version {
        for (device, key) in reception.devices.keys() {
            if !reception.credentials.is_key(&device, &key)? && reception.devices.dismiss(&device, &key) {
                tracing::warn!(%device, "its key was replaced: the connection ends");
            }
        }
    }
    ended?;
    if seen.floor != floor {
        make_what_is_missing(reception)?;
    }
    Ok(Seen { version, floor })
}

/// What the floor knows is asked anew at each step, since it may change meanwhile.
fn end_what_is_gone(reception: &Reception) -> Result<(), CredentialsError> {
    let present = || reception.screens.published.borrow().floor.clone();
    let knows = |is: &dyn Fn(&Floor) -> bool| present().is_none_or(|floor| is(&floor));
    if let Some(floor) = present() {
        for device in reception.devices.follow(&floor.devices) {
            tracing::warn!(%device, "it is no longer on the floor: the connection ends");
        }
    }
    // A floor that names no device has no say in keys.
    reception.keys.keep_keys_of(|device| knows(&|floor| floor.devices.is_empty() || floor.device(device).is_some()))?;
    reception.keys.keep_pins_of(|clerk| knows(&|floor| floor.clerk(clerk).is_some()))
}

fn make_what_is_missing(reception: &Reception) -> Result<(), CredentialsError> {
    let Some(floor) = reception.screens.published.borrow().floor.clone() else { return Ok(()) };
    let made = reception.keys.make_missing_keys(floor.devices.iter().map(|device| &device.id))?;
    if made > 0 {
        tracing::warn!(keys = made, "keys made for devices that were added: hand them out, then delete the files");
    }
    Ok(())
}
