//! The devices' list: which devices may connect, which are here, when they were last heard, what is wrong with them, and at which of their
//! connections each clerk signed in. It follows the floor, whose configuration says which there are.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use protocol::message::{DeviceFault, DeviceRole, Farewell, Report, Show};
use queue::floor::Device;
use queue::ids::{ClerkId, DeviceId};
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use crate::credentials::KeyHash;

/// Updates for one device alone that may wait for it.
const OWN_UPDATES: usize = 8;

/// All devices of the floor.
pub struct Devices(Mutex<List>);

#[derive(Default)]
struct List {
    entries: BTreeMap<DeviceId, Entry>,
    consoles: BTreeMap<ClerkId, ConsoleOf>,
    /// Counts connections of all devices, and what ends one.
    serials: u64,
}

struct Entry {
    device: Device,
    here: Option<Here>,
    /// Of the newest connection; only that one speaks for the device.
    serial: u64,
    last_seen: Option<Timestamp>,
    program: String,
    faults: Vec<DeviceFault>,
}

/// The connection at which a clerk signed in last, or went on with a session.
struct ConsoleOf {
    serial: u64,
    lost_at: Option<Timestamp>,
}

struct Here {
    over: watch::Sender<Option<Farewell>>,
    key: KeyHash,
    own: mpsc::Sender<Show>,
}

/// One connection's place on the list.
#[derive(Debug)]
pub struct Place {
    /// Which device.
    pub device: DeviceId,
    serial: u64,
    /// Why this connection no longer speaks for the device, once it does not.
    pub over: watch::Receiver<Option<Farewell>>,
    /// Updates for this device alone.
    pub own: mpsc::Receiver<Show>,
}

/// No kiosk prints for a desk now: this one is not there, or the configuration names none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KioskAway(pub Option<DeviceId>);

/// Whether the console at which a clerk signed in last is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// It is.
    Up,
    /// Not since then.
    LostAt(Timestamp),
}

/// A device as `/health` shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeviceStatus {
    /// Which.
    pub device: DeviceId,
    /// What it is.
    pub role: DeviceRole,
    /// Whether it is connected.
    pub connected: bool,
    /// When it was last heard.
    pub last_seen: Option<Timestamp>,
    /// Its program and version.
    pub program: String,
    /// What is wrong with it.
    pub faults: Vec<DeviceFault>,
}

impl Devices {
    /// The list, with nobody connected.
    pub fn new(devices: &[Device]) -> Self {
        let list = Self(Mutex::default());
        list.follow(devices);
        list
    }

    /// These are the devices from now on. Whoever is here and is gone from them, or has become something else, is bidden farewell; gives
    /// those. All others stay as they are.
    pub fn follow(&self, devices: &[Device]) -> Vec<DeviceId> {
        let mut list = self.lock();
        let mut before = std::mem::take(&mut list.entries);
        for device in devices {
            let known = before.remove(&device.id);
            let (same, other): (Option<Entry>, _) = match known {
                Some(entry) if entry.device.role == device.role => (Some(entry), None),
                other => (None, other),
            };
            let entry = same.map_or_else(|| Entry::of(device), |entry| Entry { device: device.clone(), ..entry });
            list.entries.insert(device.id.clone(), entry);
            before.extend(other.map(|entry| (device.id.clone(), entry)));
        }
        let ended = before.into_iter().filter_map(|(id, entry)| {
            entry.here?.over.send_replace(Some(Farewell::UnknownDevice));
            Some(id)
        });
        ended.collect()
    }

    /// What a device is; nothing for one that is not on the list.
    pub fn role(&self, device: &DeviceId) -> Option<DeviceRole> {
        self.lock().entries.get(device).map(|entry| entry.device.role)
    }

    /// A device connected with a key that fits; an older connection of it is told that it is replaced.
    pub fn enter(&self, device: &DeviceId, key: KeyHash, program: String, now: Timestamp) -> Option<Place> {
        let mut list = self.lock();
        let serial = list.next_serial();
        let entry = list.entries.get_mut(device)?;
        if let Some(older) = entry.here.take() {
            older.over.send_replace(Some(Farewell::Replaced));
        }
        let (over, over_receiver) = watch::channel(None);
        let (own, own_receiver) = mpsc::channel(OWN_UPDATES);
        entry.here = Some(Here { over, key, own });
        entry.serial = serial;
        entry.last_seen = Some(now);
        entry.program = program;
        Some(Place { device: device.clone(), serial, over: over_receiver, own: own_receiver })
    }

    /// A connection ended.
    pub fn leave(&self, place: &Place, now: Timestamp) {
        self.with_current(place, |entry| {
            entry.here = None;
            entry.last_seen = Some(now);
        });
        // A clerk who went on at another connection keeps that one.
        let mut list = self.lock();
        for console in list.consoles.values_mut().filter(|console| console.serial == place.serial) {
            console.lost_at = Some(now);
        }
    }

