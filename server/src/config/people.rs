//! Windows, the people behind them, and the devices.

use std::collections::BTreeSet;

use queue::floor::{Clerk, Device, DeviceRole, Role, Window};
use queue::ids::{ClerkId, DeviceId, HallId, ServiceId, WindowId};

use super::document::Section;
use super::fault::Fault;

const WINDOWS: usize = 99;
const CLERKS: usize = 300;
const DEVICES: usize = 2000;

pub fn windows(root: &mut Section<'_>) -> Vec<Window> {
    root.tables("window", WINDOWS, |section| Window {
        id: section.key("id", WindowId::new),
        number: u8::try_from(section.number("number", 1..=99)).unwrap_or(1),
        hall: section.key("hall", HallId::new),
        whereabouts: section.optional_text("whereabouts"),
        services: section.keys("services", ServiceId::new),
    })
}

pub fn clerks(root: &mut Section<'_>) -> Vec<Clerk> {
    root.tables("clerk", CLERKS, |section| Clerk {
        id: section.key("id", ClerkId::new),
        name: section.string("name", "\"...\"").into(),
        roles: roles(section),
    })
}

fn roles(section: &mut Section<'_>) -> BTreeSet<Role> {
    let mut roles = BTreeSet::new();
    let names = section.strings("roles");
    if names.is_empty() {
        section.wrong("roles", Fault::NothingListed.said("names no role"), "add roles = [\"clerk\"]");
    }
    for name in names {
        let role = match name.as_str() {
            "clerk" => Role::Clerk,
            "receptionist" => Role::Receptionist,
            "manager" => Role::Manager,
            "administrator" => Role::Administrator,
            _ => {
                let mend = "write some of: clerk, receptionist, manager, administrator";
                section.wrong("roles", format!("\"{name}\" is no role"), mend);
                continue;
            }
        };
        roles.insert(role);
    }
    roles
}

pub fn devices(root: &mut Section<'_>) -> Vec<Device> {
    root.tables("device", DEVICES, |section| Device {
        id: section.key("id", DeviceId::new),
        role: device_role(section),
        prints_at: section.optional_key("prints_at", DeviceId::new),
    })
}

fn device_role(section: &mut Section<'_>) -> DeviceRole {
    match section.string("role", "\"kiosk\"").as_str() {
        "kiosk" => DeviceRole::Kiosk,
        "console" => DeviceRole::Console,
        "hall" => DeviceRole::Hall,
        _ => {
            section.wrong("role", "is unknown", "write one of: kiosk, console, hall");
            DeviceRole::Hall
        }
    }
}
