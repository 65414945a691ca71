//! The floor that is measured on, and the server of it in a process of its own.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use queue::floor::{Device, DeviceRole};
use queue::ids::DeviceId;
use rusqlite::Connection;
use server::clock::SystemClock;
use server::config;
use server::credentials::Credentials;
use server::run::{FloorFile, Settings};
use server::session::Limits;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::size::Size;

/// The letters that numbers may have.
pub const LETTERS: &str = "ABEKMHPCTYX";
/// Every device's key on this floor.
pub const KEY: &str = "a key for measuring only";
/// Files that a process of the bench has open beside its sockets, at most.
const OTHER_FILES: usize = 200;
/// Who sees the figures.
pub const MANAGER: &str = "manager-1";
/// Who changes the floor.
pub const ADMINISTRATOR: &str = "admin-1";
/// Kiosks of the office whose floor is changed; as many consoles, and for each of these a clerk and a window.
pub const OF_EACH: usize = 20;
/// Its hall displays.
pub const HALLS_OF_OFFICE: usize = 4;
/// Windows of the other floor, which has one clerk.
const WINDOWS: usize = 6;
/// The PINs are looked up in this file.
pub const PINS: &str = "credentials/pins.toml";

const OFFICE: &str = r#"
[office]
name = { ru = "Office" }
languages = ["ru"]
time_zone = "Asia/Yerevan"
public_url = "http://office.test"
[hours]
mon = ["00:00-00:00"]
tue = ["00:00-00:00"]
wed = ["00:00-00:00"]
thu = ["00:00-00:00"]
fri = ["00:00-00:00"]
sat = ["00:00-00:00"]
sun = ["00:00-00:00"]
[[hall]]
id = "hall-1"
name = { ru = "Hall 1" }
[[category]]
id = "general"
name = { ru = "General" }
mark = { ru = "General" }
[[clerk]]
id = "manager-1"
name = "Name"
roles = ["manager"]
[[clerk]]
id = "admin-1"
name = "Name"
roles = ["administrator"]
[reasons]
refuse = [{ id = "papers", name = { ru = "Papers" } }]
park = [{ id = "copy", name = { ru = "Copy" } }]
pause = [{ id = "break", name = { ru = "Break" } }]
out_of_turn = [{ id = "asked", name = { ru = "Asked" } }]
"#;

/// Eleven services of 999 coupons a day, received at six windows: a configuration file of it.
pub fn file() -> String {
    file_of(1, WINDOWS) + &device_table(DeviceRole::Kiosk, 1)
}

/// The floor that is changed, with its hall displays, kiosks and consoles, and a clerk and a window for each of these: a configuration
/// file of it.
pub fn office_file() -> String {
    let of = |role, count| (1..=count).map(|number| device_table(role, number)).collect::<String>();
    let screens = of(DeviceRole::Hall, HALLS_OF_OFFICE) + &of(DeviceRole::Kiosk, OF_EACH);
    file_of(OF_EACH, OF_EACH) + &screens + &of(DeviceRole::Console, OF_EACH)
}

fn file_of(clerks: usize, windows: usize) -> String {
    let mut text = OFFICE.to_owned();
    for number in 1..=clerks {
        text += &format!("[[clerk]]\nid = \"clerk-{number}\"\nname = \"Name\"\nroles = [\"clerk\"]\n");
    }
    let ids: Vec<_> = LETTERS.chars().map(|letter| format!("service-{}", letter.to_ascii_lowercase())).collect();
    for (letter, id) in LETTERS.chars().zip(&ids) {
        text += &format!(
            "[[service]]\nid = \"{id}\"\nletter = \"{letter}\"\nname = {{ ru = \"Service {letter}\" }}\nhall = \"hall-1\"\n\
             daily_limit = 999\nservice_norm_min = 10\nwait_norm_min = 30\n"
        );
    }
    for number in 1..=windows {
        let all = ids.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ");
        text += &format!(
            "[[window]]\nid = \"window-{number}\"\nnumber = {number}\nhall = \"hall-1\"\nservices = [{all}]\n"
        );
    }
    text
}

