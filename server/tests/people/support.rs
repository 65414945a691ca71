//! People to put down, and the folders to keep them in. No checks of its own.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use queue::ids::{ClerkId, Language};
use server::people::entered::{self, Contact, DocumentKind, Field};
use server::people::{Consent, Entry, FullName, Lost, People, Places, Proof, Who};
use tempfile::TempDir;

/// A data folder, with the keys in a folder beside it.
pub struct Folders {
    whole: TempDir,
}

impl Folders {
    pub fn new() -> Self {
        Self { whole: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.whole.path()
    }

    pub fn places(&self) -> Places {
        places(self.path())
    }

    pub fn open(&self) -> People {
        People::open(&self.places(), Lost::Stop).unwrap()
    }

    /// Every file in both folders, with what is in it.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let folders = ["data", "keys"].map(|name| self.path().join(name));
        let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
        files.map(|file| file.unwrap().path()).map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
    }
}

pub fn places(whole: &Path) -> Places {
    Places::new(&whole.join("data"), Some(&whole.join("keys")))
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_796_000_000 + second).unwrap()
}

pub fn day() -> Date {
    date(2026, 12, 1)
}

pub fn clerk() -> Who {
    Who::Clerk(ClerkId::new("clerk-7").unwrap())
}

pub fn name(family: &str, given: &str, patronymic: Option<&str>) -> FullName {
    FullName {
        family: entered::name(Field::FamilyName, family).unwrap(),
        given: entered::name(Field::GivenName, given).unwrap(),
        patronymic: patronymic.map(|name| entered::name(Field::Patronymic, name).unwrap()),
    }
}

pub fn phone(number: &str) -> Contact {
    Contact::Phone(entered::phone(number).unwrap())
}

pub fn email(address: &str) -> Contact {
    Contact::Email(entered::email(address).unwrap())
}

/// Somebody with this document (ten figures) and contact.
pub fn somebody(document: &str, contact: Contact) -> Entry {
    Entry {
        name: name("Петросянц", "Аветик", None),
        document: entered::document(DocumentKind::RussianPassport, document).unwrap(),
        contact,
        proof: Proof::Claimed,
        language: Language::new("ru").unwrap(),
        consent: Consent { at: at(-60), version: "2026-11".to_owned() },
        purpose: None,
    }
}
