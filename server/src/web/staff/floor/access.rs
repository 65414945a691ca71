//! What lets people and devices in, made anew: a PIN that the administrator chooses with the clerk, a device's key. Neither is ever shown,
//! logged or journaled.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use queue::ids::{ClerkId, DeviceId};
use serde::Deserialize;

use super::words::Words;
use super::{KEY, PIN, administrator, asked, change};
use crate::credentials::{Chosen, CredentialsError};
use crate::permits::StaffPage;
use crate::web::staff::frame::{self, Frame};
use crate::web::staff::posted::Posted;
use crate::web::staff::visit::Seen;
use crate::web::staff::{LOOK, STYLE};
use crate::web::words::filled;

#[derive(Template)]
#[template(path = "staff/floor_pin.html")]
struct PinPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    clerk: String,
    error: Option<String>,
    action: &'static str,
    back: &'static str,
}

#[derive(Template)]
#[template(path = "staff/floor_key.html")]
struct KeyPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    note: String,
    device: String,
    action: &'static str,
    back: &'static str,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    id: String,
}

/// What the form of a PIN sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TypedPin {
    id: String,
    pin: String,
    again: String,
}

/// What the form of a key sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Device {
    id: String,
}

/// Where a PIN is typed.
pub async fn ask_pin(seen: Seen) -> Response {
    let Asked { id } = asked(&seen.visit);
    pin_page(&seen, &id, None)
}

/// The name of a clerk of the floor.
fn clerk(seen: &Seen, id: &str) -> Option<(ClerkId, String)> {
    let found = seen.visit.floor.clerk(&ClerkId::new(id).ok()?)?;
    Some((found.id.clone(), found.name.to_string()))
}

fn pin_page(seen: &Seen, id: &str, error: Option<&str>) -> Response {
    let words = seen.visit.floor_words();
    let Some((id, name)) = clerk(seen, id) else { return seen.visit.nowhere() };
    let page = PinPage {
        style: STYLE,
        frame: seen.frame(&filled(&words.pin_of, &[&name])),
        w: words,
        clerk: id.to_string(),
        error: error.map(str::to_owned),
        action: PIN,
        back: frame::address(StaffPage::Floor),
    };
    let status = if error.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    LOOK.page(status, page.render())
}

/// Keeps a PIN as a hash.
pub async fn set_pin(posted: Posted<TypedPin>) -> Response {
    let (seen, TypedPin { id, pin, again }) = match administrator(posted) {
        Ok(given) => given,
        Err(response) => return *response,
    };
    let words = seen.visit.floor_words();
    let Some((clerk, _)) = clerk(&seen, &id) else { return seen.visit.nowhere() };
    if pin != again {
        return pin_page(&seen, &id, Some(&words.pin_differs));
    }
    let (keys, of) = (seen.visit.pages.reception.keys.clone(), clerk.clone());
    match tokio::task::spawn_blocking(move || keys.choose_pin(&of, &pin)).await {
        Ok(Ok(Chosen::Set)) => {
            tracing::info!(%clerk, "a new PIN was set on the staff's pages");
            seen.visit.on_to(&format!("{}?pin={clerk}", frame::address(StaffPage::Floor)))
        }
        Ok(Ok(Chosen::TooEasy)) => pin_page(&seen, &id, Some(&words.pin_easy)),
        Ok(Err(problem)) => failed(&seen, &problem),
        Err(_) => change::busy(&seen.visit),
    }
}

/// Whether somebody is sure of a new key.
pub async fn ask_key(seen: Seen) -> Response {
    let Asked { id } = asked(&seen.visit);
    let words = seen.visit.floor_words();
    let Some(device) = device(&seen, &id) else { return seen.visit.nowhere() };
    let page = KeyPage {
        style: STYLE,
        frame: seen.frame(&filled(&words.key_of, &[device.as_str()])),
        w: words,
        note: filled(&words.key_note, &[&format!("{}/{device}.key", crate::credentials::FOLDER)]),
        device: device.to_string(),
        action: KEY,
        back: frame::address(StaffPage::Floor),
    };
    LOOK.page(StatusCode::OK, page.render())
}

/// A device that may connect.
fn device(seen: &Seen, id: &str) -> Option<DeviceId> {
    let id = DeviceId::new(id).ok()?;
    seen.visit.pages.reception.devices.role(&id).map(|_| id)
}

/// Makes a key; the file has it, and nothing else.
pub async fn make_key(posted: Posted<Device>) -> Response {
    let (seen, Device { id }) = match administrator(posted) {
        Ok(given) => given,
        Err(response) => return *response,
    };
    let Some(device) = device(&seen, &id) else { return seen.visit.nowhere() };
    let (keys, of) = (seen.visit.pages.reception.keys.clone(), device.clone());
    match tokio::task::spawn_blocking(move || keys.give_key(&of)).await {
        Ok(Ok(_file)) => {
            tracing::info!(%device, "a new key was made on the staff's pages");
            seen.visit.on_to(&format!("{}?key={device}", frame::address(StaffPage::Floor)))
        }
        Ok(Err(problem)) => failed(&seen, &problem),
        Err(_) => change::busy(&seen.visit),
    }
}

fn failed(seen: &Seen, problem: &CredentialsError) -> Response {
    tracing::error!(%problem, "a key or a PIN cannot be made");
    seen.visit.failed()
}
