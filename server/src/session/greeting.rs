//! The first words: who is there, whether the versions fit, whether the key is right.

use protocol::codec;
use protocol::limits::{FROM_DEVICE_LIMIT, PROGRAM_LIMIT};
use protocol::message::{DeviceRole, Farewell, FromDevice, FromServer, Hello, Session, Welcome};
use protocol::visitor::VisitorView;
use serde::Deserialize;
use tokio::time::timeout;

use super::wire::{Heard, Wire, unreadable};
use super::{End, Reception, Way};
use crate::credentials::KeyHash;
use crate::credentials::tokens::SignedIn;
use crate::devices::Place;

/// Longest key and token that are looked at, in bytes.
const SECRET_LIMIT: usize = 256;

/// A device that is known.
pub struct Guest {
    /// Its place on the list.
    pub place: Place,
    /// What it is.
    pub role: DeviceRole,
    /// Who is signed in there.
    pub clerk: Option<SignedIn>,
    /// Whether names may go over its connection.
    pub private: bool,
    /// The booked visitor who is shown to the clerk.
    pub visitor: Option<VisitorView>,
}

/// Waits for the hello, checks it, and bids the device welcome.
pub async fn greet(wire: &mut Wire, way: Way, reception: &Reception) -> Result<Guest, End> {
    let Ok(_place) = reception.greetings.try_acquire() else { return Err(End::Farewell(Farewell::Crowded)) };
    let hello = match timeout(reception.limits.greeting_time, hello(wire)).await {
        Ok(hello) => hello?,
        Err(_) => return Err(End::Farewell(Farewell::Silent)),
    };
    let (role, key) = known(&hello, reception)?;
    if !may_come(role, way, reception.limits.open_consoles_here) {
        tracing::warn!(device = %hello.device, "console over ws://: write wss:// into its configuration");
        return Err(End::Farewell(Farewell::NotPrivate));
    }
    let now = reception.clock.now();
    let resumed = resumed(&hello, reception);
    let program = hello.program.clone();
    let place = reception.devices.enter(&hello.device, key, program, now);
    let place = place.ok_or(End::Farewell(Farewell::UnknownDevice))?;
    // Whoever replaced the key since it was looked at has not seen this connection.
    if let Err(end) = known(&hello, reception) {
        reception.devices.leave(&place, now);
        return Err(end);
    }
    let (clerk, session) = resumed.unzip();
    if let Some(signed_in) = &clerk {
        reception.devices.signed_in(&place, &signed_in.clerk);
    }
    let guest = Guest { place, role, clerk, private: way == Way::Private, visitor: None };
    let office = (role == DeviceRole::Kiosk).then(|| reception.office_key.public());
    let welcome = Welcome { version: protocol::VERSION, epoch: reception.epoch, now, session, office };
    match wire.say(codec::encode(&FromServer::Welcome(welcome)).into()).await {
        Ok(()) => Ok(guest),
        Err(_) => {
            reception.devices.leave(&guest.place, now);
            Err(End::Gone)
        }
    }
}

async fn hello(wire: &mut Wire) -> Result<Hello, End> {
    loop {
        match wire.hear().await {
            Heard::Text(text) => return read(&text).map_err(End::Farewell),
            Heard::Alive => {}
            Heard::Unreadable(problem) => return Err(End::Farewell(unreadable(&problem))),
            Heard::Gone => return Err(End::Gone),
        }
    }
}

/// Of a hello of another version only the version can be relied on.
#[derive(Deserialize)]
struct Peek {
    hello: PeekHello,
}

#[derive(Deserialize)]
struct PeekHello {
    version: u16,
}

fn read(text: &str) -> Result<Hello, Farewell> {
    if let Ok(peek) = codec::decode::<Peek>(text, FROM_DEVICE_LIMIT)
        && peek.hello.version != protocol::VERSION
    {
        return Err(Farewell::Version { server: protocol::VERSION });
    }
    match codec::decode(text, FROM_DEVICE_LIMIT) {
        Ok(FromDevice::Hello(hello)) if hello.program.chars().count() > PROGRAM_LIMIT => {
            Err(unreadable(&format!("hello.program: at most {PROGRAM_LIMIT} characters")))
        }
        Ok(FromDevice::Hello(hello)) => Ok(hello),
        Ok(FromDevice::Request(_) | FromDevice::Report(_)) => Err(unreadable("say hello first")),
        Err(problem) => Err(unreadable(&problem.to_string())),
    }
}

/// At a console PINs are typed, which nobody on the way may read: it comes openly from this machine or not at all.
fn may_come(role: DeviceRole, way: Way, open_consoles_here: bool) -> bool {
    match (role, way) {
        (DeviceRole::Kiosk | DeviceRole::Hall, _) | (DeviceRole::Console, Way::Private) => true,
        (DeviceRole::Console, Way::OpenHere) => open_consoles_here,
        (DeviceRole::Console, Way::Open) => false,
    }
}

/// A wrong name, key and role are told alike.
fn known(hello: &Hello, reception: &Reception) -> Result<(DeviceRole, KeyHash), End> {
    let readable = Some(hello.key.as_str()).filter(|key| key.len() <= SECRET_LIMIT);
    let key = readable.and_then(|key| {
        reception.credentials.key_fits(&hello.device, key).unwrap_or_else(|problem| {
            tracing::error!(%problem, "the keys cannot be read: no device can connect");
            None
        })
    });
    let listed = reception.devices.role(&hello.device);
    if let Some(key) = key
        && listed == Some(hello.role)
    {
        return Ok((hello.role, key));
    }
    let fits = key.is_some();
    tracing::warn!(device = %hello.device, role = ?hello.role, listed = ?listed, key_fits = fits, "unknown device");
    Err(End::Farewell(Farewell::UnknownDevice))
}

fn resumed(hello: &Hello, reception: &Reception) -> Option<(SignedIn, Session)> {
    let token = hello.session.as_deref().filter(|token| token.len() <= SECRET_LIMIT)?;
    let signed_in = reception.tokens.resume(token, &hello.device)?;
    let published = reception.screens.published.borrow();
    let person = published.floor.as_deref()?.clerk(&signed_in.clerk)?;
    let session = Session {
        clerk: signed_in.clerk.clone(),
        name: person.name.to_string(),
        roles: person.roles.iter().copied().collect(),
        window: published.held.get(&signed_in.clerk).cloned(),
        token: token.to_owned(),
    };
    Some((signed_in, session))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_console_of_another_machine_comes_over_tls_alone_s2() {
        for here in [true, false] {
            assert!(may_come(DeviceRole::Console, Way::Private, here));
            assert!(!may_come(DeviceRole::Console, Way::Open, here));
            assert_eq!(may_come(DeviceRole::Console, Way::OpenHere, here), here);
            for way in [Way::Private, Way::OpenHere, Way::Open] {
                assert!(
                    may_come(DeviceRole::Kiosk, way, here) && may_come(DeviceRole::Hall, way, here),
                    "no PIN is typed there"
                );
            }
        }
    }
}
