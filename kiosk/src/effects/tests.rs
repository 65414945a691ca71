//! The threads with a real folder, a printer that is a file, and a server that is not there.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use devices::printer::{LinkConfig, PrinterConfig};
use jiff::civil::{date, time};
use protocol::client::{self, Settings};
use protocol::message::{DeviceRole, Hello, RequestId};
use queue::ids::{CategoryId, DeviceId, Language as LanguageId, ServiceId};

use super::*;
use crate::coupon::{Coupon, Printing};
use crate::model::{JobId, Pending, PrintOutcome, Stage};
use crate::view::Language;

pub(super) fn telling() -> (Tell, Receiver<What>) {
    let (sender, told): (Sender<What>, _) = channel();
    let sender = Mutex::new(sender);
    let tell = move |what| {
        let sent = sender.lock().expect("nobody panics with it").send(what);
        assert!(sent.is_ok(), "the test listens until the end");
    };
    (Arc::new(tell), told)
}

/// Waits for what the predicate picks out of all that is told.
fn wait_for<T>(told: &Receiver<What>, pick: impl Fn(What) -> Option<T>) -> T {
    loop {
        let what = told.recv_timeout(Duration::from_secs(20)).expect("it is told in time");
        if let Some(found) = pick(what) {
            return found;
        }
    }
}

pub(super) fn coupon() -> Coupon {
    Coupon {
        language: Language::Russian,
        office: "Отдел".into(),
        number: "A012".into(),
        services: "Услуга".into(),
        mark: None,
        day: date(2026, 11, 17),
        taken_at: time(9, 42, 0, 0),
        ahead: Some(7),
        wait_min: Some((12, 20)),
        url: None,
        note: None,
        thanks: None,
        printing: Printing::First,
    }
}

fn client_of_nobody() -> Client {
    let hello = Hello {
        version: protocol::VERSION,
        role: DeviceRole::Kiosk,
        device: DeviceId::new("kiosk-1").expect("a key"),
        key: "key".into(),
        program: "test".into(),
        session: None,
    };
    // Port 9 of the loopback is the discard service, which nobody runs.
    client::start(Settings { address: "ws://127.0.0.1:9/device".into(), office: None, hello }, |_| {})
}

pub(super) fn outcome(what: What) -> Option<(JobId, PrintOutcome)> {
    if let What::Printed(job, outcome) = what { Some((job, outcome)) } else { None }
}

#[test]
fn a_coupon_goes_through_the_printers_thread() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("coupon.bin");
    let (tell, told) = telling();
    let worker = start_printing(PrinterConfig::at(LinkConfig::File { path: path.clone() }), tell).expect("a thread");
    worker.coupon(JobId(1), coupon());
    assert_eq!(wait_for(&told, outcome), (JobId(1), PrintOutcome::Printed));
    let bytes = std::fs::read(&path).expect("the file is there");
    assert!(bytes.windows(4).any(|four| four == b"A012"), "the number is on it");
    worker.test(JobId(2));
    assert_eq!(wait_for(&told, outcome), (JobId(2), PrintOutcome::Printed));
    let bytes = std::fs::read(&path).expect("the file is there");
    assert!(bytes.windows(9).any(|nine| nine == b"TEST-0001"), "the test print has a code");
}

#[test]
fn a_printer_that_is_not_there_is_told_and_reported() {
    let (tell, told) = telling();
    let link = LinkConfig::Usb { path: "/nowhere/lp0".into() };
    let worker = start_printing(PrinterConfig::at(link), tell).expect("a thread");
    worker.coupon(JobId(1), coupon());
    assert_eq!(wait_for(&told, outcome), (JobId(1), PrintOutcome::NotPrinted));
    let health = wait_for(&told, |what| if let What::Printer(health) = what { Some(health) } else { None });
    assert_eq!(health.report.faults, vec![protocol::message::DeviceFault::PrinterSilent]);
}

fn issue(id: &RequestId) -> Effect {
    let ask = Ask::IssueTicket {
        services: vec![ServiceId::new("passport").expect("a key")],
        category: CategoryId::new("general").expect("a key"),
        language: LanguageId::new("ru").expect("a key"),
        more_time: false,
    };
    Effect::Ask(id.clone(), ask)
}

#[test]
fn a_request_that_cannot_be_written_down_is_not_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, _) = Store::open(folder.path()).expect("the folder");
    let (tell, told) = telling();
    let effects = Effects::start(Keeper { store, client: client_of_nobody(), printing: None, pin: None, tell })
        .expect("a thread");
    std::fs::remove_dir_all(folder.path()).expect("the disk is gone");
    let id = RequestId::random();
    effects.carry_out(Effect::Remember(vec![Pending { id: id.clone(), stage: Stage::Asked }]));
    effects.carry_out(issue(&id));
    let next = || told.recv_timeout(Duration::from_secs(20)).expect("it is told in time");
    assert_eq!([next(), next()], [What::Disk { works: false }, What::NotWritten(id)]);
    std::fs::create_dir_all(folder.path()).expect("the disk is back");
    effects.carry_out(Effect::Remember(vec![]));
    assert_eq!(next(), What::Disk { works: true }, "and it is told once");
    effects.carry_out(Effect::Remember(vec![]));
    effects.carry_out(Effect::CheckPin("4711".into()));
    assert_eq!(next(), What::PinChecked(false));
}

#[test]
fn a_pin_fits_by_its_digits_or_by_its_hash() {
    use argon2::password_hash::{PasswordHasher, SaltString};
    let salt = SaltString::encode_b64(b"sixteen bytes!!!").expect("a salt");
    let cheap = Argon2::new(
        argon2::Algorithm::Argon2id,
        argon2::Version::V0x13,
        argon2::Params::new(64, 1, 1, None).expect("params"),
    );
    let hash = cheap.hash_password(b"4711", &salt).expect("a hash").to_string();
    for pin in [Pin::Digits("4711".into()), Pin::Hash(hash)] {
        let folder = tempfile::tempdir().expect("a folder");
        let (store, _) = Store::open(folder.path()).expect("the folder");
        let (tell, told) = telling();
        let keeper = Keeper { store, client: client_of_nobody(), printing: None, pin: Some(pin), tell };
        let effects = Effects::start(keeper).expect("a thread");
        for (typed, fits) in [("4711", true), ("4712", false), ("471", false), ("", false)] {
            effects.carry_out(Effect::CheckPin(typed.into()));
            let answer = wait_for(&told, |what| if let What::PinChecked(fits) = what { Some(fits) } else { None });
            assert_eq!(answer, fits, "{typed}");
        }
    }
}
