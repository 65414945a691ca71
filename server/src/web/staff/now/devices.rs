//! Each kiosk, hall display and console: whether it is connected, when it was last heard, and what is wrong with it.

use protocol::message::{DeviceFault, DeviceRole};

use super::scene::Scene;
use crate::devices::DeviceStatus;
use crate::web::staff::words::Words;
use crate::web::words::filled;

/// The list of devices.
pub struct Devices {
    /// What is to be known of them.
    pub finding: String,
    pub groups: Vec<Group>,
}

/// The devices of one kind.
pub struct Group {
    pub name: &'static str,
    pub rows: Vec<DeviceRow>,
}

/// One device.
pub struct DeviceRow {
    pub name: String,
    pub connected: bool,
    /// Since when, or that it never was.
    pub seen: String,
    pub faults: Vec<String>,
    /// Somebody should look.
    pub is_amiss: bool,
}

impl Devices {
    /// The devices as they are. A console that is off is no fault: its clerk may be away.
    pub fn of(scene: &Scene<'_>) -> Self {
        let words = scene.words;
        let kinds = [
            (DeviceRole::Kiosk, &words.kiosks),
            (DeviceRole::Hall, &words.hall_displays),
            (DeviceRole::Console, &words.consoles),
        ];
        let groups: Vec<_> = kinds
            .into_iter()
            .map(|(role, name)| {
                let of_kind = scene.devices.iter().filter(|device| device.role == role);
                Group { name: name.as_str(), rows: of_kind.map(|device| row(scene, device)).collect() }
            })
            .filter(|group| !group.rows.is_empty())
            .collect();
        let amiss = groups.iter().flat_map(|group| &group.rows).filter(|row| row.is_amiss).count();
        let finding = match u32::try_from(amiss).unwrap_or(u32::MAX) {
            0 => words.devices_well.clone(),
            amiss => words.devices_amiss.of(amiss),
        };
        Self { finding, groups }
    }
}

fn row(scene: &Scene<'_>, device: &DeviceStatus) -> DeviceRow {
    let words = scene.words;
    let seen = match (device.connected, device.last_seen) {
        (true, _) => words.connected.clone(),
        (false, Some(at)) => filled(&words.away_since, &[&scene.time(at)]),
        (false, None) => words.never_seen.clone(),
    };
    let must_be_here = match device.role {
        DeviceRole::Kiosk | DeviceRole::Hall => true,
        DeviceRole::Console => false,
    };
    // What a device that is away last reported may be long mended.
    let faults: Vec<_> = device.faults.iter().filter(|_| device.connected).map(|fault| said(words, fault)).collect();
    DeviceRow {
        name: device.device.to_string(),
        connected: device.connected,
        seen,
        is_amiss: !faults.is_empty() || (must_be_here && !device.connected),
        faults,
    }
}

fn said(words: &Words, fault: &DeviceFault) -> String {
    match fault {
        DeviceFault::NoPaper => words.no_paper.clone(),
        DeviceFault::PaperLow => words.paper_low.clone(),
        DeviceFault::CoverOpen => words.cover_open.clone(),
        DeviceFault::PrinterFault { what } => filled(&words.printer_fault, &[what]),
        DeviceFault::PrinterSilent => words.printer_silent.clone(),
        DeviceFault::ScannerSilent => words.scanner_silent.clone(),
        DeviceFault::NoSound => words.no_sound.clone(),
        DeviceFault::ClipMissing { clip } => filled(&words.clip_missing, &[clip]),
        DeviceFault::Other { what } => what.clone(),
    }
}
