//! Mail servers that are down, slow, unwilling or false: the floor goes on, nothing is lost, and what is hopeless is given up and shown.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use server::messages::carriers::Carriers;
use server::messages::setup::{MessagesSetup, Security, SmtpLogin, SmtpSetup};

use crate::mailbox::{Mailbox, smtp};
use crate::support::{FRIDAY, House, Wish, entry, outbox, states, until};

fn by(smtp: SmtpSetup) -> MessagesSetup {
    MessagesSetup { smtp: Some(smtp), sms: None }
}

#[test]
fn each_refusal_is_dealt_with_alone_and_the_others_are_sent() {
    let (house, clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    let names = ["never-a", "later-2-b", "spam-c", "well-d"];
    let entries = names.map(|name| entry(&format!("{name}@mail.example"), "en", ["Ivanova", "Anna"]));
    house.carry_out(&entries.iter().map(|entry| Wish::Book(entry, FRIDAY)).collect::<Vec<_>>());
    let server = house.start(&by(mailbox.setup()));
    assert_eq!(mailbox.next().to, ["well-d@mail.example"]);
    server.until("two are given up", |health| health["messages"]["given_up"] == 2);
    let health = server.health().unwrap();
    assert_eq!((&health["status"], &health["messages"]["waiting"]), (&"degraded".into(), &1.into()), "{health}");
    assert_eq!(health["messages"]["closed"], serde_json::json!([]));
    // Put off twice: each pause is over a little later than the one before.
    for tries in [1, 2] {
        until("it is put off", || outbox(&house.data())[1].4 == tries);
        clock.advance(Duration::from_secs(60 * u64::from(tries)));
    }
    let late = mailbox.next();
    assert_eq!(late.to, ["later-2-b@mail.example"]);
    server.until("all is noted", |health| health["messages"]["waiting"] == 0);
    server.stop();
    let data = house.data();
    assert_eq!(
        states(&data),
        ["0 booked given_up refused", "1 booked sent", "2 booked given_up refused", "3 booked sent"]
    );
    let row = &outbox(&data)[1];
    assert_eq!((row.4, late.id()), (3, format!("<{}>", row.5).as_str()), "three tries under one id");
}

/// Neither the floor, which would stop over it at each start, nor the message after it.
#[test]
fn a_message_that_the_disk_has_bent_is_given_up_and_holds_nobody_up() {
    let (house, _clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    let entries = ["a", "b", "c"].map(|name| entry(&format!("{name}@mail.example"), "en", ["Ivanova", "Anna"]));
    house.carry_out(&entries.iter().map(|entry| Wish::Book(entry, FRIDAY)).collect::<Vec<_>>());
    let db = rusqlite::Connection::open(house.data().join(server::journal::FILE)).unwrap();
    for bent in ["kind = 'bookee' WHERE booking = 0", "made_ms = 1 << 62 WHERE booking = 1"] {
        assert_eq!(db.execute(&format!("UPDATE outbox SET {bent}"), []).unwrap(), 1, "{bent}");
    }
    drop(db);
    let verified = server::journal::verify(&house.data()).unwrap();
    assert!(verified.bent_messages == 2 && verified.floor_holds() && !verified.holds(), "{verified:?}");
    let server = house.start(&by(mailbox.setup()));
    assert_eq!(mailbox.next().to, ["c@mail.example"]);
    server.until("both are given up", |health| {
        health["messages"]["given_up"] == 2 && health["messages"]["waiting"] == 0 && health["status"] == "degraded"
    });
    server.stop();
    let states = states(&house.data());
    assert_eq!(states, ["0 bookee given_up unreadable", "1 booked given_up unreadable", "2 booked sent"]);
}

#[test]
fn a_server_that_is_down_silent_or_shuts_at_once_keeps_messages_and_not_the_floor() {
    for conduct in ["down", "silent", "shuts"] {
        let (house, clock) = House::new();
        let entries = ["a", "b", "c"].map(|name| entry(&format!("{name}@mail.example"), "en", ["Ivanova", "Anna"]));
        house.carry_out(&entries.iter().map(|entry| Wish::Book(entry, FRIDAY)).collect::<Vec<_>>());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut kept = Vec::new();
        let thread = match conduct {
            "down" => {
                drop(listener);
                None
            }
            "silent" => Some(std::thread::spawn(move || listener.incoming().for_each(|stream| kept.push(stream)))),
            _ => Some(std::thread::spawn(move || listener.incoming().for_each(drop))),
        };
        let server = house.start(&by(smtp(port)));
        server.until("the way is closed", |health| health["messages"]["closed"] == serde_json::json!(["email"]));
        let asked = Instant::now();
        let health = server.health().unwrap();
        assert!(asked.elapsed() < Duration::from_secs(10), "{conduct}: the server answers");
        assert_eq!(health["messages"]["waiting"], 3, "{conduct}: {health}");
        // Not each message tries a closed way: one does, and the others wait with it.
        std::thread::sleep(Duration::from_millis(500));
        clock.advance(Duration::from_secs(16 * 60));
        server.until("late", |health| health["messages"]["late"] == 3 && health["status"] == "degraded");
        server.stop();
        let tries: u32 = outbox(&house.data()).iter().map(|row| row.4).sum();
        assert!(tries <= 3, "{conduct}: {tries} tries");
        drop(thread);
        let mailbox = Mailbox::start(&[]);
        clock.advance(Duration::from_secs(3600));
        let server = house.start(&by(mailbox.setup()));
        let mut to: Vec<_> = (0..3).flat_map(|_| mailbox.next().to).collect();
        to.sort();
        assert_eq!(to, ["a@mail.example", "b@mail.example", "c@mail.example"], "{conduct}");
        server.until("all is noted", |health| health["messages"]["waiting"] == 0);
        assert!(mailbox.all_within(Duration::from_millis(300)).is_empty());
        server.stop();
    }
}

#[test]
fn a_server_that_hangs_in_the_midst_holds_up_its_own_mail_and_no_stop() {
    let (house, _clock) = House::new();
    let mailbox = Mailbox::start(&[]);
    house.book(&entry("hang-a@mail.example", "en", ["Ivanova", "Anna"]), FRIDAY);
    let server = house.start(&by(SmtpSetup { patience: Duration::from_secs(30), ..mailbox.setup() }));
    server.until("it serves", |health| health["messages"]["waiting"] == 1);
    until("somebody brings mail", || is_connected_to(mailbox.port));
    std::thread::sleep(Duration::from_millis(300));
    let told = Instant::now();
    server.stop();
    assert!(told.elapsed() < Duration::from_secs(15), "{:?}", told.elapsed());
    assert_eq!(states(&house.data()), ["0 booked waiting"]);
}

/// Whether a connection to this port of the machine stands.
fn is_connected_to(port: u16) -> bool {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let mut rows = table.lines().map(|row| row.split_whitespace().collect::<Vec<_>>());
    rows.any(|row| row[2].ends_with(&format!(":{port:04X}")) && row[3] == "01")
}

/// A certificate for this machine, made for the test, and the same with its key.
fn certificate(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let (certificate, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]);
    openssl.args([
        "-subj",
        "/CN=mailbox.test",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
    ]);
    let made = openssl.arg("-keyout").arg(&key).arg("-out").arg(&certificate).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let whole = folder.join(format!("{name}.whole"));
    let both = [std::fs::read(&certificate).unwrap(), std::fs::read(&key).unwrap()].concat();
    std::fs::write(&whole, both).unwrap();
    (certificate, whole)
}

#[test]
fn tls_is_held_to_its_certificate_and_a_login_goes_over_it_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (right, whole) = certificate(folder.path(), "right");
    let (other, _) = certificate(folder.path(), "other");
    let password = folder.path().join("password");
    std::fs::write(&password, "пароль \"1\"\n").unwrap();
    for (word, security) in [("starttls", Security::StartTls), ("tls", Security::Tls)] {
        let mailbox = Mailbox::start(&["--certificate", whole.to_str().unwrap(), "--security", word, "--login"]);
        let setup = |ca_file: Option<&PathBuf>, password_file: &Path| SmtpSetup {
            security,
            ca_file: ca_file.cloned(),
            login: Some(SmtpLogin { user: "queue".to_owned(), password_file: password_file.to_owned() }),
            ..mailbox.setup()
        };
        let tried = |setup: SmtpSetup| {
            let carriers = Carriers::open(&by(setup)).unwrap();
            let to = server::messages::trial::contact("technician@mail.example").unwrap();
            server::messages::trial::send(&carriers, &to, &queue::ids::Language::new("en").unwrap())
        };
        let said = tried(setup(Some(&right), &password)).unwrap();
        assert!(said.starts_with("250"), "{said}");
        let mail = mailbox.next();
        assert!(mail.tls && mail.user.as_deref() == Some("queue"));
        for ca_file in [None, Some(&other)] {
            let said = tried(setup(ca_file, &password)).unwrap_err();
            assert!(said.starts_with("connect: ") || said.starts_with("starttls: "), "{said}");
        }
        let wrong = folder.path().join("wrong");
        std::fs::write(&wrong, "another").unwrap();
        let said = tried(setup(Some(&right), &wrong)).unwrap_err();
        assert!(said.starts_with("login: ") && said.contains("535"), "{said}");
        // A refused login is no word about a visitor: nothing is given up.
        let (house, _clock) = House::new();
        house.book(&entry("a@mail.example", "en", ["Ivanova", "Anna"]), FRIDAY);
        let server = house.start(&by(setup(Some(&right), &wrong)));
        server.until("the way is closed", |health| health["messages"]["closed"] == serde_json::json!(["email"]));
        server.stop();
        assert_eq!(states(&house.data()), ["0 booked waiting"]);
        assert!(mailbox.all_within(Duration::from_millis(200)).is_empty());
    }
    // A server without TLS gets nothing where TLS is asked for.
    let mailbox = Mailbox::start(&[]);
    let carriers = Carriers::open(&by(SmtpSetup { security: Security::StartTls, ..mailbox.setup() })).unwrap();
    let to = server::messages::trial::contact("technician@mail.example").unwrap();
    let said = server::messages::trial::send(&carriers, &to, &queue::ids::Language::new("en").unwrap()).unwrap_err();
    assert!(said.starts_with("starttls: "), "{said}");
}
