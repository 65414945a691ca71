//! Keys and PINs made anew while the server runs, for administrators: over a connection of its own, so that whoever watches for changes of
//! others sees these as well.

use std::path::{Path, PathBuf};

use protocol::key_file::CertificateMark;
use queue::ids::{ClerkId, DeviceId};

use super::first_run::{take_key_file, take_out};
use super::{Anew, Credentials, CredentialsError, Of, Pin, clerks, devices, note, set_pin, take_key, take_pin};

/// Makes them, each on a thread that may wait.
#[derive(Clone, Debug)]
pub struct KeyMaker {
    data: PathBuf,
    office: CertificateMark,
}

/// What came of a PIN that somebody chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// It is the clerk's from now on.
    Set,
    /// It is too easy to guess, or no PIN.
    TooEasy,
}

impl KeyMaker {
    /// For the credentials of a data folder and the office's certificate.
    pub fn new(data: &Path, office: CertificateMark) -> Self {
        Self { data: data.to_owned(), office }
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// This PIN is the clerk's from now on. It is written nowhere but as a hash.
    pub fn choose_pin(&self, clerk: &ClerkId, typed: &str, anew: &Anew) -> Result<Chosen, CredentialsError> {
        let Some(pin) = Pin::chosen(typed) else { return Ok(Chosen::TooEasy) };
        let hash = pin.argon2id()?;
        Credentials::open(&self.data)?.act(|db| {
            take_out(&self.data, clerk)?;
            set_pin(db, clerk, &hash)?;
            note(db, Of::Pin(clerk), anew)?;
            Ok(Chosen::Set)
        })
    }

    /// A new key for a device, in a file for its owner alone.
    pub fn give_key(&self, device: &DeviceId, anew: &Anew) -> Result<(), CredentialsError> {
        Credentials::open(&self.data)?.give_key(&self.data, self.office, device, Some(anew)).map(drop)
    }

    /// A key for each device that has none, in a file for its owner alone; says how many were made.
    pub fn make_missing_keys<'a>(
        &self,
        devices: impl Iterator<Item = &'a DeviceId>,
    ) -> Result<usize, CredentialsError> {
        let credentials = Credentials::open(&self.data)?;
        Ok(credentials.make_missing(&self.data, self.office, devices, std::iter::empty())?.keys)
    }

    /// A key ends with its device's place on the floor: what comes under that name later has another.
    pub fn keep_keys_of(&self, knows: impl Fn(&DeviceId) -> bool) -> Result<(), CredentialsError> {
        let credentials = Credentials::open(&self.data)?;
        credentials.act(|db| {
            for device in devices(db)?.iter().filter(|device| !knows(device)) {
                take_key_file(&self.data, device)?;
                take_key(db, device)?;
            }
            Ok(())
        })
    }

