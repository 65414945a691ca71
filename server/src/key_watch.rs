//! Ends the connection of a device whose key was replaced while it stood (S1): an old key must not live on in it. A new key is
//! made by another process, so what this one does is to look.

use std::sync::Arc;
use std::time::Duration;

use crate::credentials::CredentialsError;
use crate::session::Reception;

/// How often is looked. A new key must have ended the old one's connection within 5 s.
const LOOK: Duration = Duration::from_secs(1);

/// Looks for ever.
pub async fn watch(reception: Arc<Reception>) {
    let mut seen = None;
    loop {
        tokio::time::sleep(LOOK).await;
        let looking = Arc::clone(&reception);
        let looked = tokio::task::spawn_blocking(move || look(&looking, seen)).await;
        match looked {
            Ok(Ok(version)) => seen = Some(version),
            Ok(Err(problem)) => tracing::error!(%problem, "the keys cannot be read: an old one may live on"),
            // Only a server that ends gives a look up.
            Err(_) => return,
        }
    }
}

fn look(reception: &Reception, seen: Option<i64>) -> Result<i64, CredentialsError> {
    // Read before the keys are: a change after it is seen by the next look.
    let version = reception.credentials.version()?;
    if seen == Some(version) {
        return Ok(version);
    }
    for (device, key) in reception.devices.keys() {
        if !reception.credentials.is_key(&device, &key)? && reception.devices.dismiss(&device, &key) {
            tracing::warn!(%device, "its key was replaced: the connection ends");
        }
    }
    Ok(version)
}