    /// A clerk signed in at a connection, or goes on there.
    pub fn signed_in(&self, place: &Place, clerk: &ClerkId) {
        self.lock().consoles.insert(clerk.clone(), ConsoleOf { serial: place.serial, lost_at: None });
    }

    /// The consoles of all clerks who signed in since the server began.
    pub fn consoles(&self) -> BTreeMap<ClerkId, Connection> {
        let list = self.lock();
        let connection = |console: &ConsoleOf| console.lost_at.map_or(Connection::Up, Connection::LostAt);
        list.consoles.iter().map(|(clerk, console)| (clerk.clone(), connection(console))).collect()
    }

    /// The devices that are here, each with the key that it came in with.
    pub fn keys(&self) -> Vec<(DeviceId, KeyHash)> {
        let list = self.lock();
        list.entries.iter().filter_map(|(id, entry)| Some((id.clone(), entry.here.as_ref()?.key))).collect()
    }

    /// Ends a device's connection if it came in with this key: nothing more is taken from it. Says whether there was one.
    pub fn dismiss(&self, device: &DeviceId, key: &KeyHash) -> bool {
        let mut list = self.lock();
        let serial = list.next_serial();
        let Some(entry) = list.entries.get_mut(device) else { return false };
        let Some(here) = entry.here.take_if(|here| here.key == *key) else { return false };
        entry.serial = serial;
        here.over.send_replace(Some(Farewell::UnknownDevice));
        true
    }

    /// Something came from a device.
    pub fn heard(&self, place: &Place, now: Timestamp) {
        self.with_current(place, |entry| entry.last_seen = Some(now));
    }

    /// A device said how it is. Says whether that is news.
    pub fn report(&self, place: &Place, report: Report) -> bool {
        let news = self.with_current(place, |entry| {
            let news = entry.faults != report.faults;
            entry.faults = report.faults;
            news
        });
        news.unwrap_or(false)
    }

    /// Does something while a connection surely speaks for its device: whatever a newer connection does comes after it.
    pub fn while_current<R>(&self, place: &Place, act: impl FnOnce() -> R) -> Option<R> {
        self.with_current(place, |_| act())
    }

    /// Whether a coupon of a console's desk would come out of its kiosk now.
    pub fn prints_at_desk(&self, console: &DeviceId) -> Result<(), KioskAway> {
        let list = self.lock();
        desk_kiosk(&list.entries, console).map(|_| ())
    }

    /// Sends the coupon of a console's desk to the kiosk that prints it. Nothing waits for a kiosk that is away.
    pub fn print_at_desk(&self, console: &DeviceId, show: Show) -> Result<(), KioskAway> {
        let list = self.lock();
        let (kiosk, here) = desk_kiosk(&list.entries, console)?;
        here.own.try_send(show).map_err(|_| KioskAway(Some(kiosk.clone())))
    }

    /// Every device, in the order of their names.
    pub fn status(&self) -> Vec<DeviceStatus> {
        let list = self.lock();
        let status = |entry: &Entry| DeviceStatus {
            device: entry.device.id.clone(),
            role: entry.device.role,
            connected: entry.here.is_some(),
            last_seen: entry.last_seen,
            program: entry.program.clone(),
            faults: entry.faults.clone(),
        };
        list.entries.values().map(status).collect()
    }

    fn with_current<R>(&self, place: &Place, act: impl FnOnce(&mut Entry) -> R) -> Option<R> {
        let mut list = self.lock();
        let entry = list.entries.get_mut(&place.device)?;
        (entry.serial == place.serial).then(|| act(entry))
    }

    fn lock(&self) -> MutexGuard<'_, List> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl List {
    /// No connection of before has it, not even one of a device that was taken off and came back.
    fn next_serial(&mut self) -> u64 {
        self.serials += 1;
        self.serials
    }
}

impl Entry {
    fn of(device: &Device) -> Self {
        let (program, faults) = (String::new(), Vec::new());
        Self { device: device.clone(), here: None, serial: 0, last_seen: None, program, faults }
    }
}

