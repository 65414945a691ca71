//! `office.key`: what the office signs booking codes with (S5), made at the first start beside the keys of personal data.
//!
//! One line of text: the secret and a check of it in hexadecimal, so that a flipped bit is found and not taken for another office. The file
//! is whole and durable before any code is signed with it; a start that was cut leaves either no key or all of it.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac};
use protocol::token::OfficeKey;
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::credentials::random;
use crate::data_folder::{make_private, write_private};

/// Name of the file in the keys' folder.
pub const FILE: &str = "office.key";
/// Bytes of the check.
const CHECK: usize = 8;
/// More than the file ever has.
const FILE_LIMIT: u64 = 256;

/// Why there is no key to sign with.
#[derive(Debug, Error)]
pub enum OfficeKeyError {
    /// The file cannot be made or read.
    #[error("{path} cannot be used: {problem}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        problem: io::Error,
    },
    /// The file is something else, or not whole.
    #[error(
        "{path} is damaged or no key of booking codes: put it back from a backup of the keys' folder. If there is none, remove it: a new key is made, booking codes handed out before are no longer good, and their visitors check in by number and digits"
    )]
    Damaged {
        /// Which.
        path: PathBuf,
    },
}

/// The office's key in the keys' folder; made if there is none, and durable when this returns.
pub fn open(folder: &Path) -> Result<OfficeKey, OfficeKeyError> {
    let path = folder.join(FILE);
    match read(&path) {
        Ok(text) => {
            let secret = secret(&text).ok_or(OfficeKeyError::Damaged { path })?;
            Ok(OfficeKey::from_secret(&secret))
        }
        Err(problem) if problem.kind() == ErrorKind::NotFound => {
            make(folder, &path).map_err(|problem| OfficeKeyError::File { path, problem })
        }
        Err(problem) => Err(OfficeKeyError::File { path, problem }),
    }
}

/// Another secret of the office, for a use of its own: from it nobody learns the key, nor the secret of another use. The key must be there.
pub fn secret_for(folder: &Path, used_for: &str) -> Result<Zeroizing<[u8; 32]>, OfficeKeyError> {
    let path = folder.join(FILE);
    let text = match read(&path) {
        Ok(text) => text,
        Err(problem) => return Err(OfficeKeyError::File { path, problem }),
    };
    let secret = secret(&text).ok_or(OfficeKeyError::Damaged { path })?;
    let mut hash = Hmac::<Sha256>::new_from_slice(&*secret).expect("a key of any length");
    hash.update(used_for.as_bytes());
    Ok(Zeroizing::new(hash.finalize().into_bytes().into()))
}

fn make(folder: &Path, path: &Path) -> io::Result<OfficeKey> {
    make_private(folder)?;
    let secret = Zeroizing::new(random::<32>());
    let line = Zeroizing::new(format!("{} {}\n", HEXLOWER.encode(&*secret), HEXLOWER.encode(&check(&secret))));
    write_private(path, &line)?;
    // The folder itself may be as new as the key.
    folder.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())?;
    tracing::info!(file = %path.display(), "key of booking codes made");
    Ok(OfficeKey::from_secret(&secret))
}

/// What lies there, as far as a key's file goes; a longer one is no key.
fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(FILE_LIMIT as usize));
    File::open(path)?.take(FILE_LIMIT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn secret(text: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let line = std::str::from_utf8(text).ok()?.strip_suffix('\n')?;
    let (secret, kept) = line.split_once(' ')?;
    let bytes = Zeroizing::new(HEXLOWER.decode(secret.as_bytes()).ok()?);
    let secret: Zeroizing<[u8; 32]> = Zeroizing::new(bytes.as_slice().try_into().ok()?);
    (HEXLOWER.decode(kept.as_bytes()).ok()? == check(&secret)).then_some(secret)
}

fn check(secret: &[u8; 32]) -> [u8; CHECK] {
    let hash = Sha256::digest(secret);
    std::array::from_fn(|index| hash[index])
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let whole = tempfile::tempdir().unwrap();
        let keys = whole.path().join("keys");
        (whole, keys)
    }

    #[test]
    fn the_key_is_made_once_for_its_owner_alone_and_is_the_same_at_each_start() {
        let (_whole, keys) = folder();
        let first = open(&keys).unwrap().public();
        assert_eq!(std::fs::metadata(keys.join(FILE)).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::metadata(&keys).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(open(&keys).unwrap().public(), first);
        let (_other, elsewhere) = folder();
        assert_ne!(open(&elsewhere).unwrap().public(), first, "another office has another key");
        let names: Vec<_> = std::fs::read_dir(&keys).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, [FILE], "nothing is left beside it");
    }

    #[test]
    fn each_use_has_a_secret_of_its_own_which_is_the_same_at_each_start() {
        let (_whole, keys) = folder();
        assert!(matches!(secret_for(&keys, "ratings"), Err(OfficeKeyError::File { .. })), "no key is made for it");
        open(&keys).unwrap();
        let first = secret_for(&keys, "ratings").unwrap();
        assert_eq!(secret_for(&keys, "ratings").unwrap(), first);
        assert_ne!(secret_for(&keys, "other").unwrap(), first);
        let line = std::fs::read_to_string(keys.join(FILE)).unwrap();
        assert!(!line.contains(&HEXLOWER.encode(&*first)));
    }

    #[test]
    fn a_first_start_that_was_cut_leaves_no_half_key() {
        let (_whole, keys) = folder();
        open(&keys).unwrap();
        let whole = std::fs::read(keys.join(FILE)).unwrap();
        for cut in 0..=whole.len() {
            std::fs::remove_file(keys.join(FILE)).unwrap();
            std::fs::write(keys.join("office.part"), &whole[..cut]).unwrap();
            let made = open(&keys).unwrap().public();
            assert_eq!(open(&keys).unwrap().public(), made);
            assert!(!keys.join("office.part").exists());
        }
    }

    #[test]
    fn a_damaged_key_is_never_used_nor_replaced_and_the_error_names_the_file_and_the_mend() {
        let (_whole, keys) = folder();
        open(&keys).unwrap();
        let path = keys.join(FILE);
        let whole = std::fs::read(&path).unwrap();
        let cut = (0..whole.len()).map(|length| whole[..length].to_vec());
        let flipped = (0..whole.len() * 8).map(|bit| {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            bytes
        });
        let longer = [whole.repeat(2), [&whole[..], b"\n"].concat(), vec![b'0'; 1 << 20]];
        for bytes in cut.chain(flipped).chain(longer) {
            std::fs::write(&path, &bytes).unwrap();
            let problem = open(&keys).map(|_| ()).unwrap_err();
            assert!(matches!(problem, OfficeKeyError::Damaged { .. }), "{bytes:?}: {problem}");
            let text = problem.to_string();
            assert!(text.contains("keys/office.key") && text.contains("put it back from a backup"), "{text}");
            assert_eq!(std::fs::read(&path).unwrap(), bytes, "what is there stays as it is");
        }
        std::fs::write(&path, &whole).unwrap();
        open(&keys).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error_that_names_the_file() {
        let whole = tempfile::tempdir().unwrap();
        std::fs::write(whole.path().join("keys"), "a file is in the way").unwrap();
        let problem = open(&whole.path().join("keys")).map(|_| ()).unwrap_err().to_string();
        assert!(problem.contains("keys/office.key cannot be used"), "{problem}");
    }
}
