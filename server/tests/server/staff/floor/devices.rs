//! Devices of the floor, added, changed and taken off while it works: each comes with its key without a restart, or is bidden farewell, and
//! nobody else notices.

use std::time::Instant;

use futures_util::SinkExt;
use protocol::message::{Answer, Ask, Farewell, FromDevice, Hello, Outcome};
use queue::change::between;
use queue::floor::{Device, DeviceRole};
use queue::ids::DeviceId;
use server::credentials::Credentials;

use super::forms::{EDIT, change, send, typed};
use super::{at_demo, bent, bring_in, confirm, exported, floor, journaled, office, preview, tell_live};
use crate::staff::signed_in;
use crate::support::{Dev, Server, encode, farewell, hello, key, open, take, wait_for};

fn device(id: &str, role: DeviceRole) -> Device {
    Device { id: DeviceId::new(id).unwrap(), role, prints_at: None }
}

/// Waits until a device has a key, or has none any more.
async fn until_keyed(server: &Server, device: &str, is_keyed: bool) {
    let (id, credentials) = (DeviceId::new(device).unwrap(), Credentials::open(server.folder.path()).unwrap());
    wait_for(async || credentials.devices().unwrap().contains(&id) == is_keyed).await;
    let file = server.folder.path().join("credentials").join(format!("{device}.key"));
    assert_eq!(file.exists(), is_keyed);
}