fn desk_kiosk<'a>(
    list: &'a BTreeMap<DeviceId, Entry>,
    console: &DeviceId,
) -> Result<(&'a DeviceId, &'a Here), KioskAway> {
    let kiosk = list.get(console).and_then(|entry| entry.device.prints_at.as_ref());
    let here = kiosk.and_then(|kiosk| Some((kiosk, list.get(kiosk)?.here.as_ref()?)));
    here.ok_or_else(|| KioskAway(kiosk.cloned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> (Devices, DeviceId, Timestamp) {
        let id = DeviceId::new("kiosk-1").unwrap();
        let device = Device { id: id.clone(), role: DeviceRole::Kiosk, prints_at: None };
        (Devices::new(&[device]), id, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_newer_connection_takes_the_older_ones_place() {
        let (devices, id, now) = list();
        let first = devices.enter(&id, [1; 32], "kiosk 0.1".to_owned(), now).unwrap();
        let second = devices.enter(&id, [1; 32], "kiosk 0.1".to_owned(), now).unwrap();
        assert_eq!((first.over.borrow().clone(), second.over.borrow().clone()), (Some(Farewell::Replaced), None));
        assert_eq!(devices.while_current(&first, || ()), None);
        devices.leave(&first, now);
        assert!(devices.status()[0].connected);
        devices.leave(&second, now);
        assert!(!devices.status()[0].connected);
    }

    #[test]
    fn a_clerks_console_is_lost_with_its_connection_unless_the_clerk_goes_on_at_another() {
        let (devices, id, now) = list();
        let (anna, later) = (ClerkId::new("anna").unwrap(), now + jiff::SignedDuration::from_mins(1));
        let enter = || devices.enter(&id, [1; 32], String::new(), now).unwrap();
        let console = || devices.consoles().get(&anna).copied();
        let first = enter();
        assert_eq!(console(), None);
        devices.signed_in(&first, &anna);
        assert_eq!(console(), Some(Connection::Up));
        devices.leave(&first, now);
        assert_eq!(console(), Some(Connection::LostAt(now)));
        let (second, third) = (enter(), enter());
        assert_eq!(console(), Some(Connection::LostAt(now)), "the console is back, its clerk has not signed in");
        devices.signed_in(&second, &anna);
        devices.leave(&second, later);
        assert_eq!(console(), Some(Connection::LostAt(later)), "a replaced connection loses its clerk too");
        devices.signed_in(&second, &anna);
        devices.signed_in(&third, &anna);
        devices.leave(&second, later);
        assert_eq!(console(), Some(Connection::Up));
    }

    #[test]
    fn a_device_that_is_not_listed_has_no_place() {
        let (devices, _, now) = list();
        assert!(devices.enter(&DeviceId::new("kiosk-9").unwrap(), [1; 32], String::new(), now).is_none());
    }

    #[test]
    fn a_connection_with_a_replaced_key_is_dismissed_and_one_with_the_new_key_is_not() {
        let (devices, id, now) = list();
        let old = devices.enter(&id, [1; 32], String::new(), now).unwrap();
        assert_eq!(devices.keys(), [(id.clone(), [1; 32])]);
        assert!(devices.dismiss(&id, &[1; 32]) && !devices.dismiss(&id, &[1; 32]));
        assert_eq!(*old.over.borrow(), Some(Farewell::UnknownDevice));
        assert_eq!(devices.while_current(&old, || ()), None);
        assert!(!devices.status()[0].connected);
        let new = devices.enter(&id, [2; 32], String::new(), now).unwrap();
        assert!(!devices.dismiss(&id, &[1; 32]));
        assert_eq!(devices.while_current(&new, || ()), Some(()));
    }

    #[test]
    fn the_list_follows_the_floor_and_only_who_is_gone_or_another_is_ended() {
        let (devices, kiosk, now) = list();
        let of = |name: &str, role| Device { id: DeviceId::new(name).unwrap(), role, prints_at: None };
        let all = [of("kiosk-1", DeviceRole::Kiosk), of("hall-1", DeviceRole::Hall), of("hall-2", DeviceRole::Hall)];
        let enter = |name: &str| devices.enter(&DeviceId::new(name).unwrap(), [1; 32], String::new(), now);
        let stays = enter("kiosk-1").unwrap();
        assert_eq!(devices.follow(&all), []);
        let (gone, other) = (enter("hall-1").unwrap(), enter("hall-2").unwrap());
        let console = Device { prints_at: Some(kiosk.clone()), ..of("hall-2", DeviceRole::Console) };
        assert_eq!(devices.follow(&[console.clone(), all[0].clone()]), [gone.device.clone(), other.device.clone()]);
        for ended in [&gone, &other] {
            assert_eq!(*ended.over.borrow(), Some(Farewell::UnknownDevice));
            assert_eq!(devices.while_current(ended, || ()), None);
        }
        assert_eq!((stays.over.borrow().clone(), devices.while_current(&stays, || ())), (None, Some(())));
        assert_eq!(devices.prints_at_desk(&console.id), Ok(()));
        assert_eq!(devices.status().len(), 2);
        // It comes back under its name, and the connection of before does not speak for it.
        assert_eq!(devices.follow(&all), []);
        let again = enter("hall-1").unwrap();
        assert_eq!(devices.while_current(&gone, || ()), None);
        devices.leave(&gone, now);
        assert_eq!(devices.while_current(&again, || ()), Some(()));
    }
}