    /// A PIN ends with its owner's place on the floor: whoever comes under that login later begins without one. What the floor knows is asked
    /// while nobody can set a PIN.
    pub fn keep_pins_of(&self, knows: impl Fn(&ClerkId) -> bool) -> Result<(), CredentialsError> {
        let credentials = Credentials::open(&self.data)?;
        credentials.act(|db| {
            for clerk in clerks(db)?.iter().filter(|clerk| !knows(clerk)) {
                take_out(&self.data, clerk)?;
                take_pin(db, clerk)?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use protocol::key_file::KeyFile;

    use super::*;
    use crate::credentials::first_run::FOLDER;
    use crate::credentials::secrets::pin_fits;

    fn by(login: &str) -> Anew {
        Anew { at: "2026-11-17T06:00:00Z".parse().unwrap(), by: Some(ClerkId::new(login).unwrap()) }
    }

    fn maker(data: &Path) -> KeyMaker {
        KeyMaker::new(data, CertificateMark::of(b"the office's certificate"))
    }

    #[test]
    fn a_chosen_pin_fits_at_once_and_the_one_before_it_no_more_and_no_file_has_it() {
        let data = tempfile::tempdir().unwrap();
        let (anna, boris) = (ClerkId::new("anna").unwrap(), ClerkId::new("boris").unwrap());
        let credentials = Credentials::open(data.path()).unwrap();
        let (old, path) = credentials.give_pin(data.path(), &anna, None).unwrap();
        credentials.give_pin(data.path(), &boris, None).unwrap();
        let before = credentials.version().unwrap();
        assert_eq!(maker(data.path()).choose_pin(&anna, "508213", &by("admin")).unwrap(), Chosen::Set);
        assert_ne!(credentials.version().unwrap(), before, "whoever watches sees it");
        let stored = credentials.pin_hash(&anna).unwrap();
        assert!(pin_fits("508213", stored.as_deref()) && !pin_fits(old.reveal(), stored.as_deref()));
        let file = std::fs::read_to_string(path).unwrap();
        assert!(!file.contains("anna") && !file.contains("508213") && file.contains("boris = "), "{file}");
    }

    #[test]
    fn a_pin_that_is_easy_to_guess_or_none_is_refused() {
        let data = tempfile::tempdir().unwrap();
        let anna = ClerkId::new("anna").unwrap();
        for easy in
            ["", "12345", "123456", "654321", "000000", "7777777", "50821a", " 508213", "5082134567890", "५०८२१३"]
        {
            assert_eq!(maker(data.path()).choose_pin(&anna, easy, &by("admin")).unwrap(), Chosen::TooEasy, "{easy}");
        }
        assert_eq!(Credentials::open(data.path()).unwrap().pin_hash(&anna).unwrap(), None);
    }

    #[test]
    fn who_made_a_pin_or_a_key_anew_is_kept_with_the_moment_and_nothing_else_p2() {
        let data = tempfile::tempdir().unwrap();
        let (anna, kiosk) = (ClerkId::new("anna").unwrap(), DeviceId::new("kiosk-1").unwrap());
        let credentials = Credentials::open(data.path()).unwrap();
        assert_eq!(credentials.made_anew(Of::Pin(&anna), 9).unwrap(), []);
        maker(data.path()).choose_pin(&anna, "508213", &by("admin")).unwrap();
        maker(data.path()).choose_pin(&anna, "123456", &by("head")).unwrap();
        let at_server = Anew { by: None, ..by("admin") };
        credentials.give_pin(data.path(), &anna, Some(&at_server)).unwrap();
        maker(data.path()).give_key(&kiosk, &by("head")).unwrap();
        assert_eq!(credentials.made_anew(Of::Pin(&anna), 9).unwrap(), [at_server.clone(), by("admin")]);
        assert_eq!(credentials.made_anew(Of::Pin(&anna), 1).unwrap(), [at_server]);
        assert_eq!(credentials.made_anew(Of::Key(&kiosk), 9).unwrap(), [by("head")]);
    }

    #[test]
    fn what_cannot_be_written_leaves_the_old_pin_and_says_nothing_of_a_new_one() {
        let data = tempfile::tempdir().unwrap();
        let anna = ClerkId::new("anna").unwrap();
        let credentials = Credentials::open(data.path()).unwrap();
        let (old, _) = credentials.give_pin(data.path(), &anna, None).unwrap();
        std::fs::create_dir(data.path().join(FOLDER).join("pins.part")).unwrap();
        let tried = maker(data.path()).choose_pin(&anna, "508213", &by("admin"));
        assert!(matches!(tried, Err(CredentialsError::File { .. })), "{tried:?}");
        assert!(pin_fits(old.reveal(), credentials.pin_hash(&anna).unwrap().as_deref()));
        assert_eq!(credentials.made_anew(Of::Pin(&anna), 9).unwrap(), []);
    }

    #[test]
    fn keys_made_at_the_same_moment_leave_a_file_whose_key_fits() {
        let data = tempfile::tempdir().unwrap();
        let kiosk = DeviceId::new("kiosk-1").unwrap();
        let credentials = Credentials::open(data.path()).unwrap();
        for round in 0..10 {
            std::thread::scope(|threads| {
                for _ in 0..4 {
                    threads.spawn(|| maker(data.path()).give_key(&kiosk, &by("admin")).unwrap());
                }
            });
            let file = KeyFile::read(&data.path().join(FOLDER).join("kiosk-1.key")).unwrap();
            assert!(credentials.key_fits(&kiosk, &file.key).unwrap().is_some(), "round {round}");
        }
    }

    #[test]
    fn who_is_taken_from_the_floor_has_no_pin_any_more_and_all_others_keep_theirs() {
        let data = tempfile::tempdir().unwrap();
        let (anna, ann) = (ClerkId::new("anna").unwrap(), ClerkId::new("ann").unwrap());
        let credentials = Credentials::open(data.path()).unwrap();
        credentials.give_pin(data.path(), &anna, None).unwrap();
        let (kept, path) = credentials.give_pin(data.path(), &ann, None).unwrap();
        maker(data.path()).keep_pins_of(|clerk| *clerk == ann).unwrap();
        assert_eq!(credentials.pin_hash(&anna).unwrap(), None);
        assert!(pin_fits(kept.reveal(), credentials.pin_hash(&ann).unwrap().as_deref()));
        let file = std::fs::read_to_string(path).unwrap();
        assert!(!file.contains("anna") && file.contains("ann = "), "{file}");
    }
    #[test]
    fn a_device_that_came_has_a_key_and_one_that_is_gone_has_none_any_more_s1() {
        let data = tempfile::tempdir().unwrap();
        let (kiosk, hall) = (DeviceId::new("kiosk-1").unwrap(), DeviceId::new("hall-1").unwrap());
        let (maker, credentials) = (maker(data.path()), Credentials::open(data.path()).unwrap());
        assert_eq!(maker.make_missing_keys([&kiosk, &hall].into_iter()).unwrap(), 2);
        assert_eq!(maker.make_missing_keys([&kiosk, &hall].into_iter()).unwrap(), 0);
        let path = data.path().join(FOLDER).join("hall-1.key");
        let old = KeyFile::read(&path).unwrap().key;
        maker.keep_keys_of(|device| *device == kiosk).unwrap();
        assert_eq!((credentials.devices().unwrap(), path.exists()), (vec![kiosk.clone()], false));
        maker.keep_keys_of(|device| *device == kiosk).unwrap();
        assert_eq!(maker.make_missing_keys([&kiosk, &hall].into_iter()).unwrap(), 1);
        assert_eq!(credentials.key_fits(&hall, &old).unwrap(), None, "it has another");
        assert!(credentials.key_fits(&hall, &KeyFile::read(&path).unwrap().key).unwrap().is_some());
    }
}
