//! What lets people and devices in, made anew: a PIN that the administrator chooses with the clerk, a device's key. Neither is ever shown,
//! logged or journaled; who made it when is kept beside the hashes, and stands on its page (P2).

use std::sync::Arc;

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::Response;
use queue::ids::{ClerkId, DeviceId};
use serde::Deserialize;

use super::words::Words;
use super::{KEY, PIN, asked, change, told};
use crate::credentials::{Anew, Chosen, CredentialsError, Of};
use crate::permits::StaffPage;
use crate::web::staff::dates::moment;
use crate::web::staff::frame::{self, Frame};
use crate::web::staff::visit::{Seen, Visit};
use crate::web::staff::{LOOK, STYLE};
use crate::web::words::filled;

/// How often it was made anew is told back to so many times.
const TOLD: u32 = 12;

#[derive(Template)]
#[template(path = "staff/floor_pin.html")]
struct PinPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    clerk: String,
    /// Why the PIN was not taken: as the form has it, and in words.
    error: Option<(&'static str, &'static str)>,
    made: Vec<String>,
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
    made: Vec<String>,
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
    /// Not empty where another language was chosen.
    only: String,
    /// What the form was shown with.
    amiss: String,
}

/// Why a PIN was not taken.
#[derive(Clone, Copy)]
enum Amiss {
    /// It was typed otherwise the second time.
    Differs,
    /// It is guessed too easily, or no PIN.
    Easy,
}

impl Amiss {
    const ALL: [Self; 2] = [Self::Differs, Self::Easy];

    /// As the form has it.
    fn key(self) -> &'static str {
        match self {
            Self::Differs => "differs",
            Self::Easy => "easy",
        }
    }

    fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|amiss| amiss.key() == key)
    }

    fn said(self, words: &'static Words) -> &'static str {
        match self {
            Self::Differs => &words.pin_differs,
            Self::Easy => &words.pin_easy,
        }
    }
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
    pin_page(&seen, &id, None).await
}

/// The name of a clerk of the floor.
fn clerk(seen: &Seen, id: &str) -> Option<(ClerkId, String)> {
    let found = seen.visit.floor.clerk(&ClerkId::new(id).ok()?)?;
    Some((found.id.clone(), found.name.to_string()))
}

async fn pin_page(seen: &Seen, id: &str, amiss: Option<Amiss>) -> Response {
    let words = seen.visit.floor_words();
    let Some((id, name)) = clerk(seen, id) else { return seen.visit.nowhere() };
    let frame = seen.frame(&filled(&words.pin_of, &[&name])).shown_at(&format!("{PIN}?id={id}"));
    let page = PinPage {
        style: STYLE,
        // What was wrong goes along; a PIN stands on no page.
        frame: if amiss.is_some() { frame.by_form(PIN) } else { frame },
        w: words,
        clerk: id.to_string(),
        error: amiss.map(|amiss| (amiss.key(), amiss.said(words))),
        made: made(&seen.visit, Made::Pin(id)).await,
        action: PIN,
        back: frame::address(StaffPage::Floor),
    };
    let status = if amiss.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    LOOK.page(status, page.render())
}

/// Keeps a PIN as a hash.
pub async fn set_pin(seen: Seen, Form(TypedPin { id, pin, again, only, amiss }): Form<TypedPin>) -> Response {
    let Some((clerk, _)) = clerk(&seen, &id) else { return seen.visit.nowhere() };
    if !only.is_empty() {
        return pin_page(&seen, &id, Amiss::of(&amiss)).await;
    }
    if pin != again {
        return pin_page(&seen, &id, Some(Amiss::Differs)).await;
    }
    let (keys, of, anew) = (seen.visit.pages.reception.keys.clone(), clerk.clone(), anew(&seen));
    match tokio::task::spawn_blocking(move || keys.choose_pin(&of, &pin, &anew)).await {
        Ok(Ok(Chosen::Set)) => {
            tracing::info!("a new PIN was set on the staff's pages");
            seen.visit.on_to(&format!("{}?pin={clerk}", frame::address(StaffPage::Floor)))
        }
        Ok(Ok(Chosen::TooEasy)) => pin_page(&seen, &id, Some(Amiss::Easy)).await,
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
        made: made(&seen.visit, Made::Key(device)).await,
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
pub async fn make_key(seen: Seen, Form(Device { id }): Form<Device>) -> Response {
    let Some(device) = device(&seen, &id) else { return seen.visit.nowhere() };
    let (keys, of, anew) = (seen.visit.pages.reception.keys.clone(), device.clone(), anew(&seen));
    match tokio::task::spawn_blocking(move || keys.give_key(&of, &anew)).await {
        Ok(Ok(())) => {
            tracing::info!(%device, "a new key was made on the staff's pages");
            seen.visit.on_to(&format!("{}?key={device}", frame::address(StaffPage::Floor)))
        }
        Ok(Err(problem)) => failed(&seen, &problem),
        Err(_) => change::busy(&seen.visit),
    }
}

/// Whoever asks, now.
fn anew(seen: &Seen) -> Anew {
    Anew { at: seen.visit.now, by: Some(change::who(seen)) }
}

/// What was made anew.
pub enum Made {
    Pin(ClerkId),
    Key(DeviceId),
}

/// When and by whom, the last time first; what cannot be read is told in the log alone.
pub async fn last_made(visit: &Visit, made: Made, most: u32) -> Vec<Anew> {
    let credentials = Arc::clone(&visit.pages.reception.credentials);
    let read = move || {
        let of = match &made {
            Made::Pin(clerk) => Of::Pin(clerk),
            Made::Key(device) => Of::Key(device),
        };
        credentials.made_anew(of, most)
    };
    match tokio::task::spawn_blocking(read).await {
        Ok(Ok(made)) => made,
        Ok(Err(problem)) => {
            tracing::error!(%problem, "who made keys and PINs anew cannot be read");
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}

async fn made(visit: &Visit, made: Made) -> Vec<String> {
    let words = visit.floor_words();
    let say = |anew: &Anew| {
        let by = anew.by.as_ref().map_or_else(|| words.at_server.clone(), |by| told::person(&visit.floor, by));
        format!("{}, {by}", moment(visit.floor.calendar.zone.local(anew.at)))
    };
    last_made(visit, made, TOLD).await.iter().map(say).collect()
}

fn failed(seen: &Seen, problem: &CredentialsError) -> Response {
    tracing::error!(%problem, "a key or a PIN cannot be made");
    let words = seen.visit.floor_words();
    change::sorry(&seen.visit, StatusCode::SERVICE_UNAVAILABLE, &words.not_made, &words.not_made_note)
}
