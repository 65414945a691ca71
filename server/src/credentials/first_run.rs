//! The first run: whoever is in the configuration and has no key or PIN gets one, written once into files for their owner alone.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use protocol::key_file::{CertificateMark, KeyFile};
use queue::ids::{ClerkId, DeviceId};

use super::{Anew, Credentials, CredentialsError, DeviceKey, Of, Pin, note, set_key, set_pin};
use crate::data_folder::{make_private, write_private};

/// The folder of keys and PINs in the data folder.
pub const FOLDER: &str = "credentials";
const PINS: &str = "pins.toml";
const PINS_TITLE: &str = "# Hand each PIN to its clerk, then delete this file. The server keeps only hashes.\n";

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Devices that got a key.
    pub keys: usize,
    /// Clerks who got a PIN.
    pub pins: usize,
}

impl Credentials {
    /// Makes what is missing for the devices and clerks of the configuration.
    pub fn make_missing<'a>(
        &self,
        data: &Path,
        office: CertificateMark,
        devices: impl Iterator<Item = &'a DeviceId>,
        clerks: impl Iterator<Item = &'a ClerkId>,
    ) -> Result<Made, CredentialsError> {
        let mut made = Made::default();
        for device in devices {
            if self.key_hash(device)?.is_none() {
                self.give_key(data, office, device, None)?;
                made.keys += 1;
            }
        }
        for clerk in clerks {
            if self.pin_hash(clerk)?.is_none() {
                self.give_pin(data, clerk, None)?;
                made.pins += 1;
            }
        }
        Ok(made)
    }

    /// A new key for a device, in its file with the office's mark; says which file. In the file first: whatever comes between, no key counts that
    /// nobody can read. Where somebody makes it anew, that is kept beside it.
    pub fn give_key(
        &self,
        data: &Path,
        office: CertificateMark,
        device: &DeviceId,
        anew: Option<&Anew>,
    ) -> Result<PathBuf, CredentialsError> {
        let key = DeviceKey::random();
        let path = key_file(&folder(data)?, device);
        self.act(|db| {
            write(&path, &KeyFile { key: key.reveal().to_owned(), office: Some(office) }.to_text())?;
            set_key(db, device, &key)?;
            anew.map_or(Ok(()), |anew| note(db, Of::Key(device), anew))?;
            Ok(())
        })?;
        Ok(path)
    }

    /// A new PIN for a clerk, in the file of PINs as well, and there first.
    pub fn give_pin(
        &self,
        data: &Path,
        clerk: &ClerkId,
        anew: Option<&Anew>,
    ) -> Result<(Pin, PathBuf), CredentialsError> {
        let pin = Pin::random();
        let hash = pin.argon2id()?;
        let path = folder(data)?.join(PINS);
        self.act(|db| {
            let old = std::fs::read_to_string(&path).unwrap_or_else(|_| PINS_TITLE.to_owned());
            let mut text = without(&old, clerk);
            writeln!(text, "{clerk} = \"{}\"", pin.reveal()).expect("text grows");
            write(&path, &text)?;
            set_pin(db, clerk, &hash)?;
            anew.map_or(Ok(()), |anew| note(db, Of::Pin(clerk), anew))?;
            Ok(())
        })?;
        Ok((pin, path))
    }
}

/// A PIN that was chosen is in no file: what the file has of the one before it no longer fits.
pub(super) fn take_out(data: &Path, clerk: &ClerkId) -> Result<(), CredentialsError> {
    let path = data.join(FOLDER).join(PINS);
    let Ok(old) = std::fs::read_to_string(&path) else { return Ok(()) };
    let kept = without(&old, clerk);
    if kept == old { Ok(()) } else { write(&path, &kept) }
}

fn key_file(folder: &Path, device: &DeviceId) -> PathBuf {
    folder.join(format!("{device}.key"))
}