/// What the server says to a device that comes with this key.
async fn bidden(server: &Server, device: &str, role: DeviceRole, secret: &str) -> Option<Farewell> {
    let mut socket = open(server.address).await;
    socket.send(encode(&FromDevice::Hello(Hello { role, ..hello(device, secret) }))).await.unwrap();
    farewell(&mut socket).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_added_comes_with_its_key_without_a_restart_and_one_that_is_taken_off_is_bidden_farewell() {
    let server = office().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let Outcome::Done(Answer::Ticket(first)) = kiosk.ask(take("certificates")).await else { panic!("no ticket") };
    let mut console = server.clerk("console-1", "orlov").await;
    let mut admin = signed_in(&server, "admin").await;
    let mut wanted = floor(&mut admin).await;

    let new = [("key", "kiosk-21"), ("role", "kiosk")];
    let sent = send(&mut admin, "part=device", &new).await;
    let page = preview(&mut admin, sent).await;
    let told = page.text();
    assert!(told.contains("kiosk-21: its key will be in credentials/kiosk-21.key"), "{told}");
    assert!(told.contains("kiosk-21 new") && told.contains("kiosk-21 Kind of device Becomes kiosk"), "{told}");
    let confirmed = Instant::now();
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    until_keyed(&server, "kiosk-21", true).await;
    let mut added = server.connect("kiosk-21").await;
    tell_live("a new device", confirmed);
    let Outcome::Done(Answer::Ticket(second)) = added.ask(take("certificates")).await else { panic!("no ticket") };
    assert_eq!(second.number.figures(), first.number.figures() + 1);
    wanted.devices.push(device("kiosk-21", DeviceRole::Kiosk));
    assert_eq!(between(&wanted, &floor(&mut admin).await), []);
    let overview = admin.get("/staff/floor").await.text();
    assert!(overview.contains("kiosk-21 kiosk, connected"), "{overview}");

    let secret = key(server.folder.path(), "kiosk-21");
    let sent = send(&mut admin, "part=device&id=kiosk-21", &[("remove", "yes")]).await;
    let page = preview(&mut admin, sent).await;
    let told = page.text();
    assert!(told.contains("kiosk-21: it is connected: its connection ends, and its key no longer fits"), "{told}");
    let confirmed = Instant::now();
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    assert_eq!(farewell(&mut added.socket).await, Some(Farewell::UnknownDevice));
    tell_live("a farewell", confirmed);
    until_keyed(&server, "kiosk-21", false).await;
    assert_eq!(bidden(&server, "kiosk-21", DeviceRole::Kiosk, &secret).await, Some(Farewell::UnknownDevice));

    // Under its name comes another: the key of the one before does not fit (S1).
    change(&mut admin, "part=device", &new).await;
    until_keyed(&server, "kiosk-21", true).await;
    assert_eq!(bidden(&server, "kiosk-21", DeviceRole::Kiosk, &secret).await, Some(Farewell::UnknownDevice));
    let again = server.connect("kiosk-21").await;
    assert!(!again.shown.session_ended);

    // All others and the tickets are as they were.
    assert!(!console.shown.session_ended);
    let third = kiosk.ask(take("certificates")).await;
    assert!(matches!(third, Outcome::Done(Answer::Ticket(view)) if view.number.figures() == 3), "the day goes on");
    assert_eq!(console.ask(Ask::SignOut).await, Outcome::Done(Answer::Done));
    let (folder, settings, clock) = server.stop().await;
    assert_eq!(journaled(folder.path()).len(), 4);
    // The next start has the devices of the journal, whatever the file says.
    let server = Server::start_on(folder, settings, clock).await;
    drop(server.connect("kiosk-21").await);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_device_stays_so_that_no_old_key_comes_back_s1() {
    let server = Server::start_with(|settings| {
        at_demo(settings);
        settings.floor.devices.truncate(1);
    })
    .await;
    let mut admin = signed_in(&server, "admin").await;
    let before = floor(&mut admin).await;
    let sent = send(&mut admin, &format!("part=device&id={}", before.devices[0].id), &[("remove", "yes")]).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("A floor keeps at least one device"), "{}", page.text());
    assert_eq!(between(&before, &floor(&mut admin).await), []);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_prints_where_it_is_said_and_a_kiosk_that_goes_takes_that_along() {
    let server = office().await;
    let mut printing = server.connect("kiosk-2").await;
    let mut desk = server.clerk("console-1", "reception").await;
    let mut admin = signed_in(&server, "admin").await;
    let before = floor(&mut admin).await;
    let unprinted = desk.ask(take("certificates")).await;
    assert!(matches!(unprinted, Outcome::Done(Answer::Unprinted(_))), "{unprinted:?}");
    let found = change(&mut admin, "part=device&id=console-1", &[("prints_at", "kiosk-2")]).await;
    let console = found.devices.iter().find(|device| device.id.as_str() == "console-1").unwrap();
    assert_eq!(console.prints_at.as_ref().map(DeviceId::as_str), Some("kiosk-2"));
    assert!(admin.get("/staff/floor").await.text().contains("console-1 console, connected, prints at kiosk-2"));
    wait_for(async || matches!(desk.ask(take("certificates")).await, Outcome::Done(Answer::Ticket(_)))).await;
    printing.until(|shown| !shown.reprints.is_empty()).await;

    // Something else under its name would leave the console without a kiosk.
    let page = send(&mut admin, "part=device&id=kiosk-2", &[("role", "hall")]).await;
    let told = "console-1 : prints at “kiosk-2”, which is no kiosk: choose another";
    assert!(page.status == 422 && page.text().contains(told), "{}", page.text());
    let found = change(&mut admin, "part=device&id=kiosk-2", &[("remove", "yes")]).await;
    assert_eq!(farewell(&mut printing.socket).await, Some(Farewell::UnknownDevice));
    assert!(found.devices.iter().all(|device| device.prints_at.is_none()));
    assert_eq!(found.devices.len(), before.devices.len() - 1);

    // What changes its kind goes and comes as what it is; its key stays.
    let mut other = server.connect("kiosk-3").await;
    let secret = key(server.folder.path(), "kiosk-3");
    change(&mut admin, "part=device&id=kiosk-3", &[("role", "hall")]).await;
    assert_eq!(farewell(&mut other.socket).await, Some(Farewell::UnknownDevice));
    assert_eq!(bidden(&server, "kiosk-3", DeviceRole::Kiosk, &secret).await, Some(Farewell::UnknownDevice));
    let hall = Dev::connect_as(server.address, Hello { role: DeviceRole::Hall, ..hello("kiosk-3", &secret) }).await;
    assert!(!hall.shown.session_ended);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_in_the_text_and_a_text_without_any_keeps_them() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let (text, before) = (exported(&mut admin).await, floor(&mut admin).await);
    let first = text.find("[[device]]").unwrap();
    let last = text.rfind("[[device]]").unwrap();
    let end = last + text[last..].find("\n\n").unwrap();
    let without = format!("{}{}", &text[..first], &text[end..]);
    assert!(!without.contains("[[device]]"));
    let sent = admin.post_text("/staff/floor/import", "text", &without).await;
    assert!(preview(&mut admin, sent).await.text().contains("Nothing changes"));
    bring_in(&mut admin, &bent(&text, "id = \"kiosk-20\"", "id = \"kiosk-99\"")).await;
    let found = floor(&mut admin).await;
    assert_eq!(found.devices.len(), before.devices.len());
    assert!(found.devices.iter().any(|device| device.id.as_str() == "kiosk-99"));
    let page = admin.get(&format!("{EDIT}?part=device")).await;
    let fields = typed(&page, &[("key", "kiosk-1"), ("role", "kiosk")]);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = admin.post(EDIT, &fields).await;
    assert!(page.status == 422 && page.text().contains("is there twice"), "{}", page.text());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_from_before_devices_were_of_the_floor_takes_those_of_the_file_once() {
    let old = Server::start_with(|settings| {
        at_demo(settings);
        settings.floor.devices.clear();
    })
    .await;
    let (folder, mut settings, clock) = old.stop().await;
    let line = |event: &queue::Event| serde_json::to_string(event).unwrap();
    assert!(!line(&journaled(folder.path())[0]).contains("devices"), "as it was written then");
    at_demo(&mut settings);
    let devices = settings.floor.devices.clone();
    let server = Server::start_on(folder, settings, clock).await;
    let mut kiosk = server.connect("kiosk-1").await;
    assert!(matches!(kiosk.ask(take("certificates")).await, Outcome::Done(Answer::Ticket(_))));
    assert_eq!(server.health().await["floor_file_differs"], false);
    // From then on they are changed on the page, and the file is compared.
    let mut admin = signed_in(&server, "admin").await;
    assert_eq!(floor(&mut admin).await.devices, devices);
    change(&mut admin, "part=device&id=kiosk-20", &[("remove", "yes")]).await;
    let server = server.restart().await;
    assert_eq!(server.health().await["floor_file_differs"], true);
    let (folder, ..) = server.stop().await;
    assert_eq!(journaled(folder.path()).len(), 3, "the first, that of the devices, and the page's");
}
