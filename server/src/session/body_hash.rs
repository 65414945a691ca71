//! By what a request that comes again under its id is known to be the same. The hash is stored with the answer, and so lies in backups of the
//! journal: under a secret of the keys' folder, so that nobody reads from it what little a visitor typed (P1).

use hmac::{Hmac, Mac};
use protocol::message::Ask;
use sha2::Sha256;

/// Hashes asks under the office's secret.
pub struct BodyHash(Hmac<Sha256>);

impl BodyHash {
    /// With a secret that is the same at each start, so that a resend is known after it.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(secret).expect("a key of any length"))
    }

    /// The hash of one ask.
    pub(super) fn of(&self, ask: &Ask) -> [u8; 32] {
        let body = serde_json::to_vec(ask).expect("asks have string keys and finite numbers");
        self.0.clone().chain_update(body).finalize().into_bytes().into()
    }
}