/// Takes the file of a device's key away, if it was not handed out yet.
pub(super) fn take_key_file(data: &Path, device: &DeviceId) -> Result<(), CredentialsError> {
    let path = key_file(&data.join(FOLDER), device);
    match std::fs::remove_file(&path) {
        Err(problem) if problem.kind() != ErrorKind::NotFound => Err(CredentialsError::File { path, problem }),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The file of PINs without this clerk's.
fn without(pins: &str, clerk: &ClerkId) -> String {
    let mine = format!("{clerk} = ");
    pins.lines().filter(|line| !line.starts_with(&mine)).flat_map(|line| [line, "\n"]).collect()
}

fn folder(data: &Path) -> Result<PathBuf, CredentialsError> {
    let path = data.join(FOLDER);
    make_private(&path).map_err(|problem| CredentialsError::File { path: path.clone(), problem })?;
    Ok(path)
}

/// A reader never sees half a key.
fn write(path: &Path, text: &str) -> Result<(), CredentialsError> {
    write_private(path, text).map_err(|problem| CredentialsError::File { path: path.to_owned(), problem })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn office() -> CertificateMark {
        CertificateMark::of(b"the office's certificate")
    }

    #[test]
    fn the_first_run_makes_each_key_and_pin_once_for_the_owner_alone() {
        let data = tempfile::tempdir().unwrap();
        let credentials = Credentials::open(data.path()).unwrap();
        let devices = [DeviceId::new("kiosk-1").unwrap(), DeviceId::new("hall-1").unwrap()];
        let clerks = [ClerkId::new("anna").unwrap(), ClerkId::new("boris").unwrap()];
        let made = credentials.make_missing(data.path(), office(), devices.iter(), clerks.iter()).unwrap();
        assert_eq!(made, Made { keys: 2, pins: 2 });
        let again = credentials.make_missing(data.path(), office(), devices.iter(), clerks.iter()).unwrap();
        assert_eq!(again, Made::default());

        let file = KeyFile::read(&data.path().join("credentials/kiosk-1.key")).unwrap();
        assert_eq!(file.office, Some(office()));
        assert!(credentials.key_fits(&devices[0], &file.key).unwrap().is_some());
        assert!(credentials.key_fits(&devices[1], &file.key).unwrap().is_none());
        for (path, mode) in
            [("credentials", 0o700), ("credentials/pins.toml", 0o600), ("credentials/hall-1.key", 0o600)]
        {
            let metadata = std::fs::metadata(data.path().join(path)).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, mode, "{path}");
        }
    }

    /// Each is cut before the file and between file and hash; the next start makes it, and what the file says fits.
    #[test]
    fn a_first_run_that_is_cut_anywhere_loses_no_key_and_no_pin() {
        let data = tempfile::tempdir().unwrap();
        let credentials = Credentials::open(data.path()).unwrap();
        let (kiosk, anna) = (DeviceId::new("kiosk-1").unwrap(), ClerkId::new("anna").unwrap());
        let run = |credentials: &Credentials| {
            credentials.make_missing(data.path(), office(), [&kiosk].into_iter(), [&anna].into_iter())
        };
        std::fs::write(data.path().join(FOLDER), "in the way").unwrap();
        assert!(matches!(run(&credentials), Err(CredentialsError::File { .. })));
        assert!(matches!(credentials.give_pin(data.path(), &anna, None), Err(CredentialsError::File { .. })));
        std::fs::remove_file(data.path().join(FOLDER)).unwrap();
        for table in ["device_keys", "clerk_pins"] {
            let cut = format!("CREATE TRIGGER cut BEFORE INSERT ON {table} BEGIN SELECT raise(ABORT, 'cut'); END");
            credentials.lock().execute_batch(&cut).unwrap();
            assert!(matches!(run(&credentials), Err(CredentialsError::Storage(_))), "{table}");
            credentials.lock().execute_batch("DROP TRIGGER cut").unwrap();
        }
        assert_eq!(run(&credentials).unwrap(), Made { keys: 0, pins: 1 }, "the key was made by the second run");
        let file = KeyFile::read(&data.path().join("credentials/kiosk-1.key")).unwrap();
        assert!(credentials.key_fits(&kiosk, &file.key).unwrap().is_some());
        let pins: toml::Table =
            std::fs::read_to_string(data.path().join("credentials/pins.toml")).unwrap().parse().unwrap();
        let hash = credentials.pin_hash(&anna).unwrap();
        assert!(crate::credentials::secrets::pin_fits(pins["anna"].as_str().unwrap(), hash.as_deref()));
    }

    #[test]
    fn a_new_pin_takes_the_place_of_the_old_one() {
        let data = tempfile::tempdir().unwrap();
        let credentials = Credentials::open(data.path()).unwrap();
        let (anna, ann) = (ClerkId::new("anna").unwrap(), ClerkId::new("ann").unwrap());
        credentials.give_pin(data.path(), &anna, None).unwrap();
        credentials.give_pin(data.path(), &ann, None).unwrap();
        let (pin, path) = credentials.give_pin(data.path(), &anna, None).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        assert_eq!(text.lines().filter(|line| line.starts_with("anna =")).count(), 1);
        assert!(text.contains(&format!("anna = \"{}\"", pin.reveal())));
        let pins: toml::Table = text.parse().unwrap();
        assert_eq!(pins.len(), 2);
    }
}
