//! A device's key and a clerk's PIN: how they are made, hashed and compared. Never shown by `Debug`.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use sha2::{Digest, Sha256};

use super::CredentialsError;

/// A hash that no PIN has, so that an unknown login takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5aGFzdGhpcw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Figures of a PIN that somebody chooses.
const CHOSEN_LENGTH: std::ops::RangeInclusive<usize> = 6..=12;

/// SHA-256 of a device's key.
pub type KeyHash = [u8; 32];

/// 256 random bits by which a device proves its name; random enough that a plain hash keeps them.
pub struct DeviceKey(String);

impl DeviceKey {
    pub(super) fn random() -> Self {
        Self(random::<32>().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The key as the device's file holds it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn sha256(&self) -> KeyHash {
        Sha256::digest(&self.0).into()
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey(..)")
    }
}

/// Compares in constant time; an unknown device is compared as well.
pub fn key_fits(key: &str, stored: Option<&KeyHash>) -> bool {
    let given: KeyHash = Sha256::digest(key).into();
    let wanted = stored.copied().unwrap_or([0; 32]);
    let differing = given.iter().zip(&wanted).fold(0_u8, |differing, (a, b)| differing | (a ^ b));
    std::hint::black_box(differing) == 0 && stored.is_some()
}

/// Six figures by which a clerk signs in.
pub struct Pin(String);

impl Pin {
    pub(super) fn random() -> Self {
        // 2^64 is so far above 10^6 that the fold favours no PIN noticeably.
        Self(format!("{:06}", u64::from_le_bytes(random()) % 1_000_000))
    }

    /// A PIN that somebody chose; none where it is too easy to guess.
    pub(super) fn chosen(typed: &str) -> Option<Self> {
        let figures: Vec<u8> = typed.bytes().filter(u8::is_ascii_digit).collect();
        let fits = CHOSEN_LENGTH.contains(&typed.len()) && figures.len() == typed.len();
        let steps = |step: i16| figures.windows(2).all(|two| i16::from(two[1]) - i16::from(two[0]) == step);
        (fits && !steps(0) && !steps(1) && !steps(-1)).then(|| Self(typed.to_owned()))
    }

    /// The PIN as it is handed to the clerk.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn argon2id(&self) -> Result<String, CredentialsError> {
        let failed = |problem: argon2::password_hash::Error| CredentialsError::Hash(problem.to_string());
        let salt = SaltString::encode_b64(&random::<16>()).map_err(failed)?;
        Ok(Argon2::default().hash_password(self.0.as_bytes(), &salt).map_err(failed)?.to_string())
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(..)")
    }
}

/// Whether a PIN fits its hash. Takes tens of milliseconds and 19 MiB: not for a thread that others wait for.
pub fn pin_fits(pin: &str, stored: Option<&str>) -> bool {
    let Ok(hash) = PasswordHash::new(stored.unwrap_or(NOBODY)) else { return false };
    Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok() && stored.is_some()
}

/// Bytes that nobody can guess.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_fits_its_own_hash_alone() {
        let pin = Pin("042917".to_owned());
        let hash = pin.argon2id().unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(pin_fits("042917", Some(&hash)));
        assert!(!pin_fits("042918", Some(&hash)));
        assert!(!pin_fits("042917", None));
        PasswordHash::new(NOBODY).unwrap();
    }

    #[test]
    fn a_key_fits_its_own_hash_alone() {
        let key = DeviceKey::random();
        assert_eq!(key.reveal().len(), 64);
        assert!(key_fits(key.reveal(), Some(&key.sha256())));
        assert!(!key_fits(key.reveal(), Some(&DeviceKey::random().sha256())));
        assert!(!key_fits(key.reveal(), None));
    }

    #[test]
    fn a_secret_is_not_in_its_debug_text() {
        assert_eq!(format!("{:?} {:?}", Pin::random(), DeviceKey::random()), "Pin(..) DeviceKey(..)");
    }
}
