//! Clerks' sessions: one for each clerk, in memory only, proved by a random token that goes on after a lost connection.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use queue::ids::{ClerkId, DeviceId};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::secrets::random;

/// A clerk at a device, as long as it is the clerk's newest session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub clerk: ClerkId,
    serial: u64,
}

/// All sessions of clerks.
pub struct Tokens {
    sessions: Mutex<Sessions>,
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct Sessions {
    by_clerk: BTreeMap<ClerkId, Session>,
    serial: u64,
}

struct Session {
    serial: u64,
    device: DeviceId,
    token_sha256: [u8; 32],
    /// The journal's last event when the clerk signed in.
    since_seq: u64,
}

impl Default for Tokens {
    fn default() -> Self {
        Self { sessions: Mutex::default(), changes: watch::Sender::new(0) }
    }
}

impl Tokens {
    /// Begins a session; an earlier one of the same clerk ends. The token is for that console alone.
    pub fn begin(&self, clerk: &ClerkId, device: &DeviceId, since_seq: u64) -> (SignedIn, String) {
        let token: String = random::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut sessions = self.lock();
        sessions.serial += 1;
        let serial = sessions.serial;
        let session =
            Session { serial, device: device.clone(), token_sha256: Sha256::digest(&token).into(), since_seq };
        sessions.by_clerk.insert(clerk.clone(), session);
        drop(sessions);
        self.tell();
        (SignedIn { clerk: clerk.clone(), serial }, token)
    }

    /// The session that a token goes on with, at the console that it was given to.
    pub fn resume(&self, token: &str, device: &DeviceId) -> Option<SignedIn> {
        let hash: [u8; 32] = Sha256::digest(token).into();
        let sessions = self.lock();
        let found = sessions.by_clerk.iter().find(|(_, session)| session.token_sha256 == hash)?;
        let (clerk, session) = found;
        (session.device == *device).then(|| SignedIn { clerk: clerk.clone(), serial: session.serial })
    }

    /// Whether a session still stands.
    pub fn stands(&self, signed_in: &SignedIn) -> bool {
        self.lock().by_clerk.get(&signed_in.clerk).is_some_and(|session| session.serial == signed_in.serial)
    }

    /// Ends a session: the clerk signed out there.
    pub fn end(&self, signed_in: &SignedIn) {
        let mut sessions = self.lock();
        if sessions.by_clerk.get(&signed_in.clerk).is_some_and(|session| session.serial == signed_in.serial) {
            sessions.by_clerk.remove(&signed_in.clerk);
            drop(sessions);
            self.tell();
        }
    }

    /// Ends a clerk's session if it began before event `seq`, by which the floor signed the clerk out.
    pub fn end_before(&self, clerk: &ClerkId, seq: u64) {
        let mut sessions = self.lock();
        if sessions.by_clerk.get(clerk).is_some_and(|session| session.since_seq < seq) {
            sessions.by_clerk.remove(clerk);
            drop(sessions);
            self.tell();
        }
    }

    /// Ticks whenever a session begins or ends.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn tell(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    fn lock(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> (ClerkId, DeviceId, DeviceId) {
        (ClerkId::new("anna").unwrap(), DeviceId::new("console-1").unwrap(), DeviceId::new("console-2").unwrap())
    }

    #[test]
    fn a_second_sign_in_ends_the_first_session() {
        let (anna, here, there) = names();
        let tokens = Tokens::default();
        let (first, first_token) = tokens.begin(&anna, &here, 5);
        assert!(tokens.stands(&first));
        let (second, _) = tokens.begin(&anna, &there, 9);
        assert!(!tokens.stands(&first) && tokens.stands(&second));
        assert_eq!(tokens.resume(&first_token, &here), None);
    }

    #[test]
    fn a_token_goes_on_at_its_own_console_alone() {
        let (anna, here, there) = names();
        let tokens = Tokens::default();
        let (session, token) = tokens.begin(&anna, &here, 5);
        assert_eq!(tokens.resume(&token, &here), Some(session));
        assert_eq!(tokens.resume(&token, &there), None);
        assert_eq!(tokens.resume("", &here), None);
    }

    #[test]
    fn an_old_sign_out_does_not_end_a_newer_session() {
        let (anna, here, _) = names();
        let tokens = Tokens::default();
        let (session, _) = tokens.begin(&anna, &here, 7);
        tokens.end_before(&anna, 7);
        assert!(tokens.stands(&session));
        tokens.end_before(&anna, 8);
        assert!(!tokens.stands(&session));
    }
}
