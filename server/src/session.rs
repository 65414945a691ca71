//! One device's websocket: greeting, requests and their answers, boards as they change, and an end that says why.
//! Bounded in everything: a frame's size, requests at once, messages a second, time without a sound, time for a send.

mod asking;
mod body_hash;
mod check_in;
mod digit_tries;
mod greeting;
mod pace;
mod talk;
mod visitors;
mod wire;

use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use protocol::limits;
use protocol::message::Farewell;
use protocol::token::OfficeKey;
use queue::Floor;
use queue::booking::holds::Holds;
use tokio::sync::{Semaphore, watch};

use crate::credentials::sign_in::PinCheck;
use crate::credentials::tokens::Tokens;
use crate::credentials::{Credentials, KeyMaker};
use crate::devices::Devices;
use crate::floor_clock::FloorClock;
use crate::fresh::Fresh;
use crate::messages::Messages;
use crate::office::OfficeDoor;
use crate::office::bookings::WebDoor;
use crate::people::People;
use crate::pictures::Pictures;
use crate::proxies::TrustedProxies;
use crate::publish::Screens;
use crate::ratings::Ratings;
use crate::statistics::Statistics;
pub use body_hash::BodyHash;
pub use digit_tries::DigitTries;
use wire::{Connection, Wire};

/// How much a device may do at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections of devices, known and not yet known.
    pub connections: usize,
    /// Connections that have not said who they are.
    pub greetings: usize,
    /// Time for a connection to say who it is.
    pub greeting_time: Duration,
    /// A connection without a sound for this long is over; it is asked for one three times before.
    pub silence: Duration,
    /// Time that a reader may take for one message; one that takes longer is gone.
    pub reader: Duration,
    /// Requests of one connection that wait for their answer.
    pub requests_at_once: usize,
    /// Messages of one connection in a second, in the long run; beyond it, it is told that it is busy.
    pub messages_per_s: u32,
    /// Whether consoles on the server's own machine may speak over open connections; those on others never may (S2).
    pub open_consoles_here: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 12_000,
            greetings: 1_024,
            greeting_time: limits::HELLO_LIMIT,
            silence: limits::DEVICE_SILENCE_LIMIT,
            reader: limits::READER_LIMIT,
            requests_at_once: limits::REQUESTS_AT_ONCE,
            messages_per_s: limits::MESSAGES_PER_S,
            open_consoles_here: true,
        }
    }
}

/// All that a session needs of the server.
pub struct Reception {
    /// The floor's time.
    pub clock: Arc<FloorClock>,
    /// Where requests are handed in.
    pub office: OfficeDoor,
    /// Where visitors' asks from the web are handed in.
    pub web: WebDoor,
    /// The personal data of who booked.
    pub people: Arc<People>,
    /// What visitors say of their visits.
    pub ratings: Arc<Ratings>,
    /// Signs booking codes (S5).
    pub office_key: Arc<OfficeKey>,
    /// Tells a request that comes again from another one.
    pub body_hash: BodyHash,
    /// Wrong digits at kiosks.
    pub digit_tries: Mutex<DigitTries>,
    /// Days for which personal data is kept after the visit (P3).
    pub keep_days: u16,
    /// What carries codes and confirmations to visitors.
    pub messages: Messages,
    /// Places kept while forms are filled.
    pub holds: Arc<Mutex<Holds>>,
    /// What is shown.
    pub screens: Screens,
    /// The folded days.
    pub statistics: Arc<Statistics>,
    /// The files of the hall display's pictures.
    pub pictures: Pictures,
    /// Tickets that the visitors' pages may not have yet.
    pub fresh: Arc<Fresh>,
    /// Who may say from where a visitor asks.
    pub trusted_proxies: TrustedProxies,
    /// Devices' keys.
    pub credentials: Arc<Credentials>,
    /// Makes keys and PINs anew.
    pub keys: KeyMaker,
    /// The floor as the configuration file had it at the start.
    pub floor_file: Arc<Floor>,
    /// Clerks' PINs.
    pub pins: PinCheck,
    /// Clerks' sessions.
    pub tokens: Arc<Tokens>,
    /// The devices' list.
    pub devices: Devices,
    /// How much a device may do.
    pub limits: Limits,
    /// Of this start of the server.
    pub epoch: u64,
    /// Becomes true when the server stops.
    pub stopping: watch::Receiver<bool>,
    /// Places for connections.
    pub connections: Arc<Semaphore>,
    /// Places for connections that have not said who they are.
    pub greetings: Semaphore,
}

/// By which way a connection came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Over TLS.
    Private,
    /// Openly, from this very machine: nobody is on the way.
    OpenHere,
    /// Openly, from another machine.
    Open,
}

impl Way {
    /// The way of a connection from there.
    pub fn of(private: bool, peer: IpAddr) -> Self {
        match (private, peer.to_canonical().is_loopback()) {
            (true, _) => Self::Private,
            (false, true) => Self::OpenHere,
            (false, false) => Self::Open,
        }
    }
}

/// Talks with a device until it goes or has to go. Names go over a private connection alone, and so do PINs but on this machine.
pub async fn serve(connection: Connection, way: Way, reception: Arc<Reception>) {
    let mut wire = Wire::new(connection, reception.limits.reader).await;
    let Ok(_place) = Arc::clone(&reception.connections).try_acquire_owned() else {
        return wire.farewell(Farewell::Crowded).await;
    };
    let mut guest = match greeting::greet(&mut wire, way, &reception).await {
        Ok(guest) => guest,
        Err(end) => return finish(wire, end).await,
    };
    let device = guest.place.device.clone();
    tracing::info!(%device, role = ?guest.role, "device connected");
    let end = talk::talk(&mut wire, &mut guest, &reception).await;
    reception.devices.leave(&guest.place, reception.clock.now());
    tracing::info!(%device, end = end.word(), "device gone");
    finish(wire, end).await;
}

/// How a conversation ended.
#[derive(Debug, PartialEq)]
enum End {
    /// The server says why.
    Farewell(Farewell),
    /// The socket is gone, or nothing more can be promised on it.
    Gone,
}

impl End {
    /// For the log. What was unreadable may hold a key or a PIN: it is told to its sender alone.
    fn word(&self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Farewell(farewell) => match farewell {
                Farewell::Version { .. } => "version",
                Farewell::UnknownDevice => "unknown_device",
                Farewell::Replaced => "replaced",
                Farewell::NotPrivate => "not_private",
                Farewell::Unreadable { .. } => "unreadable",
                Farewell::Silent => "silent",
                Farewell::Crowded => "crowded",
                Farewell::Stopping => "stopping",
            },
        }
    }
}

async fn finish(wire: Wire, end: End) {
    match end {
        End::Farewell(farewell) => wire.farewell(farewell).await,
        End::Gone => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_open_here_only_where_it_comes_from_this_machine() {
        let way = |private, peer: &str| Way::of(private, peer.parse().unwrap());
        for peer in ["127.0.0.1", "127.9.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!((way(false, peer), way(true, peer)), (Way::OpenHere, Way::Private), "{peer}");
        }
        for peer in ["10.0.0.5", "192.168.1.20", "172.16.0.1", "fd00::5", "fe80::1", "203.0.113.7", "0.0.0.0", "::"] {
            assert_eq!((way(false, peer), way(true, peer)), (Way::Open, Way::Private), "{peer}");
        }
    }
}
