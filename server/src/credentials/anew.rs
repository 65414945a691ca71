//! Keys and PINs made anew while the server runs, for administrators: over a connection of its own, so that whoever watches for changes of
//! others sees these as well.

use std::path::{Path, PathBuf};

use protocol::key_file::CertificateMark;
use queue::ids::{ClerkId, DeviceId};

use super::first_run::{FOLDER, take_out};
use super::{Credentials, CredentialsError, Pin};

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
    pub fn choose_pin(&self, clerk: &ClerkId, typed: &str) -> Result<Chosen, CredentialsError> {
        let Some(pin) = Pin::chosen(typed) else { return Ok(Chosen::TooEasy) };
        Credentials::open(&self.data)?.set_pin(clerk, &pin)?;
        take_out(&self.data, clerk)?;
        Ok(Chosen::Set)
    }

    /// A new key for a device, in a file for its owner alone. Says where in the data folder.
    pub fn give_key(&self, device: &DeviceId) -> Result<String, CredentialsError> {
        Credentials::open(&self.data)?.give_key(&self.data, self.office, device)?;
        Ok(format!("{FOLDER}/{device}.key"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::secrets::pin_fits;

    fn maker(data: &Path) -> KeyMaker {
        KeyMaker::new(data, CertificateMark::of(b"the office's certificate"))
    }

    #[test]
    fn a_chosen_pin_fits_at_once_and_the_one_before_it_no_more_and_no_file_has_it() {
        let data = tempfile::tempdir().unwrap();
        let (anna, boris) = (ClerkId::new("anna").unwrap(), ClerkId::new("boris").unwrap());
        let credentials = Credentials::open(data.path()).unwrap();
        let (old, path) = credentials.give_pin(data.path(), &anna).unwrap();
        credentials.give_pin(data.path(), &boris).unwrap();
        let before = credentials.version().unwrap();
        assert_eq!(maker(data.path()).choose_pin(&anna, "508213").unwrap(), Chosen::Set);
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
            assert_eq!(maker(data.path()).choose_pin(&anna, easy).unwrap(), Chosen::TooEasy, "{easy}");
        }
        assert_eq!(Credentials::open(data.path()).unwrap().pin_hash(&anna).unwrap(), None);
    }
}
