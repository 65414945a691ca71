//! The floor at this moment (Q7): every window, the queue of every service, who is booked next, every device, and first of all what is
//! over its limit or soon will be. Made of what is published after a commit; names no visitor.

mod booked;
mod devices;
mod findings;
mod scene;
mod services;
mod tables;
#[cfg(test)]
mod tests;
mod windows;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::STYLE;
use super::files::{self, Link};
use super::frame::{self, Frame};
use super::live::Live;
use super::visit::{Seen, Visit};
use super::words::Words;
use crate::permits::StaffPage;
use crate::web::words::filled;
use booked::Booked;
use devices::Devices;
use findings::Findings;
use scene::Scene;
use services::Services;
use windows::Windows;

/// The page as files; `table` asks for one table of the CSV.
pub const CSV: &str = "/staff/now.csv";
/// A workbook.
pub const XLSX: &str = "/staff/now.xlsx";
/// Seconds from one time that the page shows itself anew to the next.
const EVERY_S: u32 = 2;
/// The same where no scripts run.
const REFRESH_S: u32 = 30;

#[derive(Template)]
#[template(path = "staff/now.html")]
struct NowPage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    files: [Link; 2],
    now: Now,
}

/// All that the page tells.
pub struct Now {
    as_of: String,
    findings: Findings,
    figures: [Figure; 5],
    windows: Windows,
    services: Services,
    booked: Booked,
    devices: Devices,
}

impl Now {
    /// The floor as it is.
    fn of(scene: &Scene<'_>) -> Self {
        let (windows, services) = (Windows::of(scene), Services::of(scene));
        let (booked, devices) = (Booked::of(scene), Devices::of(scene));
        Self {
            as_of: scene.as_of(),
            findings: Findings::of(scene, &services, &windows, &devices),
            figures: figures(scene.words, &windows, &services, &booked),
            windows,
            services,
            booked,
            devices,
        }
    }
}

/// One of the figures that are read first.
struct Figure {
    name: &'static str,
    value: String,
    unit: String,
    beside: String,
    is_over: bool,
}

fn figures(words: &'static Words, windows: &Windows, services: &Services, booked: &Booked) -> [Figure; 5] {
    let figure = |name: &'static str, value: u32, beside: String| Figure {
        name,
        value: value.to_string(),
        unit: String::new(),
        beside,
        is_over: false,
    };
    let (longest, service) = services.longest.clone().unzip();
    let of_all = filled(&words.of_all, &[&windows.all.to_string()]);
    let soon = if services.soon == 0 { words.none_soon.clone() } else { words.more_soon.of(services.soon) };
    let late = if booked.late == 0 { words.none_late.clone() } else { words.late.of(booked.late) };
    [
        figure(&words.waiting_now, services.waiting, services.most.clone().unwrap_or_default()),
        Figure {
            value: longest.map_or_else(|| "–".to_owned(), |minutes| minutes.to_string()),
            unit: if longest.is_some() { words.minutes.clone() } else { String::new() },
            ..figure(&words.longest_wait, 0, service.unwrap_or_default())
        },
        Figure { is_over: services.over > 0, ..figure(&words.over_limit, services.over, soon) },
        Figure { unit: of_all, ..figure(&words.windows_receive, windows.open, windows.others(words)) },
        figure(&words.booked_next_hour, booked.due, late),
    ]
}

/// The page.
pub async fn show(seen: Seen) -> Response {
    let visit = &seen.visit;
    let now = with_scene(visit, Now::of);
    let live = Some(Live::of(visit, EVERY_S, REFRESH_S, None));
    let look = Live::look(live.as_ref());
    let frame = Frame { live, ..seen.frame(&now.findings.verdict) };
    let files = files::links(frame::address(StaffPage::Now), "");
    look.page(StatusCode::OK, NowPage { style: STYLE, frame, w: visit.words, files, now }.render())
}

/// Its tables as CSV.
pub async fn csv(seen: Seen) -> Response {
    with_scene(&seen.visit, tables::book).csv(&seen.visit).await
}

/// Its tables as a workbook.
pub async fn xlsx(seen: Seen) -> Response {
    with_scene(&seen.visit, tables::book).xlsx(&seen.visit).await
}

fn with_scene<T>(visit: &Visit, of: impl FnOnce(&Scene<'_>) -> T) -> T {
    let reception = &visit.pages.reception;
    let scene = Scene {
        floor: &visit.floor,
        overview: &visit.published.overview,
        bookings: &visit.published.calendar.bookings,
        day: visit.published.day,
        devices: &reception.devices.status(),
        consoles: &reception.devices.consoles(),
        clock_alarm: reception.clock.alarm().is_some(),
        now: visit.now,
        language: &visit.language,
        words: visit.words,
    };
    of(&scene)
}
