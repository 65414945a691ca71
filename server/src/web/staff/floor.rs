//! The floor's configuration as administrators change it on a working day: what it is, each thing in a form, the whole as text, who changed
//! what. Nothing comes into force before it was checked like the file, shown as a preview and confirmed; the office then decides.

mod access;
mod change;
mod form;
mod overview;
mod picture;
mod proposals;
mod text;
mod told;
mod upload;
mod versions;
mod words;

use axum::extract::Query;
use serde::de::DeserializeOwned;

use super::guarded::Guarded;
use super::visit::Visit;
use crate::config::FILE_LIMIT;
use crate::permits::StaffPage;
use words::Words;

pub use proposals::Proposals;

/// What a change would do, and its confirmation.
const CHANGE: &str = "/staff/floor/change";
/// The forms.
const EDIT: &str = "/staff/floor/edit";
/// A version of the floor, and making it present again.
const VERSION: &str = "/staff/floor/version";
/// The floor as the file has it.
const EXPORT: &str = "/staff/floor/floor.toml";
/// A text that is to become the floor.
const IMPORT: &str = "/staff/floor/import";
/// The file that the server was started with, taken in.
const FILE: &str = "/staff/floor/file";
/// A file that is to be a picture of the hall display.
const PICTURE: &str = "/staff/floor/picture";
/// A new PIN.
const PIN: &str = "/staff/floor/pin";
/// A device's new key.
const KEY: &str = "/staff/floor/key";
/// Largest form of one thing, in bytes: a dozen documents with their notes in six languages fit.
const FORM_LIMIT: usize = 256 * 1024;
/// Largest text, in bytes: the file, and as much again for a form around it.
const TEXT_LIMIT: usize = 2 * FILE_LIMIT as usize;

/// The addresses of these pages, with the others.
pub fn guarded(others: Guarded) -> Guarded {
    const PAGE: StaffPage = StaffPage::Floor;
    others
        .page(PAGE, super::frame::address(PAGE), overview::show)
        .page(PAGE, CHANGE, change::show)
        .form(PAGE, CHANGE, change::confirm)
        .page(PAGE, EDIT, form::show)
        .form_up_to(FORM_LIMIT, PAGE, EDIT, form::take)
        .page(PAGE, VERSION, versions::show)
        .form(PAGE, VERSION, versions::make_present)
        .page(PAGE, EXPORT, text::export)
        .page(PAGE, IMPORT, text::ask)
        .form(PAGE, IMPORT, text::take)
        .form(PAGE, FILE, text::take_file)
        .page(PAGE, PICTURE, picture::ask)
        .form(PAGE, PICTURE, picture::take)
        .page(PAGE, PIN, access::ask_pin)
        .form(PAGE, PIN, access::set_pin)
        .page(PAGE, KEY, access::ask_key)
        .form(PAGE, KEY, access::make_key)
}

/// What stands behind the question mark; what cannot be read is as if it were not there.
fn asked<T: DeserializeOwned + Default>(visit: &Visit) -> T {
    Query::try_from_uri(&visit.uri).map(|Query(asked)| asked).unwrap_or_default()
}

impl Visit {
    /// The words of these pages in the reader's language.
    fn floor_words(&self) -> &'static Words {
        Words::of(&self.language)
    }

    /// The version in force, as far as readers know.
    fn floor_version(&self) -> u32 {
        self.published.calendar.floor_version
    }
}
