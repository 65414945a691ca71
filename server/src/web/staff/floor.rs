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

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Query};
use axum::response::Response;
use axum::routing::post;
use serde::de::DeserializeOwned;

use super::Pages;
use super::posted::Posted;
use super::visit::{self, Seen, Visit};
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

/// The addresses of these pages.
pub fn routes() -> Router<Arc<Pages>> {
    let large = DefaultBodyLimit::max(FORM_LIMIT);
    Router::new()
        .route(super::frame::address(StaffPage::Floor), seen(overview::show))
        .route(CHANGE, seen(change::show).post(change::confirm))
        .route(EDIT, seen(form::show).post(form::take).layer(large))
        .route(VERSION, seen(versions::show).post(versions::make_present))
        .route(EXPORT, seen(text::export))
        .route(IMPORT, seen(text::ask).post(text::take).layer(DefaultBodyLimit::max(TEXT_LIMIT)))
        .route(FILE, post(text::take_file))
        .route(PICTURE, seen(picture::ask).post(picture::take))
        .route(PIN, seen(access::ask_pin).post(access::set_pin))
        .route(KEY, seen(access::ask_key).post(access::make_key))
}

fn seen<F, Shown>(show: F) -> axum::routing::MethodRouter<Arc<Pages>>
where
    F: Fn(Seen) -> Shown + Clone + Send + Sync + 'static,
    Shown: Future<Output = Response> + Send + 'static,
{
    visit::page(StaffPage::Floor, show)
}

/// A form of an administrator: whoever is none gets no further.
fn administrator<T>(posted: Posted<T>) -> Result<(Seen, T), Box<Response>> {
    let Posted(visit, form) = posted;
    Ok((Seen::of(visit, StaffPage::Floor)?, form))
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