fn device_table(role: DeviceRole, number: usize) -> String {
    let role = match role {
        DeviceRole::Kiosk => "kiosk",
        DeviceRole::Console => "console",
        DeviceRole::Hall => "hall",
    };
    format!("[[device]]\nid = \"{role}-{number}\"\nrole = \"{role}\"\n")
}

/// The floor of that file.
pub fn floor() -> anyhow::Result<queue::Floor> {
    floor_of(&file())
}

fn floor_of(text: &str) -> anyhow::Result<queue::Floor> {
    match config::parse(text) {
        Ok(config) => Ok(config.floor),
        Err(problems) => anyhow::bail!(config::report(&problems, "bench", text)),
    }
}

/// Hall displays that may connect: with kiosk and console, as many devices as a server must hold.
pub fn halls(size: Size) -> usize {
    size.of(9_998, 30)
}

/// That floor with a kiosk, a console and many hall displays.
pub fn of_many_devices(size: Size) -> anyhow::Result<queue::Floor> {
    let mut devices = vec![device("kiosk-1", DeviceRole::Kiosk)?, device("console-1", DeviceRole::Console)?];
    for number in 1..=halls(size) {
        devices.push(device(&format!("hall-{number}"), DeviceRole::Hall)?);
    }
    Ok(queue::Floor { devices, ..floor()? })
}

/// The floor that is changed.
pub fn of_office() -> anyhow::Result<queue::Floor> {
    floor_of(&office_file())
}

fn device(name: &str, role: DeviceRole) -> anyhow::Result<Device> {
    Ok(Device { id: DeviceId::new(name)?, role, prints_at: None })
}

/// Gives every device the same key in one transaction; a key each would be thousands of syncs.
fn give_keys(folder: &Path, devices: &[Device]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    drop(Credentials::open(folder)?);
    let mut db = Connection::open(folder.join(server::credentials::FILE))?;
    let transaction = db.transaction()?;
    let hash: [u8; 32] = Sha256::digest(KEY).into();
    for device in devices {
        let put = "INSERT OR REPLACE INTO device_keys (device, sha256) VALUES (?1, ?2)";
        transaction.prepare_cached(put)?.execute((device.id.as_str(), hash))?;
    }
    Ok(transaction.commit()?)
}

/// Serves a floor until the process is ended, on a free port for port 0; says its port on the first line.
pub fn serve(folder: &Path, port: u16, floor: queue::Floor) -> anyhow::Result<()> {
    give_keys(folder, &floor.devices)?;
    let settings = Settings {
        visitors_files: None,
        trusted_proxies: server::proxies::TrustedProxies::default(),
        data: folder.to_owned(),
        floor,
        file: FloorFile::Compare,
        keys: None,
        keep_days: server::retention::KEEP_DAYS,
        messages: server::messages::Messages::default(),
        // Nobody answers pings while the clock runs.
        limits: Limits { messages_per_s: 100_000, silence: Duration::from_secs(600), ..Limits::default() },
        tick: server::office::Tick::Live,
    };
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        println!("{}", listener.local_addr()?.port());
        Ok(server::run(listener, settings, Arc::new(SystemClock), std::future::pending()).await?)
    })
}

/// Thousands of sockets need thousands of files; without the right to more the measurement itself says so.
pub fn raise_file_limit() {
    let pid = std::process::id().to_string();
    let raised = Command::new("prlimit").args(["--pid", &pid, "--nofile=20000:20000"]).status();
    if !raised.is_ok_and(|status| status.success()) {
        eprintln!("the limit of open files could not be raised");
    }
}

/// Whether this process may hold so many sockets.
pub fn may_hold(sockets: usize) -> anyhow::Result<bool> {
    let limits = std::fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find(|line| line.starts_with("Max open files")).context("the limit of open files")?;
    let limit = line.split_whitespace().nth(3).context("the limit of open files")?;
    Ok(limit == "unlimited" || limit.parse::<usize>()? >= sockets + OTHER_FILES)
}
